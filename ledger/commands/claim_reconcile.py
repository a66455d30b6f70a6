"""`huzhu claim reconcile`: a settling agency's register laid beside the claims of the book (对账)."""

from collections.abc import Iterator
from contextlib import closing
from datetime import date
from hashlib import sha256
from pathlib import Path
from typing import Any, NamedTuple

import click

from ledger.aggregates import Moment, Office, Reconciliation
from ledger.aggregates.claim import Claim
from ledger.book import Book
from ledger.commands.bad_rows import refuse_rows, tell_problems
from ledger.commands.claim import claim
from ledger.commands.claim_one import reason_option
from ledger.commands.claim_steps import members_of
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.shapes import LABEL
from ledger.commands.shared import (
    DAY,
    FILE,
    Session,
    bring_up_to_date,
    document_of,
    follow_up,
    open_book,
    pass_book,
    pass_session,
)
from ledger.drafting import Decision
from ledger.errors import KeyTaken
from ledger.intake.registers import COLUMNS, judge_register
from ledger.intake.table import read_table
from ledger.money import yuan
from ledger.projections.questions import settled

GROUP_CLAIMS = 1_000
MATCHED, HERE, THERE, DIFFERS = "matched", "missing_here", "missing_there", "differs"


class Pair(NamedTuple):
    """One settlement as both sides have it, in fen; what a side does not know is None."""

    number: str
    here_fen: int | None
    there_fen: int | None

    @property
    def kind(self) -> str:
        """What became of the comparison."""
        if self.here_fen is None:
            return HERE
        if self.there_fen is None:
            return THERE
        return MATCHED if self.here_fen == self.there_fen else DIFFERS


def settled_here(
    book: Book, first: date, last: date, hospital: str | None
) -> Iterator[tuple[str, int]]:
    """Yield the settled claims that were filed from a day to a day, with their benefit in fen.

    It is what was approved, less what of it came back as overpaid, or what was assessed of a claim
    still undecided; one that leaves no benefit has none.
    """
    bring_up_to_date(book, "claim_step")
    numbers = settled(book.database, first, last)
    for start in range(0, len(numbers), GROUP_CLAIMS):
        group = numbers[start : start + GROUP_CLAIMS]
        members = members_of(book, group)
        for number in group:
            its = members[number].claim(number)
            if hospital is None or its.loss.hospital == hospital:
                yield number, _benefit(its)


def _benefit(its: Claim) -> int:
    if its.leaves_nothing:
        return 0
    return its.kept_fen if its.granted_fen else its.benefit_fen


def compared(here: dict[str, int], there: dict[str, int]) -> list[Pair]:
    """Lay two books side by side, in order of number."""
    return [Pair(n, here.get(n), there.get(n)) for n in sorted({*here, *there})]


def summed(pairs: list[Pair]) -> dict[str, Any]:
    """Return counts and sums of a comparison, and the digest over its differences."""
    of = {kind: [p for p in pairs if p.kind == kind] for kind in (MATCHED, HERE, THERE, DIFFERS)}
    said = "".join(f"{p.number}\t{p.here_fen}\t{p.there_fen}\n" for p in pairs if p.kind != MATCHED)
    return {
        "matched": len(of[MATCHED]),
        "matched_fen": sum(p.here_fen or 0 for p in of[MATCHED]),
        "missing_here": len(of[HERE]),
        "missing_here_fen": sum(p.there_fen or 0 for p in of[HERE]),
        "missing_there": len(of[THERE]),
        "missing_there_fen": sum(p.here_fen or 0 for p in of[THERE]),
        "differing": len(of[DIFFERS]),
        "differing_here_fen": sum(p.here_fen or 0 for p in of[DIFFERS]),
        "differing_there_fen": sum(p.there_fen or 0 for p in of[DIFFERS]),
        "differences": sha256(said.encode()).hexdigest(),
    }


