"""What claims have used of the limits of a plan's terms over a coverage period, and what is left."""

from collections.abc import Iterable
from typing import Any, NamedTuple

from ledger.events import Event
from ledger.events.claim_life import RecoveryReceived
from ledger.events.member import ClaimApproved, ClaimAssessed
from ledger.plans import PlanTerms, plan_code


class Used(NamedTuple):
    """What claims under one plan and coverage period have used."""

    claims: int = 0
    paid_fen: int = 0
    indemnity_fen: int = 0
    days: int = 0


NOTHING = Used()


class Limit(NamedTuple):
    """A limit of the terms over a coverage period: fen, days or claims, and what is left of it."""

    what: str
    total: int
    used: int

    @property
    def left(self) -> int:
        """What is left."""
        return max(0, self.total - self.used)


def used_by_claims(events: Iterable[Event]) -> dict[tuple[str, str], Used]:
    """Return what approved claims used, less what came back, by plan code and coverage period."""
    assessed: dict[str, ClaimAssessed] = {}
    granted: set[str] = set()
    used: dict[tuple[str, str], Used] = {}
    for event in events:
        if isinstance(event, ClaimAssessed):
            assessed[event.claim] = event
        elif isinstance(event, ClaimApproved):
            its = assessed[event.claim]
            key = (plan_code(event.plan), event.period)
            goes_on = not granted.isdisjoint(its.joins or ())  # one stay counts once
            used[key] = _after(used.get(key, NOTHING), its, event.approved_fen, goes_on=goes_on)
            granted.add(event.claim)
        elif isinstance(event, RecoveryReceived) and event.debt == "overpayment":
            key = (plan_code(event.plan), event.period)
            used[key] = _given_back(used.get(key, NOTHING), event.amount_fen)
    return used


def _after(before: Used, its: ClaimAssessed, approved_fen: int, *, goes_on: bool) -> Used:
    return Used(
        before.claims + (not goes_on),
        before.paid_fen + approved_fen,
        before.indemnity_fen + min(its.indemnity_fen, approved_fen),
        before.days + its.days,
    )


def _given_back(before: Used, fen: int) -> Used:
    """Take off an overpaid benefit that came back; of the indemnity's own cap it frees least."""
    other = before.paid_fen - before.indemnity_fen
    indemnity = before.indemnity_fen - max(0, fen - other)
    return before._replace(paid_fen=max(0, before.paid_fen - fen), indemnity_fen=max(0, indemnity))


def limits(terms: PlanTerms, used: Used) -> list[Limit]:
    """Return the limits that terms set over a coverage period, and what of each is used."""
    found = []
    if terms.claims_per_term is not None:
        found.append(Limit("claims", terms.claims_per_term, used.claims))
    if terms.cap_term_fen is not None:
        found.append(Limit("benefits_fen", terms.cap_term_fen, used.paid_fen))
    for rule in terms.benefits:
        cap: Any = getattr(rule, "cap_term_fen", None)
        days: Any = getattr(rule, "max_days_term", None)
        if cap is not None:
            found.append(Limit("indemnity_fen", cap, used.indemnity_fen))
        if days is not None:
            found.append(Limit("days", days, used.days))
    return found
