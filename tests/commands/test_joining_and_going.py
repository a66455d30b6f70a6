"""Who joins later, who goes while cover stands still, who comes back, and what another office is told."""

import csv
import json
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest

from ledger.commands import roster_leavers
from tests.commands.composite import publish
from tests.commands.office import PEOPLE, ROSTER, SmallOffice, person, roster_import, roster_row
from tests.commands.people import pseudonyms, told

TERMS = """
contribution_fen: 3000
group_participation: {rate_bp: 10000}
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000, max_days_term: 10}
  - {type: allowance, trigger: hardship, month_fen: 10000, max_months_term: 6}
  - type: fixed_sum
    trigger: diagnosis
    schedule:
      - {code: a, label_zh: 甲, label_en: a, amount_fen: 50000}
      - {code: b, label_zh: 乙, label_en: b, amount_fen: 50000}
"""
WHOSE = ("U000", "--fund", "CARE", "--period", "2015", "--reason", "欠缴", "--resolution", "R1")


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    """An office that published the plan, and took three people of a unit of three in."""
    publish(ready, "CD-AID", TERMS)
    ready.do("en", "unit", "headcount", "U000", 3)
    ready.do("en", *roster(ready, "名册.csv", 0, 1, 2))
    return ready


def roster(office: SmallOffice, name: str, *people: int, hired: str = "", u: int = 0) -> list[Any]:
    lines = [[*roster_row(u, k, "CD-AID"), hired] for k in people]
    return roster_import(office, office.file(name, (*ROSTER, "入职日期"), lines))


def claim(number: str, k: int, trigger: str, first: str, *more: str, u: int = 0) -> list[Any]:
    loss = ("--trigger", trigger, "--occurred-on", first, *more)
    return ["claim", "file", number, "--id-number", person(u, k)[1], "--plan", "CD-AID", *loss]


def paid(office: SmallOffice, *words: Any) -> None:
    office.do("as", *words)
    office.do("as", "claim", "assess", words[2])
    office.do("ap", "claim", "approve", words[2])


def member(office: SmallOffice, k: int = 0) -> UUID:
    """Return the member who has a person's ID number: they were registered in this order."""
    return pseudonyms(office)[k]


def leave(office: SmallOffice, which: UUID, on: str) -> None:
    words = ("--cause", "employment_ended", "--reason", "离职")
    office.do("en", "member", "leave", which, *words, on=on)


# --- who joins later ----------------------------------------------------------------------------


def test_a_loss_before_the_later_list_was_taken_in_is_not_covered(office: SmallOffice) -> None:
    office.do("en", "unit", "headcount", "U000", 4)
    office.at(2015, 2, 28)
    office.do("en", *roster(office, "增员.csv", 3))

    said = office.refuses(
        "claim.loss_before_joining", "as", *claim("J1", 3, "diagnosis", "2015-02-27")
    )
    assert "from 2015-02-28 on" in said
    office.do("as", *claim("J1", 3, "diagnosis", "2015-02-28"))


def test_a_units_first_list_covers_from_the_first_day_however_late(office: SmallOffice) -> None:
    office.do("en", "unit", "headcount", "U001", 1)
    office.at(2015, 2, 28)
    office.do("en", *roster(office, "名册1.csv", 0, u=1))

    office.do("as", *claim("J1", 0, "diagnosis", "2015-01-02", u=1))


def test_nobody_is_on_a_list_before_they_are_hired(office: SmallOffice) -> None:
    office.do("en", "unit", "headcount", "U001", 1)

    words = roster(office, "名册1.csv", 0, hired="2015-01-06", u=1)
    assert "column 入职日期" in office.refuses("roster.hired_later", "en", *words)
    office.do("en", *roster(office, "名册2.csv", 0, hired="2015-01-05", u=1))
    office.at(2015, 1, 7)
    words = claim("J1", 0, "diagnosis", "2015-01-04", u=1)
    office.refuses("claim.loss_before_joining", "as", *words)


