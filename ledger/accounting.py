"""The double entry that each event makes. This is the only place where debits and credits are chosen.

Accounts are named in `ledger/events/fund.py`; `ledger/statements/chart.py` gives each its code and label by edition.
"""

from typing import Any, Literal, NamedTuple

from ledger.events.base import Event
from ledger.events.claim_life import (
    AdvanceOffset,
    AdvancePaid,
    DebtWrittenOff,
    RecoveryDemanded,
    RecoveryReceived,
)
from ledger.events.fund import Account, ContributionsEarned, OpeningBalanceEntered
from ledger.events.member import BenefitPaid, ClaimApproved, PaymentReturned
from ledger.events.relief_grant import GrantApproved, GrantPaid, GrantReturned
from ledger.events.remittance import (
    ContributionReceived,
    ContributionRefunded,
    ContributionsFellDue,
    InstalmentLessened,
    ReceiptHeld,
    ReceiptIdentified,
    RosterAccepted,
    RosterAmended,
)

Side = Literal["D", "C"]


class Posting(NamedTuple):
    """One leg of a double entry, with the dimensions that statements are drawn up by."""

    account: Account
    side: Side
    amount_fen: int  # signed: negative is a red-letter entry (红字)
    fund: str
    plan: str | None = None
    period: str | None = None
    unit: str | None = None
    bank_account: str | None = None


def postings(event: Event) -> tuple[Posting, ...]:
    """Return the double entry an event makes, or nothing for a memorandum event.

    Legs balance within the entry, and within each fund.
    """
    match event:
        case RosterAccepted(contribution_fen=fen) | ContributionsFellDue(contribution_fen=fen):
            if not fen:  # it falls due by a schedule, or others than the unit pay for its people
                return ()
            return _transfer(event, fen, "contributions_due", "contributions_in_advance")
        case RosterAmended() | InstalmentLessened():
            return _amended(event)
        case ContributionReceived():
            return _received(event)
        case ReceiptHeld(amount_fen=fen):
            return _transfer(event, fen, "bank", "unidentified_receipts")
        case ReceiptIdentified():
            return _identified(event)
        case ContributionRefunded(amount_fen=fen):
            return _transfer(event, fen, "unidentified_receipts", "bank")
        case ContributionsEarned():
            return _earned(event)
        case ClaimApproved(approved_fen=fen):
            return _transfer(event, fen, "benefit_expense", "benefits_payable")
        case BenefitPaid(amount_fen=fen):
            return _transfer(event, fen, "benefits_payable", "bank")
        case PaymentReturned(amount_fen=fen):
            return _transfer(event, fen, "bank", "benefits_payable")
        case OpeningBalanceEntered():
            return _opening(event)
        case _:
            return _beside(event)


def _beside(event: Event) -> tuple[Posting, ...]:
    """Return the entry of what comes back to a fund, or goes out of it beside its benefits.

    A recovery lessens the expense that it was booked as: what was incurred is net of it.
    """
    match event:
        case AdvancePaid(amount_fen=fen):
            return _transfer(event, fen, "medical_advances", "bank")
        case AdvanceOffset(amount_fen=fen):
            return _transfer(event, fen, "benefits_payable", "medical_advances")
        case RecoveryDemanded(amount_fen=fen):
            return _transfer(event, fen, "benefits_recoverable", "benefit_expense")
        case RecoveryReceived(amount_fen=fen):
            return _transfer(event, fen, "bank", _receivable(event))
        case DebtWrittenOff(amount_fen=fen):
            return _transfer(event, fen, "benefit_expense", _receivable(event))
        case GrantApproved(cost_fen=fen) if fen:
            return _transfer(event, fen, "relief_expense", "relief_payable")
        case GrantPaid(amount_fen=fen):
            return _transfer(event, fen, "relief_payable", "bank")
        case GrantReturned(amount_fen=fen):
            return _transfer(event, fen, "bank", "relief_payable")
        case _:
            return ()  # memorandum: the tests list these events by name


def _receivable(event: RecoveryReceived | DebtWrittenOff) -> Account:
    """Return where a debt is booked: an overpayment, or else an advance."""
    return "medical_advances" if event.debt == "advance" else "benefits_recoverable"


def _transfer(event: Any, fen: int, debit: Account, credit: Account) -> tuple[Posting, ...]:
    """Debit one account and credit another, in the event's own dimensions."""
    dimensions = (
        event.fund,
        getattr(event, "plan", None),
        getattr(event, "period", None),
        getattr(event, "unit", None),
    )

    def leg(account: Account, side: Side) -> Posting:
        at_bank = event.bank_account if account == "bank" else None
        return Posting(account, side, fen, *dimensions, at_bank)

    return leg(debit, "D"), leg(credit, "C")


def _amended(event: RosterAmended | InstalmentLessened) -> tuple[Posting, ...]:
    """Take back what fell due: what is unpaid is due no more, what was paid is owed to its payer."""
    own = (event.fund, event.plan, event.period, event.unit)
    held = (event.fund, None, event.period, event.unit)
    legs = []
    if event.unpaid_fen:
        legs += [
            Posting("contributions_in_advance", "D", event.unpaid_fen, *own),
            Posting("contributions_due", "C", event.unpaid_fen, *own),
        ]
    if event.freed_fen:
        legs += [
            Posting("contributions_in_advance", "D", event.freed_fen, *own),
            Posting("unidentified_receipts", "C", event.freed_fen, *held),
        ]
    return tuple(legs)


def _received(event: ContributionReceived) -> tuple[Posting, ...]:
    legs = []
    for line in event.lines:
        own = (line.amount_fen, event.fund, line.plan, event.period, event.unit)
        legs += [
            Posting("bank", "D", *own, event.bank_account),
            Posting("contributions_due", "C", *own),
        ]
    if event.held_fen:
        held = (event.held_fen, event.fund, None, event.period, event.unit)
        legs += [
            Posting("bank", "D", *held, event.bank_account),
            Posting("unidentified_receipts", "C", *held),
        ]
    return tuple(legs)


def _identified(event: ReceiptIdentified) -> tuple[Posting, ...]:
    where_held = (event.fund, None, event.held_period, event.held_unit)
    held = Posting("unidentified_receipts", "D", event.amount_fen, *where_held)
    placed = (
        Posting("contributions_due", "C", fen, event.fund, plan, event.period, event.unit)
        for plan, fen in ((line.plan, line.amount_fen) for line in event.lines)
    )
    return (held, *placed)


def _earned(event: ContributionsEarned) -> tuple[Posting, ...]:
    legs = []
    for line in event.lines:
        own = (line.amount_fen, event.fund, line.plan, line.period)
        legs += [
            Posting("contributions_in_advance", "D", *own),
            Posting("contribution_income", "C", *own),
        ]
    return tuple(legs)


def _opening(event: OpeningBalanceEntered) -> tuple[Posting, ...]:
    return tuple(
        Posting(
            line.account,
            line.side,
            line.amount_fen,
            event.fund,
            line.plan,
            line.period,
            line.unit,
            line.bank_account,
        )
        for line in event.lines
    )
