"""How each fact changes what is known of a claim. Folding never refuses."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import ADVANCE, OVERPAYMENT, Claim
from ledger.benefits import Loss, Usage, on_accounts, used
from ledger.events.claim_life import (
    AdvanceGranted,
    AdvanceOffset,
    AdvancePaid,
    ApprovalRevoked,
    BenefitRestored,
    ClaimAppealed,
    ClaimLifeStep,
    ClaimMarkedUrgent,
    ClaimReopened,
    ClaimReviewed,
    ClaimTimeBarred,
    ClaimWithdrawn,
    DebtWrittenOff,
    DemandLowered,
    EvidenceReceived,
    EvidenceRequested,
    OverpaymentCancelled,
    OverpaymentFound,
    OverpaymentOffset,
    RecoveryDemanded,
    RecoveryReceived,
    RejectionOverturned,
    RejectionUpheld,
    UrgencyLifted,
)

# Steps by which somebody has taken part in a claim, and does not hear an appeal of it.
_HANDLED = (
    *(ClaimWithdrawn, ClaimTimeBarred, ClaimReopened, ApprovalRevoked),
    *(RejectionUpheld, RejectionOverturned),
)
EXCUSES = ("delay_excused", "ordered")  # grounds of reopening that bear with a late filing


def usage_after(usage: Usage, its: Claim, approved_fen: int, counted: Sequence[Loss] = ()) -> Usage:
    """Return what an insured person used of a cover after a claim was approved; at nothing, only the account moves.

    `counted` are losses that count as one stay with it, and that something was approved for.
    """
    return used(usage, its.loss, its.assessment, approved_fen, counted)


def usage_open_again(usage: Usage, its: Claim) -> Usage:
    """Return the usage after a claim that had come to nothing is open again: its account is freed."""
    return usage.model_copy(
        update={name: getattr(usage, name) - fen for name, fen in on_accounts(its.loss).items()}
    )


def fold_life(its: Claim, event: ClaimLifeStep) -> None:
    """Fold a step that lies off the plain way from filing to payment."""
    if isinstance(event, _HANDLED):
        its.handled_as = (*its.handled_as, *event.hands)
    match event:
        case EvidenceRequested():
            its.stage, its.missing = stages.EVIDENCE_REQUESTED, event.missing
            its.missing_due_on, its.reviewed_as = event.due_on, ()
        case EvidenceReceived():
            its.missing, its.evidence = event.missing, (*its.evidence, *event.received)
            if not event.missing:
                its.stage, its.missing_due_on = stages.FILED, None
        case ClaimReviewed():
            its.stage, its.reviewed_as = stages.REVIEWED, event.hands
        case ClaimAppealed():
            its.stage, its.appealed_as = stages.APPEALED, event.hands
        case RejectionUpheld():
            its.stage, its.closed_as = stages.REJECTED, event.hands
        case RejectionOverturned() | ClaimReopened():
            its.stage, its.reviewed_as = event.stage, ()
            its.missing, its.missing_due_on = (), None
            its.delay_excused = event.ground in EXCUSES
        case ApprovalRevoked():
            _revoke(its, event)
        case ClaimWithdrawn():
            its.stage, its.closed_as = stages.WITHDRAWN, event.hands
        case ClaimTimeBarred():
            its.stage, its.closed_as = stages.TIME_BARRED, event.hands
        case ClaimMarkedUrgent():
            its.is_urgent = True
        case UrgencyLifted():
            its.is_urgent = False
        case _:
            fold_debt(its, event)


def fold_debt(
    its: Claim,
    event: AdvanceGranted
    | AdvancePaid
    | AdvanceOffset
    | OverpaymentFound
    | OverpaymentCancelled
    | RecoveryDemanded
    | DemandLowered
    | RecoveryReceived
    | DebtWrittenOff
    | OverpaymentOffset
    | BenefitRestored,
) -> None:
    """Fold what makes a debt of a claim, or settles one."""
    match event:
        case AdvanceGranted(amount_fen=fen):
            its.advance_granted_fen += fen
            its.advanced_fen += fen
            its.advance_as = (*its.advance_as, *event.hands)
        case AdvancePaid(amount_fen=fen):
            its.advance_granted_fen = 0
            its.owed_since.setdefault(ADVANCE, event.effective_on)
            _owe(its, ADVANCE, fen, event.effective_on)
        case AdvanceOffset(amount_fen=fen, left_fen=left):
            borne = event.written_off_fen or 0
            its.advance_offset_fen += fen
            its.advance_borne_fen -= borne
            _leave(its, left)
            _owe(its, ADVANCE, borne - fen, event.effective_on)
        case RecoveryReceived():
            _take_in(its, event)
        case DebtWrittenOff(debt=debt, amount_fen=fen):
            _bear(its, debt, fen)
            _owe(its, debt, -fen, event.effective_on)
        case _:
            _fold_overpayment(its, event)


def _fold_overpayment(
    its: Claim,
    event: OverpaymentFound
    | OverpaymentCancelled
    | RecoveryDemanded
    | DemandLowered
    | OverpaymentOffset
    | BenefitRestored,
) -> None:
    """Fold what was found overpaid of a benefit, and became of it."""
    match event:
        case OverpaymentFound(amount_fen=fen):
            its.found_fen += fen
            its.found_as = (*its.found_as, *event.hands)
        case OverpaymentCancelled(amount_fen=fen):
            its.found_fen -= fen
        case RecoveryDemanded(amount_fen=fen):
            its.found_fen -= fen
            its.demanded_fen += fen
            its.demanded_as = (*its.demanded_as, *event.hands)
            its.owed_since.setdefault(OVERPAYMENT, event.effective_on)
            _owe(its, OVERPAYMENT, fen, event.effective_on)
        case DemandLowered(amount_fen=fen, written_off_fen=borne):
            its.demanded_fen -= fen + borne
            its.borne_fen -= borne
            _owe(its, OVERPAYMENT, -fen, event.effective_on)
        case OverpaymentOffset(owed_fen=owed, written_off_fen=borne, left_fen=left):
            its.borne_fen -= borne
            _leave(its, left)
            _owe(its, OVERPAYMENT, -owed, event.effective_on)
        case BenefitRestored():
            _restore(its, event)
        case _:
            assert_never(event)


def _restore(its: Claim, event: BenefitRestored) -> None:
    """Take in that money is owed to the member again; who said so has approved it."""
    its.demanded_fen -= event.amount_fen
    its.received_fen -= event.received_fen
    its.restored_fen += event.amount_fen
    its.due_again_fen += event.amount_fen
    its.restored_at = event.originator_version
    its.standing_fen += its.approved_fen if its.stage == stages.PAID else 0
    its.stage, its.approved_fen = stages.APPROVED, event.left_fen
    its.approved_as, its.verified_as = (*its.approved_as, *event.hands), ()


def _revoke(its: Claim, event: ApprovalRevoked) -> None:
    """Take in that nothing is granted any more; who approved has taken part all the same."""
    its.stage, its.reviewed_as = stages.FILED, ()
    its.handled_as = (*its.handled_as, *its.approved_as)
    its.approved_as = its.verified_as = ()
    its.granted_fen = its.approved_fen = its.advance_offset_fen = its.back_fen = 0
    if event.advance_fen:
        _owe(its, ADVANCE, event.advance_fen, event.effective_on)


def _leave(its: Claim, left_fen: int) -> None:
    """Take in how much of a benefit an offset leaves to be paid; where it is nothing, all is settled."""
    its.approved_fen = left_fen
    if not left_fen:
        its.stage = stages.SETTLED


def _take_in(its: Claim, event: RecoveryReceived) -> None:
    """Take in an instalment; what of it had been written off is borne no longer."""
    debt, fen, anew = event.debt, event.amount_fen, event.written_off_fen or 0
    its.recoveries[debt] = event.instalment
    its.received_fen += fen if debt == OVERPAYMENT else 0
    _bear(its, debt, -anew)
    _owe(its, debt, anew - fen, event.effective_on)


def _bear(its: Claim, debt: str, more_fen: int) -> None:
    """Take in how much more of a debt the fund bears, or how much less."""
    if debt == OVERPAYMENT:
        its.borne_fen += more_fen
    else:
        its.advance_borne_fen += more_fen


def _owe(its: Claim, debt: str, more_fen: int, on: date) -> None:
    its.owed_fen[debt] = its.owed_fen.get(debt, 0) + more_fen
    its.owed_until[debt] = max(on, its.owed_until.get(debt, on))
