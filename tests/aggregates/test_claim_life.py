"""Claims off the plain way: noticed first, papers missing, appealed, withdrawn, barred, reopened."""

from itertools import chain
from typing import Any, get_args

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import ENDED
from ledger.aggregates.claim_stages import STEPS_OF_STAGE, TRANSITIONS, stage_of
from ledger.events import Document
from ledger.events import claim_life as life
from ledger.events.grounds import ReopeningGround
from ledger.events.member import BenefitPaid
from tests import makers as m
from tests.aggregates.claims_made import (
    BY_CHEN,
    BY_MEI,
    CLAIM,
    FACTS,
    LIMITED,
    LINE,
    NOTICE,
    STAGES,
    STEPS,
    filing,
    insured,
    member_at,
    stay,
    terms_of,
)
from tests.aggregates.given import day, moment, recorded, refused, topics

PAPER = Document(reference="kinship.pdf", sha256=m.DIGEST)
APRIL = moment(on=day("04-01"))
OVERTURNING = "evidence_new, evidence_overlooked, facts_wrong, other, step_flawed, terms_misread"
NOT_OF = {  # what ended so is not reopened on these grounds
    "rejected": {"withdrawn_in_error", "delay_excused"},
    "time_barred": {"withdrawn_in_error"},
}
APPEALED = "appeal of C1 needs another person: login os:{} already took part in it"

# --- the table of steps -------------------------------------------------------------------------


@pytest.mark.parametrize("step", STEPS)
def test_a_step_starts_where_the_table_says_and_ends_where_it_says(step: str) -> None:
    starts, take = STEPS[step]
    assert starts == TRANSITIONS[step].starts
    for start in starts:
        member = member_at(start)
        take(member, moment(reason="as minuted"))
        assert member.claim(CLAIM).stage in TRANSITIONS[step].ends


@pytest.mark.parametrize("step", STEPS)
def test_a_step_takes_the_role_that_the_table_names(step: str) -> None:
    starts, take = STEPS[step]
    needed = TRANSITIONS[step].role
    member = member_at(starts[0])

    sentence = f"officer wu may not do this: it takes the role {needed}"
    with refused("office.role_missing", sentence, member):
        take(member, moment(roles={"auditor"}, reason="as minuted"))


def test_every_stage_is_reached_and_left_or_an_end() -> None:
    starts = {stage for each in TRANSITIONS.values() for stage in each.starts}
    ends = {stage for each in TRANSITIONS.values() for stage in each.ends}

    assert starts <= ends
    assert ends - starts <= set(ENDED)
    assert ends == set(STAGES)


def test_the_steps_of_a_worklist_name_one_stage_each() -> None:
    steps = [step for steps in STEPS_OF_STAGE.values() for step in steps]

    assert len(steps) == len(set(steps))
    assert {stage_of(stage) for stage in STAGES} == set(STAGES)


ANSWERS = ("pay", "fail", "return")
EARLY = "claim C1: this step is dated 2015-01-04, before 2015-01-05, the day of what it rests on"


@pytest.mark.parametrize("step", [step for step in STEPS if step not in (*ANSWERS, "bar")])
def test_no_step_is_dated_before_the_one_it_rests_on(step: str) -> None:
    starts, take = STEPS[step]
    member = member_at(starts[0])  # by steps of 5 January

    with refused("claim.before_its_time", EARLY, member):
        take(member, moment(on=day("01-04"), reason="as minuted"))


@pytest.mark.parametrize("step", ["pay", "fail"])
def test_the_banks_answer_keeps_its_own_value_date(step: str) -> None:
    starts, take = STEPS[step]
    member = member_at(starts[0])

    take(member, moment(on=day("01-04"), reason="as minuted"))

    assert recorded(member)[0].effective_on == day("01-04")


def test_a_payment_does_not_come_back_before_it_was_made() -> None:
    member = member_at("paid")  # on 5 January
    sentence = "claim C1: the bank's value date 2015-01-04 comes before 2015-01-05, the day of what it answers"

    with refused("pay.value_date_too_early", sentence, member):
        STEPS["return"][1](member, moment(on=day("01-04"), reason="account closed"))
    STEPS["return"][1](member, moment(reason="account closed"))


def test_a_notice_is_not_filed_before_it_was_given() -> None:
    member = insured(NOTICE.model_copy(update={"effective_on": day("03-20")}))
    sentence = (
        "claim C1: this step is dated 2015-03-19, before 2015-03-20, the day of what it rests on"
    )

    with refused("claim.before_its_time", sentence, member):
        member.file_claim(filing(), terms_of(), moment(on=day("03-19")))


