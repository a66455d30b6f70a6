"""Principal that a running office brings along: from the list of cover to the day after its term."""

from collections import Counter
from pathlib import Path

import pytest

from ledger.accounting import postings
from ledger.events.fund import PrincipalTakenOver
from ledger.events.remittance import PrincipalCarriedIn
from tests.commands import office as small
from tests.commands.composite import publish
from tests.commands.office import COVERS, SmallOffice, account, person, unit

TERMS = """
contribution_fen: 50000
refundable_fen: 41000
max_shares: 3
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
HEADING = (*COVERS, "份数", "返还本金")
RETURN = ("contribution", "return-principal", "U000", "--fund", "CARE", "--period", "2015")
OUT_OF = ("--bank-account", "B2")


@pytest.fixture
def begun(tmp_path: Path) -> SmallOffice:
    """An office with a plan that gives principal back, before its list of cover comes in."""
    return begin(str(tmp_path / "book.db"), tmp_path)


@pytest.fixture(params=["sqlite", "postgresql"])
def begun_anywhere(request: pytest.FixtureRequest, tmp_path: Path) -> SmallOffice:
    """The same, once on each kind of database."""
    if request.param == "sqlite":
        return begin(str(tmp_path / "book.db"), tmp_path)
    return begin(request.getfixturevalue("postgresql_url"), tmp_path)


def begin(book: str, folder: Path) -> SmallOffice:
    office = small.begin(book, folder)
    small.furnish(office)
    publish(office, "CD-DEP", TERMS)
    return office


def enter_balances(office: SmallOffice, principal: str = "1640.00") -> None:
    heading = ("基金", "科目", "方向", "金额", "依据", "银行账户")
    lines = [
        ("CARE", "bank", "借", principal, "审字1号", "B2"),
        ("CARE", "refundable_principal", "贷", principal, "审字1号", ""),
    ]
    path = office.file("balances.csv", heading, lines)
    office.do("fi", "take-over", "--balances", path, "--document", office.paper("移交书.txt"))


def cover(u: int, k: int, principal: str, shares: int = 1) -> tuple[object, ...]:
    days = ("2015", "2014-01-01", "2015-01-01", "2015-12-31")
    return (unit(u), "CD-DEP@2015", *person(u, k), *days, account(u, k), shares, principal)


def taking_over(
    office: SmallOffice, *rows: tuple[object, ...], name: str = "cover.csv"
) -> list[object]:
    path = office.file(name, HEADING, rows)
    return ["take-over", "--members", path, "--document", office.paper("移交书.txt")]


def three(office: SmallOffice) -> list[object]:
    """A list of two people of one unit, one of them with two shares, and of one of another."""
    rows = [cover(0, 0, "410.00"), cover(0, 1, "820.00", shares=2), cover(1, 0, "410.00")]
    return taking_over(office, *rows)


def balances(office: SmallOffice) -> dict[str, int]:
    sums = Counter[str]()
    for leg in (leg for event in office.events() for leg in postings(event)):
        sums[leg.account] += leg.amount_fen if leg.side == "D" else -leg.amount_fen
    return {name: fen for name, fen in sums.items() if fen}


def test_a_list_of_cover_says_whose_the_principal_is_that_the_fund_holds(
    begun: SmallOffice,
) -> None:
    enter_balances(begun)
    before = balances(begun)
    begun.do("en", *three(begun))

    (said,) = [e for e in begun.events() if isinstance(e, PrincipalTakenOver)]
    assert (said.fund, said.members, said.principal_fen) == ("CARE", 3, 164_000)
    units = [e for e in begun.events() if isinstance(e, PrincipalCarriedIn)]
    assert [(e.unit, e.members, e.principal_fen, str(e.ends_on)) for e in units] == [
        ("U000", 2, 123_000, "2015-12-31"),
        ("U001", 1, 41_000, "2015-12-31"),
    ]
    assert balances(begun) == before == {"bank": 164_000, "refundable_principal": -164_000}


def test_it_goes_back_the_day_after_its_term_out_of_the_account_named_and_once(
    begun_anywhere: SmallOffice,
) -> None:
    begun = begun_anywhere
    enter_balances(begun)
    begun.do("en", *three(begun))
    begun.at(2015, 12, 31)
    said = begun.refuses("contribution.principal_not_due", "en", *RETURN, *OUT_OF)
    assert "is given back from 2016-01-01 on" in said
    begun.at(2016, 1, 1)
    begun.refuses("contribution.principal_account_missing", "en", *RETURN)
    begun.refuses("record.unknown", "en", *RETURN, "--bank-account", "B1")

    with begun.untouched():
        assert "would be recorded" in begun.do("en", *RETURN, *OUT_OF, "--dry-run")
    assert begun.do("en", *RETURN, *OUT_OF) == (
        "principal of 1,230.00 yuan under CD-DEP@2015, taken over, cover until 2015-12-31: "
        "it goes back to the unit out of account B2\n"
    )
    assert balances(begun) == {"bank": 41_000, "refundable_principal": -41_000}
    with begun.untouched():
        assert begun.do("en", *RETURN, *OUT_OF) == "no principal is held\n"


def test_the_balance_sheet_and_the_trail_tell_that_it_went_back(begun: SmallOffice) -> None:
    enter_balances(begun)
    begun.do("en", *three(begun))
    begun.at(2016, 1, 1)
    begun.do("en", *RETURN, *OUT_OF)

    sheet = begun.do("lin", "report", "balance-sheet", "--fund", "CARE")
    assert any("Long-term payables" in line and "410.00" in line for line in sheet.splitlines())
    trail = begun.do("lin", "audit", "trail", "--unit", "U000")
    assert "cover until 2015-12-31, 2 members, 1,230.00 yuan" in trail
    assert "cover until 2015-12-31, 1,230.00 yuan out of account B2" in trail
    assert "Nothing is in arrears" in begun.do("lin", "contribution", "arrears")


def test_a_list_that_names_more_than_the_fund_holds_is_refused_before_anything_of_it_is_recorded(
    begun: SmallOffice,
) -> None:
    begun.refuses("fund.principal_not_held", "en", *three(begun))
    enter_balances(begun, "1639.99")
    begun.refuses("fund.principal_not_held", "en", *three(begun))
    begun.refuses("fund.principal_not_held", "en", *three(begun), "--dry-run")


def test_lists_of_one_command_name_together_no_more_than_the_fund_holds(
    begun: SmallOffice,
) -> None:
    enter_balances(begun, "500.00")
    first = taking_over(begun, cover(0, 0, "410.00"), name="first.csv")
    second = taking_over(begun, cover(0, 1, "410.00"), name="second.csv")

    answer = begun.run("en", *first, *second[1:3])

    assert answer.code == 3
    assert "[fund.principal_not_held]" in answer.err
    taken = [e for e in begun.events() if isinstance(e, PrincipalTakenOver)]
    assert [e.principal_fen for e in taken] == [41_000]


def test_a_list_that_is_taken_over_again_doubles_nothing(begun: SmallOffice) -> None:
    enter_balances(begun)
    begun.do("en", *three(begun))

    with begun.untouched():
        begun.do("en", *three(begun))


def test_more_than_the_terms_ask_for_so_many_shares_is_refused(begun: SmallOffice) -> None:
    enter_balances(begun)
    answer = begun.run("en", *taking_over(begun, cover(0, 0, "410.01")))

    assert answer.code == 3
    assert "[takeover.principal_above_terms]" in answer.err
    assert "give back 410.00 yuan for so many shares; the list names 410.01 yuan" in answer.err
    assert "返还本金" in answer.err
    assert not any(e.topic == "member.cover_carried_in.v1" for e in begun.events())


def test_a_list_without_the_column_says_nothing_of_principal(begun: SmallOffice) -> None:
    enter_balances(begun)
    rows = [cover(0, 0, "")[: len(COVERS)]]
    path = begun.file("cover.csv", COVERS, rows)
    paper = begun.paper("移交书.txt")
    begun.do("en", "take-over", "--members", path, "--document", paper)

    topics = {event.topic for event in begun.events()}
    assert "member.cover_carried_in.v1" in topics
    assert not {topic for topic in topics if "principal" in topic}
