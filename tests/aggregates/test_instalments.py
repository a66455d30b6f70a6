"""Instalments on a unit's account: what falls due, what is taken back, and who owes it."""

from datetime import date, timedelta
from typing import Any

from ledger.aggregates import Remittance
from ledger.aggregates.debtor import Owing
from ledger.aggregates.suspension import Contributor
from ledger.events.member import CoverEnded, CoverReinstated, CoverSuspended
from ledger.events.remittance import PayerAmount, RemittanceOpened
from ledger.periods import month_end, month_of
from ledger.plans import Due
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, stay, terms_of
from tests.aggregates.given import day, given, moment, recorded, refused, topics

JANUARY = Due(day("01-01"), day("01-01"), day("01-31"))
MARCH = Due(day("03-01"), day("03-01"), day("03-31"))
NOW = moment(on=day("04-10"))
ON_DUE = moment(on=day("03-01"))
HALVES = (
    PayerAmount(payer="members", amount_fen=9_001),
    PayerAmount(payer="unit", amount_fen=9_000),
)


def account(*events: Any) -> Remittance:
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, *events)
    return its


def owing(fen: int, parts: Any = None) -> Owing:
    return Owing(3, fen, m.DIGEST, parts)


# --- on the account -----------------------------------------------------------------------------


def test_an_instalment_falls_due_on_its_own_day() -> None:
    its = account()

    assert its.call(m.PLAN, MARCH, owing(18_001), NOW, ON_DUE) == 18_001

    (fell_due,) = recorded(its)
    assert (fell_due.effective_on, fell_due.due_on) == (day("03-01"), day("03-01"))
    assert (fell_due.members, fell_due.contribution_fen) == (3, 18_001)
    assert its.outstanding_fen == 18_001


def test_an_instalment_that_fell_due_is_not_booked_again() -> None:
    its = account(m.contributions_fell_due())

    assert its.call(m.PLAN, JANUARY, owing(18_001), NOW, ON_DUE) == 0
    assert recorded(its) == []


def test_what_more_of_it_is_due_is_booked_as_the_difference() -> None:
    its = account(m.contributions_fell_due())

    assert its.call(m.PLAN, JANUARY, owing(20_000), NOW, ON_DUE) == 1_999
    assert recorded(its)[0].contribution_fen == 1_999


def test_what_less_of_it_is_due_is_taken_back_now() -> None:
    its = account(m.contributions_fell_due())

    assert its.call(m.PLAN, JANUARY, owing(17_001), NOW, ON_DUE) == -1_000

    (lessened,) = recorded(its)
    assert topics(its) == ["remittance.instalment_lessened.v1"]
    assert (lessened.effective_on, lessened.unpaid_fen) == (day("04-10"), 1_000)
    assert its.outstanding_fen == 17_001


def test_what_was_paid_of_it_is_held_for_who_paid() -> None:
    its = account(m.contributions_fell_due(), m.contribution_received(placed_fen=18_001))
    its.call(m.PLAN, JANUARY, owing(17_001), NOW, ON_DUE)

    assert (its.outstanding_fen, its.held_fen) == (0, {"RC1": 1_000})


def test_an_instalment_is_divided_among_who_bears_it() -> None:
    its = account()
    its.call(m.PLAN, JANUARY, owing(18_001, HALVES), NOW, ON_DUE)
    its.call(m.PLAN, JANUARY, owing(36_002, HALVES), NOW, ON_DUE)

    assert its.open_by == {m.PLAN: {"members": 18_002, "unit": 18_000}}


def test_the_oldest_unpaid_instalment_counts_for_grace() -> None:
    march = m.contributions_fell_due(**MARCH._asdict(), effective_on=day("03-01"))
    january = m.contributions_fell_due(effective_on=day("01-01"))
    its = account(january, march)
    assert its.unpaid_since(m.PLAN) == day("01-01")

    paid = account(january, march, m.contribution_received(placed_fen=18_001))
    assert paid.unpaid_since(m.PLAN) == day("03-01")
    assert account().unpaid_since(m.PLAN) is None


def test_calling_takes_the_role_of_enrolment() -> None:
    its = account()
    sentence = "officer xu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, its):
        its.call(m.PLAN, MARCH, owing(1), moment("xu", roles=("finance",)), ON_DUE)


# --- who owes it --------------------------------------------------------------------------------


def month(on: date) -> Due:
    """The instalment that falls due on a day, for the month that it lies in."""
    return Due(on, on, month_end(month_of(on)))


def who_owes(its: Contributor, on: date) -> bool:
    return bool(its.owing(m.UNIT, "2015", month(on)))


def test_an_instalment_is_owed_by_whose_cover_runs_on_its_day() -> None:
    its = insured(every="month", contribution_fen=None)

    assert [who_owes(its, on) for on in (day("12-31", 2014), day("01-01"), day("12-31"))] == [
        False,
        True,
        True,
    ]
    assert its.owing("U00999", "2015", JANUARY) == []


def test_what_fell_due_with_a_roster_is_no_instalment() -> None:
    assert not who_owes(insured(), m.DAY)


STILL: Any = {
    "plan": m.PLAN,
    "period": "2015",
    "unit": m.UNIT,
    "period_ends_on": day("12-31"),
}


