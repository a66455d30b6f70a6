"""Books to test the store with: empty, on either database."""

from collections.abc import Callable, Iterator
from uuid import UUID

import pytest

from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder

BOOK_ID = UUID("0192d3a0-0000-7000-8000-000000000001")


@pytest.fixture
def open_database(database_url: str) -> Iterator[Callable[[], Database]]:
    """Open the test's database, as often as the test likes; each is closed at the end."""
    address = BookAddress.parse(database_url)
    migrate(address)
    opened: list[Database] = []

    def opening() -> Database:
        opened.append(Database.open(address))
        return opened[-1]

    yield opening
    for database in opened:
        database.close()


@pytest.fixture
def database(open_database: Callable[[], Database]) -> Database:
    """A database that holds an empty book."""
    database = open_database()
    create_book(database, BOOK_ID)
    return database


@pytest.fixture
def recorder(database: Database) -> BookRecorder:
    """The recorder of an empty book."""
    return BookRecorder(database)
