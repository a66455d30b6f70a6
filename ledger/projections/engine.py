"""The engine: new events to facts, each exactly once, in batches that commit rows and positions together."""

from collections.abc import Callable, Collection, Sequence
from itertools import chain
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
    alone: bool = False,
) -> Progress:
    """Project everything recorded so far, once, into every live projection, or into some by name.

    An event that cannot be folded is quarantined, and the projections go on. Where another process
    projects at the same time, each batch is written by one of the two. `alone` starts no processes
    that help, however much there is to fold.
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
        alone=alone,
    )


def advance(
    database: Database,
    ask: Callable[[], list[Standing]],
    upto: int,
    *,
    progress: Told | None = None,
    batch_events: int = BATCH_EVENTS,
    alone: bool = False,
) -> Progress:
    """Carry the projections that `ask` returns up to a position, those furthest behind first."""
    events = quarantined = 0
    made: tuple[int, int, Folded] | None = None  # what another process was faster with, in part
    with Ahead(database, alone=alone) as ahead:
        while True:
            asked = ask()
            position = min((each.position for each in asked), default=upto)
            if position >= upto:
                return Progress(position, events, quarantined)
            behind = [each for each in asked if each.position == position]
            others = [each.position for each in asked if each.position > position]
            aim = min([upto, *others])
            stop = min(aim, position + batch_events, _next_mark(position))
            batch = _left(made, position, stop, behind)
            if batch is None:
                batch = ahead.fold(_projections(behind), position, stop, aim)
            try:
                _write(database, behind, batch, stop)
            except _Overtaken:
                made = position, stop, batch
                continue
            events += stop - position
            quarantined += len(batch.quarantine)
            if progress is not None:
                progress(stop, upto)


def _left(
    made: tuple[int, int, Folded] | None, after: int, upto: int, behind: Sequence[Standing]
) -> Folded | None:
    """Return what was folded already for those that are still behind, if it was these events."""
    if made is None or made[:2] != (after, upto):
        return None
    rows, lines, quarantine = made[2]
    names = {standing.name for standing in behind}
    if not names <= lines.keys():
        return None
    return Folded(rows, lines, [each for each in quarantine if each.name in names])


def _write(database: Database, behind: Sequence[Standing], batch: Folded, stop: int) -> None:
    """Write a batch's rows, and move each position on from where it was, in one transaction.

    A generation that is not live has no indexes yet: they are made when it is shown.
    """
    # Outside the transaction, which others wait for: whoever was overtaken throws it away.
    taken = [(own, chained(own.link, batch.lines[own.name].splitlines())) for own in behind]
    with database.writing_facts() as connection:
        cursor = Cursor(connection)
        _move(cursor, taken, stop)
        for standing in behind:
            table = catalogue.PROJECTIONS[standing.name].table
            lines = batch.lines[standing.name]
            if lines:
                groups = batch.rows.get(standing.name, ())
                cursor.insert(table, standing.generation, groups, lines)
                renew = table.renewing(standing.generation)
                if renew is not None and standing.is_live:
                    cursor.run(renew, (standing.position, stop))
        if stop % MARK_EVERY == 0:
            marks = [(own.name, own.generation, stop, link) for own, link in taken]
            every = ", ".join(["(?, ?, ?, ?)"] * len(marks))
            cursor.run(
                f"insert into projection_mark (name, generation, position, link) values {every}",
                list(chain.from_iterable(marks)),
            )
        generations = {standing.name: standing.generation for standing in behind}
        for each in batch.quarantine:
            cursor.run(
                "insert into quarantine (name, generation, position, topic, reason) "
                "values (?, ?, ?, ?, ?)",
                (each.name, generations[each.name], each.position, each.topic, each.reason),
            )


def _move(cursor: Cursor, taken: Sequence[tuple[Standing, bytes]], stop: int) -> None:
    """Take the positions first: whoever is second waits here, and then finds them moved.

    They are taken in order of name, by whoever it is: so nobody waits for who waits for them. The
    commit is not waited for. A crash may take the last batches back, rows and position
    together, and they are made again; what they were made from is synced, and comes first in the log.
    """
    values = [(own.name, own.generation, link) for own, link in taken]
    position = taken[0][0].position
    if cursor.dialect == "sqlite":
        # Its driver counts no rows of a statement that begins with WITH; nor is a message dear.
        one = (
            "update projection set position = ?, link = ? "
            "where name = ? and generation = ? and position = ?"
        )
        hit = sum(cursor.run(one, (stop, link, name, n, position)) for name, n, link in values)
    else:
        hit = cursor.run(
            "set local synchronous_commit = off; "
            f"with new (name, generation, link) as (values {', '.join(['(?, ?, ?)'] * len(values))}) "
            "update projection as its set position = ?, link = new.link from new, "
            "(select name, generation from projection where position = ? "
            "and (name, generation) in (select name, generation from new) "
            "order by name, generation for update) as held "
            "where held.name = new.name and held.generation = new.generation "
            "and its.name = new.name and its.generation = new.generation",
            [*chain.from_iterable(values), stop, position],
        )
    if hit != len(taken):
        raise _Overtaken


def _is_current(standing: Standing) -> bool:
    """A generation of another version is left as it is until it is rebuilt."""
    return catalogue.PROJECTIONS[standing.name].version == standing.version


def _next_mark(position: int) -> int:
    return (position // MARK_EVERY + 1) * MARK_EVERY


def _projections(behind: Sequence[Standing]) -> list[Projection]:
    return [catalogue.PROJECTIONS[standing.name] for standing in behind]
