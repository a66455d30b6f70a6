"""Schedules of a plan: adopted by edition before the terms that name them, and never changed."""

from datetime import date
from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Plan
from ledger.aggregates.plan import Annex
from ledger.events import LEAF_BYTES_MAX, Document, restore
from ledger.events.plan import PlanOpened, PlanPublished, ScheduleAdopted
from ledger.plans import PlanTerms, Schedule, TermsUnsound, with_schedules
from tests import makers as m
from tests.aggregates.given import given, moment, recorded, refused, topics

PAPER = Document(reference="CD-CI-LIST@2015.yaml", sha256=m.DIGEST)
SUMS = {"full_fen": 2_000_000}


def ci_terms(version: str = "2015", listed_in: str = m.SCHEDULE, **changes: Any) -> PlanTerms:
    rule = {"type": "fixed_sum", "trigger": "diagnosis", "listed_in": listed_in, **SUMS}
    day = date(int(version), 1, 1)
    facts = {"code": "CD-CI", "plan_class": "critical_illness", "version": version}
    return m.plan_terms(**(facts | {"effective_on": day, "benefits": [rule | changes]}))


def stands() -> Plan:
    """A plan whose first version names the edition that was adopted before it."""
    plan: Plan = given(
        m.make(PlanOpened, code="CD-CI", fund=m.FUND),
        m.make(ScheduleAdopted, schedule=m.SCHEDULE, part=1, parts=1, content=m.schedule()),
        m.make(PlanPublished, plan="CD-CI@2015", terms=ci_terms()),
    )
    return plan


def other_lines() -> Schedule:
    return m.schedule(lines=[m.listed("deep-coma", amount_fen=5)])


def paid(terms: PlanTerms) -> dict[str, int]:
    (rule,) = terms.benefits
    assert rule.type == "fixed_sum"
    return {line.code: line.amount_fen for line in rule.lines}


def test_a_schedule_is_adopted_with_its_own_paper_before_the_terms_that_name_it() -> None:
    its = Plan.open(UUID(int=1), ci_terms(), moment(), [Annex(m.schedule(), PAPER)])

    assert topics(its) == ["plan.opened.v1", "plan.schedule_adopted.v1", "plan.published.v1"]
    opened, adopted, published = recorded(its)
    assert (opened.document, adopted.document, published.document) == (None, PAPER, None)
    assert (adopted.schedule, adopted.content) == (m.SCHEDULE, m.schedule())


def test_terms_are_recorded_as_published_and_decided_by_with_their_lines() -> None:
    its = Plan.open(UUID(int=1), ci_terms(), moment(), [Annex(m.schedule())])

    assert recorded(its)[-1].terms == ci_terms() == its.published["CD-CI@2015"]
    assert paid(its.terms("CD-CI@2015")) == {
        "deep-coma": 1_000_000,
        "deafness": 800_000,
        "blindness": 2_000_000,
    }


def test_terms_with_their_lines_put_in_are_recorded_without_them_and_read_back() -> None:
    whole = with_schedules(ci_terms(), {m.SCHEDULE: m.schedule()})
    its = Plan.open(UUID(int=1), whole, moment(), [Annex(m.schedule())])

    published = recorded(its)[-1]
    assert published.terms == ci_terms()
    assert restore(published.topic, published.stored()) == published


def test_adopting_the_same_edition_again_records_nothing() -> None:
    its = stands()

    its.adopt(m.schedule(), moment())
    its.publish(ci_terms(), moment(), [Annex(m.schedule())])

    assert recorded(its) == []


def test_an_adopted_edition_never_changes() -> None:
    its = stands()
    sentence = (
        "schedule CD-CI-LIST@2015 is already adopted for plan CD-CI with another content; "
        "adopt changed lines as a new edition"
    )

    with refused("plan.edition_adopted", sentence, its):
        its.adopt(other_lines(), moment())


def test_an_edition_says_the_same_in_every_plan_of_the_book() -> None:
    other = Plan.open(UUID(int=2), m.plan_terms(), moment())
    other.pending_events.clear()
    sentence = (
        "schedule CD-CI-LIST@2015 is already adopted for plan CD-CI with another content; "
        "adopt changed lines as a new edition"
    )

    with refused("plan.edition_adopted", sentence, other):
        other.adopt(other_lines(), moment(), [stands()])
    other.adopt(m.schedule(), moment(), [stands()])

    assert topics(other) == ["plan.schedule_adopted.v1"]


def test_a_newer_edition_changes_nothing_for_terms_that_name_the_older() -> None:
    its = stands()
    before = its.terms("CD-CI@2015")
    newer = other_lines().model_copy(update={"edition": "2015.2"})

    its.publish(ci_terms("2016", "CD-CI-LIST@2015.2", full_fen=None), moment(), [Annex(newer)])

    assert its.terms("CD-CI@2015") == before
    assert paid(its.terms("CD-CI@2016")) == {"deep-coma": 5}


def test_terms_that_name_an_edition_that_is_not_adopted_are_not_published() -> None:
    its = stands()

    with refused("record.unknown", "this book holds no schedule CD-CI-LIST@2016", its):
        its.publish(ci_terms("2016", "CD-CI-LIST@2016"), moment())


def test_terms_that_contradict_their_schedule_are_not_published() -> None:
    its = stands()

    with pytest.raises(TermsUnsound, match="gives no sum for deafness, blindness"):
        its.publish(ci_terms("2016", full_fen=None), moment())

    assert recorded(its) == []


def test_only_a_manager_adopts_a_schedule() -> None:
    its = stands()
    sentence = "officer wu may not do this: it takes the role manager"

    with refused("office.role_missing", sentence, its):
        its.adopt(m.schedule(), moment(roles=("assessor",)))


def test_an_edition_that_one_fact_cannot_hold_is_adopted_in_parts_and_is_one_again() -> None:
    lines = [m.listed(f"item-{n}", label_zh="伤残" * 60, rate_bp=100) for n in range(281)]
    table = m.schedule(kind="disability_table", lines=lines)
    terms = ci_terms(trigger="disability")
    its = Plan.open(UUID(int=1), terms, moment(), [Annex(table)])

    opened, *parts, published = recorded(its)
    assert [(each.part, each.parts) for each in parts] == [(1, 3), (2, 3), (3, 3)]
    assert max(len(each.stored()) for each in parts) <= LEAF_BYTES_MAX
    again: Plan = given(opened, *parts, published)
    assert again.schedules == {m.SCHEDULE: table}
    assert again.terms("CD-CI@2015") == its.terms("CD-CI@2015")
