"""`huzhu fund`: ring-fenced pots."""

import click

from ledger.aggregates import Fund, Moment, Office
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, pass_book
from ledger.drafting import Decision
from ledger.errors import KeyTaken


@click.group()
def fund() -> None:
    """Set up funds, each with its own money (专款专用)."""


@fund.command("open")
@click.argument("code")
@click.option("--name", required=True, help="The fund's name.")
@click.option(
    "--kind",
    type=click.Choice(["plan", "reserve", "relief", "management"]),
    default="plan",
    show_default=True,
    help="What its money is for.",
)
@click.option(
    "--restriction",
    type=click.Choice(["restricted", "unrestricted", "designated"]),
    required=True,
    help="What its net assets are: limited by providers or law, free, or set aside by decision.",
)
@click.option("--resolution", help="The resolution that set it up.")
@dry_run_option
@pass_book
def open_(
    session: Session,
    book: Book,
    code: str,
    name: str,
    kind: str,
    restriction: str,
    resolution: str | None,
    dry_run: bool,
) -> None:
    """Set up fund CODE."""

    def decide(office: Office, at: Moment) -> Decision:
        stream = book.stream("fund", code)
        if book.find(Fund, stream) is not None:
            raise KeyTaken("fund", code, stream)
        if resolution is not None:
            office.require_resolution(resolution, at.effective_on)
        facts = {"fund": code, "name": name, "kind": kind, "restriction": restriction}
        return Decision([Fund.open(stream, at, **facts)])

    inputs = {"code": code, "name": name, "kind": kind, "restriction": restriction}
    request = session.request("fund open", inputs, resolution=resolution)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"基金 {code} {name} 已设立", f"fund {code} {name} is open")
