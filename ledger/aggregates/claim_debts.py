"""Money that must come back: expenses advanced before a decision, and benefits paid in error (追回)."""

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import ADVANCE, OVERPAYMENT, Claim
from ledger.aggregates.claim_restoring import Restorer
from ledger.aggregates.claim_stages import require_time
from ledger.aggregates.moment import Moment
from ledger.errors import (
    AdvanceExceedsBill,
    DemandExceeded,
    DocumentMissing,
    LimitExceeded,
    NothingOwed,
    OverpaymentExceedsBenefit,
    RecoveryExceedsDebt,
    ResolutionUnnamed,
    WrongStage,
)
from ledger.events.claim_life import (
    AdvanceGranted,
    AdvanceOffset,
    AdvancePaid,
    Debt,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentCancelled,
    OverpaymentFound,
    RecoveryDemanded,
    RecoveryReceived,
)
from ledger.plans import PlanTerms


class Debtor(Restorer):
    """The part of a member who may owe the fund something."""

    # --- advances ---

    def grant_advance(self, claim: str, amount_fen: int, at: Moment) -> int:
        """Grant an advance on medical expenses, up to the bill, by another than who filed.

        Return all that was ever granted on the claim, in fen: the approver's limit holds for it.
        """
        at.require("approver")
        its = self._undecided(claim, at)
        at.require_other_than(*its.filed_as, subject=claim, step="advance")
        at.require_reason(claim, "advance")
        self.require_decidable(its)
        limit, total = at.officer.approval_limit_fen, its.advanced_fen + amount_fen
        if limit is not None and total > limit:
            raise LimitExceeded(at.officer.code, claim, limit, total)
        bill = its.loss.total_fen or its.loss.out_of_pocket_fen
        left = bill - its.advance_granted_fen - its.owed_fen.get(ADVANCE, 0) - its.advance_borne_fen
        if amount_fen > left:
            raise AdvanceExceedsBill(claim, left, amount_fen)
        self._step(AdvanceGranted, its, at, amount_fen=amount_fen)
        return total

    def pay_advance(self, claim: str, bank_account: str, at: Moment) -> int:
        """Say that the bank paid a granted advance, on its document; fen."""
        at.require("cashier")
        its = self._undecided(claim, at)
        if not its.advance_granted_fen:
            raise NothingOwed(claim, "no advance is granted")
        at.require_other_than(*its.advance_as, subject=claim, step="advance")
        if at.document is None:
            raise DocumentMissing(f"claim {claim}", "advance")
        payee = self._payee(claim, "advance", at)
        amount = its.advance_granted_fen
        self._step(AdvancePaid, its, at, bank_account=bank_account, amount_fen=amount, payee=payee)
        return amount

    def _offset_advance(self, its: Claim, at: Moment) -> None:
        """Let a benefit that was just approved cover what was advanced on it and never came back.

        What of it was written off, while the claim was rejected, is borne no longer.
        """
        owed = min(its.owed_fen.get(ADVANCE, 0), its.approved_fen)
        borne = min(its.advance_borne_fen, its.approved_fen - owed)
        if owed or borne:
            self._step(
                AdvanceOffset,
                its,
                at,
                amount_fen=owed + borne,
                written_off_fen=borne or None,
                left_fen=its.approved_fen - owed - borne,
            )

    def _undecided(self, claim: str, at: Moment) -> Claim:
        its = self.claim(claim)
        if its.stage not in stages.UNDECIDED:
            raise WrongStage(claim, its.stage, " or ".join(stages.UNDECIDED))
        require_time(its, at.effective_on)
        return its

    # --- overpayments ---

    def find_overpayment(self, claim: str, amount_fen: int, ground: str, at: Moment) -> None:
        """Say that so much of a paid benefit should not have been paid, and why."""
        at.require("finance")
        its = self.claim(claim)
        if its.stage not in (stages.PAID, stages.SETTLED):
            raise WrongStage(claim, its.stage, f"{stages.PAID} or {stages.SETTLED}")
        require_time(its, at.effective_on)
        at.require_grounded(ground, f"claim {claim}", "overpayment")
        left = its.granted_fen - its.demanded_fen - its.found_fen
        if amount_fen > left:
            raise OverpaymentExceedsBenefit(claim, left, amount_fen)
        self._step(OverpaymentFound, its, at, amount_fen=amount_fen, ground=ground)

    def demand_recovery(self, claim: str, at: Moment) -> int:
        """Ask back what was found overpaid, by another than the finder; fen.

        Where the payment has come back meanwhile, the benefit settles it at once.
        """
        at.require("approver")
        its = self.claim(claim)
        if not its.found_fen:
            raise NothingOwed(claim, "no overpayment is found")
        require_time(its, at.effective_on)
        at.require_other_than(*its.found_as, subject=claim, step="demand")
        amount = its.found_fen
        self._step(RecoveryDemanded, its, at, amount_fen=amount)
        self._settle_overpayment(its, at)
        return amount

    def cancel_overpayment(self, claim: str, at: Moment) -> int:
        """Take back what was found overpaid and is not demanded yet: it was an error; fen."""
        at.require("finance")
        its = self.claim(claim)
        if not its.found_fen:
            raise NothingOwed(claim, "no overpayment is found that is not demanded")
        require_time(its, at.effective_on)
        at.require_reason(claim, "cancellation")
        amount = its.found_fen
        self._step(OverpaymentCancelled, its, at, amount_fen=amount)
        return amount

    def lower_demand(
        self, claim: str, amount_fen: int, at: Moment, terms: PlanTerms | None = None
    ) -> int:
        """Take back a part of a demand, or all of it, as an error; what is still asked back, in fen.

        First goes what is unpaid of it, then what was written off, which nobody had paid. What came
        back is owed to the member again. Whoever took part in the claim or the demand does not take
        it back: it lets money go, as a write-off does.
        """
        at.require("approver")
        its = self.claim(claim)
        if not its.demanded_fen:
            raise NothingOwed(claim, "no overpayment is demanded")
        if amount_fen > its.demanded_fen:
            raise DemandExceeded(claim, its.demanded_fen, amount_fen)
        require_time(its, at.effective_on, its.owed_since[OVERPAYMENT])
        at.require_other_than(*_took_part(its), subject=claim, step="lowering of a demand")
        at.require_reason(claim, "lowering of a demand")
        if at.document is None:
            raise DocumentMissing(f"claim {claim}", "lowering of a demand")
        unpaid = min(amount_fen, its.owed_fen[OVERPAYMENT])
        borne = min(amount_fen - unpaid, its.borne_fen)
        again = amount_fen - unpaid - borne
        if again:
            self._require_restorable(its, again, at, terms)
        if unpaid or borne:
            self._step(DemandLowered, its, at, amount_fen=unpaid, written_off_fen=borne)
        if again:
            self._restore_benefit(its, again, at)
        return its.owed_fen[OVERPAYMENT]

    # --- what comes back ---

    def receive_recovery(
        self, claim: str, debt: Debt, amount_fen: int, receipt: str, bank_account: str, at: Moment
    ) -> int:
        """Take in an instalment of a debt; return what is still owed, in fen.

        What is more than owed goes on what was written off: the fund bears so much no longer.
        """
        at.require("cashier")
        borne = self.claim(claim).borne_of(debt)
        its = self._owing(claim, debt, amount_fen, at, borne)
        at.require_other_than(*_took_part(its), subject=claim, step="recovery")
        self._step(
            RecoveryReceived,
            its,
            at,
            debt=debt,
            receipt=receipt,
            instalment=its.recoveries.get(debt, 0) + 1,
            bank_account=bank_account,
            amount_fen=amount_fen,
            written_off_fen=max(0, amount_fen - its.owed_fen[debt]) or None,
        )
        return its.owed_fen[debt]

    def write_off(self, claim: str, debt: Debt, amount_fen: int | None, at: Moment) -> int:
        """Let the fund bear what cannot be recovered, with reason, under a resolution; fen."""
        at.require("manager")
        its = self._owing(claim, debt, amount_fen or 0, at)
        at.require_other_than(*_took_part(its), subject=claim, step="write-off")
        at.require_reason(claim, "write-off")
        if not at.resolution:
            raise ResolutionUnnamed(f"claim {claim}", "write-off")
        amount = its.owed_fen[debt] if amount_fen is None else amount_fen
        self._step(DebtWrittenOff, its, at, debt=debt, amount_fen=amount)
        return amount

    def _owing(
        self, claim: str, debt: Debt, amount_fen: int, at: Moment, borne_fen: int = 0
    ) -> Claim:
        """Return a claim of which so much can come back: what is owed, and what the fund bears."""
        its = self.claim(claim)
        owed = its.owed_fen.get(debt, 0) + borne_fen
        if not owed:
            raise NothingOwed(claim, f"no {debt} is unpaid")
        if amount_fen > owed:
            raise RecoveryExceedsDebt(claim, owed, amount_fen)
        require_time(its, at.effective_on, its.owed_since[debt])
        return its


def _took_part(its: Claim) -> tuple[str, ...]:
    """Return who judged a claim, or made a debt of it: they neither take it in nor let it go."""
    return (
        *its.filed_as,
        *its.assessed_as,
        *its.reviewed_as,
        *its.approved_as,
        *its.rejected_as,
        *its.advance_as,
        *its.found_as,
        *its.demanded_as,
    )
