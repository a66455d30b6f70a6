"""Claims: filed under cover, assessed by the terms, decided by another person."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import Loss
from ledger.errors import SameHands
from tests import makers as m
from tests.aggregates.claims_made import (
    BY_CHEN,
    CLAIM,
    STAGES,
    STEPS,
    filing,
    insured,
    member_at,
    stay,
    terms_of,
)
from tests.aggregates.given import day, given, moment, recorded, refused, topics

BY_DAY = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 6_000}
CAPPED = m.plan_terms(cap_term_fen=20_000, benefits=(BY_DAY,))
APRIL = moment(on=day("04-01"))

# --- filing -------------------------------------------------------------------------------------


OUTPATIENT_UNSTATED = m.plan_terms(
    unstated=({"trigger": "outpatient", "zh": "门诊另行规定", "en": "outpatient: to be set"},)
)


def test_a_claim_is_filed_under_the_cover_that_held_on_the_day_of_the_loss() -> None:
    last_year = m.enrolled(
        plan="CD-HOSP@2014",
        period="2014",
        unit="U00999",
        effective_on=day("01-01", 2014),
        ends_on=day("12-31", 2014),
    )
    member = insured(last_year)

    member.file_claim(filing(settlement="S-1", evidence=("invoice",)), terms_of(), APRIL)

    (filed,) = recorded(member)
    assert (filed.plan, filed.plan_class, filed.period) == (m.PLAN, "hospital_expense", "2015")
    assert (filed.unit, filed.fund, filed.settlement) == (m.UNIT, m.FUND, "S-1")
    assert (filed.loss, filed.evidence) == (stay(), ("invoice",))


def test_the_cover_decides_the_version_of_the_terms() -> None:
    member = insured()

    member.file_claim(filing(plan="CD-HOSP@2012"), terms_of(), APRIL)

    assert recorded(member)[0].plan == "CD-HOSP@2015"


@pytest.mark.parametrize("on", ["2014-12-31", "2016-01-01"])
def test_a_benefit_needs_cover_on_the_day_of_the_loss(on: str) -> None:
    member = insured()
    loss = Loss(trigger="hospital_stay", occurred_on=on)  # type: ignore[arg-type]

    with refused(
        "claim.not_covered",
        f"claim C1: no cover under CD-HOSP on {on} (coverage, term_months)",
        member,
    ):
        member.file_claim(filing(loss=loss), terms_of(), APRIL)


@pytest.mark.parametrize("on", ["01-01", "12-31"])
def test_the_first_and_the_last_day_of_cover_are_covered(on: str) -> None:
    member = insured()

    member.file_claim(filing(loss=stay(on, None)), terms_of(), moment(on=day("12-31")))

    assert topics(member) == ["member.claim_filed.v1"]


def test_cover_under_one_plan_is_no_cover_under_another() -> None:
    member = insured()

    with refused(
        "claim.not_covered",
        "claim C1: no cover under CD-CI on 2015-03-10 (coverage, term_months)",
        member,
    ):
        member.file_claim(filing(plan="CD-CI"), terms_of(), APRIL)


def test_voided_cover_is_no_cover() -> None:
    member = insured(m.enrolment_voided())

    with refused(
        "claim.not_covered",
        "claim C1: no cover under CD-HOSP on 2015-03-10 (coverage, term_months)",
        member,
    ):
        member.file_claim(filing(), terms_of(), APRIL)


def test_a_loss_in_the_waiting_period_is_not_covered() -> None:
    member = insured(renewal=False, waits_until=day("01-31"))
    sentence = (
        "claim C1: 2015-01-30 lies in the waiting period of CD-HOSP@2015 (waiting_period_days), "
        "which covers from 2015-01-31"
    )

    with refused("claim.inside_waiting_period", sentence, member):
        member.file_claim(filing(loss=stay("01-30", 1)), terms_of(), APRIL)


def test_a_loss_on_the_first_day_after_the_waiting_period_is_covered() -> None:
    member = insured(renewal=False, waits_until=day("01-31"))

    member.file_claim(filing(loss=stay("01-31", None)), terms_of(), APRIL)

    assert topics(member) == ["member.claim_filed.v1"]


def test_a_claim_is_filed_within_the_limitation_period() -> None:
    member = insured()
    limited = terms_of(m.plan_terms(limitation_days=30))
    sentence = (
        "claim C1: the loss ended on 2015-03-13; CD-HOSP@2015 allows 30 days to file "
        "(limitation_days)"
    )

    with refused("claim.time_barred", sentence, member):
        member.file_claim(filing(), limited, moment(on=day("04-13")))
    member.file_claim(filing(), limited, moment(on=day("04-12")))

    assert topics(member) == ["member.claim_filed.v1"]


def test_where_a_loss_has_no_end_its_first_day_counts_for_the_limitation() -> None:
    member = insured()
    limited = terms_of(m.plan_terms(limitation_days=30))
    sentence = (
        "claim C1: the loss ended on 2015-03-10; CD-HOSP@2015 allows 30 days to file "
        "(limitation_days)"
    )

    with refused("claim.time_barred", sentence, member):
        member.file_claim(filing(loss=stay(days=None)), limited, moment(on=day("04-10")))


@pytest.mark.parametrize(("days", "last"), [(3, "03-13"), (None, "03-10")])
def test_a_loss_is_not_claimed_before_its_last_day(days: int | None, last: str) -> None:
    member = insured()
    before = day(last).replace(day=day(last).day - 1)
    sentence = f"claim C1: the loss of 2015-{last} comes after {before}, the day of this step"

    with refused("claim.loss_not_yet", sentence, member):
        member.file_claim(filing(loss=stay(days=days)), terms_of(), moment(on=before))
    member.file_claim(filing(loss=stay(days=days)), terms_of(), moment(on=day(last)))

    assert topics(member) == ["member.claim_filed.v1"]


def test_a_claim_number_names_one_claim() -> None:
    member = insured(m.claim_filed())

    with refused("record.key_taken", "claim C1 is already recorded in this book", member):
        member.file_claim(filing(), terms_of(), APRIL)


REPEATED = "claim C2 repeats claim C1: same plan, trigger and day or same paper"


def filed(loss: Loss) -> Member:
    member = insured()
    member.file_claim(filing(loss=loss), terms_of(), APRIL)
    member.pending_events.clear()
    return member


def test_one_loss_is_claimed_once_under_a_plan() -> None:
    member = filed(stay())

    with refused("claim.filed_twice", REPEATED, member):
        member.file_claim(filing("C2", loss=stay(days=5)), terms_of(), APRIL)


def test_one_paper_is_claimed_once_under_a_plan() -> None:
    member = filed(stay(papers=("P-1", "P-2")))

    with refused("claim.filed_twice", REPEATED, member):
        member.file_claim(filing("C2", loss=stay("05-05", papers=("P-2",))), terms_of(), APRIL)


def test_another_loss_is_another_claim() -> None:
    member = filed(stay(papers=("P-1",)))

    later = filing("C2", loss=stay("05-05", papers=("P-2",)))
    member.file_claim(later, terms_of(), moment(on=day("05-08")))
    outpatient = stay(days=None, trigger="outpatient")
    member.file_claim(filing("C3", loss=outpatient), terms_of(OUTPATIENT_UNSTATED), APRIL)

    assert topics(member) == ["member.claim_filed.v1"] * 2


def test_one_incident_may_be_claimed_under_two_plans() -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness")
    member = insured(m.enrolled(plan=other.key))
    member.file_claim(filing(incident="I-1"), terms_of(other), APRIL)

    member.file_claim(filing("C2", plan="CD-CI", incident="I-1"), terms_of(other), APRIL)

    assert [event.plan for event in recorded(member)] == [m.PLAN, other.key]


def test_a_rejected_loss_may_be_claimed_again() -> None:
    loss = {"loss": {"trigger": "hospital_stay", "occurred_on": day("03-10")}}
    member = insured(m.claim_filed(**loss), m.claim_rejected(**BY_CHEN))

    member.file_claim(filing("C2"), terms_of(), APRIL)

    assert topics(member) == ["member.claim_filed.v1"]


def test_a_claim_that_was_never_filed_is_unknown() -> None:
    member = insured()

    with refused("record.unknown", "this book holds no claim C1", member):
        member.claim(CLAIM)


# --- stages -------------------------------------------------------------------------------------


@pytest.mark.parametrize("stage", STAGES)
@pytest.mark.parametrize("step", STEPS)
def test_a_claim_goes_through_its_stages_in_order(step: str, stage: str) -> None:
    needed, take = STEPS[step]
    member, at = member_at(stage), moment(reason="as the bank says")

    if stage in needed:
        take(member, at)
        assert len(recorded(member)) == 1
    else:
        sentence = f"claim C1 is {stage}; this step needs it {' or '.join(needed)}"
        with refused("claim.wrong_stage", sentence, member):
            take(member, at)


def test_every_step_says_whose_plan_period_unit_and_fund_it_is() -> None:
    member = member_at("filed")

    for step, officer in (("assess", "lin"), ("approve", "chen"), ("verify", "han")):
        STEPS[step][1](member, moment(officer))
    STEPS["instruct"][1](member, moment())
    STEPS["pay"][1](member, moment())

    assert topics(member) == [
        "member.claim_assessed.v1",
        "member.claim_approved.v1",
        "member.funds_verified.v1",
        "member.benefit_instructed.v1",
        "member.benefit_paid.v1",
    ]
    for event in recorded(member):
        assert (event.claim, event.plan, event.plan_class) == (CLAIM, m.PLAN, "hospital_expense")
        assert (event.period, event.unit, event.fund) == ("2015", m.UNIT, m.FUND)


# --- assessment ---------------------------------------------------------------------------------


def test_a_benefit_is_worked_out_from_the_terms_line_by_line() -> None:
    member = given(m.member_registered(), m.enrolled(shares=2))
    member.file_claim(filing(), terms_of(), APRIL)

    assessment = member.assess_claim(CLAIM, terms_of(), APRIL)

    assessed = recorded(member)[1]
    assert (assessed.shares, assessed.days, assessed.benefit_fen) == (2, 3, 24_000)
    assert assessed.steps == assessment.steps
    assert [step.rule for step in assessed.steps] == ["days.stay", "per_diem"]


def test_a_benefit_of_nothing_is_a_result_with_its_reason() -> None:
    member, terms = insured(), terms_of(OUTPATIENT_UNSTATED)
    member.file_claim(filing(loss=stay(days=None, trigger="outpatient")), terms, APRIL)

    assert member.assess_claim(CLAIM, terms, APRIL).benefit_fen == 0

    assert [step.rule for step in recorded(member)[1].steps] == ["terms.unstated"]


@pytest.mark.parametrize("step", ["file_claim", "notify_claim"])
def test_a_loss_that_the_terms_do_not_know_is_neither_notified_nor_filed(step: str) -> None:
    member = insured()
    sentence = "claim C1: outpatient treatment is none of what CD-HOSP@2015 pays for (benefits)"

    with refused("claim.trigger_not_in_plan", sentence, member):
        getattr(member, step)(filing(loss=stay(days=None, trigger="outpatient")), terms_of(), APRIL)


TABLE = {
    "type": "fixed_sum",
    "trigger": "disability",
    "schedule": [
        {"code": f"grade-{grade}", "label_zh": "级", "label_en": "grade", "amount_fen": 1000}
        for grade in range(1, 14)
    ],
}


def injured(condition: str | None) -> Any:
    return filing(loss=stay(days=None, trigger="disability", condition=condition))


def test_a_grade_that_the_terms_do_not_list_is_not_filed() -> None:
    member, terms = insured(), terms_of(m.plan_terms(benefits=[TABLE]))
    listed = ", ".join(f"grade-{grade}" for grade in range(1, 13))
    sentence = (
        "claim C1: CD-HOSP@2015 does not list grade-14 for disability "
        f"(benefits.0.schedule: {listed}, …)"
    )

    with refused("claim.condition_not_listed", sentence, member):
        member.file_claim(injured("grade-14"), terms, APRIL)
    member.file_claim(injured("grade-13"), terms, APRIL)


@pytest.mark.parametrize(
    ("condition", "more"),
    [
        (None, {}),  # the grade is not known yet
        ("grade-14", {"benefits": [TABLE, {"type": "per_diem", "trigger": "disability", "amount_fen": 1}]}),
        ("grade-14", {
            "benefits": [{"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 1}],
            "unstated": [{"zh": "附表未载", "en": "the table is not stated", "trigger": "disability"}],
        }),
    ],
)  # fmt: skip
def test_where_terms_may_pay_without_the_grade_it_is_filed(
    condition: str | None, more: dict[str, Any]
) -> None:
    member, terms = insured(), terms_of(m.plan_terms(**({"benefits": [TABLE]} | more)))

    member.file_claim(injured(condition), terms, APRIL)  # does not refuse


def test_a_preview_says_that_a_plan_does_not_know_the_loss() -> None:
    (prospect,) = insured().prospects(stay(days=None, trigger="outpatient"), terms_of())

    assert prospect.refusal is not None
    assert prospect.refusal.code == "claim.trigger_not_in_plan"
    assert prospect.refusal.sentence("zh") == (
        "案件 —：CD-HOSP@2015 的条款（benefits）不含事由“门诊”"
    )


def test_a_claim_can_be_assessed_again() -> None:
    member = member_at("assessed")

    member.assess_claim(CLAIM, terms_of(), moment())

    assert member.claim(CLAIM).benefit_fen == 12_000


def test_limits_used_before_the_book_began_are_used() -> None:
    carried = m.cover_carried_in(
        period="2015",
        starts_on=day("01-01"),
        ends_on=day("12-31"),
        used_fen=15_000,
        used_claims=1,
    )
    member = given(m.member_registered(), carried)
    member.file_claim(filing(), terms_of(CAPPED), APRIL)

    assert member.assess_claim(CLAIM, terms_of(CAPPED), APRIL).benefit_fen == 5_000


# --- decision -----------------------------------------------------------------------------------


def test_a_benefit_is_granted_whole_unless_a_part_is_named() -> None:
    whole, part = member_at("assessed"), member_at("assessed")

    assert whole.approve_claim(CLAIM, None, moment()) == 60_000
    assert part.approve_claim(CLAIM, 59_999, moment(reason="minuted")) == 59_999

    assert recorded(whole)[0].approved_fen == 60_000
    assert recorded(part)[0].approved_fen == 59_999


def test_a_benefit_never_exceeds_its_assessment() -> None:
    member = member_at("assessed")
    sentence = "claim C1 was assessed at 600.00 yuan; 600.01 yuan cannot be approved"

    with refused("claim.benefit_exceeds_assessment", sentence, member):
        member.approve_claim(CLAIM, 60_001, moment())


@pytest.mark.parametrize("ground", ["below_deductible", "limit_used", "nothing_due"])
def test_a_claim_assessed_at_a_sum_is_not_rejected_because_nothing_is_due(ground: str) -> None:
    member = member_at("assessed")
    sentence = (
        "claim C1 was assessed at 600.00 yuan; that nothing is due is no ground to reject it: "
        "name another, or assess it again"
    )

    with refused("claim.ground_contradicted", sentence, member):
        member.reject_claim(CLAIM, ground, moment())


def test_a_claim_at_nothing_is_rejected_because_nothing_is_due() -> None:
    member = insured(m.claim_filed(), m.claim_assessed(benefit_fen=0, indemnity_fen=0))

    member.reject_claim(CLAIM, "nothing_due", moment())

    assert recorded(member)[0].ground == "nothing_due"


@pytest.mark.parametrize("ground", ["below_deductible", "limit_used", "nothing_due"])
def test_that_nothing_is_due_is_said_of_no_claim_before_it_is_assessed(ground: str) -> None:
    member = member_at("filed")
    sentence = f"claim C1 is not assessed: {ground} is no ground to reject it yet"

    with refused("claim.ground_unassessed", sentence, member):
        member.reject_claim(CLAIM, ground, moment())


def test_a_benefit_of_nothing_is_rejected_and_not_approved() -> None:
    nothing = m.claim_assessed(benefit_fen=0, indemnity_fen=0)
    member = insured(m.claim_filed(), nothing)
    sentence = "claim C1 was assessed at nothing; reject it with its ground"

    with refused("claim.nothing_to_approve", sentence, member):
        member.approve_claim(CLAIM, None, moment())


def test_an_approver_grants_up_to_their_limit() -> None:
    member = member_at("assessed")
    sentence = "officer wu approves up to 599.99 yuan; C1 is 600.00 yuan"

    with refused("office.limit_exceeded", sentence, member):
        member.approve_claim(CLAIM, None, moment(limit_fen=59_999))
    member.approve_claim(CLAIM, None, moment(limit_fen=60_000))

    assert topics(member) == ["member.claim_approved.v1"]


def by_chen(done: str) -> Member:
    """A claim that chen filed and lin assessed, or the other way about."""
    return insured(
        m.claim_filed(**(BY_CHEN if done == "filed" else {})),
        m.claim_assessed(**(BY_CHEN if done == "assessed" else {})),
    )


@pytest.mark.parametrize("done", ["filed", "assessed"])
def test_no_one_approves_what_they_filed_or_assessed(done: str) -> None:
    member = by_chen(done)
    sentence = "approval of C1 needs another person: login os:chen already took part in it"

    with refused("office.same_hands", sentence, member):
        member.approve_claim(CLAIM, None, moment("wu", login="os:chen"))


def test_an_officer_with_two_logins_is_one_person() -> None:
    member = member_at("assessed")  # filed and assessed by lin, as os:lin

    with pytest.raises(SameHands):
        member.approve_claim(
            CLAIM, None, moment("lin", login="db:lin", logins=("os:lin", "db:lin"))
        )

    assert recorded(member) == []


@pytest.mark.parametrize("done", ["filed", "assessed"])
def test_no_one_rejects_what_they_filed_or_assessed(done: str) -> None:
    member = by_chen(done)
    sentence = "rejection of C1 needs another person: login os:chen already took part in it"

    with refused("office.same_hands", sentence, member):
        member.reject_claim(CLAIM, "no_cover", moment("chen", reason="not covered"))


def test_a_rejection_states_its_ground() -> None:
    member = member_at("filed")

    member.reject_claim(CLAIM, "not_in_scope", moment())

    (rejected,) = recorded(member)
    assert (rejected.ground, rejected.reason) == ("not_in_scope", None)
    assert member.claim(CLAIM).stage == "rejected"


# --- used limits --------------------------------------------------------------------------------


def two_claims_assessed() -> Member:
    """Two stays of two days, 120 yuan each, under a cap of 200 yuan."""
    member = insured()
    for claim, admitted in (("C1", "01-01"), ("C2", "01-03")):
        loss = stay(admitted, 2)
        member.file_claim(filing(claim, loss=loss), terms_of(CAPPED), moment("lin"))
        member.assess_claim(claim, terms_of(CAPPED), moment("lin"))
    member.pending_events.clear()
    return member


STALE = "claim C2 was assessed before another claim of the same cover was decided"


def test_an_approval_makes_other_assessments_of_the_same_cover_stale() -> None:
    member = two_claims_assessed()
    member.approve_claim("C1", None, moment())

    with refused("claim.assessment_stale", STALE, member):
        member.approve_claim("C2", None, moment())


def test_assessed_again_a_stale_claim_gets_what_is_left() -> None:
    member = two_claims_assessed()
    member.approve_claim("C1", None, moment())

    member.assess_claim("C2", terms_of(CAPPED), moment("lin"))

    assert member.approve_claim("C2", None, moment()) == 8_000


def test_less_than_was_assessed_is_granted_with_reason() -> None:
    member = insured(m.claim_filed(), m.claim_assessed())
    sentence = "approval of less than was assessed of claim C1 needs a reason"
    with refused("office.reason_missing", sentence, member):
        member.approve_claim(CLAIM, 59_999, moment())
    assert member.approve_claim(CLAIM, 60_000, moment()) == 60_000


def test_a_benefit_granted_in_part_uses_that_part() -> None:
    member = two_claims_assessed()
    member.approve_claim("C1", 9_000, moment(reason="minuted"))

    member.assess_claim("C2", terms_of(CAPPED), moment("lin"))

    assert member.approve_claim("C2", None, moment()) == 11_000


def test_a_rejection_uses_nothing() -> None:
    member = two_claims_assessed()
    member.reject_claim("C1", "not_in_scope", moment(reason="cosmetic surgery"))

    assert member.approve_claim("C2", None, moment()) == 12_000


def test_another_plans_approval_makes_no_assessment_stale() -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness")
    member = insured(m.enrolled(plan=other.key))
    for claim, plan in (("C1", "CD-HOSP"), ("C2", "CD-CI")):
        loss = stay("01-01")
        member.file_claim(filing(claim, plan, loss=loss), terms_of(other), moment("lin"))
        member.assess_claim(claim, terms_of(other), moment("lin"))

    member.approve_claim("C1", None, moment())
    member.approve_claim("C2", None, moment())

    assert member.usage["CD-HOSP", "2015", None] == member.usage["CD-CI", "2015", None]
