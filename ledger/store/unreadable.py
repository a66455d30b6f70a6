"""Streams that cannot be read: an event in them is none, or is not the next one."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final
from uuid import UUID

from eventsourcing.domain import OriginatorIDError, OriginatorVersionError
from eventsourcing.persistence import StoredEvent

from ledger.errors import RecordDamaged
from ledger.events import Event, restore

UNREADABLE: Final = (RecordDamaged, OriginatorIDError, OriginatorVersionError)


@contextmanager
def reading_stream(stream: UUID) -> Iterator[None]:
    """Let what cannot be read name its stream; around a whole stream or many, never an event.

    Raises:
        RecordDamaged: an event of the stream is missing, or is no event.
    """
    try:
        yield
    except UNREADABLE as error:
        raise RecordDamaged(f"stream {stream}") from error


def restored(stream: UUID, stored: Sequence[StoredEvent]) -> list[Event]:
    """Read events of a stream that were asked for; fails as above."""
    with reading_stream(stream):
        return [restore(event.topic, event.state) for event in stored]
