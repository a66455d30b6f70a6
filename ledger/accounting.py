"""The double entry that each event makes. This is the only place where debits and credits are chosen.

Accounts are named in `ledger/events/fund.py`; `ledger/statements/chart.py` gives each its code and label by edition.
"""

from typing import Any, Literal, NamedTuple

from ledger.events.base import Event
from ledger.events.fund import Account, ContributionsEarned, OpeningBalanceEntered
from ledger.events.member import BenefitPaid, ClaimApproved, PaymentReturned
from ledger.events.remittance import (
    ContributionReceived,
    ContributionRefunded,
    ReceiptHeld,
    ReceiptIdentified,
    RosterAccepted,
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
        case RosterAccepted(contribution_fen=fen):
            return _transfer(event, fen, "contributions_due", "contributions_in_advance")
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
            return ()  # memorandum: the tests list these events by name


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
