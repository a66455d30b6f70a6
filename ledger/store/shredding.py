"""The journal of shredded data keys: beside the vault's keys, outside the database and its backups.

A backup that was made before an erasure still holds what was erased: after every restore the
journal is replayed. It names pseudonyms and key ids, and nothing else.
"""

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any, ClassVar, NamedTuple
from uuid import UUID

from sqlalchemy import Connection

from ledger.errors import LedgerError
from ledger.store.batch import CommandRow, NewCommand, ShredRow
from ledger.store.engine import Database
from ledger.store.files import append_durably

FORMAT = "huzhu-shredded-1"
_BEGUN, _INTENDED, _DONE, _VOID = "begun", "intended", "done", "void"
_ALL = {"format", "state", "book", "command"}
_NEEDED = {
    _BEGUN: {"format", "state", "book"},
    _INTENDED: _ALL | {"at", "member", "class", "key_ids", "through", "blind"},
    _DONE: _ALL | {"position"},
    _VOID: _ALL | {"position"},
}


@dataclass(eq=False)
class JournalUnusable(LedgerError):
    """What was erased stays erased: its journal is written first, and read whole."""

    code: ClassVar[str] = "vault.journal"
    says: ClassVar[str] = "the journal of erasures {file} cannot be used: {problem}"
    says_zh: ClassVar[str] = "删除日志 {file} 无法使用：{problem}"
    remedy: ClassVar[str] = (
        "Bring back the journal beside the key file from its copy, whole and readable."
    )
    rule_source: ClassVar[str] = "this ledger: what was erased is gone for good"
    file: str
    problem: str


class Shredded(NamedTuple):
    """One class of one member's data whose keys are to stay deleted."""

    book_id: UUID
    command_id: UUID
    member_id: UUID
    class_: str
    key_ids: tuple[UUID, ...]
    through: int  # the last sequence of the ciphertexts that went with them
    blind: bool  # whether the member's blind entries went too


class Replayed(NamedTuple):
    """What a replay found still there, and deleted."""

    erasures: int
    data_keys: int
    ciphertexts: int
    blind_entries: int


_KEY = "data_key where member_id = ? and class = ? and key_id = ?"
_FIELDS = "sealed_field where member_id = ? and class = ? and sequence <= ?"
_BLIND = "blind_index where originator_id = ?"


def journal_beside(keys: Path) -> Path:
    """Return where the journal of a book lies: beside its keys, so that both are kept together."""
    return keys.with_name(f"{keys.name}.shredded")


