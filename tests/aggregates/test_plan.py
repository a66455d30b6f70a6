"""Plans: published by version, never changed, withdrawn from new enrolments."""

from datetime import date
from uuid import UUID

from ledger.aggregates import Plan
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.given import day, moment, recorded, refused, topics


def terms_of(version: str, **changes: object) -> PlanTerms:
    facts = {"version": version, "effective_on": date(int(version[:4]), 3, 1)} | changes
    return m.plan_terms(**facts)


def plan(*versions: PlanTerms) -> Plan:
    its = Plan.open(UUID(int=1), versions[0], moment())
    for terms in versions[1:]:
        its.publish(terms, moment())
    its.pending_events.clear()
    return its


def test_a_plan_code_is_taken_into_use_with_its_first_version() -> None:
    its = Plan.open(UUID(int=1), m.plan_terms(), moment())

    assert topics(its) == ["plan.opened.v1", "plan.published.v1"]
    assert (its.code, its.fund, its.terms(m.PLAN)) == ("CD-HOSP", m.FUND, m.plan_terms())


def test_the_terms_in_force_on_a_day_are_the_latest() -> None:
    its = plan(terms_of("2015"), terms_of("2017"), terms_of("2016"))

    assert its.in_force(day("03-01")).version == "2015"
    assert its.in_force(day("02-28", 2017)).version == "2016"
    assert its.in_force(day("03-01", 2017)).version == "2017"


def test_before_the_first_version_takes_effect_no_cover_begins() -> None:
    its = plan(terms_of("2015"))

    with refused("plan.not_in_force", "CD-HOSP is not in force on 2015-02-28", its):
        its.in_force(day("02-28"))


def test_a_published_version_never_changes() -> None:
    its = plan(terms_of("2015"))
    sentence = "CD-HOSP@2015 is already published; publish changed terms as a new version"

    with refused("plan.version_published", sentence, its):
        its.publish(terms_of("2015", contribution_fen=7_000), moment())


def test_publishing_the_same_terms_again_records_nothing() -> None:
    its = plan(terms_of("2015"))

    its.publish(terms_of("2015"), moment())

    assert recorded(its) == []


def test_a_plan_stays_in_its_fund() -> None:
    its = plan(terms_of("2015"))
    sentence = "CD-HOSP@2016 belongs to fund MED, not to AID"

    with refused("fund.wrong_fund", sentence, its):
        its.publish(terms_of("2016", fund="AID"), moment())


def test_a_withdrawn_version_takes_no_new_enrolments() -> None:
    its = plan(terms_of("2015"), terms_of("2016"))

    its.withdraw("CD-HOSP@2016", moment(reason="resolved"))

    assert its.in_force(day("06-01", 2016)).version == "2015"
    assert its.terms("CD-HOSP@2016") == terms_of("2016")  # cover given under it runs on


def test_where_every_version_is_withdrawn_no_cover_begins() -> None:
    its = plan(terms_of("2015"))
    its.withdraw(m.PLAN, moment(reason="resolved"))
    its.pending_events.clear()

    with refused("plan.not_in_force", "CD-HOSP is not in force on 2015-06-01", its):
        its.in_force(day("06-01"))


def test_withdrawing_a_version_again_records_nothing() -> None:
    its = plan(terms_of("2015"))

    its.withdraw(m.PLAN, moment(reason="resolved"))
    its.withdraw(m.PLAN, moment(reason="resolved"))

    assert topics(its) == ["plan.withdrawn.v1"]


def test_only_a_published_version_is_withdrawn() -> None:
    its = plan(terms_of("2015"))
    sentence = "this book holds no plan version CD-HOSP@2016"

    with refused("record.unknown", sentence, its):
        its.withdraw("CD-HOSP@2016", moment(reason="resolved"))


def test_a_version_that_is_not_published_has_no_terms() -> None:
    its = plan(terms_of("2015"))

    with refused("record.unknown", "this book holds no plan version CD-HOSP@2016", its):
        its.terms("CD-HOSP@2016")
