"""Facts files: what a loss may say, in fen or yuan, and what is refused about it by its field."""

from datetime import date

import pytest

from ledger.benefits import Case, Loss, cases, parse_facts
from ledger.plans import FactsUnsound
from tests.plans.plan_makers import indemnity, terms

JOINING = terms(indemnity(), stays_join_within_hours=24)


def refusal(text: str) -> tuple[str, ...]:
    with pytest.raises(FactsUnsound) as caught:
        parse_facts(text)
    assert caught.value.code == "plan.facts_unsound"
    found = tuple(problem.said("en") for problem in caught.value.problems)
    assert str(caught.value) == f"the facts file is not sound: {'; '.join(found)}"
    return found


def test_one_loss_may_stand_alone_and_amounts_in_yuan() -> None:
    facts = parse_facts("trigger: hospital_stay\nself_pay: 10031.05\ntotal_fen: 5341700\n")
    (loss,) = facts.losses
    assert (loss.self_pay_fen, loss.total_fen, facts.shares) == (1_003_105, 5_341_700, 1)


@pytest.mark.parametrize("top", ["loss: {%s}", "losses: [{%s}]", "losses: {%s}"])
def test_a_loss_may_be_named_or_listed(top: str) -> None:
    facts = parse_facts("shares: 2\n" + top % "trigger: diagnosis, condition: deep-coma")
    assert facts.shares == 2
    assert [loss.condition for loss in facts.losses] == ["deep-coma"]


def test_a_stay_may_be_given_by_its_days_alone() -> None:
    (loss,) = parse_facts("trigger: hospital_stay\ndays: 9\n").losses
    assert loss.ended_on is not None
    assert (loss.ended_on - loss.occurred_on).days == 9


def test_limits_already_used_and_what_benefits_rest_on_may_be_in_yuan() -> None:
    facts = parse_facts(
        "trigger: unemployment\nused: {claims: 1, paid: 60}\nbase: {wage: 4000, pool_claims: 3}\n"
    )
    assert (facts.used.claims, facts.used.paid_fen) == (1, 6_000)
    assert (facts.base.wage_fen, facts.base.pool_claims) == (400_000, 3)


def test_stays_are_joined_by_their_hours_where_the_terms_say_so() -> None:
    text = """
losses:
  - {trigger: hospital_stay, self_pay: 1, admitted_at: 2015-03-01 08:00, discharged_at: 2015-03-05 10:00}
  - {trigger: outpatient, self_pay: 4}
  - {trigger: hospital_stay, self_pay: 2, admitted_at: 2015-03-06 10:00, discharged_at: 2015-03-09 09:30}
"""
    facts = parse_facts(text)
    joined = cases(JOINING, facts)
    assert [(case.stays, case.loss.self_pay_fen) for case in joined] == [(2, 300), (1, 400)]
    assert (joined[0].loss.occurred_on, joined[0].loss.ended_on) == (
        date(2015, 3, 1),
        date(2015, 3, 9),
    )
    assert cases(terms(), facts) == [Case(loss, 1) for loss in facts.losses]


@pytest.mark.parametrize(("admitted", "expected"), [("05", [2]), ("06", [1, 1])])
def test_without_hours_only_a_transfer_on_the_same_day_is_one_stay(
    admitted: str, expected: list[int]
) -> None:
    text = f"""
losses:
  - {{trigger: hospital_stay, occurred_on: 2015-03-01, ended_on: 2015-03-05}}
  - {{trigger: hospital_stay, occurred_on: 2015-03-{admitted}, ended_on: 2015-03-09}}
"""
    assert [case.stays for case in cases(JOINING, parse_facts(text))] == expected


