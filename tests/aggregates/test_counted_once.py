"""A loss counts once, an account pays once, and nobody lies in two stays at once."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import PaymentLine
from ledger.benefits import Loss
from ledger.events.member import BenefitPaid
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, stay, terms_of
from tests.aggregates.given import day, moment, refused

# The account of the period less 1,800 yuan: 50 % of 1,000 yuan, 80 % of what is above.
TERM = m.plan_terms(
    benefits=(
        {
            "type": "indemnity",
            "trigger": "outpatient",
            "measured_over": "term",
            "deductible_first_fen": 180_000,
            "bands": (
                {"over_fen": 0, "up_to_fen": 100_000, "rate_bp": 5_000},
                {"over_fen": 100_000, "rate_bp": 8_000},
            ),
        },
    )
)
JOINING = m.plan_terms(
    stays_join_within_hours=24,
    benefits=(
        {
            "type": "indemnity",
            "trigger": "hospital_stay",
            "deductible_first_fen": 30_000,
            "bands": ({"over_fen": 0, "rate_bp": 5_000},),
        },
    ),
)
JUNE: dict[str, Any] = {"on": day("06-01")}
LIN = moment("lin", **JUNE)


def treated(on: str, self_pay_fen: int, **changes: Any) -> Loss:
    return stay(on, None, trigger="outpatient", self_pay_fen=self_pay_fen, **changes)


def assessed(member: Member, claim: str, loss: Loss, terms: PlanTerms = TERM) -> int:
    member.file_claim(filing(claim, loss=loss), terms_of(terms), LIN)
    return member.assess_claim(claim, terms_of(terms), LIN).benefit_fen


def granted(member: Member, claim: str, loss: Loss, terms: PlanTerms = TERM) -> int:
    fen = assessed(member, claim, loss, terms)
    member.approve_claim(claim, None, moment("chen", **JUNE), terms=terms)
    return fen


def rejected(
    member: Member,
    claim: str,
    loss: Loss,
    terms: PlanTerms = TERM,
    ground: str = "below_deductible",
) -> None:
    assert assessed(member, claim, loss, terms) == 0
    member.reject_claim(claim, ground, moment("wu", **JUNE), terms=terms)


def _on_account(member: Member) -> int:
    return member.usage["CD-HOSP", "2015", None].outpatient_fen


def whole_back(member: Member, claim: str) -> None:
    """Pay a benefit, and let all of it come back as overpaid."""
    fen = member.claim(claim).granted_fen
    member.verify_funds(claim, moment("han", **JUNE))
    batch = f"B{claim}"
    its = member.instruct_payment(claim, batch, moment("gao", **JUNE))
    line = PaymentLine(claim, batch, its.instalment, m.BANK)
    member.settle_payment(line, BenefitPaid, moment("gao", **JUNE))
    member.find_overpayment(claim, fen, "wrong_amount", moment("han", **JUNE))
    member.demand_recovery(claim, moment("mei", **JUNE))
    member.receive_recovery(claim, "overpayment", fen, "RV1", m.BANK, moment("ma", **JUNE))


# --- a loss counts once -------------------------------------------------------------------------


@pytest.mark.parametrize("papers", [None, ("P-1",)])
def test_a_loss_that_is_claimed_again_counts_once_towards_a_deductible(
    papers: tuple[str, ...] | None,
) -> None:
    member = insured()
    rejected(member, "C1", treated("03-01", 150_000, papers=papers))
    assert _on_account(member) == 150_000

    assert assessed(member, "C2", treated("03-01", 150_000, papers=papers)) == 0
    assert _on_account(member) == 0
    member.reject_claim("C2", "below_deductible", moment("wu", **JUNE), terms=TERM)

    assert _on_account(member) == 150_000


def test_another_loss_leaves_what_came_to_nothing_on_the_account() -> None:
    member = insured()
    rejected(member, "C1", treated("03-01", 150_000))

    assert assessed(member, "C2", treated("03-02", 130_000)) == 50_000


def test_a_claim_that_is_opened_again_counts_in_place_of_the_one_for_its_loss() -> None:
    member = insured()
    member.file_claim(filing("C1", loss=treated("03-01", 150_000)), terms_of(TERM), LIN)
    member.withdraw_claim("C1", "claimant_wish", LIN)
    rejected(member, "C2", treated("03-01", 150_000))

    member.reopen_claim("C1", "withdrawn_in_error", moment("mei", **JUNE))

    assert _on_account(member) == 0
    assert member.assess_claim("C1", terms_of(TERM), LIN).benefit_fen == 0


def test_a_stay_that_is_claimed_again_does_not_count_as_one_with_itself() -> None:
    member = insured()
    rejected(member, "C1", stay("03-01", 3, self_pay_fen=25_000), JOINING)

    assert assessed(member, "C2", stay("03-01", 3, self_pay_fen=25_000), JOINING) == 0
    assert member.claim("C2").joins == ()


@pytest.mark.parametrize("ground", ["evidence_untrue", "not_in_scope", "excluded", "no_cover"])
def test_only_what_is_rejected_because_nothing_is_due_counts_towards_a_deductible(
    ground: str,
) -> None:
    member = insured()
    rejected(member, "C1", treated("03-01", 150_000), ground=ground)

    assert assessed(member, "C2", treated("03-02", 150_000)) == 0


def test_a_stay_whose_papers_are_untrue_joins_no_other() -> None:
    member = insured()
    first = stay("03-01", 3, self_pay_fen=25_000)
    rejected(member, "C1", first, JOINING, ground="evidence_untrue")

    assert assessed(member, "C2", stay("03-04", 3, self_pay_fen=25_000), JOINING) == 0
    assert member.claim("C2").joins == ()


# --- an account pays once -----------------------------------------------------------------------


def test_an_opened_claim_is_not_paid_what_others_were_granted_on_its_account() -> None:
    member = insured()
    rejected(member, "C1", treated("03-01", 150_000))
    assert granted(member, "C2", treated("03-02", 130_000)) == 50_000

    member.reopen_claim("C1", "facts_wrong", moment("mei", **JUNE))

    # The account comes to 2,800 yuan: 500 yuan in all, and they are granted.
    assert member.assess_claim("C1", terms_of(TERM), LIN).benefit_fen == 0


def test_a_loss_claimed_again_at_more_adds_what_the_account_comes_to_beyond_what_was_granted() -> (
    None
):
    member = insured()
    rejected(member, "C1", treated("03-01", 150_000))
    assert granted(member, "C2", treated("03-02", 130_000)) == 50_000

    # 3,300 yuan come to 900 in all.
    assert assessed(member, "C3", treated("03-01", 200_000)) == 40_000


def test_where_a_whole_benefit_came_back_nobody_gets_more_than_the_account_comes_to() -> None:
    member = insured()
    assert granted(member, "C1", treated("03-01", 280_000)) == 50_000
    assert granted(member, "C2", treated("03-02", 100_000)) == 80_000
    whole_back(member, "C1")

    # 3,800 yuan come to 1,300 in all, and 800 of them stand.
    assert granted(member, "C3", treated("03-03", 280_000)) == 50_000


def test_claims_worked_out_on_one_that_came_back_whole_are_named() -> None:
    member = insured()
    granted(member, "C1", treated("03-01", 280_000))
    granted(member, "C2", treated("03-02", 100_000))
    assert member.resting_on_nothing("C1", TERM) == ()

    whole_back(member, "C1")

    assert member.resting_on_nothing("C1", TERM) == ("C2",)
    assert member.resting_on_nothing("C2", TERM) == ()


# --- nobody lies in two stays at once -----------------------------------------------------------


def _overlap(first: str, last: str) -> str:
    return f"claim C2: the stay from 2015-{first} to 2015-{last} overlaps that of claim C1"


@pytest.mark.parametrize(
    ("first", "days", "last"),
    [("03-02", 6, "03-08"), ("03-04", 0, "03-04"), ("03-07", 5, "03-12")],
)
def test_a_stay_that_overlaps_another_of_the_same_person_is_refused(
    first: str, days: int, last: str
) -> None:
    member = insured()
    member.file_claim(filing("C1", loss=stay("03-01", 7)), terms_of(), LIN)
    member.pending_events.clear()

    with refused("claim.stays_overlap", _overlap(first, last), member):
        member.file_claim(filing("C2", loss=stay(first, days)), terms_of(), LIN)


@pytest.mark.parametrize(("first", "days"), [("03-08", 3), ("03-08", 0), ("02-20", 8)])
def test_a_transfer_on_the_day_of_the_discharge_and_a_stay_before_overlap_nothing(
    first: str, days: int
) -> None:
    member = insured()
    member.file_claim(filing("C1", loss=stay("03-01", 7)), terms_of(), LIN)

    member.file_claim(filing("C2", loss=stay(first, days)), terms_of(), LIN)

    assert member.claim("C2").stage == "filed"


def test_a_stay_overlaps_none_that_came_to_nothing() -> None:
    member = insured()
    member.file_claim(filing("C1", loss=stay("03-01", 7)), terms_of(), LIN)
    member.withdraw_claim("C1", "filed_in_error", LIN)
    member.file_claim(filing("C2", loss=stay("03-02", 6)), terms_of(), LIN)
    member.pending_events.clear()

    sentence = "claim C1: the stay from 2015-03-01 to 2015-03-08 overlaps that of claim C2"
    with refused("claim.stays_overlap", sentence, member):
        member.reopen_claim("C1", "withdrawn_in_error", moment("mei", **JUNE))
