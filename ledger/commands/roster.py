"""`huzhu roster`: enrolment by a unit's roster."""

from dataclasses import replace
from datetime import date
from functools import partial
from pathlib import Path

import click

from ledger.aggregates import Office
from ledger.book import Book
from ledger.commands.bearers import BEARING
from ledger.commands.in_turn import Waiting, take_in_turn
from ledger.commands.lines import Intake
from ledger.commands.names import compare_names_option, compares
from ledger.commands.previewing import dry_run_option
from ledger.commands.roster_import import RosterDesk
from ledger.commands.roster_leavers import Leavers
from ledger.commands.roster_parts import Terms
from ledger.commands.roster_pay import pay_
from ledger.commands.shared import (
    DAY,
    FILE,
    FIRST_DAY,
    LAST_DAY,
    Session,
    document_of,
    pass_book,
)
from ledger.intake.roster import COLUMNS, RosterLine, judge_rosters
from ledger.intake.table import read_table
from ledger.periods import CoveragePeriod, calendar_period, shanghai_date
from ledger.plans import FundingPart


@click.group()
def roster() -> None:
    """Take in rosters (名册): whom units enrol under which plan."""


roster.add_command(pay_)


@roster.command("import")
@click.argument("files", type=FILE, nargs=-1, required=True, metavar="FILE...")
@click.option("--period", required=True, help="Coverage period, such as 2015.")
@click.option("--starts-on", type=DAY, help="First day of cover; by the terms, unless said.")
@click.option("--consent", type=FILE, required=True, help="Where the members' consents are kept.")
@click.option(
    "--borne",
    type=BEARING,
    multiple=True,
    help="Who bears the contributions, in proportion, such as unit=60; where terms do not say.",
)
@compare_names_option
@dry_run_option
@click.option("--good-rows-only", is_flag=True, help="Take in the good rows, leave out the others.")
@pass_book
def import_(
    session: Session,
    book: Book,
    files: tuple[Path, ...],
    period: str,
    starts_on: date | None,
    consent: Path,
    borne: tuple[FundingPart, ...],
    compare_names: bool | None,
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Enrol the people on each FILE (CSV or XLSX), roster by roster.

    A whole file is judged before anything of it is recorded; one bad row refuses it, unless
    --good-rows-only. Several files are taken in one after the other, and one that is refused leaves
    the others be. An import that was cut off is finished by running it again.

    Where names are compared, a row whose ID number is that of a member of another name is refused.

    Example: huzhu roster import 2015-01.csv --period 2015 --consent consents.pdf
    """
    covered = _period(period)
    terms = Terms(
        period=covered,
        starts_on=starts_on or covered.starts_on,
        consent=document_of(consent),
        good_rows_only=good_rows_only,
        lang=session.lang,
        said_start=starts_on,
        compare_names=compare_names,
        names_declined=compare_names is False,
        funding=borne,
    )
    leavers = Leavers(book)
    waiting = [
        Waiting(file.name, partial(_read, session, book, book.office(), terms, leavers, file))
        for file in files
    ]
    take_in_turn(session, waiting, dry_run=dry_run, good_rows_only=good_rows_only)


def _read(
    session: Session, book: Book, office: Office, terms: Terms, leavers: Leavers, file: Path
) -> Intake[RosterLine]:
    today = session.on or shanghai_date(book.entropy.now())
    table = read_table(file, COLUMNS)
    judged = judge_rosters(table, allow_invented=office.opened.admits_invented_people, on=today)
    request = session.request("roster import", {}, document=document_of(file))
    terms = replace(terms, compare_names=compares(judged.rows, terms.compare_names))
    desk = RosterDesk(book, request, terms, office, leavers)
    chunks, words = partial(desk.chunks, judged), ("名册", "rosters")
    good_rows = replace(terms, good_rows_only=True)
    alone = partial(_read, session, book, office, good_rows, leavers, file)
    return Intake(
        session,
        book,
        "roster import",
        judged,
        chunks,
        desk.decide_chunk,
        words,
        good_rows=alone,
    )


def _period(code: str) -> CoveragePeriod:
    try:
        its = calendar_period(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None
    if not FIRST_DAY.year <= its.starts_on.year <= LAST_DAY.year:
        said = f"{code!r} is not between {FIRST_DAY.year} and {LAST_DAY.year}"
        raise click.BadParameter(said, param_hint="--period")
    return its
