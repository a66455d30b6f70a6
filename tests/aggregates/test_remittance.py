"""Remittances: what a unit owes a fund plan by plan, what it paid, and what is held."""

from typing import Any
from uuid import UUID

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.aggregates import Remittance
from ledger.events.remittance import RemittanceOpened
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

CI = "CD-CI@2015"
WHOLE = {"starts_on": day("01-01"), "ends_on": day("12-31")}


def opened(**changes: Any) -> RemittanceOpened:
    facts = {"unit": m.UNIT, "fund": m.FUND, "period": "2015"}
    event: RemittanceOpened = m.make(RemittanceOpened, **(facts | changes))
    return event


def owing(*dues: tuple[str, int], **where: Any) -> Remittance:
    """A unit's account with rosters that came in, in this order: (plan, contribution)."""
    rosters = [m.roster_accepted(plan=plan, contribution_fen=fen) for plan, fen in dues]
    account: Remittance = given(opened(**where), *rosters)
    return account


def holding(amount_fen: int, receipt: str = "RC2") -> Remittance:
    """An account for money of an unknown payer."""
    apart = opened(unit=None, period=None, originator_id=UUID(int=7))
    account: Remittance = given(apart, m.receipt_held(receipt=receipt, amount_fen=amount_fen))
    return account


def split(event: Any) -> list[tuple[str, int]]:
    return [(line.plan, line.amount_fen) for line in event.lines]


# --- rosters ------------------------------------------------------------------------------------


def test_an_account_is_opened_for_a_unit_and_a_coverage_period() -> None:
    account = Remittance.open(UUID(int=1), m.FUND, moment(), m.UNIT, "2015")

    (event,) = recorded(account)
    assert (event.unit, event.fund, event.period) == (m.UNIT, m.FUND, "2015")
    assert account.outstanding_fen == 0


def test_an_accepted_roster_falls_due_whole() -> None:
    account = given(opened())

    for plan, joined in ((m.PLAN, 2), (CI, 0), (m.PLAN, 1)):
        account.accept_roster(
            plan,
            **WHOLE,
            members=2,
            joined=joined,
            shares=3,
            contribution_fen=9_000,
            lines_digest=m.DIGEST,
            consent=None,
            at=moment(),
        )

    assert [event.roster for event in recorded(account)] == [
        "U00123/CD-HOSP@2015/2015/1",
        "U00123/CD-CI@2015/2015/2",
        "U00123/CD-HOSP@2015/2015/3",
    ]
    assert account.due_fen == {m.PLAN: 18_000, CI: 9_000}
    assert account.members == {"CD-HOSP": 4, "CD-CI": 2}
    assert account.outstanding_fen == 27_000


# --- receipts -----------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("amount_fen", "lines", "held_fen"),
    [
        (5_000, [(m.PLAN, 5_000)], 0),
        (12_000, [(m.PLAN, 12_000)], 0),
        (12_001, [(m.PLAN, 12_000), (CI, 1)], 0),
        (21_000, [(m.PLAN, 12_000), (CI, 9_000)], 0),
        (21_500, [(m.PLAN, 12_000), (CI, 9_000)], 500),
    ],
)
def test_a_receipt_settles_the_rosters_in_their_order_and_the_rest_is_held(
    amount_fen: int, lines: list[tuple[str, int]], held_fen: int
) -> None:
    account = owing((m.PLAN, 12_000), (CI, 9_000))

    account.receive("RC1", amount_fen, m.BANK, "unit", moment())

    (event,) = recorded(account)
    assert (split(event), event.held_fen, event.amount_fen) == (lines, held_fen, amount_fen)
    assert account.outstanding_fen == 21_000 - (amount_fen - held_fen)


def test_a_later_receipt_goes_on_where_the_earlier_left_off() -> None:
    account = owing((m.PLAN, 12_000), (CI, 9_000))

    account.receive("RC1", 10_000, m.BANK, "unit", moment())
    account.receive("RC2", 10_000, m.BANK, "unit", moment())

    assert split(recorded(account)[1]) == [(m.PLAN, 2_000), (CI, 8_000)]


def test_money_that_comes_before_any_roster_is_held() -> None:
    account = given(opened())

    account.receive("RC1", 10_000, m.BANK, "unit", moment())

    (event,) = recorded(account)
    assert (event.lines, event.held_fen, account.held_fen) == ((), 10_000, {"RC1": 10_000})


