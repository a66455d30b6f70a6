"""What was asked back in error, and came back: it is owed to the member again, and limits with it."""

from collections.abc import Iterable

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import OVERPAYMENT, Claim, same_loss
from ledger.aggregates.claim_folding import usage_open_again
from ledger.aggregates.claim_payment import Payee
from ledger.aggregates.claim_resting import Resting
from ledger.aggregates.claim_stages import require_stage, require_time
from ledger.aggregates.moment import Moment
from ledger.benefits import Usage, drawn_by, given_back, taken_again
from ledger.derivations import Step
from ledger.errors import FindingOpen, GrantedOnFreed, LimitExceeded
from ledger.events.claim_life import BenefitRestored
from ledger.plans import PlanTerms, plan_code


class Restorer(Resting, Payee):
    """The part of a member to whom money is owed again that was asked back in error."""

    def _require_restorable(
        self, its: Claim, amount_fen: int, at: Moment, terms: PlanTerms | None
    ) -> None:
        """Refuse that so much of a benefit is owed again; fen.

        By `terms` it is seen whether others were granted since on the limits that had been freed.

        Raises:
            FindingOpen: more of it is found overpaid, and not demanded.
            FiledTwice: all of it had come back, and the loss was claimed anew since.
            GrantedOnFreed: with the claim that was granted since.
        """
        at.require("approver")
        require_stage(its, "restore")
        require_time(its, at.effective_on)
        require_time(its, at.effective_on, its.owed_until[OVERPAYMENT])
        if its.found_fen:
            raise FindingOpen(its.code, its.found_fen)
        self._require_new(its.code, its.plan, its.loss, its.insured)
        limit, total = at.officer.approval_limit_fen, its.restored_fen + amount_fen
        if limit is not None and total > limit:
            raise LimitExceeded(at.officer.code, its.code, limit, total)
        later = None if terms is None else self._granted_on_freed(its, amount_fen, terms)
        if later is not None:
            raise GrantedOnFreed(its.code, later.code, amount_fen)

    def _restore_benefit(self, its: Claim, amount_fen: int, at: Moment) -> None:
        """Let so much of a benefit be owed again, of what came back; fen.

        First comes what was never paid out, then what the member had brought back. What is already
        payable of the claim waits for the finance check with it.
        """
        never_paid_fen = its.back_fen - its.received_fen
        is_out = its.stage in (stages.PAID, stages.SETTLED)
        self._step(
            BenefitRestored,
            its,
            at,
            amount_fen=amount_fen,
            received_fen=max(0, amount_fen - never_paid_fen),
            left_fen=amount_fen + (0 if is_out else its.approved_fen),
        )

    def _granted_on_freed(self, its: Claim, amount_fen: int, terms: PlanTerms) -> Claim | None:
        """Return a claim granted since money of another came back, at more than fits beside it; or None.

        Beside what is owed again it would come to less. What was granted before stood beside it.
        """
        key, counted = self._usage_key(its), self.counted_with(its)
        now = taken_again(
            self.usage_of(its), its.loss, its.assessment, its.kept_fen, amount_fen, counted
        )
        for other in self.claims.values():
            since = max(other.granted_at, other.restored_at) > its.back_at
            if other is its or not since or not other.kept_fen or self._usage_key(other) != key:
                continue
            kept, beside = other.kept_fen, self.counted_with(other)
            without = given_back(now, other.loss, other.assessment, kept, kept, beside)
            comes_to = self._comes_to(other, terms, without)
            if comes_to is not None and comes_to < kept:
                return other
        return None

    # --- folding ---

    def _use(self, its: Claim, usage: Usage) -> None:
        self.usage[self._usage_key(its)] = usage

    def _take_place(self, its: Claim) -> None:
        """Let a loss that is claimed again count by this claim alone.

        What came to nothing before is taken off its account, and its stay joins no other.
        """
        code, papers = plan_code(its.plan), set(its.loss.papers or ())
        for earlier in self.claims.values():
            if earlier is its or not earlier.came_to_nothing or plan_code(earlier.plan) != code:
                continue
            same = earlier.insured == its.insured and same_loss(earlier.loss, its.loss)
            if same or papers.intersection(earlier.loss.papers or ()):
                if earlier.account_fen:
                    self._use(earlier, usage_open_again(self.usage_of(earlier), earlier))
                earlier.came_to_nothing = False

    def _drawn(self, its: Claim, steps: Iterable[Step]) -> int:
        """Return what a claim adds to what the account of the period comes to, beside joined stays."""
        drawn = drawn_by(steps, its.loss)
        if not drawn:  # of nearly every claim
            return 0
        return max(0, drawn - sum(self.claims[code].drawn_fen for code in its.joins))

    def _give_back(self, its: Claim, fen: int, version: int) -> None:
        """Free the limits that an overpaid benefit had used, by what of it came back."""
        its.back_at = its.back_at if its.back_fen else version
        counted = self.counted_with(its)
        usage = given_back(self.usage_of(its), its.loss, its.assessment, its.kept_fen, fen, counted)
        its.back_fen += fen
        self._use(its, usage)

    def _take_again(self, its: Claim, fen: int) -> None:
        """Let a benefit use its limits again, by what had been asked back in error."""
        counted = self.counted_with(its)
        usage = taken_again(
            self.usage_of(its), its.loss, its.assessment, its.kept_fen, fen, counted
        )
        its.back_fen -= fen
        self._use(its, usage)
