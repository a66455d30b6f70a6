"""The office: its officers, its resolutions, its accounts, and what it takes over."""

from uuid import UUID

import pytest

from ledger.aggregates import Moment, Office, Officer
from ledger.events import Document
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

STREAM = UUID(int=1)
LIST = Document(reference="members.csv", sha256=m.DIGEST)
CHEN = Officer("chen", frozenset({"approver", "assessor"}), 500_000, frozenset({"os:chen"}))


def opened(at: Moment | None = None) -> Office:
    return Office.open(
        STREAM,
        at or moment(),
        book=m.BOOK,
        code="CD",
        name="成都办事处",
        kind="association_office",
        regime="npo-2004",
        demo=False,
        admits_invented_people=False,
    )


# --- who acts -----------------------------------------------------------------------------------


def test_whoever_opens_a_book_is_its_first_officer() -> None:
    office = opened(moment("lin", roles=("manager",), logins=("os:lin", "db:lin")))

    assert topics(office) == ["office.opened.v1", "office.officer_appointed.v1"]
    assert office.officer("lin", "db:lin").roles == {"manager"}


def test_an_officer_has_the_roles_limit_and_logins_of_the_appointment() -> None:
    office = given(m.office_opened())

    office.appoint(CHEN, moment())

    (appointed,) = recorded(office)
    assert appointed.roles == ("approver", "assessor")
    assert appointed.approval_limit_fen == 500_000
    assert office.officer("chen", "os:chen") == CHEN


def test_a_later_appointment_replaces_the_earlier() -> None:
    earlier = m.officer_appointed(officer="chen", roles=("manager",))
    office = given(m.office_opened(), m.officer_appointed(), earlier)

    office.appoint(CHEN, moment())

    assert office.officer("chen", "os:chen").roles == {"approver", "assessor"}


def test_only_an_appointed_officer_acts() -> None:
    office = given(m.office_opened(), m.officer_appointed())

    with refused("office.officer_unknown", "zhao is not an officer of this office", office):
        office.officer("zhao", "os:zhao")


def test_an_officer_acts_under_a_login_of_their_own() -> None:
    office = given(m.office_opened(), m.officer_appointed())
    sentence = "login os:chen is not one of officer lin's"

    with refused("office.login_not_theirs", sentence, office):
        office.officer("lin", "os:chen")


def test_the_only_manager_is_not_dismissed() -> None:
    office = given(m.office_opened(), m.officer_appointed())
    sentence = "lin is the office's only manager; appoint another manager first"

    with refused("office.last_manager", sentence, office):
        office.dismiss("lin", moment(reason="moved to another office"))


def test_the_only_manager_stays_one_when_appointed_anew() -> None:
    office = given(m.office_opened(), m.officer_appointed())
    clerk = Officer("lin", frozenset({"enrolment"}), None, frozenset({"os:lin"}))
    sentence = "lin is the office's only manager; appoint another manager first"

    with refused("office.last_manager", sentence, office):
        office.appoint(clerk, moment())


def test_the_only_manager_keeps_the_login_they_act_under() -> None:
    office = given(m.office_opened(), m.officer_appointed())
    elsewhere = Officer("lin", frozenset({"manager"}), None, frozenset({"os:desk-2"}))
    sentence = (
        "lin is the office's only manager, and would no longer get in under login os:lin; "
        "name it with --login as well, or appoint another manager first"
    )

    with refused("office.last_login", sentence, office):
        office.appoint(elsewhere, moment("lin"))


def test_a_manager_without_a_login_is_no_other_manager() -> None:
    nobody = m.officer_appointed(officer="hu", roles=("manager",), logins=())
    office = given(m.office_opened(), m.officer_appointed(), nobody)
    sentence = "lin is the office's only manager; appoint another manager first"

    with refused("office.last_manager", sentence, office):
        office.dismiss("lin", moment(reason="moved to another office"))


