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
    usage_open_again,
)
from ledger.aggregates.claim_holding import TermsOf
from ledger.aggregates.claim_payment import Outcome
from ledger.aggregates.claim_pools import part_of_pool, pool_of
from ledger.aggregates.claim_stages import require_evidence
from ledger.aggregates.moment import Moment
from ledger.benefits import (
    NO_BASE,
    Assessment,
    Base,
    measures_account,
    rests_on,
)
from ledger.errors import (
    BaseMissing,
    BenefitExceedsAssessment,
    GroundContradicted,
    GroundUnassessed,
    LimitExceeded,
    NothingToApprove,
    ReviewMissing,
)
from ledger.events.claim_life import (
    ApprovalRevoked,
    BenefitRestored,
    ClaimLifeStep,
    ClaimMarkedUrgent,
    ClaimNotified,
    ClaimReopened,
    ClaimReviewed,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentOffset,
    RecoveryReceived,
    RejectionOverturned,
    UrgencyLifted,
)
from ledger.events.grounds import NOTHING_IS_DUE
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    ClaimApproved,
    ClaimAssessed,
    ClaimFiled,
    ClaimRejected,
    FundsVerified,
    PaymentCancelled,
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
    | PaymentCancelled
    | PaymentReturned
)
ClaimStep = PlainStep | ClaimLifeStep
REVIEW_OVER = "claim.second_review_over"  # the policy parameter, in yuan
_NOTHING_RESTS_ON = (
    *(ClaimMarkedUrgent, UrgencyLifted),
    *(RecoveryReceived, DebtWrittenOff, DemandLowered),
)


