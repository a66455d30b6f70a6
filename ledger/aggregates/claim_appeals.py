"""A claim off the plain way: papers asked for, appeals, withdrawal, the end of a term, reopening."""

from collections.abc import Iterable
from datetime import date, timedelta
from typing import get_args

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import Claim
from ledger.aggregates.claim_holding import TermsOf
from ledger.aggregates.claim_resting import Resting
from ledger.aggregates.moment import Moment
from ledger.benefits.losses import last_day
from ledger.errors import (
    AppealDecided,
    AppealTooLate,
    DecidedOnIt,
    DueDayPast,
    GroundMisplaced,
    JoinedLater,
    LimitExceeded,
    OverpaymentStands,
    TermMissing,
    TermStillRuns,
    Unknown,
    WrongStage,
)
from ledger.events.claim_life import (
    ApprovalRevoked,
    ClaimAppealed,
    ClaimMarkedUrgent,
    ClaimReopened,
    ClaimTimeBarred,
    ClaimWithdrawn,
    EvidenceReceived,
    EvidenceRequested,
    RejectionOverturned,
    RejectionUpheld,
    UrgencyLifted,
)
from ledger.events.grounds import OF_DELAY, OVERTURNING, UPHOLDING, ReopeningGround
from ledger.plans import PlanTerms


