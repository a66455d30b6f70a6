"""Benefit rules: how much terms pay for what. Trigger and type are separate keys of a rule."""

from typing import Annotated

from pydantic import Field

from ledger.plans.clauses import (
    BASIS_POINTS,
    TRIGGERS,
    BenefitType,
    Clause,
    ConditionCode,
    Days,
    DaysPaid,
    Positive,
    RateBp,
    Trigger,
    Words,
)
from ledger.plans.indemnity import Band, GroupBands, Indemnity
from ledger.plans.sums import Allowance, FixedSum, LossShare, PerDiem, PoolShare, ScheduleLine

__all__ = [
    "BASIS_POINTS",
    "TRIGGERS",
    "Allowance",
    "Band",
    "BenefitRule",
    "BenefitType",
    "Clause",
    "ConditionCode",
    "Days",
    "DaysPaid",
    "FixedSum",
    "GroupBands",
    "Indemnity",
    "LossShare",
    "PerDiem",
    "PoolShare",
    "Positive",
    "RateBp",
    "ScheduleLine",
    "Trigger",
    "Words",
    "rule_key",
]

BenefitRule = Annotated[
    Indemnity | FixedSum | PerDiem | LossShare | Allowance | PoolShare,
    Field(discriminator="type"),
]


def rule_key(rule: BenefitRule) -> tuple[str, ...]:
    """Return what makes a rule the only one of its kind in a plan."""
    key: tuple[str, ...] = (rule.type, rule.trigger)
    if isinstance(rule, Indemnity) and rule.basis not in {None, "self_pay"}:
        return (*key, str(rule.basis))
    if isinstance(rule, FixedSum) and rule.for_shares is not None:
        return (*key, str(rule.for_shares))
    return key
