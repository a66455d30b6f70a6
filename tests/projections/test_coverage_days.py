"""The days on which cover runs: each is counted once, whatever became of the cover."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from typing import Any

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.aggregates import Member
from ledger.errors import LedgerError
from ledger.events import Event
from ledger.projections.coverage import COVERAGE, COVERAGE_TABLE
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, topics

KEY = (m.PLAN, "2015")
BACKED: Any = {"reason": "in arrears", "resolution": "2015-2"}
_NAMES = [column.name for column in COVERAGE_TABLE.columns]
Act = Callable[[Member, date], Any]


def member() -> Member:
    its: Member = given(m.member_registered(), m.enrolled())
    return its


def covered(events: Iterable[Event]) -> dict[date, int]:
    """How many covers run on each day of 2015 and the days around it, by the facts for reading."""
    rows: list[dict[str, Any]] = [
        dict(zip(_NAMES, row, strict=True))
        for position, event in enumerate([m.enrolled(), *events], 1)
        for row in COVERAGE.project(event, position)
    ]
    days = (day("01-01") + timedelta(days=n) for n in range(-1, 366))
    return {
        each: sum(
            row["covered"]
            for row in rows
            if row["effective_on"] <= each.isoformat() <= row["ends_on"]
        )
        for each in days
    }


def suspend(its: Member, on: date) -> None:
    its.suspend_cover(*KEY, moment(on=on, **BACKED))


def reinstate(its: Member, on: date) -> None:
    its.reinstate_cover(*KEY, moment(on=on, **BACKED))


def leave(its: Member, on: date) -> None:
    its.leave("withdrew", None, moment(on=on, reason="new job"))


def void(its: Member, on: date) -> None:
    its.void_enrolment("CD-HOSP", "2015", "enrolled_twice", moment(on=on, **BACKED))


@pytest.mark.parametrize(
    "acts",
    [
        [(suspend, "04-01"), (reinstate, "07-01")],
        [(suspend, "04-01"), (reinstate, "07-01"), (suspend, "09-01"), (reinstate, "10-01")],
        [(suspend, "04-01"), (reinstate, "07-01"), (leave, "08-01")],
        [(suspend, "04-01"), (leave, "08-01")],
        [(suspend, "04-01"), (reinstate, "04-01")],
    ],
    ids=["once", "twice", "and left", "and left meanwhile", "on the same day"],
)
def test_cover_that_stood_still_and_is_voided_leaves_no_day_and_none_below_nothing(
    acts: list[tuple[Act, str]],
) -> None:
    its = member()
    for act, on in acts:
        act(its, day(on))
    void(its, day("12-01"))

    assert set(covered(recorded(its)).values()) == {0}


def test_what_had_stood_still_before_is_told_where_an_enrolment_is_voided() -> None:
    its = member()
    suspend(its, day("04-01"))
    reinstate(its, day("07-01"))
    void(its, day("12-01"))

    *_, undone, voided = recorded(its)
    assert topics(its)[-2:] == ["member.suspension_undone.v1", "member.enrolment_voided.v1"]
    assert (undone.starts_on, undone.ends_on) == (day("04-01"), day("06-30"))
    assert (voided.starts_on, voided.ends_on) == (day("01-01"), day("12-31"))


def test_where_nothing_stood_still_nothing_is_told_of_it() -> None:
    its = member()
    void(its, day("12-01"))

    assert topics(its) == ["member.enrolment_voided.v1"]


@pytest.mark.parametrize("left_on", ["03-01", "05-15"])
def test_who_left_before_days_on_which_cover_stood_still_has_them_taken_away_once(
    left_on: str,
) -> None:
    its = member()
    suspend(its, day("04-01"))
    reinstate(its, day("07-01"))
    leave(its, day(left_on))

    runs = covered(recorded(its))
    last = min(day(left_on), day("03-31"))
    assert {each for each, covers in runs.items() if covers} == {
        each for each in runs if day("01-01") <= each <= last
    }
    assert set(runs.values()) == {0, 1}


days = st.integers(0, 364).map(lambda n: day("01-01") + timedelta(days=n))


@for_all(st.lists(st.tuples(st.sampled_from([suspend, reinstate, leave]), days), max_size=6))
def test_whatever_became_of_cover_a_day_of_it_counts_once_or_not_and_never_once_it_is_voided(
    acts: list[tuple[Act, date]],
) -> None:
    its = member()
    for act, on in acts:
        try:
            act(its, on)
        except LedgerError:
            continue
        assert set(covered(recorded(its)).values()) <= {0, 1}
    try:
        void(its, day("12-31"))
    except LedgerError:  # it stands still, and is reinstated first
        void(its, day("12-31", 2016))

    assert set(covered(recorded(its)).values()) == {0}
