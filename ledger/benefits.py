"""The benefit engine: terms and a loss to a benefit, with each line of its derivation.

Pure and deterministic. All amounts are integer fen. Money is rounded (half up) in one place only:
the running sum over the bands of an indemnity, so that dividing a band in two changes nothing.
"""

from dataclasses import dataclass
from datetime import date
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

from ledger.derivations import Step, explain
from ledger.money import FenOrZero, round_half_up
from ledger.plans import (
    BASIS_POINTS,
    Band,
    ConditionCode,
    FixedSum,
    Indemnity,
    PerDiem,
    PlanTerms,
    Trigger,
)

__all__ = [
    "NOTHING_USED",
    "Assessment",
    "Loss",
    "Step",
    "Usage",
    "assess",
    "explain",
    "stay_days",
    "used",
]

Tally = Annotated[int, Field(strict=True, ge=0)]
_Label = Annotated[str, Field(min_length=1, max_length=64)]


class Loss(BaseModel):
    """What happened, as the papers say; it names no person and no diagnosis, only a class."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    trigger: Trigger
    occurred_on: date  # admission, diagnosis, accident or death
    ended_on: date | None = None  # discharge
    total_fen: FenOrZero | None = None  # the whole bill
    self_pay_fen: FenOrZero | None = None  # in-scope part borne by the member, deductible included
    out_of_scope_fen: FenOrZero | None = None  # borne by the member, outside basic insurance
    other_payers_fen: FenOrZero | None = None  # what others than basic insurance already bore
    condition: ConditionCode | None = None  # class of disease or grade of disability
    hospital: _Label | None = None
    papers: tuple[_Label, ...] | None = None  # receipt numbers

    @model_validator(mode="after")
    def _adds_up(self) -> Self:
        if self.ended_on is not None and self.ended_on < self.occurred_on:
            raise ValueError("ended_on must not be before occurred_on")
        borne = (self.self_pay_fen or 0) + (self.out_of_scope_fen or 0)
        if self.total_fen is not None and borne > self.total_fen:
            raise ValueError("self_pay_fen and out_of_scope_fen together exceed total_fen")
        return self

    @property
    def out_of_pocket_fen(self) -> int:
        """What the member bears after all other payers; an indemnity never pays more."""
        borne = (self.self_pay_fen or 0) + (self.out_of_scope_fen or 0)
        return max(0, borne - (self.other_payers_fen or 0))


class Usage(BaseModel):
    """What earlier claims of the same member, plan and coverage period have already used."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    claims: Tally = 0
    stays: Tally = 0
    paid_fen: Tally = 0
    indemnity_fen: Tally = 0  # the part of paid_fen that indemnity rules paid
    days: Tally = 0  # days paid by per diem rules
    conditions: tuple[ConditionCode, ...] = ()  # classes already paid


@dataclass(frozen=True, slots=True)
class Assessment:
    """A benefit, how it was derived, and what the coverage period has left (None: no cap)."""

    benefit_fen: int
    steps: tuple[Step, ...]
    remaining_fen: int | None
    indemnity_fen: int  # the part of the benefit that indemnity rules pay
    days: int  # days that per diem rules pay


NOTHING_USED = Usage()


def assess(terms: PlanTerms, shares: int, loss: Loss, usage: Usage = NOTHING_USED) -> Assessment:
    """Derive the benefit that published terms give for a loss; zero is a result, with its reason.

    Benefits of several rules add up, whatever their order; then the minimum and the cap of the
    coverage period apply. Whether there was cover at all is not asked here.
    """
    assert shares > 0, "cover is at least one share"
    steps: list[Step] = []
    indemnity = other = days = 0
    ceiling = 0  # what indemnity rules may reach, where the minimum lifts a benefit
    limit = terms.claims_per_term
    if limit is not None and usage.claims >= limit:
        steps.append(Step("claims.exhausted", "claims_per_term", usage.claims, 0))
    else:
        for index, rule in enumerate(terms.benefits):
            if rule.trigger != loss.trigger:
                continue
            clause = f"benefits.{index}"
            if isinstance(rule, Indemnity):
                ceiling += _ceiling(rule, loss, usage)
                indemnity += _indemnity(rule, clause, loss, usage, steps)
            elif isinstance(rule, FixedSum):
                other += _fixed_sum(rule, clause, shares, loss, usage, steps)
            else:
                paid_days = _days(rule, clause, loss, usage.days + days, steps)
                amount = paid_days * rule.amount_fen * shares
                if paid_days:
                    steps.append(Step("per_diem", clause, paid_days, amount))
                days += paid_days
                other += amount
        if not steps:
            steps.append(Step("trigger.none", "benefits", 0, 0))
    benefit = _limited(terms, usage, indemnity + other, None if other else ceiling, steps)
    cap = terms.cap_term_fen
    remaining = None if cap is None else max(0, cap - usage.paid_fen - benefit)
    by_indemnity = min(indemnity, benefit) if other else benefit
    return Assessment(benefit, tuple(steps), remaining, by_indemnity, days)


def used(usage: Usage, loss: Loss, assessment: Assessment, approved_fen: int) -> Usage:
    """Return the usage after a claim was approved, in whole or in part; nothing approved uses none.

    A part is taken from the indemnity first: its own cap is never understated.
    """
    if approved_fen == 0:
        return usage
    seen = usage.conditions
    return Usage(
        claims=usage.claims + 1,
        stays=usage.stays + (loss.trigger == "hospital_stay"),
        paid_fen=usage.paid_fen + approved_fen,
        indemnity_fen=usage.indemnity_fen + min(assessment.indemnity_fen, approved_fen),
        days=usage.days + assessment.days,
        conditions=seen
        if loss.condition is None or loss.condition in seen
        else (*seen, loss.condition),
    )


