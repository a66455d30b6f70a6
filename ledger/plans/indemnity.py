"""Indemnity: a share of what the member bore, by marginal bands above a deductible."""

from collections.abc import Iterator, Sequence
from typing import Annotated, Final, Literal, Self

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
from ledger.plans.contributions import without_width
from ledger.plans.problems import Contradictory, Problem, require_sound

CLAIM_ABOVE_TERM: Final = Problem(
    "cap_claim_fen must not be above cap_term_fen", "cap_claim_fen 不得高于 cap_term_fen"
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
            raise Contradictory(without_width("up_to_fen", self.over_fen))
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
    times_per_term: Positive | None = None  # how often for one person in one period
    cap_claim_fen: Fen | None = None
    cap_term_fen: Fen | None = None

    @model_validator(mode="after")
    def _sound(self) -> Self:
        require_sound([*_tables(self), *_limits(self)])
        return self


def _tables(rule: Indemnity) -> Iterator[Problem]:
    """Find what is wrong with the tables of rates."""
    yield from _joined("bands", rule.bands)
    if rule.bands_next is not None:
        yield from _joined("bands_next", rule.bands_next)
    groups = [each.group for each in rule.bands_by_group or ()]
    for index, each in enumerate(rule.bands_by_group or ()):
        yield from _joined(f"bands_by_group.{index}.bands", each.bands)
    if len(set(groups)) < len(groups):
        yield Problem(
            "bands_by_group lists a group more than once", "bands_by_group 中有群体列了两次"
        )


def _limits(rule: Indemnity) -> Iterator[Problem]:
    """Find limits that contradict one another."""
    claim, term = rule.cap_claim_fen, rule.cap_term_fen
    if claim is not None and term is not None and claim > term:
        yield CLAIM_ABOVE_TERM
    if rule.measured_over == "term" and (
        rule.deductible_next_fen is not None or rule.bands_next is not None
    ):
        yield Problem(
            "measured_over is term, so there is no later stay: deductible_next_fen, bands_next",
            "measured_over 为 term，没有再次住院：deductible_next_fen、bands_next",
        )
    if rule.measured_over == "term" and rule.basis is not None and rule.basis != "self_pay":
        yield Problem(
            "measured_over is term, which keeps account of in-scope self-payment only",
            "measured_over 为 term，只累计政策范围内个人自付",
        )
    if rule.measured_over == "term" and (rule.other_payers_first or rule.above_basic_deductible):
        yield Problem(
            "measured_over is term, which keeps account of self-payment as it stands",
            "measured_over 为 term，个人自付按原数累计",
        )
    if rule.times_per_term is not None and rule.basis != "above_cap":
        yield Problem(
            "times_per_term is counted where basis is above_cap; use the plan's claims_per_term",
            "times_per_term 只用于 basis 为 above_cap；次数限制请用计划的 claims_per_term",
        )


def _joined(name: str, bands: Sequence[Band]) -> Iterator[Problem]:
    """Hold bands end to end from zero; each place must have exactly one rate."""
    if not bands:
        yield Problem(f"{name} must not be empty", f"{name} 不得为空")
    reached: int | None = 0
    for index, band in enumerate(bands):
        place = f"{name}.{index}"
        if reached is None:
            yield Problem(f"{place} follows a band that is open above", f"{place} 的上一段不设上限")
            return
        if band.over_fen < reached:
            low, top = yuan(band.over_fen), yuan(reached)
            yield Problem(
                f"{place} overlaps the one before: it starts over {low} yuan, "
                f"where {top} is already reached",
                f"{place} 与上一段重叠：自{low}元起，上一段已到{top}元",
            )
            return
        if band.over_fen > reached:
            low, top = yuan(reached), yuan(band.over_fen)
            yield Problem(
                f"{place} leaves a gap from {low} to {top} yuan",
                f"{place} 与上一段之间缺{low}元至{top}元",
            )
            return
        reached = band.up_to_fen
