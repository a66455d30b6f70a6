"""Facts as of a date, as known at a position: what every statement is a sum of.

Journal lines count by the day they were booked on, all other facts by the day they were true.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any, NamedTuple

from ledger.errors import PositionAhead
from ledger.projections.audit_trail import microseconds
from ledger.projections.status import status_in
from ledger.projections.storage import Cursor
from ledger.store.engine import Database

Known = int | datetime | None  # a position, a time, or: all there is


class Knowledge(NamedTuple):
    """What a statement rests on, as its head says it."""

    office: str | None  # name; None before the book was opened
    as_of: date
    known_at: int  # position
    head: int  # how far the record reaches
    projected: int  # how far the projection furthest behind has read
    quarantined: int  # rows of events, up to `known_at`, that some projection could not fold

    @property
    def lag_events(self) -> int:
        """How many recorded events no statement can see yet."""
        return self.head - self.projected


class Name(NamedTuple):
    """What the register says of one thing."""

    name: str | None
    name_en: str | None
    plan_class: str | None
    fund: str | None
    restriction: str | None


class Posted(NamedTuple):
    """A sum of journal lines, as it stood before some day, and at the close of the last."""

    fund: str
    account: str
    side: str
    before_fen: int
    closing_fen: int


@dataclass(frozen=True)
class Facts:
    """One state of a book's facts, cut at a date and a position."""

    cursor: Cursor
    knowledge: Knowledge

    @property
    def as_of(self) -> date:
        """The last day whose facts count."""
        return self.knowledge.as_of

    def asked(self, sql: str, values: Sequence[object] = ()) -> list[tuple[Any, ...]]:
        """Return a query's rows."""
        return self.cursor.all(sql, values)

    def until(self) -> tuple[str, int]:
        """Return the values of the cut `… <= ? and position <= ?`."""
        return (self.as_of.isoformat(), self.knowledge.known_at)

    def posted(self, since: date) -> list[Posted]:
        """Return journal totals by fund, account and side, before a day and at the close of the last."""
        rows = self.asked(
            "select fund, account, side, "
            "cast(sum(case when booked_on < ? then amount_fen else 0 end) as bigint), "
            "cast(sum(amount_fen) as bigint) from journal_line "
            "where booked_on <= ? and position <= ? "
            "group by fund, account, side order by fund, account, side",
            (since.isoformat(), *self.until()),
        )
        return [Posted(*row) for row in rows]

    def names(self, kind: str) -> dict[str, Name]:
        """Return what the register says of all things of a kind; the latest word counts."""
        rows = self.asked(
            "select code, name, name_en, plan_class, fund, restriction from register "
            "where kind = ? and effective_on <= ? and position <= ? order by position",
            (kind, *self.until()),
        )
        return {code: Name(*facts) for code, *facts in rows}


@contextmanager
def facts_of(database: Database, as_of: date, known: Known = None) -> Iterator[Facts]:
    """Open one state of a book's facts; it does not change while a statement is drawn up.

    Raises:
        PositionAhead: it is asked for as known at a position that the record has not reached.
    """
    with database.reading() as connection:
        if database.dialect == "postgresql":
            connection.exec_driver_sql("set transaction isolation level repeatable read")
        cursor = Cursor(connection)
        yield Facts(cursor, _knowledge(cursor, as_of, known))


def _knowledge(cursor: Cursor, as_of: date, known: Known) -> Knowledge:
    fresh = status_in(cursor)
    projected = min(each.position for each in fresh)
    position = projected
    if isinstance(known, datetime):
        position = min(projected, position_at(cursor, known, projected))
    elif known is not None:
        if known > fresh[0].head:
            raise PositionAhead(known, fresh[0].head)
        position = min(projected, known)
    office = cursor.one(
        "select name from register where kind = 'office' and position <= ?", (position,)
    )
    quarantined = cursor.one(
        "select count(distinct quarantine.position) from quarantine join projection "
        "on quarantine.name = projection.name and quarantine.generation = projection.generation "
        "where projection.is_live = 1 and quarantine.position <= ?",
        (position,),
    )
    assert quarantined is not None, "a count is one row"
    return Knowledge(
        office=None if office is None else office[0],
        as_of=as_of,
        known_at=position,
        head=fresh[0].head,
        projected=projected,
        quarantined=int(quarantined[0]),
    )


def position_at(cursor: Cursor, moment: datetime, last: int) -> int:
    """Return the position before the first event that was recorded after a time.

    Recorded times follow positions, so that it is found by halving.
    """
    wanted = microseconds(moment.astimezone(UTC))
    low, high = 0, last
    while low < high:
        middle = (low + high + 1) // 2
        # A quarantined event has no row: the nearest one before it stands for it.
        row = cursor.one(
            "select recorded_us from audit_trail where position <= ? order by position desc limit 1",
            (middle,),
        )
        if row is None or row[0] <= wanted:
            low = middle
        else:
            high = middle - 1
    return low
