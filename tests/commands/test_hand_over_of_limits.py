"""What a hand-over says of the limits used, rule by rule, and who is handed back."""

import csv
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from tests.commands.composite import publish
from tests.commands.office import ROSTER as COLUMNS
from tests.commands.office import SmallOffice, person, roster_import, roster_row
from tests.commands.people import pseudonyms

# What counts for whom: a deductible of the first stay, caps of single rules, months of an allowance.
TERMS = """
contribution_fen: 3000
benefits:
  - type: indemnity
    trigger: hospital_stay
    deductible_first_fen: 20000
    deductible_next_fen: 10000
    cap_term_fen: 100000
    bands: [{over_fen: 0, rate_bp: 5000}]
  - {type: loss_share, trigger: property_loss, rate_bp: 10000, cap_term_fen: 150000}
  - {type: loss_share, trigger: disaster, rate_bp: 10000, cap_term_fen: 80000}
  - {type: allowance, trigger: hardship, month_fen: 10000, max_months_term: 6}
  - type: fixed_sum
    trigger: birth
    schedule: [{code: birth, label_zh: 生育, label_en: birth, amount_fen: 30000}]
"""
# One account of the coverage period: 1,000 yuan is deducted once, and half of the rest is paid.
MEASURED = """
contribution_fen: 3000
benefits:
  - type: indemnity
    trigger: hospital_stay
    measured_over: term
    deductible_first_fen: 100000
    bands: [{over_fen: 0, rate_bp: 5000}]
"""


def enrol(office: SmallOffice, terms: str) -> None:
    publish(office, "CD-AID", terms)
    rows = [roster_row(0, k, "CD-AID") for k in (0, 1)]
    office.do("en", *roster_import(office, office.file("名册.csv", COLUMNS, rows)))


def furnish(office: SmallOffice, terms: str) -> None:
    """Make another office ready, with the same plan."""
    for officer, role in (("en", "enrolment"), ("as", "assessor"), ("ap", "approver")):
        office.do("lin", "office", "appoint", officer, "--role", role)
    office.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")
    office.do("lin", "fund", "open", "CARE", "--name", "互助", "--restriction", "unrestricted")
    publish(office, "CD-AID", terms)
    office.do("en", "unit", "register", "U000", "--name", "示例单位")


def paid(office: SmallOffice, number: str, trigger: str, first: str, *more: str) -> str:
    """File, assess and approve a claim of person 0; return what its statement says is granted."""
    loss = ("--trigger", trigger, "--occurred-on", first, *more)
    whose = ("--id-number", person(0, 0)[1], "--plan", "CD-AID")
    office.do("as", "claim", "file", number, *whose, *loss)
    said = office.do("as", "claim", "assess", number)
    office.do("ap", "claim", "approve", number)
    return said


def stay(office: SmallOffice, number: str, first: str, last: str, borne: str) -> str:
    return paid(office, number, "hospital_stay", first, "--ended-on", last, "--self-pay", borne)


def statement(office: SmallOffice, which: UUID) -> str:
    return office.do("en", "member", "statement", which)


def hand_over(office: SmallOffice, out: Path, on: str, which: UUID) -> dict[str, str]:
    words = ("--to", "BJ", "--unit", "U000", "--reason", "调动", "--out", out)
    office.until(on)
    office.do("en", "member", "hand-over", which, *words, on=on)
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["计划"] == "CD-AID")
    return row


def take_over(office: SmallOffice, row: dict[str, str], on: str) -> None:
    office.until(on)
    office.do("en", *taking(office, row))


def taking(office: SmallOffice, row: dict[str, str]) -> list[Any]:
    path = office.file(f"移交{row['移交日期']}.csv", tuple(row), [tuple(row.values())])
    return ["take-over", "--members", path, "--document", office.paper("移交书.txt")]


@pytest.fixture
def home(ready: SmallOffice) -> SmallOffice:
    enrol(ready, TERMS)
    return ready


@pytest.fixture
def early(begun: SmallOffice, tmp_path: Path) -> SmallOffice:
    """An office whose own take-over is not completed, with a roster."""
    office = begun.copied(tmp_path / "early")
    furnish(office, TERMS)
    rows = [roster_row(0, k, "CD-AID") for k in (0, 1)]
    office.do("en", *roster_import(office, office.file("名册.csv", COLUMNS, rows)))
    return office


@pytest.fixture
def other(begun: SmallOffice) -> SmallOffice:
    furnish(begun, TERMS)
    return begun


