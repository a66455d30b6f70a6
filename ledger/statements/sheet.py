"""A drawn-up statement: head, typed columns, rows and notes, in both languages, before it is rendered."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Literal, NamedTuple

from ledger.languages import Lang
from ledger.money import round_half_up
from ledger.plans import BASIS_POINTS
from ledger.statements.facts import Knowledge

Kind = Literal["text", "count", "money", "percent"]
Unit = Literal["yuan", "wan", "yi"]


class Words(NamedTuple):
    """The same in both languages."""

    zh: str
    en: str

    def said(self, lang: Lang) -> str:
        """Return one of them."""
        return self.zh if lang == "zh" else self.en


class Percent(NamedTuple):
    """A ratio in basis points, or none where the divisor is not positive."""

    bp: int | None
    signed: bool = False  # print the plus of a change


Cell = int | str | Words | Percent | None
Cells = Mapping[str, Cell]


class Column(NamedTuple):
    """A column. `money` cells are fen; `percent` ones are `Percent`."""

    key: str
    label: Words
    kind: Kind
    in_text: bool = True  # False: for files only, where text shows it otherwise


@dataclass(frozen=True)
class Row:
    """A row of cells by column key."""

    cells: Cells
    is_total: bool = False
    in_files: bool = True  # False: for the eye only, such as a row of changes


@dataclass(frozen=True)
class Sheet:
    """A statement, ready to be rendered as text, JSON or CSV."""

    name: str  # as typed: "balance-sheet"
    title: Words
    knowledge: Knowledge
    columns: tuple[Column, ...]
    rows: tuple[Row, ...]
    empty: Words  # said instead of a table without rows
    notes: tuple[Words, ...] = ()
    facts: Mapping[str, str | int | None] = field(default_factory=dict)  # for files: edition, fund
    unit: Unit = "yuan"


def ratio(numerator: int, denominator: int) -> Percent:
    """Return a ratio in basis points, rounded half up; over zero or less there is none."""
    if denominator <= 0:
        return Percent(None)
    return Percent(round_half_up(numerator * BASIS_POINTS, denominator))


def change(before: int | None, after: int | None) -> Percent:
    """Return the change from one figure to the next, in basis points of the first."""
    if before is None or after is None or before <= 0:
        return Percent(None, signed=True)
    return Percent(round_half_up((after - before) * BASIS_POINTS, before), signed=True)
