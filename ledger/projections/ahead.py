"""Folding ahead, in processes of their own: while this one writes a batch, they make the next ones.

Only what is written to the book is written here, in order, as without them; a batch that they made
is the one that would have been made here. Each reads with a connection of its own: what is recorded
never changes. Over SQLite they are started afresh, not forked: a copy of an open connection, even
unused, would share its locks. Over a server they are forked where that is safe, and begin at once.
"""

import os
import signal
import sys
from collections.abc import Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from multiprocessing import get_context
from types import TracebackType
from typing import Literal, NamedTuple, Self

from ledger.projections import catalogue
from ledger.projections.digest import MARK_EVERY
from ledger.projections.folding import Folded, Quarantined, Rows, folded
from ledger.projections.tables import Projection
from ledger.store.address import BookAddress
from ledger.store.engine import Database, Dialect

Method = Literal["spawn", "fork"]
# Folded here while the others start: afresh that takes them about a second, forked much less.
HEAD_START: dict[Method, int] = {"spawn": 6 * MARK_EVERY, "fork": MARK_EVERY}
HEAD_STARTS_MIN = 4  # of a stretch: with less they cost more than they save
WORKERS_MAX = 2  # this process writes, and keeps about two busy


class _Packed(NamedTuple):
    """What comes back through the pipe: lines joined, and rows only where they are needed."""

    rows: Rows
    lines: dict[str, bytes]
    quarantine: list[Quarantined]


class _Asked(NamedTuple):
    keys: tuple[str, ...]  # of projections, as "journal@1"
    upto: int
    answer: "Future[_Packed]"


class Ahead:
    """Folds what it is asked for, and of a long stretch what will be asked for next."""

    def __init__(self, database: Database) -> None:
        self._database = database
        forks = database.dialect == "postgresql" and sys.platform.startswith("linux")
        self._method: Method = "fork" if forks else "spawn"
        self._pool: ProcessPoolExecutor | None = None
        self._asked: dict[int, _Asked] = {}  # by the position before their first
        self._next = 0
        self._workers = 0
        self._is_alone = False

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
        keys = tuple(each.key for each in projections)
        if self._pool is None and self._is_long(aim - after):
            self._begin(after + HEAD_START[self._method])
        try:
            if self._pool is not None:
                self._ask(keys, aim)
            asked = self._asked.pop(after, None)
            if asked is not None and (asked.keys, asked.upto) == (keys, upto):
                return _unpacked(asked.answer.result())
        except BrokenProcessPool:  # a process was killed: go on alone
            self._end()
            self._is_alone = True
        return folded(self._database, projections, after, upto)

    def _is_long(self, events: int) -> bool:
        if self._is_alone or events < HEAD_STARTS_MIN * HEAD_START[self._method]:
            return False
        self._workers = processes_beside()
        return self._workers > 0

    def _begin(self, position: int) -> None:
        self._next = position - position % MARK_EVERY
        self._pool = ProcessPoolExecutor(
            self._workers,
            mp_context=get_context(self._method),
            initializer=_open,
            initargs=(self._database.address,),
        )

    def _ask(self, keys: tuple[str, ...], aim: int) -> None:
        """Keep every worker busy, and as many batches waiting."""
        assert self._pool is not None
        while self._next < aim and len(self._asked) < 2 * self._workers:
            upto = min(self._next + MARK_EVERY, aim)
            answer = self._pool.submit(_folded, keys, self._next, upto)
            self._asked[self._next] = _Asked(keys, upto, answer)
            self._next = upto

    def _end(self) -> None:
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)
            self._pool = None
        self._asked.clear()


def processes_beside() -> int:
    """Return how many processes may work beside this one; `HUZHU_WORKERS` says otherwise."""
    said = os.environ.get("HUZHU_WORKERS")
    if said:
        return int(said)
    linux = sys.platform.startswith("linux")  # which tells the cores that this process may use
    cores = len(os.sched_getaffinity(0)) if linux else os.cpu_count() or 1
    return 0 if cores < 2 else min(cores, WORKERS_MAX)


_database: Database


def _open(address: BookAddress) -> None:
    global _database  # noqa: PLW0603 - a worker has one book, opened once
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    _database = Database.connect(address)


def _folded(keys: Sequence[str], after: int, upto: int) -> _Packed:
    known = {each.key: each for each in catalogue.PROJECTIONS.values()}
    made = folded(_database, [known[key] for key in keys], after, upto)
    return _packed(made, _database.dialect)


def _packed(made: Folded, dialect: Dialect) -> _Packed:
    lines = {name: b"\n".join(own) for name, own in made.lines.items()}
    rows = {
        name: own if dialect == "sqlite" or b"\\" in lines[name] else []
        for name, own in made.rows.items()
    }
    return _Packed(rows, lines, made.quarantine)


def _unpacked(packed: _Packed) -> Folded:
    lines = {name: own.split(b"\n") if own else [] for name, own in packed.lines.items()}
    return Folded(packed.rows, lines, packed.quarantine)
