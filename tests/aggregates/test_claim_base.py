"""Benefits that rest on a wage or on the month's pool: the base is given, and the wage is not kept."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import Base, Loss
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, terms_of
from tests.aggregates.given import day, moment, recorded, refused

WAGE = m.plan_terms(
    benefits=(
        {
            "type": "allowance",
            "trigger": "unemployment",
            "wage_rate_bp": 3_000,
            "cap_month_fen": 150_000,
        },
    )
)
POOL = m.plan_terms(
    benefits=({"type": "pool_share", "trigger": "hardship", "pool_rate_bp": 5_000},)
)
LIN = moment("lin", on=day("06-01"))


def _filed(terms: PlanTerms, **loss: Any) -> Member:
    member = insured()
    lost = Loss(occurred_on=day("03-10"), **loss)
    member.file_claim(filing(loss=lost), terms_of(terms), LIN)
    return member


def _out_of_work() -> Member:
    return _filed(WAGE, trigger="unemployment", months=2)


def test_a_wage_ratio_is_derived_from_the_wage_that_is_given() -> None:
    member = _out_of_work()

    found = member.assess_claim("C1", terms_of(WAGE), LIN, Base(wage_fen=400_000))

    assert found.benefit_fen == 240_000  # two months at 30 % of 4,000 yuan


@pytest.mark.parametrize("wage_fen", [612_345, 98_765_432])
def test_a_wage_above_the_cap_cannot_be_read_in_the_event(wage_fen: int) -> None:
    member = _out_of_work()

    member.assess_claim("C1", terms_of(WAGE), LIN, Base(wage_fen=wage_fen))

    event = recorded(member)[-1]
    other = _out_of_work()
    other.assess_claim("C1", terms_of(WAGE), LIN, Base(wage_fen=600_001))
    assert event.benefit_fen == 300_000
    assert str(wage_fen) not in event.stored().decode()
    assert event.stored() == recorded(other)[-1].stored()


def test_an_assessment_is_refused_until_the_wage_is_given() -> None:
    member = _out_of_work()
    sentence = "claim C1: benefits.0.wage_rate_bp of CD-HOSP@2015 rests on a wage that is not given"

    with refused("claim.base_missing", sentence, member):
        member.assess_claim("C1", terms_of(WAGE), LIN)


def test_an_assessment_is_refused_until_the_months_pool_is_given() -> None:
    member = _filed(POOL, trigger="hardship")
    sentence = "claim C1: benefits.0.pool_rate_bp of CD-HOSP@2015 rests on a pool that is not given"

    with refused("claim.base_missing", sentence, member):
        member.assess_claim("C1", terms_of(POOL), LIN)


def test_the_months_pool_is_kept_with_the_place_in_it() -> None:
    member = _filed(POOL, trigger="hardship")
    base = Base(pool_fen=100_000, pool_claims=3, pool_place=2)

    found = member.assess_claim("C1", terms_of(POOL), LIN, base)

    event = recorded(member)[-1]
    assert (event.pool_fen, event.pool_claims, event.pool_place) == (100_000, 3, 2)
    assert found.benefit_fen == 16_666  # half of the pool, in three


@pytest.mark.parametrize("month", ["2015-02", "2015-07"])
def test_the_pool_is_of_a_month_from_the_loss_to_that_of_the_day(month: str) -> None:
    member = _filed(POOL, trigger="hardship")
    base = Base(pool_fen=100_000)
    sentence = (
        f"claim C1: it has no part in the pool of {month} under CD-HOSP@2015; "
        "the first month is 2015-03, the last 2015-06"
    )

    with refused("claim.pool_month_outside", sentence, member):
        member.assess_claim("C1", terms_of(POOL), LIN, base, pool_month=month)
    member.assess_claim("C1", terms_of(POOL), LIN, base, pool_month="2015-03")


def test_no_pool_is_of_a_month_before_the_plan_took_effect() -> None:
    terms = POOL.model_copy(update={"effective_on": day("05-15")})
    member = _filed(terms, trigger="hardship")
    sentence = (
        "claim C1: it has no part in the pool of 2015-04 under CD-HOSP@2015; "
        "the first month is 2015-05, the last 2015-06"
    )

    with refused("claim.pool_month_outside", sentence, member):
        member.assess_claim(
            "C1", terms_of(terms), LIN, Base(pool_fen=100_000), pool_month="2015-04"
        )