def stay_days(loss: Loss, discharge_day_counts: bool) -> int:
    """Count the days of a stay; one that ends on its first day is one day long."""
    if loss.ended_on is None:
        return 0
    return max(1, (loss.ended_on - loss.occurred_on).days + discharge_day_counts)


def _indemnity(rule: Indemnity, clause: str, loss: Loss, usage: Usage, steps: list[Step]) -> int:
    """Pay by bands what lies above the deductible, within the rule's caps and the out-of-pocket."""
    basis = loss.self_pay_fen or 0
    if rule.other_payers_first and loss.other_payers_fen:
        steps.append(
            Step(
                "other_payers",
                f"{clause}.other_payers_first",
                basis,
                basis := max(0, basis - loss.other_payers_fen),
            )
        )
    place, deductible = "first", rule.deductible_first_fen
    if usage.stays and rule.deductible_next_fen is not None:
        place, deductible = "next", rule.deductible_next_fen
    if deductible or not basis:
        above = max(0, basis - deductible)
        steps.append(Step(f"deductible.{place}", f"{clause}.deductible_{place}_fen", basis, above))
        basis = above
    amount = _by_bands(rule.bands, clause, basis, steps)
    if rule.cap_claim_fen is not None:
        amount = _cap("cap.claim", f"{clause}.cap_claim_fen", amount, rule.cap_claim_fen, steps)
    if rule.cap_term_fen is not None:
        left = max(0, rule.cap_term_fen - usage.indemnity_fen)
        amount = _cap("cap.term", f"{clause}.cap_term_fen", amount, left, steps)
    return _cap("out_of_pocket", clause, amount, loss.out_of_pocket_fen, steps)


def _by_bands(bands: tuple[Band, ...], clause: str, basis: int, steps: list[Step]) -> int:
    """Pay each band's slice at its rate; the running sum is rounded, so that lines add up to it."""
    exact = paid = 0
    for index, band in enumerate(bands):
        if basis <= band.over_fen:
            break
        top = basis if band.up_to_fen is None else min(basis, band.up_to_fen)
        part = top - band.over_fen
        exact += part * band.rate_bp
        total = round_half_up(exact, BASIS_POINTS)
        steps.append(Step("band", f"{clause}.bands.{index}", part, total - paid))
        paid = total
    return paid


def _fixed_sum(
    rule: FixedSum, clause: str, shares: int, loss: Loss, usage: Usage, steps: list[Step]
) -> int:
    """Pay the sum of the loss's class for each share, unless the class was paid before."""
    condition = loss.condition
    for index, line in enumerate(rule.schedule):
        if line.code != condition:
            continue
        place = f"{clause}.schedule.{index}"
        if rule.once and condition in usage.conditions:
            steps.append(Step("fixed.paid_before", place, line.amount_fen, 0))
            return 0
        amount = line.amount_fen * shares
        steps.append(Step("fixed.sum", place, line.amount_fen, amount))
        return amount
    steps.append(Step("fixed.not_listed", f"{clause}.schedule", 0, 0))
    return 0


def _days(rule: PerDiem, clause: str, loss: Loss, used_days: int, steps: list[Step]) -> int:
    """Count the days that are paid: after the unpaid ones, within stay and coverage period."""
    stay = stay_days(loss, rule.discharge_day_counts)
    if not stay:
        steps.append(Step("days.unknown", clause, 0, 0))
        return 0
    paid = max(0, stay - rule.unpaid_days_stay)
    steps.append(Step("days.stay", f"{clause}.unpaid_days_stay", stay, paid))
    if rule.max_days_stay is not None:
        paid = _cap("days.stay_max", f"{clause}.max_days_stay", paid, rule.max_days_stay, steps)
    if rule.max_days_term is not None:
        left = max(0, rule.max_days_term - used_days)
        paid = _cap("days.term_max", f"{clause}.max_days_term", paid, left, steps)
    return paid


def _ceiling(rule: Indemnity, loss: Loss, usage: Usage) -> int:
    """Return the most that an indemnity may come to: out-of-pocket, and what its cap has left."""
    if rule.cap_term_fen is None:
        return loss.out_of_pocket_fen
    return min(loss.out_of_pocket_fen, max(0, rule.cap_term_fen - usage.indemnity_fen))


def _limited(
    terms: PlanTerms, usage: Usage, benefit: int, ceiling: int | None, steps: list[Step]
) -> int:
    """Apply the plan's minimum and the cap of the coverage period to a claim's whole benefit.

    The minimum does not lift what indemnity rules alone pay above their own ceiling.
    """
    minimum = terms.minimum_benefit_fen
    if minimum is not None and 0 < benefit < minimum:
        raised = minimum if ceiling is None else min(minimum, ceiling)
        if raised > benefit:
            steps.append(Step("minimum", "minimum_benefit_fen", benefit, raised))
            benefit = raised
    if terms.cap_term_fen is not None:
        left = max(0, terms.cap_term_fen - usage.paid_fen)
        benefit = _cap("cap.term", "cap_term_fen", benefit, left, steps)
    return benefit


def _cap(rule: str, clause: str, amount: int, limit: int, steps: list[Step]) -> int:
    """Hold an amount to a limit; the line is written only where the limit bites."""
    if amount <= limit:
        return amount
    steps.append(Step(rule, clause, amount, limit))
    return limit
