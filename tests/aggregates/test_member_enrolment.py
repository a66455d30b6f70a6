"""Enrolment: who is admitted, who renews, and from when a new member is covered."""

from collections.abc import Iterable
from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Member, Moment
from ledger.aggregates.claim import Filing
from ledger.aggregates.enrolment import Applicant, Cover, loss_counts_from
from ledger.aggregates.member import Entry
from ledger.benefits import NOTHING_USED, Loss, Usage
from ledger.benefits.usages import usage_at
from ledger.events import Event
from ledger.periods import calendar_period
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

BORN = date(1980, 6, 1)
NEW_YEAR = day("01-01")
LAST_YEAR = {
    "period": "2014",
    "plan": "CD-HOSP@2014",
    "effective_on": day("01-01", 2014),
    "ends_on": day("12-31", 2014),
}


def entry(
    starts_on: date = NEW_YEAR,
    beside: Iterable[PlanTerms] = (),
    **terms: Any,
) -> Entry:
    """What a roster for 2015 enters its members into; `beside` are the terms of other plans."""
    own = m.plan_terms(**terms)
    plans = {other.key: other for other in (own, *beside)}
    return Entry(own, calendar_period("2015"), starts_on, plans)


def enrol(
    member: Member, into: Entry, *, shares: int = 1, birth: date = BORN, at: Moment | None = None
) -> bool:
    at = at or moment()
    return member.enrol(member.admit(into, shares, birth, at), m.UNIT, at)


def newcomer(*events: Event, **changes: Any) -> Member:
    member: Member = given(m.member_registered(**changes), *events)
    return member


# --- admission ----------------------------------------------------------------------------------


def test_one_admission_covers_a_member_once() -> None:
    member, at = newcomer(), moment()
    admission = member.admit(entry(), 1, BORN, at)
    member.enrol(admission, m.UNIT, at)

    sentence = "already enrolled under CD-HOSP@2015 for 2015, covered from 2015-01-01 to 2015-12-31"
    with refused("roster.already_enrolled", sentence, member):
        member.enrol(admission, m.UNIT, at)


def test_a_refusal_recorded_since_the_admission_is_heeded() -> None:
    member, at = newcomer(), moment()
    admission = member.admit(entry(), 1, BORN, at)
    member.refuse_consent("enrolment", at)

    sentence = "the member refused consent to enrolment; record a consent first"
    with refused("roster.consent_refused", sentence, member):
        member.enrol(admission, m.UNIT, at)


def test_nobody_is_enrolled_by_the_admission_of_another() -> None:
    admission = newcomer(m.enrolled(**LAST_YEAR)).admit(entry(), 1, BORN, moment())
    other = newcomer(originator_id=UUID(int=77))

    assert not other.enrol(admission, m.UNIT, moment())  # it renews nothing of theirs


# --- new members and renewals -------------------------------------------------------------------


def test_a_person_is_taken_in_under_a_pseudonym() -> None:
    member = Member.register(UUID(int=1), m.UNIT, "female", {"identity": m.DIGEST}, moment())

    (registered,) = recorded(member)
    assert (registered.unit, registered.sex) == (m.UNIT, "female")
    assert (member.sealed, member.covers) == ({"identity": m.DIGEST}, [])


def test_a_new_member_waits() -> None:
    member = newcomer()

    assert not enrol(member, entry(waiting_period_days=30))

    (enrolled,) = recorded(member)
    assert (enrolled.renewal, enrolled.waits_until) == (False, day("01-31"))
    assert member.covers[0].covers_from == day("01-31")


def test_where_the_terms_ask_for_no_waiting_period_a_new_member_is_covered_at_once() -> None:
    member = newcomer()

    enrol(member, entry())

    (enrolled,) = recorded(member)
    assert (enrolled.renewal, enrolled.waits_until) == (False, None)
    assert member.covers[0].covers_from == day("01-01")


def test_a_new_member_of_a_late_roster_waits_from_the_first_day_of_cover() -> None:
    member = newcomer()

    enrol(member, entry(day("03-16"), waiting_period_days=30))

    (enrolled,) = recorded(member)
    assert (enrolled.effective_on, enrolled.booked_on) == (day("03-16"), m.DAY)
    assert (enrolled.waits_until, enrolled.ends_on) == (day("04-15"), day("12-31"))


# --- who joins later ----------------------------------------------------------------------------

NOVEMBER = day("11-30")


def joined(member: Member, into: Entry, hired: date | None = None) -> Any:
    at = moment(on=NOVEMBER)
    applicant = Applicant(hired_on=hired)
    member.enrol(member.admit(into, 1, BORN, at, applicant), m.UNIT, at)
    return recorded(member)[0]


