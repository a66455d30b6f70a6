"""Spoiling a file by chance: bytes, cells, lines, and what lies inside a workbook."""

import io
import json
import zipfile
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import Any

import xlsxwriter

NASTY = (
    "", " ", "0", "-1", "1e309", "NaN", "９９", "12345678901234567890", "5.10E+17", "=1+1", "@SUM(A1)",
    "2015-02-30", "9999-12-31", "31/12/2015", "'", '"', "\\N", "\0", "\ufeff", "\u202e", "\U0001f600",
    "测" * 70_000, "是", "否", "NULL", "true", "U000", "CD-HOSP", "\t", "\r", "a\nb",
)  # fmt: skip
BYTES = (b"\0", b"\xff\xfe", b"\xef\xbb\xbf", b'"', b",", b"\r\n", b"\n\n", b"\x80", b"\x1a")
YAML = (
    b"&a [*a]",
    b"!!python/object:os.system",
    b": :",
    b"- -",
    b"\t",
    b"{",
    b"~",
    b"<<: *x",
    b"1e400",
)
Mutate = Callable[[bytes, Random], bytes]


def by_bytes(content: bytes, chance: Random) -> bytes:
    """Flip, cut, double, drop or put in some bytes."""
    for _ in range(chance.randint(1, 4)):
        start = chance.randint(0, len(content))
        stop = min(len(content), start + chance.randint(0, 40))
        piece = chance.choice(
            (*BYTES, chance.randbytes(chance.randint(1, 8)), content[start:stop] * 2)
        )
        match chance.randrange(5):
            case 0:
                content = content[:start] + piece + content[stop:]
            case 1:
                content = content[:start]
            case 2:
                content = content[:start] + content[stop:]
            case 3:
                content = content[:start] + piece + content[start:]
            case _ if start < len(content):
                flipped = bytes([content[start] ^ 1 << chance.randrange(8)])
                content = content[:start] + flipped + content[start + 1 :]
            case _:
                content += piece
    return content


def by_cells(content: bytes, chance: Random) -> bytes:
    """Put nasty values into cells of a CSV file, and shuffle, drop or double its lines."""
    rows = [line.split(",") for line in content.decode("utf-8").splitlines()]
    for _ in range(chance.randint(1, 3)):
        row = chance.randrange(len(rows))
        match chance.randrange(6):
            case 0:
                rows.insert(row, list(rows[row]))
            case 1 if len(rows) > 1:
                del rows[row]
            case 2:
                column = chance.randrange(len(rows[0]))
                rows = [cells[:column] + cells[column + 1 :] for cells in rows]
            case _:
                rows[row][chance.randrange(len(rows[row]))] = chance.choice(NASTY)
                if not rows[row]:
                    rows[row] = [""]
        rows = [cells or [""] for cells in rows]
    return "\n".join(map(",".join, rows)).encode("utf-8", "replace")


def by_text(content: bytes, chance: Random) -> bytes:
    """Put pieces of YAML where they do not belong, or values that no plan has."""
    lines = content.splitlines()
    row = chance.randrange(len(lines))
    key, colon, _ = lines[row].partition(b":")
    nasty = chance.choice(NASTY).encode("utf-8", "replace")
    match chance.randrange(4):
        case 0:
            lines[row] = key + colon + b" " + nasty
        case 1:
            lines[row] = key + colon + b" " + chance.choice(YAML)
        case 2:
            lines.insert(row, chance.choice(YAML))
        case _:
            del lines[row]
    return b"\n".join(lines)


def by_json(content: bytes, chance: Random) -> bytes:
    """Put another kind of value somewhere into a JSON object."""
    found: dict[str, Any] = json.loads(content)
    others: tuple[object, ...] = (
        None,
        0,
        -1,
        10**400,
        [],
        {},
        "",
        "x",
        True,
        [[]],
        chance.choice(NASTY),
    )
    name = chance.choice(sorted(found))
    inner = found[name]
    if isinstance(inner, dict) and inner and chance.random() < 0.5:
        inner[chance.choice([*sorted(inner), "0", "x"])] = chance.choice(others)
    elif chance.random() < 0.3:
        del found[name]
    else:
        found[name] = chance.choice(others)
    return json.dumps(found).encode()


def inside_workbook(content: bytes, chance: Random) -> bytes:
    """Spoil one of the files that a workbook is made of."""
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        members = {name: archive.read(name) for name in archive.namelist()}
    spoiled = chance.choice(sorted(members))
    members[spoiled] = by_bytes(members[spoiled], chance)
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name, member in members.items():
            archive.writestr(name, member)
    return buffer.getvalue()


def workbook(content: bytes, folder: Path) -> bytes:
    """Return a CSV file's cells as a workbook, every cell text."""
    path = folder / "workbook.xlsx"
    with xlsxwriter.Workbook(path) as book:
        page = book.add_worksheet("名册")
        for i, line in enumerate(content.decode("utf-8").splitlines()):
            for j, cell in enumerate(line.split(",")):
                page.write_string(i, j, cell)
    return path.read_bytes()
