"""A benefit that came back whole leaves nothing: its loss is claimed anew. What was written off may come."""

from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.events import Document
from ledger.events.claim_life import RecoveryReceived
from ledger.events.member import PaymentReturned
from tests import makers as m
from tests.aggregates.claims_made import CLAIM, LINE, filing, member_at, terms_of
from tests.aggregates.given import moment, recorded, refused

SLIP = Document(reference="slip.pdf", sha256=m.DIGEST)
TWICE = "claim {} repeats claim C1: same plan, trigger and day or same paper"


def demanded(fen: int) -> Member:
    """A paid benefit of 600 yuan of which han found a part overpaid, and mei demanded it."""
    member = member_at("paid")
    member.find_overpayment(CLAIM, fen, "no_cover", moment("han"))
    member.demand_recovery(CLAIM, moment("mei"))
    return member


def receive(member: Member, fen: int, receipt: str = "RV1") -> Any:
    """Take in an instalment; return what is recorded of it."""
    member.receive_recovery(CLAIM, "overpayment", fen, receipt, m.BANK, moment("ma"))
    return recorded(member)[-1]


def write_off(member: Member, fen: int | None = None) -> None:
    at = moment("hu", reason="poor", resolution="7")
    member.write_off(CLAIM, "overpayment", fen, at)


def lower(member: Member, fen: int) -> None:
    at = moment("wu", reason="mistyped", document=SLIP)
    member.lower_demand(CLAIM, fen, at)


def claim_anew(member: Member, claim: str = "C2", **more: Any) -> None:
    """File another claim for the loss of the first."""
    loss = member.claim(CLAIM).loss.model_copy(update=more)
    member.file_claim(filing(claim, loss=loss), terms_of(), moment("zu"))


# --- the loss is claimed anew -------------------------------------------------------------------


def test_the_loss_of_a_benefit_that_came_back_whole_is_claimed_anew() -> None:
    member = demanded(60_000)
    receive(member, 60_000)

    claim_anew(member)

    assert member.claim("C2").stage == "filed"


def test_so_is_the_loss_of_one_that_settled_its_demand_because_its_payment_came_back() -> None:
    member = demanded(60_000)
    member.settle_payment(LINE, PaymentReturned, moment("ma", reason="closed"))
    assert member.claim(CLAIM).stage == "settled"

    claim_anew(member)

    assert member.claim("C2").stage == "filed"


@pytest.mark.parametrize("back", [0, 1, 59_999])
def test_while_anything_of_it_is_left_with_the_member_its_loss_is_not(back: int) -> None:
    member = demanded(60_000)
    if back:
        receive(member, back)

    with refused("claim.filed_twice", TWICE.format("C2"), member):
        claim_anew(member)


def test_what_was_written_off_is_left_with_the_member() -> None:
    member = demanded(60_000)
    receive(member, 50_000)
    write_off(member)

    with refused("claim.filed_twice", TWICE.format("C2"), member):
        claim_anew(member)


def test_a_benefit_whose_loss_was_claimed_anew_is_not_owed_again() -> None:
    member = demanded(60_000)
    receive(member, 60_000)
    claim_anew(member)

    sentence = "claim C1 repeats claim C2: same plan, trigger and day or same paper"
    with refused("claim.filed_twice", sentence, member):
        lower(member, 60_000)


def test_one_that_is_owed_again_stands_as_before() -> None:
    member = demanded(60_000)
    receive(member, 60_000)
    lower(member, 60_000)

    with refused("claim.filed_twice", TWICE.format("C2"), member):
        claim_anew(member)


def test_papers_that_are_claimed_anew_are_claimed_a_second_time() -> None:
    member = demanded(60_000)
    receive(member, 60_000)

    claim_anew(member, papers=("P-1",))
    member.withdraw_claim("C2", "filed_in_error", moment("zu"))
    claim_anew(member, "C3", papers=("P-1",))

    assert member.pending_events[-1].attempt == 1  # type: ignore[attr-defined]


# --- money after a write-off --------------------------------------------------------------------


@pytest.mark.parametrize(
    ("written_off", "received", "of_it", "owed", "borne"),
    [
        (14_000, 14_000, 14_000, 0, 0),  # all was written off, and comes after all
        (14_000, 4_000, 4_000, 0, 10_000),
        (10_000, 4_000, None, 0, 10_000),  # what is owed comes first
        (10_000, 9_000, 5_000, 0, 5_000),
    ],
)
def test_money_that_comes_after_a_write_off_reverses_so_much_of_it(
    written_off: int, received: int, of_it: int | None, owed: int, borne: int
) -> None:
    member = demanded(14_000)
    write_off(member, written_off)

    event = receive(member, received)

    assert isinstance(event, RecoveryReceived)
    assert (event.amount_fen, event.written_off_fen) == (received, of_it)
    its = member.claim(CLAIM)
    assert (its.owed_fen["overpayment"], its.borne_fen) == (owed, borne)
    assert its.back_fen == received


def test_no_more_comes_back_than_was_owed_and_written_off() -> None:
    member = demanded(14_000)
    write_off(member, 10_000)

    sentence = "claim C1: 140.00 yuan is owed; 140.01 yuan is too much"
    with refused("claim.recovery_exceeds_debt", sentence, member):
        receive(member, 14_001)


def test_nothing_is_written_off_a_second_time() -> None:
    member = demanded(14_000)
    write_off(member)

    sentence = "claim C1: no overpayment is unpaid, so no money can move"
    with refused("claim.nothing_owed", sentence, member):
        write_off(member)


def test_a_benefit_that_came_back_whole_after_a_write_off_leaves_nothing() -> None:
    member = demanded(60_000)
    receive(member, 50_000)
    write_off(member)
    receive(member, 10_000, "RV2")

    assert member.claim(CLAIM).leaves_nothing
