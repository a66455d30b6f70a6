"""Sums: benefits that follow from an event, a day, a month, a damaged thing, or the month's pool."""

from collections.abc import Iterator, Mapping
from typing import Final, Literal, Self

from pydantic import model_validator

from ledger.money import Fen, FenOrZero
from ledger.plans.clauses import (
    Clause,
    ConditionCode,
    Days,
    DaysPaid,
    Months,
    Positive,
    RateBp,
    Trigger,
    Words,
)
from ledger.plans.indemnity import CLAIM_ABOVE_TERM
from ledger.plans.problems import Contradictory, Problem, require_sound
from ledger.plans.schedules import ScheduleKey, listed_once

_DAYS_OF_STAY: Final = Problem(
    "max_days_stay must not be above max_days_term", "max_days_stay 不得高于 max_days_term"
)
_NEVER_ONCE: Final = Problem(
    "once_over is set, but once is false", "已填 once_over，但 once 为 false"
)
_ONE_MEASURE: Final = Problem(
    "give either wage_rate_bp or month_fen", "wage_rate_bp 与 month_fen 须填且只填一项"
)


class ScheduleLine(Clause):
    """One class of disease, grade of disability, or event, with its sum for one share."""

    code: ConditionCode
    label_zh: Words
    label_en: Words
    amount_fen: Fen


class FixedSum(Clause):
    """Pays a sum by class of disease, grade of disability, or event, whatever the loss cost.

    With `once`, each class is paid at its first diagnosis only: over all periods of the plan, or in
    each by itself, as `once_over` says. Sums are for each share unless `per_share` says otherwise;
    with `for_shares`, the rule is for cover of so many shares alone. A short list stands in
    `schedule`; a long one is adopted by itself, and `listed_in` names it.
    """

    type: Literal["fixed_sum"] = "fixed_sum"
    trigger: Trigger
    once: bool = True
    once_over: Literal["life", "term"] | None = None  # unset: a diagnosis in life, else a period
    per_share: bool | None = None  # false: one sum for the whole cover
    for_shares: Positive | None = None
    assessed_within_days: DaysPaid | None = None  # a disability is graded so many days on at latest
    schedule: tuple[ScheduleLine, ...] | None = None  # what each class, grade or event pays
    listed_in: ScheduleKey | None = None  # the adopted schedule that lists the classes
    full_fen: Fen | None = None  # what a class of it pays, or what its rate is a share of
    sums: Mapping[ConditionCode, Fen] | None = None  # what single classes of it pay instead

    @property
    def lines(self) -> tuple[ScheduleLine, ...]:
        """The classes and their sums, once the schedule that the rule names was put in."""
        assert self.schedule is not None, f"{self.listed_in} was not put into its terms"
        return self.schedule

    @property
    def paid_over(self) -> Literal["life", "term"] | None:
        """Over what each class is paid once; None: as often as it happens.

        Where terms do not say, a first diagnosis is the first of a life, and any other event may
        happen again in another coverage period.
        """
        if not self.once:
            return None
        return self.once_over or ("life" if self.trigger == "diagnosis" else "term")

    @model_validator(mode="after")
    def _one_list(self) -> Self:
        require_sound(_listing(self))
        return self


def _listing(rule: FixedSum) -> Iterator[Problem]:
    """Find what is wrong with where a rule's classes are listed."""
    if rule.schedule is not None:
        yield from listed_once("schedule", [line.code for line in rule.schedule])
    if rule.once_over is not None and not rule.once:
        yield _NEVER_ONCE
    if (rule.schedule is None) == (rule.listed_in is None):
        yield Problem("give either schedule or listed_in", "schedule 与 listed_in 须填且只填一项")
    for field, value in (("full_fen", rule.full_fen), ("sums", rule.sums)):
        if value is not None and rule.listed_in is None:
            yield Problem(
                f"{field} is for classes of listed_in; sums of schedule stand in its lines",
                f"{field} 只用于 listed_in 所列类别；schedule 的金额写在各行",
            )


class PerDiem(Clause):
    """Pays a sum per share for each day of a stay after the unpaid ones, up to so many days.

    The day of discharge is not a day of the stay, as hospitals count, unless the terms say so.
    """

    type: Literal["per_diem"] = "per_diem"
    trigger: Trigger
    amount_fen: Fen
    unpaid_days_stay: Days = 0
    unpaid_days_term: Days | None = None  # of all of one person's stays in one period
    discharge_day_counts: bool = False
    max_days_stay: DaysPaid | None = None
    max_days_term: DaysPaid | None = None

    @model_validator(mode="after")
    def _stay_within_term(self) -> Self:
        if (
            self.max_days_stay is not None
            and self.max_days_term is not None
            and self.max_days_stay > self.max_days_term
        ):
            raise Contradictory(_DAYS_OF_STAY)
        return self


class LossShare(Clause):
    """Pays a share of what was damaged, above a deductible, such as a tenth of a fire's damage."""

    type: Literal["loss_share"] = "loss_share"
    trigger: Trigger
    rate_bp: RateBp
    deductible_fen: FenOrZero | None = None
    cap_claim_fen: Fen | None = None
    cap_term_fen: Fen | None = None

    @model_validator(mode="after")
    def _claim_within_term(self) -> Self:
        claim, term = self.cap_claim_fen, self.cap_term_fen
        if claim is not None and term is not None and claim > term:
            raise Contradictory(CLAIM_ABOVE_TERM)
        return self


class Allowance(Clause):
    """Pays by the month: a share of the monthly wage, or a sum, for so many months."""

    type: Literal["allowance"] = "allowance"
    trigger: Trigger
    wage_rate_bp: RateBp | None = None
    month_fen: Fen | None = None
    cap_month_fen: Fen | None = None
    max_months_term: Months | None = None  # in one coverage period

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.wage_rate_bp is None) == (self.month_fen is None):
            raise Contradictory(_ONE_MEASURE)
        return self


class PoolShare(Clause):
    """Pays an equal part of a share of the month's pool to each claim of the month."""

    type: Literal["pool_share"] = "pool_share"
    trigger: Trigger
    pool_rate_bp: RateBp
    cap_claim_fen: Fen | None = None
