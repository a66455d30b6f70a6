"""What commands ask of the facts before they ask the record: whose accounts, covers and claims to load.

An answer only proposes, as far as projections have read: who asks lets them catch up first, and
what is named here is decided on its own stream. Money is in fen.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any, NamedTuple
from uuid import UUID

from ledger.projections.audit_trail import OF_TRANSFERS
from ledger.projections.coverage import ENDED_OR_CARRIED
from ledger.projections.storage import Cursor
from ledger.store.engine import Database
from ledger.store.ids import uuid_of

_BALANCE = """
select coalesce(sum(case when side = 'D' then amount_fen else -amount_fen end), 0)
from journal_line where account = 'bank' and fund = ? and bank_account = ?
"""
_STRETCHES = """
select fund, plan, period, starts_on, ends_on, sum(contribution_fen) from roster
where position <= ? group by fund, plan, period, starts_on, ends_on order by fund, plan, period
"""
_UNITS = "select distinct unit from roster where fund = ? and period = ? order by unit"
_OWING = """
select distinct unit, plan, member from coverage
where period = ? and entry in ('new', 'renewal') order by unit, plan, member
"""
_COVERED = """
select distinct member, plan from coverage
where unit = ? and period = ? and entry in ('new', 'renewal', 'carried_in') order by member, plan
"""
_ENDED_OR_CARRIED = f"""
select distinct member, plan from coverage
where {ENDED_OR_CARRIED} and period = ? and unit = ? order by member, plan
"""
_UNITS_OF_ENDED_OR_CARRIED = (
    f"select distinct unit from coverage where {ENDED_OR_CARRIED} and period = ?"
)
_TRANSFERRED = f"""
select event.state from event where position in
(select position from audit_trail where {OF_TRANSFERS}) order by position
"""
_CARRIED_IN = "select count(distinct member), count(*) from coverage where entry = 'carried_in'"
_OPEN_CLAIMS = "select count(*) from claim_step where step = 'filed' and detail = 'take_over'"
_PLANS = "select distinct code from register where kind = 'plan' order by code"
_SETTLED = """
select claim from claim_step where step = 'filed' and detail = 'settlement'
and effective_on between ? and ? order by position
"""
# Small tables first: whether any fact is of a coverage period.
_OF_PERIOD = (
    "select 1 from roster where period = ? limit 1",
    "select 1 from journal_line where period = ? limit 1",
    "select 1 from coverage where period = ? limit 1",
)
# An assessment that shares a pool names its month, in the event alone: few plans have one.
_POOLED = """
select step.claim, event.state from claim_step as step
join event on event.position = step.position
where step.step = 'assessed' and step.plan like ? order by step.position
"""
# Every debt of a claim begins with one of these.
_DEBTS = """
select distinct claim from audit_trail
where kind in ('member.overpayment_found.v1', 'member.advance_paid.v1') order by claim
"""
_GRANTS = (
    "select subject from audit_trail where kind = 'relief_grant.requested.v1' order by position"
)
_ACTED = "select 1 from audit_trail where officer = ? limit 1"


class Stretch(NamedTuple):
    """What rosters ask for one stretch of cover under a plan."""

    fund: str
    plan: str
    period: str
    starts_on: date
    ends_on: date
    contribution_fen: int


class Scheduled(NamedTuple):
    """Somebody's cover under a plan, by the unit whose roster gave it."""

    unit: str
    plan: str
    member: UUID


class CarriedIn(NamedTuple):
    """How much a take-over brought in."""

    members: int
    covers: int
    open_claims: int


def bank_balance_fen(database: Database, fund: str, bank_account: str) -> int:
    """Return what the journal says a fund's special account holds."""
    return int(_all(database, _BALANCE, fund, bank_account)[0][0])