def test_an_urgent_mark_holds_no_later_step_up() -> None:
    member = member_at("filed")
    member.mark_urgent(CLAIM, moment(on=day("01-08"), reason="in need"))

    member.assess_claim(CLAIM, terms_of(), moment(on=day("01-07")))

    assert member.claim(CLAIM).stage == "assessed"


# --- notice -------------------------------------------------------------------------------------


def test_a_notice_takes_the_claims_number_and_names_the_cover() -> None:
    member = insured()

    member.notify_claim(filing(incident="I-1"), terms_of(), APRIL)

    (noticed,) = recorded(member)
    assert (noticed.claim, noticed.plan, noticed.period) == (CLAIM, m.PLAN, "2015")
    assert (noticed.trigger, noticed.occurred_on) == ("hospital_stay", day("03-10"))
    assert member.claim(CLAIM).stage == "notified"


def test_a_loss_is_not_noticed_before_it_happened() -> None:
    member = insured()
    sentence = "claim C1: the loss of 2015-03-10 comes after 2015-03-09, the day of this step"
    notice = filing(loss=stay(days=None))

    with refused("claim.loss_not_yet", sentence, member):
        member.notify_claim(notice, terms_of(), moment(on=day("03-09")))
    member.notify_claim(notice, terms_of(), moment(on=day("03-10")))

    assert topics(member) == ["member.claim_notified.v1"]


def test_a_noticed_claim_is_filed_under_its_number() -> None:
    member = insured(NOTICE)

    member.file_claim(filing(), terms_of(), APRIL)

    (filed,) = recorded(member)
    assert filed.notified_on == m.DAY
    assert filed.keys() == ()
    assert member.claim(CLAIM).stage == "filed"


def test_a_notice_is_given_once() -> None:
    member = insured(NOTICE)

    with refused("record.key_taken", "claim C1 is already recorded in this book", member):
        member.notify_claim(filing(), terms_of(), APRIL)


def test_a_notice_under_one_plan_is_no_notice_under_another() -> None:
    other = m.plan_terms(code="CD-CI", plan_class="critical_illness")
    member = insured(m.enrolled(plan=other.key), NOTICE)

    with refused("record.key_taken", "claim C1 is already recorded in this book", member):
        member.file_claim(filing(plan="CD-CI"), terms_of(other), APRIL)


def test_a_notice_that_was_withdrawn_is_reopened_before_it_is_filed() -> None:
    member = insured(NOTICE)
    member.withdraw_claim(CLAIM, "filed_in_error", moment(reason="a mistake"))
    sentence = "claim C1 is withdrawn; this step needs it notified"

    with refused("claim.wrong_stage", sentence, member):
        member.file_claim(filing(), terms_of(), APRIL)
    assert (
        member.reopen_claim(CLAIM, "evidence_new", moment("chen", reason="no mistake"))
        == "notified"
    )


def test_the_urgent_mark_of_a_notice_stays_when_it_is_filed() -> None:
    member = insured(NOTICE)
    member.mark_urgent(CLAIM, moment(reason="in need"))

    member.file_claim(filing(), terms_of(), APRIL)

    assert member.claim(CLAIM).is_urgent


# --- papers -------------------------------------------------------------------------------------


def test_a_claim_goes_on_when_the_last_missing_paper_is_there() -> None:
    member = member_at("evidence_requested")

    assert member.receive_evidence(CLAIM, ("invoice",), moment()) == ("discharge",)
    assert member.claim(CLAIM).stage == "evidence_requested"
    assert member.receive_evidence(CLAIM, ("discharge",), moment()) == ()
    assert member.claim(CLAIM).stage == "filed"


@pytest.mark.parametrize("kind", ["passport", ""])
def test_only_papers_that_were_asked_for_are_received(kind: str) -> None:
    member = member_at("evidence_requested")

    with refused("record.unknown", f"this book holds no evidence asked for {kind}", member):
        member.receive_evidence(CLAIM, (kind,), moment())


def test_a_request_names_a_paper() -> None:
    member = member_at("filed")

    with refused("record.unknown", "this book holds no kind of evidence —", member):
        member.request_evidence(CLAIM, (), None, moment())


def test_papers_are_asked_for_by_a_day_that_is_still_to_come() -> None:
    member = member_at("filed")
    sentence = "claim C1: on 2015-02-02 papers cannot be asked for by 2015-02-01"

    with refused("claim.due_day_past", sentence, member):
        member.request_evidence(CLAIM, ("invoice",), day("02-01"), moment(on=day("02-02")))
    member.request_evidence(CLAIM, ("invoice",), day("02-02"), moment(on=day("02-02")))

    assert member.claim(CLAIM).missing_due_on == day("02-02")


