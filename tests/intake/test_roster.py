"""What a roster's rows must say, and how problems are told."""

from datetime import date
from pathlib import Path

import pytest

from ledger.intake.judge import PROBLEMS_MAX, Problem
from ledger.intake.roster import COLUMNS, RosterLine, judge_rosters
from ledger.intake.table import read_table
from tests.intake.files import HEADINGS, ID, ON, csv_file, person, roster, xlsx_file


def problems(path: Path) -> list[tuple[int, str, str]]:
    return [(each.row, each.column, each.code) for each in roster(path).problems]


def test_a_good_row_becomes_a_line(tmp_path: Path) -> None:
    expected = RosterLine(
        row=2,
        unit="U001",
        plan="CD-HOSP",
        name="测试甲",
        id_number=ID,
        birth=date(1980, 1, 5),
        sex="female",
        shares=1,
        phone="13800000000",
        bank_account="6222000000000000000",
        employment=None,
    )
    for path in (
        csv_file(tmp_path, [HEADINGS, person()]),
        xlsx_file(tmp_path, [HEADINGS, person()]),
    ):
        judged = roster(path)
        assert list(judged.good) == [expected]
        assert (judged.rows, judged.rows_refused, judged.problem_count) == (1, 0, 0)


def test_what_is_optional_may_be_left_out(tmp_path: Path) -> None:
    path = csv_file(
        tmp_path,
        [("unit", "plan", "name", "id_number", "consent"), ("U1", "CD-HOSP@2015", "A", ID, "Yes")],
    )

    (line,) = roster(path).good

    assert (line.shares, line.phone, line.bank_account, line.sex) == (1, None, None, "female")


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("身份证号", ID[:17] + ("1" if ID[17] != "1" else "2"), "roster.id_checksum"),
        ("身份证号", ID[:6] + "20170101" + ID[14:], "roster.id_birth"),
        ("身份证号", ID[:15], "roster.id_form"),
        ("身份证号", "5.10101E+17", "intake.number_as_id"),
        ("身份证号", "", "intake.missing"),
        ("手机号", "1.38E+10", "intake.number_as_id"),
        ("手机号", "02812345678", "intake.phone_form"),
        ("银行卡号", "6222 0000", "intake.account_form"),
        ("计划", "cd hosp", "roster.plan_form"),
        ("单位编码", "第一厂", "intake.code_form"),
        ("姓名", "", "intake.missing"),
        ("姓名", "张3", "roster.name_form"),
        ("姓名", "=张三", "roster.name_form"),
        ("姓名", "张\n三", "roster.name_form"),
        ("姓名", "·", "roster.name_form"),
        ("姓名", "长" * 51, "roster.name_form"),
        ("性别", "男", "roster.sex_mismatch"),
        ("性别", "?", "intake.choice"),
        ("份数", "0", "roster.shares"),
        ("份数", "1.5", "intake.count"),
        ("份数", "-1", "intake.count"),
        ("本人同意", "否", "roster.consent_missing"),
        ("本人同意", "", "roster.consent_missing"),
    ],
)
def test_a_bad_cell_is_a_problem_with_row_column_and_code(
    tmp_path: Path, column: str, cell: str, code: str
) -> None:
    rows = [HEADINGS, person(1), person(2, **{column: cell}), person(3)]

    assert problems(csv_file(tmp_path, rows)) == [(3, column, code)]
    assert problems(xlsx_file(tmp_path, rows)) == [(3, column, code)]
    assert [line.row for line in roster(csv_file(tmp_path, rows)).good] == [2, 4]


def test_an_id_typed_as_a_number_cell_is_a_problem(tmp_path: Path) -> None:
    rows = [HEADINGS, person(1), person(2, 身份证号=int(ID.replace("X", "1")))]

    assert problems(xlsx_file(tmp_path, rows)) == [(3, "身份证号", "intake.number_as_id")]


