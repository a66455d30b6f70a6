"""A claim's plain way: filed, assessed, decided, paid. What may lie beside it is in `claim_life.py`."""

from __future__ import annotations

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from ledger.benefits import Loss, Step
from ledger.benefits.losses import INPATIENT, last_day
from ledger.events.base import Code, Count, Digest, Event, Key
from ledger.events.grounds import RejectionGround
from ledger.money import Fen, FenOrZero
from ledger.plans import ConditionCode, PlanClass, PlanKey, plan_code

ClaimSource = Literal["application", "settlement", "take_over"]
Claimant = Literal["member", "relative", "heir", "unit", "agency"]
Insured = Literal["member", "spouse", "child", "parent"]
PoolMonth = Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]


def insured_of(relation: str | None, code: str | None = None) -> str | None:
    """Return whose loss a claim is for: a dependant's code, or none where it is the member's.

    Where a record says no code, all dependants of the relation count as one person.
    """
    return None if relation in (None, "member") else code or relation


class ClaimEvent(Event):
    """What every step of a claim says: whose plan, period, unit and fund it belongs to."""

    claim: Code
    plan: PlanKey
    plan_class: PlanClass
    period: str
    unit: Code
    fund: Code


class ClaimFiled(ClaimEvent):
    """A claim came in, by application, one-stop settlement, or open at take-over."""

    topic: Literal["member.claim_filed.v1"] = "member.claim_filed.v1"
    source: ClaimSource
    loss: Loss
    incident: Code | None = None  # shared by the claims of one incident, each paid by itself
    settlement: Code | None = None  # the settling agency's number
    evidence: tuple[str, ...] = ()
    claimant: Claimant | None = None  # who claims; absent: the member
    insured: Insured | None = None  # whose loss it is; absent: the member's
    insured_code: Code | None = None  # which of the member's dependants, by the code on record
    notified_on: date | None = None  # its notice took the claim's number already
    attempt: Count | None = None  # how often its papers were claimed before, without a benefit

    def keys(self) -> tuple[Key, ...]:
        """Return the claim's number, the settling agency's, and each paper under the plan.

        A paper is claimed once under a plan in the whole book, unless the claims before came to
        nothing.
        """
        keys = [] if self.notified_on else [Key("claim", self.claim)]
        if self.settlement:
            keys.append(Key("settlement", self.settlement))
        keys += [
            Key("paper", paper_key(self.plan, self.loss.hospital, paper, self.attempt or 0))
            for paper in self.loss.papers or ()
        ]
        return tuple(keys)

    @property
    def told_after(self) -> int | None:
        """How many days after its end the loss was told: by its notice, or else by this filing.

        None where nobody had to tell of it: the agency that settles a bill (一站式结算) knows of it,
        and a claim that was taken over was told to another office. None also for a stay that goes on.
        """
        loss = self.loss
        if self.source != "application" or (loss.ended_on is None and loss.trigger in INPATIENT):
            return None
        return max(0, ((self.notified_on or self.effective_on) - last_day(loss)).days)


def paper_key(plan: PlanKey, hospital: str | None, paper: str, attempt: int = 0) -> str:
    """Return how a paper is known in the book: "CD-HOSP/number/hospital", and which attempt.

    Where no hospital is said, its place is empty.
    """
    own = f"{papers_numbered(plan, paper)}{hospital or ''}"
    return f"{own}/{attempt}" if attempt else own


def papers_numbered(plan: PlanKey, paper: str) -> str:
    """Return how the keys of all papers of a number begin, whatever the hospital."""
    return f"{plan_code(plan)}/{paper}/"


class ClaimAssessed(ClaimEvent):
    """The benefit was worked out from the terms, line by line."""

    topic: Literal["member.claim_assessed.v1"] = "member.claim_assessed.v1"
    shares: Count
    benefit_fen: FenOrZero
    indemnity_fen: FenOrZero  # the part that indemnity rules pay: it has its own caps
    days: Count  # days that per diem rules pay
    condition: ConditionCode | None = None  # the class that a fixed sum is paid for
    damage_fen: Fen | None = None  # the part that loss shares pay: each has its own cap
    steps: tuple[Step, ...]
    joins: tuple[Code, ...] | None = None  # claims whose stays count as one with this one
    account_fen: Fen | None = None  # counts towards the period's deductible, though nothing is due
    pool_fen: FenOrZero | None = None  # the month's pool, where the benefit is a part of it
    pool_claims: Count | None = None  # how many claims share it
    pool_place: Count | None = None  # this one's place among them, from 1
    pool_month: PoolMonth | None = None  # whose pool it is: a month's is shared out once


class ClaimApproved(ClaimEvent):
    """The office granted a benefit; the fund owes it from this moment."""

    topic: Literal["member.claim_approved.v1"] = "member.claim_approved.v1"
    approved_fen: Fen


class ClaimRejected(ClaimEvent):
    """The office refused a benefit, on a stated ground that can be appealed."""

    topic: Literal["member.claim_rejected.v1"] = "member.claim_rejected.v1"
    ground: RejectionGround
    appeal_ends_on: date | None = None  # the last day of appeal; absent: no term is set


class FundsVerified(ClaimEvent):
    """The finance check: the fund can pay, said by someone else than the approver."""

    topic: Literal["member.funds_verified.v1"] = "member.funds_verified.v1"
    amount_fen: Fen


class BenefitInstructed(ClaimEvent):
    """A benefit went into a payment batch, for the account the member had named."""

    topic: Literal["member.benefit_instructed.v1"] = "member.benefit_instructed.v1"
    instalment: Count  # 1, and one more each time a payment comes back, or is cancelled
    batch: Code
    amount_fen: Fen
    payee: Digest  # of the sealed account

    def keys(self) -> tuple[Key, ...]:
        """Return the payment line: a batch pays an instalment of a claim once."""
        return (Key("payment", f"{self.batch}/{self.claim}/{self.instalment}"),)


class Payment(ClaimEvent):
    """What every outcome of a payment line says."""

    instalment: Count
    batch: Code
    bank_account: Code
    amount_fen: Fen
    after_advance: Literal[True] | None = None  # the benefit's rest: an advance had paid a part
    after_payment: Literal[True] | None = None  # likewise: an earlier payment of it stands


class BenefitPaid(Payment):
    """The bank paid a benefit out."""

    topic: Literal["member.benefit_paid.v1"] = "member.benefit_paid.v1"


class PaymentFailed(Payment):
    """The bank did not pay a line; no money moved, and the benefit is owed again."""

    topic: Literal["member.payment_failed.v1"] = "member.payment_failed.v1"


class PaymentCancelled(ClaimEvent):
    """A batch was taken back before its release, and this line with it; the benefit is owed again."""

    topic: Literal["member.payment_cancelled.v1"] = "member.payment_cancelled.v1"
    instalment: Count
    batch: Code
    amount_fen: Fen


class PaymentReturned(Payment):
    """A paid benefit came back (退票); the benefit is owed again."""

    topic: Literal["member.payment_returned.v1"] = "member.payment_returned.v1"
