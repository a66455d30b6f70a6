"""Terms in plain words: every parameter that terms can set is told, line for line in both languages."""

from datetime import date
from typing import Any, get_args

import pytest

from ledger.plans import TRIGGERS, PlanTerms, describe
from ledger.plans.contributions import TermsPayer
from ledger.plans.joining import CoverageStart, EmploymentKind, Relation
from ledger.plans.words import trigger_words
from tests.plans.plan_makers import indemnity, per_diem, terms


def told(**changes: Any) -> tuple[list[str], list[str]]:
    """What the changes add to a plan's lines, in Chinese and in English."""
    plain = terms()
    its = PlanTerms.model_validate(plain.model_dump(exclude_none=True) | changes)
    added = []
    for lang in ("zh", "en"):
        before = describe(plain, lang)
        added.append([line for line in describe(its, lang) if line not in before])
    return added[0], added[1]


@pytest.mark.parametrize(
    ("changes", "zh", "en"),
    [
        ({"refundable_fen": 1_000}, "期满返还本金每份10.00元", "Given back at the end: 10.00 yuan a share"),
        ({"no_refund_after_start": True}, "保障开始后不退保、不退费", "No withdrawal or refund once cover began"),
        ({"max_shares_of_class": 3}, "同类计划合计最多3份", "At most 3 shares over all plans of the class"),
        ({"excess_shares_void": True}, "超出份数无效", "Shares beyond the most are void"),
        ({"same_shares_for_unit": True}, "同一单位每人份数相同", "The same number of shares for everyone in a unit"),
        ({"union_members_only": True}, "限工会会员", "Union members only"),
        ({"health_declaration": True}, "须健康告知", "A health declaration is needed"),
        ({"employment_kinds": ["contract", "dispatched"]}, "用工形式：合同制、劳务派遣", "Employment: contract, dispatched"),
        ({"retirees": "if_covered_before"}, "退休人员上一期参加的可以续保", "Retired members only if covered in the period before"),
        ({"requires_basic_insurance": True, "basic_insurance": "employee"}, "须参加职工基本医疗保险", "Members must be in employee medical insurance"),
        ({"only_with": ["CD-CI"]}, "须同时参加：CD-CI", "Held only together with: CD-CI"),
        ({"waiting_period_days": 30}, "观察期：新参加者30天，续保无观察期", "Waiting period: 30 days for new members, none on renewal"),
        ({"renewal_grace_days": 0}, "到期后0天内续保，逾期按新参加办理", "Renewal within 0 days; later is joining anew"),
        ({"group_participation": {"rate_bp": 8_000, "counted_over": "women", "persons_min": 10}}, "单位女职工参保率不低于80%，不少于10人", "At least 80% of a unit of its women join, and at least 10 persons"),
        ({"joiners": {"new_form_month": 6}}, "新就业形态人员每年6月参加", "New forms of employment join in month 6"),
        ({"joiners": {"change_days_before_end": 15}}, "期满15天前报送名册变动", "Changes of the list are due 15 days before the end"),
        ({"filing_from_days": 15}, "收据满15天后方可申请", "Claims are taken from 15 days after the receipt"),
        ({"notice_days": 10}, "报案期限：10天", "Notice of a loss: within 10 days"),
        ({"limitation_days": 730}, "申请时效：730天，逾期视为放弃", "Claims are time-barred after 730 days"),
        ({"appeal_days": 15}, "申诉期限：15天", "Appeals: within 15 days"),
        ({"payment_working_days": 10}, "支付期限：10个工作日", "Paid within 10 working days"),
        ({"second_review_over_fen": 300_000}, "超过3,000.00元的须复审", "Benefits over 3,000.00 yuan are reviewed a second time"),
        ({"evidence": ["discharge_summary", "receipt"]}, "申请材料：出院小结、收据原件", "Evidence: discharge summary, original receipt"),
        ({"one_stop": True}, "一站式结算，无须申请", "Settled together with basic insurance, without application"),
        ({"settled": "quarter"}, "按季结算", "Settled quarterly"),
        ({"stays_join_within_hours": 24}, "24小时内转院视为同一次住院", "A transfer within 24 hours makes one stay"),
        ({"exclusive_benefits": [{"one": "disability", "other": "death"}]}, "同一事故伤残与身故不可兼得", "One accident pays for disability or for death, not both"),
        ({"exclusions": [{"zh": "美容", "en": "cosmetic surgery"}]}, "不予给付：美容", "Not covered: cosmetic surgery"),
        ({"coverage": {"rule": "next_day"}}, "次日起保", "Cover starts on the next day"),
        (
            {"coverage": {"rule": "fixed_period", "first_day": "01-01", "last_day": "12-31", "retroactive_since": date(2012, 1, 1)}},
            "保障期固定：自01-01至12-31；首期追溯至2012-01-01",
            "Cover runs for a fixed period: from 01-01 to 12-31; at its first start retroactive to 2012-01-01",
        ),
        ({"funding": [{"payer": "unit"}, {"payer": "member", "rate_bp": 5_000}]}, "承担：单位、职工个人50%", "Borne by the unit, the member 50%"),
        ({"funding": [{"payer": "others"}, {"payer": "city_union", "fen": 1_500}]}, "承担：其余各方、市总工会15.00元", "Borne by others, the city union 15.00 yuan"),
    ],
)  # fmt: skip
def test_a_parameter_is_told_in_one_line(changes: dict[str, Any], zh: str, en: str) -> None:
    assert told(**changes) == ([zh], [en])


