"""Where projections stand and what they hold: positions, generations, marks, quarantine."""

import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

from sqlalchemy import Connection

from ledger.projections.tables import Projection, Row, Table, copy_text
from ledger.store.copying import Columns, copied_columns
from ledger.store.engine import Dialect

_STREAMED_ROWS = 5_000
_TOGETHER = 64  # rows in one statement
_EVENTS = "select position, originator_id, originator_version, topic, state"
_RECORDED = "from event where position > {0} and position <= {0} order by position"
# Python's driver looks for an adapter of each null and each bytes it binds, and not finding one costs
# it more than binding: these are found, and hand over what they are given.
sqlite3.register_adapter(bytes, bytes)
sqlite3.register_adapter(type(None), {}.get)  # type: ignore[arg-type]  # {}.get(None) is None

_IS: Mapping[Dialect, str] = {"sqlite": "is", "postgresql": "is not distinct from"}
_STANDING = "select name, version, generation, is_live, position, link from projection"


Recorded = tuple[int, str, bytes]  # position, topic, state


class Standing(NamedTuple):
    """One generation of a projection: how far it has read the record."""

    name: str
    version: int
    generation: int
    is_live: bool  # what readers see; a rebuild fills another beside it
    position: int
    link: bytes  # the digest's chain at that position


class Cursor:
    """The driver's own cursor inside an open transaction. SQL is written with `?` for both databases."""

    def __init__(self, connection: Connection) -> None:
        self.dialect: Dialect = "sqlite" if connection.dialect.name == "sqlite" else "postgresql"
        self._connection = connection
        self._cursor: Any = connection.connection.cursor()

    def run(self, sql: str, values: Sequence[object] = ()) -> int:
        """Run one statement and return how many rows it hit."""
        # Without values PostgreSQL's driver leaves percent signs alone.
        self._cursor.execute(self._own(sql), values if self.dialect == "sqlite" else values or None)
        return int(self._cursor.rowcount)

    def all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return all rows of a query."""
        self.run(sql, values)
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def one(self, sql: str, values: Sequence[object] = ()) -> tuple[Any, ...] | None:
        """Return the first row of a query, if it has one."""
        rows = self.all(sql, values)
        return rows[0] if rows else None

    def stream(self, sql: str, values: Sequence[object]) -> Iterator[list[tuple[Any, ...]]]:
        """Yield the rows of a query some thousands at a time, on a cursor of their own."""
        own: Any = self._connection.connection
        cursor: Any
        if self.dialect == "sqlite":
            cursor = own.cursor()
        else:
            cursor = own.driver_connection.cursor("facts")  # at the server
            cursor.itersize = _STREAMED_ROWS
        try:
            cursor.execute(self._own(sql), values)
            while rows := cursor.fetchmany(_STREAMED_ROWS):
                yield rows
        finally:
            cursor.close()

    def _insert_many(self, name: str, rows: Sequence[Row]) -> None:
        """Insert many rows with one statement: each statement lets go of the interpreter's lock."""
        row = f"({', '.join('?' * len(rows[0]))})"
        whole = len(rows) - len(rows) % _TOGETHER
        self._cursor.executemany(
            f"insert into {name} values {', '.join([row] * _TOGETHER)}",
            (
                tuple(chain.from_iterable(rows[at : at + _TOGETHER]))
                for at in range(0, whole, _TOGETHER)
            ),
        )
        self._cursor.executemany(f"insert into {name} values {row}", rows[whole:])

    def copied(self, sql: str, values: Sequence[object]) -> Columns:
        """Return recorded events of PostgreSQL, in its own SQL, column by column."""
        return copied_columns(self._cursor, sql, values)

    def _own(self, sql: str) -> str:
        return sql if self.dialect == "sqlite" else sql.replace("?", "%s")

    def insert(
        self, table: Table, generation: int, rows: Sequence[Row], lines: Sequence[bytes]
    ) -> None:
        """Insert facts in bulk; `lines` are the same rows, written.

        PostgreSQL takes the lines as they are: without its brackets, a JSON list of numbers, texts
        and nulls is a line of CSV, unless JSON had to escape something. Only then it needs rows.
        """
        name = table.generation(generation)
        if self.dialect == "sqlite":
            self._insert_many(name, rows)
            return
        csv = b"\n".join(lines).replace(b"]\n[", b"\n")[1:-1]
        if b"\\" in csv:
            text = io.StringIO(copy_text(rows, plain=False))
            self._cursor.copy_expert(f"copy {name} from stdin", text)
        else:
            copy = f"copy {name} from stdin (format csv, null 'null')"
            self._cursor.copy_expert(copy, io.BytesIO(csv))


