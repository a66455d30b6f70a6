"""The month's pool: it is shared out once, among all the claims of one list."""

from ledger.aggregates.claim import (
    APPEALED,
    EVIDENCE_REQUESTED,
    FILED,
    NOTIFIED,
    WITHOUT_BENEFIT,
    Claim,
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


def require_unshared(book: Book, selection: Selection, month: str) -> None:
    """Refuse to share a month's pool out among some claims while others have a part of it.

    What is assessed again goes with all the claims of its list; a claim that was rejected or
    withdrawn, or waits for papers, has no part any more. Facts propose; each claim's own stream says.

    Raises:
        PoolSharedOut: another claim of the plan and its fund has a part of the same month's pool.
    """
    claims = [ref.claim for ref in selection.claims]
    bring_up_to_date(book, "claim_step")
    own = members_of(book, claims)
    listed = [member.claim(claim) for claim, member in own.items()]
    plans = {(plan_code(its.plan), its.dimensions["fund"]) for its in listed}
    others = set(pools_shared(book.database, {plan for plan, _ in plans}, month)) - set(claims)
    members = members_of(book, sorted(others))
    for claim, member in members.items():
        its = member.claim(claim)
        of = plan_code(its.plan), its.dimensions["fund"]
        if of in plans and _has_part(its, month):
            raise PoolSharedOut(listed[0].code, its.plan, month, claim)


def _has_part(its: Claim, month: str) -> bool:
    return its.pool_month == month and its.stage not in _SET_ASIDE
