"""Cover that stands still while contributions for it are in arrears, and runs on when they are paid."""

from datetime import date
from typing import NamedTuple

from ledger.aggregates.dependants import Household
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.errors import ClaimWhileSuspended, CoverStandsStill, ResolutionUnnamed
from ledger.events.grounds import VoidingGround
from ledger.events.member import CoverReinstated, CoverSuspended, Enrolled, EnrolmentVoided
from ledger.plans import PlanKey


class Suspension(NamedTuple):
    """Days on which cover stands still: from one on, until the day before another."""

    since: date
    until: date | None = None  # the first day that is covered again

    def on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


class Contributor(Household):
    """The half of a member whose cover depends on contributions coming in."""

    def prepare(self) -> None:
        """Start with cover that runs."""
        super().prepare()
        self.suspensions: dict[tuple[PlanKey, str], list[Suspension]] = {}

    def suspend_cover(self, plan: PlanKey, period: str, at: Moment) -> bool:
        """Let cover stand still from the effective date on; tell whether it was running."""
        at.require("enrolment")
        at.require_reason(plan, "suspension")
        if not at.resolution:
            raise ResolutionUnnamed(plan, "suspension")
        day = at.effective_on
        cover = self._held(plan, period)
        if cover is None or not cover.on(day) or self.suspended(plan, period):
            return False
        self.record(
            CoverSuspended,
            at,
            plan=plan,
            period=period,
            unit=cover.unit,
            period_ends_on=cover.ends_on,
        )
        return True

    def reinstate_cover(self, plan: PlanKey, period: str, at: Moment) -> bool:
        """Let suspended cover run on from the effective date; tell whether it stood still."""
        at.require("enrolment")
        at.require_reason(plan, "reinstatement")
        cover = self._held(plan, period)
        standing = self.suspended(plan, period)
        if cover is None or standing is None or self.departed is not None:
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

    def owing(self, unit: str, period: str, due_on: date) -> list[Enrolled]:
        """Return by which enrolments an instalment that falls due on a day is owed.

        It is owed by whose cover runs on that day, and does not stand still; an enrolment that was
        undone after its cover had begun is owed for until then.
        """
        standing = [
            its
            for its in self.enrolments
            if (cover := self._held(its.plan, its.period)) is not None
            and cover.on(due_on)
            and not any(s.on(due_on) for s in self.suspensions.get((its.plan, its.period), []))
        ]
        undone = [its for its, on in self.undone if its.effective_on <= due_on < on]
        return [
            its
            for its in (*standing, *undone)
            if (its.unit, its.period) == (unit, period) and its.every is not None
        ]

    def suspended(self, plan: PlanKey, period: str) -> Suspension | None:
        """Return the suspension that nothing has ended yet, if there is one."""
        known = self.suspensions.get((plan, period), [])
        return known[-1] if known and known[-1].until is None else None

    def void_enrolment(
        self, plan: str, period: str, ground: VoidingGround, at: Moment
    ) -> EnrolmentVoided:
        """Undo an enrolment whose cover runs; see above."""
        at.require("enrolment")
        its = self._enrolment(plan, period)
        if self.suspended(its.plan, its.period):
            raise CoverStandsStill(its.plan, its.period)
        return super().void_enrolment(plan, period, ground, at)

    def _ending(self, day: date) -> list[Cover]:
        """Return cover that a departure ends; what stands still has ended, and stays so."""
        return [c for c in super()._ending(day) if not self.suspended(c.plan, c.period)]

    def _cover_for(self, claim: str, plan: str, day: date) -> Cover:
        cover = super()._cover_for(claim, plan, day)
        for each in self.suspensions.get((cover.plan, cover.period), []):
            if each.on(day):
                raise ClaimWhileSuspended(claim, cover.plan, day, each.since)
        return cover

    def _held(self, plan: PlanKey, period: str) -> Cover | None:
        return next((c for c in self.covers if (c.plan, c.period) == (plan, period)), None)

    def fold_suspension(self, event: CoverSuspended | CoverReinstated) -> None:
        """Fold that cover stands still, or runs on."""
        known = self.suspensions.setdefault((event.plan, event.period), [])
        if isinstance(event, CoverSuspended):
            known.append(Suspension(event.effective_on))
        else:
            known[-1] = Suspension(known[-1].since, event.effective_on)
