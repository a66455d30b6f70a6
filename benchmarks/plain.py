"""What the database itself takes for the same bytes: a plain table, no seal, no checks, one index."""

import io
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from typing import Any

from eventsourcing.persistence import StoredEvent

from benchmarks.figures import each_timed, timed
from benchmarks.places import Place

_COLUMNS = "position {} primary key, stream {}, version integer, topic text, state {}"
_STREAM = "00000000-0000-0000-0000-000000000001"
_INSERT = "insert into plain values (?, ?, ?, ?, ?)"
Rows = list[list[tuple[int, Any, int, str, bytes]]]


def plain_writing(place: Place, batches: Sequence[Sequence[StoredEvent]]) -> float:
    """Return the seconds for `executemany` (SQLite) or text `COPY` (PostgreSQL), batch by batch.

    Rows, and the text of the copy, are made before the clock starts: only writing is timed.
    """
    rows, position = [], 0
    for batch in batches:
        rows.append([_row(event, position + n) for n, event in enumerate(batch, 1)])
        position += len(batch)
    return _copy(place, rows) if place.server else _executemany(place, rows)


def plain_commits(place: Place, states: Sequence[str]) -> list[float]:
    """Return the seconds of each single insert with its commit."""
    if place.server:
        with closing(_server_table(place)) as connection:
            return each_timed(_Inserting(connection, "%s"), states)
    with closing(_file_table(place)) as connection:
        return each_timed(_Inserting(connection, "?"), states)


class _Inserting:
    """Inserts one row after another, each in a transaction of its own."""

    def __init__(self, connection: Any, mark: str) -> None:
        self._connection, self._position = connection, 0
        self._cursor = connection.cursor()
        self._insert = _INSERT.replace("?", mark)

    def __call__(self, state: str) -> None:
        self._position += 1
        row = (self._position, _STREAM, 1, "plain", state.encode())
        self._cursor.execute(self._insert, row)
        self._connection.commit()


def _row(event: StoredEvent, position: int) -> tuple[int, Any, int, str, bytes]:
    assert not isinstance(event.originator_id, str), "streams are named by UUIDs"
    stream = event.originator_id.bytes
    return position, stream, event.originator_version, event.topic, event.state


def _file_table(place: Place) -> sqlite3.Connection:
    path = place.folder / "plain.db"
    connection = sqlite3.connect(path)
    connection.execute("pragma journal_mode=WAL")
    connection.execute("pragma synchronous=FULL")
    connection.execute("pragma wal_autocheckpoint=4000")
    connection.execute("drop table if exists plain")
    connection.execute(f"create table plain ({_COLUMNS.format('integer', 'blob', 'blob')})")
    connection.commit()
    return connection


def _server_table(place: Place) -> Any:
    connection = place.connect()
    columns = _COLUMNS.format("bigint", "uuid", "bytea")
    with connection, connection.cursor() as cursor:
        cursor.execute(f"set search_path to {place.schema}_plain")
        cursor.execute(f"drop table if exists plain; create table plain ({columns})")
    return connection


def _executemany(place: Place, batches: Rows) -> float:
    with closing(_file_table(place)) as connection:

        def write() -> None:
            for batch in batches:
                connection.executemany(_INSERT, batch)
                connection.commit()

        return timed(write)


def _copy(place: Place, batches: Rows) -> float:
    texts = [
        "".join(f"{p}\t{s.hex()}\t{v}\t{t}\t\\\\x{b.hex()}\n" for p, s, v, t, b in batch)
        for batch in batches
    ]
    with closing(_server_table(place)) as connection, connection.cursor() as cursor:

        def write() -> None:
            for text in texts:
                cursor.copy_expert("copy plain from stdin", io.StringIO(text))
                connection.commit()

        return timed(write)
