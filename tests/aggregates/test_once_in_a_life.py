"""A first diagnosis is paid once in a life: over coverage periods and editions, for each person."""

import pytest

from ledger.aggregates import Member, Moment
from ledger.benefits import NOTHING_USED, Loss, Usage
from ledger.benefits.usages import UsageKey, usage_at
from ledger.errors import AssessmentStale
from ledger.events.member import ClaimAssessed, DependantRecorded
from ledger.plans import PlanKey, PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing
from tests.aggregates.given import day, given, moment, recorded

LIN, WU = moment("lin", on=day("12-01", 2016)), moment("wu", on=day("12-01", 2016))
LINES = [
    {"code": code, "label_zh": "某病", "label_en": code, "amount_fen": 1_000_000}
    for code in ("cancer", "stroke")
]
RULE = {"type": "fixed_sum", "trigger": "diagnosis", "schedule": LINES}


def insured() -> Member:
    """A member with a child: covered in 2015, and in 2016 under another edition of the plan."""
    next_year = {
        "plan": "CD-HOSP@2016",
        "period": "2016",
        "effective_on": day("01-01", 2016),
        "ends_on": day("12-31", 2016),
    }
    facts = {"relation": "child", "birth_month": "2010-05", "sealed": {"identity": "4" * 64}}
    child = m.make(DependantRecorded, code="D1", **facts)
    its: Member = given(m.member_registered(), m.enrolled(), m.enrolled(**next_year), child)
    return its


class Terms:
    """The two editions, which list the same diseases."""

    def __init__(self, **rule: object) -> None:
        changes = {"benefits": [RULE | rule], "dependants": ("child",)}
        self._of: dict[str, PlanTerms] = {
            "CD-HOSP@2015": m.plan_terms(**changes),
            "CD-HOSP@2016": m.plan_terms(
                version="2016", effective_on=day("01-01", 2016), **changes
            ),
        }

    def __call__(self, key: PlanKey) -> PlanTerms:
        return self._of[key]


def found(year: int, condition: str | None = "cancer") -> Loss:
    return Loss(trigger="diagnosis", occurred_on=day("03-10", year), condition=condition)


def assessed(
    its: Member, claim: str, loss: Loss, terms: Terms, insured: str | None = None, at: Moment = LIN
) -> int:
    its.file_claim(filing(claim, loss=loss, dependant=insured), terms, at)
    return its.assess_claim(claim, terms, at).benefit_fen


def test_a_class_paid_in_an_earlier_period_is_paid_under_no_later_edition() -> None:
    its, terms = insured(), Terms()

    first = assessed(its, "C1", found(2015), terms)
    its.approve_claim("C1", None, WU)
    again = assessed(its, "C2", found(2016), terms)
    other = assessed(its, "C3", found(2016, "stroke"), terms)

    assert (first, again, other) == (1_000_000, 0, 1_000_000)
    (step,) = recorded(its)[-3].steps
    assert step.rule == "fixed.paid_before"


def test_the_earlier_of_two_diagnoses_is_not_paid_once_the_later_one_was() -> None:
    its, terms = insured(), Terms()
    assessed(its, "C1", found(2016), terms)
    its.approve_claim("C1", None, WU)

    assert assessed(its, "C2", found(2015), terms) == 0


def test_where_terms_say_once_a_term_each_period_pays() -> None:
    its, terms = insured(), Terms(once_over="term")
    assessed(its, "C1", found(2015), terms)
    its.approve_claim("C1", None, WU)

    assert assessed(its, "C2", found(2016), terms) == 1_000_000


def test_what_was_paid_for_a_child_is_not_the_members_first_diagnosis() -> None:
    its, terms = insured(), Terms()
    assessed(its, "C1", found(2015), terms, "D1")
    its.approve_claim("C1", None, WU)

    assert assessed(its, "C2", found(2016), terms) == 1_000_000
    assert assessed(its, "C3", found(2016), terms, "D1") == 0


def test_an_assessment_is_stale_once_another_period_paid_the_class() -> None:
    its, terms = insured(), Terms()
    assessed(its, "C1", found(2015), terms)
    assessed(its, "C2", found(2016), terms)
    its.approve_claim("C1", None, WU)

    with pytest.raises(AssessmentStale):
        its.approve_claim("C2", None, WU)


def test_a_claim_that_names_no_class_records_the_one_that_it_is_paid_for() -> None:
    its, terms = insured(), Terms(schedule=LINES[:1])

    assessed(its, "C1", found(2015, None), terms)
    its.approve_claim("C1", None, WU)

    (event,) = [each for each in recorded(its) if isinstance(each, ClaimAssessed)]
    assert event.condition == "cancer"
    assert assessed(its, "C2", found(2015).model_copy(update={"occurred_on": m.DAY}), terms) == 0


def test_other_plans_and_other_people_paid_nothing_of_a_class() -> None:
    used = Usage(conditions=("cancer",))
    others: dict[UsageKey, Usage] = {
        ("CD-CI", "2015", None): used,
        ("CD-HOSP", "2015", "D1"): used,
    }
    assert usage_at(others, ("CD-HOSP", "2016", None)) is NOTHING_USED


def test_a_class_that_came_back_whole_is_to_be_paid_again() -> None:
    own = ("CD-HOSP", "2016", None)
    usages: dict[UsageKey, Usage] = {
        ("CD-HOSP", "2015", None): Usage(),
        own: Usage(earlier=("cancer",)),
    }
    assert usage_at(usages, own) == Usage()
