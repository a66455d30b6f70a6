"""The employer's deduction list: who agreed, how much, and no more of anybody than was recorded."""

import csv
from pathlib import Path
from uuid import UUID

import pytest

from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import pseudonyms

WHOSE = ("U000", "--fund", "MED", "--period", "2015")


def listed(office: SmallOffice, out: Path, *more: object) -> list[dict[str, str]]:
    office.do("en", "contribution", "deductions", *WHOSE, *more, "--out", out)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def one(enrolled: SmallOffice) -> UUID:
    """The first member of the office's first unit."""
    return pseudonyms(enrolled)[0]


def test_the_list_adds_up_to_the_roster(enrolled: SmallOffice, tmp_path: Path) -> None:
    rows = listed(enrolled, tmp_path / "d.csv")

    assert len(rows) == small.PEOPLE
    assert {row["应扣金额"] for row in rows} == {"90.00"}
    assert {row["计划"] for row in rows} == {"CD-HOSP@2015"}


def test_names_are_masked_without_a_purpose(enrolled: SmallOffice, tmp_path: Path) -> None:
    with enrolled.untouched():
        rows = listed(enrolled, tmp_path / "d.csv")

    assert {row["姓名"][0] for row in rows} == {"测"}
    assert all(set(row["姓名"][1:]) == {"*"} for row in rows)
    assert all("*" in row["身份证号"] for row in rows)


def test_names_in_clear_are_recorded_for_each_member(enrolled: SmallOffice, tmp_path: Path) -> None:
    rows = listed(enrolled, tmp_path / "d.csv", "--purpose", "代扣会费")

    assert {row["姓名"] for row in rows} == {small.person(0, k)[0] for k in range(small.PEOPLE)}
    revealed = [e for e in enrolled.events() if e.topic == "member.details_revealed.v1"]
    assert {str(e.originator_id) for e in revealed} == {row["会员"] for row in rows}
    assert (tmp_path / "d.csv").stat().st_mode & 0o077 == 0


def test_who_refused_or_left_is_left_out(enrolled: SmallOffice, one: UUID, tmp_path: Path) -> None:
    two = pseudonyms(enrolled)[1]
    enrolled.do("en", "member", "consent", one, "deduction", "--refused")
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    enrolled.do("en", "member", "leave", two, *leaving, on="2015-02-01")
    out = tmp_path / "d.csv"
    said = enrolled.do("en", "contribution", "deductions", *WHOSE, "--out", out)

    assert "10 deductions, 900.00 yuan in all; 1 refused deduction, 10 have no consent" in said
    assert str(one) not in out.read_text(encoding="utf-8")


def test_who_was_voided_is_left_out(enrolled: SmallOffice, one: UUID, tmp_path: Path) -> None:
    voiding = ("--plan", "CD-HOSP", "--period", "2015", "--ground", "enrolled_twice")
    enrolled.do("en", "member", "void", one, *voiding, on="2014-12-31")

    assert len(listed(enrolled, tmp_path / "d.csv")) == small.PEOPLE - 1


def test_a_refused_list_leaves_no_file(enrolled: SmallOffice, tmp_path: Path) -> None:
    out = tmp_path / "d.csv"
    words = (*WHOSE, "--purpose", "代扣", "--out", out)
    enrolled.refuses("office.role_missing", "ca", "contribution", "deductions", *words)
    enrolled.refuses("record.unknown", "en", "contribution", "deductions", "U999", *words[1:])

    assert not out.exists()


def test_a_list_never_writes_over_a_file(enrolled: SmallOffice, tmp_path: Path) -> None:
    out = tmp_path / "d.csv"
    out.write_text("kept")
    enrolled.refuses("record.file_exists", "en", "contribution", "deductions", *WHOSE, "--out", out)
    assert out.read_text() == "kept"
