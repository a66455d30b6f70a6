"""One claim in a member's hands: its stage, and what earlier steps said of it."""

from dataclasses import dataclass, field
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.benefits import Assessment, Decided, Loss, Usage
from ledger.benefits.losses import INPATIENT, last_day
from ledger.events.claim import insured_of
from ledger.events.claim_life import ClaimNotified
from ledger.events.member import ClaimFiled
from ledger.events.unpaid import UNPAID_STAGES
from ledger.plans import PlanKey

NOTIFIED, FILED, EVIDENCE_REQUESTED = "notified", "filed", "evidence_requested"
ASSESSED, REVIEWED, APPROVED, REJECTED = "assessed", "reviewed", "approved", "rejected"
APPEALED, WITHDRAWN, TIME_BARRED = "appealed", "withdrawn", "time_barred"
VERIFIED, INSTRUCTED, PAID, SETTLED = "verified", "instructed", "paid", "settled"

STAGES: Final = (
    *(NOTIFIED, FILED, EVIDENCE_REQUESTED, ASSESSED, REVIEWED, APPROVED, REJECTED, APPEALED),
    *(WITHDRAWN, TIME_BARRED, VERIFIED, INSTRUCTED, PAID, SETTLED),
)
UNDECIDED: Final = (FILED, EVIDENCE_REQUESTED, ASSESSED, REVIEWED)
UNPAID: Final = UNPAID_STAGES  # granted, and the money has not gone out
WITHOUT_BENEFIT: Final = (REJECTED, WITHDRAWN, TIME_BARRED)  # ended; the loss may be claimed again
ENDED: Final = (PAID, SETTLED, *WITHOUT_BENEFIT)
ADVANCE, OVERPAYMENT = "advance", "overpayment"  # the debts that a claim can leave


class PoolPart(NamedTuple):
    """A claim's part of a month's pool, as its latest assessment says."""

    month: str
    pool_fen: int
    claims: int
    place: int  # among those claims, from 1


