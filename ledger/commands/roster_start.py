"""On which day a roster's cover begins, and its last: by the coverage period, or by acceptance and payment."""

from collections.abc import Iterable, Sequence
from datetime import date

from ledger.aggregates import Moment, Plan, Remittance
from ledger.commands.roster_lines import circumstances_of, unit_age, without_excess
from ledger.errors import PaymentMissing, PlanNotInForce, StartOutsidePeriod, StartTooEarly
from ledger.intake.roster import RosterLine
from ledger.periods import CoveragePeriod
from ledger.plans import (
    PlanTerms,
    contribution_rule,
    earliest,
    owed_fen,
    period_under,
    rolls,
    schedule_of,
    term_from,
    waits_for_payment,
)


def has_own_days(terms: PlanTerms) -> bool:
    """Tell whether a plan's cover may have other days than those of a calendar year."""
    return terms.coverage is not None or terms.term_months > 12


def may_begin(plans: Iterable[Plan], period: CoveragePeriod, day: date) -> bool:
    """Tell whether any plan's cover for a period may begin on a day."""
    known = (terms for plan in plans for terms in plan.versions.values() if has_own_days(terms))
    return period.covers(day) or any(period_under(each, period).covers(day) for each in known)


def version_for(
    plan: Plan, period: CoveragePeriod, said: date | None, accepted_on: date
) -> PlanTerms:
    """Return the latest version in force when cover would begin under it.

    Raises:
        PlanNotInForce: there is none.
    """
    if not any(map(has_own_days, plan.versions.values())):
        return plan.in_force(said or period.starts_on)
    newest = sorted(plan.versions.values(), key=lambda terms: terms.effective_on or date.max)
    for terms in reversed(newest):
        day = said or (accepted_on if rolls(terms) else period_under(terms, period).starts_on)
        try:
            if plan.in_force(day) == terms:
                return terms
        except PlanNotInForce:
            continue
    return plan.in_force(said or period.starts_on)


def days_of(
    terms: PlanTerms,
    period: CoveragePeriod,
    said: date | None,
    lines: Sequence[RosterLine],
    account: Remittance | None,
    at: Moment,
) -> tuple[CoveragePeriod, date]:
    """Return the days of a roster's coverage period, and the first day of its cover.

    Raises:
        StartOutsidePeriod, StartTooEarly: cover may not begin on the day that was said.
        PaymentMissing: it begins after payment, and the contribution is not in.
    """
    own = period_under(terms, period) if has_own_days(terms) else period
    starts_on = said or own.starts_on
    if rolls(terms) and terms.coverage is not None:
        paid_on = None
        if waits_for_payment(terms):
            accepted = said or earliest(terms.coverage, at.effective_on, None)
            paid_on = _paid_on(terms, lines, account, accepted or own.starts_on)
        first = earliest(terms.coverage, at.effective_on, paid_on)
        assert first is not None, "cover that rolls begins after acceptance"
        starts_on = said or first
        if starts_on < first:
            raise StartTooEarly(terms.key, starts_on, first)
    if not own.covers(starts_on):
        raise StartOutsidePeriod(starts_on, own.code)
    if rolls(terms):
        last = term_from(terms, starts_on)
        own = CoveragePeriod(code=own.code, starts_on=starts_on, ends_on=last)
    return own, starts_on


def _paid_on(
    terms: PlanTerms, lines: Sequence[RosterLine], account: Remittance | None, starts_on: date
) -> date | None:
    """Return when the last of what a roster costs came in; None where it costs nothing yet.

    Where that rests on ages, they are those of the first day on which cover may begin once paid.
    """
    if schedule_of(terms) is not None:
        return None  # its instalments fall due while cover runs
    begun = None if account is None else account.begun.get(terms.code)
    age, rule = unit_age(terms, lines, starts_on, begun), contribution_rule(terms)
    needed = sum(
        owed_fen(rule, line.shares, circumstances_of(line, age)) or 0
        for line in without_excess(terms, lines)
        if rule and line.shares <= terms.max_shares  # more, or without a price, are refused by row
    )
    paid_on = None if account is None else account.held_by(needed)
    if needed and paid_on is None:
        held = 0 if account is None else sum(account.held_fen.values())
        raise PaymentMissing(terms.key, lines[0].unit, needed, held)
    return paid_on
