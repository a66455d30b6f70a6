"""A member after enrolment: voided, moved, retired, gone; and what they consented to.

What is paid, and to whom money goes back, is decided in `remittance.py`.
"""

from datetime import date
from typing import NamedTuple, assert_never

from ledger.aggregates import claim as stages
from ledger.aggregates.claim import Claim, Filing
from ledger.aggregates.claims import TermsOf
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.aggregates.voiding import A_DAY, Voidable
from ledger.benefits.losses import goes_past, last_day
from ledger.errors import (
    AlreadyGone,
    ClaimOpenAfter,
    ConsentRefusedBefore,
    CoverBeginsLater,
    DeathContradicted,
    DiedBefore,
    DocumentMissing,
    LossAfterDeparture,
)
from ledger.events.claim import insured_of
from ledger.events.member import (
    ConsentGiven,
    ConsentMatter,
    ConsentRefused,
    CoverEnded,
    EnrolmentVoided,
    LeavingCause,
    MemberDied,
    MemberLeft,
    MemberRetired,
    MemberTransferred,
    SuspensionUndone,
)

_OPEN = (stages.NOTIFIED, *stages.UNDECIDED)
LaterEvent = (
    EnrolmentVoided
    | CoverEnded
    | SuspensionUndone
    | MemberTransferred
    | MemberLeft
    | MemberRetired
    | MemberDied
    | ConsentGiven
    | ConsentRefused
)


class Departure(NamedTuple):
    """How a member went, and the last day on which a loss is covered."""

    how: str  # left or died
    on: date