@dataclass(slots=True)
class Claim:
    """A claim's standing."""

    code: str
    plan: PlanKey
    dimensions: dict[str, Any]  # plan, class, period, unit and fund, as every step repeats them
    loss: Loss
    filed_as: tuple[str, str]  # the officer's code and login, as in every step below
    stepped_on: date  # the latest day of a step that others rest on
    stage: str = FILED
    notified_on: date | None = None  # only notified so far, on that day: its papers are not there
    told_after: int | None = None  # days from the end of the loss to its notice, where it is due
    incident: str | None = None
    insured: str | None = None  # whose loss it is, by code, where it is not the member's own
    source: str = "application"
    evidence: tuple[str, ...] = ()  # kinds of papers on file
    shares: int = 0
    missing: tuple[str, ...] = ()  # kinds of papers that are asked for
    missing_due_on: date | None = None
    delay_excused: bool = False  # it may be filed after the limitation
    assessed_as: tuple[str, ...] = ()
    benefit_fen: int = 0
    indemnity_fen: int = 0
    days: int = 0
    condition: str | None = None  # the class that its benefit is paid for
    damage_fen: int = 0
    drawn_fen: int = 0  # what it adds to what the account of the period comes to
    joins: tuple[str, ...] = ()  # claims whose stays count as one with this one
    pool: PoolPart | None = None  # of a month's pool, that its assessment gives it
    account_fen: int = 0  # counts towards the period's deductible, though nothing is due
    came_to_nothing: bool = False  # rejected because nothing is due, and its loss not claimed again
    usage_seen: Usage | None = None  # what was used when the benefit was worked out
    reviewed_as: tuple[str, ...] = ()
    approved_as: tuple[str, ...] = ()
    granted_fen: int = 0  # the whole benefit that was approved
    granted_at: int = 0  # version of the member at its last approval
    approved_fen: int = 0  # of it, what is to be paid: less an advance, and what was overpaid
    advance_offset_fen: int = 0  # of it, what an advance had paid
    rejected_as: tuple[str, ...] = ()  # all who ever rejected it
    rejected_for: str | None = None  # the ground of the last rejection, as a code
    closed_as: tuple[str, ...] = ()  # who rejected, withdrew or barred it last
    handled_as: tuple[str, ...] = ()  # all who withdrew, barred or reopened it, or heard an appeal
    appeal_ends_on: date | None = None
    appealed_as: tuple[str, ...] = ()  # empty: nobody appealed yet
    verified_as: tuple[str, ...] = ()
    instalment: int = 0
    batch: str | None = None
    paid_on: date | None = None  # the bank's value date of the latest payment
    is_urgent: bool = False
    advance_as: tuple[str, ...] = ()
    advance_granted_fen: int = 0  # and not yet paid out
    advanced_fen: int = 0  # all that was ever granted as an advance
    found_as: tuple[str, ...] = ()
    found_fen: int = 0  # found overpaid, and not yet demanded
    demanded_fen: int = 0  # all that was ever found and demanded
    demanded_as: tuple[str, ...] = ()
    owed_fen: dict[str, int] = field(default_factory=dict)  # by debt: what is still to come back
    owed_since: dict[str, date] = field(default_factory=dict)  # by debt: when it first arose
    owed_until: dict[str, date] = field(default_factory=dict)  # by debt: when it last changed
    back_fen: int = 0  # of the benefit, what was overpaid and came back
    back_at: int = 0  # version of the member when the first of it came back
    received_fen: int = 0  # of it, what had been paid out; the rest never was
    restored_fen: int = 0  # all that was asked back in error and is owed again, paid or not
    restored_at: int = 0  # version of the member when the last of it was
    due_again_fen: int = 0  # of it, what is not paid yet
    standing_fen: int = 0  # what was paid before something was owed again, and stands
    advance_borne_fen: int = 0  # of advances, what the fund bears: it was written off
    borne_fen: int = 0  # of overpayments, what the fund bears: it was written off
    recoveries: dict[str, int] = field(default_factory=dict)  # by debt: how many instalments came

    @classmethod
    def filed(cls, event: ClaimFiled, notice: "Claim | None" = None) -> "Claim":
        """Start from the filing; of a notice before it the urgent mark stays."""
        return cls(
            event.claim,
            event.plan,
            _dimensions(event),
            event.loss,
            event.hands,
            event.effective_on,
            incident=event.incident,
            insured=insured_of(event.insured, event.insured_code),
            source=event.source,
            evidence=event.evidence,
            told_after=event.told_after,
            is_urgent=notice is not None and notice.is_urgent,
        )

    @classmethod
    def notified(cls, event: ClaimNotified) -> "Claim":
        """Start from the notice: of the loss only its kind and day are known."""
        return cls(
            event.claim,
            event.plan,
            _dimensions(event),
            Loss(trigger=event.trigger, occurred_on=event.occurred_on),
            event.hands,
            event.effective_on,
            stage=NOTIFIED,
            notified_on=event.effective_on,
            told_after=event.told_after,
            incident=event.incident,
            insured=insured_of(event.insured, event.insured_code),
        )

    @property
    def of_member(self) -> bool:
        """Whether the loss is the member's own, and not a dependant's."""
        return self.insured is None

    @property
    def tells_of_death(self) -> bool:
        """Whether it is for a death, and has not come to nothing."""
        return self.loss.trigger == "death" and not self.leaves_nothing

    @property
    def leaves_nothing(self) -> bool:
        """Whether nothing of it is left with the member, so that its loss may be claimed again.

        It ended without a benefit; or the whole benefit was asked back, and came back.
        """
        return self.stage in WITHOUT_BENEFIT or bool(self.granted_fen and not self.kept_fen)

    @property
    def decided(self) -> Decided | None:
        """What was decided on it, where that bears on stays that count as one with it."""
        if not self.kept_fen and not self.came_to_nothing:
            return None
        return Decided(self.code, self.loss, self.assessment, self.kept_fen)

    @property
    def kept_fen(self) -> int:
        """What was granted on it, less what came back because it was overpaid."""
        return self.granted_fen - self.back_fen

    def borne_of(self, debt: str) -> int:
        """Return how much of a debt the fund bears, because it was written off; fen."""
        return self.borne_fen if debt == OVERPAYMENT else self.advance_borne_fen

    @property
    def assessment(self) -> Assessment:
        """What it was assessed at last, as far as others rest on it."""
        parts = self.indemnity_fen, self.days, self.condition, self.damage_fen, self.drawn_fen
        return Assessment(self.benefit_fen, (), None, *parts)

    @property
    def is_ended(self) -> bool:
        """Whether nothing is to be decided, paid or recovered any more."""
        return self.stage in ENDED and not any(self.owed_fen.values()) and not self.found_fen


def same_loss(one: Loss, other: Loss) -> bool:
    """Tell whether two losses of one person are one: of a kind, on a day.

    Two diseases of different classes that are found on one day are two: each class is paid once.
    """
    if (one.trigger, one.occurred_on) != (other.trigger, other.occurred_on):
        return False
    classes = {one.condition, other.condition} - {None}
    return one.trigger != "diagnosis" or len(classes) < 2


def stays_overlap(one: Loss, other: Loss) -> bool:
    """Tell whether two stays of one person share more than the day of a transfer.

    A discharge not known leaves the day of admission alone.
    """
    if one.trigger not in INPATIENT or other.trigger not in INPATIENT:
        return False
    return one.occurred_on < last_day(other) and other.occurred_on < last_day(one)


def _dimensions(event: ClaimFiled | ClaimNotified) -> dict[str, Any]:
    return {
        "claim": event.claim,
        "plan": event.plan,
        "plan_class": event.plan_class,
        "period": event.period,
        "unit": event.unit,
        "fund": event.fund,
    }


@dataclass(frozen=True, slots=True)
class Filing:
    """What a claim says when it comes in."""

    claim: str
    plan: str  # the plan's code, or a version's key; the cover decides the version
    loss: Loss
    source: str = "application"
    incident: str | None = None
    settlement: str | None = None
    evidence: tuple[str, ...] = ()
    claimant: str | None = None
    insured: str | None = None
    dependant: str | None = None  # the code on record of whose loss it is
    attempt: int | None = None  # where another's claim on the same papers came to nothing


class PaymentLine(NamedTuple):
    """A line of a payment batch, as the bank's return file names it."""

    claim: str
    batch: str
    instalment: int
    bank_account: str
