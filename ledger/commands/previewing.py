"""Saying what a command records; or, for a dry run, what it would record, and recording nothing."""

from collections.abc import Callable
from typing import Any

import click

from ledger.aggregates import Aggregate, Moment, Office
from ledger.book import Book
from ledger.commands.shared import Session
from ledger.drafting import Command, Decision, Request
from ledger.entropy import time_ordered_id
from ledger.events import Event, restore
from ledger.languages import Lang, counted
from ledger.statements.words import tell

Decide = Callable[[Office, Moment], Decision]

dry_run_option = click.option(
    "--dry-run", is_flag=True, help="Say what would be recorded, and record nothing."
)


def done_or_previewed(
    session: Session, book: Book, request: Request, decide: Decide, *, dry_run: bool
) -> dict[str, Any] | None:
    """Run a command and return its answer; for a dry run say its events in words, and return None.

    A dry run is refused exactly where the command would be.
    """
    if not dry_run:
        return book.perform(request, decide).answer
    previewed(session, book, request, decide)
    return None


def previewed(session: Session, book: Book, request: Request, decide: Decide) -> None:
    """Say in words what a command would record, and record nothing; it is refused where that would be."""
    office = book.office()
    own = Command.over(time_ordered_id(book.entropy, book.entropy.now()), request.name, {})
    decision = decide(office, book.moment(office, request, own))
    drafted = [] if decision.draft is None else decision.draft.events
    pending = [
        *(restore(each.topic, each.state) for each in drafted),
        *(e for aggregate in decision.aggregates for e in aggregate.pending_events),
    ]
    session.say(
        f"试运行：将记录 {len(pending)} 项，未作任何记录",
        f"dry run: {counted(len(pending), 'event')} would be recorded; nothing was",
    )
    for event in pending:
        assert isinstance(event, Event)
        click.echo(f"  {event.effective_on}  {tell(event, session.lang)}")


def perform_or_try(
    session: Session, book: Book, request: Request, decide: Decide, *, dry_run: bool
) -> None:
    """Record what is decided and say it in words, or only say it."""
    told: list[str] = []

    def deciding(office: Office, at: Moment) -> Decision:
        decision = decide(office, at)
        told[:] = [line for each in decision.aggregates for line in _said(each, session.lang)]
        return decision

    if dry_run:
        previewed(session, book, request, decide)
        return
    if book.perform(request, deciding).repeated:
        session.say("此前已记录，未重复", "it had been recorded before; nothing was doubled")
        return
    for line in told:
        click.echo(line)
    if not told:
        session.say("无须记录", "nothing had to be recorded")


def _said(aggregate: Aggregate, lang: Lang) -> list[str]:
    return [tell(event, lang) for event in aggregate.pending_events if isinstance(event, Event)]
