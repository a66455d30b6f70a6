"""The fast pass over a large record, divided among processes: hashing is all work and no waiting.

What is recorded never changes, so that they see the same events as the transaction that asked,
unless somebody is tampering while it is verified.
"""

from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing.context import BaseContext
from typing import NamedTuple
from uuid import UUID

from ledger.evidence.named import Named
from ledger.evidence.processes import own_database, settle_in
from ledger.evidence.recomputed import Recomputed
from ledger.evidence.rows import BLOCK, Stored
from ledger.evidence.scan import Told, scan
from ledger.store.address import BookAddress
from ledger.store.processes import processes_at_work

PART = 32 * BLOCK  # events that a process hashes before it reports, at most
PARTS_EACH = 6  # and at least so many parts a process, so that none waits long for another
PROCESSES_MAX = 4
# Below this, starting processes costs more than it saves: forked they begin at once.
EVENTS_MIN = {"fork": 16 * BLOCK, "spawn": 256 * BLOCK}


class Streams(NamedTuple):
    """Whether the streams of a record are whole, asked while events are hashed."""

    broken: tuple[UUID, int] | None


class Part(NamedTuple):
    """What a process found in a part of the record."""

    bad: range | None
    roots: list[bytes]
    leaves: dict[int, list[bytes]]
    named: Named


def processes_for(events: int, way: BaseContext) -> int:
    """Return how many processes are worth starting for so many events."""
    least = EVENTS_MIN[str(way.get_start_method())]
    return 1 if events < least else min(processes_at_work(), PROCESSES_MAX)


def scan_in_parallel(
    address: BookAddress,
    way: BaseContext,
    size: int,
    start: int,
    tree: Recomputed,
    named: Named,
    processes: int,
    told: Told | None = None,
) -> range | Streams:
    """Do what `ledger.evidence.scan.scan` does, in several processes; and look at the streams."""
    blocks = (size - start) // (processes * PARTS_EACH * BLOCK)
    starts = range(start, size, min(PART, max(1, blocks) * BLOCK))
    stops = [min(after + starts.step, size) for after in starts]
    pool = ProcessPoolExecutor(
        processes, mp_context=way, initializer=settle_in, initargs=(address,)
    )
    try:
        streams = pool.submit(_streams)  # long, and the database's own work: the first
        parts = pool.map(_part, starts, stops, repeat(tree.kept))
        for stop, part in zip(stops, parts, strict=True):
            if part.bad is not None:
                return part.bad
            tree.add_roots(part.roots)
            tree.leaves |= part.leaves
            named.join(part.named)
            if told is not None:
                told(stop, size)
        return Streams(streams.result())
    finally:
        pool.shutdown(cancel_futures=True)


def _part(after: int, upto: int, kept: set[int]) -> Part:
    tree, named = Recomputed(()), Named()
    tree.kept = kept
    database = own_database()
    with database.reading() as connection:
        bad = scan(Stored(connection, database.dialect), upto, after, tree, named)
    return Part(bad, tree.roots(), tree.leaves, named)


def _streams() -> tuple[UUID, int] | None:
    database = own_database()
    with database.reading() as connection:
        return Stored(connection, database.dialect).broken_stream()
