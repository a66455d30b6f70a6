"""A book is opened only where there is one, and with the settings that durability rests on."""

import errno
import sqlite3
from collections.abc import Callable
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
from sqlalchemy import Connection
from sqlalchemy.exc import OperationalError

from ledger.store import engine, migrate
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import (
    BookBusy,
    BookMissing,
    BookUnreachable,
    ConnectionLost,
    DiskFull,
    NotABook,
    SchemaNewer,
    SchemaOlder,
    refusal_for,
)
from tests.store.making import events

ONLY_SQLITE = pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
ONLY_POSTGRESQL = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def pragma(database: Database, name: str, *, writing: bool = True) -> object:
    with (database.writing if writing else database.reading)() as connection:
        return connection.exec_driver_sql(f"pragma {name}").scalar()


@ONLY_SQLITE
def test_a_sqlite_book_survives_power_loss(database: Database) -> None:
    assert pragma(database, "journal_mode") == "wal"
    assert pragma(database, "synchronous") == 2  # FULL
    assert pragma(database, "secure_delete") == 1
    assert pragma(database, "foreign_keys") == 1
    assert pragma(database, "busy_timeout") == engine.BUSY_SECONDS * 1000


@ONLY_SQLITE
def test_facts_are_not_waited_for_and_what_is_recorded_next_is(database: Database) -> None:
    class Full(Exception):
        """Something went wrong while facts were written."""

    with database.writing_facts() as connection:
        assert connection.exec_driver_sql("pragma synchronous").scalar() == 1  # NORMAL
    assert pragma(database, "synchronous") == 2
    with pytest.raises(Full), database.writing_facts():
        raise Full
    assert pragma(database, "synchronous") == 2


@ONLY_SQLITE
def test_the_reader_of_a_sqlite_book_cannot_write(database: Database) -> None:
    with (
        pytest.raises(OperationalError, match="readonly"),
        database.reading() as connection,
    ):
        connection.exec_driver_sql("update head set size = size + 1")


@ONLY_SQLITE
def test_a_reader_sees_one_state_while_others_write(recorder: BookRecorder) -> None:
    with recorder.reading() as read:
        before = read.head()
        recorder.append(Batch(events(3)))

        assert read.head() == before

    assert recorder.head().size == 3


@ONLY_SQLITE
def test_a_writer_that_waits_too_long_is_told_that_the_book_is_busy(
    open_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    with database.writing():
        monkeypatch.setattr(engine, "BUSY_SECONDS", 0)
        monkeypatch.setattr(engine, "_PRAGMAS", ())
        with pytest.raises(BookBusy, match="try again"):
            BookRecorder(open_database()).append(Batch(events(1)))


@ONLY_POSTGRESQL
def test_a_writer_that_waits_too_long_for_the_head_is_told_that_the_book_is_busy(
    open_database: Callable[[], Database], monkeypatch: pytest.MonkeyPatch, database: Database
) -> None:
    monkeypatch.setattr(engine, "BUSY_SECONDS", 1)
    with database.writing() as connection:
        connection.exec_driver_sql("select * from head for update")
        with pytest.raises(BookBusy):
            BookRecorder(open_database()).append(Batch(events(1)))


@ONLY_SQLITE
def test_a_full_disk_leaves_nothing_and_says_so(recorder: BookRecorder) -> None:
    recorder.append(Batch(events(10)))
    pages = pragma(recorder.database, "page_count")
    pragma(recorder.database, f"max_page_count = {pages}")

    with pytest.raises(DiskFull, match="nothing was recorded"):
        recorder.append(Batch(events(500, size=400)))

    assert recorder.head().size == 10
    assert len(list(recorder.read())) == 10


def test_a_full_disk_is_known_by_its_code() -> None:
    assert isinstance(refusal_for(OSError(errno.ENOSPC, "no space")), DiskFull)
    assert refusal_for(OSError(errno.EIO, "broken")) is None
    assert refusal_for(ValueError("x")) is None


@pytest.mark.parametrize("content", [b"", b"not a database", b"SQLite format 3\0" + b"\xff" * 2000])
def test_a_file_that_is_no_book_is_left_as_it_was(content: bytes, tmp_path: Path) -> None:
    file = tmp_path / "letter.db"
    file.write_bytes(content)

    with pytest.raises(NotABook, match=r"letter\.db is not a book"):
        Database.open(BookAddress(file))

    assert file.read_bytes() == content


def test_another_programs_sqlite_file_is_left_as_it_was(tmp_path: Path) -> None:
    file = tmp_path / "photos.db"
    connection = sqlite3.connect(file)
    connection.execute("create table photo (id integer)")
    connection.close()
    before = file.read_bytes()

    with pytest.raises(NotABook):
        Database.open(BookAddress(file))
    with pytest.raises(NotABook):
        migrate.migrate(BookAddress(file))

    assert file.read_bytes() == before


def test_a_book_that_is_missing_is_said_to_be_missing(tmp_path: Path) -> None:
    with pytest.raises(BookMissing, match="create one with huzhu init"):
        Database.open(BookAddress(tmp_path / "none.db"))

    assert list(tmp_path.iterdir()) == []


def test_an_empty_schema_is_no_book(postgresql_url: str) -> None:
    with pytest.raises(BookMissing):
        Database.open(BookAddress.parse(postgresql_url))


def test_another_programs_schema_is_left_as_it_was(postgresql_url: str) -> None:
    address = BookAddress.parse(postgresql_url)
    with Database.connect(address) as database, database.writing() as connection:
        connection.exec_driver_sql("create table photo (id integer)")

    with pytest.raises(NotABook):
        migrate.migrate(address)


def test_a_server_that_does_not_answer_is_said_to_be_unreachable() -> None:
    address = BookAddress.parse("postgresql://clerk:secret@127.0.0.1:1/books")

    with pytest.raises(BookUnreachable, match="cannot be reached") as refusal:
        Database.open(address)

    assert "secret" not in str(refusal.value)


@pytest.mark.parametrize(("revision", "refusal"), [("9999", SchemaNewer), ("0001", SchemaOlder)])
def test_a_book_of_another_schema_is_not_opened(
    revision: str, refusal: type[Exception], database: Database
) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql(f"update alembic_version set version_num = '{revision}'")

    with pytest.raises(refusal, match=f"has schema {revision}"):
        Database.open(database.address)


def test_a_lost_connection_tells_how_to_ask_again_in_both_languages() -> None:
    lost = ConnectionLost(" --command-id 0192")
    assert "not known; run the same command again --command-id 0192" in str(lost)
    assert "请再次运行同一命令 --command-id 0192" in lost.sentence("zh")


def severed(mine: AbstractContextManager[Connection], other: Database) -> None:
    """Ask something over a connection, after the server has cut it."""
    with mine as connection:
        own = connection.exec_driver_sql("select pg_backend_pid()").scalar()
        with other.reading() as elsewhere:
            elsewhere.exec_driver_sql("select pg_terminate_backend(%s)", (own,))
        connection.exec_driver_sql("select 1")


@ONLY_POSTGRESQL
def test_a_server_that_goes_away_while_reading_leaves_nothing_in_doubt(database: Database) -> None:
    with pytest.raises(BookUnreachable):
        severed(database.reading(), database)


@ONLY_POSTGRESQL
def test_a_connection_that_is_cut_while_writing_leaves_the_outcome_open(database: Database) -> None:
    with pytest.raises(ConnectionLost):
        severed(database.writing(), database)
