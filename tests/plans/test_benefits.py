"""Benefits: worked figures of the field to the fen, and the laws that hold for every loss."""

import json
from datetime import date

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.benefits import Assessment, Loss, Step, Usage, assess, explain, stay_days, used
from ledger.derivations.words import WORDS
from ledger.money import round_half_up
from ledger.plans import Band, FixedSum, Indemnity, PlanTerms, ScheduleLine
from ledger.terms import shipped, whole_terms
from tests.plans.plan_makers import (
    ADMITTED,
    YUAN,
    diagnosis,
    indemnity,
    per_diem,
    stay,
    terms,
    zhangjiajie,
)

SELF_PAY = st.integers(min_value=0, max_value=300_000 * YUAN)
HOSPITAL = whole_terms(shipped()["CD-HOSP@2015"])
CRITICAL = whole_terms(shipped()["CD-CI@2012"])


@st.composite
def indemnities(draw: st.DrawFn) -> Indemnity:
    """Draw any sound indemnity: marginal bands, deductibles, caps."""
    edges = sorted(draw(st.sets(st.integers(1, 5_000_000), max_size=4)))
    rates = st.integers(1, 10_000)
    bands = [
        Band(over_fen=low, up_to_fen=high, rate_bp=draw(rates))
        for low, high in zip([0, *edges], [*edges, None], strict=True)
    ]
    cap_claim = draw(st.none() | st.integers(5_000, 4_000_000))
    return indemnity(
        *bands,
        deductible_first_fen=draw(st.integers(0, 200_000)),
        deductible_next_fen=draw(st.none() | st.integers(0, 200_000)),
        other_payers_first=draw(st.booleans()),
        cap_claim_fen=cap_claim,
        cap_term_fen=draw(st.none() | st.integers(cap_claim or 5_000, 8_000_000)),
    )


@st.composite
def plans(draw: st.DrawFn) -> PlanTerms:
    """Draw any sound hospital plan, with or without an allowance, a minimum and a cap."""
    rules = [draw(indemnities())]
    daily = per_diem(
        amount_fen=draw(st.integers(1, 20_000)),
        unpaid_days_stay=draw(st.integers(0, 5)),
        max_days_stay=draw(st.none() | st.integers(1, 90)),
    )
    return terms(
        *rules,
        *([daily] if draw(st.booleans()) else []),
        minimum_benefit_fen=draw(st.none() | st.integers(1, 5_000)),
        cap_term_fen=draw(st.none() | st.integers(5_000, 9_000_000)),
        claims_per_term=draw(st.none() | st.integers(1, 4)),
    )


@st.composite
def usages(draw: st.DrawFn) -> Usage:
    """Draw what earlier claims may have used."""
    paid = draw(st.integers(0, 9_000_000))
    return Usage(
        claims=draw(st.integers(0, 5)),
        stays=draw(st.integers(0, 5)),
        paid_fen=paid,
        indemnity_fen=draw(st.integers(0, paid)),
        days={"hospital_stay": draw(st.integers(0, 200))},
    )


def benefit(plan: PlanTerms, loss: Loss, usage: Usage | None = None, shares: int = 1) -> int:
    return assess(plan, shares, loss, usage or Usage()).benefit_fen


def rules_of(assessment: Assessment) -> list[str]:
    return [step.rule for step in assessment.steps]


@pytest.mark.parametrize(
    ("self_pay", "expected"),
    [(400, 180), (5_000, 2_250), (12_000, 5_850), (35_000, 19_750), (100_000, 50_000)],
)
def test_zhangjiajie_pays_its_worked_figures(self_pay: int, expected: int) -> None:
    assert benefit(zhangjiajie(), stay(self_pay * YUAN)) == expected * YUAN


def test_zhangjiajie_would_pay_65250_on_100000_if_it_had_no_cap() -> None:
    uncapped = zhangjiajie().model_copy(update={"cap_term_fen": None})
    assert benefit(uncapped, stay(100_000 * YUAN)) == 65_250 * YUAN


