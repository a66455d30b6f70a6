"""`huzhu unit statement`: a unit's rosters, participation, contributions and held receipts."""

from datetime import date

import click

from ledger.aggregates import Unit
from ledger.book import Book
from ledger.commands.reading import day_of
from ledger.commands.revealing import answer_options
from ledger.commands.shared import Session, pass_reader
from ledger.languages import Lang
from ledger.statements.facts import Known, facts_of
from ledger.statements.unit_statement import unit_statement
from ledger.statements.unit_words import as_json, as_text


@click.command()
@click.argument("code")
@answer_options
@pass_reader
def statement(
    session: Session,
    book: Book,
    code: str,
    as_of: date | None,
    known_at: Known,
    as_: str,
    lang: Lang | None,
) -> None:
    """Tell unit CODE, in words, who takes part, what is due, what was received and what is held.

    No person is named in it.

    Example: huzhu unit statement U00001 --as-of 2015-12-31
    """
    stream = book.get(Unit, "unit", code).id
    with facts_of(book.database, day_of(session, as_of), known_at) as facts:
        drawn = unit_statement(facts, code, stream, book.terms)
    click.echo((as_json if as_ == "json" else as_text)(drawn, lang or session.lang), nl=False)
