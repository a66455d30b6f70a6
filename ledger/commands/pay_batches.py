"""Putting a payment batch together: verified benefits of one fund, within what its account holds."""

from collections.abc import Sequence
from typing import Final, NamedTuple
from uuid import UUID

from ledger.aggregates import Fund, Member, Moment, Office, PaymentBatch
from ledger.aggregates.payment_batch import CLOSED
from ledger.book import Book
from ledger.commands.claim_one import require_no_names
from ledger.commands.claim_steps import decided_whole
from ledger.commands.pay_files import PayLine, digest_of, lines_of
from ledger.commands.selection import ClaimRef
from ledger.commands.shared import bring_up_to_date
from ledger.drafting import Decision
from ledger.errors import FundsShort, KeyTaken, LedgerError, PayeeChanged, WrongFund
from ledger.events import Event, restore
from ledger.events.claim import ClaimFiled, ClaimRejected
from ledger.events.claim_life import (
    ClaimNotified,
    ClaimReopened,
    ClaimTimeBarred,
    ClaimWithdrawn,
    HeirRecorded,
    RejectionOverturned,
)
from ledger.events.member import DetailsCorrected, DetailsSealed, DetailsShredded, MemberDied
from ledger.projections.questions import bank_balance_fen

# After these facts money may be due to another account: replaced, an heir's, or again the member's.
_BEARS_ON_PAYEES: Final = (
    *(DetailsSealed, DetailsCorrected, DetailsShredded, MemberDied, HeirRecorded),
    *(ClaimFiled, ClaimNotified, ClaimRejected, ClaimWithdrawn, ClaimTimeBarred),
    *(ClaimReopened, RejectionOverturned),
)
_TOPICS: Final = tuple(str(kind.model_fields["topic"].default) for kind in _BEARS_ON_PAYEES)
_AT_ONCE = 5_000  # facts that are read at a time
_NAMED = 20  # claims that a refusal names


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
    lines = [line for line, _, _ in instructed]
    hands = {hand for _, theirs, _ in instructed for hand in theirs}
    payees_by = {hand for _, _, theirs in instructed for hand in theirs}
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
        payees_by=tuple(sorted(payees_by)) or None,
    )
    answer = {"payments": len(lines), "total_fen": total}
    return Decision([new], unchanged=[pot], answer=answer, draft=draft, at=head)


def _instruct(
    member: Member, number: str, wanted: Wanted, at: Moment
) -> tuple[PayLine, set[str], tuple[str, ...]]:
    """Put one claim into the batch; its line, who approved and verified it, and who named the payee."""
    theirs = member.claim(number).dimensions["fund"]
    if theirs != wanted.fund:
        raise WrongFund(f"claim {number}", theirs, wanted.fund)
    its = member.instruct_payment(number, wanted.batch, at)
    payee = member.sealed["bank"]
    line = PayLine(number, its.instalment, its.approved_fen, payee)
    return line, {*its.approved_as, *its.verified_as}, member.payee_as


def cancel_batch(book: Book, batch: str, at: Moment) -> Decision:
    """Take a batch back before its release, and every claim out of it, or refuse."""
    its = book.owner(PaymentBatch, "batch", batch)
    its.cancel(at)

    def step(member: Member, line: PayLine) -> None:
        require_no_names(book, member, at)
        member.cancel_payment(line.claim, batch, at)

    draft, _ = decided_whole(book, [line for line, _ in lines_of(book, batch)], step)
    answer = {"payments": its.prepared.payments, "total_fen": its.prepared.total_fen}
    return Decision([its], draft=draft, answer=answer)


def require_payees(book: Book, batch: str, lines: Sequence[tuple[PayLine, UUID]]) -> None:
    """Refuse a batch of which a line pays another account than is due it since its preparation.

    Only members of whom something was recorded since that may bear on it are loaded.

    Raises:
        PayeeChanged: with the claims of such lines.
    """
    moved = _moved_since(book, batch, {member for _, member in lines})
    if not moved:
        return
    members = book.find_many(Member, moved)
    changed = [
        line.claim
        for line, member in lines
        if member in members and not _stands(members[member], line)
    ]
    if changed:
        more = ["…"] if len(changed) > _NAMED else []
        raise PayeeChanged(batch, ", ".join([*changed[:_NAMED], *more]))


def _moved_since(book: Book, batch: str, members: set[UUID]) -> set[UUID]:
    """Return the members of a batch of whom a fact since its preparation may bear on the payee."""
    stream = book.stream("batch", batch)
    opened = book.record.claiming("batch", batch)
    after = next(each.position for each in opened if each.originator_id == stream)
    moved: set[UUID] = set()
    while block := book.record.select_notifications(
        after, _AT_ONCE, topics=_TOPICS, inclusive_of_start=False
    ):
        after = block[-1].id
        for each in block:
            member = each.originator_id
            assert isinstance(member, UUID), "streams of a book are named by UUIDs"
            if member in members and _may_bear(restore(each.topic, each.state)):
                moved.add(member)
    return moved


def _may_bear(fact: Event) -> bool:
    """Tell whether a fact may change the payee; of claims that come in only those for a death do."""
    match fact:
        case DetailsSealed(sealed=sealed) | DetailsCorrected(sealed=sealed):
            return "bank" in sealed
        case ClaimFiled(loss=loss):
            return loss.trigger == "death"
        case ClaimNotified(trigger=trigger):
            return trigger == "death"
        case _:
            return True


def _stands(member: Member, line: PayLine) -> bool:
    """Tell whether a line pays the account that its benefit is due to."""
    try:
        return member.payee_of(line.claim) == line.payee
    except LedgerError:
        return False  # nobody may be paid as things stand


def available_fen(book: Book, fund: str, bank_account: str) -> int:
    """Return what a fund's special account holds, less what earlier batches are still to pay."""
    bring_up_to_date(book, "journal")
    held = bank_balance_fen(book.database, fund, bank_account)
    batches = (stream for _, stream in book.record.keys_with_prefix("batch", ""))
    return held - sum(
        each.prepared.total_fen
        for each in book.find_many(PaymentBatch, batches).values()
        if each.prepared.fund == fund and each.state not in CLOSED
    )
