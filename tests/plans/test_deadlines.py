"""Days of the terms around a claim: from when it is taken, when it is late, by when it is paid."""

from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.plans.deadlines import (
    days_late,
    filing_from,
    overdue_if_decided_by,
    pay_by,
    working_days_after,
)
from tests import makers as m

FRIDAY = date(2015, 3, 13)
DAYS = st.dates(date(2014, 1, 1), date(2030, 12, 31))
TERMS = st.integers(1, 60)


def naive(day: date, days: int) -> date:
    """Count working days one by one."""
    while days:
        day += timedelta(days=1)
        days -= day.weekday() < 5
    return day


@given(DAYS, TERMS)
def test_working_days_are_those_that_are_counted_one_by_one(day: date, days: int) -> None:
    assert working_days_after(day, days) == naive(day, days)


@given(DAYS, TERMS)
def test_overdue_is_what_was_decided_long_enough_ago_and_nothing_else(
    today: date, days: int
) -> None:
    terms = m.plan_terms(payment_working_days=days)

    last = overdue_if_decided_by(terms, today)

    assert last is not None
    assert naive(last, days) < today <= naive(last + timedelta(days=1), days)


def test_a_weekend_is_no_working_day() -> None:
    assert working_days_after(FRIDAY, 1) == date(2015, 3, 16)
    assert working_days_after(FRIDAY + timedelta(days=2), 5) == date(2015, 3, 20)


@pytest.mark.parametrize(("told_after", "late"), [(None, 0), (0, 0), (10, 0), (11, 1), (400, 390)])
def test_a_loss_is_told_late_from_the_day_after_the_term(told_after: int | None, late: int) -> None:
    assert days_late(m.plan_terms(notice_days=10), told_after) == late


def test_terms_that_set_no_days_ask_for_none() -> None:
    terms: Any = m.plan_terms()

    assert filing_from(terms, FRIDAY) is None
    assert pay_by(terms, FRIDAY) is None
    assert overdue_if_decided_by(terms, FRIDAY) is None
    assert days_late(terms, 400) == 0


def test_terms_that_set_days_are_counted_from_the_day_that_papers_show() -> None:
    terms = m.plan_terms(filing_from_days=15, payment_working_days=10)

    assert filing_from(terms, FRIDAY) == date(2015, 3, 28)
    assert pay_by(terms, FRIDAY) == date(2015, 3, 27)