class Membership(Voidable):
    """The part of a member to whom things happen between enrolment and a claim."""

    def prepare(self) -> None:
        """Start as somebody who is there, and has said nothing yet."""
        super().prepare()
        self.unit = ""
        self.departed: Departure | None = None
        self.retired_on: date | None = None
        self.consents: dict[ConsentMatter, bool] = {}

    # --- going ---

    def transfer(self, unit: str, at: Moment) -> None:
        """Move to another unit; in the same one already, nothing is recorded.

        Cover keeps its period, and stays with the unit that contributed for it.
        """
        at.require("enrolment")
        self._require_there()
        if unit != self.unit:
            self.record(MemberTransferred, at, left_unit=self.unit, unit=unit)

    def leave(self, cause: LeavingCause, to_office: str | None, at: Moment) -> None:
        """Leave on the effective date, with reason: cover ends with that day."""
        at.require("enrolment")
        at.require_reason("member", "leaving")
        self._require_there()
        self._end_covers(at)
        facts = {"unit": self.unit, "cause": cause, "to_office": to_office}
        self.record(MemberLeft, at, **facts)

    def retire(self, at: Moment) -> None:
        """Retire: cover runs to the end of its period; once retired, nothing is recorded."""
        at.require("enrolment")
        self._require_there()
        if self.retired_on is None:
            self.record(MemberRetired, at, unit=self.unit)

    def die(self, at: Moment) -> None:
        """Record a death on the effective date, on its document: cover ends with that day.

        The death itself is a covered loss, and earlier ones may still be claimed.
        """
        at.require("enrolment")
        if self.departed is not None and self.departed.how == "died":
            raise AlreadyGone(*self.departed)
        if at.document is None:
            raise DocumentMissing("member", "death")
        self._require_day_of_death(at.effective_on)
        self._end_covers(at)
        self.record(MemberDied, at, unit=self.unit)

    def death_of(self, insured: str | None) -> date | None:
        """Return the day of a person's death, the member's own by itself as well."""
        if insured is None and self.departed is not None and self.departed.how == "died":
            return self.departed.on
        return super().death_of(insured)

    def require_decidable(self, its: Claim) -> None:
        """Refuse likewise where the member's death is on record by itself."""
        super().require_decidable(its)
        gone = self.departed
        died = gone is not None and gone.how == "died" and its.of_member
        if died and gone is not None and goes_past(its.loss, gone.on):
            raise LossAfterDeparture(its.code, last_day(its.loss), *gone)

    def _require_day_of_death(self, day: date) -> None:
        """Refuse another day than that of a claim for the member's death, unless it came to nothing."""
        for its in self.claims.values():
            if its.of_member and its.tells_of_death and its.loss.occurred_on != day:
                raise DeathContradicted(its.code, its.loss.occurred_on, day)

    def _end_covers(self, at: Moment) -> None:
        day = at.effective_on
        ending = self._ending(day)
        for cover in ending:
            if cover.starts_on > day:
                raise CoverBeginsLater(cover.plan, cover.starts_on)
        for claim in self.claims.values():
            if claim.stage in _OPEN and claim.loss.occurred_on > day:
                raise ClaimOpenAfter(claim.code, claim.loss.occurred_on, day)
        for cover in ending:
            still = self.standing_still(cover)
            self.undo_stills(cover, day + A_DAY, at)
            self.record(
                CoverEnded,
                at,
                plan=cover.plan,
                period=cover.period,
                unit=cover.unit,
                shares=cover.shares,
                starts_on=cover.starts_on,
                period_ends_on=cover.ends_on,
                suspended_since=still and still.since,
            )

    def claims_after(self, day: date) -> tuple[str, ...]:
        """Name the claims that a benefit was approved for, and whose loss came after a day.

        After a death also those of the member's own on their way: the last day of a stay decides.
        """
        died = self.departed is not None and self.departed.how == "died"
        return tuple(
            its.code
            for its in self.claims.values()
            if (its.granted_fen and its.loss.occurred_on > day)
            or (died and its.of_member and not its.leaves_nothing and goes_past(its.loss, day))
        )

    def _ending(self, day: date) -> list[Cover]:
        return [cover for cover in self.covers if cover.ends_on > day]

    def _require_there(self) -> None:
        if self.departed is not None:
            raise AlreadyGone(*self.departed)

    def file_claim(self, filing: Filing, terms_of: TermsOf, at: Moment) -> None:
        """File a claim for a loss while the member was there."""
        at.require("assessor")
        loss, gone = filing.loss, self.departed
        whose = insured_of(filing.insured, filing.dependant)
        last = self.cover_day(loss, whose)  # a funeral comes after the death
        if gone is not None and gone.how == "died" and whose is None and last == loss.occurred_on:
            if loss.trigger == "death" and last != gone.on:
                raise DiedBefore(filing.claim, last, gone.on)
            last = loss.ended_on or last  # nobody lies in hospital after their death
        if gone is not None and last > gone.on:
            raise LossAfterDeparture(filing.claim, last, *gone)
        super().file_claim(filing, terms_of, at)

    # --- consent ---

    def give_consent(self, matter: ConsentMatter, at: Moment) -> None:
        """Consent, on a signed document."""
        at.require("enrolment")
        if at.document is None:
            raise DocumentMissing("member", "consent")
        self.record(ConsentGiven, at, matter=matter)

    def refuse_consent(self, matter: ConsentMatter, at: Moment) -> None:
        """Refuse, or take a consent back: nobody is enrolled, or deducted from, against their will."""
        at.require("enrolment")
        self.record(ConsentRefused, at, matter=matter)

    def require_willing(self) -> None:
        """Refuse to enrol who is dead, or has refused and not consented since."""
        if self.departed is not None and self.departed.how == "died":
            raise AlreadyGone(*self.departed)
        if self.consents.get("enrolment") is False:
            raise ConsentRefusedBefore("enrolment")

    # --- folding ---

    def fold_later(self, event: LaterEvent) -> None:
        """Fold what happened after enrolment."""
        match event:
            case EnrolmentVoided():
                self.fold_voided(event)
            case CoverEnded():
                key = (event.plan, event.period, event.starts_on)
                self.covers = [
                    c._replace(ends_on=event.effective_on, cut=True)
                    if (c.plan, c.period, c.starts_on) == key
                    else c
                    for c in self.covers
                ]
            case SuspensionUndone():
                self.fold_undone(event)
            case MemberTransferred():
                self.unit = event.unit
            case MemberLeft():
                self.departed = Departure("left", event.effective_on)
            case MemberRetired():
                self.retired_on = event.effective_on
            case MemberDied():
                self.departed = Departure("died", event.effective_on)
            case ConsentGiven():
                self.consents[event.matter] = True
            case ConsentRefused():
                self.consents[event.matter] = False
            case _:
                assert_never(event)
