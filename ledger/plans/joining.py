"""Joining: who may, how many of a unit must, when cover starts, and when the list is open."""

from calendar import monthrange
from collections.abc import Iterator
from typing import Annotated, Final, Literal, Self

from pydantic import Field, model_validator

from ledger.plans.clauses import (
    Clause,
    ClockTime,
    Day,
    Days,
    MonthDay,
    Months,
    Positive,
    RateBp,
)
from ledger.plans.problems import Problem, require_sound

Sex = Literal["female", "male"]
EmploymentKind = Literal["regular", "contract", "temporary", "dispatched", "new_form", "retired"]
Relation = Literal["spouse", "child", "parent"]
Retirees = Literal["never", "if_covered_before", "yes"]
_LEAP_YEAR: Final = 2000  # in which 29 February is a day too


class GroupParticipation(Clause):
    """What part of a unit must join: a share of its headcount, or all below a headcount."""

    rate_bp: RateBp
    all_below_headcount: Positive | None = None
    counted_over: Literal["headcount", "members", "women", "insured"] | None = None
    persons_min: Positive | None = None


class CoverageStart(Clause):
    """When cover begins and ends, to the minute: a day from 00:00, a day to 24:00."""

    rule: Literal["fixed_period", "day_after_papers_and_payment", "next_day", "day_of_acceptance"]
    first_day: MonthDay | None = None  # of a fixed period, such as 07-01
    last_day: MonthDay | None = None
    start_time: ClockTime | None = None
    end_time: ClockTime | None = None
    retroactive_since: Day | None = None  # at the plan's first start

    @model_validator(mode="after")
    def _in_the_calendar(self) -> Self:
        require_sound(self._no_days())
        return self

    def _no_days(self) -> Iterator[Problem]:
        for field, said in (("first_day", self.first_day), ("last_day", self.last_day)):
            if said is not None and not _is_day(said):
                yield Problem(
                    f"the calendar has no such day ({said})", f"日历上没有这一天（{said}）", field
                )


class JoinerWindow(Clause):
    """When names may still be put on a unit's list, and taken off it."""

    days_after_start: Days | None = None  # later, nobody is added
    new_hires_within_months: Months | None = None  # except who was hired so many months ago
    change_days_before_end: Days | None = None  # changes of the list for the next term
    new_form_month: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None


def _is_day(month_day: str) -> bool:
    """Tell whether any year has a day, such as 06-30; 06-31 it has not."""
    month, day = map(int, month_day.split("-"))
    return day <= monthrange(_LEAP_YEAR, month)[1]
