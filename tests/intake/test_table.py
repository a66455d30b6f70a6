"""What a file must be before its rows are looked at."""

import hashlib
import struct
import zipfile
from datetime import date, datetime, time
from pathlib import Path

import pytest
import xlsxwriter

from ledger.intake import refusals
from ledger.intake.columns import Column
from ledger.intake.table import Table, read_table
from tests.intake.files import csv_file, xlsx_file

COLUMNS = (
    Column("unit", ("单位编码", "unit"), "code"),
    Column("name", ("姓名", "name")),
    Column("amount", ("金额", "amount"), "money"),
    Column("since", ("日期", "since"), "date", required=False),
    Column("id_number", ("身份证号", "id_number"), "id", required=False),
)
HEADING = ("单位编码", "姓名", "金额")


def cells(table: Table, name: str) -> list[str]:
    return [row[name] for row in table.rows()]


def test_columns_are_found_by_heading_in_any_order_and_language(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [("Amount", "备注", " 姓 名* ", "unit"), ("1.50", "x", "甲", "U1")])

    table = read_table(path, COLUMNS)

    (row,) = table.rows()
    assert (row["unit"], row["name"], row["amount"], row["since"]) == ("U1", "甲", "1.50", "")
    assert table.ignored == ("备注",)


def test_a_row_has_the_number_that_the_officer_sees(tmp_path: Path) -> None:
    rows = [HEADING, ("U1", "甲", "1"), ("", "", ""), (), ("U2", "乙\n丙", "1"), ("U3", "丁", "1")]

    assert [row.number for row in read_table(csv_file(tmp_path, rows), COLUMNS).rows()] == [2, 5, 6]
    assert [r.number for r in read_table(xlsx_file(tmp_path, rows), COLUMNS).rows()] == [2, 5, 6]


def test_full_width_digits_and_letters_are_narrowed_in_codes_and_kept_in_text(
    tmp_path: Path,
) -> None:
    rows = [HEADING, ("Ｕ００１", "Ａ甲", "１２．５０")]

    for path in (csv_file(tmp_path, rows), xlsx_file(tmp_path, rows)):
        (row,) = read_table(path, COLUMNS).rows()
        assert (row["unit"], row["name"], row["amount"]) == ("U001", "Ａ甲", "12.50")


def test_a_byte_order_mark_is_no_part_of_the_first_heading(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADING, ("U1", "甲", "1")], encoding="utf-8-sig")

    assert cells(read_table(path, COLUMNS), "unit") == ["U1"]


def test_the_digest_is_that_of_the_bytes(tmp_path: Path) -> None:
    for path in (
        csv_file(tmp_path, [HEADING, ("U1", "甲", "1")]),
        xlsx_file(tmp_path, [HEADING, ("U1", "甲", "1")]),
    ):
        expected = hashlib.sha256(path.read_bytes()).hexdigest()
        assert read_table(path, COLUMNS).sha256 == expected


def test_a_typed_date_and_typed_amounts_become_exact_text(tmp_path: Path) -> None:
    day = date(2015, 1, 5)
    rows = [(*HEADING, "日期"), ("U1", "甲", 1234.56, day), ("U2", day, 30, "2015年1月5日")]

    table = read_table(xlsx_file(tmp_path, rows), COLUMNS)

    assert cells(table, "amount") == ["1234.56", "30"]
    assert cells(table, "since") == ["2015-01-05", "2015年1月5日"]
    assert cells(table, "name") == ["甲", "2015-01-05"]


@pytest.mark.parametrize(
    ("column", "cell", "code"),
    [
        ("身份证号", 510101198001050012, "intake.number_as_id"),
        ("单位编码", 123, "intake.cell_type"),
        ("姓名", 12.5, "intake.cell_type"),
        ("日期", 42009, "intake.cell_type"),
        ("日期", datetime.combine(date(2015, 1, 5), time(8, 30)), "intake.cell_type"),
        ("金额", date(2015, 1, 5), "intake.cell_type"),
    ],
)
def test_a_cell_whose_type_has_lost_something_is_marked(
    tmp_path: Path, column: str, cell: object, code: str
) -> None:
    heading = (*HEADING, "日期", "身份证号")
    values = dict(zip(heading, ("U1", "甲", "1", "2015-01-05", "x"), strict=True)) | {column: cell}

    (row,) = read_table(xlsx_file(tmp_path, [heading, list(values.values())]), COLUMNS).rows()

    assert [flaw.code for flaw in row.flaws] == [code]


def refused(path: Path, sheet: str | None = None) -> refusals.FileRefused:
    with pytest.raises(refusals.FileRefused) as refusal:
        list(read_table(path, COLUMNS, sheet).rows())
    assert str(tmp := path.parent) not in str(refusal.value), f"no folder, such as {tmp}"
    return refusal.value


