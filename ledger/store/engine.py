"""One way into a book's database: a writer and a reader, with the settings durability rests on."""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, Literal, Self
from urllib.parse import quote

from sqlalchemy import Connection, Engine, PoolProxiedConnection, create_engine, event
from sqlalchemy.exc import DatabaseError
from sqlalchemy.exc import TimeoutError as PoolTimeout
from sqlalchemy.pool import QueuePool

from ledger.errors import RecordDamaged
from ledger.store.address import BookAddress
from ledger.store.at_hand import AtHand
from ledger.store.refusals import (
    BookBusy,
    BookMissing,
    BookUnreachable,
    ConnectionLost,
    NotABook,
    SchemaNewer,
    SchemaOlder,
    refusal_for,
)
from ledger.store.schema import APPLICATION_ID, REVISION

Dialect = Literal["sqlite", "postgresql"]
BUSY_SECONDS = 30

# WAL with FULL loses no acknowledged commit at power loss; NORMAL does, and is for facts alone
# (`writing_facts`). secure_delete overwrites what the vault deletes. A cache of 32 MiB holds the
# indexes of streams and keys; no memory map, which would turn a failing disk into a killed process.
# The log is folded in at 16 MiB, not within each batch.
_PRAGMAS = (
    f"PRAGMA busy_timeout={BUSY_SECONDS * 1000}",
    "PRAGMA foreign_keys=ON",
    "PRAGMA trusted_schema=OFF",
    "PRAGMA cache_size=-32768",
    "PRAGMA temp_store=MEMORY",
)
_WRITER_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA secure_delete=ON",
    "PRAGMA wal_autocheckpoint=4000",
    "PRAGMA journal_size_limit=67108864",
)


@dataclass(frozen=True)
class Database:
    """A book's database. On SQLite the writer is one connection, and the reader cannot write.

    `with database.writing() as connection` and `with database.reading() as connection` are one
    transaction each; a full disk or a busy book leaves them as a refusal.
    """

    address: BookAddress
    dialect: Dialect
    writer: Engine
    reader: Engine
    at_hand: AtHand = field(default_factory=AtHand, init=False, compare=False, repr=False)

    @classmethod
    def open(cls, address: BookAddress) -> Self:
        """Open a book that exists and has the schema this code knows.

        Raises:
            BookMissing, NotABook, SchemaNewer, SchemaOlder, BookUnreachable: as they say.
        """
        if address.path is not None:
            expect_sqlite(address.path)
        database = cls.connect(address)
        try:
            database._expect_this_schema()
        except BaseException:
            database.close()
            raise
        return database

    @classmethod
    def connect(cls, address: BookAddress) -> Self:
        """Make the engines, without looking at what is there: for migrations."""
        if address.path is not None:
            writer = _sqlite_engine(address.path, writing=True)
            return cls(address, "sqlite", writer, _sqlite_engine(address.path, writing=False))
        engine = _postgresql_engine(address)
        return cls(address, "postgresql", engine, engine)

    def forget_connections(self) -> None:
        """Leave a parent process its connections, after a fork; this one opens its own."""
        self.at_hand.put_back()
        self.reader.dispose(close=False)
        self.writer.dispose(close=False)

    def close(self) -> None:
        """Close every connection. The writer goes last, and folds SQLite's log into the file."""
        self.at_hand.put_back()
        self.reader.dispose()
        self.writer.dispose()

    def __enter__(self) -> Self:
        return self

    def __exit__(self, *exception: object) -> None:
        self.close()

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Open a transaction that writes. It commits at the end, or leaves nothing."""
        self.at_hand.put_back()
        with _refusing(), self.writer.begin() as connection:
            yield connection

    @contextmanager
    def writing_facts(self) -> Iterator[Connection]:
        """Open a transaction that writes what can be made again from the record, and nothing else.

        SQLite does not wait for the disk here. A power failure may take the last of them back, each
        whole; what was recorded before or after is synced by its own commit, in the same log.
        """
        if self.dialect == "postgresql":
            # The server is told so in the first message of whoever writes facts.
            with self.writing() as connection:
                yield connection
            return
        with _refusing(), self.writer.connect() as connection:
            cursor: Any = connection.connection.cursor()
            (before,) = cursor.execute("PRAGMA synchronous").fetchone()
            cursor.execute("PRAGMA synchronous=NORMAL")  # it cannot change within a transaction
            try:
                with connection.begin():
                    yield connection
            finally:
                cursor.execute(f"PRAGMA synchronous={before}")

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Open a transaction that reads; on SQLite it sees one state of the book throughout."""
        self.at_hand.put_back()
        try:
            with _refusing(), self.reader.begin() as connection:
                yield connection
        except ConnectionLost:  # nothing can have been recorded
            raise BookUnreachable(str(self.address)) from None

    @contextmanager
    def in_messages(self) -> Iterator[PoolProxiedConnection]:
        """Lend a server's connection on which each message is a transaction of its own.

        A single question needs no BEGIN and COMMIT around it, which are a message each. Nor do
        several: on a server each sees the book as it stands when it is asked, in a transaction too.
        """
        with _refusing(), self.at_hand.lent(self.writer) as connection:
            yield connection

    @contextmanager
    def asking(self) -> Iterator[PoolProxiedConnection]:
        """Lend a server's connection likewise, for questions alone."""
        try:
            with self.in_messages() as connection:
                yield connection
        except ConnectionLost:  # nothing can have been recorded
            raise BookUnreachable(str(self.address)) from None

    def _expect_this_schema(self) -> None:
        found = self.revision()
        if found is None:
            missing = not self.address.is_file
            raise BookMissing(str(self.address)) if missing else NotABook(str(self.address))
        if found > REVISION:
            raise SchemaNewer(str(self.address), found)
        if found < REVISION:
            raise SchemaOlder(str(self.address), found)

    def revision(self) -> str | None:
        """Return the schema's revision, or None where there is none."""
        try:
            with self.reading() as connection:
                return revision(connection, self.dialect)
        except (DatabaseError, RecordDamaged):
            raise NotABook(str(self.address)) from None


