"""Plan terms: sound ones are read and kept whole, contradictory ones are refused by field."""

import re
from datetime import date
from itertools import pairwise
from typing import Any

import pytest
import yaml
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.plans import (
    PLAN_CLASSES,
    PlanKey,
    PlanTerms,
    TermsUnsound,
    age_limit,
    age_on,
    class_words,
    contribution_fen,
    describe,
    parse_terms,
    plan_code,
    plan_key,
    plan_version,
    waits_until,
)
from ledger.plans.clauses import CODE
from ledger.terms import shipped, whole_terms
from tests.plans.plan_makers import facts, indemnity, per_diem, terms, zhangjiajie

SHIPPED = shipped()
CRITICAL_KEYS = ("CD-CI@2012", "CD-CI@2017")


def refusal(text: str) -> tuple[str, ...]:
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(text)
    assert caught.value.code == "plan.terms_unsound"
    found = tuple(problem.said("en") for problem in caught.value.problems)
    assert str(caught.value) == f"the plan file is not sound: {'; '.join(found)}"
    return found


def written(**changes: Any) -> str:
    """Write a sound plan file, with changes."""
    text: str = yaml.safe_dump(facts(**changes), allow_unicode=True)
    return text


def band(over: int, upto: int | None = None, rate: int = 5_000) -> dict[str, int | None]:
    return {"over_fen": over, "up_to_fen": upto, "rate_bp": rate}


def by_bands(*bands: dict[str, int | None], **changes: Any) -> dict[str, Any]:
    return {"type": "indemnity", "trigger": "hospital_stay", "bands": list(bands), **changes}


def schedule(*codes: str) -> dict[str, Any]:
    lines = [{"code": c, "label_zh": "某病", "label_en": "x", "amount_fen": 100} for c in codes]
    return {"type": "fixed_sum", "trigger": "diagnosis", "schedule": lines}


DAILY = per_diem().model_dump()


# --- what is shipped ----------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_each_shipped_plan_is_sound_and_named_by_its_key(key: str) -> None:
    assert whole_terms(SHIPPED[key]).key == key


@pytest.mark.parametrize("key", [key for key in SHIPPED if key.startswith("CD-")])
def test_a_demonstration_plan_says_that_it_is_invented(key: str) -> None:
    plan = whole_terms(SHIPPED[key])
    assert plan.invented
    assert "Invented for the demonstration" in plan.citation
    assert "invented for a demonstration" in describe(plan, "en")[1]
    assert "演示而虚构" in describe(plan, "zh")[1]


def test_the_demonstration_has_its_four_plans_and_both_editions_of_critical_illness() -> None:
    demonstration = {key: text for key, text in SHIPPED.items() if key.startswith("CD-")}
    assert {key: parse_terms(text).plan_class for key, text in demonstration.items()} == {
        "CD-ACC@2014": "accident",
        "CD-CI@2012": "critical_illness",
        "CD-CI@2017": "critical_illness",
        "CD-FEM@2012": "female_specific_disease",
        "CD-HOSP@2015": "hospital_expense",
    }
    assert parse_terms(SHIPPED["CD-CI@2017"]).effective_on == date(2017, 3, 1)


@pytest.mark.parametrize("key", [*CRITICAL_KEYS, "CD-FEM@2012"])
def test_the_disease_sums_are_multiples_of_200_yuan_up_to_20000(key: str) -> None:
    (rule,) = whole_terms(SHIPPED[key]).benefits
    assert rule.type == "fixed_sum"
    sums = [line.amount_fen for line in rule.lines]
    assert all(fen % 20_000 == 0 for fen in sums)
    assert 180_000 <= min(sums) <= 200_000
    assert max(sums) == 2_000_000


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_a_published_plan_fits_in_one_leaf_of_the_record(key: str) -> None:
    assert len(parse_terms(SHIPPED[key]).model_dump_json(exclude_none=True)) < 16_384


# --- reading and keeping ------------------------------------------------------------------------


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_terms_survive_json_and_yaml_unchanged(key: str) -> None:
    plan = parse_terms(SHIPPED[key])
    assert PlanTerms.model_validate_json(plan.model_dump_json(exclude_none=True)) == plan
    assert parse_terms(yaml.safe_dump(plan.model_dump(), allow_unicode=True)) == plan


