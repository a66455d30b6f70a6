"""Money that must come back: advances that a benefit covers, and overpayments that are recovered."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import PaymentLine
from ledger.aggregates.claims import Outcome
from ledger.events import Document
from ledger.events.claim_life import OverpaymentOffset
from ledger.events.member import BenefitPaid, MemberDied, PaymentFailed, PaymentReturned
from tests import makers as m
from tests.aggregates.claims_made import (
    ADVANCED,
    CLAIM,
    LINE,
    STAGES,
    filing,
    insured,
    member_at,
    stay,
    terms_of,
)
from tests.aggregates.given import day, given, moment, recorded, refused, topics

BY_DAY = {"type": "per_diem", "trigger": "hospital_stay", "amount_fen": 12_000}
SLIP = Document(reference="slip.pdf", sha256=m.DIGEST)
HANDS = "{} of C1 needs another person: login os:{} already took part in it"


def advanced(stage: str = "filed") -> Member:
    """A claim on which chen granted 600 yuan, which lin paid out; its bill is 1,000 yuan."""
    return insured(*STAGES[stage], *ADVANCED)


def overpaid(found_fen: int = 10_000) -> Member:
    """A paid benefit of 600 yuan of which han found a part overpaid, and mei demanded it."""
    member = member_at("paid")
    member.find_overpayment(CLAIM, found_fen, "counted_twice", moment("han", reason="two bills"))
    member.demand_recovery(CLAIM, moment("mei"))
    member.pending_events.clear()
    return member


def receive(
    member: Member, fen: int, receipt: str, at: Any = None, debt: Any = "overpayment"
) -> int:
    return member.receive_recovery(CLAIM, debt, fen, receipt, m.BANK, at or moment())


def settled(member: Member, outcome: Outcome, line: PaymentLine = LINE) -> list[Any]:
    """Return what the bank's answer to a payment line, the first unless said, leaves on record."""
    before = len(recorded(member))
    member.settle_payment(line, outcome, moment(reason="of the bank"))
    return recorded(member)[before:]


# --- advances -----------------------------------------------------------------------------------


def test_an_advance_is_granted_and_paid_by_two_others_than_who_filed() -> None:
    member = member_at("filed")
    at = moment("lin", reason="in need")
    with refused("office.same_hands", HANDS.format("advance", "lin"), member):
        member.grant_advance(CLAIM, 50_000, at)
    member.grant_advance(CLAIM, 50_000, moment("chen", reason="in need"))
    with refused("office.same_hands", HANDS.format("advance", "chen"), member):
        member.pay_advance(CLAIM, m.BANK, moment("chen", document=SLIP))

    assert member.pay_advance(CLAIM, m.BANK, moment(document=SLIP)) == 50_000

    paid = recorded(member)[-1]
    assert (paid.amount_fen, paid.bank_account, paid.payee) == (50_000, m.BANK, "2" * 64)
    assert member.claim(CLAIM).owed_fen == {"advance": 50_000}


def test_after_a_death_an_advance_is_paid_to_the_heir_alone() -> None:
    member = insured(*STAGES["filed"], ADVANCED[0], m.make(MemberDied, unit=m.UNIT))
    at = moment(document=SLIP, reason="died")
    sentence = "claim C1: the member has died; record the heir with 'huzhu claim heir' first"
    with refused("pay.heir_missing", sentence, member):
        member.pay_advance(CLAIM, m.BANK, at)
    member.record_heir("spouse", {"bank": "9" * 64}, at)
    with refused("office.same_hands", HANDS.format("advance", "wu"), member):
        member.pay_advance(CLAIM, m.BANK, moment("wu", document=SLIP))

    member.pay_advance(CLAIM, m.BANK, moment("han", document=SLIP))

    assert recorded(member)[-1].payee == "9" * 64


@pytest.mark.parametrize("more", [40_001, 100_000])
def test_no_more_is_advanced_than_the_bill(more: int) -> None:
    member = advanced()
    sentence = (
        f"claim C1: {more // 100:,}.{more % 100:02d} yuan cannot be advanced on a bill of which "
        "400.00 yuan is left"
    )

    with refused("claim.advance_exceeds_bill", sentence, member):
        member.grant_advance(CLAIM, more, moment("chen", reason="in need"))
    member.grant_advance(CLAIM, 40_000, moment("chen", reason="in need"))


