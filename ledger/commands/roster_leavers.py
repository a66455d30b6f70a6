"""Who has left a unit's list since it came in: a share of a unit's people is taken of who is there."""

from uuid import UUID

from ledger.aggregates import Member
from ledger.book import Book
from ledger.plans import PlanKey, plan_code
from ledger.projections.questions import ended


def left_since(book: Book, unit: str, plan: PlanKey, period: str) -> int:
    """Count whom a unit's rosters of a period enrolled under a plan, and whose cover has ended since.

    The facts propose who that may be; each member says it.
    """
    code = plan_code(plan)
    found: dict[UUID, None] = dict.fromkeys(
        member for member, theirs in ended(book.database, unit, period) if plan_code(theirs) == code
    )
    members = book.find_many(Member, found).values() if found else ()
    return sum(
        cover.cut
        for its in members
        for cover in its.covers
        if (plan_code(cover.plan), cover.period, cover.unit) == (code, period, unit)
        and any(each.effective_on == cover.starts_on for each in its.enrolments)
    )
