"""Steps of a claim that need nothing but the claim: reviewed, rejected, verified, instructed, paid."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from ledger.aggregates.claim_folding import EXCUSES
from ledger.benefits import NOTHING_USED, Assessment, Loss, Usage
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_reading import Acted
from ledger.plans import PlanKey

CoverKey = tuple[str, str]  # plan code and coverage period
UsageKey = tuple[str, str, str | None]  # of them, and the insured person
Found = Iterator[tuple[Any, ...]]  # cause, recorded, re-performed, and perhaps the effect in fen


@dataclass(slots=True)
class Claimed:
    """What the record had said of one claim so far; kept apart from what aggregates keep."""

    plan: PlanKey
    key: CoverKey
    loss: Loss | None = None  # None: no filing is on record
    insured: str | None = None  # whose loss it is, by code, where it is not the member's own
    delay_excused: bool = False  # its notice was reopened on a ground that bears with a late filing
    needs_papers: bool = True  # false: settled in one stop, without an application
    papers: tuple[str, ...] = ()  # kinds of papers on record
    ended: bool = False  # rejected, withdrawn or time-barred: the loss may come again
    filed_by: tuple[str, ...] = ()  # the officer's code and login, as in every step below
    assessed_by: tuple[str, ...] = ()
    reviewed_by: tuple[str, ...] = ()  # of the last assessment
    rejected_by: tuple[str, ...] = ()  # all who ever rejected it
    assessments: int = 0
    assessed: Assessment | None = None
    stands: bool = False  # the last assessment has not been set aside since
    counts: bool = False  # towards the period's deductible, should it be rejected at nothing
    came_to_nothing: bool = False  # rejected on an assessment at nothing
    joined: tuple[str, ...] = ()  # claims whose stays count as one with it
    usage_seen: Usage = NOTHING_USED
    approved_fen: int = 0
    offset_fen: int = 0  # of it, what an advance had already paid
    approved_by: tuple[str, ...] = ()
    is_verified: bool = False
    paid_fen: int = 0  # net of returns
    paid_at: int = 0  # position of the last payment

    @property
    def usage_key(self) -> UsageKey:
        """What limits are counted by: the cover, and the insured person."""
        return *self.key, self.insured

    @property
    def judges(self) -> set[str]:
        """Who may not decide on the claim any more."""
        return {*self.filed_by, *self.assessed_by, *self.reviewed_by, *self.rejected_by}

    @property
    def rejects_nothing(self) -> bool:
        """Whether a rejection would follow an assessment at nothing."""
        return self.stands and self.assessed is not None and not self.assessed.benefit_fen

    @property
    def due_fen(self) -> int:
        """What is to be paid: the approved benefit, less an advance."""
        return self.approved_fen - self.offset_fen


def _reviewed(step: Acted, its: Claimed) -> Found:
    if {*its.filed_by, *its.assessed_by}.intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None


def _rejected(step: Acted, its: Claimed) -> Found:
    if its.loss is None:
        yield Cause.NOT_FILED, None, None
    if its.judges.intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None


def _verified(step: Acted, its: Claimed) -> Found:
    if not its.approved_fen:
        yield Cause.NOT_APPROVED, step.amount_fen, None
        return
    if set(its.approved_by).intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None
    yield from _sum(step, its)


def _instructed(step: Acted, its: Claimed) -> Found:
    yield from _paid(step, its)
    if its.approved_fen:
        yield from _sum(step, its)


def _paid(step: Acted, its: Claimed) -> Found:
    if not its.approved_fen:
        yield Cause.NOT_APPROVED, step.amount_fen, None
    elif not its.is_verified:
        yield Cause.NOT_VERIFIED, step.amount_fen, None


def _sum(step: Acted, its: Claimed) -> Found:
    if step.amount_fen != its.due_fen:
        yield Cause.SUM_OTHER, step.amount_fen, its.due_fen


CHECKS: Mapping[str, Callable[[Acted, Claimed], Found]] = {
    "member.claim_reviewed.v1": _reviewed,
    "member.claim_rejected.v1": _rejected,
    "member.funds_verified.v1": _verified,
    "member.benefit_instructed.v1": _instructed,
    "member.benefit_paid.v1": _paid,
}


def remember(position: int, topic: str, step: Acted, its: Claimed) -> None:
    """Take in what a step says of its claim, after it was held against what was said before."""
    match topic:
        case "member.claim_reviewed.v1":
            its.reviewed_by = step.hands
        case "member.claim_rejected.v1":
            its.ended = True
            its.came_to_nothing = its.rejects_nothing
            its.rejected_by = (*its.rejected_by, *step.hands)
        case "member.claim_withdrawn.v1" | "member.claim_time_barred.v1":
            its.ended = True
        case "member.claim_reopened.v1" | "member.rejection_overturned.v1":
            its.ended = its.came_to_nothing = False
            its.delay_excused = step.ground in EXCUSES
            its.reviewed_by = ()  # it is to be decided anew
            its.stands = topic == "member.rejection_overturned.v1" and its.assessed is not None
        case "member.evidence_received.v1":
            its.papers = (*its.papers, *step.received)
        case "member.evidence_requested.v1":
            its.stands, its.reviewed_by = False, ()
        case "member.claim_approved.v1":
            its.approved_fen, its.approved_by = step.amount_fen, step.hands
        case "member.advance_offset.v1":
            its.offset_fen += step.amount_fen
        case "member.funds_verified.v1":
            its.is_verified = True
        case "member.benefit_paid.v1":
            its.paid_fen, its.paid_at = its.paid_fen + step.amount_fen, position
        case "member.payment_returned.v1":
            its.paid_fen, its.paid_at = its.paid_fen - step.amount_fen, position
        case _:
            pass  # it bears on no later step
