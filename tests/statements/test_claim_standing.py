"""What a member is told of a claim whose benefit and debts are set off against each other."""

from collections.abc import Iterable
from datetime import date
from typing import Any

import pytest

from ledger.benefits import Loss
from ledger.events import Document, Event
from ledger.events import claim_life as life
from ledger.events.member import MemberDied
from ledger.statements.claim_line import ClaimLine
from ledger.statements.claim_standing import claim_lines
from tests import makers as m
from tests.aggregates.claims_made import ADVANCED, FACTS, STAGES
from tests.aggregates.decisions_beside import DEMANDED, FOUND

ON = date(2015, 3, 20)


def told(*events: Event, on: date = ON, **terms: Any) -> ClaimLine:
    (line,) = claim_lines(events, on, lambda _: m.plan_terms(**terms))
    return line


def offset(fen: int, left_fen: int) -> Event:
    return m.make(life.AdvanceOffset, **FACTS, amount_fen=fen, left_fen=left_fen)


def approved_on(advances: Iterable[Event], *later: Event) -> ClaimLine:
    return told(m.claim_filed(), *advances, m.claim_assessed(), m.claim_approved(), *later)


def test_a_benefit_that_an_advance_has_paid_needs_no_next_step() -> None:
    line = told(*STAGES["settled"])

    assert line.told("en").endswith(
        "approved, all of it paid by the advance 600.00 yuan on 2015-01-05; next: nothing more."
    )
    assert line.told("zh").endswith("已批准，由垫付款抵清 600.00元；下一步：无。")


def test_of_a_benefit_above_its_advance_the_rest_is_told() -> None:
    line = approved_on(ADVANCED, offset(40_000, 20_000))

    assert line.amount_fen == 20_000
    assert line.next.en == "the finance officer verifies the funds"


def test_what_no_benefit_covers_of_an_advance_is_to_be_paid_back() -> None:
    line = approved_on(ADVANCED, offset(10_000, 0))

    assert line.owed_fen == 50_000
    assert line.told("en").endswith("; to be paid back: 500.00 yuan.")
    assert line.told("zh").endswith("；应退还 500.00元。")


def test_an_advance_is_not_asked_back_before_the_claim_is_decided() -> None:
    assert told(m.claim_filed(), *ADVANCED, m.claim_assessed()).owed_fen == 0
    assert told(m.claim_filed(), *ADVANCED, m.claim_rejected()).owed_fen == 60_000


def test_an_overpayment_is_owed_once_it_is_demanded_until_it_came_in_or_was_written_off() -> None:
    paid = STAGES["paid"]
    back = m.make(
        life.RecoveryReceived, **FACTS, debt="overpayment", receipt="RV1", instalment=1,
        bank_account=m.BANK, amount_fen=300,
    )  # fmt: skip
    off = m.make(
        life.DebtWrittenOff, **FACTS, debt="overpayment", amount_fen=700, resolution="2015-3"
    )

    assert told(*paid, FOUND).owed_fen == 0
    assert told(*paid, FOUND, DEMANDED).owed_fen == 1_000
    assert told(*paid, FOUND, DEMANDED, back).owed_fen == 700
    assert told(*paid, FOUND, DEMANDED, back, off).owed_fen == 0


@pytest.mark.parametrize("stage", ["approved", "verified", "instructed"])
def test_a_benefit_that_is_owed_is_told_with_the_last_day_of_the_terms(stage: str) -> None:
    due = date(2015, 1, 19)  # ten working days after Monday 5 January

    in_time = told(*STAGES[stage], on=due, payment_working_days=10)
    after = told(*STAGES[stage], on=date(2015, 1, 20), payment_working_days=10)

    assert in_time.next.en.endswith("; it is to be paid by 2015-01-19")
    assert in_time.next.zh.endswith("，最迟2015-01-19付款")
    assert after.next.en.endswith("; it was to be paid by 2015-01-19")
    assert after.next.zh.endswith("，原应最迟2015-01-19付款")


@pytest.mark.parametrize(
    ("stage", "left", "due"),
    [
        ("verified", 60_500, "2015-01-19"),  # beside what was unpaid: its day stays
        ("paid", 500, "2015-02-16"),  # ten working days after Monday 2 February
    ],
)
def test_what_is_owed_again_is_due_by_the_day_of_what_was_unpaid_beside_it(
    stage: str, left: int, due: str
) -> None:
    facts = {"amount_fen": 500, "received_fen": 0, "left_fen": left}
    again = m.make(life.BenefitRestored, **FACTS, **facts, effective_on=date(2015, 2, 2))

    line = told(*STAGES[stage], again, on=date(2015, 1, 19), payment_working_days=10)

    assert line.next.en.endswith(f"; it is to be paid by {due}")


