"""A migration happens whole, or leaves what was there; it makes the tables the code knows."""

import multiprocessing
import os
from pathlib import Path

import pytest
from alembic import op
from alembic.autogenerate import compare_metadata
from alembic.config import Config
from alembic.migration import MigrationContext
from alembic.script import ScriptDirectory

from ledger.store import migrate, schema
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.migrate import create_book, current, scripts
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import BookExists, NotAnAddress, SchemaNewer
from tests.store.conftest import BOOK_ID
from tests.store.making import events


def test_the_code_knows_the_newest_migration() -> None:
    config = Config()
    config.set_main_option("script_location", str(scripts()))

    assert ScriptDirectory.from_config(config).get_heads() == [schema.REVISION]


def test_the_migrated_tables_are_those_the_code_sees(database: Database) -> None:
    ours = set(schema.metadata.tables)
    with database.reading() as connection:
        context = MigrationContext.configure(
            connection,
            opts={"include_name": lambda name, kind, _: kind != "table" or name in ours},
        )
        assert compare_metadata(context, schema.metadata) == []


def test_a_second_migration_changes_nothing(recorder: BookRecorder) -> None:
    recorder.append(Batch(events(3)))
    head = recorder.head()

    migrate.migrate(recorder.database.address)

    assert recorder.head() == head
    assert current(recorder.database.address) == schema.REVISION


def test_a_book_is_created_once(database: Database) -> None:
    with pytest.raises(BookExists, match="already a book"):
        create_book(database, BOOK_ID)


def test_a_newer_book_is_not_migrated_back(database: Database) -> None:
    with database.writing() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '9999'")

    with pytest.raises(SchemaNewer, match="upgrade huzhu"):
        migrate.migrate(database.address)


def test_a_book_needs_a_folder_that_exists(tmp_path: Path) -> None:
    with pytest.raises(NotAnAddress, match="its folder does not exist"):
        migrate.migrate(BookAddress(tmp_path / "none" / "book.db"))


def test_a_server_needs_no_schema_made_beforehand(postgresql_url: str) -> None:
    address = BookAddress.parse(f"{postgresql_url}_new")
    try:
        migrate.migrate(address)
        assert current(address) == schema.REVISION
    finally:
        with Database.connect(address) as database, database.writing() as connection:
            connection.exec_driver_sql(f"drop schema {address.schema} cascade")


def _migrate_and_die(url: str, at: str) -> None:
    """Kill this process in the midst of the migration: once the table `at` has been made."""
    execute = op.execute

    def dying(sql: str) -> None:
        execute(sql)
        if f"create table {at} " in sql:
            os.kill(os.getpid(), 9)

    op.execute = dying  # type: ignore[assignment]
    migrate.migrate(BookAddress.parse(url))


@pytest.mark.parametrize("table", ["event", "blind_index"])
def test_a_migration_killed_half_way_leaves_nothing(table: str, database_url: str) -> None:
    address = BookAddress.parse(database_url)
    killed = multiprocessing.get_context("spawn").Process(
        target=_migrate_and_die, args=(database_url, table)
    )
    killed.start()
    killed.join(60)

    assert killed.exitcode == -9
    assert current(address) is None
    with Database.connect(address) as database, database.reading() as connection:
        present = (
            "select count(*) from sqlite_master"
            if database.dialect == "sqlite"
            else "select count(*) from pg_class where relnamespace::regnamespace::text = current_schema()"
        )
        assert connection.exec_driver_sql(present).scalar() == 0

    migrate.migrate(address)
    assert current(address) == schema.REVISION


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_a_sqlite_book_says_in_its_header_what_it_is(database: Database) -> None:
    with database.reading() as connection:
        assert connection.exec_driver_sql("pragma application_id").scalar() == schema.APPLICATION_ID
        assert connection.exec_driver_sql("pragma user_version").scalar() == int(schema.REVISION)
    assert database.address.path is not None
    database.close()
    assert database.address.path.read_bytes()[68:72] == b"HUZH"