def test_a_reviewed_claim_whose_papers_were_missing_is_reviewed_again() -> None:
    member = member_at("reviewed")
    member.request_evidence(CLAIM, ("invoice",), None, moment("lin"))
    member.receive_evidence(CLAIM, ("invoice",), moment("lin"))
    member.assess_claim(CLAIM, terms_of(), moment("lin"))

    sentence = (
        "claim C1 is 120.00 yuan; above 100.00 yuan (claim.second_review_over) a second assessor "
        "must confirm it first"
    )
    with refused("claim.review_missing", sentence, member):
        member.approve_claim(CLAIM, None, moment("chen"), review_above_fen=10_000)


# --- second review ------------------------------------------------------------------------------


def test_a_large_benefit_is_approved_only_once_a_second_assessor_confirmed_it() -> None:
    member = member_at("assessed")
    sentence = (
        "claim C1 is 600.00 yuan; above 599.99 yuan (claim.second_review_over) a second assessor "
        "must confirm it first"
    )

    with refused("claim.review_missing", sentence, member):
        member.approve_claim(CLAIM, None, moment("chen"), review_above_fen=59_999)
    assert member.review_claim(CLAIM, moment("mei")) == 60_000
    assert member.approve_claim(CLAIM, None, moment("chen"), review_above_fen=59_999) == 60_000


def test_a_benefit_at_the_limit_or_below_needs_no_second_review() -> None:
    member = member_at("assessed")

    assert member.approve_claim(CLAIM, None, moment("chen"), review_above_fen=60_000) == 60_000


@pytest.mark.parametrize("hands", ["filed", "assessed"])
def test_no_one_reviews_what_they_filed_or_assessed(hands: str) -> None:
    member = insured(
        m.claim_filed(**(BY_CHEN if hands == "filed" else {})),
        m.claim_assessed(**(BY_CHEN if hands == "assessed" else {})),
    )
    sentence = "review of C1 needs another person: login os:chen already took part in it"

    with refused("office.same_hands", sentence, member):
        member.review_claim(CLAIM, moment("wu", login="os:chen"))


def test_no_one_approves_what_they_reviewed() -> None:
    member = member_at("reviewed")  # by mei
    sentence = "approval of C1 needs another person: login os:mei already took part in it"

    with refused("office.same_hands", sentence, member):
        member.approve_claim(CLAIM, None, moment("mei"))


def test_a_review_confirms_no_stale_assessment() -> None:
    capped = m.plan_terms(cap_term_fen=20_000)
    member = insured()
    for claim, admitted in (("C1", "01-01"), ("C2", "01-03")):
        loss = stay(admitted, 2)
        member.file_claim(filing(claim, loss=loss), terms_of(capped), moment("lin"))
        member.assess_claim(claim, terms_of(capped), moment("lin"))
    member.approve_claim("C1", None, moment("chen"))
    sentence = "claim C2 was assessed before another claim of the same cover was decided"

    with refused("claim.assessment_stale", sentence, member):
        member.review_claim("C2", moment("mei"))


# --- appeal -------------------------------------------------------------------------------------


def rejected(appeal_days: int | None = 15) -> Member:
    """A claim that chen rejected on 5 January."""
    member = member_at("assessed")
    member.reject_claim(
        CLAIM, "no_cover", moment("chen", reason="not covered"), appeal_days=appeal_days
    )
    member.pending_events.clear()
    return member


def test_a_rejection_names_its_last_day_of_appeal() -> None:
    assert rejected().claim(CLAIM).appeal_ends_on == day("01-20")
    assert rejected(None).claim(CLAIM).appeal_ends_on is None


def test_an_appeal_comes_in_within_its_term() -> None:
    member = rejected()

    with refused(
        "claim.appeal_too_late", "claim C1: the last day of appeal was 2015-01-20", member
    ):
        member.appeal_claim(CLAIM, "facts_wrong", moment(on=day("01-21"), reason="it was covered"))
    member.appeal_claim(CLAIM, "facts_wrong", moment(on=day("01-20"), reason="it was covered"))

    assert topics(member) == ["member.claim_appealed.v1"]


def test_an_appeal_on_a_ground_that_no_code_names_brings_its_document() -> None:
    sentence = "the appeal of claim C1 needs the document it rests on"
    with refused("record.document_missing", sentence, member := rejected()):
        member.appeal_claim(CLAIM, "other", moment())
    member.appeal_claim(CLAIM, "other", moment(document=PAPER))

    assert (recorded(member)[0].ground, recorded(member)[0].document) == ("other", PAPER)


