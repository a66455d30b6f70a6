"""What every aggregate does alike: begin with an opening event, then decide and fold."""

from collections.abc import Iterable
from datetime import UTC, datetime
from typing import Any, Self
from uuid import UUID, uuid5

from eventsourcing.domain import BaseAggregate
from pydantic import ValidationError

from ledger.aggregates.moment import Moment
from ledger.errors import TextUnfit
from ledger.events import Event, Opening

_OF_TEXTS = {"string_too_short", "string_too_long"}


class Aggregate(BaseAggregate[UUID]):
    """Decides commands, refuses, and folds events. It reads no clock and does no IO."""

    # Plain attributes where the library has properties: each fact that is ever folded sets them.
    version = 0
    modified_on = datetime.min.replace(tzinfo=UTC)

    @classmethod
    def blank(cls, opening: Opening) -> Self:
        """Make the aggregate that an opening event is about to be folded into."""
        blank = cls.__new__(cls)
        blank.version, blank.modified_on = opening.originator_version, opening.timestamp
        blank.__base_init__(opening.originator_id, blank.version, blank.modified_on)
        blank.prepare()
        return blank

    @classmethod
    def folded(cls, events: Iterable[Event]) -> Self | None:
        """Rebuild an aggregate from its stream, or nothing from an empty one."""
        aggregate: Self | None = None
        for event in events:
            aggregate = event.mutate(aggregate)
        return aggregate

    @classmethod
    def begin(cls, event: type[Opening], stream: UUID, at: Moment, **facts: Any) -> Self:
        """Open a stream with its first fact."""
        opening = _made(
            event, {"originator_id": stream, "originator_version": 1, **at.envelope, **facts}
        )
        begun: Self = opening.mutate(None)
        begun.pending_events.append(opening)
        return begun

    def prepare(self) -> None:
        """Set the state before the first event."""

    def when(self, event: Any) -> None:
        """Fold one fact into this aggregate. Never refuses: it already happened."""
        raise NotImplementedError

    def record(self, event: type[Event], at: Moment, **facts: Any) -> None:
        """Trigger a fact that a rule has just allowed, validated whole, and fold it."""
        made = _made(
            event,
            {
                "originator_id": self.id,
                "originator_version": self.version + 1,
                **at.envelope,
                **facts,
            },
        )
        made.mutate(self)
        self.pending_events.append(made)


def _made(event: type[Event], facts: dict[str, Any]) -> Any:
    """Validate a fact whole; a text that the record cannot keep is the officer's to mend.

    Raises:
        TextUnfit: a text is empty or too long. Anything else is a fault of ours.
    """
    try:
        return event.__pydantic_validator__.validate_python(facts)
    except ValidationError as error:
        for each in error.errors(include_url=False, include_input=False):
            if each["type"] in _OF_TEXTS:
                raise TextUnfit(str(each["loc"][0])) from None
        raise


def stream_of(book: UUID, kind: str, *codes: str) -> UUID:
    """Return the stream of a thing that its codes name: the same on every machine."""
    return uuid5(book, ":".join((kind, *codes)))
