"""Months: open, soft-closed, closed in their order, and reopened by two persons."""

import pytest

from ledger.aggregates import Moment, Office
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

DIGESTS = {"journal@1": m.DIGEST}
WHY = "a receipt of January was found"


def office(*, soft: str = "", closed: str = "") -> Office:
    """An office opened in 2015 with some months soft-closed, and the earlier ones closed."""
    its: Office = given(m.office_opened(effective_on=day("01-01")))
    for month in (*closed.split(), *soft.split()):
        its.soft_close(month, moment())
    for month in closed.split():
        its.close(month, 100, DIGESTS, moment())
    its.pending_events.clear()
    return its


def proposed_by(officer: str, at: Office, month: str, **changes: str) -> Office:
    at.propose_reopening(month, moment(officer, reason=WHY, **changes))
    at.pending_events.clear()
    return at


def test_a_month_is_soft_closed_then_closed_on_the_digests_of_its_figures() -> None:
    its = office()

    its.soft_close("2015-01", moment())
    assert its.state_of("2015-01") == "soft-closed"
    its.close("2015-01", 812, DIGESTS, moment())

    assert its.state_of("2015-01") == "closed"
    assert topics(its) == ["office.period_soft_closed.v1", "office.period_closed.v1"]
    assert (recorded(its)[1].position, recorded(its)[1].digests) == (812, DIGESTS)


def test_a_late_fact_is_booked_on_the_first_open_day() -> None:
    its = office(closed="2015-01", soft="2015-02")

    assert its.booked_on(day("01-20")) == day("03-01")
    assert its.booked_on(day("02-28")) == day("03-01")
    assert its.booked_on(day("03-07")) == day("03-07")


def test_a_late_fact_of_december_is_booked_in_the_next_year() -> None:
    its = office(soft=" ".join(f"2015-{month:02d}" for month in range(1, 13)))

    assert its.booked_on(day("12-31")) == day("01-01", 2016)


def test_a_month_before_the_book_began_is_no_month_of_it() -> None:
    its = office()

    with refused(
        "period.before_book", "the book begins with 2015-01; 2014-12 is no month of it", its
    ):
        its.soft_close("2014-12", moment())


def test_a_month_is_soft_closed_once() -> None:
    its = office(soft="2015-01")
    sentence = "month 2015-01 is soft-closed; this needs it open"

    with refused("period.not_in_state", sentence, its):
        its.soft_close("2015-01", moment())


def test_a_closed_month_is_not_soft_closed_again() -> None:
    its = office(closed="2015-01")
    sentence = "month 2015-01 is closed; this needs it open"

    with refused("period.not_in_state", sentence, its):
        its.soft_close("2015-01", moment())


def test_an_open_month_is_not_closed() -> None:
    its = office()
    sentence = "month 2015-01 is open; this needs it soft-closed"

    with refused("period.not_in_state", sentence, its):
        its.close("2015-01", 812, DIGESTS, moment())


def test_a_month_is_not_soft_closed_before_the_one_before_it() -> None:
    its = office(soft="2015-01")
    sentence = "month 2015-02 is not closed yet; 2015-03 cannot be closed before it"

    with refused("period.earlier_month_open", sentence, its):
        its.soft_close("2015-03", moment())


def test_a_month_is_not_closed_before_the_one_before_it() -> None:
    its = office(soft="2015-01 2015-02")
    sentence = "month 2015-01 is not closed yet; 2015-02 cannot be closed before it"

    with refused("period.earlier_month_open", sentence, its):
        its.close("2015-02", 812, DIGESTS, moment())


def test_months_close_in_their_order_over_the_year_end() -> None:
    its = office(closed=" ".join(f"2015-{month:02d}" for month in range(1, 13)))

    its.soft_close("2016-01", moment())

    assert its.state_of("2016-01") == "soft-closed"


# --- reopening ----------------------------------------------------------------------------------


@pytest.mark.parametrize("state", ["soft", "closed"])
def test_a_month_is_reopened_by_a_second_person(state: str) -> None:
    its = office(**{state: "2015-01"})

    its.propose_reopening("2015-01", moment("lin", reason=WHY))
    its.reopen("2015-01", moment("wu"))

    assert its.state_of("2015-01") == "open"
    proposal, agreed = recorded(its)
    assert (proposal.topic, proposal.reason) == ("office.period_reopening_proposed.v1", WHY)
    assert (agreed.proposed_by, agreed.proposed_as) == ("lin", "os:lin")
    assert (agreed.recorded_by, agreed.authenticated_as) == ("wu", "os:wu")


def test_a_reopened_month_is_closed_again_in_the_same_way() -> None:
    its = proposed_by("lin", office(closed="2015-01"), "2015-01")
    its.reopen("2015-01", moment("wu"))

    its.soft_close("2015-01", moment())
    its.close("2015-01", 900, DIGESTS, moment())

    assert its.state_of("2015-01") == "closed"


def same_person(login: str) -> tuple[Moment, str]:
    sentence = f"reopening of 2015-01 needs another person: login {login} already took part in it"
    return moment("wu", login=login), sentence


def test_whoever_proposed_a_reopening_does_not_agree_to_it() -> None:
    its = proposed_by("lin", office(closed="2015-01"), "2015-01")
    at, sentence = same_person("os:lin")  # another officer's name, but the same login

    with refused("office.same_hands", sentence, its):
        its.reopen("2015-01", at)


def test_a_month_is_reopened_only_where_that_was_proposed() -> None:
    its = office(closed="2015-01")
    sentence = "this book holds no proposal to reopen 2015-01"

    with refused("record.unknown", sentence, its):
        its.reopen("2015-01", moment())


def test_a_proposal_reopens_a_month_once() -> None:
    its = proposed_by("lin", office(closed="2015-01"), "2015-01")
    its.reopen("2015-01", moment("wu"))
    its.soft_close("2015-01", moment())
    sentence = "this book holds no proposal to reopen 2015-01"

    with refused("record.unknown", sentence, its):
        its.reopen("2015-01", moment("wu"))


def test_an_open_month_is_not_proposed_for_reopening() -> None:
    its = office()
    sentence = "month 2015-01 is open; this needs it closed or soft-closed"

    with refused("period.not_in_state", sentence, its):
        its.propose_reopening("2015-01", moment(reason=WHY))


def test_only_the_latest_month_is_proposed_for_reopening() -> None:
    its = office(closed="2015-01", soft="2015-02")
    sentence = "month 2015-02 is soft-closed; this needs it open"

    with refused("period.not_in_state", sentence, its):
        its.propose_reopening("2015-01", moment(reason=WHY))


def test_only_the_latest_month_is_reopened() -> None:
    its = proposed_by("lin", office(closed="2015-01"), "2015-01")
    its.soft_close("2015-02", moment())
    sentence = "month 2015-02 is soft-closed; this needs it open"

    with refused("period.not_in_state", sentence, its):
        its.reopen("2015-01", moment("wu"))
