"""What the store refuses: a book that cannot be opened, a disk that is full, a person known."""

import errno
import re
import sqlite3
from dataclasses import dataclass
from typing import ClassVar
from uuid import UUID

from ledger.errors import LedgerError, RecordDamaged
from ledger.store.permission import roles_lacking
from ledger.store.schema import metadata


@dataclass(eq=False)
class NotAnAddress(LedgerError):
    """A book lives in a file or in a schema of PostgreSQL, and is addressed as one of them."""

    code: ClassVar[str] = "book.address"
    says: ClassVar[str] = (
        "the book's address is not usable: {problem}; give a file name, sqlite:///FILE, "
        "or postgresql://USER@HOST:PORT/DATABASE?schema=NAME"
    )
    says_zh: ClassVar[str] = (
        "账套地址不可用；请写文件名、sqlite:///FILE，"
        "或 postgresql://USER@HOST:PORT/DATABASE?schema=NAME"
    )
    remedy: ClassVar[str] = "Name the book with `--book` or `HUZHU_BOOK` as the refusal shows it."
    rule_source: ClassVar[str] = "this ledger: one book, one file or schema"
    problem: str  # never the address itself: it may hold a password


@dataclass(eq=False)
class BookMissing(LedgerError):
    """A book must exist before it is opened."""

    code: ClassVar[str] = "book.missing"
    says: ClassVar[str] = "there is no book at {book}; create one with huzhu init"
    says_zh: ClassVar[str] = "{book} 处没有账套；请用 huzhu init 新建"
    remedy: ClassVar[str] = "Name the right book with `--book`, or begin one with `huzhu init`."
    rule_source: ClassVar[str] = "this ledger: a book is begun once, on purpose"
    book: str


@dataclass(eq=False)
class NotABook(LedgerError):
    """Only a book is opened as a book; other files and schemas are left untouched."""

    code: ClassVar[str] = "book.not_a_book"
    says: ClassVar[str] = "{book} is not a book of huzhu; nothing was changed in it"
    says_zh: ClassVar[str] = "{book} 不是 huzhu 账套；未作任何改动"
    remedy: ClassVar[str] = (
        "Name a book of huzhu with `--book`, or for `huzhu init` an address where nothing is yet."
    )
    rule_source: ClassVar[str] = "this ledger: what is not a book is left untouched"
    book: str


@dataclass(eq=False)
class SchemaNewer(LedgerError):
    """A book written by a newer release is not opened by an older one."""

    code: ClassVar[str] = "book.schema_newer"
    says: ClassVar[str] = "{book} has schema {found}, newer than this huzhu knows; upgrade huzhu"
    says_zh: ClassVar[str] = "{book} 的结构版本为 {found}，比本程序新；请升级 huzhu"
    remedy: ClassVar[str] = "Upgrade huzhu to the release that wrote the book, or a later one."
    rule_source: ClassVar[str] = "this ledger: a record is read only by who understands all of it"
    book: str
    found: str


@dataclass(eq=False)
class SchemaOlder(LedgerError):
    """A book of an older schema is migrated before it is used."""

    code: ClassVar[str] = "book.schema_older"
    says: ClassVar[str] = (
        "{book} has schema {found}, older than this huzhu needs; back it up with the release that "
        "made it, and restore that copy with this one"
    )
    says_zh: ClassVar[str] = (
        "{book} 的结构版本为 {found}，比本程序旧；请用当初的版本备份，再用本程序恢复该副本"
    )
    remedy: ClassVar[str] = (
        "Back the book up with `huzhu backup` of the release that made it; `huzhu restore` of this "
        "one brings the copy to the present schema."
    )
    rule_source: ClassVar[str] = "this ledger: a record is read only by who understands all of it"
    book: str
    found: str


@dataclass(eq=False)
class BookExists(LedgerError):
    """A book is opened once; its identity never changes."""

    code: ClassVar[str] = "book.exists"
    says: ClassVar[str] = "there is already a book at {book}"
    says_zh: ClassVar[str] = "{book} 处已有账套"
    remedy: ClassVar[str] = (
        "Name another address with `--book` for `huzhu init`, or work on the book that is there."
    )
    rule_source: ClassVar[str] = "this ledger: a book is begun once, on purpose"
    book: str