def stretches(database: Database, known_at: int) -> list[Stretch]:
    """Return the stretches of cover that rosters up to a position ask contributions for, by fund."""
    return [
        Stretch(fund, plan, period, _day(starts_on), _day(ends_on), int(fen))
        for fund, plan, period, starts_on, ends_on, fen in _all(database, _STRETCHES, known_at)
    ]


def units_with_rosters(database: Database, fund: str, period: str) -> list[str]:
    """Return the units whose rosters of a period ask contributions for a fund, in order of code."""
    return [unit for (unit,) in _all(database, _UNITS, fund, period)]


def scheduled(database: Database, period: str) -> list[Scheduled]:
    """Return whose cover began by roster in a period: a schedule may let it fall due."""
    rows = _all(database, _OWING, period)
    return [Scheduled(unit, plan, _member(its)) for unit, plan, its in rows]


def covered(database: Database, unit: str, period: str) -> list[tuple[UUID, str]]:
    """Return members and plans of the covers that a unit's rosters, or a take-over, gave."""
    return [(_member(its), plan) for its, plan in _all(database, _COVERED, unit, period)]


def ended_or_carried(database: Database, unit: str, period: str) -> list[tuple[UUID, str]]:
    """Return members and plans of a unit's covers that ended before their period, or were carried in."""
    return [(_member(its), plan) for its, plan in _all(database, _ENDED_OR_CARRIED, period, unit)]


def units_of_ended_or_carried(database: Database, period: str) -> set[str]:
    """Return the units of which `ended_or_carried` finds anybody in a period."""
    return {unit for (unit,) in _all(database, _UNITS_OF_ENDED_OR_CARRIED, period)}


def transferred(database: Database) -> list[bytes]:
    """Return every move of a member from a unit to another, as it is stored."""
    return [bytes(state) for (state,) in _all(database, _TRANSFERRED)]


def carried_in(database: Database) -> CarriedIn:
    """Return how many people, covers and open claims a take-over brought in."""
    ((members, covers),) = _all(database, _CARRIED_IN)
    ((claims,),) = _all(database, _OPEN_CLAIMS)
    return CarriedIn(members, covers, claims)


def plans_published(database: Database) -> list[str]:
    """Return the keys of all versions of plans that were published."""
    return [plan for (plan,) in _all(database, _PLANS)]


def settled(database: Database, first: date, last: date) -> list[str]:
    """Return the claims out of settlement files that were filed from a day to a day, in order."""
    return [claim for (claim,) in _all(database, _SETTLED, first.isoformat(), last.isoformat())]


def pools_shared(database: Database, plans: Iterable[str], month: str) -> list[str]:
    """Return the claims of some plans, by code, that were ever assessed on a part of a month's pool."""
    mark = f'"pool_month":"{month}"'.encode()
    found = (row for plan in sorted(plans) for row in _all(database, _POOLED, f"{plan}@%"))
    return list(dict.fromkeys(claim for claim, state in found if mark in bytes(state)))


def claims_with_debts(database: Database) -> list[str]:
    """Return the claims that an advance was paid on, or an overpayment found, ever."""
    return [claim for (claim,) in _all(database, _DEBTS)]


def grants_requested(database: Database) -> list[str]:
    """Return the numbers of all relief grants, oldest first."""
    return [number for (number,) in _all(database, _GRANTS)]


def knows_period(database: Database, period: str) -> bool:
    """Tell whether any roster, entry or cover is of a coverage period."""
    return any(_all(database, question, period) for question in _OF_PERIOD)


def has_acted(database: Database, officer: str) -> bool:
    """Tell whether an officer did anything."""
    return bool(_all(database, _ACTED, officer))


def _all(database: Database, sql: str, *values: object) -> list[tuple[Any, ...]]:
    with database.reading() as connection:
        return Cursor(connection).all(sql, values)


def _member(cell: Any) -> UUID:
    return cell if isinstance(cell, UUID) else uuid_of(bytes(cell))


def _day(cell: Any) -> date:
    return cell if isinstance(cell, date) else date.fromisoformat(cell)
