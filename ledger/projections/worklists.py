"""Claims by their latest step: what waits for whom, and what a command takes a step further.

Only the latest step counts: a claim that went on since is no longer where it was.
"""

from collections.abc import Iterable, Sequence
from typing import Any, Final, NamedTuple

from ledger.projections.storage import Cursor
from ledger.store.engine import Database

_MARKED, _LIFTED = "member.claim_marked_urgent.v1", "member.urgency_lifted.v1"
_IS_URGENT = f"""coalesce((select mark.kind = '{_MARKED}' from audit_trail as mark
    where mark.claim = latest.claim and mark.kind in ('{_MARKED}', '{_LIFTED}')
    order by mark.position desc limit 1), false)"""


class Where(NamedTuple):
    """Something that must be so of a claim's latest step: SQL, and the values bound in it."""

    sql: str
    values: tuple[str, ...] = ()


URGENT: Final = Where(_IS_URGENT)
NOT_URGENT: Final = Where(f"not {_IS_URGENT}")
# A step that undoes one, such as a payment that failed, bears the amount negated.
WITH_AMOUNT: Final = Where("amount_fen <> 0")
WITHOUT_AMOUNT: Final = Where("amount_fen = 0")


def one_of(column: str, values: Iterable[str]) -> Where:
    """Want a column of the step to hold one of some values."""
    cells = tuple(values)
    return Where(f"{column} in ({', '.join('?' * len(cells))})", cells)


class Waiting(NamedTuple):
    """A claim at its latest step."""

    claim: str
    plan: str
    unit: str
    step: str
    since: str  # the day of the step, as ISO text
    amount_fen: int | None  # of the step, whichever way it went
    urgent: bool


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
        f"select claim, plan, unit, step, effective_on, amount_fen, {_IS_URGENT} as urgent "
        f"from claim_step_latest as latest where {where} order by urgent desc, position limit ?"
    )
    with database.reading() as connection:
        rows = Cursor(connection).all(sql, (*values, limit))
    return [_waiting(*row) for row in rows]


def _joined(wanted: Sequence[Where]) -> tuple[str, tuple[str, ...]]:
    where = " and ".join(each.sql for each in wanted) or "true"
    return where, tuple(value for each in wanted for value in each.values)


def _waiting(
    claim: str, plan: str, unit: str, step: str, since: Any, amount: int | None, urgent: Any
) -> Waiting:
    fen = None if amount is None else abs(amount)
    return Waiting(claim, plan, unit, step, str(since), fen, bool(urgent))
