"""Who has left a unit's list since it came in: a share of a unit's people is taken of who is there."""

from collections.abc import Mapping
from contextlib import suppress
from uuid import UUID

from ledger.aggregates import Member, Plan
from ledger.book import Book
from ledger.commands.roster_parts import Terms
from ledger.commands.roster_start import version_for
from ledger.commands.shared import bring_up_to_date
from ledger.drafting import Request
from ledger.errors import LedgerError
from ledger.periods import shanghai_date
from ledger.plans import PlanKey, plan_code
from ledger.projections.questions import ended


class Leavers:
    """Counts whom rosters enrolled, and whose cover has ended since."""

    def __init__(
        self, book: Book, plans: Mapping[str, Plan], asked: Terms, request: Request
    ) -> None:
        self._book, self._plans, self._asked, self._request = book, plans, asked, request
        self._counts: dict[str, bool] = {}  # by plan code: its terms ask for a share of the people

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
            bring_up_to_date(self._book, "coverage")
        self._counts[code] = counts

    def count(self, unit: str, plan: PlanKey, period: str) -> int:
        """Count whom a unit's rosters of a period enrolled under a plan, and whose cover has ended.

        The facts propose who that may be; each member says it.
        """
        code, facts = plan_code(plan), ended(self._book.database, unit, period)
        found: dict[UUID, None] = dict.fromkeys(
            member for member, theirs in facts if plan_code(theirs) == code
        )
        members = self._book.find_many(Member, found).values() if found else ()
        return sum(
            cover.cut
            for its in members
            for cover in its.covers
            if (plan_code(cover.plan), cover.period, cover.unit) == (code, period, unit)
            and any(each.effective_on == cover.starts_on for each in its.enrolments)
        )
