"""Terms of days around a claim: when it is told, from when it is taken, by when a benefit is paid.

Each follows from the terms alone; what they leave unset is no rule. All three run from a day that
papers show: the last day of the loss, or the day of the decision.
"""

from datetime import date, timedelta

from ledger.plans.terms import PlanTerms

_FRIDAY, _DAYS_A_WEEK, _WORKING_DAYS = 4, 7, 5


def filing_from(terms: PlanTerms, ended: date) -> date | None:
    """Return the first day on which a claim is taken for a loss that ended on a day; None: at once.

    The receipt is dated as the loss ends: by the discharge, or else the day it happened.
    """
    days = terms.filing_from_days
    return None if days is None else ended + timedelta(days=days)


def days_late(terms: PlanTerms, told_after: int | None) -> int:
    """Return by how many days a loss was told too late; 0: in time, or no term is set.

    `told_after` is the number of days from the end of the loss to its notice; None: nobody had to
    tell of it, or its end is not known yet. The sources that state a term say only that a notice
    is due within it: none lets a late one lose the benefit, so that it is told and never refused.
    """
    if terms.notice_days is None or told_after is None:
        return 0
    return max(0, told_after - terms.notice_days)


def pay_by(terms: PlanTerms, decided_on: date) -> date | None:
    """Return the last day on which a benefit decided on a day is paid in time; None: no term is set."""
    days = terms.payment_working_days
    return None if days is None else working_days_after(decided_on, days)


def overdue_if_decided_by(terms: PlanTerms, today: date) -> date | None:
    """Return the last day of decision whose benefit should be paid by now; None: no term is set."""
    days = terms.payment_working_days
    if days is None:
        return None
    day = today - timedelta(days=days // _WORKING_DAYS * _DAYS_A_WEEK - 2)
    while working_days_after(day, days) >= today:  # within a week and a weekend of it
        day -= timedelta(days=1)
    return day


def working_days_after(day: date, days: int) -> date:
    """Return the working day that comes so many of them after a day; 1 after a Friday is Monday.

    Working days are Monday to Friday. Public holidays, and the weekends that are worked in exchange
    for them, are no parameter of a book: where they fall into a term, it ends some days later.
    """
    last = day - timedelta(days=max(0, day.weekday() - _FRIDAY))  # a weekend counts as its Friday
    weeks, rest = divmod(days, _WORKING_DAYS)
    over = 2 if last.weekday() + rest > _FRIDAY else 0
    return last + timedelta(days=weeks * _DAYS_A_WEEK + rest + over)
