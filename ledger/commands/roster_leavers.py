"""Who has left a unit's list since it came in, or moved: a share of its people is of who is there."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from ledger.aggregates import Member, Plan
from ledger.aggregates.enrolment import Cover
from ledger.book import Book
from ledger.commands.roster_parts import Terms
from ledger.commands.roster_start import version_for
from ledger.commands.shared import bring_up_to_date
from ledger.drafting import Request
from ledger.errors import LedgerError
from ledger.events import restore
from ledger.events.member import MemberTransferred
from ledger.periods import shanghai_date
from ledger.plans import PlanKey, plan_code
from ledger.projections.questions import ended, transferred

_MOVE: str = MemberTransferred.model_fields["topic"].default


class Leavers:
    """Counts whom rosters enrolled, and whose cover has ended since, or who moved since."""

    def __init__(
        self, book: Book, plans: Mapping[str, Plan], asked: Terms, request: Request
    ) -> None:
        self._book, self._plans, self._asked, self._request = book, plans, asked, request
        self._counts: dict[str, bool] = {}  # by plan code: its terms ask for a share of the people
        self._moved: dict[str, dict[UUID, None]] = {}  # by unit: who went to it, or from it

    def prepare(self, code: str) -> None:
        """Have the facts at hand that propose who left a plan, where its terms ask for a share."""
        if code in self._counts:
            return
        plan, asked, counts = self._plans.get(code), self._asked, False
        on = self._request.on or shanghai_date(self._book.entropy.now())
        with suppress(LedgerError):  # it is told of the roster, when that is decided
            if plan is not None:
                terms = version_for(plan, asked.period, asked.said_start, on)
                counts = terms.group_participation is not None
        if counts and not any(self._counts.values()):
            bring_up_to_date(self._book, "coverage", "audit_trail")
            for state in transferred(self._book.database):
                move = restore(_MOVE, state)
                assert isinstance(move, MemberTransferred)
                for unit in (move.left_unit, move.unit):
                    self._moved.setdefault(unit, {})[move.originator_id] = None
        self._counts[code] = counts

    def count(self, unit: str, plan: PlanKey, period: str) -> int:
        """Count who is not there of those whom a unit's rosters of a period enrolled under a plan.

        Their cover has ended, or they moved to another unit. Whom another unit's roster enrolled,
        and who moved to this one, counts the other way. The facts propose who that may be; each
        member says it.
        """
        code, facts = plan_code(plan), ended(self._book.database, unit, period)
        found: dict[UUID, None] = dict.fromkeys(
            member for member, theirs in facts if plan_code(theirs) == code
        )
        found |= self._moved.get(unit, {})
        members = self._book.find_many(Member, found).values() if found else ()
        return sum(
            _missing(cover, unit, its.unit)
            for its in members
            for cover in its.covers
            if (plan_code(cover.plan), cover.period) == (code, period)
            and any(
                (each.plan, each.effective_on) == (cover.plan, cover.starts_on)
                for each in its.enrolments
            )
        )


def _missing(cover: Cover, unit: str, now_at: str) -> int:
    """Return 1 where a unit's roster gave a cover and its member is not there, -1 for who came."""
    if cover.unit == unit:
        return int(cover.cut or now_at != unit)
    return -int(now_at == unit and not cover.cut)
