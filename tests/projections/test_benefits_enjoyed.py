"""Benefits that members got (享受互助金): counted once each, whether the bank or an advance paid them."""

from datetime import date

import pytest

from ledger.events import Event
from ledger.events import claim_life as life
from ledger.events.member import ClaimApproved
from ledger.projections.rebuild import rebuild
from ledger.statements.comparison import comparison
from ledger.statements.facts import facts_of
from ledger.statements.loss_ratio import loss_ratio
from tests import makers as m
from tests.aggregates.claims_made import FACTS
from tests.projections.books import Shelf

BENEFIT = 60_000
PAYABLE = (
    "select cast(coalesce(sum(case when side = 'C' then amount_fen else -amount_fen end), 0) "
    "as bigint) from journal_line where account = 'benefits_payable'"
)


def advanced(fen: int) -> list[Event]:
    """A claim that so much was advanced on before it was approved."""
    return [
        m.claim_filed(),
        m.make(life.AdvanceGranted, **FACTS, amount_fen=fen),
        m.make(life.AdvancePaid, **FACTS, amount_fen=fen, bank_account=m.BANK, payee=m.DIGEST),
        m.claim_assessed(),
        m.claim_approved(),
        m.make(life.AdvanceOffset, **FACTS, amount_fen=fen, left_fen=BENEFIT - fen),
    ]


REST = {"amount_fen": 20_000, "after_advance": True}
WHOLLY, PARTLY = advanced(BENEFIT), advanced(40_000)
PAID, BACK = m.benefit_paid(**REST), m.payment_returned(**REST)
AGAIN = m.benefit_paid(**REST, instalment=2)
PLAIN: list[Event] = [m.claim_filed(), m.claim_assessed(), m.claim_approved(), m.benefit_paid()]

# What happened, then how many members got a benefit, and how much of it they got.
LIVES: dict[str, tuple[list[Event], int, int]] = {
    "an advance that is not decided on": (WHOLLY[:3], 0, 0),
    "a benefit that the advance has paid whole": (WHOLLY, 1, BENEFIT),
    "a benefit whose rest is still owed": (PARTLY, 1, 40_000),
    "a benefit whose rest was paid": ([*PARTLY, PAID], 1, BENEFIT),
    "a benefit whose rest came back": ([*PARTLY, PAID, BACK], 1, 40_000),
    "a benefit whose rest was paid again": ([*PARTLY, PAID, BACK, AGAIN], 1, BENEFIT),
    "a benefit without an advance": (PLAIN, 1, BENEFIT),
    "a benefit without an advance that came back": ([*PLAIN, m.payment_returned()], 0, 0),
}


@pytest.mark.parametrize("lived", LIVES)
def test_a_benefit_counts_once_with_what_was_paid_of_it(book: Shelf, lived: str) -> None:
    events, count, fen = LIVES[lived]
    book.keep(*events)
    book.catch_up()

    assert book.rows(
        "select cast(coalesce(sum(payments), 0) as bigint), "
        "cast(coalesce(sum(amount_fen), 0) as bigint) from payment"
    ) == [(count, fen)]


@pytest.mark.parametrize("lived", LIVES)
def test_what_was_got_is_what_was_granted_and_is_owed_no_more(book: Shelf, lived: str) -> None:
    events, _, fen = LIVES[lived]
    book.keep(*events)
    book.catch_up()
    granted = sum(event.approved_fen for event in events if isinstance(event, ClaimApproved))

    ((payable,),) = book.rows(PAYABLE)

    assert granted - int(str(payable)) == fen


@pytest.mark.parametrize("lived", LIVES)
def test_a_rebuild_finds_the_same_benefits(book: Shelf, lived: str) -> None:
    book.keep(*LIVES[lived][0])
    book.catch_up()

    assert all(each.is_equal for each in rebuild(book.database, book.record))


def test_reports_tell_a_benefit_that_an_advance_has_paid(book: Shelf) -> None:
    book.keep(m.plan_published(), m.roster_accepted(), *WHOLLY)
    book.catch_up()

    with facts_of(book.database, date(2015, 12, 31)) as facts:
        compared = comparison(facts, (2014, 2015)).rows
        (ratios,) = loss_ratio(facts).rows

    (of_2015,) = [row for row in compared if row.cells["scope"] == "all"][1:2]
    assert (of_2015.cells["benefits"], of_2015.cells["benefits_sum"]) == (1, BENEFIT)
    assert (ratios.cells["incurred"], ratios.cells["paid"]) == (BENEFIT, BENEFIT)
    assert book.rows("select paid_fen from report_loss_ratio_v1") == [(BENEFIT,)]
