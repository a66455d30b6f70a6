"""What a book rests on, looked at: settings, triggers, files, clock. For `huzhu doctor`.

Each finding is sound, a warning, or refused: with a refused one the promises of the record do not hold.
"""

import stat
import tempfile
from collections.abc import Iterator, Mapping
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Final, Literal, NamedTuple

from sqlalchemy import Connection, text

from ledger.errors import RecordDamaged
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.keyfile import load_keys
from ledger.store.migrate import migrate
from ledger.store.refusals import KeysUnusable
from ledger.store.roles import OWNED
from ledger.store.schema import REVISION

State = Literal["ok", "warning", "refused"]
CLOCK_TOLERANCE = timedelta(seconds=5)
_FULL = 2  # SQLite's PRAGMA synchronous, as a number; EXTRA is 3


class Finding(NamedTuple):
    """One thing that was looked at."""

    name: str
    state: State
    found: str
    remedy: str = ""  # what to do, where it is not sound


def judged(name: str, sound: bool, found: str, remedy: str, *, warning: bool = False) -> Finding:
    """Return a finding; what is not sound is refused, or a warning where nothing is lost by it."""
    if sound:
        return Finding(name, "ok", found)
    return Finding(name, "warning" if warning else "refused", found, remedy)


def damaged(error: RecordDamaged) -> Finding:
    """Return what a part of the record that cannot be read is, as a finding."""
    remedy = "do not record; restore the last backup, and compare it by `huzhu audit verify`"
    return Finding("record", "refused", f"damaged at {error.place}", remedy)


def going_on(findings: Iterator[Finding]) -> Iterator[Finding]:
    """Yield findings; where a part of the record cannot be read, that is one of them."""
    try:
        yield from findings
    except RecordDamaged as error:
        yield damaged(error)


def sqlite_settings(database: Database) -> Iterator[Finding]:
    """Look at what durability and forgetting rest on.

    The file's own mode is read before a writer is opened, which would set it.
    """
    with database.reading() as connection:
        mode = str(connection.exec_driver_sql("pragma journal_mode").scalar())
    yield judged(
        "journal mode",
        mode == "wal",
        mode,
        "open the book with huzhu, which sets it; no other program may set journal_mode",
    )
    wanted: Mapping[str, tuple[int, str]] = {
        "synchronous": (_FULL, "a commit must be on disk before it is acknowledged"),
        "secure_delete": (1, "what is erased must be overwritten"),
    }
    with database.writer.connect() as connection:
        for pragma, (least, remedy) in wanted.items():
            found = int(connection.exec_driver_sql(f"pragma {pragma}").scalar() or 0)
            sound = found >= least if pragma == "synchronous" else found == least
            yield judged(pragma.replace("_", " "), sound, str(found), f"{remedy}: reinstall huzhu")


def sqlite_triggers(database: Database) -> Iterator[Finding]:
    """Compare tables and triggers of record and vault with those that a new book gets."""
    with tempfile.TemporaryDirectory(prefix="huzhu-doctor-") as folder:
        fresh = BookAddress(Path(folder) / "fresh.db")
        migrate(fresh)
        with Database.connect(fresh) as other, other.reading() as connection:
            expected = _definitions(connection)
    with database.reading() as connection:
        found = _definitions(connection)
    remedy = "do not record; restore the last backup, and compare it by `huzhu audit verify`"
    for kind in ("table", "trigger"):
        own, wanted = _of(found, kind), _of(expected, kind)
        wrong = sorted(name for name in own.keys() | wanted if own.get(name) != wanted.get(name))
        said = f"{len(wanted)} as they must be" if not wrong else "differ: " + ", ".join(wrong)
        yield judged(f"{kind}s", not wrong, said, remedy)


def _definitions(connection: Connection) -> dict[tuple[str, str], str]:
    rows = connection.exec_driver_sql(
        "select type, name, sql from sqlite_master where type in ('table', 'trigger')"
        f" and tbl_name in ({', '.join('?' * len(OWNED))})",
        tuple(OWNED),
    )
    return {(str(kind), str(name)): " ".join(str(sql).split()) for kind, name, sql in rows}


