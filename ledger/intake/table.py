"""The one door for files: a CSV or XLSX file as a table of text rows."""

import hashlib
import os
from collections.abc import Iterator, Sequence
from pathlib import Path

from ledger.intake import csv_source
from ledger.intake.columns import Column, Layout, Row, lay_out
from ledger.intake.refusals import EmptyTable, FileChanged, FileNotReadable, NotATable
from ledger.intake.xlsx_scan import refuse_merged
from ledger.intake.xlsx_source import Workbook

__all__ = ["Column", "Row", "Table", "read_table"]

_ZIP, _OLE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"


class Table:
    """A file's rows, which can be gone through more than once.

    Attributes:
        file: base name of the file.
        sheet: the sheet that is read; None for CSV.
        sha256: of the file's bytes, in hex.
        ignored: headings that no declared column has.
        ignored_sheets: the other sheets of the workbook.
    """

    def __init__(self, path: Path, layout: Layout, sha256: str, book: Workbook | None) -> None:
        self.file = path.name
        self.sha256 = sha256
        self.layout = layout
        self.columns = layout.columns
        self.ignored = layout.ignored
        self.sheet = book.sheet if book else None
        self.ignored_sheets = book.other_sheets if book else ()
        self._path, self._book, self._mark = path, book, _mark(path)

    def rows(self) -> Iterator[Row]:
        """Yield every row below the heading that is not blank.

        Raises:
            FileChanged: the file is no longer the one that was opened.
            NotATable: a quotation mark is misplaced or never closed.
        """
        if _mark(self._path) != self._mark:
            raise FileChanged(self.file, "it was changed while it was being read; import it again")
        return (
            self._book.rows(self.layout) if self._book else csv_source.rows(self._path, self.layout)
        )

    def heading(self, name: str) -> str:
        """Return a column's heading as it stands in the file."""
        return self.layout.headings[name]


def read_table(
    path: str | os.PathLike[str], columns: Sequence[Column], sheet: str | None = None
) -> Table:
    """Open a file and find its columns; of a workbook, the first sheet unless one is named.

    Raises:
        FileRefused: the file cannot be read as a table with these columns.
    """
    path = Path(path)
    try:
        with path.open("rb") as file:
            magic = file.read(4)
        if magic == _OLE:
            detail = (
                "it is an old .xls workbook, or has a password; save it as .xlsx without password"
            )
            raise NotATable(path.name, detail)
        if magic == _ZIP:
            return _read_xlsx(path, columns, sheet)
        if path.suffix.lower() not in (".csv", ".txt"):
            raise NotATable(path.name, "it is neither a CSV file nor an XLSX workbook")
        return _read_csv(path, columns)
    except IsADirectoryError:
        raise NotATable(path.name, "it is a folder, not a file") from None
    except (OSError, ValueError) as error:
        reason = (
            error.strerror if isinstance(error, OSError) and error.strerror else "bad file name"
        )
        raise FileNotReadable(path.name, f"it cannot be opened: {reason}") from None


def _read_csv(path: Path, columns: Sequence[Column]) -> Table:
    sha256 = csv_source.check_bytes(path)
    header = next(csv_source.records(path), [])
    if not any(map(str.strip, header)):
        raise EmptyTable(path.name, "it has no heading in row 1")
    table = Table(path, lay_out(path.name, None, header, columns), sha256, None)
    return _with_rows(table)


def _read_xlsx(path: Path, columns: Sequence[Column], sheet: str | None) -> Table:
    with path.open("rb") as file:
        sha256 = hashlib.file_digest(file, "sha256").hexdigest()
    book = Workbook(path, sheet)
    header = [cell if isinstance(cell, str) else "" for cell in next(book.records(), [])]
    if not header:
        raise EmptyTable(path.name, "it has no heading in row 1", book.sheet)
    layout = lay_out(path.name, book.sheet, header, columns)
    refuse_merged(path, book.sheet, book.extent, layout.width)
    return _with_rows(Table(path, layout, sha256, book))


def _with_rows(table: Table) -> Table:
    if next(table.rows(), None) is None:
        raise EmptyTable(table.file, "there is no row below the heading", table.sheet)
    return table


def _mark(path: Path) -> tuple[int, int, int]:
    stat = path.stat()
    return stat.st_ino, stat.st_size, stat.st_mtime_ns
