"""The double entry that each event makes. This is the only place where debits and credits are chosen.

Accounts are named in `ledger/events/fund.py`; `ledger/statements/chart.py` gives each its code and label by edition.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

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


Rule = Callable[[Any], tuple[Posting, ...]]


def postings(event: Event) -> tuple[Posting, ...]:
    """Return the double entry an event makes, or nothing for a memorandum event.

    Legs balance within the entry, and within each fund.
    """
    rule = _RULES.get(type(event))  # found by the kind: a record is folded by the million
    return () if rule is None else rule(event)


def _moves(amount: str, debit: Account, credit: Account, *, unless_nil: bool = False) -> Rule:
    """Debit one account and credit another with an amount that the event names."""

    def rule(event: Any) -> tuple[Posting, ...]:
        fen = getattr(event, amount)
        return () if unless_nil and not fen else _transfer(event, fen, debit, credit)

    return rule


def _transfer(event: Any, fen: int, debit: Account, credit: Account) -> tuple[Posting, ...]:
    """Debit one account and credit another, in the event's own dimensions."""
    fund = event.fund
    plan = getattr(event, "plan", None)
    period = getattr(event, "period", None)
    unit = getattr(event, "unit", None)
    to_bank = event.bank_account if debit == "bank" else None
    from_bank = event.bank_account if credit == "bank" else None
    return (
        Posting(debit, "D", fen, fund, plan, period, unit, to_bank),
        Posting(credit, "C", fen, fund, plan, period, unit, from_bank),
    )


def _recovered(event: RecoveryReceived) -> tuple[Posting, ...]:
    return _transfer(event, event.amount_fen, "bank", _receivable(event))


def _written_off(event: DebtWrittenOff) -> tuple[Posting, ...]:
    return _transfer(event, event.amount_fen, "benefit_expense", _receivable(event))


def _receivable(event: RecoveryReceived | DebtWrittenOff) -> Account:
    """Return where a debt is booked: an overpayment, or else an advance."""
    return "medical_advances" if event.debt == "advance" else "benefits_recoverable"


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


# Where it is nil, it falls due by a schedule, or others than the unit pay for its people.
_fall_due = _moves(
    "contribution_fen", "contributions_due", "contributions_in_advance", unless_nil=True
)
# A recovery lessens the expense that it was booked as: what was incurred is net of it.
_RULES: Final[Mapping[type[Event], Rule]] = {
    RosterAccepted: _fall_due,
    ContributionsFellDue: _fall_due,
    RosterAmended: _amended,
    InstalmentLessened: _amended,
    ContributionReceived: _received,
    ReceiptHeld: _moves("amount_fen", "bank", "unidentified_receipts"),
    ReceiptIdentified: _identified,
    ContributionRefunded: _moves("amount_fen", "unidentified_receipts", "bank"),
    ContributionsEarned: _earned,
    ClaimApproved: _moves("approved_fen", "benefit_expense", "benefits_payable"),
    BenefitPaid: _moves("amount_fen", "benefits_payable", "bank"),
    PaymentReturned: _moves("amount_fen", "bank", "benefits_payable"),
    AdvancePaid: _moves("amount_fen", "medical_advances", "bank"),
    AdvanceOffset: _moves("amount_fen", "benefits_payable", "medical_advances"),
    RecoveryDemanded: _moves("amount_fen", "benefits_recoverable", "benefit_expense"),
    RecoveryReceived: _recovered,
    DebtWrittenOff: _written_off,
    GrantApproved: _moves("cost_fen", "relief_expense", "relief_payable", unless_nil=True),
    GrantPaid: _moves("amount_fen", "relief_payable", "bank"),
    GrantReturned: _moves("amount_fen", "bank", "relief_payable"),
    OpeningBalanceEntered: _opening,
}
