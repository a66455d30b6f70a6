"""The engine: terms and a loss to a benefit, with each line of its derivation."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, assert_never

from ledger.benefits import sharing, summing
from ledger.benefits.losses import (
    INPATIENT,
    LIFE_EVENTS,
    NO_BASE,
    NOTHING_USED,
    OUTPATIENT,
    SPECIAL,
    Base,
    Loss,
    PaidEvent,
    Usage,
    changed_by,
    stay_days,
)
from ledger.derivations import Step
from ledger.plans import (
    Allowance,
    BenefitRule,
    FixedSum,
    Indemnity,
    LossShare,
    PerDiem,
    PlanTerms,
    PoolShare,
)

_ACCOUNTS = (INPATIENT, OUTPATIENT, SPECIAL)


@dataclass(frozen=True, slots=True)
class Assessment:
    """A benefit, how it was derived, and what the coverage period has left (None: no cap)."""

    benefit_fen: int
    steps: tuple[Step, ...]
    remaining_fen: int | None
    indemnity_fen: int  # the part of the benefit that indemnity rules pay
    days: int  # days that per diem rules pay
    condition: str | None = None  # the class that a fixed sum is paid for
    damage_fen: int = 0  # the part that loss shares pay
    drawn_fen: int = 0  # what it adds to what an account of the period comes to, before caps


@dataclass(slots=True)
class _Found:
    """What the rules of a plan come to, before the limits of the whole plan."""

    steps: list[Step]
    indemnity: int = 0
    damage: int = 0  # what loss shares come to
    shared: int = 0  # both together, held to what was borne
    sharing: int = 0  # how many rules share what was borne
    ceiling: int = 0  # what these rules may reach, where the minimum lifts a benefit
    other: int = 0
    days: int = 0
    condition: str | None = None


def assess(
    terms: PlanTerms, shares: int, loss: Loss, usage: Usage = NOTHING_USED, base: Base = NO_BASE
) -> Assessment:
    """Derive the benefit that published terms give for a loss; zero is a result, with its reason.

    Benefits of several rules add up, whatever their order; then the minimum and the cap of the
    coverage period apply. Whether there was cover at all is not asked here.
    """
    assert shares > 0, "cover is at least one share"
    steps: list[Step] = []
    found = _Found(steps)
    limit = terms.claims_per_term
    if limit is not None and usage.claims >= limit:
        steps.append(Step("claims.exhausted", "claims_per_term", usage.claims, 0))
    else:
        for index, rule in enumerate(terms.benefits):
            if rule.trigger == loss.trigger:
                _apply(rule, f"benefits.{index}", shares, loss, usage, base, found)
        found.shared = found.indemnity + found.damage
        if found.sharing > 1:
            found.shared = sharing.cap(
                "out_of_pocket", "benefits", found.shared, found.ceiling, steps
            )
        if not steps:
            steps.append(_nothing(terms, loss))
        if terms.exclusive_benefits is not None:
            _exclude(terms, loss, usage, found)
    other = found.other
    ceiling = None if other else found.ceiling
    benefit = _limited(terms, usage, found.shared + other, ceiling, steps)
    cap = terms.cap_term_fen
    remaining = None if cap is None else max(0, cap - usage.paid_fen - benefit)
    indemnity, damage = _parts(found, min(found.shared, benefit) if other else benefit)
    condition = found.condition if benefit else None
    drawn = sharing.drawn_by(steps, loss)
    parts = indemnity, found.days, condition, damage, drawn
    return Assessment(benefit, tuple(steps), remaining, *parts)


def _parts(found: _Found, shared: int) -> tuple[int, int]:
    """Return what indemnities and loss shares each used of what was shared.

    In doubt it is all of it for each, so that no use is understated.
    """
    if not found.damage:
        return shared, 0
    if not found.indemnity:
        return 0, shared
    return min(found.indemnity, shared), min(found.damage, shared)


def used(
    usage: Usage,
    loss: Loss,
    assessment: Assessment,
    approved_fen: int,
    counted: Sequence[Loss] = (),
) -> Usage:
    """Return the usage after a claim was approved, in whole or in part; nothing approved uses none.

    A part is taken from the indemnity first: the use of its own cap is never understated. What a member bore
    below a deductible of the whole period counts towards it, although it was assessed at nothing.
    `counted` are losses that count as one stay with this one, and that something was approved for.
    """
    if approved_fen == 0:
        if assessment.benefit_fen or not loss.self_pay_fen:
            return usage
        return usage.model_copy(update=_accounts(usage, loss))
    goes_on = bool(counted)
    trigger, condition = loss.trigger, assessment.condition
    above = bool(loss.above_cap_fen) and not any(each.above_cap_fen for each in counted)
    more: dict[str, Any] = {
        "claims": usage.claims + (not goes_on),
        "stays": usage.stays + (trigger in INPATIENT and not goes_on),
        "paid_fen": usage.paid_fen + approved_fen,
        "indemnity_fen": usage.indemnity_fen + min(assessment.indemnity_fen, approved_fen),
        "stay_days": usage.stay_days + stay_days(loss, discharge_day_counts=False),
        "above_cap_claims": usage.above_cap_claims + above,
        **_accounts(usage, loss),
    }
    damage, drawn = min(assessment.damage_fen, approved_fen), assessment.drawn_fen
    own = {"damage_fen": damage, "drawn_fen": drawn, "days": assessment.days, "months": loss.months}
    for name, part in own.items():
        if part:
            more[name] = changed_by(getattr(usage, name), trigger, part)
    if condition is not None:
        more["conditions"] = (*usage.conditions, condition)
    if trigger in LIFE_EVENTS:
        event = PaidEvent(trigger, loss.accident_on, approved_fen)
        more["events"] = (*usage.events, event)
    return usage.model_copy(update=more)


def _accounts(usage: Usage, loss: Loss) -> dict[str, int]:
    """Return the accounts of in-scope self-payment, with this loss on the one it belongs to."""
    return {name: getattr(usage, name) + fen for name, fen in on_accounts(loss).items()}


def on_accounts(loss: Loss) -> dict[str, int]:
    """Return what a loss puts on each account of in-scope self-payment, by the field of `Usage`."""
    borne, trigger = loss.self_pay_fen or 0, loss.trigger
    return {
        "inpatient_fen": borne if trigger in INPATIENT else 0,
        "outpatient_fen": borne if trigger in OUTPATIENT else 0,
        "special_fen": borne if trigger in SPECIAL else 0,
    }


def measures_account(terms: PlanTerms, loss: Loss) -> bool:
    """Tell whether a deductible of the whole period is measured on the account of such a loss."""
    return any(
        isinstance(rule, Indemnity)
        and rule.measured_over == "term"
        and any(rule.trigger in group and loss.trigger in group for group in _ACCOUNTS)
        for rule in terms.benefits
    )


def rests_on(terms: PlanTerms, loss: Loss, base: Base = NO_BASE) -> tuple[str, str] | None:
    """Return the clause that rests on what no loss holds and `base` lacks, and what: wage or pool."""
    for index, rule in enumerate(terms.benefits):
        if rule.trigger != loss.trigger:
            continue
        if isinstance(rule, Allowance) and rule.wage_rate_bp is not None and base.wage_fen is None:
            return f"benefits.{index}.wage_rate_bp", "wage"
        if isinstance(rule, PoolShare) and base.pool_fen is None:
            return f"benefits.{index}.pool_rate_bp", "pool"
    return None


def _apply(
    rule: BenefitRule,
    clause: str,
    shares: int,
    loss: Loss,
    usage: Usage,
    base: Base,
    found: _Found,
) -> None:
    """Add what one rule pays."""
    steps = found.steps
    match rule:
        case Indemnity():
            found.indemnity += sharing.indemnity(rule, clause, loss, usage, steps)
            _raise_ceiling(found, rule, loss, usage)
        case FixedSum():
            amount, condition = summing.fixed_sum(rule, clause, shares, loss, usage, steps)
            found.other += amount
            found.condition = condition or found.condition
        case PerDiem():
            days = summing.days_paid(rule, clause, loss, usage, steps)
            amount = days * rule.amount_fen * shares
            if days:
                steps.append(Step("per_diem", clause, days, amount))
            found.days += days
            found.other += amount
        case LossShare():
            found.damage += sharing.loss_share(rule, clause, loss, usage, steps)
            _raise_ceiling(found, rule, loss, usage)
        case Allowance():
            found.other += summing.allowance(rule, clause, shares, loss, usage, base, steps)
        case PoolShare():
            found.other += summing.pool_share(rule, clause, base, steps)
        case _:
            assert_never(rule)


def _raise_ceiling(found: _Found, rule: Indemnity | LossShare, loss: Loss, usage: Usage) -> None:
    """Count a rule among those that indemnify; several of them share what was borne once."""
    found.sharing += 1
    found.ceiling = max(found.ceiling, sharing.ceiling(rule, loss, usage))


def _nothing(terms: PlanTerms, loss: Loss) -> Step:
    """Say why no rule looked at the loss: it is not covered, or the terms lack the figures."""
    for index, said in enumerate(terms.unstated or ()):
        if said.trigger == loss.trigger:
            return Step("terms.unstated", f"unstated.{index}", 0, 0)
    return Step("trigger.none", "benefits", 0, 0)


def _exclude(terms: PlanTerms, loss: Loss, usage: Usage, found: _Found) -> None:
    """Of two benefits of one accident, pay one; where the terms say so, the difference.

    Where a paper does not say to which accident an event goes back, it is taken to be the same.
    """
    for index, pair in enumerate(terms.exclusive_benefits or ()):
        if loss.trigger not in (pair.one, pair.other):
            continue
        rival = pair.other if loss.trigger == pair.one else pair.one
        paid = [
            event.paid_fen
            for event in usage.events
            if event.trigger == rival
            and (
                None in (event.accident_on, loss.accident_on)
                or event.accident_on == loss.accident_on
            )
        ]
        if not paid:
            continue
        due = found.shared + found.other
        rule, left = "exclusive.paid", 0
        if pair.difference:
            rule, left = "exclusive.difference", max(0, due - sum(paid))
        found.steps.append(Step(rule, f"exclusive_benefits.{index}", due, left))
        found.shared, found.other = 0, left


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
        benefit = sharing.cap("cap.term", "cap_term_fen", benefit, left, steps)
    return benefit
