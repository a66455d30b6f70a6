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
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from itertools import cycle
from multiprocessing.connection import Connection
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import packing
from ledger.projections.ahead import processes_beside

packing.register()

ROWS_AT_LEAST = 4_000  # below this a worker costs more than it saves
ROWS_AT_HAND = 200_000  # of so many, all tasks are made first, and a worker is born with them
T = TypeVar("T")
R = TypeVar("R")


def workers_for(rows: int) -> int:
    """Return how many workers are worth their cost; none where processes cannot be forked."""
    if rows < ROWS_AT_LEAST or not sys.platform.startswith("linux"):
        return 0
    return processes_beside()


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
    at_hand = list(tasks) if rows <= ROWS_AT_HAND else []
    try:
        for _ in range(count):
            workers.append(_Worker(book, decide, at_hand, workers))
        yield from _in_turn(workers, iter(at_hand or tasks))
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
        self,
        book: Book,
        decide: Callable[[T], R],
        at_hand: Sequence[T],
        earlier: "list[_Worker[T, R]]",
    ) -> None:
        context = multiprocessing.get_context("fork")
        self._pipe, theirs = context.Pipe()
        # A fork holds every pipe that is open here; a worker whose pipe another holds never ends.
        ours = [self._pipe, *(worker._pipe for worker in earlier)]
        self._numbers = {id(task): number for number, task in enumerate(at_hand)}
        self._process = context.Process(
            target=_work, args=(book, decide, at_hand, theirs, ours), daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, task: T) -> None:
        """Send a task, or the number of one that the worker was born with."""
        number = self._numbers.get(id(task))
        self._pipe.send((number, None if number is not None else task))

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
    book: Book,
    decide: Callable[[Any], Any],
    at_hand: Sequence[Any],
    pipe: Connection,
    parents: list[Connection],
) -> None:
    for other in parents:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    book.record.forget_connections()
    with suppress(EOFError, BrokenPipeError, ConnectionResetError):
        while True:
            number, task = pipe.recv()
            try:
                answer = True, decide(task if number is None else at_hand[number])
            except Exception as error:
                answer = False, error
            pipe.send(answer)
    os._exit(0)
