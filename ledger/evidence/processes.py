"""Processes that help with a large record: how they are started, and what each has of its own.

Each reads with connections of its own. What is recorded never changes, so that all of them see the
events that whoever asked sees, unless somebody is tampering meanwhile.
"""

import gc
import signal
import sys
import threading
from multiprocessing import get_context
from multiprocessing.context import BaseContext
from multiprocessing.util import Finalize

from sqlalchemy.pool import QueuePool

from ledger.store.address import BookAddress
from ledger.store.engine import Database


def way_to_start(database: Database) -> BaseContext:
    """Return how to start processes now: forked where that is safe, which takes next to no time.

    A copy of an open connection to a SQLite file, even unused, would share its locks: those that
    nobody uses are closed first. Where one is in use, where another thread may hold a lock, or on
    other systems than Linux, processes are started afresh, which takes each about a second.
    """
    if not sys.platform.startswith("linux") or threading.active_count() > 1:
        return get_context("spawn")
    if database.dialect == "sqlite":
        pools = (database.reader.pool, database.writer.pool)
        if any(isinstance(pool, QueuePool) and pool.checkedout() for pool in pools):
            return get_context("spawn")
        database.close()  # until a connection is wanted again
    return get_context("fork")


def settle_in(address: BookAddress) -> None:
    """Begin a process that helps: without interrupts, and with a way of its own into the book."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the others
    gc.freeze()  # as in the shell's own process: what was imported stays
    gc.set_threshold(100_000, 50, 100)
    database = Database.connect(address)
    Finalize(database, database.close, exitpriority=0)  # a server is told that nobody asks any more
    _own.append(database)


def own_database() -> Database:
    """Return the way into the book of a process that helps."""
    return _own[-1]


_own: list[Database] = []
