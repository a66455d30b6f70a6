"""What passes between processes: drafts as columns, several times as fast as objects; and lessons.

A lesson is how something is decided, with all that a command knows. Who learns it has a book of its own.
"""

import io
import marshal
import pickle
from collections.abc import Callable, Hashable, Iterable, Sequence
from multiprocessing.reduction import ForkingPickler
from typing import Any, NamedTuple
from uuid import UUID

import cloudpickle
from eventsourcing.persistence import StoredEvent

from ledger.book import Book
from ledger.drafting import Draft
from ledger.store.batch import BlindRow, DataKeyRow, KeyRow, NewCommand, SealedFieldRow
from ledger.store.ids import uuid_of


def _uuid_pickled(made: UUID) -> tuple[Any, ...]:
    return uuid_of, (made.bytes,)


def _draft_pickled(draft: Draft) -> tuple[Any, ...]:
    assert not draft.shred, "what is shredded is a command of its own, which this process decides"
    columns = (
        [e.originator_version for e in draft.events],
        [e.topic for e in draft.events],
        [e.state for e in draft.events],
        _columns(draft.data_keys, DataKeyRow),
        _columns(draft.sealed_fields, SealedFieldRow),
    )
    ids, keys = _ids(e.originator_id for e in draft.events), _columns(draft.keys, KeyRow)
    named = _Named(ids, keys, _columns(draft.blind, BlindRow))
    return _Closed, (marshal.dumps(columns), named, draft.commands, draft.unchanged)


class _Named(NamedTuple):
    """What a draft writes to, by which two files may bear on each other."""

    ids: bytes  # of the streams of its events
    keys: list[Any]
    blind: list[Any]


class _Closed(Draft):
    """A draft that another process decided: opened where its events are asked for.

    Who only hands it on to a process that records it makes no object of what is in it.
    """

    _INSIDE = frozenset({"events", "keys", "data_keys", "sealed_fields", "blind"})

    def __init__(
        self, packed: bytes, named: _Named, commands: list[NewCommand], unchanged: dict[UUID, int]
    ) -> None:
        super().__init__()
        for name in self._INSIDE:
            delattr(self, name)
        self.commands, self.unchanged = commands, unchanged
        self._packed, self._named = packed, named

    def __getattr__(self, name: str) -> Any:
        """Open it, at the first question for what is inside."""
        if name not in self._INSIDE:
            raise AttributeError(name)
        versions, topics, states, data_keys, sealed_fields = marshal.loads(self._packed)  # noqa: S302 - it comes from a process of our own
        ids, keys, blind = self._named
        known = _Known()
        self._packed = b""
        self.events = list(map(StoredEvent, known.uuids(ids), versions, topics, states))
        self.keys = list(map(KeyRow, *known.cells(keys)))
        self.data_keys = list(map(DataKeyRow, *known.cells(data_keys)))
        self.sealed_fields = list(map(SealedFieldRow, *known.cells(sealed_fields)))
        self.blind = list(map(BlindRow, *known.cells(blind)))
        return getattr(self, name)

    def writes(self) -> set[Hashable]:
        """Return what it writes to, as any draft does, without opening it."""
        ids, (kinds, values, *_), (_, digests, *_) = self._named
        return {*_split(ids), *zip(kinds, values, strict=True), *digests}


def _split(ids: bytes) -> list[bytes]:
    return [ids[at : at + 16] for at in range(0, len(ids), 16)]


def _columns(rows: list[Any], kind: type[Any]) -> list[Any]:
    """Turn rows into columns: ids as one string of bytes, anything else as a list."""
    return [
        _ids(cells) if kind.__annotations__[name] is UUID else list(cells)
        for name, cells in zip(kind._fields, zip(*rows, strict=True), strict=False)
    ] or [()] * len(kind._fields)


def _ids(ids: Iterable[Any]) -> bytes:
    return b"".join([each.bytes for each in ids])


class _Known(dict[bytes, UUID]):
    """The ids of a draft, each made once: a new member's stands in nine rows."""

    def __missing__(self, stored: bytes) -> UUID:
        made = self[stored] = uuid_of(stored)
        return made

    def uuids(self, joined: bytes) -> list[UUID]:
        """Take a column of ids apart."""
        return [self[each] for each in _split(joined)]

    def cells(self, columns: list[Any]) -> list[Sequence[Any]]:
        """Return columns with ids as ids."""
        return [self.uuids(each) if isinstance(each, bytes) else each for each in columns]


def register() -> None:
    """Have what passes between processes packed so.

    A draft holds some ids a row, and the standard way with a UUID, too, is several times slower.
    """
    ForkingPickler.register(UUID, _uuid_pickled)
    ForkingPickler.register(Draft, _draft_pickled)


class _Lesson(cloudpickle.Pickler):  # type: ignore[misc]  # it has no types
    """Packs functions with what they close over, and names a book instead of packing it."""

    def __init__(self, file: io.BytesIO, book: Book) -> None:
        super().__init__(file)
        self._book = book

    def persistent_id(self, found: object) -> str | None:
        """Name what whoever learns has already."""
        return "book" if found is self._book else None


class _Learner(pickle.Unpickler):
    def __init__(self, file: io.BytesIO, book: Book) -> None:
        super().__init__(file)
        self._book = book

    def persistent_load(self, _name: str) -> Book:
        """Return the own book for the other's."""
        return self._book


def lesson(book: Book, decide: Callable[[Any], Any]) -> bytes:
    """Pack how something is decided in a book: by whom, at which moment, on what."""
    file = io.BytesIO()
    _Lesson(file, book).dump((book.acting, book.entropy, decide))
    return file.getvalue()


def learnt(book: Book, taught: bytes) -> Callable[[Any], Any]:
    """Unpack how something is decided, for a book of this process."""
    decide: Callable[[Any], Any]
    book.acting, book.entropy, decide = _Learner(io.BytesIO(taught), book).load()
    return decide
