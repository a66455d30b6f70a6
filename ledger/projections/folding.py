"""Folding: recorded events to the rows of each projection, the same wherever and in whatever batch."""

from collections.abc import Callable, Iterable, Sequence
from itertools import chain
from typing import NamedTuple

from ledger.events import REGISTRY, Event, RecordDamaged, restore
from ledger.projections.storage import Cursor, Recorded, grouped, recorded_texts
from ledger.projections.tables import Emit, Projection, Row, written_together
from ledger.store.engine import Database, Dialect

TOPIC_UNKNOWN = "event.topic_unknown"
EVENT_INVALID = "event.invalid"
NOT_FOLDED = "projection.not_folded"

Rows = dict[str, list[Row]]


class Quarantined(NamedTuple):
    """An event that a projection could not fold."""

    name: str
    position: int
    topic: str
    reason: str  # a code; it never quotes what the event holds


class Folded(NamedTuple):
    """The rows that a batch of events makes in each projection, as they are inserted and digested."""

    rows: Rows  # as SQLite takes them (`grouped`); a server takes the lines
    lines: dict[str, bytes]  # one a line
    quarantine: list[Quarantined]


def folded(database: Database, projections: Sequence[Projection], after: int, upto: int) -> Folded:
    """Read the events after a position up to another, and fold them into each projection."""
    with database.reading() as connection:
        block = recorded_texts(Cursor(connection), after, upto)
    expect_gapless([each[0] for each in block], after, upto)
    return project(block, projections, database.dialect)


def expect_gapless(positions: Sequence[int], after: int, upto: int) -> None:
    """Hold that every position after one, up to another, was read.

    Raises:
        RecordDamaged: one is missing.
    """
    for expected, found in zip(range(after + 1, upto + 1), chain(positions, [0]), strict=False):
        if found != expected:
            raise RecordDamaged(f"position {expected}")


def project(
    block: Sequence[Recorded], projections: Sequence[Projection], dialect: Dialect
) -> Folded:
    """Turn recorded events into the rows of each projection."""
    quarantine: list[Quarantined] = []
    try:
        rows = _fast(block, projections)
    except Exception:  # whatever it is, the careful way names the event and goes on
        rows, quarantine = _careful(block, projections)
    lines = {name: written_together(own) for name, own in rows.items()}
    bound = {name: grouped(own) for name, own in rows.items()} if dialect == "sqlite" else {}
    return Folded(bound, lines, quarantine)


def _fast(block: Sequence[Recorded], projections: Sequence[Projection]) -> Rows:
    rows: Rows = {each.name: [] for each in projections}
    wanted: dict[type[Event], list[tuple[Emit, Callable[[Iterable[Row]], None]]]] = {}
    for each in projections:
        for kind, emit in each.rows.items():
            wanted.setdefault(kind, []).append((emit, rows[each.name].extend))
    for position, topic, state in block:
        emits = wanted.get(REGISTRY[topic])
        if emits is not None:  # what none of them is about is not even read
            event = restore(topic, state)
            for emit, extend in emits:
                extend(emit(event, position))
    return rows


def _careful(
    block: Sequence[Recorded], projections: Sequence[Projection]
) -> tuple[Rows, list[Quarantined]]:
    """Fold event by event, and put aside what cannot be folded, with the reason's code.

    An event that no projection knows may be about anything: it is put aside for each. One that
    cannot be read is put aside for those that are about its kind.
    """
    made: Rows = {each.name: [] for each in projections}
    quarantine = []
    for position, topic, state in block:
        kind = REGISTRY.get(topic)
        event, reason = _restored(topic, state)
        for each in projections:
            if kind is not None and kind not in each.rows:
                continue
            if event is None:
                quarantine.append(Quarantined(each.name, position, topic, reason))
                continue
            try:
                rows = list(each.project(event, position))
            except Exception:
                quarantine.append(Quarantined(each.name, position, topic, NOT_FOLDED))
            else:
                made[each.name] += rows
    return made, quarantine


def _restored(topic: str, state: bytes | str) -> tuple[Event | None, str]:
    try:
        return restore(topic, state), ""
    except RecordDamaged:
        return None, EVENT_INVALID if topic in REGISTRY else TOPIC_UNKNOWN