def test_an_advance_is_within_the_approvers_limit() -> None:
    member = member_at("filed")
    sentence = "officer wu approves up to 499.99 yuan; C1 is 500.00 yuan"

    with refused("office.limit_exceeded", sentence, member):
        member.grant_advance(CLAIM, 50_000, moment(limit_fen=49_999, reason="in need"))


@pytest.mark.parametrize("is_paid", [False, True])
def test_the_approvers_limit_holds_for_all_advances_of_a_claim_together(is_paid: bool) -> None:
    member = insured(m.claim_filed(), *ADVANCED[: 1 + is_paid])  # 600 yuan, by chen
    sentence = "officer wu approves up to 999.99 yuan; C1 is 1,000.00 yuan"

    with refused("office.limit_exceeded", sentence, member):
        member.grant_advance(CLAIM, 40_000, moment(limit_fen=99_999, reason="in need"))
    at = moment(limit_fen=100_000, reason="in need")
    assert member.grant_advance(CLAIM, 40_000, at) == 100_000


def test_an_advance_that_came_back_still_counts_towards_the_limit() -> None:
    member = advanced()
    receive(member, 60_000, "RV1", debt="advance")
    sentence = "officer wu approves up to 600.00 yuan; C1 is 600.01 yuan"

    with refused("office.limit_exceeded", sentence, member):
        member.grant_advance(CLAIM, 1, moment(limit_fen=60_000, reason="in need"))


def test_an_advance_that_was_not_granted_is_not_paid() -> None:
    member = member_at("filed")

    with refused(
        "claim.nothing_owed", "claim C1: no advance is granted, so no money can move", member
    ):
        member.pay_advance(CLAIM, m.BANK, moment(document=SLIP))


def test_an_advance_is_paid_on_the_banks_slip() -> None:
    member = member_at("filed")
    member.grant_advance(CLAIM, 50_000, moment("chen", reason="in need"))
    sentence = "the advance of claim C1 needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        member.pay_advance(CLAIM, m.BANK, moment())


def test_an_advance_is_paid_to_the_account_that_the_member_named() -> None:
    member = given(m.member_registered(), m.enrolled(), *STAGES["filed"], ADVANCED[0])

    with refused("pay.account_missing", "claim C1: the member has named no bank account", member):
        member.pay_advance(CLAIM, m.BANK, moment(document=SLIP))


def test_a_decided_claim_is_not_advanced() -> None:
    member = member_at("approved")
    needed = "filed or evidence_requested or assessed or reviewed"

    with refused("claim.wrong_stage", f"claim C1 is approved; this step needs it {needed}", member):
        member.grant_advance(CLAIM, 1, moment("chen", reason="in need"))


@pytest.mark.parametrize(
    ("granted", "offset", "left", "stage", "owed"),
    [
        (60_000, 60_000, 0, "settled", 0),
        (59_999, 59_999, 0, "settled", 1),
        (30_000, 30_000, 0, "settled", 30_000),
    ],
)
def test_an_approved_benefit_covers_what_was_advanced(
    granted: int, offset: int, left: int, stage: str, owed: int
) -> None:
    member = insured(m.claim_filed(), *ADVANCED, m.claim_assessed())

    member.approve_claim(CLAIM, granted, moment(reason="minuted"))

    approved, covered = recorded(member)
    assert (approved.approved_fen, covered.amount_fen, covered.left_fen) == (granted, offset, left)
    its = member.claim(CLAIM)
    assert (its.stage, its.granted_fen, its.approved_fen) == (stage, granted, left)
    assert its.owed_fen == {"advance": owed}


def test_what_an_advance_leaves_of_a_benefit_is_verified_and_paid() -> None:
    large = m.claim_assessed(benefit_fen=100_000, indemnity_fen=100_000)
    member = insured(m.claim_filed(), *ADVANCED, large)

    member.approve_claim(CLAIM, None, moment())
    assert member.claim(CLAIM).stage == "approved"
    assert member.verify_funds(CLAIM, moment("han")) == 40_000
    member.instruct_payment(CLAIM, "B1", moment("gao"))

    assert recorded(member)[-1].amount_fen == 40_000
    (paid,) = settled(member, BenefitPaid)
    assert (paid.amount_fen, paid.after_advance) == (40_000, True)
    (returned,) = settled(member, PaymentReturned)
    assert (returned.amount_fen, returned.after_advance) == (40_000, True)


def test_a_payment_without_an_advance_says_of_none() -> None:
    (paid,) = settled(member_at("instructed"), BenefitPaid)

    assert paid.after_advance is None


