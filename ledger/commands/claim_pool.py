"""The month's pool: it is shared out once, among all the claims of one list, each in its place."""

from ledger.aggregates.claim import (
    APPEALED,
    EVIDENCE_REQUESTED,
    FILED,
    NOTIFIED,
    WITHOUT_BENEFIT,
    Claim,
    PoolPart,
)
from ledger.book import Book
from ledger.commands.claim_steps import members_of
from ledger.commands.selection import Selection
from ledger.commands.shared import bring_up_to_date
from ledger.errors import PoolSharedOut
from ledger.plans import plan_code
from ledger.projections.questions import pools_shared

# An assessment stands until papers are asked for, or the claim ends or is opened again.
_SET_ASIDE = (NOTIFIED, FILED, EVIDENCE_REQUESTED, APPEALED, *WITHOUT_BENEFIT)


def parts_kept(book: Book, selection: Selection, pool_fen: int, month: str) -> dict[str, PoolPart]:
    """Return the parts that claims keep of a month's pool while others have theirs; empty: shared anew.

    What is assessed again goes with all the claims of its list, or in its own place there: so what
    waited for papers gets its part though the others were approved. A claim that was rejected or
    withdrawn, or waits for papers, has no part any more. Facts propose; each claim's own stream says.

    Raises:
        PoolSharedOut: another claim of the plan and its fund has a part of the same month's pool,
            and a claim of this list was not on its list, or lost its place there.
    """
    claims = [ref.claim for ref in selection.claims]
    bring_up_to_date(book, "claim_step")
    own = members_of(book, claims)
    listed = [member.claim(claim) for claim, member in own.items()]
    funds = {_fund(its) for its in listed}
    found = pools_shared(book.database, {plan for plan, _ in funds}, month)
    others = sorted(set(found) - set(claims))
    theirs = [member.claim(claim) for claim, member in members_of(book, others).items()]
    standing = [its for its in theirs if _fund(its) in funds and _has_part(its, month)]
    return _own_places(listed, standing, pool_fen) if standing else {}


def _own_places(listed: list[Claim], standing: list[Claim], pool_fen: int) -> dict[str, PoolPart]:
    """Return each claim's own part, as the list gave it that the standing claims were on."""
    first = {_fund(its): its for its in reversed(standing)}
    taken = {(_fund(its), its.pool and its.pool.place) for its in standing}
    parts: dict[str, PoolPart] = {}
    for its in listed:
        other = first.get(_fund(its), standing[0])
        assert other.pool is not None, "it has a part"
        part = its.pool
        if (
            part is None
            or pool_fen != part.pool_fen
            or part[:3] != other.pool[:3]
            or (_fund(its), part.place) in taken
        ):
            raise PoolSharedOut(its.code, other.plan, other.pool.month, other.code)
        taken.add((_fund(its), part.place))
        parts[its.code] = part
    return parts


def _fund(its: Claim) -> tuple[str, str]:
    return plan_code(its.plan), its.dimensions["fund"]


def _has_part(its: Claim, month: str) -> bool:
    has = its.pool is not None and its.pool.month == month
    return has and its.stage not in _SET_ASIDE
