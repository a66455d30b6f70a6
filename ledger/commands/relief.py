"""`huzhu relief`: relief and services beside the plans, out of their own fund (救助、慰问、助学)."""

from datetime import date
from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import click

from ledger.aggregates import Fund, Moment, Office, ReliefGrant, ReliefScheme
from ledger.aggregates.impersonal import require_impersonal
from ledger.book import Book
from ledger.commands.claim_one import reason_option, require_no_names
from ledger.commands.grounds import ground_options
from ledger.commands.personal import find, spoken_of
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.shapes import LABEL
from ledger.commands.shared import DAY, FILE, YUAN, Session, document_of, pass_book
from ledger.drafting import Decision
from ledger.errors import KeyTaken
from ledger.events.relief_scheme import Beneficiary, ReliefKind


@click.group()
def relief() -> None:
    """Grant relief and services beside the plans; it counts in no loss ratio."""


@relief.command("open")
@click.argument("scheme", type=LABEL)
@click.option("--name", required=True, help="The scheme's name.")
@click.option("--kind", type=click.Choice(get_args(ReliefKind)), required=True, help="What for.")
@click.option("--fund", required=True, help="The relief fund that pays.")
@click.option(
    "--relation",
    "relations",
    type=click.Choice(get_args(Beneficiary)),
    multiple=True,
    default=("member",),
    show_default=True,
    help="For whom a grant may be; repeat.",
)
@click.option("--service", "is_service", is_flag=True, help="It grants a service, not money.")
@click.option("--cap", "cap_fen", type=YUAN, help="The most that one grant may cost, in yuan.")
@click.option(
    "--notice-days", type=click.IntRange(1, 3650), help="Days of public notice before approval."
)
@click.option("--resolution", required=True, help="The resolution that set it up.")
@dry_run_option
@pass_book
def open_(
    session: Session,
    book: Book,
    scheme: str,
    fund: str,
    resolution: str,
    dry_run: bool,
    **facts: Any,
) -> None:
    """Set up relief SCHEME under a resolution. Without a cap, each grant needs its own.

    Example: huzhu relief open AID-EDU --name 爱心助学 --kind scholarship --fund AID
    --relation child --cap 5000 --notice-days 5 --resolution JY-2
    """

    def decide(office: Office, at: Moment) -> Decision:
        office.require_resolution(resolution, at.effective_on)
        stream = book.stream("scheme", scheme)
        if book.find(ReliefScheme, stream) is not None:
            raise KeyTaken("scheme", scheme, stream)
        pot = book.get(Fund, "fund", fund)
        own = ReliefScheme.open(stream, pot, at, scheme=scheme, **facts)
        return Decision([own], unchanged=[pot])

    inputs = {"scheme": scheme, "fund": fund, **facts}
    request = session.request("relief open", inputs, resolution=resolution)
    perform_or_try(session, book, request, decide, dry_run=dry_run)


@relief.command()
@click.argument("scheme")
@reason_option
@dry_run_option
@pass_book
def close(session: Session, book: Book, scheme: str, reason: str, dry_run: bool) -> None:
    """Grant nothing new under SCHEME.

    Example: huzhu relief close AID-EDU --reason 管委会决定
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(ReliefScheme, "scheme", scheme)
        its.close(at)
        return Decision([its])

    request = session.request("relief close", {"scheme": scheme}, reason=reason)
    perform_or_try(session, book, request, decide, dry_run=dry_run)


@relief.command()
@click.argument("number", type=LABEL)
@click.option("--scheme", required=True, help="The scheme's code.")
@click.option("--member", "pseudonym", type=click.UUID, required=True, help="By pseudonym.")
@click.option(
    "--relation",
    type=click.Choice(get_args(Beneficiary)),
    default="member",
    show_default=True,
    help="For whom it is.",
)
@click.option("--amount", "cost_fen", type=YUAN, help="In yuan; of a service its cost, if any.")
@click.option("--provider", help="Who renders the service.")
@click.option("--count", type=click.IntRange(1, 999), help="How often the service is rendered.")
@ground_options("relief request")
@dry_run_option
@pass_book
def request(
    session: Session,
    book: Book,
    number: str,
    scheme: str,
    pseudonym: UUID,
    cost_fen: int | None,
    document: Path | None,
    dry_run: bool,
    **facts: Any,
) -> None:
    """Ask for grant NUMBER under a scheme, on a ground.

    Example: huzhu relief request G1 --scheme AID-EDU --member 014ab79c-e340-7bed-9d77-4b5e971e835d
    --relation child --amount 3000 --ground schooling
    """

    def decide(_: Office, at: Moment) -> Decision:
        rules = book.get(ReliefScheme, "scheme", scheme)
        _require_fitting(rules, cost_fen, facts)
        stream = book.stream("grant", number)
        if book.find(ReliefGrant, stream) is not None:
            raise KeyTaken("grant", number, stream)
        member = find(book, pseudonym, None)
        require_no_names(book, member, at)
        require_impersonal("provider", facts["provider"], spoken_of(book, member))
        own = {"grant": number, "beneficiary": member.id, "unit": member.unit, **facts}
        died_on = member.died_on()
        new = ReliefGrant.request(stream, rules, at, died_on=died_on, cost_fen=cost_fen or 0, **own)
        return Decision([new], unchanged=[rules, member])

    inputs = {
        "grant": number,
        "scheme": scheme,
        "member": pseudonym,
        "cost_fen": cost_fen,
        **facts,
    }
    asked = session.request("relief request", inputs, document=document_of(document))
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


def _require_fitting(rules: ReliefScheme, cost_fen: int | None, facts: dict[str, Any]) -> None:
    """Refuse options that do not go with what the scheme grants."""
    is_service = rules.opened.is_service
    if any((facts[name] is not None) != is_service for name in ("provider", "count")):
        raise click.UsageError("--provider and --count go with a service, and only with one")
    if not is_service and cost_fen is None:
        raise click.UsageError("say --amount")


@relief.command()
@click.argument("number")
@click.option("--place", required=True, help="Where the notice hangs.")
@click.option("--until", "ends_on", type=DAY, required=True, help="Its last day.")
@click.option("--document", type=FILE, required=True, help="The notice, without full names.")
@dry_run_option
@pass_book
def announce(
    session: Session,
    book: Book,
    number: str,
    place: str,
    ends_on: date,
    document: Path,
    dry_run: bool,
) -> None:
    """Put grant NUMBER on public notice (公示).

    Example: huzhu relief announce G1 --place 公告栏 --until 2015-04-10 --document notice.pdf
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(ReliefGrant, "grant", number)
        rules = book.get(ReliefScheme, "scheme", its.requested.scheme)
        member = find(book, its.requested.beneficiary, None)
        require_no_names(book, member, at)
        require_impersonal("place", place, spoken_of(book, member))
        its.announce(rules, place, ends_on, at)
        return Decision([its], unchanged=[rules])

    inputs = {"grant": number, "place": place, "ends_on": ends_on}
    asked = session.request("relief announce", inputs, document=document_of(document))
    perform_or_try(session, book, asked, decide, dry_run=dry_run)
