"""Benefit rules: how much terms pay for what. Trigger and type are separate keys of a rule."""

from collections.abc import Sequence
from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.money import Fen, FenOrZero, yuan

# What must happen for a rule to look at a loss.
Trigger = Literal[
    "hospital_stay",
    "outpatient",
    "special_outpatient",
    "emergency_observation",
    "diagnosis",
    "accident_injury",
    "disability",
    "death",
    "funeral",
    "birth",
    "unemployment",
    "old_age",
    "disaster",
    "property_loss",
]
BenefitType = Literal["indemnity", "fixed_sum", "per_diem"]

BASIS_POINTS = 10_000
RateBp = Annotated[int, Field(strict=True, gt=0, le=BASIS_POINTS)]  # 1 is one ten-thousandth
Days = Annotated[int, Field(strict=True, ge=0)]
DaysPaid = Annotated[int, Field(strict=True, gt=0)]
ConditionCode = Annotated[str, Field(pattern=r"^[a-z0-9]+(-[a-z0-9]+)*$", max_length=48)]
Words = Annotated[str, Field(min_length=1, max_length=200)]


class Clause(BaseModel):
    """A frozen part of published terms."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Band(Clause):
    """One step of a marginal table (分段计算): the part of the loss inside it is paid at its rate.

    A loss is inside from just above `over_fen` up to and including `up_to_fen`; the last band may
    be open above.
    """

    over_fen: FenOrZero
    up_to_fen: Fen | None = None
    rate_bp: RateBp

    @model_validator(mode="after")
    def _has_width(self) -> Self:
        if self.up_to_fen is not None and self.up_to_fen <= self.over_fen:
            raise ValueError(f"up_to_fen must be above over_fen ({yuan(self.over_fen)} yuan)")
        return self


class Indemnity(Clause):
    """Pays a share of what the member bore: in-scope self-payment above a deductible, by bands.

    Bands measure what remains above the deductible. Where no deductible for later stays is given,
    the first one applies to every stay. Caps are in fen for one claim and for one coverage period.
    """

    type: Literal["indemnity"] = "indemnity"
    trigger: Trigger
    deductible_first_fen: FenOrZero = 0
    deductible_next_fen: FenOrZero | None = None
    other_payers_first: bool = False  # what others paid is taken off before the bands
    bands: tuple[Band, ...]
    cap_claim_fen: Fen | None = None
    cap_term_fen: Fen | None = None

    @model_validator(mode="after")
    def _bands_join(self) -> Self:
        _check_bands(self.bands)
        if (
            self.cap_claim_fen is not None
            and self.cap_term_fen is not None
            and self.cap_claim_fen > self.cap_term_fen
        ):
            raise ValueError("cap_claim_fen must not be above cap_term_fen")
        return self


class ScheduleLine(Clause):
    """One class of a disease list or one grade of a disability table, with its sum per share."""

    code: ConditionCode
    label_zh: Words
    label_en: Words
    amount_fen: Fen


class FixedSum(Clause):
    """Pays a sum by class of disease, grade of disability, or event, whatever the loss cost.

    With `once`, each class is paid at its first diagnosis only.
    """

    type: Literal["fixed_sum"] = "fixed_sum"
    trigger: Trigger
    once: bool = True
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


BenefitRule = Annotated[Indemnity | FixedSum | PerDiem, Field(discriminator="type")]


def _check_bands(bands: Sequence[Band]) -> None:
    """Hold bands end to end from zero; each place must have exactly one rate (ValueError)."""
    if not bands:
        raise ValueError("bands must not be empty")
    reached: int | None = 0
    for index, band in enumerate(bands):
        if reached is None:
            raise ValueError(f"bands.{index} follows a band that is open above")
        if band.over_fen < reached:
            raise ValueError(
                f"bands.{index} overlaps the one before: it starts over "
                f"{yuan(band.over_fen)} yuan, where {yuan(reached)} is already reached"
            )
        if band.over_fen > reached:
            raise ValueError(
                f"bands.{index} leaves a gap from {yuan(reached)} to {yuan(band.over_fen)} yuan"
            )
        reached = band.up_to_fen