def test_the_statement_and_the_certificate_say_from_when_losses_are_covered(
    office: SmallOffice, tmp_path: Path
) -> None:
    office.do("en", "unit", "headcount", "U001", 1)
    office.do("en", *roster(office, "名册1.csv", 0, hired="2015-01-03", u=1))
    which = member(office, PEOPLE - 2)  # the first of the second unit

    out = tmp_path / "c.html"
    words = (which, "--plan", "CD-AID", "--period", "2015", "--out", out, "--lang", "en")
    office.do("en", "print", "certificate", *words)

    assert "losses from 2015-01-03 on are covered, and none before" in statement(office, which)
    assert "Losses count from" in out.read_text(encoding="utf-8")


def statement(office: SmallOffice, which: UUID) -> str:
    return office.do("en", "member", "statement", which)


# --- who is there -------------------------------------------------------------------------------


def test_who_left_does_not_count_towards_the_share_that_terms_ask_for(office: SmallOffice) -> None:
    leave(office, member(office), "2015-02-03")
    office.do("en", "unit", "headcount", "U000", 4)

    said = office.refuses("roster.participation_too_low", "en", *roster(office, "增员.csv", 3))

    assert "3 of 4 people" in said


@pytest.mark.parametrize(("plan", "times"), [("CD-AID", 1), ("CD-FREE", 0)])
def test_facts_of_who_left_are_made_once_for_several_files_and_only_where_terms_ask_for_a_share(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch, plan: str, times: int
) -> None:
    publish(office, "CD-FREE", TERMS.replace("group_participation: {rate_bp: 10000}\n", ""))
    files = [
        office.file(f"名册-{unit}.csv", ROSTER, [roster_row(unit, k, plan) for k in range(3)])
        for unit in (1, 2)
    ]
    for unit in ("U001", "U002"):
        office.do("en", "unit", "headcount", unit, 3)
    made: list[tuple[str, ...]] = []
    monkeypatch.setattr(roster_leavers, "bring_up_to_date", lambda _, *facts: made.append(facts))

    verb, noun, first, *options = roster_import(office, files[0])
    office.do("en", verb, noun, first, files[1], *options)

    assert made == [("coverage", "audit_trail")] * times


def test_a_units_statement_takes_its_share_of_who_is_there(office: SmallOffice) -> None:
    leave(office, member(office), "2015-02-03")

    its = told(office, "unit", "statement", "U000", "--as-of", "2015-02-04")
    (line,) = (plan for plan in its["plans"] if plan["plan"] == "CD-AID@2015")
    assert (line["members"], line["ended"], line["participation_bp"]) == (3, 1, 6_667)
    text = office.do("en", "unit", "statement", "U000", "--as-of", "2015-02-04")
    assert "without 1 whose cover has ended" in text


def moved(office: SmallOffice) -> None:
    """The first of U000's three goes to U001, which has nobody else."""
    office.at(2015, 2, 2)
    office.do("en", "unit", "headcount", "U001", 2)
    office.do("en", "member", "transfer", member(office), "--to", "U001")


def test_who_moved_to_another_unit_counts_towards_the_share_there(office: SmallOffice) -> None:
    moved(office)
    office.do("en", "unit", "headcount", "U000", 4)

    said = office.refuses("roster.participation_too_low", "en", *roster(office, "增员.csv", 3))
    assert "3 of 4 people" in said
    office.do("en", *roster(office, "名册1.csv", 1, u=1))  # one of its own beside who came


def test_a_units_statement_counts_who_moved_where_they_are(office: SmallOffice) -> None:
    moved(office)
    office.do("en", *roster(office, "名册1.csv", 1, u=1))

    left, came = (participation(office, unit, "2015-02-04") for unit in ("U000", "U001"))
    assert (left["moved_away"], left["moved_here"], left["participation_bp"]) == (1, 0, 6_667)
    assert (came["moved_away"], came["moved_here"], came["participation_bp"]) == (0, 1, 10_000)
    text = office.do("en", "unit", "statement", "U001", "--as-of", "2015-02-04")
    assert "with 1 who came from another unit" in text


def test_a_period_that_is_over_is_told_as_it_was_at_its_end(office: SmallOffice) -> None:
    moved(office)
    office.at(2016, 1, 5)
    office.do("en", "unit", "headcount", "U000", 9)
    office.do("en", "member", "transfer", member(office, 1), "--to", "U001")

    its = participation(office, "U000", "2016-01-06")
    assert (its["moved_away"], its["participation_bp"]) == (1, 6_667)


