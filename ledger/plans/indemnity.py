"""Indemnity: a share of what the member bore, by marginal bands above a deductible."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ledger.money import Fen, FenOrZero, yuan
from ledger.plans.clauses import (
    BASIS_POINTS,
    Clause,
    ConditionCode,
    DaysPaid,
    Positive,
    RateBp,
    Trigger,
)

Basis = Literal["self_pay", "above_cap", "out_of_pocket"]
CopaymentBp = Annotated[int, Field(strict=True, gt=0, lt=BASIS_POINTS)]


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


class GroupBands(Clause):
    """Bands for members of one group, such as model workers or families in hardship."""

    group: ConditionCode
    bands: tuple[Band, ...]


class Indemnity(Clause):
    """Pays a share of what the member bore: in-scope self-payment above a deductible, by bands.

    Bands measure what remains above the deductible. Where no deductible for later stays is given,
    the first one applies to every stay; likewise bands. Caps are in fen for one claim and for one
    coverage period; the latter counts what all indemnity rules of the plan have paid in it.
    """

    type: Literal["indemnity"] = "indemnity"
    trigger: Trigger
    basis: Basis | None = None  # what is shared; unset: in-scope self-payment (自付一)
    measured_over: Literal["claim", "term"] | None = None  # term: one account of the whole period
    above_basic_deductible: bool | None = (
        None  # what basic insurance's own deductible took is not shared
    )
    deductible_first_fen: FenOrZero = 0
    deductible_next_fen: FenOrZero | None = None
    other_payers_first: bool = False  # what others paid is taken off before the bands
    copayment_bp: CopaymentBp | None = None  # the member's own part, taken off before the bands
    bands: tuple[Band, ...]
    bands_next: tuple[Band, ...] | None = None  # for later stays
    bands_by_group: tuple[GroupBands, ...] | None = None
    max_days_stay: DaysPaid | None = None  # a longer observation is not paid under this rule
    times_per_term: Positive | None = None  # how often in one coverage period
    cap_claim_fen: Fen | None = None
    cap_term_fen: Fen | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = [*_tables(self), *_limits(self)]
        if problems:
            raise ValueError("; ".join(problems))
        return self


def _tables(rule: Indemnity) -> Iterator[str]:
    """Find what is wrong with the tables of rates."""
    yield from _joined("bands", rule.bands)
    if rule.bands_next is not None:
        yield from _joined("bands_next", rule.bands_next)
    groups = [each.group for each in rule.bands_by_group or ()]
    for index, each in enumerate(rule.bands_by_group or ()):
        yield from _joined(f"bands_by_group.{index}.bands", each.bands)
    if len(set(groups)) < len(groups):
        yield "bands_by_group lists a group more than once"


def _limits(rule: Indemnity) -> Iterator[str]:
    """Find limits that contradict one another."""
    claim, term = rule.cap_claim_fen, rule.cap_term_fen
    if claim is not None and term is not None and claim > term:
        yield "cap_claim_fen must not be above cap_term_fen"
    if rule.measured_over == "term" and (
        rule.deductible_next_fen is not None or rule.bands_next is not None
    ):
        yield "measured_over is term, so there is no later stay: deductible_next_fen, bands_next"
    if rule.measured_over == "term" and rule.basis is not None and rule.basis != "self_pay":
        yield "measured_over is term, which keeps account of in-scope self-payment only"
    if rule.measured_over == "term" and (rule.other_payers_first or rule.above_basic_deductible):
        yield "measured_over is term, which keeps account of self-payment as it stands"
    if rule.times_per_term is not None and rule.basis != "above_cap":
        yield "times_per_term is counted where basis is above_cap; use the plan's claims_per_term"


def _joined(name: str, bands: Sequence[Band]) -> Iterator[str]:
    """Hold bands end to end from zero; each place must have exactly one rate."""
    if not bands:
        yield f"{name} must not be empty"
    reached: int | None = 0
    for index, band in enumerate(bands):
        place = f"{name}.{index}"
        if reached is None:
            yield f"{place} follows a band that is open above"
            return
        if band.over_fen < reached:
            yield (
                f"{place} overlaps the one before: it starts over "
                f"{yuan(band.over_fen)} yuan, where {yuan(reached)} is already reached"
            )
            return
        if band.over_fen > reached:
            yield f"{place} leaves a gap from {yuan(reached)} to {yuan(band.over_fen)} yuan"
            return
        reached = band.up_to_fen