def test_an_advance_on_a_rejected_claim_is_recovered() -> None:
    member = advanced()
    member.reject_claim(CLAIM, "no_cover", moment("mei", reason="not covered"))

    assert receive(member, 60_000, "RV1", debt="advance") == 0
    assert member.claim(CLAIM).is_ended


def written_off(part_fen: int | None = None) -> Member:
    """A rejected claim of whose advance of 600 yuan a part, or all, was written off; open again."""
    member = advanced()
    member.reject_claim(CLAIM, "no_cover", moment("mei"))
    member.write_off(
        CLAIM, "advance", part_fen, moment("gao", reason="moved away", resolution="JY-1")
    )
    member.reopen_claim(CLAIM, "facts_wrong", moment("ma"))
    member.pending_events.clear()
    return member


def _granted(member: Member, fen: int) -> list[Any]:
    """Assess a claim at a sum and grant it; return what that leaves on record."""
    assessed = m.claim_assessed(benefit_fen=fen, indemnity_fen=fen)
    member.fold_claim(assessed)
    member.approve_claim(CLAIM, None, moment("hu"))
    return recorded(member)


def test_a_benefit_covers_an_advance_that_was_written_off_while_the_claim_was_rejected() -> None:
    # Of 1,420 yuan 600 were paid by the advance: 820 go out, and 1,420 leave the fund in all.
    member = written_off()

    _, offset = _granted(member, 142_000)

    assert (offset.amount_fen, offset.written_off_fen, offset.left_fen) == (60_000, 60_000, 82_000)
    assert member.claim(CLAIM).owed_fen == {"advance": 0}


def test_what_is_still_owed_of_an_advance_is_covered_before_what_was_written_off() -> None:
    member = written_off(20_000)

    _, offset = _granted(member, 50_000)

    assert (offset.amount_fen, offset.written_off_fen, offset.left_fen) == (50_000, 10_000, 0)
    its = member.claim(CLAIM)
    assert (its.owed_fen["advance"], its.advance_borne_fen, its.stage) == (0, 10_000, "settled")


def test_a_further_advance_counts_one_that_was_written_off_within_the_bill() -> None:
    member = written_off()  # the bill is 1,000 yuan
    sentence = "claim C1: 400.01 yuan cannot be advanced on a bill of which 400.00 yuan is left"

    with refused("claim.advance_exceeds_bill", sentence, member):
        member.grant_advance(CLAIM, 40_001, moment("hu", reason="in need"))


# --- overpayments -------------------------------------------------------------------------------


def test_an_overpayment_is_found_by_one_and_demanded_by_another() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 10_000, "counted_twice", moment("han", reason="two bills"))

    with refused("office.same_hands", HANDS.format("demand", "han"), member):
        member.demand_recovery(CLAIM, moment("han"))
    assert member.demand_recovery(CLAIM, moment("mei")) == 10_000

    assert topics(member) == ["member.overpayment_found.v1", "member.recovery_demanded.v1"]
    assert member.claim(CLAIM).stage == "paid"
    assert not member.claim(CLAIM).is_ended


def test_no_more_is_found_overpaid_than_was_granted() -> None:
    member = overpaid(10_000)
    sentence = "claim C1: 500.00 yuan of the benefit is not yet disputed; 500.01 yuan is too much"

    with refused("claim.overpayment_exceeds_benefit", sentence, member):
        member.find_overpayment(CLAIM, 50_001, "wrong_amount", moment("han", reason="another"))


def test_only_a_paid_benefit_can_be_overpaid() -> None:
    member = member_at("verified")
    sentence = "claim C1 is verified; this step needs it paid or settled"

    with refused("claim.wrong_stage", sentence, member):
        member.find_overpayment(CLAIM, 1, "wrong_amount", moment("han", reason="another"))


def test_what_nobody_found_is_not_demanded() -> None:
    member = member_at("paid")

    with refused(
        "claim.nothing_owed", "claim C1: no overpayment is found, so no money can move", member
    ):
        member.demand_recovery(CLAIM, moment())


def test_what_was_found_in_error_is_cancelled_and_found_again() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 60_000, "counted_twice", moment("han"))

    assert member.cancel_overpayment(CLAIM, moment("han", reason="mistyped")) == 60_000
    member.find_overpayment(CLAIM, 6_000, "counted_twice", moment("han"))

    assert member.demand_recovery(CLAIM, moment("mei")) == 6_000
    assert member.claim(CLAIM).owed_fen == {"overpayment": 6_000}


