"""Roster amendments: what is due no more, and whose money is owed back."""

from typing import Any

from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.accounting import postings
from ledger.aggregates import Remittance
from ledger.aggregates.debtor import Struck
from ledger.events import Event
from ledger.events.remittance import RemittanceOpened
from tests import makers as m
from tests.aggregates.given import day, given, moment, recorded, refused

ONE = Struck(m.PLAN, day("01-01"), day("12-31"), True, 1, 6_000)
WHY: Any = {"on": day("12-20", 2014), "reason": "struck off"}


def account(*events: Event) -> Remittance:
    """A unit's account with a roster of two people, 120 yuan due, and what happened since."""
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, m.roster_accepted(), *events)
    return its


def test_what_nobody_has_paid_falls_away() -> None:
    its = account()

    assert its.amend_roster(ONE, moment(**WHY)) == ()

    (amended,) = recorded(its)
    assert amended.amendment == f"{m.UNIT}/{m.PLAN}/2015/A1"
    assert (amended.members, amended.joined, amended.shares) == (1, 1, 1)
    assert (amended.contribution_fen, amended.freed_fen) == (6_000, 0)
    assert (its.outstanding_fen, its.held_fen) == (6_000, {})
    assert its.members == {"CD-HOSP": 1}


def test_what_was_paid_is_held_for_its_payer() -> None:
    its = account(m.contribution_received())

    freed = its.amend_roster(ONE, moment(**WHY))

    assert [(part.receipt, part.amount_fen) for part in freed] == [("RC1", 6_000)]
    assert (its.outstanding_fen, its.held_fen) == (0, {"RC1": 6_000})


def test_the_unpaid_part_falls_away_first() -> None:
    its = account(m.contribution_received(placed_fen=8_000))

    (part,) = its.amend_roster(ONE, moment(**WHY))

    assert part.amount_fen == 2_000
    assert its.outstanding_fen == 0


def test_receipts_are_freed_in_proportion_to_what_they_paid() -> None:
    its = account(
        m.contribution_received(placed_fen=10_000),
        m.contribution_received(placed_fen=2_000, receipt="RC9"),
    )

    freed = its.amend_roster(ONE, moment(**WHY))

    assert [(part.receipt, part.amount_fen) for part in freed] == [("RC1", 5_000), ("RC9", 1_000)]


def test_freed_money_goes_back_to_the_account_it_came_into() -> None:
    its = account(m.contribution_received(bank_account="ICBC-9"))
    its.amend_roster(ONE, moment(**WHY))

    assert its.refund("RC1", None, moment(**WHY)) == 6_000

    refunded = recorded(its)[-1]
    assert (refunded.receipt, refunded.bank_account) == ("RC1", "ICBC-9")
    assert its.held_fen == {"RC1": 0}


def test_freed_money_that_was_identified_goes_back_as_well() -> None:
    its = account(m.receipt_identified(12_000, bank_account="ICBC-9"))
    its.amend_roster(ONE, moment(**WHY))

    its.refund("RC2", None, moment(**WHY))

    assert recorded(its)[-1].bank_account == "ICBC-9"


def test_what_was_refunded_is_not_freed_again() -> None:
    its = account(m.contribution_received())
    its.amend_roster(ONE, moment(**WHY))
    its.refund("RC1", None, moment(**WHY))

    (part,) = its.amend_roster(ONE, moment(**WHY))

    assert part.amount_fen == 6_000
    assert recorded(its)[-1].amendment.endswith("/A2")
    assert its.members == {"CD-HOSP": 0}


def test_once_cover_has_begun_no_money_moves() -> None:
    its = account(m.contribution_received())

    assert its.amend_roster(ONE._replace(contribution_fen=0), moment(**WHY)) == ()

    assert its.held_fen == {}
    assert postings(recorded(its)[0]) == ()


def test_an_amendment_takes_the_role_of_enrolment() -> None:
    its = account()
    sentence = "officer xu may not do this: it takes the role enrolment"

    with refused("office.role_missing", sentence, its):
        its.amend_roster(ONE, moment("xu", roles=("finance",), reason="x"))


@for_all(st.lists(st.integers(1, 4_000), max_size=6))
def test_due_received_and_held_always_add_up(receipts: list[int]) -> None:
    """Whatever was paid before: what is due stays what the rosters say less what is not held."""
    its = account()
    for number, fen in enumerate(receipts):
        its.receive(f"R{number}", fen, m.BANK, "unit", moment())
    its.amend_roster(ONE, moment(**WHY))

    received, held = sum(receipts), sum(its.held_fen.values())
    assert its.outstanding_fen == 6_000 - (received - held)
    assert its.outstanding_fen >= 0


@for_all(st.integers(0, 6_000))
def test_an_amendment_posts_what_the_roster_posted_the_other_way_round(freed: int) -> None:
    sums: dict[str, int] = {}
    entry = [*postings(m.roster_accepted()), *postings(m.roster_amended(freed))]
    for leg in entry:
        signed = leg.amount_fen if leg.side == "D" else -leg.amount_fen
        sums[leg.account] = sums.get(leg.account, 0) + signed
    assert sums.pop("contributions_in_advance") == -6_000
    assert sums.pop("contributions_due") == 6_000 + freed
    assert sums.get("unidentified_receipts", 0) == -freed