def alike(cursor: Cursor, table: Table, generations: tuple[int, int], upto: int) -> bool:
    """Tell whether two generations hold the same rows up to a position, cell by cell.

    The database compares what stands in its tables: nothing is read here, however many rows.
    """
    one, other = (table.generation(number) for number in generations)
    same = " and ".join(
        f"one.{each.name} {_IS[cursor.dialect]} other.{each.name}" for each in table.columns
    )
    # SQLite counts a whole table by its pages; the few beyond are counted one by one.
    counted = "(select count(*) from {0}) - (select count(*) from {0} where position > ?)"
    found = cursor.one(
        f"select {counted.format(one)}, {counted.format(other)}, "
        f"(select count(*) from {one} one join {other} other using ({table.key}) "
        f"where one.position <= ? and {same})",
        (upto, upto, upto),
    )
    assert found is not None, "counts are one row"
    return len(set(found)) == 1


def recorded(cursor: Cursor, after: int, upto: int) -> list[Recorded]:
    """Return what was recorded after a position up to another, in order."""
    if cursor.dialect == "sqlite":
        return cursor.all(f"select position, topic, state {_RECORDED.format('?')}", (after, upto))
    block = cursor.copied(f"{_EVENTS} {_RECORDED.format('%s')}", (after, upto))
    return list(zip(block.positions, block.topics, block.states, strict=True))


def live(cursor: Cursor) -> list[Standing]:
    """Return every live projection, in order of name."""
    return standings(cursor, "where is_live = 1 order by name")


def standings(cursor: Cursor, where: str, values: Sequence[object] = ()) -> list[Standing]:
    """Return the generations that a condition selects."""
    return [
        Standing(name, version, generation, bool(is_live), position, bytes(link))
        for name, version, generation, is_live, position, link in cursor.all(
            f"{_STANDING} {where}", values
        )
    ]


def create(
    cursor: Cursor, projection: Projection, generation: int, link: bytes, *, is_live: bool
) -> None:
    """Make the table of one generation, empty; its indexes, only where readers see it."""
    table = projection.table
    cursor.run(table.bare(cursor.dialect, generation))
    for statement in table.indexing(cursor.dialect, generation) if is_live else ():
        cursor.run(statement)
    cursor.run(
        "insert into projection (name, version, generation, is_live, position, link) "
        "values (?, ?, ?, ?, 0, ?)",
        (projection.name, projection.version, generation, int(is_live), link),
    )


def index(cursor: Cursor, table: Table, standing: Standing) -> None:
    """Make the indexes of a generation that was filled without them: sorted once, at the end."""
    for statement in table.indexing(cursor.dialect, standing.generation):
        cursor.run(statement)
    renew = table.renewing(standing.generation)
    if renew is not None:
        cursor.run(renew, (0, standing.position))


def show(cursor: Cursor, projection: Projection, generation: int) -> None:
    """Let readers see a generation. On PostgreSQL the view stays the same one, with its grants."""
    for name, query in projection.table.views(generation).items():
        if cursor.dialect == "sqlite":
            cursor.run(f"drop view if exists {name}")
            cursor.run(f"create view {name} as {query}")
        else:
            cursor.run(f"create or replace view {name} as {query}")


def drop(cursor: Cursor, projection: Projection, generation: int) -> None:
    """Remove a generation that readers no longer see."""
    for table in projection.table.tables(generation):
        cursor.run(f"drop table if exists {table}")  # one that was never shown has no index yet
    own = (projection.name, generation)
    for table in ("projection", "projection_mark", "quarantine"):
        cursor.run(f"delete from {table} where name = ? and generation = ?", own)
