"""The fast pass over a large record, divided among processes: hashing is all work and no waiting.

Each process reads with a connection of its own. What is recorded never changes, so that they see
the same events as the transaction that asked, unless somebody is tampering while it is verified.
"""

import os
import signal
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from typing import NamedTuple
from uuid import UUID

from ledger.evidence.recomputed import Recomputed
from ledger.evidence.rows import BLOCK, Stored
from ledger.evidence.scan import Told, scan
from ledger.store.address import BookAddress
from ledger.store.engine import Database

PART = 32 * BLOCK  # events that a process hashes before it reports
EVENTS_MIN = 8 * PART  # below this, starting processes costs more than it saves
PROCESSES_MAX = 4


class Streams(NamedTuple):
    """Whether the streams of a record are whole, asked while events are hashed."""

    broken: tuple[UUID, int] | None


class Part(NamedTuple):
    """What a process found in a part of the record."""

    bad: range | None
    roots: list[bytes]
    leaves: dict[int, list[bytes]]


def processes_for(events: int) -> int:
    """Return how many processes are worth starting for so many events."""
    return 1 if events < EVENTS_MIN else min(os.cpu_count() or 1, PROCESSES_MAX)


def scan_in_parallel(
    address: BookAddress,
    size: int,
    start: int,
    tree: Recomputed,
    processes: int,
    told: Told | None = None,
) -> range | Streams:
    """Do what `ledger.evidence.scan.scan` does, in several processes; and look at the streams."""
    starts = range(start, size, PART)
    stops = [min(after + PART, size) for after in starts]
    pool = ProcessPoolExecutor(
        processes, mp_context=get_context("spawn"), initializer=_leave_interrupts_to_the_parent
    )
    try:
        streams = pool.submit(_streams, address)  # long, and the database's own work: the first
        parts = pool.map(_part, repeat(address), starts, stops, repeat(tree.kept))
        for stop, part in zip(stops, parts, strict=True):
            if part.bad is not None:
                return part.bad
            tree.add_roots(part.roots)
            tree.leaves |= part.leaves
            if told is not None:
                told(stop, size)
        return Streams(streams.result())
    finally:
        pool.shutdown(cancel_futures=True)


def _part(address: BookAddress, after: int, upto: int, kept: set[int]) -> Part:
    tree = Recomputed(())
    tree.kept = kept
    with Database.connect(address) as database, database.reading() as connection:
        bad = scan(Stored(connection, database.dialect), upto, after, tree)
    return Part(bad, tree.roots(), tree.leaves)


def _streams(address: BookAddress) -> tuple[UUID, int] | None:
    with Database.connect(address) as database, database.reading() as connection:
        return Stored(connection, database.dialect).broken_stream()


def _leave_interrupts_to_the_parent() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)
