"""A benefit that came back: what it had used of the limits is free again, as if it was never granted."""

from datetime import date
from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import PaymentLine
from ledger.benefits import NOTHING_USED, Loss, PaidEvent, Usage
from ledger.events.claim_life import OverpaymentOffset
from ledger.events.member import BenefitPaid, PaymentReturned
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import filing, insured, stay, terms_of
from tests.aggregates.given import day, moment, recorded

JUNE = day("06-01")
PER_DIEM = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 4_000}
SHARED = {
    "type": "indemnity",
    "trigger": "hospital_stay",
    "deductible_first_fen": 130_000,
    "deductible_next_fen": 65_000,
    "bands": ({"over_fen": 0, "rate_bp": 5_000},),
}
LISTED = {
    "type": "fixed_sum",
    "trigger": "diagnosis",
    "once": True,
    "schedule": ({"code": "ci-a", "label_zh": "甲", "label_en": "A", "amount_fen": 1_000_000},),
}


def _by(officer: str) -> Any:
    return moment(officer, on=JUNE, reason="as minuted")


def _paid(member: Member, claim: str, loss: Loss, terms: PlanTerms) -> int:
    """File a claim and pay its benefit; return it, in fen."""
    member.file_claim(filing(claim, loss=loss), terms_of(terms), _by("lin"))
    member.assess_claim(claim, terms_of(terms), _by("lin"))
    fen = member.approve_claim(claim, None, _by("chen"), terms=terms)
    member.verify_funds(claim, _by("han"))
    member.instruct_payment(claim, f"B-{claim}", _by("gao"))
    member.settle_payment(_line(member, claim), BenefitPaid, _by("gao"))
    return fen


def _line(member: Member, claim: str) -> PaymentLine:
    return PaymentLine(claim, f"B-{claim}", member.claim(claim).instalment, m.BANK)


def _comes_back(member: Member, claim: str, *parts: int) -> None:
    """Find a benefit overpaid by the sum of some parts, and take them in one by one."""
    member.find_overpayment(claim, sum(parts), "wrong_amount", _by("han"))
    member.demand_recovery(claim, _by("mei"))
    for number, fen in enumerate(parts):
        receipt = f"R-{claim}-{number}"
        member.receive_recovery(claim, "overpayment", fen, receipt, m.BANK, _by("ma"))


def _usage(member: Member) -> Usage:
    return member.usage["CD-HOSP", "2015", None]


def _again(member: Member, claim: str, loss: Loss, terms: PlanTerms) -> int:
    member.file_claim(filing(claim, loss=loss), terms_of(terms), _by("lin"))
    return member.assess_claim(claim, terms_of(terms), _by("lin")).benefit_fen


@pytest.mark.parametrize("parts", [(12_000,), (5_000, 7_000)])
def test_days_of_an_allowance_are_free_again_once_it_came_back_whole(
    parts: tuple[int, ...],
) -> None:
    # 20 days a period at 40 yuan: 3 days used and back, so that a stay of 18 days is paid whole.
    terms, member = m.plan_terms(benefits=(PER_DIEM | {"max_days_term": 20},)), insured()
    assert _paid(member, "C1", stay("02-01", 3), terms) == 12_000

    _comes_back(member, "C1", *parts)

    assert _usage(member) == NOTHING_USED
    assert _again(member, "C2", stay("03-01", 18), terms) == 72_000


def test_of_an_allowance_in_part_the_sum_goes_back_and_no_day_or_claim() -> None:
    terms, member = m.plan_terms(benefits=(PER_DIEM,), claims_per_term=4), insured()
    _paid(member, "C1", stay("02-01", 3), terms)

    _comes_back(member, "C1", 4_000)

    used = _usage(member)
    days = {"hospital_stay": 3}
    assert (used.paid_fen, used.days, used.claims, used.stays) == (8_000, days, 1, 1)


def test_a_claim_that_came_back_whole_counts_no_longer_and_the_next_stay_is_the_first() -> None:
    # 1 claim a period; a first deductible of 1,300 and 50 %: 2,000 yuan give 350, before and after.
    terms, member = m.plan_terms(benefits=(SHARED,), claims_per_term=1), insured()
    first = _paid(member, "C1", stay("02-01", 3, self_pay_fen=200_000), terms)

    _comes_back(member, "C1", first)

    assert (first, _usage(member)) == (35_000, NOTHING_USED)
    assert _again(member, "C2", stay("03-01", 3, self_pay_fen=200_000), terms) == 35_000


def test_a_class_that_was_paid_once_can_be_paid_once_more() -> None:
    terms, member = m.plan_terms(benefits=(LISTED,)), insured()

    def found(month: str) -> Loss:
        return Loss(trigger="diagnosis", occurred_on=day(f"{month}-01"), condition="ci-a")

    _comes_back(member, "C1", _paid(member, "C1", found("02"), terms))

    assert _again(member, "C2", found("03"), terms) == 1_000_000


