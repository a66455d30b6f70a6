"""The envelope of every fact: what it is, whose, when, by whom, under which command."""

from __future__ import annotations

from datetime import date, datetime
from typing import Annotated, Any, ClassVar, NamedTuple, Self
from uuid import UUID

from eventsourcing.domain import CanMutateAggregate
from eventsourcing.utils import resolve_topic
from pydantic import BaseModel, ConfigDict, Field

LEAF_BYTES_MAX = 65_535

Code = Annotated[str, Field(min_length=1, max_length=64)]
Digest = Annotated[str, Field(pattern="^[0-9a-f]{64}$")]
Count = Annotated[int, Field(strict=True, ge=0)]


class Key(NamedTuple):
    """A business key that names one thing in the book, for ever."""

    kind: str
    value: str


class Fact(BaseModel):
    """A frozen part of an event."""

    model_config = ConfigDict(frozen=True, extra="forbid")


class Document(Fact):
    """A paper or file that an event rests on: its reference and the SHA-256 of its bytes."""

    reference: str
    sha256: Digest


class Event(BaseModel, CanMutateAggregate[UUID]):
    """A fact. Frozen, in the past tense, and named by a topic that outlives its module path.

    Its JSON, in declared field order and without absent fields, is the leaf that the record seals.
    """

    model_config = ConfigDict(
        frozen=True,
        extra="forbid",
        validate_by_name=True,
        validate_by_alias=True,
        serialize_by_alias=True,
    )

    topic: str
    originator_id: UUID = Field(alias="stream")
    originator_version: int = Field(alias="version")
    timestamp: datetime = Field(alias="recorded_at")  # UTC; always passed: no clock is read
    effective_on: date  # when it was true in the world
    booked_on: date  # the day whose books it enters (入账日期)
    recorded_by: str = Field(alias="by")  # the officer answerable for it
    authenticated_as: str = Field(alias="login")  # the login principal who acted
    command_id: UUID = Field(alias="command")
    document: Document | None = None
    reason: str | None = None
    resolution: str | None = None

    def mutate(self, aggregate: Any) -> Any:
        """Fold this fact into its aggregate, as the next of its stream.

        The library's own method does the same; this one runs for every event that is ever loaded.
        """
        if (
            aggregate is None
            or self.originator_version != aggregate.version + 1
            or self.originator_id.int != aggregate.id.int
        ):
            return super().mutate(aggregate)  # which says what is wrong
        aggregate.when(self)
        aggregate.version = self.originator_version
        aggregate.modified_on = self.timestamp
        return aggregate

    def apply(self, aggregate: Any) -> None:
        """Fold this fact into its aggregate."""
        aggregate.when(self)

    @property
    def hands(self) -> tuple[str, str]:
        """Return who did it: the officer's code, and the login."""
        return self.recorded_by, self.authenticated_as

    def keys(self) -> tuple[Key, ...]:
        """Return the business keys that this event claims for ever."""
        return ()

    def stored(self) -> bytes:
        """Return the bytes that are stored, hashed and never serialised again."""
        return self.__pydantic_serializer__.to_json(self, by_alias=True, exclude_none=True)

    @classmethod
    def restored(cls, state: bytes) -> Self:
        """Read a stored event, validating every field."""
        event: Self = cls.__pydantic_validator__.validate_json(state)
        return event


class Opening(Event):
    """The first fact of a stream: it brings its aggregate into being."""

    aggregate_topic: ClassVar[str]

    def mutate(self, aggregate: Any) -> Any:
        """Make a blank aggregate and fold this fact into it."""
        assert aggregate is None, "an opening event is the first of its stream"
        blank = resolve_topic(self.aggregate_topic).blank(self)
        self.apply(blank)
        return blank
