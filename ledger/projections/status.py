"""How fresh the facts are: where each projection stands, how far it lags, what it could not fold."""

from typing import NamedTuple

from ledger.events import RecordDamaged, restore
from ledger.projections import catalogue
from ledger.projections.storage import Cursor, live, recorded
from ledger.store.engine import Database


class Freshness(NamedTuple):
    """Where one projection stands."""

    name: str
    version: int
    position: int
    head: int
    lag_seconds: int  # between the last event recorded and the last one projected
    quarantined: int
    is_outdated: bool  # this huzhu knows another version: a rebuild is due

    @property
    def lag_events(self) -> int:
        """How many recorded events are not projected yet."""
        return self.head - self.position


class Aside(NamedTuple):
    """An event that some projection could not fold, and why, as a code of `ledger.projections.folding`."""

    position: int
    topic: str
    reason: str


_ASIDE = (
    "select distinct own.position, own.topic, own.reason from quarantine own "
    "join projection its on its.name = own.name and its.generation = own.generation "
    "where its.is_live = 1"
)


def quarantine(database: Database, most: int) -> tuple[list[Aside], int]:
    """Return the first events in quarantine, at most so many, and how many more there are."""
    with database.reading() as connection:
        cursor = Cursor(connection)
        found = cursor.all(f"{_ASIDE} order by own.position, own.reason limit {most}")
        counted = cursor.one(f"select count(*) from ({_ASIDE}) every")
    assert counted is not None, "a count is one row"
    return [Aside(*row) for row in found], int(counted[0]) - len(found)


def status(database: Database) -> list[Freshness]:
    """Return where every live projection stands, from one state of the book."""
    with database.reading() as connection:
        return status_in(Cursor(connection))


def status_in(cursor: Cursor) -> list[Freshness]:
    """Return where every live projection stands, in a transaction that is open."""
    head = cursor.one("select size from head")
    if head is None:
        raise RecordDamaged("the head")
    size = int(head[0])
    found = []
    for standing in live(cursor):
        quarantined = cursor.one(
            "select count(*) from quarantine where name = ? and generation = ?",
            (standing.name, standing.generation),
        )
        assert quarantined is not None, "a count is one row"
        found.append(
            Freshness(
                standing.name,
                standing.version,
                standing.position,
                size,
                _seconds_between(cursor, standing.position, size),
                int(quarantined[0]),
                standing.version != catalogue.PROJECTIONS[standing.name].version,
            )
        )
    return found


def _seconds_between(cursor: Cursor, position: int, head: int) -> int:
    """Return the time between two events, in whole seconds; where one cannot be read, 0."""
    if position == head:
        return 0
    moments = []
    for at in (max(position, 1), head):
        try:
            moments += [restore(*row[1:]).timestamp for row in recorded(cursor, at - 1, at)]
        except RecordDamaged:
            return 0
    if len(moments) < len((position, head)):
        return 0
    return max(0, int((moments[1] - moments[0]).total_seconds()))
