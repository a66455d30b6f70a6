"""Deciding the parts of a long file in several processes, so that both cores have work.

A worker reads what it needs and decides; so does this process, where it would wait for an answer.
Recording stays in the order of the file. What a part draws by chance depends on the part alone (`Book.drawing_for`), so that a record
is the same however many workers decided it.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from functools import partial
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import packing
from ledger.store.mailbox import SLOTS, Mailbox
from ledger.store.processes import Helper, can_fork, outcome_of, processes_beside

packing.register()

ROWS_AT_LEAST = 4_000  # below this a worker costs more than it saves
ROWS_AT_HAND = 200_000  # of so many, all tasks are made first, and a worker is born with them
AHEAD_MAX = 6  # answers at hand that cannot be handed on yet
T = TypeVar("T")
R = TypeVar("R")


def workers_for(rows: int) -> int:
    """Return how many workers are worth their cost; none where processes cannot be forked.

    One less than may be at work: this process decides, too.
    """
    if rows < ROWS_AT_LEAST or not can_fork():
        return 0
    return max(processes_beside() - 1, 0)


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
        yield from _in_turn(workers, iter(at_hand or tasks), decide)
    finally:
        for worker in workers:
            worker.end()


def _in_turn(
    workers: list["Worker[T, R]"], tasks: Iterator[T], decide: Callable[[T], R]
) -> Iterator[tuple[T, R]]:
    """Deal tasks out as workers become free, and hand the answers on in the order of the tasks.

    A worker that knows its tasks by number has the next at hand before it is through with one.
    Nobody runs far ahead of the oldest task that is still open.
    """
    numbered = enumerate(tasks)
    free = [each for place in range(SLOTS) for each in reversed(workers) if place < each.holds]
    at_work: dict[Any, list[tuple[Worker[T, R], int, T]]] = {w.pipe: [] for w in workers}
    answered: dict[int, tuple[T, R]] = {}
    due = 0  # the number of the task whose answer is handed on next
    while True:
        while free and len(answered) < AHEAD_MAX:
            worker = free.pop()
            for number, task in numbered:
                worker.ask(task)
                at_work[worker.pipe].append((worker, number, task))
                break
        while due in answered:  # with every worker at work again
            yield answered.pop(due)
            due += 1
        busy = [pipe for pipe, asked in at_work.items() if asked]
        ready = wait(busy, timeout=0) if busy else []
        if not ready:
            for number, task in numbered if len(answered) < AHEAD_MAX else ():
                answered[number] = task, decide(task)
                break
            else:
                if not busy and not answered:
                    return
                ready = wait(busy) if busy else []
        for pipe in ready:
            worker, number, task = at_work[pipe].pop(0)
            answered[number] = task, worker.answer()
            free.append(worker)


class Worker(Helper, Generic[T, R]):
    """A forked process that decides what it is asked, until its pipe closes."""

    def __init__(
        self, book: Book, decide: Callable[[T], R], at_hand: Sequence[T], earlier: Sequence[Helper]
    ) -> None:
        self._numbers = {id(task): number for number, task in enumerate(at_hand)}
        self._mailbox = Mailbox()
        # A task that is sent whole could wait for the worker to read while that decides another.
        self.holds = SLOTS if at_hand else 1
        facts = (self._mailbox, book, decide, at_hand)
        super().__init__(get_context("fork"), _work, facts, earlier)

    def ask(self, task: T) -> None:
        """Send a task, or the number of one that the worker was born with."""
        number = self._numbers.get(id(task))
        self.pipe.send((number, None if number is not None else task))

    def answer(self) -> R:
        """Wait for what was decided of the oldest task; a refusal is raised here."""
        result: R = super().answer()
        return result

    def received(self) -> tuple[bool, Any]:
        """Wait for an answer in memory that both see."""
        outcome: tuple[bool, Any] = self._mailbox.take(self.pipe)
        return outcome


def _work(
    pipe: Connection,
    mailbox: Mailbox,
    book: Book,
    decide: Callable[[Any], Any],
    at_hand: Sequence[Any],
) -> None:
    book.record.forget_connections()
    while True:
        number, task = pipe.recv()
        mailbox.put(pipe, outcome_of(partial(decide, task if number is None else at_hand[number])))
