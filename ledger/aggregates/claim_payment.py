"""How an approved benefit is paid: verified, instructed for the member or an heir, and settled."""

from datetime import date

from ledger.aggregates.claim import WITHOUT_BENEFIT, Claim, PaymentLine
from ledger.aggregates.claim_holding import ClaimHolder
from ledger.aggregates.moment import Moment
from ledger.errors import (
    AccountMissing,
    DocumentMissing,
    HeirKnown,
    HeirMissing,
    HeirTooEarly,
    WrongBatch,
)
from ledger.events.claim_life import HeirRecorded, Relation
from ledger.events.member import (
    BenefitInstructed,
    BenefitPaid,
    FundsVerified,
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
        """Start without an heir."""
        super().prepare()
        self.heir: HeirRecorded | None = None

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
        if self.died_on() is None:
            raise HeirTooEarly
        if self.heir is not None and not replace:
            raise HeirKnown(self.heir.relation, self.heir.effective_on)
        self.record(HeirRecorded, at, relation=relation, sealed=sealed)

    def died_on(self) -> date | None:
        """Return the day of the member's death by claims for it; None: none is on record."""
        return min(
            (
                its.loss.occurred_on
                for its in self.claims.values()
                if its.loss.trigger == "death"
                and its.of_member
                and its.stage not in WITHOUT_BENEFIT
            ),
            default=None,
        )

    def instruct_payment(self, claim: str, batch: str, at: Moment) -> Claim:
        """Put a verified benefit into a payment batch, for the account named by member or heir."""
        at.require("cashier")
        its = self._claim_for(claim, "instruct", at)
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
        """Return the digest of the sealed account that money goes to: after a death, the heir's."""
        account, has_died = self.sealed.get("bank"), self.died_on() is not None
        if self.heir is not None:
            at.require_other_than(*self.heir.hands, subject=claim, step=step)
            if not has_died and account == self.heir.sealed.get("bank"):
                raise HeirTooEarly  # what told of the death came to nothing: it was an error
        elif has_died:
            raise HeirMissing(claim)
        if account is None:
            raise AccountMissing(claim)
        return account

    def settle_payment(self, line: PaymentLine, outcome: Outcome, at: Moment) -> int:
        """Take the bank's answer to a payment line: paid, failed, or returned after payment; fen."""
        at.require("cashier")
        its = self._claim_for(line.claim, _OUTCOMES[outcome], at)
        if (its.batch, its.instalment) != (line.batch, line.instalment):
            raise WrongBatch(line.claim, line.batch, line.instalment)
        if outcome is not BenefitPaid:
            at.require_reason(line.claim, "return of payment")
        self._step(
            outcome,
            its,
            at,
            instalment=its.instalment,
            batch=line.batch,
            bank_account=line.bank_account,
            amount_fen=its.approved_fen,
            after_advance=its.approved_fen < its.granted_fen or None,
        )
        return its.approved_fen
