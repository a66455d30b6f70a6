"""`huzhu member statement`: a member's cover, limits and claims, in words."""

from contextlib import closing
from datetime import date
from functools import partial
from uuid import UUID

import click

from ledger.aggregates import ReliefScheme
from ledger.book import Book
from ledger.commands.personal import details_lost, find
from ledger.commands.reading import day_of
from ledger.commands.revealing import answer_options, opened_for, reveal_options, shown_details
from ledger.commands.shared import Session, pass_session
from ledger.events.member import Detail
from ledger.events.relief_scheme import SchemeOpened
from ledger.languages import Lang
from ledger.statements.facts import Known, facts_of
from ledger.statements.member_statement import member_statement
from ledger.statements.member_words import as_json, as_text


@click.command()
@click.argument("pseudonym", type=click.UUID, required=False)
@click.option(
    "--id-number",
    prompt="ID number",
    prompt_required=False,
    hide_input=True,
    help="Find by ID number; without a value it is asked for, and stands in no shell's history.",
)
@reveal_options
@answer_options
@pass_session
def statement(
    session: Session,
    pseudonym: UUID | None,
    id_number: str | None,
    wanted: tuple[Detail, ...],
    purpose: str | None,
    as_of: date | None,
    known_at: Known,
    as_: str,
    lang: Lang | None,
) -> None:
    """Tell a member by PSEUDONYM, in words, what they are covered for and where claims stand.

    Cover by plan and period, the end of the waiting period, what is left of each limit, and the
    next step of every claim and every relief grant. Details are masked; --reveal shows them as
    'huzhu member show' does.

    Example: huzhu member statement 014ab79c-e340-7bed-9d77-4b5e971e835d --as-of 2015-12-31
    """
    spoken: Lang = lang or session.lang
    with closing(opened_for(session, wanted, purpose)) as book:
        its = find(book, pseudonym, id_number)
        shown = shown_details(session, book, its, wanted, purpose)
        lost = details_lost(book, its)
        with facts_of(book.database, day_of(session, as_of), known_at) as facts:
            drawn = member_statement(facts, its.id, book.terms, partial(_scheme, book))
    click.echo((as_json if as_ == "json" else as_text)(drawn, shown, spoken, lost), nl=False)


def _scheme(book: Book, code: str) -> SchemeOpened:
    return book.get(ReliefScheme, "scheme", code).opened
