"""Cover given before the book began, or by another office, which is carried on here."""

from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.aggregates.enrolment import Cover
from ledger.aggregates.membership import LaterEvent
from ledger.aggregates.moment import Moment
from ledger.aggregates.suspension import Contributor
from ledger.benefits import NOTHING_USED, Usage
from ledger.benefits.usages import UsageKey, add_paid_elsewhere, beyond, with_more
from ledger.errors import AlreadyEnrolled, AlreadyGone, ResolutionUnnamed
from ledger.events.member import CoverCarriedIn, CoverSuspended, MemberLeft
from ledger.events.used_limits import parts_of
from ledger.plans import PlanKey, plan_code


class HandedOver(NamedTuple):
    """What another office says of cover that it hands over."""

    on: date | None = None  # the last day there; None: nobody handed it over
    suspended_since: date | None = None  # it stands still for arrears
    waits_until: date | None = None  # the first day on which a loss is covered, after waiting


NOT_HANDED_OVER = HandedOver()


class Carried(Contributor):
    """The part of a member whose cover began elsewhere."""

    def prepare(self) -> None:
        """Start as somebody whom nobody handed over."""
        super().prepare()
        self.used_then: dict[UsageKey, Usage] = {}  # what was used when they left

    def carry_in(
        self,
        cover: Cover,
        covered_since: date,
        usage: Usage,
        at: Moment,
        handed_over: HandedOver = NOT_HANDED_OVER,
    ) -> None:
        """Bring in cover given before the book began, with the limits already used.

        Of cover that another office handed over, losses after the day of that are covered here. What
        stood still there stands still here, until it is reinstated. Who had left is back from the day
        after the hand-over; what the record knew of their limits when they left counts once.
        """
        at.require("enrolment")
        starts_on = self._enters(cover, handed_over.on)
        if known := self.used_then.get((plan_code(cover.plan), cover.period, None)):
            usage = beyond(usage, known)
        whose = {"plan": cover.plan, "period": cover.period, "unit": cover.unit}
        self.record(
            CoverCarriedIn,
            at,
            **whose,
            shares=cover.shares,
            covered_since=covered_since,
            starts_on=starts_on,
            ends_on=cover.ends_on,
            used_fen=usage.paid_fen,
            used_claims=usage.claims,
            handed_over_on=handed_over.on,
            waits_until=handed_over.waits_until,
            **({} if usage is NOTHING_USED else _more_used(usage)),
        )
        if (since := handed_over.suspended_since) is not None:
            then = at.but(effective_on=max(since, starts_on))
            self.record(CoverSuspended, then, **whose, period_ends_on=cover.ends_on)

    def _enters(self, cover: Cover, on: date | None) -> date:
        """Return the first day of cover that is carried in, handed over on a day or None.

        Raises:
            AlreadyGone: the member has died, or left and was not handed back since.
            AlreadyEnrolled: they are covered under the plan in that period.
        """
        gone = self.departed
        if gone is not None and (gone.how == "died" or on is None or on < gone.on):
            raise AlreadyGone(*gone)
        key, starts_on = (plan_code(cover.plan), cover.period), cover.starts_on
        for held in self.covers:
            if (plan_code(held.plan), held.period) != key:
                continue
            if on is None or not held.cut or held.ends_on > on:
                raise AlreadyEnrolled(held.plan, held.period, held.starts_on, held.ends_on)
            starts_on = max(starts_on, on + timedelta(days=1))
        return starts_on

    def reinstate_cover(
        self, plan: PlanKey, period: str, at: Moment, unit: str | None = None
    ) -> bool:
        """Let suspended cover run on, as above; what came here standing still, by a resolution alone.

        What is owed for it is owed to another office: that this one is paid says nothing of it.
        """
        if at.resolution is None:
            cover = self._held(plan, period, unit)
            if cover is not None and self._came_standing_still(cover):
                raise ResolutionUnnamed(plan, "reinstatement")
        return super().reinstate_cover(plan, period, at, unit)

    def _came_standing_still(self, cover: Cover) -> bool:
        """Tell whether cover stands still since before another office handed it over."""
        since, standing = cover.counts_from, self.standing_still(cover)
        if since is None or standing is None or standing.since > since:
            return False
        its = (cover.plan, cover.period, cover.unit, cover.starts_on)
        return all((e.plan, e.period, e.unit, e.effective_on) != its for e in self.enrolments)

    def fold_carried_in(self, event: CoverCarriedIn) -> None:
        """Fold that cover was carried in, with what was used of its limits; who had left is back."""
        if self.departed is not None:
            self.departed, self.unit = None, event.unit
            if self.erasing:
                self.needed_again()
        since = event.covered_since
        counts_from: date | None = None
        if event.handed_over_on is not None:
            counts_from = event.handed_over_on + timedelta(days=1)
            since = max(since, counts_from)
        if event.waits_until is not None:
            since = max(since, event.waits_until)
        self.covers.append(
            Cover(
                event.plan,
                event.period,
                event.unit,
                event.shares,
                event.starts_on,
                event.ends_on,
                since,
                counts_from=counts_from,
            )
        )
        used = event.used
        if used is not NOTHING_USED:
            key = (plan_code(event.plan), event.period, None)  # the member's own
            self.usage[key] = with_more(self.usage.get(key, NOTHING_USED), used)
        if event.earlier_conditions:
            add_paid_elsewhere(self.usage, plan_code(event.plan), event.earlier_conditions)

    def fold_later(self, event: LaterEvent) -> None:
        """Fold what happened after enrolment; the office that somebody goes to is told what is used."""
        super().fold_later(event)
        if isinstance(event, MemberLeft):
            self.used_then = dict(self.usage)


def _more_used(usage: Usage) -> dict[str, Any]:
    """Return what was used of limits beside sum and number, as the event names it."""
    return {
        "used_parts": parts_of(usage),
        "used_days": usage.days or None,
        "used_months": usage.months or None,
        "used_conditions": usage.conditions or None,
        "earlier_conditions": usage.earlier or None,
    }
