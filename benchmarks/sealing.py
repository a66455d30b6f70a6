"""What tamper evidence takes of an append: its calls are timed inside the append itself."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager
from functools import partial, wraps
from statistics import median
from time import perf_counter
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch
from uuid import uuid4

from benchmarks.figures import Figure, Run, timed
from benchmarks.places import Place, expect_durable
from benchmarks.recorder import BATCH_EVENTS, Batches, append_all, ready_made
from ledger.store import append as appending
from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.postgresql import PostgresqlWriter
from ledger.store.recorder import BookRecorder
from ledger.store.sqlite import SqliteWriter

HASHING, GROWING, TILES = "hashing leaves", "growing the edge", "writing tiles"
P = ParamSpec("P")
R = TypeVar("R")


class Stopwatch:
    """Adds up seconds by part of the seal. What one timed call does within another counts once."""

    def __init__(self) -> None:
        self.seconds = {HASHING: 0.0, GROWING: 0.0, TILES: 0.0}
        self.calls = dict.fromkeys(self.seconds, 0)
        self._runs = False

    @contextmanager
    def over(self, part: str) -> Iterator[None]:
        """Time a piece of work."""
        if self._runs:
            yield
            return
        self._runs = True
        start = perf_counter()
        try:
            yield
        finally:
            self.seconds[part] += perf_counter() - start
            self.calls[part] += 1
            self._runs = False

    def around(self, part: str, work: Callable[P, R]) -> Callable[P, R]:
        """Return the same function, timed."""

        @wraps(work)
        def within(*args: P.args, **kwargs: P.kwargs) -> R:
            with self.over(part):
                return work(*args, **kwargs)

        return within


def measure(place: Place, size: int, runs: int) -> list[Figure]:
    """Append batches as the recorder's figure does, and single events as single commands do."""
    address = BookAddress.parse(place.of("sealing"))
    migrate(address)
    with Database.open(address) as database:
        create_book(database, uuid4())
        expect_durable(database)
        own = BookRecorder(database)
        batches = f"seal within the append, {BATCH_EVENTS:,} a batch"
        return [
            _figure(place, own, batches, runs, lambda: ready_made(size)),
            _figure(place, own, "seal within the append, one event", runs, partial(_single, size)),
        ]


def _figure(
    place: Place, own: BookRecorder, name: str, runs: int, made: Callable[[], Batches]
) -> Figure:
    taken: list[Run] = []
    shares: dict[str, list[float]] = {}
    for _ in range(runs):
        batches = made()
        with watched() as watch:
            seconds = timed(partial(append_all, own, batches))
        states = [len(event.state) for batch in batches for event in batch]
        taken.append(Run(seconds, len(states), sum(states)))
        assert all(watch.calls.values()), f"every part of the seal is timed: {watch.calls}"
        parts = {"tamper evidence": sum(watch.seconds.values())} | watch.seconds
        for part, its in parts.items():
            shares.setdefault(f"% of the append, {part}", []).append(100 * its / seconds)
    more = {part: median(found) for part, found in shares.items()}
    return Figure(name, place.database, tuple(taken), more=more)


def _single(size: int) -> Batches:
    """Make as many events as `benchmarks.decisions` has commands, each a batch."""
    return [[event] for batch in ready_made(max(1, size // 40)) for event in batch]


@contextmanager
def watched() -> Iterator[Stopwatch]:
    """Time every call that an append makes for its seal alone, on either database.

    Small appends to a server go the longer way meanwhile: of one message the server folds the tree,
    and nothing can be timed apart.
    """
    watch = Stopwatch()
    with ExitStack() as stack:
        for part, owner, name in (
            (HASHING, merkle, "leaf_hashes"),
            (GROWING, merkle, "needed"),
            (GROWING, merkle, "grow"),
            (GROWING, merkle.Edge, "root"),
            (GROWING, SqliteWriter, "hashes"),  # read again, to complete a tile
            (GROWING, PostgresqlWriter, "hashes"),
        ):
            stack.enter_context(patch.object(owner, name, watch.around(part, getattr(owner, name))))
        stack.enter_context(patch.object(appending, "is_small", lambda _: False))
        stack.enter_context(patch.object(SqliteWriter, "_many", _many(watch)))
        stack.enter_context(patch.object(PostgresqlWriter, "_insert", _insert(watch)))
        yield watch


def _many(watch: Stopwatch) -> Callable[..., None]:
    whole = SqliteWriter._many

    def many(writer: SqliteWriter, table: str, width: int, rows: Sequence[Any]) -> None:
        if table != "tile":
            whole(writer, table, width, rows)
            return
        with watch.over(TILES):
            whole(writer, table, width, rows)

    return many


def _insert(watch: Stopwatch) -> Callable[..., None]:
    """Send tiles by themselves: in one message with others, their time could not be told apart."""
    whole = PostgresqlWriter._insert

    def send(writer: PostgresqlWriter) -> None:
        if writer._statements:
            writer._cursor.execute(b";\n".join(writer._statements))
            writer._statements.clear()

    def insert(writer: PostgresqlWriter, table: str, rows: Sequence[Any]) -> None:
        if table != "tile":
            whole(writer, table, rows)
            return
        if rows:
            send(writer)
        with watch.over(TILES):
            whole(writer, table, rows)
            if rows:
                send(writer)

    return insert
