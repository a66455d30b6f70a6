"""The month's pool across members: what was shared out on one list adds up, and no list comes after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.benefits import Loss
from ledger.events.member import ClaimAssessed
from ledger.evidence.reperform_findings import Cause, Difference
from ledger.evidence.reperform_steps import Found, Pooled
from ledger.periods import month_of
from ledger.plans import PlanTerms, plan_code


def pooled(position: int, event: ClaimAssessed) -> Pooled | None:
    """Return the part of a month's pool that an assessment gives; None: none."""
    if event.pool_fen is None:
        return None
    month = event.pool_month or month_of(event.effective_on)
    shares = event.pool_fen, event.pool_claims or 1, event.pool_place or 1
    return Pooled(position, event.plan, event.fund, month, *shares)


def month_outside(event: ClaimAssessed, loss: Loss | None, terms: PlanTerms | None) -> Found:
    """Find a part of the pool of a month before the loss or the terms, or after the assessment."""
    if event.pool_fen is None or loss is None or terms is None:
        return
    days = [day for day in (loss.occurred_on, terms.effective_on) if day is not None]
    first, last = month_of(max(days)), month_of(event.effective_on)
    month = event.pool_month or last
    if not first <= month <= last:
        yield Cause.POOL_MONTH, month, f"{first}/{last}"


def shared_twice(pools: Iterable[tuple[str, Pooled]]) -> Iterator[Difference]:
    """Find claims whose part is of another list than the first of the same plan, fund and month.

    A list is known by its pool, by how many share it, and by a place in it that nobody else has.
    """
    months: defaultdict[tuple[str, str, str], list[tuple[str, Pooled]]] = defaultdict(list)
    for claim, its in pools:
        months[plan_code(its.plan), its.fund, its.month].append((claim, its))
    for shares in months.values():
        shares.sort(key=lambda each: each[1].position)
        first, its = shares[0]
        places: set[int] = set()
        for claim, other in shares:
            same = (other.pool_fen, other.claims) == (its.pool_fen, its.claims)
            if not same or other.place in places:
                yield Difference(
                    other.position, claim, other.plan, Cause.POOL_TWICE, other.month, first
                )
            else:
                places.add(other.place)