@given(
    contribution=st.integers(0, 10**9),
    waiting=st.none() | st.integers(0, 335),
    cap=st.none() | st.integers(1, 10**12),
    ages=st.none() | st.tuples(st.integers(0, 40), st.integers(41, 120)),
    edges=st.sets(st.integers(1, 10**9), max_size=5),
)
def test_any_sound_terms_survive_a_plan_file(
    contribution: int,
    waiting: int | None,
    cap: int | None,
    ages: tuple[int, int] | None,
    edges: set[int],
) -> None:
    limits = [0, *sorted(edges), None]
    bands = [band(low or 0, high) for low, high in pairwise(limits)]
    plan = terms(
        by_bands(*bands),
        contribution_fen=contribution,
        waiting_period_days=waiting,
        cap_term_fen=cap,
        age_min=ages and ages[0],
        age_max_female=ages and ages[1],
    )
    text = yaml.safe_dump(
        {**plan.model_dump(mode="json"), "effective_on": plan.effective_on}, allow_unicode=True
    )
    assert parse_terms(text) == plan


def test_what_the_source_does_not_state_stays_unset() -> None:
    plan = zhangjiajie()
    unset = (plan.age_min, plan.waiting_period_days, plan.group_participation)
    assert unset == (None, None, None)
    assert not plan.invented


def test_published_terms_cannot_be_changed() -> None:
    with pytest.raises(ValidationError, match="frozen"):
        terms().contribution_fen = 1  # type: ignore[misc]


def test_a_plan_key_joins_code_and_version() -> None:
    key = plan_key("CD-HOSP", "2015")
    assert (key, plan_code(key), plan_version(key)) == ("CD-HOSP@2015", "CD-HOSP", "2015")
    assert terms().key == "TT-PLAN@2015"


@pytest.mark.parametrize(
    "text", ["CD-HOSP", "cd-hosp@2015", "CD-@2015", "CD@15", "@2015", "A@2015@"]
)
def test_a_malformed_plan_key_is_not_accepted(text: str) -> None:
    with pytest.raises(ValidationError):
        TypeAdapter(PlanKey).validate_python(text)


# --- contradictions -----------------------------------------------------------------------------

