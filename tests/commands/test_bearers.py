"""One contribution, several payers: who bears what, whose money settled it, and to whom it goes back."""

import pytest
from hypothesis import given as for_all
from hypothesis import strategies as st

from ledger.aggregates import Remittance
from ledger.aggregates.debtor import Struck
from ledger.events.remittance import (
    ContributionRefunded,
    PayerAmount,
    ReceiptHeld,
    RemittanceOpened,
)
from ledger.money import shared_out
from tests import makers as m
from tests.aggregates.given import day, given, moment
from tests.commands import company as co
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import told
from tests.commands.test_dues import deductions, due_account

THREE = [
    {"payer": "member", "fen": 4_000},
    {"payer": "unit", "fen": 3_000},
    {"payer": "city_union", "fen": 3_000},
]
PRICE = {"contribution": {"rule": "per_share", "share_fen": 10_000}}
TO = ("--fund", "MED", "--period", "2015")


def enrol(office: SmallOffice, *more: object, units: int = 1, people: int = 2) -> None:
    rows: list[list[object]] = [
        [small.unit(u), "CO-WAGE", *small.person(u, k), "是", "", ""]
        for u in range(units)
        for k in range(people)
    ]
    office.do("en", *co.roster_of(office, rows, *more))


@pytest.fixture
def shared(ready: SmallOffice) -> SmallOffice:
    """A plan of 100 yuan, of which the member bears 40, the unit 30 and the city's union 30."""
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready)
    return ready


def shares(office: SmallOffice, unit: str = "U000") -> list[str]:
    said = office.do("en", "contribution", "shares", unit, *TO)
    return [line.split(": ")[1] for line in said.strip().splitlines()]


def receive(office: SmallOffice, yuan: object, receipt: str, *more: object) -> str:
    where = ("--amount", yuan, "--bank-account", "B1", "--fund", "MED")
    return office.do("en", "contribution", "receive", "--receipt", receipt, *where, *more)


UNIT = ("--unit", "U000", "--period", "2015")


# --- who bears what -----------------------------------------------------------------------------


def test_terms_divide_what_a_roster_costs(shared: SmallOffice) -> None:
    assert shares(shared) == [
        "80.00 yuan borne by its members, 80.00 of it open",
        "60.00 yuan borne by the unit, 60.00 of it open",
        "60.00 yuan borne by union funds, 60.00 of it open",
    ]


def test_several_payers_together_settle_a_roster(shared: SmallOffice) -> None:
    assert "held 0.00, still due 60.00" in receive(shared, "140", "R1", *UNIT)
    receive(shared, "60", "R2", *UNIT, "--payer", "union")

    assert due_account(shared) == 0
    assert all(line.endswith(" 0.00 of it open") for line in shares(shared))


def test_a_payers_money_settles_its_own_part_alone(shared: SmallOffice) -> None:
    said = receive(shared, "100", "R1", *UNIT, "--payer", "union")

    assert "held 40.00, still due 140.00" in said
    assert shares(shared)[2] == "60.00 yuan borne by union funds, 0.00 of it open"


def test_a_file_of_receipts_says_whose_money_each_is(shared: SmallOffice) -> None:
    heading = (*small.RECEIPTS, "资金来源")
    where = ("2015-01-05", "U000", "MED", "2015")
    held = ("R2", "2015-01-05", "", "MED", "", "60", "B1", "捐赠")
    rows = [("R1", *where, "100", "B1", "工会经费"), held]
    shared.do("en", "contribution", "import", shared.file("收据.csv", heading, rows))

    assert shares(shared)[2] == "60.00 yuan borne by union funds, 0.00 of it open"
    assert due_account(shared) == 14_000  # 40 yuan are more than its part, and held
    (held_receipt,) = [e for e in shared.events() if isinstance(e, ReceiptHeld)]
    assert (held_receipt.receipt, held_receipt.payer) == ("R2", "donor")


def test_a_unit_remits_what_it_withheld_after_its_own_part(shared: SmallOffice) -> None:
    receive(shared, "70", "R1", *UNIT)

    assert shares(shared)[:2] == [
        "80.00 yuan borne by its members, 70.00 of it open",
        "60.00 yuan borne by the unit, 0.00 of it open",
    ]


def test_one_receipt_may_be_of_several_payers(shared: SmallOffice) -> None:
    parts = ("--part", "members=80", "--part", "unit=60", "--part", "union=60")
    receive(shared, "200", "R1", *UNIT, *parts)

    its = told(shared, "unit", "statement", "U000")
    assert its["payers"] == {"members": 8_000, "union": 6_000, "unit": 6_000}
    assert due_account(shared) == 0


@pytest.mark.parametrize("parts", [("members=80", "unit=60"), ("unit=100", "unit=100")])
def test_the_parts_of_a_receipt_are_the_receipt(
    shared: SmallOffice, parts: tuple[str, str]
) -> None:
    where = ("--amount", "200", "--bank-account", "B1", "--fund", "MED", *UNIT)
    more = [word for part in parts for word in ("--part", part)]
    words = ("contribution", "receive", "--receipt", "R1", *where, *more)
    shared.refuses("contribution.parts_differ", "en", *words)


