"""Books for tests of the read side: a migrated database, and events recorded without any decision."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import NamedTuple

from ledger.events import Event
from ledger.projections.digest import digest
from ledger.projections.engine import BATCH_EVENTS, Progress, catch_up
from ledger.projections.storage import Cursor
from ledger.store.address import BookAddress
from ledger.store.batch import Batch, KeyRow
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from tests import makers


class Shelf(NamedTuple):
    """A book's database and recorder."""

    database: Database
    record: BookRecorder

    def keep(self, *events: Event) -> None:
        """Record events, each as the next version of its stream."""
        versions: dict[object, int] = {}
        stored = []
        for event in events:
            stream = event.originator_id
            last = versions.get(stream) or self.record.stream_version(stream) or 0
            versions[stream] = last + 1
            stored.append(makers.stored(event.model_copy(update={"originator_version": last + 1})))
        self.record.append(Batch(events=stored, keys=list(self._claimed(events))))

    def _claimed(self, events: Sequence[Event]) -> Iterator[KeyRow]:
        """The business keys that events claim, each by whoever comes first."""
        seen = set()
        for offset, event in enumerate(events):
            for key in event.keys() if hasattr(event, "keys") else ():
                if key not in seen and self.record.key_owner(key.kind, key.value) is None:
                    seen.add(key)
                    yield KeyRow(key.kind, key.value, event.originator_id, offset)

    def catch_up(self, batch_events: int = BATCH_EVENTS) -> Progress:
        return catch_up(self.database, self.record, batch_events=batch_events)

    def digests(self, at: int | None = None) -> dict[str, str]:
        return digest(self.database, at)

    def rows(self, sql: str, values: Sequence[object] = ()) -> list[tuple[object, ...]]:
        with self.database.reading() as connection:
            return Cursor(connection).all(sql, values)

    def write(self, sql: str, values: Sequence[object] = ()) -> None:
        with self.database.writing() as connection:
            Cursor(connection).run(sql, values)


@contextmanager
def shelf(url: str) -> Iterator[Shelf]:
    """Make an empty book at an address."""
    address = BookAddress.parse(url)
    migrate(address)
    with Database.open(address) as database:
        create_book(database, makers.BOOK)
        yield Shelf(database, BookRecorder(database))
