"""The engine beyond hospital bills: each kind of benefit, exclusive pairs, and the laws that hold."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from ledger.benefits import Base, Left, Loss, PaidEvent, Step, Usage, assess, limits_left, used
from ledger.plans import Allowance, Band, FixedSum, LossShare, PlanTerms, PoolShare, ScheduleLine
from tests.plans.plan_makers import YUAN, indemnity, per_diem, stay, terms

DAY = date(2015, 3, 10)
ACCIDENT, OTHER_ACCIDENT = date(2015, 3, 1), date(2015, 2, 1)
MONEY = st.integers(0, 30_000_000)


def loss(trigger: str, **facts: Any) -> Loss:
    return Loss.model_validate({"trigger": trigger, "occurred_on": DAY} | facts)


def listed(trigger: str, fen: int, **facts: Any) -> FixedSum:
    code = trigger.replace("_", "-")
    line = ScheduleLine(code=code, label_zh="某项", label_en=trigger, amount_fen=fen)
    return FixedSum.model_validate({"trigger": trigger, "schedule": (line,)} | facts)


def plan(*rules: Any, **changes: Any) -> PlanTerms:
    return terms(*rules, plan_class="composite", **changes)


def paid(its: PlanTerms, what: Loss, usage: Usage | None = None, **more: Any) -> int:
    return assess(its, more.pop("shares", 1), what, usage or Usage(), **more).benefit_fen


def half(**changes: Any) -> Any:
    return indemnity(Band(over_fen=0, rate_bp=5_000), **changes)


# --- indemnity ----------------------------------------------------------------------------------


def test_a_co_payment_is_the_members_own_part_before_the_bands() -> None:
    assessment = assess(plan(half(copayment_bp=1_000)), 1, stay(100_000))
    assert assessment.benefit_fen == 45_000
    assert assessment.steps[0] == Step("copayment", "benefits.0.copayment_bp", 100_000, 90_000)


def test_all_that_was_borne_may_be_the_basis() -> None:
    its = plan(half(basis="out_of_pocket"))
    assert paid(its, stay(100_000, out_of_scope_fen=60_000)) == 80_000


def test_the_part_above_the_cap_is_paid_by_its_own_bands_and_so_many_times() -> None:
    its = plan(half(), half(basis="above_cap", times_per_term=1))
    what = stay(100_000, above_cap_fen=40_000)
    assert paid(its, what) == 70_000
    again = assess(its, 1, what, Usage(above_cap_claims=1))
    assert again.benefit_fen == 50_000
    assert Step("times.exhausted", "benefits.1.times_per_term", 1, 0) in again.steps


def test_several_indemnities_together_pay_no_more_than_was_borne() -> None:
    its = plan(
        indemnity(Band(over_fen=0, rate_bp=10_000)),
        indemnity(Band(over_fen=0, rate_bp=10_000), basis="above_cap"),
    )
    assessment = assess(its, 1, stay(100_000, above_cap_fen=50_000, other_payers_fen=30_000))
    assert assessment.benefit_fen == 120_000
    assert assessment.steps[-1] == Step("out_of_pocket", "benefits", 150_000, 120_000)


def test_the_agencys_own_count_of_stays_and_account_goes_before_ours() -> None:
    its = plan(half(deductible_first_fen=50_000, deductible_next_fen=20_000))
    assert paid(its, stay(100_000, stay_number=2)) == 40_000
    assert paid(its, stay(100_000, stay_number=1), Usage(stays=3)) == 25_000
    account = plan(half(measured_over="term", deductible_first_fen=50_000))
    assert paid(account, stay(100_000, earlier_fen=50_000)) == 50_000


@given(st.lists(st.integers(0, 400_000), min_size=1, max_size=6), st.integers(0, 300_000))
def test_an_account_of_the_period_pays_the_same_whatever_the_order_and_division_of_its_claims(
    parts: list[int], deductible: int
) -> None:
    rule = indemnity(
        Band(over_fen=0, up_to_fen=200_000, rate_bp=3_333),
        Band(over_fen=200_000, rate_bp=6_667),
        measured_over="term",
        deductible_first_fen=deductible,
    )
    its = plan(rule)

    def total(order: list[int]) -> int:
        usage, sum_fen = Usage(), 0
        for part in order:
            assessment = assess(its, 1, stay(part), usage)
            usage = used(usage, stay(part), assessment, assessment.benefit_fen)
            sum_fen += assessment.benefit_fen
        return sum_fen

    assert total(parts) == total(parts[::-1]) == total([sum(parts)])


@given(MONEY, MONEY, MONEY, MONEY, st.booleans())
def test_with_every_basis_a_benefit_grows_with_the_loss_and_never_passes_what_was_borne(
    self_pay: int, more: int, above: int, others: int, grouped: bool
) -> None:
    its = plan(
        half(copayment_bp=700, above_basic_deductible=True),
        half(basis="above_cap", cap_claim_fen=5_000_000),
        cap_term_fen=20_000_000,
    )
    small = stay(self_pay, above_cap_fen=above, other_payers_fen=others)
    large = stay(self_pay + more, above_cap_fen=above, other_payers_fen=others)
    group = {"group": "model-worker"} if grouped else {}
    first, second = paid(its, small.model_copy(update=group)), paid(its, large)
    assert first <= second <= 20_000_000
    assert first <= small.out_of_pocket_fen


# --- sums ---------------------------------------------------------------------------------------


def test_a_sum_for_the_whole_cover_is_not_multiplied_by_shares() -> None:
    its = plan(listed("death", 100_000, per_share=False))
    assert paid(its, loss("death"), shares=3) == 100_000


def test_a_sum_for_so_many_shares_is_for_no_other_cover() -> None:
    its = plan(listed("death", 100_000, for_shares=2), max_shares=2)
    assert paid(its, loss("death"), shares=2) == 200_000
    assert assess(its, 1, loss("death")).steps == (
        Step("fixed.other_shares", "benefits.0.for_shares", 1, 0),
    )


@pytest.mark.parametrize(
    "trigger",
    ["funeral", "birth", "unemployment", "old_age", "disaster", "work_injury", "education"],
)
def test_every_event_of_a_life_may_have_its_sum(trigger: str) -> None:
    assert paid(plan(listed(trigger, 30_000)), loss(trigger)) == 30_000


def test_an_event_that_needs_no_class_is_paid_once_all_the_same() -> None:
    its = plan(listed("death", 100_000))
    assessment = assess(its, 1, loss("death"))
    after = used(Usage(), loss("death"), assessment, 100_000)
    assert assess(its, 1, loss("death"), after).steps == (
        Step("fixed.paid_before", "benefits.0.schedule.0", 100_000, 0),
    )


def test_unpaid_days_of_the_whole_period_are_taken_once() -> None:
    its = plan(per_diem(unpaid_days_term=5))
    first = assess(its, 1, stay(days=4))
    after = used(Usage(), stay(days=4), first, first.benefit_fen or 1)
    assert (first.days, assess(its, 1, stay(days=4), after).days) == (0, 3)


def test_a_damaged_thing_is_paid_in_part_above_a_deductible_and_never_twice() -> None:
    rule = LossShare(
        trigger="disaster",
        rate_bp=9_000,
        deductible_fen=10_000,
        cap_claim_fen=80_000,
        cap_term_fen=100_000,
    )
    its = plan(rule)
    assert paid(its, loss("disaster", damage_fen=60_000)) == 45_000
    assert paid(its, loss("disaster", damage_fen=900_000)) == 80_000
    assert (
        paid(its, loss("disaster", damage_fen=900_000), Usage(damage_fen={"disaster": 70_000}))
        == 30_000
    )
    assert paid(its, loss("disaster", damage_fen=60_000, other_payers_fen=50_000)) == 10_000


def test_an_allowance_is_a_share_of_the_wage_for_so_many_months() -> None:
    rule = Allowance(
        trigger="unemployment", wage_rate_bp=3_000, cap_month_fen=150_000, max_months_term=6
    )
    its, idle = plan(rule), loss("unemployment", months=4)
    assert paid(its, idle, base=Base(wage_fen=400_001)) == 4 * 120_000
    assert paid(its, idle, base=Base(wage_fen=900_000)) == 4 * 150_000
    assert (
        paid(its, idle, Usage(months={"unemployment": 5}), base=Base(wage_fen=400_000)) == 120_000
    )


def test_no_line_of_a_derivation_tells_the_wage() -> None:
    its = plan(Allowance(trigger="unemployment", wage_rate_bp=3_000))
    (step,) = assess(its, 1, loss("unemployment", months=2), base=Base(wage_fen=500_000)).steps
    assert step == Step("allowance", "benefits.0.wage_rate_bp", 2, 300_000)


@pytest.mark.parametrize(
    ("facts", "rule"), [({}, "months.unknown"), ({"months": 2}, "wage.unknown")]
)
def test_an_allowance_without_months_or_wage_pays_nothing_and_says_why(
    facts: dict[str, int], rule: str
) -> None:
    its = plan(Allowance(trigger="unemployment", wage_rate_bp=3_000))
    (step,) = assess(its, 1, loss("unemployment", **facts)).steps
    assert (step.rule, step.result) == (rule, 0)


def test_a_monthly_sum_needs_no_wage() -> None:
    its = plan(Allowance(trigger="hardship", month_fen=30_000))
    assert paid(its, loss("hardship", months=3), shares=2) == 180_000


@given(MONEY, st.integers(1, 40), st.integers(1, 10_000))
def test_the_parts_of_a_months_pool_add_up_to_what_is_shared_and_differ_by_a_fen(
    pool: int, claims: int, rate: int
) -> None:
    its = plan(PoolShare(trigger="chronic_outpatient", pool_rate_bp=rate))
    parts = [
        paid(
            its,
            loss("chronic_outpatient"),
            base=Base(pool_fen=pool, pool_claims=claims, pool_place=place),
        )
        for place in range(1, claims + 1)
    ]
    assert sum(parts) == (pool * rate + 5_000) // 10_000
    assert max(parts) - min(parts) <= 1


def test_a_part_of_a_pool_stops_at_its_cap_and_needs_a_pool() -> None:
    its = plan(PoolShare(trigger="chronic_outpatient", pool_rate_bp=10_000, cap_claim_fen=5_000))
    assert paid(its, loss("chronic_outpatient"), base=Base(pool_fen=9_000)) == 5_000
    (step,) = assess(its, 1, loss("chronic_outpatient")).steps
    assert step.rule == "pool.unknown"


# --- exclusive pairs ----------------------------------------------------------------------------


def pair(difference: bool | None = None) -> PlanTerms:
    return plan(
        listed("disability", 60_000),
        listed("death", 100_000),
        exclusive_benefits=[{"one": "disability", "other": "death", "difference": difference}],
    )


@pytest.mark.parametrize(
    ("accident_on", "difference", "expected"),
    [
        (ACCIDENT, None, 0),
        (None, None, 0),
        (OTHER_ACCIDENT, None, 100_000),
        (ACCIDENT, True, 40_000),
    ],
)
def test_one_accident_pays_for_disability_or_for_death(
    accident_on: date | None, difference: bool | None, expected: int
) -> None:
    its = pair(difference)
    hurt = loss("disability", accident_on=ACCIDENT)
    after = used(Usage(), hurt, assess(its, 1, hurt), 60_000)
    assert after.events == (PaidEvent("disability", ACCIDENT, 60_000),)
    assert paid(its, loss("death", accident_on=accident_on), after) == expected


def test_an_exclusive_pair_may_be_paid_in_either_order() -> None:
    its, after = pair(True), Usage(events=(PaidEvent("death", None, 100_000),))
    assessment = assess(its, 1, loss("disability"), after)
    assert (assessment.benefit_fen, assessment.steps[-1].rule) == (0, "exclusive.difference")


def test_a_pair_says_nothing_of_other_events_nor_of_one_that_came_alone() -> None:
    its = plan(
        listed("death", 100_000),
        listed("birth", 5_000),
        exclusive_benefits=[{"one": "disability", "other": "death"}],
    )
    after = Usage(events=(PaidEvent("disability", ACCIDENT, 60_000),))
    assert paid(its, loss("birth"), after) == 5_000
    assert paid(its, loss("death")) == 100_000


def test_what_is_unstated_of_other_losses_is_not_the_reason() -> None:
    its = plan(
        listed("birth", 5_000),
        unstated=[{"zh": "未载", "en": "not stated", "trigger": "disability"}],
    )
    assert [step.rule for step in assess(its, 1, loss("death")).steps] == ["trigger.none"]


def test_a_share_of_damage_without_caps_is_the_share() -> None:
    its = plan(LossShare(trigger="disaster", rate_bp=2_500))
    assert paid(its, loss("disaster", damage_fen=900_002)) == 225_001


# --- what is left, what does not fit ------------------------------------------------------------


def test_every_limit_says_what_it_has_left() -> None:
    its = plan(
        half(cap_term_fen=100_000),
        half(basis="above_cap", times_per_term=1),
        per_diem(max_days_term=30),
        Allowance(trigger="hardship", month_fen=1, max_months_term=12),
        listed("death", 100),
        listed("birth", 100, once=False),
        cap_term_fen=150_000,
        claims_per_term=2,
    )
    usage = Usage(
        claims=3,
        paid_fen=60_000,
        indemnity_fen=40_000,
        above_cap_claims=1,
        days={"hospital_stay": 10},
        months={"hardship": 2},
    )
    assert limits_left(its, usage) == [
        Left("cap_term_fen", "fen", 90_000),
        Left("claims_per_term", "count", 0),
        Left("benefits.0.cap_term_fen", "fen", 60_000),
        Left("benefits.1.times_per_term", "count", 0),
        Left("benefits.2.max_days_term", "days", 20),
        Left("benefits.3.max_months_term", "months", 10),
        Left("benefits.4.schedule", "count", 1),
    ]


@pytest.mark.parametrize(
    ("facts", "said"),
    [
        ({"self_pay_fen": 100, "basic_deductible_fen": 101}, "basic_deductible_fen exceeds"),
        ({"self_pay_fen": 60, "above_cap_fen": 50, "total_fen": 100}, "above_cap_fen together"),
    ],
)
def test_the_parts_of_a_bill_fit_into_one_another(facts: dict[str, int], said: str) -> None:
    with pytest.raises(ValidationError, match=said):
        loss("hospital_stay", **facts)


def test_a_claims_place_in_the_month_is_one_of_the_months_claims() -> None:
    with pytest.raises(ValidationError, match="pool_place must not be above pool_claims"):
        Base(pool_fen=1, pool_claims=2, pool_place=3)


def test_a_sum_of_many_yuan_stays_exact() -> None:
    assert paid(plan(half()), stay(10**15 * YUAN)) == 5 * 10**14 * YUAN
