"""Members' histories gone through part by part, in processes of their own where that is worth it.

Each process reads with a connection of its own. What is recorded up to a position never changes, so
that all of them see one record.
"""

import gc
import signal
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import ProcessPoolExecutor
from itertools import repeat
from multiprocessing import get_context
from os import cpu_count
from typing import Any, TypeVar
from uuid import UUID

from ledger.evidence.reperform_reading import Source
from ledger.store.address import BookAddress
from ledger.store.engine import Database

PART = 3_000  # members that a process goes through before it reports
STREAMS_MIN = 3 * PART  # below this, starting processes costs more than it saves
PROCESSES_MAX = 4
T = TypeVar("T")


def in_parts(
    address: BookAddress, upto: int, streams: Sequence[UUID], work: Callable[..., T], *facts: Any
) -> Iterator[tuple[int, T]]:
    """Yield for each part how many members it has, and what `work(source, members, *facts)` found.

    Parts come in order. `work` is a function of a module, for processes to find it by name.
    """
    parts = [streams[start : start + PART] for start in range(0, len(streams), PART)]
    counts = map(len, parts)
    processes = 1 if len(streams) < STREAMS_MIN else min(cpu_count() or 1, PROCESSES_MAX)
    if processes == 1:
        with Database.connect(address) as database, database.reading() as connection:
            source = Source(connection, upto)
            yield from zip(counts, (work(source, part, *facts) for part in parts), strict=True)
        return
    context = get_context("spawn")
    pool = ProcessPoolExecutor(processes, mp_context=context, initializer=_settle_in)
    try:
        whole = repeat(address), repeat(upto), parts, repeat(work), repeat(facts)
        yield from zip(counts, pool.map(_alone, *whole), strict=True)
    finally:
        pool.shutdown(cancel_futures=True)


def _alone(
    address: BookAddress, upto: int, part: Sequence[UUID], work: Callable[..., T], facts: Any
) -> T:
    with Database.connect(address) as database, database.reading() as connection:
        return work(Source(connection, upto), part, *facts)


def _settle_in() -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends the pool
    gc.freeze()  # as in the shell's own process: what was imported stays
    gc.set_threshold(100_000, 50, 100)