@pytest.mark.parametrize("officer", ["lin", "chen", "han"])
def test_an_appeal_is_decided_by_others_than_before(officer: str) -> None:
    member = rejected()  # lin filed and assessed, chen rejected
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered"))

    with refused("office.same_hands", APPEALED.format(officer), member):
        member.decide_appeal(
            CLAIM, "facts_wrong", moment(officer, reason="as before"), overturn=True
        )


def test_who_granted_an_advance_hears_no_appeal() -> None:
    granted = m.make(life.AdvanceGranted, **FACTS, amount_fen=1, **BY_MEI)
    member = insured(m.claim_filed(), granted, m.claim_assessed(), m.claim_rejected(**BY_CHEN))
    member.appeal_claim(CLAIM, "facts_wrong", moment("han"))

    with refused("office.same_hands", APPEALED.format("mei"), member):
        member.decide_appeal(CLAIM, "rejection_sound", moment("mei"), overturn=False)


@pytest.mark.parametrize("officer", ["mei", "gao", "wu"])
def test_who_withdrew_or_reopened_a_claim_or_heard_it_before_hears_no_appeal(officer: str) -> None:
    member = member_at("filed")
    member.withdraw_claim(CLAIM, "filed_in_error", moment("mei"))
    member.reopen_claim(CLAIM, "evidence_new", moment("gao"))
    member.reject_claim(CLAIM, "no_cover", moment("chen"))
    member.appeal_claim(CLAIM, "facts_wrong", moment("han"))
    member.decide_appeal(CLAIM, "facts_wrong", moment("wu"), overturn=True)
    member.reject_claim(CLAIM, "not_in_scope", moment("hu"))
    member.appeal_claim(CLAIM, "facts_wrong", moment("han"))

    with refused("office.same_hands", APPEALED.format(officer), member):
        member.decide_appeal(CLAIM, "facts_wrong", moment(officer), overturn=True)
    assert member.decide_appeal(CLAIM, "facts_wrong", moment("ma"), overturn=True) == "filed"


def test_a_loss_that_was_claimed_again_after_its_rejection_is_not_overturned() -> None:
    member = insured()
    member.file_claim(filing(), terms_of(), APRIL)
    member.reject_claim(CLAIM, "no_cover", moment("chen", on=day("04-01")))
    member.file_claim(filing("C2"), terms_of(), APRIL)
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", on=day("04-01")))
    sentence = "claim C1 repeats claim C2: same plan, trigger and day or same paper"

    with refused("claim.filed_twice", sentence, member):
        member.decide_appeal(CLAIM, "facts_wrong", moment("ma", on=day("04-01")), overturn=True)
    member.decide_appeal(CLAIM, "rejection_sound", moment("ma", on=day("04-01")), overturn=False)

    assert member.claim(CLAIM).stage == "rejected"


@pytest.mark.parametrize(
    ("overturn", "ground", "listed"),
    [
        (True, "rejection_sound", OVERTURNING),
        (False, "facts_wrong", "other, rejection_sound"),
        (False, "evidence_new", "other, rejection_sound"),
    ],
)
def test_a_finding_on_appeal_bears_its_outcome_out(
    overturn: bool, ground: str, listed: str
) -> None:
    member = rejected()
    member.appeal_claim(CLAIM, "facts_wrong", moment("han"))
    sentence = f"claim C1: {ground} is no ground for this decision; {listed} are"

    with refused("claim.ground_misplaced", sentence, member):
        member.decide_appeal(CLAIM, ground, moment("ma"), overturn=overturn)


@pytest.mark.parametrize("overturn", [True, False])
def test_what_a_document_states_bears_either_outcome_of_an_appeal(overturn: bool) -> None:
    member = rejected()
    member.appeal_claim(CLAIM, "facts_wrong", moment("han"))

    member.decide_appeal(CLAIM, "other", moment("ma", document=PAPER), overturn=overturn)

    assert recorded(member)[-1].ground == "other"


@pytest.mark.parametrize(
    ("stage", "ground"),
    [
        ("rejected", "withdrawn_in_error"),
        ("time_barred", "withdrawn_in_error"),
        ("rejected", "delay_excused"),
    ],
)
def test_a_claim_is_reopened_on_a_ground_of_how_it_ended(stage: str, ground: str) -> None:
    member = member_at(stage)
    others = sorted({*get_args(ReopeningGround)} - NOT_OF[stage])
    sentence = f"claim C1: {ground} is no ground for this decision; {', '.join(others)} are"

    with refused("claim.ground_misplaced", sentence, member):
        member.reopen_claim(CLAIM, ground, moment())