def test_zhengzhou_pays_its_rate_on_the_in_scope_part_only() -> None:
    plan = terms(indemnity(Band(over_fen=0, rate_bp=6_000), cap_term_fen=100_000 * YUAN))
    loss = stay(1_003_100, total_fen=5_341_700, out_of_scope_fen=1_499_600 - 1_003_100)
    assert benefit(plan, loss) == 601_860


@pytest.mark.parametrize(
    ("days", "expected"), [(2, 0), (3, 0), (4, 40), (10, 280), (183, 7_200), (400, 7_200)]
)
def test_the_beijing_allowance_pays_40_a_day_from_the_fourth_day_to_7200(
    days: int, expected: int
) -> None:
    plan = terms(per_diem(unpaid_days_stay=3, max_days_term=180), plan_class="hospital_allowance")
    assert benefit(plan, stay(days=days)) == expected * YUAN


@pytest.mark.parametrize(("earlier_stays", "expected"), [(0, 222_000), (1, 261_000), (3, 261_000)])
def test_later_stays_have_their_own_deductible(earlier_stays: int, expected: int) -> None:
    plan = terms(
        indemnity(
            Band(over_fen=0, rate_bp=6_000),
            deductible_first_fen=130_000,
            deductible_next_fen=65_000,
        )
    )
    assert benefit(plan, stay(500_000), Usage(stays=earlier_stays)) == expected


def test_the_first_deductible_holds_for_later_stays_where_the_terms_name_no_other() -> None:
    plan = terms(indemnity(deductible_first_fen=130_000))
    assert benefit(plan, stay(500_000), Usage(stays=2)) == 185_000


def test_a_loss_below_the_deductible_pays_nothing_and_says_why() -> None:
    assessment = assess(terms(indemnity(deductible_first_fen=50_000)), 1, stay(49_999))
    assert assessment.benefit_fen == 0
    assert assessment.steps == (
        Step("deductible.first", "benefits.0.deductible_first_fen", 49_999, 0),
    )


def test_a_composite_hospital_plan_adds_its_share_of_the_bill_and_its_allowance() -> None:
    assessment = assess(HOSPITAL, 1, stay(680_000, days=9))
    assert assessment.benefit_fen == 150_000 + 60_000 + 12_000
    assert assessment.steps == (
        Step("deductible.first", "benefits.0.deductible_first_fen", 680_000, 650_000),
        Step("band", "benefits.0.bands.0", 500_000, 150_000),
        Step("band", "benefits.0.bands.1", 150_000, 60_000),
        Step("days.stay", "benefits.1.unpaid_days_stay", 9, 6),
        Step("per_diem", "benefits.1", 6, 12_000),
    )
    assert assessment.remaining_fen == 5_000_000 - 222_000


def test_a_fixed_sum_is_paid_for_each_share_whatever_the_loss_cost() -> None:
    assessment = assess(CRITICAL, 2, diagnosis("malignant-tumour"))
    assert assessment.benefit_fen == 2 * 1_600_000
    assert assessment.remaining_fen is None


def test_a_class_is_paid_at_its_first_diagnosis_only() -> None:
    before = Usage(claims=1, paid_fen=1_600_000, conditions=("malignant-tumour",))
    assessment = assess(CRITICAL, 1, diagnosis("malignant-tumour"), before)
    assert (assessment.benefit_fen, rules_of(assessment)) == (0, ["fixed.paid_before"])


def test_another_class_is_paid_beside_one_paid_before() -> None:
    before = Usage(claims=1, paid_fen=1_600_000, conditions=("malignant-tumour",))
    assert benefit(CRITICAL, diagnosis("deep-coma"), before) == 1_500_000


def test_a_class_may_be_paid_again_where_the_terms_do_not_say_once() -> None:
    line = ScheduleLine(code="birth", label_zh="生育", label_en="birth", amount_fen=50_000)
    plan = terms(FixedSum(trigger="birth", once=False, schedule=(line,)), plan_class="composite")
    loss = Loss(trigger="birth", occurred_on=ADMITTED, condition="birth")
    assert benefit(plan, loss, Usage(conditions=("birth",))) == 50_000


