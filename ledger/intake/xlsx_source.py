"""XLSX: typed cells turned into text, or refused where the type has already lost something."""

import unicodedata
from collections.abc import Iterator
from datetime import date, datetime
from pathlib import Path

from python_calamine import CalamineError, CalamineWorkbook, SheetTypeEnum

from ledger.intake.columns import NARROWED, Column, Flaw, Layout, Row
from ledger.intake.refusals import EmptyTable, NotATable
from ledger.intake.xlsx_scan import Extent, scan

Cell = object  # str, int, float, bool, date, datetime, time or timedelta, as the reader gives them

DAMAGED = "the workbook is damaged or is no XLSX file; open it in Excel and save it again as .xlsx"
ID_AS_NUMBER = (
    "the cell is a number, which keeps 15 digits only; make the column text and enter it again"
)


class Workbook:
    """One sheet of a workbook, loaded and known to hold neither formulas nor merged cells."""

    def __init__(self, path: Path, sheet: str | None) -> None:
        self.path = path
        try:
            book = CalamineWorkbook.from_path(path)
            names = [
                each.name for each in book.sheets_metadata if each.typ == SheetTypeEnum.WorkSheet
            ]
        except (CalamineError, OSError, ValueError):
            raise NotATable(path.name, DAMAGED) from None
        if not names or (sheet is not None and sheet not in names):
            raise EmptyTable(path.name, "the workbook has no such sheet", sheet)
        self.sheet = sheet if sheet is not None else names[0]
        self.other_sheets = tuple(name for name in names if name != self.sheet)
        self.extent: Extent = scan(path, self.sheet)
        try:
            self._sheet = book.get_sheet_by_name(self.sheet)
        except (CalamineError, OSError, ValueError):
            raise NotATable(path.name, DAMAGED, self.sheet) from None

    def records(self) -> Iterator[list[Cell]]:
        """Yield each row's cells from column A on, or nothing if row 1 is blank."""
        start = self._sheet.start
        if start is None or start[0] > 0:
            return
        pad: list[Cell] = [""] * start[1]
        for cells in self._sheet.iter_rows():
            yield [*pad, *cells]

    def rows(self, layout: Layout) -> Iterator[Row]:
        """Yield the rows below the heading; blank rows are skipped but counted."""
        index = {column.name: i for i, column in enumerate(layout.columns)}
        for number, record in enumerate(self.records(), 1):
            if number == 1 or not any(cell != "" for cell in record):
                continue
            record.append("")
            cells: list[str] = []
            flaws: list[Flaw] = []
            for column, place in zip(layout.columns, layout.places, strict=True):
                read = text_of(record[place] if place < len(record) else "", column)
                if isinstance(read, Flaw):
                    flaws.append(read)
                    cells.append("")
                else:
                    cells.append(read)
            yield Row(number, cells, index, tuple(flaws))


def text_of(cell: Cell, column: Column) -> str | Flaw:
    """Return what a cell says, as text, or why its type is not to be trusted in this column."""
    match cell:
        case str():
            text = cell.strip()
            return unicodedata.normalize("NFKC", text) if column.kind in NARROWED else text
        case bool():
            return "true" if cell else "false"
        case int() | float():
            if column.kind in ("money", "int"):
                whole = isinstance(cell, int) or cell.is_integer()
                return str(int(cell)) if whole else repr(cell)
            if column.kind == "id":
                return Flaw(column.name, "intake.number_as_id", ID_AS_NUMBER)
            what = "a number"
        case datetime() if cell.time() != datetime.min.time():
            what = "a time of day"
        case date():
            if column.kind in ("date", "text"):
                return cell.isoformat()[:10]
            what = "a date"
        case _:
            what = "a time of day"
    expected = "a date" if column.kind == "date" else "text"
    message = (
        f"the cell holds {what} where {expected} belongs; format the column and enter it again"
    )
    return Flaw(column.name, "intake.cell_type", message)