CONTRADICTIONS: list[tuple[str, dict[str, Any], str]] = [
    (
        "bands overlap",
        {"benefits": [by_bands(band(0, 500_000), band(400_000))]},
        (
            "benefits.0: bands.1 overlaps the one before: it starts over 4,000.00 yuan, "
            "where 5,000.00 is already reached"
        ),
    ),
    (
        "bands leave a gap",
        {"benefits": [by_bands(band(0, 500_000), band(600_000))]},
        "benefits.0: bands.1 leaves a gap from 5,000.00 to 6,000.00 yuan",
    ),
    (
        "bands do not begin at zero",
        {"benefits": [by_bands(band(100))]},
        "benefits.0: bands.0 leaves a gap from 0.00 to 1.00 yuan",
    ),
    (
        "a band after an open one",
        {"benefits": [by_bands(band(0), band(100))]},
        "benefits.0: bands.1 follows a band that is open above",
    ),
    (
        "a band without width",
        {"benefits": [by_bands(band(0, 500), band(500, 500))]},
        "benefits.0.bands.1: up_to_fen must be above over_fen (5.00 yuan)",
    ),
    (
        "no band",
        {"benefits": [by_bands()]},
        "benefits.0: bands must not be empty",
    ),
    (
        "a rate above the whole",
        {"benefits": [by_bands(band(0, rate=10_001))]},
        "benefits.0.bands.0.rate_bp: must not be above 10000",
    ),
    (
        "claim cap above term cap",
        {"benefits": [by_bands(band(0), cap_claim_fen=200, cap_term_fen=100)]},
        "benefits.0: cap_claim_fen must not be above cap_term_fen",
    ),
    (
        "stay limit above term limit",
        {"benefits": [{**DAILY, "max_days_stay": 200, "max_days_term": 180}]},
        "benefits.0: max_days_stay must not be above max_days_term",
    ),
    ("an empty schedule", {"benefits": [schedule()]}, "benefits.0: schedule must not be empty"),
    ("no benefit", {"benefits": []}, "benefits must not be empty"),
    ("nobody admitted", {"sexes": []}, "sexes must not be empty"),
    (
        "a class listed twice",
        {"benefits": [schedule("stroke", "coma", "stroke")]},
        "benefits.0: schedule lists stroke more than once",
    ),
    (
        "the same benefit twice",
        {"benefits": [DAILY, dict(DAILY)]},
        "benefits.1 pays per_diem on hospital_stay a second time",
    ),
    (
        "an indemnity by shares",
        {"max_shares": 2},
        "benefits.0 is an indemnity: it pays a loss once, so max_shares must be 1",
    ),
    (
        "cap below minimum",
        {"minimum_benefit_fen": 5_000, "cap_term_fen": 4_000},
        "cap_term_fen is below minimum_benefit_fen (50.00 yuan)",
    ),
    (
        "cap of a claim below minimum",
        {
            "minimum_benefit_fen": 5_000,
            "benefits": [by_bands(band(0), cap_claim_fen=4_999, cap_term_fen=5_000)],
        },
        "benefits.0.cap_claim_fen is below minimum_benefit_fen (50.00 yuan)",
    ),
    (
        "unknown class",
        {"plan_class": "dental"},
        (
            "plan_class: must be hospital_expense, hospital_allowance, critical_illness, "
            "female_specific_disease, accident, child_accident, property, composite "
            "or relief"
        ),
    ),
    (
        "unknown benefit type",
        {"benefits": [{"type": "annuity"}]},
        (
            "benefits.0: there is no kind annuity; it is one of indemnity, fixed_sum, per_diem, "
            "loss_share, allowance, pool_share"
        ),
    ),
    (
        "effective in another year than its version",
        {"version": "2014"},
        "effective_on (2015-01-01) is not in the year of version 2014",
    ),
    (
        "a number for a date",
        {"effective_on": 20150101},
        "effective_on: must be a date such as 2015-01-31",
    ),
    (
        "a number for a version",
        {"version": 2015},
        "version: must be text (put numbers and dates in quotes)",
    ),
    (
        "money with a fraction",
        {"contribution_fen": 50.5},
        "contribution_fen: must be a whole number",
    ),
    (
        "ages the wrong way round",
        {"age_min": 60, "age_max_male": 59},
        "age_max_male (59) is below age_min (60)",
    ),
    (
        "an age for a sex not admitted",
        {"sexes": ["female"], "age_max_male": 59},
        "age_max_male is set, but sexes does not admit male members",
    ),
    (
        "a female plan for all",
        {"plan_class": "female_specific_disease"},
        "sexes must be [female] where plan_class is female_specific_disease",
    ),
    ("a sex twice", {"sexes": ["male", "male"]}, "sexes names a sex twice"),
    (
        "exclusive with itself",
        {"exclusive_with": ["TT-PLAN"]},
        "exclusive_with names the plan itself (TT-PLAN)",
    ),
    (
        "exclusive with an unknown class",
        {"exclusive_with": ["dental", "composite", "CD-CI"]},
        "exclusive_with names 'dental', which is neither a plan code nor a known class",
    ),
    (
        "a first day that no calendar has",
        {"coverage": {"rule": "fixed_period", "first_day": "02-30", "last_day": "06-30"}},
        "coverage.first_day: the calendar has no such day (02-30)",
    ),
    (
        "a last day that no calendar has",
        {"coverage": {"rule": "fixed_period", "first_day": "07-01", "last_day": "06-31"}},
        "coverage.last_day: the calendar has no such day (06-31)",
    ),
    (
        "a fixed period without its last day",
        {"coverage": {"rule": "fixed_period", "first_day": "07-01"}},
        "coverage.first_day is set without coverage.last_day",
    ),
    (
        "a fixed period without its first day",
        {"coverage": {"rule": "fixed_period", "last_day": "06-30"}},
        "coverage.last_day is set without coverage.first_day",
    ),
    (
        "a fixed period shorter than the term",
        {"coverage": {"rule": "fixed_period", "first_day": "01-01", "last_day": "06-30"}},
        "coverage (01-01 to 06-30) is not a term of term_months (12)",
    ),
    (
        "a fixed period that ends another day than the term of three years",
        {
            "coverage": {"rule": "fixed_period", "first_day": "07-01", "last_day": "12-31"},
            "term_months": 36,
        },
        "coverage (07-01 to 12-31) is not a term of term_months (36)",
    ),
    (
        "a fixed period of one day in years without a leap day",
        {"coverage": {"rule": "fixed_period", "first_day": "02-29", "last_day": "02-28"}},
        "coverage (02-29 to 02-28) is not a term of term_months (12)",
    ),
    (
        "days of a fixed period where cover begins with acceptance",
        {"coverage": {"rule": "next_day", "first_day": "01-01"}},
        "coverage.first_day is set, but coverage.rule is next_day",
    ),
    (
        "days that leave the calendar",
        {"payment_working_days": 600_000},
        "payment_working_days: must not be above 3650",
    ),
    (
        "days for a list that leave the calendar",
        {"joiners": {"change_days_before_end": 3_651}},
        "joiners.change_days_before_end: must not be above 3650",
    ),
    (
        "months that leave the calendar",
        {"joiners": {"new_hires_within_months": 121}},
        "joiners.new_hires_within_months: must not be above 120",
    ),
    (
        "hours that leave the calendar",
        {"stays_join_within_hours": 87_601},
        "stays_join_within_hours: must not be above 87600",
    ),
    (
        "waiting longer than covered",
        {"waiting_period_days": 336},
        "waiting_period_days (336) leaves nothing of a term of term_months covered",
    ),
    (
        "time-barred before notice is due",
        {"notice_days": 10, "limitation_days": 5},
        "limitation_days (5) is below notice_days (10)",
    ),
    (
        "an undated version with a day",
        {"version": "undated"},
        "effective_on (2015-01-01) is not in the year of version undated",
    ),
    (
        "retired members admitted and not",
        {"retirees": "never", "employment_kinds": ["retired"]},
        "employment_kinds admits retired members, but retirees is never",
    ),
    (
        "an age of family that is not insured",
        {"dependant_age_max": 17},
        "dependant_age_max is set, but dependants names nobody",
    ),
    (
        "a sum that no book could add up",
        {"contribution_fen": 10**15 + 1, "benefits": [DAILY | {"amount_fen": 10**17}]},
        (
            "contribution_fen is above 1,000,000,000,000,000; "
            "benefits.0.amount_fen is above 1,000,000,000,000,000"
        ),
    ),
    (
        "fewer shares of the class than of the plan",
        {"max_shares": 3, "max_shares_of_class": 2, "benefits": [DAILY]},
        "max_shares_of_class (2) is below max_shares (3)",
    ),
    (
        "a companion that is excluded",
        {"only_with": ["CD-CI"], "exclusive_with": ["CD-CI"]},
        "only_with and exclusive_with both name CD-CI",
    ),
    (
        "a companion of an unknown class",
        {"only_with": ["dental"]},
        "only_with names 'dental', which is neither a plan code nor a known class",
    ),
    (
        "time-barred before claims are taken",
        {"filing_from_days": 15, "limitation_days": 10},
        "limitation_days (10) is below filing_from_days (15)",
    ),
    (
        "a pair of one",
        {"exclusive_benefits": [{"one": "death", "other": "death"}]},
        "exclusive_benefits.0 names death twice",
    ),
    (
        "stated and unstated at once",
        {"unstated": [{"zh": "未载", "en": "not stated", "trigger": "hospital_stay"}]},
        "unstated.0 names hospital_stay, which benefits settle",
    ),
    (
        "a source of what is not set",
        {"citations": {"cap_term_fen": "x", "benefits.0.bands.0.rate_bp": "x", "benefits.7": "x"}},
        (
            "citations names benefits.7, which the terms do not set; "
            "citations names cap_term_fen, which the terms do not set"
        ),
    ),
    (
        "later bands with a gap",
        {"benefits": [by_bands(band(0), bands_next=[band(5)])]},
        "benefits.0: bands_next.0 leaves a gap from 0.00 to 0.05 yuan",
    ),
    (
        "a group's bands that overlap, and the group twice",
        {
            "benefits": [
                by_bands(
                    band(0),
                    bands_by_group=[
                        {"group": "x", "bands": [band(0, 10), band(5)]},
                        {"group": "x", "bands": [band(0)]},
                    ],
                )
            ]
        },
        (
            "benefits.0: bands_by_group.0.bands.1 overlaps the one before: it starts over "
            "0.05 yuan, where 0.10 is already reached; "
            "benefits.0: bands_by_group lists a group more than once"
        ),
    ),
    (
        "an account of the term with later stays",
        {"benefits": [by_bands(band(0), measured_over="term", deductible_next_fen=1)]},
        (
            "benefits.0: measured_over is term, so there is no later stay: "
            "deductible_next_fen, bands_next"
        ),
    ),
    (
        "an account of the term of another basis",
        {"benefits": [by_bands(band(0), measured_over="term", basis="above_cap")]},
        "benefits.0: measured_over is term, which keeps account of in-scope self-payment only",
    ),
    (
        "an account of the term less other payers",
        {"benefits": [by_bands(band(0), measured_over="term", other_payers_first=True)]},
        "benefits.0: measured_over is term, which keeps account of self-payment as it stands",
    ),
    (
        "times of what is not counted",
        {"benefits": [by_bands(band(0), times_per_term=1)]},
        (
            "benefits.0: times_per_term is counted where basis is above_cap; "
            "use the plan's claims_per_term"
        ),
    ),
    (
        "a share of damage with its caps the wrong way round",
        {
            "benefits": [
                {
                    "type": "loss_share",
                    "trigger": "disaster",
                    "rate_bp": 1,
                    "cap_claim_fen": 2,
                    "cap_term_fen": 1,
                }
            ]
        },
        "benefits.0: cap_claim_fen must not be above cap_term_fen",
    ),
    (
        "an allowance by wage and by sum",
        {
            "benefits": [
                {"type": "allowance", "trigger": "hardship", "month_fen": 1, "wage_rate_bp": 1}
            ]
        },
        "benefits.0: give either wage_rate_bp or month_fen",
    ),
    ("an unknown field", {"premium": 1}, "premium: there is no such field"),
    (
        "a title that no citation needs",
        {"sources": {"bj-card": "x"}},
        "sources names bj-card, which no citation names",
    ),
]