def revision(connection: Connection, dialect: Dialect) -> str | None:
    """Return the schema's revision as one transaction sees it, or None where there is none."""
    if dialect == "sqlite":
        if connection.exec_driver_sql("PRAGMA application_id").scalar() != APPLICATION_ID:
            return None
    elif connection.exec_driver_sql("select to_regclass('alembic_version')").scalar() is None:
        return None
    found = connection.exec_driver_sql("select version_num from alembic_version").scalar()
    return None if found is None else str(found)


@contextmanager
def _refusing() -> Iterator[None]:
    try:
        yield
    except PoolTimeout:
        raise BookBusy from None
    except Exception as error:
        refusal = refusal_for(error)
        if refusal is None:
            raise
        raise refusal from None


def expect_sqlite(path: Path) -> None:
    """Look at a file before any pragma could touch it.

    Raises:
        BookMissing: there is no such file.
        NotABook: it is not a SQLite database, or cannot be read.
    """
    if not path.exists():
        raise BookMissing(str(path))
    try:
        with path.open("rb") as file:
            magic = file.read(16)
    except OSError:
        raise NotABook(str(path)) from None
    if magic != b"SQLite format 3\0":
        raise NotABook(str(path))


def _sqlite_engine(path: Path, *, writing: bool) -> Engine:
    uri = f"file:{quote(str(path.absolute()))}?mode={'rwc' if writing else 'ro'}"

    def connect() -> sqlite3.Connection:
        # Driver autocommit: the driver's own BEGIN would come late, and be deferred.
        connection = sqlite3.connect(
            uri, uri=True, isolation_level=None, check_same_thread=False, timeout=BUSY_SECONDS
        )
        for pragma in (*_PRAGMAS, *(_WRITER_PRAGMAS if writing else ())):
            connection.execute(pragma).close()
        return connection

    engine = create_engine(
        "sqlite://",
        creator=connect,
        poolclass=QueuePool,
        pool_size=1 if writing else 4,
        max_overflow=0 if writing else 16,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
    begin = "BEGIN IMMEDIATE" if writing else "BEGIN"

    @event.listens_for(engine, "begin")
    def _begin(connection: Connection) -> None:
        connection.exec_driver_sql(begin)

    return engine


def _postgresql_engine(address: BookAddress) -> Engine:
    assert address.url is not None, "a book on a server has a URL"
    own = address.url.query.get("options", "")
    options = f"{own} -csearch_path={address.schema} -clock_timeout={BUSY_SECONDS}s -ctimezone=UTC"
    return create_engine(
        address.url.difference_update_query(["options"]),
        connect_args={"options": options.strip(), "client_encoding": "utf8"},
        pool_size=5,
        max_overflow=16,
        pool_timeout=BUSY_SECONDS,
        hide_parameters=True,
    )