def file(member: Member, on: date) -> None:
    loss = Loss.model_validate({"trigger": "hospital_stay", "occurred_on": on, "self_pay_fen": 1})
    terms = m.plan_terms()
    member.file_claim(Filing("C9", "CD-HOSP", loss), lambda _: terms, moment(on=day("12-15")))


def test_a_loss_before_a_newcomer_was_taken_in_is_not_covered() -> None:
    member = newcomer()
    enrolled = joined(member, entry()._replace(counts_from=NOVEMBER))
    sentence = (
        "claim C9: CD-HOSP@2015 covers this member's losses from 2015-11-30 on; "
        "this one is of 2015-11-29"
    )

    assert (enrolled.effective_on, enrolled.counts_from) == (NEW_YEAR, NOVEMBER)
    with refused("claim.loss_before_joining", sentence, member):
        file(member, day("11-29"))
    file(member, NOVEMBER)


def test_who_renews_loses_no_day() -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    enrolled = joined(member, entry()._replace(counts_from=NOVEMBER))

    assert (enrolled.renewal, enrolled.counts_from) == (True, None)


def test_who_left_and_comes_back_in_the_period_is_covered_from_the_day_of_the_list() -> None:
    member = newcomer(m.enrolled(effective_on=NEW_YEAR))
    member.leave("withdrew", None, moment(on=day("11-10"), reason="x"))
    into = entry(day("11-11"))._replace(counts_from=NOVEMBER)

    member.enrol(member.admit(into, 1, BORN, moment(on=NOVEMBER)), m.UNIT, moment(on=NOVEMBER))

    assert recorded(member)[-1].counts_from == NOVEMBER
    sentence = (
        "claim C9: CD-HOSP@2015 covers this member's losses from 2015-11-30 on; "
        "this one is of 2015-11-29"
    )
    with refused("claim.loss_before_joining", sentence, member):
        file(member, day("11-29"))
    file(member, NOVEMBER)


def test_a_loss_before_the_day_of_hire_is_not_covered() -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    assert joined(member, entry(), day("02-20")).counts_from == day("02-20")
    sentence = (
        "claim C9: CD-HOSP@2015 covers this member's losses from 2015-02-20 on; "
        "this one is of 2015-02-19"
    )
    with refused("claim.loss_before_joining", sentence, member):
        file(member, day("02-19"))


def test_who_was_hired_before_cover_begins_is_covered_from_its_first_day_on() -> None:
    assert joined(newcomer(), entry(), day("12-31", 2014)).counts_from is None


def test_of_hire_and_taking_in_the_later_day_counts() -> None:
    into = entry()._replace(counts_from=NOVEMBER)

    assert joined(newcomer(), into, day("02-20")).counts_from == NOVEMBER


@pytest.mark.parametrize(
    ("starts_on", "waits_until"), [("01-01", day("12-30")), ("11-01", day("12-01"))]
)
def test_a_newcomer_waits_from_joining_unless_cover_begins_in_the_same_month(
    starts_on: str, waits_until: date
) -> None:
    into = entry(day(starts_on), waiting_period_days=30)._replace(counts_from=NOVEMBER)

    assert joined(newcomer(), into).waits_until == waits_until


FIRST_LIST, LATER = day("01-05"), day("02-01")
RETROACTIVE = {"rule": "fixed_period", "retroactive_since": day("01-15")}


@pytest.mark.parametrize(
    ("terms", "first_list", "on", "counts_from"),
    [
        ({}, None, LATER, None),  # the unit's first list, however late
        ({}, FIRST_LIST, FIRST_LIST, None),  # another file of its day
        ({}, FIRST_LIST, LATER, LATER),
        ({}, FIRST_LIST, day("12-01", 2014), None),  # cover is still to begin
        ({"coverage": RETROACTIVE}, FIRST_LIST, LATER, day("01-15")),
        ({"coverage": RETROACTIVE}, None, LATER, day("01-15")),
        ({"coverage": RETROACTIVE}, None, day("01-10"), day("01-10")),
    ],
)
def test_what_was_known_before_joining_is_not_covered(
    terms: dict[str, Any], first_list: date | None, on: date, counts_from: date | None
) -> None:
    own, period = m.plan_terms(**terms), calendar_period("2015")

    assert loss_counts_from(own, period, NEW_YEAR, first_list, on) == counts_from


def test_a_retroactive_start_is_that_of_one_term_alone() -> None:
    own, later = m.plan_terms(coverage=RETROACTIVE), calendar_period("2016")
    new_year, came_in, on = day("01-01", 2016), day("01-05", 2016), day("02-01", 2016)

    assert loss_counts_from(own, later, new_year, came_in, on) == on


