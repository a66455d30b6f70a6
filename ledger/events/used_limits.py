"""What cover that was carried in had used of its limits, and by which rules, where somebody said."""

from __future__ import annotations

from datetime import date

from ledger.benefits import NOTHING_USED, PaidEvent, Usage
from ledger.events.base import Count, Fact
from ledger.money import FenOrZero
from ledger.plans import Trigger


class EventPaid(Fact):
    """An event of a life that was paid for: it may exclude another benefit of the same accident."""

    trigger: Trigger
    accident_on: date | None = None
    paid_fen: FenOrZero


class UsedParts(Fact):
    """By which rules the limits of a coverage period were used, as another office says."""

    indemnity_fen: FenOrZero = 0  # paid by indemnity rules
    damage: dict[Trigger, FenOrZero] | None = None  # fen paid by shares of damage, by kind of loss
    unsplit_fen: FenOrZero = 0  # by rules that nobody named
    stays: Count = 0  # claims for stays
    stay_days: Count = 0  # paid or not
    inpatient_fen: FenOrZero = 0  # in-scope self-payment so far: of stays
    outpatient_fen: FenOrZero = 0  # of outpatient treatment
    special_fen: FenOrZero = 0  # of special outpatient treatment
    above_cap_claims: Count = 0  # with a part above the pooled fund's cap
    events: tuple[EventPaid, ...] | None = None  # of the member's life


def parts_of(usage: Usage) -> UsedParts | None:
    """Return by which rules limits were used; None: nobody knows, or nothing was used."""
    if usage is NOTHING_USED:
        return None
    events = tuple(EventPaid.model_validate(its._asdict()) for its in usage.events)
    parts = UsedParts(
        indemnity_fen=min(usage.indemnity_fen, usage.paid_fen),
        damage=usage.damage_fen or None,
        unsplit_fen=min(usage.carried_fen, usage.paid_fen),
        stays=min(usage.stays, usage.claims),
        stay_days=usage.stay_days,
        inpatient_fen=usage.inpatient_fen,
        outpatient_fen=usage.outpatient_fen,
        special_fen=usage.special_fen,
        above_cap_claims=usage.above_cap_claims,
        events=events or None,
    )
    return None if parts == _unsplit(usage.paid_fen, usage.claims) else parts


def usage_of(claims: int, paid_fen: int, parts: UsedParts | None) -> Usage:
    """Return what was used, but for days, months and classes.

    Where nobody said by which rules, the sum counts against every cap, and each claim as a stay.
    """
    its = parts or _unsplit(paid_fen, claims)
    events = its.events or ()
    return Usage(
        claims=claims,
        stays=its.stays,
        paid_fen=paid_fen,
        indemnity_fen=its.indemnity_fen,
        damage_fen=its.damage or {},
        carried_fen=its.unsplit_fen,
        inpatient_fen=its.inpatient_fen,
        outpatient_fen=its.outpatient_fen,
        special_fen=its.special_fen,
        stay_days=its.stay_days,
        above_cap_claims=its.above_cap_claims,
        events=tuple(PaidEvent(e.trigger, e.accident_on, e.paid_fen) for e in events),
    )


def _unsplit(fen: int, claims: int) -> UsedParts:
    return UsedParts(indemnity_fen=fen, unsplit_fen=fen, stays=claims)
