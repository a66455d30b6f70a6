"""Contributions: what each rule asks for, who bears it, and terms that do not add up."""

from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st

from ledger.plans import (
    Circumstances,
    PerShare,
    PlanTerms,
    TermsUnsound,
    contribution_fen,
    contribution_rule,
    describe,
    needs,
    open_points,
    parse_terms,
)
from tests.plans.plan_makers import facts, per_diem, terms

WAGE = {"rule": "wage_ratio", "rate_bp": 150, "least_fen": 2_000, "most_fen": 20_000}
INCOME = {
    "rule": "income_band",
    "bands": [
        {"over_fen": 0, "up_to_fen": 300_000, "fen": 1_000},
        {"over_fen": 300_000, "fen": 3_000},
    ],
}
LEVELS = {"rule": "by_level", "levels": [{"shares": 1, "fen": 2_600}, {"shares": 2, "fen": 5_000}]}
AGED = {"rule": "unit_age", "age_limit": 45, "younger_fen": 6_000, "older_fen": 7_000}


def by(rule: dict[str, Any] | None, **changes: Any) -> PlanTerms:
    return terms(contribution_fen=None, contribution=rule, **changes)


def refusal(**changes: Any) -> str:
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(yaml.safe_dump(facts(**changes), allow_unicode=True))
    return "; ".join(problem.said("en") for problem in caught.value.problems)


@pytest.mark.parametrize(
    ("wage", "expected"),
    [(0, 2_000), (133_333, 2_000), (400_033, 6_000), (400_034, 6_001), (9_000_000, 20_000)],
)
def test_a_share_of_the_wage_is_held_between_a_least_and_a_most(wage: int, expected: int) -> None:
    assert contribution_fen(by(WAGE), 1, Circumstances(wage_fen=wage)) == expected


@pytest.mark.parametrize(("wage", "expected"), [(0, 1_000), (300_000, 1_000), (300_001, 3_000)])
def test_a_band_of_income_has_its_sum(wage: int, expected: int) -> None:
    assert contribution_fen(by(INCOME), 1, Circumstances(wage_fen=wage)) == expected


def test_other_rules_ask_for_shares_risk_or_age() -> None:
    risky = Circumstances(high_risk=True)
    share = {"rule": "per_share", "share_fen": 100, "high_risk_share_fen": 150}
    shares = {"max_shares": 3, "benefits": [per_diem()]}
    assert contribution_fen(by(share, **shares), 3) == 300
    assert contribution_fen(by(share, **shares), 3, risky) == 450
    assert contribution_fen(by({"rule": "fixed", "fen": 700}), 1) == 700
    assert contribution_fen(by(LEVELS, **shares), 2, risky) == 5_000
    assert contribution_fen(by(AGED, **shares), 2, Circumstances(unit_age=45)) == 14_000


@pytest.mark.parametrize(
    ("rule", "needed"), [(WAGE, "wage_fen"), (INCOME, "income_band"), (AGED, "unit_age")]
)
def test_a_rule_without_what_it_rests_on_gives_no_sum(rule: dict[str, Any], needed: str) -> None:
    its = by(rule)
    own = contribution_rule(its)
    assert own is not None
    assert needs(own) == needed
    with pytest.raises(ValueError, match="give no contribution for 1 shares"):
        contribution_fen(its, 1)


def test_a_level_that_is_not_listed_has_no_price() -> None:
    with pytest.raises(ValueError, match="for 3 shares"):
        contribution_fen(by(LEVELS, max_shares=3, benefits=[per_diem()]), 3)


def test_a_bare_contribution_is_one_by_the_share() -> None:
    own = contribution_rule(terms())
    assert own == PerShare(share_fen=5_000)
    assert own is not None
    assert needs(own) is None


def test_terms_without_a_contribution_are_open() -> None:
    assert open_points(by(None)) == ("contribution",)
    with pytest.raises(ValueError, match="TT-PLAN@2015"):
        contribution_fen(by(None), 1)


