"""Deciding the parts of a long file in several processes, so that both cores have work.

A worker reads what it needs and decides; so does this process, where it would wait for an answer.
Recording stays in the order of the file. What a part draws by chance depends on the part alone (`Book.drawing_for`), so that a record
is the same however many workers decided it.
"""

from collections import deque
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from functools import partial
from itertools import islice
from multiprocessing import get_context
from multiprocessing.connection import Connection, wait
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import packing
from ledger.store.address import BookAddress
from ledger.store.mailbox import SLOTS, Mailbox
from ledger.store.processes import Helper, can_fork, outcome_of, processes_beside

packing.register()

ROWS_AT_LEAST = 4_000  # below this a worker costs more than it saves
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
    with _crew(book, count) as workers:
        for worker in workers:
            worker.learn(book, decide)
        yield from _in_turn(workers, iter(tasks), decide)


def _in_turn(
    workers: list["Worker"], tasks: Iterator[T], decide: Callable[[T], R]
) -> Iterator[tuple[T, R]]:
    """Deal tasks out as workers become free, and hand the answers on in the order of the tasks.

    A worker has its next task at hand before it is through with one, but for the last tasks: these
    are left to who is free first. Nobody runs far ahead of the oldest task that is still open.
    """
    left = _Left(enumerate(tasks))
    at_work: dict[Any, list[tuple[Worker, int, T]]] = {worker.pipe: [] for worker in workers}
    answered: dict[int, tuple[T, R]] = {}
    due = 0  # the number of the task whose answer is handed on next
    while True:
        for place in range(SLOTS):
            for worker in workers:
                asked = at_work[worker.pipe]
                if len(asked) > place or len(answered) >= AHEAD_MAX:
                    continue
                for number, task in left.take(but_for=len(workers) if place else 0):
                    if worker.ask(task):
                        asked.append((worker, number, task))
                    else:
                        answered[number] = task, decide(task)
        while due in answered:  # with every worker at work again
            yield answered.pop(due)
            due += 1
        busy = [pipe for pipe, asked in at_work.items() if asked]
        ready = wait(busy, timeout=0) if busy else []
        if not ready:
            for number, task in left.take() if len(answered) < AHEAD_MAX else ():
                answered[number] = task, decide(task)
                break
            else:
                if not busy and not answered:
                    return
                ready = wait(busy) if busy else []
        for pipe in ready:
            worker, number, task = at_work[pipe].pop(0)
            answered[number] = task, worker.answer()


class _Left(Generic[T]):
    """Tasks that nobody was asked for yet; it looks ahead no further than it must."""

    def __init__(self, numbered: Iterator[tuple[int, T]]) -> None:
        self._numbered = numbered
        self._seen: deque[tuple[int, T]] = deque()

    def take(self, but_for: int = 0) -> Iterator[tuple[int, T]]:
        """Take the next task, unless then fewer than some would be left."""
        self._seen.extend(islice(self._numbered, max(0, but_for + 1 - len(self._seen))))
        if len(self._seen) > but_for:
            yield self._seen.popleft()


class Worker(Helper):
    """A forked process that decides what it is asked, as it was taught last, until its pipe closes."""

    def __init__(self, book: Book) -> None:
        self._lesson: bytes | None = None
        self._tasks, self._answers = Mailbox(), Mailbox()
        super().__init__(get_context("fork"), _work, (self._tasks, self._answers, book))

    def learn(self, book: Book, decide: Callable[[Any], Any]) -> None:
        """Let the next task be decided in another way than those before it."""
        self._lesson = packing.lesson(book, decide)

    def ask(self, task: object) -> bool:
        """Lay a task ready, as one of at most `SLOTS` that wait for answers; False if it is too long.

        Who waited for a long one to be read could be waited for: the worker may have a long answer.
        """
        laid = self._tasks.put_short(self.pipe, (self._lesson, task))
        if laid:
            self._lesson = None
        return laid

    def received(self) -> tuple[bool, Any]:
        """Wait for an answer to the oldest task, in memory that both see."""
        outcome: tuple[bool, Any] = self._answers.take(self.pipe)
        return outcome


def _work(pipe: Connection, tasks: Mailbox, answers: Mailbox, book: Book) -> None:
    book.record.forget_connections()
    decide: Callable[[Any], Any]
    while True:
        taught, task = tasks.take(pipe)
        if taught is not None:
            decide = packing.learnt(book, taught)
        answers.put(pipe, outcome_of(partial(decide, task)))


class _Crew:
    """Workers of one book, who stay from one command to the next."""

    def __init__(self) -> None:
        self.address: BookAddress | None = None
        self.workers: list[Worker] = []

    def hired(self, book: Book, count: int) -> list[Worker]:
        """Return so many workers of a book; others are let go first."""
        if (self.address, len(self.workers)) != (book.database.address, count):
            self.dismiss()
            self.address = book.database.address
            for _ in range(count):
                self.workers.append(Worker(book))
        return self.workers

    def dismiss(self) -> None:
        """End every worker, whatever it is at."""
        while self.workers:
            self.workers.pop().end()


_staying: list[_Crew] = []  # the one whose workers stay, if any


@contextmanager
def staying() -> Iterator[None]:
    """Let workers stay for the commands within, of one book: to fork for each copies memory anew."""
    crew = _Crew()
    _staying.append(crew)
    try:
        yield
    finally:
        _staying.remove(crew)
        crew.dismiss()


@contextmanager
def _crew(book: Book, count: int) -> Iterator[list[Worker]]:
    """Lend workers; who was disturbed at work is let go."""
    crew = _staying[-1] if _staying else _Crew()
    through = False
    try:
        yield crew.hired(book, count)
        through = True
    finally:
        if not through or crew not in _staying:
            crew.dismiss()
