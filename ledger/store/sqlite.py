"""Appending to a SQLite book: `executemany` on the driver's own cursor."""

import sqlite3
from collections.abc import Sequence
from typing import TYPE_CHECKING
from uuid import UUID

from ledger.store import merkle
from ledger.store.batch import Batch, ShredRow
from ledger.store.rows import command_rows
from ledger.store.schema import moment_text

if TYPE_CHECKING:
    from ledger.store.append import Seal


class SqliteWriter:
    """Writes inside a transaction that already holds the book's write lock (`BEGIN IMMEDIATE`)."""

    def __init__(self, cursor: sqlite3.Cursor) -> None:
        self._cursor = cursor

    def lock_head(self) -> merkle.Edge:
        """Read the head; the write lock is held since the transaction began."""
        row = self._cursor.execute("select size, edge from head").fetchone()
        assert row is not None, "a book has a head"
        return merkle.Edge(*row)

    def last_position(self) -> int:
        """Return where the last event stands; 0 for an empty record."""
        (last,) = self._cursor.execute("select max(position) from event").fetchone()
        return int(last or 0)

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int | None]:
        """Return the last version of each stream, or None for one that does not exist."""
        last = "select max(originator_version) from event where originator_id = ?"
        return {
            stream: self._cursor.execute(last, (stream.bytes,)).fetchone()[0] for stream in streams
        }

    def hashes(self, span: merkle.Span) -> list[bytes]:
        """Return hashes folded in before: leaves are hashed again, tiles keep their roots."""
        level, start, stop = span
        if level == 0:
            sql = "select state from event where position > ? and position <= ? order by position"
            rows = self._cursor.execute(sql, (start, stop))
            return merkle.leaf_hashes(state for (state,) in rows)
        sql = "select root from tile where level = ? and n >= ? and n < ? order by n"
        return [root for (root,) in self._cursor.execute(sql, (level - 1, start, stop))]

    def write(self, batch: Batch, first: int, seal: "Seal") -> None:
        """Insert everything, and move the head."""
        if batch.events:
            self._write_events(batch, first, seal)
        self._many(
            "command",
            7,
            [
                (row[0].bytes, *row[1:6], moment_text(row.recorded_at))
                for row in command_rows(batch, first)
            ],
        )
        # Random values go in in order: neighbours share a page of the index while it is at hand.
        keys = sorted(batch.keys)
        self._many("key", 4, [(k[0], k[1], k[2].bytes, first + k[3]) for k in keys])
        vault = batch.vault
        self._many(
            "data_key", 5, [(r[0].bytes, r[1], r[2], r[3].bytes, r[4]) for r in vault.data_keys]
        )
        self._many("sealed_field", 4, [(r[0].bytes, *r[1:]) for r in vault.sealed_fields])
        self._many("blind_index", 3, [(r[0], r[1], r[2].bytes) for r in sorted(vault.blind)])

    def shred(self, row: ShredRow) -> tuple[int, int, int]:
        """Delete a class of a member's data, overwriting it (`secure_delete`)."""
        member, own = row.member_id.bytes, (row.member_id.bytes, row.class_)
        data_keys = self._deleted("data_key where member_id = ? and class = ?", own)
        fields = self._deleted("sealed_field where member_id = ? and class = ?", own)
        blind = row.blind_entries and self._deleted(
            "blind_index where originator_id = ?", (member,)
        )
        return data_keys, fields, blind

    def _deleted(self, what: str, values: Sequence[object]) -> int:
        return self._cursor.execute(f"delete from {what}", values).rowcount

    def _write_events(self, batch: Batch, first: int, seal: "Seal") -> None:
        self._many(
            "event",
            5,
            [
                (position, e.originator_id.bytes, e.originator_version, e.topic, e.state)  # type: ignore[union-attr]  # the library allows text ids; books have none
                for position, e in enumerate(batch.events, first)
            ],
        )
        edge, tiles = seal(merkle.leaf_hashes(e.state for e in batch.events))
        self._many("tile", 4, [(tile.level, tile.n, tile.hashes, tile.root) for tile in tiles])
        head = "update head set size = ?, root = ?, edge = ? where id = 1"
        self._cursor.execute(head, (edge.size, edge.root(), edge.hashes))

    def _many(self, table: str, width: int, rows: Sequence[Sequence[object]]) -> None:
        if rows:
            places = ", ".join("?" * width)
            self._cursor.executemany(f"insert into {table} values ({places})", rows)
