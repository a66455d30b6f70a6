"""A roster that cannot be taken in is refused with a code, the row and the column, and nothing is recorded."""

from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Any

import xlsxwriter

from ledger.intake.identity import invented_id
from tests.commands.office import PEOPLE, ROSTER, SmallOffice, person, roster_import, roster_row

WHOLE = [roster_row(0, k) for k in range(PEOPLE)]
Draw = Callable[[Any, Any], None]


def refused(
    office: SmallOffice, code: str, rows: list[list[object]], place: str, *, lang: str = "en"
) -> str:
    """Hold that a CSV roster is refused for one place in it; return what was said."""
    path = office.file("名册.csv", ROSTER, rows)
    said = office.refuses(code, "en", *roster_import(office, path), lang=lang)
    assert place in said, said
    assert "[file.rows_refused]" in said
    return said


def workbook(office: SmallOffice, draw: Draw) -> Path:
    """Write a whole roster as a workbook, then let something be done to its sheet."""
    path = office.folder / "名册.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        sheet = book.add_worksheet("名册")
        for i, row in enumerate([ROSTER, *WHOLE]):
            for j, cell in enumerate(row):
                sheet.write(i, j, cell)
        draw(book, sheet)
    return path


def test_an_id_number_whose_check_digit_fails_is_refused_at_its_cell(ready: SmallOffice) -> None:
    _, good = person(0, 3)
    bad = good[:-1] + ("1" if good[-1] != "1" else "2")
    rows = [*WHOLE[:3], roster_row(0, 3, 身份证号=bad), *WHOLE[4:]]
    said = refused(ready, "roster.id_checksum", rows, "row 5, column 身份证号")
    assert bad not in said


def test_a_repeated_person_is_refused_with_the_row_that_has_them_already(
    ready: SmallOffice,
) -> None:
    said = refused(ready, "roster.duplicate", [*WHOLE, roster_row(0, 2)], "row 14, column 身份证号")
    assert "already in row 4" in said


def test_an_over_age_person_is_refused_with_the_limits_of_the_terms(ready: SmallOffice) -> None:
    old = invented_id("990101", date(1954, 12, 31), 1, "male")
    rows = [*WHOLE[:11], roster_row(0, 11, 身份证号=old)]
    said = refused(ready, "roster.age_not_admitted", rows, "row 13, column 身份证号")
    assert "aged 60 on 2015-01-01" in said
    assert "16 to 59" in said
    assert old not in said


def test_an_unknown_plan_is_refused_by_its_code(ready: SmallOffice) -> None:
    rows = [*WHOLE, roster_row(1, 0, plan="CD-HOPS")]
    said = refused(ready, "record.unknown", rows, "row 14, column 计划")
    assert "plan CD-HOPS" in said


def test_a_plan_code_that_none_can_have_is_refused_at_its_cell(ready: SmallOffice) -> None:
    rows = [roster_row(0, 0, plan="住院计划"), *WHOLE[1:]]
    refused(ready, "roster.plan_form", rows, "row 2, column 计划")


def test_a_unit_that_is_not_registered_is_refused(ready: SmallOffice) -> None:
    rows = [roster_row(0, k, 单位编码="U999") for k in range(PEOPLE)]
    said = refused(ready, "record.unknown", rows, "row 2, column 单位编码")
    assert "unit U999" in said


def test_too_few_people_of_a_unit_are_refused_together(ready: SmallOffice) -> None:
    said = refused(ready, "roster.participation_too_low", WHOLE[:-1], "row 2")
    assert "11 of 12 people" in said or "11 of 11 rows" in said


def test_a_person_without_consent_is_refused_at_the_consent(ready: SmallOffice) -> None:
    rows = [roster_row(0, 0, 本人同意=""), *WHOLE[1:]]
    refused(ready, "roster.consent_missing", rows, "row 2, column 本人同意")


