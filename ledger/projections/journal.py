"""Journal lines: the legs of every double entry. Every statement of money is a sum over them."""

from collections.abc import Iterator

from ledger.accounting import postings
from ledger.events import Event
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
from ledger.events.fund import ContributionsEarned, OpeningBalanceEntered
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
from ledger.projections.tables import Column, Index, Projection, Row, Table, day

# The events that post. The others are memoranda, and a test holds both lists against the postings.
POSTED: tuple[type[Event], ...] = (
    AdvanceOffset,
    AdvancePaid,
    ApprovalRevoked,
    BenefitPaid,
    BenefitRestored,
    CarriedPrincipalReturned,
    ClaimApproved,
    ContributionReceived,
    ContributionRefunded,
    ContributionsEarned,
    ContributionsFellDue,
    DebtWrittenOff,
    DemandLowered,
    GrantApproved,
    GrantPaid,
    GrantReturned,
    InstalmentLessened,
    OpeningBalanceEntered,
    OverpaymentOffset,
    PaymentReturned,
    PrincipalReturned,
    ReceiptHeld,
    ReceiptIdentified,
    RecoveryDemanded,
    RecoveryReceived,
    RosterAccepted,
    RosterAmended,
)

JOURNAL_LINE = Table(
    "journal_line",
    (
        Column("position", "integer"),
        Column("leg", "integer"),
        Column("booked_on", "date"),
        Column("effective_on", "date"),
        Column("fund", "text"),
        Column("account", "text"),
        Column("side", "text"),  # "D" or "C"
        Column("amount_fen", "integer"),  # signed: negative is a red-letter entry (红字)
        Column("plan", "text", required=False),
        Column("period", "text", required=False),
        Column("unit", "text", required=False),
        Column("bank_account", "text", required=False),
    ),
    legs=True,
    # What an account at the bank holds is asked before every payment, and read from this alone.
    indexes=(Index("bank_account", ("fund", "account", "side", "amount_fen")),),
)


def _lines(event: Event, position: int) -> Iterator[Row]:
    booked_on, effective_on = day(event.booked_on), day(event.effective_on)
    for leg, posting in enumerate(postings(event)):
        account, side, amount_fen, fund, plan, period, unit, bank_account = posting
        yield (
            position,
            leg,
            booked_on,
            effective_on,
            fund,
            account,
            side,
            amount_fen,
            plan,
            period,
            unit,
            bank_account,
        )


JOURNAL = Projection("journal", 1, JOURNAL_LINE, dict.fromkeys(POSTED, _lines))
