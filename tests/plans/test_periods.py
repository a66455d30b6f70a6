"""Periods: calendar arithmetic of cover, and contributions earned day by day to the fen."""

from datetime import UTC, date, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.periods import (
    CoveragePeriod,
    calendar_period,
    earned_to_date,
    month_end,
    month_of,
    month_start,
    next_month,
    shanghai_date,
)

DAYS = st.dates(date(1995, 1, 1), date(2099, 12, 31))


def test_a_calendar_period_covers_its_year_to_both_ends() -> None:
    period = calendar_period("2015")
    assert (period.starts_on, period.ends_on) == (date(2015, 1, 1), date(2015, 12, 31))
    assert period.covers(date(2015, 1, 1))
    assert period.covers(date(2015, 12, 31))
    assert not period.covers(date(2016, 1, 1))
    assert not period.covers(date(2014, 12, 31))


@pytest.mark.parametrize("text", ["15", "20155", "0000", "2015-16", "\uff12\uff10\uff11\uff15", ""])
def test_what_is_not_a_year_names_no_period(text: str) -> None:
    with pytest.raises(ValueError, match="is not a year of four digits"):
        calendar_period(text)


def test_a_period_does_not_end_before_it_starts() -> None:
    with pytest.raises(ValidationError, match="must not end before it starts"):
        CoveragePeriod(code="x", starts_on=date(2015, 7, 1), ends_on=date(2015, 6, 30))


@pytest.mark.parametrize(
    ("month", "last", "following"),
    [
        ("2015-02", date(2015, 2, 28), "2015-03"),
        ("2016-02", date(2016, 2, 29), "2016-03"),
        ("2015-12", date(2015, 12, 31), "2016-01"),
        ("2015-11", date(2015, 11, 30), "2015-12"),
    ],
)
def test_months_end_on_their_last_day_and_follow_each_other(
    month: str, last: date, following: str
) -> None:
    assert month_end(month) == last
    assert next_month(month) == following


@pytest.mark.parametrize(
    "text", ["2015-13", "2015-1", "2015", "2015-00", "15-01", "\uff12\uff10\uff11\uff15-01"]
)
def test_what_is_not_a_month_has_no_first_day(text: str) -> None:
    with pytest.raises(ValueError, match="is not a month such as"):
        month_start(text)


@given(DAYS)
def test_a_day_lies_within_its_month(day: date) -> None:
    month = month_of(day)
    assert month_start(month) <= day <= month_end(month)
    assert month_of(month_end(month) + timedelta(days=1)) == next_month(month)


def test_a_year_of_36500_fen_is_earned_at_100_fen_a_day() -> None:
    year = (date(2015, 1, 1), date(2015, 12, 31))
    assert earned_to_date(36_500, *year, date(2014, 12, 31)) == 0
    assert earned_to_date(36_500, *year, date(2015, 1, 1)) == 100
    assert earned_to_date(36_500, *year, date(2015, 1, 31)) == 3_100
    assert earned_to_date(36_500, *year, date(2015, 12, 30)) == 36_400
    assert earned_to_date(36_500, *year, date(2015, 12, 31)) == 36_500


def test_the_last_day_takes_the_rest() -> None:
    half_year = (date(2015, 7, 1), date(2015, 12, 31))
    assert earned_to_date(100, *half_year, date(2015, 12, 30)) == 99
    assert earned_to_date(100, *half_year, date(2015, 12, 31)) == 100


def test_the_unearned_half_of_a_year_from_july_is_carried_over() -> None:
    cover = (date(2015, 7, 1), date(2016, 6, 30))
    assert earned_to_date(36_600, *cover, date(2015, 12, 31)) == 18_400


def test_nothing_is_earned_over_cover_that_ends_before_it_starts() -> None:
    with pytest.raises(ValueError, match="must not end before it starts"):
        earned_to_date(100, date(2015, 2, 1), date(2015, 1, 1), date(2015, 1, 15))


@given(st.integers(0, 10**12), DAYS, st.integers(0, 1_200), st.integers(-50, 1_300))
def test_what_is_earned_never_falls_and_ends_at_the_whole_contribution(
    fen: int, starts_on: date, length: int, offset: int
) -> None:
    ends_on = starts_on + timedelta(days=length)
    day = starts_on + timedelta(days=offset)
    earned = earned_to_date(fen, starts_on, ends_on, day)
    assert 0 <= earned <= fen
    assert earned <= earned_to_date(fen, starts_on, ends_on, day + timedelta(days=1))
    assert earned_to_date(fen, starts_on, ends_on, ends_on) == fen
    assert earned_to_date(fen, starts_on, ends_on, starts_on - timedelta(days=1)) == 0


def test_the_day_in_china_begins_at_sixteen_utc() -> None:
    assert shanghai_date(datetime(2015, 12, 31, 15, 59, 59, tzinfo=UTC)) == date(2015, 12, 31)
    assert shanghai_date(datetime(2015, 12, 31, 16, 0, tzinfo=UTC)) == date(2016, 1, 1)


def test_a_moment_of_another_zone_has_the_same_day_in_china() -> None:
    new_york = timezone(timedelta(hours=-5))
    assert shanghai_date(datetime(2015, 12, 31, 11, 0, tzinfo=new_york)) == date(2016, 1, 1)


def test_a_moment_without_a_zone_has_no_day() -> None:
    with pytest.raises(ValueError, match="without a time zone"):
        shanghai_date(datetime(2015, 12, 31, 16, 0))  # noqa: DTZ001