def test_a_claim_of_which_a_found_overpayment_was_cancelled_is_ended() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 60_000, "counted_twice", moment("han"))
    assert not member.claim(CLAIM).is_ended

    member.cancel_overpayment(CLAIM, moment("han", reason="mistyped"))

    assert member.claim(CLAIM).is_ended


def test_what_is_demanded_is_not_cancelled_as_found() -> None:
    member = overpaid(10_000)
    sentence = "claim C1: no overpayment is found that is not demanded, so no money can move"

    with refused("claim.nothing_owed", sentence, member):
        member.cancel_overpayment(CLAIM, moment("han", reason="mistyped"))


def lowering(officer: str = "wu", **changes: Any) -> Any:
    return moment(officer, **({"reason": "mistyped", "document": SLIP} | changes))


def test_a_demand_is_lowered_by_what_had_not_been_overpaid() -> None:
    member = overpaid(14_000)

    assert member.lower_demand(CLAIM, 12_600, lowering()) == 1_400

    assert member.claim(CLAIM).owed_fen == {"overpayment": 1_400}
    member.find_overpayment(CLAIM, 58_600, "wrong_amount", moment("han"))  # the rest stays open


def test_who_took_part_does_not_lower_a_demand() -> None:
    member = overpaid(14_000)  # found by han, demanded by mei

    for officer in ("lin", "chen", "han", "mei"):
        with refused("office.same_hands", HANDS.format("lowering of a demand", officer), member):
            member.lower_demand(CLAIM, 12_600, lowering(officer))


def test_a_demand_is_lowered_on_a_document() -> None:
    member = overpaid(14_000)
    sentence = "the lowering of a demand of claim C1 needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        member.lower_demand(CLAIM, 12_600, lowering(document=None))


def test_no_demand_is_lowered_by_more_than_was_demanded() -> None:
    member = overpaid(14_000)
    receive(member, 4_000, "RV1")
    sentence = "claim C1: 140.00 yuan is demanded as overpaid; 140.01 yuan is too much"

    with refused("claim.demand_exceeded", sentence, member):
        member.lower_demand(CLAIM, 14_001, lowering())


def test_a_returned_payment_settles_no_more_than_the_lowered_demand() -> None:
    member = overpaid(14_000)
    member.lower_demand(CLAIM, 12_600, lowering())

    _, offset = settled(member, PaymentReturned)

    assert (offset.owed_fen, offset.written_off_fen, offset.left_fen) == (1_400, 0, 58_600)


def test_a_payment_that_is_cancelled_settles_what_was_demanded_meanwhile() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 10_000, "counted_twice", moment("han"))
    settled(member, PaymentReturned)
    member.instruct_payment(CLAIM, "B2", moment())
    member.demand_recovery(CLAIM, moment("mei"))

    member.cancel_payment(CLAIM, "B2", moment(reason="account replaced"))

    assert recorded(member)[-1].left_fen == member.claim(CLAIM).approved_fen == 50_000
    assert member.claim(CLAIM).owed_fen == {"overpayment": 0}


def test_a_debt_is_recovered_in_numbered_instalments() -> None:
    member = overpaid(10_000)

    assert [receive(member, 4_000, "RV1"), receive(member, 6_000, "RV2")] == [6_000, 0]

    assert [(event.instalment, event.amount_fen) for event in recorded(member)] == [
        (1, 4_000),
        (2, 6_000),
    ]
    assert member.claim(CLAIM).is_ended


def test_no_more_is_recovered_than_is_owed() -> None:
    member = overpaid(10_000)

    with refused(
        "claim.recovery_exceeds_debt",
        "claim C1: 100.00 yuan is owed; 100.01 yuan is too much",
        member,
    ):
        receive(member, 10_001, "RV1")


@pytest.mark.parametrize("debt", ["advance", "overpayment"])
def test_what_was_never_owed_is_not_recovered(debt: str) -> None:
    member = member_at("paid")

    with refused(
        "claim.nothing_owed", f"claim C1: no {debt} is unpaid, so no money can move", member
    ):
        receive(member, 1, "RV1", debt=debt)


def test_who_demanded_does_not_take_the_money_in() -> None:
    member = overpaid()

    with refused("office.same_hands", HANDS.format("recovery", "mei"), member):
        receive(member, 1, "RV1", moment("mei"))


