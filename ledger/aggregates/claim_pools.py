"""A claim's part of a month's pool: what an assessment records of it, and of which months it can be."""

from typing import Any

from ledger.aggregates.claim import Claim, PoolPart
from ledger.aggregates.moment import Moment
from ledger.benefits import Base
from ledger.errors import PoolMonthOutside
from ledger.events.member import ClaimAssessed
from ledger.periods import month_of
from ledger.plans import PlanTerms


def part_of_pool(
    its: Claim, terms: PlanTerms, base: Base, month: str | None, at: Moment
) -> dict[str, Any]:
    """Return what an assessment says of a month's pool; nothing where it has no part of one.

    Raises:
        PoolMonthOutside: the month is before the loss or the plan, or after the day's.
    """
    if base.pool_fen is None:
        return {}
    last = month_of(at.effective_on)
    days = [its.loss.occurred_on, terms.effective_on]
    first = max(month_of(day) for day in days if day is not None)
    month = month or last
    if not first <= month <= last:
        raise PoolMonthOutside(its.code, its.plan, month, first, last)
    shares = {"pool_fen": base.pool_fen, "pool_claims": base.pool_claims}
    return shares | {"pool_place": base.pool_place, "pool_month": month}


def pool_of(event: ClaimAssessed) -> PoolPart | None:
    """Return the part of a month's pool that an assessment gives; None: none."""
    if event.pool_fen is None:
        return None
    month = event.pool_month or month_of(event.effective_on)
    return PoolPart(month, event.pool_fen, event.pool_claims or 1, event.pool_place or 1)
