"""Steps of a claim that need nothing but the claim: reviewed, rejected, verified, instructed, paid."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any, NamedTuple

from ledger.aggregates.claim_folding import EXCUSES
from ledger.benefits import NOTHING_USED, Assessment, Loss, Usage
from ledger.benefits.usages import UsageKey
from ledger.events.claim import insured_of
from ledger.events.grounds import NOTHING_IS_DUE
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_reading import Acted
from ledger.plans import PlanKey


class Pooled(NamedTuple):
    """A claim's part of a month's pool, as its assessment says."""

    position: int
    plan: PlanKey
    fund: str
    month: str
    pool_fen: int
    claims: int
    place: int


class Instructed(NamedTuple):
    """A claim's line in a payment batch."""

    position: int
    batch: str | None
    payee: str | None  # digest of the account


CoverKey = tuple[str, str]  # plan code and coverage period
Found = Iterator[tuple[Any, ...]]  # cause, recorded, re-performed, and perhaps the effect in fen


@dataclass(slots=True)
class Claimed:
    """What the record had said of one claim so far; kept apart from what aggregates keep."""

    code: str
    plan: PlanKey
    key: CoverKey
    loss: Loss | None = None  # None: no filing is on record
    insured: str | None = None  # whose loss it is, by code, where it is not the member's own
    notified_for: tuple[str | None] | None = None  # whose loss its notice was for; None: no notice
    delay_excused: bool = False  # its notice was reopened on a ground that bears with a late filing
    needs_papers: bool = True  # false: settled in one stop, without an application
    papers: tuple[str, ...] = ()  # kinds of papers on record
    ended: bool = False  # rejected, withdrawn or time-barred
    filed_by: tuple[str, ...] = ()  # the officer's code and login, as in every step below
    assessed_by: tuple[str, ...] = ()
    reviewed_by: tuple[str, ...] = ()  # of the last assessment
    rejected_by: tuple[str, ...] = ()  # all who ever rejected it
    appealed_by: tuple[str, ...] = ()  # against the last rejection
    handled_by: tuple[str, ...] = ()  # all who advanced, ended or reopened it, or heard an appeal
    assessments: int = 0
    assessed: Assessment | None = None
    stands: bool = False  # the last assessment has not been set aside since
    counts: bool = False  # towards the period's deductible, should it be rejected at nothing
    came_to_nothing: bool = False  # rejected because nothing is due, and its loss not claimed again
    joined: tuple[str, ...] = ()  # claims whose stays count as one with it
    usage_seen: Usage = NOTHING_USED
    approved_fen: int = 0
    offset_fen: int = 0  # of it, what an advance had already paid
    approved_by: tuple[str, ...] = ()
    approved_on: str = ""  # ISO
    verified_by: tuple[str, ...] = ()
    advanced_by: tuple[str, ...] = ()  # who granted an advance
    advance_open_fen: int = 0  # paid out as an advance, and neither came back nor was set off
    found_by: tuple[str, ...] = ()  # who found an overpayment
    demanded_by: tuple[str, ...] = ()
    pool: Pooled | None = None  # the part of a month's pool that the last assessment gives it
    back_fen: int = 0  # of the benefit, what was overpaid and came back
    overpaid_fen: int = 0  # demanded as overpaid, and nobody brought it back yet
    kept_back_fen: int = 0  # of the benefit, what settled that because it was not paid out
    keeps_back_fen: int = 0  # of that, what the latest step settles
    received_fen: int = 0  # of what came back, what had been paid out
    restored_fen: int = 0  # asked back in error, and owed again
    standing_fen: int = 0  # paid before that, net of returns: it stands
    found_fen: int = 0  # found overpaid, and not demanded
    demanded_fen: int = 0  # found and demanded, less what was an error
    borne_fen: int = 0  # of overpayments, what was written off
    advance_borne_fen: int = 0  # of advances, likewise
    settled_on: str = ""  # ISO: when an overpayment last grew or was settled
    is_verified: bool = False
    is_out: bool = False  # the bank is to pay it, or has
    is_awaited: bool = False  # the bank is to pay it, and has not answered
    paid_fen: int = 0  # net of returns
    paid_at: int = 0  # position of the last payment
    instructed: Instructed | None = None  # the last payment line

    @property
    def usage_key(self) -> UsageKey:
        """What limits are counted by: the cover, and the insured person."""
        return *self.key, self.insured

    @property
    def judges(self) -> set[str]:
        """Who may not decide on the claim any more."""
        return {*self.filed_by, *self.assessed_by, *self.reviewed_by, *self.rejected_by}

    @property
    def took_part(self) -> set[str]:
        """Who may not hear an appeal."""
        return self.judges | {*self.appealed_by, *self.handled_by}

    @property
    def rejects_nothing(self) -> bool:
        """Whether a rejection would follow an assessment at nothing."""
        return self.stands and self.assessed is not None and not self.assessed.benefit_fen

    def at_nothing(self, step: Acted) -> bool:
        """Tell whether a rejection says that nothing is due, of an assessment that says so."""
        return self.rejects_nothing and step.ground in NOTHING_IS_DUE

    @property
    def kept_fen(self) -> int:
        """What was approved, less what came back because it was overpaid: limits are used by it."""
        return self.approved_fen - self.back_fen

    @property
    def leaves_nothing(self) -> bool:
        """Whether its loss may come again: it ended without a benefit, or the whole of it came back."""
        return self.ended or bool(self.approved_fen and not self.kept_fen)

    @property
    def due_fen(self) -> int:
        """What is to be paid out in all: the approved benefit, less an advance and what is kept back.

        What was asked back in error, and came back, is paid a second time.
        """
        return self.approved_fen - self.offset_fen - self.kept_back_fen + self.restored_fen

    @property
    def left_fen(self) -> int:
        """What of it the next payment is: all but what an earlier one paid, and stands."""
        return self.due_fen - self.standing_fen

    def keep_back(self) -> None:
        """Let a benefit that is not paid out settle what was overpaid of it."""
        if self.is_verified and not self.is_out:
            self.keeps_back_fen = min(self.overpaid_fen, self.left_fen)
            self.kept_back_fen += self.keeps_back_fen
            self.overpaid_fen -= self.keeps_back_fen


