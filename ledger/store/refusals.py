"""What the store refuses: a book that cannot be opened, a disk that is full, a person known."""

import errno
import sqlite3
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from ledger.errors import LedgerError


@dataclass(eq=False)
class NotAnAddress(LedgerError):
    """A book lives in a file or in a schema of PostgreSQL, and is addressed as one of them."""

    code: ClassVar[str] = "book.address"
    problem: str  # never the address itself: it may hold a password

    def __str__(self) -> str:
        return (
            f"the book's address is not usable: {self.problem}; give a file name, sqlite:///FILE, "
            "or postgresql://USER@HOST:PORT/DATABASE?schema=NAME"
        )


@dataclass(eq=False)
class BookMissing(LedgerError):
    """A book must exist before it is opened."""

    code: ClassVar[str] = "book.missing"
    book: str

    def __str__(self) -> str:
        return f"there is no book at {self.book}; create one with huzhu init"


@dataclass(eq=False)
class NotABook(LedgerError):
    """Only a book is opened as a book; other files and schemas are left untouched."""

    code: ClassVar[str] = "book.not_a_book"
    book: str

    def __str__(self) -> str:
        return f"{self.book} is not a book of huzhu; nothing was changed in it"


@dataclass(eq=False)
class SchemaNewer(LedgerError):
    """A book written by a newer release is not opened by an older one."""

    code: ClassVar[str] = "book.schema_newer"
    book: str
    found: str

    def __str__(self) -> str:
        return f"{self.book} has schema {self.found}, newer than this huzhu knows; upgrade huzhu"


@dataclass(eq=False)
class SchemaOlder(LedgerError):
    """A book of an older schema is migrated before it is used."""

    code: ClassVar[str] = "book.schema_older"
    book: str
    found: str

    def __str__(self) -> str:
        return f"{self.book} has schema {self.found}, older than this huzhu needs; migrate it first"


@dataclass(eq=False)
class BookExists(LedgerError):
    """A book is opened once; its identity never changes."""

    code: ClassVar[str] = "book.exists"
    book: str

    def __str__(self) -> str:
        return f"there is already a book at {self.book}"


@dataclass(eq=False)
class DiskFull(LedgerError):
    """What cannot be stored durably is not stored at all."""

    code: ClassVar[str] = "book.disk_full"

    def __str__(self) -> str:
        return "the disk that holds the book is full; nothing was recorded"


@dataclass(eq=False)
class BookBusy(LedgerError):
    """One writer at a time: the others wait, but not for ever."""

    code: ClassVar[str] = "book.busy"

    def __str__(self) -> str:
        return "the book is busy with another command; nothing was recorded, try again"


@dataclass(eq=False)
class BookUnreachable(LedgerError):
    """A book on a server needs the server."""

    code: ClassVar[str] = "book.unreachable"
    book: str

    def __str__(self) -> str:
        return f"the server of {self.book} cannot be reached, or does not let this user in"


@dataclass(eq=False)
class PersonKnown(LedgerError):
    """An identity document belongs to one person of a book (blind index)."""

    code: ClassVar[str] = "vault.person_known"
    kind: str
    owner: UUID

    def __str__(self) -> str:
        return f"this {self.kind} already belongs to member {self.owner} of this book"


@dataclass(eq=False)
class KeysUnusable(LedgerError):
    """The vault opens only with its own key file, readable by its owner alone."""

    code: ClassVar[str] = "vault.keys"
    problem: str

    def __str__(self) -> str:
        return f"the vault's key file cannot be used: {self.problem}"


@dataclass(eq=False)
class CannotDecrypt(LedgerError):
    """A sealed field opens only under the keys, book, member and class it was sealed for."""

    code: ClassVar[str] = "vault.cannot_decrypt"
    member_id: UUID

    def __str__(self) -> str:
        return f"a personal field of member {self.member_id} does not decrypt under these keys"


def refusal_for(error: BaseException) -> LedgerError | None:
    """Return what a failure of the machine means to an officer, or None if it means nothing."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        primary = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return DiskFull()  # a quota or a file size limit comes as an I/O error
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return BookBusy()
    if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        return DiskFull()
    match getattr(cause, "pgcode", None):
        case "53100":  # disk_full
            return DiskFull()
        case "55P03":  # lock_not_available: lock_timeout has passed
            return BookBusy()
        case _:
            return None
