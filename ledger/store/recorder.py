"""The recorder of a book: the event library's interface, on our head row."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from time import sleep
from typing import Any, Self
from uuid import UUID

from eventsourcing.persistence import (
    ApplicationRecorder,
    Notification,
    StoredEvent,
    Subscription,
)

from ledger.store.append import append
from ledger.store.batch import Batch, CommandRow, DataKeyRow, Head, Recorded, SealedFieldRow
from ledger.store.blind import LaterEntry
from ledger.store.engine import Database
from ledger.store.reading import Reading

READ_BLOCK = 5_000  # events held in memory at a time
POLL_SECONDS = 0.1


class BookRecorder(ApplicationRecorder):
    """Appends to and reads one book. Positions are gapless, and in the order of commits."""

    def __init__(self, database: Database) -> None:
        super().__init__()
        self.database = database
        self._shared: Reading | None = None

    @contextmanager
    def reading(self) -> Iterator[Reading]:
        """Ask questions: on SQLite of one state of the book, on a server as `in_messages` says."""
        if self._shared is not None:
            yield self._shared
        elif self.database.dialect == "sqlite":
            with self.database.reading() as connection:
                yield Reading(connection, "sqlite")
        else:
            with self.database.asking() as connection:
                yield Reading(connection, "postgresql")

    @contextmanager
    def together(self) -> Iterator[None]:
        """Answer every question that is asked within on one connection: it is taken up once."""
        with self.reading() as shared:
            before, self._shared = self._shared, shared
            try:
                yield
            finally:
                self._shared = before

    def rest(self) -> None:
        """Close every connection until one is wanted again."""
        assert self._shared is None, "nobody rests within a question"
        self.database.close()

    def forget_connections(self) -> None:
        """Start afresh in a process that was forked: the connections at hand are the other's."""
        self._shared = None
        self.database.forget_connections()

    def append(self, batch: Batch) -> range:
        """Record a batch atomically and return its positions; see `ledger.store.append.append`."""
        return append(self.database, batch)

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> Sequence[int]:
        """Record events alone, as the library does."""
        if kwargs:
            raise TypeError(f"a book takes keys, commands and vault rows as a Batch, not {kwargs}")
        return list(self.append(Batch(events=stored_events))) if stored_events else []

    def head(self) -> Head:
        """Return how far the record reaches, and its root."""
        with self.reading() as read:
            return read.head()

    def book_id(self) -> UUID:
        """Return the identity of this book."""
        with self.reading() as read:
            return read.book_id()

    def select_events(
        self,
        originator_id: UUID | str,
        *,
        gt: int | None = None,
        lte: int | None = None,
        desc: bool = False,
        limit: int | None = None,
    ) -> list[StoredEvent]:
        """Return a stream's events in order of version, or the last first."""
        assert isinstance(originator_id, UUID), "streams of a book are named by UUIDs"
        with self.reading() as read:
            return read.events(originator_id, gt, lte, desc, limit)

    def states_of(self, ids: Sequence[UUID]) -> dict[UUID, list[tuple[str, bytes]]]:
        """Return topic and bytes of the events of many streams; unknown streams are left out."""
        with self.reading() as read:
            return read.states_of(ids)

    def read(
        self, after: int = 0, upto: int | None = None, limit: int | None = None
    ) -> Iterator[Recorded]:
        """Stream what was recorded after a position, in order, a block in memory at a time.

        Without `upto` it ends at the head as it stood when reading began. What is recorded never
        changes, so that no transaction is held open between blocks.
        """
        size = self.head().size
        stop = size if upto is None else min(upto, size)
        if limit is not None:
            stop = min(stop, after + limit)
        for start in range(after, stop, READ_BLOCK):
            with self.reading() as read:
                block = read.recorded(start, min(start + READ_BLOCK, stop))
            yield from block

    def select_notifications(
        self,
        start: int | None,
        limit: int,
        stop: int | None = None,
        topics: Sequence[str] = (),
        *,
        inclusive_of_start: bool = True,
    ) -> list[Notification]:
        """Return recorded events as the library calls them."""
        after = 0 if start is None else start - 1 if inclusive_of_start else start
        with self.reading() as read:
            return read.notifications(after, limit, stop, topics)

    def max_notification_id(self) -> int | None:
        """Return the last position, or None for an empty record."""
        return self.head().size or None

    def subscribe(self, gt: int | None = None, topics: Sequence[str] = ()) -> "PollingSubscription":
        """Follow the record by asking again, a few times a second."""
        return PollingSubscription(self, gt, topics)

    def stream_version(self, stream: UUID) -> int | None:
        """Return a stream's last version, or None where there is no such stream."""
        with self.reading() as read:
            return read.versions([stream]).get(stream)

    def key_owner(self, kind: str, value: str) -> UUID | None:
        """Return the stream that claimed a key."""
        return self.owners(kind, [value]).get(value)

    def owners(self, kind: str, values: Sequence[str]) -> dict[str, UUID]:
        """Return which stream claimed each value; free values are left out."""
        with self.reading() as read:
            return read.owners(kind, values)

    def states_claiming(self, kind: str, value: str) -> list[tuple[str, bytes]]:
        """Return topic and bytes of the events of the stream that claimed a key; none: it is free."""
        with self.reading() as read:
            return read.states_claiming(kind, value)

    def keys_with_prefix(self, kind: str, prefix: str) -> list[tuple[str, UUID]]:
        """Return the keys of a kind that start with a prefix, in order of bytes."""
        with self.reading() as read:
            return read.keys_with_prefix(kind, prefix)

    def claiming(self, kind: str, prefix: str) -> list[Recorded]:
        """Return the events that claimed the keys of a kind that start with a prefix."""
        with self.reading() as read:
            return read.claiming(kind, prefix)

    def command(self, command_id: UUID) -> CommandRow | None:
        """Return what is recorded of a command."""
        return self.commands([command_id]).get(command_id)

    def commands(self, ids: Sequence[UUID]) -> dict[UUID, CommandRow]:
        """Return what is recorded of each command; unknown ids are left out."""
        with self.reading() as read:
            return read.commands(ids)

    def find_member(self, kind: str, digest: bytes) -> UUID | None:
        """Return whom a blind digest belongs to."""
        return self.find_members(kind, [digest]).get(digest)

    def find_members(self, kind: str, digests: Sequence[bytes]) -> dict[bytes, UUID]:
        """Return whom each blind digest belongs to; unknown digests are left out."""
        with self.reading() as read:
            return read.whose(kind, digests)

    def later_blind_entries(self, kind: str) -> dict[bytes, LaterEntry]:
        """Return what became of each value of a kind that was put right, by its digest."""
        with self.reading() as read:
            return read.later_entries(kind)

    def sealed(self, member_id: UUID, class_: str) -> tuple[list[DataKeyRow], list[SealedFieldRow]]:
        """Return a member's wrapped keys and ciphertexts of a class, by epoch and by sequence."""
        with self.reading() as read:
            return read.sealed(member_id, class_)


class PollingSubscription(Subscription[BookRecorder]):
    """Yields every event after a position, and waits for more until it is stopped."""

    def __init__(self, recorder: BookRecorder, gt: int | None, topics: Sequence[str]) -> None:
        super().__init__(recorder, gt, topics)
        self._pending: list[Notification] = []

    def __enter__(self) -> Self:
        super().__enter__()
        return self

    def __next__(self) -> Notification:
        """Return the next event, waiting for it if need be."""
        while not self._has_been_stopped:
            if self._pending:
                return self._pending.pop()
            self._pending = self._recorder.select_notifications(
                self._last_notification_id, 500, topics=self._topics, inclusive_of_start=False
            )[::-1]
            if self._pending:
                self._last_notification_id = self._pending[0].id
            else:
                sleep(POLL_SECONDS)
        raise StopIteration