@given(st.integers(0, 10**8), st.integers(0, 10**8))
def test_who_earns_more_pays_no_less(one: int, other: int) -> None:
    low, high = sorted((one, other))
    for rule in (WAGE, INCOME):
        owed = [contribution_fen(by(rule), 1, Circumstances(wage_fen=w)) for w in (low, high)]
        assert owed == sorted(owed)


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        (
            {"contribution": {"rule": "fixed", "fen": 1}},
            "give contribution_fen or contribution, not both",
        ),
        (
            {"funding": [{"payer": "unit", "fen": 1_000}, {"payer": "member", "fen": 3_000}]},
            "funding adds up to 40.00 yuan, the contribution is 50.00",
        ),
        (
            {
                "funding": [
                    {"payer": "unit", "rate_bp": 3_000},
                    {"payer": "member", "rate_bp": 6_000},
                ]
            },
            "funding does not add up to the whole contribution",
        ),
        (
            {"funding": [{"payer": "unit", "fen": 1, "rate_bp": 1}]},
            "funding.0: give fen or rate_bp, not both",
        ),
        (
            {"funding": [{"payer": "unit", "fen": 6_000}, {"payer": "others"}]},
            "funding adds up to 60.00 yuan, the contribution is 50.00",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": {"rule": "fixed", "fen": 3_000},
                "funding": [{"payer": "unit", "fen": 500}],
            },
            "funding adds up to 5.00 yuan, the contribution is 30.00",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": LEVELS,
                "funding": [{"payer": "unit", "fen": 2_600}],
                "max_shares": 2,
                "benefits": [per_diem().model_dump()],
            },
            "funding is in fen, but the contribution is not one sum for everybody: give rate_bp",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": WAGE,
                "funding": [{"payer": "unit", "fen": 2_600}],
            },
            "funding is in fen, but the contribution is not one sum for everybody: give rate_bp",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": {
                    "rule": "per_share",
                    "share_fen": 2_600,
                    "high_risk_share_fen": 3_200,
                },
                "funding": [{"payer": "unit", "fen": 2_600}],
            },
            "funding is in fen, but the contribution is not one sum for everybody: give rate_bp",
        ),
        (
            {"funding": [{"payer": "unit", "fen": 2_500}, {"payer": "member", "rate_bp": 5_000}]},
            "funding is part in fen and part in rate_bp: say all of it in one",
        ),
        (
            {"funding": [{"payer": "unit", "rate_bp": 10_000}, {"payer": "member", "rate_bp": 1}]},
            "funding does not add up to the whole contribution",
        ),
        (
            {"funding": [{"payer": "unit", "fen": 2_500}, {"payer": "unit", "fen": 2_500}]},
            "funding names unit twice",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": {"rule": "fixed", "fen": 10, "every": "month"},
                "refundable_fen": 101,
            },
            "refundable_fen is of one share and one term, the contribution is not",
        ),
        (
            {"refundable_fen": 5_001},
            "refundable_fen (50.01 yuan) is above the contribution (50.00 yuan)",
        ),
        (
            {"contribution_fen": None, "contribution": LEVELS},
            "contribution.levels go beyond max_shares (1)",
        ),
        (
            {"contribution_fen": None, "contribution": {"rule": "by_level", "levels": []}},
            "contribution: levels must be listed once each, by rising shares",
        ),
        (
            {"contribution_fen": None, "contribution": WAGE | {"least_fen": 30_000}},
            "contribution: least_fen must not be above most_fen",
        ),
        (
            {"contribution_fen": None, "contribution": {"rule": "income_band", "bands": []}},
            "contribution: bands must begin at zero, and the last must be open above",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": {"rule": "income_band", "bands": [{"over_fen": 5, "fen": 1}]},
            },
            "contribution: bands.0 does not begin where the one before ends",
        ),
        (
            {
                "contribution_fen": None,
                "contribution": {
                    "rule": "income_band",
                    "bands": [
                        {"over_fen": 0, "up_to_fen": 5, "fen": 1},
                        {"over_fen": 5, "up_to_fen": 5, "fen": 1},
                    ],
                },
            },
            "contribution: bands.1.up_to_fen must be above over_fen (0.05 yuan)",
        ),
    ],
)
def test_contributions_that_do_not_add_up_are_refused(changes: dict[str, Any], said: str) -> None:
    assert refusal(**changes) == said


