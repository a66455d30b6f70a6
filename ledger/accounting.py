"""The double entry that each event makes. This is the only place where debits and credits are chosen.

Accounts are named in `ledger/events/fund.py`; `ledger/statements/chart.py` gives each its code and label by edition.
"""

from typing import Literal, NamedTuple

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
        case ClaimApproved(fund=fund, plan=plan, period=period, unit=unit, approved_fen=fen):
            return (
                Posting("benefit_expense", "D", fen, fund, plan, period, unit),
                Posting("benefits_payable", "C", fen, fund, plan, period, unit),
            )
        case BenefitPaid(
            fund=fund, plan=plan, period=period, unit=unit, bank_account=bank, amount_fen=fen
        ):
            return (
                Posting("benefits_payable", "D", fen, fund, plan, period, unit),
                Posting("bank", "C", fen, fund, plan, period, unit, bank),
            )
        case PaymentReturned(
            fund=fund, plan=plan, period=period, unit=unit, bank_account=bank, amount_fen=fen
        ):
            return (
                Posting("bank", "D", fen, fund, plan, period, unit, bank),
                Posting("benefits_payable", "C", fen, fund, plan, period, unit),
            )
        case RosterAccepted(fund=fund, plan=plan, period=period, unit=unit, contribution_fen=fen):
            return (
                Posting("contributions_due", "D", fen, fund, plan, period, unit),
                Posting("contributions_in_advance", "C", fen, fund, plan, period, unit),
            )
        case ContributionReceived():
            return _received(event)
        case ReceiptHeld(fund=fund, bank_account=bank, amount_fen=fen):
            return (
                Posting("bank", "D", fen, fund, bank_account=bank),
                Posting("unidentified_receipts", "C", fen, fund),
            )
        case ReceiptIdentified():
            return _identified(event)
        case ContributionRefunded(
            fund=fund, period=period, unit=unit, bank_account=bank, amount_fen=fen
        ):
            return (
                Posting("unidentified_receipts", "D", fen, fund, None, period, unit),
                Posting("bank", "C", fen, fund, None, period, unit, bank),
            )
        case ContributionsEarned():
            return _earned(event)
        case OpeningBalanceEntered():
            return _opening(event)
        case _:
            return ()  # memorandum: the tests list these events by name


def _received(event: ContributionReceived) -> tuple[Posting, ...]:
    legs = []
    for line in event.lines:
        where = (line.plan, event.period, event.unit)
        legs.append(Posting("bank", "D", line.amount_fen, event.fund, *where, event.bank_account))
        legs.append(Posting("contributions_due", "C", line.amount_fen, event.fund, *where))
    if event.held_fen:
        nowhere = (None, event.period, event.unit)
        legs.append(Posting("bank", "D", event.held_fen, event.fund, *nowhere, event.bank_account))
        legs.append(Posting("unidentified_receipts", "C", event.held_fen, event.fund, *nowhere))
    return tuple(legs)


def _identified(event: ReceiptIdentified) -> tuple[Posting, ...]:
    held = Posting(
        "unidentified_receipts",
        "D",
        event.amount_fen,
        event.fund,
        None,
        event.held_period,
        event.held_unit,
    )
    placed = (
        Posting(
            "contributions_due",
            "C",
            line.amount_fen,
            event.fund,
            line.plan,
            event.period,
            event.unit,
        )
        for line in event.lines
    )
    return (held, *placed)


def _earned(event: ContributionsEarned) -> tuple[Posting, ...]:
    legs = []
    for line in event.lines:
        where = (event.fund, line.plan, line.period)
        legs.append(Posting("contributions_in_advance", "D", line.amount_fen, *where))
        legs.append(Posting("contribution_income", "C", line.amount_fen, *where))
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
