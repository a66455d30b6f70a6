"""Copies of a book in a file: taken while officers work, and checked by opening them."""

import os
import sqlite3
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from urllib.parse import quote

from ledger.errors import LedgerError
from ledger.store.address import BookAddress
from ledger.store.batch import Head
from ledger.store.engine import Database, expect_sqlite
from ledger.store.files import PRIVATE, sync_file, sync_folder
from ledger.store.reading import Reading
from ledger.store.tree import StoredTree

PAGES_A_STEP = 2_048  # 8 MiB; between steps others may write
Told = Callable[[int, int], None]  # done, of how many


@dataclass(eq=False)
class CopyFailed(LedgerError):
    """A copy is there whole, or not at all."""

    code: ClassVar[str] = "book.copy_failed"
    says: ClassVar[str] = "{file} could not be written: {problem}; nothing was left there"
    says_zh: ClassVar[str] = "{file} 写入失败：{problem}；未留下任何内容"
    remedy: ClassVar[str] = (
        "Mend what the refusal names, such as a full disk, and run `huzhu backup` or "
        "`huzhu restore` again."
    )
    rule_source: ClassVar[str] = "this ledger: a copy is there whole, or not at all"
    file: str
    problem: str


@dataclass(eq=False)
class FileTaken(LedgerError):
    """A copy never overwrites what is there: it may be the only good one."""

    code: ClassVar[str] = "book.file_taken"
    says: ClassVar[str] = "{file} exists already; name a file that does not"
    says_zh: ClassVar[str] = "{file} 已存在；请另取文件名"
    remedy: ClassVar[str] = (
        "Name a file that does not exist to `huzhu backup` or `huzhu restore --to`, or move the "
        "old one away."
    )
    rule_source: ClassVar[str] = "this ledger: nothing that may be the only copy is overwritten"
    file: str


@dataclass(eq=False)
class CopyDamaged(LedgerError):
    """A copy that does not hold what its head says is no book."""

    code: ClassVar[str] = "book.copy_damaged"
    says: ClassVar[str] = "{file} is damaged: {problem}"
    says_zh: ClassVar[str] = "{file} 已损坏：{problem}"
    remedy: ClassVar[str] = (
        "Take another backup that is whole, and bring it back with `huzhu restore --verify`."
    )
    rule_source: ClassVar[str] = (
        "this ledger: a copy that does not hold what its head says is no book"
    )
    file: str
    problem: str


@contextmanager
def aside(target: Path) -> Iterator[Path]:
    """Give a file beside the target to fill; at the end it takes the target's name, on disk.

    Raises:
        FileTaken: the target exists.
        CopyFailed: it cannot be written; what was begun is removed.
    """
    if target.exists():
        raise FileTaken(str(target))
    part = target.with_name(f".{target.name}.part")
    try:
        os.close(os.open(part, os.O_WRONLY | os.O_CREAT | os.O_EXCL, PRIVATE))
    except FileExistsError:
        raise FileTaken(str(part)) from None
    except OSError as error:
        raise CopyFailed(str(target), error.strerror or "") from None
    try:
        yield part
        sync_file(part)
        _name(part, target)
        sync_folder(target.parent)
    except FileExistsError:
        raise FileTaken(str(target)) from None
    except OSError as error:
        raise CopyFailed(str(target), error.strerror or "") from None
    finally:
        for left in (part, *(part.with_name(f"{part.name}{end}") for end in ("-wal", "-shm"))):
            left.unlink(missing_ok=True)


def _name(part: Path, target: Path) -> None:
    try:
        os.link(part, target)  # unlike a rename, it never replaces what came meanwhile
    except FileExistsError:
        raise
    except OSError:  # a disk that knows no links, such as most USB sticks
        if target.exists():
            raise FileTaken(str(target)) from None
        part.rename(target)


def copy(source: Path, target: Path, told: Told | None = None) -> None:
    """Copy a SQLite book as it stands, beside its writers, into one file without a log.

    Raises:
        BookMissing, NotABook: the source is no SQLite file.
        CopyDamaged: the source cannot be read through.
        CopyFailed: the target cannot be written, such as on a full disk.
    """
    expect_sqlite(source)

    def progress(_status: int, remaining: int, total: int) -> None:
        if told is not None:
            told(total - remaining, total)

    try:
        with closing(_open(source, "ro")) as own, closing(_open(target, "rw")) as other:
            # One state of the book throughout: otherwise each commit of another would start anew.
            own.execute("BEGIN").close()
            own.execute("select count(*) from sqlite_master").close()
            own.backup(other, pages=PAGES_A_STEP, progress=progress, sleep=0.01)
            other.execute("PRAGMA journal_mode=DELETE").close()
    except sqlite3.Error as error:
        if getattr(error, "sqlite_errorcode", 0) & 0xFF in (
            sqlite3.SQLITE_CORRUPT,
            sqlite3.SQLITE_NOTADB,
        ):
            raise CopyDamaged(str(source), "its pages cannot be read") from None
        raise CopyFailed(str(target), str(error)) from None


def _open(path: Path, mode: str) -> sqlite3.Connection:
    uri = f"file:{quote(str(path.absolute()))}?mode={mode}"
    return sqlite3.connect(uri, uri=True, isolation_level=None, timeout=30)


def check(path: Path, name: str) -> Head:
    """Open a copy, and hold its head against the events and the tree that are stored in it.

    Raises:
        NotABook, SchemaNewer, SchemaOlder: it is no book that this huzhu opens.
        CopyDamaged: its pages, its size or its root are not as they should be.
    """
    with Database.open(BookAddress(path)) as database:
        try:
            return check_head(database, name)
        except (sqlite3.Error, AssertionError, ValueError):
            raise CopyDamaged(name, "its pages cannot be read") from None


def check_head(database: Database, name: str) -> Head:
    """Hold a book's head against what is stored: how many events there are, and the tree's root."""
    with database.reading() as connection:
        read = Reading(connection, database.dialect)
        head = read.head()
        found = connection.exec_driver_sql("select count(*), max(position) from event").one()
        if (found[0], found[1] or 0) != (head.size, head.size):
            raise CopyDamaged(name, f"its head says {head.size} events, and it holds {found[0]}")
        try:
            root = StoredTree(read).root()
        except AssertionError:
            root = b""
        if root != head.root:
            raise CopyDamaged(name, "its tree does not end in the root of its head")
        return head