class Journal:
    """Lines of JSON, appended and synced one by one. The first one says whose it is.

    It is begun with the book, so that one that is missing was lost: nothing is restored without it.
    An erasure is first intended and then, once its command is known to be recorded or not, done or
    void. What is left open by a crash counts as done at a restore: it had been decided.
    """

    def __init__(self, path: Path, book_id: UUID) -> None:
        self.path = path
        self._book_id = book_id

    def begin(self) -> None:
        """Begin the journal of a book in which nobody was erased yet.

        Raises:
            JournalUnusable: it cannot be written.
        """
        self._append([{"format": FORMAT, "state": _BEGUN, "book": str(self._book_id)}])

    def is_there(self) -> bool:
        """Tell whether there is a journal of this book: a line of it, of whatever kind.

        Raises:
            JournalUnusable: the journal cannot be read, or a line of it is not one.
        """
        return bool(self._lines())

    def intend(self, command: NewCommand, rows: Sequence[ShredRow]) -> None:
        """Write down what a command is about to delete, on disk before this returns."""
        lines = [
            {
                "format": FORMAT,
                "state": _INTENDED,
                "book": str(self._book_id),
                "command": str(command.command_id),
                "at": command.recorded_at.isoformat(),
                "member": str(row.member_id),
                "class": row.class_,
                "key_ids": [str(key_id) for key_id in row.key_ids],
                "through": row.through,
                "blind": bool(row.blind_entries),
            }
            for row in rows
        ]
        self._append(lines)

    def settle(self, known: Callable[[Sequence[UUID]], Mapping[UUID, CommandRow]]) -> None:
        """Close what is open, by asking the book which of its commands it has recorded."""
        open_ = [command for command, state in self._states().items() if state == _INTENDED]
        if not open_:
            return
        recorded = known(open_)
        lines = []
        for command in open_:
            row = recorded.get(command)
            state = _VOID if row is None else _DONE
            position = None if row is None else row.last_position
            line = {"format": FORMAT, "state": state, "book": str(self._book_id)}
            lines.append({**line, "command": str(command), "position": position})
        self._append(lines)

    def entries(self) -> list[Shredded]:
        """Return what is to stay deleted in this book.

        Raises:
            JournalUnusable: the journal cannot be read, or a line of it is not one.
        """
        states = self._states()
        return [
            Shredded(
                self._book_id,
                UUID(line["command"]),
                UUID(line["member"]),
                line["class"],
                tuple(UUID(key_id) for key_id in line["key_ids"]),
                line["through"],
                line["blind"],
            )
            for line in self._lines()
            if line["state"] == _INTENDED and states[UUID(line["command"])] != _VOID
        ]

    def _states(self) -> dict[UUID, str]:
        return {
            UUID(line["command"]): line["state"]
            for line in self._lines()
            if line["state"] != _BEGUN
        }

    def _lines(self) -> list[dict[str, Any]]:
        try:
            text = self.path.read_text(encoding="ascii")
        except FileNotFoundError:
            return []
        except (OSError, ValueError):
            raise JournalUnusable(self.path.name, "it cannot be read") from None
        # A line that was cut off by a crash was never acted upon: the deletion comes after it.
        complete, _, _ = text.rpartition("\n")
        lines = []
        for number, line in enumerate(complete.splitlines(), start=1):
            found = _parsed(line)
            if found is None:
                raise JournalUnusable(self.path.name, f"line {number} is not one of its lines")
            if found["book"] == str(self._book_id):
                lines.append(found)
        return lines

    def _append(self, lines: Iterable[Mapping[str, object]]) -> None:
        text = "".join(json.dumps(line) + "\n" for line in lines)
        try:
            append_durably(self.path, text.encode("ascii"))
        except OSError as error:
            problem = f"it cannot be written ({error.strerror})"
            raise JournalUnusable(self.path.name, problem) from None


def _parsed(line: str) -> dict[str, Any] | None:
    """Return a line as it was written, or None for what is none."""
    try:
        found = json.loads(line)
        needed = _NEEDED[found["state"]]
        is_one = found["format"] == FORMAT and found.keys() == needed
    except (ValueError, KeyError, TypeError):
        return None
    return found if is_one else None


def replay(database: Database, entries: Sequence[Shredded]) -> Replayed:
    """Delete again what the journal names, in one transaction."""
    keys = fields = blind = 0
    with database.writing() as connection:
        sqlite = database.dialect == "sqlite"
        for entry in entries:
            member = entry.member_id.bytes if sqlite else entry.member_id
            own = (member, entry.class_)
            for key_id in entry.key_ids:
                this = key_id.bytes if sqlite else key_id
                keys += _deleted(connection, sqlite, _KEY, *own, this)
            fields += _deleted(connection, sqlite, _FIELDS, *own, entry.through)
            if entry.blind:
                blind += _deleted(connection, sqlite, _BLIND, member)
    return Replayed(len(entries), keys, fields, blind)


def overwrite(database: Database) -> bool:
    """Let no page or log keep what was just deleted, as far as the database can help it.

    False: others are at work in the book, and it happens later. On PostgreSQL it takes the right to
    vacuum; the server's archived log is outside our reach.
    """
    connection = database.writer.raw_connection()
    failure = database.writer.dialect.loaded_dbapi.Error
    try:
        if database.dialect == "sqlite":
            row = connection.cursor().execute("PRAGMA wal_checkpoint(TRUNCATE)").fetchone()
            return not row[0]
        driver = connection.driver_connection
        assert driver is not None, "a connection that was just made has its driver's"
        driver.autocommit = True
        try:
            connection.cursor().execute("vacuum data_key, sealed_field, blind_index")
        finally:
            driver.autocommit = False
    except failure:
        return False
    else:
        return True
    finally:
        connection.close()


def _deleted(connection: Connection, sqlite: bool, what: str, *values: object) -> int:
    own = what if sqlite else what.replace("?", "%s")
    return connection.exec_driver_sql(f"delete from {own}", values).rowcount