@pytest.mark.parametrize(
    ("officer", "step"),
    [
        ("lin", "assessed"),
        ("chen", "approved"),
        ("han", "found"),
        ("mei", "demanded"),
    ],
)
def test_who_judged_a_claim_or_its_debt_neither_takes_it_in_nor_lets_it_go(
    officer: str, step: str
) -> None:
    member = overpaid()
    assert officer in getattr(member.claim(CLAIM), f"{step}_as")
    at = moment(officer, reason="poor", resolution="7")

    with refused("office.same_hands", HANDS.format("recovery", officer), member):
        receive(member, 1, "RV1", at)
    with refused("office.same_hands", HANDS.format("write-off", officer), member):
        member.write_off(CLAIM, "overpayment", None, at)


def test_no_debt_is_recovered_or_written_off_before_it_arose() -> None:
    member = overpaid()
    sentence = (
        "claim C1: this step is dated 2015-01-04, before 2015-01-05, the day of what it rests on"
    )
    at = moment(on=day("01-04"), reason="poor", resolution="7")

    with refused("claim.before_its_time", sentence, member):
        receive(member, 1, "RV1", at)
    with refused("claim.before_its_time", sentence, member):
        member.write_off(CLAIM, "overpayment", None, at)


def test_no_overpayment_is_found_or_demanded_before_what_it_rests_on() -> None:
    member = member_at("paid")
    sentence = (
        "claim C1: this step is dated 2015-01-{}, before 2015-01-{}, the day of what it rests on"
    )

    with refused("claim.before_its_time", sentence.format("04", "05"), member):
        member.find_overpayment(
            CLAIM, 1, "wrong_amount", moment(on=day("01-04"), reason="two bills")
        )
    member.find_overpayment(
        CLAIM, 1, "wrong_amount", moment("han", on=day("01-09"), reason="two bills")
    )
    with refused("claim.before_its_time", sentence.format("08", "09"), member):
        member.demand_recovery(CLAIM, moment(on=day("01-08")))


def test_an_instalment_that_was_found_late_keeps_its_day() -> None:
    member = overpaid()
    receive(member, 1, "RV1", moment(on=day("02-10")))

    receive(member, 1, "RV2", moment(on=day("02-05")))

    assert [event.effective_on for event in recorded(member)] == [day("02-10"), day("02-05")]


def test_a_debt_is_written_off_under_a_resolution_by_one_who_took_no_part() -> None:
    member = overpaid(10_000)
    with refused("office.same_hands", HANDS.format("write-off", "han"), member):
        member.write_off(CLAIM, "overpayment", None, moment("han", reason="poor", resolution="7"))
    missing = "write-off of claim C1 rests on a resolution; name it with --resolution"
    with refused("office.resolution_unnamed", missing, member):
        member.write_off(CLAIM, "overpayment", None, moment(reason="poor"))
    receive(member, 4_000, "RV1")

    at = moment(reason="poor", resolution="7")
    assert member.write_off(CLAIM, "overpayment", None, at) == 6_000

    assert member.claim(CLAIM).owed_fen == {"overpayment": 0}


def test_what_came_back_no_longer_uses_the_limits() -> None:
    capped = m.plan_terms(cap_term_fen=60_000, benefits=(BY_DAY,))
    member = overpaid(10_000)
    member.file_claim(filing("C2", loss=stay("01-04", 1)), terms_of(capped), moment("lin"))
    assert member.assess_claim("C2", terms_of(capped), moment("lin")).benefit_fen == 0

    receive(member, 10_000, "RV1")

    assert member.assess_claim("C2", terms_of(capped), moment("lin")).benefit_fen == 10_000


def test_a_day_of_recovery_bears_on_the_day_of_its_receipt() -> None:
    member = overpaid(10_000)

    receive(member, 10_000, "RV1", moment(on=day("06-30")))

    assert recorded(member)[0].booked_on == day("06-30")


# --- a payment that came back after a demand: nobody received the excess ------------------------


def returned(member: Member, outcome: Outcome = PaymentReturned, **when: Any) -> Any:
    """Let the bank send the payment back, and return what settled the debt; None: nothing did."""
    line = LINE._replace(instalment=member.claim(CLAIM).instalment)
    member.settle_payment(line, outcome, moment(reason="account closed", **when))
    last = recorded(member)[-1]
    return last if isinstance(last, OverpaymentOffset) else None


