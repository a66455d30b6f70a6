"""Refusals after enrolment: cover that ends or stands still, consent, leaving, dependants."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class EnrolmentClaimed(LedgerError):
    """An enrolment that a claim rests on is not undone."""

    code = "roster.enrolment_claimed"
    says = "claim {claim} rests on the enrolment under {plan} for {period}; it stands"
    says_zh = "案件 {claim} 依据 {plan} {period} 期的参保，该参保不能撤销"
    claim: str
    plan: str
    period: str


@dataclass(eq=False)
class CoverStandsStill(LedgerError):
    """Cover that stands still is reinstated before its enrolment is undone."""

    code = "roster.cover_suspended"
    says = "cover under {plan} for {period} is suspended; reinstate it first"
    says_zh = "{plan} {period} 期的保障处于中止状态；请先恢复"
    plan: str
    period: str


@dataclass(eq=False)
class ConsentRefusedBefore(LedgerError):
    """Taking part is voluntary: who refused is enrolled only after consenting (自愿参加)."""

    code = "roster.consent_refused"
    says = "the member refused consent to {matter}; record a consent first"
    says_zh = "会员此前不同意（{matter}）；须先登记其同意"
    matter: str


@dataclass(eq=False)
class CoverBeginsLater(LedgerError):
    """Cover that has not begun is voided, so that what was paid for it goes back."""

    code = "member.cover_begins_later"
    says = "cover under {plan} begins only on {day}; void that enrolment first"
    says_zh = "{plan} 的保障自 {day} 才开始；请先撤销该参保"
    plan: str
    day: date


@dataclass(eq=False)
class ClaimOpenAfter(LedgerError):
    """A claim for a loss after the member went is decided before their going is recorded."""

    code = "member.claim_open_after"
    says = "claim {claim} is open for a loss of {day}, after {gone_on}; decide it first"
    says_zh = "案件 {claim} 的事故日期 {day} 在 {gone_on} 之后且尚未决定；请先处理该案件"
    claim: str
    day: date
    gone_on: date


@dataclass(eq=False)
class AlreadyGone(LedgerError):
    """Who died takes part in nothing new, and who left only by enrolling again."""

    code = "member.already_gone"
    says = "the member {how} on {gone_on}"
    says_zh = "该会员已于 {gone_on} {how}"
    how: str
    gone_on: date


@dataclass(eq=False)
class DependantKnown(LedgerError):
    """A dependant is recorded once, under a code of their own."""

    code = "member.dependant_known"
    says = "dependant {dependant} is already on record"
    says_zh = "家属 {dependant} 已有记录"
    dependant: str
