"""The month's pool across members: what was shared out on one list adds up, and no list comes after it."""

from collections import defaultdict
from collections.abc import Iterable, Iterator

from ledger.events.member import ClaimAssessed
from ledger.evidence.reperform_findings import Cause, Difference
from ledger.evidence.reperform_steps import Pooled
from ledger.plans import plan_code


def pooled(position: int, event: ClaimAssessed) -> Pooled | None:
    """Return the part of a month's pool that an assessment gives; None: none."""
    if event.pool_fen is None:
        return None
    month = event.pool_month or f"{event.effective_on:%Y-%m}"
    shares = event.pool_fen, event.pool_claims or 1, event.pool_place or 1
    return Pooled(position, event.plan, event.fund, month, *shares)


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
