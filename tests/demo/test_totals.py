"""The totals: worked out again from the files alone, they are exactly those to reach."""

from collections import Counter, defaultdict
from fractions import Fraction

import pytest

from ledger.demo.claims import reachable_targets
from ledger.demo.files import Input
from ledger.demo.targets import CRITICAL, FEMALE, PUBLISHED, Benefits, targets
from ledger.plans import plan_code
from tests.demo import demo_files
from tests.demo.conftest import made


def test_at_full_scale_the_targets_are_the_published_figures() -> None:
    assert targets(Fraction(1)) == PUBLISHED


def test_published_averages_follow_from_the_published_sums() -> None:
    averages = {
        (year, name): part.sum_fen / part.count / 100
        for year, target in PUBLISHED.items()
        for name, part in (
            ("all", target.benefits),
            (CRITICAL, target.critical),
            (FEMALE, target.female),
        )
    }

    assert {key: round(average) for key, average in averages.items()} == {
        (2015, "all"): 984,
        (2015, CRITICAL): 11_757,
        (2015, FEMALE): 11_632,
        (2016, "all"): 1_045,
        (2016, CRITICAL): 11_732,
        (2016, FEMALE): 10_961,
    }


def test_the_published_sums_of_fixed_benefits_can_be_reached() -> None:
    assert reachable_targets(demo_files.TERMS, PUBLISHED) == PUBLISHED


@pytest.mark.parametrize("year", [2015, 2016])
def test_rosters_hold_exactly_the_units_and_participations(small: Input, year: int) -> None:
    units: set[str] = set()
    rows = 0
    for period, _, roster in demo_files.rosters(small.folder):
        if period == year:
            units |= {line.unit for line in roster.good}
            rows += len(roster.good)

    assert len(units) == small.targets[year].units
    assert rows == small.targets[year].participations


@pytest.mark.parametrize("scale", ["0.001", "0.002", "0.01", "0.03"])
def test_benefits_worked_out_from_the_files_come_to_the_targets(
    scale: str, tmp_path_factory: pytest.TempPathFactory
) -> None:
    files = made(tmp_path_factory.mktemp("scale"), scale, seed=11)

    found = _paid(files)

    for year, target in files.targets.items():
        assert _sum(found[year]) == target.benefits
        assert _sum(found[year], CRITICAL) == target.critical
        assert _sum(found[year], FEMALE) == target.female


def test_amounts_vary_as_real_ones_do(small: Input) -> None:
    paid = _paid(small)[2015]
    stays = [one.benefit_fen for one in paid if one.plan.plan_class == "hospital_expense"]

    assert len(set(stays)) > 0.95 * len(stays)
    assert max(stays) > 10 * sorted(stays)[len(stays) // 2]


def test_planted_claims_are_in_the_files_and_no_others_fail(small: Input) -> None:
    grounds = Counter(small.refused.values())
    due = small.due.values()

    assert set(grounds) == {"waiting", "not_covered", "twice", "nothing"}
    assert sum(one.nothing for one in due) == grounds["nothing"]
    assert sum(one.refused for one in due) == grounds.total() - grounds["nothing"]


def test_payments_that_bounce_can_be_paid_again_in_their_year(small: Input) -> None:
    assert set(small.bounces.values()) == {"failed", "returned"}
    months = {number.partition("-")[0] for number in small.bounces}
    assert not months & {"S201512", "S201612", "S20151231", "S20161231"} - {"S20151231"}


def _paid(files: Input) -> dict[int, list[demo_files.Paid]]:
    """Return the benefits by year of payment: what was open at take-over, then round by round."""
    reader = demo_files.Reader(files.folder)
    paid: dict[int, list[demo_files.Paid]] = defaultdict(list)
    for claim in demo_files.open_claims(files.folder).good:
        paid[2015].append(reader.benefit(claim.claim, claim.id_number, claim.plan, claim.loss))
    for settlement in demo_files.settlements(files.folder):
        for line in settlement.good:
            if line.settlement_no in files.refused:
                continue
            last_days = line.settlement_no.startswith(("S20151231", "S20161231"))
            year = line.settled_on.year + last_days
            one = reader.benefit(line.settlement_no, line.id_number, line.plan, line.loss)
            assert plan_code(one.plan.key) == line.plan
            paid[year].append(one)
    return paid


def _sum(paid: list[demo_files.Paid], plan_class: str | None = None) -> Benefits:
    chosen = [one for one in paid if plan_class in (None, one.plan.plan_class)]
    return Benefits(len(chosen), sum(one.benefit_fen for one in chosen))
