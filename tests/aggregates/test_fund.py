"""Funds: opened apart, taken over balanced, and earning day by day, each fen once."""

from uuid import UUID

from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.aggregates import Fund
from ledger.events.fund import BalanceLine
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused, topics

BANK = BalanceLine(account="bank", side="D", amount_fen=500_000, bank_account=m.BANK)
NET = BalanceLine(account="net_assets_restricted", side="C", amount_fen=500_000)
COVER = (m.PLAN, "2015")


def test_a_fund_is_set_up_by_its_code() -> None:
    fund = Fund.open(
        UUID(int=1),
        moment(),
        fund=m.FUND,
        name="医疗互助基金",
        kind="plan",
        restriction="restricted",
    )

    assert (fund.code, topics(fund)) == (m.FUND, ["fund.opened.v1"])


def test_the_balances_of_a_running_fund_come_in() -> None:
    fund = given(m.fund_opened())

    fund.enter_opening_balance([BANK, NET], moment())

    (entered,) = recorded(fund)
    assert (entered.fund, entered.lines) == (m.FUND, (BANK, NET))


def test_an_opening_balance_that_does_not_balance_is_refused() -> None:
    fund = given(m.fund_opened())
    more = NET.model_copy(update={"amount_fen": 500_001})
    sentence = "fund MED: debits are 5,000.00 yuan, credits 5,000.01 yuan"

    with refused("fund.unbalanced", sentence, fund):
        fund.enter_opening_balance([BANK, more], moment())


def test_an_opening_balance_comes_in_once() -> None:
    fund = given(m.fund_opened(), m.opening_balance())

    with refused("fund.opening_balance_twice", "fund MED already has its opening balance", fund):
        fund.enter_opening_balance([BANK, NET], moment())


# --- earning ------------------------------------------------------------------------------------


def test_what_cover_has_earned_by_a_day_is_booked_less_what_is_booked_already() -> None:
    fund = given(m.fund_opened())

    assert fund.earn({COVER: 1_000}, moment()) == 1_000
    assert fund.earn({COVER: 1_850}, moment()) == 850

    lines = [line for event in recorded(fund) for line in event.lines]
    assert [(line.earned_to_date_fen, line.amount_fen) for line in lines] == [
        (1_000, 1_000),
        (1_850, 850),
    ]


def test_booking_the_same_day_again_records_nothing() -> None:
    fund = given(m.fund_opened())
    fund.earn({COVER: 1_000}, moment())
    fund.pending_events.clear()

    assert fund.earn({COVER: 1_000}, moment()) == 0

    assert recorded(fund) == []


def test_an_earlier_month_is_booked_after_a_later_one_without_undoing_it() -> None:
    january, february = day("01-31"), day("02-28")
    fund = given(m.fund_opened())
    fund.earn({COVER: 1_000}, moment(on=january))
    fund.earn({COVER: 1_900}, moment(on=february))

    assert fund.earn({COVER: 1_000}, moment(on=january)) == 0
    assert fund.earn({COVER: 1_030}, moment(on=january)) == 30  # a roster came in late
    assert fund.earn({COVER: 1_960}, moment(on=february)) == 30


def test_only_what_has_earned_more_has_a_line() -> None:
    fund = given(m.fund_opened())
    fund.earn({COVER: 1_000, ("CD-CI@2015", "2015"): 500}, moment())
    fund.pending_events.clear()

    fund.earn({COVER: 1_000, ("CD-CI@2015", "2015"): 700, (m.PLAN, "2016"): 9}, moment())

    (earned,) = recorded(fund)
    assert [(line.plan, line.period, line.amount_fen) for line in earned.lines] == [
        ("CD-CI@2015", "2015", 200),
        (m.PLAN, "2016", 9),
    ]


def test_what_was_voided_is_earned_back_in_red() -> None:
    fund = given(m.fund_opened(), m.contributions_earned(1_000))

    assert fund.earn({COVER: 400}, moment()) == -600

    assert recorded(fund)[0].lines[0].amount_fen == -600


@for_all(st.lists(st.integers(0, 10**9), min_size=1, max_size=12))
def test_however_often_it_is_booked_the_sum_is_what_was_earned(to_date: list[int]) -> None:
    fund = given(m.fund_opened())

    booked = sum(fund.earn({COVER: fen}, moment()) for fen in to_date)

    assert booked == to_date[-1]
    assert booked == sum(line.amount_fen for event in recorded(fund) for line in event.lines)
