"""What commands ask of the facts: it proposes what is there, and the same on either database."""

from datetime import date

import pytest

from ledger.projections import questions
from ledger.projections.worklists import WITH_AMOUNT, WITHOUT_AMOUNT, found, one_of, waiting
from tests import history, makers
from tests.projections.books import Shelf

ONE, TWO, THREE = (makers.member_id(n) for n in (1, 2, 3))
HOSPITAL, ILLNESS = makers.PLAN, history.CI


@pytest.fixture
def years(book: Shelf) -> Shelf:
    """A book of two years, projected."""
    book.keep(*history.two_years())
    book.catch_up()
    return book


def test_a_bank_account_holds_what_came_in_less_what_went_out(years: Shelf) -> None:
    came_in = 500_000 + 13_000 + 3_000 + 200_000 + 12_000
    went_out = 1_000 + 60_000 + 200_000 + 200_000
    assert questions.bank_balance_fen(years.database, "MED", makers.BANK) == came_in - went_out


def test_an_account_that_nothing_was_booked_on_holds_nothing(years: Shelf) -> None:
    assert questions.bank_balance_fen(years.database, "AID", makers.BANK) == 0


def test_contributions_are_summed_by_stretch_of_cover_as_known_at_a_position(years: Shelf) -> None:
    first = (date(2015, 1, 1), date(2015, 12, 31))
    second = (date(2016, 1, 1), date(2016, 12, 31))
    of_2015 = [
        ("MED", ILLNESS, "2015", *first, 9_000),
        ("MED", HOSPITAL, "2015", *first, 12_000),
    ]
    head = years.record.head().size
    before = len(history.office() + history.first_year())
    assert questions.stretches(years.database, before) == of_2015
    assert questions.stretches(years.database, head) == [
        *of_2015,
        ("MED", HOSPITAL, "2016", *second, 12_000),
    ]


def test_units_with_rosters_are_those_of_the_fund_and_period(years: Shelf) -> None:
    assert questions.units_with_rosters(years.database, "MED", "2015") == [makers.UNIT]
    assert questions.units_with_rosters(years.database, "MED", "2017") == []
    assert questions.units_with_rosters(years.database, "AID", "2015") == []


def test_scheduled_covers_are_those_that_rosters_began(years: Shelf) -> None:
    assert {*questions.scheduled(years.database, "2015")} == {
        (makers.UNIT, HOSPITAL, ONE),
        (makers.UNIT, HOSPITAL, TWO),
        (makers.UNIT, ILLNESS, ONE),
        (makers.UNIT, ILLNESS, TWO),
        ("U00124", HOSPITAL, THREE),
    }


def test_a_units_covers_are_its_own(years: Shelf) -> None:
    assert {*questions.covered(years.database, makers.UNIT, "2016")} == {(ONE, HOSPITAL)}
    assert {*questions.covered(years.database, "U00124", "2015")} == {(THREE, HOSPITAL)}


def test_a_take_over_counts_its_own_claims_alone(book: Shelf) -> None:
    theirs = {"originator_id": ONE, "effective_on": date(2015, 1, 2)}
    book.keep(
        *history.office(),
        makers.claim_filed(claim="C8", source="take_over", **theirs),
        makers.claim_filed(claim="C9", source="settlement", **theirs),
    )
    book.catch_up()
    assert questions.carried_in(book.database) == (1, 1, 1)


def test_settled_claims_are_those_filed_within_the_days_from_settlement_files(
    years: Shelf,
) -> None:
    first, last = date(2015, 3, 1), date(2015, 4, 1)
    years.keep(
        makers.claim_filed(claim="C9", source="application", originator_id=ONE, effective_on=first)
    )
    years.catch_up()
    assert questions.settled(years.database, first, last) == ["C1", "C3"]


def test_claims_are_found_by_their_latest_step_alone(years: Shelf) -> None:
    assert found(years.database, [one_of("step", ["paid", "rejected"])]) == ["C1", "C3", "C2"]
    assert found(years.database, [one_of("step", ["filed", "returned"])]) == []
    both = [one_of("step", ["paid"]), one_of("plan", [ILLNESS])]
    assert found(years.database, both) == ["C2"]


def test_a_claim_whose_payment_came_back_still_has_its_amount(book: Shelf) -> None:
    book.keep(*history.office(), *history.first_year())
    book.catch_up()
    returned = one_of("step", ["returned"])
    assert found(book.database, [returned, WITH_AMOUNT]) == ["C2"]
    assert found(book.database, [returned, WITHOUT_AMOUNT]) == []
    (its,) = waiting(book.database, [returned], limit=5)
    assert (its.claim, its.since, its.amount_fen, its.urgent) == (
        "C2",
        "2015-07-09",
        200_000,
        False,
    )


def test_a_worklist_is_no_longer_than_was_asked_for(years: Shelf) -> None:
    assert [each.claim for each in waiting(years.database, [], limit=2)] == ["C1", "C3"]
