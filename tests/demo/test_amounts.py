"""Chance and amounts: whatever the draw, the parts come to the whole."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.benefits import NOTHING_USED, Usage, assess
from ledger.demo.amounts import fixed_sums, reachable, schedule, varied
from ledger.demo.chance import Dice, Weighted, shared_out
from ledger.demo.losses import stay_for
from ledger.demo.targets import Benefits
from tests.demo.demo_files import TERMS

seeds = st.integers(0, 2**32)


@given(seeds, st.integers(1, 300), st.integers(2_100, 900_000))
def test_varied_amounts_add_up_exactly(seed: int, count: int, mean_fen: int) -> None:
    wanted = Benefits(count, count * mean_fen)

    amounts = varied(wanted, Dice(seed, "test"))

    assert (len(amounts), sum(amounts)) == (count, wanted.sum_fen)
    assert min(amounts) >= 2_100


@given(seeds, st.integers(1, 200), st.integers(4_000, 15_000))
def test_fixed_sums_add_up_exactly_to_what_can_be_reached(
    seed: int, count: int, mean_yuan: int
) -> None:
    terms = TERMS["CD-CI@2012"]
    wanted = reachable(terms, Benefits(count, count * mean_yuan * 100))

    drawn = fixed_sums(terms, wanted, Dice(seed, "test"))

    paid = schedule(terms)
    assert (len(drawn), sum(paid[code] * shares for code, shares in drawn)) == (
        wanted.count,
        wanted.sum_fen,
    )


@given(
    seed=seeds,
    benefit_fen=st.integers(2_100, 2_500_000),
    days=st.integers(1, 60),
    stays=st.integers(0, 1),
)
@pytest.mark.parametrize("plan", ["CD-HOSP@2012", "CD-HOSP@2015"])
def test_a_stay_can_be_found_for_every_benefit(
    plan: str, seed: int, benefit_fen: int, days: int, stays: int
) -> None:
    usage = (
        Usage(claims=1, stays=1, paid_fen=90_000, indemnity_fen=90_000) if stays else NOTHING_USED
    )

    loss, assessment = stay_for(
        TERMS[plan],
        benefit_fen,
        days,
        discharged_on=date(2015, 6, 30),
        usage=usage,
        hospital="示例医院",
        paper="PJ1",
        dice=Dice(seed, "test"),
    )

    assert assessment.benefit_fen == benefit_fen
    assert assess(TERMS[plan], 1, loss, usage) == assessment


@given(st.integers(0, 10**9), st.lists(st.integers(1, 10**6), min_size=1, max_size=50))
def test_shares_of_a_total_add_up_to_it(total: int, weights: list[int]) -> None:
    assert sum(shared_out(total, weights)) == total


@given(seeds)
def test_topics_do_not_move_one_another(seed: int) -> None:
    first = Dice(seed, "people")
    Dice(seed, "claims").below(1000)

    assert first.below(10**6) == Dice(seed, "people").below(10**6)


def test_the_draws_of_a_seed_are_for_ever() -> None:
    dice = Dice(1, "for ever")

    assert [dice.below(1000) for _ in range(5)] == [301, 225, 260, 642, 875]
    assert [dice.spread() for _ in range(5)] == [471, 400, 456, 921, 326]


def test_a_weighted_choice_stands_as_often_as_its_weight_says() -> None:
    choices = Weighted([("a", 2), ("b", 1)])

    assert [choices[place] for place in range(len(choices))] == ["a", "a", "b"]
