"""Shipped plans: sound, sourced, complete or open about what is missing, and right to the fen."""

from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import BaseModel

from ledger.benefits import Base, Loss, Usage, assess, used
from ledger.docs.plans import PARTS, rows, terms_schema
from ledger.plans import (
    Circumstances,
    PlanTerms,
    contribution_fen,
    describe,
    lint,
    open_points,
)
from ledger.terms import shipped, whole_terms
from tests.plans.plan_makers import YUAN, stay

PLANS = {key: whole_terms(text) for key, text in shipped().items()}
SOURCED = {key: plan for key, plan in PLANS.items() if not plan.invented}
each_sourced = pytest.mark.parametrize("plan", SOURCED.values(), ids=SOURCED)


def benefit(plan: str, loss: Loss, usage: Usage | None = None, shares: int = 1) -> int:
    return assess(PLANS[plan], shares, loss, usage or Usage()).benefit_fen


def treated(trigger: str, self_pay_fen: int, **facts: object) -> Loss:
    return Loss.model_validate(
        {"trigger": trigger, "occurred_on": date(2020, 3, 1), "self_pay_fen": self_pay_fen} | facts
    )


def happened(trigger: str, **facts: object) -> Loss:
    return Loss.model_validate({"trigger": trigger, "occurred_on": date(2020, 3, 1)} | facts)


# --- what is shipped ----------------------------------------------------------------------------


def test_the_plans_of_real_offices_come_along() -> None:
    offices = {key.partition("-")[0] for key in SOURCED}
    assert len(SOURCED) >= 15
    assert {"BJ", "SX", "ZZ", "ZJJ", "GZ", "WLMQ", "SH"} <= offices


def test_beijings_eight_plans_come_along_with_their_editions() -> None:
    assert {key for key in SOURCED if key.startswith("BJ-")} == {
        "BJ-MED@2012",
        "BJ-MED@2017",
        "BJ-NWA@undated",
        "BJ-FEM@undated",
        "BJ-FEM@2018",
        "BJ-CI@undated",
        "BJ-CI-3Y@undated",
        "BJ-ACC@2011",
        "BJ-CHILD@undated",
        "BJ-HOSP@undated",
        "BJ-ALLOW@2011",
    }


@each_sourced
def test_each_parameter_of_a_real_plan_has_its_source(plan: PlanTerms) -> None:
    assert plan.citations
    assert [finding.path for finding in lint(plan) if finding.kind == "uncited"] == []


@each_sourced
def test_a_real_plan_is_open_about_what_no_source_states(plan: PlanTerms) -> None:
    if not plan.benefits:
        assert plan.unstated
    assert len(describe(plan, "zh")) == len(describe(plan, "en"))


def test_a_plan_whose_source_says_all_can_be_published_as_it_is() -> None:
    assert open_points(PLANS["ZJJ-HOSP@2014"]) == ()
    assert open_points(PLANS["BJ-ALLOW@2011"]) == ("effective_on",)


def test_the_company_fund_says_that_its_figures_are_invented() -> None:
    company = PLANS["CO-AID@2018"]
    assert company.invented
    assert "All figures are invented" in company.citation
    assert len({rule.type for rule in company.benefits}) == 5


def test_every_field_of_terms_stands_in_the_published_schema() -> None:
    schema = terms_schema()
    assert [name for name in PlanTerms.model_fields if f'"{name}"' not in schema] == []


# --- worked figures, to the fen -----------------------------------------------------------------


@pytest.mark.parametrize(
    ("self_pay", "expected"),
    [(400, 180), (5_000, 2_250), (12_000, 5_850), (35_000, 19_750), (100_000, 50_000)],
)
def test_zhangjiajie_pays_its_worked_figures(self_pay: int, expected: int) -> None:
    assert benefit("ZJJ-HOSP@2014", stay(self_pay * YUAN)) == expected * YUAN


def test_zhengzhou_pays_60_per_cent_of_what_is_in_scope_and_not_of_all_that_was_paid() -> None:
    loss = stay(1_003_100, total_fen=5_341_700, out_of_scope_fen=496_500)
    assert loss.out_of_pocket_fen == 1_499_600
    assert benefit("ZZ-HOSP@2023", loss) == 601_860


@pytest.mark.parametrize(
    ("days", "expected"),
    [(1, 0), (3, 0), (4, 40), (5, 80), (33, 1_200), (183, 7_200), (184, 7_200), (365, 7_200)],
)
def test_the_beijing_allowance_pays_40_a_day_from_the_fourth_day_to_7200(
    days: int, expected: int
) -> None:
    assert benefit("BJ-ALLOW@2011", stay(days=days)) == expected * YUAN


