"""Who has left a unit's list, moved, or came with cover: a share of its people is of who is there."""

from collections.abc import Iterable
from datetime import date
from functools import cached_property
from uuid import UUID

from ledger.aggregates import Member, Plan
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.member import Entry
from ledger.book import Book
from ledger.commands.roster_parts import Terms
from ledger.commands.roster_start import version_for
from ledger.commands.shared import bring_up_to_date
from ledger.errors import LedgerError
from ledger.events import restore
from ledger.events.member import MemberTransferred
from ledger.periods import shanghai_date
from ledger.plans import plan_code
from ledger.projections.questions import (
    ended_or_carried,
    transferred,
    units_of_ended_or_carried,
)

_MOVE: str = MemberTransferred.model_fields["topic"].default


class Leavers:
    """Counts whom rosters enrolled, and whose cover has ended since, or who moved since.

    One for a command, however many files it takes in: none of them makes anybody leave, so facts
    are brought up to date once, at the first roster whose plan asks for a share.
    """

    def __init__(self, book: Book) -> None:
        self._book = book
        self._is_prepared = False
        self._units_by_period: dict[str, set[str]] = {}  # where somebody's cover is to be read

    def prepare(self, plans: Iterable[Plan], asked: Terms, said: date | None) -> None:
        """Have the facts at hand that propose who left, where a plan's terms ask for a share.

        The terms are those of the day that was said, or of today.
        """
        on = said or shanghai_date(self._book.entropy.now())
        if self._is_prepared or not any(_asks_share(plan, asked, on) for plan in plans):
            return
        bring_up_to_date(self._book, "coverage", "audit_trail")
        self._is_prepared = True

    @cached_property
    def _moved(self) -> dict[str, dict[UUID, None]]:
        """Who went to a unit or from it, by unit; every process that decides asks for itself."""
        moved: dict[str, dict[UUID, None]] = {}
        for state in transferred(self._book.database):
            move = restore(_MOVE, state)
            assert isinstance(move, MemberTransferred)
            for unit in (move.left_unit, move.unit):
                moved.setdefault(unit, {})[move.originator_id] = None
        return moved

    def _units(self, period: str) -> set[str]:
        """Return of which units anybody's cover ended or was carried in: most have nobody to ask for."""
        if period not in self._units_by_period:
            units = units_of_ended_or_carried(self._book.database, period)
            self._units_by_period[period] = units
        return self._units_by_period[period]

    def present(self, unit: str, entry: Entry, listed: int) -> int:
        """Return how many are there of those `listed` by a unit's rosters of a period under a plan.

        Not who has ended, or moved to another unit. Whom another unit's roster enrolled, and who
        moved to this one, is there, and so is whose cover was carried in. The facts propose who that
        may be; each member says it.
        """
        code, period = entry.terms.code, entry.period.code
        found = dict(self._moved.get(unit, {}))
        if unit in self._units(period):
            facts = ended_or_carried(self._book.database, unit, period)
            found |= dict.fromkeys(member for member, theirs in facts if plan_code(theirs) == code)
        if not found:
            return listed
        return listed + sum(
            _beside(its, entry, unit) for its in self._book.find_many(Member, found).values()
        )


def _asks_share(plan: Plan, asked: Terms, on: date) -> bool:
    """Tell whether the terms that a roster would enter its people into ask for a share of the unit."""
    try:
        terms = version_for(plan, asked.period, asked.said_start, on)
    except LedgerError:  # it is told of the roster, when that is decided
        return False
    return terms.group_participation is not None


def _beside(its: Member, entry: Entry, unit: str) -> int:
    """Return how many more of somebody's covers count than a unit's rosters list: -1 for who went."""
    rosters = {(each.plan, each.effective_on) for each in its.enrolments}
    key = (entry.terms.code, entry.period.code)
    own = [c for c in its.covers if (plan_code(c.plan), c.period) == key]
    listed = [c for c in own if (c.plan, c.starts_on) in rosters]
    more = -sum(_missing(cover, unit, its.unit) for cover in listed)
    carried = [c for c in own if c not in listed and not c.cut and c.ends_on >= entry.starts_on]
    is_there = its.unit == unit and its.departed is None
    return more + int(is_there and bool(carried) and all(cover.cut for cover in listed))


def _missing(cover: Cover, unit: str, now_at: str) -> int:
    """Return 1 where a unit's roster gave a cover and its member is not there, -1 for who came."""
    if cover.unit == unit:
        return int(cover.cut or now_at != unit)
    return -int(now_at == unit and not cover.cut)
