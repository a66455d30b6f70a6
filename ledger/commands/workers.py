"""Deciding the parts of a long file in processes of their own, so that both cores have work.

A worker reads what it needs and decides; recording stays with this process, in the order of the
file. What a part draws by chance depends on the part alone (`Book.drawing_for`), so that a record
is the same however many workers decided it.
"""

import gc
import multiprocessing
import os
import signal
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import suppress
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import packing
from ledger.errors import WorkerLost
from ledger.projections.ahead import processes_beside

packing.register()

ROWS_AT_LEAST = 4_000  # below this a worker costs more than it saves
ROWS_AT_HAND = 200_000  # of so many, all tasks are made first, and a worker is born with them
AHEAD_MAX = 6  # answers at hand that cannot be handed on yet
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
    workers: list[Worker[T, R]] = []
    at_hand = list(tasks) if rows <= ROWS_AT_HAND else []
    try:
        for _ in range(count):
            workers.append(Worker(book, decide, at_hand, workers))
        yield from _in_turn(workers, iter(at_hand or tasks))
    finally:
        for worker in workers:
            worker.end()


def _in_turn(workers: list["Worker[T, R]"], tasks: Iterator[T]) -> Iterator[tuple[T, R]]:
    """Deal tasks out as workers become free, and hand the answers on in the order of the tasks.

    A worker has one task at a time: with two, it could wait for us to take an answer while we wait
    for it to take a task. Nor does one run far ahead of the oldest task that is still open.
    """
    numbered = enumerate(tasks)
    free = list(reversed(workers))
    at_work: dict[Any, tuple[Worker[T, R], int, T]] = {}
    answered: dict[int, tuple[T, R]] = {}
    due = 0  # the number of the task whose answer is handed on next
    while free or at_work:
        while free and len(answered) < AHEAD_MAX:
            worker = free.pop()
            for number, task in numbered:
                worker.ask(task)
                at_work[worker.pipe] = worker, number, task
                break
        while due in answered:  # with every worker at work again
            yield answered.pop(due)
            due += 1
        for pipe in wait(list(at_work)) if at_work else ():
            worker, number, task = at_work.pop(pipe)
            answered[number] = task, worker.answer()
            free.append(worker)


class Worker(Generic[T, R]):
    """A forked process that decides what it is asked, until its pipe closes."""

    def __init__(
        self,
        book: Book,
        decide: Callable[[T], R],
        at_hand: Sequence[T],
        earlier: "list[Worker[T, R]]",
    ) -> None:
        context = multiprocessing.get_context("fork")
        self.pipe, theirs = context.Pipe()
        # A fork holds every pipe that is open here; a worker whose pipe another holds never ends.
        ours = [self.pipe, *(worker.pipe for worker in earlier)]
        self._numbers = {id(task): number for number, task in enumerate(at_hand)}
        self._process = context.Process(
            target=_work, args=(book, decide, at_hand, theirs, ours), daemon=True
        )
        self._process.start()
        theirs.close()

    def ask(self, task: T) -> None:
        """Send a task, or the number of one that the worker was born with."""
        number = self._numbers.get(id(task))
        self.pipe.send((number, None if number is not None else task))

    def answer(self) -> R:
        """Wait for the answer to the oldest task; what went wrong there is raised here.

        Raises:
            WorkerLost: the process was ended from outside.
        """
        try:
            good, answer = self.pipe.recv()
        except (EOFError, ConnectionResetError):
            raise WorkerLost from None
        if not good:
            raise answer
        result: R = answer
        return result

    def stop(self) -> None:
        """End the process at once, whatever it is at."""
        self._process.terminate()
        self.end()

    def end(self) -> int | None:
        """Close the pipe, at which the process ends; its exit code, 0 where it ended by itself."""
        self.pipe.close()
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
    gc.freeze()  # to look through what the parent left here would copy all of it
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