# --- what an enrolment says ---------------------------------------------------------------------


def test_an_enrolment_says_what_it_costs_and_how_old_the_member_is() -> None:
    member = newcomer()

    enrol(member, entry(max_shares=3), shares=3, birth=date(1980, 1, 2))

    (enrolled,) = recorded(member)
    assert (enrolled.shares, enrolled.contribution_fen, enrolled.age) == (3, 18_000, 34)


def test_a_member_whose_cover_continues_renews_and_does_not_wait() -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    assert enrol(member, entry(waiting_period_days=30))

    (enrolled,) = recorded(member)
    assert (enrolled.renewal, enrolled.waits_until) == (True, None)


def test_cover_carried_in_counts_as_renewal() -> None:
    member = newcomer(m.cover_carried_in())

    assert enrol(member, entry(waiting_period_days=30))

    assert recorded(member)[0].waits_until is None


@pytest.mark.parametrize(
    ("starts_on", "renewal"), [("01-01", True), ("01-16", True), ("01-17", False)]
)
def test_renewing_later_than_the_grace_is_joining_anew(starts_on: str, renewal: bool) -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    late = entry(day(starts_on), waiting_period_days=30, renewal_grace_days=15)

    assert enrol(member, late) == renewal
    assert (recorded(member)[0].waits_until is None) == renewal


@pytest.mark.parametrize(("taken_in", "renewal"), [("01-15", True), ("01-16", False)])
def test_cover_dated_back_renews_nobody_once_the_grace_is_over(
    taken_in: str, renewal: bool
) -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))
    dated_back = entry(waiting_period_days=30, renewal_grace_days=15)

    assert enrol(member, dated_back, at=moment(on=day(taken_in))) == renewal
    assert (recorded(member)[0].waits_until is None) == renewal


def test_where_the_grace_is_no_day_the_list_comes_in_before_cover_ends() -> None:
    last_day = day("12-31", 2014)
    for taken_in, renewal in ((last_day, True), (NEW_YEAR, False)):
        member = newcomer(m.enrolled(**LAST_YEAR))
        into = entry(waiting_period_days=30, renewal_grace_days=0)
        assert enrol(member, into, at=moment(on=taken_in)) == renewal


def test_terms_that_state_no_grace_do_not_ask_when_the_list_was_taken_in() -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    assert enrol(member, entry(waiting_period_days=30), at=moment(on=day("06-30")))


@pytest.mark.parametrize(("starts_on", "renewal"), [("01-01", True), ("01-02", False)])
def test_terms_that_state_no_grace_give_none(starts_on: str, renewal: bool) -> None:
    member = newcomer(m.enrolled(**LAST_YEAR))

    assert enrol(member, entry(day(starts_on))) == renewal


def test_cover_under_another_plan_is_not_renewed() -> None:
    member = newcomer(m.enrolled(**(LAST_YEAR | {"plan": "CD-CI@2014"})))

    assert not enrol(member, entry(waiting_period_days=30))


def test_cover_that_begins_later_is_not_renewed() -> None:
    later = {"period": "2016", "effective_on": day("01-01", 2016), "ends_on": day("12-31", 2016)}
    member = newcomer(m.enrolled(**later))

    assert not enrol(member, entry(waiting_period_days=30))


def test_voided_cover_is_not_renewed() -> None:
    days = {"starts_on": LAST_YEAR["effective_on"], "ends_on": LAST_YEAR["ends_on"]}
    void = m.enrolment_voided(plan="CD-HOSP@2014", period="2014", **days)
    member = newcomer(m.enrolled(**LAST_YEAR), void)

    assert not enrol(member, entry(waiting_period_days=30))


def test_a_member_belongs_to_the_unit_that_enrolled_them_last() -> None:
    member = newcomer(m.enrolled(**LAST_YEAR), unit="U00999")

    member.enrol(member.admit(entry(), 1, BORN, moment()), "U00777", moment())

    assert (member.unit, recorded(member)[0].unit) == ("U00777", "U00777")


# --- cover carried in ---------------------------------------------------------------------------

CARRIED = Cover(
    plan="CD-HOSP@2012",
    period="2014",
    unit=m.UNIT,
    shares=1,
    starts_on=day("01-01", 2014),
    ends_on=day("12-31", 2014),
    covers_from=day("01-01", 2012),
)


