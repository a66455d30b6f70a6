"""A demand that was an error, and was settled: what came back is owed to the member again, and paid."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.aggregates.claim import PaymentLine
from ledger.benefits import Loss
from ledger.errors import NothingToApprove
from ledger.events import Document
from ledger.events.claim_life import BenefitRestored, DemandLowered, OverpaymentOffset
from ledger.events.member import BenefitPaid, PaymentFailed, PaymentReturned
from ledger.plans import PlanTerms
from tests import makers as m
from tests.aggregates.claims_made import CLAIM, LINE, filing, insured, member_at, stay, terms_of
from tests.aggregates.given import day, moment, recorded, refused, topics

SLIP = Document(reference="slip.pdf", sha256=m.DIGEST)
HANDS = "{} of C1 needs another person: login os:{} already took part in it"


def demanded(fen: int = 14_000) -> Member:
    """A paid benefit of 600 yuan of which han found a part overpaid, and mei demanded it."""
    member = member_at("paid")
    member.find_overpayment(CLAIM, fen, "wrong_amount", moment("han"))
    member.demand_recovery(CLAIM, moment("mei"))
    return member


def receive(
    member: Member, fen: int, receipt: str = "RV1", claim: str = CLAIM, **when: Any
) -> None:
    member.receive_recovery(claim, "overpayment", fen, receipt, m.BANK, moment("ma", **when))


def lower(
    member: Member,
    fen: int,
    officer: str = "wu",
    claim: str = CLAIM,
    terms: PlanTerms | None = None,
    **changes: Any,
) -> None:
    at = moment(officer, **({"reason": "mistyped", "document": SLIP} | changes))
    member.lower_demand(claim, fen, at, terms)


def paid_again(member: Member, batch: str = "B2") -> BenefitPaid:
    """Verify, where it is not, and pay what is payable, by officers of whom none decided it."""
    if member.claim(CLAIM).stage == "approved":
        member.verify_funds(CLAIM, moment("han"))
    its = member.instruct_payment(CLAIM, batch, moment("gao"))
    line = PaymentLine(CLAIM, batch, its.instalment, m.BANK)
    member.settle_payment(line, BenefitPaid, moment("gao"))
    paid = recorded(member)[-1]
    assert isinstance(paid, BenefitPaid)
    return paid


# --- what is owed again -------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("received", "written_off", "error", "lowered", "restored"),
    [
        (14_000, 0, 12_600, None, 12_600),  # all was brought back: 126 of it in error
        (4_000, 0, 12_600, (10_000, 0), 2_600),  # 100 were unpaid, and fall away first
        (4_000, 0, 10_000, (10_000, 0), None),  # no more than was unpaid
        (4_000, 10_000, 12_600, (0, 10_000), 2_600),  # nobody had paid what was written off
        (4_000, 6_000, 12_600, (4_000, 6_000), 2_600),
        (0, 14_000, 12_600, (0, 12_600), None),
        (14_000, 0, 14_000, None, 14_000),  # the whole demand was an error
    ],
)
def test_unpaid_parts_fall_away_first_and_only_what_came_back_is_owed_again(
    received: int,
    written_off: int,
    error: int,
    lowered: tuple[int, int] | None,
    restored: int | None,
) -> None:
    member = demanded()
    if received:
        receive(member, received)
    if written_off:
        at = moment("zhou", reason="poor", resolution="7")
        member.write_off(CLAIM, "overpayment", written_off, at)
    before = len(recorded(member))

    lower(member, error)

    facts = recorded(member)[before:]
    less = [(e.amount_fen, e.written_off_fen) for e in facts if isinstance(e, DemandLowered)]
    again = [(e.amount_fen, e.left_fen) for e in facts if isinstance(e, BenefitRestored)]
    assert less == ([] if lowered is None else [lowered])
    assert again == ([] if restored is None else [(restored, restored)])
    its = member.claim(CLAIM)
    assert its.demanded_fen == 14_000 - error
    assert its.back_fen == received - (restored or 0)


def test_what_is_owed_again_is_verified_and_paid_as_a_payment_of_its_own() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 12_600)
    assert (member.claim(CLAIM).stage, member.claim(CLAIM).approved_fen) == ("approved", 12_600)

    paid = paid_again(member)

    assert (paid.amount_fen, paid.instalment, paid.batch) == (12_600, 2, "B2")
    assert paid.after_payment is True  # the benefit counts as paid already
    assert member.claim(CLAIM).stage == "paid"
    assert member.claim(CLAIM).is_ended


def test_what_a_benefit_had_settled_is_owed_again_though_nobody_brought_it() -> None:
    member = demanded()
    member.settle_payment(LINE, PaymentReturned, moment("gao", reason="account closed"))
    assert isinstance(recorded(member)[-1], OverpaymentOffset)
    assert paid_again(member).amount_fen == 46_000

    lower(member, 12_600)

    restored = recorded(member)[-1]
    assert (restored.amount_fen, restored.received_fen) == (12_600, 0)
    assert paid_again(member, "B3").amount_fen == 12_600


def test_what_was_never_paid_out_is_owed_again_before_what_was_brought_back() -> None:
    member = demanded()
    receive(member, 4_000)
    member.settle_payment(LINE, PaymentReturned, moment("gao", reason="account closed"))
    paid_again(member)

    lower(member, 12_600)

    assert recorded(member)[-1].received_fen == 2_600  # 100 yuan had been settled by the benefit


def test_what_is_payable_already_waits_for_the_finance_check_with_it() -> None:
    member = demanded()
    member.settle_payment(LINE, PaymentReturned, moment("gao", reason="account closed"))
    assert member.claim(CLAIM).stage == "verified"

    lower(member, 12_600)

    assert recorded(member)[-1].left_fen == 46_000 + 12_600
    assert paid_again(member).after_payment is None  # nothing of the benefit is out


def test_a_benefit_that_was_settled_whole_is_payable_again() -> None:
    member = demanded(60_000)
    member.settle_payment(LINE, PaymentReturned, moment("gao", reason="account closed"))
    assert member.claim(CLAIM).stage == "settled"

    lower(member, 60_000)

    paid = paid_again(member)
    assert (paid.amount_fen, paid.after_payment) == (60_000, None)


def test_what_is_owed_again_and_failed_is_payable_as_before() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 14_000)
    member.verify_funds(CLAIM, moment("han"))
    its = member.instruct_payment(CLAIM, "B2", moment("gao"))

    line = PaymentLine(CLAIM, "B2", its.instalment, m.BANK)
    member.settle_payment(line, PaymentFailed, moment("gao", reason="account closed"))

    assert (its.stage, its.approved_fen) == ("verified", 14_000)
    assert topics(member)[-1] == "member.payment_failed.v1"


def test_a_demand_is_taken_back_in_parts_and_no_further() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 10_000)
    with refused("office.same_hands", HANDS.format("lowering of a demand", "wu"), member):
        lower(member, 4_000)
    lower(member, 4_000, "zhou")

    assert member.claim(CLAIM).approved_fen == 14_000
    sentence = "claim C1: no overpayment is demanded, so no money can move"
    with refused("claim.nothing_owed", sentence, member):
        lower(member, 1, "ou")


def test_what_was_owed_again_can_be_found_overpaid_after_all() -> None:
    member = demanded(60_000)
    receive(member, 60_000)
    lower(member, 60_000)
    paid_again(member)

    member.find_overpayment(CLAIM, 60_000, "counted_twice", moment("han"))
    member.demand_recovery(CLAIM, moment("mei"))

    assert member.claim(CLAIM).owed_fen == {"overpayment": 60_000}


# --- who, and when ------------------------------------------------------------------------------


def test_who_took_part_before_says_nothing_is_owed_again() -> None:
    member = demanded()
    receive(member, 14_000)

    for officer in ("lin", "chen", "han", "mei"):
        with refused("office.same_hands", HANDS.format("lowering of a demand", officer), member):
            lower(member, 12_600, officer)


def test_who_said_that_it_is_owed_again_neither_verifies_nor_pays_it() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 12_600)

    with refused("office.same_hands", HANDS.format("verification", "wu"), member):
        member.verify_funds(CLAIM, moment("wu"))
    member.verify_funds(CLAIM, moment("han"))
    with refused("office.same_hands", HANDS.format("preparation", "wu"), member):
        member.instruct_payment(CLAIM, "B2", moment("wu"))


def test_all_that_is_owed_again_on_a_claim_lies_within_the_approvers_limit() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 6_000, limit_fen=10_000)
    sentence = "officer zhou approves up to 100.00 yuan; C1 is 100.01 yuan"

    with refused("office.limit_exceeded", sentence, member):
        lower(member, 4_001, "zhou", limit_fen=10_000)


def test_it_is_owed_again_on_a_document() -> None:
    member = demanded()
    receive(member, 14_000)
    sentence = "the lowering of a demand of claim C1 needs the document it rests on"

    with refused("record.document_missing", sentence, member):
        lower(member, 12_600, document=None)


def test_nothing_is_owed_again_before_the_day_on_which_it_came_back() -> None:
    member = demanded()
    receive(member, 14_000, on=day("06-30"))
    sentence = (
        "claim C1: this step is dated 2015-06-29, before 2015-06-30, the day of what it rests on"
    )

    with refused("claim.before_its_time", sentence, member):
        lower(member, 12_600, on=day("06-29"))
    lower(member, 12_600, on=day("06-30"))


def test_nothing_is_owed_again_while_more_is_found_overpaid() -> None:
    member = demanded()
    receive(member, 14_000)
    member.find_overpayment(CLAIM, 1_000, "counted_twice", moment("han"))
    sentence = "claim C1: 10.00 yuan is found overpaid besides, and not demanded yet"

    with refused("claim.finding_open", sentence, member):
        lower(member, 12_600)
    member.cancel_overpayment(CLAIM, moment("han", reason="mistyped"))
    lower(member, 12_600)


def test_nothing_is_owed_again_while_the_bank_pays() -> None:
    member = demanded()
    member.settle_payment(LINE, PaymentReturned, moment("gao", reason="account closed"))
    member.instruct_payment(CLAIM, "B2", moment("gao"))
    sentence = "claim C1 is instructed; this step needs it approved or verified or paid or settled"

    with refused("claim.wrong_stage", sentence, member):
        lower(member, 12_600)


def test_an_approval_is_not_taken_back_once_something_is_owed_again() -> None:
    member = demanded()
    receive(member, 14_000)
    lower(member, 14_000)
    sentence = "claim C1: 140.00 yuan of the benefit was found overpaid; its approval stands"

    with refused("claim.overpayment_stands", sentence, member):
        member.revoke_approval(CLAIM, "wrong_amount", moment("zhou"))


# --- limits -------------------------------------------------------------------------------------

CAPPED = m.plan_terms(cap_term_fen=60_000)  # 40 yuan a day, 600 a period


def granted(member: Member, claim: str, days: int, terms: PlanTerms = CAPPED, **loss: Any) -> int:
    """File a stay in June, assess and approve it; return its benefit, in fen."""
    number = int(claim[1:])
    when = stay(f"06-{5 * number:02d}", days, **loss)
    return _approved(member, claim, when, terms)


def _approved(member: Member, claim: str, loss: Loss, terms: PlanTerms) -> int:
    after = {"on": day("06-30")}
    member.file_claim(filing(claim, loss=loss), terms_of(terms), moment("lin", **after))
    member.assess_claim(claim, terms_of(terms), moment("lin", **after))
    return member.approve_claim(claim, None, moment("chen", **after), terms=terms)


def test_what_is_owed_again_uses_the_limits_again() -> None:
    member = demanded()
    before = member.usage.copy()
    receive(member, 14_000)
    assert member.usage != before

    lower(member, 14_000)

    assert member.usage == before


def test_a_claim_that_had_come_back_whole_counts_again() -> None:
    terms = m.plan_terms(claims_per_term=1)
    member = demanded(60_000)
    receive(member, 60_000)
    lower(member, 60_000, terms=terms)

    with pytest.raises(NothingToApprove):
        granted(member, "C2", 3, terms)


def test_no_more_is_owed_again_than_the_limits_hold_beside_what_was_granted_since() -> None:
    member = demanded(14_000)
    receive(member, 14_000, on=day("06-01"))
    assert granted(member, "C2", 3) == 12_000  # of the 140 yuan that were free
    sentence = (
        "claim C2 was granted since on limits that claim C1 had freed, and would come to less with "
        "20.01 yuan of it given back"
    )

    with refused("claim.granted_on_freed", sentence, member):
        lower(member, 2_001, terms=CAPPED, on=day("06-30"))
    lower(member, 2_000, terms=CAPPED, on=day("06-30"))

    assert member.usage["CD-HOSP", "2015", None].paid_fen == 60_000


def test_what_was_granted_before_the_money_came_back_does_not_hold_it_up() -> None:
    roomy = m.plan_terms(cap_term_fen=72_000)
    member = demanded(14_000)
    assert granted(member, "C2", 3, roomy) == 12_000
    receive(member, 14_000, on=day("06-30"))

    lower(member, 14_000, terms=roomy, on=day("06-30"))

    assert member.usage["CD-HOSP", "2015", None].paid_fen == 72_000


def test_once_the_later_claim_gave_way_all_of_it_is_owed_again() -> None:
    member = demanded(14_000)
    receive(member, 14_000, on=day("06-01"))
    granted(member, "C2", 3)

    member.revoke_approval("C2", "wrong_amount", moment("chen", on=day("06-30")), CAPPED)
    lower(member, 14_000, terms=CAPPED, on=day("06-30"))

    assert member.usage["CD-HOSP", "2015", None].paid_fen == 60_000


def test_a_first_stay_that_counts_again_does_not_wait_for_a_later_one_that_was_paid_less() -> None:
    # 50 % above 1,300 of a first stay, above 650 of a later one. While the first had come back, the
    # second bore the deductible of a first: beside it, it would come to more, not less.
    rule = {"type": "indemnity", "trigger": "hospital_stay", "deductible_first_fen": 130_000}
    rule |= {"deductible_next_fen": 65_000, "bands": ({"over_fen": 0, "rate_bp": 5_000},)}
    terms, member = m.plan_terms(benefits=(rule,)), insured()
    borne = {"self_pay_fen": 200_000, "total_fen": 400_000}
    assert granted(member, "C1", 3, terms, **borne) == 35_000
    after: dict[str, Any] = {"on": day("06-30")}
    member.verify_funds(CLAIM, moment("han", **after))
    member.instruct_payment(CLAIM, "B1", moment("gao", **after))
    member.settle_payment(LINE, BenefitPaid, moment("gao", **after))
    member.find_overpayment(CLAIM, 35_000, "wrong_amount", moment("han", **after))
    member.demand_recovery(CLAIM, moment("mei", **after))
    receive(member, 35_000, **after)
    assert granted(member, "C2", 3, terms, **borne) == 35_000

    lower(member, 35_000, terms=terms, **after)

    assert member.usage["CD-HOSP", "2015", None].stays == 2
