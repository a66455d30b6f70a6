"""A plan whose contribution comes back, from the roster to the day after its term: books and words."""

import json
from collections import Counter
from typing import Any

import pytest

from ledger.accounting import postings
from ledger.terms import shipped
from tests.commands.composite import publish
from tests.commands.office import ROSTER, SmallOffice, roster_import, roster_row

TERMS = """
contribution_fen: 50000
refundable_fen: 41000
max_shares: 3
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
WHERE = ("--fund", "CARE", "--period", "2015")
RETURN = ("contribution", "return-principal", "U000", *WHERE)


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    return enrolled(ready)


def enrolled(office: SmallOffice) -> SmallOffice:
    """Two people at 500.00 each, of which 410.00 is principal, paid by their unit."""
    publish(office, "CD-DEP", TERMS)
    rows = [roster_row(0, k, "CD-DEP") for k in range(2)]
    office.do("en", *roster_import(office, office.file("名册.csv", ROSTER, rows)))
    receive(office, 1_000, "R1")
    return office


def receive(office: SmallOffice, yuan: int, receipt: str, *more: object) -> str:
    where = ("--receipt", receipt, "--unit", "U000", *WHERE, "--bank-account", "B2")
    return office.do("en", "contribution", "receive", "--amount", yuan, *where, *more)


def balances(office: SmallOffice) -> dict[str, int]:
    """What the plan's people and their unit's money leave on each account; a debit is above zero."""
    sums = Counter[str]()
    for leg in (leg for event in office.events() for leg in postings(event)):
        if leg.plan == "CD-DEP@2015" or (leg.plan, leg.unit) == (None, "U000"):
            sums[leg.account] += leg.amount_fen if leg.side == "D" else -leg.amount_fen
    return {account: fen for account, fen in sums.items() if fen}


def ratios(office: SmallOffice) -> dict[str, Any]:
    said = office.do("lin", "report", "loss-ratio", "--period", "2015", "--format", "json")
    (row,) = [row for row in json.loads(said)["rows"] if row["plan"] == "CD-DEP@2015"]
    return dict(row)


def test_principal_is_owed_and_only_the_rest_is_earned(office: SmallOffice) -> None:
    """180.00 of 1,000.00 are contributions: 31 of 365 days of them are 15.28."""
    office.at(2015, 1, 31)
    office.do("fi", "period", "accrue", "2015-01")

    assert balances(office) == {
        "bank": 100_000,
        "contributions_in_advance": -18_000 + 1_528,
        "contribution_income": -1_528,
        "refundable_principal": -82_000,
    }
    sheet = office.do("lin", "report", "balance-sheet", "--fund", "CARE")
    assert any("Long-term payables" in line and "820.00" in line for line in sheet.splitlines())
    trial = office.do("lin", "report", "trial-balance", "--fund", "CARE")
    assert any("2502" in line and "820.00" in line for line in trial.splitlines())


def test_principal_is_in_neither_ratio(ready_anywhere: SmallOffice) -> None:
    office = enrolled(ready_anywhere)
    office.at(2015, 12, 31)
    office.do("fi", "period", "accrue", "2015-12")
    ratio = ratios(office)

    assert (ratio["written_fen"], ratio["earned_fen"], ratio["received_fen"]) == (18_000,) * 3
    office.at(2016, 1, 1)
    office.do("en", *RETURN)
    ratio = ratios(office)
    assert (ratio["written_fen"], ratio["earned_fen"], ratio["received_fen"]) == (18_000,) * 3
    columns = "written_fen, earned_fen, received_fen"
    view = f"select {columns} from report_loss_ratio_v1 where plan = 'CD-DEP@2015'"
    assert office.rows(view) == [(18_000, 18_000, 18_000)]


def test_principal_of_a_part_payment_is_what_is_beyond_the_contributions(
    ready: SmallOffice,
) -> None:
    publish(ready, "CD-DEP", TERMS)
    rows = [roster_row(0, k, "CD-DEP") for k in range(2)]
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows)))
    receive(ready, 100, "R1")
    assert ratios(ready)["received_fen"] == 10_000
    receive(ready, 100, "R2")
    assert ratios(ready)["received_fen"] == 18_000


def test_principal_goes_back_the_day_after_its_term_and_once(office: SmallOffice) -> None:
    office.at(2015, 12, 31)
    said = office.refuses("contribution.principal_not_due", "en", *RETURN)
    assert "is given back from 2016-01-01 on" in said

    office.at(2016, 1, 1)
    with office.untouched():
        assert "would be recorded" in office.do("en", *RETURN, "--dry-run")
    assert office.do("en", *RETURN).splitlines() == [
        (
            "principal of 820.00 yuan under CD-DEP@2015, cover until 2015-12-31: "
            "0.00 settle what was owed, 820.00 go back"
        ),
        "  820.00 yuan of receipt R1 (account B2) to the unit",
    ]
    assert balances(office) == {"bank": 18_000, "contributions_in_advance": -18_000}
    with office.untouched():
        assert office.do("en", *RETURN) == "no principal is held\n"


def test_what_is_owed_is_settled_out_of_the_principal_first(ready: SmallOffice) -> None:
    publish(ready, "CD-DEP", TERMS)
    rows = [roster_row(0, k, "CD-DEP") for k in range(2)]
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows)))
    receive(ready, 700, "R1")
    ready.at(2016, 1, 1)

    assert "300.00 settle what was owed, 520.00 go back" in ready.do("en", *RETURN)
    assert balances(ready) == {"bank": 18_000, "contributions_in_advance": -18_000}
    assert "Nothing is in arrears" in ready.do("lin", "contribution", "arrears")


def test_who_is_voided_before_cover_takes_their_principal_along(ready: SmallOffice) -> None:
    publish(ready, "CD-DEP", TERMS)
    rows = [roster_row(0, k, "CD-DEP") for k in range(2)]
    later = ("--starts-on", "2015-02-01")
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows), *later))
    receive(ready, 1_000, "R1")
    one = next(e.originator_id for e in ready.events() if e.topic == "member.enrolled.v1")

    voiding = ("--plan", "CD-DEP", "--period", "2015", "--ground", "member_wish")
    said = ready.do("en", "member", "void", one, *voiding)

    assert "500.00 yuan due no more" in said
    assert "500.00 yuan of receipt R1 are held, to go back to whoever paid it" in said
    assert balances(ready) == {
        "bank": 100_000,
        "contributions_in_advance": -9_000,
        "refundable_principal": -41_000,
        "unidentified_receipts": -50_000,
    }


def test_a_units_statement_says_what_is_principal_until_it_is_given_back(
    office: SmallOffice,
) -> None:
    said = office.do("lin", "unit", "statement", "U000")
    assert "2 shares, 180.00 yuan and principal of 820.00 yuan, cover" in said
    assert (
        "due 1,000.00 yuan, received 1,000.00, open 0.00. Principal of 820.00 yuan is part of it, "
        "given back at the end of the term." in said
    )
    office.at(2016, 1, 1)
    office.do("en", *RETURN)

    said = office.do("lin", "unit", "statement", "U000")
    assert "principal of 820.00 yuan given back, cover 2015-01-01 to 2015-12-31." in said
    assert "due 180.00 yuan, received 180.00, open 0.00.\n" in said
    assert "received, borne by the unit: 180.00 yuan." in said
    before = office.do("lin", "unit", "statement", "U000", "--as-of", "2015-12-31")
    assert "Principal of 820.00 yuan is part of it" in before


def test_the_shipped_plan_of_shanghai_earns_nothing_of_its_principal(ready: SmallOffice) -> None:
    """Two people at 410.00, all of it principal: January earns nothing, 820.00 are owed back."""
    terms = shipped()["SH-ACC-R@2006"] + "effective_on: 2006-01-01\n"
    ready.do("lin", "plan", "publish", ready.paper("sh.yaml", terms), "--resolution", "R1")
    receive(ready, 820, "R1")
    ready.do("en", "unit", "headcount", "U000", "2")
    rows = [roster_row(0, k, "SH-ACC-R") for k in range(2)]
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows)))
    ready.at(2015, 1, 31)

    assert "earned 0.00 yuan" in ready.do("fi", "period", "accrue", "2015-01")
    ready.at(2016, 1, 5)  # covered from 2015-01-06 to this day
    ready.refuses("contribution.principal_not_due", "en", *RETURN)
    ready.at(2016, 1, 6)
    assert "820.00 yuan of receipt R1 (account B2) to the unit" in ready.do("en", *RETURN)