def test_all_problems_of_a_row_are_told_at_once(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADINGS, person(身份证号="x", 份数="0", 本人同意="")])

    assert [code for _, _, code in problems(path)] == [
        "roster.id_form",
        "roster.shares",
        "roster.consent_missing",
    ]


@pytest.mark.parametrize("name", ["阿不都·热合曼", "Anna-Maria O'Neill", "J. Smith", "\ue863明"])
def test_names_of_all_peoples_pass(tmp_path: Path, name: str) -> None:
    assert [
        line.name for line in roster(csv_file(tmp_path, [HEADINGS, person(姓名=name)])).good
    ] == [name]


def test_the_spaces_that_pad_a_short_name_are_dropped(tmp_path: Path) -> None:
    (line,) = roster(csv_file(tmp_path, [HEADINGS, person(姓名="张　 三")])).good

    assert line.name == "张三"


def test_a_small_x_at_the_end_of_an_id_is_taken_for_a_large_one(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADINGS, person(身份证号="11010519491231002x")])

    assert [line.id_number for line in roster(path).good] == ["11010519491231002X"]


def test_a_person_twice_under_one_plan_is_refused_naming_the_first_row(tmp_path: Path) -> None:
    rows = [
        HEADINGS,
        person(1),
        person(2),
        person(1, 计划="CD-CI"),
        person(1, 单位编码="U002"),
        person(1),
    ]

    judged = roster(csv_file(tmp_path, rows))

    message = "the same person is already in row 2 under the same plan"
    assert judged.problems == (
        Problem(5, "身份证号", "roster.duplicate", message),
        Problem(6, "身份证号", "roster.duplicate", message),
    )
    assert [line.row for line in judged.good] == [2, 3, 4]


def test_invented_people_are_refused_in_a_real_book(tmp_path: Path) -> None:
    table = read_table(csv_file(tmp_path, [HEADINGS, person()]), COLUMNS)

    judged = judge_rosters(table, allow_invented=False, on=ON)

    assert [each.code for each in judged.problems] == ["roster.id_region"]


def test_no_problem_repeats_what_a_cell_says(tmp_path: Path) -> None:
    secret = "510101198001051234"
    for column in HEADINGS:
        judged = roster(csv_file(tmp_path, [HEADINGS, person(**{column: f"{secret}#"})]))
        assert judged.problem_count == 1
        assert secret[:6] not in repr(judged.problems)


def test_the_problems_kept_are_bounded_and_all_are_counted(tmp_path: Path) -> None:
    count = PROBLEMS_MAX + 500

    judged = roster(csv_file(tmp_path, [HEADINGS, *[person(份数="0")] * count]))

    assert len(judged.problems) == PROBLEMS_MAX
    assert (judged.problem_count, judged.rows_refused, len(judged.good)) == (count, count, 0)


def test_one_bad_row_at_the_end_of_a_long_file_is_found(tmp_path: Path) -> None:
    rows = 100_000
    good = [person(n % 500, 计划=f"P{n // 500}") for n in range(rows - 1)]
    path = csv_file(tmp_path, [HEADINGS, *good, person(0, 份数="x")])

    judged = roster(path)

    assert [(each.row, each.code) for each in judged.problems] == [(rows + 1, "intake.count")]
    assert (judged.rows, len(judged.good)) == (rows, rows - 1)


def test_a_long_file_is_read_again_for_its_good_lines(tmp_path: Path) -> None:
    rows = [HEADINGS, person(1), person(2, 份数="0"), person(1), person(3)]
    table = read_table(csv_file(tmp_path, rows), COLUMNS)

    kept = judge_rosters(table, allow_invented=True, on=ON)
    again = judge_rosters(table, allow_invented=True, on=ON, keep=0)

    assert [line.row for line in again.good] == [2, 5]
    assert list(again.good) == list(again.good) == list(kept.good)
    assert len(again.good) == 2