def _reviewed(step: Acted, its: Claimed) -> Found:
    if {*its.filed_by, *its.assessed_by}.intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None


def _rejected(step: Acted, its: Claimed) -> Found:
    if its.loss is None:
        yield Cause.NOT_FILED, None, None
    if its.judges.intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None


def heard(step: Acted, its: Claimed) -> Found:
    """Find that an appeal was heard by who had taken part before."""
    if its.took_part.intersection(step.hands):
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


def _revoked(step: Acted, its: Claimed) -> Found:
    if not its.approved_fen:
        yield Cause.NOT_APPROVED, step.amount_fen, None
    elif step.amount_fen != its.approved_fen:
        yield Cause.SUM_OTHER, step.amount_fen, its.approved_fen
    if its.judges.intersection(step.hands):
        yield Cause.SAME_HANDS, step.hands[0], None


def _sum(step: Acted, its: Claimed) -> Found:
    if step.amount_fen != its.left_fen:
        yield Cause.SUM_OTHER, step.amount_fen, its.left_fen


def _restored(step: Acted, its: Claimed) -> Found:
    """Find more owed again than had come back, or other parts of it than there were."""
    if step.amount_fen > its.back_fen:
        yield Cause.SUM_OTHER, step.amount_fen, its.back_fen
    received = max(0, step.amount_fen - (its.back_fen - its.received_fen))
    if step.received_fen != received:
        yield Cause.SUM_OTHER, step.received_fen, received
    left = its.due_fen - its.paid_fen + step.amount_fen
    if step.left_fen != left:
        yield Cause.SUM_OTHER, step.left_fen, left


def _kept_back(step: Acted, its: Claimed) -> Found:
    if step.owed_fen + step.written_off_fen != its.keeps_back_fen:
        yield Cause.SUM_OTHER, step.owed_fen + step.written_off_fen, its.keeps_back_fen


CHECKS: Mapping[str, Callable[[Acted, Claimed], Found]] = {
    "member.claim_reviewed.v1": _reviewed,
    "member.claim_rejected.v1": _rejected,
    "member.rejection_upheld.v1": heard,
    "member.approval_revoked.v1": _revoked,
    "member.funds_verified.v1": _verified,
    "member.benefit_instructed.v1": _instructed,
    "member.benefit_paid.v1": _paid,
    "member.overpayment_offset.v1": _kept_back,
    "member.benefit_restored.v1": _restored,
}


_HANDLED = frozenset(
    {
        "member.advance_granted.v1",
        "member.claim_withdrawn.v1",
        "member.claim_time_barred.v1",
        "member.claim_reopened.v1",
        "member.approval_revoked.v1",
        "member.rejection_upheld.v1",
        "member.rejection_overturned.v1",
    }
)


def remember(topic: str, step: Acted, its: Claimed) -> None:
    """Take in what a step says of its claim, after it was held against what was said before."""
    if topic in _HANDLED:
        its.handled_by = (*its.handled_by, *step.hands)
    match topic:
        case "member.claim_notified.v1":
            its.notified_for = (insured_of(step.insured, step.insured_code),)
        case "member.claim_appealed.v1":
            its.appealed_by = step.hands
        case "member.claim_reviewed.v1":
            its.reviewed_by = step.hands
        case "member.claim_rejected.v1":
            its.ended = True
            its.came_to_nothing = its.at_nothing(step)
            its.rejected_by, its.appealed_by = (*its.rejected_by, *step.hands), ()
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
            its.approved_on = step.effective_on
        case "member.benefit_restored.v1":
            its.approved_by = (*its.approved_by, *step.hands)
            its.approved_on = step.effective_on
        case "member.approval_revoked.v1":
            its.handled_by = (*its.handled_by, *its.approved_by)
            its.approved_fen = its.back_fen = 0
            its.approved_by, its.is_verified = (), False
            its.stands, its.reviewed_by = False, ()  # it is to be decided anew
        case _:
            pass  # it bears on no later step, or by its money alone
