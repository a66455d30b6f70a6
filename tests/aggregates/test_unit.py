"""Units: under which agency, with how many people, and whether enough of them join."""

from uuid import UUID

import pytest

from ledger.aggregates import Unit
from ledger.plans import GroupParticipation, PlanTerms
from tests import makers as m
from tests.aggregates.given import given, moment, recorded, refused, topics


def asking(rate_bp: int, below: int | None = None, **changes: object) -> PlanTerms:
    group = GroupParticipation(rate_bp=rate_bp, all_below_headcount=below)
    return m.plan_terms(group_participation=group, **changes)


def unit(employees: int | None = None, women: int | None = None) -> Unit:
    its: Unit = given(m.unit_registered())
    if employees is not None:
        its.declare_headcount(employees, women, moment())
        its.pending_events.clear()
    return its


def closed() -> Unit:
    its = unit()
    its.close(moment(reason="moved away"))
    its.pending_events.clear()
    return its


def test_a_unit_is_registered_by_its_code() -> None:
    its = Unit.register(UUID(int=1), m.UNIT, "示例机械厂", "state_owned", moment())

    (registered,) = recorded(its)
    assert (its.code, registered.employer_type) == (m.UNIT, "state_owned")


@pytest.mark.parametrize("code", ["", "U" * 65])
def test_a_code_that_is_empty_or_too_long_is_refused_before_it_is_recorded(code: str) -> None:
    sentence = "the unit is empty or too long to be recorded; a code has at most 64 characters"

    with refused("record.text_unfit", sentence):
        Unit.register(UUID(int=1), code, "示例机械厂", "state_owned", moment())
    with refused("record.text_unfit", sentence.replace("unit", "agency"), its := unit()):
        its.assign(code, None, moment())


def test_a_unit_is_put_under_an_agency_and_its_service_point() -> None:
    its = unit()

    its.assign("A01", "P01", moment())

    assert (its.agency, its.service_point) == ("A01", "P01")
    assert topics(its) == ["unit.assigned.v1"]


def test_an_assignment_as_it_already_is_records_nothing() -> None:
    its = given(m.unit_registered(), m.unit_assigned())

    its.assign("A01", None, moment())
    assert recorded(its) == []
    its.assign("A01", "P01", moment())

    assert topics(its) == ["unit.assigned.v1"]


def test_the_same_headcount_again_records_nothing() -> None:
    its = unit(employees=40, women=10)

    its.declare_headcount(40, 10, moment())
    assert recorded(its) == []
    its.declare_headcount(40, 11, moment())

    assert (its.employees, its.women) == (40, 11)
    assert topics(its) == ["unit.headcount_declared.v1"]


def test_a_unit_leaves_with_its_reason_once() -> None:
    its = unit()

    its.close(moment(reason="moved away"))
    its.close(moment(reason="moved away"))

    (left,) = recorded(its)
    assert (left.topic, left.reason) == ("unit.closed.v1", "moved away")


def test_a_unit_that_left_takes_part_in_nothing_new() -> None:
    its = closed()

    with refused("unit.closed", "unit U00123 is closed", its):
        its.require_open()


def test_a_unit_that_left_is_not_assigned() -> None:
    its = closed()

    with refused("unit.closed", "unit U00123 is closed", its):
        its.assign("A01", None, moment())


def test_a_unit_that_left_declares_no_headcount() -> None:
    its = closed()

    with refused("unit.closed", "unit U00123 is closed", its):
        its.declare_headcount(40, None, moment())


# --- participation ------------------------------------------------------------------------------


def test_terms_that_ask_for_no_share_of_the_people_need_no_headcount() -> None:
    unit().require_participation(m.plan_terms(), 1)  # does not refuse


def test_a_participation_ratio_needs_a_declared_headcount() -> None:
    its = unit()
    sentence = "unit U00123 has declared no headcount, which CD-HOSP@2015 asks for"

    with refused("unit.headcount_missing", sentence, its):
        its.require_participation(asking(8_000), 40)


