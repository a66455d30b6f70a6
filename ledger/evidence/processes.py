"""A process of a pool that helps with a large record, and its own way into the book."""

import gc
from multiprocessing.util import Finalize

from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.processes import settle


def settle_in(address: BookAddress) -> None:
    """Begin such a process: without interrupts, and with a way of its own into the book."""
    settle()
    gc.set_threshold(100_000, 50, 100)  # what it reads holds no cycles
    database = Database.connect(address)
    Finalize(database, database.close, exitpriority=0)  # a server is told that nobody asks any more
    _own.append(database)


def own_database() -> Database:
    """Return the way into the book of a process that helps."""
    return _own[-1]


_own: list[Database] = []
