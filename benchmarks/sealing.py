"""What tamper evidence takes of an append: beside one without it, and its calls timed inside."""

from collections.abc import Callable, Iterator, Sequence
from contextlib import ExitStack, contextmanager, nullcontext
from functools import partial, wraps
from statistics import median
from time import perf_counter
from typing import Any, ParamSpec, TypeVar
from unittest.mock import patch
from uuid import UUID, uuid4

from eventsourcing.persistence import StoredEvent

from benchmarks.figures import Figure, Run, timed
from benchmarks.places import Place, expect_durable
from benchmarks.recorder import BATCH_EVENTS, Batches, append_all, ready_made
from ledger.entropy import SystemEntropy, time_ordered_id
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
    with ExitStack() as stack:
        sealed, bare = (stack.enter_context(_book(place, name)) for name in ("sealing", "bare"))
        batches = f"seal within the append, {BATCH_EVENTS:,} a batch"
        return [
            _figure(place, sealed, batches, runs, lambda: ready_made(size), bare),
            _figure(
                place, sealed, "seal within the append, one event", runs, lambda: _single(size)
            ),
        ]


@contextmanager
def _book(place: Place, name: str) -> Iterator[BookRecorder]:
    address = BookAddress.parse(place.of(name))
    migrate(address)
    with Database.open(address) as database:
        create_book(database, uuid4())
        expect_durable(database)
        yield BookRecorder(database)


def _figure(
    place: Place,
    sealed: BookRecorder,
    name: str,
    runs: int,
    made: Callable[[], Batches],
    bare: BookRecorder | None = None,
) -> Figure:
    taken: list[Run] = []
    shares: dict[str, list[float]] = {}
    beside: list[float] = []
    for _ in range(runs):
        batches = made()
        with watched() as watch:
            seconds = timed(partial(append_all, sealed, batches))
        states = [len(event.state) for batch in batches for event in batch]
        taken.append(Run(seconds, len(states), sum(states)))
        assert all(watch.calls.values()), f"every part of the seal is timed: {watch.calls}"
        parts = {"tamper evidence's calls": sum(watch.seconds.values())} | watch.seconds
        for part, its in parts.items():
            shares.setdefault(f"% of the append, {part}", []).append(100 * its / seconds)
        if bare is not None:
            beside += _shares(sealed, bare, made())
    more = {part: median(found) for part, found in shares.items()}
    if beside:
        more = {"% of the append, beside one without the seal": median(beside)} | more
    return Figure(name, place.database, tuple(taken), more=more)


def _shares(sealed: BookRecorder, bare: BookRecorder, batches: Batches) -> Iterator[float]:
    """Append each batch with its seal and without, in turn; yield the % by which the seconds differ."""
    for turn, batch in enumerate(batches):
        seconds: dict[bool, float] = {}
        for with_seal in (True, False) if turn % 2 else (False, True):
            with nullcontext() if with_seal else unsealed():
                recorder = sealed if with_seal else bare
                seconds[with_seal] = timed(partial(append_all, recorder, [_again(batch)]))
        yield 100 * (1 - seconds[False] / seconds[True])


def _again(batch: Sequence[StoredEvent]) -> list[StoredEvent]:
    """Return the same events under streams of their own, one after the other as those were."""
    entropy = SystemEntropy()
    own = time_ordered_id(entropy, entropy.now()).int
    return [
        StoredEvent(UUID(int=own + n), event.originator_version, event.topic, event.state)
        for n, event in enumerate(batch)
    ]


@contextmanager
def unsealed() -> Iterator[None]:
    """Append without evidence: no leaf is hashed, no tile is written, and the head only counts."""

    def counted(
        edge: merkle.Edge, leaves: Sequence[bytes], _: object
    ) -> tuple[merkle.Edge, list[Any]]:
        size = edge.size + len(leaves)
        return merkle.Edge(size, bytes(merkle.HASH_BYTES * size.bit_count())), []

    with ExitStack() as stack:
        for owner, name, instead in (
            (merkle, "leaf_hashes", lambda states: [b"" for _ in states]),
            (merkle, "needed", lambda *_: []),
            (merkle, "grow", counted),
            (merkle.Edge, "root", lambda _: bytes(merkle.HASH_BYTES)),
        ):
            stack.enter_context(patch.object(owner, name, instead))
        stack.enter_context(patch.object(appending, "is_small", lambda _: False))
        yield


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
        stack.enter_context(patch.object(PostgresqlWriter, "_write_rows", _write_rows(watch)))
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


def _write_rows(watch: Stopwatch) -> Callable[..., None]:
    """Send tiles by themselves: in one message with others, their time could not be told apart."""
    whole = PostgresqlWriter._write_rows

    def send(writer: PostgresqlWriter) -> None:
        if writer._statements:
            writer._cursor.execute(b";\n".join(writer._statements))
            writer._statements.clear()

    def write_rows(writer: PostgresqlWriter, table: str, rows: Sequence[Any], *more: Any) -> None:
        if table != "tile":
            whole(writer, table, rows, *more)
            return
        if rows:
            send(writer)
        with watch.over(TILES):
            whole(writer, table, rows, *more)
            if rows:
                send(writer)

    return write_rows
