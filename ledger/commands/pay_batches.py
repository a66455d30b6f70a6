"""Putting a payment batch together: verified benefits of one fund, within what its account holds."""

from typing import NamedTuple

from ledger.aggregates import Fund, Member, Moment, Office, PaymentBatch
from ledger.aggregates.payment_batch import SETTLED
from ledger.book import Book
from ledger.commands.claim_steps import decided_whole
from ledger.commands.pay_files import PayLine, digest_of
from ledger.commands.selection import ClaimRef
from ledger.commands.shared import bring_up_to_date
from ledger.drafting import Decision
from ledger.errors import FundsShort, KeyTaken, WrongFund
from ledger.projections.questions import bank_balance_fen


class Wanted(NamedTuple):
    """A batch as it was asked for."""

    batch: str
    fund: str
    bank_account: str
    claims: tuple[ClaimRef, ...]


def compose(book: Book, office: Office, wanted: Wanted, at: Moment) -> Decision:
    """Put every claim of a batch into it, or refuse the batch.

    What the account holds is read from the journal at the head, and the batch is recorded only if
    the head still stands there.
    """
    pot = book.get(Fund, "fund", wanted.fund)
    office.bank_account(wanted.bank_account, wanted.fund)
    stream = book.stream("batch", wanted.batch)
    if book.record.key_owner("batch", wanted.batch) is not None:
        raise KeyTaken("batch", wanted.batch, stream)
    head = book.record.head().size
    draft, instructed = decided_whole(
        book, wanted.claims, lambda member, ref: _instruct(member, ref.claim, wanted, at)
    )
    lines = [line for line, _ in instructed]
    hands = {hand for _, theirs in instructed for hand in theirs}
    at.require_other_than(*hands, subject=wanted.batch, step="preparation")
    total = sum(line.amount_fen for line in lines)
    available = available_fen(book, wanted.fund, wanted.bank_account)
    if available < total:
        raise FundsShort(wanted.fund, available, total)
    new = PaymentBatch.compose(
        stream,
        at,
        batch=wanted.batch,
        fund=wanted.fund,
        bank_account=wanted.bank_account,
        payments=len(lines),
        total_fen=total,
        lines_digest=digest_of(lines),
        approved_by=tuple(sorted(hands)),
    )
    answer = {"payments": len(lines), "total_fen": total}
    return Decision([new], unchanged=[pot], answer=answer, draft=draft, at=head)


def _instruct(member: Member, number: str, wanted: Wanted, at: Moment) -> tuple[PayLine, set[str]]:
    """Put one claim into the batch; its line, and who approved and verified it."""
    theirs = member.claim(number).dimensions["fund"]
    if theirs != wanted.fund:
        raise WrongFund(f"claim {number}", theirs, wanted.fund)
    its = member.instruct_payment(number, wanted.batch, at)
    payee = member.sealed["bank"]
    line = PayLine(number, its.instalment, its.approved_fen, payee)
    return line, {*its.approved_as, *its.verified_as}


def available_fen(book: Book, fund: str, bank_account: str) -> int:
    """Return what a fund's special account holds, less what earlier batches are still to pay."""
    bring_up_to_date(book, "journal")
    held = bank_balance_fen(book.database, fund, bank_account)
    batches = (stream for _, stream in book.record.keys_with_prefix("batch", ""))
    return held - sum(
        each.prepared.total_fen
        for each in book.find_many(PaymentBatch, batches).values()
        if each.prepared.fund == fund and each.state != SETTLED
    )
