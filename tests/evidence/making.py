"""Books of invented events, and what an attacker with every right in the database can do to them."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any
from uuid import UUID

from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from ledger.evidence.checkpoint import Checkpoint
from ledger.evidence.damage import Damage, VerificationFailed
from ledger.evidence.verifying import Verified, verify_in
from ledger.store import merkle
from ledger.store.batch import Batch, NewCommand
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder

BOOK_ID = UUID("0192d3a0-0000-7000-8000-000000000001")
ORIGIN = "huzhu.example/CD"
TOPICS = ("member.enrolled.v1", "member.claim_filed.v1", "member.benefit_paid.v1")
DAY = datetime(2015, 1, 5, 2, tzinfo=UTC)
STREAMS = 40

Row = tuple[bytes, int, str, bytes]
"""Stream, version, topic, state; its place in a list is its position."""


def event(number: int, stream: UUID, version: int) -> StoredEvent:
    """Make a stored event whose bytes begin as real ones do; every third time has microseconds."""
    topic = TOPICS[number % len(TOPICS)]
    moment = DAY + timedelta(seconds=number, microseconds=0 if number % 3 else 123456)
    written = moment.isoformat().replace("+00:00", "Z")
    state = (
        f'{{"stream":"{stream}","version":{version},"recorded_at":"{written}","topic":"{topic}",'
        f'"effective_on":"2015-01-05","by":"lin","amount_fen":{100_000 + number}}}'
    )
    return StoredEvent(stream, version, topic, state.encode())


def events(count: int, after: int = 0) -> list[StoredEvent]:
    """Make events over a few streams, in turn."""
    return [
        event(n, UUID(int=(0x0192D3A1_0000_7000_8000 << 48) | n % STREAMS), n // STREAMS + 1)
        for n in range(after, after + count)
    ]


def record(database: Database, count: int, after: int = 0) -> BookRecorder:
    """Append events under a command, which they do not name; none of them claims a key."""
    recorder = BookRecorder(database)
    command = NewCommand(UUID(int=after + count), b"f" * 32, "test", "{}", DAY)
    recorder.append(Batch(events(count, after), commands=[command]))
    return recorder


@dataclass
class Attacked:
    """An open transaction in which nothing is forbidden; it is rolled back at the end."""

    connection: Connection
    database: Database
    kept: bool = False

    def keep(self) -> None:
        """Let what was done stand, once the transaction ends."""
        self.kept = True

    def run(self, sql: str, *values: Any) -> None:
        """Run a statement, with `?` for values, on either database."""
        own = sql if self.database.dialect == "sqlite" else sql.replace("?", "%s")
        self.connection.exec_driver_sql(own, tuple(values))

    def rows(self) -> list[Row]:
        """Return all events, in order of position."""
        found = self.connection.exec_driver_sql(
            "select originator_id, originator_version, topic, state from event order by position"
        ).all()
        return [(_stream(s), version, topic, bytes(state)) for s, version, topic, state in found]

    def rewrite(self, rows: Sequence[Row]) -> None:
        """Put other events in the place of all, numbered anew."""
        self.run("delete from event")
        sqlite = self.database.dialect == "sqlite"
        values = [
            (n, stream if sqlite else str(UUID(bytes=stream)), version, topic, state)
            for n, (stream, version, topic, state) in enumerate(rows, 1)
        ]
        places = "?, ?, ?, ?, ?" if sqlite else "%s, %s, %s, %s, %s"
        self.connection.exec_driver_sql(f"insert into event values ({places})", values)

    def reseal(self) -> Checkpoint:
        """Make tiles and head anew over the events as they stand now, as a thorough forger would."""
        leaves = merkle.leaf_hashes(row[3] for row in self.rows())
        edge, tiles = merkle.grow(merkle.EMPTY_EDGE, leaves, {})
        self.run("delete from tile")
        for tile in tiles:
            self.run(
                "insert into tile values (?, ?, ?, ?)", tile.level, tile.n, tile.hashes, tile.root
            )
        self.run(
            "update head set size = ?, root = ?, edge = ?", edge.size, edge.root(), edge.hashes
        )
        return Checkpoint(ORIGIN, edge.size, edge.root())

    def forget(self, size: int) -> None:
        """Take out what speaks of events behind a position."""
        self.run("delete from key where position > ?", size)
        self.run("delete from command where last_position > ?", size)

    def verify(self, *checkpoints: Checkpoint, since: int = 0) -> Verified:
        """Verify what the transaction sees."""
        return verify_in(self.connection, self.database.dialect, checkpoints, since)

    def damage(self, *checkpoints: Checkpoint, since: int = 0) -> Damage | None:
        """Return what verification finds, or None where it finds all whole."""
        try:
            self.verify(*checkpoints, since=since)
        except VerificationFailed as failure:
            return failure.damage
        return None


Attack = Callable[[Attacked, int], None]


@contextmanager
def attacked(database: Database) -> Iterator[Attacked]:
    """Open a transaction, switch every guard of the tables off in it, and undo all at the end."""
    with database.writer.connect() as connection:
        transaction = connection.begin()
        attack = Attacked(connection, database)
        try:
            _disarm(connection, database)
            yield attack
        finally:
            if attack.kept:
                transaction.commit()
            else:
                transaction.rollback()


def _disarm(connection: Connection, database: Database) -> None:
    if database.dialect == "sqlite":
        names = connection.exec_driver_sql("select name from sqlite_master where type = 'trigger'")
        for (name,) in names.all():
            connection.exec_driver_sql(f"drop trigger {name}")
    else:
        for table in ("head", "event", "tile", "key", "command"):
            connection.exec_driver_sql(f"alter table {table} disable trigger user")


def _stream(stored: object) -> bytes:
    return stored.bytes if isinstance(stored, UUID) else bytes(stored)  # type: ignore[call-overload]  # a blob


def checkpoint_of(recorder: BookRecorder, size: int | None = None) -> Checkpoint:
    """Return the checkpoint of a book as it honestly stood at a size."""
    leaves = merkle.leaf_hashes(row.state for row in recorder.read(0, size))
    return Checkpoint(ORIGIN, len(leaves), merkle.root_of(leaves))


def path_of(folder: Path, name: str) -> Path:
    """Return a file's path in a folder that exists."""
    folder.mkdir(parents=True, exist_ok=True)
    return folder / name
