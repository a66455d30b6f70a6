"""Folding ahead, in processes of their own: while this one writes a batch, they make the next ones.

Only what is written to the book is written here, in order, as without them; a batch that they made
is the one that would have been made here. Each reads with a connection of its own: what is recorded
never changes. They are forked where that is safe, and begin at once. A copy of an open connection to
a SQLite file, even unused, would share its locks: connections are closed before, and where one is in
use, or on other systems than Linux, processes are started afresh.
"""

import gc
import marshal
import os
import signal
import sys
from collections.abc import Sequence
from contextlib import suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from types import TracebackType
from typing import Any, Literal, NamedTuple, Self

from sqlalchemy.pool import QueuePool

from ledger.projections import catalogue
from ledger.projections.digest import MARK_EVERY
from ledger.projections.folding import Folded, Quarantined, folded
from ledger.projections.tables import Projection
from ledger.store.address import BookAddress
from ledger.store.engine import Database, Dialect

Method = Literal["spawn", "fork"]
# Folded here while the others start: afresh that takes them about a second, forked much less.
HEAD_START: dict[Method, int] = {"spawn": 6 * MARK_EVERY, "fork": MARK_EVERY}
HEAD_STARTS_MIN = 4  # of a stretch: with less they cost more than they save
WORKERS_MAX = 2  # this process writes, and keeps about two busy


class _Task(NamedTuple):
    keys: tuple[str, ...]  # of projections, as "journal@1"
    after: int
    upto: int


class _Worker:
    """A process that folds one task at a time, until its pipe closes."""

    def __init__(self, method: Method, address: BookAddress, earlier: "list[_Worker]") -> None:
        context: Any = get_context(method)  # what all contexts have is not typed
        self._pipe, theirs = context.Pipe()
        # A fork holds every pipe that is open here; a worker whose pipe another holds never ends.
        forked = [self._pipe, *(each._pipe for each in earlier)] if method == "fork" else []
        self.process = context.Process(target=_work, args=(address, theirs, forked), daemon=True)
        self.process.start()
        theirs.close()
        self.task: _Task | None = None

    def ask(self, task: _Task) -> None:
        self._pipe.send(task)
        self.task = task

    def answer(self) -> bytes:
        """Wait for what the task made, packed; nothing where it failed."""
        self.task = None
        packed: bytes = self._pipe.recv_bytes()
        return packed

    def end(self) -> None:
        """Close the pipe, at which the process ends."""
        self._pipe.close()
        self.process.join(timeout=5)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()


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
        method = _method(self._database)
        head_start = HEAD_START[method]
        if aim - after < HEAD_STARTS_MIN * head_start:
            return
        self._next = after + head_start - (after + head_start) % MARK_EVERY
        count = processes_beside()
        if count and method == "fork":
            self._database.close()  # until a connection is wanted again
        for _ in range(count):
            self._workers.append(_Worker(method, self._database.address, self._workers))

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


def processes_beside() -> int:
    """Return how many processes may work beside this one; `HUZHU_WORKERS` says otherwise."""
    said = os.environ.get("HUZHU_WORKERS")
    if said:
        return int(said)
    linux = sys.platform.startswith("linux")  # which tells the cores that this process may use
    cores = len(os.sched_getaffinity(0)) if linux else os.cpu_count() or 1
    return 0 if cores < 2 else min(cores, WORKERS_MAX)


def _method(database: Database) -> Method:
    """Tell how processes can be started: a fork needs that no connection to a file is in use."""
    pools = (database.reader.pool, database.writer.pool)
    in_use = any(isinstance(pool, QueuePool) and pool.checkedout() for pool in pools)
    is_safe = database.dialect == "postgresql" or not in_use
    return "fork" if is_safe and sys.platform.startswith("linux") else "spawn"


def _work(address: BookAddress, pipe: Connection, parents: Sequence[Connection]) -> None:
    """Fold what is asked for, until nobody asks any more."""
    for other in parents:
        other.close()
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    # What is there lives as long as the process, and rows hold no cycles: do not look for any often.
    gc.freeze()
    gc.set_threshold(100_000, 50, 100)
    known = {each.key: each for each in catalogue.PROJECTIONS.values()}
    with Database.connect(address) as database, suppress(EOFError, OSError):
        while True:
            keys, after, upto = pipe.recv()
            try:
                made = folded(database, [known[key] for key in keys], after, upto)
                packed = _packed(made, database.dialect)
            except Exception:  # it is folded again where somebody hears of it
                packed = b""
            pipe.send_bytes(packed)


def _packed(made: Folded, dialect: Dialect) -> bytes:
    """Pack rows only where they are needed: a server takes lines, unless JSON escaped something."""
    rows = {
        name: own if dialect == "sqlite" or b"\\" in made.lines[name] else []
        for name, own in made.rows.items()
    }
    return marshal.dumps((rows, made.lines, list(map(tuple, made.quarantine))))


def _unpacked(packed: bytes) -> Folded:
    rows, lines, quarantine = marshal.loads(packed)  # noqa: S302 - it comes from a process of our own
    return Folded(rows, lines, [Quarantined(*each) for each in quarantine])
