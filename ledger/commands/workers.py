"""Deciding the parts of a long file in processes of their own, so that both cores have work.

A worker reads what it needs and decides; recording stays with this process, in the order of the
file. What a part draws by chance depends on the part alone (`Book.drawing_for`), so that a record
is the same however many workers decided it.
"""

import multiprocessing
import os
import signal
import sys
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import suppress
from itertools import cycle
from multiprocessing.connection import Connection
from multiprocessing.reduction import ForkingPickler
from typing import Any, Generic, TypeVar
from uuid import UUID

from ledger.book import Book
from ledger.store.ids import uuid_of


def _uuid_pickled(made: UUID) -> tuple[Any, ...]:
    return uuid_of, (made.bytes,)


# A draft holds some ids a row, and the standard way with a UUID is several times slower.
ForkingPickler.register(UUID, _uuid_pickled)

ROWS_AT_LEAST = 4_000  # below this a worker costs more than it saves
WORKERS_MAX = 2  # this process judges and records, and keeps about two busy
T = TypeVar("T")
R = TypeVar("R")


def workers_for(rows: int) -> int:
    """Return how many workers are worth their cost; none where processes cannot be forked."""
    if rows < ROWS_AT_LEAST or not sys.platform.startswith("linux"):
        return 0
    wanted = os.environ.get("HUZHU_WORKERS")
    if wanted:
        return int(wanted)
    cores = len(os.sched_getaffinity(0))
    return 0 if cores < 2 else min(cores, WORKERS_MAX)


def decided(
    book: Book, tasks: Iterable[T], decide: Callable[[T], R], rows: int
) -> Iterator[tuple[T, R]]:
    """Yield each task with what was decided of it, in order; a refusal ends it all."""
    count = workers_for(rows)
    if not count:
        for task in tasks:
            yield task, decide(task)
        return
    workers: list[_Worker[T, R]] = []
    try:
        for _ in range(count):
            workers.append(_Worker(book, decide, workers))
        yield from _in_turn(workers, iter(tasks))
    finally:
        for worker in workers:
            worker.end()


def _in_turn(workers: list["_Worker[T, R]"], tasks: Iterator[T]) -> Iterator[tuple[T, R]]:
    """Deal tasks out in turn, and take the answers back in the same turn.

    A worker has one task at a time: with two, it could wait for us to take an answer while we wait
    for it to take a task.
    """
    ahead: deque[tuple[_Worker[T, R], T]] = deque()
    for task, worker in zip(tasks, cycle(workers), strict=False):
        done = None
        if len(ahead) == len(workers):
            first, oldest = ahead.popleft()
            done = oldest, first.answer()
        worker.ask(task)  # before the answer is looked at, so that the worker has work meanwhile
        ahead.append((worker, task))
        if done is not None:
            yield done
    for worker, task in ahead:
        yield task, worker.answer()


class _Worker(Generic[T, R]):
    """A forked process that decides what it is asked, until its pipe closes."""

    def __init__(
        self, book: Book, decide: Callable[[T], R], earlier: "list[_Worker[T, R]]"
    ) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        # A fork holds every pipe that is open here; a worker whose pipe another holds never ends.
        ours = [self._pipe, *(worker._pipe for worker in earlier)]
        self._process = context.Process(
            target=_work, args=(book, decide, theirs, ours), daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, task: T) -> None:
        """Send a task."""
        self._pipe.send(task)

    def answer(self) -> R:
        """Wait for the answer to the oldest task; what went wrong there is raised here."""
        good, answer = self._pipe.recv()
        if not good:
            raise answer
        result: R = answer
        return result

    def end(self) -> int | None:
        """Close the pipe, at which the process ends; its exit code, 0 where it ended by itself."""
        self._pipe.close()
        self._process.join(timeout=5)
        if self._process.is_alive():
            self._process.terminate()
            self._process.join()
        return self._process.exitcode


def _work(
    book: Book, decide: Callable[[Any], Any], pipe: Connection, parents: list[Connection]
) -> None:
    for other in parents:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    book.database.forget_connections()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            task = pipe.recv()
            try:
                answer = True, decide(task)
            except Exception as error:
                answer = False, error
            pipe.send(answer)
    os._exit(0)
