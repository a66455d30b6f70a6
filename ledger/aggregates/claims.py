"""A member's claims, from notice to payment. Here a claim is decided.

How it comes in is in `claim_filing.py`, how it is paid in `claim_payment.py`; what lies off the plain
way in `claim_appeals.py` and `claim_debts.py`. `claim_stages.py` has the table of steps and stages.
"""

from datetime import timedelta

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import Claim
from ledger.aggregates.claim_appeals import Appellant
from ledger.aggregates.claim_debts import Debtor
from ledger.aggregates.claim_filing import Filer
from ledger.aggregates.claim_folding import (
    fold_life,
    usage_after,
    usage_given_back,
    usage_open_again,
)
from ledger.aggregates.claim_holding import TermsOf
from ledger.aggregates.claim_payment import Outcome
from ledger.aggregates.moment import Moment
from ledger.benefits import NO_BASE, Assessment, Base, Usage, measures_account, rests_on
from ledger.errors import (
    AssessmentStale,
    BaseMissing,
    BenefitExceedsAssessment,
    EvidenceMissing,
    GroundContradicted,
    LimitExceeded,
    NothingToApprove,
    ReviewMissing,
)
from ledger.events.claim_life import (
    ClaimLifeStep,
    ClaimMarkedUrgent,
    ClaimNotified,
    ClaimReopened,
    ClaimReviewed,
    DebtWrittenOff,
    RecoveryReceived,
    RejectionOverturned,
    UrgencyLifted,
)
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimFiled,
    ClaimRejected,
    FundsVerified,
    PaymentFailed,
    PaymentReturned,
)
from ledger.plans import PlanTerms

__all__ = ["ClaimStep", "Claimant", "Outcome", "TermsOf"]

PlainStep = (
    ClaimAssessed
    | ClaimApproved
    | ClaimRejected
    | FundsVerified
    | BenefitInstructed
    | BenefitPaid
    | PaymentFailed
    | PaymentReturned
)
ClaimStep = PlainStep | ClaimLifeStep
# Grounds that say by themselves that the benefit comes to nothing.
_NOTHING_IS_DUE = frozenset({"below_deductible", "limit_used", "nothing_due"})
REVIEW_OVER = "claim.second_review_over"  # the policy parameter, in yuan
_NOTHING_RESTS_ON = (ClaimMarkedUrgent, UrgencyLifted, RecoveryReceived, DebtWrittenOff)


