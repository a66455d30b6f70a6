"""`huzhu office`: officers, resolutions, policies and bank accounts."""

from pathlib import Path

import click

from ledger.aggregates import Fund, Moment, Office, Officer
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shapes import CODE
from ledger.commands.shared import FILE, YUAN, Session, document_of, pass_book
from ledger.drafting import Decision
from ledger.languages import code_words

ROLES = (
    "manager",
    "enrolment",
    "assessor",
    "approver",
    "finance",
    "cashier",
    "treasurer",
    "auditor",
    "supervisor",
)


@click.group()
def office() -> None:
    """Say who may do what, and on which resolution it rests."""


@office.command()
@click.argument("officer")
@click.option(
    "--role",
    "roles",
    multiple=True,
    required=True,
    type=click.Choice(ROLES),
    help="What they may do; may be repeated.",
)
@click.option("--limit", "limit_fen", type=YUAN, help="Largest benefit they approve, in yuan.")
@click.option(
    "--login",
    "logins",
    multiple=True,
    help="A login that is theirs, as os:NAME; without, they keep those they have.",
)
@dry_run_option
@pass_book
def appoint(
    session: Session,
    book: Book,
    officer: str,
    roles: tuple[str, ...],
    limit_fen: int | None,
    logins: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Appoint OFFICER, with roles, an approval limit and their logins.

    Example: huzhu office appoint chen --role approver --limit 50000 --login os:chen
    """

    def decide(its: Office, at: Moment) -> Decision:
        known = its.officers.get(officer)
        own = frozenset(logins) or (known.logins if known else frozenset())
        default = frozenset({f"demo:{officer}" if its.opened.demo else f"os:{officer}"})
        its.appoint(Officer(officer, frozenset(roles), limit_fen, own or default), at)
        return Decision([its])

    inputs = {"officer": officer, "roles": roles, "limit_fen": limit_fen, "logins": logins}
    request = session.request("office appoint", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        said = "、".join(code_words("role", each, "zh") for each in roles)
        session.say(f"已任命 {officer}：{said}", f"appointed {officer}: {', '.join(roles)}")


@office.command()
@click.argument("officer")
@click.option("--reason", required=True, help="Why their powers end.")
@dry_run_option
@pass_book
def dismiss(session: Session, book: Book, officer: str, reason: str, dry_run: bool) -> None:
    """End OFFICER's powers."""

    def decide(its: Office, at: Moment) -> Decision:
        its.dismiss(officer, at)
        return Decision([its])

    request = session.request("office dismiss", {"officer": officer}, reason=reason)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"{officer} 已解除职务", f"{officer} no longer acts for this office")


@office.command()
@click.argument("number")
@click.option("--title", required=True, help="What was resolved.")
@click.option("--body", required=True, help="Who resolved it, such as 管委会.")
@click.option("--document", type=FILE, help="The signed paper; its digest is recorded.")
@dry_run_option
@pass_book
def resolve(
    session: Session,
    book: Book,
    number: str,
    title: str,
    body: str,
    document: Path | None,
    dry_run: bool,
) -> None:
    """Record resolution NUMBER of the deciding body."""

    def decide(its: Office, at: Moment) -> Decision:
        its.resolve(number, title, body, at)
        return Decision([its])

    inputs = {"number": number, "title": title, "body": body}
    request = session.request("office resolve", inputs, document=document_of(document))
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"决议 {number} 已登记", f"resolution {number} is on record")


@office.command()
@click.argument("parameter")
@click.argument("value")
@click.option("--citation", required=True, help="Where the value comes from.")
@click.option("--resolution", help="The resolution that set it.")
@dry_run_option
@pass_book
def policy(
    session: Session,
    book: Book,
    parameter: str,
    value: str,
    citation: str,
    resolution: str | None,
    dry_run: bool,
) -> None:
    """Set PARAMETER to VALUE, with its source; what is unset stays 'not configured'.

    Parameters: claim.appeal_days and contribution.grace_days (days), claim.second_review_over
    (yuan), privacy.retention_years (years), also for one class of data, as ….bank.

    Example: huzhu office policy claim.appeal_days 15 --resolution JY-3 --citation 章程第九条
    """

    def decide(its: Office, at: Moment) -> Decision:
        if resolution is not None:
            its.require_resolution(resolution, at.effective_on)
        its.set_policy(parameter, value, citation, at)
        return Decision([its])

    inputs = {"parameter": parameter, "value": value, "citation": citation}
    request = session.request("office policy", inputs, resolution=resolution, ahead=True)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"{parameter} 设为 {value}", f"{parameter} is {value}")


@office.command("bank-account")
@click.argument("code", type=CODE)
@click.option("--fund", required=True, help="The fund whose special account it is.")
@click.option("--bank", required=True, help="Name of the bank.")
@click.option(
    "--purpose",
    type=click.Choice(["collection", "disbursement", "both"]),
    default="both",
    show_default=True,
    help="Whether it takes contributions in, pays benefits out, or does both.",
)
@dry_run_option
@pass_book
def bank_account(
    session: Session, book: Book, code: str, fund: str, bank: str, purpose: str, dry_run: bool
) -> None:
    """Register special bank account CODE (专户) of a fund."""

    def decide(its: Office, at: Moment) -> Decision:
        pot = book.get(Fund, "fund", fund)
        its.register_bank_account(code, fund, bank, purpose, at)
        return Decision([its], unchanged=[pot])

    inputs = {"code": code, "fund": fund, "bank": bank, "purpose": purpose}
    request = session.request("office bank-account", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"专户 {code} 已登记", f"special account {code} is registered")
