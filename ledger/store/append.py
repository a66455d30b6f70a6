"""One append: lock the head, check what must still stand, insert, seal, move the head; or nothing."""

from collections.abc import Callable, Sequence
from typing import Any, Protocol
from uuid import UUID

from ledger.errors import RecordDamaged
from ledger.events import LEAF_BYTES_MAX
from ledger.store import merkle
from ledger.store.at_once import append_at_once, is_small
from ledger.store.batch import Batch, ShredRow
from ledger.store.conflicts import HeadMoved, StreamMoved, is_race, is_taken, stream_moved
from ledger.store.engine import Database
from ledger.store.explain import explain
from ledger.store.postgresql import PostgresqlWriter
from ledger.store.sqlite import SqliteWriter

Seal = Callable[[list[bytes]], tuple[merkle.Edge, list[merkle.Tile]]]
"""From the leaf hashes of a batch to the grown edge and the tiles it filled."""


class Writer(Protocol):
    """What an append asks of a database, inside one transaction."""

    def lock_head(self) -> merkle.Edge:
        """Take the head row: from here to the commit nobody else appends."""

    def last_position(self) -> int:
        """Return where the last event stands; 0 for an empty record."""

    def versions(self, streams: Sequence[UUID]) -> dict[UUID, int | None]:
        """Return the last version of each stream, or None for one that does not exist."""

    def hashes(self, span: merkle.Span) -> list[bytes]:
        """Return hashes that were folded in before."""

    def write(self, batch: Batch, first: int, seal: Seal) -> None:
        """Insert everything, and move the head."""

    def shred(self, row: ShredRow) -> tuple[int, int, int]:
        """Delete a class of a member's data; return how many keys, ciphertexts and blind entries."""


def append(database: Database, batch: Batch) -> range:
    """Record a batch atomically and return its positions.

    Raises:
        CommandKnown: a command of the batch is already recorded.
        HeadMoved: the head is no longer at `batch.at`.
        StreamMoved: another writer was first on a stream of the batch, or of `batch.unchanged`.
        KeyTaken, PersonKnown: what must be unique in the book is already there.
        RecordDamaged: the head does not fit the events that are there.
        DiskFull, BookBusy: the machine cannot record it now.
    """
    for event in batch.events:
        if len(event.state) > LEAF_BYTES_MAX:
            raise ValueError(f"an event of {len(event.state)} bytes is more than a leaf may hold")
    if batch.shred:
        # On disk outside the database before it can be committed: a backup that is restored later
        # must not bring back what was erased after it was made.
        assert batch.journal is not None and len(batch.commands) == 1, "shredding is journalled"
        batch.journal.intend(batch.commands[0], batch.shred)
    try:
        if database.dialect == "postgresql" and is_small(batch):
            positions = append_at_once(database, batch)
            if positions is not None:
                return positions
        with database.writing() as connection:
            raw: Any = connection.connection.cursor()
            sqlite = database.dialect == "sqlite"
            return _append(SqliteWriter(raw) if sqlite else PostgresqlWriter(raw), batch)
    except Exception as error:
        if is_race(error):
            raise StreamMoved("another writer was first") from error
        if not is_taken(error):
            raise
        raise explain(database, batch) or error from error


def _append(writer: Writer, batch: Batch) -> range:
    try:
        edge = writer.lock_head()
    except AssertionError:  # there is none, or its edge is not one of its size
        raise RecordDamaged("the head") from None
    if writer.last_position() != edge.size:
        raise RecordDamaged("the head")
    if batch.at is not None and edge.size != batch.at:
        raise HeadMoved(f"the head was read at position {batch.at} and stands at {edge.size}")
    if batch.unchanged:
        found = writer.versions(list(batch.unchanged))
        for stream, expected in batch.unchanged.items():
            if found[stream] != expected:
                raise stream_moved(stream, expected, found[stream])
    known = {span: writer.hashes(span) for span in merkle.needed(edge.size, len(batch.events))}
    writer.write(batch, edge.size + 1, lambda leaves: merkle.grow(edge, leaves, known))
    for row in batch.shred:
        if writer.shred(row) != (len(row.key_ids), row.ciphertexts, row.blind_entries):
            raise StreamMoved(f"the vault holds other {row.class_} details than were found in it")
    return range(edge.size + 1, edge.size + 1 + len(batch.events))
