"""How each fact changes what is known of a claim. Folding never refuses."""

from collections.abc import Sequence
from datetime import date
from typing import assert_never

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import ADVANCE, OVERPAYMENT, Claim
from ledger.benefits import Assessment, Loss, Usage, on_accounts, used
from ledger.events.claim_life import (
    AdvanceGranted,
    AdvanceOffset,
    AdvancePaid,
    ClaimAppealed,
    ClaimLifeStep,
    ClaimMarkedUrgent,
    ClaimReopened,
    ClaimReviewed,
    ClaimTimeBarred,
    ClaimWithdrawn,
    DebtWrittenOff,
    EvidenceReceived,
    EvidenceRequested,
    OverpaymentFound,
    RecoveryDemanded,
    RecoveryReceived,
    RejectionOverturned,
    RejectionUpheld,
    UrgencyLifted,
)

# Steps by which somebody has taken part in a claim, and does not hear an appeal of it.
_HANDLED = (ClaimWithdrawn, ClaimTimeBarred, ClaimReopened, RejectionUpheld, RejectionOverturned)
EXCUSES = ("delay_excused", "ordered")  # grounds of reopening that bear with a late filing


def usage_after(usage: Usage, its: Claim, approved_fen: int, counted: Sequence[Loss] = ()) -> Usage:
    """Return what an insured person used of a cover after a claim was approved; at nothing, only the account moves.

    `counted` are losses that count as one stay with it, and that something was approved for.
    """
    granted = Assessment(its.benefit_fen, (), None, its.indemnity_fen, its.days)
    return used(usage, its.loss, granted, approved_fen, counted)


def usage_open_again(usage: Usage, its: Claim) -> Usage:
    """Return the usage after a claim that had come to nothing is open again: its account is freed."""
    return usage.model_copy(
        update={name: getattr(usage, name) - fen for name, fen in on_accounts(its.loss).items()}
    )


def usage_given_back(usage: Usage, amount_fen: int) -> Usage:
    """Return the usage after an overpaid benefit came back: limits are used by what stays paid.

    The indemnity's own cap is given back last, so that it is never understated.
    """
    other = usage.paid_fen - usage.indemnity_fen
    indemnity = usage.indemnity_fen - max(0, amount_fen - other)
    paid = max(0, usage.paid_fen - amount_fen)
    return usage.model_copy(update={"paid_fen": paid, "indemnity_fen": max(0, indemnity)})


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
    | RecoveryDemanded
    | RecoveryReceived
    | DebtWrittenOff,
) -> None:
    """Fold what makes a debt of a claim, or settles one."""
    match event:
        case AdvanceGranted(amount_fen=fen):
            its.advance_granted_fen += fen
            its.advanced_fen += fen
            its.advance_as = (*its.advance_as, *event.hands)
        case AdvancePaid(amount_fen=fen):
            its.advance_granted_fen = 0
            _owe(its, ADVANCE, fen, event.effective_on)
        case AdvanceOffset(amount_fen=fen, left_fen=left):
            its.approved_fen = left
            _owe(its, ADVANCE, -fen)
            if not left:
                its.stage = stages.SETTLED
        case OverpaymentFound(amount_fen=fen):
            its.found_fen += fen
            its.found_as = (*its.found_as, *event.hands)
        case RecoveryDemanded(amount_fen=fen):
            its.found_fen -= fen
            its.demanded_fen += fen
            its.demanded_as = (*its.demanded_as, *event.hands)
            _owe(its, OVERPAYMENT, fen, event.effective_on)
        case RecoveryReceived(debt=debt, amount_fen=fen):
            its.recoveries[debt] = event.instalment
            _owe(its, debt, -fen)
        case DebtWrittenOff(debt=debt, amount_fen=fen):
            _owe(its, debt, -fen)
        case _:
            assert_never(event)


def _owe(its: Claim, debt: str, more_fen: int, since: date | None = None) -> None:
    if since is not None:
        its.owed_since.setdefault(debt, since)
    its.owed_fen[debt] = its.owed_fen.get(debt, 0) + more_fen
