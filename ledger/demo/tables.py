"""Writing the office's files: CSV, and one XLSX workbook, the same bytes on every machine."""

from __future__ import annotations

import zipfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import xlsxwriter

from ledger.intake.columns import Column

_CHUNK = 50_000
_MADE = datetime(2014, 12, 31, tzinfo=UTC)  # the workbook says when it was made


def headings(columns: Sequence[Column], *names: str) -> list[str]:
    """Return the Chinese headings of some columns, as the office's forms print them."""
    first = {column.name: column.headings[0] for column in columns}
    return [first[name] for name in names]


def write_csv(path: Path, header: Sequence[str], rows: Iterable[str]) -> int:
    """Write rows that are already joined by commas; return their number."""
    count, chunk = 0, [",".join(header)]
    with path.open("w", encoding="utf-8", newline="\n") as file:
        for row in rows:
            chunk.append(row)
            count += 1
            if len(chunk) == _CHUNK:
                file.write("\n".join(chunk) + "\n")
                chunk.clear()
        if chunk:
            file.write("\n".join(chunk) + "\n")
    return count


def write_xlsx(path: Path, sheet: str, header: Sequence[str], rows: Iterable[str]) -> int:
    """Write rows as a workbook whose cells are all text; return their number.

    It is packed without compression, for compressors differ from machine to machine.
    """
    packed = path.with_suffix(".packing")
    count = 0
    options: dict[str, Any] = {"constant_memory": True, "in_memory": False}
    with xlsxwriter.Workbook(str(packed), options) as book:
        book.set_properties({"created": _MADE, "author": "示例", "comments": "演示数据"})
        page = book.add_worksheet(sheet)
        for place, row in enumerate([",".join(header), *rows]):
            for column, cell in enumerate(row.split(",")):
                if cell:
                    page.write_string(place, column, cell)
            count = place
    with zipfile.ZipFile(packed) as source, zipfile.ZipFile(path, "w") as target:
        for part in source.infolist():
            plain = zipfile.ZipInfo(part.filename, (1980, 1, 1, 0, 0, 0))
            plain.create_system = 0
            target.writestr(plain, source.read(part), zipfile.ZIP_STORED)
    packed.unlink()
    return count


def yuan_cell(fen: int | None) -> str:
    """Return an amount as a cell: yuan with two decimals, nothing where it is not known."""
    return "" if fen is None else f"{fen // 100}.{fen % 100:02d}"
