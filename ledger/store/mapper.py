"""Between facts and what is stored of them: a closed registry of topics, and bytes made once."""

from typing import Any
from uuid import UUID

from eventsourcing.persistence import JSONTranscoder, Mapper, StoredEvent

from ledger.events import Event, restore


class EventMapper(Mapper[UUID]):
    """The library's mapper, with pydantic's bytes and without import paths from the database."""

    def __init__(self) -> None:
        super().__init__(JSONTranscoder())

    def to_stored_event(self, domain_event: Any) -> StoredEvent:
        """Return what is stored of a fact."""
        assert isinstance(domain_event, Event), "a book stores facts of its registry"
        return StoredEvent(
            domain_event.originator_id,
            domain_event.originator_version,
            domain_event.topic,
            domain_event.stored(),
        )

    def to_domain_event(self, stored_event: StoredEvent) -> Event:
        """Read a stored fact, validating every field."""
        return restore(stored_event.topic, stored_event.state)
