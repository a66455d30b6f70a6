"""Contributions in plain words: what is paid in, by whom, and what comes back."""

from collections.abc import Iterator
from typing import NamedTuple, assert_never

from ledger.languages import Lang
from ledger.money import yuan
from ledger.plans.contributions import (
    ByIncome,
    ByLevel,
    ByUnitAge,
    ContributionRule,
    Fixed,
    FundingPart,
    PerShare,
    WageRatio,
)
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_rules import percent

_PAYERS = {
    "member": ("职工个人", "the member"),
    "unit": ("单位", "the unit"),
    "member_or_unit": ("个人或单位", "the member or the unit"),
    "unit_union": ("基层工会", "the unit's union"),
    "district_union": ("区（产业）工会", "the district's or industry's union"),
    "city": ("市级", "the city"),
    "city_union": ("市总工会", "the city union"),
    "city_and_district_unions": ("市、区两级工会", "the city and district unions"),
    "province_union": ("省总工会", "the provincial union"),
    "head_office": ("总会", "the head office"),
    "government": ("财政", "the government"),
    "donor": ("捐赠", "a donor"),
    "fund": ("基金", "the fund"),
    "others": ("其余各方", "others"),
}
_EVERY = {"term": ("每期", "a term"), "year": ("每年", "a year"), "month": ("每月", "a month")}


class _Words(NamedTuple):
    zh: str
    en: str


def contribution_lines(terms: PlanTerms, lang: Lang) -> Iterator[str]:
    """Say what is paid in, by whom, and what comes back."""
    chinese = lang == "zh"
    yield _owed(terms, chinese)
    if terms.funding:
        parts = [_part(part, chinese) for part in terms.funding]
        yield f"承担：{'、'.join(parts)}" if chinese else f"Borne by {', '.join(parts)}"
    back, same = terms.refundable_fen, terms.max_shares_of_class
    if terms.due_day is not None:
        yield (
            f"每月{terms.due_day}日缴纳" if chinese else f"Due on day {terms.due_day} of each month"
        )
    for value, zh, en in (
        (
            None if back is None else yuan(back),
            "期满返还本金每份{}元",
            "Given back at the end: {} yuan a share",
        ),
        (
            terms.no_refund_after_start or None,
            "保障开始后不退保、不退费",
            "No withdrawal or refund once cover began",
        ),
        (same, "同类计划合计最多{}份", "At most {} shares over all plans of the class"),
        (terms.excess_shares_void or None, "超出份数无效", "Shares beyond the most are void"),
        (
            terms.same_shares_for_unit or None,
            "同一单位每人份数相同",
            "The same number of shares for everyone in a unit",
        ),
    ):
        if value is not None:
            yield (zh if chinese else en).format(value)


def _owed(terms: PlanTerms, chinese: bool) -> str:
    """Say what is owed, for how long a cover, and for how many shares at most."""
    most, months = terms.max_shares, terms.term_months
    if terms.contribution_fen is not None:
        fen = yuan(terms.contribution_fen)
        if chinese:
            return f"会费：每份{fen}元，保障{months}个月，每人最多{most}份"
        return f"Contribution: {fen} yuan a share for {months} months, at most {most} a person"
    rule = _Words("未载明", "not stated")
    if terms.contribution is not None:
        rule = _rule(terms.contribution)
    if chinese:
        return f"会费：{rule.zh}；保障{months}个月，每人最多{most}份"
    return f"Contribution: {rule.en}; cover for {months} months, at most {most} shares a person"


def _part(part: FundingPart, chinese: bool) -> str:
    """Say who bears a part, and how much of it where that is stated."""
    name = _PAYERS[part.payer][not chinese]
    if part.fen is not None:
        return f"{name}{yuan(part.fen)}元" if chinese else f"{name} {yuan(part.fen)} yuan"
    rate = "" if part.rate_bp is None else percent(part.rate_bp)
    return f"{name}{rate}" if chinese else f"{name} {rate}".rstrip()


def _rule(rule: ContributionRule) -> _Words:
    """Say a rule, and how often its sum falls due."""
    match rule:
        case PerShare():
            said = _Words(f"每份{yuan(rule.share_fen)}元", f"{yuan(rule.share_fen)} yuan a share")
            if rule.high_risk_share_fen is not None:
                risk = yuan(rule.high_risk_share_fen)
                said = _Words(
                    f"{said.zh}（高风险岗位{risk}元）", f"{said.en} ({risk} at high risk)"
                )
        case ByLevel():
            said = _levels(rule)
        case WageRatio():
            said = _ratio(rule)
        case ByIncome():
            said = _Words(
                "、".join(f"月收入{yuan(b.over_fen)}元以上{yuan(b.fen)}元" for b in rule.bands),
                ", ".join(
                    f"{yuan(b.fen)} yuan on income over {yuan(b.over_fen)}" for b in rule.bands
                ),
            )
        case Fixed():
            said = _Words(f"每人{yuan(rule.fen)}元", f"{yuan(rule.fen)} yuan a person")
        case ByUnitAge():
            young, old, limit = yuan(rule.younger_fen), yuan(rule.older_fen), rule.age_limit
            said = _Words(
                f"单位平均年龄不足{limit}岁每份{young}元，否则{old}元",
                f"{young} yuan a share where the unit's average age is below {limit}, else {old}",
            )
        case _:
            assert_never(rule)
    zh, en = _EVERY[rule.every]
    return _Words(f"{zh}{said.zh}", f"{said.en}, {en}")


def _levels(rule: ByLevel) -> _Words:
    """Say the price of each number of shares."""
    zh, en = [], []
    for level in rule.levels:
        fen, risk = yuan(level.fen), level.high_risk_fen
        zh.append(f"{level.shares}份{fen}元" + (f"（高风险岗位{yuan(risk)}元）" if risk else ""))
        en.append(f"{level.shares}: {fen} yuan" + (f" ({yuan(risk)} at high risk)" if risk else ""))
    return _Words("、".join(zh), f"by shares, {', '.join(en)}")


def _ratio(rule: WageRatio) -> _Words:
    """Say the share of the wage, and between what it is held."""
    zh, en = f"月工资的{percent(rule.rate_bp)}", f"{percent(rule.rate_bp)} of the monthly wage"
    if rule.least_fen is not None:
        zh, en = f"{zh}，不低于{yuan(rule.least_fen)}元", f"{en}, at least {yuan(rule.least_fen)}"
    if rule.most_fen is not None:
        zh, en = f"{zh}，不高于{yuan(rule.most_fen)}元", f"{en}, at most {yuan(rule.most_fen)}"
    return _Words(zh, en)
