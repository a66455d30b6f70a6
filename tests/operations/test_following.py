"""A follower hears of commits on PostgreSQL, asks where it cannot, and outlives the server's restarts."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread

import pytest
from sqlalchemy import text

from ledger.projections import follow as following
from ledger.projections.follow import follow
from ledger.store.engine import Database
from ledger.store.listening import CHANNEL, Listener
from ledger.store.recorder import BookRecorder
from tests import makers
from tests.operations.servers import OwnServer, own_server
from tests.projections.books import Shelf, shelf

__all__ = ["own_server"]
PATIENCE = 20.0  # seconds within which all that is waited for happens, even on a busy machine
HEARD = 5.0  # within which a commit is heard of: a fraction of the hour below
HOUR = 3_600.0


@pytest.fixture
def on_postgresql(postgresql_url: str) -> Iterator[Shelf]:
    with shelf(postgresql_url) as book:
        yield book


@pytest.fixture
def in_file(sqlite_url: str) -> Iterator[Shelf]:
    with shelf(sqlite_url) as book:
        yield book


@contextmanager
def followed(book: Shelf, away: Callable[[bool], None] = lambda _: None) -> Iterator[None]:
    """Follow a book beside the test, on connections of its own."""
    end = Event()
    failed: list[BaseException] = []

    def run() -> None:
        with Database.open(book.database.address) as database:
            try:
                follow(database, BookRecorder(database), end.wait, away=away)
            except BaseException as error:
                failed.append(error)

    thread = Thread(target=run)
    thread.start()
    try:
        yield
    finally:
        end.set()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert not failed


def wait_until(holds: Callable[[], bool], seconds: float = PATIENCE) -> float:
    """Wait until something holds; return how many seconds that took."""
    start = time.monotonic()
    while not holds():
        assert time.monotonic() - start < seconds, "it did not come to hold"
        time.sleep(0.01)
    return time.monotonic() - start


def projected(book: Shelf) -> int:
    return int(str(book.rows("select min(position) from projection where is_live = 1")[0][0]))


def listeners(book: Shelf) -> int:
    query = text("select count(*) from pg_stat_activity where query = :query and state = 'idle'")
    with book.database.reading() as connection:
        return int(connection.execute(query, {"query": f"listen {CHANNEL}"}).scalar_one())


def test_a_commit_is_projected_long_before_the_record_would_be_asked(
    on_postgresql: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "NET_SECONDS", HOUR)
    before = listeners(on_postgresql)
    with followed(on_postgresql):
        wait_until(lambda: listeners(on_postgresql) > before)
        time.sleep(0.2)  # it has asked, and now waits
        for size in (1, 2):
            on_postgresql.keep(makers.member_registered(originator_id=makers.member_id(size)))
            wait_until(lambda size=size: projected(on_postgresql) == size, HEARD)  # type: ignore[misc]


def test_a_follower_that_hears_nothing_asks(
    on_postgresql: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "NET_SECONDS", 0.1)
    monkeypatch.setattr(Listener, "_noticed", lambda _: False)
    with followed(on_postgresql):
        on_postgresql.keep(makers.member_registered())
        wait_until(lambda: projected(on_postgresql) == 1)


def test_the_control_that_neither_hears_nor_asks_stays_behind(
    on_postgresql: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "NET_SECONDS", HOUR)
    monkeypatch.setattr(Listener, "_noticed", lambda _: False)
    before = listeners(on_postgresql)
    with followed(on_postgresql):
        wait_until(lambda: listeners(on_postgresql) > before)
        time.sleep(0.2)
        on_postgresql.keep(makers.member_registered())
        time.sleep(1.0)
        assert projected(on_postgresql) == 0


def test_a_book_hears_nothing_of_its_neighbours(on_postgresql: Shelf) -> None:
    with Listener(on_postgresql.database) as listener:
        listener.listen()
        with on_postgresql.database.writing() as connection:
            connection.exec_driver_sql(f"select pg_notify('{CHANNEL}', 'another_book')")
        assert not listener.heard(0.2)
        on_postgresql.keep(makers.office_opened())
        assert listener.heard(HEARD)


def test_what_is_not_committed_is_not_heard_of(on_postgresql: Shelf) -> None:
    with Listener(on_postgresql.database) as listener:
        listener.listen()
        with on_postgresql.database.writer.connect() as connection:
            schema = on_postgresql.database.address.schema
            connection.exec_driver_sql(f"select pg_notify('{CHANNEL}', '{schema}')")
            connection.rollback()
        assert not listener.heard(0.2)


def test_a_follower_on_sqlite_asks(in_file: Shelf) -> None:
    with followed(in_file):
        in_file.keep(makers.office_opened())
        wait_until(lambda: projected(in_file) == 1)


def test_a_follower_outlives_a_restart_of_its_server(own_server: OwnServer) -> None:
    told: list[bool] = []
    with shelf(own_server.book) as book, followed(book, told.append):
        book.keep(makers.office_opened())
        wait_until(lambda: projected(book) == 1)

        own_server.stop()
        wait_until(lambda: told == [True])
        own_server.start()
        book.database.reader.dispose()
        wait_until(lambda: told == [True, False])
        book.keep(makers.fund_opened())

        wait_until(lambda: projected(book) == 2)
