"""Files such as an office has, written by other programs than the one that reads them."""

import csv
from collections.abc import Iterable, Sequence
from datetime import date
from pathlib import Path

import xlsxwriter

from ledger.intake.identity import invented_id
from ledger.intake.judge import Judged
from ledger.intake.roster import COLUMNS, RosterLine, judge_rosters
from ledger.intake.table import read_table

ON = date(2016, 1, 1)
HEADINGS = (
    "单位编码",
    "计划",
    "姓名",
    "身份证号",
    "性别",
    "份数",
    "手机号",
    "银行卡号",
    "本人同意",
)
ID = invented_id("990101", date(1980, 1, 5), 7, "female")


def person(sequence: int = 7, /, **changed: object) -> list[object]:
    """Return one roster row; every value can be changed by its heading."""
    cells: dict[str, object] = dict(
        zip(
            HEADINGS,
            (
                "U001",
                "CD-HOSP",
                "测试甲",
                invented_id("990101", date(1980, 1, 5), sequence, "female"),
                "女",
                "1",
                "13800000000",
                "6222000000000000000",
                "是",
            ),
            strict=True,
        )
    )
    assert changed.keys() <= cells.keys()
    return list((cells | changed).values())


def csv_file(folder: Path, rows: Iterable[Sequence[object]], *, encoding: str = "utf-8") -> Path:
    """Write a CSV file, heading first."""
    path = folder / "roster.csv"
    with path.open("w", encoding=encoding, newline="") as file:
        csv.writer(file).writerows(rows)
    return path


def xlsx_file(folder: Path, rows: Iterable[Sequence[object]], sheet: str = "名册") -> Path:
    """Write a workbook whose cells keep the types they are given, dates included."""
    path = folder / "roster.xlsx"
    with xlsxwriter.Workbook(path, {"strings_to_formulas": False}) as book:
        page = book.add_worksheet(sheet)
        day = book.add_format({"num_format": "yyyy-mm-dd"})
        for i, row in enumerate(rows):
            for j, cell in enumerate(row):
                if isinstance(cell, date):
                    page.write_datetime(i, j, cell, day)
                else:
                    page.write(i, j, cell)
    return path


def roster(path: Path) -> Judged[RosterLine]:
    """Judge a roster file of invented people."""
    return judge_rosters(read_table(path, COLUMNS), allow_invented=True, on=ON)
