"""Processes that help: forked only where no connection, and no other thread, could be shared by it."""

import sys
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import pytest
from sqlalchemy.pool import QueuePool

from ledger.evidence.parallel import EVENTS_MIN, processes_for
from ledger.evidence.processes import way_to_start
from ledger.store.engine import Database
from tests.evidence.making import record

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="forks are for Linux")
OpenBook = Callable[[str], Database]


@contextmanager
def another_thread() -> Iterator[None]:
    over = threading.Event()
    thread = threading.Thread(target=over.wait)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


@linux
def test_where_nobody_uses_a_connection_processes_are_forked(new_book: OpenBook) -> None:
    database = new_book("sqlite")
    record(database, 3)
    pool = database.reader.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedin() == 1

    assert way_to_start(database).get_start_method() == "fork"
    assert isinstance(database.reader.pool, QueuePool)
    assert database.reader.pool.checkedin() == 0  # none is left that a fork could copy
    with database.reading() as connection:  # and it opens again
        assert connection.exec_driver_sql("select count(*) from event").scalar() == 3


def test_while_a_connection_to_a_file_is_in_use_they_are_started_afresh(
    new_book: OpenBook,
) -> None:
    database = new_book("sqlite")
    with database.reading():
        assert way_to_start(database).get_start_method() == "spawn"


@linux
def test_over_a_server_they_are_forked_whatever_is_in_use(new_book: OpenBook) -> None:
    database = new_book("postgresql")
    with database.reading():
        assert way_to_start(database).get_start_method() == "fork"


@pytest.mark.parametrize("dialect", ["sqlite", "postgresql"])
def test_beside_another_thread_they_are_started_afresh(new_book: OpenBook, dialect: str) -> None:
    database = new_book(dialect)
    with another_thread():
        assert way_to_start(database).get_start_method() == "spawn"


@linux
def test_a_smaller_record_is_worth_processes_that_begin_at_once(
    new_book: OpenBook, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("os.cpu_count", lambda: 2)
    database = new_book("sqlite")
    forked = way_to_start(database)
    with database.reading():
        afresh = way_to_start(database)

    for way in (forked, afresh):
        least = EVENTS_MIN[str(way.get_start_method())]
        assert [processes_for(events, way) for events in (least - 1, least)] == [1, 2]
    assert EVENTS_MIN["fork"] < EVENTS_MIN["spawn"]
