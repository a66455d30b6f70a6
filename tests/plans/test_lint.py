"""Lint and comparison: what terms leave open, take for granted or do not cite, and what changed."""

from ledger.plans import Difference, PlanTerms, differences, lint, open_points
from ledger.terms import shipped, whole_terms
from tests.plans.plan_makers import indemnity, per_diem, terms


def findings(plan: PlanTerms, kind: str) -> list[str]:
    return [finding.path for finding in lint(plan) if finding.kind == kind]


def test_what_hinders_publication_is_open() -> None:
    plan = terms(
        benefits=(),
        effective_on=None,
        contribution_fen=None,
        unstated=[{"zh": "金额未载", "en": "the sums are not stated"}],
    )
    assert open_points(plan) == ("effective_on", "contribution", "benefits", "unstated.0")
    assert findings(plan, "open") == list(open_points(plan))
    assert open_points(terms()) == ()


def test_a_default_that_no_source_stated_is_told() -> None:
    told = {f.path: f.en for f in lint(terms()) if f.kind == "assumed"}
    assert told == {
        "max_shares": "not stated; 1 is taken",
        "term_months": "not stated; 12 is taken",
        "sexes": "not stated; female, male is taken",
        "requires_basic_insurance": "not stated; false is taken",
        "exclusive_with": "not stated; none is taken",
    }
    assert "max_shares" not in findings(terms(max_shares=1), "assumed")


def test_an_unset_parameter_is_listed_also_in_a_benefit() -> None:
    unset = findings(terms(cap_term_fen=1_000), "unset")
    assert {"age_min", "waiting_period_days", "notice_days", "claims_per_term"} <= set(unset)
    assert {"benefits.0.cap_claim_fen", "benefits.0.cap_term_fen"} <= set(unset)
    assert "cap_term_fen" not in unset


def test_what_has_no_source_of_its_own_is_listed_unless_it_is_invented() -> None:
    real = terms(invented=False, age_min=16, citations={"contribution_fen": "a text"})
    assert findings(real, "uncited") == ["age_min", "benefits"]
    assert findings(terms(age_min=16), "uncited") == []


def test_a_text_that_is_cited_by_a_key_alone_is_listed_until_its_title_is_there() -> None:
    cited = {"citation": "Public texts (bj-card, bj-card2), read (at home).", "invented": False}
    assert findings(terms(**cited), "untitled") == ["sources.bj-card", "sources.bj-card2"]
    titled = terms(**cited, sources={"bj-card": "《示例办法》", "bj-card2": "Another text."})
    assert findings(titled, "untitled") == []
    (told, _) = (f for f in lint(terms(**cited)) if f.kind == "untitled")
    assert (told.zh, told.en) == ("引用了该出处，未载标题", "is cited, but has no title")


def test_a_key_beside_a_parameter_is_cited_too_and_in_either_kind_of_brackets() -> None:
    plan = terms(citation="文本（zjj）", citations={"benefits": "a text (sx-ci)"})
    assert findings(plan, "untitled") == ["sources.zjj", "sources.sx-ci"]


def test_two_versions_differ_in_the_parameters_that_changed() -> None:
    before = terms(indemnity(deductible_first_fen=30_000), age_min=16, invented=True)
    after = terms(
        per_diem(),
        indemnity(deductible_first_fen=50_000),
        version="2016",
        effective_on=None,
        age_min=None,
        invented=False,
        exclusive_with=["CD-CI"],
        funding=[{"payer": "member", "rate_bp": 10_000}],
    )
    place = "benefits[indemnity/hospital_stay]"
    daily = "benefits[per_diem/hospital_stay]"
    assert differences(before, after) == [
        Difference("invented", "yes", "no"),
        Difference("effective_on", "2015-01-01", None),
        Difference("age_min", "16", None),
        Difference("exclusive_with", "none", "CD-CI"),
        Difference(f"{place}.deductible_first_fen", "300.00 yuan", "500.00 yuan"),
        Difference("funding[member].payer", None, "member"),
        Difference("funding[member].rate_bp", None, "100%"),
        Difference(f"{daily}.amount_fen", None, "40.00 yuan"),
        Difference(f"{daily}.unpaid_days_stay", None, "0"),
        Difference(f"{daily}.discharge_day_counts", None, "no"),
    ]
    assert differences(before, before) == []


def test_what_changed_is_told_in_chinese_too() -> None:
    before = terms(indemnity(deductible_first_fen=30_000), invented=True)
    after = terms(indemnity(deductible_first_fen=50_000), invented=False, exclusive_with=["CD-CI"])
    assert differences(before, after, "zh") == [
        Difference("invented", "是", "否"),
        Difference("exclusive_with", "无", "CD-CI"),
        Difference(
            "benefits[indemnity/hospital_stay].deductible_first_fen", "300.00元", "500.00元"
        ),
    ]


def test_the_order_of_benefits_and_of_lines_makes_no_difference() -> None:
    plan = whole_terms(shipped()["CD-ACC@2014"])
    turned = plan.model_copy(update={"benefits": plan.benefits[::-1]})
    assert differences(plan, turned) == []
    changed = differences(
        whole_terms(shipped()["CD-CI@2012"]), whole_terms(shipped()["CD-CI@2017"])
    )
    assert (
        Difference(
            "benefits[fixed_sum/diagnosis].schedule[deep-coma].amount_fen",
            "15,000.00 yuan",
            "16,000.00 yuan",
        )
        in changed
    )
