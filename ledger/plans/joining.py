"""Joining: who may, how many of a unit must, when cover starts, and when the list is open."""

from typing import Annotated, Literal

from pydantic import Field

from ledger.plans.clauses import Clause, ClockTime, Day, Days, MonthDay, Positive, RateBp

Sex = Literal["female", "male"]
EmploymentKind = Literal["regular", "contract", "temporary", "dispatched", "new_form", "retired"]
Relation = Literal["spouse", "child", "parent"]
Retirees = Literal["never", "if_covered_before", "yes"]


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


class JoinerWindow(Clause):
    """When names may still be put on a unit's list, and taken off it."""

    days_after_start: Days | None = None  # later, nobody is added
    new_hires_within_months: Positive | None = None  # except who was hired so many months ago
    change_days_before_end: Days | None = None  # changes of the list for the next term
    new_form_month: Annotated[int, Field(strict=True, ge=1, le=12)] | None = None