def test_the_beijing_hospital_plan_pays_first_and_later_stays_by_their_own_rates() -> None:
    plan, loss, usage = PLANS["BJ-HOSP@undated"], stay(500_000), Usage()
    paid = []
    for _ in range(3):
        assessment = assess(plan, 1, loss, usage)
        usage = used(usage, loss, assessment, assessment.benefit_fen)
        paid.append(assessment.benefit_fen)
    assert paid == [222_000, 217_500, 217_500]


def test_the_beijing_hospital_plan_counts_emergency_observation_of_seven_days() -> None:
    week, longer = date(2020, 3, 8), date(2020, 3, 9)
    assert (
        benefit("BJ-HOSP@undated", treated("emergency_observation", 500_000, ended_on=week))
        == 222_000
    )
    assert (
        benefit("BJ-HOSP@undated", treated("emergency_observation", 500_000, ended_on=longer)) == 0
    )


def test_the_beijing_hospital_plan_takes_one_deductible_from_special_outpatient_treatment() -> None:
    plan, usage, paid = PLANS["BJ-HOSP@undated"], Usage(), []
    for self_pay in (100_000, 100_000, 50_000):
        loss = treated("special_outpatient", self_pay)
        assessment = assess(plan, 1, loss, usage)
        usage = used(usage, loss, assessment, assessment.benefit_fen)
        paid.append(assessment.benefit_fen)
    assert paid == [0, 35_000, 25_000]
    assert sum(paid) == (250_000 - 130_000) // 2


@pytest.mark.parametrize(
    ("group", "stays", "expected"),
    [
        (None, 0, 74_000),
        (None, 1, 87_000),
        ("model-worker", 0, 92_500),
        ("hardship", 2, 108_750),
        ("other", 0, 74_000),
    ],
)
def test_beijing_2012_pays_a_fifth_of_stays_and_a_quarter_to_some_groups(
    group: str | None, stays: int, expected: int
) -> None:
    loss = stay(500_000, group=group)
    assert benefit("BJ-MED@2012", loss, Usage(stays=stays)) == expected


def test_beijing_2012_keeps_outpatient_and_inpatient_accounts_apart() -> None:
    plan, usage, paid = PLANS["BJ-MED@2012"], Usage(), []
    for loss in (
        treated("outpatient", 150_000),
        stay(500_000),
        treated("outpatient", 80_000),
        treated("outpatient", 10_001),
    ):
        assessment = assess(plan, 1, loss, usage)
        usage = used(usage, loss, assessment, assessment.benefit_fen)
        paid.append(assessment.benefit_fen)
    assert paid == [0, 74_000, 10_000, 2_000]


def test_beijing_2012_pays_no_more_than_100653_yuan_in_a_year() -> None:
    assert benefit("BJ-MED@2012", stay(100_000_000)) == 10_065_300


def test_what_a_source_does_not_state_is_not_reckoned() -> None:
    (step,) = assess(PLANS["BJ-MED@2017"], 1, stay(500_000)).steps
    assert (step.rule, step.clause, step.result) == ("terms.unstated", "unstated.0", 0)


def test_beijing_pays_20000_on_death_and_a_tenth_of_a_fire_up_to_3000() -> None:
    assert benefit("BJ-NWA@undated", happened("death")) == 2_000_000
    paid = [
        benefit("BJ-NWA@undated", happened("property_loss", damage_fen=damage * YUAN))
        for damage in (0, 1_234, 30_000, 90_000)
    ]
    assert paid == [0, 12_340, 300_000, 300_000]


@pytest.mark.parametrize(("shares", "expected"), [(4, 6_000_000), (1, 0)])
def test_beijing_accident_pays_60000_on_death_at_its_highest_level(
    shares: int, expected: int
) -> None:
    assert benefit("BJ-ACC@2011", happened("death"), shares=shares) == expected


def test_beijing_accident_costs_more_in_jobs_of_high_risk() -> None:
    plan = PLANS["BJ-ACC@2011"]
    risky = Circumstances(high_risk=True)
    assert [contribution_fen(plan, n) for n in (1, 2, 3, 4)] == [2_600, 5_000, 7_400, 10_000]
    assert [contribution_fen(plan, n, risky) for n in (1, 2, 3, 4)] == [3_200, 6_200, 9_300, 12_400]