@for_all(
    st.lists(st.tuples(st.sampled_from([m.PLAN, CI]), st.integers(1, 10**9)), max_size=4),
    st.lists(st.integers(1, 10**9), max_size=4),
)
def test_every_fen_received_is_settled_or_held(
    dues: list[tuple[str, int]], receipts: list[int]
) -> None:
    account = owing(*dues)

    for number, fen in enumerate(receipts):
        account.receive(f"RC{number}", fen, m.BANK, "unit", moment())

    for event in recorded(account):
        assert sum(line.amount_fen for line in event.lines) + event.held_fen == event.amount_fen
    due = sum(fen for _, fen in dues)
    assert account.outstanding_fen == max(0, due - sum(receipts))
    assert sum(account.held_fen.values()) == max(0, sum(receipts) - due)


# --- held money ---------------------------------------------------------------------------------


def test_money_of_an_unknown_payer_is_held() -> None:
    account = Remittance.open(UUID(int=7), m.FUND, moment())

    account.hold("RC2", 3_000, m.BANK, moment())

    assert topics(account) == ["remittance.opened.v1", "remittance.receipt_held.v1"]
    assert account.held_fen == {"RC2": 3_000}


def test_held_money_is_placed_with_the_unit_that_it_came_from() -> None:
    source, target = holding(15_000), owing((m.PLAN, 12_000), (CI, 9_000))

    assert source.place("RC2", target, moment(reason="the unit called")) == 15_000

    (placed,), (identified,) = recorded(source), recorded(target)
    assert (placed.unit, placed.period, placed.amount_fen) == (m.UNIT, "2015", 15_000)
    assert split(identified) == [(m.PLAN, 12_000), (CI, 3_000)]
    assert (identified.held_unit, identified.held_period) == (None, None)
    assert (source.held_fen, target.outstanding_fen) == ({"RC2": 0}, 6_000)


def test_held_money_is_placed_as_far_as_the_unit_owes() -> None:
    source, target = holding(15_000), owing((m.PLAN, 12_000))

    assert source.place("RC2", target, moment()) == 12_000

    assert (source.held_fen, target.outstanding_fen) == ({"RC2": 3_000}, 0)


def test_an_excess_is_placed_with_a_later_roster_of_the_same_account() -> None:
    account = given(
        opened(),
        m.contribution_received(placed_fen=0, held_fen=5_000),
        m.roster_accepted(contribution_fen=4_000),
    )

    assert account.place("RC1", account, moment()) == 4_000

    placed, identified = recorded(account)
    assert (placed.topic, placed.amount_fen) == ("remittance.held_receipt_placed.v1", 4_000)
    assert (identified.held_unit, identified.held_period) == (m.UNIT, "2015")
    assert (account.held_fen, account.outstanding_fen) == ({"RC1": 1_000}, 0)


def test_money_is_not_placed_where_nothing_is_due() -> None:
    source, target = holding(3_000), given(opened())
    sentence = "unit U00123 owes nothing to fund MED for 2015"

    with refused("contribution.nothing_due", sentence, source, target):
        source.place("RC2", target, moment())


def test_money_is_not_placed_twice() -> None:
    source, target = holding(3_000), owing((m.PLAN, 12_000))
    source.place("RC2", target, moment())
    sentence = "receipt RC2 holds 0.00 yuan; 0.00 yuan was asked for"

    with refused("contribution.nothing_held", sentence, source, target):
        source.place("RC2", target, moment())


def test_held_money_stays_in_its_fund() -> None:
    source, target = holding(3_000), owing((m.PLAN, 12_000), fund="AID")
    sentence = "RC2 belongs to fund MED, not to AID"

    with refused("fund.wrong_fund", sentence, source, target):
        source.place("RC2", target, moment())


def test_held_money_goes_back_to_the_account_it_came_from() -> None:
    account = holding(3_000)

    assert account.refund("RC2", None, moment(reason="paid in error")) == 3_000

    (event,) = recorded(account)
    assert (event.bank_account, event.amount_fen, event.reason) == (m.BANK, 3_000, "paid in error")
    assert account.held_fen == {"RC2": 0}


def test_a_part_of_held_money_can_go_back() -> None:
    account = given(opened(), m.contribution_received(placed_fen=0, held_fen=5_000))

    assert account.refund("RC1", 2_000, moment(reason="paid in error")) == 2_000

    (event,) = recorded(account)
    assert (event.unit, event.period) == (m.UNIT, "2015")
    assert account.held_fen == {"RC1": 3_000}


def test_no_more_goes_back_than_is_held() -> None:
    account = holding(3_000)
    sentence = "receipt RC2 holds 30.00 yuan; 30.01 yuan was asked for"

    with refused("contribution.nothing_held", sentence, account):
        account.refund("RC2", 3_001, moment(reason="paid in error"))


def test_a_receipt_that_holds_nothing_is_not_refunded() -> None:
    account = owing((m.PLAN, 12_000))
    sentence = "receipt RC9 holds 0.00 yuan; 50.00 yuan was asked for"

    with refused("contribution.nothing_held", sentence, account):
        account.refund("RC9", 5_000, moment(reason="paid in error"))