@pytest.mark.parametrize("ground", ["time_barred", "evidence_missing"])
def test_a_delay_is_excused_where_the_rejection_was_for_one(ground: str) -> None:
    member = member_at("assessed")
    member.reject_claim(CLAIM, ground, moment("chen"))

    assert member.reopen_claim(CLAIM, "delay_excused", moment("han")) == "filed"


def test_a_rejection_that_was_upheld_stays_and_is_not_appealed_again() -> None:
    member = rejected()
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered"))

    assert (
        member.decide_appeal(CLAIM, "rejection_sound", moment(reason="not covered"), overturn=False)
        == "rejected"
    )

    sentence = "claim C1: an appeal against this rejection was decided already"
    with refused("claim.appeal_decided", sentence, member):
        member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered after all"))


def test_an_overturned_claim_is_decided_anew_by_another_than_who_rejected_it() -> None:
    member = rejected()
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered"))
    assert (
        member.decide_appeal(CLAIM, "facts_wrong", moment(reason="it was"), overturn=True)
        == "assessed"
    )

    sentence = "approval of C1 needs another person: login os:chen already took part in it"
    with refused("office.same_hands", sentence, member):
        member.approve_claim(CLAIM, None, moment("chen"))
    assert member.approve_claim(CLAIM, None, moment("mei")) == 60_000


def test_a_claim_that_was_rejected_unassessed_goes_back_to_be_assessed() -> None:
    member = insured(m.claim_filed(), m.claim_rejected(**BY_CHEN))
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered"))

    assert (
        member.decide_appeal(CLAIM, "facts_wrong", moment(reason="it was"), overturn=True)
        == "filed"
    )


def test_a_second_rejection_can_be_appealed_again() -> None:
    member = rejected()
    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was covered"))
    member.decide_appeal(CLAIM, "facts_wrong", moment(reason="it was"), overturn=True)
    member.reject_claim(CLAIM, "not_in_scope", moment("mei", reason="cosmetic"), appeal_days=15)

    member.appeal_claim(CLAIM, "facts_wrong", moment("han", reason="it was not"))

    assert member.claim(CLAIM).stage == "appealed"


# --- withdrawn, time-barred, reopened -----------------------------------------------------------


def test_a_claim_is_barred_after_the_day_by_which_papers_were_asked_for() -> None:
    member = member_at("evidence_requested")  # until 5 January
    sentence = "claim C1 cannot be time-barred: its term runs until 2015-01-05"

    with refused("claim.term_still_runs", sentence, member):
        member.bar_claim(CLAIM, terms_of(), moment(on=day("01-05")))
    member.bar_claim(CLAIM, terms_of(), moment(on=day("01-06")))

    assert recorded(member)[0].lapsed_on == day("01-05")


def test_a_notice_is_barred_after_the_limitation_of_the_terms() -> None:
    member = insured(NOTICE)  # of 10 March
    sentence = "claim C1 cannot be time-barred: its term runs until 2015-04-09"

    with refused("claim.term_still_runs", sentence, member):
        member.bar_claim(CLAIM, terms_of(LIMITED), moment(on=day("04-09")))
    member.bar_claim(CLAIM, terms_of(LIMITED), moment(on=day("04-10")))

    assert member.claim(CLAIM).stage == "time_barred"


def test_without_a_limitation_nothing_is_barred() -> None:
    member = insured(NOTICE)
    sentence = (
        "claim C1 cannot be time-barred: no day was set for its papers, "
        "and no limitation of CD-HOSP@2015 runs against it"
    )

    with refused("claim.term_missing", sentence, member):
        member.bar_claim(CLAIM, terms_of(), moment(on=day("12-31")))


def test_what_was_filed_in_time_is_not_barred_by_the_limitation() -> None:
    member = member_at("filed")
    member.request_evidence(CLAIM, ("invoice",), None, moment("lin", on=day("12-31")))
    sentence = (
        "claim C1 cannot be time-barred: no day was set for its papers, "
        "and no limitation of CD-HOSP@2015 runs against it"
    )

    with refused("claim.term_missing", sentence, member):
        member.bar_claim(CLAIM, terms_of(LIMITED), moment(on=day("12-31")))


def test_no_one_bars_what_they_filed() -> None:
    member = member_at("evidence_requested")
    sentence = "time bar of C1 needs another person: login os:lin already took part in it"

    with refused("office.same_hands", sentence, member):
        member.bar_claim(CLAIM, terms_of(), moment("lin", on=day("02-01")))


