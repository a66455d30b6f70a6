"""When cover begins and ends by the terms: which days a coverage period has, and at what time."""

from datetime import date, timedelta
from typing import Final

from ledger.periods import CoveragePeriod, months_later
from ledger.plans.joining import CoverageStart
from ledger.plans.terms import PlanTerms

DAY_BEGINS, DAY_ENDS = "00:00", "24:00"
_MONTHS_A_YEAR = 12
_FROM_ACCEPTANCE: Final = {"day_of_acceptance": 0, "next_day": 1, "day_after_papers_and_payment": 1}


def starts_at(terms: PlanTerms) -> str:
    """Return the time at which cover begins on its first day; 00:00 unless the terms say."""
    return (terms.coverage and terms.coverage.start_time) or DAY_BEGINS


def ends_at(terms: PlanTerms) -> str:
    """Return the time at which cover ends on its last day; 24:00 unless the terms say."""
    return (terms.coverage and terms.coverage.end_time) or DAY_ENDS


def waits_for_payment(terms: PlanTerms) -> bool:
    """Tell whether cover begins only after its contribution is in."""
    return terms.coverage is not None and terms.coverage.rule == "day_after_papers_and_payment"


def period_under(terms: PlanTerms, period: CoveragePeriod) -> CoveragePeriod:
    """Return the days that a coverage period of a year's code has under the terms.

    Of a fixed period they are those that the terms name, of a longer term so many months from its
    first day; a last day that comes before the first is in the year after.
    """
    start, first, last = terms.coverage, period.starts_on, period.ends_on
    if start is not None and start.rule == "fixed_period" and start.first_day and start.last_day:
        first = _on(first.year, start.first_day)
        last = _on(first.year, start.last_day)
        last = _on(first.year + 1, start.last_day) if last < first else last
    elif start is not None and start.rule in _FROM_ACCEPTANCE:
        return period
    if terms.term_months > _MONTHS_A_YEAR:
        last = months_later(first, terms.term_months) - timedelta(days=1)
    return CoveragePeriod(code=period.code, starts_on=first, ends_on=last)


def rolls(terms: PlanTerms) -> bool:
    """Tell whether each roster's cover has a whole term of its own, from its own first day."""
    return terms.coverage is not None and terms.coverage.rule in _FROM_ACCEPTANCE


def earliest(start: CoverageStart, accepted_on: date, paid_on: date | None) -> date | None:
    """Return the first day on which cover may begin; None where acceptance does not bind it.

    `paid_on` is when the last of the contribution came in, where cover waits for it.
    """
    days = _FROM_ACCEPTANCE.get(start.rule)
    if days is None:
        return None
    return max(accepted_on, paid_on or accepted_on) + timedelta(days=days)


def term_from(terms: PlanTerms, starts_on: date) -> date:
    """Return the last day of a term that begins on a day."""
    return months_later(starts_on, terms.term_months) - timedelta(days=1)


def _on(year: int, month_day: str) -> date:
    """Return a day of a year; 29 February is the 28th in years without one."""
    month, day = map(int, month_day.split("-"))
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)
