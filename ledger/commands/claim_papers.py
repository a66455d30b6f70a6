"""Papers that were claimed before: by a claim that came to nothing, or by one that stands."""

from ledger.aggregates import Member
from ledger.aggregates.claim import WITHOUT_BENEFIT
from ledger.benefits import Loss
from ledger.book import Book
from ledger.errors import PaperClaimed
from ledger.events.member import paper_key
from ledger.plans import plan_code

ATTEMPTS_MAX = 99


def attempt_on(book: Book, member: Member, plan: str, loss: Loss) -> int | None:
    """Return how often a loss's papers were claimed under a plan before, all without a benefit.

    The member's own claims are judged by the member.

    Raises:
        PaperClaimed: another member's claim on one of them stands.
    """
    attempt = 0
    if loss.hospital is None:
        return None
    for paper in loss.papers or ():
        for number in range(ATTEMPTS_MAX):
            owner = book.record.key_owner("paper", paper_key(plan, loss.hospital, paper, number))
            if owner is None:
                attempt = max(attempt, number)
                break
            if owner == member.id:
                continue
            theirs = book.find(Member, owner)
            assert theirs is not None, "who claimed a key has a stream"
            for claim in theirs.claims.values():
                stands = claim.stage not in WITHOUT_BENEFIT
                same_plan = plan_code(claim.plan) == plan_code(plan)
                if stands and same_plan and paper in (claim.loss.papers or ()):
                    raise PaperClaimed(paper, claim.code)
    return attempt or None