@pytest.mark.parametrize(
    ("changes", "problem"),
    [each[1:] for each in CONTRADICTIONS],
    ids=[e[0] for e in CONTRADICTIONS],
)
def test_contradictory_terms_are_refused_naming_the_field(
    changes: dict[str, Any], problem: str
) -> None:
    assert "; ".join(refusal(written(**changes))) == problem


@pytest.mark.parametrize(
    "changes", [each[1] for each in CONTRADICTIONS], ids=[e[0] for e in CONTRADICTIONS]
)
def test_contradictory_terms_are_told_in_chinese_with_the_same_paths(
    changes: dict[str, Any],
) -> None:
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(written(**changes))
    for problem in caught.value.problems:
        assert re.search("[\u4e00-\u9fff]", problem.zh)
        assert "Input" not in problem.zh
        assert "写法不符（" not in problem.zh  # each kind of problem has words of its own
        assert problem.said("zh").startswith(f"{problem.path}：" if problem.path else problem.zh)
    assert caught.value.sentence("zh").startswith("计划文件有误：")


@pytest.mark.parametrize(
    ("changes", "chinese"),
    [
        ({"premium": 1}, "premium：没有这个字段"),
        ({"name_zh": None}, "name_zh：应为文字（数字和日期请加引号）"),
        ({"name_zh": ""}, "name_zh：至少 1 个字符"),
        ({"name_zh": "某" * 201}, "name_zh：至多 200 个字符"),
        ({"version": 2015}, "version：应为文字（数字和日期请加引号）"),
        ({"effective_on": 20150101}, "effective_on：应为日期，如 2015-01-31"),
        ({"contribution_fen": -1}, "contribution_fen：不得小于 0"),
        ({"contribution_fen": "x"}, "contribution_fen：应为整数"),
        ({"max_shares": 0}, "max_shares：应大于 0"),
        ({"term_months": 49}, "term_months：不得大于 48"),
        ({"invented": 3}, "invented：应为 true 或 false"),
        ({"sexes": "male"}, "sexes：应为列表"),
        ({"sexes": ["other"]}, "sexes.0：只能是 female、male"),
        ({"coverage": 1}, "coverage：应为键和值"),
        ({"citations": 1}, "citations：应为键和值"),
        ({"code": "x"}, f"code：写法不符，应合 ^{CODE}$"),
        ({"benefits": [{"trigger": "death"}]}, "benefits.0：须以 type 写明是哪一种"),
        (
            {"contribution": {"rule": "dice"}},
            (
                "contribution：没有“dice”这一种，只能是 per_share、by_level、wage_ratio、income_band、"
                "fixed、unit_age"
            ),
        ),
        (
            {"benefits": [{"type": "fixed_sum", "trigger": "death", "schedule": [{}]}]},
            (
                "benefits.0.schedule.0.code：必须填写；benefits.0.schedule.0.label_zh：必须填写；"
                "benefits.0.schedule.0.label_en：必须填写；benefits.0.schedule.0.amount_fen：必须填写"
            ),
        ),
    ],
)
def test_what_a_field_must_be_is_said_in_chinese_behind_its_path(
    changes: dict[str, Any], chinese: str
) -> None:
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(written(**changes))
    assert caught.value.sentence("zh") == f"计划文件有误：{chinese}"


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("", "文件应为计划的字段（键和值）"),
        ("code: A\ncode: C\n", "第2行第1列：键 code 重复"),
        ("a: &x 1\n", "第1行第4列：不使用锚点和别名"),
        ("a: !!int x\n", "第1行第4列：不使用标签"),
        ("? [a]\n: 1\n", "第1行第3列：键应为一个词"),
        ("effective_on: 2015-02-30\n", "第1行第15列：日历上没有这一天"),
        ("a: b: c\n", "第1行第5列：此处不应有冒号"),
        ("a:\n\t- b\n", "第2行第1列：不能用制表符缩进"),
        ("a: [1, 2\n", "第2行第1列：此处无法读懂"),
        ("a: 1\n--- \nb: 2\n", "第2行第1列：一个文件只能有一份内容"),
        ("a: \x00\n", "含有 YAML 不允许的字符"),
        ("[" * 5_000, "文件层次过深"),
        ("#" * 300_000, "文件超过 262144 个字符"),
    ],
)
def test_a_text_that_is_no_plan_file_is_refused_in_chinese_by_line_and_column(
    text: str, chinese: str
) -> None:
    with pytest.raises(TermsUnsound) as caught:
        parse_terms(text)
    assert caught.value.sentence("zh") == f"计划文件有误：{chinese}"


_ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.dates() | st.text(max_size=8),
    lambda inner: (
        st.lists(inner, max_size=2) | st.dictionaries(st.text(max_size=8), inner, max_size=2)
    ),
    max_leaves=4,
)


@given(
    field=st.sampled_from(sorted(PlanTerms.model_fields)),
    rule=st.booleans(),
    value=_ANYTHING,
    key=st.sampled_from(["trigger", "schedule", "listed_in", "full_fen", "sums", "once"]),
)
def test_nothing_that_a_file_says_is_refused_in_pydantics_own_words(
    field: str, rule: bool, value: Any, key: str
) -> None:
    changes = {"benefits": [schedule("coma") | {key: value}]} if rule else {field: value}
    try:
        parse_terms(written(**changes))
    except TermsUnsound as refused:
        for problem in refused.problems:
            assert "写法不符（" not in problem.zh
            assert re.search("[\u4e00-\u9fff]", problem.zh)


def test_every_problem_of_a_file_is_listed() -> None:
    problems = refusal(written(version="2014", age_min=60, age_max_male=59, max_shares=2))
    assert problems == (
        "age_max_male (59) is below age_min (60)",
        "effective_on (2015-01-01) is not in the year of version 2014",
        "benefits.0 is an indemnity: it pays a loss once, so max_shares must be 1",
    )
    assert len(refusal("code: x")) > 5