def test_a_class_that_is_not_listed_pays_nothing() -> None:
    assessment = assess(CRITICAL, 1, diagnosis("common-cold"))
    assert (assessment.benefit_fen, rules_of(assessment)) == (0, ["fixed.not_listed"])


def test_a_loss_of_another_kind_pays_nothing() -> None:
    assessment = assess(CRITICAL, 1, stay(1_000_000))
    assert (assessment.benefit_fen, rules_of(assessment)) == (0, ["trigger.none"])


def test_no_more_claims_are_paid_than_the_terms_allow() -> None:
    assessment = assess(terms(claims_per_term=2), 1, stay(500_000), Usage(claims=2))
    assert (assessment.benefit_fen, rules_of(assessment)) == (0, ["claims.exhausted"])


def test_an_indemnity_never_pays_more_than_other_payers_left() -> None:
    plan = terms(indemnity(Band(over_fen=0, rate_bp=9_000)))
    assessment = assess(plan, 1, stay(100_000, other_payers_fen=30_000))
    assert assessment.benefit_fen == 70_000
    assert assessment.steps[-1] == Step("out_of_pocket", "benefits.0", 90_000, 70_000)


def test_other_payers_come_off_before_the_bands_where_the_terms_say_so() -> None:
    plan = terms(indemnity(other_payers_first=True))
    assert benefit(plan, stay(100_000, other_payers_fen=30_000)) == 35_000


def test_fixed_sums_may_exceed_the_out_of_pocket() -> None:
    loss = diagnosis("deep-coma").model_copy(update={"self_pay_fen": 1, "other_payers_fen": 1})
    assert benefit(CRITICAL, loss) == 1_500_000


def test_the_minimum_lifts_a_small_benefit_but_not_above_the_out_of_pocket() -> None:
    plan = terms(indemnity(), minimum_benefit_fen=5_000)
    assert [benefit(plan, stay(fen)) for fen in (0, 4_000, 8_000, 12_000)] == [
        0,
        4_000,
        5_000,
        6_000,
    ]


def test_the_minimum_lifts_nothing_that_is_already_the_whole_out_of_pocket() -> None:
    plan = terms(indemnity(Band(over_fen=0, rate_bp=10_000)), minimum_benefit_fen=5_000)
    assessment = assess(plan, 1, stay(4_000))
    assert (assessment.benefit_fen, rules_of(assessment)) == (4_000, ["band"])


def test_the_minimum_lifts_an_allowance() -> None:
    plan = terms(per_diem(amount_fen=1_000), minimum_benefit_fen=5_000)
    assert benefit(plan, stay(days=2)) == 5_000


def test_an_indemnity_stops_at_the_caps_of_claim_and_coverage_period() -> None:
    plan = terms(indemnity(cap_claim_fen=100_000, cap_term_fen=150_000))
    assert benefit(plan, stay(900_000)) == 100_000
    assert benefit(plan, stay(900_000), Usage(paid_fen=90_000, indemnity_fen=90_000)) == 60_000


def test_the_plans_cap_counts_all_that_was_paid() -> None:
    plan = terms(indemnity(), cap_term_fen=100_000)
    assessment = assess(plan, 1, stay(150_000), Usage(claims=1, paid_fen=60_000))
    assert (assessment.benefit_fen, assessment.remaining_fen) == (40_000, 0)


@pytest.mark.parametrize(("used_days", "expected"), [(0, 20), (170, 10), (180, 0), (200, 0)])
def test_days_stop_at_the_limits_of_stay_and_coverage_period(used_days: int, expected: int) -> None:
    plan = terms(per_diem(max_days_stay=20, max_days_term=180))
    assert assess(plan, 1, stay(days=60), Usage(days={"hospital_stay": used_days})).days == expected


def test_a_stay_without_discharge_counts_no_days() -> None:
    assessment = assess(terms(per_diem()), 1, stay())
    assert (assessment.benefit_fen, rules_of(assessment)) == (0, ["days.unknown"])


@pytest.mark.parametrize(
    ("days", "counts", "expected"), [(0, False, 1), (0, True, 1), (5, False, 5), (5, True, 6)]
)
def test_the_day_of_discharge_counts_only_where_the_terms_say_so(
    days: int, counts: bool, expected: int
) -> None:
    assert stay_days(stay(days=days), counts) == expected