def test_stays_without_any_day_are_never_joined() -> None:
    text = "losses:\n  - {trigger: hospital_stay, days: 3}\n  - {trigger: hospital_stay, days: 3}\n"
    assert [case.stays for case in cases(JOINING, parse_facts(text))] == [1, 1]


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "the file must be a mapping of the facts of a loss"),
        ("shares: 1\n", "give one loss, or a list of them under losses"),
        ("losses: []\n", "losses: has fewer than 1 entries"),
        (
            "trigger: diagnosis\nlosses: [{trigger: diagnosis}]\n",
            "give one loss, or a list of them under losses",
        ),
        ("losses: [x]\n", "losses.0: must be a mapping of the facts of a loss"),
        (
            "trigger: hospital_stay\nself_pay: 1.234\n",
            "losses.0.self_pay: is not an amount in yuan",
        ),
        ("trigger: hospital_stay\nself_pay: much\n", "losses.0.self_pay: is not an amount in yuan"),
        ("trigger: hospital_stay\ndays: -1\n", "losses.0.days: must be a number of days"),
        ("trigger: hospital_stay\ndays: true\n", "losses.0.days: must be a number of days"),
        *(
            (
                f"trigger: hospital_stay\n{days}\n",
                "losses.0.days: leads beyond the last day of the calendar",
            )
            for days in (
                "days: 999999999",
                "days: 99999999999999999",
                "days: 1\noccurred_on: 9999-12-31",
            )
        ),
        (
            "trigger: hospital_stay\npremium: 1\n",
            "losses.0.premium: there is no such field",
        ),
        ("trigger: diagnosis\nshares: 0\n", "shares: must be above 0"),
        ("trigger: diagnosis\nused: 3\n", "used: must be a mapping"),
        (
            "trigger: hospital_stay\nadmitted_at: noon\ndischarged_at: 2015-03-01 08:00\n",
            "losses.0.admitted_at: is not a time such as 2015-03-10 08:30",
        ),
        (
            "trigger: hospital_stay\nadmitted_at: 2015-03-02\ndischarged_at: 2015-03-01 08:00\n",
            "losses.0: discharged_at must not be before admitted_at",
        ),
        (
            (
                "trigger: hospital_stay\nadmitted_at: 2015-03-01 08:00+08:00\n"
                "discharged_at: 2015-03-02 08:00\n"
            ),
            "losses.0: times are those of the hospital's clock, without a zone",
        ),
        (
            "trigger: diagnosis\nself_pay: 3\nself_pay_fen: 300\n",
            "losses.0.self_pay: give self_pay in yuan or self_pay_fen in fen, not both",
        ),
        (
            "trigger: hospital_stay\noccurred_on: 2015-03-02\nended_on: 2015-03-01\n",
            "losses.0: ended_on must not be before occurred_on",
        ),
    ],
)
def test_what_is_wrong_with_facts_is_said_by_its_field(text: str, problem: str) -> None:
    assert refusal(text) == (problem,)


def test_no_fact_of_a_loss_is_left_out_of_the_file() -> None:
    given = {name: 1 for name in Loss.model_fields if name.endswith("_fen")}
    text = "trigger: hospital_stay\n" + "".join(f"{name}: 1\n" for name in given if name != "x")
    with_total = text.replace("total_fen: 1", "total_fen: 9")
    (loss,) = parse_facts(with_total).losses
    assert {name for name in given if getattr(loss, name) is not None} == set(given)


@pytest.mark.parametrize(
    ("text", "chinese"),
    [
        ("", "文件应为一次损失的事实（键和值）"),
        ("shares: 1\n", "请写一次损失，或在 losses 下列出多次"),
        ("losses: [x]\n", "losses.0：应为一次损失的事实（键和值）"),
        ("losses: []\n", "losses：至少 1 项"),
        ("trigger: nothing\n", "losses.0.trigger：只能是 "),
        ("trigger: diagnosis\nself_pay: much\n", "losses.0.self_pay：不是以元计的金额"),
        ("trigger: diagnosis\ndays: -1\n", "losses.0.days：应为天数"),
        ("trigger: diagnosis\ndays: 999999999\n", "losses.0.days：超出历法最后一日"),
        (
            "trigger: diagnosis\nself_pay: 3\nself_pay_fen: 300\n",
            "losses.0.self_pay：self_pay（元）与 self_pay_fen（分）只能填一项",
        ),
        ("trigger: diagnosis\nused: 3\n", "used：应为键和值"),
        (
            "trigger: hospital_stay\noccurred_on: 2015-03-02\nended_on: 2015-03-01\n",
            "losses.0：ended_on 不得早于 occurred_on",
        ),
        (
            "trigger: hospital_stay\nself_pay: 3\nout_of_scope: 2\ntotal: 4\n",
            "losses.0：self_pay_fen、out_of_scope_fen 合计超过 total_fen",
        ),
        ("trigger: death\nbase: {pool_place: 2}\n", "base：pool_place 不得大于 pool_claims"),
    ],
)
def test_what_is_wrong_with_facts_is_said_in_chinese_too(text: str, chinese: str) -> None:
    with pytest.raises(FactsUnsound) as caught:
        parse_facts(text)
    assert caught.value.sentence("zh").startswith(f"事实文件有误：{chinese}")


FAMILY = """
losses:
  - {trigger: hospital_stay, self_pay: 1, occurred_on: 2015-03-01, days: 3, insured: D1}
  - {trigger: hospital_stay, self_pay: 2, occurred_on: 2015-03-04, days: 3, insured: member}
  - {trigger: hospital_stay, self_pay: 4, occurred_on: 2015-03-04, days: 3, insured: D1}
"""


def test_whose_loss_it_is_is_said_by_code_and_stays_of_one_person_alone_are_joined() -> None:
    facts = parse_facts(FAMILY)
    assert facts.insured == ("D1", None, "D1")
    assert [(case.insured, case.stays) for case in cases(terms(indemnity()), facts)] == [
        ("D1", 1),
        (None, 1),
        ("D1", 1),
    ]
    found = [(case.insured, case.stays, case.loss.self_pay_fen) for case in cases(JOINING, facts)]
    assert found == [("D1", 2, 500), (None, 1, 200)]


def test_whose_loss_it_is_is_a_code() -> None:
    (said,) = refusal("trigger: diagnosis\ninsured: 7\n")
    assert said.startswith("insured")