# --- files that are no plan files ---------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file must be a mapping of the plan's fields"),
        ("- a\n- b\n", "the file must be a mapping of the plan's fields"),
        ("code: A\nname_en: B\ncode: C\n", "line 3, column 1: the key 'code' is given twice"),
        ("benefits:\n  - {type: a, type: b}\n", "line 2, column 15: the key 'type' is given twice"),
        ("a: &x 1\nb: 2\n", "line 1, column 4: anchors and aliases are not used"),
        ("a: 1\nb: *x\n", "line 2, column 4: anchors and aliases are not used"),
        ("a: !!python/name:os.system x\n", "line 1, column 4: tags are not used"),
        ("a: !!int x\n", "line 1, column 4: tags are not used"),
        ("? [a]\n: 1\n", "line 1, column 3: a key must be a word"),
        (
            "effective_on: 2015-02-30\n",
            "line 1, column 15: the calendar has no such day",
        ),
        ("a: [1, 2\n", "line 2, column 1: expected ',' or ']', but got '<stream end>'"),
        ("a: \x00\n", "it holds a character that YAML does not allow"),
        ("a: 1\n--- \nb: 2\n", "line 2, column 1: but found another document"),
        ("[" * 5_000, "the file is nested too deeply"),
        ("#" * 300_000, "the file is longer than 262144 characters"),
    ],
)
def test_a_text_that_is_no_plan_file_is_refused_in_words(text: str, problem: str) -> None:
    assert refusal(text) == (problem,)