def test_a_manager_takes_another_login_where_another_manager_can_put_it_right() -> None:
    another = m.officer_appointed(officer="hu", logins=("os:hu",))
    office = given(m.office_opened(), m.officer_appointed(), another)
    elsewhere = Officer("lin", frozenset({"manager"}), None, frozenset({"os:desk-2"}))

    office.appoint(elsewhere, moment())

    assert office.officer("lin", "os:desk-2") == elsewhere


def test_a_dismissed_officer_acts_no_more() -> None:
    another = m.officer_appointed(officer="hu", logins=("os:hu",))
    office = given(m.office_opened(), m.officer_appointed(), another)

    office.dismiss("lin", moment(reason="moved to another office"))

    assert topics(office) == ["office.officer_dismissed.v1"]
    with refused("office.officer_unknown", "lin is not an officer of this office", office):
        office.officer("lin", "os:lin")


def test_only_an_officer_can_be_dismissed() -> None:
    office = given(m.office_opened(), m.officer_appointed())

    with refused("office.officer_unknown", "zhao is not an officer of this office", office):
        office.dismiss("zhao", moment(reason="moved to another office"))


# --- resolutions, policies, accounts ------------------------------------------------------------


def test_a_resolution_is_on_record_once_it_was_passed() -> None:
    office = given(m.office_opened())

    office.resolve("2014-7", "互助计划条款", "委员会", moment())

    assert topics(office) == ["office.resolution_passed.v1"]
    office.require_resolution("2014-7", m.DAY)  # does not refuse


def test_a_number_names_one_resolution() -> None:
    office = given(m.office_opened())
    office.resolve("2014-7", "互助计划条款", "委员会", moment())
    sentence = "resolution 2014-7 is already recorded in this book"

    with refused("record.key_taken", sentence, office):
        office.resolve("2014-7", "别的条款", "委员会", moment())


def test_what_rests_on_a_resolution_needs_it_on_record() -> None:
    office = given(m.office_opened())
    sentence = "resolution 2014-8 is not recorded; record it with 'huzhu office resolve' first"

    with refused("office.resolution_missing", sentence, office):
        office.require_resolution("2014-8", m.DAY)


def test_naming_no_resolution_is_not_enough() -> None:
    office = given(m.office_opened())
    sentence = "decision of the office rests on a resolution; name it with --resolution"

    with refused("office.resolution_unnamed", sentence, office):
        office.require_resolution(None, m.DAY)


def test_nothing_that_rests_on_a_resolution_is_dated_before_it_was_passed() -> None:
    office = given(m.office_opened())
    office.resolve("2015-1", "互助计划条款", "委员会", moment(on=day("02-02")))
    sentence = (
        "resolution 2015-1 was passed on 2015-02-02; what is dated 2015-02-01 cannot rest on it"
    )

    with refused("office.resolution_later", sentence, office):
        office.require_resolution("2015-1", day("02-01"))
    office.require_resolution("2015-1", day("02-02"))


@pytest.mark.parametrize(
    ("parameter", "form", "value"),
    [
        ("contribution.grace_days", "a whole number of days", "sixty"),
        ("claim.appeal_days", "a whole number of days", "1.5"),
        ("claim.second_review_over", "an amount in yuan", "5万"),
        ("privacy.retention_years", "a whole number of years, at most 100", "1000"),
        ("privacy.retention_years.bank", "a whole number of years, at most 100", "+10"),
    ],
)
def test_a_policy_that_a_rule_reads_takes_a_value_of_its_form(
    parameter: str, form: str, value: str
) -> None:
    office = given(m.office_opened())

    with refused("office.policy_unfit", f"{parameter} takes {form}, not {value}", office):
        office.set_policy(parameter, value, "会议纪要 2014-7", moment())


def test_a_policy_is_set_with_its_source() -> None:
    office = given(m.office_opened())

    office.set_policy("privacy.retention_years.bank", "10", "会议纪要 2014-7", moment())

    (policy,) = recorded(office)
    assert (policy.parameter, policy.value, policy.citation) == (
        "privacy.retention_years.bank",
        "10",
        "会议纪要 2014-7",
    )


