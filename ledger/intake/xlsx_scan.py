"""What the cell reader does not tell: formulas, merged cells, and sizes not to be unpacked."""

import re
import zipfile
import zlib
from collections.abc import Generator, Iterator
from contextlib import closing
from pathlib import Path, PurePosixPath
from typing import NamedTuple
from xml.etree import ElementTree

from ledger.intake.refusals import FileTooLarge, FormulaCell, MergedCell, NotATable

UNPACKED_BYTES_MAX = 1 << 30
CELLS_MAX = 25_000_000  # the reader keeps a sheet as one dense rectangle
CHUNK_BYTES = 1 << 20
OVERLAP_BYTES = 256

_Q = rb"[\"']"
_FORMULA = re.compile(rb"<(?:\w+:)?f[\s/>]")
_CELL = re.compile(rb"<(?:\w+:)?c\s[^>]*?\br=" + _Q + rb"([A-Za-z]{1,9}\d{1,9})" + _Q)
_COLUMN = re.compile(rb"\br=" + _Q + rb"([A-Za-z]{1,9})\d")
_ROW = re.compile(rb"<(?:\w+:)?row\s[^>]*?\br=" + _Q + rb"(\d{1,9})" + _Q)
_MERGED = re.compile(
    rb"<(?:\w+:)?mergeCell\s[^>]*?\bref="
    + _Q
    + rb"([A-Za-z]{1,9})(\d{1,9}):([A-Za-z]{1,9})(\d{1,9})"
    + _Q
)
_UNSAFE = (zipfile.BadZipFile, zlib.error, EOFError, OSError, NotImplementedError, RuntimeError)


class Extent(NamedTuple):
    """A sheet's last row and column, both from 1, and its merged ranges as (text, first column)."""

    rows: int
    columns: int
    merged: tuple[tuple[str, int], ...]


def scan(path: Path, sheet: str) -> Extent:
    """Look through a sheet's XML, reading every byte that the cell reader will read.

    Raises:
        FormulaCell: a cell holds a formula.
        FileTooLarge: the workbook unpacks to more than 1 GiB, or spans more cells than fit.
        NotATable: the archive is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            if sum(entry.file_size for entry in archive.infolist()) > UNPACKED_BYTES_MAX:
                raise FileTooLarge(path.name, "it would unpack to more than 1 GiB")
            for name in archive.namelist():
                if name.lower().endswith((".xml", ".rels")):
                    _check(path, archive, name)
            with closing(_chunks(archive, _member(archive, sheet))) as chunks:
                return _scan_sheet(path, sheet, chunks)
    except (*_UNSAFE, ElementTree.ParseError, KeyError, StopIteration, ValueError):
        detail = "the workbook is damaged; open it in Excel and save it again as .xlsx"
        raise NotATable(path.name, detail) from None


def _chunks(archive: zipfile.ZipFile, name: str) -> Generator[bytes, None, None]:
    with archive.open(name) as member:
        while chunk := member.read(CHUNK_BYTES):
            yield chunk


def _check(path: Path, archive: zipfile.ZipFile, name: str) -> None:
    """Read a member to its end, so that its checksum holds; document types hide expansions."""
    for number, chunk in enumerate(_chunks(archive, name)):
        if number == 0 and b"<!DOCTYPE" in chunk:
            raise NotATable(
                path.name, "the workbook declares a document type, which no XLSX file does"
            )


def _member(archive: zipfile.ZipFile, sheet: str) -> str:
    """Return the name of the archive member that holds a sheet."""
    book = ElementTree.fromstring(archive.read("xl/workbook.xml"))  # noqa: S314 - see _check
    found = next(e for e in book.iter() if e.tag.endswith("}sheet") and e.get("name") == sheet)
    relation = next(value for key, value in found.items() if key.endswith("}id"))
    links = ElementTree.fromstring(archive.read("xl/_rels/workbook.xml.rels"))  # noqa: S314
    target = next(e.get("Target", "") for e in links if e.get("Id") == relation)
    return target.lstrip("/") if target.startswith("/") else str(PurePosixPath("xl") / target)


def _scan_sheet(path: Path, sheet: str, chunks: Iterator[bytes]) -> Extent:
    columns: set[bytes] = set()
    merged: list[tuple[str, int]] = []
    row_last, before = 0, b""
    for chunk in chunks:
        window = before[-OVERLAP_BYTES:] + chunk
        if _FORMULA.search(window):
            raise _formula(path, sheet, before + chunk)
        columns.update(_COLUMN.findall(window))
        row_last = max(row_last, max(map(int, _ROW.findall(window)), default=0))
        for left, top, right, bottom in _MERGED.findall(window):
            merged.append(((left + top + b":" + right + bottom).decode(), ordinal(left)))
        before = chunk
    column_last = max(map(ordinal, columns), default=0)
    if row_last * column_last > CELLS_MAX:
        detail = (
            f"the sheet spans {row_last} rows and {column_last} columns; "
            "delete the stray cells, or save it as CSV"
        )
        raise FileTooLarge(path.name, detail, sheet)
    return Extent(row_last, column_last, tuple(merged))


def _formula(path: Path, sheet: str, window: bytes) -> FormulaCell:
    match = _FORMULA.search(window)
    cells = _CELL.findall(window, 0, match.start() if match else 0)
    cell = cells[-1].decode().upper() if cells else "unknown"
    letters, digits = (cell.rstrip("0123456789"), cell.lstrip("ABCDEFGHIJKLMNOPQRSTUVWXYZ"))
    detail = f"cell {cell} is a formula; paste the sheet as values"
    return FormulaCell(path.name, detail, sheet, int(digits) if digits.isdigit() else None, letters)


def ordinal(letters: bytes) -> int:
    """Return a column's number from its letters: A is 1, AA is 27."""
    number = 0
    for letter in letters.upper():
        number = number * 26 + letter - 64
    return number


def refuse_merged(path: Path, sheet: str, extent: Extent, width: int) -> None:
    """Refuse merged cells within a table of so many columns.

    Raises:
        MergedCell: names the first such range.
    """
    for reference, column in extent.merged:
        if column <= width:
            detail = f"cells {reference} are merged; unmerge them and fill in every row"
            raise MergedCell(path.name, detail, sheet)
