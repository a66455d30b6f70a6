"""Where projections stand and what they hold: positions, generations, marks, quarantine."""

import io
import sqlite3
from collections.abc import Iterator, Mapping, Sequence
from itertools import chain
from typing import Any, NamedTuple

import psycopg2
from pydantic_core import from_json
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


Recorded = tuple[int, str, bytes | str]  # position, topic, state


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

    def _insert_many(self, name: str, width: int, groups: Sequence[Row]) -> None:
        """Insert many rows with one statement: each statement lets go of the interpreter's lock."""
        row = f"({', '.join('?' * width)})"
        *whole, last = groups
        if len(last) == width * _TOGETHER:
            whole, last = [*groups], ()
        self._cursor.executemany(f"insert into {name} values {', '.join([row] * _TOGETHER)}", whole)
        single = (last[at : at + width] for at in range(0, len(last), width))
        self._cursor.executemany(f"insert into {name} values {row}", single)

    def begin_again(self) -> None:
        """Leave a transaction that failed, in which nothing was written, for another."""
        self._connection.connection.rollback()

    def copied(self, sql: str, values: Sequence[object]) -> Columns:
        """Return recorded events of PostgreSQL, in its own SQL, column by column."""
        return copied_columns(self._cursor, sql, values)

    def _own(self, sql: str) -> str:
        return sql if self.dialect == "sqlite" else sql.replace("?", "%s")

    def insert(self, table: Table, generation: int, groups: Sequence[Row], lines: bytes) -> None:
        """Insert facts in bulk, as SQLite takes them (`grouped`), or written, one a line.

        PostgreSQL takes the lines as they are: without its brackets, a JSON list of numbers, texts
        and nulls is a line of CSV, unless JSON had to escape something.
        """
        name = table.generation(generation)
        if self.dialect == "sqlite":
            self._insert_many(name, len(table.columns), groups)
            return
        csv = lines.replace(b"]\n[", b"\n")[1:-1]
        if b"\\" in csv:
            text = io.StringIO(copy_text(map(from_json, lines.splitlines()), plain=False))
            self._cursor.copy_expert(f"copy {name} from stdin", text)
        else:
            copy = f"copy {name} from stdin (format csv, null 'null')"
            self._cursor.copy_expert(copy, io.BytesIO(csv))


def grouped(rows: Sequence[Row]) -> list[Row]:
    """Put the cells of many rows one after another, as SQLite takes them in one statement."""
    return [
        tuple(chain.from_iterable(rows[at : at + _TOGETHER]))
        for at in range(0, len(rows), _TOGETHER)
    ]


def alike(
    cursor: Cursor, table: Table, generations: tuple[int, int], upto: int, *, after: int = 0
) -> bool:
    """Tell whether two generations hold the same rows up to a position, cell by cell.

    The database compares what stands in its tables: nothing is read here, however many rows.
    """
    one, other = (table.generation(number) for number in generations)
    same = " and ".join(
        f"one.{each.name} {_IS[cursor.dialect]} other.{each.name}" for each in table.columns
    )
    if cursor.dialect == "postgresql":
        # Each is read by its key, in which order it lies: millions are neither sorted nor hashed.
        for way in ("hashjoin", "nestloop", "sort"):
            cursor.run(f"set local enable_{way} = off")
    # SQLite counts a whole table by its pages; the few beyond are counted one by one.
    counted = f"(select count(*) from {{0}}) - (select count(*) from {{0}} where position > {upto})"
    if after:
        counted = f"(select count(*) from {{0}} where position > {after} and position <= {upto})"
    within = " and ".join(
        f"{each}.position > {after} and {each}.position <= {upto}" for each in ("one", "other")
    )
    found = cursor.one(
        f"select {counted.format(one)}, {counted.format(other)}, "
        f"(select count(*) from {one} one join {other} other using ({table.key}) "
        f"where {within} and {same})"
    )
    assert found is not None, "counts are one row"
    return len(set(found)) == 1


def recorded(cursor: Cursor, after: int, upto: int) -> list[Recorded]:
    """Return what was recorded after a position up to another, in order."""
    if cursor.dialect == "sqlite":
        return cursor.all(f"select position, topic, state {_RECORDED.format('?')}", (after, upto))
    block = cursor.copied(f"{_EVENTS} {_RECORDED.format('%s')}", (after, upto))
    return list(zip(block.positions, block.topics, block.states, strict=True))


def recorded_texts(cursor: Cursor, after: int, upto: int) -> list[Recorded]:
    """Return the same with states as texts, for which a server's driver takes a third of the time.

    On SQLite they stay bytes. Where something is no text, all are read as they are.
    """
    if cursor.dialect == "sqlite":
        return recorded(cursor, after, upto)
    texts = f"select position, topic, convert_from(state, 'UTF8') {_RECORDED.format('?')}"
    try:
        return cursor.all(texts, (after, upto))
    except psycopg2.DataError:
        cursor.begin_again()
        return recorded(cursor, after, upto)


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
    renew(cursor, table, standing, after=0)


def renew(cursor: Cursor, table: Table, standing: Standing, *, after: int) -> None:
    """Take the facts after a position into the table of the latest ones, where there is one."""
    statement = table.renewing(standing.generation)
    if statement is not None:
        cursor.run(statement, (after, standing.position))


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
