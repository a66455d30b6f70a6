"""How a fact table is declared, made on either database, written in bulk and read back."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import lru_cache
from typing import Any, Literal, NamedTuple

from pydantic_core import to_json

from ledger.events import Event
from ledger.store.engine import Dialect

Kind = Literal["integer", "text", "date", "id"]
Cell = int | str | bytes | None  # dates are ISO text, ids 16 bytes
Row = tuple[Cell, ...]

_TYPES: Mapping[Dialect, Mapping[Kind, str]] = {
    "sqlite": {"integer": "integer", "text": "text", "date": "text", "id": "blob"},
    "postgresql": {"integer": "bigint", "text": "text", "date": "date", "id": "uuid"},
}
# Reading a cell back as it was written: PostgreSQL would make dates and UUIDs of them.
_READ: Mapping[Dialect, Mapping[Kind, str]] = {
    "sqlite": {"integer": "{}", "text": "{}", "date": "{}", "id": "{}"},
    "postgresql": {
        "integer": "{}",
        "text": "{}",
        "date": "{}::text",
        "id": "replace({}::text, '-', '')",
    },
}
_BETWEEN = b"],["  # two rows in a JSON list
_ESCAPES = str.maketrans({"\\": r"\\", "\t": r"\t", "\n": r"\n", "\r": r"\r"})


# A date as a cell. There are few days in a book, and each is written again and again.
day: Callable[[date], str] = lru_cache(maxsize=4_096)(date.isoformat)


class Column(NamedTuple):
    """A column of facts. `required` ones are never null."""

    name: str
    kind: Kind
    required: bool = True


class Index(NamedTuple):
    """An index over the rows where its column has a value; `beside` are read from it, too.

    `only` is a condition on those rows. A query must repeat it, word for word, to use the index.
    """

    column: str
    beside: tuple[str, ...] = ()
    only: str | None = None


class Latest(NamedTuple):
    """What finds each subject's latest row at once: an index that no database keeps by itself.

    It stands in a table beside the facts, is kept by the engine with them, and is no fact: digests
    pass it over. Readers see a view of the latest rows alone, `<table>_latest`.
    """

    of: str  # the column that names the subject
    by: str  # the column that latest rows are asked for by


@dataclass(frozen=True)
class Table:
    """The declaration of a fact table. Each generation of it is a table of its own."""

    name: str
    columns: tuple[Column, ...]
    legs: bool = False  # whether an event may make several rows, numbered by `leg`
    indexes: tuple[Index, ...] = ()
    latest: Latest | None = None

    @property
    def key(self) -> str:
        """The columns that name a row, in the order of the facts."""
        return "position, leg" if self.legs else "position"

    @property
    def column_names(self) -> str:
        """All columns, in the order in which rows hold them."""
        return ", ".join(column.name for column in self.columns)

    def generation(self, number: int) -> str:
        """Return the name of one generation's table."""
        return f"{self.name}_g{number}"

    def ddl(self, dialect: Dialect, generation: int) -> list[str]:
        """Return the statements that make one generation, as readers want it."""
        return [self.bare(dialect, generation), *self.indexing(dialect, generation)]

    def bare(self, dialect: Dialect, generation: int) -> str:
        """Return the statement that makes its table, with no index that can be made later.

        On SQLite the table is its key's index: the position is the row id, or there is none.
        """
        name = self.generation(generation)
        columns = [
            f"{column.name} {_TYPES[dialect][column.kind]}{' not null' * column.required}"
            for column in self.columns
        ]
        if dialect == "postgresql":
            return f"create table {name} ({', '.join(columns)})"
        tail = "strict, without rowid" if self.legs else "strict"
        return f"create table {name} ({', '.join(columns)}, primary key ({self.key})) {tail}"

    def indexing(self, dialect: Dialect, generation: int) -> list[str]:
        """Return the statements that make its indexes, and the table of the latest facts, empty."""
        name = self.generation(generation)
        optional = {column.name for column in self.columns if not column.required}
        keyed = [f"alter table {name} add primary key ({self.key})"]
        return [
            *(keyed if dialect == "postgresql" else ()),
            *(
                f"create index {name}_{index.column} on {name} "
                f"({', '.join((index.column, *index.beside))})"
                + _only(index, is_optional=index.column in optional)
                for index in self.indexes
            ),
            *self._ddl_of_latest(f"{name}_latest"),
        ]

    def _ddl_of_latest(self, name: str) -> list[str]:
        if self.latest is None:
            return []
        of, by = self.latest
        return [
            f"create table {name} ({of} text primary key, {by} text not null, at bigint not null)",
            f"create index {name}_{by} on {name} ({by})",
        ]

    def tables(self, generation: int) -> list[str]:
        """Return the names of the tables that make up one generation."""
        name = self.generation(generation)
        return [name] if self.latest is None else [f"{name}_latest", name]

    def views(self, generation: int) -> dict[str, str]:
        """Return what readers see instead of a generation: names of views, and their queries."""
        name = self.generation(generation)
        views = {self.name: f"select {self.column_names} from {name}"}
        if self.latest is not None:
            cells = ", ".join(
                f"{'latest' if column.name in self.latest else 'fact'}.{column.name}"
                for column in self.columns
            )
            views[f"{self.name}_latest"] = (
                f"select {cells} from {name}_latest as latest "
                f"join {name} as fact on fact.position = latest.at"
            )
        return views

    def renewing(self, generation: int) -> str | None:
        """Return the statement that takes new facts into the table of the latest ones."""
        if self.latest is None:
            return None
        name, (of, by) = self.generation(generation), self.latest
        return (
            f"insert into {name}_latest ({of}, {by}, at) select {of}, {by}, position from {name} "
            f"where position in (select max(position) from {name} "
            f"where position > ? and position <= ? group by {of}) "
            f"on conflict ({of}) do update set {by} = excluded.{by}, at = excluded.at"
        )

    def reading(self, dialect: Dialect, generation: int) -> str:
        """Return the query for a generation's rows after a position up to another, as written."""
        cells = ", ".join(_READ[dialect][c.kind].format(c.name) for c in self.columns)
        return (
            f"select {cells} from {self.generation(generation)} "
            f"where position > ? and position <= ? order by {self.key}"
        )


