"""Bring a book's database to the schema this code knows, in one transaction or not at all."""

from contextlib import suppress
from pathlib import Path
from uuid import UUID

from sqlalchemy import Connection

import ledger
from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.engine import Database, expect_sqlite, revision
from ledger.store.refusals import BookExists, NotABook, NotAnAddress, SchemaNewer
from ledger.store.schema import REVISION, head


def scripts() -> Path:
    """Return the folder of the migrations: inside an installed wheel, or beside the package."""
    package = Path(ledger.__file__).parent
    inside = package / "migrations"
    return inside if inside.is_dir() else package.parent / "migrations"


def migrate(address: BookAddress) -> None:
    """Create or upgrade the schema. A run that is cut off leaves what was there before.

    Raises:
        NotABook: the file or schema holds something else.
        SchemaNewer: a newer release wrote it.
    """
    if address.path is not None:
        if not address.path.parent.is_dir():
            raise NotAnAddress("its folder does not exist")
        if address.path.exists() and address.path.stat().st_size:
            expect_sqlite(address.path)
        # SQLite itself would leave to the umask who may read it; its log is made like the file.
        if not address.path.exists():
            with suppress(OSError):  # which SQLite tells, then
                address.path.touch(mode=0o600)
    with Database.connect(address) as database:
        if address.path is None or address.path.exists():
            found = database.revision()
            if found is not None and found > REVISION:
                raise SchemaNewer(str(address), found)
            # Looked at by the reader: the writer's settings would already change a stranger's file.
            with database.reading() as connection:
                _expect_ours_or_empty(database, connection)
        with database.writing() as connection:
            _upgrade(connection, database)


def current(address: BookAddress) -> str | None:
    """Return the revision a database stands at, or None where nothing was migrated."""
    if address.path is not None:
        expect_sqlite(address.path)
    with Database.connect(address) as database:
        return database.revision()


def create_book(database: Database, book_id: UUID) -> None:
    """Insert the head of an empty record.

    Raises:
        BookExists: this database already holds a book.
    """
    with database.writing() as connection:
        if connection.execute(head.select()).first() is not None:
            raise BookExists(str(database.address))
        connection.execute(
            head.insert().values(id=1, book_id=book_id, size=0, root=merkle.EMPTY_ROOT, edge=b"")
        )


def _upgrade(connection: Connection, database: Database) -> None:
    # No other command needs what takes this long to import.
    from alembic import command
    from alembic.config import Config

    address, schema = database.address, None
    if not address.is_file:
        schema = address.schema
        # Two who migrate at once: the second waits, then finds nothing left to do.
        connection.exec_driver_sql("select pg_advisory_xact_lock(hashtext(%s))", (schema,))
        exists = connection.exec_driver_sql("select to_regnamespace(%s)", (schema,)).scalar()
        if exists is None:
            connection.exec_driver_sql(f'create schema "{schema}"')
    _expect_ours_or_empty(database, connection)
    config = Config()
    config.set_main_option("script_location", str(scripts()).replace("%", "%%"))
    config.attributes["connection"] = connection
    config.attributes["schema"] = schema
    command.upgrade(config, REVISION)


def _expect_ours_or_empty(database: Database, connection: Connection) -> None:
    """Nothing is migrated over what somebody else keeps in this file or schema."""
    if revision(connection, database.dialect) is None:
        present = (
            "select count(*) from sqlite_master"
            if database.dialect == "sqlite"
            else "select count(*) from pg_catalog.pg_class where relnamespace = "
            "to_regnamespace(current_schema())"
        )
        if connection.exec_driver_sql(present).scalar():
            raise NotABook(str(database.address))
