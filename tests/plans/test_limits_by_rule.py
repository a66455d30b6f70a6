"""Limits that are a rule's own: what another kind of loss used lessens none of them."""

from datetime import date
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.benefits import Loss, Usage, assess, given_back, limits_left, parse_facts, used
from ledger.plans import Allowance, Band, FactsUnsound, LossShare, PlanTerms
from tests.plans.plan_makers import indemnity, per_diem, stay, terms

DAY = date(2015, 3, 10)
HARDSHIP = Allowance(trigger="hardship", month_fen=30_000, max_months_term=12)
IDLE = Allowance(trigger="unemployment", month_fen=150_000, max_months_term=6)
FIRE = LossShare(trigger="disaster", rate_bp=2_000, cap_term_fen=2_000_000)
HOME = LossShare(trigger="property_loss", rate_bp=10_000, cap_term_fen=100_000)
STAYS = indemnity(Band(over_fen=0, rate_bp=3_000), cap_term_fen=3_000_000)


def loss(trigger: str, **facts: Any) -> Loss:
    return Loss.model_validate({"trigger": trigger, "occurred_on": DAY} | facts)


def plan(*rules: Any, **changes: Any) -> PlanTerms:
    return terms(*rules, plan_class="composite", **changes)


def paid(its: PlanTerms, losses: list[Loss]) -> tuple[list[int], Usage]:
    """What losses are paid, one after the other, and what they used."""
    usage, found = Usage(), []
    for each in losses:
        assessment = assess(its, 1, each, usage)
        usage = used(usage, each, assessment, assessment.benefit_fen)
        found.append(assessment.benefit_fen)
    return found, usage


def test_each_allowance_has_months_of_its_own() -> None:
    """6 x 300.00; then 6 x 1,500.00, for none of its own six months was used; then none."""
    its = plan(HARDSHIP, IDLE)
    losses = [loss(kind, months=6) for kind in ("hardship", "unemployment", "unemployment")]
    assert paid(its, losses)[0] == [180_000, 900_000, 0]


def test_each_per_diem_has_days_of_its_own() -> None:
    """10 days at 1.00; then 10 at 10.00; then of the first rule's ten days none are left."""
    its = plan(
        per_diem(amount_fen=100, max_days_term=10),
        per_diem(trigger="accident_injury", amount_fen=1_000, max_days_term=10),
    )
    hurt = stay(days=10).model_copy(update={"trigger": "accident_injury"})
    assert paid(its, [stay(days=10), hurt, stay(days=3)])[0] == [1_000, 10_000, 0]


def test_each_loss_share_has_a_cap_of_its_own_and_none_of_them_is_the_indemnitys() -> None:
    """A fifth of 50,000.00; all of 1,000.00; 30 % of 120,000.00 stops at the cap of 30,000.00."""
    its = plan(FIRE, HOME, STAYS)
    losses = [
        loss("disaster", damage_fen=5_000_000),
        loss("property_loss", damage_fen=100_000),
        stay(12_000_000),
        loss("property_loss", damage_fen=1),
    ]
    found, usage = paid(its, losses)
    assert found == [1_000_000, 100_000, 3_000_000, 0]
    assert usage.indemnity_fen == 3_000_000
    assert usage.damage_fen == {"disaster": 1_000_000, "property_loss": 100_000}


def test_what_was_carried_in_counts_for_every_sum_since_nobody_said_what_paid_it() -> None:
    """Of the cap of 1,000.00 a take-over used 400.00."""
    carried = Usage(paid_fen=40_000, indemnity_fen=40_000, carried_fen=40_000)
    burgled = loss("property_loss", damage_fen=100_000)
    assert assess(plan(HOME), 1, burgled, carried).benefit_fen == 60_000