def test_cover_is_carried_in_with_its_original_start_and_the_limits_used() -> None:
    member = newcomer()

    fen = 70_000
    used = Usage(claims=2, stays=2, paid_fen=fen, indemnity_fen=fen, carried_fen=fen)
    member.carry_in(CARRIED, day("01-01", 2012), used, moment())

    (carried,) = recorded(member)
    assert (carried.covered_since, carried.used_claims, carried.used_fen) == (
        day("01-01", 2012),
        2,
        70_000,
    )
    assert member.covers == [CARRIED]
    assert member.usage["CD-HOSP", "2014", None] == Usage(
        claims=2, stays=2, paid_fen=70_000, indemnity_fen=70_000, carried_fen=70_000
    )


def test_a_sum_used_before_the_book_began_counts_without_a_number_of_claims() -> None:
    member = newcomer(m.cover_carried_in(used_fen=70_000, used_claims=0))

    carried = Usage(paid_fen=70_000, indemnity_fen=70_000, carried_fen=70_000)
    assert member.usage["CD-HOSP", "2014", None] == carried


def test_classes_paid_elsewhere_stay_paid_whichever_period_is_carried_in_last() -> None:
    member = newcomer()
    next_period = CARRIED._replace(
        period="2015", starts_on=day("01-01", 2015), ends_on=day("12-31", 2015)
    )

    member.carry_in(CARRIED, day("01-01", 2012), Usage(earlier=("stroke", "cancer")), moment())
    member.carry_in(next_period, day("01-01", 2012), Usage(earlier=("cancer", "burns")), moment())

    now = usage_at(member.usage, ("CD-HOSP", "2016", None))
    assert now.earlier == ("stroke", "cancer", "burns")


def test_where_nothing_was_used_nothing_is_carried_in() -> None:
    member = newcomer()

    member.carry_in(CARRIED, day("01-01", 2012), NOTHING_USED, moment())

    assert member.usage == {}


def test_cover_of_a_plan_and_period_is_carried_in_once() -> None:
    member = newcomer(m.cover_carried_in(plan="CD-HOSP@2014"))

    sentence = "already enrolled under CD-HOSP@2014 for 2014, covered from 2014-01-01 to 2014-12-31"
    with refused("roster.already_enrolled", sentence, member):
        member.carry_in(CARRIED, day("01-01", 2012), NOTHING_USED, moment())


# --- whom the terms admit -----------------------------------------------------------------------


def test_cover_begins_under_terms_in_force_on_its_first_day() -> None:
    member = newcomer()

    with refused("plan.not_in_force", "CD-HOSP@2015 is not in force on 2015-02-28", member):
        enrol(member, entry(day("02-28"), effective_on=day("03-01")))


def test_a_plan_for_women_admits_no_men() -> None:
    member = newcomer(sex="male")
    sentence = "CD-HOSP@2015 does not admit male members"

    with refused("roster.sex_not_admitted", sentence, member):
        enrol(member, entry(plan_class="female_specific_disease", sexes=("female",)))


LIMITS: dict[str, Any] = {"age_min": 16, "age_max_male": 60, "age_max_female": 55}


@pytest.mark.parametrize(
    ("sex", "birth", "age"),
    [
        ("female", date(1999, 1, 1), 16),
        ("male", date(1999, 1, 1), 16),
        ("female", date(1959, 1, 2), 55),
        ("male", date(1954, 1, 2), 60),
    ],
)
def test_at_the_edge_of_the_age_limits_a_person_is_admitted(
    sex: str, birth: date, age: int
) -> None:
    member = newcomer(sex=sex)

    enrol(member, entry(**LIMITS), birth=birth)

    assert recorded(member)[0].age == age


@pytest.mark.parametrize(
    ("sex", "birth", "age", "oldest"),
    [
        ("female", date(1999, 1, 2), 15, 55),
        ("male", date(1999, 1, 2), 15, 60),
        ("female", date(1959, 1, 1), 56, 55),
        ("male", date(1954, 1, 1), 61, 60),
    ],
)
def test_beyond_the_age_limits_of_their_sex_a_person_is_not_admitted(
    sex: str, birth: date, age: int, oldest: int
) -> None:
    member = newcomer(sex=sex)
    sentence = f"aged {age} on 2015-01-01; CD-HOSP@2015 admits 16 to {oldest}"

    with refused("roster.age_not_admitted", sentence, member):
        enrol(member, entry(**LIMITS), birth=birth)


def test_terms_may_set_a_lowest_age_alone() -> None:
    member = newcomer()
    sentence = "aged 15 on 2015-01-01; CD-HOSP@2015 admits 16 to —"

    with refused("roster.age_not_admitted", sentence, member):
        enrol(member, entry(age_min=16), birth=date(1999, 1, 2))