def test_an_employer_withholds_the_members_part_alone(shared: SmallOffice) -> None:
    rows = deductions(shared)
    assert {(row["会费"], row["应扣金额"]) for row in rows} == {("100.00", "40.00")}


def test_a_roster_says_who_bears_it_where_terms_do_not(ready: SmallOffice) -> None:
    co.publish(ready, **PRICE)
    enrol(ready, "--borne", "member=60", "--borne", "donor=40")

    assert shares(ready) == [
        "120.00 yuan borne by its members, 120.00 of it open",
        "80.00 yuan borne by a donor, 80.00 of it open",
    ]
    assert {row["应扣金额"] for row in deductions(ready)} == {"60.00"}


def test_a_roster_does_not_say_otherwise_than_the_terms(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    words = co.roster_of(ready, [co.paid_row(0)], "--borne", "donor=1")
    assert "[roster.funding_fixed]" in ready.refuses("file.rows_refused", "en", *words)


# --- paid by others alone -----------------------------------------------------------------------


def test_a_third_party_may_bear_all_of_it(ready: SmallOffice) -> None:
    co.publish(ready, funding=[{"payer": "city_union", "rate_bp": 10_000}], **PRICE)
    enrol(ready)
    assert deductions(ready) == []

    receive(ready, "200", "R1", "--payer", "union")
    ready.do("en", "contribution", "spread", "R1", "--period", "2015", "--reason", "市总补助")
    assert due_account(ready) == 0


def test_a_plan_may_cost_its_members_nothing(ready: SmallOffice) -> None:
    co.publish(ready, contribution={"rule": "fixed", "fen": 0})
    enrol(ready)

    its = told(ready, "unit", "statement", "U000")
    (plan,) = (p for p in its["plans"] if p["plan"] == "CO-WAGE@2015")
    assert (plan["members"], plan["due_fen"]) == (2, 0)


# --- one remittance, many rosters ---------------------------------------------------------------


def test_one_remittance_pays_its_part_for_many_units(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready, units=3)
    receive(ready, "200", "R1", "--payer", "union")
    words = ("contribution", "spread", "R1", "--period", "2015", "--reason", "市总补助")
    with ready.untouched():
        assert "6 events would be recorded" in ready.do("en", *words, "--dry-run")
    said = ready.do("en", *words)

    assert "180.00 yuan of receipt R1 placed with 3 units, 20.00 still held" in said
    for unit in ("U000", "U001", "U002"):
        assert shares(ready, unit)[2] == "60.00 yuan borne by union funds, 0.00 of it open"
    assert due_account(ready) == 3 * 14_000


def test_a_remittance_is_not_placed_with_a_unit_that_has_no_roster(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready, units=1)
    receive(ready, "200", "R1", "--payer", "union")
    words = ("contribution", "spread", "R1", "--period", "2015", "--reason", "市总补助")

    ready.refuses("record.unknown", "en", *words, "--unit", "U999")


def test_a_remittance_that_holds_nothing_more_is_not_placed_again(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready, units=2)
    receive(ready, "60", "R1", "--payer", "union")
    words = ("contribution", "spread", "R1", "--period", "2015", "--reason", "市总补助")
    ready.do("en", *words)

    ready.refuses("contribution.nothing_held", "en", *words)


def test_a_remittance_is_placed_with_the_units_that_are_named(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready, units=3)
    receive(ready, "90", "R1", "--payer", "union")
    units = ("--unit", "U002", "--unit", "U001")
    words = ("contribution", "spread", "R1", "--period", "2015", *units, "--reason", "补助")
    ready.do("en", *words)

    assert [shares(ready, u)[2].split(", ")[1] for u in ("U000", "U001", "U002")] == [
        "60.00 of it open",
        "30.00 of it open",
        "0.00 of it open",
    ]


def test_money_for_which_nothing_is_open_stays_held(shared: SmallOffice) -> None:
    receive(shared, "50", "R1", "--payer", "donor")
    words = ("contribution", "spread", "R1", "--period", "2015", "--reason", "捐赠")
    shared.refuses("contribution.nothing_due", "en", *words)


# --- back to who paid ---------------------------------------------------------------------------


def test_who_is_voided_before_cover_frees_everyones_money(shared: SmallOffice) -> None:
    parts = ("--part", "members=80", "--part", "unit=60")
    receive(shared, "140", "R1", *UNIT, *parts)
    receive(shared, "60", "R2", *UNIT, "--payer", "union")
    voiding = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "enrolled_twice")
    shared.do("en", "member", "void", co.member_of(shared, 0), *voiding, on="2014-12-31")

    refunded = [
        shared.do("en", "contribution", "refund", r, "--reason", "撤销") for r in ("R1", "R2")
    ]
    assert ["70.00" in refunded[0], "30.00" in refunded[1]] == [True, True]
    first = next(e for e in shared.events() if isinstance(e, ContributionRefunded))
    assert {p.payer: p.amount_fen for p in first.parts or ()} == {"members": 4_000, "unit": 3_000}


