"""Soundness: what terms say that contradicts itself, each problem naming its parameter."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any, Final

from ledger.money import FEN_MAX, yuan
from ledger.plans.citing import wrongly_cited
from ledger.plans.clauses import CODE, PLAN_CLASSES
from ledger.plans.contributions import ByLevel, PerShare
from ledger.plans.problems import Problem
from ledger.plans.rules import Indemnity, LossShare, rule_key
from ledger.plans.soundness_of_price import funding_problems, period_problems

if TYPE_CHECKING:
    from ledger.plans.terms import PlanTerms

_DAYS_A_MONTH_AT_LEAST = 28
_SEXES: Final = {"female": "女", "male": "男"}


def contradictions(terms: "PlanTerms") -> Iterator[Problem]:
    """Find what contradicts itself, in the order of the file."""
    yield from _who(terms)
    yield from _beside(terms)
    yield from _when(terms)
    yield from _paid_in(terms)
    yield from _how_much(terms)
    yield from _pairs(terms)
    yield from _too_large("", terms.model_dump())
    yield from wrongly_cited(terms)


def _who(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about who may join."""
    if not terms.sexes:
        yield Problem("sexes must not be empty", "sexes 不得为空")
    if len(set(terms.sexes)) < len(terms.sexes):
        yield Problem("sexes names a sex twice", "sexes 中有性别重复")
    if terms.plan_class == "female_specific_disease" and terms.sexes != ("female",):
        yield Problem(
            "sexes must be [female] where plan_class is female_specific_disease",
            "plan_class 为 female_specific_disease 时，sexes 应为 [female]",
        )
    for sex, limit in (("female", terms.age_max_female), ("male", terms.age_max_male)):
        field, least = f"age_max_{sex}", terms.age_min
        if limit is not None and sex not in terms.sexes:
            yield Problem(
                f"{field} is set, but sexes does not admit {sex} members",
                f"已填 {field}，但 sexes 不含{_SEXES[sex]}性",
            )
        if limit is not None and least is not None and limit < least:
            yield Problem(
                f"{field} ({limit}) is below age_min ({least})",
                f"{field}（{limit}）低于 age_min（{least}）",
            )


