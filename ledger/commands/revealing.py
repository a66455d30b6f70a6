"""Showing personal details in clear: to whom and what for is recorded before it is shown."""

from collections.abc import Callable, Mapping
from typing import Any, TypeVar

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.privacy import DETAILS
from ledger.book import Book
from ledger.commands.personal import details, find, masked_details, spoken_of
from ledger.commands.reading import (
    AS_OF_OPTION,
    KNOWN_AT_OPTION,
    LANG_OPTION,
    format_option,
    with_options,
)
from ledger.commands.shared import Session, follow_up, open_book
from ledger.drafting import Decision, Request
from ledger.errors import DetailsMissing
from ledger.events.member import Detail

F = TypeVar("F", bound=Callable[..., Any])

_REVEAL = (
    click.option(
        "--reveal",
        "wanted",
        type=click.Choice(list(DETAILS)),
        multiple=True,
        help="Show in clear.",
    ),
    click.option("--purpose", help="What a detail is shown for; recorded before it is shown."),
)


def reveal_options(command: F) -> F:
    """Add --reveal and --purpose to a command."""
    return with_options(command, *_REVEAL)


def answer_options(command: F) -> F:
    """Add --as-of, --known-at, --format (text or json) and --lang to a command."""
    form = format_option("text", "json")
    return with_options(command, AS_OF_OPTION, KNOWN_AT_OPTION, form, LANG_OPTION)


def opened_for(session: Session, wanted: tuple[Detail, ...], purpose: str | None) -> Book:
    """Open the book: for recording where details are to be shown, else for reading only.

    Raises:
        click.UsageError: details without a purpose, or a purpose without details.
    """
    if bool(wanted) != bool(purpose):
        raise click.UsageError("--reveal and --purpose go together")
    return open_book(session) if wanted else Book.open(session.address, entropy=session.entropy)


def shown_details(
    session: Session, book: Book, its: Member, wanted: tuple[Detail, ...], purpose: str | None
) -> Mapping[str, str] | None:
    """Return a member's details: masked, but for those that are revealed; None if nothing opens."""
    clear = revealed(session, book, its, wanted, purpose or "") if wanted else {}
    masked = masked_details(book, its)
    return None if masked is None else {str(k): v for k, v in (masked | clear).items()}


def revealed(
    session: Session, book: Book, its: Member, wanted: tuple[Detail, ...], purpose: str
) -> dict[Detail, str]:
    """Record who sees what and what for, then return it in clear; each time it is asked anew."""
    clear: dict[Detail, str] = {}

    def decide(_: Office, at: Moment) -> Decision:
        fresh = find(book, its.id, None)
        spoken = spoken_of(book, fresh)
        fresh.reveal(wanted, purpose, spoken, at)
        clear.update(details(book, fresh, wanted))
        for detail in wanted:
            if detail not in clear:
                raise DetailsMissing(fresh.id, DETAILS[detail][0])
        return Decision([fresh])

    # Never under the caller's command id: an answer that is repeated would be shown unrecorded.
    request = Request("member show", {"member": its.id, "reveal": wanted}, on=session.on)
    book.perform(request, decide)
    follow_up(book)
    return clear
