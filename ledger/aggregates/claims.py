"""A member's claims, from notice to payment. Here a claim is decided."""

from collections.abc import Callable
from datetime import timedelta
from typing import assert_never

from ledger.aggregates import claim as stages
from ledger.aggregates.base import Aggregate
from ledger.aggregates.claim import Claim, Filing, PaymentLine
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.benefits import NOTHING_USED, Assessment, Usage, assess, used
from ledger.errors import (
    AccountMissing,
    AssessmentStale,
    BenefitExceedsAssessment,
    FiledTwice,
    InsideWaitingPeriod,
    KeyTaken,
    LimitExceeded,
    NotCovered,
    NothingToApprove,
    TimeBarred,
    Unknown,
    WrongBatch,
    WrongStage,
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
from ledger.plans import PlanKey, PlanTerms, plan_code

TermsOf = Callable[[PlanKey], PlanTerms]
Outcome = type[BenefitPaid] | type[PaymentFailed] | type[PaymentReturned]
ClaimStep = (
    ClaimAssessed
    | ClaimApproved
    | ClaimRejected
    | FundsVerified
    | BenefitInstructed
    | BenefitPaid
    | PaymentFailed
    | PaymentReturned
)


class Claimant(Aggregate):
    """The half of a member that claims: it knows cover, claims and used limits."""

    def prepare(self) -> None:
        """Start without cover or claims."""
        self.sealed: dict[str, str] = {}
        self.covers: list[Cover] = []
        self.claims: dict[str, Claim] = {}
        self.usage: dict[tuple[str, str], Usage] = {}  # by plan code and coverage period

    # --- claims ---

    def file_claim(self, filing: Filing, terms_of: TermsOf, at: Moment) -> None:
        """File a claim under the cover that held on the day of the loss."""
        at.require("assessor")
        claim, loss = filing.claim, filing.loss
        if claim in self.claims:
            raise KeyTaken("claim", claim, self.id)
        day = loss.occurred_on
        code = plan_code(filing.plan)
        cover = next((c for c in self.covers if plan_code(c.plan) == code and c.on(day)), None)
        if cover is None:
            raise NotCovered(claim, filing.plan, day)
        terms = terms_of(cover.plan)
        if day < cover.covers_from:
            raise InsideWaitingPeriod(claim, cover.plan, day, cover.covers_from)
        self._require_new(filing, code)
        ended, limitation = loss.ended_on or day, terms.limitation_days
        if limitation is not None and at.effective_on > ended + timedelta(days=limitation):
            raise TimeBarred(claim, cover.plan, ended, limitation)
        self.record(
            ClaimFiled,
            at,
            claim=claim,
            plan=cover.plan,
            plan_class=terms.plan_class,
            period=cover.period,
            unit=cover.unit,
            fund=terms.fund,
            source=filing.source,
            loss=loss,
            incident=filing.incident,
            settlement=filing.settlement,
            evidence=filing.evidence,
        )

    def _require_new(self, filing: Filing, code: str) -> None:
        """Refuse a loss that is already claimed under the plan; a rejected claim may come again."""
        loss = filing.loss
        papers = set(loss.papers or ())
        for earlier in self.claims.values():
            theirs = earlier.loss
            if plan_code(earlier.plan) != code or earlier.stage == stages.REJECTED:
                continue
            same = (theirs.trigger, theirs.occurred_on) == (loss.trigger, loss.occurred_on)
            if same or papers.intersection(theirs.papers or ()):
                raise FiledTwice(filing.claim, earlier.code)

    def assess_claim(self, claim: str, terms_of: TermsOf, at: Moment) -> Assessment:
        """Work the benefit out from the terms; nothing is a result too, with its reason."""
        at.require("assessor")
        its = self._claim_in(claim, stages.FILED, stages.ASSESSED)
        cover = next(
            c for c in self.covers if c.plan == its.plan and c.period == its.dimensions["period"]
        )
        assessment = assess(terms_of(its.plan), cover.shares, its.loss, self._usage_of(its))
        self.record(
            ClaimAssessed,
            at,
            **its.dimensions,
            shares=cover.shares,
            benefit_fen=assessment.benefit_fen,
            indemnity_fen=assessment.indemnity_fen,
            days=assessment.days,
            steps=assessment.steps,
        )
        return assessment

    def approve_claim(self, claim: str, approved_fen: int | None, at: Moment) -> int:
        """Grant a benefit, whole or in part, by someone who neither filed nor assessed it; fen."""
        at.require("approver")
        its = self._claim_in(claim, stages.ASSESSED)
        at.require_other_than(*its.filed_as, *its.assessed_as, subject=claim, step="approval")
        amount = its.benefit_fen if approved_fen is None else approved_fen
        if amount > its.benefit_fen:
            raise BenefitExceedsAssessment(claim, its.benefit_fen, amount)
        if not amount:
            raise NothingToApprove(claim)
        limit = at.officer.approval_limit_fen
        if limit is not None and amount > limit:
            raise LimitExceeded(at.officer.code, claim, limit, amount)
        if its.usage_seen != self._usage_of(its):
            raise AssessmentStale(claim)
        self.record(ClaimApproved, at, **its.dimensions, approved_fen=amount)
        return amount

    def reject_claim(self, claim: str, ground: str, at: Moment) -> None:
        """Refuse a benefit on a stated ground, by someone who neither filed nor assessed it."""
        at.require("approver")
        its = self._claim_in(claim, stages.FILED, stages.ASSESSED)
        at.require_other_than(*its.filed_as, *its.assessed_as, subject=claim, step="rejection")
        at.require_reason(claim, "rejection")
        self.record(ClaimRejected, at, **its.dimensions, ground=ground)

    # --- payment ---

    def verify_funds(self, claim: str, at: Moment) -> int:
        """Say that the fund can pay; the finance check, by someone else than the approver; fen."""
        at.require("finance")
        its = self._claim_in(claim, stages.APPROVED)
        at.require_other_than(*its.approved_as, subject=claim, step="verification")
        self.record(FundsVerified, at, **its.dimensions, amount_fen=its.approved_fen)
        return its.approved_fen

    def instruct_payment(self, claim: str, batch: str, at: Moment) -> Claim:
        """Put a verified benefit into a payment batch, for the account the member has named."""
        at.require("cashier")
        its = self._claim_in(claim, stages.VERIFIED)
        payee = self.sealed.get("bank")
        if payee is None:
            raise AccountMissing(claim)
        self.record(
            BenefitInstructed,
            at,
            **its.dimensions,
            instalment=its.instalment + 1,
            batch=batch,
            amount_fen=its.approved_fen,
            payee=payee,
        )
        return its

    def settle_payment(self, line: PaymentLine, outcome: Outcome, at: Moment) -> int:
        """Take the bank's answer to a payment line: paid, failed, or returned after payment; fen."""
        at.require("cashier")
        needed = stages.PAID if outcome is PaymentReturned else stages.INSTRUCTED
        its = self._claim_in(line.claim, needed)
        if (its.batch, its.instalment) != (line.batch, line.instalment):
            raise WrongBatch(line.claim, line.batch, line.instalment)
        if outcome is not BenefitPaid:
            at.require_reason(line.claim, "return of payment")
        self.record(
            outcome,
            at,
            **its.dimensions,
            instalment=its.instalment,
            batch=line.batch,
            bank_account=line.bank_account,
            amount_fen=its.approved_fen,
        )
        return its.approved_fen

    # --- what is known ---

    def claim(self, claim: str) -> Claim:
        """Return a claim of this member."""
        try:
            return self.claims[claim]
        except KeyError:
            raise Unknown("claim", claim) from None

    def _claim_in(self, claim: str, *needed: str) -> Claim:
        its = self.claim(claim)
        if its.stage not in needed:
            raise WrongStage(claim, its.stage, " or ".join(needed))
        return its

    def _usage_of(self, its: Claim) -> Usage:
        return self.usage.get((plan_code(its.plan), its.dimensions["period"]), NOTHING_USED)

    def fold_claim(self, event: ClaimStep) -> None:
        its = self.claims[event.claim]
        match event:
            case ClaimAssessed():
                its.stage, its.shares = stages.ASSESSED, event.shares
                its.assessed_as, its.usage_seen = event.hands, self._usage_of(its)
                its.benefit_fen, its.indemnity_fen = event.benefit_fen, event.indemnity_fen
                its.days = event.days
            case ClaimApproved(approved_fen=fen):
                its.stage, its.approved_fen = stages.APPROVED, fen
                its.approved_as = event.hands
                key = (plan_code(its.plan), its.dimensions["period"])
                granted = Assessment(its.benefit_fen, (), None, its.indemnity_fen, its.days)
                self.usage[key] = used(self._usage_of(its), its.loss, granted, fen)
            case ClaimRejected():
                its.stage = stages.REJECTED
            case FundsVerified():
                its.stage, its.verified_as = stages.VERIFIED, event.hands
            case BenefitInstructed():
                its.stage, its.batch = stages.INSTRUCTED, event.batch
                its.instalment = event.instalment
            case BenefitPaid():
                its.stage = stages.PAID
            case PaymentFailed() | PaymentReturned():
                its.stage = stages.VERIFIED  # owed again, and verified as before
            case _:
                assert_never(event)
