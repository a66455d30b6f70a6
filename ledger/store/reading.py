"""Reading a book inside one transaction: the same questions in one SQL for both databases."""

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from typing import Any
from uuid import UUID

from eventsourcing.persistence import Notification, StoredEvent
from sqlalchemy import Connection, PoolProxiedConnection

from ledger.errors import RecordDamaged
from ledger.store.batch import (
    CommandRow,
    DataKeyRow,
    Head,
    Recorded,
    SealedFieldRow,
)
from ledger.store.blind import LaterEntry, kinds_between, newest
from ledger.store.copying import Row, copied
from ledger.store.engine import Dialect
from ledger.store.ids import uuid_of
from ledger.store.merkle import HASH_BYTES
from ledger.store.schema import read_moment

LIST_MAX = 5_000  # values in one query
_COMMAND = "command_id, fingerprint, name, first_position, last_position, result, recorded_at"
_EVENTS = "select position, originator_id, originator_version, topic, state from event"
_PREFIX_END = "\U0010ffff"


class Reading:
    """Questions to a book. SQL below is written with `?`; PostgreSQL's driver wants `%s`."""

    def __init__(self, connection: Connection | PoolProxiedConnection, dialect: Dialect) -> None:
        own = connection.connection if isinstance(connection, Connection) else connection
        self._cursor: Any = own.cursor()
        self._prepared = connection.info  # lives as long as the driver's connection
        self._sqlite = dialect == "sqlite"
        self._id: Callable[[Any], UUID] = uuid_of if self._sqlite else _as_it_is
        self._bytes: Callable[[Any], bytes] = _as_it_is if self._sqlite else bytes

    def head(self) -> Head:
        """Return how far the record reaches, and its root."""
        size, root = self._one("select size, root from head")
        return Head(size, self._bytes(root))

    def book_id(self) -> UUID:
        """Return the identity of this book."""
        return self._id(self._one("select book_id from head")[0])

    def events(
        self, stream: UUID, gt: int | None, lte: int | None, desc: bool, limit: int | None
    ) -> list[StoredEvent]:
        """Return a stream's events in order of version, or the last first."""
        sql = "select originator_version, topic, state from event where originator_id = ?"
        values: list[Any] = [self._stored_id(stream)]
        for bound, test in ((gt, ">"), (lte, "<=")):
            if bound is not None:
                sql += f" and originator_version {test} ?"
                values.append(bound)
        sql += f" order by originator_version {'desc' if desc else 'asc'}"
        if limit is not None:
            sql += " limit ?"
            values.append(limit)
        rows = self._all(sql, values)
        return [StoredEvent(stream, version, topic, self._bytes(s)) for version, topic, s in rows]

    def states_of(self, streams: Sequence[UUID]) -> dict[UUID, list[tuple[str, bytes]]]:
        """Return topic and bytes of the events of many streams, in order, and nothing else.

        This is what bulk work folds: millions of events, of which every other column costs.
        """
        wanted = sorted({stream.bytes: stream for stream in streams}.items())
        found: dict[bytes, list[tuple[str, bytes]]] = {}
        for start in range(0, len(wanted), LIST_MAX):
            part = dict(wanted[start : start + LIST_MAX])
            for stored, topic, state in self._states_of(part):
                found.setdefault(stored, []).append((topic, state))
        return {stream: found[key] for key, stream in wanted if key in found}

    def states_claiming(self, kind: str, value: str) -> list[tuple[str, bytes]]:
        """Return topic and bytes of the events of the stream that claimed a key, in order."""
        sql = (
            "select topic, state from event where originator_id ="
            " (select originator_id from key where kind = ? and value = ?)"
            " order by originator_version"
        )
        rows = self._often("huzhu_claiming", sql, (kind, value))
        return [(topic, self._bytes(state)) for topic, state in rows]

    def _states_of(self, streams: Mapping[bytes, UUID]) -> Iterable[tuple[bytes, str, bytes]]:
        order = " order by originator_id, originator_version"
        if self._sqlite:
            columns, places = "originator_id, topic, state", ", ".join("?" * len(streams))
            sql = f"select {columns} from event where originator_id in ({places}){order}"
            return self._all(sql, list(streams))
        ids = "{" + ",".join(map(bytes.hex, streams)) + "}"
        sql = f"{_EVENTS} where originator_id = any(%s::uuid[]){order}"
        return ((row[1], row[3], row[4]) for row in copied(self._cursor, sql, (ids,)))

    def recorded(self, after: int, upto: int) -> list[Recorded]:
        """Return what was recorded after a position, up to another."""
        where = " where position > {0} and position <= {0} order by position"
        rows: Iterable[Row] = (
            self._all(_EVENTS + where.format("?"), (after, upto))
            if self._sqlite
            else copied(self._cursor, _EVENTS + where.format("%s"), (after, upto))
        )
        return [
            Recorded(position, uuid_of(stream), version, topic, state)
            for position, stream, version, topic, state in rows
        ]

    def notifications(
        self, after: int, limit: int, stop: int | None, topics: Sequence[str]
    ) -> list[Notification]:
        """Return recorded events as the library calls them."""
        sql = f"{_EVENTS} where position > ?"
        values: list[Any] = [after]
        if stop is not None:
            sql += " and position <= ?"
            values.append(stop)
        if topics:
            sql += f" and topic in ({', '.join('?' * len(topics))})"
            values += topics
        rows = self._all(f"{sql} order by position limit ?", [*values, limit])
        return [
            Notification(self._id(stream), version, topic, self._bytes(state), position)
            for position, stream, version, topic, state in rows
        ]

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int]:
        """Return the last version of each stream; unknown streams are left out."""
        sql = "select originator_id, max(originator_version) from event where "
        ids = sorted(map(self._stored_id, streams))
        rows = self._listed(sql, "originator_id", ids, " group by originator_id", "uuid")
        return {self._id(stream): version for stream, version in rows}

    def owners(self, kind: str, values: Sequence[str]) -> dict[str, UUID]:
        """Return which stream claimed each value, in order of values; free ones are left out."""
        sql = "select value, originator_id from key where kind = ? and "
        rows = self._listed(sql, "value", sorted(set(values)), "", "text", (kind,))
        # Sorted here: a server returns rows as its plan finds them, and a record must not depend on it.
        return {value: self._id(owner) for value, owner in sorted(rows)}

    def keys_with_prefix(self, kind: str, prefix: str) -> list[tuple[str, UUID]]:
        """Return the keys of a kind that start with a prefix, in order of bytes."""
        sql = "select value, originator_id from key where kind = ? and value >= ? and value < ?"
        rows = self._all(f"{sql} order by value", (kind, prefix, prefix + _PREFIX_END))
        return [(value, self._id(owner)) for value, owner in rows]

    def claiming(self, kind: str, prefix: str) -> list[Recorded]:
        """Return the events that claimed the keys of a kind that start with a prefix."""
        sql = (
            "select e.position, e.originator_id, e.originator_version, e.topic, e.state"
            " from key k join event e on e.position = k.position"
            " where k.kind = ? and k.value >= ? and k.value < ? order by k.value"
        )
        rows = self._all(sql, (kind, prefix, prefix + _PREFIX_END))
        return [Recorded(p, self._id(s), v, topic, self._bytes(b)) for p, s, v, topic, b in rows]

    def commands(self, ids: Sequence[UUID]) -> dict[UUID, CommandRow]:
        """Return what is recorded of each command; unknown ids are left out."""
        stored = sorted(map(self._stored_id, ids))
        rows = self._listed(
            f"select {_COMMAND} from command where ", "command_id", stored, "", "uuid"
        )
        found = (self._command(row) for row in rows)
        return {command.command_id: command for command in found}

    def members(self, kind: str, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Return whom each blind digest belongs to, in order of digests; unknown are left out."""
        sql = "select digest, originator_id from blind_index where kind = ? and "
        rows = self._listed(sql, "digest", sorted(set(digests)), "", "bytea", (kind,))
        return dict(sorted((self._bytes(digest), self._id(member)) for digest, member in rows))

    def whose(self, kind: str, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Return whom each blind digest finds now, after what was put right; unknown are left out."""
        found = self.members(kind, digests)
        if later := self.later_entries(kind):
            for digest in set(digests).intersection(later):
                if later[digest].is_taken_back:
                    found.pop(digest, None)
                else:
                    found[digest] = later[digest].owner
        return found

    def later_entries(self, kind: str) -> dict[bytes, LaterEntry]:
        """Return the newest later entry of every value of a kind that was ever put right: few."""
        sql = "select kind, digest, originator_id from blind_index where kind > ? and kind < ?"
        rows = self._all(sql, kinds_between(kind))
        return newest((each, self._bytes(digest), self._id(owner)) for each, digest, owner in rows)

    def sealed(self, member_id: UUID, class_: str) -> tuple[list[DataKeyRow], list[SealedFieldRow]]:
        """Return a member's wrapped keys and ciphertexts of a class, by epoch and by sequence."""
        return self.sealed_of([member_id], class_)[member_id]

    def sealed_of(
        self, members: Sequence[UUID], class_: str
    ) -> dict[UUID, tuple[list[DataKeyRow], list[SealedFieldRow]]]:
        """Return every member's wrapped keys and ciphertexts of a class; empty lists for none."""
        found: dict[UUID, tuple[list[DataKeyRow], list[SealedFieldRow]]]
        found = {member: ([], []) for member in members}
        wanted, of = sorted(map(self._stored_id, found)), (class_,)
        sql = "select member_id, epoch, key_id, wrapped from data_key where class = ? and "
        for row in self._listed(sql, "member_id", wanted, " order by epoch", "uuid", of):
            member, epoch, key_id, wrapped = row
            key = DataKeyRow(
                self._id(member), class_, epoch, self._id(key_id), self._bytes(wrapped)
            )
            found[key.member_id][0].append(key)
        sql = "select member_id, sequence, ciphertext from sealed_field where class = ? and "
        for row in self._listed(sql, "member_id", wanted, " order by sequence", "uuid", of):
            member, sequence, ciphertext = row
            field = SealedFieldRow(self._id(member), class_, sequence, self._bytes(ciphertext))
            found[field.member_id][1].append(field)
        return found

    def blind_entries(self, member_id: UUID) -> int:
        """Return by how many blind digests a member can be found."""
        sql = "select count(*) from blind_index where originator_id = ?"
        return int(self._one(sql, (self._stored_id(member_id),))[0])

    def tile_hashes(self, level: int, n: int) -> list[bytes] | None:
        """Return the 256 hashes of a full tile, or None where the tile is not full yet."""
        for (stored,) in self._all("select hashes from tile where level = ? and n = ?", (level, n)):
            hashes = self._bytes(stored)
            return [hashes[at : at + HASH_BYTES] for at in range(0, len(hashes), HASH_BYTES)]
        return None

    def tile_roots(self, level: int, start: int, stop: int) -> list[bytes]:
        """Return the roots of neighbouring tiles."""
        sql = "select root from tile where level = ? and n >= ? and n < ? order by n"
        return [self._bytes(root) for (root,) in self._all(sql, (level, start, stop))]

    def _command(self, row: Sequence[Any]) -> CommandRow:
        command_id, fingerprint, name, first, last, result, recorded_at = row
        return CommandRow(
            self._id(command_id),
            self._bytes(fingerprint),
            name,
            first,
            last,
            result,
            read_moment(recorded_at),
        )

    def _stored_id(self, stream: UUID) -> Any:
        return stream.bytes if self._sqlite else stream

    def _one(self, sql: str, values: Sequence[Any] = ()) -> Sequence[Any]:
        rows = self._all(sql, values)
        if len(rows) != 1:  # only of the head can there be none
            raise RecordDamaged("the head")
        return rows[0]

    def _all(self, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        self._cursor.execute(sql if self._sqlite else sql.replace("?", "%s"), values)
        rows: list[tuple[Any, ...]] = self._cursor.fetchall()
        return rows

    def _often(self, name: str, sql: str, values: Sequence[Any]) -> list[tuple[Any, ...]]:
        """Ask what nearly every command asks: a server plans it once a connection."""
        if self._sqlite:
            return self._all(sql, values)
        if name not in self._prepared:
            numbered = sql.replace("?", "{}").format(*(f"${n + 1}" for n in range(len(values))))
            self._cursor.execute(f"prepare {name} as {numbered}")
            self._prepared[name] = True
        return self._all(f"execute {name} ({', '.join('?' * len(values))})", values)

    def _listed(
        self,
        sql: str,
        column: str,
        values: Sequence[Any],
        tail: str,
        pg_type: str,
        first: tuple[Any, ...] = (),
    ) -> Iterator[tuple[Any, ...]]:
        """Ask for a list of values, some thousands a query, in order: pages are read once."""
        for start in range(0, len(values), LIST_MAX):
            part = values[start : start + LIST_MAX]
            if self._sqlite:
                places = ", ".join("?" * len(part))
                yield from self._all(f"{sql}{column} in ({places}){tail}", (*first, *part))
            else:
                test = f"{column} = any(?::{pg_type}[])"
                yield from self._all(f"{sql}{test}{tail}", (*first, list(part)))


def _as_it_is(value: Any) -> Any:
    return value
