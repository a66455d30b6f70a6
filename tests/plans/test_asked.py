"""Since when the oldest is unpaid of what was asked for, whatever was asked or struck off later."""

from datetime import date

import pytest

from ledger.plans.asked import Asked

YEAR = date(2015, 1, 1), date(2015, 12, 31)
SUMMER = date(2015, 7, 1), date(2015, 12, 31)
DECEMBER, FEBRUARY = date(2014, 12, 20), date(2015, 2, 3)


def asked() -> Asked:
    """Two lists for the same days of cover: 540 yuan in December, and 90 in February."""
    its = Asked()
    its.add(YEAR, DECEMBER, 54_000)
    its.add(YEAR, FEBRUARY, 9_000)
    return its


@pytest.mark.parametrize(
    ("unpaid_fen", "since"),
    [(63_000, DECEMBER), (9_001, DECEMBER), (9_000, FEBRUARY), (1, FEBRUARY), (0, None)],
)
def test_a_later_list_makes_no_older_debt_young(unpaid_fen: int, since: date | None) -> None:
    assert asked().unpaid_since(unpaid_fen) == since


def test_what_is_due_no_more_falls_off_what_was_asked_last() -> None:
    its = asked()
    its.lessen(YEAR, 9_000)

    assert its.unpaid_since(1) == DECEMBER


def test_what_was_struck_off_before_a_later_list_falls_off_the_earlier_one() -> None:
    its = Asked()
    its.add(YEAR, DECEMBER, 54_000)
    its.lessen(YEAR, 9_000)
    its.add(YEAR, FEBRUARY, 9_000)

    assert its.unpaid_since(9_000) == FEBRUARY
    assert its.unpaid_since(9_001) == DECEMBER


def test_what_was_asked_for_other_days_of_cover_is_not_lessened() -> None:
    its = asked()
    its.add(SUMMER, date(2015, 6, 20), 5_000)
    its.lessen(YEAR, 9_000)

    assert its.unpaid_since(5_000) == date(2015, 6, 20)
    assert its.unpaid_since(5_001) == DECEMBER