class Claimant(Filer, Appellant, Debtor):
    """The half of a member that claims: it knows cover, claims and used limits."""

    # --- decision ---

    def assess_claim(
        self, claim: str, terms_of: TermsOf, at: Moment, base: Base = NO_BASE
    ) -> Assessment:
        """Work the benefit out from the terms; nothing is a result too, with its reason.

        Of `base` the month's pool is recorded, and the wage is not.
        """
        at.require("assessor")
        its = self._claim_for(claim, "assess", at)
        cover, terms = self._cover_of(its), terms_of(its.plan)
        missing = rests_on(terms, its.loss, base)
        if missing is not None:
            raise BaseMissing(claim, its.plan, *missing)
        assessment, joined = self._derive(claim, cover, terms, its.loss, base, its.insured)
        counts = not assessment.benefit_fen and measures_account(terms, its.loss)
        shares_pool = base.pool_fen is not None
        self._step(
            ClaimAssessed,
            its,
            at,
            shares=cover.shares,
            benefit_fen=assessment.benefit_fen,
            indemnity_fen=assessment.indemnity_fen,
            days=assessment.days,
            steps=assessment.steps,
            joins=tuple(each.claim for each in joined) or None,
            account_fen=(its.loss.self_pay_fen or None) if counts else None,
            pool_fen=base.pool_fen,
            pool_claims=base.pool_claims if shares_pool else None,
            pool_place=base.pool_place if shares_pool else None,
        )
        return assessment

    def review_claim(self, claim: str, at: Moment) -> int:
        """Confirm an assessed benefit as a second assessor (复审); fen."""
        at.require("assessor")
        its = self._claim_for(claim, "review", at)
        at.require_other_than(*its.filed_as, *its.assessed_as, subject=claim, step="review")
        if its.usage_seen != self.usage_of(its):
            raise AssessmentStale(claim)
        self._step(ClaimReviewed, its, at, benefit_fen=its.benefit_fen)
        return its.benefit_fen

    def approve_claim(
        self,
        claim: str,
        approved_fen: int | None,
        at: Moment,
        *,
        review_above_fen: int | None = None,
        terms: PlanTerms | None = None,
    ) -> int:
        """Grant a benefit, whole or in part, by someone who neither filed nor assessed it; fen.

        A benefit above `review_above_fen` must have been reviewed, and the papers that `terms` ask
        for be there. What was advanced is offset.
        """
        at.require("approver")
        its = self._claim_for(claim, "approve", at)
        at.require_other_than(*_judges(its), subject=claim, step="approval")
        amount = its.benefit_fen if approved_fen is None else approved_fen
        if amount > its.benefit_fen:
            raise BenefitExceedsAssessment(claim, its.benefit_fen, amount)
        if not amount:
            raise NothingToApprove(claim)
        limit = at.officer.approval_limit_fen
        if limit is not None and amount > limit:
            raise LimitExceeded(at.officer.code, claim, limit, amount)
        unreviewed = its.stage != stages.REVIEWED
        if unreviewed and review_above_fen is not None and amount > review_above_fen:
            stated = terms is not None and terms.second_review_over_fen is not None
            clause = "second_review_over_fen" if stated else REVIEW_OVER
            raise ReviewMissing(claim, clause, review_above_fen, amount)
        if its.usage_seen != self.usage_of(its):
            raise AssessmentStale(claim)
        if terms is not None:
            _require_evidence(its, terms)
        self._step(ClaimApproved, its, at, approved_fen=amount)
        self._offset_advance(its, at)
        return amount

    def reject_claim(
        self, claim: str, ground: str, at: Moment, *, appeal_days: int | None = None
    ) -> None:
        """Refuse a benefit on a ground by code, by someone who neither filed nor assessed it.

        `appeal_days` after that day an appeal comes too late; without it there is no last day.
        """
        at.require("approver")
        its = self._claim_for(claim, "reject", at)
        at.require_other_than(*_judges(its), subject=claim, step="rejection")
        at.require_grounded(ground, f"claim {claim}", "rejection")
        if ground in _NOTHING_IS_DUE and its.stage != stages.FILED and its.benefit_fen:
            raise GroundContradicted(claim, its.benefit_fen)
        last = None if appeal_days is None else at.effective_on + timedelta(days=appeal_days)
        self._step(ClaimRejected, its, at, ground=ground, appeal_ends_on=last)

    # --- folding ---

    def begin_claim(self, event: ClaimFiled | ClaimNotified) -> None:
        """Fold how a claim came in."""
        if isinstance(event, ClaimFiled):
            self.claims[event.claim] = Claim.filed(event, self.claims.get(event.claim))
        else:
            self.claims[event.claim] = Claim.notified(event)

    def fold_claim(self, event: ClaimStep) -> None:
        """Fold one step of a claim."""
        its = self.claims[event.claim]
        rests_on_it = True
        match event:
            case ClaimAssessed():
                its.stage, its.shares = stages.ASSESSED, event.shares
                its.assessed_as, its.usage_seen = event.hands, self.usage_of(its)
                its.benefit_fen, its.indemnity_fen = event.benefit_fen, event.indemnity_fen
                its.days, its.reviewed_as = event.days, ()
                its.joins, its.account_fen = event.joins or (), event.account_fen or 0
            case ClaimApproved():
                self._fold_approval(its, event)
            case FundsVerified():
                its.stage, its.verified_as = stages.VERIFIED, event.hands
            case BenefitInstructed():
                its.stage, its.batch = stages.INSTRUCTED, event.batch
                its.instalment = event.instalment
            case BenefitPaid():
                its.stage = stages.PAID
            case ClaimRejected():
                self._fold_rejection(its, event)
            case PaymentFailed() | PaymentReturned():
                its.stage = stages.VERIFIED  # owed again, and verified as before
            case _:
                self._fold_off_the_plain_way(its, event)
                rests_on_it = not isinstance(event, _NOTHING_RESTS_ON)
        if rests_on_it:
            its.stepped_on = max(its.stepped_on, event.effective_on)

    def _use(self, its: Claim, usage: Usage) -> None:
        self.usage[self._usage_key(its)] = usage

    def _fold_approval(self, its: Claim, event: ClaimApproved) -> None:
        its.stage, its.approved_as = stages.APPROVED, event.hands
        its.granted_fen = its.approved_fen = fen = event.approved_fen
        joined = [self.claims[claim] for claim in its.joins if claim in self.claims]
        counted = [each.loss for each in joined if each.granted_fen]
        self._use(its, usage_after(self.usage_of(its), its, fen, counted))

    def _fold_rejection(self, its: Claim, event: ClaimRejected) -> None:
        assessed = its.stage in (stages.ASSESSED, stages.REVIEWED)
        its.came_to_nothing = assessed and not its.benefit_fen
        if its.came_to_nothing and its.account_fen:
            self._use(its, usage_after(self.usage_of(its), its, 0))
        its.stage, its.appeal_ends_on = stages.REJECTED, event.appeal_ends_on
        its.rejected_as = (*its.rejected_as, *event.hands)
        its.closed_as, its.appealed_as = event.hands, ()

    def _fold_off_the_plain_way(self, its: Claim, event: ClaimLifeStep) -> None:
        if isinstance(event, RecoveryReceived) and event.debt == stages.OVERPAYMENT:
            self._use(its, usage_given_back(self.usage_of(its), event.amount_fen))
        elif isinstance(event, ClaimReopened | RejectionOverturned):
            if its.came_to_nothing and its.account_fen:
                self._use(its, usage_open_again(self.usage_of(its), its))
            its.came_to_nothing = False
        fold_life(its, event)


def _require_evidence(its: Claim, terms: PlanTerms) -> None:
    """Refuse a claim that lacks a paper; one-stop settlement comes without an application's papers."""
    if its.source == "settlement" and terms.one_stop:
        return
    for index, kind in enumerate(terms.evidence or ()):
        if kind not in its.evidence:
            raise EvidenceMissing(its.code, terms.key, f"evidence.{index}", kind)


def _judges(its: Claim) -> tuple[str, ...]:
    """Return who may not decide on a claim any more."""
    return *its.filed_as, *its.assessed_as, *its.reviewed_as, *its.rejected_as
