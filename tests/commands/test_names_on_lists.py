"""The name beside an ID number, on rosters and take-over lists, is that of the member who has it."""

import pytest

from ledger.commands import names
from tests.commands.office import (
    COVERS,
    PEOPLE,
    ROSTER,
    SmallOffice,
    cover_rows,
    furnish,
    person,
    roster_import,
    roster_row,
    unit,
)

SAID = "[roster.name_differs] the member who has this ID number has another name"
TWO_NAMES = "[roster.two_names] an earlier row has this ID number under another name"
CLAIMS = (
    "理赔号",
    "申请日期",
    "身份证号",
    "姓名",
    "计划",
    "保障期",
    "事由",
    "入院日期",
    "出院日期",
)


def roster(office: SmallOffice, name: str | None = None, *more: object) -> list[object]:
    """The words that import a unit's roster, on which the first person bears a name."""
    changed = {} if name is None else {"姓名": name}
    rows = [roster_row(0, k, **(changed if k == 0 else {})) for k in range(PEOPLE)]
    return roster_import(office, office.file("名册.csv", ROSTER, rows), *more)


def test_a_number_with_somebody_elses_name_is_refused_on_a_roster(ready: SmallOffice) -> None:
    other = person(0, 3)[0]
    with ready.untouched():
        en = ready.refuses("file.rows_refused", "en", *roster(ready, other))
        zh = ready.refuses("file.rows_refused", "en", *roster(ready, other), lang="zh")

    assert f"row 2, column 姓名: {SAID}" in en
    assert "第 2 行，姓名：[roster.name_differs] 姓名与该身份证号的会员不一致" in zh
    assert "row 3" not in en
    for word in (other, *person(0, 0)):
        assert word not in en + zh


@pytest.mark.parametrize("name", ["测试 甲甲甲", "测试　甲甲甲"])
def test_a_name_that_is_only_spaced_otherwise_is_the_same_name(
    ready: SmallOffice, name: str
) -> None:
    assert name.split() == ["测试", "甲甲甲"]
    ready.do("en", *roster(ready, name))


def test_names_are_not_compared_where_that_is_said(ready: SmallOffice) -> None:
    ready.do("en", *roster(ready, person(0, 3)[0], "--no-compare-names"))


def test_names_of_a_long_roster_are_compared_where_that_is_asked_for(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(names, "COMPARED_ROWS_MAX", PEOPLE - 1)
    other = person(0, 3)[0]
    refused = roster(ready, other, "--compare-names")
    assert SAID in ready.refuses("file.rows_refused", "en", *refused)

    ready.do("en", *roster(ready, other))


def test_a_newcomer_has_one_name_on_a_list(ready: SmallOffice) -> None:
    newcomer, other = roster_row(0, PEOPLE), roster_row(0, PEOPLE, "CD-ACC", 姓名="测试另名")
    rows = [roster_row(0, k, plan) for plan in ("CD-HOSP", "CD-ACC") for k in range(PEOPLE)]
    path = ready.file("名册.csv", ROSTER, [newcomer, other, *rows])

    said = ready.refuses("file.rows_refused", "en", *roster_import(ready, path))
    assert TWO_NAMES in said
    assert "the member who has" not in said


def test_a_name_that_was_put_right_is_the_one_that_is_compared(ready: SmallOffice) -> None:
    right = "测试更正"
    number = person(0, 0)[1]
    shown = ready.do("en", "member", "show", "--id-number", number).split()
    paper = ready.paper("身份证.txt")
    ready.do("en", "member", "correct", shown[1], "--name", right, "--reason", "录入有误",
             "--document", paper)  # fmt: skip

    assert SAID in ready.refuses("file.rows_refused", "en", *roster(ready))
    ready.do("en", *roster(ready, right))


# --- take-over ----------------------------------------------------------------------------------


@pytest.fixture
def opening(begun: SmallOffice) -> SmallOffice:
    """An office with officers, plans and units, whose people are not yet taken over."""
    furnish(begun)
    return begun


def cover(office: SmallOffice, name: str, *more: object) -> list[object]:
    """The words that take a unit's cover over, with one person listed twice, under a second name."""
    rows = list(cover_rows([0]))
    again = [*rows[0]]
    again[2], again[4] = name, "2013"
    path = office.file("保障.csv", COVERS, [*rows, again])
    return ["take-over", "--members", path, "--document", office.paper("移交书.txt"), *more]


def test_one_number_has_one_name_on_a_list_of_cover(opening: SmallOffice) -> None:
    said = opening.refuses("file.rows_refused", "en", *cover(opening, "测试另名"))
    assert f"column 姓名: {TWO_NAMES}" in said

    opening.do("en", *cover(opening, "测试另名", "--no-compare-names"))


def test_a_known_members_name_is_compared_on_a_later_list_of_cover(opening: SmallOffice) -> None:
    opening.do("en", *cover(opening, person(0, 0)[0]))
    again = [(unit(0), "CD-ACC", "测试另名", person(0, 0)[1], "2012", "2012-01-01", "2012-01-01",
              "2012-12-31", "")]  # fmt: skip
    paper = opening.paper("移交书.txt")
    path = opening.file("保障2.csv", COVERS, again)

    words = ("take-over", "--members", path, "--document", paper)
    assert SAID in opening.refuses("file.rows_refused", "en", *words)


def test_an_open_claim_stands_under_the_members_own_name(opening: SmallOffice) -> None:
    opening.do("en", *cover(opening, person(0, 0)[0]))
    number, paper = person(0, 0)[1], opening.paper("移交书.txt")
    row = ("T1", "2014-06-30", number, person(0, 3)[0], "CD-ACC", "2014", "意外", "2014-06-10", "")
    path = opening.file("在办.csv", CLAIMS, [row])

    said = opening.refuses("file.rows_refused", "as", "take-over", "--claims", path,
                         "--document", paper)  # fmt: skip

    assert "row 2, column 姓名: [claim.name_differs] claim T1: the member who has this" in said
