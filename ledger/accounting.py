"""The double entry that each event makes. This is the only place where debits and credits are chosen.

Accounts are named in `ledger/events/fund.py`; `ledger/statements/chart.py` gives each its code and label by edition.
"""

from collections.abc import Callable, Mapping
from typing import Any, Final, Literal, NamedTuple

from ledger.events.base import Event
from ledger.events.claim_life import (
    AdvanceOffset,
    AdvancePaid,
    ApprovalRevoked,
    BenefitRestored,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentOffset,
    RecoveryDemanded,
    RecoveryReceived,
)
from ledger.events.fund import Account, ContributionsEarned, OpeningBalanceEntered
from ledger.events.member import BenefitPaid, ClaimApproved, PaymentReturned
from ledger.events.relief_grant import GrantApproved, GrantPaid, GrantReturned
from ledger.events.remittance import (
    CarriedPrincipalReturned,
    ContributionReceived,
    ContributionRefunded,
    ContributionsFellDue,
    InstalmentLessened,
    PrincipalReturned,
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
    """Book an instalment; what of it was written off is owed again first."""
    legs = _transfer(event, event.amount_fen, "bank", _receivable(event))
    if event.written_off_fen:
        legs = (*_owed_anew(event, event.written_off_fen, _receivable(event)), *legs)
    return legs


def _owed_anew(event: Event, fen: int, receivable: Account) -> tuple[Posting, ...]:
    """Reverse a write-off, by as much of it as the fund bears no longer."""
    return _transfer(event, fen, receivable, "benefit_expense")


def _written_off(event: DebtWrittenOff) -> tuple[Posting, ...]:
    return _transfer(event, event.amount_fen, "benefit_expense", _receivable(event))


def _advance_offset(event: AdvanceOffset) -> tuple[Posting, ...]:
    """Settle an advance out of a benefit; what of it was written off is owed again first."""
    legs = _transfer(event, event.amount_fen, "benefits_payable", "medical_advances")
    if event.written_off_fen:
        legs = (*_owed_anew(event, event.written_off_fen, "medical_advances"), *legs)
    return legs


def _overpayment_offset(event: OverpaymentOffset) -> tuple[Posting, ...]:
    """Settle a debt out of a benefit that is owed: the open part, and what the fund had borne of it."""
    legs: list[Posting] = []
    if event.owed_fen:
        legs += _transfer(event, event.owed_fen, "benefits_payable", "benefits_recoverable")
    if event.written_off_fen:
        legs += _transfer(event, event.written_off_fen, "benefits_payable", "benefit_expense")
    return tuple(legs)


def _revoked(event: ApprovalRevoked) -> tuple[Posting, ...]:
    """Reverse what an approval booked, and what it had set off against an advance."""
    legs = _transfer(event, event.approved_fen, "benefits_payable", "benefit_expense")
    if event.advance_fen:
        legs += _transfer(event, event.advance_fen, "medical_advances", "benefits_payable")
    return legs


def _receivable(event: RecoveryReceived | DebtWrittenOff) -> Account:
    """Return where a debt is booked: an overpayment, or else an advance."""
    return "medical_advances" if event.debt == "advance" else "benefits_recoverable"


def _accepted(event: RosterAccepted) -> tuple[Posting, ...]:
    """Let a roster fall due. A principal is the members' own money: it is owed back from the start."""
    legs = _fall_due(event)
    if event.principal_fen:
        fen = event.principal_fen
        legs += _transfer(event, fen, "contributions_due", "refundable_principal")
    return legs


def _amended(event: RosterAmended | InstalmentLessened) -> tuple[Posting, ...]:
    """Take back what fell due: what is unpaid is due no more, what was paid is owed to its payer."""
    legs = _fallen("contributions_in_advance", event, event.unpaid_fen, event.freed_fen)
    if isinstance(event, RosterAmended):
        unpaid_fen, freed_fen = event.principal_unpaid_fen, event.principal_freed_fen
        legs += _fallen("refundable_principal", event, unpaid_fen, freed_fen)
    return legs


def _fallen(
    account: Account,
    event: RosterAmended | InstalmentLessened,
    unpaid_fen: int | None,
    freed_fen: int | None,
) -> tuple[Posting, ...]:
    """Take out of an account what nobody had paid of it, and what is held from now on."""
    own = (event.fund, event.plan, event.period, event.unit)
    held = (event.fund, None, event.period, event.unit)
    legs = []
    if unpaid_fen:
        legs += [
            Posting(account, "D", unpaid_fen, *own),
            Posting("contributions_due", "C", unpaid_fen, *own),
        ]
    if freed_fen:
        legs += [
            Posting(account, "D", freed_fen, *own),
            Posting("unidentified_receipts", "C", freed_fen, *held),
        ]
    return tuple(legs)


def _returned(event: PrincipalReturned) -> tuple[Posting, ...]:
    """Give a principal back, less what the unit still owed under the plan."""
    own = (event.fund, event.plan, event.period, event.unit)
    legs = []
    if event.unpaid_fen:
        legs += [
            Posting("refundable_principal", "D", event.unpaid_fen, *own),
            Posting("contributions_due", "C", event.unpaid_fen, *own),
        ]
    for line in event.lines:
        legs += [
            Posting("refundable_principal", "D", line.amount_fen, *own),
            Posting("bank", "C", line.amount_fen, *own, line.bank_account),
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
    RosterAccepted: _accepted,
    ContributionsFellDue: _fall_due,
    RosterAmended: _amended,
    InstalmentLessened: _amended,
    PrincipalReturned: _returned,
    CarriedPrincipalReturned: _moves("principal_fen", "refundable_principal", "bank"),
    ContributionReceived: _received,
    ReceiptHeld: _moves("amount_fen", "bank", "unidentified_receipts"),
    ReceiptIdentified: _identified,
    ContributionRefunded: _moves("amount_fen", "unidentified_receipts", "bank"),
    ContributionsEarned: _earned,
    ClaimApproved: _moves("approved_fen", "benefit_expense", "benefits_payable"),
    ApprovalRevoked: _revoked,
    BenefitPaid: _moves("amount_fen", "benefits_payable", "bank"),
    PaymentReturned: _moves("amount_fen", "bank", "benefits_payable"),
    AdvancePaid: _moves("amount_fen", "medical_advances", "bank"),
    AdvanceOffset: _advance_offset,
    RecoveryDemanded: _moves("amount_fen", "benefits_recoverable", "benefit_expense"),
    DemandLowered: _moves("amount_fen", "benefit_expense", "benefits_recoverable", unless_nil=True),
    RecoveryReceived: _recovered,
    DebtWrittenOff: _written_off,
    OverpaymentOffset: _overpayment_offset,
    BenefitRestored: _moves("amount_fen", "benefit_expense", "benefits_payable"),
    GrantApproved: _moves("cost_fen", "relief_expense", "relief_payable", unless_nil=True),
    GrantPaid: _moves("amount_fen", "relief_payable", "bank"),
    GrantReturned: _moves("amount_fen", "bank", "relief_payable"),
    OpeningBalanceEntered: _opening,
}