def _of(definitions: Mapping[tuple[str, str], str], kind: str) -> dict[str, str]:
    return {name: sql for (own, name), sql in definitions.items() if own == kind}


_PRIVATE: Final = "make it mode 600, and its folder one that only its owner may write to"


def files(book: Path | None, keys: Path, journal: Path) -> Iterator[Finding]:
    """Look at who may read the keys and the journal, and who may write the book."""
    if keys.exists():
        yield _key_file(keys)
        folder = keys.parent.stat().st_mode
        if folder & stat.S_IWOTH and not folder & stat.S_ISVTX:
            yield Finding("key folder", "refused", _mode(keys.parent), _PRIVATE)
    else:
        remedy = "bring it back, or say where it is in HUZHU_KEYS: nobody is found by ID number"
        yield Finding("key file", "warning", "missing", remedy)
    if journal.exists():
        yield judged("journal of erasures", _shared(journal) == 0, _mode(journal), _PRIVATE)
    if book is not None:
        writable = book.stat().st_mode & (stat.S_IWGRP | stat.S_IWOTH)
        remedy = "take the right to write from others (chmod go-w)" if writable else _READABLE
        yield judged("book file", _shared(book) == 0, _mode(book), remedy, warning=True)


_READABLE: Final = "take the right to read from who is not to read the book (chmod go-r)"
_COPY: Final = "bring back a copy of it: what is there holds no keys"
_OLDER: Final = (
    "back it up with the release that made it; `huzhu restore` brings the copy to this schema"
)


def _key_file(keys: Path) -> Finding:
    try:
        demo = load_keys(keys).demo
    except KeysUnusable as error:
        remedy = _COPY if error.is_content else _PRIVATE
        return Finding("key file", "refused", f"{_mode(keys)}: {error.problem}", remedy)
    if demo:
        remedy = "use it for demonstrations and practice only"
        return Finding("key file", "warning", "public keys, which protect nobody", remedy)
    return Finding("key file", "ok", _mode(keys))


def _shared(path: Path) -> int:
    return path.stat().st_mode & (stat.S_IRWXG | stat.S_IRWXO)


def _mode(path: Path) -> str:
    return f"mode {stat.S_IMODE(path.stat().st_mode):o}"


def clock(now: datetime, last: datetime | None, server: datetime | None) -> Iterator[Finding]:
    """Hold this machine's clock against the last event, and against the server's."""
    if last is not None:
        said = f"{_seconds(now)}, last event {_seconds(last)}"
        remedy = "set the clock right before recording: the last event was recorded later than now"
        yield judged("clock", now + CLOCK_TOLERANCE >= last, said, remedy)
    if server is not None:
        apart = abs(now - server)
        said = f"{apart.total_seconds():.0f} s apart"
        remedy = "let both machines follow one time service"
        yield judged("server's clock", apart <= CLOCK_TOLERANCE, said, remedy, warning=True)


def _seconds(moment: datetime) -> str:
    return moment.astimezone(UTC).strftime("%Y-%m-%dT%H:%M:%SZ")


def schema_revision(found: str | None) -> Finding:
    """Compare the schema with the one this huzhu knows."""
    if found is None:
        return Finding("schema", "refused", "no book", "give the address of a book")
    newer = found > REVISION
    remedy = "upgrade huzhu" if newer else _OLDER
    return judged("schema", found == REVISION, f"{found}, this huzhu knows {REVISION}", remedy)


def holds_topic(database: Database, topic: str) -> bool:
    """Tell whether a record holds an event under a topic. It may read through all of it."""
    with database.reading() as connection:
        found = connection.execute(
            text("select 1 from event where topic = :topic limit 1"), {"topic": topic}
        )
        return found.first() is not None


def last_position(database: Database) -> int:
    """Return the position of the last event that stands in a record; 0 where there is none."""
    with database.reading() as connection:
        found = connection.exec_driver_sql("select max(position) from event").scalar()
        return int(found or 0)
