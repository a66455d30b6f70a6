"""How an approved benefit is paid: verified, instructed for the member or an heir, and settled."""

from datetime import date

from ledger.aggregates.claim import (
    INSTRUCTED,
    OVERPAYMENT,
    VERIFIED,
    Claim,
    PaymentLine,
)
from ledger.aggregates.claim_holding import ClaimHolder
from ledger.aggregates.moment import Moment
from ledger.errors import (
    AccountMissing,
    DocumentMissing,
    HeirBeforeDeath,
    HeirKnown,
    HeirMissing,
    HeirTooEarly,
    ValueDateTooEarly,
    WrongBatch,
)
from ledger.events.claim_life import HeirRecorded, OverpaymentOffset, Relation
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    FundsVerified,
    PaymentCancelled,
    PaymentFailed,
    PaymentReturned,
)

Outcome = type[BenefitPaid] | type[PaymentFailed] | type[PaymentReturned]
_OUTCOMES: dict[Outcome, str] = {
    BenefitPaid: "pay",
    PaymentFailed: "fail",
    PaymentReturned: "return",
}


class Payee(ClaimHolder):
    """The part of a member to whom benefits are paid, or whose heir gets them."""

    def prepare(self) -> None:
        """Start without an heir, and with the account that came in with the member."""
        super().prepare()
        self.heir: HeirRecorded | None = None
        self.account_as: tuple[str, ...] = ()  # who replaced the member's own account last

    def verify_funds(self, claim: str, at: Moment) -> int:
        """Say that the fund can pay; the finance check, by someone else than the approver; fen."""
        at.require("finance")
        its = self._claim_for(claim, "verify", at)
        at.require_other_than(*its.approved_as, subject=claim, step="verification")
        self._step(FundsVerified, its, at, amount_fen=its.approved_fen)
        return its.approved_fen

    def record_heir(
        self, relation: Relation, sealed: dict[str, str], at: Moment, *, replace: bool = False
    ) -> None:
        """Let benefits go to an heir after the member's death, on the proof of kinship, with reason.

        `replace` says that the heir on record is to give way: it does not happen by the way.
        """
        at.require("assessor")
        at.require_reason("member", "heir")
        if at.document is None:
            raise DocumentMissing("member", "heir")
        died_on, heir = self.died_on(), self.heir_on_file
        if died_on is None:
            raise HeirTooEarly
        if at.effective_on < died_on:
            raise HeirBeforeDeath(at.effective_on, died_on)
        if heir is not None and not replace:
            raise HeirKnown(heir.relation, heir.effective_on)
        self.record(HeirRecorded, at, relation=relation, sealed=sealed)

    def died_on(self) -> date | None:
        """Return the day of the member's own death; None: none is on record."""
        return self.death_of(None)

    def instruct_payment(self, claim: str, batch: str, at: Moment) -> Claim:
        """Put a verified benefit into a payment batch, for the account named by member or heir."""
        at.require("cashier")
        its = self._claim_for(claim, "instruct", at)
        hands = (*its.approved_as, *its.verified_as)
        at.require_other_than(*hands, subject=claim, step="preparation")
        payee = self._payee(claim, "instruction", at)
        self._step(
            BenefitInstructed,
            its,
            at,
            instalment=its.instalment + 1,
            batch=batch,
            amount_fen=its.approved_fen,
            payee=payee,
        )
        return its

    def _payee(self, claim: str, step: str, at: Moment) -> str:
        """Return the digest of the sealed account that money goes to: after a death, the heir's.

        Whoever said where it goes does not send it there.
        """
        at.require_other_than(*self.payee_as, subject=claim, step=step)
        account = self.payee_of(claim)
        if account is None:
            raise AccountMissing(claim)
        return account

    def payee_of(self, claim: str) -> str | None:
        """Return the digest of the account that a benefit goes to as things stand, or None.

        Raises:
            HeirMissing: the member has died, and nobody is recorded in their place.
            HeirTooEarly: the account is an heir's, and what told of the death came to nothing.
        """
        has_died, heir = self.died_on() is not None, self.heir_on_file
        if has_died and heir is None:
            raise HeirMissing(claim)
        if heir is not None and not has_died:
            raise HeirTooEarly
        return self.sealed.get("bank")

    @property
    def heir_on_file(self) -> HeirRecorded | None:
        """The heir whose account is on file; none where the member's own took its place again."""
        heir, account = self.heir, self.sealed.get("bank")
        return heir if heir is not None and heir.sealed.get("bank") == account else None

    @property
    def payee_as(self) -> tuple[str, ...]:
        """Who said, after the member came in, where benefits go: of an heir, or of another account."""
        heir = self.heir_on_file
        return self.account_as if heir is None else heir.hands

    def payments_under_way(self) -> dict[str, str]:
        """Return the batch that each claim of this member is to be paid by, by claim."""
        return {
            its.code: its.batch
            for its in self.claims.values()
            if its.stage == INSTRUCTED and its.batch is not None
        }

    def cancel_payment(self, claim: str, batch: str, at: Moment) -> None:
        """Take a claim out of a batch that is not released; the benefit is verified as before."""
        at.require("cashier")
        its = self._claim_for(claim, "cancel", at)
        if its.batch != batch:
            raise WrongBatch(claim, batch, its.instalment)
        at.require_reason(f"batch {batch}", "cancellation")
        line = {"instalment": its.instalment, "batch": batch, "amount_fen": its.approved_fen}
        self._step(PaymentCancelled, its, at, **line)
        self._settle_overpayment(its, at)

    def settle_payment(self, line: PaymentLine, outcome: Outcome, at: Moment) -> int:
        """Take the bank's answer to a payment line: paid, failed, or returned after payment; fen.

        Money that is not paid out, or that came back, first settles what was overpaid of it.
        """
        at.require("cashier")
        its = self._claim_for(line.claim, _OUTCOMES[outcome], at)
        paid_on = its.paid_on if outcome is PaymentReturned else None
        if paid_on is not None and at.effective_on < paid_on:
            raise ValueDateTooEarly(line.claim, at.effective_on, paid_on)
        if (its.batch, its.instalment) != (line.batch, line.instalment):
            raise WrongBatch(line.claim, line.batch, line.instalment)
        if outcome is not BenefitPaid:
            at.require_reason(line.claim, "return of payment")
        amount = its.approved_fen
        self._step(
            outcome,
            its,
            at,
            instalment=its.instalment,
            batch=line.batch,
            bank_account=line.bank_account,
            amount_fen=amount,
            after_advance=True if its.advance_offset_fen else None,
            after_payment=True if its.standing_fen else None,
        )
        self._settle_overpayment(its, at)
        return amount

    def _settle_overpayment(self, its: Claim, at: Moment) -> None:
        """Keep back what was overpaid of a benefit that is not paid out: nobody received the excess.

        What of it came back meanwhile stays payable; what was written off is borne no longer.
        """
        if its.stage != VERIFIED:
            return
        owed = min(its.owed_fen.get(OVERPAYMENT, 0), its.approved_fen)
        borne = min(its.borne_fen, its.approved_fen - owed)
        if not owed and not borne:
            return
        # The bank's day may lie before the day of the debt: nothing is settled before it arose.
        on = max(at.effective_on, its.owed_until[OVERPAYMENT])
        self._step(
            OverpaymentOffset,
            its,
            at.but(effective_on=on, booked_on=max(at.booked_on, on)),
            owed_fen=owed,
            written_off_fen=borne,
            left_fen=its.approved_fen - owed - borne,
        )