def test_a_table_of_every_grade_of_disability_fits_and_one_of_a_thousand_lines_does_not() -> None:
    codes = [f"item-{number}" for number in range(1_000)]
    assert parse_terms(written(benefits=[schedule(*codes[:281])])).benefits
    (problem,) = refusal(written(benefits=[schedule(*codes)]))
    assert problem.startswith("the terms are more than 60000 bytes of the record; put long lists ")


@pytest.mark.parametrize("typed", ["0100", "1:30", "1_000", "0x10", "yes", "1e3", "true"])
def test_a_number_is_written_in_plain_decimal_digits_only(typed: str) -> None:
    text = written(contribution_fen="HERE").replace("HERE", typed)
    assert refusal(text) == ("contribution_fen: must be a whole number",)


@given(st.text(max_size=200))
def test_no_text_makes_the_reader_fail_otherwise(text: str) -> None:
    refusal(text)


@given(st.text(alphabet="{}[]:,-?!&*'\"|>#%@` \n\tab1~<=.", max_size=120))
def test_no_yaml_punctuation_makes_the_reader_fail_otherwise(text: str) -> None:
    refusal(text)


# --- who may join, and what it costs ------------------------------------------------------------


@pytest.mark.parametrize(
    ("birth", "day", "years"),
    [
        (date(1980, 5, 20), date(2015, 5, 19), 34),
        (date(1980, 5, 20), date(2015, 5, 20), 35),
        (date(1980, 2, 29), date(2015, 2, 28), 34),
        (date(1980, 2, 29), date(2015, 3, 1), 35),
        (date(1980, 2, 29), date(2016, 2, 29), 36),
    ],
)
def test_age_is_counted_in_completed_years(birth: date, day: date, years: int) -> None:
    assert age_on(birth, day) == years


def test_each_sex_has_its_own_age_limit() -> None:
    plan = terms(age_min=16, age_max_male=59, age_max_female=54)
    assert (age_limit(plan, "male"), age_limit(plan, "female")) == (59, 54)
    assert age_limit(terms(), "male") is None


def test_a_new_member_waits_so_many_days_from_the_start_of_cover() -> None:
    assert waits_until(terms(waiting_period_days=30), date(2015, 1, 1)) == date(2015, 1, 31)
    assert waits_until(terms(), date(2015, 1, 1)) == date(2015, 1, 1)


