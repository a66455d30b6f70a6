"""A person dies once: claims for a death name one day, under whatever plan, until they come to nothing."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.events import Document
from ledger.events.member import DependantRecorded
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, stay
from tests.aggregates.given import day, moment, recorded, refused

PAPER = Document(reference="certificate.pdf", sha256=m.DIGEST)
BENEFIT = {
    "type": "fixed_sum",
    "trigger": "death",
    "schedule": ({"code": "death", "label_zh": "身故", "label_en": "death", "amount_fen": 1},),
}
TERMS = m.plan_terms(benefits=(BENEFIT,), dependants=("child",))
OTHER = m.plan_terms(code="CD-CARE", benefits=(BENEFIT,))
SAID = "claim C2 is for a death on {}; that of the same person is on record for 2015-03-10"
APRIL = moment(on=day("04-20"))


def terms_of(plan: str) -> Any:
    return {terms.key: terms for terms in (TERMS, OTHER)}[plan]


def member() -> Member:
    facts = {"relation": "child", "birth_month": "2010-05", "sealed": {"identity": "4" * 64}}
    children = (m.make(DependantRecorded, code=code, **facts) for code in ("D1", "D2"))
    its = insured(m.enrolled(plan=OTHER.key), *children)
    its.file_claim(filing("C1", loss=death("03-10")), terms_of, APRIL)
    return its


def death(on: str) -> Any:
    return stay(on, days=None, trigger="death")


@pytest.mark.parametrize("plan", ["CD-HOSP", "CD-CARE"])
@pytest.mark.parametrize("on", ["03-09", "03-11"])
def test_a_death_on_another_day_is_no_second_loss(plan: str, on: str) -> None:
    its = member()

    with refused("claim.died_before", SAID.format(f"2015-{on}"), its):
        its.file_claim(filing("C2", plan, loss=death(on)), terms_of, APRIL)
    with refused("claim.died_before", SAID.format(f"2015-{on}"), its):
        its.notify_claim(filing("C2", plan, loss=death(on)), terms_of, APRIL)


def test_one_death_is_claimed_under_each_plan() -> None:
    its = member()

    its.file_claim(filing("C2", "CD-CARE", loss=death("03-10")), terms_of, APRIL)

    assert [event.claim for event in recorded(its)] == ["C1", "C2"]


def test_a_death_that_was_claimed_in_error_is_claimed_again_on_its_day() -> None:
    its = member()
    its.withdraw_claim("C1", "filed_in_error", APRIL)

    its.file_claim(filing("C2", loss=death("03-11")), terms_of, APRIL)

    assert its.claim("C2").stage == "filed"
    with refused(
        "claim.died_before",
        SAID.replace("C2", "C1").replace("03-10", "03-11").format("2015-03-10"),
        its,
    ):
        its.reopen_claim("C1", "evidence_new", moment("chen", on=day("04-21")))


def test_the_deaths_of_two_children_are_two() -> None:
    its = member()

    its.file_claim(filing("C2", loss=death("03-11"), dependant="D1"), terms_of, APRIL)
    its.file_claim(filing("C3", loss=death("03-12"), dependant="D2"), terms_of, APRIL)

    sentence = (
        "claim C4 is for a death on 2015-03-12; that of the same person is on record for 2015-03-11"
    )
    with refused("claim.died_before", sentence, its):
        its.file_claim(filing("C4", loss=death("03-12"), dependant="D1"), terms_of, APRIL)


@pytest.mark.parametrize("on", ["03-09", "03-11"])
def test_a_death_that_is_on_record_by_itself_is_claimed_for_its_day(on: str) -> None:
    its = insured()
    its.die(moment(on=day("03-10"), document=PAPER))

    with refused("claim.died_before", SAID.format(f"2015-{on}"), its):
        its.file_claim(filing("C2", loss=death(on)), terms_of, APRIL)
    its.file_claim(filing("C2", loss=death("03-10")), terms_of, APRIL)

    assert its.claim("C2").stage == "filed"