class Claimant(Filer, Appellant, Debtor):
    """The part of a member that claims: it knows cover, claims and used limits."""

    # --- decision ---

    def assess_claim(
        self,
        claim: str,
        terms_of: TermsOf,
        at: Moment,
        base: Base = NO_BASE,
        *,
        pool_month: str | None = None,
    ) -> Assessment:
        """Work the benefit out from the terms; nothing is a result too, with its reason.

        Of `base` the month's pool is recorded, and the wage is not. The pool is that of
        `pool_month`, or else of the month of the day; another than the claim's own is refused.
        """
        at.require("assessor")
        its = self._claim_for(claim, "assess", at)
        self.require_decidable(its)
        cover, terms = self._cover_of(its), terms_of(its.plan)
        missing = rests_on(terms, its.loss, base)
        if missing is not None:
            raise BaseMissing(claim, its.plan, *missing)
        pool_facts = part_of_pool(its, terms, base, pool_month, at)
        assessment, joined = self._derive(claim, cover, terms, its.loss, base, its.insured)
        counts = not assessment.benefit_fen and measures_account(terms, its.loss)
        self._step(
            ClaimAssessed,
            its,
            at,
            shares=cover.shares,
            benefit_fen=assessment.benefit_fen,
            indemnity_fen=assessment.indemnity_fen,
            days=assessment.days,
            condition=assessment.condition,
            damage_fen=assessment.damage_fen or None,
            steps=assessment.steps,
            joins=tuple(each.claim for each in joined) or None,
            account_fen=(its.loss.self_pay_fen or None) if counts else None,
            **pool_facts,
        )
        return assessment

    def review_claim(self, claim: str, at: Moment, terms: PlanTerms | None = None) -> int:
        """Confirm an assessed benefit as a second assessor (复审); fen."""
        at.require("assessor")
        its = self._claim_for(claim, "review", at)
        at.require_other_than(*its.filed_as, *its.assessed_as, subject=claim, step="review")
        self.require_decidable(its)
        self.require_fresh(its, terms)
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

        Less than was assessed is granted with reason. A benefit above `review_above_fen` must have
        been reviewed, and the papers that `terms` ask for be there. What was advanced is offset.
        """
        at.require("approver")
        its = self._claim_for(claim, "approve", at)
        at.require_other_than(*_judges(its), subject=claim, step="approval")
        self.require_decidable(its)
        amount = its.benefit_fen if approved_fen is None else approved_fen
        if amount > its.benefit_fen:
            raise BenefitExceedsAssessment(claim, its.benefit_fen, amount)
        if not amount:
            raise NothingToApprove(claim)
        if amount < its.benefit_fen:
            at.require_reason(f"claim {claim}", "approval of less than was assessed")
        limit = at.officer.approval_limit_fen
        if limit is not None and amount > limit:
            raise LimitExceeded(at.officer.code, claim, limit, amount)
        unreviewed = its.stage != stages.REVIEWED
        if unreviewed and review_above_fen is not None and amount > review_above_fen:
            stated = terms is not None and terms.second_review_over_fen is not None
            clause = "second_review_over_fen" if stated else REVIEW_OVER
            raise ReviewMissing(claim, clause, review_above_fen, amount)
        self.require_fresh(its, terms)
        if terms is not None:
            require_evidence(its, terms)
        self._step(ClaimApproved, its, at, approved_fen=amount)
        self._offset_advance(its, at)
        return amount

    def reject_claim(
        self,
        claim: str,
        ground: str,
        at: Moment,
        *,
        appeal_days: int | None = None,
        terms: PlanTerms | None = None,
    ) -> None:
        """Refuse a benefit on a ground by code, by someone who neither filed nor assessed it.

        That nothing is due is said of an assessment at nothing, which still stands as it was seen.
        `appeal_days` after that day an appeal comes too late; without it there is no last day.
        """
        at.require("approver")
        its = self._claim_for(claim, "reject", at)
        at.require_other_than(*_judges(its), subject=claim, step="rejection")
        at.require_grounded(ground, f"claim {claim}", "rejection")
        if ground in NOTHING_IS_DUE:
            if its.stage == stages.FILED:
                raise GroundUnassessed(claim, ground)
            if its.benefit_fen:
                raise GroundContradicted(claim, its.benefit_fen)
            self.require_fresh(its, terms)
        last = None if appeal_days is None else at.effective_on + timedelta(days=appeal_days)
        self._step(ClaimRejected, its, at, ground=ground, appeal_ends_on=last)

    # --- folding ---

    def begin_claim(self, event: ClaimFiled | ClaimNotified) -> None:
        """Fold how a claim came in."""
        if isinstance(event, ClaimFiled):
            self.claims[event.claim] = Claim.filed(event, self.claims.get(event.claim))
            self._take_place(self.claims[event.claim])
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
                its.days, its.condition, its.reviewed_as = event.days, event.condition, ()
                its.damage_fen = event.damage_fen or 0
                its.joins, its.account_fen = event.joins or (), event.account_fen or 0
                its.drawn_fen = self._drawn(its, event.steps)
                its.pool = pool_of(event)
            case ClaimApproved():
                self._fold_approval(its, event)
            case FundsVerified():
                its.stage, its.verified_as = stages.VERIFIED, event.hands
            case BenefitInstructed():
                its.stage, its.batch = stages.INSTRUCTED, event.batch
                its.instalment = event.instalment
            case BenefitPaid():
                its.stage, its.paid_on, its.due_again_fen = stages.PAID, event.effective_on, 0
            case ClaimRejected():
                self._fold_rejection(its, event)
            case PaymentFailed() | PaymentReturned() | PaymentCancelled():
                its.stage = stages.VERIFIED  # owed again, and verified as before
            case _:
                self._fold_off_the_plain_way(its, event)
                rests_on_it = not isinstance(event, _NOTHING_RESTS_ON)
        if rests_on_it:
            its.stepped_on = max(its.stepped_on, event.effective_on)

    def _fold_approval(self, its: Claim, event: ClaimApproved) -> None:
        its.stage, its.approved_as = stages.APPROVED, event.hands
        its.granted_fen = its.approved_fen = fen = event.approved_fen
        its.granted_at = event.originator_version
        self._use(its, usage_after(self.usage_of(its), its, fen, self.counted_with(its)))

    def _fold_rejection(self, its: Claim, event: ClaimRejected) -> None:
        assessed = its.stage in (stages.ASSESSED, stages.REVIEWED)
        at_nothing = assessed and not its.benefit_fen
        its.came_to_nothing = at_nothing and event.ground in NOTHING_IS_DUE
        if its.came_to_nothing and its.account_fen:
            self._use(its, usage_after(self.usage_of(its), its, 0))
        its.stage, its.appeal_ends_on = stages.REJECTED, event.appeal_ends_on
        its.rejected_as, its.rejected_for = (*its.rejected_as, *event.hands), event.ground
        its.closed_as, its.appealed_as = event.hands, ()

    def _fold_off_the_plain_way(self, its: Claim, event: ClaimLifeStep) -> None:
        if isinstance(event, RecoveryReceived) and event.debt == stages.OVERPAYMENT:
            self._give_back(its, event.amount_fen, event.originator_version)
        elif isinstance(event, OverpaymentOffset):
            kept_back = event.owed_fen + event.written_off_fen
            self._give_back(its, kept_back, event.originator_version)
        elif isinstance(event, BenefitRestored):
            self._take_again(its, event.amount_fen)
            self._take_place(its)
        elif isinstance(event, ApprovalRevoked):
            self._give_back(its, its.kept_fen, event.originator_version)
        elif isinstance(event, ClaimReopened | RejectionOverturned):
            if its.came_to_nothing and its.account_fen:
                self._use(its, usage_open_again(self.usage_of(its), its))
            its.came_to_nothing = False
            self._take_place(its)
        fold_life(its, event)


def _judges(its: Claim) -> tuple[str, ...]:
    """Return who may not decide on a claim any more."""
    return *its.filed_as, *its.assessed_as, *its.reviewed_as, *its.rejected_as
