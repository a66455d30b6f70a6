"""`huzhu roster`: enrolment by a unit's roster."""

from collections.abc import Iterable, Iterator
from datetime import date
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.parts import (
    Decided,
    Outcome,
    Part,
    bind_file,
    refuse_rows,
    tell_outcome,
    tell_problems,
    write,
)
from ledger.commands.progress import progress
from ledger.commands.roster_import import RosterDesk, Terms, chunks, in_order
from ledger.commands.shared import DAY, FILE, Session, document_of, pass_book
from ledger.intake.judge import Judged, Problem
from ledger.intake.roster import COLUMNS, RosterLine, judge_rosters
from ledger.intake.table import read_table
from ledger.periods import CoveragePeriod, calendar_period, shanghai_date

KEEP_DRAFTS = 100_000  # lines; of a longer file, rosters are decided again when they are written


@click.group()
def roster() -> None:
    """Take in rosters (名册): whom units enrol under which plan."""


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--period", required=True, help="Coverage period, such as 2015.")
@click.option("--starts-on", type=DAY, help="First day of cover; the period's, unless said.")
@click.option("--consent", type=FILE, required=True, help="Where the members' consents are kept.")
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@click.option("--good-rows-only", is_flag=True, help="Take in the good rows, leave out the others.")
@pass_book
def import_(
    session: Session,
    book: Book,
    file: Path,
    period: str,
    starts_on: date | None,
    consent: Path,
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Enrol the people on FILE (CSV or XLSX), roster by roster.

    The whole file is judged before anything is recorded; one bad row refuses it, unless
    --good-rows-only. An import that was cut off is finished by running it again.

    Example: huzhu roster import 2015-01.csv --period 2015 --consent consents.pdf
    """
    covered = _period(period)
    terms = Terms(
        covered, starts_on or covered.starts_on, document_of(consent), good_rows_only, session.lang
    )
    office = book.office()
    today = session.on or shanghai_date(book.entropy.now())
    table = read_table(file, COLUMNS)
    judged = judge_rosters(table, allow_invented=office.opened.admits_invented_people, on=today)
    request = session.request("roster import", {}, document=document_of(file))
    intake = Intake(session, book, RosterDesk(book, request, terms, office), judged)
    refused = intake.judge()
    if dry_run:
        session.say(
            f"试运行：可受理 {intake.takes} 行，拒绝 {refused} 行；未作任何记录",
            f"dry run: {intake.takes} rows would be taken in, {refused} refused; "
            "nothing was recorded",
        )
        return
    if not good_rows_only:
        refuse_rows(judged, refused)
    tell_outcome(session, intake.record(), "名册", "rosters")


class Intake:
    """A roster file on its way into the book: judged whole, then recorded."""

    def __init__(
        self, session: Session, book: Book, desk: RosterDesk, judged: Judged[RosterLine]
    ) -> None:
        self._session, self._book, self._desk, self._judged = session, book, desk, judged
        self._naming = bind_file(book, "roster import", judged)
        self._keeps = judged.rows <= KEEP_DRAFTS
        self._kept: list[tuple[Part[RosterLine], Decided | None]] = []
        self._already: list[str] = []
        self.takes = 0  # rows that would be taken in

    def judge(self) -> int:
        """Decide every roster on what the record holds, and say which rows are refused."""
        problems: list[Problem] = []
        with progress(self._session, "judging", len(self._judged.good)) as step:
            for part, decided in self._decided():
                problems += decided.problems
                self.takes += len(part.lines) - len({p.row for p in decided.problems})
                if self._keeps and decided.draft.events:
                    self._kept.append((part, decided))
                step(len(part.lines))
        return tell_problems(self._session, self._judged, problems)

    def record(self) -> Outcome:
        """Record what was judged; of a long file, the rosters are decided again one by one."""
        already, self._already = self._already, []
        source: Iterable[tuple[Part[RosterLine], Decided | None]] = self._kept
        if not self._keeps:
            source = (pair for pair in self._decided() if pair[1].draft.events)
        with progress(self._session, "recording", self.takes) as step:
            outcome = write(self._book, self._naming, source, self._desk.decide_afresh, step)
        outcome.already = already
        return outcome

    def _decided(self) -> Iterator[tuple[Part[RosterLine], Decided]]:
        good = self._judged.good
        parts = self._desk.parts(in_order(good, len(good)), self._judged.table.sha256)
        for chunk in chunks(parts):
            done = self._book.done_before(part.command for part in chunk)
            self._already += [part.label for part in chunk if part.command.id in done]
            fresh = [part for part in chunk if part.command.id not in done]
            if fresh:
                self._desk.seat(fresh)
            for part in fresh:
                yield part, self._desk.decide(part)


def _period(code: str) -> CoveragePeriod:
    try:
        return calendar_period(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None
