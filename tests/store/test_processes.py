"""Processes beside this one: forked only where nothing could be shared by it, and none outlives its use."""

import os
import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import get_context
from multiprocessing.connection import Connection

import pytest
from sqlalchemy.pool import QueuePool

from ledger.errors import TooManyShares, WorkerLost
from ledger.store import processes
from ledger.store.engine import Database
from ledger.store.processes import (
    Helper,
    hand_over,
    method_for,
    processes_at_work,
    processes_beside,
    way_to_start,
)

linux = pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks safely")


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


def waiting(pipe: Connection) -> None:
    """Do nothing until the pipe closes."""
    pipe.recv()


# --- how they are started ---


@linux
def test_where_nobody_uses_a_connection_processes_are_forked(database: Database) -> None:
    pool = database.reader.pool
    assert isinstance(pool, QueuePool)
    assert pool.checkedin() > 0

    assert way_to_start(database).get_start_method() == "fork"
    assert isinstance(database.reader.pool, QueuePool)
    assert database.reader.pool.checkedin() == 0  # none is left that a fork could copy
    with database.reading() as connection:  # and it opens again
        assert connection.exec_driver_sql("select count(*) from event").scalar() == 0


@linux
def test_while_a_connection_to_a_file_is_in_use_they_are_started_afresh(
    database: Database,
) -> None:
    of_a_server = database.dialect == "postgresql"
    with database.reading():
        assert method_for(database) == ("fork" if of_a_server else "spawn")
    assert method_for(database) == "fork"


def test_beside_another_thread_they_are_started_afresh(database: Database) -> None:
    with another_thread():
        assert method_for(database) == "spawn"


@pytest.mark.parametrize(("said", "count"), [("0", 0), ("5", 5)])
def test_how_many_work_beside_is_said_outside(
    monkeypatch: pytest.MonkeyPatch, said: str, count: int
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", said)
    assert processes_beside() == count


@pytest.mark.parametrize(("cores", "count"), [(1, 0), (2, 2), (64, 2)])
def test_where_nothing_is_said_two_work_beside_if_there_is_a_core_for_them(
    monkeypatch: pytest.MonkeyPatch, cores: int, count: int
) -> None:
    monkeypatch.delenv("HUZHU_WORKERS", raising=False)
    monkeypatch.setattr(processes, "cores", lambda: cores)
    assert processes_beside() == count


@pytest.mark.parametrize(("said", "count"), [("", 8), ("0", 1), ("1", 1), ("3", 3)])
def test_how_many_share_a_long_reading_is_said_outside_too(
    monkeypatch: pytest.MonkeyPatch, said: str, count: int
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", said)
    monkeypatch.setattr(processes, "cores", lambda: 8)
    assert processes_at_work() == count


# --- what they answer, and how they end ---


@linux
def test_what_a_helper_makes_is_handed_over() -> None:
    helper = Helper(get_context("fork"), hand_over, (os.getpid,))
    assert helper.answer() == helper.process.pid
    assert helper.end() == 0


@linux
def test_a_refusal_in_a_helper_is_raised_here() -> None:
    def refuse() -> None:
        raise TooManyShares("CD-CI@2012", 3, 2)

    helper = Helper(get_context("fork"), hand_over, (refuse,))
    with pytest.raises(TooManyShares, match="3 shares of CD-CI@2012; its terms allow 2"):
        helper.answer()
    assert helper.end() == 0


@linux
def test_a_helper_that_is_killed_is_lost() -> None:
    helper = Helper(get_context("fork"), waiting, ())
    os.kill(helper.process.pid, signal.SIGKILL)
    with pytest.raises(WorkerLost):
        helper.answer()
    assert helper.end() == -signal.SIGKILL


@linux
def test_an_earlier_helper_ends_by_itself_though_later_ones_were_forked_beside_it() -> None:
    helpers = [Helper(get_context("fork"), waiting, ()) for _ in range(3)]
    assert [helper.end() for helper in helpers] == [0, 0, 0]


@linux
def test_a_helper_that_is_stopped_ends_at_once() -> None:
    helper = Helper(get_context("fork"), waiting, ())
    helper.stop()
    assert helper.process.exitcode == -signal.SIGTERM
