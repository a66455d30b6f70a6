"""Claims: every step from notice to payment, and benefits that members got, as the field counts them."""

from collections.abc import Callable, Iterable

from ledger.events.claim_life import (
    AdvanceOffset,
    ApprovalRevoked,
    BenefitRestored,
    ClaimAppealed,
    ClaimNotified,
    ClaimReopened,
    ClaimReviewed,
    ClaimTimeBarred,
    ClaimWithdrawn,
    EvidenceReceived,
    EvidenceRequested,
    OverpaymentOffset,
    RejectionOverturned,
    RejectionUpheld,
)
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimEvent,
    ClaimFiled,
    ClaimRejected,
    FundsVerified,
    Payment,
    PaymentCancelled,
    PaymentFailed,
    PaymentReturned,
)
from ledger.projections.tables import Column, Index, Latest, Projection, Row, Table, day

# Both tables begin with these: when, whose claim, and where its money is counted.
_CLAIM_COLUMNS = (
    Column("position", "integer"),
    Column("effective_on", "date"),
    Column("claim", "text"),
    Column("member", "id"),
    Column("plan", "text"),
    Column("plan_class", "text"),
    Column("period", "text"),
    Column("unit", "text"),
    Column("fund", "text"),
)
CLAIM_STEP_TABLE = Table(
    "claim_step",
    (
        *_CLAIM_COLUMNS,
        Column("step", "text"),  # the stage's name, or the last step's where that differs
        Column("amount_fen", "integer", required=False),  # signed as `claims` is
        Column("officer", "text"),
        Column("login", "text"),
        Column("detail", "text", required=False),  # source, ground or batch, as a code
        # 1, or -1 for a step that undoes one: failed, cancelled, returned, revoked.
        Column("claims", "integer"),
        # Of a notice or filing: how many days after its end the loss was told, where that counts.
        Column("told_after", "integer", required=False),
    ),
    indexes=(Index("claim"),),
    latest=Latest("claim", by="step"),
)
PAYMENT_TABLE = Table(
    "payment",
    (
        *_CLAIM_COLUMNS,
        # Of a payment by the bank; what an advance had paid went out before the benefit was one.
        Column("bank_account", "text", required=False),
        Column("batch", "text", required=False),
        Column("instalment", "integer", required=False),
        # Person-times (人次): 1, or -1 for one that came back; 0 where the benefit counts already,
        # by an advance or by a payment before.
        Column("payments", "integer"),
        Column("amount_fen", "integer"),  # signed
    ),
)


def _claim_cells(event: ClaimEvent, position: int) -> Row:
    """Return the cells of `_CLAIM_COLUMNS`."""
    return (
        position,
        day(event.effective_on),
        event.claim,
        event.originator_id.bytes,
        event.plan,
        event.plan_class,
        event.period,
        event.unit,
        event.fund,
    )


def _step(
    step: str, amount: str | None, detail: str | None, sign: int = 1, *, told: str | None = None
) -> Callable[[ClaimEvent, int], tuple[Row]]:
    """Make the rows of one kind of step: which field is its amount, and which its detail.

    `told` is the field of a step by which the loss was told, of after how many days.
    """

    def rows(event: ClaimEvent, position: int) -> tuple[Row]:
        return (
            (
                *_claim_cells(event, position),
                step,
                None if amount is None else sign * getattr(event, amount),
                event.recorded_by,
                event.authenticated_as,
                None if detail is None else getattr(event, detail),
                sign,
                None if told is None else getattr(event, told),
            ),
        )

    return rows


def _received(event: EvidenceReceived, position: int) -> tuple[Row]:
    """Tell whether all papers are there: only then the claim goes on."""
    step = "evidence_partly" if event.missing else "evidence_received"
    return _step(step, None, None)(event, position)


