"""Rendering a statement: text for the eye, JSON and CSV for programs."""

import csv
import io
import json
from datetime import date
from typing import Any, Literal

from rich.cells import cell_len

from ledger.languages import Lang, counted
from ledger.money import FEN_PER_YI, plain_yuan, round_half_up, wan, yuan
from ledger.statements.facts import Knowledge
from ledger.statements.sheet import Cell, Column, Kind, Percent, Row, Sheet, Unit, Words

Format = Literal["text", "json", "csv"]
NONE = "—"
_RISKY = ("=", "+", "-", "@", "\t", "\r")  # a spreadsheet would run what begins so


def render(sheet: Sheet, as_: Format, lang: Lang) -> str:
    """Return a statement as text, JSON or CSV."""
    match as_:
        case "text":
            return as_text(sheet, lang)
        case "json":
            return as_json(sheet, lang)
        case "csv":
            return as_csv(sheet, lang)


def as_text(sheet: Sheet, lang: Lang) -> str:
    """Return a statement for a terminal: amounts to the right, Chinese at its true width."""
    lines = head(sheet.title, sheet.knowledge, lang)
    if not sheet.rows:
        notes = [note.said(lang) for note in sheet.notes]
        return "\n".join([*lines, "", sheet.empty.said(lang), *notes]) + "\n"
    columns = [column for column in sheet.columns if column.in_text]
    labels = [column.label.said(lang) for column in columns]
    table = [
        [_shown(row.cells.get(c.key), c.kind, sheet.unit, lang) for c in columns]
        for row in sheet.rows
    ]
    widths = [max(cell_len(cell) for cell in cells) for cells in zip(labels, *table, strict=True)]
    rule = "─" * (sum(widths) + 2 * (len(widths) - 1))
    lines += ["", _line(labels, columns, widths), rule]
    for row, cells in zip(sheet.rows, table, strict=True):
        lines.append(_line(cells, columns, widths))
        if row.is_total and row is not sheet.rows[-1]:
            lines.append("")
    lines += [rule, *(note.said(lang) for note in sheet.notes)]
    return "\n".join(lines) + "\n"


def as_json(sheet: Sheet, lang: Lang) -> str:
    """Return a statement as JSON: keys never change with the language; money in fen and in yuan."""
    known = sheet.knowledge
    document = {
        "statement": sheet.name,
        "office": known.office,
        "as_of": known.as_of.isoformat(),
        "known_at": known.known_at,
        "head": known.head,
        "lag_events": known.lag_events,
        "quarantined": known.quarantined,
        **sheet.facts,
        "rows": [_record(sheet, row, lang) for row in sheet.rows if row.in_files],
        "notes": [note.said(lang) for note in sheet.notes],
    }
    return json.dumps(document, ensure_ascii=False, indent=2) + "\n"


def as_csv(sheet: Sheet, lang: Lang) -> str:
    """Return a statement as CSV in UTF-8; each row says as of when, as known at which position."""
    known = sheet.knowledge
    stamp = {
        "as_of": known.as_of.isoformat(),
        "known_at": known.known_at,
        "lag_events": known.lag_events,
        "quarantined": known.quarantined,
    }
    output = io.StringIO()
    names = [name for column in sheet.columns for name in _names(column)]
    writer = csv.DictWriter(output, [*stamp, *names], lineterminator="\n")
    writer.writeheader()
    for row in sheet.rows:
        if row.in_files:
            record = _record(sheet, row, lang)
            writer.writerow(stamp | {name: safe(cell) for name, cell in record.items()})
    return output.getvalue()


def head(title: Words, known: Knowledge, lang: Lang) -> list[str]:
    """Return the lines above a statement: whose, what, as of when, as known when, and what it lacks."""
    chinese = lang == "zh"
    nameless = "（当时尚未建账）" if chinese else "(the book was not opened yet)"
    lines = [f"{known.office or nameless}  {title.said(lang)}"]
    of = f"截至{known.as_of}，" if chinese else f"As of {known.as_of}, "
    if known.as_of == date.max:
        of = ""
    lines.append(
        f"{of}按第{known.known_at}位所知"
        if chinese
        else f"{of}as known at position {known.known_at}"
    )
    if known.lag_events:
        lines.append(
            f"注意：尚有{known.lag_events}个已记录的事件未计入（huzhu projection catch-up）"
            if chinese
            else f"Note: {counted(known.lag_events, 'recorded event')} "
            f"{'is' if known.lag_events == 1 else 'are'} not in it yet "
            "(huzhu projection catch-up)"
        )
    if known.quarantined:
        lines.append(
            f"注意：{known.quarantined}项事件无法处理，已隔离，本表不完整"
            if chinese
            else f"Note: incomplete: {counted(known.quarantined, 'event')} could not be folded, "
            f"and {'is' if known.quarantined == 1 else 'are'} quarantined"
        )
    return lines


def _line(cells: list[str], columns: list[Column], widths: list[int]) -> str:
    padded = []
    for cell, column, width in zip(cells, columns, widths, strict=True):
        room = " " * (width - cell_len(cell))
        padded.append(cell + room if column.kind == "text" else room + cell)
    return "  ".join(padded).rstrip()


def _shown(cell: Cell, kind: Kind, unit: Unit, lang: Lang) -> str:
    match cell:
        case None:
            return "" if kind == "text" else NONE
        case str():
            return cell
        case Words():
            return cell.said(lang)
        case Percent(bp=None):
            return NONE
        case Percent(bp=int() as bp, signed=signed):
            return f"{'+' if signed and bp > 0 else ''}{yuan(bp)}"
        case int():
            return _amount(cell, unit) if kind == "money" else f"{cell:,}"
        case _:
            raise TypeError(f"{type(cell).__name__} is not a cell")


def _amount(fen: int, unit: Unit) -> str:
    match unit:
        case "yuan":
            return yuan(fen)
        case "wan":
            return wan(fen)
        case "yi":
            units = round_half_up(fen * 10_000, FEN_PER_YI)
            sign, units = ("-", -units) if units < 0 else ("", units)
            return f"{sign}{units // 10_000:,}.{units % 10_000:04d}"


def _names(column: Column) -> list[str]:
    match column.kind:
        case "money":
            return [f"{column.key}_fen", f"{column.key}_yuan"]
        case "percent":
            return [f"{column.key}_percent"]
        case _:
            return [column.key]


def _record(sheet: Sheet, row: Row, lang: Lang) -> dict[str, Any]:
    """Return a row for programs; money and ratios are exact, as text where they have decimals."""
    record: dict[str, Any] = {}
    for column in sheet.columns:
        record |= zip(_names(column), _values(row.cells.get(column.key), column, lang), strict=True)
    return record


def _values(cell: Cell, column: Column, lang: Lang) -> list[Any]:
    match column.kind, cell:
        case "money", int():
            return [cell, plain_yuan(cell)]
        case "money", _:
            return [None, None]
        case "percent", Percent(bp=int() as bp):
            return [plain_yuan(bp)]
        case "percent", _:
            return [None]
        case _, Words():
            return [cell.said(lang)]
        case _:
            return [cell]


def safe(cell: Any) -> Any:
    """Hold text that a spreadsheet would run; numbers stay numbers."""
    if isinstance(cell, str) and cell.startswith(_RISKY) and not _is_number(cell):
        return f"'{cell}"
    return cell


def _is_number(text: str) -> bool:
    return text.removeprefix("-").replace(".", "", 1).isdecimal()
