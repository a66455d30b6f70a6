"""What a unit has on its rosters, how many of its people take part, what it owes and has paid."""

from collections import Counter
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, NamedTuple
from uuid import UUID

from ledger.errors import NotYetRecorded
from ledger.events.unit import HeadcountDeclared, UnitAssigned, UnitClosed, UnitRegistered
from ledger.plans import PlanTerms
from ledger.statements.facts import Facts, Knowledge
from ledger.statements.sheet import Percent, Words, ratio
from ledger.statements.streams import events_of
from ledger.statements.unit_moves import moves

TermsOf = Callable[[str], PlanTerms]
_ROSTERS = (
    "select position, effective_on, roster, plan, period, starts_on, ends_on, members, joined, "
    "shares, contribution_fen, principal_fen from roster "
    "where unit = ? and effective_on <= ? and position <= ? order by position"
)
_DUE = (
    "select fund, plan, period, cast(sum(members) as bigint), "
    "cast(sum(contribution_fen + principal_fen) as bigint), max(ends_on), "
    "cast(sum(principal_fen) as bigint) from roster "
    "where unit = ? and effective_on <= ? and position <= ? group by fund, plan, period"
)
_PAID = (
    "select fund, plan, period, cast(sum(amount_fen) as bigint) from receipt "
    "where unit = ? and standing = 'contribution' and effective_on <= ? and position <= ? "
    "group by fund, plan, period"
)
_PAYERS = (
    "select receipt, payer, cast(sum(amount_fen) as bigint) from receipt "
    "where unit = ? and standing = 'contribution' and effective_on <= ? and position <= ? "
    "group by receipt, payer order by receipt, payer"
)
_HELD = (
    "select receipt, fund, period, cast(sum(amount_fen) as bigint) from receipt "
    "where unit = ? and standing = 'held' and effective_on <= ? and position <= ? "
    "group by receipt, fund, period having sum(amount_fen) <> 0 order by receipt"
)
_COVERED = (
    "select plan, period, cast(sum(covered) as bigint) from coverage "
    "where unit = ? and effective_on <= ? and position <= ? and ends_on >= ? group by plan, period"
)
_STILL = (
    "select plan, period, cast(sum(case entry when 'suspended' then 1 when 'reinstated' then -1 "
    "else covered - 1 end) as bigint) from coverage where unit = ? and effective_on <= ? "
    "and position <= ? and ends_on >= ? and (entry in ('suspended', 'reinstated') "
    "or (entry = 'ended' and covered = 0)) group by plan, period"
)
_LEAVERS = (
    "select plan, period, member, entry, effective_on, ends_on from coverage where unit = ? "
    "and effective_on <= ? and position <= ? and entry in ('carried_in', 'ended', 'voided') "
    "order by position"
)


class RosterLine(NamedTuple):
    """A roster as it was accepted, or an amendment, which takes away."""

    position: int
    effective_on: str
    roster: str
    plan: str
    period: str
    starts_on: str
    ends_on: str
    members: int
    joined: int
    shares: int
    contribution_fen: int
    principal_fen: int  # due beside it, until it is given back


@dataclass
class PlanLine:
    """What a unit's rosters under one plan and coverage period come to."""

    fund: str
    plan: str
    period: str
    members: int = 0  # participations
    ended: int = 0  # of them, whose cover has ended before its period
    moved_away: int = 0  # of them, who are at another unit by the end of the cover, or by now
    moved_here: int = 0  # who were on another unit's roster, and are here now
    carried_in: int = 0  # whose cover was carried in beside the rosters, and has not ended
    covered: int = 0  # covers that run on the day
    still: int = 0  # covers that stand still on the day, for arrears
    ends_on: str = ""  # the last day of its cover
    due_fen: int = 0  # principal is part of it
    principal_fen: int = 0  # to be given back once cover is over
    received_fen: int = 0
    needed_bp: int | None = None  # the part of the people that the terms ask for
    participation: Percent = field(default_factory=lambda: Percent(None))

    @property
    def taking_part(self) -> int:
        """How many of the unit's people do: those who are there."""
        listed = self.members - self.ended + self.carried_in
        return max(0, listed - self.moved_away + self.moved_here)

    @property
    def open_fen(self) -> int:
        """What is still due."""
        return self.due_fen - self.received_fen


class Headcount(NamedTuple):
    """How many people a unit employed, as declared on a day."""

    on: str
    employees: int
    women: int | None


class HeldLine(NamedTuple):
    """Money received that no roster explains: to be identified, or sent back."""

    receipt: str
    fund: str
    period: str | None
    amount_fen: int


@dataclass
class UnitStatement:
    """A unit's standing, before it is put into words."""

    unit: str
    knowledge: Knowledge
    name: str = ""
    agency: str | None = None
    service_point: str | None = None
    headcounts: list[Headcount] = field(default_factory=list)
    closed: bool = False
    rosters: list[RosterLine] = field(default_factory=list)
    plans: list[PlanLine] = field(default_factory=list)
    payers: dict[str, int] = field(default_factory=dict)  # whose money settled it, in fen
    held: list[HeldLine] = field(default_factory=list)
    names: dict[str, Words] = field(default_factory=dict)

    def headcount(self, day: str) -> Headcount | None:
        """Return what was last declared by a day, or first of all where that was later."""
        known = [each for each in self.headcounts if each.on <= day] or self.headcounts[:1]
        return known[-1] if known else None

    def name_of(self, plan: str) -> Words:
        """Return a plan's name, or its key where the register has none."""
        return self.names.get(plan, Words(plan, plan))


