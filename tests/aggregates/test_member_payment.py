"""Payments: verified by another than the approver, paid once, and owed again when they come back."""

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import PaymentLine
from ledger.events.member import BenefitPaid, PaymentFailed, PaymentReturned
from tests import makers as m
from tests.aggregates.claims_made import CLAIM, LINE, STAGES, insured, member_at
from tests.aggregates.given import given, moment, recorded, refused, topics

SECOND = PaymentLine(CLAIM, "B2", 2, m.BANK)


def test_no_one_verifies_what_they_approved() -> None:
    member = member_at("approved")  # by chen
    sentence = "verification of C1 needs another person: login os:chen already took part in it"

    with refused("office.same_hands", sentence, member):
        member.verify_funds(CLAIM, moment("wu", login="os:chen"))


@pytest.mark.parametrize("officer", ["chen", "han"])
def test_no_one_puts_into_a_batch_what_they_approved_or_verified(officer: str) -> None:
    member = member_at("assessed")
    member.approve_claim(CLAIM, None, moment("chen"))
    member.verify_funds(CLAIM, moment("han"))
    sentence = f"preparation of C1 needs another person: login os:{officer} already took part in it"

    with refused("office.same_hands", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment(officer))


def test_the_whole_approved_benefit_is_verified_instructed_and_paid() -> None:
    member = member_at("assessed")

    member.approve_claim(CLAIM, 50_000, moment("chen", reason="minuted"))
    assert member.verify_funds(CLAIM, moment("han")) == 50_000
    member.instruct_payment(CLAIM, "B1", moment())
    assert member.settle_payment(LINE, BenefitPaid, moment()) == 50_000

    _, verified, instructed, paid = recorded(member)
    assert verified.amount_fen == instructed.amount_fen == paid.amount_fen == 50_000
    assert (paid.batch, paid.instalment, paid.bank_account) == ("B1", 1, m.BANK)
    assert member.claim(CLAIM).stage == "paid"


def test_a_benefit_goes_to_the_account_that_the_member_named_last() -> None:
    member = member_at("verified")
    member.seal_details({"bank": "3" * 64}, moment("hu", reason="account closed"))

    member.instruct_payment(CLAIM, "B1", moment())

    assert recorded(member)[1].payee == "3" * 64


def test_without_an_account_nothing_is_paid() -> None:
    member = given(m.member_registered(), m.enrolled(), *STAGES["verified"])
    sentence = "claim C1: the member has named no bank account"

    with refused("pay.account_missing", sentence, member):
        member.instruct_payment(CLAIM, "B1", moment())


@pytest.mark.parametrize(
    "line",
    [LINE._replace(batch="B2"), LINE._replace(instalment=2)],
    ids=["another batch", "another instalment"],
)
def test_a_return_file_answers_the_lines_of_its_own_batch(line: PaymentLine) -> None:
    member = member_at("instructed")
    sentence = f"claim C1 is not line {line.instalment} of batch {line.batch}"

    with refused("pay.wrong_batch", sentence, member):
        member.settle_payment(line, BenefitPaid, moment())


# --- owed again ---------------------------------------------------------------------------------


def came_back(how: str) -> Member:
    """A benefit whose first payment the bank refused, or returned after it was paid."""
    member = member_at("instructed" if how == "failed" else "paid")
    outcome = PaymentFailed if how == "failed" else PaymentReturned
    member.settle_payment(LINE, outcome, moment(reason="account closed"))
    return member


@pytest.mark.parametrize("how", ["failed", "returned"])
def test_a_payment_that_came_back_is_owed_again(how: str) -> None:
    member = came_back(how)

    (event,) = recorded(member)
    assert (event.topic, event.amount_fen) == (f"member.payment_{how}.v1", 60_000)
    assert (event.instalment, event.reason) == (1, "account closed")
    assert member.claim(CLAIM).stage == "verified"


@pytest.mark.parametrize("how", ["failed", "returned"])
def test_a_payment_that_came_back_is_paid_as_the_next_instalment(how: str) -> None:
    member = came_back(how)

    member.instruct_payment(CLAIM, "B2", moment())
    member.settle_payment(SECOND, BenefitPaid, moment())

    _, instructed, paid = recorded(member)
    assert (instructed.instalment, instructed.batch) == (2, "B2")
    assert (paid.instalment, paid.batch, paid.amount_fen) == (2, "B2", 60_000)


@pytest.mark.parametrize("how", ["failed", "returned"])
def test_an_answer_to_the_first_instalment_does_not_settle_the_second(how: str) -> None:
    member = came_back(how)
    member.instruct_payment(CLAIM, "B2", moment())

    with refused("pay.wrong_batch", "claim C1 is not line 1 of batch B1", member):
        member.settle_payment(LINE, BenefitPaid, moment())


def test_a_benefit_that_came_back_twice_is_owed_as_a_third_instalment() -> None:
    member = came_back("failed")
    member.instruct_payment(CLAIM, "B2", moment())
    member.settle_payment(SECOND, BenefitPaid, moment())
    member.settle_payment(SECOND, PaymentReturned, moment(reason="account closed"))

    assert member.instruct_payment(CLAIM, "B3", moment()).instalment == 3


# --- taken out of a batch -----------------------------------------------------------------------


def test_a_payment_that_is_cancelled_is_owed_as_before() -> None:
    member = member_at("instructed")

    member.cancel_payment(CLAIM, "B1", moment(reason="account replaced"))

    (event,) = recorded(member)
    assert (event.batch, event.instalment, event.amount_fen) == ("B1", 1, 60_000)
    assert member.claim(CLAIM).stage == "verified"
    assert member.instruct_payment(CLAIM, "B2", moment()).instalment == 2


def test_a_claim_is_taken_out_of_its_own_batch_alone() -> None:
    member = member_at("instructed")

    with refused("pay.wrong_batch", "claim C1 is not line 1 of batch B2", member):
        member.cancel_payment(CLAIM, "B2", moment(reason="account replaced"))


def test_a_payment_is_cancelled_with_reason() -> None:
    member = member_at("instructed")

    with refused("office.reason_missing", "cancellation of batch B1 needs a reason", member):
        member.cancel_payment(CLAIM, "B1", moment())


def test_what_is_under_way_is_named_with_its_batch() -> None:
    member = member_at("instructed")
    assert member.payments_under_way() == {CLAIM: "B1"}

    member.cancel_payment(CLAIM, "B1", moment(reason="account replaced"))

    assert member.payments_under_way() == {}


def test_a_payment_that_came_back_uses_the_limits_once() -> None:
    member = insured(*STAGES["instructed"])
    used = member.usage["CD-HOSP", "2015", None]

    member.settle_payment(LINE, PaymentFailed, moment(reason="account closed"))
    member.instruct_payment(CLAIM, "B2", moment())
    member.settle_payment(SECOND, BenefitPaid, moment())

    assert member.usage["CD-HOSP", "2015", None] == used
    assert topics(member)[-1] == "member.benefit_paid.v1"
