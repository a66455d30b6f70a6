"""`huzhu roster`: enrolment by a unit's roster."""

from collections.abc import Iterator
from datetime import date
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.parts import (
    Decided,
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
    invented = office.opened.admits_invented_people
    table = read_table(file, COLUMNS)
    judged = judge_rosters(table, allow_invented=invented, on=today)
    naming = bind_file(book, "roster import", judged)
    request = session.request("roster import", {}, document=document_of(file))
    desk = RosterDesk(book, request, terms, office)

    keep = judged.rows <= KEEP_DRAFTS
    kept: list[tuple[Part[RosterLine], Decided | None]] = []
    already: list[str] = []
    problems = []
    takes = 0
    parts = desk.parts(in_order(judged.good, len(judged.good)), table.sha256)
    with progress(session, "judging", len(judged.good)) as step:
        for chunk in chunks(parts):
            fresh = _not_done(book, chunk, already)
            if not fresh:
                continue
            desk.seat(fresh)
            for part in fresh:
                decided = desk.decide(part)
                problems += decided.problems
                takes += len(part.lines) - len({p.row for p in decided.problems})
                if keep and decided.draft.events:
                    kept.append((part, decided))
                step(len(part.lines))

    refused = tell_problems(session, judged, problems)
    if dry_run:
        session.say(
            f"试运行：可受理 {takes} 行，拒绝 {refused} 行；未作任何记录",
            f"dry run: {takes} rows would be taken in, {refused} refused; nothing was recorded",
        )
        return
    if not good_rows_only:
        refuse_rows(judged, refused)
    with progress(session, "recording", takes) as step:
        again = desk.parts(in_order(judged.good, len(judged.good)), table.sha256)
        source = kept if keep else _decided_again(book, desk, again)
        outcome = write(book, naming, source, desk.decide_afresh, step)
    outcome.already = already
    tell_outcome(session, outcome, "名册", "rosters")


def _period(code: str) -> CoveragePeriod:
    try:
        return calendar_period(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None


def _not_done(
    book: Book, chunk: list[Part[RosterLine]], already: list[str]
) -> list[Part[RosterLine]]:
    """Leave out the rosters that an earlier run recorded."""
    done = book.done_before(part.command for part in chunk)
    already += [part.label for part in chunk if part.command.id in done]
    return [part for part in chunk if part.command.id not in done]


def _decided_again(
    book: Book, desk: RosterDesk, parts: Iterator[Part[RosterLine]]
) -> Iterator[tuple[Part[RosterLine], Decided | None]]:
    for chunk in chunks(parts):
        fresh = _not_done(book, chunk, [])
        desk.seat(fresh)
        for part in fresh:
            decided = desk.decide(part)
            if decided.draft.events:
                yield part, decided
