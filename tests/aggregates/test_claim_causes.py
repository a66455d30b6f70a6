"""What a loss goes back to: a funeral to the death before it, a disability to its accident."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import Loss
from ledger.events import Document
from ledger.events.member import DependantRecorded
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, terms_of
from tests.aggregates.given import day, moment, refused

PAPER = Document(reference="certificate.pdf", sha256=m.DIGEST)
JUNE = moment(on=day("06-01"))


def _sum(trigger: str, **changes: Any) -> dict[str, Any]:
    line = {"code": "one", "label_zh": "一", "label_en": "one", "amount_fen": 800_000}
    return {"type": "fixed_sum", "trigger": trigger, "schedule": (line,)} | changes


AID = m.plan_terms(
    benefits=(_sum("death"), _sum("funeral")), dependants=("child",), limitation_days=60
)


def _loss(trigger: str, on: str, **changes: Any) -> Loss:
    return Loss(trigger=trigger, occurred_on=day(on), **changes)  # type: ignore[arg-type]


def _dead(on: str = "03-05") -> Member:
    """A member whose death is on record by itself: cover ended with that day."""
    its = insured()
    its.die(moment(on=day(on), document=PAPER))
    return its


# --- a funeral ----------------------------------------------------------------------------------


@pytest.mark.parametrize("on", ["03-05", "03-08"])
def test_a_members_funeral_is_claimed_for_its_own_day_though_cover_ended_with_the_death(
    on: str,
) -> None:
    its = _dead()

    its.file_claim(filing("F1", loss=_loss("funeral", on)), terms_of(AID), moment(on=day("04-01")))

    assert its.assess_claim("F1", terms_of(AID), JUNE).benefit_fen == 800_000


def test_a_members_funeral_is_notified_and_foreseen_likewise() -> None:
    its, funeral = _dead(), _loss("funeral", "03-08")

    its.notify_claim(filing("F1", loss=funeral), terms_of(AID), JUNE)
    its = _dead()
    (found,) = its.prospects(funeral, terms_of(AID))

    assert found.assessment is not None
    assert found.assessment.benefit_fen == 800_000


def test_a_childs_funeral_follows_the_childs_death() -> None:
    facts = {"relation": "child", "birth_month": "2010-05", "sealed": {"identity": "4" * 64}}
    its = insured(m.make(DependantRecorded, code="D1", **facts))
    april = moment(on=day("04-01"))
    its.file_claim(
        filing("D-1", loss=_loss("death", "03-05"), dependant="D1"), terms_of(AID), april
    )

    its.file_claim(
        filing("F1", loss=_loss("funeral", "03-08"), dependant="D1"), terms_of(AID), april
    )

    assert its.claim("F1").insured == "D1"


def test_a_funeral_does_not_come_before_the_death() -> None:
    its = _dead()
    sentence = "claim F1: a funeral on 2015-03-04 comes before the death on 2015-03-05"

    with refused("claim.funeral_before_death", sentence, its):
        its.file_claim(filing("F1", loss=_loss("funeral", "03-04")), terms_of(AID), JUNE)
    with refused("claim.funeral_before_death", sentence, its):
        its.notify_claim(filing("F1", loss=_loss("funeral", "03-04")), terms_of(AID), JUNE)


@pytest.mark.parametrize(("on", "is_late"), [("05-04", False), ("05-05", True)])
def test_a_funeral_comes_within_the_limitation_of_the_terms(on: str, is_late: bool) -> None:
    its, loss = _dead(), _loss("funeral", on)  # 60 days from 5 March end on 4 May
    sentence = (
        "claim F1: the loss ended on 2015-03-05; CD-HOSP@2015 allows 60 days to file "
        "(limitation_days)"
    )

    if is_late:
        with refused("claim.time_barred", sentence, its):
            its.file_claim(filing("F1", loss=loss), terms_of(AID), JUNE)
    else:
        its.file_claim(filing("F1", loss=loss), terms_of(AID), JUNE)


def test_no_funeral_is_covered_where_the_death_was_not() -> None:
    its = insured()
    its.leave("withdrew", None, moment(on=day("02-01"), reason="resigned"))
    its.die(moment(on=day("03-05"), document=PAPER))
    sentence = "claim F1: no cover under CD-HOSP on 2015-03-05 (coverage, term_months)"

    with refused("claim.not_covered", sentence, its):
        its.file_claim(filing("F1", loss=_loss("funeral", "03-08")), terms_of(AID), JUNE)


# --- an accident --------------------------------------------------------------------------------

ACCIDENTS = m.plan_terms(
    plan_class="accident", benefits=(_sum("disability", assessed_within_days=180),)
)
UNCOVERED = "claim A1: CD-HOSP@2015 did not cover {}, the day of the accident"


def _disabled(on: str, accident_on: str, year: int = 2015) -> Loss:
    return _loss("disability", on, accident_on=day(accident_on, year))


def _files(its: Member, loss: Loss, terms: Any = ACCIDENTS) -> None:
    its.file_claim(filing("A1", loss=loss), terms_of(terms), moment(on=day("12-31")))


def test_an_accident_before_cover_began_is_not_covered() -> None:
    its, loss = insured(), _disabled("02-15", "12-31", 2014)

    with refused("claim.accident_not_covered", UNCOVERED.format("2014-12-31"), its):
        _files(its, loss)
    (found,) = its.prospects(loss, terms_of(ACCIDENTS))

    assert found.refusal is not None
    assert found.refusal.code == "claim.accident_not_covered"


def test_an_accident_inside_the_waiting_period_is_not_covered() -> None:
    its = given_waiting("02-01")

    with refused("claim.accident_not_covered", UNCOVERED.format("2015-01-31"), its):
        _files(its, _disabled("03-15", "01-31"))
    _files(its, _disabled("03-15", "02-01"))

    assert its.claim("A1").stage == "filed"


def given_waiting(until: str) -> Member:
    """A member who waits until a day."""
    return insured(waits_until=day(until))


@pytest.mark.parametrize("accident", [("12-01", 2014), ("01-01", 2015)])
def test_an_accident_in_any_coverage_period_of_the_plan_is_covered(
    accident: tuple[str, int],
) -> None:
    earlier = m.enrolled(period="2014", effective_on=day("01-01", 2014), ends_on=day("12-31", 2014))
    its = insured(earlier)

    _files(its, _disabled("02-15", *accident))

    assert its.claim("A1").stage == "filed"


def test_other_plans_ask_for_no_cover_on_the_day_of_an_accident() -> None:
    its = insured()

    _files(its, _disabled("02-15", "12-31", 2014), m.plan_terms(benefits=(_sum("disability"),)))

    assert its.claim("A1").stage == "filed"


@pytest.mark.parametrize(("on", "is_late"), [("06-30", False), ("07-01", True)])
def test_a_disability_is_graded_within_the_days_of_the_terms(on: str, is_late: bool) -> None:
    its, loss = insured(), _disabled(on, "01-01")  # 180 days after 1 January: 30 June
    sentence = (
        "claim A1: graded on 2015-07-01; CD-HOSP@2015 has a disability graded by 2015-06-30, 180 "
        "days after the accident of 2015-01-01 (benefits.0.assessed_within_days)"
    )

    if is_late:
        with refused("claim.graded_late", sentence, its):
            _files(its, loss)
    else:
        _files(its, loss)


def test_without_a_day_of_the_accident_no_grading_is_late() -> None:
    its = insured()

    _files(its, _loss("disability", "12-01"))

    assert its.claim("A1").stage == "filed"
