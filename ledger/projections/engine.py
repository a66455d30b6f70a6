"""The engine: new events to facts, each exactly once, in batches that commit rows and positions together."""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from pydantic import ValidationError

from ledger.events import Event, restore
from ledger.projections import catalogue
from ledger.projections.digest import MARK_EVERY, chained
from ledger.projections.storage import Cursor, Recorded, Standing, live, recorded
from ledger.projections.tables import Emit, Projection, Row, written
from ledger.store.batch import Head
from ledger.store.engine import Database

BATCH_EVENTS = MARK_EVERY  # a transaction never goes beyond the next mark

TOPIC_UNKNOWN = "event.topic_unknown"
EVENT_INVALID = "event.invalid"
NOT_FOLDED = "projection.not_folded"

Told = Callable[[int, int], None]  # position reached, position aimed at


class Record(Protocol):
    """What the engine asks of a book's recorder."""

    def head(self) -> Head: ...


class Progress(NamedTuple):
    """What a run did."""

    position: int  # where the furthest behind stands now
    events: int  # read and projected by this run
    quarantined: int  # rows put into quarantine by this run


class Quarantined(NamedTuple):
    """An event that a projection could not fold."""

    name: str
    position: int
    topic: str
    reason: str  # a code; it never quotes what the event holds


class _Overtaken(Exception):
    """Another process projected these events first."""


@dataclass
class _Batch:
    """The rows that a batch of events makes in each projection."""

    rows: dict[str, list[Row]]
    quarantine: list[Quarantined] = field(default_factory=list)


def catch_up(
    database: Database,
    record: Record,
    *,
    progress: Told | None = None,
    batch_events: int = BATCH_EVENTS,
) -> Progress:
    """Project everything recorded so far, once, into every live projection.

    An event that cannot be folded is quarantined, and the projections go on. Where another process
    projects at the same time, each batch is written by one of the two.
    """

    def live_ones() -> list[Standing]:
        with database.reading() as connection:
            return [each for each in live(Cursor(connection)) if _is_current(each)]

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
    while True:
        asked = ask()
        position = min((each.position for each in asked), default=upto)
        if position >= upto:
            return Progress(position, events, quarantined)
        behind = [each for each in asked if each.position == position]
        others = [each.position for each in asked if each.position > position]
        stop = min(upto, *others, position + batch_events, _next_mark(position))
        batch = project(_read(database, position, stop), _projections(behind))
        try:
            _write(database, behind, batch, stop)
        except _Overtaken:
            continue
        events += stop - position
        quarantined += len(batch.quarantine)
        if progress is not None:
            progress(stop, upto)


def project(block: Sequence[Recorded], projections: Sequence[Projection]) -> _Batch:
    """Turn recorded events into the rows of each projection."""
    try:
        return _fast(block, projections)
    except Exception:  # whatever it is, the careful way names the event and goes on
        return _careful(block, projections)


def _read(database: Database, after: int, upto: int) -> list[Recorded]:
    with database.reading() as connection:
        block = recorded(Cursor(connection), after, upto)
    assert [each[0] for each in block] == list(range(after + 1, upto + 1)), "the record has a gap"
    return block


def _fast(block: Sequence[Recorded], projections: Sequence[Projection]) -> _Batch:
    rows: dict[str, list[Row]] = {each.name: [] for each in projections}
    wanted: dict[type[Event], list[tuple[Emit, Callable[[Iterable[Row]], None]]]] = {}
    for each in projections:
        for kind, emit in each.rows.items():
            wanted.setdefault(kind, []).append((emit, rows[each.name].extend))
    for position, topic, state in block:
        event = restore(topic, state)
        for emit, extend in wanted.get(event.__class__, ()):
            extend(emit(event, position))
    return _Batch(rows)


def _careful(block: Sequence[Recorded], projections: Sequence[Projection]) -> _Batch:
    """Fold event by event, and put aside what cannot be folded, with the reason's code."""
    batch = _Batch({each.name: [] for each in projections})
    for position, topic, state in block:
        event, reason = _restored(topic, state)
        for each in projections:
            if event is None:
                batch.quarantine.append(Quarantined(each.name, position, topic, reason))
                continue
            try:
                rows = list(each.project(event, position))
            except Exception:
                batch.quarantine.append(Quarantined(each.name, position, topic, NOT_FOLDED))
            else:
                batch.rows[each.name] += rows
    return batch


def _restored(topic: str, state: bytes) -> tuple[Event | None, str]:
    try:
        return restore(topic, state), ""
    except KeyError:
        return None, TOPIC_UNKNOWN
    except ValidationError:
        return None, EVENT_INVALID


def _write(database: Database, behind: Sequence[Standing], batch: _Batch, stop: int) -> None:
    """Write a batch's rows, and move each position on from where it was, in one transaction."""
    with database.writing() as connection:
        cursor = Cursor(connection)
        generations = {}
        for standing in behind:
            projection = catalogue.PROJECTIONS[standing.name]
            rows = batch.rows[standing.name]
            lines = written(rows)
            link = chained(standing.link, lines)
            _move(cursor, standing, stop, link)
            if rows:
                cursor.insert(projection.table, standing.generation, rows, lines)
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
