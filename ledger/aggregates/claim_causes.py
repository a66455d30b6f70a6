"""What a loss goes back to: the accident, whose day must be covered too, and the death before a funeral."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import NamedTuple

from ledger.aggregates.enrolment import Cover
from ledger.benefits import Loss
from ledger.errors import (
    AccidentAfterLoss,
    AccidentNotCovered,
    FuneralBeforeDeath,
    GradedLate,
    TimeBarred,
)
from ledger.plans import FixedSum, PlanTerms, plan_code

_FUNERAL = "funeral"


class Grading(NamedTuple):
    """Until when the terms let a disability be graded, after the accident."""

    clause: str
    days: int
    until: date


def cover_day(loss: Loss, died_on: date | None) -> date:
    """Return the day that must be covered: a funeral is, where the death that it follows was.

    `died_on` is the day of the person's death, where it is on record.
    """
    if loss.trigger != _FUNERAL or died_on is None:
        return loss.occurred_on
    return min(loss.occurred_on, died_on)


def require_after_death(claim: str, loss: Loss, died_on: date | None, terms: PlanTerms) -> None:
    """Refuse a funeral before the death that it follows, or later than the limitation of the terms.

    Raises:
        FuneralBeforeDeath, TimeBarred: with both days.
    """
    if loss.trigger != _FUNERAL or died_on is None:
        return
    if loss.occurred_on < died_on:
        raise FuneralBeforeDeath(claim, loss.occurred_on, died_on)
    days = terms.limitation_days
    if days is not None and loss.occurred_on > died_on + timedelta(days=days):
        raise TimeBarred(claim, terms.key, "limitation_days", died_on, days)


def require_cause(claim: str, loss: Loss, terms: PlanTerms, covers: Iterable[Cover]) -> None:
    """Refuse a loss whose accident comes after it, or lay before cover, or was graded too late.

    Raises:
        AccidentAfterLoss, AccidentNotCovered, GradedLate: with the days.
    """
    if loss.accident_on is None:
        return
    if loss.accident_on > loss.occurred_on:
        raise AccidentAfterLoss(claim, loss.accident_on, loss.occurred_on)
    if not accident_covered(loss, terms, covers):
        raise AccidentNotCovered(claim, terms.key, loss.accident_on)
    last = graded_until(loss, terms)
    if last is not None and loss.occurred_on > last.until:
        days = (loss.accident_on, last.days, last.until)
        raise GradedLate(claim, terms.key, last.clause, loss.occurred_on, *days)


def accident_covered(loss: Loss, terms: PlanTerms, covers: Iterable[Cover]) -> bool:
    """Tell whether the accident of a loss lay in cover, where the plan insures accidents.

    Any coverage period of the plan will do, and cover that another office carried over.
    """
    accident = loss.accident_on
    if accident is None or terms.plan_class != "accident":
        return True
    return any(
        plan_code(cover.plan) == terms.code and cover.covers_from <= accident <= cover.ends_on
        for cover in covers
    )


def graded_until(loss: Loss, terms: PlanTerms) -> Grading | None:
    """Return until when a disability is graded by the terms; None: they set no last day for it."""
    if loss.accident_on is None:
        return None
    for index, rule in enumerate(terms.benefits):
        if not isinstance(rule, FixedSum) or rule.trigger != loss.trigger:
            continue
        if rule.assessed_within_days is not None:
            until = loss.accident_on + timedelta(days=rule.assessed_within_days)
            clause = f"benefits.{index}.assessed_within_days"
            return Grading(clause, rule.assessed_within_days, until)
    return None