def test_terms_that_set_no_age_admit_any() -> None:
    member = newcomer()

    enrol(member, entry(), birth=date(1915, 1, 1))

    assert recorded(member)[0].age == 100


def test_shares_are_limited_by_the_terms() -> None:
    member = newcomer()
    sentence = "4 shares of CD-HOSP@2015; its terms allow 3"

    with refused("roster.too_many_shares", sentence, member):
        enrol(member, entry(max_shares=3), shares=4)


def test_a_person_is_covered_once_under_a_plan_in_a_period_whatever_the_version() -> None:
    member = newcomer(m.enrolled(plan="CD-HOSP@2014"))
    sentence = "already enrolled under CD-HOSP@2014 for 2015, covered from 2015-01-01 to 2015-12-31"

    with refused("roster.already_enrolled", sentence, member):
        enrol(member, entry())


def test_a_late_joiner_is_covered_once_too() -> None:
    member = newcomer(m.enrolled(effective_on=day("03-01")))
    sentence = "already enrolled under CD-HOSP@2015 for 2015, covered from 2015-03-01 to 2015-12-31"

    with refused("roster.already_enrolled", sentence, member):
        enrol(member, entry(day("06-01")))


def test_after_a_void_a_person_can_be_enrolled_again() -> None:
    member = newcomer(m.enrolled(), m.enrolment_voided())

    enrol(member, entry())

    assert topics(member) == ["member.enrolled.v1"]


@pytest.mark.parametrize("named", ["CD-CI", "critical_illness"])
def test_plans_that_exclude_one_another_are_not_held_together(named: str) -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness")
    member = newcomer(m.enrolled(plan=other.key))
    sentence = (
        "CD-HOSP@2015 cannot be held beside CD-CI@2015, which covers from 2015-01-01 to 2015-12-31"
    )

    with refused("roster.plans_exclusive", sentence, member):
        enrol(member, entry(beside=[other], exclusive_with=(named,)))


@pytest.mark.parametrize("named", ["CD-HOSP", "hospital_expense"])
def test_the_other_plan_may_be_the_one_that_excludes(named: str) -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness", exclusive_with=(named,))
    member = newcomer(m.enrolled(plan=other.key))
    sentence = (
        "CD-HOSP@2015 cannot be held beside CD-CI@2015, which covers from 2015-01-01 to 2015-12-31"
    )

    with refused("roster.plans_exclusive", sentence, member):
        enrol(member, entry(beside=[other]))


def test_a_plan_excluded_by_its_code_is_known_without_its_terms() -> None:
    member = newcomer(m.enrolled(plan="CD-CI@2015"))
    sentence = (
        "CD-HOSP@2015 cannot be held beside CD-CI@2015, which covers from 2015-01-01 to 2015-12-31"
    )

    with refused("roster.plans_exclusive", sentence, member):
        enrol(member, entry(exclusive_with=("CD-CI",)))


def test_plans_that_do_not_exclude_one_another_are_held_together() -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness", exclusive_with=("accident",))
    member = newcomer(m.enrolled(plan=other.key))

    enrol(member, entry(beside=[other], exclusive_with=("CD-ACC", "accident")))

    assert [cover.plan for cover in member.covers] == ["CD-CI@2015", "CD-HOSP@2015"]


def test_an_exclusive_plan_that_has_ended_does_not_stand_in_the_way() -> None:
    member = newcomer(m.enrolled(**(LAST_YEAR | {"plan": "CD-CI@2014"})))

    enrol(member, entry(exclusive_with=("CD-CI",)))

    assert topics(member) == ["member.enrolled.v1"]


def test_a_newcomer_is_judged_before_anything_is_recorded_of_them() -> None:
    Member.require_admissible(entry(**LIMITS), "female", 1, BORN)  # does not refuse

    with refused("roster.age_not_admitted", "aged 56 on 2015-01-01; CD-HOSP@2015 admits 16 to 55"):
        Member.require_admissible(entry(**LIMITS), "female", 1, date(1959, 1, 1))


# --- details ------------------------------------------------------------------------------------


def test_replaced_details_are_counted_by_class() -> None:
    member = newcomer(sealed={"identity": "1" * 64, "bank": "2" * 64})

    member.seal_details({"bank": "3" * 64}, moment(reason="account closed"))

    (sealed,) = recorded(member)
    assert (sealed.topic, sealed.reason) == ("member.details_sealed.v1", "account closed")
    assert member.sealed == {"identity": "1" * 64, "bank": "3" * 64}
    assert member.sealed_times == {"identity": 1, "bank": 2}
