"""Rosters of a unit that stands suspended for arrears, and what opens them again."""

from typing import Any

import pytest

from ledger.events.standing import RemittanceReinstated, RemittanceSuspended
from tests.commands.composite import publish
from tests.commands.office import (
    ROSTER,
    SmallOffice,
    person,
    roster_import,
    roster_row,
    roster_rows,
)
from tests.commands.people import told

WHOSE = ("U000", "--fund", "CARE", "--period", "2015")
MORE = """
contribution_fen: 3000
benefits:
  - type: fixed_sum
    trigger: diagnosis
    schedule:
      - {code: a, label_zh: 甲, label_en: a, amount_fen: 50000}
"""
SUSPEND = (*WHOSE, "--reason", "欠缴", "--resolution", "R1")


@pytest.fixture
def suspended(ready: SmallOffice) -> SmallOffice:
    """An office in which a unit took eight people into the accident plan, and did not pay."""
    for unit in ("U000", "U001"):
        ready.do("en", "unit", "headcount", unit, 1)
    ready.do("en", *listed(ready, "名册.csv", "2015", *range(8)))
    ready.do("en", "contribution", "suspend", *SUSPEND, on="2015-04-01")
    ready.at(2015, 5, 4)
    return ready


def listed(office: SmallOffice, name: str, period: str, *people: int, u: int = 0) -> list[Any]:
    """Return the words that enrol some people; those below ten had cover in 2014."""
    path = office.file(name, ROSTER, [roster_row(u, k, "CD-ACC") for k in people])
    consent = office.paper("同意书.txt")
    return ["roster", "import", path, "--period", period, "--consent", consent]


def pay(office: SmallOffice) -> None:
    where = ("--unit", "U000", "--fund", "CARE", "--period", "2015", "--bank-account", "B2")
    office.do("en", "contribution", "receive", "--receipt", "C1", "--amount", "400", *where)


def reinstate(office: SmallOffice, on: str) -> None:
    office.do("en", "contribution", "reinstate", *WHOSE, "--reason", "补缴", on=on)


@pytest.mark.parametrize("k", [8, 11], ids=["renewing", "new"])
def test_nobody_is_added_while_the_unit_stands_suspended(suspended: SmallOffice, k: int) -> None:
    said = suspended.refuses("file.rows_refused", "en", *listed(suspended, "增员.csv", "2015", k))

    assert "[roster.unit_suspended]" in said
    assert "U000" in said
    assert "since 2015-04-01" in said


def test_the_refusal_is_said_once_for_each_row_in_chinese_too(suspended: SmallOffice) -> None:
    words = listed(suspended, "增员.csv", "2015", 10, 11)
    said = suspended.refuses("file.rows_refused", "en", *words, lang="zh")

    assert said.count("自 2015-04-01 起中止；缴清并恢复保障之前，该期名册不得增加人员") == 2


def test_paying_alone_opens_no_list_and_reinstatement_does(suspended: SmallOffice) -> None:
    pay(suspended)
    words = listed(suspended, "增员.csv", "2015", 8, 11)
    suspended.refuses("file.rows_refused", "en", *words)
    reinstate(suspended, "2015-05-04")

    suspended.do("en", *words)
    (lifted,) = (e for e in suspended.events() if isinstance(e, RemittanceReinstated))
    assert lifted.covers == 8


def test_a_first_list_under_another_plan_covers_no_day_on_which_the_unit_stood_still(
    suspended: SmallOffice,
) -> None:
    publish(suspended, "CD-MORE", MORE)
    pay(suspended)
    reinstate(suspended, "2015-05-04")
    suspended.at(2015, 6, 1)
    path = suspended.file("首次.csv", ROSTER, [roster_row(0, 0, "CD-MORE")])
    suspended.do("en", *roster_import(suspended, path))

    loss = ("--plan", "CD-MORE", "--trigger", "diagnosis", "--occurred-on")
    words = ("claim", "file", "C1", "--id-number", person(0, 0)[1], *loss)
    suspended.refuses("claim.loss_before_joining", "as", *words, "2015-05-03")
    suspended.do("as", *words, "2015-05-04")


def test_a_list_dated_before_reinstatement_is_refused(suspended: SmallOffice) -> None:
    pay(suspended)
    reinstate(suspended, "2015-05-04")
    words = listed(suspended, "增员.csv", "2015", 11)

    with suspended.untouched():
        answer = suspended.run("en", *words, on="2015-05-03")
    assert "[roster.before_reinstatement]" in answer.err


def test_other_units_other_funds_and_the_next_period_are_open(suspended: SmallOffice) -> None:
    suspended.do("en", *listed(suspended, "别的单位.csv", "2015", 0, 1, u=1))
    rows = roster_rows(["CD-HOSP"], units=[0])
    hospital = suspended.file("别的基金.csv", ROSTER, rows)
    suspended.do("en", *roster_import(suspended, hospital))
    suspended.at(2015, 12, 20)
    suspended.do("en", *listed(suspended, "2016.csv", "2016", 0, 11))


def test_of_several_rosters_in_a_file_the_others_are_taken_in(suspended: SmallOffice) -> None:
    rows = [roster_row(u, 0, "CD-ACC") for u in (1,)] + [roster_row(0, 11, "CD-ACC")]
    path = suspended.file("两单位.csv", ROSTER, rows)
    suspended.do("en", *roster_import(suspended, path, "--good-rows-only"))

    covered = told(suspended, "unit", "statement", "U001")["plans"]
    assert [
        p["members"] for p in covered if (p["plan"], p["period"]) == ("CD-ACC@2014", "2015")
    ] == [1]
    (fact,) = (e for e in suspended.events() if isinstance(e, RemittanceSuspended))
    assert (fact.unit, fact.fund, fact.covers) == ("U000", "CARE", 8)


def test_the_trail_tells_that_a_unit_was_suspended_and_reinstated(suspended: SmallOffice) -> None:
    pay(suspended)
    reinstate(suspended, "2015-05-04")

    said = suspended.do("en", "audit", "trail", "--unit", "U000")
    assert "with fund CARE for period 2015 suspended: 8 covers; nobody is added" in said
    assert "reinstated: 8 covers; its lists are open again" in said
