"""Cover given before the book began, or by another office, which is carried on here."""

from datetime import date, timedelta
from typing import NamedTuple

from ledger.aggregates.enrolment import Cover
from ledger.aggregates.moment import Moment
from ledger.aggregates.suspension import Contributor
from ledger.benefits import Usage
from ledger.errors import AlreadyEnrolled
from ledger.events.member import CoverCarriedIn, CoverSuspended
from ledger.plans import plan_code

ELSEWHERE = "-"  # stands for the coverage periods at another office: no period has this code


class HandedOver(NamedTuple):
    """What another office says of cover that it hands over."""

    on: date | None = None  # the last day there; None: nobody handed it over
    suspended_since: date | None = None  # it stands still for arrears
    waits_until: date | None = None  # the first day on which a loss is covered, after waiting


NOT_HANDED_OVER = HandedOver()


class Carried(Contributor):
    """The half of a member whose cover began elsewhere."""

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
        stood still there stands still here, until it is reinstated.
        """
        at.require("enrolment")
        key = (plan_code(cover.plan), cover.period)
        if any((plan_code(held.plan), held.period) == key for held in self.covers):
            raise AlreadyEnrolled(cover.plan, cover.period)
        whose = {"plan": cover.plan, "period": cover.period, "unit": cover.unit}
        self.record(
            CoverCarriedIn,
            at,
            **whose,
            shares=cover.shares,
            covered_since=covered_since,
            starts_on=cover.starts_on,
            ends_on=cover.ends_on,
            used_fen=usage.paid_fen,
            used_claims=usage.claims,
            handed_over_on=handed_over.on,
            waits_until=handed_over.waits_until,
            used_days=usage.days or None,
            used_months=usage.months or None,
            used_conditions=usage.conditions or None,
            earlier_conditions=usage.earlier or None,
        )
        since = handed_over.suspended_since
        if since is not None:
            then = at.but(effective_on=since)
            self.record(CoverSuspended, then, **whose, period_ends_on=cover.ends_on)

    def fold_carried_in(self, event: CoverCarriedIn) -> None:
        """Fold that cover was carried in, with what was used of its limits."""
        handed_over_on = event.handed_over_on
        counts_from = None if handed_over_on is None else handed_over_on + timedelta(days=1)
        self.covers.append(
            Cover(
                event.plan,
                event.period,
                event.unit,
                event.shares,
                event.starts_on,
                event.ends_on,
                max(event.covered_since, counts_from or date.min, event.waits_until or date.min),
                counts_from=counts_from,
            )
        )
        days, months = event.used_days or {}, event.used_months or {}
        conditions = event.used_conditions or ()
        if event.used_claims or event.used_fen or days or months or conditions:
            self.usage[plan_code(event.plan), event.period, None] = Usage(  # the member's own
                claims=event.used_claims,
                stays=event.used_claims,
                paid_fen=event.used_fen,
                indemnity_fen=event.used_fen,
                carried_fen=event.used_fen,
                days=days,
                months=months,
                conditions=conditions,
            )
        if event.earlier_conditions:
            earlier = Usage(conditions=event.earlier_conditions)
            self.usage[plan_code(event.plan), ELSEWHERE, None] = earlier
