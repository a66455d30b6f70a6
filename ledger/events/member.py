"""What happens to a member: enrolment, and every claim from notice to payment.

A member is a pseudonym. What rules need in clear stays in clear: sex, age in years, disease class,
amounts and dates. All else is in the vault, and an event holds at most its ciphertext's digest.
"""

# What happens to a member's claims and details is written down in `claim.py` and `details.py`, and
# found here with the rest.
# ruff: noqa: PLC0414

from __future__ import annotations

from datetime import date
from typing import Annotated, ClassVar, Literal

from pydantic import Field

from ledger.benefits import NOTHING_USED, Usage
from ledger.events.base import Code, Count, Digest, Event, Opening
from ledger.events.claim import BenefitInstructed as BenefitInstructed
from ledger.events.claim import BenefitPaid as BenefitPaid
from ledger.events.claim import ClaimApproved as ClaimApproved
from ledger.events.claim import ClaimAssessed as ClaimAssessed
from ledger.events.claim import ClaimEvent as ClaimEvent
from ledger.events.claim import ClaimFiled as ClaimFiled
from ledger.events.claim import ClaimRejected as ClaimRejected
from ledger.events.claim import ClaimSource as ClaimSource
from ledger.events.claim import FundsVerified as FundsVerified
from ledger.events.claim import Payment as Payment
from ledger.events.claim import PaymentCancelled as PaymentCancelled
from ledger.events.claim import PaymentFailed as PaymentFailed
from ledger.events.claim import PaymentReturned as PaymentReturned
from ledger.events.claim import paper_key as paper_key
from ledger.events.details import DATA_CLASSES as DATA_CLASSES
from ledger.events.details import DataClass as DataClass
from ledger.events.details import DataRestricted as DataRestricted
from ledger.events.details import DependantCorrected as DependantCorrected
from ledger.events.details import Detail as Detail
from ledger.events.details import DetailsCorrected as DetailsCorrected
from ledger.events.details import DetailsRevealed as DetailsRevealed
from ledger.events.details import DetailsSealed as DetailsSealed
from ledger.events.details import DetailsShredded as DetailsShredded
from ledger.events.details import ErasureRequested as ErasureRequested
from ledger.events.details import ShreddedClass as ShreddedClass
from ledger.events.grounds import VoidingGround
from ledger.events.used_limits import UsedParts, usage_of
from ledger.money import FenOrZero
from ledger.plans import ConditionCode, Every, PlanKey, Sex, Trigger

LeavingCause = Literal["employment_ended", "withdrew", "moved_office"]
ConsentMatter = Literal["enrolment", "deduction"]
Dependency = Literal["spouse", "child", "parent"]


class MemberRegistered(Opening):
    """A person became a member; who it is, the vault knows."""

    aggregate_topic: ClassVar[str] = "member"
    topic: Literal["member.registered.v1"] = "member.registered.v1"
    unit: Code
    sex: Sex
    sealed: dict[str, Digest]  # class of personal data: SHA-256 of its ciphertext


class CoverCarriedIn(Event):
    """Cover given before the book began, or by another office: the member renews, and is not new."""

    topic: Literal["member.cover_carried_in.v1"] = "member.cover_carried_in.v1"
    plan: PlanKey
    period: str
    unit: Code
    shares: Count
    covered_since: date  # the original start, through all renewals
    starts_on: date
    ends_on: date
    used_fen: FenOrZero  # limits already used in that coverage period
    used_claims: Count
    used_parts: UsedParts | None = None  # by which rules; absent: the sum is on every cap
    handed_over_on: date | None = None  # its last day at another office: what follows counts here
    waits_until: date | None = None  # first day on which a loss is covered, where they still wait
    used_days: dict[Trigger, Count] | None = None  # days that per diem rules paid, by kind of loss
    used_months: dict[Trigger, Count] | None = None  # months of allowances, likewise
    used_conditions: tuple[ConditionCode, ...] | None = None  # classes paid in that period
    earlier_conditions: tuple[ConditionCode, ...] | None = None  # and in those before it

    @property
    def used(self) -> Usage:
        """What was used of limits in that period, beyond what this record knew."""
        sums = self.used_claims or self.used_fen or self.used_parts
        if not (sums or self.used_days or self.used_months or self.used_conditions):
            return NOTHING_USED  # as of nearly everybody
        more = {
            "days": self.used_days or {},
            "months": self.used_months or {},
            "conditions": self.used_conditions or (),
        }
        return usage_of(self.used_claims, self.used_fen, self.used_parts).model_copy(update=more)


class Enrolled(Event):
    """A member is covered under a plan from the effective date on."""

    topic: Literal["member.enrolled.v1"] = "member.enrolled.v1"
    plan: PlanKey
    period: str
    unit: Code
    shares: Count
    contribution_fen: FenOrZero | None = None  # absent: it follows from pay, which is sealed
    ends_on: date
    age: Count  # in years, on the effective date
    renewal: bool
    waits_until: date | None = None  # first day on which a new member's loss is covered
    counts_from: date | None = None  # first day on which any loss is covered, where that is later
    every: Every | None = None  # how often so much falls due; absent: once, with the roster