@dataclass(eq=False)
class DiskFull(LedgerError):
    """What cannot be stored durably is not stored at all."""

    code: ClassVar[str] = "book.disk_full"
    says: ClassVar[str] = "the disk that holds the book is full; nothing was recorded"
    says_zh: ClassVar[str] = "账套所在磁盘已满；未作任何记录"
    remedy: ClassVar[str] = "Make room on the disk that holds the book, and run the command again."
    rule_source: ClassVar[str] = "this ledger: what is answered as recorded is on disk"


@dataclass(eq=False)
class BookBusy(LedgerError):
    """One writer at a time: the others wait, but not for ever."""

    code: ClassVar[str] = "book.busy"
    says: ClassVar[str] = "the book is busy with another command; nothing was recorded, try again"
    says_zh: ClassVar[str] = "账套正被另一命令占用；未作任何记录，请稍后再试"
    remedy: ClassVar[str] = "Run the command again once the other one has ended."
    rule_source: ClassVar[str] = "this ledger: one writer at a time"


@dataclass(eq=False)
class BookUnreachable(LedgerError):
    """A book on a server needs the server."""

    code: ClassVar[str] = "book.unreachable"
    says: ClassVar[str] = "the server of {book} cannot be reached, or does not let this user in"
    says_zh: ClassVar[str] = "无法连接 {book} 的服务器，或其不允许该用户登录"
    remedy: ClassVar[str] = (
        "Start the server, or correct server, user or password in `--book`, and look with "
        "`huzhu doctor`."
    )
    rule_source: ClassVar[str] = "this ledger: a book on a server needs the server"
    book: str


@dataclass(eq=False)
class NotPermitted(LedgerError):
    """On a server, each login reads and writes what its roles allow, and nothing else."""

    code: ClassVar[str] = "book.not_permitted"
    says: ClassVar[str] = (
        "the server does not let this login do that with the book: it lacks the role{roles}; "
        "nothing was recorded"
    )
    says_zh: ClassVar[str] = "服务器不允许该登录对账套作此操作：缺少相应角色{roles}；未作任何记录"
    remedy: ClassVar[str] = (
        "Let the server's administrator grant this login the role that `docs/backup.md` names "
        "for the work, and look with `huzhu doctor`."
    )
    rule_source: ClassVar[str] = "this ledger: a login may do what its roles allow"
    roles: str = ""  # those of docs/backup.md that may, where the server's answer names the table


@dataclass(eq=False)
class ConnectionLost(LedgerError):
    """A connection that is lost at the commit leaves open what became of it; asking again tells.

    `again` is how to ask: under the command's id, or with the same file.
    """

    code: ClassVar[str] = "book.connection_lost"
    says: ClassVar[str] = (
        "the connection to the book's server was lost, and whether this was recorded is not known; "
        "run the same command again{again}: what is recorded is not doubled"
    )
    says_zh: ClassVar[str] = (
        "与账套服务器的连接中断，是否已记录尚不确定；请再次运行同一命令{again}，已记录的不会重复"
    )
    remedy: ClassVar[str] = (
        "Run the same command again, with the `--command-id` or the file that the refusal names."
    )
    rule_source: ClassVar[str] = "this ledger: the same command twice is recorded once"
    again: str = ""


@dataclass(eq=False)
class PersonKnown(LedgerError):
    """An identity document belongs to one person of a book (blind index)."""

    code: ClassVar[str] = "vault.person_known"
    says: ClassVar[str] = "this {kind} already belongs to member {owner} of this book"
    says_zh: ClassVar[str] = "该证件号已属于本账套会员 {owner}"
    remedy: ClassVar[str] = (
        "Look the person up with `huzhu member show --id-number`, and go on under that pseudonym."
    )
    rule_source: ClassVar[str] = "this ledger: one person, one pseudonym"
    kind: str
    owner: UUID


