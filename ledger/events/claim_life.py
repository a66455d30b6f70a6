"""What may happen to a claim between notice and payment, and to its money after that.

The plain way from filing to payment is in `claim.py`; these facts lie beside it.
"""

from __future__ import annotations

from datetime import date
from typing import Literal

from ledger.benefits.losses import INPATIENT
from ledger.events.base import Code, Count, Digest, Event, Key
from ledger.events.claim import ClaimEvent, Insured
from ledger.events.grounds import (
    AppealFinding,
    AppealGround,
    OverpaymentGround,
    ReopeningGround,
    RevocationGround,
    WithdrawalGround,
)
from ledger.money import Fen, FenOrZero
from ledger.plans import Trigger

Debt = Literal["advance", "overpayment"]
Relation = Literal["spouse", "child", "parent", "sibling", "grandparent", "grandchild", "other"]


class ClaimNotified(ClaimEvent):
    """A loss was notified (报案) before its papers came in; the claim's number is taken."""

    topic: Literal["member.claim_notified.v1"] = "member.claim_notified.v1"
    trigger: Trigger
    occurred_on: date  # the day of the loss, as notified
    incident: Code | None = None  # shared by the claims of one incident
    insured: Insured | None = None  # whose loss it is; absent: the member's
    insured_code: Code | None = None  # which of the member's dependants, by the code on record

    def keys(self) -> tuple[Key, ...]:
        """Return the claim's number."""
        return (Key("claim", self.claim),)

    @property
    def told_after(self) -> int | None:
        """How many days after the loss it was told; None for a stay, whose end is not known yet."""
        return None if self.trigger in INPATIENT else (self.effective_on - self.occurred_on).days


class EvidenceRequested(ClaimEvent):
    """Papers are missing; the claim rests until they are there."""

    topic: Literal["member.evidence_requested.v1"] = "member.evidence_requested.v1"
    missing: tuple[Code, ...]  # kinds of papers asked for
    due_on: date | None = None  # the last day to bring them


class EvidenceReceived(ClaimEvent):
    """Papers that had been asked for came in."""

    topic: Literal["member.evidence_received.v1"] = "member.evidence_received.v1"
    received: tuple[Code, ...]  # kinds of papers that came
    missing: tuple[Code, ...]  # kinds of papers that are still asked for


class ClaimReviewed(ClaimEvent):
    """A second assessor confirmed a benefit that is too large for one."""

    topic: Literal["member.claim_reviewed.v1"] = "member.claim_reviewed.v1"
    benefit_fen: FenOrZero


class ClaimAppealed(ClaimEvent):
    """The claimant appealed against the rejection."""

    topic: Literal["member.claim_appealed.v1"] = "member.claim_appealed.v1"
    ground: AppealGround


class RejectionUpheld(ClaimEvent):
    """Others than before decided the appeal: the claim stays rejected."""

    topic: Literal["member.rejection_upheld.v1"] = "member.rejection_upheld.v1"
    ground: AppealFinding


class RejectionOverturned(ClaimEvent):
    """Others than before decided the appeal: the claim is open again, for a new decision."""

    topic: Literal["member.rejection_overturned.v1"] = "member.rejection_overturned.v1"
    ground: AppealFinding
    stage: Literal["filed", "assessed"]  # where the claim stands now


class ClaimWithdrawn(ClaimEvent):
    """The claimant took the claim back before it was decided."""

    topic: Literal["member.claim_withdrawn.v1"] = "member.claim_withdrawn.v1"
    ground: WithdrawalGround


class ClaimTimeBarred(ClaimEvent):
    """Nobody brought what was missing in time (逾期放弃)."""

    topic: Literal["member.claim_time_barred.v1"] = "member.claim_time_barred.v1"
    lapsed_on: date  # the last day on which it could still have been brought


class ClaimReopened(ClaimEvent):
    """A claim that had ended without a benefit is open again, on a stated ground."""

    topic: Literal["member.claim_reopened.v1"] = "member.claim_reopened.v1"
    ground: ReopeningGround
    stage: Literal["notified", "filed"]  # where the claim stands now


class ApprovalRevoked(ClaimEvent):
    """An approval was taken back before anything was paid; the claim is to be decided anew."""

    topic: Literal["member.approval_revoked.v1"] = "member.approval_revoked.v1"
    ground: RevocationGround
    approved_fen: Fen  # the whole benefit that had been granted
    advance_fen: FenOrZero  # of it, what an advance had paid: that is owed back again


class ClaimMarkedUrgent(ClaimEvent):
    """A claim goes first in every worklist, with reason."""

    topic: Literal["member.claim_marked_urgent.v1"] = "member.claim_marked_urgent.v1"


class UrgencyLifted(ClaimEvent):
    """A claim waits its turn again."""

    topic: Literal["member.urgency_lifted.v1"] = "member.urgency_lifted.v1"


