"""The judge: goes through a whole table once, and tells good lines from problems.

A file is judged whole before anything is done with it. Lines are kept while they are few; of a long
file they are read again when they are asked for, so that memory does not grow with the file.
"""

from collections.abc import Callable, Hashable, Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property, lru_cache
from operator import call
from typing import Generic, NamedTuple, Protocol, TypeVar

from ledger.intake.columns import Column, Flaw, Row
from ledger.intake.fields import Field, Reader, Unfit
from ledger.intake.table import Table

PROBLEMS_MAX = 1_000  # more are counted, not kept
KEEP_LINES = 200_000


class Line(Protocol):
    """A typed line of a file; it knows its row."""

    @property
    def row(self) -> int: ...


T = TypeVar("T", bound=Line)
Check = Callable[[T], Sequence[Flaw]]


class Problem(NamedTuple):
    """Why a row is refused. It never holds what a cell says, for it may be somebody's.

    `row` is as the officer sees it (the heading is row 1), `column` the heading as it stands in the
    file, or empty where the whole row is meant.
    """

    row: int
    column: str
    code: str
    message: str


@dataclass(frozen=True)
class Form(Generic[T]):
    """A kind of file: its fields, and how a row number and the values, in field order, make a line.

    `make` raises `Unfit` with a column's name where the cells are good but do not fit together.
    """

    fields: tuple[Field, ...]
    make: Callable[..., T]

    @cached_property
    def readers(self) -> tuple[Reader, ...]:
        """Return the fields' readers; where few values come again and again, with a memory."""
        return tuple(_reader(field) for field in self.fields)

    @property
    def columns(self) -> tuple[Column, ...]:
        """Return the columns with which such a file is to be opened."""
        return columns_of(self.fields)


def columns_of(fields: Sequence[Field]) -> tuple[Column, ...]:
    """Return the columns of some fields, in their order."""
    return tuple(field.column for field in fields)


def _reader(field: Field) -> Reader:
    if field.column.kind in ("choice", "code", "date", "int"):
        return lru_cache(maxsize=4096)(field.value)
    return field.read if field.column.required else field.value


class Lines(Generic[T]):
    """The good lines of a judged file, in file order; may be gone through more than once."""

    def __init__(self, kept: list[T] | None, count: int, again: Callable[[], Iterator[T]]) -> None:
        self._kept, self._count, self._again = kept, count, again

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[T]:
        return iter(self._kept) if self._kept is not None else self._again()


@dataclass(frozen=True)
class Judged(Generic[T]):
    """What became of a file.

    Attributes:
        rows: rows judged; equal to the good lines plus the rows refused.
        rows_refused: rows with at least one problem.
        problems: the first thousand, in file order.
        problem_count: all of them.
    """

    table: Table
    good: Lines[T]
    rows: int
    rows_refused: int
    problems: tuple[Problem, ...]
    problem_count: int


def judge(
    table: Table, form: Form[T], check: Check[T] | None = None, *, keep: int = KEEP_LINES
) -> Judged[T]:
    """Judge every row. `check` sees each line whose cells are good, in file order, once.

    Raises:
        FileRefused: the table breaks off, or was changed meanwhile.
    """
    assert columns_of(form.fields) == table.columns, (
        "the table was opened with another form's columns"
    )
    readers = _readers_for(table, form)
    heard: list[Problem] = []
    kept: list[T] | None = []
    bad: set[int] = set()
    rows = problem_count = 0
    for row in table.rows():
        rows += 1
        line, flaws = _read(row, form, readers)
        if line is not None and check is not None:
            flaws = check(line)
        if flaws:
            bad.add(row.number)
            problem_count += len(flaws)
            if len(heard) < PROBLEMS_MAX:
                heard.extend(_problem(table, row.number, flaw) for flaw in flaws)
        elif kept is not None and line is not None:
            kept.append(line)
            if len(kept) > keep:
                kept = None
    lines = Lines(kept, rows - len(bad), lambda: _again(table, form, bad))
    return Judged(table, lines, rows, len(bad), tuple(heard[:PROBLEMS_MAX]), problem_count)


def only_once(key: Callable[[T], Hashable], name: str, code: str) -> Check[T]:
    """Return a check that refuses a line whose key an earlier line has, naming that row."""
    seen: dict[Hashable, int] = {}

    def check(line: T) -> Sequence[Flaw]:
        first = seen.setdefault(key(line), line.row)
        if first == line.row:
            return ()
        return (Flaw(name, code, f"row {first} of this file says the same already"),)

    return check


def _again(table: Table, form: Form[T], bad: set[int]) -> Iterator[T]:
    readers = _readers_for(table, form)
    for row in table.rows():
        if row.number not in bad:
            line, _ = _read(row, form, readers)
            assert line is not None, "a row that was good is good again"
            yield line


def _readers_for(table: Table, form: Form[T]) -> tuple[Reader, ...]:
    """Return a form's readers; of a column that the file does not have, one that costs nothing."""
    return tuple(
        {"": field.default}.__getitem__ if place < 0 else reader
        for field, reader, place in zip(form.fields, form.readers, table.layout.places, strict=True)
    )


def _read(row: Row, form: Form[T], readers: tuple[Reader, ...]) -> tuple[T | None, Sequence[Flaw]]:
    """Return the row's line, or all that is wrong with its cells."""
    if not row.flaws:
        try:
            return form.make(row.number, *map(call, readers, row.cells)), ()
        except Unfit as unfit:
            first = unfit
    flaws = list(row.flaws)
    spoilt = {flaw.name for flaw in flaws}
    for field, cell in zip(form.fields, row.cells, strict=True):
        if field.column.name in spoilt or "" in spoilt:
            continue
        try:
            field.value(cell)
        except Unfit as unfit:
            flaws.append(Flaw(field.column.name, unfit.code, unfit.message))
    # every cell is good by itself, so it was the line that was unfit
    return None, flaws or (Flaw(first.name, first.code, first.message),)


def _problem(table: Table, row: int, flaw: Flaw) -> Problem:
    column = table.heading(flaw.name) if flaw.name else ""
    return Problem(row, column, flaw.code, flaw.message)