@pytest.mark.parametrize(
    "changes",
    [
        {"funding": [{"payer": "city_union", "fen": 1_500}, {"payer": "others"}]},
        {"contribution_fen": None, "funding": [{"payer": "unit", "fen": 1}]},
        {"funding": [{"payer": "unit"}, {"payer": "member"}]},
        {
            "contribution_fen": None,
            "contribution": {"rule": "fixed", "fen": 3_000, "every": "month"},
            "funding": [{"payer": "unit", "fen": 1_000}, {"payer": "member", "fen": 2_000}],
        },
        {
            "contribution_fen": None,
            "contribution": {"rule": "per_share", "share_fen": 2_600, "high_risk_share_fen": 3_200},
            "refundable_fen": 2_600,
        },
    ],
)
def test_what_a_source_leaves_open_contradicts_nothing(changes: dict[str, Any]) -> None:
    assert parse_terms(yaml.safe_dump(facts(**changes), allow_unicode=True)).code == "TT-PLAN"


@pytest.mark.parametrize(
    ("first", "last", "months"),
    [
        ("01-01", "12-31", 12),
        ("07-01", "06-30", 12),
        ("01-01", "06-30", 6),
        ("03-15", "12-31", 10),
        ("03-01", "02-28", 12),
        ("03-01", "02-29", 12),
        ("03-01", "02-28", 36),
        ("03-01", "02-29", 36),
        ("07-01", "06-30", 36),
    ],
)
def test_a_fixed_period_is_as_long_as_the_term(first: str, last: str, months: int) -> None:
    coverage = {"rule": "fixed_period", "first_day": first, "last_day": last}
    assert terms(coverage=coverage, term_months=months).coverage is not None


@pytest.mark.parametrize(
    ("rule", "zh", "en"),
    [
        (WAGE, "每月月工资的1.5%，不低于20.00元，不高于200.00元", "1.5% of the monthly wage, at least 20.00, at most 200.00, a month"),
        ({"rule": "wage_ratio", "rate_bp": 100}, "每月月工资的1%", "1% of the monthly wage, a month"),
        (INCOME, "每月月收入0.00元以上10.00元、月收入3,000.00元以上30.00元", "10.00 yuan on income over 0.00, 30.00 yuan on income over 3,000.00, a month"),
        (AGED, "每期单位平均年龄不足45岁每份60.00元，否则70.00元", "60.00 yuan a share where the unit's average age is below 45, else 70.00, a term"),
        ({"rule": "fixed", "fen": 700, "every": "year"}, "每年每人7.00元", "7.00 yuan a person, a year"),
        ({"rule": "per_share", "share_fen": 700, "high_risk_share_fen": 900}, "每期每份7.00元（高风险岗位9.00元）", "7.00 yuan a share (9.00 at high risk), a term"),
        (LEVELS, "每期1份26.00元、2份50.00元", "by shares, 1: 26.00 yuan, 2: 50.00 yuan, a term"),
    ],
)  # fmt: skip
def test_each_rule_is_told_in_both_languages(rule: dict[str, Any], zh: str, en: str) -> None:
    its = by(rule, max_shares=2, benefits=[per_diem()])
    assert describe(its, "zh")[3] == f"会费：{zh}；保障12个月，每人最多2份"
    assert (
        describe(its, "en")[3]
        == f"Contribution: {en}; cover for 12 months, at most 2 shares a person"
    )