def test_self_payment_leaves_the_account_of_a_period_with_its_benefit() -> None:
    # One deductible of 1,300 a period, 50 %: 2,000 give 350. With it on the account, another 1,000
    # would give 500; once it came back, 1,000 lie below the deductible.
    rule = SHARED | {"measured_over": "term", "deductible_next_fen": None}
    terms, member = m.plan_terms(benefits=(rule,)), insured()
    first = _paid(member, "C1", stay("02-01", 3, self_pay_fen=200_000), terms)

    _comes_back(member, "C1", first)

    assert (first, _usage(member).inpatient_fen) == (35_000, 0)
    assert _again(member, "C2", stay("03-01", 3, self_pay_fen=100_000), terms) == 0


def test_a_stay_that_came_back_whole_joins_no_later_one() -> None:
    # 2,000 give 350. A transfer of 1,000 would add 500; alone it lies below the first deductible.
    terms, member = m.plan_terms(benefits=(SHARED,), stays_join_within_hours=24), insured()
    first = _paid(member, "C1", stay("02-01", 3, self_pay_fen=200_000), terms)

    _comes_back(member, "C1", first)

    assert _again(member, "C2", stay("02-04", 3, self_pay_fen=100_000), terms) == 0
    assert recorded(member)[-1].joins is None


@pytest.mark.parametrize("order", [("C1", "C2"), ("C2", "C1")])
def test_joined_stays_count_once_until_the_last_of_them_came_back(order: tuple[str, str]) -> None:
    terms, member = m.plan_terms(benefits=(SHARED,), stays_join_within_hours=24), insured()
    granted = {
        "C1": _paid(member, "C1", stay("02-01", 3, self_pay_fen=200_000), terms),
        "C2": _paid(member, "C2", stay("02-04", 3, self_pay_fen=100_000), terms),
    }
    first, last = order

    _comes_back(member, first, granted[first])
    between = _usage(member)
    _comes_back(member, last, granted[last])

    assert granted == {"C1": 35_000, "C2": 50_000}
    assert (between.claims, between.stays, between.paid_fen) == (1, 1, granted[last])
    assert _usage(member) == NOTHING_USED


def test_of_a_transfer_is_taken_what_stays_paid_of_the_stay_before() -> None:
    # A cap of 600 a period. C1: 350, of which 100 came back. C2 joins: 3,000 less 1,300 at 50 % is
    # 850, within the cap 600, less the 350 that C1 was assessed at: 250; 250 + 250 lie in the cap.
    terms = m.plan_terms(benefits=(SHARED,), stays_join_within_hours=24, cap_term_fen=60_000)
    member = insured()
    _paid(member, "C1", stay("02-01", 3, self_pay_fen=200_000), terms)
    _comes_back(member, "C1", 10_000)

    assert _again(member, "C2", stay("02-04", 3, self_pay_fen=100_000), terms) == 25_000


def test_of_an_event_of_a_life_what_stays_paid_is_set_against_another() -> None:
    usage = Usage(claims=1, paid_fen=800_000, events=(PaidEvent("disability", None, 800_000),))
    member = insured(
        m.claim_filed(loss=Loss(trigger="disability", occurred_on=date(2015, 2, 1))),
        m.claim_assessed(benefit_fen=800_000, indemnity_fen=0, days=0),
        m.claim_approved(approved_fen=800_000),
        m.funds_verified(amount_fen=800_000),
        m.benefit_instructed(amount_fen=800_000),
        m.benefit_paid(amount_fen=800_000),
    )
    assert _usage(member) == usage

    _comes_back(member, "C1", 300_000)
    left = _usage(member).events
    _comes_back(member, "C1", 500_000)

    assert left == (PaidEvent("disability", None, 500_000),)
    assert _usage(member) == NOTHING_USED


def test_a_payment_that_comes_back_after_a_demand_for_all_of_it_frees_every_limit() -> None:
    terms, member = m.plan_terms(benefits=(PER_DIEM,)), insured()
    fen = _paid(member, "C1", stay("02-01", 3), terms)
    member.find_overpayment("C1", fen, "wrong_amount", _by("han"))
    member.demand_recovery("C1", _by("mei"))

    member.settle_payment(_line(member, "C1"), PaymentReturned, _by("gao"))

    assert isinstance(recorded(member)[-1], OverpaymentOffset)
    assert _usage(member) == NOTHING_USED


def test_limits_that_other_claims_used_stay_used() -> None:
    terms, member = m.plan_terms(benefits=(PER_DIEM | {"max_days_term": 20},)), insured()
    _paid(member, "C1", stay("02-01", 3), terms)
    before = _usage(member)
    fen = _paid(member, "C2", stay("03-01", 5), terms)

    _comes_back(member, "C2", fen)

    assert (fen, _usage(member)) == (20_000, before)