def test_a_refund_to_several_payers_says_how_much_is_whose(shared: SmallOffice) -> None:
    receive(shared, "140", "R1", *UNIT, "--part", "members=80", "--part", "unit=60")
    voiding = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "enrolled_twice")
    shared.do("en", "member", "void", co.member_of(shared, 0), *voiding, on="2014-12-31")

    refund = ("contribution", "refund", "R1", "--amount", "7", "--reason", "撤销")
    assert shared.do("en", *refund).splitlines() == [
        "refunded 7.00 yuan of receipt R1",
        "  4.00 yuan of it for its members",
        "  3.00 yuan of it for the unit",
    ]
    assert "  其中职工个人 4.00 元\n  其中单位 3.00 元" in shared.do("en", *refund, lang="zh")


def test_facts_of_several_payers_rebuilt_are_the_same(shared: SmallOffice) -> None:
    test_who_is_voided_before_cover_frees_everyones_money(shared)
    before = shared.digests()

    assert "DIFFERENT" not in shared.do("lin", "projection", "rebuild")
    assert shared.digests() == before


# --- to the fen ---------------------------------------------------------------------------------


@for_all(st.integers(0, 10**9), st.lists(st.integers(0, 10_000), min_size=1).filter(any))
def test_shares_of_a_sum_add_up_to_it(total: int, weights: list[int]) -> None:
    parts = shared_out(total, weights)

    assert sum(parts) == total
    for part, weight in zip(parts, weights, strict=True):
        assert abs(part * sum(weights) - total * weight) < sum(weights)


@for_all(
    st.lists(
        st.tuples(st.sampled_from(["unit", "members", "union"]), st.integers(1, 9_000)), max_size=6
    ),
    st.integers(1, 12_000),
)
def test_what_is_due_held_and_paid_adds_up_for_every_payer(
    receipts: list[tuple[str, int]], struck: int
) -> None:
    """Whoever paid what before: no part is below zero, and no money comes from nowhere."""
    parts = tuple(
        PayerAmount(payer=payer, amount_fen=fen)  # type: ignore[arg-type]
        for payer, fen in (("members", 4_001), ("unit", 3_999), ("union", 4_000))
    )
    opened = m.make(RemittanceOpened, unit=m.UNIT, fund=m.FUND, period="2015")
    its: Remittance = given(opened, m.roster_accepted(parts=parts))
    for number, (payer, fen) in enumerate(receipts):
        its.receive(f"R{number}", fen, m.BANK, payer, moment())  # type: ignore[arg-type]
    gone = Struck(m.PLAN, day("01-01"), day("12-31"), True, 1, struck)
    its.amend_roster(gone, moment(on=day("12-20", 2014)))

    held, received = sum(its.held_fen.values()), sum(fen for _, fen in receipts)
    assert all(left >= 0 for left in its.open_by[m.PLAN].values())
    assert sum(its.open_by[m.PLAN].values()) == its.outstanding_fen
    assert its.outstanding_fen == 12_000 - struck - (received - held)
    assert {r: sum(own.values()) for r, own in its.held_of.items()} == its.held_fen


# --- what a unit is told ------------------------------------------------------------------------


def test_what_is_held_or_went_back_is_not_told_as_borne_by_its_payer(ready: SmallOffice) -> None:
    """A donor bears it all: the unit's own 200.00 settle nothing of it, and are held."""
    donated = [{"payer": "donor", "rate_bp": 10_000}]
    co.publish(ready, funding=donated, **PRICE)
    enrol(ready)
    receive(ready, 200, "R1", *UNIT)
    said = ready.do("lin", "unit", "statement", "U000")
    assert "borne by" not in said
    assert "receipt R1 (fund MED): 200.00 yuan, to be identified or refunded." in said

    receive(ready, 200, "R2", *UNIT, "--payer", "donor")
    assert "received, borne by a donor: 200.00 yuan." in ready.do(
        "lin", "unit", "statement", "U000"
    )


def test_what_is_freed_of_several_payers_money_says_whose_it_is(ready: SmallOffice) -> None:
    co.publish(ready, funding=THREE, **PRICE)
    enrol(ready, "--starts-on", "2015-02-01")
    parts = ("--part", "members=80", "--part", "unit=60", "--part", "union=60")
    receive(ready, 200, "R1", *UNIT, *parts)
    voiding = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "member_wish")

    said = ready.do("en", "member", "void", co.member_of(ready, 0), *voiding)

    held = [line.strip() for line in said.splitlines() if "held" in line]
    assert held == [
        "40.00 yuan of receipt R1 are held, to go back to its members",
        "30.00 yuan of receipt R1 are held, to go back to the unit",
        "30.00 yuan of receipt R1 are held, to go back to union funds",
    ]
    told_of = ready.do("lin", "unit", "statement", "U000")
    assert "received, borne by its members: 40.00 yuan." in told_of
    assert "received, borne by the unit: 30.00 yuan." in told_of