def test_shaanxi_pays_70_per_cent_above_basic_insurances_own_deductible() -> None:
    loss = stay(500_000, basic_deductible_fen=60_000)
    assert benefit("SX-HOSP@undated", loss) == 308_000
    assert benefit("SX-HOSP@undated", treated("special_outpatient", 100_000)) == 60_000


def test_urumqi_pays_two_claims_a_term_and_the_part_above_the_cap_once() -> None:
    plan, usage, paid = PLANS["WLMQ-HOSP@2021"], Usage(), []
    for above in (1_000_000, 2_000_000, 0):
        loss = stay(400_000, above_cap_fen=above)
        assessment = assess(plan, 1, loss, usage)
        usage = used(usage, loss, assessment, assessment.benefit_fen)
        paid.append(assessment.benefit_fen)
    assert paid == [200_000 + 400_000, 200_000, 0]
    assert benefit("WLMQ-HOSP@2021", stay(400_000, above_cap_fen=2_000_000)) == 700_000


@pytest.mark.parametrize(
    ("key", "contribution", "refundable", "months"),
    [
        ("SH-ACC@2006", 1_000, None, 12),
        ("SH-ACC-R@2006", 41_000, 41_000, 12),
        ("SH-ACC-3Y@2006", 3_000, None, 36),
        ("SH-ACC-3YR@2006", 41_000, 41_000, 36),
    ],
)
def test_shanghai_accident_comes_in_kinds_with_and_without_a_principal(
    key: str, contribution: int, refundable: int | None, months: int
) -> None:
    plan = PLANS[key]
    assert (contribution_fen(plan, 1), plan.refundable_fen, plan.term_months) == (
        contribution,
        refundable,
        months,
    )
    assert benefit(key, happened("death"), shares=3) == 1_500_000
    assert plan.joiners is not None
    assert (plan.joiners.days_after_start, plan.joiners.new_hires_within_months) == (10, 2)


def test_shanghai_critical_illness_is_rated_by_the_units_average_age() -> None:
    plan = PLANS["SH-CI@undated"]
    ages = [contribution_fen(plan, 1, Circumstances(unit_age=age)) for age in (38, 46)]
    assert ages == [6_000, 7_000]


def test_guangzhou_lets_new_members_wait_30_days_and_late_renewers_again() -> None:
    plan = PLANS["GZ-MED@2024"]
    assert (plan.waiting_period_days, plan.renewal_grace_days) == (30, 0)
    assert plan.coverage is not None
    assert (plan.coverage.start_time, plan.coverage.end_time) == ("00:00", "24:00")


def test_wuhan_pays_10000_on_a_listed_illness() -> None:
    assert benefit("WH-CI@2004", happened("diagnosis")) == 1_000_000


@pytest.mark.parametrize("part", [PlanTerms, *PARTS], ids=lambda part: part.__name__)
def test_every_parameter_has_a_meaning_on_the_page_of_plans(part: type[BaseModel]) -> None:
    assert [name for name, _, meaning in rows(part) if not meaning] == []


@given(
    key=st.sampled_from(sorted(key for key, plan in PLANS.items() if len(plan.benefits) > 1)),
    data=st.data(),
    self_pay=st.integers(0, 30_000_000),
    above=st.integers(0, 10_000_000),
    days=st.integers(0, 300),
    damage=st.integers(0, 30_000_000),
)
def test_in_every_plan_the_order_of_benefits_does_not_matter_and_more_is_never_paid_less(
    key: str, data: st.DataObject, self_pay: int, above: int, days: int, damage: int
) -> None:
    plan = PLANS[key]
    turned = plan.model_copy(update={"benefits": plan.benefits[::-1]})
    facts = {
        "trigger": data.draw(st.sampled_from([rule.trigger for rule in plan.benefits])),
        "above_cap_fen": above,
        "damage_fen": damage,
        "occurred_on": date(2020, 3, 1),
        "ended_on": date(2020, 3, 1) + timedelta(days=days),
        "months": 1,
    }
    base = Base(wage_fen=500_000, pool_fen=9_000_000, pool_claims=3)
    loss = Loss.model_validate(facts | {"self_pay_fen": self_pay})
    more = Loss.model_validate(facts | {"self_pay_fen": self_pay + 77_777})
    paid = assess(plan, 1, loss, base=base).benefit_fen
    assert paid == assess(turned, 1, loss, base=base).benefit_fen
    assert paid <= assess(plan, 1, more, base=base).benefit_fen
