"""`huzhu pay`: verify funds, then prepare, release and settle payment batches."""

from pathlib import Path

import click

from ledger.aggregates import Moment, Office, PaymentBatch
from ledger.book import Book
from ledger.commands.claim import good_rows_only
from ledger.commands.claim_one import reason_option
from ledger.commands.claim_steps import take_step
from ledger.commands.pay_batches import Wanted, cancel_batch, compose, require_payees
from ledger.commands.pay_files import (
    bank_file,
    bank_file_name,
    digest_of_bytes,
    lines_of,
    write_durably,
)
from ledger.commands.pay_returns import settle_batch
from ledger.commands.previewing import done_or_previewed, dry_run_option, previewed
from ledger.commands.selection import claim_selection, select
from ledger.commands.shapes import BATCH
from ledger.commands.shared import FILE, FOLDER, Session, document_of, pass_book
from ledger.drafting import Decision
from ledger.errors import BankFileUnwritten
from ledger.intake.returns import COLUMNS, judge_returns
from ledger.intake.table import read_table
from ledger.languages import counted
from ledger.money import yuan


@click.group()
def pay() -> None:
    """Pay approved benefits: verify, prepare, release by a second person, settle."""


@pay.command()
@claim_selection
@good_rows_only
@dry_run_option
@pass_book
def verify(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    dry_run: bool,
) -> None:
    """Say that the funds are there: the finance check, by someone else than the approver.

    Example: huzhu pay verify --where stage=approved --where fund=MED
    """
    selection = select(book, claims, file, conditions, session.on)
    take_step(
        session,
        book,
        "pay verify",
        selection,
        lambda member, number, at: member.verify_funds(number, at),
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )


@pay.command()
@click.argument("batch", type=BATCH)
@click.option("--fund", required=True, help="The fund that pays.")
@click.option("--bank-account", required=True, help="The special account that pays.")
@claim_selection
@dry_run_option
@pass_book
def prepare(
    session: Session,
    book: Book,
    batch: str,
    fund: str,
    bank_account: str,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    dry_run: bool,
) -> None:
    """Put verified benefits of one fund into BATCH, all or none.

    Example: huzhu pay prepare B1 --fund MED --bank-account MED-1 --where stage=verified
    --where fund=MED
    """
    selection = select(book, claims, file, conditions, session.on)
    repeats = session.command_id is not None and book.record.command(session.command_id)
    if not selection.claims and not repeats:
        session.say("没有可支付的案件", "there is nothing to pay")
        return

    def decide(office: Office, at: Moment) -> Decision:
        return compose(book, office, Wanted(batch, fund, bank_account, selection.claims), at)

    inputs = {"batch": batch, "fund": fund, "bank_account": bank_account, "claims": selection.asked}
    request = session.request("pay prepare", inputs)
    if dry_run:
        previewed(session, book, request, decide)
        return
    done = book.perform(request, decide)
    count, total = done.answer["payments"], yuan(done.answer["total_fen"])
    session.say(
        f"批次 {batch}：{count} 笔，{total} 元，待他人放行",
        f"batch {batch}: {counted(count, 'payment')}, {total} yuan, to be released by another person",
    )


@pay.command()
@click.argument("batch")
@click.option("--out", type=FOLDER, required=True, help="Folder for the bank's file.")
@dry_run_option
@pass_book
def release(session: Session, book: Book, batch: str, out: Path, dry_run: bool) -> None:
    """Instruct the bank to pay BATCH; by whoever neither prepared nor approved it, nor named a payee.

    A line whose payee changed since the batch was prepared refuses it: 'huzhu pay cancel' takes it
    back. The file's name and content follow from its lines alone. Released again, the same file is
    written again, and nothing is recorded.

    Example: huzhu pay release B1 --out to-bank
    """
    its = book.owner(PaymentBatch, "batch", batch)
    lines = lines_of(book, batch)
    content = bank_file(book, batch, lines)
    name = bank_file_name(batch, content)
    sha256 = digest_of_bytes(content)

    def decide(_: Office, at: Moment) -> Decision:
        fresh = book.owner(PaymentBatch, "batch", batch)
        if fresh.released is not None and fresh.released.file_sha256 == sha256:
            return Decision([])
        head = book.record.head().size
        fresh.release(name, sha256, at)
        require_payees(book, batch, lines)
        return Decision([fresh], at=head)

    request = session.request("pay release", {"batch": batch, "sha256": sha256})
    if dry_run:
        previewed(session, book, request, decide)
        return
    if its.released is None or its.released.file_sha256 != sha256:
        book.perform(request, decide)
    try:
        path = write_durably(out, name, content)
    except OSError:
        raise BankFileUnwritten(batch, str(out)) from None
    session.say(f"批次 {batch} 已放行：{path}", f"batch {batch} is released: {path}")


@pay.command()
@click.argument("batch")
@reason_option
@dry_run_option
@pass_book
def cancel(session: Session, book: Book, batch: str, reason: str, dry_run: bool) -> None:
    """Take BATCH back before its release: its claims are verified as before, for another batch.

    Its number stays used. What was released is with the bank, and settled by the bank's answer.

    Example: huzhu pay cancel B1 --reason 收款账户已变更
    """

    def decide(_: Office, at: Moment) -> Decision:
        return cancel_batch(book, batch, at)

    request = session.request("pay cancel", {"batch": batch}, reason=reason)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    count, total = answer["payments"], yuan(answer["total_fen"])
    session.say(
        f"批次 {batch} 已撤销：{count} 笔，{total} 元，可另行编制",
        f"batch {batch} is cancelled: {counted(count, 'payment')}, {total} yuan, for another batch",
    )


@pay.command()
@click.argument("file", type=FILE)
@dry_run_option
@pass_book
def settle(session: Session, book: Book, file: Path, dry_run: bool) -> None:
    """Take in the bank's return FILE: what was paid, what failed, what came back later (退票).

    Example: huzhu pay settle B1-return.csv
    """
    judged = judge_returns(read_table(file, COLUMNS))
    settle_batch(session, book, judged, document_of(file), dry_run=dry_run)
