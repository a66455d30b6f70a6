"""A book's rows as they stand, read raw inside one transaction: nothing is trusted, nothing folded."""

from collections.abc import Collection, Iterator, Sequence
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from ledger.evidence.damage import Kind, failed
from ledger.store.copying import Columns, Row, copied, copied_columns
from ledger.store.engine import Dialect
from ledger.store.merkle import HASH_BYTES, TILE_WIDTH, leaf_hash

LIST_MAX = 5_000  # values in one query, rows held of its answer
BLOCK = 4 * TILE_WIDTH  # events held at a time: they stay in the processor's cache until hashed

_EVENTS = "select position, originator_id, originator_version, topic, state from event"
_BETWEEN = " where position > {0} and position <= {0} order by position"


class HeadRow(NamedTuple):
    """The head as its row says it, right or wrong."""

    size: int
    root: bytes
    edge: bytes


class TileRow(NamedTuple):
    """A full tile as its row says it, right or wrong."""

    n: int
    hashes: bytes
    root: bytes


class Stored:
    """Questions to the tables of the record. SQL is written with `?` for both databases."""

    def __init__(self, connection: Connection, dialect: Dialect) -> None:
        self._cursor: Any = connection.connection.cursor()
        self._sqlite = dialect == "sqlite"

    def head(self) -> HeadRow:
        """Return the head.

        Raises:
            VerificationFailed: there is none.
        """
        rows = self._all("select size, root, edge from head")
        if not rows:
            raise failed(Kind.HEAD_ALTERED, about="0 rows")
        ((size, root, edge),) = rows
        return HeadRow(size, bytes(root), bytes(edge))

    def events(self, after: int, upto: int) -> list[Row]:
        """Return the events after a position, up to another; streams as 16 bytes."""
        if self._sqlite:
            rows: list[Row] = self._all(_EVENTS + _BETWEEN.format("?"), (after, upto))
            return rows
        return list(copied(self._cursor, _EVENTS + _BETWEEN.format("%s"), (after, upto)))

    def columns(self, after: int, upto: int) -> Columns:
        """Return the same events column by column."""
        if self._sqlite:
            return Columns.of(self.events(after, upto))
        return copied_columns(self._cursor, _EVENTS + _BETWEEN.format("%s"), (after, upto))

    def leaves(self, after: int, upto: int) -> Iterator[tuple[int, bytes]]:
        """Yield position and leaf hash of every event stored after a position, up to another."""
        for start in range(after, upto, BLOCK):
            for row in self.events(start, min(start + BLOCK, upto)):
                yield row[0], leaf_hash(row[4])

    def count(self) -> tuple[int, int]:
        """Return how many events are stored, and the last one's position."""
        ((count, last),) = self._all("select count(*), coalesce(max(position), 0) from event")
        return count, last

    def lowest(self) -> int:
        """Return the lowest position that an event is stored at; 1 where there is none."""
        ((lowest,),) = self._all("select coalesce(min(position), 1) from event")
        return int(lowest)

    def tiles(self, level: int, start: int, stop: int) -> list[TileRow]:
        """Return the full tiles of a level from one number to before another."""
        sql = "select n, hashes, root from tile where level = ? and n >= ? and n < ? order by n"
        rows = self._all(sql, (level, start, stop))
        return [TileRow(n, bytes(hashes), bytes(root)) for n, hashes, root in rows]

    def tile_roots(self, level: int, stop: int) -> list[tuple[int, bytes]]:
        """Return number and root of the tiles of a level before a number."""
        sql = "select n, root from tile where level = ? and n < ? order by n"
        return [(n, bytes(root)) for n, root in self._all(sql, (level, stop))]

    def tile_numbers(self) -> dict[int, tuple[int, int]]:
        """Return for each level how many tiles are stored, and the last one's number."""
        rows = self._all("select level, count(*), max(n) from tile group by level")
        return {level: (count, last) for level, count, last in rows}

    def sealed_leaf(self, position: int) -> bytes | None:
        """Return the leaf hash that was sealed at a position, or None where no full tile has it."""
        n, index = divmod(position - 1, TILE_WIDTH)
        for tile in self.tiles(0, n, n + 1):
            return tile.hashes[index * HASH_BYTES : (index + 1) * HASH_BYTES] or None
        return None

    def seals(self, leaf: bytes) -> bool:
        """Tell whether any full tile holds a leaf hash."""
        last = self.tile_numbers().get(0, (0, -1))[1]
        for start in range(0, last + 1, TILE_WIDTH):
            for tile in self.tiles(0, start, start + TILE_WIDTH):
                at = tile.hashes.find(leaf)
                while at >= 0:
                    if at % HASH_BYTES == 0:
                        return True
                    at = tile.hashes.find(leaf, at + 1)
        return False

    def last_named(self) -> int:
        """Return the last position that keys, commands or projections speak of."""
        questions = (
            "select max(position) from key",
            "select max(last_position) from command",
            "select max(position) from projection",
        )
        return max(self._all(question)[0][0] or 0 for question in questions)

    def commands_among(self, ids: Collection[bytes]) -> set[bytes]:
        """Return those of some commands that have a row; ids as 16 bytes."""
        asked, found = list(ids), set()
        for start in range(0, len(asked), LIST_MAX):
            part = asked[start : start + LIST_MAX]
            sql = "select command_id from command where command_id "
            if self._sqlite:
                rows = self._all(f"{sql} in ({', '.join('?' * len(part))})", part)
            else:
                rows = self._all(
                    f"{sql} = any(?::uuid[])", ["{" + ",".join(map(bytes.hex, part)) + "}"]
                )
            found |= {_as_bytes(each) for (each,) in rows}
        return found

    def keys(self, after: int) -> Iterator[tuple[int, str, str, bytes]]:
        """Yield position, kind, value and stream of the keys that events after a position claimed."""
        sql = "select position, kind, value, originator_id from key where position > ?"
        self._cursor.execute(sql if self._sqlite else sql.replace("?", "%s"), (after,))
        while rows := self._cursor.fetchmany(LIST_MAX):
            for position, kind, value, stream in rows:
                yield position, kind, value, _as_bytes(stream)

    def broken_stream(self) -> tuple[UUID, int] | None:
        """Return a stream whose versions have a gap, and the position after its first gap."""
        broken = self._all(
            "select originator_id from event group by originator_id "
            "having count(*) <> max(originator_version) or min(originator_version) <> 1 limit 1"
        )
        if not broken:
            return None
        ((stream,),) = broken
        rows = self._all(
            "select originator_version, position from event where originator_id = ? "
            "order by originator_version",
            (stream,),
        )
        after = next(p for expected, (version, p) in enumerate(rows, 1) if version != expected)
        return UUID(bytes=_as_bytes(stream)), after

    def _all(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql if self._sqlite else sql.replace("?", "%s"), values)
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows


def _as_bytes(stored: Any) -> bytes:
    """Return an id as 16 bytes, as either database hands it over."""
    return (
        UUID(stored).bytes if isinstance(stored, str) else bytes(getattr(stored, "bytes", stored))
    )
