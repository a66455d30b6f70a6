"""Members' principal: never income, owed back from the start, and given back once the term is over."""

from collections import Counter
from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.accounting import postings
from ledger.aggregates import Remittance
from ledger.aggregates.debtor import Struck
from ledger.aggregates.principal import Term
from ledger.events import Event
from ledger.events.remittance import PayerAmount, RemittanceOpened
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused

TERM = Term(m.PLAN, day("01-01"), day("12-31"))
AFTER: Any = {"on": day("01-01", 2016)}
BEFORE: Any = {"on": day("12-20", 2014), "reason": "struck off"}
# Two people at 500.00 each, of which 410.00 is principal.
ROSTER = m.roster_accepted(contribution_fen=18_000, principal_fen=82_000)
ONE = Struck(m.PLAN, day("01-01"), day("12-31"), True, 1, 50_000, 41_000)


def account(*events: Event) -> Remittance:
    """A unit's account with the roster of those two, and what happened since."""
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, *(events or (ROSTER,)))
    return its


def paid(*sums: int, **changes: Any) -> list[Event]:
    """Receipts of a unit, one for each sum, that its roster explains."""
    return [
        m.contribution_received(placed_fen=fen, receipt=f"RC{n}", **changes)
        for n, fen in enumerate(sums, 1)
    ]


def balances(*events: Event) -> dict[str, int]:
    """What events leave on each account: a debit is above zero."""
    sums = Counter[str]()
    for event in events:
        for leg in postings(event):
            sums[leg.account] += leg.amount_fen if leg.side == "D" else -leg.amount_fen
    return {name: fen for name, fen in sums.items() if fen}


def test_principal_is_owed_back_from_the_day_on_which_it_falls_due() -> None:
    assert balances(ROSTER) == {
        "contributions_due": 100_000,
        "contributions_in_advance": -18_000,
        "refundable_principal": -82_000,
    }
    its = account()
    assert its.outstanding_fen == 100_000
    assert its.principal_fen == {TERM: 82_000}


def test_principal_is_given_back_the_day_after_the_last_of_cover_and_no_sooner() -> None:
    its = account(ROSTER, *paid(100_000))
    sentence = (
        "the principal that unit U00123 paid under CD-HOSP@2015 is given back from 2016-01-01 on"
    )

    with refused("contribution.principal_not_due", sentence, its):
        its.return_principal(None, moment(on=day("12-31")))
    (returned,) = its.return_principal(None, moment(**AFTER))

    assert (returned.principal_fen, returned.unpaid_fen) == (82_000, 0)
    assert [(line.receipt, line.amount_fen) for line in returned.lines] == [("RC1", 82_000)]
    assert balances(ROSTER, *paid(100_000), returned) == {
        "contributions_in_advance": -18_000,  # earned by what cover was given
        "bank": 18_000,
    }
    assert (its.outstanding_fen, its.held_fen, its.principal_fen) == (0, {}, {TERM: 0})


def test_principal_is_given_back_once() -> None:
    its = account(ROSTER, *paid(100_000))
    its.return_principal(None, moment(**AFTER))

    assert its.return_principal(None, moment(**AFTER)) == []
    assert len(recorded(its)) == 1


def test_an_account_without_principal_gives_nothing_back() -> None:
    its = account(m.roster_accepted())

    assert its.return_principal(None, moment(**AFTER)) == []
    assert recorded(its) == []


def test_what_the_unit_still_owes_is_settled_first() -> None:
    """700.00 of 1,000.00 are paid: of 820.00 principal 300.00 settle the rest, 520.00 go back."""
    its = account(ROSTER, *paid(70_000))

    (returned,) = its.return_principal(None, moment(**AFTER))

    assert (returned.unpaid_fen, [line.amount_fen for line in returned.lines]) == (30_000, [52_000])
    assert its.outstanding_fen == 0
    assert balances(ROSTER, *paid(70_000), returned) == {
        "contributions_in_advance": -18_000,
        "bank": 18_000,
    }


def test_principal_goes_back_to_the_accounts_it_came_from_in_proportion() -> None:
    first = m.contribution_received(placed_fen=75_000, bank_account="ICBC-1")
    second = m.contribution_received(placed_fen=25_000, receipt="RC9", bank_account="ICBC-9")
    its = account(ROSTER, first, second)

    (returned,) = its.return_principal(None, moment(**AFTER))

    lines = [(line.receipt, line.bank_account, line.amount_fen) for line in returned.lines]
    assert lines == [("RC1", "ICBC-1", 61_500), ("RC9", "ICBC-9", 20_500)]
    banks = {p.bank_account: p.amount_fen for p in postings(returned) if p.account == "bank"}
    assert banks == {"ICBC-1": 61_500, "ICBC-9": 20_500}