def _back(event: RejectionOverturned | ClaimReopened, position: int) -> tuple[Row]:
    """Name the stage that a claim went back to."""
    how = "reopened" if isinstance(event, ClaimReopened) else "overturned"
    return _step(f"{how}_{event.stage}", None, None)(event, position)


def _offset(event: AdvanceOffset, position: int) -> Iterable[Row]:
    """Settle a claim of whose benefit nothing is left to pay; else it stays approved."""
    return () if event.left_fen else _step("settled", "amount_fen", None)(event, position)


def _enjoyed_no_more(event: ApprovalRevoked, position: int) -> Iterable[Row]:
    """Take a benefit back as far as it counted by the advance that had paid it."""
    cells = (*_claim_cells(event, position), None, None, None, -1, -event.advance_fen)
    return (cells,) if event.advance_fen else ()


def _lessened(event: OverpaymentOffset, position: int) -> Iterable[Row]:
    """Say how much of a benefit is left to pay; where it is nothing, the claim is settled."""
    return _step("lessened" if event.left_fen else "settled", "left_fen", None)(event, position)


def _payment(sign: int) -> Callable[[Payment, int], tuple[Row]]:
    def rows(event: Payment, position: int) -> tuple[Row]:
        return (
            (
                *_claim_cells(event, position),
                event.bank_account,
                event.batch,
                event.instalment,
                0 if event.after_advance or event.after_payment else sign,
                sign * event.amount_fen,
            ),
        )

    return rows


def _enjoyed(event: AdvanceOffset, position: int) -> tuple[Row]:
    """Count a benefit as enjoyed when it is granted, as far as an advance had paid it already.

    The benefit is counted here, once: the payment of its rest adds its sum alone.
    """
    return ((*_claim_cells(event, position), None, None, None, 1, event.amount_fen),)


def _paid_back(event: BenefitRestored, position: int) -> Iterable[Row]:
    """Take out of what was paid what a member had brought back: it is paid once more."""
    cells = (*_claim_cells(event, position), None, None, None, 0, -event.received_fen)
    return (cells,) if event.received_fen else ()


CLAIM_STEP = Projection(
    "claim_step",
    2,
    CLAIM_STEP_TABLE,
    {
        ClaimNotified: _step("notified", None, "trigger", told="told_after"),
        EvidenceRequested: _step("evidence_requested", None, None),
        EvidenceReceived: _received,
        ClaimReviewed: _step("reviewed", "benefit_fen", None),
        ClaimAppealed: _step("appealed", None, None),
        RejectionUpheld: _step("upheld", None, None),
        RejectionOverturned: _back,
        ClaimWithdrawn: _step("withdrawn", None, None),
        ClaimTimeBarred: _step("time_barred", None, None),
        ClaimReopened: _back,
        ApprovalRevoked: _step("revoked", "approved_fen", "ground", -1),
        AdvanceOffset: _offset,
        OverpaymentOffset: _lessened,
        BenefitRestored: _step("restored", "left_fen", None),
        ClaimFiled: _step("filed", None, "source", told="told_after"),
        ClaimAssessed: _step("assessed", "benefit_fen", None),
        ClaimApproved: _step("approved", "approved_fen", None),
        ClaimRejected: _step("rejected", None, "ground"),
        FundsVerified: _step("verified", "amount_fen", None),
        BenefitInstructed: _step("instructed", "amount_fen", "batch"),
        BenefitPaid: _step("paid", "amount_fen", "batch"),
        PaymentFailed: _step("failed", "amount_fen", "batch", -1),
        PaymentCancelled: _step("cancelled", "amount_fen", "batch", -1),
        PaymentReturned: _step("returned", "amount_fen", "batch", -1),
    },
)
PAYMENT = Projection(
    "payment",
    2,
    PAYMENT_TABLE,
    {
        BenefitPaid: _payment(1),
        PaymentReturned: _payment(-1),
        AdvanceOffset: _enjoyed,
        ApprovalRevoked: _enjoyed_no_more,
        BenefitRestored: _paid_back,
    },
)