@pytest.mark.parametrize(("employees", "needed"), [(40, 32), (41, 33), (44, 36), (1, 1)])
def test_a_ratio_is_reached_by_so_many_people_and_no_fewer(employees: int, needed: int) -> None:
    people = "1 person" if employees == 1 else f"{employees} people"
    its = unit(employees)
    sentence = (
        f"unit U00123: {needed - 1} of {people} under CD-HOSP@2015; its terms ask for {needed}"
    )

    its.require_participation(asking(8_000), needed)  # does not refuse
    with refused("roster.participation_too_low", sentence, its):
        its.require_participation(asking(8_000), needed - 1)


def test_in_a_small_unit_all_join() -> None:
    its = unit(employees=19)
    sentence = "unit U00123: 18 of 19 people under CD-HOSP@2015; its terms ask for 19"

    its.require_participation(asking(8_000, below=20), 19)  # does not refuse
    with refused("roster.participation_too_low", sentence, its):
        its.require_participation(asking(8_000, below=20), 18)


def test_a_unit_of_the_headcount_itself_is_not_small() -> None:
    unit(employees=20).require_participation(asking(8_000, below=20), 16)  # does not refuse


def test_a_plan_for_women_is_judged_against_the_women() -> None:
    terms = asking(8_000, sexes=("female",), plan_class="female_specific_disease")
    its = unit(employees=40, women=10)
    sentence = "unit U00123: 7 of 10 people under CD-HOSP@2015; its terms ask for 8"

    its.require_participation(terms, 8)  # does not refuse
    with refused("roster.participation_too_low", sentence, its):
        its.require_participation(terms, 7)


def test_where_women_are_not_declared_a_plan_for_them_is_judged_against_all() -> None:
    terms = asking(8_000, sexes=("female",), plan_class="female_specific_disease")
    its = unit(employees=40)
    sentence = "unit U00123: 8 of 40 people under CD-HOSP@2015; its terms ask for 32"

    with refused("roster.participation_too_low", sentence, its):
        its.require_participation(terms, 8)


@pytest.mark.parametrize(
    ("counted_over", "needed"),
    [("headcount", 32), ("women", 8), ("members", 24), ("insured", 28)],
)
def test_the_share_is_taken_of_whom_the_terms_name(counted_over: str, needed: int) -> None:
    its = unit(employees=40, women=10)
    its.declare_headcount(40, 10, moment(), members=30, insured=35)
    its.pending_events.clear()
    group = {"rate_bp": 8_000, "counted_over": counted_over}
    terms = m.plan_terms(group_participation=group)
    people = needed * 5 // 4
    sentence = (
        f"unit U00123: {needed - 1} of {people} people under CD-HOSP@2015; "
        f"its terms ask for {needed}"
    )

    its.require_participation(terms, needed)  # does not refuse
    with refused("roster.participation_too_low", sentence, its):
        its.require_participation(terms, needed - 1)


def test_who_the_terms_name_must_be_declared() -> None:
    its = unit(employees=40)
    terms = m.plan_terms(group_participation={"rate_bp": 8_000, "counted_over": "insured"})
    sentence = "unit U00123 has declared no headcount, which CD-HOSP@2015 asks for"

    with refused("unit.headcount_missing", sentence, its):
        its.require_participation(terms, 40)


def test_members_and_insured_stay_declared_until_said_otherwise() -> None:
    its = unit()
    its.declare_headcount(40, 10, moment(), members=30, insured=35)
    its.declare_headcount(41, 10, moment())

    assert (its.employees, its.members, its.insured) == (41, 30, 35)


def test_some_plans_are_for_units_from_so_many_persons_on() -> None:
    its = unit(employees=12)
    terms = m.plan_terms(group_participation={"rate_bp": 6_000, "persons_min": 10})
    sentence = "unit U00123: 9 people under CD-HOSP@2015; its terms ask for at least 10 persons"

    its.require_participation(terms, 10)  # does not refuse
    with refused("roster.too_few_persons", sentence, its):
        its.require_participation(terms, 9)