class Appellant(Resting):
    """The part of a member whose claims do not go the plain way."""

    # --- papers ---

    def request_evidence(
        self, claim: str, missing: Iterable[str], due_on: date | None, at: Moment
    ) -> None:
        """Ask for kinds of papers; the claim rests, and must be assessed again once they are there."""
        at.require("assessor")
        its = self._claim_for(claim, "request evidence", at)
        asked = tuple(dict.fromkeys(missing))
        if not asked:
            raise Unknown("kind of evidence", "—")
        if due_on is not None and due_on < at.effective_on:
            raise DueDayPast(claim, at.effective_on, due_on)
        self._step(EvidenceRequested, its, at, missing=asked, due_on=due_on)

    def receive_evidence(self, claim: str, received: Iterable[str], at: Moment) -> tuple[str, ...]:
        """Take in papers that were asked for; return the kinds that are still missing."""
        at.require("assessor")
        its = self._claim_for(claim, "receive evidence", at)
        came = tuple(dict.fromkeys(received))
        for kind in came:
            if kind not in its.missing:
                raise Unknown("evidence asked for", kind)
        missing = tuple(kind for kind in its.missing if kind not in came)
        self._step(EvidenceReceived, its, at, received=came, missing=missing)
        return missing

    # --- appeal ---

    def appeal_claim(self, claim: str, ground: str, at: Moment) -> None:
        """Take in an appeal against a rejection, on a ground, within its term, and once."""
        at.require("assessor")
        its = self._claim_for(claim, "appeal", at)
        at.require_grounded(ground, f"claim {claim}", "appeal")
        if its.appealed_as:
            raise AppealDecided(claim)
        if its.appeal_ends_on is not None and at.effective_on > its.appeal_ends_on:
            raise AppealTooLate(claim, its.appeal_ends_on)
        self._step(ClaimAppealed, its, at, ground=ground)

    def decide_appeal(self, claim: str, ground: str, at: Moment, *, overturn: bool) -> str:
        """Decide an appeal, by someone who took no part before; return the stage it leads to.

        A claim that was overturned goes back to be decided anew, by another than who rejected it.
        """
        at.require("approver")
        its = self._claim_for(claim, "overturn" if overturn else "uphold", at)
        at.require_other_than(*_took_part(its), subject=claim, step="appeal")
        at.require_grounded(ground, f"claim {claim}", "appeal")
        _require_among(OVERTURNING if overturn else UPHOLDING, ground, its)
        if overturn:
            self._require_new(claim, its.plan, its.loss, its.insured)
            self._cover_of(its)
            stage = stages.ASSESSED if its.assessed_as else stages.FILED
            self._step(RejectionOverturned, its, at, ground=ground, stage=stage)
        else:
            self._step(RejectionUpheld, its, at, ground=ground)
        return its.stage

    # --- endings without a benefit, and back ---

    def withdraw_claim(self, claim: str, ground: str, at: Moment) -> None:
        """End an undecided claim that is not pursued, on a ground."""
        at.require("assessor")
        its = self._claim_for(claim, "withdraw", at)
        at.require_grounded(ground, f"claim {claim}", "withdrawal")
        self._step(ClaimWithdrawn, its, at, ground=ground)

    def bar_claim(self, claim: str, terms_of: TermsOf, at: Moment) -> None:
        """End a notice or a claim whose papers did not come within their term, by another than its filer.

        The limitation of the terms bars what is not filed; what is filed, the day set for its papers.
        """
        at.require("approver")
        its = self._claim_for(claim, "bar", at)
        at.require_other_than(*its.filed_as, subject=claim, step="time bar")
        last = self._papers_due(its, terms_of)
        if last is None:
            raise TermMissing(claim, its.plan)
        if at.effective_on <= last:
            raise TermStillRuns(claim, last)
        self._step(ClaimTimeBarred, its, at, lapsed_on=last)

    def _papers_due(self, its: Claim, terms_of: TermsOf) -> date | None:
        """Return the last day for missing papers: as asked for; of a notice, by the limitation."""
        if its.stage != stages.NOTIFIED:
            return its.missing_due_on
        limitation = terms_of(its.plan).limitation_days
        if limitation is None:
            return None
        return last_day(its.loss) + timedelta(days=limitation)

    def reopen_claim(self, claim: str, ground: str, at: Moment) -> str:
        """Take up again what ended without a benefit, on a ground, by another than who ended it."""
        at.require("approver")
        its = self._claim_for(claim, "reopen", at)
        at.require_other_than(*its.closed_as, *its.rejected_as, subject=claim, step="reopening")
        at.require_grounded(ground, f"claim {claim}", "reopening")
        _require_among(_reopening(its), ground, its)
        self._require_new(claim, its.plan, its.loss, its.insured)
        self._cover_of(its)
        stage = stages.NOTIFIED if its.notified_on else stages.FILED
        self._step(ClaimReopened, its, at, ground=ground, stage=stage)
        return stage

    def revoke_approval(
        self, claim: str, ground: str, at: Moment, terms: PlanTerms | None = None
    ) -> int:
        """Take an approval back before it goes to the bank, on a ground; the benefit, in fen.

        It takes somebody who could have approved it. What an advance had paid of it is owed again.
        By `terms` it is seen whether a later approval was worked out on this one: that goes first.
        """
        at.require("approver")
        its = self._claim_for(claim, "revoke", at)
        hands = (*its.filed_as, *its.assessed_as, *its.reviewed_as, *its.rejected_as)
        at.require_other_than(*hands, subject=claim, step="revocation")
        at.require_grounded(ground, f"claim {claim}", "revocation")
        limit, granted = at.officer.approval_limit_fen, its.granted_fen
        if limit is not None and granted > limit:
            raise LimitExceeded(at.officer.code, claim, limit, granted)
        disputed = its.found_fen + its.demanded_fen + its.restored_fen
        if disputed:
            raise OverpaymentStands(claim, disputed)
        for later in self.claims.values():
            if claim in later.joins and later.kept_fen:
                raise JoinedLater(claim, later.code)
        resting = None if terms is None else next(self.decided_on(its, terms), None)
        if resting is not None:
            raise DecidedOnIt(claim, resting.code)
        self._step(
            ApprovalRevoked,
            its,
            at,
            ground=ground,
            approved_fen=granted,
            advance_fen=its.advance_offset_fen,
        )
        return granted

    # --- urgency ---

    def mark_urgent(self, claim: str, at: Moment) -> None:
        """Put a claim first in every worklist, with reason; once is enough."""
        its = self._at_work(claim, at)
        at.require_reason(claim, "urgent mark")
        if not its.is_urgent:
            self._step(ClaimMarkedUrgent, its, at)

    def lift_urgency(self, claim: str, at: Moment) -> None:
        """Let a claim wait its turn again, with reason; nothing is recorded where it does."""
        its = self._at_work(claim, at)
        at.require_reason(claim, "urgent mark")
        if its.is_urgent:
            self._step(UrgencyLifted, its, at)

    def _at_work(self, claim: str, at: Moment) -> Claim:
        at.require("assessor")
        its = self.claim(claim)
        if its.stage in stages.ENDED:
            raise WrongStage(claim, its.stage, "on its way")
        return its


def _reopening(its: Claim) -> frozenset[str]:
    """Return the grounds on which a claim is reopened: by how it ended."""
    grounds = frozenset[str](get_args(ReopeningGround))
    if its.stage != stages.WITHDRAWN:
        grounds -= {"withdrawn_in_error"}
    if its.stage == stages.REJECTED and its.rejected_for not in OF_DELAY:
        grounds -= {"delay_excused"}
    return grounds


def _require_among(grounds: frozenset[str], ground: str, its: Claim) -> None:
    if ground not in grounds:
        raise GroundMisplaced(its.code, ground, ", ".join(sorted(grounds)))


def _took_part(its: Claim) -> tuple[str, ...]:
    return (
        *its.filed_as,
        *its.assessed_as,
        *its.reviewed_as,
        *its.rejected_as,
        *its.appealed_as,
        *its.advance_as,
        *its.handled_as,
    )
