"""PostgreSQL's `COPY` in its binary format, both ways: nothing to escape or parse, half the bytes.

Source: PostgreSQL documentation, COPY, "Binary Format".
"""

import struct
from collections.abc import Callable, Iterable, Iterator, Sequence
from itertools import chain, repeat
from operator import attrgetter
from struct import Struct
from types import SimpleNamespace
from typing import Any, NamedTuple

from eventsourcing.persistence import StoredEvent

from ledger.store import merkle

Row = tuple[int, bytes, int, str, bytes]
"""Position, stream, version, topic and state of a stored event."""


class Columns(NamedTuple):
    """The same of many events, column by column, as work over whole blocks wants it."""

    positions: Sequence[int]
    streams: Sequence[bytes]
    versions: Sequence[int]
    topics: Sequence[str]
    states: Sequence[bytes]

    @classmethod
    def of(cls, rows: Sequence[Row]) -> "Columns":
        """Turn rows into columns."""
        return cls(*zip(*rows, strict=True)) if rows else cls((), (), (), (), ())


_CHUNK_ROWS = 512

_START = b"PGCOPY\n\xff\r\n\0" + bytes(8)  # signature, flags, length of an extension
_END = b"\xff\xff"
_INT4 = Struct(">i").pack
# Number of columns; then length and value of position, stream and version; then the topic's length.
_EVENT = Struct(">hiqi16siii")
_LENGTH = Struct(">i").unpack_from
_COLUMNS = 5

# By letter: how many bytes, how `struct` calls them, and what is packed.
_FIXED: dict[str, tuple[int, str, Callable[[Any], Any]]] = {
    "i": (4, "i", int),
    "p": (8, "q", int),  # a position
    "u": (16, "16s", attrgetter("bytes")),  # uuid
}


class CopyStream:
    """What the driver reads from while it copies in.

    A chunk is made only when it is asked for, so that making the next one overlaps with the
    server's work on the last.
    """

    def __init__(self, chunks: Iterable[bytes]) -> None:
        self._chunks = iter(chunks)

    def read(self, _size: int = -1) -> bytes:
        """Return the next chunk, or nothing at the end."""
        return next(self._chunks, b"")


def row_chunks(rows: Sequence[Sequence[Any]], types: str) -> Iterator[bytes]:
    """Write rows of any table; `types` has one letter a column: b(ytea), t(ext), or of `_FIXED`."""
    yield _START
    for start in range(0, len(rows), _CHUNK_ROWS):
        yield _packed(rows[start : start + _CHUNK_ROWS], types)
    yield _END


def _packed(rows: Sequence[Sequence[Any]], types: str) -> bytes:
    """Write rows column by column: what lies between two texts of a row is packed at once."""
    parts: list[Iterable[bytes]] = []
    form, values = ">h", list[Iterable[Any]]((repeat(len(types)),))
    for letter, column in zip(types, zip(*rows, strict=True), strict=True):
        if letter in "bt":
            written = column if letter == "b" else list(map(str.encode, column))
            parts += (map(Struct(form + "i").pack, *values, map(len, written)), written)
            form, values = ">", []
        else:
            size, code, stored = _FIXED[letter]
            form += f"i{code}"
            values += (repeat(size), map(stored, column))
    if values:
        parts.append(map(Struct(form).pack, *values))
    return b"".join(chain.from_iterable(zip(*parts, strict=True)))


def event_chunks(
    events: Sequence[StoredEvent], first: int, seal: Callable[[list[bytes]], object]
) -> Iterator[bytes]:
    """Write the rows of a batch; hash and fold its leaves while the server works on the rows."""
    topics: dict[str, bytes] = {}
    leaves: list[bytes] = []
    pack = _EVENT.pack
    yield _START
    for start in range(0, len(events), _CHUNK_ROWS):
        chunk = events[start : start + _CHUNK_ROWS]
        parts: list[bytes] = []
        for position, event in enumerate(chunk, first + start):
            topic = topics.get(event.topic) or topics.setdefault(event.topic, event.topic.encode())
            state, stream = event.state, event.originator_id.bytes  # type: ignore[union-attr]  # the library allows text ids; books have none
            version = event.originator_version
            parts += (
                pack(_COLUMNS, 8, position, 16, stream, 4, version, len(topic)),
                topic,
                _INT4(len(state)),
                state,
            )
        yield b"".join(parts)
        leaves += merkle.leaf_hashes(event.state for event in chunk)
    yield _END
    seal(leaves)


def copied(cursor: Any, query: str, values: Sequence[Any]) -> Iterator[Row]:
    """Run a query whose columns are those of `Row`, and read its rows from one binary copy."""
    return _parsed(b"".join(_received(cursor, query, values)))


def copied_columns(cursor: Any, query: str, values: Sequence[Any]) -> Columns:
    """Do the same, column by column: no step is taken in Python for a row.

    The server sends a row a message. That is no promise of its protocol: each is measured by the
    lengths inside it, and where one is not a whole row, all are read as `copied` reads them.
    """
    messages = _received(cursor, query, values)
    try:
        columns = _row_by_row(messages)
    except struct.error:
        columns = None
    return columns or Columns.of(list(_parsed(b"".join(messages))))


def _received(cursor: Any, query: str, values: Sequence[Any]) -> list[bytes]:
    received: list[bytes] = []
    bound = cursor.mogrify(query, values).decode()
    to = SimpleNamespace(write=received.append)  # what the driver takes for a file
    cursor.copy_expert(f"copy ({bound}) to stdout (format binary)", to)
    return received


def _parsed(data: bytes) -> Iterator[Row]:
    assert data.startswith(_START), "a binary copy has no flags and no extension"
    unpack, fixed = _EVENT.unpack_from, _EVENT.size
    at = len(_START)
    while data[at : at + 2] != _END:
        _, _, position, _, stream, _, version, length = unpack(data, at)
        at += fixed
        topic = data[at : at + length].decode()
        at += length
        (length,) = _LENGTH(data, at)
        at += 4
        yield position, stream, version, topic, data[at : at + length]
        at += length


def _row_by_row(messages: list[bytes]) -> Columns | None:
    """Read messages of a row each, or return None where that is not what they are."""
    if len(messages) < 2 or messages[-1] != _END or not messages[0].startswith(_START):
        return None
    rows = [messages[0].removeprefix(_START), *messages[1:-1]]
    if not rows[0]:  # the start came by itself
        del rows[0]
    if not rows:
        return Columns.of(())
    fields, _, positions, _, streams, _, versions, lengths = zip(
        *map(_EVENT.unpack_from, rows), strict=True
    )
    ends = {length: _EVENT.size + length for length in set(lengths)}
    topic_at = {length: slice(_EVENT.size, end) for length, end in ends.items()}
    state_at = {length: slice(end + 4, None) for length, end in ends.items()}
    written = [row[topic_at[length]] for row, length in zip(rows, lengths, strict=True)]
    states = [row[state_at[length]] for row, length in zip(rows, lengths, strict=True)]
    said = map(_LENGTH, rows, map(ends.__getitem__, lengths))
    if set(fields) != {_COLUMNS} or list(said) != list(zip(map(len, states), strict=True)):
        return None
    names = {topic: topic.decode() for topic in set(written)}
    topics = list(map(names.__getitem__, written))
    return Columns(positions, streams, versions, topics, states)
