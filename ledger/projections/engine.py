"""The engine: new events to facts, each exactly once, in batches that commit rows and positions together."""

from collections.abc import Callable, Collection, Sequence
from typing import NamedTuple, Protocol

from ledger.projections import catalogue
from ledger.projections.ahead import Ahead
from ledger.projections.digest import MARK_EVERY, chained
from ledger.projections.folding import Folded
from ledger.projections.storage import Cursor, Standing, live
from ledger.projections.tables import Projection
from ledger.store.batch import Head
from ledger.store.engine import Database

BATCH_EVENTS = MARK_EVERY  # a transaction never goes beyond the next mark

Told = Callable[[int, int], None]  # position reached, position aimed at


class Record(Protocol):
    """What the engine asks of a book's recorder."""

    def head(self) -> Head: ...


class Progress(NamedTuple):
    """What a run did."""

    position: int  # where the furthest behind stands now
    events: int  # read and projected by this run
    quarantined: int  # rows put into quarantine by this run


class _Overtaken(Exception):
    """Another process projected these events first."""


def catch_up(
    database: Database,
    record: Record,
    names: Collection[str] = (),
    *,
    progress: Told | None = None,
    batch_events: int = BATCH_EVENTS,
) -> Progress:
    """Project everything recorded so far, once, into every live projection, or into some by name.

    An event that cannot be folded is quarantined, and the projections go on. Where another process
    projects at the same time, each batch is written by one of the two.
    """

    def live_ones() -> list[Standing]:
        with database.reading() as connection:
            standing = [each for each in live(Cursor(connection)) if _is_current(each)]
            return [each for each in standing if not names or each.name in names]

    return advance(
        database,
        live_ones,
        record.head().size,
        progress=progress,
        batch_events=batch_events,
    )


def advance(
    database: Database,
    ask: Callable[[], list[Standing]],
    upto: int,
    *,
    progress: Told | None = None,
    batch_events: int = BATCH_EVENTS,
) -> Progress:
    """Carry the projections that `ask` returns up to a position, those furthest behind first."""
    events = quarantined = 0
    with Ahead(database) as ahead:
        while True:
            asked = ask()
            position = min((each.position for each in asked), default=upto)
            if position >= upto:
                return Progress(position, events, quarantined)
            behind = [each for each in asked if each.position == position]
            others = [each.position for each in asked if each.position > position]
            aim = min([upto, *others])
            stop = min(aim, position + batch_events, _next_mark(position))
            batch = ahead.fold(_projections(behind), position, stop, aim)
            try:
                _write(database, behind, batch, stop)
            except _Overtaken:
                continue
            events += stop - position
            quarantined += len(batch.quarantine)
            if progress is not None:
                progress(stop, upto)


def _write(database: Database, behind: Sequence[Standing], batch: Folded, stop: int) -> None:
    """Write a batch's rows, and move each position on from where it was, in one transaction."""
    with database.writing() as connection:
        cursor = Cursor(connection)
        generations = {}
        for standing in behind:
            projection = catalogue.PROJECTIONS[standing.name]
            lines = batch.lines[standing.name]
            link = chained(standing.link, lines)
            _move(cursor, standing, stop, link)
            if lines:
                rows = batch.rows[standing.name]
                cursor.insert(projection.table, standing.generation, rows, lines)
                renew = projection.table.renewing(standing.generation)
                if renew is not None:
                    cursor.run(renew, (standing.position, stop))
            if stop % MARK_EVERY == 0:
                cursor.run(
                    "insert into projection_mark (name, generation, position, link) values (?, ?, ?, ?)",
                    (standing.name, standing.generation, stop, link),
                )
            generations[standing.name] = standing.generation
        for each in batch.quarantine:
            cursor.run(
                "insert into quarantine (name, generation, position, topic, reason) "
                "values (?, ?, ?, ?, ?)",
                (each.name, generations[each.name], each.position, each.topic, each.reason),
            )


def _move(cursor: Cursor, standing: Standing, stop: int, link: bytes) -> None:
    """Take the position first: whoever is second waits here, and then finds it moved."""
    hit = cursor.run(
        "update projection set position = ?, link = ? "
        "where name = ? and generation = ? and position = ?",
        (stop, link, standing.name, standing.generation, standing.position),
    )
    if hit != 1:
        raise _Overtaken


def _is_current(standing: Standing) -> bool:
    """A generation of another version is left as it is until it is rebuilt."""
    return catalogue.PROJECTIONS[standing.name].version == standing.version


def _next_mark(position: int) -> int:
    return (position // MARK_EVERY + 1) * MARK_EVERY


def _projections(behind: Sequence[Standing]) -> list[Projection]:
    return [catalogue.PROJECTIONS[standing.name] for standing in behind]