@claim.command()
@click.argument("file", type=FILE)
@click.option("--counterpart", required=True, help="The insurer or hospital whose register it is.")
@click.option("--from", "first", type=DAY, required=True, help="First day of filing compared.")
@click.option("--to", "last", type=DAY, required=True, help="The last.")
@click.option("--hospital", help="Compare only claims of this hospital.")
@click.option("--record", "number", type=LABEL, help="Record counts and sums, under this number.")
@click.option("--limit", type=click.IntRange(0), default=50, help="Differences told, at most.")
@dry_run_option
@pass_session
def reconcile(
    session: Session,
    file: Path,
    counterpart: str,
    first: date,
    last: date,
    hospital: str | None,
    number: str | None,
    limit: int,
    dry_run: bool,
) -> None:
    """Compare the register FILE of a settling agency with the claims settled with it.

    It tells what matches, what is missing here or there, and where amounts differ. Nothing is
    recorded, unless --record is given: then counts and sums, by a finance officer.

    Example: huzhu claim reconcile register.csv --counterpart 示例医院 --from 2015-03-01
    --to 2015-03-31 --hospital 示例医院
    """
    if last < first:
        raise click.UsageError("--to must not be before --from")
    judged = judge_register(read_table(file, COLUMNS))
    refuse_rows(judged, tell_problems(session, judged, []))
    there = {line.settlement_no: line.benefit_fen for line in judged.good}
    asked = _Asked(counterpart, first, last, hospital)
    if number is None:
        with closing(Book.open(session.address, entropy=session.entropy)) as book:
            _tell(session, asked.pairs(book, there), limit)
        return
    with closing(open_book(session)) as book:
        pairs = _recorded(session, book, asked, there, number, file, dry_run=dry_run)
        _tell(session, pairs, limit)


class _Asked(NamedTuple):
    """Which claims are compared with whose register."""

    counterpart: str
    first: date
    last: date
    hospital: str | None

    def pairs(self, book: Book, there: dict[str, int]) -> list[Pair]:
        """Lay the register beside the book."""
        here = dict(settled_here(book, self.first, self.last, self.hospital))
        return compared(here, there)


def _recorded(
    session: Session,
    book: Book,
    asked: _Asked,
    there: dict[str, int],
    number: str,
    file: Path,
    *,
    dry_run: bool,
) -> list[Pair]:
    """Record counts and sums of a comparison, or only try to, and return it."""
    pairs: list[Pair] = []

    def decide(_: Office, at: Moment) -> Decision:
        head = book.record.head().size
        pairs[:] = asked.pairs(book, there)
        taken = book.record.key_owner("reconciliation", number)
        if taken is not None:
            raise KeyTaken("reconciliation", number, taken)
        its = Reconciliation.make(
            book.stream("reconciliation", number),
            at,
            reconciliation=number,
            counterpart=asked.counterpart,
            first_filed_on=asked.first,
            last_filed_on=asked.last,
            known_at=head,
            **summed(pairs),
        )
        return Decision([its], at=head)

    inputs = {"reconciliation": number, **asked._asdict()}
    request = session.request("claim reconcile", inputs, document=document_of(file))
    perform_or_try(session, book, request, decide, dry_run=dry_run)
    if not dry_run:
        follow_up(book)
    return pairs


_WORDS = {
    MATCHED: ("相符", "matched"),
    HERE: ("本方缺", "missing here"),
    THERE: ("对方缺", "missing there"),
    DIFFERS: ("金额不符", "other amount"),
}


def _tell(session: Session, pairs: list[Pair], limit: int) -> None:
    for kind, (zh, en) in _WORDS.items():
        of = [p for p in pairs if p.kind == kind]
        here, there = (
            yuan(sum(p.here_fen or 0 for p in of)),
            yuan(sum(p.there_fen or 0 for p in of)),
        )
        session.say(
            f"{zh} {len(of)} 笔：本方 {here} 元，对方 {there} 元",
            f"{en}: {len(of)}; here {here} yuan, there {there} yuan",
        )
    differences = [p for p in pairs if p.kind != MATCHED]
    for pair in differences[:limit]:
        here, there = ("—" if fen is None else yuan(fen) for fen in (pair.here_fen, pair.there_fen))
        zh, en = _WORDS[pair.kind]
        session.say(
            f"  {pair.number}  {zh}  本方 {here}  对方 {there}",
            f"  {pair.number}  {en}  here {here}  there {there}",
        )
    if len(differences) > limit:
        more = len(differences) - limit
        session.say(f"  另有 {more} 笔未列出", f"  … and {more} more")


@claim.command("accept-differences")
@click.argument("number")
@reason_option
@dry_run_option
@pass_book
def accept_differences(
    session: Session, book: Book, number: str, reason: str, dry_run: bool
) -> None:
    """Accept the differences of reconciliation NUMBER; another person than who made it.

    Example: huzhu claim accept-differences REC-2015-03 --reason 已逐笔核实
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(Reconciliation, "reconciliation", number)
        its.accept(at)
        return Decision([its])

    request = session.request("claim accept-differences", {"reconciliation": number}, reason=reason)
    perform_or_try(session, book, request, decide, dry_run=dry_run)