def test_each_payer_gets_back_of_the_principal_what_they_bore_of_it() -> None:
    """The members bear 60 %, the unit 40 %: of 820.00 they get 492.00 and 328.00."""
    parts = (
        PayerAmount(payer="members", amount_fen=60_000),
        PayerAmount(payer="unit", amount_fen=40_000),
    )
    its = account(ROSTER.model_copy(update={"parts": parts}))
    its.receive("RC1", 100_000, "ICBC-1", "unit", moment(), parts)

    (returned,) = its.return_principal(None, moment(**AFTER))

    lines = [(line.payer, line.bearer, line.amount_fen) for line in returned.lines]
    assert lines == [("members", "members", 49_200), ("unit", "unit", 32_800)]
    assert returned.parts == (
        PayerAmount(payer="members", amount_fen=49_200),
        PayerAmount(payer="unit", amount_fen=32_800),
    )
    assert its.fell_due_by[m.PLAN] == {"members": 10_800, "unit": 7_200}


def test_each_term_gives_back_its_own_principal() -> None:
    later = m.roster_accepted(
        contribution_fen=9_000,
        principal_fen=41_000,
        starts_on=day("03-01"),
        ends_on=day("02-29", 2016),
    )
    its = account(ROSTER, later, *paid(150_000))

    (first,) = its.return_principal(None, moment(**AFTER))
    (second,) = its.return_principal(None, moment(on=day("03-01", 2016)))

    assert (first.ends_on, first.principal_fen) == (day("12-31"), 82_000)
    assert (second.ends_on, second.principal_fen) == (day("02-29", 2016), 41_000)
    assert its.placed_fen["RC1"].popitem()[1] == 27_000  # the contributions proper


def test_one_plan_alone_gives_back_its_principal() -> None:
    other = m.roster_accepted(plan="CD-ACC@2014", contribution_fen=0, principal_fen=41_000)
    its = account(ROSTER, other)

    assert [e.plan for e in its.return_principal("CD-ACC", moment(**AFTER))] == ["CD-ACC@2014"]
    assert [e.plan for e in its.return_principal(m.PLAN, moment(**AFTER))] == [m.PLAN]


def test_who_is_struck_off_before_cover_takes_their_principal_along() -> None:
    its = account(ROSTER, *paid(100_000))

    (part,) = its.amend_roster(ONE, moment(**BEFORE))

    (amended,) = recorded(its)
    assert part.amount_fen == 50_000
    assert (amended.contribution_fen, amended.freed_fen) == (9_000, 9_000)
    assert (amended.principal_unpaid_fen, amended.principal_freed_fen) == (None, 41_000)
    assert balances(ROSTER, *paid(100_000), amended) == {
        "bank": 100_000,
        "contributions_in_advance": -9_000,
        "refundable_principal": -41_000,
        "unidentified_receipts": -50_000,
    }
    assert its.principal_fen == {TERM: 41_000}


def test_what_is_unpaid_of_who_is_struck_off_is_principal_first() -> None:
    """550.00 of 1,000.00 are paid: of the 500.00 that fall away 450.00 were open, 410.00 of it principal."""
    its = account(ROSTER, *paid(55_000))

    (part,) = its.amend_roster(ONE, moment(**BEFORE))

    (amended,) = recorded(its)
    assert part.amount_fen == 5_000
    assert (amended.unpaid_fen, amended.freed_fen) == (4_000, 5_000)
    assert (amended.principal_unpaid_fen, amended.principal_freed_fen) == (41_000, None)
    assert its.outstanding_fen == 0


def test_giving_principal_back_takes_the_role_of_enrolment() -> None:
    its = account(ROSTER, *paid(100_000))
    sentence = "officer xu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, its):
        its.return_principal(None, moment("xu", roles=("finance",), **AFTER))


@for_all(st.lists(st.integers(1, 40_000), max_size=6), st.booleans())
def test_no_principal_is_left_and_none_is_lost_whatever_was_paid(
    receipts: list[int], strikes: bool
) -> None:
    its = account()
    came = 0
    for n, fen in enumerate(receipts):
        its.receive(f"RC{n}", fen, "ICBC-1", "unit", moment())
        came += fen
    if strikes:
        its.amend_roster(ONE, moment(**BEFORE))

    (returned,) = its.return_principal(None, moment(**AFTER))

    left = balances(ROSTER, *recorded(its))
    back = sum(line.amount_fen for line in returned.lines)
    assert returned.unpaid_fen + back == returned.principal_fen
    assert "refundable_principal" not in left
    assert left.get("contributions_due", 0) == its.outstanding_fen
    assert left.get("bank", 0) == came - back
    assert left.get("unidentified_receipts", 0) == -sum(its.held_fen.values())
