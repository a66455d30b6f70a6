"""Papers that were claimed before: by a claim that left no benefit, or by one that stands.

Two hospitals may number their papers alike. A number without its hospital may be any hospital's, so
that it is the same paper as every one of that number.
"""

from collections.abc import Collection
from uuid import UUID

from ledger.aggregates import Member
from ledger.aggregates.claim import Filing
from ledger.aggregates.impersonal import TextNamesPerson, require_no_number
from ledger.benefits import Loss
from ledger.book import Book
from ledger.errors import PaperClaimed
from ledger.events.claim import paper_key, papers_numbered
from ledger.plans import plan_code

ATTEMPTS_MAX = 99


def attempt_on(book: Book, member: Member, plan: str, loss: Loss) -> int | None:
    """Return how often a loss's papers were claimed under a plan before, all without a benefit.

    The member's own claims are judged by the member.

    Raises:
        PaperClaimed: another member's claim on one of them stands.
    """
    attempt = 0
    for paper in loss.papers or ():
        known = dict(book.record.keys_with_prefix("paper", papers_numbered(plan, paper)))
        for owner in {*known.values()} - {member.id}:
            theirs = book.find(Member, owner)
            assert theirs is not None, "who claimed a key has a stream"
            _require_unclaimed(theirs, plan, loss.hospital, paper)
        tries = (paper_key(plan, loss.hospital, paper, number) for number in range(ATTEMPTS_MAX))
        free = (number for number, key in enumerate(tries) if key not in known)
        attempt = max(attempt, next(free, ATTEMPTS_MAX))
    return attempt or None


def require_papers_free(book: Book, member: Member, claim: str) -> None:
    """Refuse to give a claim its benefit back whose papers another member claimed meanwhile.

    Raises:
        PaperClaimed: the other's claim on one of them stands.
    """
    its = member.claim(claim)
    attempt_on(book, member, its.plan, its.loss)


def require_unnamed(filing: Filing, spoken: Collection[str]) -> None:
    """Refuse a claim whose number, incident, hospital or paper repeats what is known of its member.

    `spoken` is the member's name and numbers. By form alone only a hospital is judged: numbers of
    claims and papers may look like a person's, and a hospital may bear a name within its own.

    Raises:
        TextNamesPerson: with which of them it is.
    """
    papers = (("paper number", paper) for paper in filing.loss.papers or ())
    labels = (("claim number", filing.claim), ("incident number", filing.incident), *papers)
    for text, label in labels:
        if label is not None and any(value in label for value in spoken if value):
            raise TextNamesPerson(text)
    require_no_number("hospital", filing.loss.hospital)
    if filing.loss.hospital in spoken:
        raise TextNamesPerson("hospital")


def same_place(one: str | None, other: str | None) -> bool:
    """Tell whether papers of one number may be of one hospital."""
    return one is None or other is None or one == other


class PapersAtHand:
    """The papers of claims that are decided together, and not on record yet."""

    def __init__(self) -> None:
        self._claimed: dict[str, list[tuple[str | None, UUID, str]]] = {}

    def require_unclaimed(self, filing: Filing, member: Member) -> None:
        """Refuse a paper that another member's claim among them names."""
        for paper in filing.loss.papers or ():
            for hospital, whose, claim in self._claimed.get(_number(filing, paper), ()):
                if whose != member.id and same_place(hospital, filing.loss.hospital):
                    raise PaperClaimed(paper, claim)

    def add(self, filing: Filing, member: Member) -> None:
        """Take in the papers of a claim that was just filed."""
        for paper in filing.loss.papers or ():
            own = filing.loss.hospital, member.id, filing.claim
            self._claimed.setdefault(_number(filing, paper), []).append(own)


def _number(filing: Filing, paper: str) -> str:
    return papers_numbered(filing.plan, paper)


def _require_unclaimed(theirs: Member, plan: str, hospital: str | None, paper: str) -> None:
    for claim in theirs.claims.values():
        if (
            not claim.leaves_nothing
            and plan_code(claim.plan) == plan_code(plan)
            and paper in (claim.loss.papers or ())
            and same_place(claim.loss.hospital, hospital)
        ):
            raise PaperClaimed(paper, claim.code)
