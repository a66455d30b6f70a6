"""Payment batches: released by a person who took no part, settled to the fen."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

import pytest

from ledger.aggregates import Moment, PaymentBatch
from ledger.events.payment_batch import BatchPrepared
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

FACTS: dict[str, Any] = {
    "batch": "B1",
    "fund": m.FUND,
    "bank_account": m.BANK,
    "payments": 3,
    "total_fen": 90_000,
    "lines_digest": m.DIGEST,
    "approved_by": ("os:chen", "os:han"),  # one approved, one verified
}
RELEASED = {"file": "B1-000000000000.csv", "file_sha256": m.DIGEST}


def batch(*, released: bool = False, settled: bool = False) -> PaymentBatch:
    """A batch prepared by lin, of lines that chen approved and han verified."""
    its: PaymentBatch = given(m.make(BatchPrepared, **FACTS))
    if released or settled:
        its.release(at=moment(), **RELEASED)
    if settled:
        its.settle(3, 90_000, 0, 0, moment())
    its.pending_events.clear()
    return its


def test_verified_benefits_are_put_together_by_their_digest() -> None:
    its = PaymentBatch.compose(UUID(int=1), moment(), **FACTS)

    (prepared,) = recorded(its)
    assert (prepared.payments, prepared.total_fen, its.state) == (3, 90_000, "prepared")


def test_a_batch_is_released_by_a_person_who_took_no_part() -> None:
    its = batch()

    its.release(at=moment(), **RELEASED)

    (released,) = recorded(its)
    assert (released.file, released.file_sha256) == tuple(RELEASED.values())
    assert (its.state, its.released) == ("released", released)


@pytest.mark.parametrize("login", ["os:lin", "os:chen", "os:han"])
def test_whoever_prepared_approved_or_verified_does_not_release(login: str) -> None:
    its = batch()
    sentence = f"release of B1 needs another person: login {login} already took part in it"

    with refused("office.same_hands", sentence, its):
        its.release(at=moment("wu", login=login), **RELEASED)


def test_who_named_a_payee_does_not_release_the_payment_to_it() -> None:
    its: PaymentBatch = given(m.make(BatchPrepared, **FACTS, payees_by=("hu", "os:hu")))
    sentence = "release of B1 needs another person: login os:hu already took part in it"

    with refused("office.same_hands", sentence, its):
        its.release(at=moment("hu"), **RELEASED)


def test_a_batch_is_not_released_before_it_was_prepared() -> None:
    its = batch()  # prepared on 5 January
    sentence = (
        "batch B1: this step is dated 2015-01-04, before 2015-01-05, the day of its preparation"
    )

    with refused("pay.before_its_time", sentence, its):
        its.release(at=moment(on=day("01-04")), **RELEASED)
    with refused("pay.before_its_time", sentence, its):
        its.cancel(moment(on=day("01-04"), reason="account replaced"))


def test_a_batch_is_cancelled_with_reason_before_its_release() -> None:
    its = batch()
    with refused("office.reason_missing", "cancellation of batch B1 needs a reason", its):
        its.cancel(moment())

    its.cancel(moment("lin", reason="account replaced"))

    (cancelled,) = recorded(its)
    assert (cancelled.fund, cancelled.payments, cancelled.total_fen) == (m.FUND, 3, 90_000)
    assert its.state == "cancelled"


@pytest.mark.parametrize("state", ["released", "settled"])
def test_what_the_bank_was_told_is_not_cancelled(state: str) -> None:
    its = batch(**{state: True})
    sentence = f"batch B1 is {state}; this step needs it prepared"

    with refused("pay.batch_not_ready", sentence, its):
        its.cancel(moment(reason="account replaced"))


def test_a_cancelled_batch_is_neither_released_nor_settled() -> None:
    its = batch()
    its.cancel(moment(reason="account replaced"))

    steps: tuple[tuple[str, Callable[[], None]], ...] = (
        ("prepared", lambda: its.release(at=moment(), **RELEASED)),
        ("prepared", lambda: its.cancel(moment(reason="again"))),
        ("released", lambda: its.settle(3, 90_000, 0, 0, moment())),
    )
    for needed, step in steps:
        sentence = f"batch B1 is cancelled; this step needs it {needed}"
        with refused("pay.batch_not_ready", sentence, its):
            step()


def test_the_bank_answers_from_the_day_of_the_release_to_the_day_it_is_taken_in() -> None:
    its = batch(released=True)  # on 5 January
    sentence = "claim C1: the bank's value date 2015-01-04 comes before 2015-01-05, the day of what it answers"
    ahead = "2015-01-08 is still to come: today is 2015-01-07, and what is recorded here is not true before its day"

    with refused("pay.value_date_too_early", sentence, its):
        its.require_value_date("C1", day("01-04"), day("01-07"))
    with refused("record.date_ahead", ahead, its):
        its.require_value_date("C1", day("01-08"), day("01-07"))
    its.require_value_date("C1", day("01-05"), day("01-07"))
    its.require_value_date("C1", day("01-07"), day("01-07"))


@pytest.mark.parametrize("state", ["released", "settled"])
def test_a_batch_is_released_once(state: str) -> None:
    its = batch(**{state: True})
    sentence = f"batch B1 is {state}; this step needs it prepared"

    with refused("pay.batch_not_ready", sentence, its):
        its.release(at=moment(), **RELEASED)


@pytest.mark.parametrize("state", ["prepared", "settled"])
def test_a_batch_is_settled_once_after_its_release(state: str) -> None:
    its = batch(settled=state == "settled")
    sentence = f"batch B1 is {state}; this step needs it released"

    with refused("pay.batch_not_ready", sentence, its):
        its.settle(3, 90_000, 0, 0, moment())


@pytest.mark.parametrize(
    "answer", [(3, 90_000, 0, 0), (2, 80_000, 1, 10_000), (0, 0, 3, 90_000)], ids=str
)
def test_an_answer_that_accounts_for_every_line_settles_the_batch(
    answer: tuple[int, int, int, int],
) -> None:
    its = batch(released=True)

    its.settle(*answer, at=moment())

    (settled,) = recorded(its)
    assert (settled.paid, settled.paid_fen, settled.failed, settled.failed_fen) == answer
    assert (settled.fund, its.state) == (m.FUND, "settled")


@pytest.mark.parametrize(
    ("answer", "said"),
    [
        ((2, 90_000, 0, 0), "2 lines of 900.00 yuan"),
        ((3, 89_999, 0, 0), "3 lines of 899.99 yuan"),
        ((3, 90_000, 1, 1), "4 lines of 900.01 yuan"),
        ((2, 80_000, 1, 10_001), "3 lines of 900.01 yuan"),
    ],
    ids=str,
)
def test_an_answer_that_does_not_account_for_every_line_is_refused(
    answer: tuple[int, int, int, int], said: str
) -> None:
    its = batch(released=True)
    sentence = f"batch B1: the bank answers {said}, the batch has 3 of 900.00 yuan"

    with refused("pay.return_incomplete", sentence, its):
        its.settle(*answer, at=moment())


def test_a_batch_says_what_happened_to_it_in_order() -> None:
    at: Moment = moment()
    its = PaymentBatch.compose(UUID(int=1), moment("lin"), **FACTS)

    its.release(at=at, **RELEASED)
    its.settle(3, 90_000, 0, 0, at)

    assert topics(its) == [
        "payment_batch.prepared.v1",
        "payment_batch.released.v1",
        "payment_batch.settled.v1",
    ]