@pytest.mark.parametrize("parameter", ["grace_days", "privacy.retention_years.photo", ""])
def test_a_policy_that_no_rule_reads_is_refused(parameter: str) -> None:
    office = given(m.office_opened())
    known = (
        "claim.appeal_days, claim.second_review_over, contribution.grace_days, "
        "privacy.retention_years, privacy.retention_years.identity, "
        "privacy.retention_years.contact, privacy.retention_years.bank, "
        "privacy.retention_years.health, privacy.retention_years.pay"
    )
    sentence = f"no rule reads a policy parameter {parameter}; there are {known}"

    with refused("office.policy_unknown", sentence, office):
        office.set_policy(parameter, "10", "会议纪要 2014-7", moment())


def test_an_account_serves_the_fund_that_it_was_registered_for() -> None:
    office = given(m.office_opened())

    office.register_bank_account(m.BANK, m.FUND, "工商银行", "both", moment())

    assert office.bank_account(m.BANK, m.FUND) == recorded(office)[0]
    sentence = f"this book holds no bank account {m.BANK} of fund AID"
    with refused("record.unknown", sentence, office):
        office.bank_account(m.BANK, "AID")


def test_an_account_that_is_not_registered_serves_no_fund() -> None:
    office = given(m.office_opened())
    sentence = f"this book holds no bank account {m.BANK} of fund {m.FUND}"

    with refused("record.unknown", sentence, office):
        office.bank_account(m.BANK, m.FUND)


def test_a_code_names_one_account() -> None:
    office = given(m.office_opened(), m.bank_account_registered())
    sentence = f"bank account {m.BANK} is already recorded in this book"

    with refused("record.key_taken", sentence, office):
        office.register_bank_account(m.BANK, "AID", "建设银行", "both", moment())


# --- take-over ----------------------------------------------------------------------------------

COUNTS = {"members": 400, "covers": 500, "open_claims": 2}


def test_a_running_office_is_carried_in_until_the_take_over_is_complete() -> None:
    office = given(m.office_opened())

    office.carry_in_statistics(({"year": 2014, "units": 3},), moment())
    office.carry_in_covers(500, LIST, moment())
    office.complete_take_over(moment(), **COUNTS)

    assert topics(office) == [
        "office.statistics_carried_in.v1",
        "office.covers_carried_in.v1",
        "office.take_over_completed.v1",
    ]


TAKEN_OVER = (
    "the take-over is complete: nothing more can be carried in but cover that another office hands "
    "over, with the day of that"
)


def taken_over() -> Office:
    office: Office = given(m.office_opened())
    office.complete_take_over(moment(), **COUNTS)
    office.pending_events.clear()
    return office


def test_statistics_come_in_before_the_take_over_is_complete() -> None:
    office = taken_over()

    with refused("office.take_over_complete", TAKEN_OVER, office):
        office.carry_in_statistics(({"year": 2014, "units": 3},), moment())


def test_cover_comes_in_before_the_take_over_is_complete() -> None:
    office = taken_over()

    with refused("office.take_over_complete", TAKEN_OVER, office):
        office.carry_in_covers(500, LIST, moment())


def test_a_list_of_which_a_row_was_not_handed_over_is_none_that_comes_later() -> None:
    office = taken_over()

    with refused("office.take_over_complete", TAKEN_OVER, office):
        office.carry_in_covers(2, LIST, moment(), moved=1)


def test_cover_that_another_office_hands_over_comes_in_at_any_time() -> None:
    office = taken_over()

    office.carry_in_covers(2, LIST, moment(), moved=2)

    assert topics(office) == ["office.covers_carried_in.v1"]


def test_a_take_over_is_completed_once() -> None:
    office = taken_over()

    with refused("office.take_over_complete", TAKEN_OVER, office):
        office.complete_take_over(moment(), **COUNTS)


def test_a_fact_from_before_the_book_enters_it_on_its_first_day() -> None:
    office = given(m.office_opened(effective_on=day("12-31", 2014)))

    assert office.booked_on(day("06-30", 2014)) == day("12-31", 2014)
    assert office.booked_on(day("01-05")) == day("01-05")