def test_what_was_written_off_is_told_until_it_comes_after_all() -> None:
    debt = {"debt": "overpayment", "amount_fen": 1_000}
    off = m.make(life.DebtWrittenOff, **FACTS, **debt, resolution="2015-3")
    came = {"receipt": "RV1", "instalment": 1, "bank_account": m.BANK, "written_off_fen": 1_000}
    after = m.make(life.RecoveryReceived, **FACTS, **debt, **came)
    owed = (*STAGES["paid"], FOUND, DEMANDED, off)

    assert (told(*owed).owed_fen, told(*owed).borne_fen) == (0, 1_000)
    line = told(*owed, after)
    assert (line.owed_fen, line.borne_fen, line.back_fen) == (0, 0, 1_000)


@pytest.mark.parametrize("stage", ["paid", "settled"])
def test_a_benefit_that_went_out_is_due_no_more(stage: str) -> None:
    assert told(*STAGES[stage], payment_working_days=10).next.en == "nothing more"


def test_where_the_terms_set_no_days_no_day_of_payment_is_told() -> None:
    assert "paid by" not in told(*STAGES["approved"]).next.en


def of_member(*events: Event) -> ClaimLine:
    """The line of C1 among the claims of a member to whom this happened as well."""
    lines = claim_lines(events, ON, lambda _: m.plan_terms())
    return next(line for line in lines if line.claim == "C1")


DIED = m.make(
    MemberDied, unit=m.UNIT, document=Document(reference="certificate.pdf", sha256=m.DIGEST)
)
DEATH = m.claim_filed(claim="C2", loss=Loss(trigger="death", occurred_on=date(2015, 1, 5)))
HEIR = m.make(life.HeirRecorded, relation="spouse", sealed={"bank": m.DIGEST}, reason="died")


@pytest.mark.parametrize("death", [DIED, DEATH])
def test_after_a_death_a_benefit_waits_for_an_heir(death: Event) -> None:
    verified = STAGES["verified"]

    assert of_member(*verified, death).next.en == (
        "the member has died: an heir is recorded, then it is paid"
    )
    assert of_member(*verified, death).next.zh == "会员已身故，登记继承人后付款"
    assert of_member(*verified, death, HEIR).next.en == "it goes into a payment batch"
    assert of_member(*verified).next.en == "it goes into a payment batch"


def test_a_death_that_was_claimed_in_error_or_is_a_dependants_asks_for_no_heir() -> None:
    facts = FACTS | {"claim": "C2"}
    withdrawn = m.make(life.ClaimWithdrawn, **facts, ground="filed_in_error")
    childs = DEATH.model_copy(update={"insured": "child", "insured_code": "D1"})

    for events in ((DEATH, withdrawn), (childs,)):
        assert of_member(*STAGES["verified"], *events).next.en == "it goes into a payment batch"


# --- a payment that came back, and a death that was told late -----------------------------------

RETURNED = (*STAGES["paid"], FOUND, DEMANDED, m.payment_returned())  # 10 of 600 yuan overpaid


def kept(owed_fen: int, left_fen: int) -> Event:
    return m.make(
        life.OverpaymentOffset, **FACTS, owed_fen=owed_fen, written_off_fen=0, left_fen=left_fen
    )


def test_of_a_payment_that_came_back_what_is_left_after_the_overpaid_part_is_told() -> None:
    line = told(*RETURNED, kept(1_000, 59_000))

    assert (line.amount_fen, line.owed_fen) == (59_000, 0)
    assert line.next.en == "the account is checked, then the benefit is paid again"


def test_a_payment_that_came_back_and_was_overpaid_whole_needs_no_next_step() -> None:
    whole = DEMANDED.model_copy(update={"amount_fen": 60_000})
    line = told(*STAGES["paid"], FOUND, whole, m.payment_returned(), kept(60_000, 0))

    assert line.told("en").endswith(
        "not paid out, all of it was overpaid on 2015-01-05; next: nothing more."
    )


def deaths(*events: Event, stage: str = "assessed") -> list[ClaimLine]:
    death = m.claim_filed(claim="C9", loss=Loss(trigger="death", occurred_on=date(2015, 1, 3)))
    return claim_lines((*STAGES[stage], death, *events), ON, lambda _: m.plan_terms())


@pytest.mark.parametrize("stage", ["filed", "assessed", "evidence_requested"])
def test_who_is_told_of_an_open_claim_learns_that_its_loss_goes_past_a_death(stage: str) -> None:
    line, _ = deaths(stage=stage)

    assert line.next.en.startswith("the loss comes after the person's death on record")
    assert line.next.zh.startswith("损失晚于已登记的身故日期，不能批准")


def test_a_death_that_came_to_nothing_keeps_no_loss_from_being_approved() -> None:
    ended = m.claim_rejected(claim="C9")

    assert deaths(ended)[0].next.en == "an approver decides"


def test_a_rejected_claim_is_told_as_before_though_its_loss_goes_past_a_death() -> None:
    line, _ = deaths(stage="rejected")

    assert line.next.en == "an appeal is open"


def test_a_benefit_in_a_batch_waits_for_its_release_before_the_bank_pays() -> None:
    line = told(*STAGES["instructed"])

    assert line.next.en == "a second person releases the batch, then the bank pays"
    assert line.next.zh == "批次经第二人放行后由银行付款"
