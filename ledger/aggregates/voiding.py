"""Enrolments that stand, and undoing one as if it had never been."""

from datetime import date, datetime, timedelta
from typing import NamedTuple

from ledger.aggregates.enrolment import Cover, Suspension
from ledger.aggregates.moment import Moment
from ledger.aggregates.privacy import DataSubject
from ledger.errors import EnrolmentClaimed, ResolutionUnnamed, Unknown
from ledger.events.grounds import VoidingGround
from ledger.events.member import Enrolled, EnrolmentVoided, SuspensionUndone
from ledger.plans import PlanKey, plan_code

A_DAY = timedelta(days=1)


class Undone(NamedTuple):
    """An enrolment that was undone, as its cover ran until then: what was booked for it stays owed."""

    enrolled: Enrolled
    until: date  # from this day on it owes no instalment
    cover: Cover
    stills: tuple[Suspension, ...]


class Voidable(DataSubject):
    """The part of a member that was enrolled, and may have been so wrongly."""

    def prepare(self) -> None:
        """Start without an enrolment."""
        super().prepare()
        self.enrolments: list[Enrolled] = []  # those that stand
        self.undone: list[Undone] = []
        self.suspensions: dict[tuple[PlanKey, str], list[Suspension]] = {}
        # On which days cover stood still until that was undone, with when it was recorded.
        self._given_back: list[tuple[datetime, PlanKey, Suspension]] = []

    def void_enrolment(
        self,
        plan: str,
        period: str,
        ground: VoidingGround,
        at: Moment,
        booked_to: date | None = None,
    ) -> EnrolmentVoided:
        """Undo an enrolment, by its plan's code or version, on a ground by code; of two the later.

        Before cover begins its contribution is due no more. After that it is a correction: it rests
        on a resolution, and nothing is refunded; instalments due after `booked_to` never fall due.
        """
        at.require("enrolment")
        subject = f"{plan} {period}"
        at.require_grounded(ground, subject, "voiding")
        cover = self.cover_given(its := self.enrolment(plan, period))
        self._require_unclaimed(cover)
        begun = at.effective_on >= its.effective_on
        if begun and not at.resolution:
            raise ResolutionUnnamed(subject, "voiding")
        self.undo_stills(cover, cover.starts_on, at)
        self.record(
            EnrolmentVoided,
            at,
            ground=ground,
            plan=its.plan,
            period=its.period,
            unit=its.unit,
            shares=its.shares,
            starts_on=its.effective_on,
            ends_on=cover.ends_on,
            # What falls due by a schedule is taken back instalment by instalment, where it fell due.
            contribution_fen=0 if begun or its.every else its.contribution_fen,
            last_due_on=booked_to if begun and its.every else None,
            suspended_since=(still := self.standing_still(cover)) and still.since,
        )
        voided = self.pending_events[-1]
        assert isinstance(voided, EnrolmentVoided)
        return voided

    def _require_unclaimed(self, cover: Cover) -> None:
        """Refuse where a claim rests on a cover that a benefit may come of."""
        for claim in self.claims.values():
            same = (claim.plan, claim.dimensions["period"]) == (cover.plan, cover.period)
            stands = not claim.leaves_nothing
            if same and stands and cover.on(claim.loss.occurred_on):
                raise EnrolmentClaimed(claim.code, cover.plan, cover.period)

    def enrolment(self, plan: str, period: str) -> Enrolled:
        """Return the latest enrolment under a plan, by code or version, for a coverage period."""
        for its in reversed(self.enrolments):
            if plan in (its.plan, plan_code(its.plan)) and its.period == period:
                return its
        raise Unknown("enrolment", f"{plan} {period}")

    def joined_with(self, plan: str, period: str) -> bool:
        """Tell whether an enrolment was a newcomer's: no renewal."""
        return not self.enrolment(plan, period).renewal

    def cover_given(self, its: Enrolled) -> Cover:
        """Return the cover that an enrolment gave."""
        key = (its.plan, its.period, its.effective_on)
        return next(c for c in self.covers if (c.plan, c.period, c.starts_on) == key)

    def stills(self, cover: Cover) -> list[Suspension]:
        """Return the days on which a cover stood still, or stands still."""
        known = self.suspensions.get((cover.plan, cover.period), [])
        return [each for each in known if cover.on(each.since)]

    def standing_still(self, cover: Cover) -> Suspension | None:
        """Return the suspension of a cover that nothing has ended yet, if there is one."""
        return next((each for each in self.stills(cover) if each.until is None), None)

    def undo_stills(self, cover: Cover, since: date, at: Moment) -> None:
        """Undo the days from one on that a cover stood still and no longer does: they go with it."""
        for still in self.stills(cover):
            if still.until is None:
                continue
            first, last = max(still.since, since), min(still.until - A_DAY, cover.ends_on)
            if first <= last:
                facts = {"plan": cover.plan, "period": cover.period, "unit": cover.unit}
                self.record(SuspensionUndone, at, **facts, starts_on=first, ends_on=last)

    def fold_undone(self, event: SuspensionUndone) -> None:
        """Fold that a suspension is over sooner, or never was."""
        key = (event.plan, event.period)
        self._given_back += [
            (event.timestamp, event.plan, each)
            for each in self.suspensions[key]
            if each.on(event.ends_on)
        ]
        self.suspensions[key] = [
            each._replace(until=event.starts_on) if each.on(event.ends_on) else each
            for each in self.suspensions[key]
            if each.until is None or not event.starts_on <= each.since <= event.ends_on
        ]

    def fold_voided(self, event: EnrolmentVoided) -> None:
        """Fold that an enrolment never was; instalments that were booked for it stay booked."""
        key = (event.plan, event.period, event.starts_on)
        was = [e for e in self.enrolments if (e.plan, e.period, e.effective_on) == key]
        if event.last_due_on is not None:
            until = event.last_due_on + A_DAY
            self.undone += [self._undoing(each, until, event.timestamp) for each in was]
        self.covers = [c for c in self.covers if (c.plan, c.period, c.starts_on) != key]
        self.enrolments = [e for e in self.enrolments if e not in was]

    def _undoing(self, its: Enrolled, until: date, at: datetime) -> Undone:
        """Return what is undone, with the days on which it stood still: those given back with it, too."""
        cover = self.cover_given(its)
        back = (s for on, plan, s in self._given_back if (on, plan) == (at, its.plan))
        stills = (*self.stills(cover), *(s for s in back if cover.on(s.since)))
        return Undone(its, until, cover, stills)
