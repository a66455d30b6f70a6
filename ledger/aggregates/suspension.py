"""Cover that stands still while contributions for it are in arrears, and runs on when they are paid."""

from collections.abc import Iterable
from datetime import date, timedelta

from ledger.aggregates.claim import Claim
from ledger.aggregates.dependants import Household
from ledger.aggregates.enrolment import Cover, Suspension
from ledger.aggregates.membership import LaterEvent
from ledger.aggregates.moment import Moment
from ledger.errors import ClaimWhileSuspended, CoverStandsStill, ResolutionUnnamed
from ledger.events.grounds import VoidingGround
from ledger.events.member import (
    CoverEnded,
    CoverReinstated,
    CoverSuspended,
    Enrolled,
    EnrolmentVoided,
)
from ledger.plans import Due, PlanKey


class Contributor(Household):
    """The part of a member whose cover depends on contributions coming in."""

    def suspend_cover(
        self, plan: PlanKey, period: str, at: Moment, unit: str | None = None
    ) -> bool:
        """Let cover stand still from the effective date on; tell whether it was running.

        Where a unit is named, it is the cover that this unit's roster gave.
        """
        at.require("enrolment")
        at.require_reason(plan, "suspension")
        if not at.resolution:
            raise ResolutionUnnamed(plan, "suspension")
        day = at.effective_on
        cover = self._held(plan, period, unit)
        if cover is None or not cover.on(day) or self.standing_still(cover):
            return False
        self.undo_stills(cover, day, at)
        self.record(
            CoverSuspended,
            at,
            plan=plan,
            period=period,
            unit=cover.unit,
            period_ends_on=cover.ends_on,
        )
        return True

    def reinstate_cover(
        self, plan: PlanKey, period: str, at: Moment, unit: str | None = None
    ) -> bool:
        """Let suspended cover run on from the effective date; tell whether it stood still.

        What had ended before stays so. Where a unit is named, it is the cover that its roster gave.
        """
        at.require("enrolment")
        at.require_reason(plan, "reinstatement")
        cover = self._held(plan, period, unit)
        standing = None if cover is None else self.standing_still(cover)
        if cover is None or standing is None:
            return False
        if not standing.since <= at.effective_on <= cover.ends_on:
            return False
        self.record(
            CoverReinstated,
            at,
            plan=plan,
            period=period,
            unit=cover.unit,
            period_ends_on=cover.ends_on,
        )
        return True

    def owing(self, unit: str, period: str, due: Due) -> list[Enrolled]:
        """Return by which enrolments an instalment is owed.

        It is owed by whose cover runs on its due date. What falls due on the day from which cover
        stands still is owed, too; later it is where cover runs again on any day that the instalment
        is for. Who joined after all those days owes none of it. An enrolment that was undone owes
        what was booked for it until then.
        """
        standing = [
            its
            for its in self.enrolments
            if (its.unit, its.period) == (unit, period)
            and its.every is not None
            and _owes(its, due, cover := self.cover_given(its), self.stills(cover))
        ]
        undone = [
            each.enrolled
            for each in self.undone
            if (each.enrolled.unit, each.enrolled.period) == (unit, period)
            and due.due_on < each.until
            and _owes(each.enrolled, due, each.cover, each.stills)
        ]
        return [*standing, *undone]

    def renewable(self) -> list[Cover]:
        """Return the covers that another may renew: those that do not stand still on their last day."""
        if not self.suspensions:  # of nearly everybody
            return self.covers
        return [c for c in self.covers if not any(s.on(c.ends_on) for s in self.stills(c))]

    def suspended(self, plan: PlanKey, period: str) -> Suspension | None:
        """Return the suspension that nothing has ended yet, if there is one."""
        cover = self._held(plan, period)
        return None if cover is None else self.standing_still(cover)

    def void_enrolment(
        self,
        plan: str,
        period: str,
        ground: VoidingGround,
        at: Moment,
        booked_to: date | None = None,
    ) -> EnrolmentVoided:
        """Undo an enrolment whose cover runs, or is over: then nothing reinstates it; see above."""
        at.require("enrolment")
        its = self.enrolment(plan, period)
        cover = self.cover_given(its)
        if self.standing_still(cover) and at.effective_on <= cover.ends_on:
            raise CoverStandsStill(its.plan, its.period)
        return super().void_enrolment(plan, period, ground, at, booked_to)

    def _cover_for(self, claim: str, plan: str, day: date) -> Cover:
        cover = super()._cover_for(claim, plan, day)
        for each in self.suspensions.get((cover.plan, cover.period), []):
            if each.on(day):
                raise ClaimWhileSuspended(claim, cover.plan, day, each.since)
        return cover

    def require_decidable(self, its: Claim) -> None:
        """Refuse likewise where cover stands still on the day of the loss, by a later suspension too."""
        super().require_decidable(its)
        still = self._still_for(its)
        if still is not None:
            raise ClaimWhileSuspended(its.code, its.plan, its.loss.occurred_on, still.since)

    def claims_while_still(self, plan: PlanKey, period: str) -> tuple[str, ...]:
        """Name the claims of a cover, on their way or paid, for losses while it stands still."""
        return tuple(
            its.code
            for its in self.claims.values()
            if (its.plan, its.dimensions["period"]) == (plan, period)
            and not its.leaves_nothing
            and self._still_for(its)
        )

    def _still_for(self, its: Claim) -> Suspension | None:
        """Return since when a claim's cover stands still on the day of its loss; None: it runs."""
        if not self.suspensions:  # of nearly everybody
            return None
        known = self.suspensions.get((its.plan, its.dimensions["period"]), [])
        day = self.cover_day(its.loss, its.insured)
        return next((each for each in known if each.on(day)), None)

    def _held(self, plan: PlanKey, period: str, unit: str | None = None) -> Cover | None:
        """Return the latest cover under a plan for a coverage period, of one unit or of any."""
        held = (c for c in reversed(self.covers) if (c.plan, c.period) == (plan, period))
        return next((c for c in held if unit in (None, c.unit)), None)

    def fold_suspension(self, event: CoverSuspended | CoverReinstated) -> None:
        """Fold that cover stands still, or runs on."""
        known = self.suspensions.setdefault((event.plan, event.period), [])
        if isinstance(event, CoverSuspended):
            known.append(Suspension(event.effective_on))
        else:
            self._end_still(event.plan, event.period, event.effective_on)

    def fold_later(self, event: LaterEvent) -> None:
        """Fold what happened after enrolment; what had stood still until its end does so no more."""
        super().fold_later(event)
        if isinstance(event, CoverEnded) and event.suspended_since is not None:
            self._end_still(event.plan, event.period, event.effective_on + timedelta(days=1))
        if isinstance(event, EnrolmentVoided):
            known = self.suspensions.pop((event.plan, event.period), [])
            left = [s for s in known if not event.starts_on <= s.since <= event.ends_on]
            self.suspensions[event.plan, event.period] = left

    def _end_still(self, plan: PlanKey, period: str, until: date) -> None:
        known = self.suspensions[plan, period]
        known[-1] = Suspension(known[-1].since, until)


def _owes(its: Enrolled, due: Due, cover: Cover, stills: Iterable[Suspension]) -> bool:
    """Tell whether an instalment is owed by an enrolment, as its cover runs and stands still."""
    due_on = due.due_on
    return (
        cover.on(due_on)
        and not (its.counts_from is not None and due.ends_on < its.counts_from)
        and not any(
            s.since < due_on and s.on(due_on) and not _runs_again(s, cover, due) for s in stills
        )
    )


def _runs_again(still: Suspension, cover: Cover, due: Due) -> bool:
    """Tell whether cover that stood still runs again within the days that an instalment is for."""
    return still.until is not None and still.until <= due.ends_on and cover.on(still.until)