@pytest.mark.parametrize(
    ("recovered", "written_off", "kept", "again"),
    [
        (0, 0, (10_000, 0), 50_000),  # 600 granted, 100 overpaid: 500 are due
        (4_000, 0, (6_000, 0), 54_000),  # of which the member brought 40 back
        (10_000, 0, None, 60_000),  # all came back before: the whole payment is owed again
        (0, 3_000, (7_000, 3_000), 50_000),  # the fund bears no longer what it did not lose
        (4_000, 6_000, (0, 6_000), 54_000),
        (0, 10_000, (0, 10_000), 50_000),
    ],
)
def test_a_returned_payment_settles_what_was_overpaid_and_only_the_rest_is_paid_again(
    recovered: int, written_off: int, kept: tuple[int, int] | None, again: int
) -> None:
    member = overpaid(10_000)
    if recovered:
        receive(member, recovered, "RV1")
    if written_off:
        at = moment(reason="poor", resolution="7")
        member.write_off(CLAIM, "overpayment", written_off, at)

    settled_by = returned(member)

    found = settled_by and (settled_by.owed_fen, settled_by.written_off_fen)
    assert (found, member.claim(CLAIM).approved_fen) == (kept, again)
    assert member.claim(CLAIM).owed_fen == {"overpayment": 0}
    assert member.instruct_payment(CLAIM, "B2", moment()).approved_fen == again
    (paid,) = settled(member, BenefitPaid, PaymentLine(CLAIM, "B2", 2, m.BANK))
    assert (paid.amount_fen, paid.after_advance) == (again, None)
    assert again - recovered == 50_000  # what the member has in the end


def test_a_payment_that_was_overpaid_whole_settles_the_claim_when_it_comes_back() -> None:
    member = overpaid(60_000)

    assert returned(member).left_fen == 0

    assert member.claim(CLAIM).stage == "settled"
    assert member.claim(CLAIM).is_ended


def test_a_debt_that_is_larger_than_the_returned_sum_stays_open_for_the_rest() -> None:
    large = m.claim_assessed(benefit_fen=100_000, indemnity_fen=100_000)
    member = insured(m.claim_filed(), *ADVANCED, large)  # 600 of 1,000 yuan were advanced
    member.approve_claim(CLAIM, None, moment("chen"))
    member.verify_funds(CLAIM, moment("han"))
    member.instruct_payment(CLAIM, "B1", moment())
    member.settle_payment(LINE, BenefitPaid, moment())
    member.find_overpayment(CLAIM, 50_000, "counted_twice", moment("han"))
    member.demand_recovery(CLAIM, moment("mei"))

    kept = returned(member)

    assert (kept.owed_fen, kept.left_fen) == (40_000, 0)
    assert member.claim(CLAIM).owed_fen == {"advance": 0, "overpayment": 10_000}
    assert receive(member, 10_000, "RV1", moment("zhou")) == 0


def test_a_demand_after_the_payment_came_back_is_settled_by_the_benefit_at_once() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 10_000, "counted_twice", moment("han"))
    assert returned(member) is None

    member.demand_recovery(CLAIM, moment("mei"))

    assert topics(member)[-2:] == ["member.recovery_demanded.v1", "member.overpayment_offset.v1"]
    assert member.instruct_payment(CLAIM, "B2", moment()).approved_fen == 50_000


def test_a_demand_while_the_bank_pays_again_is_settled_only_if_that_fails() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 10_000, "counted_twice", moment("han"))
    returned(member)
    member.instruct_payment(CLAIM, "B1", moment())
    member.demand_recovery(CLAIM, moment("mei"))
    assert member.claim(CLAIM).owed_fen == {"overpayment": 10_000}

    assert returned(member, PaymentFailed).left_fen == 50_000


def test_a_debt_is_not_settled_before_the_day_on_which_it_arose() -> None:
    member = member_at("paid")
    member.find_overpayment(CLAIM, 10_000, "counted_twice", moment("han", on=day("02-10")))
    member.demand_recovery(CLAIM, moment("mei", on=day("02-12")))

    kept = returned(member, on=day("02-01"))  # the bank's own day, told late

    assert recorded(member)[-2].effective_on == day("02-01")
    assert (kept.effective_on, kept.booked_on) == (day("02-12"), day("02-12"))


def test_what_a_returned_payment_settled_no_longer_uses_the_limits() -> None:
    capped = m.plan_terms(cap_term_fen=60_000, benefits=(BY_DAY,))
    member = overpaid(10_000)
    at = moment(reason="poor", resolution="7")
    member.write_off(CLAIM, "overpayment", 4_000, at)
    member.file_claim(filing("C2", loss=stay("01-04", 1)), terms_of(capped), moment("lin"))

    returned(member)

    assert member.assess_claim("C2", terms_of(capped), moment("lin")).benefit_fen == 10_000
