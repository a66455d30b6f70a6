"""Members' histories gone through part by part, by other processes too where that is worth it.

What is recorded up to a position never changes, so that all of them see one record. This process
works as well: the others may take a while to start.
"""

from collections import deque
from collections.abc import Callable, Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from multiprocessing.context import BaseContext
from typing import Any, NamedTuple, TypeVar

from ledger.evidence.processes import own_database, settle_in
from ledger.evidence.reperform_reading import Source
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.processes import processes_at_work, way_to_start

PART = 1_000  # members that a process goes through before it reports
MEMBERS_MIN = 9_000  # below this, starting processes costs more than it saves
PROCESSES_MAX = 4
T = TypeVar("T")


class Task(NamedTuple):
    """What is done to every part of a record, up to a position."""

    upto: int
    work: Callable[..., Any]
    facts: tuple[Any, ...]

    def done(self, database: Database, part: Sequence[Any]) -> Any:
        """Return what is found among some members."""
        with database.reading() as connection:
            return self.work(Source(connection, self.upto), part, *self.facts)


def in_parts(
    database: Database,
    upto: int,
    members: Sequence[Any],
    work: Callable[..., T],
    *facts: Any,
    part: int | None = None,
    least: int | None = None,
) -> Iterator[tuple[int, T]]:
    """Yield for each part how many members it has, and what `work(source, members, *facts)` found.

    Parts come as they are done. `work` is a function of a module, for processes to find it by name.
    """
    task = Task(upto, work, facts)
    width, worth = part or PART, MEMBERS_MIN if least is None else least
    parts = [members[start : start + width] for start in range(0, len(members), width)]
    others = 0 if len(members) < worth else min(processes_at_work(), PROCESSES_MAX) - 1
    if others:
        yield from _shared(database, task, parts, others, way_to_start(database))
    else:
        yield from ((len(part), task.done(database, part)) for part in parts)


def _shared(
    database: Database, task: Task, parts: list[Sequence[Any]], others: int, way: BaseContext
) -> Iterator[tuple[int, Any]]:
    """Let others begin at the front; take from the back what none of them has begun."""
    pool = ProcessPoolExecutor(
        others, mp_context=way, initializer=_begin, initargs=(database.address, task)
    )
    try:
        theirs = deque((part, pool.submit(_found, part)) for part in parts)
        while theirs and theirs[-1][1].cancel():
            part, _ = theirs.pop()
            yield len(part), task.done(database, part)
            while theirs and theirs[0][1].done():
                yield _told(*theirs.popleft())
        yield from (_told(*each) for each in theirs)
    finally:
        pool.shutdown(cancel_futures=True)


def _told(part: Sequence[Any], found: "Future[Any]") -> tuple[int, Any]:
    return len(part), found.result()


# --- in a process that helps ---


def _begin(address: BookAddress, task: Task) -> None:
    settle_in(address)
    _task.append(task)


def _found(part: Sequence[Any]) -> Any:
    return _task[-1].done(own_database(), part)


_task: list[Task] = []
