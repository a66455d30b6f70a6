"""What a table's columns are called and hold, and the row that comes out of it."""

import re
import unicodedata
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal, NamedTuple

from ledger.intake.refusals import HeadingMissing, HeadingTwice

Kind = Literal["text", "id", "money", "int", "date", "code", "choice"]

NARROWED: tuple[Kind, ...] = ("id", "money", "int", "date", "code")  # full-width 1 is taken for 1

_NOISE = re.compile(r"[\s*_\ufeff\u200b]+|\((?:元|人|份|yuan)\)")


@dataclass(frozen=True)
class Column:
    """A column, found by any of its headings, in any order.

    A required column must be there and filled in; of an optional one, either may be wanting.
    """

    name: str
    headings: tuple[str, ...]
    kind: Kind = "text"
    required: bool = True


class Flaw(NamedTuple):
    """What is wrong with one cell, or, where `name` is empty, with its row."""

    name: str
    code: str
    message: str


class Row:
    """A row's cells as text, in the order of the declared columns; an absent cell is empty."""

    __slots__ = ("_index", "cells", "flaws", "number")

    def __init__(
        self, number: int, cells: list[str], index: dict[str, int], flaws: tuple[Flaw, ...] = ()
    ) -> None:
        self.number = number  # as the officer sees it: the heading is row 1
        self.cells = cells
        self._index = index
        self.flaws = flaws

    def __getitem__(self, name: str) -> str:
        return self.cells[self._index[name]]


def folded(heading: str) -> str:
    """Return a heading without the differences that officers' files have (width, case, units)."""
    return _NOISE.sub("", unicodedata.normalize("NFKC", heading)).casefold()


@dataclass(frozen=True)
class Layout:
    """Where a file keeps the declared columns.

    Attributes:
        places: for each declared column its index in the file, or -1 if it is not there.
        headings: for each declared column's name its heading as it stands in the file.
        width: the number of columns up to the last heading.
        ignored: headings that mean nothing to this kind of file.
    """

    columns: tuple[Column, ...]
    places: tuple[int, ...]
    headings: dict[str, str]
    width: int
    ignored: tuple[str, ...]


def lay_out(
    file: str, sheet: str | None, header: Sequence[str], columns: Sequence[Column]
) -> Layout:
    """Find the declared columns in a heading row.

    Raises:
        HeadingMissing: a required column is not there.
        HeadingTwice: two headings stand for the same column.
    """
    meaning = {folded(each): column for column in columns for each in column.headings}
    found: dict[str, int] = {}
    ignored = []
    for place, heading in enumerate(header):
        column = meaning.get(folded(heading))
        if column is None:
            if heading.strip():
                ignored.append(heading.strip())
        elif column.name in found:
            detail = "two columns of the file have this meaning; leave only one"
            raise HeadingTwice(file, detail, sheet, 1, heading.strip())
        else:
            found[column.name] = place
    for column in columns:
        if column.required and column.name not in found:
            detail = f"the heading is missing; it may read {' or '.join(column.headings)}"
            raise HeadingMissing(file, detail, sheet, 1, column.headings[0])
    width = max((i + 1 for i, heading in enumerate(header) if heading.strip()), default=0)
    names = {
        c.name: header[found[c.name]].strip() if c.name in found else c.headings[0] for c in columns
    }
    places = tuple(found.get(column.name, -1) for column in columns)
    return Layout(tuple(columns), places, names, width, tuple(ignored))
