"""What one append records: events, keys, commands and vault rows; and what must still stand."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, Protocol
from uuid import UUID

from eventsourcing.persistence import StoredEvent


class KeyRow(NamedTuple):
    """A business key that an event claims for ever."""

    kind: str
    value: str
    originator_id: UUID
    offset: int  # index of the claiming event in the batch


class NewCommand(NamedTuple):
    """A command about to be recorded: its id is kept for ever, with its input's fingerprint."""

    command_id: UUID
    fingerprint: bytes  # SHA-256 of the input
    name: str
    result: str  # JSON
    recorded_at: datetime
    offsets: range | None = None  # its events in the batch; None: all of them


class CommandRow(NamedTuple):
    """A command as it was recorded."""

    command_id: UUID
    fingerprint: bytes
    name: str
    first_position: int | None  # None: it recorded no event
    last_position: int | None
    result: str
    recorded_at: datetime


class DataKeyRow(NamedTuple):
    """The wrapped key of one member's one class of personal fields."""

    member_id: UUID
    class_: str
    epoch: int
    key_id: UUID
    wrapped: bytes


class SealedFieldRow(NamedTuple):
    """One ciphertext. An event commits to its SHA-256."""

    member_id: UUID
    class_: str
    sequence: int
    ciphertext: bytes


class BlindRow(NamedTuple):
    """An entry by which a person is found again without the database knowing the value."""

    kind: str
    digest: bytes
    originator_id: UUID


@dataclass(frozen=True)
class VaultRows:
    """What an append adds to the vault."""

    data_keys: Sequence[DataKeyRow] = ()
    sealed_fields: Sequence[SealedFieldRow] = ()
    blind: Sequence[BlindRow] = ()


class ShredRow(NamedTuple):
    """A class of one member's data to be deleted from the vault, as it was found there."""

    member_id: UUID
    class_: str
    key_ids: tuple[UUID, ...]
    ciphertexts: int  # how many there are
    through: int  # the last sequence among them
    blind_entries: int = 0  # of the member's; more than none: all of them go


class ShreddingJournal(Protocol):
    """What remembers, outside the database, which data keys are to stay deleted."""

    def intend(self, command: NewCommand, rows: Sequence[ShredRow]) -> None:
        """Write down what a command is about to delete, on disk before this returns."""


@dataclass(frozen=True)
class Batch:
    """One atomic append: all of it is recorded, or none."""

    events: Sequence[StoredEvent] = ()
    keys: Sequence[KeyRow] = ()
    unchanged: Mapping[UUID, int] = field(
        default_factory=dict
    )  # stream: version it must still have
    at: int | None = None  # position the head must still have
    commands: Sequence[NewCommand] = ()
    vault: VaultRows = VaultRows()
    shred: Sequence[ShredRow] = ()
    journal: ShreddingJournal | None = None  # needed where anything is shredded


class Head(NamedTuple):
    """How far the record reaches, and the root over all of it."""

    size: int
    root: bytes


class Recorded(NamedTuple):
    """One event as it stands in the record."""

    position: int
    originator_id: UUID
    originator_version: int
    topic: str
    state: bytes
