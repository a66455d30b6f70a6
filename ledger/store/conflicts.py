"""What an append runs into: another writer was first, or the command is already recorded."""

import sqlite3
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import IntegrityError

from ledger.store.batch import CommandRow

_UNIQUE_PG = "23505"
_RACES_PG = ("40001", "40P01")  # serialization failure, deadlock
_UNIQUE_SQLITE = (
    sqlite3.SQLITE_CONSTRAINT_UNIQUE,
    sqlite3.SQLITE_CONSTRAINT_PRIMARYKEY,
    sqlite3.SQLITE_CONSTRAINT_ROWID,
    sqlite3.SQLITE_CONSTRAINT_TRIGGER,  # the key-exists triggers speak before the constraint does
)


class StreamMoved(IntegrityError):
    """A stream that was read, or written, no longer stands at the version it was read at."""


class HeadMoved(IntegrityError):
    """Something was recorded since the position that the command relied on."""


@dataclass(eq=False)
class CommandKnown(IntegrityError):
    """A command of this id is already recorded: the caller compares fingerprints and answers."""

    row: CommandRow

    def __str__(self) -> str:
        return f"command {self.row.command_id} is already recorded"


def is_taken(error: BaseException) -> bool:
    """Whether a row of the same identity was there: told by code, never by a constraint's name."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.IntegrityError):
        return cause.sqlite_errorcode in _UNIQUE_SQLITE
    return getattr(cause, "pgcode", None) == _UNIQUE_PG


def is_race(error: BaseException) -> bool:
    """Whether the database gave up this transaction in favour of another's."""
    cause = getattr(error, "orig", None) or error
    return getattr(cause, "pgcode", None) in _RACES_PG


def stream_moved(stream: UUID, expected: int, found: int | None) -> StreamMoved:
    """Say which stream moved."""
    return StreamMoved(f"stream {stream} was read at version {expected} and stands at {found}")
