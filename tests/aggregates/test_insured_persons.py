"""Limits are counted for each insured person: what one used changes nothing for another."""

from typing import Any

import pytest
from hypothesis import given as drawn
from hypothesis import settings
from hypothesis import strategies as st

from ledger.aggregates import Member
from ledger.benefits import Loss, Usage
from ledger.events import Event
from ledger.events.member import DependantRecorded
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing, stay, terms_of
from tests.aggregates.given import day, given, moment

LIN, WU = moment("lin", on=day("12-01")), moment("wu", on=day("12-01"), reason="as minuted")
STAYS = {
    "type": "indemnity",
    "trigger": "hospital_stay",
    "deductible_first_fen": 100_000,
    "deductible_next_fen": 50_000,
    "bands": ({"over_fen": 0, "rate_bp": 5_000},),
}
DEATH = {
    "type": "fixed_sum",
    "trigger": "death",
    "once": True,
    "schedule": (
        {"code": "death", "label_zh": "身故", "label_en": "death", "amount_fen": 2_000_000},
    ),
}
DEATH_LOSS = Loss(trigger="death", occurred_on=day("06-30"))
PERSONS = (None, "D1", "D2")


def family(*events: Event) -> Member:
    """A member who is covered, with two children."""
    children = [
        m.make(
            DependantRecorded,
            code=code,
            relation="child",
            birth_month="2010-05",
            sealed={"identity": "4" * 64},
        )
        for code in ("D1", "D2")
    ]
    its: Member = given(m.member_registered(), *(events or [m.enrolled()]), *children)
    return its


def own_terms(*rules: dict[str, Any], **changes: Any) -> PlanTerms:
    return m.plan_terms(benefits=rules or (STAYS,), dependants=("child",), **changes)


def assessed(its: Member, claim: str, loss: Loss, terms: PlanTerms, insured: str | None) -> int:
    """File and assess a claim; its benefit in fen."""
    its.file_claim(filing(claim, loss=loss, dependant=insured), terms_of(terms), LIN)
    return its.assess_claim(claim, terms_of(terms), LIN).benefit_fen


def decided(its: Member, claim: str, loss: Loss, terms: PlanTerms, insured: str | None) -> int:
    """File, assess and approve a claim, or reject it at nothing; its benefit in fen."""
    benefit = assessed(its, claim, loss, terms, insured)
    if benefit:
        its.approve_claim(claim, None, WU)
    else:
        its.reject_claim(claim, "nothing_due", WU)
    return benefit


def cost(first: str, self_pay_fen: int) -> Loss:
    return stay(first, 3, self_pay_fen=self_pay_fen)


def test_a_childs_first_stay_is_a_first_stay_though_a_siblings_came_before() -> None:
    its, terms = family(), own_terms()

    first = decided(its, "C1", cost("03-10", 300_000), terms, "D1")
    siblings = decided(its, "C2", cost("05-10", 300_000), terms, "D2")
    later = decided(its, "C3", cost("07-10", 300_000), terms, "D1")

    assert (first, siblings, later) == (100_000, 100_000, 125_000)


def test_a_childs_death_leaves_the_members_own_to_be_paid() -> None:
    its, terms = family(), own_terms(DEATH)

    child = decided(its, "C1", DEATH_LOSS, terms, "D1")
    own = decided(its, "C2", DEATH_LOSS, terms, None)

    assert (child, own) == (2_000_000, 2_000_000)


def test_a_cap_of_the_period_is_each_persons_own() -> None:
    its, terms = family(), own_terms(cap_term_fen=100_000)

    benefits = [
        decided(its, f"C{n}", cost(first, 300_000), terms, insured)
        for n, (first, insured) in enumerate(
            [("03-10", "D1"), ("04-10", None), ("05-10", "D1"), ("06-10", "D2")], 1
        )
    ]

    assert benefits == [100_000, 100_000, 0, 100_000]


def test_what_a_take_over_carried_in_is_the_members_own() -> None:
    carried = m.cover_carried_in(
        period="2015", starts_on=day("01-01"), ends_on=day("12-31"), used_fen=80_000, used_claims=1
    )
    its, terms = family(carried), own_terms(cap_term_fen=100_000)

    child = decided(its, "C1", cost("03-10", 300_000), terms, "D1")
    own = decided(its, "C2", cost("04-10", 300_000), terms, None)

    assert (child, own) == (100_000, 20_000)


def test_a_preview_asks_what_that_person_has_used() -> None:
    its, terms = family(), own_terms(cap_term_fen=100_000)
    decided(its, "C1", cost("03-10", 300_000), terms, "D1")

    benefits = []
    for insured in PERSONS:
        (found,) = its.prospects(cost("05-10", 300_000), terms_of(terms), dependant=insured)
        assert found.assessment is not None
        benefits.append(found.assessment.benefit_fen)

    assert benefits == [100_000, 0, 100_000]


def test_an_assessment_stays_fresh_while_somebody_elses_claim_is_approved() -> None:
    its, terms = family(), own_terms()
    assessed(its, "C1", cost("03-10", 300_000), terms, "D1")
    assessed(its, "C2", cost("05-10", 300_000), terms, "D2")

    its.approve_claim("C2", None, WU)
    its.approve_claim("C1", None, WU)

    assert its.usage["CD-HOSP", "2015", "D1"] == its.usage["CD-HOSP", "2015", "D2"]
    assert ("CD-HOSP", "2015", None) not in its.usage


Told = list[tuple[str | None, int]]  # whose loss, and its self-payment
STORIES = st.lists(st.tuples(st.sampled_from(PERSONS), st.integers(0, 600_000)), max_size=8)


@pytest.mark.parametrize(
    "changes",
    [
        {},
        {"cap_term_fen": 150_000},
        {"claims_per_term": 1},
        {"stays_join_within_hours": 24 * 30},
        {"benefits": ({**STAYS, "measured_over": "term", "deductible_next_fen": None},)},
    ],
    ids=["stays", "cap", "claims", "joined", "account"],
)
@settings(max_examples=25)
@drawn(told=STORIES)
def test_a_persons_benefits_are_what_they_are_without_the_others(
    changes: dict[str, Any], told: Told
) -> None:
    """Days lie apart within a story, so that only limits could join one claim to another."""
    terms = own_terms(**changes) if "benefits" not in changes else own_terms(*changes["benefits"])
    together = family()
    found: dict[str | None, list[int]] = {person: [] for person in PERSONS}
    for n, (person, fen) in enumerate(told):
        loss = cost(f"{n + 1:02d}-10", fen)
        found[person].append(decided(together, f"C{n}", loss, terms, person))

    for person in PERSONS:
        alone = family()
        expected = [
            decided(alone, f"C{n}", cost(f"{n + 1:02d}-10", fen), terms, person)
            for n, (whose, fen) in enumerate(told)
            if whose == person
        ]
        key = "CD-HOSP", "2015", person
        assert found[person] == expected
        assert together.usage.get(key, Usage()) == alone.usage.get(key, Usage())