def test_a_gbk_file_is_refused_with_the_row_and_the_remedy(tmp_path: Path) -> None:
    rows = [("unit", "name", "amount"), ("U1", "abc", "1"), ("U2", "张三", "1")]

    refusal = refused(csv_file(tmp_path, rows, encoding="gb18030"))

    assert refusal.code == "intake.encoding"
    assert str(refusal) == (
        "roster.csv, row 3: byte 32 is not UTF-8; it looks like GBK (the ANSI encoding of Chinese "
        "Windows): in Excel choose Save As, then CSV UTF-8 (逗号分隔)"
    )


def test_a_gbk_heading_is_refused_in_row_1(tmp_path: Path) -> None:
    refusal = refused(csv_file(tmp_path, [HEADING, ("U1", "甲", "1")], encoding="gbk"))

    assert (refusal.code, refusal.row) == ("intake.encoding", 1)


@pytest.mark.parametrize("encoding", ["utf-16", "utf-16-be"])
def test_a_utf_16_file_is_refused(tmp_path: Path, encoding: str) -> None:
    refusal = refused(csv_file(tmp_path, [HEADING, ("U1", "甲", "1")], encoding=encoding))

    assert refusal.code in ("intake.encoding", "intake.not_a_table")


def test_a_file_cut_off_within_a_character_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADING, ("U1", "1", "甲")])
    path.write_bytes(path.read_bytes()[:-3])

    assert (refused(path).code, refused(path).row) == ("intake.encoding", 2)


def test_a_bad_byte_far_into_a_file_is_placed_rightly(tmp_path: Path) -> None:
    line = "U1,甲乙丙,1\n".encode()
    path = tmp_path / "long.csv"
    path.write_bytes(b"unit,name,amount\n" + line * 200_000 + b"U1,\xff,1\n")

    refusal = refused(path)

    assert refusal.row == 200_002
    assert f"byte {17 + 200_000 * len(line) + 4} " in str(refusal)


@pytest.mark.parametrize(
    ("content", "code", "row"),
    [
        (b"unit,name,amount\nU1,\0,1\n", "intake.not_a_table", 2),
        (b'unit,name,amount\nU1,a,1\nU2,"b,1\nU3,c,1\n', "intake.not_a_table", 3),
        (b'unit,name,amount\nU1,"a"b,1\n', "intake.not_a_table", 2),
        (b"unit,name,amount\nU1," + b"x" * 200_000 + b",1\n", "intake.not_a_table", 2),
        (b"", "intake.empty", None),
        (b"\n\nunit,name,amount\n", "intake.empty", None),
        (b"unit,name,amount\n", "intake.empty", None),
        (b"unit,name,amount\n,,\n\n", "intake.empty", None),
        (b"unit,name\nU1,a\n", "intake.heading_missing", 1),
        (b"unit,name,amount,Unit\nU1,a,1,U1\n", "intake.heading_twice", 1),
    ],
)
def test_a_damaged_or_empty_csv_file_is_refused(
    tmp_path: Path, content: bytes, code: str, row: int | None
) -> None:
    path = tmp_path / "roster.csv"
    path.write_bytes(content)

    assert (refused(path).code, refused(path).row) == (code, row)


def test_a_missing_heading_is_named_with_what_it_may_read(tmp_path: Path) -> None:
    refusal = refused(csv_file(tmp_path, [("单位编码", "姓名"), ("U1", "甲")]))

    assert str(refusal) == (
        "roster.csv, row 1, column 金额: the heading is missing; it may read 金额 or amount"
    )


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("roster.xls", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(512)),
        ("roster.pdf", b"%PDF-1.7"),
        ("roster.xlsx", b"PK\x03\x04" + bytes(64)),
        ("roster.xlsx", b"unit,name,amount\n"),
    ],
)
def test_what_is_neither_csv_nor_xlsx_is_refused(tmp_path: Path, name: str, content: bytes) -> None:
    path = tmp_path / name
    path.write_bytes(content)

    assert refused(path).code == "intake.not_a_table"


def test_a_file_that_is_not_there_is_refused(tmp_path: Path) -> None:
    assert refused(tmp_path / "none.csv").code == "intake.not_found"
    assert refused(tmp_path / "bad\0name.csv").code == "intake.not_found"
    assert refused(tmp_path).code == "intake.not_a_table"


def test_a_short_or_long_row_is_marked_and_not_guessed(tmp_path: Path) -> None:
    rows = [HEADING, ("U1", "甲"), ("U2", "乙", "1", "x"), ("U3", "丙", "1", "", "")]

    table = read_table(csv_file(tmp_path, rows), COLUMNS)

    assert [[flaw.code for flaw in row.flaws] for row in table.rows()] == [
        ["intake.ragged_row"],
        ["intake.ragged_row"],
        [],
    ]


def test_a_file_that_changes_while_it_is_read_is_refused(tmp_path: Path) -> None:
    path = csv_file(tmp_path, [HEADING, ("U1", "甲", "1")])
    table = read_table(path, COLUMNS)
    csv_file(tmp_path, [HEADING, ("U1", "甲", "1000")])

    with pytest.raises(refusals.FileChanged):
        table.rows()