def test_each_cap_counts_what_its_own_rule_paid(
    home: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    home.at(2015, 3, 10)
    paid(home, "A1", "property_loss", "2015-02-01", "--damage", "1000")
    paid(home, "A2", "birth", "2015-02-02")
    paid(home, "A3", "hardship", "2015-02-03", "--months", "6")
    row = hand_over(home, tmp_path / "out.csv", "2015-03-31", pseudonyms(home)[0])
    take_over(other, row, "2015-04-02")

    assert (row["已用额度"], row["已用费用补偿"]) == ("1900.00", "0.00")
    assert (row["已用损失补助"], row["已付事项"]) == ("财产损失=1000.00", "生育=300.00")
    said = statement(other, pseudonyms(other)[-1])
    assert "indemnity left in this coverage period: 1,000.00 yuan (limit 1,000.00" in said
    assert "(loss of property) left in this coverage period: 500.00 yuan (limit 1,500.00" in said
    assert "(a disaster) left in this coverage period: 800.00 yuan (limit 800.00" in said


def test_a_list_without_the_parts_counts_the_whole_sum_against_every_cap(
    home: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    home.at(2015, 3, 10)
    paid(home, "A2", "birth", "2015-02-02")
    row = hand_over(home, tmp_path / "out.csv", "2015-03-31", pseudonyms(home)[0])
    parts = {"已用费用补偿", "已用损失补助", "已用未分项", "已用住院次数"}
    take_over(other, {k: v for k, v in row.items() if k not in parts}, "2015-04-02")

    said = statement(other, pseudonyms(other)[-1])
    assert "indemnity left in this coverage period: 700.00 yuan (limit 1,000.00" in said
    assert "(a disaster) left in this coverage period: 500.00 yuan (limit 800.00" in said


def test_the_first_stay_after_other_claims_has_the_first_stays_deductible(
    home: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    home.at(2015, 3, 10)
    paid(home, "A2", "birth", "2015-02-02")
    row = hand_over(home, tmp_path / "out.csv", "2015-03-31", pseudonyms(home)[0])
    take_over(other, row, "2015-04-02")
    other.at(2015, 4, 20)

    # 1,000 less 200 for the first stay, half of it; for the second 1,000 less 100.
    assert "400.00 yuan" in stay(other, "B1", "2015-04-05", "2015-04-06", "1000")
    assert "450.00 yuan" in stay(other, "B2", "2015-04-08", "2015-04-09", "1000")


def test_a_deductible_of_the_period_is_deducted_once_in_both_offices(
    ready: SmallOffice, begun: SmallOffice, tmp_path: Path
) -> None:
    enrol(ready, MEASURED)
    furnish(begun, MEASURED)
    ready.at(2015, 3, 10)
    # 1,500 less 1,000, half of it; then the whole of 1,500, half of it.
    assert "250.00 yuan" in stay(ready, "A1", "2015-02-01", "2015-02-04", "1500")
    row = hand_over(ready, tmp_path / "out.csv", "2015-03-31", pseudonyms(ready)[0])
    take_over(begun, row, "2015-04-02")
    begun.at(2015, 4, 20)

    assert (row["期内累计自付"], row["已住院天数"]) == ("住院=1500.00", "3")
    assert "750.00 yuan" in stay(begun, "B1", "2015-04-05", "2015-04-06", "1500")


def test_months_beyond_the_limit_are_not_told_as_used(home: SmallOffice, tmp_path: Path) -> None:
    home.at(2015, 3, 10)
    said = paid(home, "A3", "hardship", "2015-02-03", "--months", "8")
    assert "600.00 yuan" in said

    told = statement(home, pseudonyms(home)[0])
    assert "months of allowance left in this coverage period: 0 (limit 6, used 6)" in told
    row = hand_over(home, tmp_path / "out.csv", "2015-03-31", pseudonyms(home)[0])
    assert row["已用月数"] == "生活困难=6"


def test_a_class_that_the_terms_do_not_know_was_not_paid(
    home: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    row = hand_over(home, tmp_path / "out.csv", "2015-03-31", pseudonyms(home)[0])
    other.until("2015-04-02")

    path = other.file("移交.csv", tuple(row), [tuple((row | {"已付病种": "nonsense"}).values())])
    words = ("take-over", "--members", path, "--document", other.paper("移交书.txt"))
    assert "this book holds no class paid nonsense" in other.refuses("record.unknown", "en", *words)


# --- and back -----------------------------------------------------------------------------------


def test_who_is_handed_back_in_the_same_period_is_covered_again(
    early: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    early.at(2015, 3, 10)
    paid(early, "A2", "birth", "2015-02-02")
    which = pseudonyms(early)[0]
    away = hand_over(early, tmp_path / "out.csv", "2015-03-31", which)
    take_over(other, away, "2015-04-02")
    other.at(2015, 5, 10)
    stay(other, "B1", "2015-04-05", "2015-04-06", "1000")
    back = hand_over(other, tmp_path / "back.csv", "2015-05-31", pseudonyms(other)[-1])
    take_over(early, back, "2015-06-02")
    early.at(2015, 6, 20)

    said = statement(early, which)
    assert "2015-06-01 to 2015-12-31, in force" in said
    assert "left on" not in said
    # 300 by this office, 400 by the other: 700 in all, and 400 of it by the indemnity.
    assert back["已用额度"] == "700.00"
    assert "indemnity left in this coverage period: 600.00 yuan (limit 1,000.00" in said
    # Of the second stay of the period 100 is deducted, and half of the rest is paid.
    assert "450.00 yuan" in stay(early, "A3", "2015-06-05", "2015-06-06", "1000")
    early.do("lin", "audit", "reperform")


def test_who_is_handed_back_in_another_period_is_covered_again(
    early: SmallOffice, tmp_path: Path
) -> None:
    which = pseudonyms(early)[0]
    away = hand_over(early, tmp_path / "out.csv", "2015-03-31", which)
    dates = {"保障期": "2016", "保障起期": "2016-01-01", "保障止期": "2016-12-31"}
    take_over(early, away | dates | {"移交日期": "2016-02-28"}, "2016-03-02")
    early.until("2016-03-20")

    said = statement(early, which)
    assert "2016-01-01 to 2016-12-31, in force" in said
    assert "left on" not in said
    assert "300.00 yuan" in paid(early, "A9", "birth", "2016-03-05")
