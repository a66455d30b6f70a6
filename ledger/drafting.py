"""What a command asked for, decided, and is about to record."""

import json
from collections.abc import Hashable, Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from hashlib import sha256
from typing import Any, NamedTuple
from uuid import UUID, uuid5

from eventsourcing.persistence import StoredEvent

from ledger.aggregates import Aggregate
from ledger.errors import CommandReused
from ledger.events import Document
from ledger.store.batch import (
    Batch,
    BlindRow,
    CommandRow,
    DataKeyRow,
    KeyRow,
    NewCommand,
    SealedFieldRow,
    ShreddingJournal,
    ShredRow,
    VaultRows,
)

COMMANDS = UUID("6f2a1d6e-52a5-5d0c-9b7e-0f3c4a9d2e11")  # the name space of derived command ids


class Command(NamedTuple):
    """What an officer asked for: an id for ever, and the fingerprint of what was put in."""

    id: UUID
    name: str
    fingerprint: bytes  # SHA-256 of the input

    @classmethod
    def over(cls, command_id: UUID, name: str, inputs: dict[str, Any]) -> "Command":
        """Return a command over plain inputs."""
        text = json.dumps([name, inputs], sort_keys=True, ensure_ascii=False, default=str)
        return cls(command_id, name, sha256(text.encode()).digest())

    @classmethod
    def of_file(cls, book: UUID, purpose: str, file_sha256: str, part: str) -> "Command":
        """Return the command for one part of a file: the same part again is the same command."""
        own = uuid5(COMMANDS, f"{book}/{purpose}/{file_sha256}/{part}")
        return cls(own, purpose, sha256(f"{file_sha256}/{part}".encode()).digest())

    @classmethod
    def naming_file(cls, book: UUID, purpose: str, file: str, file_sha256: str) -> "Command":
        """Return the command that binds a file's name to its content."""
        own = uuid5(COMMANDS, f"{book}/{purpose}/name/{file}")
        return cls(own, purpose, bytes.fromhex(file_sha256))


class Draft:
    """Events with their keys, commands and vault rows, in the order in which they were decided."""

    def __init__(self) -> None:
        self.events: list[StoredEvent] = []
        self.keys: list[KeyRow] = []
        self.commands: list[NewCommand] = []
        self.unchanged: dict[UUID, int] = {}
        self.data_keys: list[DataKeyRow] = []
        self.sealed_fields: list[SealedFieldRow] = []
        self.blind: list[BlindRow] = []
        self.shred: list[ShredRow] = []
        self.journal: ShreddingJournal | None = None

    def take(self, aggregates: Iterable[Aggregate]) -> range:
        """Collect what aggregates have pending, once; return where it lies in the draft."""
        first = len(self.events)
        for aggregate in aggregates:
            pending = aggregate.pending_events
            for event in pending:
                stream = event.originator_id
                claimed = event.keys()  # type: ignore[attr-defined]
                for kind, value in claimed:
                    self.keys.append(KeyRow(kind, value, stream, len(self.events)))
                self.events.append(
                    StoredEvent(
                        stream,
                        event.originator_version,
                        event.topic,  # type: ignore[attr-defined]
                        event.stored(),  # type: ignore[attr-defined]
                    )
                )
            pending.clear()
        return range(first, len(self.events))

    def account_for(
        self, command: Command, recorded_at: datetime, offsets: range, result: dict[str, Any]
    ) -> None:
        """Say which command recorded a part of the draft, and what it answered."""
        text = json.dumps(result, ensure_ascii=False, default=str)
        self.commands.append(
            NewCommand(command.id, command.fingerprint, command.name, text, recorded_at, offsets)
        )

    def rest_on(self, *aggregates: Aggregate) -> None:
        """Require that streams which were only read still stand as they were read."""
        for aggregate in aggregates:
            self.unchanged[aggregate.id] = aggregate.version

    def join(self, other: "Draft") -> None:
        """Append another draft to this one."""
        shift = len(self.events)
        self.events += other.events
        self.keys += [key._replace(offset=key.offset + shift) for key in other.keys]
        for command in other.commands:
            own = command.offsets
            assert own is not None, "a draft's commands know their events"
            moved = range(own.start + shift, own.stop + shift)
            self.commands.append(command._replace(offsets=moved))
        for stream, version in other.unchanged.items():
            # What the first of them read must still stand, too.
            self.unchanged[stream] = min(version, self.unchanged.get(stream, version))
        self.data_keys += other.data_keys
        self.sealed_fields += other.sealed_fields
        self.blind += other.blind
        assert not other.shred, "what is shredded is a command of its own"

    def writes(self) -> set[Hashable]:
        """Return what it writes to: streams, by their bytes; keys, by kind and value; people's digests."""
        streams = {event.originator_id.bytes for event in self.events}  # type: ignore[union-attr]  # the library allows text ids; books have none
        return {
            *streams,
            *((key.kind, key.value) for key in self.keys),
            *(b.digest for b in self.blind),
        }

    def batch(self, at: int | None = None) -> Batch:
        """Return what the store appends. Streams that the draft itself writes guard themselves."""
        written = {event.originator_id for event in self.events}
        return Batch(
            events=self.events,
            keys=self.keys,
            unchanged={s: v for s, v in self.unchanged.items() if s not in written},
            at=at,
            commands=self.commands,
            vault=VaultRows(self.data_keys, self.sealed_fields, self.blind),
            shred=self.shred,
            journal=self.journal,
        )


@dataclass(frozen=True)
class Acting:
    """Who is at the keyboard: an officer, under a login."""

    officer: str
    login: str


@dataclass(frozen=True)
class Request:
    """What an officer asks for, apart from the decision itself."""

    name: str
    inputs: dict[str, Any]
    on: date | None = None  # when it is true; today, where it is not said
    ahead: bool = False  # it arranges what comes true on a later day, such as somebody's leaving
    command_id: UUID | None = None  # given by the caller to make the request repeatable
    document: Document | None = None
    reason: str | None = None
    resolution: str | None = None

    @property
    def said(self) -> dict[str, Any]:
        """All that the officer said, by which the same request is known again."""
        document = self.document and self.document.sha256
        circumstances = {"on": self.on, "reason": self.reason, "resolution": self.resolution}
        return {**circumstances, "document": document, **self.inputs}


@dataclass(frozen=True)
class Decision:
    """What a command decided: streams to write, streams it rests on, and its answer."""

    aggregates: Sequence[Aggregate]
    unchanged: Sequence[Aggregate] = ()
    answer: dict[str, Any] = field(default_factory=dict)
    draft: Draft | None = None  # vault rows, and what was decided in groups before `aggregates`
    at: int | None = None  # the position at which the head must still stand


class Done(NamedTuple):
    """What became of a request."""

    answer: dict[str, Any]
    positions: range
    repeated: bool  # it had been done before, and this is what it answered then


def repeated(command: Command, known: CommandRow) -> Done:
    """Return what a command answered when it was done before.

    Raises:
        CommandReused: it was done with another input.
    """
    if known.fingerprint != command.fingerprint:
        raise CommandReused(command.name)
    first, last = known.first_position, known.last_position
    positions = range(0) if first is None or last is None else range(first, last + 1)
    return Done(json.loads(known.result), positions, repeated=True)