def test_someone_enrolled_already_is_refused(enrolled: SmallOffice) -> None:
    rows = [*WHOLE, roster_row(0, 0, plan="CD-ACC")]
    refused(enrolled, "roster.already_enrolled", rows, "row 2, column 身份证号")


def test_a_bad_last_row_of_a_long_file_refuses_all_of_it(ready: SmallOffice) -> None:
    rows = [roster_row(u % 4, u // 4) for u in range(1_900)]
    rows.append(roster_row(0, 480, 姓名="12345"))
    said = refused(ready, "roster.name_form", rows, "row 1902, column 姓名")
    assert "1 of 1901 rows" in said


def test_an_id_number_in_a_number_cell_is_refused_at_its_cell(ready: SmallOffice) -> None:
    _, number = person(0, 0)
    path = workbook(ready, lambda _, sheet: sheet.write_number(1, 3, float(number[:17] + "0")))
    said = ready.refuses("intake.number_as_id", "en", *roster_import(ready, path))
    assert "row 2, column 身份证号" in said
    assert number[:14] not in said


def test_a_merged_cell_refuses_the_workbook_and_says_where(ready: SmallOffice) -> None:
    def merge(_: Any, sheet: Any) -> None:
        sheet.merge_range(2, 0, 4, 0, "U000")

    path = workbook(ready, merge)
    said = ready.refuses("intake.merged_cell", "en", *roster_import(ready, path))
    assert "sheet 名册: cells A3:A5 are merged" in said


def test_a_formula_refuses_the_workbook_and_says_where(ready: SmallOffice) -> None:
    path = workbook(ready, lambda _, sheet: sheet.write_formula(3, 4, "=1+0", None, 1))
    said = ready.refuses("intake.formula", "en", *roster_import(ready, path))
    assert "sheet 名册, row 4, column" in said


def test_an_empty_sheet_is_refused(ready: SmallOffice) -> None:
    path = ready.folder / "空.xlsx"
    with xlsxwriter.Workbook(path) as book:
        book.add_worksheet("空")
    said = ready.refuses("intake.empty", "en", *roster_import(ready, path))
    assert "空.xlsx, sheet 空" in said


def test_a_heading_without_rows_is_refused(ready: SmallOffice) -> None:
    ready.refuses("intake.empty", "en", *roster_import(ready, ready.file("空.csv", ROSTER, [])))


def test_a_gbk_file_is_refused_with_its_row_and_the_way_out(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, WHOLE, encoding="gb18030")
    said = ready.refuses("intake.encoding", "en", *roster_import(ready, path))
    assert "row 1" in said
    assert "GBK" in said
    assert "CSV UTF-8" in said


def test_a_missing_column_is_refused_by_its_heading(ready: SmallOffice) -> None:
    rows = [row[:-1] for row in WHOLE]
    path = ready.file("名册.csv", ROSTER[:-1], rows)
    said = ready.refuses("intake.heading_missing", "en", *roster_import(ready, path))
    assert "row 1, column 本人同意" in said


def test_a_missing_file_is_refused(ready: SmallOffice) -> None:
    path = ready.folder / "没有.csv"
    ready.refuses("intake.not_found", "en", *roster_import(ready, path))


def test_cover_that_begins_outside_its_period_is_refused(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, WHOLE)
    words = roster_import(ready, path, "--starts-on", "2016-01-01")
    ready.refuses("roster.start_outside_period", "en", *words)


def test_a_changed_roster_under_a_known_name_is_refused(enrolled: SmallOffice) -> None:
    path = enrolled.file("名册2015.csv", ROSTER, WHOLE)
    said = enrolled.refuses("file.changed", "en", *roster_import(enrolled, path))
    assert "名册2015.csv" in said


def test_an_officer_without_the_role_takes_in_no_roster(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, WHOLE)
    said = ready.refuses("office.role_missing", "ca", *roster_import(ready, path))
    assert "enrolment" in said