@pytest.mark.parametrize("stage", ["rejected", "withdrawn", "time_barred"])
def test_what_ended_without_a_benefit_is_reopened_by_another_on_a_ground(stage: str) -> None:
    member = member_at(stage)
    who = "chen" if stage == "rejected" else "lin"
    sentence = f"reopening of C1 needs another person: login os:{who} already took part in it"

    with refused("office.same_hands", sentence, member):
        member.reopen_claim(CLAIM, "evidence_new", moment(who))
    sentence = "the reopening of claim C1 needs the document it rests on"
    with refused("record.document_missing", sentence, member):
        member.reopen_claim(CLAIM, "other", moment())
    assert member.reopen_claim(CLAIM, "evidence_new", moment()) == "filed"


def test_a_loss_that_was_claimed_again_meanwhile_is_not_reopened() -> None:
    member = insured()
    member.file_claim(filing(), terms_of(), APRIL)
    member.withdraw_claim(
        CLAIM, "filed_in_error", moment("lin", on=day("04-01"), reason="a mistake")
    )
    member.file_claim(filing("C2"), terms_of(), APRIL)
    sentence = "claim C1 repeats claim C2: same plan, trigger and day or same paper"

    with refused("claim.filed_twice", sentence, member):
        member.reopen_claim(CLAIM, "evidence_new", moment(on=day("04-01"), reason="no mistake"))


def test_papers_that_came_to_nothing_are_claimed_again_under_another_key() -> None:
    member = insured()
    papers: dict[str, Any] = {"hospital": "示例医院", "papers": ("P-1",)}
    for attempt, claim in enumerate(("C1", "C2", "C3")):
        member.file_claim(filing(claim, loss=stay(**papers)), terms_of(), APRIL)
        member.withdraw_claim(claim, "filed_in_error", moment(on=day("04-01"), reason="a mistake"))
        filed = recorded(member)[-2]
        assert filed.attempt == (attempt or None)
    assert len(set(chain.from_iterable(event.keys() for event in recorded(member)))) == 6


# --- urgency ------------------------------------------------------------------------------------


def test_an_urgent_mark_is_set_once_and_lifted_once() -> None:
    member = member_at("filed")
    at = moment(reason="in need")

    for act in (member.lift_urgency, member.mark_urgent, member.mark_urgent):
        act(CLAIM, at)
    assert member.claim(CLAIM).is_urgent
    for _ in range(2):
        member.lift_urgency(CLAIM, at)

    assert topics(member) == ["member.claim_marked_urgent.v1", "member.urgency_lifted.v1"]


def test_an_ended_claim_is_not_urgent() -> None:
    member = member_at("paid")

    with refused("claim.wrong_stage", "claim C1 is paid; this step needs it on its way", member):
        member.mark_urgent(CLAIM, moment(reason="in need"))


@pytest.mark.parametrize("ground", ["delay_excused", "ordered"])
def test_a_notice_whose_delay_was_excused_is_filed_after_the_limitation(ground: str) -> None:
    barred = m.make(
        life.ClaimTimeBarred, **FACTS, lapsed_on=day("05-01"), effective_on=day("05-02")
    )
    member = insured(NOTICE, barred)
    member.reopen_claim(CLAIM, ground, moment("chen", on=day("06-01")))

    member.file_claim(filing(), terms_of(LIMITED), moment(on=day("06-02")))

    assert topics(member)[-1] == "member.claim_filed.v1"


def test_a_notice_that_was_reopened_on_another_ground_is_still_filed_in_time() -> None:
    withdrawn = m.make(life.ClaimWithdrawn, **FACTS, ground="claimant_wish")
    member = insured(NOTICE, withdrawn)
    member.reopen_claim(CLAIM, "withdrawn_in_error", moment("chen", on=day("06-01")))
    member.pending_events.clear()
    sentence = "claim C1: the loss ended on 2015-03-13; CD-HOSP@2015 allows 30 days to file (limitation_days)"

    with refused("claim.time_barred", sentence, member):
        member.file_claim(filing(), terms_of(LIMITED), moment(on=day("06-02")))


# --- heirs --------------------------------------------------------------------------------------

DEATH = stay(days=None, trigger="death")
PAYS_AT_DEATH = m.plan_terms(
    unstated=({"trigger": "death", "zh": "身故金另行规定", "en": "death benefit: to be set"},)
)


def after_death() -> Member:
    """A benefit that is verified, and a claim for the member's death."""
    member = member_at("verified")
    member.file_claim(filing("C2", loss=DEATH), terms_of(PAYS_AT_DEATH), APRIL)
    member.pending_events.clear()
    return member


def test_after_a_death_nothing_is_paid_until_an_heir_is_recorded() -> None:
    member = after_death()
    sentence = "claim C1: the member has died; record the heir with 'huzhu claim heir' first"

    with refused("pay.heir_missing", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment())
    member.record_heir(
        "spouse", {"bank": "9" * 64}, moment(on=day("04-20"), reason="died", document=PAPER)
    )
    member.instruct_payment(CLAIM, "B1", moment("gao"))

    assert recorded(member)[-1].payee == "9" * 64


