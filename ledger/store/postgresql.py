"""Appending to a PostgreSQL book: one list of statements for a few rows, binary `COPY` for many."""

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.store import merkle
from ledger.store.batch import Batch, ShredRow
from ledger.store.copying import CopyStream, event_chunks, row_chunks
from ledger.store.listening import CHANNEL
from ledger.store.rows import command_rows

if TYPE_CHECKING:
    from ledger.store.append import Seal

COPY_ROWS_MIN = 20  # below this, setting COPY up costs more than it saves
COPY_TILES_MIN = 4  # a tile has 8 KiB, and twice that where it is written as text


class PostgresqlWriter:
    """Writes inside one transaction, on the driver's own cursor."""

    def __init__(self, cursor: Any) -> None:  # psycopg2 has no types
        self._cursor = cursor
        self._statements: list[bytes] = []

    def lock_head(self) -> merkle.Edge:
        """Lock the head row until the commit."""
        self._cursor.execute("select size, edge from head for update")
        row = self._cursor.fetchone()
        assert row is not None, "a book has a head"
        return merkle.Edge(row[0], bytes(row[1]))

    def last_position(self) -> int:
        """Return where the last event stands; 0 for an empty record."""
        self._cursor.execute("select max(position) from event")
        return int(self._cursor.fetchone()[0] or 0)

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int | None]:
        """Return the last version of each stream, or None for one that does not exist."""
        self._cursor.execute(
            "select id, (select max(originator_version) from event where originator_id = id)"
            " from unnest(%s::uuid[]) as id",
            (list(streams),),
        )
        return dict(self._cursor.fetchall())

    def hashes(self, span: merkle.Span) -> list[bytes]:
        """Return hashes folded in before: leaves are hashed again, tiles keep their roots."""
        level, start, stop = span
        if level == 0:
            sql = "select state from event where position > %s and position <= %s order by position"
            self._cursor.execute(sql, (start, stop))
            return merkle.leaf_hashes(bytes(state) for (state,) in self._cursor.fetchall())
        sql = "select root from tile where level = %s and n >= %s and n < %s order by n"
        self._cursor.execute(sql, (level - 1, start, stop))
        return [bytes(root) for (root,) in self._cursor.fetchall()]

    def write(self, batch: Batch, first: int, seal: "Seal") -> None:
        """Insert everything, and move the head; the last statements go out in one message."""
        self._insert("command", [tuple(row) for row in command_rows(batch, first)])
        if batch.events:
            self._write_events(batch.events, first, seal)
        # Random values go in in order: neighbours share a page of the index while it is at hand.
        keys, vault = sorted(batch.keys), batch.vault
        self._write_rows("key", [(k[0], k[1], k[2], first + k[3]) for k in keys], "ttup")
        self._write_rows("data_key", vault.data_keys, "utiub")
        self._write_rows("sealed_field", vault.sealed_fields, "utib")
        self._write_rows("blind_index", sorted(vault.blind), "tbu")
        if self._statements:
            self._cursor.execute(b";\n".join(self._statements))

    def shred(self, row: ShredRow) -> tuple[int, int, int]:
        """Delete a class of a member's data; `VACUUM` gives the space back later."""
        own = (row.member_id, row.class_)
        data_keys = self._deleted("data_key where member_id = %s and class = %s", own)
        fields = self._deleted("sealed_field where member_id = %s and class = %s", own)
        blind = row.blind_entries and self._deleted(
            "blind_index where originator_id = %s", (row.member_id,)
        )
        return data_keys, fields, blind

    def _deleted(self, what: str, values: Sequence[object]) -> int:
        self._cursor.execute(f"delete from {what}", values)
        return int(self._cursor.rowcount)

    def _write_events(self, events: Sequence[StoredEvent], first: int, seal: "Seal") -> None:
        if len(events) < COPY_ROWS_MIN:
            edge, tiles = seal(merkle.leaf_hashes(e.state for e in events))
            self._insert(
                "event",
                [
                    (position, e.originator_id, e.originator_version, e.topic, e.state)
                    for position, e in enumerate(events, first)
                ],
            )
        else:
            sealed: list[tuple[merkle.Edge, list[merkle.Tile]]] = []
            chunks = event_chunks(events, first, lambda leaves: sealed.append(seal(leaves)))
            self._copy_in("event", chunks)
            edge, tiles = sealed[0]
        rows = [(tile.level, tile.n, tile.hashes, tile.root) for tile in tiles]
        self._write_rows("tile", rows, "ipbb", COPY_TILES_MIN)
        head = "update head set size = %s, root = %s, edge = %s where id = 1"
        self._state(head, (edge.size, edge.root(), edge.hashes))
        self._state(f"select pg_notify('{CHANNEL}', current_schema())", ())  # heard at the commit

    def _write_rows(
        self, table: str, rows: Sequence[Sequence[Any]], types: str, least: int = COPY_ROWS_MIN
    ) -> None:
        if len(rows) < least:
            self._insert(table, rows)
        else:
            self._copy_in(table, row_chunks(rows, types))

    def _copy_in(self, table: str, chunks: Iterable[bytes]) -> None:
        self._cursor.copy_expert(f"copy {table} from stdin (format binary)", CopyStream(chunks))

    def _insert(self, table: str, rows: Sequence[Sequence[Any]]) -> None:
        if rows:
            row = "(" + ", ".join(["%s"] * len(rows[0])) + ")"
            every = ", ".join([row] * len(rows))
            self._state(f"insert into {table} values {every}", [v for row in rows for v in row])

    def _state(self, sql: str, values: Sequence[Any]) -> None:
        self._statements.append(self._cursor.mogrify(sql, values))
