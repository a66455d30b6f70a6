"""Sums: benefits that follow from an event, a day, a month, a damaged thing, or the month's pool."""

from typing import Literal, Self

from pydantic import model_validator

from ledger.money import Fen, FenOrZero
from ledger.plans.clauses import (
    Clause,
    ConditionCode,
    Days,
    DaysPaid,
    Positive,
    RateBp,
    Trigger,
    Words,
)


class ScheduleLine(Clause):
    """One class of a disease list or one grade of a disability table, with its sum per share."""

    code: ConditionCode
    label_zh: Words
    label_en: Words
    amount_fen: Fen


class FixedSum(Clause):
    """Pays a sum by class of disease, grade of disability, or event, whatever the loss cost.

    With `once`, each class is paid at its first diagnosis only. Sums are for each share unless
    `per_share` says otherwise; with `for_shares`, the rule is for cover of so many shares alone.
    """

    type: Literal["fixed_sum"] = "fixed_sum"
    trigger: Trigger
    once: bool = True
    per_share: bool | None = None  # false: one sum for the whole cover
    for_shares: Positive | None = None
    assessed_within_days: DaysPaid | None = None  # a disability is graded so many days on at latest
    schedule: tuple[ScheduleLine, ...]

    @model_validator(mode="after")
    def _classes_are_distinct(self) -> Self:
        if not self.schedule:
            raise ValueError("schedule must not be empty")
        codes = [line.code for line in self.schedule]
        twice = sorted({code for code in codes if codes.count(code) > 1})
        if twice:
            raise ValueError(f"schedule lists {', '.join(twice)} more than once")
        return self


class PerDiem(Clause):
    """Pays a sum per share for each day of a stay after the unpaid ones, up to so many days.

    The day of discharge is not a day of the stay, as hospitals count, unless the terms say so.
    """

    type: Literal["per_diem"] = "per_diem"
    trigger: Trigger
    amount_fen: Fen
    unpaid_days_stay: Days = 0
    unpaid_days_term: Days | None = None  # of all stays in one coverage period together
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
            raise ValueError("max_days_stay must not be above max_days_term")
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
            raise ValueError("cap_claim_fen must not be above cap_term_fen")
        return self


class Allowance(Clause):
    """Pays by the month: a share of the monthly wage, or a sum, for so many months."""

    type: Literal["allowance"] = "allowance"
    trigger: Trigger
    wage_rate_bp: RateBp | None = None
    month_fen: Fen | None = None
    cap_month_fen: Fen | None = None
    max_months_term: Positive | None = None  # in one coverage period

    @model_validator(mode="after")
    def _one_measure(self) -> Self:
        if (self.wage_rate_bp is None) == (self.month_fen is None):
            raise ValueError("give either wage_rate_bp or month_fen")
        return self


class PoolShare(Clause):
    """Pays an equal part of a share of the month's pool to each claim of the month."""

    type: Literal["pool_share"] = "pool_share"
    trigger: Trigger
    pool_rate_bp: RateBp
    cap_claim_fen: Fen | None = None