def unit_statement(facts: Facts, unit: str, stream: UUID, terms_of: TermsOf) -> UnitStatement:
    """Draw up a unit's standing at the close of a day, as known at a position; `stream` is its own.

    Participation is members, without those who left or moved away, over the employees declared by the end of the
    cover, or over the women where a plan is for women alone.

    Raises:
        NotYetRecorded: the unit was not on record then.
    """
    its = UnitStatement(unit, facts.knowledge)
    recorded = events_of(facts, stream)
    if not recorded or min(event.effective_on for _, event in recorded) > facts.as_of:
        known = facts.knowledge
        raise NotYetRecorded("unit", unit, known.as_of, known.known_at)
    for _, event in recorded:
        match event:
            case UnitRegistered(name=name):
                its.name = name
            case UnitAssigned():
                its.agency, its.service_point = event.agency, event.service_point
            case HeadcountDeclared():
                day = event.effective_on.isoformat()
                its.headcounts.append(Headcount(day, event.employees, event.women))
            case UnitClosed():
                its.closed = True
            case _:
                pass
    cut = (unit, *facts.until())
    its.rosters = [RosterLine(*_plain(row)) for row in facts.asked(_ROSTERS, cut)]
    its.payers = _payers(facts.asked(_PAYERS, cut))
    its.held = [HeldLine(*row) for row in facts.asked(_HELD, cut)]
    its.names = {
        plan: Words(name.name or plan, name.name_en or plan)
        for plan, name in facts.names("plan").items()
    }
    its.plans = _plans(facts, its, terms_of)
    return its


def _payers(rows: Iterable[tuple[Any, ...]]) -> dict[str, int]:
    """Sum up whose money settled contributions, less what was freed or given back, in fen.

    A receipt's one payer is said where it came in, and not again where a part of it is freed.
    """
    known = list(rows)
    own = {receipt: payer for receipt, payer, _ in known if payer is not None}
    sums: dict[str, int] = {}
    for receipt, payer, fen in known:
        whose = payer or own.get(receipt, "unknown")
        sums[whose] = sums.get(whose, 0) + fen
    return {payer: fen for payer, fen in sorted(sums.items()) if fen}


def _plans(facts: Facts, its: UnitStatement, terms_of: TermsOf) -> list[PlanLine]:
    cut = (its.unit, *facts.until())
    lines: dict[tuple[str, str], PlanLine] = {}
    for row in facts.asked(_DUE, cut):
        fund, plan, period, members, fen, ends_on, principal = _plain(row)
        sums = {"due_fen": fen, "principal_fen": principal}
        lines[plan, period] = PlanLine(fund, plan, period, members, ends_on=ends_on, **sums)
    for fund, plan, period, fen in facts.asked(_PAID, cut):
        line = lines.setdefault((plan, period), PlanLine(fund, plan, period))
        line.received_fen = fen
    on_rosters = set(lines)  # of the others, who is covered takes part
    for plan, period, covered in facts.asked(_COVERED, (*cut, facts.as_of.isoformat())):
        if (plan, period) not in lines and covered:
            lines[plan, period] = PlanLine(terms_of(plan).fund, plan, period, covered)
        if (plan, period) in lines:
            lines[plan, period].covered = covered
    for plan, period, still in facts.asked(_STILL, (*cut, facts.as_of.isoformat())):
        if (plan, period) in lines:
            lines[plan, period].still = still
    ended, carried_in = _ended(facts, cut)
    for key, line in lines.items():
        line.ended = ended.get(key, 0)
        line.carried_in = carried_in.get(key, 0) if key in on_rosters else 0
    for line in lines.values():
        terms, today = terms_of(line.plan), facts.as_of.isoformat()
        day = min(line.ends_on or today, today)
        moved, key = moves(facts, its.unit, day), (line.plan, line.period)
        line.moved_away, line.moved_here = moved.away[key], moved.here[key]
        declared = its.headcount(day)
        people = declared and declared.employees
        if declared and declared.women and terms.sexes == ("female",):
            people = declared.women
        line.participation = ratio(line.taking_part, people or 0)
        if terms.group_participation is not None:
            line.needed_bp = terms.group_participation.rate_bp
    return sorted(lines.values(), key=lambda line: (line.period, line.plan))


_Counted = Mapping[tuple[str, str], int]


def _ended(facts: Facts, cut: tuple[Any, ...]) -> tuple[_Counted, _Counted]:
    """Count by plan and period whose cover under a roster has ended; the voided never took part.

    Then whose cover was carried in, is on no roster, and has not ended.
    """
    ended: dict[tuple[str, str], set[tuple[Any, str]]] = {}
    carried_in: set[tuple[Any, ...]] = set()  # on no roster
    for row in facts.asked(_LEAVERS, cut):
        plan, period, member, entry, first, last = _plain(row)
        theirs, own = ended.setdefault((plan, period), set()), (plan, period, member)
        if entry == "carried_in":
            carried_in.add(own)
        elif entry == "voided":
            theirs.discard((member, last))
        elif own in carried_in:
            carried_in.remove(own)
        else:
            last_day = date.fromisoformat(first) - timedelta(days=1)
            theirs.add((member, last_day.isoformat()))
    there = Counter((plan, period) for plan, period, _ in carried_in)
    return {key: len(theirs) for key, theirs in ended.items()}, there


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return days as ISO text on either database."""
    return tuple(cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row)
