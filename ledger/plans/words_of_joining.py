"""Who may join and from when, in plain words."""

from collections.abc import Iterator

from ledger.codes import RELATIONS
from ledger.languages import Lang
from ledger.plans.joining import CoverageStart, GroupParticipation, JoinerWindow
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_rules import percent

_EMPLOYMENTS = {
    "regular": ("在编", "regular"),
    "contract": ("合同制", "contract"),
    "temporary": ("临时", "temporary"),
    "dispatched": ("劳务派遣", "dispatched"),
    "new_form": ("新就业形态", "new forms of employment"),
    "retired": ("退休", "retired"),
}
_RETIREES = {
    "never": ("退休人员不得参加", "Retired members may not join"),
    "if_covered_before": ("退休人员上一期参加的可以续保", "Retired members only if covered in the period before"),
    "yes": ("退休人员可以参加", "Retired members may join"),
}  # fmt: skip
_COUNTED = {
    None: ("", ""),
    "headcount": ("职工", " by headcount"),
    "members": ("会员", " of its members"),
    "women": ("女职工", " of its women"),
    "insured": ("参加医保职工", " of its insured employees"),
}
_STARTS = {
    "fixed_period": ("保障期固定", "Cover runs for a fixed period"),
    "day_after_papers_and_payment": ("材料与缴费齐备次日起保", "Cover starts on the day after papers and payment"),
    "next_day": ("次日起保", "Cover starts on the next day"),
    "day_of_acceptance": ("受理当日起保", "Cover starts on the day of acceptance"),
}  # fmt: skip


def joining_lines(terms: PlanTerms, lang: Lang) -> Iterator[str]:
    """Say who may join, beside what, and from when a new member is covered."""
    chinese = lang == "zh"
    yield from _who(terms, chinese)
    if terms.waiting_period_days:
        days = terms.waiting_period_days
        yield (
            f"观察期：新参加者{days}天，续保无观察期"
            if chinese
            else f"Waiting period: {days} days for new members, none on renewal"
        )
    if terms.renewal_grace_days is not None:
        days = terms.renewal_grace_days
        yield (
            f"到期后{days}天内续保，逾期按新参加办理"
            if chinese
            else f"Renewal within {days} days; later is joining anew"
        )
    if terms.group_participation is not None:
        yield (_group_zh if chinese else _group_en)(terms.group_participation)
    if terms.coverage is not None:
        yield _coverage(terms.coverage, chinese)
    if terms.joiners is not None:
        yield from _joiners(terms.joiners, chinese)
    if terms.requires_basic_insurance:
        kind = terms.basic_insurance == "employee"
        yield (
            ("须参加职工基本医疗保险" if kind else "须参加基本医疗保险")
            if chinese
            else f"Members must be in {'employee' if kind else 'basic'} medical insurance"
        )
    for names, zh, en in (
        (terms.exclusive_with, "不得同时参加：", "Not to be held with: "),
        (terms.only_with, "须同时参加：", "Held only together with: "),
    ):
        if names:
            yield f"{zh}{'、'.join(names)}" if chinese else f"{en}{', '.join(names)}"


def _who(terms: PlanTerms, chinese: bool) -> Iterator[str]:
    kinds = [_EMPLOYMENTS[kind][not chinese] for kind in terms.employment_kinds or ()]
    family = [RELATIONS[each][not chinese] for each in terms.dependants or ()]
    for value, zh, en in (
        (terms.sexes == ("female",) or None, "仅限女职工", "Women only"),
        (terms.age_min, "年龄：满{}周岁", "From the age of {}"),
        (terms.age_max_male, "男职工不超过{}周岁", "Men up to the age of {}"),
        (terms.age_max_female, "女职工不超过{}周岁", "Women up to the age of {}"),
        (terms.union_members_only or None, "限工会会员", "Union members only"),
        ("、".join(kinds) or None, "用工形式：{}", "Employment: {}"),
        ("、".join(family) or None, "可保家属：{}", "Family that may be insured: {}"),
        (terms.dependant_age_max, "家属不超过{}周岁", "Family up to the age of {}"),
        (terms.health_declaration or None, "须健康告知", "A health declaration is needed"),
    ):
        if value is not None:
            said = zh if chinese else en
            yield said.format(value if chinese else str(value).replace("、", ", "))
    if terms.retirees is not None:
        yield _RETIREES[terms.retirees][not chinese]


def _group_zh(group: GroupParticipation) -> str:
    few, least = group.all_below_headcount, group.persons_min
    said = f"单位{_COUNTED[group.counted_over][0]}参保率不低于{percent(group.rate_bp)}"
    said += f"，不足{few}人的全员参加" if few else ""
    return said + (f"，不少于{least}人" if least else "")


def _group_en(group: GroupParticipation) -> str:
    few, least = group.all_below_headcount, group.persons_min
    said = f"At least {percent(group.rate_bp)} of a unit{_COUNTED[group.counted_over][1]} join"
    said += f", all where there are fewer than {few}" if few else ""
    return said + (f", and at least {least} persons" if least else "")


def _coverage(start: CoverageStart, chinese: bool) -> str:
    said = _STARTS[start.rule][not chinese]
    first = " ".join(filter(None, (start.first_day, start.start_time)))
    last = " ".join(filter(None, (start.last_day, start.end_time)))
    if first:
        said += f"：自{first}" if chinese else f": from {first}"
    if last:
        said += f"至{last}" if chinese else f" to {last}"
    if start.retroactive_since is not None:
        day = start.retroactive_since
        said += f"；首期追溯至{day}" if chinese else f"; at its first start retroactive to {day}"
    return said


def _joiners(window: JoinerWindow, chinese: bool) -> Iterator[str]:
    for value, zh, en in (
        (window.days_after_start, "起保{}天后不再增员", "Nobody is added later than {} days after the start"),
        (window.new_hires_within_months, "新进职工{}个月内可增员", "New hires may be added within {} months"),
        (window.change_days_before_end, "期满{}天前报送名册变动", "Changes of the list are due {} days before the end"),
        (window.new_form_month, "新就业形态人员每年{}月参加", "New forms of employment join in month {}"),
    ):  # fmt: skip
        if value is not None:
            yield (zh if chinese else en).format(value)