class AfterEnrolment(Event):
    """What may happen to a member between enrolment and a claim."""


class EnrolmentVoided(AfterEnrolment):
    """An enrolment is undone as if it had never been, on a stated ground."""

    topic: Literal["member.enrolment_voided.v1"] = "member.enrolment_voided.v1"
    ground: VoidingGround
    plan: PlanKey
    period: str
    unit: Code
    shares: Count
    starts_on: date  # of the cover that is undone
    ends_on: date
    contribution_fen: FenOrZero  # no longer due; nothing once cover had begun
    last_due_on: date | None = None  # last due date booked for it: later instalments are not due
    suspended_since: date | None = None  # it had stood still from then to its period's end


class CoverEnded(AfterEnrolment):
    """Cover ends on the effective date, before its period does; nothing is refunded."""

    topic: Literal["member.cover_ended.v1"] = "member.cover_ended.v1"
    plan: PlanKey
    period: str
    unit: Code
    shares: Count
    starts_on: date
    period_ends_on: date  # its last day, had it run on
    suspended_since: date | None = None  # it stood still already, from that day on


class CoverSuspended(Event):
    """Cover stands still from the effective date on, for contributions in arrears."""

    topic: Literal["member.cover_suspended.v1"] = "member.cover_suspended.v1"
    plan: PlanKey
    period: str
    unit: Code
    period_ends_on: date  # the cover's last day


class CoverReinstated(Event):
    """Suspended cover runs on from the effective date; the days between stay uncovered."""

    topic: Literal["member.cover_reinstated.v1"] = "member.cover_reinstated.v1"
    plan: PlanKey
    period: str
    unit: Code
    period_ends_on: date  # the cover's last day


class SuspensionUndone(AfterEnrolment):
    """Days on which cover stood still, and no longer does, fall away with cover that goes whole.

    It comes before what takes those days: voiding, an end of cover, or a suspension dated before
    them. So no day is taken away twice.
    """

    topic: Literal["member.suspension_undone.v1"] = "member.suspension_undone.v1"
    plan: PlanKey
    period: str
    unit: Code
    starts_on: date  # the first of those days
    ends_on: date  # the last


class MemberTransferred(AfterEnrolment):
    """A member went to another unit; cover keeps its period, and the unit that contributed."""

    topic: Literal["member.transferred.v1"] = "member.transferred.v1"
    left_unit: Code
    unit: Code


class MemberLeft(AfterEnrolment):
    """A member left on the effective date; a loss after it is not covered."""

    topic: Literal["member.left.v1"] = "member.left.v1"
    unit: Code
    cause: LeavingCause
    to_office: Code | None = None  # which carries the cover on


class MemberRetired(AfterEnrolment):
    """A member retired; cover runs to the end of its period."""

    topic: Literal["member.retired.v1"] = "member.retired.v1"
    unit: Code


class MemberDied(AfterEnrolment):
    """A member died on the effective date; losses up to it are covered, that one too."""

    topic: Literal["member.died.v1"] = "member.died.v1"
    unit: Code


class DependantRecorded(Event):
    """A dependant of the member was recorded; who it is, the member's sealed identity knows."""

    topic: Literal["member.dependant_recorded.v1"] = "member.dependant_recorded.v1"
    code: Code  # the dependant's own, such as D1
    relation: Dependency
    birth_month: Annotated[str, Field(pattern=r"^\d{4}-(0[1-9]|1[0-2])$")]
    sealed: dict[str, Digest]  # class of personal data: SHA-256 of its new ciphertext


class ConsentGiven(AfterEnrolment):
    """A member consented; the document says where the signature is kept."""

    topic: Literal["member.consent_given.v1"] = "member.consent_given.v1"
    matter: ConsentMatter


class ConsentRefused(AfterEnrolment):
    """A member refused, or took a consent back: taking part is voluntary."""

    topic: Literal["member.consent_refused.v1"] = "member.consent_refused.v1"
    matter: ConsentMatter


MemberEvent = (
    MemberRegistered
    | DetailsSealed
    | DetailsCorrected
    | DetailsRevealed
    | ErasureRequested
    | DataRestricted
    | DetailsShredded
    | CoverCarriedIn
    | Enrolled
    | EnrolmentVoided
    | CoverEnded
    | CoverSuspended
    | CoverReinstated
    | SuspensionUndone
    | MemberTransferred
    | MemberLeft
    | MemberRetired
    | MemberDied
    | DependantRecorded
    | DependantCorrected
    | ConsentGiven
    | ConsentRefused
    | ClaimFiled
    | ClaimAssessed
    | ClaimApproved
    | ClaimRejected
    | FundsVerified
    | BenefitInstructed
    | BenefitPaid
    | PaymentFailed
    | PaymentCancelled
    | PaymentReturned
)