def test_who_recorded_an_heir_does_not_instruct_the_payment() -> None:
    member = after_death()
    member.record_heir(
        "spouse", {"bank": "9" * 64}, moment(on=day("04-20"), reason="died", document=PAPER)
    )
    sentence = "instruction of C1 needs another person: login os:wu already took part in it"

    with refused("office.same_hands", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment("wu"))


def test_an_heir_is_recorded_on_the_proof_of_kinship() -> None:
    member = after_death()

    with refused(
        "record.document_missing", "the heir of member needs the document it rests on", member
    ):
        member.record_heir("spouse", {"bank": "9" * 64}, moment(reason="died"))


def test_another_heir_takes_the_place_of_the_first_only_where_that_is_said() -> None:
    member = after_death()
    at = moment(on=day("04-20"), reason="died", document=PAPER)
    member.record_heir("spouse", {"bank": "9" * 64}, at)
    sentence = (
        "an heir (spouse) is on record since 2015-04-20; say --replace, and why, to replace them"
    )

    with refused("pay.heir_known", sentence, member):
        member.record_heir("child", {"bank": "8" * 64}, at)
    member.record_heir("child", {"bank": "8" * 64}, at, replace=True)

    assert [event.relation for event in recorded(member)] == ["spouse", "child"]


def test_nobody_inherits_before_the_day_of_the_death() -> None:
    member = after_death()  # on 10 March
    sentence = "an heir cannot be recorded on 2015-03-09: the member died on 2015-03-10"

    with refused("pay.heir_before_death", sentence, member):
        member.record_heir(
            "spouse", {"bank": "9" * 64}, moment(on=day("03-09"), reason="died", document=PAPER)
        )
    member.record_heir(
        "spouse", {"bank": "9" * 64}, moment(on=day("03-10"), reason="died", document=PAPER)
    )


def test_after_a_death_the_account_changes_with_the_heir_alone() -> None:
    member = after_death()
    own = moment(on=day("04-20"), reason="account closed")
    sentence = (
        "the member died on 2015-03-10: benefits go to an heir, whose account is recorded with "
        "'huzhu claim heir'"
    )

    with refused("pay.account_after_death", sentence, member):
        member.seal_details({"bank": "3" * 64}, own)
    member.seal_details({"contact": "3" * 64}, own)  # a telephone is nobody's money


def test_who_replaced_an_account_does_not_instruct_the_payment_to_it() -> None:
    member = member_at("verified")
    member.seal_details({"bank": "3" * 64}, moment("hu", reason="account closed"))
    sentence = "instruction of C1 needs another person: login os:hu already took part in it"

    with refused("office.same_hands", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment("hu"))
    member.instruct_payment(CLAIM, "B1", moment())

    assert recorded(member)[-1].payee == "3" * 64


def test_who_took_a_member_in_with_an_account_may_pay_to_it() -> None:
    member = member_at("verified")  # registered by lin

    member.instruct_payment(CLAIM, "B1", moment("lin"))

    assert member.payee_as == ()


def test_an_heir_of_a_mistaken_death_does_not_inherit_from_the_real_one() -> None:
    member = after_death()
    heir = moment("hu", on=day("04-20"), reason="died", document=PAPER)
    member.record_heir("spouse", {"bank": "9" * 64}, heir)
    member.withdraw_claim("C2", "filed_in_error", APRIL)
    member.seal_details({"bank": "8" * 64}, moment("hu", reason="own account again"))
    again = filing("C3", loss=stay("03-20", days=None, trigger="death"))
    member.file_claim(again, terms_of(PAYS_AT_DEATH), APRIL)
    sentence = "claim C1: the member has died; record the heir with 'huzhu claim heir' first"

    with refused("pay.heir_missing", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment("gao"))
    member.record_heir("child", {"bank": "7" * 64}, heir)  # nobody is replaced
    member.instruct_payment(CLAIM, "B1", moment("gao"))

    assert recorded(member)[-1].payee == "7" * 64


def test_nobody_inherits_from_a_living_member() -> None:
    member = member_at("verified")
    sentence = "no death of this member is on record; record it with 'huzhu member died' first"

    with refused("pay.heir_too_early", sentence, member):
        member.record_heir(
            "spouse", {"bank": "9" * 64}, moment(on=day("04-20"), reason="died", document=PAPER)
        )