def test_what_falls_due_after_cover_came_to_stand_still_is_not_owed() -> None:
    still = m.make(CoverSuspended, **STILL, effective_on=day("03-01"))
    its = insured(still, every="month", contribution_fen=None)

    days = (day("02-28"), day("03-01"), day("04-01"))
    assert [who_owes(its, on) for on in days] == [True, True, False]


def test_an_instalment_is_owed_where_cover_runs_again_on_a_day_that_it_is_for() -> None:
    still = m.make(CoverSuspended, **STILL, effective_on=day("02-15"))
    again = m.make(CoverReinstated, **STILL, effective_on=day("04-05"))
    its = insured(still, again, every="month", contribution_fen=None)

    days = (day("03-01"), day("04-01"), day("05-01"))
    assert [who_owes(its, on) for on in days] == [False, True, True]


def test_an_enrolment_undone_later_owes_what_was_booked_for_it() -> None:
    undone = m.enrolment_voided(
        contribution_fen=0, effective_on=day("05-10"), last_due_on=day("03-01")
    )
    its = insured(undone, every="month", contribution_fen=None)

    assert [who_owes(its, on) for on in (day("03-01"), day("04-01"))] == [True, False]


def test_an_enrolment_undone_owes_nothing_for_the_months_on_which_it_stood_still() -> None:
    still = m.make(CoverSuspended, **STILL, effective_on=day("02-15"))
    again = m.make(CoverReinstated, **STILL, effective_on=day("04-05"))
    its = insured(still, again, every="month", contribution_fen=None)
    ground: Any = "enrolled_in_error"
    at = moment(on=day("05-10"), resolution="R1")
    its.void_enrolment("CD-HOSP", "2015", ground, at, booked_to=day("04-01"))

    days = (day("02-01"), day("03-01"), day("04-01"), day("05-01"))
    assert [who_owes(its, on) for on in days] == [True, False, True, False]


def test_who_had_left_before_they_were_undone_owes_nothing_after_their_day() -> None:
    ended = m.make(
        CoverEnded,
        **STILL,
        shares=1,
        starts_on=day("01-01"),
        effective_on=day("02-10"),
    )
    undone = m.enrolment_voided(
        contribution_fen=0,
        effective_on=day("05-10"),
        ends_on=day("02-10"),
        last_due_on=day("04-01"),
    )
    its = insured(ended, undone, every="month", contribution_fen=None)

    assert [who_owes(its, on) for on in (day("02-01"), day("03-01"))] == [True, False]


def test_who_joined_later_owes_no_month_before_the_one_in_which_they_did() -> None:
    its = insured(every="month", contribution_fen=None, counts_from=day("03-20"))

    days = (day("01-01"), day("02-01"), day("03-01"), day("04-01"))
    assert [who_owes(its, on) for on in days] == [False, False, True, True]


def test_an_enrolment_undone_before_anything_was_booked_for_it_owes_nothing() -> None:
    undone = m.enrolment_voided(contribution_fen=0, effective_on=day("05-10"))
    its = insured(undone, every="month", contribution_fen=None)

    assert not who_owes(its, day("01-01"))


def test_what_was_reckoned_before_somebody_was_enrolled_is_not_booked_for_them() -> None:
    its = account(m.contributions_fell_due())
    enrolled = m.enrolled(every="month")
    later = enrolled.timestamp + timedelta(days=30)

    assert its.booked_to(enrolled) == day("01-01")
    assert its.booked_to(m.enrolled(every="month", timestamp=later)) is None


# --- the hour -----------------------------------------------------------------------------------

NOON = m.plan_terms(coverage={"rule": "fixed_period", "start_time": "12:00", "end_time": "12:00"})


def test_a_loss_before_the_hour_of_the_first_day_is_not_covered() -> None:
    its = insured()
    sentence = (
        "claim C1: CD-HOSP@2015 gave no cover on 2015-01-01 at 11:59; "
        "it ran from 2015-01-01 12:00 to 2015-12-31 12:00"
    )
    at = moment(on=day("04-01"))

    with refused("claim.not_covered_at", sentence, its):
        its.file_claim(filing("C1", loss=stay("01-01", occurred_at="11:59")), terms_of(NOON), at)
    its.file_claim(filing("C1", loss=stay("01-01", occurred_at="12:00")), terms_of(NOON), at)


# --- whose money --------------------------------------------------------------------------------


def test_a_receipt_is_of_whom_its_parts_name() -> None:
    its = account(m.roster_accepted())
    sentence = "receipt R1 is 100.00 yuan; its payers' parts are 180.01 yuan, or name one twice"

    with refused("contribution.parts_differ", sentence, its):
        its.receive("R1", 10_000, m.BANK, "unit", NOW, HALVES)
    with refused("contribution.parts_differ", sentence, its):
        its.hold("R1", 10_000, m.BANK, NOW, None, HALVES)


def test_a_refund_in_part_goes_to_every_payer_in_proportion() -> None:
    its = account()
    its.receive("R1", 18_001, m.BANK, "unit", NOW, HALVES)
    its.refund("R1", 6_000, moment(on=day("04-10"), reason="paid in error"))

    refunded = recorded(its)[-1]
    assert [(p.payer, p.amount_fen) for p in refunded.parts] == [
        ("members", 3_000),
        ("unit", 3_000),
    ]
    assert its.held_of == {"R1": {"members": 6_001, "unit": 6_000}}