def _beside(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about other plans, retirees, family, and shares of the class."""
    yield from _others(terms)
    if terms.retirees == "never" and "retired" in (terms.employment_kinds or ()):
        yield Problem(
            "employment_kinds admits retired members, but retirees is never",
            "employment_kinds 含退休人员，但 retirees 为 never",
        )
    if terms.dependant_age_max is not None and not terms.dependants:
        yield Problem(
            "dependant_age_max is set, but dependants names nobody",
            "已填 dependant_age_max，但 dependants 未列任何亲属",
        )
    most, own = terms.max_shares_of_class, terms.max_shares
    if most is not None and most < own:
        yield Problem(
            f"max_shares_of_class ({most}) is below max_shares ({own})",
            f"max_shares_of_class（{most}）低于 max_shares（{own}）",
        )


def _others(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about plans to be held, or not, beside this one."""
    for field, names in (
        ("exclusive_with", terms.exclusive_with),
        ("only_with", terms.only_with or ()),
    ):
        for other in names:
            if other == terms.code:
                yield Problem(
                    f"{field} names the plan itself ({other})", f"{field} 列了本计划（{other}）"
                )
            elif other not in PLAN_CLASSES and re.fullmatch(CODE, other) is None:
                yield Problem(
                    f"{field} names {other!r}, which is neither a plan code nor a known class",
                    f"{field} 中的“{other}”既不是计划编码，也不是已知类别",
                )
    for other in sorted({*terms.exclusive_with} & {*(terms.only_with or ())}):
        yield Problem(
            f"only_with and exclusive_with both name {other}",
            f"only_with 与 exclusive_with 都列了 {other}",
        )


def _when(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about dates and terms of days."""
    day, version = terms.effective_on, terms.version
    if day is not None and not version.startswith(f"{day.year:04d}"):
        yield Problem(
            f"effective_on ({day}) is not in the year of version {version}",
            f"effective_on（{day}）不在 version {version} 的年份内",
        )
    waiting = terms.waiting_period_days
    if waiting is not None and waiting >= terms.term_months * _DAYS_A_MONTH_AT_LEAST:
        yield Problem(
            f"waiting_period_days ({waiting}) leaves nothing of a term of term_months covered",
            f"waiting_period_days（{waiting}）占满整个保障期 term_months",
        )
    yield from period_problems(terms)
    limitation = terms.limitation_days
    for field, days in (
        ("notice_days", terms.notice_days),
        ("filing_from_days", terms.filing_from_days),
    ):
        if days is not None and limitation is not None and limitation < days:
            yield Problem(
                f"limitation_days ({limitation}) is below {field} ({days})",
                f"limitation_days（{limitation}）短于 {field}（{days}）",
            )


def _paid_in(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about contributions."""
    rule = terms.contribution
    if terms.contribution_fen is not None and rule is not None:
        yield Problem(
            "give contribution_fen or contribution, not both",
            "contribution_fen 与 contribution 只能填一项",
        )
    if terms.due_day is not None and (rule is None or rule.every != "month"):
        yield Problem(
            "due_day is set, but contributions do not fall due by the month",
            "设定了 due_day，但会费不是按月缴纳",
        )
    yield from funding_problems(terms)
    yield from _principal(terms)
    if isinstance(rule, ByLevel) and rule.levels[-1].shares > terms.max_shares:
        yield Problem(
            f"contribution.levels go beyond max_shares ({terms.max_shares})",
            f"contribution.levels 超过 max_shares（{terms.max_shares}）",
        )


def _principal(terms: "PlanTerms") -> Iterator[Problem]:
    """Find a principal that is more than a share costs, or of a price that is none of one share."""
    refund, rule = terms.refundable_fen, terms.contribution
    if refund is None:
        return
    share = rule.share_fen if isinstance(rule, PerShare) else terms.contribution_fen
    if rule is not None and not (isinstance(rule, PerShare) and rule.every == "term"):
        yield Problem(
            "refundable_fen is of one share and one term, the contribution is not",
            "refundable_fen 按每份、每期计，会费却不是",
        )
    elif share is not None and refund > share:
        back, whole = yuan(refund), yuan(share)
        yield Problem(
            f"refundable_fen ({back} yuan) is above the contribution ({whole} yuan)",
            f"refundable_fen（{back}元）高于会费（{whole}元）",
        )


def _how_much(terms: "PlanTerms") -> Iterator[Problem]:
    """Find contradictions about amounts."""
    minimum = terms.minimum_benefit_fen or 0
    if terms.cap_term_fen is not None and terms.cap_term_fen < minimum:
        yield _below_minimum("cap_term_fen", minimum)
    if not terms.benefits and not terms.unstated:
        yield Problem("benefits must not be empty", "benefits 不得为空")
    seen: set[tuple[str, ...]] = set()
    for index, rule in enumerate(terms.benefits):
        place = f"benefits.{index}"
        if rule_key(rule) in seen:
            yield Problem(
                f"{place} pays {rule.type} on {rule.trigger} a second time",
                f"{place} 重复：{rule.type} 与 {rule.trigger} 已有一项",
            )
        seen.add(rule_key(rule))
        if not isinstance(rule, Indemnity | LossShare):
            continue
        if terms.max_shares > 1 and isinstance(rule, Indemnity):
            yield Problem(
                f"{place} is an indemnity: it pays a loss once, so max_shares must be 1",
                f"{place} 是补偿型，损失只补一次，max_shares 应为 1",
            )
        for field in ("cap_claim_fen", "cap_term_fen"):
            cap = getattr(rule, field)
            if cap is not None and cap < minimum:
                yield _below_minimum(f"{place}.{field}", minimum)


def _below_minimum(field: str, minimum_fen: int) -> Problem:
    least = yuan(minimum_fen)
    return Problem(
        f"{field} is below minimum_benefit_fen ({least} yuan)",
        f"{field} 低于 minimum_benefit_fen（{least}元）",
    )


def _too_large(path: str, value: Any) -> Iterator[Problem]:
    """Find numbers that no book could add up: they are slips of the keyboard."""
    if isinstance(value, int) and value > FEN_MAX:
        yield Problem(f"{path} is above {FEN_MAX:,}", f"{path} 大于 {FEN_MAX:,}")
    elif isinstance(value, Mapping | list | tuple):
        parts = value.items() if isinstance(value, Mapping) else enumerate(value)
        for name, part in parts:
            yield from _too_large(f"{path}.{name}" if path else str(name), part)


def _pairs(terms: "PlanTerms") -> Iterator[Problem]:
    """Find pairs of exclusive benefits that cannot both arise."""
    for index, pair in enumerate(terms.exclusive_benefits or ()):
        if pair.one == pair.other:
            place = f"exclusive_benefits.{index}"
            yield Problem(f"{place} names {pair.one} twice", f"{place} 两次列了 {pair.one}")
    for index, said in enumerate(terms.unstated or ()):
        if said.trigger is not None and any(r.trigger == said.trigger for r in terms.benefits):
            yield Problem(
                f"unstated.{index} names {said.trigger}, which benefits settle",
                f"unstated.{index} 列了 {said.trigger}，但 benefits 已有规定",
            )
