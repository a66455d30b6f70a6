"""Makers that default everything, so that a test names only what it is about."""

import os
from datetime import UTC, datetime
from itertools import count
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from ledger.store.batch import (
    Batch,
    BlindRow,
    DataKeyRow,
    KeyRow,
    NewCommand,
    SealedFieldRow,
    VaultRows,
)
from ledger.store.recorder import BookRecorder

MOMENT = datetime(2015, 1, 5, 2, 0, 0, 123456, tzinfo=UTC)
_numbers = count(os.getpid() << 24)  # no other process of the same test makes the same streams


def stream(number: int | None = None) -> UUID:
    """Return a stream's id: the given one, or one that no test has used."""
    if number is None:
        return UUID(int=(0x0192D3A1_0000_7000_8000 << 48) | next(_numbers))
    return UUID(int=(0x0192D3A2_0000_7000_8000 << 48) | number)


def event(of: UUID | None = None, version: int = 1, state: bytes = b'{"fact":1}') -> StoredEvent:
    """Make a stored event."""
    return StoredEvent(of or stream(), version, "member.enrolled.v1", state)


def events(number: int, *, size: int = 40) -> list[StoredEvent]:
    """Make events, each opening a stream of its own, no two with the same bytes."""
    return [event(state=b"%0*d" % (size, next(_numbers))) for _ in range(number)]


def key(value: str, owner: UUID, offset: int = 0, kind: str = "claim") -> KeyRow:
    """Make a key that the batch's event at `offset` claims."""
    return KeyRow(kind, value, owner, offset)


def command(command_id: UUID | None = None, *, offsets: range | None = None) -> NewCommand:
    """Make a command."""
    return NewCommand(
        command_id or stream(), b"f" * 32, "roster.import", '{"rows":3}', MOMENT, offsets
    )


def blind(digest: bytes, member: UUID) -> BlindRow:
    """Make an entry of the blind index."""
    return BlindRow("id_number", digest, member)


def one_of_each(recorder: BookRecorder, member: UUID) -> BookRecorder:
    """Append at least one row to every table of a book: what an attacker could aim at."""
    rows = VaultRows(
        [DataKeyRow(member, "identity", 1, stream(), b"w" * 60)],
        [SealedFieldRow(member, "identity", 1, b"c" * 60)],
        [blind(b"d" * 32, member)],
    )
    recorder.append(
        Batch([event(member), *events(299)], [key("C-1", member)], commands=[command()], vault=rows)
    )
    return recorder
