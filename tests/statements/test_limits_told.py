"""What a member's statement says of limits: each rule's own, months and classes among them."""

from ledger.benefits import Usage
from ledger.benefits.usages import usage_at
from ledger.plans import PlanTerms
from ledger.statements.member_limits import limits, limits_told, used_by_claims
from tests import makers as m

LINES = [
    {"code": code, "label_zh": "某项", "label_en": code, "amount_fen": 100}
    for code in ("stroke", "cancer", "burns")
]


def plan(*rules: dict[str, object]) -> PlanTerms:
    return m.plan_terms(benefits=rules)


def allowance(trigger: str, months: int) -> dict[str, object]:
    return {
        "type": "allowance",
        "trigger": trigger,
        "month_fen": 30_000,
        "max_months_term": months,
    }


def told(terms: PlanTerms, used: Usage) -> list[tuple[str, str]]:
    return [(said.zh, said.en) for said in limits_told(limits(terms, used))]


def test_months_of_an_allowance_are_told() -> None:
    assert told(plan(allowance("hardship", 12)), Usage(months={"hardship": 5})) == [
        (
            "本保障期津贴月数剩余7个月（上限12个月，已用5个月）",
            "months of allowance left in this coverage period: 7 (limit 12, used 5)",
        )
    ]


def test_of_several_limits_of_a_kind_each_says_for_what_loss_it_is() -> None:
    terms = plan(allowance("hardship", 12), allowance("unemployment", 6))
    assert [en for _, en in told(terms, Usage(months={"hardship": 5}))] == [
        "months of allowance (hardship) left in this coverage period: 7 (limit 12, used 5)",
        "months of allowance (unemployment) left in this coverage period: 6 (limit 6, used 0)",
    ]


def test_classes_paid_once_are_told_once_one_was_paid_over_a_life_or_a_period() -> None:
    life = plan({"type": "fixed_sum", "trigger": "diagnosis", "schedule": LINES})
    term = plan({"type": "fixed_sum", "trigger": "disability", "schedule": LINES})
    used = Usage(conditions=("stroke",), earlier=("cancer",))
    assert told(life, Usage()) == []
    assert told(life, used) == [
        (
            "终身每类限首次的给付（确诊）剩余1类（上限3类，已用2类）",
            "classes paid once (a diagnosis) left in a life: 1 (limit 3, used 2)",
        )
    ]
    assert told(term, used) == [
        (
            "本保障期每类限一次的给付（伤残）剩余2类（上限3类，已用1类）",
            "classes paid once (disability) left in this coverage period: 2 (limit 3, used 1)",
        )
    ]


def test_a_loss_share_has_a_limit_beside_that_of_the_indemnities() -> None:
    bands = [{"over_fen": 0, "rate_bp": 5_000}]
    terms = plan(
        {"type": "indemnity", "trigger": "hospital_stay", "bands": bands, "cap_term_fen": 90_000},
        {"type": "loss_share", "trigger": "disaster", "rate_bp": 5_000, "cap_term_fen": 80_000},
    )
    used = Usage(indemnity_fen=10_000, damage_fen={"disaster": 30_000})
    assert [en for _, en in told(terms, used)] == [
        "indemnity left in this coverage period: 800.00 yuan (limit 900.00 yuan, used 100.00 yuan)",
        (
            "share of damage left in this coverage period: 500.00 yuan "
            "(limit 800.00 yuan, used 300.00 yuan)"
        ),
    ]


def test_classes_paid_elsewhere_count_whichever_period_was_carried_in_last() -> None:
    carried = [
        m.cover_carried_in(period="2014", used_conditions=("stroke",)),
        m.cover_carried_in(period="2015", earlier_conditions=("cancer",)),
    ]

    now = usage_at(used_by_claims(carried), ("CD-HOSP", "2016", None))

    assert now.earlier == ("stroke", "cancer")