def test_a_contribution_is_paid_for_each_share() -> None:
    assert contribution_fen(parse_terms(SHIPPED["CD-CI@2012"]), 2) == 12_000


# --- in plain words -----------------------------------------------------------------------------


def test_terms_are_told_line_by_line_in_english() -> None:
    plan = terms(
        indemnity(deductible_first_fen=30_000, deductible_next_fen=15_000, cap_claim_fen=900_000),
        per_diem(unpaid_days_stay=3, max_days_stay=60, max_days_term=180),
        exclusive_with=["hospital_allowance"],
        requires_basic_insurance=True,
        minimum_benefit_fen=5_000,
        claims_per_term=2,
        group_participation={"rate_bp": 7_550, "all_below_headcount": 50},
    )
    assert describe(plan, "en") == [
        "TT-PLAN@2015 Trial plan",
        "Note: these terms are invented for a demonstration; no office ever published them.",
        "Class: hospital expense; fund: MED; in force from 2015-01-01",
        "Contribution: 50.00 yuan a share for 12 months, at most 1 a person",
        "At least 75.5% of a unit join, all where there are fewer than 50",
        "Members must be in basic medical insurance",
        "Not to be held with: hospital_allowance",
        "A benefit that is due is at least 50.00 yuan",
        "At most 2 claims in one coverage period",
        (
            "Benefit 1: a share of in-scope self-payment on a hospital stay, "
            "above a deductible of 300.00 yuan, 150.00 for later ones"
        ),
        "  of the rest, the part over 0.00 yuan: 50%",
        "  at most 9,000.00 yuan a claim",
        (
            "Benefit 2: 40.00 yuan a share a day from day 4 of a hospital stay, "
            "at most 60 days a stay, at most 180 days in one coverage period"
        ),
        "Source: Invented for a test.",
    ]


def test_terms_are_told_line_by_line_in_chinese() -> None:
    assert describe(zhangjiajie(), "zh") == [
        "ZJJ-HOSP@2014 张家界市职工医疗互助（2014）",
        "类别：住院医疗；基金：MED；生效：2014-01-01",
        "会费：每份50.00元，保障12个月，每人最多1份",
        "保障期固定：自01-01至12-31",
        "保障期内累计最高50,000.00元",
        "待遇1：住院，按政策范围内个人自付分段补助，起付线0.00元",
        "  余额中0.00元以上至5,000.00元的部分：45%",
        "  余额中5,000.00元以上至10,000.00元的部分：50%",
        "  余额中10,000.00元以上至20,000.00元的部分：55%",
        "  余额中20,000.00元以上至30,000.00元的部分：60%",
        "  余额中30,000.00元以上的部分：70%",
        "依据：张家界市职工医疗互助2014年度标准，公开文本（zjj）；分段界线由算例推得，原文未载。",
    ]


@pytest.mark.parametrize("key", sorted(SHIPPED))
def test_both_languages_tell_the_same_lines(key: str) -> None:
    plan = whole_terms(SHIPPED[key])
    assert len(describe(plan, "zh")) == len(describe(plan, "en"))


def test_every_limit_is_told_in_both_languages() -> None:
    plan = terms(
        by_bands(band(0), cap_term_fen=900_000),
        per_diem(),
        minimum_benefit_fen=5_000,
        claims_per_term=2,
        exclusive_with=["CD-CI"],
    )
    chinese, english = describe(plan, "zh"), describe(plan, "en")
    assert len(chinese) == len(english)
    assert chinese[4:] == [
        "不得同时参加：CD-CI",
        "每次给付最低50.00元",
        "保障期内最多给付2次",
        "待遇1：住院，按政策范围内个人自付分段补助，起付线0.00元",
        "  余额中0.00元以上的部分：50%",
        "  保障期内最高9,000.00元",
        "待遇2：住院自第1天起每份每天40.00元",
        "依据：Invented for a test.",
    ]
    assert english[4] == "Not to be held with: CD-CI"


@pytest.mark.parametrize("plan_class", PLAN_CLASSES)
def test_every_class_has_a_name_in_both_languages(plan_class: str) -> None:
    assert class_words(plan_class, "zh").isascii() is False
    assert class_words(plan_class, "en").isascii()
