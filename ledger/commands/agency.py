"""`huzhu agency`: agencies (代办处) and their service points (代办点)."""

from typing import cast

import click

from ledger.aggregates import Agency, Moment, Office
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shapes import CODE
from ledger.commands.shared import Session, pass_book
from ledger.drafting import Decision
from ledger.errors import KeyTaken
from ledger.events.agency import AgencyKind


@click.group()
def agency() -> None:
    """Admit and close agencies and service points."""


@agency.command()
@click.argument("code", type=CODE)
@click.option("--name", required=True, help="The agency's name.")
@click.option(
    "--kind",
    type=click.Choice(["agency", "service_point"]),
    default="agency",
    show_default=True,
    help="An agency, or a service point under one.",
)
@click.option("--parent", help="The agency that a service point belongs to.")
@dry_run_option
@pass_book
def register(
    session: Session, book: Book, code: str, name: str, kind: str, parent: str | None, dry_run: bool
) -> None:
    """Admit agency or service point CODE."""

    def decide(_: Office, at: Moment) -> Decision:
        stream = book.stream("agency", code)
        if book.find(Agency, stream) is not None:
            raise KeyTaken("agency", code, stream)
        above = [book.get(Agency, "agency", parent)] if parent else []
        new = Agency.register(stream, code, name, cast("AgencyKind", kind), parent, at)
        return Decision([new], unchanged=above)

    inputs = {"code": code, "name": name, "kind": kind, "parent": parent}
    request = session.request("agency register", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"{code} {name} 已登记", f"{code} {name} is registered")


@agency.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why it ends.")
@dry_run_option
@pass_book
def close(session: Session, book: Book, code: str, reason: str, dry_run: bool) -> None:
    """Close agency or service point CODE."""

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(Agency, "agency", code)
        its.close(at)
        return Decision([its])

    request = session.request("agency close", {"code": code}, reason=reason)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"{code} 已撤销", f"{code} is closed")
