"""`huzhu audit`: how a figure, a claim or a member's cover came to be."""

from datetime import date
from typing import Any
from uuid import UUID

import click

from ledger.book import Book
from ledger.commands.reading import reading_options, require_known
from ledger.commands.shared import DAY, Session, pass_reader
from ledger.languages import Lang
from ledger.statements.facts import Known, facts_of
from ledger.statements.render import Format
from ledger.statements.trail import Wanted, lines


@click.group()
def audit() -> None:
    """Follow the record: who did what, when, and on what it rests."""


@audit.command()
@click.option("--member", type=click.UUID, help="A member, by pseudonym.")
@click.option("--unit", help="A unit, by its code.")
@click.option("--claim", help="A claim, by its number.")
@click.option("--officer", help="What one officer did.")
@click.option("--since", type=DAY, help="First effective day.")
@click.option("--until", type=DAY, help="Last effective day; the same as --as-of.")
@reading_options
@pass_reader
def trail(
    session: Session,
    book: Book,
    member: UUID | None,
    unit: str | None,
    claim: str | None,
    officer: str | None,
    since: date | None,
    until: date | None,
    **reading: Any,
) -> None:
    """Tell what was recorded, event by event, in words. All conditions given must hold.

    With --format json each event is one line. Without --until nothing is left out, also what takes
    effect later than today.

    Example: huzhu audit trail --claim S2015-000123
    """
    require_known(book, member=member, unit=unit, claim=claim, officer=officer)
    wanted = Wanted(member, unit, claim, officer, since)
    _tell(session, book, wanted, until=until, **reading)


def _tell(
    session: Session,
    book: Book,
    wanted: Wanted,
    *,
    until: date | None,
    as_of: date | None,
    known_at: Known,
    as_: Format,
    lang: Lang | None,
) -> None:
    spoken = lang or session.lang
    last = until or as_of or date.max
    with facts_of(book.database, last, known_at) as facts:
        for line in lines(facts, wanted, as_, spoken):
            click.echo(line)
