"""Resolving: terms with the classes and sums of the schedules that they name put in.

What is published names an edition; what is decided by holds its lines. Nothing else is looked at,
so that the same terms and editions give the same benefits for ever.
"""

from collections.abc import Callable, Iterator, Mapping
from typing import Final

from ledger.money import round_half_up
from ledger.plans.clauses import BASIS_POINTS
from ledger.plans.problems import Problem
from ledger.plans.schedules import ListedClass, Schedule, ScheduleKey
from ledger.plans.sums import FixedSum, ScheduleLine
from ledger.plans.terms import PlanTerms

Schedules = Mapping[ScheduleKey, Schedule]

# What each kind of schedule lists; other triggers are events.
_TRIGGERS: Final = {
    "disease_list": frozenset({"diagnosis"}),
    "disability_table": frozenset({"disability", "work_injury", "accident_injury"}),
}
_NO_EVENTS: Final = frozenset({"diagnosis", "disability"})


def schedules_named(terms: PlanTerms) -> tuple[ScheduleKey, ...]:
    """Return the editions that terms name, each once, in the order of their benefits."""
    named = (rule.listed_in for rule in _fixed_sums(terms))
    return tuple(dict.fromkeys(key for key in named if key is not None))


def resolved(terms: PlanTerms, schedules: Schedules) -> PlanTerms:
    """Return terms with the lines of the editions that they name, which they agree with."""
    return _with_lines(terms, lambda rule, key: _lines(rule, schedules[key]))


def as_published(terms: PlanTerms) -> PlanTerms:
    """Return terms as they are published: with the names of their schedules, without their lines."""
    return _with_lines(terms, lambda _rule, _key: None)


def _with_lines(
    terms: PlanTerms,
    lines: Callable[[FixedSum, ScheduleKey], tuple[ScheduleLine, ...] | None],
) -> PlanTerms:
    """Return terms with other lines in each rule that names a schedule."""
    if not schedules_named(terms):
        return terms
    rules = tuple(
        rule.model_copy(update={"schedule": lines(rule, rule.listed_in)})
        if isinstance(rule, FixedSum) and rule.listed_in is not None
        else rule
        for rule in terms.benefits
    )
    return terms.model_copy(update={"benefits": rules})


def disagreements(terms: PlanTerms, schedules: Schedules) -> Iterator[Problem]:
    """Find where terms contradict the editions that they name, by the path of the benefit."""
    for index, rule in enumerate(terms.benefits):
        if isinstance(rule, FixedSum) and rule.listed_in is not None:
            schedule = schedules[rule.listed_in]
            for problem in (*_of_kind(terms, rule, schedule), *_sums(rule, schedule)):
                yield problem._replace(path=f"benefits.{index}")


def _fixed_sums(terms: PlanTerms) -> Iterator[FixedSum]:
    return (rule for rule in terms.benefits if isinstance(rule, FixedSum))


def _lines(rule: FixedSum, schedule: Schedule) -> tuple[ScheduleLine, ...]:
    """Return each class of an edition with its sum for one share under a rule."""
    return tuple(
        ScheduleLine(
            code=line.code,
            label_zh=line.label_zh,
            label_en=line.label_en,
            amount_fen=_sum(rule, line),
        )
        for line in schedule.lines
    )


def _sum(rule: FixedSum, line: ListedClass) -> int:
    """Return what a class pays for one share: by the edition, by name in the terms, or by rate."""
    if line.amount_fen is not None:
        return line.amount_fen
    named = (rule.sums or {}).get(line.code)
    if named is not None:
        return named
    assert rule.full_fen is not None, "terms that leave a class without a sum are refused"
    if line.rate_bp is None:
        return rule.full_fen
    return round_half_up(rule.full_fen * line.rate_bp, BASIS_POINTS)


def _of_kind(terms: PlanTerms, rule: FixedSum, schedule: Schedule) -> Iterator[Problem]:
    """Find an edition that a rule or a version cannot name: another kind, later, or invented."""
    key, trigger, kind = schedule.key, rule.trigger, schedule.kind
    listed = _TRIGGERS.get(kind)
    suits = trigger not in _NO_EVENTS if listed is None else trigger in listed
    if not suits:
        yield Problem(
            f"listed_in names {key}, of kind {kind}, which lists nothing for {trigger}",
            f"listed_in 所列 {key} 属于 {kind}，不适用于 {trigger}",
        )
    start = terms.effective_on
    if start is not None and start < schedule.effective_on:
        yield Problem(
            f"listed_in names {key}, in force from {schedule.effective_on}, later than these terms",
            f"listed_in 所列 {key} 自 {schedule.effective_on} 起生效，晚于本条款",
        )
    if schedule.invented and not terms.invented:
        yield Problem(
            f"listed_in names {key}, which is invented, in terms that are not",
            f"listed_in 所列 {key} 为虚构，而本条款不是",
        )


def _sums(rule: FixedSum, schedule: Schedule) -> Iterator[Problem]:
    """Find classes without a sum, or with two; and sums that no class needs."""
    named = rule.sums or {}
    open_lines = [line for line in schedule.lines if line.amount_fen is None]
    if rule.full_fen is None:
        bare = [line.code for line in open_lines if line.code not in named]
        if bare:
            yield Problem(
                f"{schedule.key} gives no sum for {', '.join(bare)}: full_fen or sums must",
                f"{schedule.key} 未载 {'、'.join(bare)} 的金额，须填 full_fen 或 sums",
            )
    elif any(
        line.rate_bp is not None and not round_half_up(rule.full_fen * line.rate_bp, BASIS_POINTS)
        for line in open_lines
    ):
        yield Problem(
            f"full_fen is too small: a rate of {schedule.key} makes nothing of it",
            f"full_fen 过小，按 {schedule.key} 的比例不足一分",
        )
    elif all(line.code in named for line in open_lines):
        yield Problem(
            f"full_fen is given, but no class of {schedule.key} needs it",
            f"已填 full_fen，但 {schedule.key} 没有类别需要它",
        )
    known = {line.code for line in open_lines}
    idle = [code for code in named if code not in known]
    if idle:
        yield Problem(
            f"sums names {', '.join(idle)}, for which {schedule.key} leaves no sum open",
            f"sums 列了 {'、'.join(idle)}，但 {schedule.key} 没有留待条款规定的此类金额",
        )
