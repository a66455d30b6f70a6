"""`huzhu roster`: enrolment by a unit's roster."""

from datetime import date
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.bearers import BEARING
from ledger.commands.lines import Intake
from ledger.commands.roster_import import RosterDesk, Terms
from ledger.commands.roster_pay import pay_
from ledger.commands.shared import DAY, FILE, Session, document_of, pass_book
from ledger.intake.roster import COLUMNS, judge_rosters
from ledger.intake.table import read_table
from ledger.periods import CoveragePeriod, calendar_period, shanghai_date
from ledger.plans import FundingPart


@click.group()
def roster() -> None:
    """Take in rosters (名册): whom units enrol under which plan."""


roster.add_command(pay_)


@roster.command("import")
@click.argument("file", type=FILE)
@click.option("--period", required=True, help="Coverage period, such as 2015.")
@click.option("--starts-on", type=DAY, help="First day of cover; by the terms, unless said.")
@click.option("--consent", type=FILE, required=True, help="Where the members' consents are kept.")
@click.option(
    "--borne",
    type=BEARING,
    multiple=True,
    help="Who bears the contributions, in proportion, such as unit=60; where terms do not say.",
)
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
    borne: tuple[FundingPart, ...],
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Enrol the people on FILE (CSV or XLSX), roster by roster.

    The whole file is judged before anything is recorded; one bad row refuses it, unless
    --good-rows-only. An import that was cut off is finished by running it again.

    Example: huzhu roster import 2015-01.csv --period 2015 --consent consents.pdf
    """
    covered = _period(period)
    first = starts_on or covered.starts_on
    paper = document_of(consent)
    terms = Terms(covered, first, paper, good_rows_only, session.lang, starts_on, borne)
    office = book.office()
    today = session.on or shanghai_date(book.entropy.now())
    table = read_table(file, COLUMNS)
    judged = judge_rosters(table, allow_invented=office.opened.admits_invented_people, on=today)
    request = session.request("roster import", {}, document=document_of(file))
    desk = RosterDesk(book, request, terms, office)
    intake = Intake(
        session,
        book,
        "roster import",
        judged,
        lambda: desk.chunks(judged),
        desk.decide_chunk,
        ("名册", "rosters"),
    )
    intake.take_in(dry_run=dry_run, good_rows_only=good_rows_only)


def _period(code: str) -> CoveragePeriod:
    try:
        return calendar_period(code)
    except ValueError as error:
        raise click.BadParameter(str(error), param_hint="--period") from None
