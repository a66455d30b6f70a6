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
STAYS = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 1}
TERMS = m.plan_terms(benefits=(BENEFIT, STAYS), dependants=("child",))
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


LATER = (
    "claim C2: the loss of {} came after 2015-03-10, the day of the same person's death by claim C1"
)


@pytest.mark.parametrize(("admitted", "days"), [("03-11", 0), ("03-10", 1), ("03-09", 2)])
def test_no_loss_goes_past_the_day_of_a_death_that_is_claimed(admitted: str, days: int) -> None:
    its = member()
    loss = stay(admitted, days=days)

    with refused("claim.loss_after_death", LATER.format("2015-03-11"), its):
        its.file_claim(filing("C2", loss=loss), terms_of, APRIL)


def test_a_stay_may_end_on_the_day_of_the_death() -> None:
    its = member()

    its.file_claim(filing("C2", loss=stay("03-08", days=2)), terms_of, APRIL)

    assert its.claim("C2").stage == "filed"


def test_a_childs_death_ends_the_losses_of_that_child_alone() -> None:
    its = member()
    its.file_claim(filing("C2", loss=death("03-09"), dependant="D1"), terms_of, APRIL)
    sentence = "claim C3: the loss of 2015-03-13 came after 2015-03-09, the day of the same person's death by claim C2"

    with refused("claim.loss_after_death", sentence, its):
        its.file_claim(filing("C3", dependant="D1"), terms_of, APRIL)
    its.file_claim(filing("C3", dependant="D2"), terms_of, APRIL)

    assert its.claim("C3").stage == "filed"


def test_a_claim_for_a_death_that_came_to_nothing_ends_no_losses() -> None:
    its = member()
    its.withdraw_claim("C1", "filed_in_error", APRIL)

    its.file_claim(filing("C2", loss=stay("03-20")), terms_of, APRIL)

    assert its.claim("C2").stage == "filed"


@pytest.mark.parametrize("on", ["03-09", "03-11"])
def test_a_death_is_recorded_for_the_day_of_the_claim_for_it(on: str) -> None:
    its = member()
    sentence = (
        f"claim C1 is for the member's death on 2015-03-10; it cannot be recorded for 2015-{on}"
    )

    with refused("member.death_contradicted", sentence, its):
        its.die(moment(on=day(on), document=PAPER))
    its.die(moment(on=day("03-10"), document=PAPER))

    assert its.died_on() == day("03-10")


def test_a_childs_death_and_one_claimed_in_error_bind_no_day() -> None:
    its = member()
    its.file_claim(filing("C2", loss=death("03-09"), dependant="D1"), terms_of, APRIL)
    its.withdraw_claim("C1", "filed_in_error", APRIL)

    its.die(moment(on=day("03-11"), document=PAPER))

    assert its.died_on() == day("03-11")


# --- a death that is told after a later loss was claimed ----------------------------------------

PAST = "claim C0: the loss of 2015-03-13 came after 2015-03-11, the day of the same person's death by claim C1"


def told_late(stage: str = "assessed") -> Member:
    """A stay to 13 March that stands at a stage, when a death on 11 March is claimed."""
    its = insured(m.enrolled(plan=OTHER.key))
    its.file_claim(filing("C0", loss=stay("03-10", days=3)), terms_of, APRIL)
    if stage != "filed":
        its.assess_claim("C0", terms_of, APRIL)
    if stage == "approved":
        its.approve_claim("C0", None, moment("chen", on=day("04-20")))
    its.file_claim(filing("C1", loss=death("03-11")), terms_of, moment(on=day("04-21")))
    return its


def test_a_death_is_a_fact_and_is_claimed_though_a_later_loss_is_on_its_way() -> None:
    its = told_late()

    assert its.claim("C1").stage == "filed"
    assert its.losses_after("C1") == ("C0",)


def test_no_loss_is_approved_past_a_death_that_was_claimed_since() -> None:
    its = told_late()
    later = moment("chen", on=day("04-22"), reason="in need")

    with refused("claim.loss_after_death", PAST, its):
        its.approve_claim("C0", None, later)
    with refused("claim.loss_after_death", PAST, its):
        its.review_claim("C0", later)
    with refused("claim.loss_after_death", PAST, its):
        its.assess_claim("C0", terms_of, later)
    with refused("claim.loss_after_death", PAST, its):
        its.grant_advance("C0", 1, later)
    its.reject_claim("C0", "not_in_scope", later)
    assert its.losses_after("C1") == ()


def test_a_benefit_that_was_approved_before_the_death_was_told_is_named_with_it() -> None:
    assert told_late("approved").losses_after("C1") == ("C0",)


def test_once_the_claim_for_the_death_came_to_nothing_the_loss_goes_on() -> None:
    its = told_late()
    its.withdraw_claim("C1", "filed_in_error", moment(on=day("04-22")))

    assert its.approve_claim("C0", None, moment("chen", on=day("04-23"))) > 0


@pytest.mark.parametrize("stage", ["filed", "assessed", "approved"])
def test_a_death_names_the_stays_on_their_way_or_granted_that_go_past_its_day(stage: str) -> None:
    its = insured()
    its.file_claim(filing("C0", loss=stay("03-10", days=3)), terms_of, APRIL)
    if stage != "filed":
        its.assess_claim("C0", terms_of, APRIL)
    if stage == "approved":
        its.approve_claim("C0", None, moment("chen", on=day("04-20")))
    its.file_claim(filing("C9", loss=stay("02-10", days=3)), terms_of, APRIL)

    its.die(moment(on=day("03-12"), document=PAPER))

    assert its.claims_after(day("03-12")) == ("C0",)


def test_a_stay_that_ends_with_the_day_of_the_death_is_not_named() -> None:
    its = insured()
    its.file_claim(filing("C0", loss=stay("03-10", days=3)), terms_of, APRIL)

    its.die(moment(on=day("03-13"), document=PAPER))

    assert its.claims_after(day("03-13")) == ()


def test_no_stay_is_approved_past_a_death_that_is_on_record_by_itself() -> None:
    its = insured()
    its.file_claim(filing("C0", loss=stay("03-10", days=3)), terms_of, APRIL)
    its.assess_claim("C0", terms_of, APRIL)
    its.die(moment(on=day("03-11"), document=PAPER))
    sentence = (
        "claim C0: the loss of 2015-03-13 came after the member died on 2015-03-11, "
        "with which day the term of cover (term_months) ended"
    )

    with refused("claim.loss_after_departure", sentence, its):
        its.approve_claim("C0", None, moment("chen", on=day("04-22")))