class AdvanceGranted(ClaimEvent):
    """Medical expenses are to be advanced before the claim is decided."""

    topic: Literal["member.advance_granted.v1"] = "member.advance_granted.v1"
    amount_fen: Fen


class AdvancePaid(ClaimEvent):
    """An advance was paid out of the fund; it is owed back until a benefit covers it."""

    topic: Literal["member.advance_paid.v1"] = "member.advance_paid.v1"
    bank_account: Code
    amount_fen: Fen
    payee: Digest  # of the sealed account


class AdvanceOffset(ClaimEvent):
    """An approved benefit covered an advance, in whole or in part; only the rest is paid out."""

    topic: Literal["member.advance_offset.v1"] = "member.advance_offset.v1"
    amount_fen: Fen
    written_off_fen: Fen | None = None  # of it, what had been written off, and is borne no longer
    left_fen: FenOrZero  # of the benefit, still to be paid


class OverpaymentFound(ClaimEvent):
    """A benefit, or a part of it, should not have been paid."""

    topic: Literal["member.overpayment_found.v1"] = "member.overpayment_found.v1"
    amount_fen: Fen
    ground: OverpaymentGround  # why it should not have been paid


class OverpaymentCancelled(ClaimEvent):
    """What had been found overpaid, and not yet demanded, was found in error."""

    topic: Literal["member.overpayment_cancelled.v1"] = "member.overpayment_cancelled.v1"
    amount_fen: Fen


class RecoveryDemanded(ClaimEvent):
    """What was overpaid is asked back (追回); another person than the finder agreed to it."""

    topic: Literal["member.recovery_demanded.v1"] = "member.recovery_demanded.v1"
    amount_fen: Fen


class DemandLowered(ClaimEvent):
    """More was asked back than had been overpaid: so much of the demand was an error."""

    topic: Literal["member.demand_lowered.v1"] = "member.demand_lowered.v1"
    amount_fen: FenOrZero  # of what was still owed
    written_off_fen: FenOrZero = 0  # besides, of what had been written off: nobody had paid it


class RecoveryReceived(ClaimEvent):
    """An instalment of an overpayment or an advance came back."""

    topic: Literal["member.recovery_received.v1"] = "member.recovery_received.v1"
    debt: Debt  # what is paid back
    receipt: Code
    instalment: Count  # its number among those of this debt, from 1
    bank_account: Code
    amount_fen: Fen
    written_off_fen: Fen | None = None  # of it, what had been written off, and is borne no longer

    def keys(self) -> tuple[Key, ...]:
        """Return the receipt's number."""
        return (Key("receipt", self.receipt),)


class DebtWrittenOff(ClaimEvent):
    """What cannot be recovered is borne by the fund, under a resolution."""

    topic: Literal["member.debt_written_off.v1"] = "member.debt_written_off.v1"
    debt: Debt  # what is written off
    amount_fen: Fen


class OverpaymentOffset(ClaimEvent):
    """A benefit that is not paid out settled what was overpaid of it; only the rest is payable.

    Its payment came back, failed, or was cancelled, so that nobody received the excess.
    """

    topic: Literal["member.overpayment_offset.v1"] = "member.overpayment_offset.v1"
    owed_fen: FenOrZero  # of the debt that was still open
    written_off_fen: FenOrZero  # of the debt that the fund had borne, and bears no longer
    left_fen: FenOrZero  # of the benefit, still to be paid


class BenefitRestored(ClaimEvent):
    """What had been asked back in error, and came back, is owed to the member again (退还).

    It is paid as the rest of a benefit is: the finance check, then a payment batch.
    """

    topic: Literal["member.benefit_restored.v1"] = "member.benefit_restored.v1"
    amount_fen: Fen
    received_fen: FenOrZero  # of it, what had been paid out and was brought back
    left_fen: Fen  # of the benefit, to be paid now: this sum, with what was unpaid before


class HeirRecorded(Event):
    """After a member's death benefits go to an heir; who it is, the vault knows."""

    topic: Literal["member.heir_recorded.v1"] = "member.heir_recorded.v1"
    relation: Relation  # of the heir to the member
    sealed: dict[str, Digest]  # the heir's account: SHA-256 of its ciphertext, class bank


ClaimLifeStep = (
    EvidenceRequested
    | EvidenceReceived
    | ClaimReviewed
    | ClaimAppealed
    | RejectionUpheld
    | RejectionOverturned
    | ClaimWithdrawn
    | ClaimTimeBarred
    | ClaimReopened
    | ApprovalRevoked
    | ClaimMarkedUrgent
    | UrgencyLifted
    | AdvanceGranted
    | AdvancePaid
    | AdvanceOffset
    | OverpaymentFound
    | OverpaymentCancelled
    | RecoveryDemanded
    | DemandLowered
    | RecoveryReceived
    | DebtWrittenOff
    | OverpaymentOffset
    | BenefitRestored
)
ClaimLifeEvent = ClaimNotified | ClaimLifeStep | HeirRecorded
