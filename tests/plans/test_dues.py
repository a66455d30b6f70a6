"""Due schedules: on which days contributions fall due, for which days of cover, borne by whom."""

from datetime import date, timedelta
from itertools import pairwise
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.periods import calendar_period, months_later
from ledger.plans import (
    Circumstances,
    Earnings,
    borne,
    dues,
    earliest,
    funding_of,
    parse_terms,
    period_under,
    schedule_of,
)
from ledger.terms import shipped
from tests.plans.plan_makers import terms

WAGE = {"rule": "wage_ratio", "rate_bp": 100}
FIXED = {"rule": "fixed", "fen": 700}
YEAR = (date(2015, 1, 1), date(2015, 12, 31))
days = st.dates(date(2000, 1, 1), date(2040, 12, 31))


def by(rule: dict[str, Any], **changes: Any) -> Any:
    return terms(**{"contribution_fen": None, "contribution": rule, **changes})


@pytest.mark.parametrize(
    ("rule", "changes", "schedule"),
    [
        ({**FIXED, "every": "month"}, {}, "month"),
        ({**FIXED, "every": "term"}, {}, None),
        ({**FIXED, "every": "year"}, {}, None),
        ({**FIXED, "every": "year"}, {"term_months": 36}, "year"),
        ({**WAGE, "every": "month"}, {}, "month"),
        ({**WAGE, "every": "term"}, {}, "term"),
    ],
)
def test_contributions_fall_due_by_a_schedule_or_with_the_roster(
    rule: dict[str, Any], changes: dict[str, Any], schedule: str | None
) -> None:
    assert schedule_of(by(rule, **changes)) == schedule


def test_a_plain_price_falls_due_with_the_roster() -> None:
    assert schedule_of(terms()) is None


def test_a_month_falls_due_on_the_day_that_the_terms_name() -> None:
    its = by({**FIXED, "every": "month"}, due_day=10)
    found = dues(its, date(2015, 1, 15), date(2015, 3, 5))

    assert [str(due.due_on) for due in found] == ["2015-01-15", "2015-02-10", "2015-03-05"]


def test_years_of_cover_fall_due_at_their_beginning() -> None:
    its = by({**FIXED, "every": "year"}, term_months=36)
    found = dues(its, date(2016, 2, 29), date(2019, 2, 27))

    assert [str(due.due_on) for due in found] == ["2016-02-29", "2017-02-28", "2018-02-28"]


@given(days, st.integers(0, 1_500), st.one_of(st.none(), st.integers(1, 28)))
def test_instalments_cover_every_day_once(first: date, length: int, due_day: int | None) -> None:
    last = first + timedelta(days=length)
    found = dues(by({**FIXED, "every": "month"}, due_day=due_day), first, last)

    assert (found[0].starts_on, found[-1].ends_on) == (first, last)
    for one, next_ in pairwise(found):
        assert one.ends_on + timedelta(days=1) == next_.starts_on
    assert all(due.starts_on <= due.due_on <= due.ends_on for due in found)


def test_a_due_day_without_months_is_a_contradiction() -> None:
    with pytest.raises(ValueError, match="do not fall due by the month"):
        by({**FIXED, "every": "term"}, due_day=10)


# --- who bears it -------------------------------------------------------------------------------


def test_the_shipped_company_fund_divides_each_month() -> None:
    its = parse_terms(shipped()["CO-AID@2018"])

    assert borne(funding_of(its), 3_333) == (
        ("member", 1_666),
        ("unit", 1_000),
        ("unit_union", 667),
    )


def test_who_bears_it_is_open_where_a_part_has_no_measure() -> None:
    parts = ({"payer": "member", "fen": 2_000}, {"payer": "unit"})
    assert funding_of(terms(funding=parts)) == ()


# --- pay ----------------------------------------------------------------------------------------


@given(st.dictionaries(days, st.integers(1, 10**8), max_size=5), days)
def test_pay_is_read_as_it_was_written(wages: dict[date, int], day: date) -> None:
    its = Earnings()
    for since, wage in sorted(wages.items()):
        its = its.stated(since, wage, None)

    again = Earnings.read(its.fields())
    before = [since for since in wages if since <= day]
    assert again == its
    assert again.on(day).wage_fen == (wages[max(before)] if before else None)


def test_a_band_stands_in_where_no_wage_is_known() -> None:
    its = Earnings().stated(date(2015, 1, 1), None, 2).stated(date(2015, 7, 1), 500_000, None)

    assert its.on(date(2015, 6, 30)) == Circumstances(income_band=2)
    assert its.on(date(2015, 7, 1)) == Circumstances(wage_fen=500_000, income_band=2)


# --- the days of a period -----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changes", "first", "last"),
    [
        ({}, "2015-01-01", "2015-12-31"),
        ({"term_months": 24}, "2015-01-01", "2016-12-31"),
        (
            {"coverage": {"rule": "fixed_period", "first_day": "07-01", "last_day": "06-30"}},
            "2015-07-01",
            "2016-06-30",
        ),
        (
            {"coverage": {"rule": "fixed_period", "first_day": "03-01", "last_day": "02-29"}},
            "2015-03-01",
            "2016-02-29",
        ),
        ({"coverage": {"rule": "next_day"}}, "2015-01-01", "2015-12-31"),
    ],
)
def test_a_period_has_the_days_of_its_terms(changes: Any, first: str, last: str) -> None:
    its = period_under(terms(**changes), calendar_period("2015"))
    assert (str(its.starts_on), str(its.ends_on)) == (first, last)


def test_cover_begins_after_the_later_of_papers_and_payment() -> None:
    start = terms(coverage={"rule": "day_after_papers_and_payment"}).coverage
    assert start is not None
    papers, payment = date(2015, 1, 5), date(2015, 1, 9)

    assert earliest(start, papers, payment) == date(2015, 1, 10)
    assert earliest(start, payment, papers) == date(2015, 1, 10)


@given(days, st.integers(-600, 600))
def test_months_later_keeps_the_day_or_takes_the_last(day: date, months: int) -> None:
    later = months_later(day, months)
    assert (later.year * 12 + later.month) - (day.year * 12 + day.month) == months
    assert later.day == day.day or (later + timedelta(days=1)).day == 1
