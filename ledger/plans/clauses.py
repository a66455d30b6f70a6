"""What parts of terms are made of: a frozen clause, and the kinds of value that clauses hold."""

from datetime import date
from typing import Annotated, Literal, get_args

from pydantic import BaseModel, ConfigDict, Field

# What must happen for a rule to look at a loss.
Trigger = Literal[
    "hospital_stay",
    "outpatient",
    "chronic_outpatient",
    "special_outpatient",
    "emergency_observation",
    "diagnosis",
    "accident_injury",
    "work_injury",
    "disability",
    "death",
    "funeral",
    "birth",
    "unemployment",
    "old_age",
    "hardship",
    "education",
    "housing",
    "disaster",
    "property_loss",
]
TRIGGERS: tuple[str, ...] = get_args(Trigger)
BenefitType = Literal["indemnity", "fixed_sum", "per_diem", "loss_share", "allowance", "pool_share"]

PlanClass = Literal[
    "hospital_expense",
    "hospital_allowance",
    "critical_illness",
    "female_specific_disease",
    "accident",
    "child_accident",
    "property",
    "composite",
    "relief",
]
PLAN_CLASSES: tuple[str, ...] = get_args(PlanClass)
CODE = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*"  # of a plan

BASIS_POINTS = 10_000
RateBp = Annotated[int, Field(strict=True, gt=0, le=BASIS_POINTS)]  # 1 is one ten-thousandth
DAYS_MAX, MONTHS_MAX = 3_650, 120  # ten years: more is a slip, and leaves the calendar
Days = Annotated[int, Field(strict=True, ge=0, le=DAYS_MAX)]
DaysPaid = Annotated[int, Field(strict=True, gt=0, le=DAYS_MAX)]
Months = Annotated[int, Field(strict=True, gt=0, le=MONTHS_MAX)]
Hours = Annotated[int, Field(strict=True, gt=0, le=24 * DAYS_MAX)]
Positive = Annotated[int, Field(strict=True, gt=0)]
Age = Annotated[int, Field(strict=True, ge=0, le=120)]  # in completed years
ConditionCode = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
Day = Annotated[date, Field(strict=True)]  # strict: a bare number is not a date
Words = Annotated[str, Field(min_length=1, max_length=200)]
Cited = Annotated[str, Field(min_length=1, max_length=1000)]
ClockTime = Annotated[str, Field(pattern=r"^([01][0-9]|2[0-3]):[0-5][0-9]$|^24:00$")]
MonthDay = Annotated[str, Field(pattern=r"^(0[1-9]|1[0-2])-(0[1-9]|[12][0-9]|3[01])$")]


class Clause(BaseModel):
    """A frozen part of published terms."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Said(Clause):
    """A fact of the terms that stands in words alone, in both languages."""

    zh: Words
    en: Words


class Unstated(Said):
    """What a source names without the figures to decide by; nothing is guessed in its place.

    With `trigger`, losses of that kind are known to be covered, and cannot be assessed.
    """

    trigger: Trigger | None = None