def test_an_heirs_account_gets_nothing_once_the_death_proves_to_be_an_error() -> None:
    member = after_death()
    member.record_heir(
        "spouse", {"bank": "9" * 64}, moment(on=day("04-20"), reason="died", document=PAPER)
    )
    member.withdraw_claim("C2", "filed_in_error", APRIL)
    member.pending_events.clear()
    sentence = "no death of this member is on record; record it with 'huzhu member died' first"

    with refused("pay.heir_too_early", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment("han2"))
    member.seal_details({"bank": "8" * 64}, moment(reason="own account again"))
    member.instruct_payment(CLAIM, "B1", moment("han2"))

    assert recorded(member)[-1].payee == "8" * 64


def test_a_dependants_death_is_not_the_members() -> None:
    member = insured(
        *STAGES["verified"], m.claim_filed(claim="C2", loss=DEATH, insured="child", incident=None)
    )

    assert member.died_on() is None
    member.instruct_payment(CLAIM, "B1", moment())

    assert recorded(member)[-1].payee == "2" * 64


def test_a_claim_for_a_death_that_came_to_nothing_is_no_death() -> None:
    member = after_death()
    member.withdraw_claim("C2", "filed_in_error", moment(on=day("04-01"), reason="a mistake"))

    member.instruct_payment(CLAIM, "B1", moment())

    assert member.settle_payment(LINE, BenefitPaid, moment()) == 60_000


# --- papers that terms ask for -------------------------------------------------------------------

ASKING = m.plan_terms(evidence=("settlement_slip", "discharge_summary"))


def _with_papers(*events: Any, **filed: Any) -> Member:
    """A member whose claim was filed with a settlement slip, and assessed."""
    facts = {"evidence": ("settlement_slip",), "source": "application"} | filed
    return insured(m.claim_filed(**facts), *events, m.claim_assessed())


def test_no_benefit_is_approved_before_the_papers_of_the_terms_are_on_file() -> None:
    member = _with_papers()
    sentence = (
        "claim C1: discharge summary, which CD-HOSP@2015 asks for (evidence.1), is not on file"
    )

    with refused("claim.evidence_missing", sentence, member):
        member.approve_claim(CLAIM, None, moment(), terms=ASKING)


def test_a_paper_that_came_in_later_counts() -> None:
    facts = {"missing": ("discharge_summary",)}
    asked = m.make(life.EvidenceRequested, **FACTS, **facts)
    came = m.make(life.EvidenceReceived, **FACTS, received=("discharge_summary",), missing=())
    member = _with_papers(asked, came)

    member.approve_claim(CLAIM, None, moment(), terms=ASKING)

    assert topics(member) == ["member.claim_approved.v1"]


@pytest.mark.parametrize(("one_stop", "approved"), [(True, True), (None, False)])
def test_a_one_stop_settlement_has_no_papers_where_the_terms_say_so(
    one_stop: bool | None, approved: bool
) -> None:
    member = _with_papers(source="settlement", evidence=())
    terms = ASKING.model_copy(update={"one_stop": one_stop})
    sentence = (
        "claim C1: settlement slip of basic insurance, which CD-HOSP@2015 asks for (evidence.0), "
        "is not on file"
    )

    if approved:
        member.approve_claim(CLAIM, None, moment(), terms=terms)
        assert topics(member) == ["member.claim_approved.v1"]
    else:
        with refused("claim.evidence_missing", sentence, member):
            member.approve_claim(CLAIM, None, moment(), terms=terms)


# --- cover that is no longer there ---------------------------------------------------------------

GONE = "claim C1: no cover under CD-HOSP@2015 on 2015-01-01 (coverage, term_months)"


def test_a_rejection_is_not_overturned_once_its_enrolment_was_voided() -> None:
    appealed = m.make(life.ClaimAppealed, **FACTS, ground="facts_wrong")
    member = insured(*STAGES["rejected"], m.enrolment_voided(), appealed)

    with refused("claim.not_covered", GONE, member):
        member.decide_appeal(CLAIM, "facts_wrong", moment("han", reason="right"), overturn=True)


def test_a_claim_is_not_reopened_once_its_enrolment_was_voided() -> None:
    member = insured(*STAGES["rejected"], m.enrolment_voided())

    with refused("claim.not_covered", GONE, member):
        member.reopen_claim(CLAIM, "evidence_new", moment("han", reason="another slip"))


def test_a_claim_is_not_assessed_once_its_enrolment_was_voided() -> None:
    reopened = m.make(life.ClaimReopened, **FACTS, stage="filed", ground="evidence_new")
    member = insured(*STAGES["rejected"], reopened, m.enrolment_voided())

    with refused("claim.not_covered", GONE, member):
        member.assess_claim(CLAIM, terms_of(), moment())
