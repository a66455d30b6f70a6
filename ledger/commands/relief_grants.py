"""`huzhu relief approve`, `reject`, `pay`, `return`, `serve`, `list`: what becomes of a grant."""

from pathlib import Path

import click

from ledger.aggregates import Member, Moment, Office, ReliefGrant, ReliefScheme
from ledger.book import Book
from ledger.commands.claim_one import reason_option, require_no_names
from ledger.commands.grounds import ground_options
from ledger.commands.pay_batches import available_fen
from ledger.commands.personal import find
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.reading import require_known
from ledger.commands.relief import relief
from ledger.commands.shared import (
    FILE,
    Session,
    bring_up_to_date,
    document_of,
    pass_book,
    pass_reader,
)
from ledger.drafting import Decision
from ledger.errors import FundsShort
from ledger.languages import code_words
from ledger.money import yuan
from ledger.projections.questions import grants_requested
from ledger.statements.ground_words import ground_words


@relief.command()
@click.argument("number")
@click.option("--resolution", help="Needed where the scheme has no cap.")
@dry_run_option
@pass_book
def approve(
    session: Session, book: Book, number: str, resolution: str | None, dry_run: bool
) -> None:
    """Approve grant NUMBER, after its public notice; another person than who asked for it.

    Example: huzhu relief approve G1
    """

    def decide(office: Office, at: Moment) -> Decision:
        if resolution is not None:
            office.require_resolution(resolution, at.effective_on)
        its = book.get(ReliefGrant, "grant", number)
        rules = book.get(ReliefScheme, "scheme", its.requested.scheme)
        its.approve(rules, at)
        return Decision([its], unchanged=[rules])

    asked = session.request("relief approve", {"grant": number}, resolution=resolution)
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


@relief.command()
@click.argument("number")
@ground_options("relief reject")
@dry_run_option
@pass_book
def reject(
    session: Session, book: Book, number: str, ground: str, document: Path | None, dry_run: bool
) -> None:
    """Refuse grant NUMBER on a stated ground.

    Example: huzhu relief reject G1 --ground not_in_need
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(ReliefGrant, "grant", number)
        require_no_names(book, find(book, its.requested.beneficiary, None), at)
        its.reject(ground, at)
        return Decision([its])

    inputs = {"grant": number, "ground": ground}
    asked = session.request("relief reject", inputs, document=document_of(document))
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


@relief.command("pay")
@click.argument("number")
@click.option("--bank-account", required=True, help="The special account that paid.")
@click.option("--document", type=FILE, required=True, help="The bank's slip.")
@dry_run_option
@pass_book
def pay_(
    session: Session, book: Book, number: str, bank_account: str, document: Path, dry_run: bool
) -> None:
    """Record that the bank paid grant NUMBER, to the member or to a service's provider.

    After the member's death it goes to the heir whom 'huzhu claim heir' recorded.

    Example: huzhu relief pay G1 --bank-account AID-1 --document slip.pdf
    """

    def decide(office: Office, at: Moment) -> Decision:
        head = book.record.head().size
        its = book.get(ReliefGrant, "grant", number)
        fund = its.requested.fund
        office.bank_account(bank_account, fund)
        member = book.find(Member, its.requested.beneficiary)
        assert member is not None, "a grant is asked for a member"
        require_no_names(book, member, at)
        amount = its.pay(bank_account, member, at)
        available = available_fen(book, fund, bank_account)
        if available < amount:
            raise FundsShort(fund, available, amount)
        return Decision([its], unchanged=[member], at=head)

    inputs = {"grant": number, "bank_account": bank_account}
    asked = session.request("relief pay", inputs, document=document_of(document))
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


@relief.command("return")
@click.argument("number")
@click.option("--bank-account", required=True, help="The special account that it came back to.")
@reason_option
@dry_run_option
@pass_book
def return_(
    session: Session, book: Book, number: str, bank_account: str, reason: str, dry_run: bool
) -> None:
    """Record that the bank returned the payment of grant NUMBER (退票); it is owed again.

    Example: huzhu relief return G1 --bank-account AID-1 --reason 账户已销户
    """

    def decide(office: Office, at: Moment) -> Decision:
        its = book.get(ReliefGrant, "grant", number)
        office.bank_account(bank_account, its.requested.fund)
        require_no_names(book, find(book, its.requested.beneficiary, None), at)
        its.come_back(bank_account, at)
        return Decision([its])

    inputs = {"grant": number, "bank_account": bank_account}
    asked = session.request("relief return", inputs, reason=reason)
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


@relief.command()
@click.argument("number")
@click.option(
    "--count", type=click.IntRange(1, 999), default=1, show_default=True, help="How often."
)
@dry_run_option
@pass_book
def serve(session: Session, book: Book, number: str, count: int, dry_run: bool) -> None:
    """Record that the service of grant NUMBER was rendered.

    Example: huzhu relief serve G2 --count 1
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(ReliefGrant, "grant", number)
        its.render(count, at)
        return Decision([its])

    asked = session.request("relief serve", {"grant": number, "count": count})
    perform_or_try(session, book, asked, decide, dry_run=dry_run)


@relief.command("list")
@click.option("--scheme", help="Of one scheme only.")
@pass_reader
def list_(session: Session, book: Book, scheme: str | None) -> None:
    """List grants with their state, oldest first, and their sum by state.

    Example: huzhu relief list --scheme AID-EDU
    """
    require_known(book, scheme=scheme)
    bring_up_to_date(book, "audit_trail")
    numbers = grants_requested(book.database)
    streams = {book.stream("grant", number): number for number in numbers}
    grants = book.find_many(ReliefGrant, streams)
    sums: dict[str, tuple[int, int]] = {}
    for stream in streams:
        its = grants[stream]
        asked = its.requested
        if scheme is not None and asked.scheme != scheme:
            continue
        count, fen = sums.get(its.state, (0, 0))
        sums[its.state] = count + 1, fen + asked.cost_fen
        served = f"  {its.rendered}/{asked.count}" if asked.count else ""
        whom = code_words("relation", asked.relation, session.lang)
        state = code_words("state", its.state, session.lang)
        ground = ground_words(asked.ground).said(session.lang)
        click.echo(
            f"{asked.grant}  {asked.scheme}  {asked.unit}  {whom}  {ground}  "
            f"{yuan(asked.cost_fen)}  {state}{served}"
        )
    for state, (count, fen) in sums.items():
        session.say(
            f"合计 {code_words('state', state, 'zh')}：{count} 笔，{yuan(fen)} 元",
            f"total {code_words('state', state, 'en')}: {count}, {yuan(fen)} yuan",
        )
    if not sums:
        session.say("没有救助记录", "there is no grant")
