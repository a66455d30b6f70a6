"""Limits of all benefits together, and how claims are made, in plain words."""

from collections.abc import Iterator

from ledger.languages import Lang
from ledger.money import yuan
from ledger.plans.evidence import evidence_words
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_rules import trigger_words

_SETTLED = {
    "claim": ("逐案", "claim by claim"),
    "month": ("按月", "monthly"),
    "quarter": ("按季", "quarterly"),
    "year": ("按年", "yearly"),
}


def limit_lines(terms: PlanTerms, lang: Lang) -> Iterator[str]:
    """Say how claims are made, and what limits all benefits together."""
    settled = _SETTLED.get(terms.settled or "", ("", ""))
    for value, zh, en in (
        (terms.notice_days, "报案期限：{}天", "Notice of a loss: within {} days"),
        (terms.limitation_days, "申请时效：{}天，逾期视为放弃", "Claims are time-barred after {} days"),
        (terms.filing_from_days, "收据满{}天后方可申请", "Claims are taken from {} days after the receipt"),
        (terms.appeal_days, "申诉期限：{}天", "Appeals: within {} days"),
        (terms.payment_working_days, "支付期限：{}个工作日", "Paid within {} working days"),
        (_yuan(terms.second_review_over_fen), "超过{}元的须复审", "Benefits over {} yuan are reviewed a second time"),
        (_papers(terms, lang), "申请材料：{}", "Evidence: {}"),
        (terms.one_stop or None, "一站式结算，无须申请", "Settled together with basic insurance, without application"),
        (settled[lang == "en"] or None, "{}结算", "Settled {}"),
        (terms.stays_join_within_hours, "{}小时内转院视为同一次住院", "A transfer within {} hours makes one stay"),
        (_yuan(terms.minimum_benefit_fen), "每次给付最低{}元", "A benefit that is due is at least {} yuan"),
        (_yuan(terms.cap_term_fen), "保障期内累计最高{}元", "At most {} yuan in one coverage period"),
        (terms.claims_per_term, "保障期内最多给付{}次", "At most {} claims in one coverage period"),
    ):  # fmt: skip
        if value is not None:
            yield (zh if lang == "zh" else en).format(value)
    for pair in terms.exclusive_benefits or ():
        one, other = trigger_words(pair.one, lang), trigger_words(pair.other, lang)
        if lang == "zh":
            yield f"同一事故{one}与{other}不可兼得" + ("，付差额" if pair.difference else "")
        else:
            more = "; the difference is paid" if pair.difference else ""
            yield f"One accident pays for {one} or for {other}, not both{more}"


def _papers(terms: PlanTerms, lang: Lang) -> str | None:
    between = "、" if lang == "zh" else ", "
    return between.join(evidence_words(kind, lang) for kind in terms.evidence or ()) or None


def _yuan(fen: int | None) -> str | None:
    return None if fen is None else yuan(fen)
