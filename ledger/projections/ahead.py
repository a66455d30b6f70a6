"""Folding ahead, in processes of their own: while this one writes a batch, they make the next ones.

Only what is written to the book is written here, in order, as without them; a batch that they made
is the one that would have been made here. They are forked where that is safe, and begin at once.
"""

import gc
import marshal
from collections.abc import Sequence
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from types import TracebackType
from typing import NamedTuple, Self

from ledger.projections import catalogue
from ledger.projections.digest import MARK_EVERY
from ledger.projections.folding import Folded, Quarantined, folded
from ledger.projections.tables import Projection
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.processes import Helper, Method, method_for, processes_beside, way_to_start

# Folded here while the others start: afresh that takes them about a second, forked much less.
HEAD_START: dict[Method, int] = {"spawn": 6 * MARK_EVERY, "fork": MARK_EVERY}
HEAD_STARTS_MIN = 4  # of a stretch: with less they cost more than they save


class _Task(NamedTuple):
    keys: tuple[str, ...]  # of projections, as "journal@1"
    after: int
    upto: int


class _Worker(Helper):
    """A process that folds one task at a time, until its pipe closes."""

    def __init__(self, way: BaseContext, address: BookAddress) -> None:
        super().__init__(way, _work, (address,))
        self.task: _Task | None = None

    def ask(self, task: _Task) -> None:
        self.pipe.send(task)
        self.task = task

    def answer(self) -> bytes:
        """Wait for what the task made, packed; nothing where it failed."""
        self.task = None
        packed: bytes = self.pipe.recv_bytes()
        return packed


class Ahead:
    """Folds what it is asked for, and of a long stretch what will be asked for next."""

    def __init__(self, database: Database, *, alone: bool = False) -> None:
        self._database = database
        self._workers: list[_Worker] = []
        self._next = 0  # the position before the first that nobody was asked for
        self._is_alone = alone

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        self._end()

    def fold(self, projections: Sequence[Projection], after: int, upto: int, aim: int) -> Folded:
        """Return the rows of the events after a position up to another; beyond, up to an aim."""
        task = _Task(tuple(each.key for each in projections), after, upto)
        if not self._workers and not self._is_alone:
            self._begin(after, aim)
        packed = b""
        try:
            packed = self._made(task)
            self._ask(task, aim)
        except (EOFError, OSError):  # a process was killed: go on alone
            self._end()
            self._is_alone = True
        if packed:
            return _unpacked(packed)
        # Also what failed there: if it fails here, it says why.
        return folded(self._database, projections, after, upto)

    def _begin(self, after: int, aim: int) -> None:
        head_start = HEAD_START[method_for(self._database)]
        if aim - after < HEAD_STARTS_MIN * head_start:
            return
        self._next = after + head_start - (after + head_start) % MARK_EVERY
        count = processes_beside()
        if not count:
            return
        way = way_to_start(self._database)
        for _ in range(count):
            self._workers.append(_Worker(way, self._database.address))

    def _made(self, wanted: _Task) -> bytes:
        """Take what is wanted from who was asked for it, and let go of what is wanted no more."""
        found = b""
        for worker in self._workers:
            task = worker.task
            if task is not None and task.after <= wanted.after:
                made = worker.answer()
                if task == wanted:
                    found = made
        return found

    def _ask(self, now: _Task, aim: int) -> None:
        """Keep every worker busy with what comes next."""
        self._next = max(self._next, now.upto)
        for worker in self._workers:
            if worker.task is None and self._next < aim:
                upto = min(self._next - self._next % MARK_EVERY + MARK_EVERY, aim)
                worker.ask(_Task(now.keys, self._next, upto))
                self._next = upto

    def _end(self) -> None:
        while self._workers:
            self._workers.pop().end()


def _work(pipe: Connection, address: BookAddress) -> None:
    """Fold what is asked for, until nobody asks any more."""
    # What is there lives as long as the process, and rows hold no cycles: do not look for any often.
    gc.set_threshold(100_000, 50, 100)
    known = {each.key: each for each in catalogue.PROJECTIONS.values()}
    with Database.connect(address) as database:
        while True:
            keys, after, upto = pipe.recv()
            try:
                made = folded(database, [known[key] for key in keys], after, upto)
                packed = _packed(made)
            except Exception:  # it is folded again where somebody hears of it
                packed = b""
            pipe.send_bytes(packed)


def _packed(made: Folded) -> bytes:
    return marshal.dumps((made.rows, made.lines, list(map(tuple, made.quarantine))))


def _unpacked(packed: bytes) -> Folded:
    rows, lines, quarantine = marshal.loads(packed)  # noqa: S302 - it comes from a process of our own
    return Folded(rows, lines, [Quarantined(*each) for each in quarantine])