def workbook(path: Path) -> tuple[xlsxwriter.Workbook, xlsxwriter.worksheet.Worksheet]:
    book = xlsxwriter.Workbook(path)
    page = book.add_worksheet("名册")
    page.write_row(0, 0, HEADING)
    page.write_row(1, 0, ("U1", "甲", 1))
    return book, page


def test_a_formula_cell_is_refused_by_its_name(tmp_path: Path) -> None:
    book, page = workbook(tmp_path / "roster.xlsx")
    page.write_formula("C3", "=C2*2", value=2)
    book.close()

    refusal = refused(tmp_path / "roster.xlsx")

    assert (refusal.code, refusal.row, refusal.column) == ("intake.formula", 3, "C")
    assert str(refusal) == (
        "roster.xlsx, sheet 名册, row 3, column C: cell C3 is a formula; paste the sheet as values"
    )


def test_a_formula_far_down_a_long_sheet_is_found(tmp_path: Path) -> None:
    book, page = workbook(tmp_path / "roster.xlsx")
    for row in range(2, 20_000):
        page.write_row(row, 0, ("U1", "甲乙丙丁戊己庚辛", row))
    page.write_formula("B20001", "=C2", value="x")
    book.close()

    assert "cell B20001 is a formula" in str(refused(tmp_path / "roster.xlsx"))


def test_merged_cells_within_the_table_are_refused_by_their_range(tmp_path: Path) -> None:
    book, page = workbook(tmp_path / "roster.xlsx")
    page.merge_range("A5:B5", "U2")
    book.close()

    refusal = refused(tmp_path / "roster.xlsx")

    assert refusal.code == "intake.merged_cell"
    assert "cells A5:B5 are merged" in str(refusal)


def test_merged_cells_beside_the_table_do_no_harm(tmp_path: Path) -> None:
    book, page = workbook(tmp_path / "roster.xlsx")
    page.merge_range("F5:G5", "note")
    book.close()

    assert cells(read_table(tmp_path / "roster.xlsx", COLUMNS), "unit")[0] == "U1"


def test_a_sheet_without_rows_is_refused(tmp_path: Path) -> None:
    assert refused(xlsx_file(tmp_path, [])).code == "intake.empty"
    assert refused(xlsx_file(tmp_path, [HEADING])).code == "intake.empty"
    assert refused(xlsx_file(tmp_path, [(), HEADING, ("U1", "甲", 1)])).code == "intake.empty"


def test_a_sheet_that_is_named_must_be_there(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADING, ("U1", "甲", 1)])

    assert refused(path, "other").code == "intake.empty"
    assert read_table(path, COLUMNS, "名册").sheet == "名册"


def test_the_first_sheet_is_read_and_the_others_are_listed(tmp_path: Path) -> None:
    book, _ = workbook(tmp_path / "roster.xlsx")
    book.add_worksheet("说明").write(0, 0, "read me")
    book.close()

    table = read_table(tmp_path / "roster.xlsx", COLUMNS)

    assert (table.sheet, table.ignored_sheets) == ("名册", ("说明",))


def rewritten(path: Path, old: bytes, new: bytes) -> Path:
    """Replace bytes in every member of an archive."""
    with zipfile.ZipFile(path) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    with zipfile.ZipFile(path, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content.replace(old, new))
    return path


def test_a_stray_cell_at_the_far_corner_is_refused_before_it_is_unpacked(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADING, ("U1", "甲", 1)])
    rewritten(path, b'<row r="2"', b'<row r="1048576"')
    rewritten(path, b'r="C2"', b'r="XFD1048576"')

    assert refused(path).code == "intake.too_large"


def test_a_workbook_that_claims_an_absurd_size_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADING, ("U1", "甲", 1)])
    data = bytearray(path.read_bytes())
    entry = data.index(b"PK\x01\x02")  # the first entry of the central directory
    data[entry + 24 : entry + 28] = struct.pack("<I", 2**31)
    path.write_bytes(data)

    assert refused(path).code == "intake.too_large"


def test_a_workbook_with_a_document_type_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADING, ("U1", "甲", 1)])
    rewritten(path, b"<workbook ", b'<!DOCTYPE w [<!ENTITY a "b">]><workbook ')

    assert refused(path).code == "intake.not_a_table"


def test_a_workbook_with_a_flipped_bit_is_refused(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [HEADING, *[("U1", "甲", n) for n in range(500)]])
    data = bytearray(path.read_bytes())
    name = data.index(b"xl/worksheets/sheet1.xml")
    data[name + 100] ^= 0x10
    path.write_bytes(data)

    assert refused(path).code == "intake.not_a_table"


def test_a_table_that_begins_beside_column_a_is_read_in_place(tmp_path: Path) -> None:
    path = xlsx_file(tmp_path, [("", *HEADING), (), ("", "U1", "甲", 1)])

    (row,) = read_table(path, COLUMNS).rows()

    assert (row.number, row["unit"], row["amount"]) == (3, "U1", "1")