def participation(office: SmallOffice, unit: str, as_of: str) -> Any:
    its = told(office, "unit", "statement", unit, "--as-of", as_of)
    (line,) = (plan for plan in its["plans"] if plan["plan"] == "CD-AID@2015")
    return line


# --- who goes while cover stands still, and who comes back -----------------------------------------


def test_who_left_while_cover_stood_still_is_enrolled_at_another_unit(office: SmallOffice) -> None:
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-02-01")
    leave(office, member(office), "2015-02-10")
    office.do("en", "unit", "headcount", "U001", 1)
    line = roster_row(1, 0, "CD-AID", 姓名=person(0, 0)[0], 身份证号=person(0, 0)[1])
    path = office.file("名册1.csv", ROSTER, [line])
    office.until("2015-03-02")

    office.do("en", *roster_import(office, path, "--starts-on", "2015-03-01"))

    said = statement(office, member(office))
    first, second = (line for line in said.splitlines() if "CD-AID@2015" in line)
    assert "2015-01-01 to 2015-02-10, ended; suspended from 2015-02-01 to 2015-02-10" in first
    assert "2015-03-01 to 2015-12-31, in force" in second
    rows = office.rows(
        "select cast(sum(covered) as bigint) from coverage where plan = 'CD-AID@2015'"
        " and unit = 'U000' and effective_on <= '2015-03-02' and ends_on >= '2015-03-02'"
    )
    assert rows == [(0,)]  # the others stand still, and this one has ended


def test_who_comes_back_on_a_later_list_is_not_covered_without_a_break(
    office: SmallOffice,
) -> None:
    leave(office, member(office), "2015-02-10")
    office.at(2015, 2, 20)
    office.do("en", *roster(office, "名册2.csv", 0), "--starts-on", "2015-02-11")

    said = statement(office, member(office))
    assert "losses from 2015-02-20 on are covered, and none before" in said
    (own,) = (line for line in said.splitlines() if "2015-02-11 to" in line)
    assert "without a break" not in own
    office.refuses("claim.loss_before_joining", "as", *claim("J1", 0, "diagnosis", "2015-02-12"))


def test_cover_that_stood_still_to_its_end_is_voided_and_its_days_count_once(
    office: SmallOffice,
) -> None:
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-06-01")
    office.at(2016, 1, 5)
    which = member(office)
    assert "suspended from 2015-06-01 to 2015-12-31" in statement(office, which)

    words = ("--plan", "CD-AID", "--period", "2015", "--ground", "enrolled_twice")
    office.do("en", "member", "void", which, *words, "--resolution", "R1")

    for day, covers in (("2015-05-31", 2), ("2015-06-01", 0), ("2015-12-31", 0)):
        rows = office.rows(
            "select cast(sum(covered) as bigint) from coverage where plan = 'CD-AID@2015'"
            " and effective_on <= ? and ends_on >= ?",
            (day, day),
        )
        assert rows == [(covers,)]


def test_cover_that_stood_still_is_taken_away_once_where_it_is_voided_after_it_ran_on(
    office: SmallOffice,
) -> None:
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-04-01")
    office.do("en", "contribution", "reinstate", *WHOSE, on="2015-07-01")
    office.at(2015, 8, 1)
    words = ("--plan", "CD-AID", "--period", "2015", "--ground", "enrolled_twice")
    office.do("en", "member", "void", member(office), *words, "--resolution", "R1")

    for day, covers in (("2015-03-31", 2), ("2015-04-01", 0), ("2015-06-30", 0), ("2015-07-01", 2)):
        said = office.do("lin", "unit", "statement", "U000", "--as-of", day, "--format", "json")
        (line,) = (each for each in json.loads(said)["plans"] if each["plan"] == "CD-AID@2015")
        assert line["covered"] == covers


def test_what_was_reinstated_on_the_day_of_its_suspension_never_stood_still(
    office: SmallOffice,
) -> None:
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-02-01")
    office.do("en", "contribution", "reinstate", *WHOSE, on="2015-02-01")

    assert "suspended" not in statement(office, member(office))
    assert "suspended" not in office.do("en", "member", "show", member(office))