def test_family_that_may_be_insured_is_told_with_its_age() -> None:
    zh, en = told(dependants=["child", "spouse"], dependant_age_max=17)
    assert zh == ["可保家属：子女、配偶", "家属不超过17周岁"]
    assert en == ["Family that may be insured: child, spouse", "Family up to the age of 17"]


RULES: list[tuple[dict[str, Any], list[str], list[str]]] = [
    (
        {
            "type": "indemnity",
            "trigger": "emergency_observation",
            "basis": "above_cap",
            "above_basic_deductible": True,
            "other_payers_first": True,
            "copayment_bp": 1_000,
            "max_days_stay": 7,
            "times_per_term": 1,
            "bands": [{"over_fen": 0, "rate_bp": 4_000}],
            "bands_next": [{"over_fen": 0, "rate_bp": 3_000}],
            "bands_by_group": [{"group": "hardship", "bands": [{"over_fen": 0, "rate_bp": 5_000}]}],
        },
        [
            "待遇1：急诊留观，按医保封顶线以上个人负担分段补助，起付线0.00元",
            "  不含基本医疗保险起付线以下部分",
            "  先扣除其他渠道已付",
            "  个人先共付10%",
            "  限7天以内",
            "  保障期内限1次",
            "  余额中0.00元以上的部分：40%",
            "  再次住院：余额中0.00元以上的部分：30%",
            "  hardship：余额中0.00元以上的部分：50%",
        ],
        [
            (
                "Benefit 1: a share of the part above basic insurance's cap on emergency "
                "observation, above a deductible of 0.00 yuan"
            ),
            "  without what basic insurance's own deductible took",
            "  after what other payers bore",
            "  after the member's own part of 10%",
            "  for at most 7 days",
            "  at most 1 times in one coverage period",
            "  of the rest, the part over 0.00 yuan: 40%",
            "  on later stays, of the rest, the part over 0.00 yuan: 30%",
            "  for group hardship, of the rest, the part over 0.00 yuan: 50%",
        ],
    ),
    (
        {
            "type": "fixed_sum",
            "trigger": "disability",
            "per_share": False,
            "assessed_within_days": 180,
            "schedule": [{"code": "x", "label_zh": "某", "label_en": "some", "amount_fen": 500}],
        },
        [
            "待遇1：伤残，按类别定额给付（每类在一个保障期内限一次）",
            "  某：5.00元",
            "  至迟在180天时评定",
        ],
        [
            "Benefit 1: fixed sums on disability (each class once in one coverage period)",
            "  some: 5.00 yuan for the whole cover",
            "  graded after 180 days at the latest",
        ],
    ),
    (
        {
            "type": "per_diem",
            "trigger": "hospital_stay",
            "amount_fen": 4_000,
            "unpaid_days_term": 3,
            "max_days_stay": 30,
            "max_days_term": 90,
        },
        ["待遇1：住院自第1天起每份每天40.00元，保障期内前3天不付，每次最多30天，保障期内最多90天"],
        [
            (
                "Benefit 1: 40.00 yuan a share a day from day 1 of a hospital stay, none for the "
                "first 3 days of the coverage period, at most 30 days a stay, at most 90 days in "
                "one coverage period"
            )
        ],
    ),
    (
        {"type": "loss_share", "trigger": "disaster", "rate_bp": 1_000, "deductible_fen": 500,
         "cap_claim_fen": 900, "cap_term_fen": 900},
        ["待遇1：灾害，按损失的10%补助，免赔额5.00元", "  每次最高9.00元", "  保障期内最高9.00元"],
        [
            "Benefit 1: 10% of the damage on a disaster, above 5.00 yuan",
            "  at most 9.00 yuan a claim",
            "  at most 9.00 yuan in one coverage period",
        ],
    ),
    (
        {"type": "allowance", "trigger": "hardship", "month_fen": 500},
        ["待遇1：生活困难，每月给付每份5.00元"],
        ["Benefit 1: monthly on hardship: 5.00 yuan a share"],
    ),
    (
        {"type": "pool_share", "trigger": "housing", "pool_rate_bp": 500},
        ["待遇1：住房，当月资金的5%由当月各案均分"],
        ["Benefit 1: on housing, an equal part of 5% of the month's pool"],
    ),
]  # fmt: skip


