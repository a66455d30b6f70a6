"""Putting a payment batch together: verified benefits of one fund, within what its account holds."""

from typing import NamedTuple

from sqlalchemy import text

from ledger.aggregates import Fund, Member, Moment, Office, PaymentBatch
from ledger.aggregates.payment_batch import SETTLED
from ledger.book import Book
from ledger.commands.claim_steps import members_of
from ledger.commands.pay_files import PayLine, digest_of
from ledger.commands.shared import bring_up_to_date
from ledger.drafting import Decision
from ledger.errors import FundsShort, KeyTaken, Unknown, WrongFund


class Wanted(NamedTuple):
    """A batch as it was asked for."""

    batch: str
    fund: str
    bank_account: str
    claims: tuple[str, ...]


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
    members = members_of(book, wanted.claims)
    lines, hands = [], set()
    for number in wanted.claims:
        line, theirs = _instruct(number, members, wanted, at)
        lines.append(line)
        hands |= theirs
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
    return Decision([*members.values(), new], unchanged=[pot], answer=answer, at=head)


def _instruct(
    number: str, members: dict[str, Member], wanted: Wanted, at: Moment
) -> tuple[PayLine, set[str]]:
    """Put one claim into the batch; its line, and who approved and verified it."""
    if number not in members:
        raise Unknown("claim", number)
    theirs = members[number].claim(number).dimensions["fund"]
    if theirs != wanted.fund:
        raise WrongFund(f"claim {number}", theirs, wanted.fund)
    its = members[number].instruct_payment(number, wanted.batch, at)
    payee = members[number].sealed["bank"]
    line = PayLine(number, its.instalment, its.approved_fen, payee)
    return line, {*its.approved_as, *its.verified_as}


def available_fen(book: Book, fund: str, bank_account: str) -> int:
    """Return what a fund's special account holds, less what earlier batches are still to pay."""
    bring_up_to_date(book, "journal")
    balance = text(
        "select coalesce(sum(case when side = 'D' then amount_fen else -amount_fen end), 0)"
        " from journal_line where account = 'bank' and fund = :fund and bank_account = :account"
    )
    values = {"fund": fund, "account": bank_account}
    with book.database.reading() as connection:
        held = int(connection.execute(balance, values).scalar() or 0)
    batches = (stream for _, stream in book.record.keys_with_prefix("batch", ""))
    return held - sum(
        each.prepared.total_fen
        for each in book.find_many(PaymentBatch, batches).values()
        if each.prepared.fund == fund and each.state != SETTLED
    )