def test_what_a_claim_used_is_carried_to_the_next() -> None:
    loss = stay(680_000, days=9)
    first = assess(HOSPITAL, 1, loss)
    after = used(Usage(), loss, first, first.benefit_fen)
    assert after == Usage(
        claims=1,
        stays=1,
        paid_fen=222_000,
        indemnity_fen=210_000,
        days={"hospital_stay": 6},
        inpatient_fen=680_000,
        stay_days=9,
    )


def test_a_class_is_remembered_as_often_as_it_was_paid() -> None:
    """So that one that comes back leaves the other paid."""
    loss = diagnosis("deep-coma")
    first = assess(CRITICAL, 1, loss)
    after = used(used(Usage(), loss, first, 100), loss, first, 100)
    assert after == Usage(claims=2, paid_fen=200, conditions=("deep-coma", "deep-coma"))


def test_a_claim_for_which_nothing_was_approved_uses_nothing() -> None:
    loss = stay(680_000, days=9)
    assert used(Usage(), loss, assess(HOSPITAL, 1, loss), 0) == Usage()


def test_a_loss_does_not_end_before_it_begins() -> None:
    with pytest.raises(ValidationError, match="ended_on must not be before occurred_on"):
        stay(ended_on=date(2015, 3, 9))


def test_what_the_member_bore_does_not_exceed_the_bill() -> None:
    with pytest.raises(ValidationError, match="together exceed total_fen"):
        stay(60_000, out_of_scope_fen=40_001, total_fen=100_000)


def test_a_step_is_stored_in_under_sixty_bytes_and_read_back_whole() -> None:
    adapter = TypeAdapter(tuple[Step, ...])
    steps = assess(HOSPITAL, 1, stay(3_000_000, days=90)).steps
    stored = adapter.dump_json(steps)
    assert adapter.validate_json(stored) == steps
    assert len(stored) / len(steps) < 60


def test_a_loss_stores_only_what_is_known() -> None:
    stored = stay(680_000, days=9).model_dump_json(exclude_none=True)
    assert json.loads(stored) == {
        "trigger": "hospital_stay",
        "occurred_on": "2015-03-10",
        "ended_on": "2015-03-19",
        "self_pay_fen": 680_000,
    }


@pytest.mark.parametrize("rule", sorted(WORDS))
def test_each_rule_is_told_in_both_languages_with_its_clause(rule: str) -> None:
    step = Step(rule, "benefits.0", 3, 2)
    told = {explain(step, "zh"), explain(step, "en")}
    assert len(told) == 2
    assert all(line.endswith("[benefits.0]") and "{" not in line for line in told)


def test_a_line_is_told_in_yuan_and_days() -> None:
    band = Step("band", "benefits.0.bands.0", 500_000, 150_000)
    daily = Step("per_diem", "benefits.1", 1, 2_000)
    assert explain(band, "en") == (
        "5,000.00 yuan inside this band, paid at its rate: 1,500.00 yuan [benefits.0.bands.0]"
    )
    assert explain(daily, "zh") == "1天，按每天定额给付20.00元 [benefits.1]"
    assert explain(daily, "en") == (
        "1 day at the daily sum for the shares held: 20.00 yuan [benefits.1]"
    )


@given(plans(), SELF_PAY, SELF_PAY, st.integers(0, 60), st.integers(0, 50_000_000), usages())
def test_a_benefit_never_falls_when_the_loss_grows(
    plan: PlanTerms, one: int, other: int, days: int, others_paid: int, usage: Usage
) -> None:
    low, high = sorted((one, other))
    smaller = benefit(plan, stay(low, days=days, other_payers_fen=others_paid), usage)
    assert smaller <= benefit(plan, stay(high, days=days, other_payers_fen=others_paid), usage)


