"""A unit that stands suspended for arrears: nobody is added to its lists until that is lifted."""

from datetime import date
from typing import Any

from ledger.aggregates import Member, Remittance
from ledger.aggregates.member import Entry
from ledger.events import Event
from ledger.events.member import Enrolled
from ledger.events.remittance import RemittanceOpened
from ledger.events.standing import RemittanceReinstated, RemittanceSuspended
from ledger.periods import calendar_period
from tests import makers as m
from tests.aggregates.decisions import ROSTER
from tests.aggregates.given import day, given, moment, recorded, refused, topics

SPRING, SUMMER = day("04-01"), day("07-01")
WHOSE: Any = {"unit": m.UNIT, "fund": m.FUND, "period": "2015"}
SUSPENDED = m.make(RemittanceSuspended, **WHOSE, covers=2, effective_on=SPRING, reason="in arrears")
REINSTATED = m.make(RemittanceReinstated, **WHOSE, covers=2, effective_on=SUMMER, reason="paid")
STANDS_SUSPENDED = (
    "the cover of unit U00123 under the plans of fund MED for 2015 stands suspended since "
    "2015-04-01; nobody is added to its lists until it has paid and is reinstated"
)


def account(*events: Event, period: str = "2015") -> Remittance:
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period=period)
    its: Remittance = given(opened, m.roster_accepted(), *events)
    return its


def accept(its: Remittance, on: date) -> None:
    its.accept_roster(m.PLAN, **ROSTER, at=moment(on=on))


def test_covers_that_stand_still_suspend_the_account_with_their_unit() -> None:
    its = account()

    its.suspend(2, moment(on=SPRING, reason="in arrears", resolution="2015-2"))

    (event,) = recorded(its)
    assert (event.unit, event.fund, event.period, event.covers) == (m.UNIT, m.FUND, "2015", 2)
    assert its.suspended_since == SPRING


def test_an_account_is_suspended_once_and_only_where_a_cover_is() -> None:
    its, running = account(SUSPENDED), account()

    its.suspend(1, moment(on=SUMMER, reason="in arrears"))
    running.suspend(0, moment(on=SPRING, reason="in arrears"))

    assert recorded(its, running) == []


def test_a_suspended_unit_adds_nobody_to_its_lists_whatever_their_day() -> None:
    for on in (day("03-31"), SPRING, day("12-31")):
        its = account(SUSPENDED)
        with refused("roster.unit_suspended", STANDS_SUSPENDED, its):
            accept(its, on)


def test_after_reinstatement_a_list_is_dated_that_day_or_later() -> None:
    its = account(SUSPENDED, REINSTATED)
    sentence = (
        "the cover of unit U00123 under the plans of fund MED for 2015 runs again since "
        "2015-07-01; no roster of that period is dated before that day"
    )

    for on in (day("03-31"), day("06-30")):
        with refused("roster.before_reinstatement", sentence, its):
            accept(its, on)
    accept(its, SUMMER)
    assert topics(its) == ["remittance.roster_accepted.v1"]


def test_a_unit_whose_people_have_all_left_is_reinstated_all_the_same() -> None:
    its = account(SUSPENDED)

    its.reinstate(0, moment(on=SUMMER, reason="paid"))

    (event,) = recorded(its)
    assert (event.topic, event.covers) == ("remittance.reinstated.v1", 0)
    assert (its.suspended_since, its.runs_since) == (None, SUMMER)


def test_a_day_before_the_suspension_lifts_nothing() -> None:
    its, running = account(SUSPENDED), account()

    its.reinstate(0, moment(on=day("03-31"), reason="paid"))
    running.reinstate(0, moment(on=SUMMER, reason="paid"))

    assert recorded(its, running) == []


def test_payment_alone_lifts_no_suspension() -> None:
    its = account(SUSPENDED, m.contribution_received(placed_fen=12_000))

    its.require_paid()
    with refused("roster.unit_suspended", STANDS_SUSPENDED, its):
        accept(its, SUMMER)


def test_another_coverage_period_is_an_account_of_its_own() -> None:
    suspended, following = account(SUSPENDED), account(period="2016")

    assert suspended.suspended_since == SPRING
    accept(following, day("12-31"))
    assert topics(following) == ["remittance.roster_accepted.v1"]


def test_a_renewal_after_reinstatement_covers_no_day_on_which_the_unit_stood_still() -> None:
    before = m.enrolled(
        plan=m.PLAN, period="2014", effective_on=day("01-01", 2014), ends_on=day("12-31", 2014)
    )
    terms = m.plan_terms()
    into = Entry(terms, calendar_period("2015"), day("01-01"), {terms.key: terms}, runs_from=SUMMER)
    its: Member = given(m.member_registered(), before)
    at = moment(on=SUMMER)

    its.enrol(its.admit(into, 1, date(1980, 1, 1), at), m.UNIT, at)

    (event,) = recorded(its)
    assert isinstance(event, Enrolled)
    assert (event.renewal, event.effective_on) == (True, day("01-01"))
    assert its.covers[-1].covers_from == SUMMER