def test_a_claim_that_both_kinds_share_uses_the_caps_of_both() -> None:
    """30 % of 1,000.00 self-payment, and 20 % of 500.00 damage."""
    fire = loss("disaster", self_pay_fen=100_000, damage_fen=50_000)
    its = plan(FIRE, indemnity(Band(over_fen=0, rate_bp=3_000), trigger="disaster"))
    assessment = assess(its, 1, fire)
    assert (assessment.benefit_fen, assessment.indemnity_fen) == (40_000, 30_000)
    assert assessment.damage_fen == 10_000


def test_a_share_of_damage_that_the_minimum_lifts_uses_its_cap_whole() -> None:
    its = plan(FIRE, minimum_benefit_fen=5_000)
    assessment = assess(its, 1, loss("disaster", damage_fen=10_000))
    assert (assessment.benefit_fen, assessment.damage_fen) == (5_000, 5_000)
    assert assessment.indemnity_fen == 0


def test_what_each_rule_has_left_is_told_by_itself() -> None:
    its = plan(HARDSHIP, IDLE, FIRE, HOME)
    usage = Usage(months={"hardship": 5}, damage_fen={"disaster": 500_000}, indemnity_fen=7)
    assert [each.left for each in limits_left(its, usage)] == [7, 6, 1_500_000, 100_000]


def test_what_was_used_before_is_said_by_kind_of_loss() -> None:
    told = parse_facts(
        "used: {days: {hospital_stay: 4}, months: {hardship: 2}, damage: {disaster: 1.50}}\n"
        "losses:\n- {trigger: hardship, months: 1}\n"
    )
    assert told.used == Usage(
        days={"hospital_stay": 4}, months={"hardship": 2}, damage_fen={"disaster": 150}
    )


@pytest.mark.parametrize("used_before", ["days: 4", "damage: {disaster: much}", "days: {rain: 1}"])
def test_what_was_used_of_no_rule_is_refused(used_before: str) -> None:
    with pytest.raises(FactsUnsound):
        parse_facts(f"used: {{{used_before}}}\nlosses:\n- {{trigger: hardship, months: 1}}\n")


KINDS = st.sampled_from(
    [
        stay(400_000, days=4),
        loss("accident_injury", ended_on=date(2015, 3, 15)),
        loss("hardship", months=2),
        loss("unemployment", months=2),
        loss("disaster", damage_fen=3_000_000),
        loss("property_loss", damage_fen=60_000),
        loss("diagnosis", condition="stroke"),
    ]
)
ALL = plan(
    *(HARDSHIP, IDLE, FIRE, HOME, STAYS),
    per_diem(max_days_term=10),
    per_diem(trigger="accident_injury", max_days_term=12),
    {
        "type": "fixed_sum",
        "trigger": "diagnosis",
        "schedule": [{"code": "stroke", "label_zh": "某", "label_en": "x", "amount_fen": 9}],
    },
)


@given(st.lists(KINDS, max_size=10), st.randoms(use_true_random=False))
def test_losses_of_several_kinds_are_paid_the_same_in_whatever_order(
    losses: list[Loss], chance: Any
) -> None:
    shuffled = list(losses)
    chance.shuffle(shuffled)
    one, other = paid(ALL, losses), paid(ALL, shuffled)
    assert sum(one[0]) == sum(other[0])
    assert limits_left(ALL, one[1]) == limits_left(ALL, other[1])


@given(st.lists(KINDS, max_size=8))
def test_a_kind_of_loss_is_paid_what_it_is_paid_without_the_others(losses: list[Loss]) -> None:
    together = paid(ALL, losses)[0]
    for kind in {each.trigger for each in losses}:
        own = [fen for fen, each in zip(together, losses, strict=True) if each.trigger == kind]
        assert own == paid(ALL, [each for each in losses if each.trigger == kind])[0]


@given(st.lists(KINDS, max_size=6), KINDS)
def test_a_benefit_that_comes_back_whole_gives_back_what_each_rule_had_used(
    losses: list[Loss], last: Loss
) -> None:
    before = paid(ALL, losses)[1]
    assessment = assess(ALL, 1, last, before)
    fen = assessment.benefit_fen
    after = used(before, last, assessment, fen)
    if fen:
        assert given_back(after, last, assessment, fen, fen) == before