@given(plans(), SELF_PAY, st.integers(0, 400), usages())
def test_a_benefit_stays_within_what_the_coverage_period_has_left(
    plan: PlanTerms, self_pay: int, days: int, usage: Usage
) -> None:
    assessment = assess(plan, 1, stay(self_pay, days=days), usage)
    cap = plan.cap_term_fen
    if cap is None:
        assert assessment.remaining_fen is None
    else:
        left = max(0, cap - usage.paid_fen)
        assert 0 <= assessment.benefit_fen <= left
        assert assessment.remaining_fen == left - assessment.benefit_fen


@given(indemnities(), st.none() | st.integers(1, 5_000), SELF_PAY, SELF_PAY, SELF_PAY, usages())
def test_an_indemnity_stays_within_its_caps_and_the_out_of_pocket(
    rule: Indemnity,
    minimum: int | None,
    self_pay: int,
    outside: int,
    others_paid: int,
    usage: Usage,
) -> None:
    plan = terms(rule, minimum_benefit_fen=minimum)
    loss = stay(self_pay, out_of_scope_fen=outside, other_payers_fen=others_paid)
    paid = benefit(plan, loss, usage)
    assert paid <= loss.out_of_pocket_fen
    assert rule.cap_claim_fen is None or paid <= rule.cap_claim_fen
    left = None if rule.cap_term_fen is None else max(0, rule.cap_term_fen - usage.indemnity_fen)
    assert left is None or paid <= left


@given(indemnities(), SELF_PAY, st.integers(1, 4_999_999))
def test_dividing_a_band_in_two_changes_nothing(rule: Indemnity, self_pay: int, edge: int) -> None:
    band = next(each for each in rule.bands if each.up_to_fen is None or edge < each.up_to_fen)
    assume(band.over_fen < edge)
    lower = Band(over_fen=band.over_fen, up_to_fen=edge, rate_bp=band.rate_bp)
    upper = Band(over_fen=edge, up_to_fen=band.up_to_fen, rate_bp=band.rate_bp)
    divided = [
        part for each in rule.bands for part in ((lower, upper) if each is band else (each,))
    ]
    finer = rule.model_copy(update={"bands": tuple(divided)})
    assert benefit(terms(finer), stay(self_pay)) == benefit(terms(rule), stay(self_pay))


@given(indemnities(), SELF_PAY)
def test_the_lines_of_the_bands_add_up_to_the_loss_and_to_its_exact_benefit(
    rule: Indemnity, self_pay: int
) -> None:
    bare = rule.model_copy(update={"cap_claim_fen": None, "cap_term_fen": None})
    assessment = assess(terms(bare), 1, stay(self_pay))
    lines = [step for step in assessment.steps if step.rule == "band"]
    rates = [band.rate_bp for band in bare.bands]
    exact = sum(line.given * rate for line, rate in zip(lines, rates, strict=False))
    assert sum(line.given for line in lines) == max(0, self_pay - bare.deductible_first_fen)
    assert sum(line.result for line in lines) == round_half_up(exact, 10_000)
    assert assessment.benefit_fen == round_half_up(exact, 10_000)


@given(SELF_PAY, st.integers(0, 400), usages())
def test_the_order_of_the_rules_does_not_matter(self_pay: int, days: int, usage: Usage) -> None:
    turned = HOSPITAL.model_copy(update={"benefits": HOSPITAL.benefits[::-1]})
    loss = stay(self_pay, days=days)
    assert benefit(turned, loss, usage) == benefit(HOSPITAL, loss, usage)


@given(plans(), SELF_PAY, st.integers(0, 400), usages())
def test_the_same_facts_always_give_the_same_derivation(
    plan: PlanTerms, self_pay: int, days: int, usage: Usage
) -> None:
    restored = PlanTerms.model_validate_json(plan.model_dump_json(exclude_none=True))
    loss = stay(self_pay, days=days)
    assert assess(restored, 1, loss, usage) == assess(plan, 1, loss, usage)


@given(plans(), SELF_PAY, st.integers(0, 400), usages())
def test_every_derivation_gives_at_least_one_line(
    plan: PlanTerms, self_pay: int, days: int, usage: Usage
) -> None:
    assessment = assess(plan, 1, stay(self_pay, days=days), usage)
    assert assessment.steps
    assert set(rules_of(assessment)) <= set(WORDS)
