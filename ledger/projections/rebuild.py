"""Rebuilding: the same facts again from the record alone, beside the live ones, then shown instead."""

from collections.abc import Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager, nullcontext
from threading import Lock
from typing import NamedTuple

from sqlalchemy import Connection

from ledger.projections import catalogue
from ledger.projections.digest import beginning, digest_of, fold
from ledger.projections.engine import Record, Told, advance, catch_up
from ledger.projections.storage import (
    Cursor,
    Standing,
    alike,
    create,
    drop,
    index,
    renew,
    show,
    standings,
)
from ledger.projections.tables import Projection
from ledger.store.engine import Database

_AT_ONCE = 2  # projections whose indexes are made, and which are compared


class Rebuilt(NamedTuple):
    """What a rebuild found, all at one position and in hex."""

    name: str
    version: int
    position: int
    recorded: (
        str | None
    )  # digest that was kept while the old rows were written; None: other version
    found: str | None  # digest of the old rows as they stood in the table
    rebuilt: str  # digest of the new rows

    @property
    def is_equal(self) -> bool:
        """Whether nothing had changed; a new version has nothing to be equal to."""
        return self.recorded is None or self.recorded == self.found == self.rebuilt


class _Ready(NamedTuple):
    """A new generation that has its indexes, and what it was compared with."""

    generation: int
    position: int  # up to which its latest rows were found
    compared: int  # up to which position both generations were; of another version, not at all
    is_alike: bool


def rebuild(
    database: Database,
    record: Record,
    names: Sequence[str] = (),
    *,
    progress: Told | None = None,
) -> list[Rebuilt]:
    """Fill a new generation of each named projection (all, by default) and show it to readers.

    Readers see the old rows until the new ones are complete. What differs is reported, and the
    rows made from the record stand.
    """
    chosen = [catalogue.PROJECTIONS[name] for name in names or catalogue.PROJECTIONS]
    catch_up(database, record)
    generations = {each.name: _begin(database, each) for each in chosen}

    def building() -> list[Standing]:
        with database.reading() as connection:
            asked = standings(Cursor(connection), "where is_live = 0 order by name")
            return [each for each in asked if generations.get(each.name) == each.generation]

    reports: list[Rebuilt] = []
    ready: dict[str, _Ready] = {}
    waiting = list(chosen)
    while waiting:
        # Commands may record while this runs: what came in meanwhile is folded before the switch.
        advance(database, building, record.head().size, progress=progress)
        ready = ready or _made_ready(database, waiting)
        done = [report for each in waiting if (report := _switch(database, each, ready[each.name]))]
        reports += done
        waiting = [each for each in waiting if each.name not in {report.name for report in done}]
    return reports


@contextmanager
def _dropping(database: Database) -> Iterator[Connection]:
    """Open a transaction that drops facts: they hold nothing personal, and need no overwriting."""
    with database.writing() as connection:
        on_sqlite = database.dialect == "sqlite"
        if on_sqlite:
            connection.exec_driver_sql("pragma secure_delete = off")
        try:
            yield connection
        finally:
            if on_sqlite:
                connection.exec_driver_sql("pragma secure_delete = on")


def _begin(database: Database, projection: Projection) -> int:
    """Make an empty generation beside the live one; one that was left half-built goes first."""
    with _dropping(database) as connection:
        cursor = Cursor(connection)
        own = standings(cursor, "where name = ? order by generation", (projection.name,))
        for standing in own:
            if not standing.is_live:
                drop(cursor, projection, standing.generation)
        generation = max(each.generation for each in own) + 1
        create(cursor, projection, generation, beginning(projection).link, is_live=False)
        return generation


def _made_ready(database: Database, projections: Sequence[Projection]) -> dict[str, _Ready]:
    """Make the indexes of each new generation and compare it, before anybody has to wait for it.

    All of that is the database's work, two at a time: on SQLite, one that writes beside others that
    read. The last one declared is the longest by far, and goes first.
    """
    writing = Lock()

    def make(projection: Projection) -> _Ready:
        with (
            writing if database.dialect == "sqlite" else nullcontext(),
            database.writing_facts() as made,
        ):
            cursor = Cursor(made)
            _, begun = _both(cursor, projection)
            index(cursor, projection.table, begun)
        with database.reading() as connection:
            cursor = Cursor(connection)
            old, new = _both(cursor, projection)
            upto = 0 if old.version != new.version else min(old.position, new.position)
            same = _alike(cursor, projection, old, new, 0, upto)
            return _Ready(begun.generation, begun.position, upto, same)

    names = [each.name for each in reversed(projections)]
    with ThreadPoolExecutor(_AT_ONCE) as threads:
        return dict(zip(names, threads.map(make, reversed(projections)), strict=True))


def _both(cursor: Cursor, projection: Projection) -> tuple[Standing, Standing]:
    """Return the live generation, and the one that a rebuild fills."""
    own = standings(cursor, "where name = ? order by is_live desc", (projection.name,))
    old, new = own
    return old, new


def _switch(database: Database, projection: Projection, ready: _Ready) -> Rebuilt | None:
    """Show the new generation instead of the live one, unless that one has moved on meanwhile."""
    with _dropping(database) as connection:
        cursor = Cursor(connection)
        # Whoever catches up at this moment takes the live row first: wait for it, or make it wait.
        cursor.run(
            "update projection set position = position where name = ? and is_live = 1",
            (projection.name,),
        )
        old, new = _both(cursor, projection)
        assert new.generation == ready.generation, "a rebuild fills its own generation"
        if old.position > new.position:
            return None
        if new.position > ready.position:
            renew(cursor, projection.table, new, after=ready.position)
        report = _compared(cursor, projection, old, new, ready)
        show(cursor, projection, new.generation)
        drop(cursor, projection, old.generation)
        cursor.run(
            "update projection set is_live = 1 where name = ? and generation = ?",
            (projection.name, new.generation),
        )
        return report


def _compared(
    cursor: Cursor, projection: Projection, old: Standing, new: Standing, ready: _Ready
) -> Rebuilt:
    """Compare both generations at the live one's position, from the rows as they stand.

    Rows that are alike have the same digest: the old ones are folded again only where they are not.
    """
    if old.version != new.version:
        return Rebuilt(new.name, new.version, new.position, None, None, new.link.hex())
    position = old.position
    rebuilt = digest_of(cursor, projection, new, position).hex()
    found = rebuilt
    if not (ready.is_alike and _alike(cursor, projection, old, new, ready.compared, position)):
        found = fold(cursor, projection, old.generation, beginning(projection), position).hex()
    return Rebuilt(new.name, new.version, position, old.link.hex(), found, rebuilt)


def _alike(
    cursor: Cursor, projection: Projection, old: Standing, new: Standing, after: int, upto: int
) -> bool:
    """Tell whether both hold the same rows after a position up to another."""
    generations = (old.generation, new.generation)
    return after == upto or alike(cursor, projection.table, generations, upto, after=after)