def test_a_certificate_tells_of_earlier_cover_in_the_same_period(
    office: SmallOffice, tmp_path: Path
) -> None:
    leave(office, member(office), "2015-02-10")
    office.until("2015-03-02")
    office.do("en", *roster(office, "名册2.csv", 0), "--starts-on", "2015-03-01")

    out = tmp_path / "c.html"
    words = (member(office), "--plan", "CD-AID", "--period", "2015", "--out", out, "--lang", "en")
    office.do("en", "print", "certificate", *words)

    page = out.read_text(encoding="utf-8")
    assert "In the same coverage period: " in page
    assert "2015-01-01 to 2015-02-10, ended" in page


# --- to another office --------------------------------------------------------------------------


def handed_over(office: SmallOffice, out: Path, on: str) -> dict[str, str]:
    words = ("--to", "BJ", "--unit", "U000", "--reason", "调动", "--out", out)
    office.do("en", "member", "hand-over", member(office), *words, on=on)
    with out.open(encoding="utf-8", newline="") as file:
        (row,) = (row for row in csv.DictReader(file) if row["计划"] == "CD-AID")
    return row


@pytest.fixture
def other(begun: SmallOffice) -> SmallOffice:
    """Another office, which takes its own book over, with the same plan."""
    office = begun
    for officer, role in (("en", "enrolment"), ("as", "assessor"), ("ap", "approver")):
        office.do("lin", "office", "appoint", officer, "--role", role)
    office.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")
    for fund in ("MED", "CARE"):
        office.do("lin", "fund", "open", fund, "--name", fund, "--restriction", "unrestricted")
    publish(office, "CD-AID", TERMS)
    office.do("en", "unit", "register", "U000", "--name", "示例单位")
    return office


def take_over(other: SmallOffice, row: dict[str, str]) -> UUID:
    path = other.file("移交.csv", tuple(row), [tuple(row.values())])
    other.until("2015-04-02")
    other.do("en", "take-over", "--members", path, "--document", other.paper("移交书.txt"))
    return pseudonyms(other)[-1]


def test_no_loss_from_before_a_hand_over_is_paid_by_both(
    office: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    office.at(2015, 3, 31)
    row = handed_over(office, tmp_path / "out.csv", "2015-03-31")
    take_over(other, row)
    other.at(2015, 4, 10)

    assert row["移交日期"] == "2015-03-31"
    words = claim("B1", 0, "diagnosis", "2015-03-31")
    other.refuses("claim.loss_before_joining", "as", *words)
    other.do("as", *claim("B1", 0, "diagnosis", "2015-04-01"))


def test_days_months_and_classes_that_were_used_go_along(
    office: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    office.at(2015, 3, 10)
    paid(office, *claim("A1", 0, "hospital_stay", "2015-03-01", "--ended-on", "2015-03-09"))
    paid(office, *claim("A2", 0, "hardship", "2015-03-02", "--months", "6"))
    paid(office, *claim("A3", 0, "diagnosis", "2015-03-03", "--condition", "a"))
    row = handed_over(office, tmp_path / "out.csv", "2015-03-31")
    which = take_over(other, row)
    other.at(2015, 4, 10)

    assert (row["已用天数"], row["已用月数"], row["已付病种"]) == ("住院=8", "生活困难=6", "a")
    said = statement(other, which)
    assert "days of allowance left in this coverage period: 2 (limit 10, used 8)" in said
    assert "months of allowance left in this coverage period: 0 (limit 6, used 6)" in said
    other.do("as", *claim("B3", 0, "diagnosis", "2015-04-03", "--condition", "a"))
    assert "0.00 yuan" in other.do("as", "claim", "assess", "B3")


def test_cover_that_stands_still_is_handed_over_as_such(
    office: SmallOffice, other: SmallOffice, tmp_path: Path
) -> None:
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-03-13")
    row = handed_over(office, tmp_path / "out.csv", "2015-03-31")
    which = take_over(other, row)
    other.at(2015, 4, 10)

    assert row["中止日期"] == "2015-03-13"
    words = claim("B1", 0, "diagnosis", "2015-04-05")
    other.refuses("claim.cover_suspended", "as", *words)
    other.do("en", "contribution", "reinstate", *WHOSE, on="2015-04-06")
    assert "to 2015-12-31, in force" in statement(other, which)
    other.do("as", *claim("B1", 0, "diagnosis", "2015-04-06"))
