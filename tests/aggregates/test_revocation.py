"""An approval that is taken back before it goes to the bank: nothing of it is left but the record."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.benefits import NOTHING_USED, Loss
from ledger.events import Document
from ledger.events import claim_life as life
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import (
    ADVANCED,
    BY_CHEN,
    CLAIM,
    FACTS,
    STAGES,
    filing,
    insured,
    member_at,
    stay,
    terms_of,
)
from tests.aggregates.given import day, moment, recorded, refused

PAPER = Document(reference="minutes.pdf", sha256=m.DIGEST)
COVER = ("CD-HOSP", "2015", None)
each_stage = pytest.mark.parametrize("stage", ["approved", "verified"])


@each_stage
def test_a_benefit_that_is_taken_back_is_owed_and_counted_no_more(stage: str) -> None:
    member = member_at(stage)

    assert member.revoke_approval(CLAIM, "counted_twice", moment()) == 60_000

    (event,) = recorded(member)
    assert (event.ground, event.approved_fen, event.advance_fen) == ("counted_twice", 60_000, 0)
    assert member.claim(CLAIM).stage == "filed"
    assert member.claim(CLAIM).granted_fen == member.claim(CLAIM).approved_fen == 0
    assert member.usage[COVER] == NOTHING_USED


def test_what_others_used_meanwhile_stays_used() -> None:
    alone = insured(*STAGES["approved"][:0])
    both = member_at("approved")
    for member in (alone, both):
        member.file_claim(filing("C2", loss=stay("05-10")), terms_of(), moment(on=day("06-01")))
        member.assess_claim("C2", terms_of(), moment(on=day("06-01")))
        member.approve_claim("C2", None, moment("chen", on=day("06-02")))

    both.revoke_approval(CLAIM, "counted_twice", moment(on=day("06-03")))

    assert both.usage[COVER] == alone.usage[COVER]


@each_stage
def test_the_claim_is_decided_anew(stage: str) -> None:
    member = member_at(stage)
    member.revoke_approval(CLAIM, "wrong_amount", moment())

    member.assess_claim(CLAIM, terms_of(), moment("lin"))
    granted = member.approve_claim(CLAIM, 5_000, moment("chen", reason="minuted"))

    assert (granted, member.claim(CLAIM).granted_fen) == (5_000, 5_000)


def test_it_can_be_rejected_after_all() -> None:
    member = member_at("approved")
    member.revoke_approval(CLAIM, "no_cover", moment())

    member.reject_claim(CLAIM, "no_cover", moment())

    assert member.claim(CLAIM).stage == "rejected"


def test_it_is_verified_again_after_it_was_approved_again() -> None:
    member = member_at("verified")
    member.revoke_approval(CLAIM, "wrong_amount", moment())
    member.assess_claim(CLAIM, terms_of(), moment("lin"))
    member.approve_claim(CLAIM, None, moment("chen"))
    sentence = "claim C1 is approved; this step needs it verified"

    with refused("claim.wrong_stage", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment())


@pytest.mark.parametrize("stage", ["instructed", "paid", "settled"])
def test_what_is_with_the_bank_is_not_taken_back(stage: str) -> None:
    member = member_at(stage)
    sentence = f"claim C1 is {stage}; this step needs it approved or verified"

    with refused("claim.wrong_stage", sentence, member):
        member.revoke_approval(CLAIM, "counted_twice", moment())


def test_who_filed_or_assessed_it_does_not_take_its_approval_back() -> None:
    member = member_at("approved")
    sentence = "revocation of C1 needs another person: login os:lin already took part in it"

    with refused("office.same_hands", sentence, member):
        member.revoke_approval(CLAIM, "counted_twice", moment("lin"))


def test_an_approver_takes_back_what_they_could_have_approved() -> None:
    member = member_at("approved")
    sentence = "officer wu approves up to 599.99 yuan; C1 is 600.00 yuan"

    with refused("office.limit_exceeded", sentence, member):
        member.revoke_approval(CLAIM, "counted_twice", moment(limit_fen=59_999))
    member.revoke_approval(CLAIM, "counted_twice", moment(limit_fen=60_000))


def test_who_approved_it_may_take_it_back_and_hears_no_appeal_afterwards() -> None:
    member = member_at("approved")  # by chen
    member.revoke_approval(CLAIM, "no_cover", moment("chen"))
    member.reject_claim(CLAIM, "no_cover", moment("wu"))
    member.appeal_claim(CLAIM, "facts_wrong", moment("hu"))
    sentence = "appeal of C1 needs another person: login os:chen already took part in it"

    with refused("office.same_hands", sentence, member):
        member.decide_appeal(CLAIM, "rejection_sound", moment("chen"), overturn=False)


def test_a_ground_that_no_code_names_stands_in_a_document() -> None:
    member = member_at("approved")
    sentence = "the revocation of claim C1 needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        member.revoke_approval(CLAIM, "other", moment())
    member.revoke_approval(CLAIM, "other", moment(document=PAPER))


def advanced() -> Member:
    """A benefit of 600.00 yuan, of which an advance had paid 400.00."""
    steps = [each.model_copy(update={"amount_fen": 40_000}) for each in ADVANCED]
    offset = m.make(life.AdvanceOffset, **FACTS, amount_fen=40_000, left_fen=20_000, **BY_CHEN)
    return insured(m.claim_filed(), *steps, m.claim_assessed(), m.claim_approved(**BY_CHEN), offset)


def test_what_an_advance_had_paid_of_it_is_owed_again_and_set_off_again() -> None:
    member = advanced()
    member.revoke_approval(CLAIM, "wrong_amount", moment())

    assert recorded(member)[0].advance_fen == 40_000
    assert member.claim(CLAIM).owed_fen == {"advance": 40_000}
    member.assess_claim(CLAIM, terms_of(), moment("lin"))
    member.approve_claim(CLAIM, 10_000, moment("wu", reason="minuted"))

    its = member.claim(CLAIM)
    assert (its.stage, its.owed_fen, its.approved_fen) == ("settled", {"advance": 30_000}, 0)


def test_an_approval_stands_once_a_part_of_it_was_found_overpaid() -> None:
    found = m.make(life.OverpaymentFound, **FACTS, amount_fen=1_000, ground="counted_twice")
    member = insured(*STAGES["paid"], found, m.payment_returned())
    sentence = "claim C1: 10.00 yuan of the benefit was found overpaid; its approval stands"

    with refused("claim.overpayment_stands", sentence, member):
        member.revoke_approval(CLAIM, "counted_twice", moment())
    member.cancel_overpayment(CLAIM, moment(reason="mistyped"))
    member.revoke_approval(CLAIM, "counted_twice", moment())


def test_a_payment_that_came_back_can_be_taken_back_whole() -> None:
    member = insured(*STAGES["paid"], m.payment_returned())

    assert member.revoke_approval(CLAIM, "no_cover", moment()) == 60_000
    assert member.usage[COVER] == NOTHING_USED


def test_the_later_of_two_joined_stays_is_taken_back_first() -> None:
    terms = m.plan_terms(stays_join_within_hours=24)
    member, june = insured(), moment(on=day("06-01"))
    for claim, admitted in (("C1", "03-10"), ("C2", "03-13")):
        member.file_claim(filing(claim, loss=stay(admitted)), terms_of(terms), june)
        member.assess_claim(claim, terms_of(terms), june)
        member.approve_claim(claim, None, moment("chen", on=day("06-01")))
    sentence = "claim C1 counts as one stay with C2, which was decided on it and stands"

    with refused("claim.joined_later", sentence, member):
        member.revoke_approval("C1", "no_cover", moment("hu", on=day("06-02")))
    member.revoke_approval("C2", "no_cover", moment("hu", on=day("06-02")))
    member.revoke_approval("C1", "no_cover", moment("hu", on=day("06-02")))

    assert member.usage[COVER] == NOTHING_USED


def approved(member: Member, claim: str, loss: Loss, terms: PlanTerms) -> int:
    """File, assess and approve a claim on one day; what was granted, in fen."""
    june = moment(on=day("06-01"))
    if claim not in member.claims:
        member.file_claim(filing(claim, loss=loss), terms_of(terms), june)
    member.assess_claim(claim, terms_of(terms), june)
    return member.approve_claim(claim, None, moment("chen", on=day("06-01")))


def sharing(**rule: Any) -> PlanTerms:
    """Half of what a claim, or a period, has above a deductible."""
    bands = ({"over_fen": 0, "rate_bp": 5_000},)
    own = {"type": "indemnity", "trigger": "hospital_stay", "bands": bands}
    return m.plan_terms(benefits=({**own, **rule},))


# The first stay bears 1,300.00 and a later one 650.00, or the period bears 1,800.00 once.
BY_STAY = sharing(deductible_first_fen=130_000, deductible_next_fen=65_000)
BY_PERIOD = sharing(deductible_first_fen=180_000, measured_over="term")
each_order = pytest.mark.parametrize(
    ("terms", "granted"),
    # Half of 2,700.00 and of 3,350.00; half of 2,200.00 above the deductible, and of 4,000.00.
    [(BY_STAY, [135_000, 167_500]), (BY_PERIOD, [110_000, 200_000])],
    ids=["the deductible of the first stay", "the account of a period"],
)


def two_stays(terms: PlanTerms) -> tuple[Member, list[int]]:
    member = insured()
    stays = {"C1": stay("03-10", self_pay_fen=400_000), "C2": stay("04-10", self_pay_fen=400_000)}
    return member, [approved(member, claim, loss, terms) for claim, loss in stays.items()]


@each_order
def test_an_approval_stands_while_a_later_one_stands_that_was_worked_out_on_it(
    terms: PlanTerms, granted: list[int]
) -> None:
    member, sums = two_stays(terms)
    assert sums == granted
    sentence = (
        "claim C2 was approved with claim C1 before it, and would come to another sum without it"
    )

    with refused("claim.decided_on_it", sentence, member):
        member.revoke_approval("C1", "step_flawed", moment("hu", on=day("06-02")), terms)


@each_order
def test_taken_back_the_later_first_claims_come_to_the_same_again(
    terms: PlanTerms, granted: list[int]
) -> None:
    member, _ = two_stays(terms)
    for claim in ("C2", "C1"):
        member.revoke_approval(claim, "step_flawed", moment("hu", on=day("06-01")), terms)

    again = [approved(member, claim, stay(), terms) for claim in ("C1", "C2")]

    assert again == granted


def test_of_later_stays_each_can_be_taken_back_by_itself() -> None:
    member, _ = two_stays(BY_STAY)
    third = stay("05-10", self_pay_fen=400_000)
    assert approved(member, "C3", third, BY_STAY) == 167_500

    member.revoke_approval("C2", "step_flawed", moment("hu", on=day("06-01")), BY_STAY)

    assert approved(member, "C2", stay(), BY_STAY) == 167_500


def test_claims_rejected_at_nothing_that_would_come_to_something_are_named() -> None:
    capped = m.plan_terms(cap_term_fen=12_000)  # 40 yuan a day: three days use it all
    member, june = insured(), moment(on=day("06-01"))
    approved(member, "C1", stay("03-10"), capped)
    member.file_claim(filing("C2", loss=stay("04-10")), terms_of(capped), june)
    member.assess_claim("C2", terms_of(capped), june)
    member.reject_claim("C2", "limit_used", moment("chen", on=day("06-01")), terms=capped)
    assert member.no_longer_nothing("C1", capped) == ()

    member.revoke_approval("C1", "evidence_untrue", moment("hu", on=day("06-02")), capped)

    assert member.no_longer_nothing("C1", capped) == ("C2",)
