"""Cover that stands still for arrears, and runs on."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates import Member, Remittance
from ledger.aggregates.claim import Filing
from ledger.aggregates.member import Entry
from ledger.benefits import Loss
from ledger.events import Document, Event
from ledger.events.member import CoverReinstated, CoverSuspended
from ledger.events.remittance import RemittanceOpened
from ledger.periods import calendar_period
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

SPRING, SUMMER = day("04-01"), day("07-01")
KEY = (m.PLAN, "2015")
ARREARS: Any = {"reason": "in arrears", "resolution": "2015-2"}
_STILL: Any = {
    "plan": m.PLAN,
    "period": "2015",
    "unit": m.UNIT,
    "period_ends_on": day("12-31"),
    "reason": "in arrears",
}


def member(*events: Event) -> Member:
    its: Member = given(m.member_registered(), m.enrolled(), *events)
    return its


def suspended() -> Event:
    return m.make(CoverSuspended, **_STILL, effective_on=SPRING, resolution="2015-2")


def reinstated() -> Event:
    return m.make(CoverReinstated, **_STILL, effective_on=SUMMER)


def file_claim(its: Member, month_and_day: str) -> None:
    loss = Loss.model_validate(
        {"trigger": "hospital_stay", "occurred_on": day(month_and_day), "self_pay_fen": 100_000}
    )
    terms = m.plan_terms()
    its.file_claim(Filing("C9", "CD-HOSP", loss), lambda _: terms, moment(on=day("12-15")))


def test_cover_stands_still_from_a_day_on() -> None:
    its = member()

    assert its.suspend_cover(*KEY, moment(on=SPRING, **ARREARS))

    (event,) = recorded(its)
    assert (event.effective_on, event.period_ends_on) == (SPRING, day("12-31"))
    assert its.suspended(*KEY) == (SPRING, None)


def test_what_stands_still_does_not_stand_still_again() -> None:
    its = member(suspended())

    assert not its.suspend_cover(*KEY, moment(on=SUMMER, **ARREARS))
    assert recorded(its) == []


@pytest.mark.parametrize("on", [day("12-31", 2014), day("01-01", 2016)])
def test_cover_that_does_not_run_cannot_stand_still(on: Any) -> None:
    its = member()

    assert not its.suspend_cover(*KEY, moment(on=on, **ARREARS))
    assert not its.suspend_cover("CD-CI@2015", "2015", moment(on=SPRING, **ARREARS))
    assert recorded(its) == []


def test_suspension_rests_on_a_reason_and_a_resolution() -> None:
    its = member()
    sentence = "suspension of CD-HOSP@2015 rests on a resolution; name it with --resolution"

    with refused("office.reason_missing", "suspension of CD-HOSP@2015 needs a reason", its):
        its.suspend_cover(*KEY, moment(on=SPRING))
    with refused("office.resolution_unnamed", sentence, its):
        its.suspend_cover(*KEY, moment(on=SPRING, reason="in arrears"))


def test_reinstatement_rests_on_a_reason() -> None:
    its = member(suspended())

    with refused("office.reason_missing", "reinstatement of CD-HOSP@2015 needs a reason", its):
        its.reinstate_cover(*KEY, moment(on=SUMMER))


def test_suspending_and_reinstating_take_the_role_of_enrolment() -> None:
    its = member(suspended())
    stranger = moment("xu", roles=("finance",), on=SUMMER, **ARREARS)
    sentence = "officer xu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, its):
        its.suspend_cover(*KEY, stranger)
    with refused("office.role_missing", sentence, its):
        its.reinstate_cover(*KEY, stranger)


def test_cover_runs_on_when_it_is_reinstated() -> None:
    its = member(suspended())

    assert its.reinstate_cover(*KEY, moment(on=SUMMER, reason="paid"))

    assert topics(its) == ["member.cover_reinstated.v1"]
    assert its.suspended(*KEY) is None


@pytest.mark.parametrize("on", [day("03-31"), day("01-01", 2016)])
def test_cover_is_not_reinstated_before_it_was_suspended_or_after_it_ended(on: Any) -> None:
    its = member(suspended())

    assert not its.reinstate_cover(*KEY, moment(on=on, reason="paid"))


def test_cover_that_runs_is_not_reinstated() -> None:
    its = member()

    assert not its.reinstate_cover(*KEY, moment(on=SUMMER, reason="paid"))
    assert recorded(its) == []


@pytest.mark.parametrize("loss_on", ["03-31", "07-01", "12-01"])
def test_a_loss_outside_the_days_that_cover_stood_still_is_covered(loss_on: str) -> None:
    its = member(suspended(), reinstated())

    file_claim(its, loss_on)

    assert topics(its) == ["member.claim_filed.v1"]


@pytest.mark.parametrize("loss_on", ["04-01", "06-30"])
def test_a_loss_while_cover_stood_still_is_not_covered(loss_on: str) -> None:
    its = member(suspended(), reinstated())
    sentence = (
        f"claim C9: 2015-{loss_on} is not covered, CD-HOSP@2015 was suspended from 2015-04-01 on"
    )

    with refused("claim.cover_suspended", sentence, its):
        file_claim(its, loss_on)


def test_cover_that_stands_still_is_reinstated_before_it_is_voided() -> None:
    its = member(suspended())
    sentence = "cover under CD-HOSP@2015 for 2015 is suspended; reinstate it first"

    with refused("roster.cover_suspended", sentence, its):
        its.void_enrolment("CD-HOSP", "2015", "enrolled_twice", moment(on=SUMMER, **ARREARS))


def test_cover_that_stood_still_to_its_end_is_voided_afterwards() -> None:
    its = member(suspended())

    its.void_enrolment(
        "CD-HOSP", "2015", "enrolled_twice", moment(on=day("01-01", 2016), **ARREARS)
    )

    (voided,) = recorded(its)
    assert (voided.ends_on, voided.suspended_since) == (day("12-31"), SPRING)
    assert its.covers == []


def renewed(its: Member, on: date) -> Any:
    """What is recorded of an enrolment for the next year under terms with a waiting period."""
    terms = m.plan_terms(waiting_period_days=30)
    into = Entry(terms, calendar_period("2016"), day("01-01", 2016), {terms.key: terms})
    its.enrol(its.admit(into, 1, day("06-01", 1980), moment(on=on)), m.UNIT, moment(on=on))
    return recorded(its)[0]


@pytest.mark.parametrize("on", [day("12-20"), day("01-01", 2016)])
def test_who_follows_cover_that_stands_still_joins_anew_and_waits(on: date) -> None:
    enrolled = renewed(member(suspended()), on)

    assert (enrolled.renewal, enrolled.waits_until) == (False, day("01-31", 2016))


def test_who_follows_cover_that_was_reinstated_renews_it() -> None:
    enrolled = renewed(member(suspended(), reinstated()), day("12-20"))

    assert (enrolled.renewal, enrolled.waits_until) == (True, None)


def test_cover_that_stands_still_ends_with_a_death() -> None:
    its = member(suspended())
    certificate = Document(reference="certificate.pdf", sha256=m.DIGEST)

    its.die(moment(on=SUMMER, document=certificate))

    ended, _ = recorded(its)
    assert topics(its) == ["member.cover_ended.v1", "member.died.v1"]
    assert (ended.effective_on, ended.suspended_since) == (SUMMER, SPRING)
    assert not its.reinstate_cover(*KEY, moment(on=SUMMER, reason="paid"))


def left(its: Member) -> Member:
    its.leave("employment_ended", None, moment(on=SUMMER, reason="new job"))
    return its


def test_who_leaves_while_cover_stands_still_is_enrolled_again_from_the_next_day_on() -> None:
    its = left(member(suspended()))
    terms = m.plan_terms()
    into = Entry(terms, calendar_period("2015"), day("07-02"), {terms.key: terms})

    its.enrol(its.admit(into, 1, day("06-01", 1980), moment(on=day("07-05"))), "U00002", moment())

    assert [(c.starts_on, c.ends_on) for c in its.covers] == [
        (day("01-01"), SUMMER),
        (day("07-02"), day("12-31")),
    ]


def test_who_left_while_cover_stood_still_may_have_it_voided() -> None:
    its = left(member(suspended()))

    its.void_enrolment("CD-HOSP", "2015", "enrolled_twice", moment(on=SUMMER, **ARREARS))

    assert its.covers == []


def test_days_on_which_cover_stood_still_before_its_end_stay_uncovered() -> None:
    its = left(member(suspended()))

    with refused(
        "claim.cover_suspended",
        "claim C9: 2015-06-30 is not covered, CD-HOSP@2015 was suspended from 2015-04-01 on",
        its,
    ):
        file_claim(its, "06-30")


def test_the_cover_of_another_unit_is_not_suspended() -> None:
    its = member()

    assert not its.suspend_cover(*KEY, moment(on=SPRING, **ARREARS), "U00002")
    assert its.suspend_cover(*KEY, moment(on=SPRING, **ARREARS), m.UNIT)


# --- arrears ------------------------------------------------------------------------------------


def account(*events: Event) -> Remittance:
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, m.roster_accepted(), *events)  # on 5 January
    return its


def test_a_unit_that_owes_nothing_is_not_in_arrears() -> None:
    its = account(m.contribution_received())

    with refused("contribution.nothing_due", "unit U00123 owes nothing to fund MED for 2015", its):
        its.require_arrears(None, SPRING)


def test_cover_is_not_suspended_within_the_days_of_grace() -> None:
    its = account()
    sentence = "unit U00123 has until 2015-03-06 to pay what it owes fund MED"

    with refused("contribution.grace_runs", sentence, its):
        its.require_arrears(60, day("03-06"))
    its.require_arrears(60, day("03-07"))


def test_what_is_still_owed_keeps_cover_suspended() -> None:
    its = account(m.contribution_received(placed_fen=9_000))
    sentence = "unit U00123 still owes fund MED 30.00 yuan; reinstating takes a resolution"

    with refused("contribution.still_owed", sentence, its):
        its.require_paid()
    account(m.contribution_received()).require_paid()


def test_a_roster_that_was_paid_gives_no_grace_to_another() -> None:
    later = m.roster_accepted(plan="CD-CI@2015", effective_on=day("06-01"))
    its = account(later)

    its.require_arrears(30, SPRING)
    paid = account(m.contribution_received(), later)
    with refused(
        "contribution.grace_runs",
        "unit U00123 has until 2015-07-01 to pay what it owes fund MED",
        paid,
    ):
        paid.require_arrears(30, day("06-15"))
