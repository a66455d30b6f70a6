"""Claims by their latest step: what waits for whom, and what a command takes a step further.

Only the latest step counts: a claim that went on since is no longer where it was.
"""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from typing import Any, Final, NamedTuple

from ledger.events import restore
from ledger.events.claim import ClaimFiled, insured_of
from ledger.events.claim_life import ClaimNotified
from ledger.events.unpaid import UNPAID_STEPS
from ledger.projections.storage import Cursor
from ledger.store.engine import Database

_MARKED, _LIFTED = "member.claim_marked_urgent.v1", "member.urgency_lifted.v1"
_IS_URGENT = f"""coalesce((select mark.kind = '{_MARKED}' from audit_trail as mark
    where mark.claim = latest.claim and mark.kind in ('{_MARKED}', '{_LIFTED}')
    order by mark.position desc limit 1), false)"""


# By its notice or filing, whichever came last: a notice of a stay does not know its end yet.
_TOLD_AFTER = """(select told.told_after from claim_step as told
    where told.claim = latest.claim and told.step in ('notified', 'filed')
    order by told.position desc limit 1)"""
_AT_ONCE = 500  # claims that one query asks for
_UNPAID = f"step in ({', '.join(repr(step) for step in UNPAID_STEPS)})"
# What is owed again beside a sum that was unpaid before is paid with it, by that one's day.
_APPROVED_ON = f"""(select max(approved.effective_on) from claim_step as approved
    where approved.claim = latest.claim and (approved.step = 'approved' or (
        approved.step = 'restored' and not (select before.{_UNPAID} from claim_step as before
            where before.claim = approved.claim and before.position < approved.position
            order by before.position desc limit 1))))"""


class Where(NamedTuple):
    """Something that must be so of a claim's latest step: SQL, and the values bound in it."""

    sql: str
    values: tuple[object, ...] = ()


URGENT: Final = Where(_IS_URGENT)
NOT_URGENT: Final = Where(f"not {_IS_URGENT}")
# A step that undoes one, such as a payment that failed, bears the amount negated.
WITH_AMOUNT: Final = Where("amount_fen <> 0")
WITHOUT_AMOUNT: Final = Where("amount_fen = 0")


def one_of(column: str, values: Iterable[str]) -> Where:
    """Want a column of the step to hold one of some values."""
    cells = tuple(values)
    return Where(f"{column} in ({', '.join('?' * len(cells))})", cells)


def told_later_than(days: Mapping[str, int]) -> Where:
    """Want the loss to have been told more than so many days after its end, by plan version."""
    each = [f"(plan = ? and {_TOLD_AFTER} > ?)" for _ in days]
    sql = f"coalesce({' or '.join(each) or 'false'}, false)"
    return Where(sql, tuple(value for pair in days.items() for value in pair))


def unpaid_since(approved_by: Mapping[str, date]) -> Where:
    """Want an unpaid benefit that was approved on a day or before it, by plan version."""
    each = [f"(plan = ? and {_APPROVED_ON} <= ?)" for _ in approved_by]
    sql = f"({_UNPAID} and coalesce({' or '.join(each) or 'false'}, false))"
    values = ((plan, day.isoformat()) for plan, day in approved_by.items())
    return Where(sql, tuple(value for pair in values for value in pair))


def but(where: Where) -> Where:
    """Want the contrary."""
    return Where(f"not {where.sql}", where.values)


class Waiting(NamedTuple):
    """A claim at its latest step."""

    claim: str
    plan: str
    unit: str
    step: str
    since: str  # the day of the step, as ISO text
    amount_fen: int | None  # of the step, whichever way it went
    urgent: bool
    told_after: int | None  # days from the end of the loss to its notice, where that counts
    approved_on: date | None
    detail: str | None = None  # of the step: its source, ground or batch, as a code
    insured: str | None = None  # whose loss it is, by the dependant's code; None: the member's own


def found(database: Database, wanted: Sequence[Where]) -> list[str]:
    """Return the claims of which all that is wanted is so, in the order of their latest steps."""
    where, values = _joined(wanted)
    sql = f"select claim from claim_step_latest as latest where {where} order by position"
    with database.reading() as connection:
        return [claim for (claim,) in Cursor(connection).all(sql, values)]


def waiting(database: Database, wanted: Sequence[Where], limit: int) -> list[Waiting]:
    """Return claims of which all that is wanted is so: urgent ones first, then those that wait longest."""
    where, values = _joined(wanted)
    sql = (
        f"select claim, plan, unit, step, effective_on, amount_fen, {_IS_URGENT} as urgent, "
        f"{_TOLD_AFTER}, {_APPROVED_ON}, detail from claim_step_latest as latest "
        f"where {where} order by urgent desc, position limit ?"
    )
    with database.reading() as connection:
        cursor = Cursor(connection)
        claims = [_waiting(*row) for row in cursor.all(sql, (*values, limit))]
        insured: dict[str, str | None] = {}
        for first in range(0, len(claims), _AT_ONCE):
            some = claims[first : first + _AT_ONCE]
            insured |= _insured(cursor, [each.claim for each in some])
    return [each._replace(insured=insured.get(each.claim)) for each in claims]


def _insured(cursor: Cursor, claims: Sequence[str]) -> dict[str, str | None]:
    """Return whose loss each claim is for, as its notice or filing says: the later one counts."""
    marks = ", ".join("?" * len(claims))
    rows = cursor.all(
        "select event.topic, event.state from claim_step as step "
        "join event on event.position = step.position "
        f"where step.step in ('notified', 'filed') and step.claim in ({marks}) order by step.position",
        tuple(claims),
    )
    came_in = [restore(topic, bytes(state)) for topic, state in rows]
    return {
        event.claim: insured_of(event.insured, event.insured_code)
        for event in came_in
        if isinstance(event, ClaimFiled | ClaimNotified)
    }


def _joined(wanted: Sequence[Where]) -> tuple[str, tuple[object, ...]]:
    where = " and ".join(each.sql for each in wanted) or "true"
    return where, tuple(value for each in wanted for value in each.values)


def _waiting(*row: Any) -> Waiting:
    claim, plan, unit, step, since, amount, urgent, told_after, approved_on, detail = row
    fen = None if amount is None else abs(amount)
    approved = None if approved_on is None else date.fromisoformat(str(approved_on))
    head = (claim, plan, unit, step, str(since), fen, bool(urgent))
    return Waiting(*head, told_after, approved, detail)
