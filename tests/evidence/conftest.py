"""A book of 700 invented events on each database: two full tiles, and a ragged end of 188."""

import secrets
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from tests.evidence.making import BOOK_ID, Attacked, attacked, record

SIZE = 700

OpenBook = Callable[[str], Database]


@pytest.fixture(scope="session")
def new_book(
    request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[OpenBook]:
    """Make an empty book of a dialect; all are closed at the end of the session."""
    opened: list[Database] = []

    def make(dialect: str) -> Database:
        if dialect == "sqlite":
            address = BookAddress.parse(str(tmp_path_factory.mktemp("book") / "book.db"))
        else:
            connection: Connection = request.getfixturevalue("postgres_connection")
            schema = f"test_{secrets.token_hex(8)}"
            connection.exec_driver_sql(f'create schema "{schema}"')
            url = make_url(request.getfixturevalue("postgres_url"))
            url = url.set(drivername="postgresql").update_query_dict({"schema": schema})
            address = BookAddress.parse(url.render_as_string(hide_password=False))
        migrate(address)
        opened.append(Database.open(address))
        create_book(opened[-1], BOOK_ID)
        return opened[-1]

    yield make
    for database in opened:
        database.close()


@pytest.fixture(scope="session")
def _books(new_book: OpenBook) -> Callable[[str], Database]:
    made: dict[str, Database] = {}

    def book(dialect: str) -> Database:
        if dialect not in made:
            made[dialect] = new_book(dialect)
            record(made[dialect], 300)
            record(made[dialect], SIZE - 300, after=300)
        return made[dialect]

    return book


@pytest.fixture(params=["sqlite", "postgresql"])
def database(request: pytest.FixtureRequest, _books: Callable[[str], Database]) -> Database:
    """The book of 700 events; a test changes it only in a transaction that is undone."""
    return _books(request.param)


@pytest.fixture
def recorder(database: Database) -> BookRecorder:
    return BookRecorder(database)


@pytest.fixture
def open_attack(database: Database) -> Iterator[Attacked]:
    """A transaction on the book in which nothing is forbidden."""
    with attacked(database) as attack:
        yield attack


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    return tmp_path