@dataclass(eq=False)
class KeysUnusable(LedgerError):
    """The vault opens only with its own key file, readable by its owner alone."""

    code: ClassVar[str] = "vault.keys"
    says: ClassVar[str] = "the vault's key file cannot be used: {problem}"
    says_zh: ClassVar[str] = "密钥文件不可用"
    remedy: ClassVar[str] = (
        "Bring back the book's key file, readable by its owner alone (mode 600), or name it in "
        "`HUZHU_KEYS`."
    )
    rule_source: ClassVar[str] = "this ledger: keys are kept outside the database"
    problem: str

    @property
    def is_content(self) -> bool:
        """Whether it is what the file holds that is wrong, and not who may read it."""
        return self.problem.endswith("is not a key file")


@dataclass(eq=False)
class CannotDecrypt(LedgerError):
    """A sealed field opens only under the keys, book, member and class it was sealed for."""

    code: ClassVar[str] = "vault.cannot_decrypt"
    says: ClassVar[str] = "a personal field of member {member_id} does not decrypt under these keys"
    says_zh: ClassVar[str] = "会员 {member_id} 的个人信息不能用现有密钥解密"
    remedy: ClassVar[str] = (
        "Bring back the key file that belongs to this book, or name it in `HUZHU_KEYS`."
    )
    rule_source: ClassVar[str] = "this ledger: keys are kept outside the database"
    member_id: UUID


@dataclass(eq=False)
class DetailsDamaged(CannotDecrypt):
    """A ciphertext is the one that its event commits to, or it is not read."""

    code: ClassVar[str] = "vault.damaged"
    says: ClassVar[str] = (
        "the sealed details of member {member_id}, class {data_class}, are damaged: they are not "
        "those that were recorded"
    )
    says_zh: ClassVar[str] = "会员 {member_id} 的{data_class}类个人信息已损坏：与账簿所记的不符"
    remedy: ClassVar[str] = (
        "See with `huzhu audit vault` how much is damaged, and bring back a backup that is whole "
        "with `huzhu restore --verify`."
    )
    rule_source: ClassVar[str] = "this ledger: an event commits to what was sealed with it"
    data_class: str


# What a book on this schema always has; alembic_version is asked for before anything else.
TABLES = frozenset({*metadata.tables, "projection", "projection_mark", "quarantine"})
_NO_TABLE = re.compile(r'no such table: (?:main\.)?(\w+)|relation "(?:\w+\.)?(\w+)" does not exist')
# The server is going down, has crashed or is starting; None: it said nothing any more.
_LOST = (None, "57P01", "57P02", "57P03")


def _missing_table(said: str) -> LedgerError | None:
    """Return the refusal for a table of the record, the vault or the projections that is gone."""
    found = _NO_TABLE.search(said)
    name = found and (found[1] or found[2])
    return RecordDamaged(f"table {name}") if name in TABLES else None


def refusal_for(error: BaseException) -> LedgerError | None:
    """Return what a failure of the machine means to an officer, or None if it means nothing."""
    cause = getattr(error, "orig", None) or error
    if isinstance(cause, sqlite3.Error):
        primary = getattr(cause, "sqlite_errorcode", 0) & 0xFF
        if primary in (sqlite3.SQLITE_FULL, sqlite3.SQLITE_IOERR):
            return DiskFull()  # a quota or a file size limit comes as an I/O error
        if primary in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED):
            return BookBusy()
        if primary == sqlite3.SQLITE_ERROR:
            return _missing_table(str(cause))
    if isinstance(cause, OSError) and cause.errno == errno.ENOSPC:
        return DiskFull()
    code = getattr(cause, "pgcode", None)
    if type(cause).__module__.startswith("psycopg2") and code in _LOST:
        lost = type(cause).__name__ in ("OperationalError", "InterfaceError")
        return ConnectionLost() if lost else None
    match code:
        case "53100":  # disk_full
            return DiskFull()
        case "55P03":  # lock_not_available: lock_timeout has passed
            return BookBusy()
        case "42501":  # insufficient_privilege
            return NotPermitted(roles_lacking(error, cause))
        case "42P01":  # undefined_table
            return _missing_table(str(cause))
        case _:
            return None
