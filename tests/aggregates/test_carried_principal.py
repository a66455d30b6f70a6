"""Principal that was taken over: no more than the fund holds of it, and back once its term is over."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.accounting import postings
from ledger.aggregates import Fund, Remittance
from ledger.aggregates.principal import Term
from ledger.errors import PrincipalNotHeld
from ledger.events import Event
from ledger.events.fund import BalanceLine
from ledger.events.remittance import RemittanceOpened
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused

TERM = Term(m.PLAN, day("01-01"), day("12-31"))
AFTER = moment(on=day("01-01", 2016))
LIST, OTHER = "a" * 64, "b" * 64


def account(*events: Event) -> Remittance:
    """A unit's account with what was taken over of its people's principal, and what happened since."""
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, *(events or (m.principal_carried_in(),)))
    return its


def fund(*held: BalanceLine) -> Fund:
    """A fund with an opening balance."""
    its: Fund = given(m.fund_opened(), m.opening_balance(*held))
    return its


def principal(fen: int, side: str = "C") -> BalanceLine:
    """One line of an opening balance: principal."""
    return BalanceLine.model_validate(
        {"account": "refundable_principal", "side": side, "amount_fen": fen}
    )


# --- what a fund holds --------------------------------------------------------------------------


def test_a_list_names_as_much_principal_as_the_opening_balance_holds() -> None:
    its = fund(principal(82_000))

    its.take_over_principal(LIST, 2, 82_000, moment())

    (said,) = recorded(its)
    assert (said.list_digest, said.members, said.principal_fen) == (LIST, 2, 82_000)
    assert postings(said) == ()


def test_a_list_that_names_more_principal_than_the_opening_balance_holds_is_refused() -> None:
    its = fund(principal(82_000))
    sentence = (
        "lists of cover name principal of 820.01 yuan for fund MED; "
        "its opening balance holds 820.00 yuan"
    )

    with refused("fund.principal_not_held", sentence, its):
        its.take_over_principal(LIST, 2, 82_001, moment())


def test_no_list_names_principal_before_the_balance_is_entered() -> None:
    its: Fund = given(m.fund_opened())
    sentence = (
        "lists of cover name principal of 820.00 yuan for fund MED; "
        "its opening balance holds 0.00 yuan"
    )

    with refused("fund.principal_not_held", sentence, its):
        its.take_over_principal(LIST, 2, 82_000, moment())


def test_what_is_on_the_debit_side_of_the_balance_is_not_held() -> None:
    its = fund(principal(82_000), principal(10_000, "D"))

    with pytest.raises(PrincipalNotHeld) as refusal:
        its.take_over_principal(LIST, 2, 82_000, moment())
    assert refusal.value.held_fen == 72_000


def test_a_list_that_was_taken_over_counts_once() -> None:
    its = fund(principal(82_000))
    its.take_over_principal(LIST, 2, 82_000, moment())

    its.require_principal({LIST: 82_000})
    with pytest.raises(PrincipalNotHeld):
        its.require_principal({OTHER: 1})


@for_all(st.lists(st.integers(1, 50_000), max_size=8), st.integers(0, 100_000))
def test_lists_never_name_more_than_is_held(lists: list[int], held_fen: int) -> None:
    its = fund(*([principal(held_fen)] if held_fen else []))
    for n, fen in enumerate(lists):
        try:
            its.take_over_principal(f"{n:064x}", 1, fen, moment())
        except PrincipalNotHeld:
            continue

    assert sum(said.principal_fen for said in recorded(its)) <= held_fen


# --- what goes back -----------------------------------------------------------------------------


def test_it_goes_back_whole_out_of_the_account_that_is_named() -> None:
    its = account()

    (returned,) = its.return_carried(None, "ICBC-1", AFTER)

    assert (returned.plan, returned.ends_on, returned.principal_fen) == (m.PLAN, *TERM[2:], 82_000)
    legs = [(leg.account, leg.side, leg.amount_fen, leg.bank_account) for leg in postings(returned)]
    assert legs == [
        ("refundable_principal", "D", 82_000, None),
        ("bank", "C", 82_000, "ICBC-1"),
    ]


def test_it_goes_back_once() -> None:
    its = account()
    its.return_carried(None, "ICBC-1", AFTER)

    assert its.return_carried(None, "ICBC-1", AFTER) == []
    assert its.return_principal(None, AFTER) == []
    assert its.carried_fen == {TERM: 0}
    assert len(recorded(its)) == 1


def test_it_stays_until_its_term_is_over() -> None:
    its = account()
    last = moment(on=day("12-31"))
    sentence = (
        "the principal that unit U00123 paid under CD-HOSP@2015 is given back from 2016-01-01 on"
    )

    with refused("contribution.principal_not_due", sentence, its):
        its.return_principal(None, last)
    assert its.return_carried(None, "ICBC-1", last) == []


def test_a_rosters_principal_that_is_not_due_yet_does_not_hold_it_back() -> None:
    later = m.roster_accepted(principal_fen=41_000, ends_on=day("02-29", 2016))
    its = account(m.principal_carried_in(), later)

    assert its.return_principal(None, AFTER) == []
    (returned,) = its.return_carried(None, "ICBC-1", AFTER)
    assert returned.principal_fen == 82_000
    assert its.principal_fen == {Term(m.PLAN, day("01-01"), day("02-29", 2016)): 41_000}


def test_it_needs_the_name_of_an_account() -> None:
    its = account()
    sentence = (
        "principal of unit U00123 was taken over, and its receipts are not in this record; "
        "say out of which account of fund MED it goes back"
    )

    with refused("contribution.principal_account_missing", sentence, its):
        its.return_carried(None, None, AFTER)


def test_without_any_no_account_is_asked_for() -> None:
    assert account(m.roster_accepted()).return_carried(None, None, AFTER) == []


def test_one_plan_alone_gives_back_what_was_taken_over_of_it() -> None:
    its = account(m.principal_carried_in(), m.principal_carried_in(plan="CD-ACC@2014"))

    back = its.return_carried("CD-ACC", "ICBC-1", AFTER)

    assert [event.plan for event in back] == ["CD-ACC@2014"]


def test_it_is_neither_due_nor_in_arrears() -> None:
    its = account()

    assert its.outstanding_fen == 0
    its.return_carried(None, "ICBC-1", AFTER)
    assert (its.outstanding_fen, its.held_fen) == (0, {})


def test_taking_it_over_and_giving_it_back_take_the_role_of_enrolment() -> None:
    its = account()
    sentence = "officer xu may not do this: it takes the role enrolment"
    nobody = moment("xu", roles=("finance",), on=day("01-01", 2016))

    with refused("office.role_missing", sentence, its):
        its.carry_in_principal(TERM, 2, 82_000, nobody)
    with refused("office.role_missing", sentence, its):
        its.return_carried(None, "ICBC-1", nobody)