def _only(index: Index, *, is_optional: bool) -> str:
    """Return the condition of an index on its rows.

    Of an optional column, only what is there; of another, SQLite would not use that.
    """
    if index.only is not None:
        return f" where {index.only}"
    return f" where {index.column} is not null" if is_optional else ""


Emit = Callable[[Any, int], Iterable[Row]]


@dataclass(frozen=True)
class Projection:
    """A name, a version, a table, and for each kind of event the rows that it makes.

    A change of rows or columns is a new version: digests of the old one in closed months stay true.
    """

    name: str
    version: int
    table: Table
    rows: Mapping[type[Event], Emit] = field(repr=False)

    @property
    def key(self) -> str:
        """The name under which digests are quoted: "journal@1"."""
        return f"{self.name}@{self.version}"

    def project(self, event: Event, position: int) -> Iterable[Row]:
        """Return the rows that an event makes; none for one that says nothing here."""
        emit = self.rows.get(type(event))
        return () if emit is None else emit(event, position)


def written(rows: Iterable[Row]) -> list[bytes]:
    """Write rows as they are digested: JSON lists without spaces, an id as 32 hex digits."""
    return [to_json(row, bytes_mode="hex") for row in rows]


def written_together(rows: Sequence[Row]) -> bytes:
    """Write rows likewise, at once, and put each on a line: JSON itself holds no line break."""
    if not rows:
        return b""
    together = to_json(rows, bytes_mode="hex")[1:-1]
    if together.count(_BETWEEN) != len(rows) - 1:  # a text holds what stands between rows, too
        return b"\n".join(written(rows))
    return together.replace(_BETWEEN, b"]\n[")


def copy_text(rows: Iterable[Row], *, plain: bool) -> str:
    r"""Write rows in the text format of PostgreSQL's COPY, where \N is null.

    `plain` rows are known to hold neither backslash nor control character.
    """
    cell = _plain if plain else _escaped
    return "".join(["\t".join([cell(value) for value in row]) + "\n" for row in rows])


def _plain(cell: Cell) -> str:
    if cell.__class__ is str:
        return cell
    if cell is None:
        return r"\N"
    return cell.hex() if isinstance(cell, bytes) else str(cell)


def _escaped(cell: Cell) -> str:
    return cell.translate(_ESCAPES) if isinstance(cell, str) else _plain(cell)