@pytest.mark.parametrize(("rule", "zh", "en"), RULES, ids=[rule["type"] for rule, _, _ in RULES])
def test_a_benefit_is_told_with_all_its_conditions(
    rule: dict[str, Any], zh: list[str], en: list[str]
) -> None:
    its = terms(benefits=[rule])
    assert describe(its, "zh")[4:-1] == zh
    assert describe(its, "en")[4:-1] == en


@pytest.mark.parametrize("trigger", TRIGGERS)
def test_every_trigger_has_words_in_both_languages(trigger: str) -> None:
    assert not trigger_words(trigger, "zh").isascii()
    assert trigger_words(trigger, "en").isascii()


@pytest.mark.parametrize(
    ("field", "values"),
    [
        ("employment_kinds", get_args(EmploymentKind)),
        ("dependants", get_args(Relation)),
        ("retirees", ("never", "if_covered_before", "yes")),
        ("settled", ("claim", "month", "quarter", "year")),
        ("payer", get_args(TermsPayer)),
        ("coverage", get_args(CoverageStart.model_fields["rule"].annotation)),
    ],
)
def test_every_value_that_terms_may_take_has_words(field: str, values: tuple[str, ...]) -> None:
    assert len(values) > 2
    for value in values:
        change: Any = {
            "payer": {"funding": [{"payer": value}]},
            "coverage": {"coverage": {"rule": value}},
        }.get(field, {field: [value] if field in {"employment_kinds", "dependants"} else value})
        zh, en = told(**change)
        assert [len(zh), len(en)] == [1, 1]
        assert value not in zh[0]


def test_no_chinese_line_has_half_width_punctuation() -> None:
    its = terms(indemnity(deductible_next_fen=1, cap_claim_fen=5), per_diem(max_days_term=4))
    assert [line for line in describe(its, "zh")[1:-1] if set(line) & set(":;()")] == []
