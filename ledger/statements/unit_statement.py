"""What a unit has on its rosters, how many of its people take part, what it owes and has paid."""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import Any, NamedTuple
from uuid import UUID

from ledger.errors import NotYetRecorded
from ledger.events.unit import HeadcountDeclared, UnitAssigned, UnitClosed, UnitRegistered
from ledger.plans import PlanTerms
from ledger.statements.facts import Facts, Knowledge
from ledger.statements.sheet import Percent, Words, ratio
from ledger.statements.streams import events_of

TermsOf = Callable[[str], PlanTerms]
_ROSTERS = (
    "select position, effective_on, roster, plan, period, starts_on, ends_on, members, joined, "
    "shares, contribution_fen from roster "
    "where unit = ? and effective_on <= ? and position <= ? order by position"
)
_DUE = (
    "select fund, plan, period, cast(sum(members) as bigint), "
    "cast(sum(contribution_fen) as bigint), max(ends_on) from roster "
    "where unit = ? and effective_on <= ? and position <= ? group by fund, plan, period"
)
_PAID = (
    "select fund, plan, period, cast(sum(amount_fen) as bigint) from receipt "
    "where unit = ? and standing = 'contribution' and effective_on <= ? and position <= ? "
    "group by fund, plan, period"
)
_PAYERS = (
    "select payer, cast(sum(amount_fen) as bigint) from receipt "
    "where unit = ? and step = 'received' and effective_on <= ? and position <= ? "
    "group by payer order by payer"
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


@dataclass
class PlanLine:
    """What a unit's rosters under one plan and coverage period come to."""

    fund: str
    plan: str
    period: str
    members: int = 0  # participations
    covered: int = 0  # covers that run on the day
    ends_on: str = ""  # the last day of its cover
    due_fen: int = 0
    received_fen: int = 0
    needed_bp: int | None = None  # the part of the people that the terms ask for
    participation: Percent = field(default_factory=lambda: Percent(None))

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
    payers: dict[str, int] = field(default_factory=dict)  # whose money came in, in fen
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

    Participation is members over the employees declared by the end of the cover, or over the women
    where a plan is for women alone.

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
    its.payers = dict(facts.asked(_PAYERS, cut))
    its.held = [HeldLine(*row) for row in facts.asked(_HELD, cut)]
    its.names = {
        plan: Words(name.name or plan, name.name_en or plan)
        for plan, name in facts.names("plan").items()
    }
    its.plans = _plans(facts, its, terms_of)
    return its


def _plans(facts: Facts, its: UnitStatement, terms_of: TermsOf) -> list[PlanLine]:
    cut = (its.unit, *facts.until())
    lines: dict[tuple[str, str], PlanLine] = {}
    for row in facts.asked(_DUE, cut):
        fund, plan, period, members, fen, ends_on = _plain(row)
        lines[plan, period] = PlanLine(fund, plan, period, members, ends_on=ends_on, due_fen=fen)
    for fund, plan, period, fen in facts.asked(_PAID, cut):
        line = lines.setdefault((plan, period), PlanLine(fund, plan, period))
        line.received_fen = fen
    for plan, period, covered in facts.asked(_COVERED, (*cut, facts.as_of.isoformat())):
        if (plan, period) not in lines and covered:
            lines[plan, period] = PlanLine(terms_of(plan).fund, plan, period, covered)
        if (plan, period) in lines:
            lines[plan, period].covered = covered
    for line in lines.values():
        terms, today = terms_of(line.plan), facts.as_of.isoformat()
        declared = its.headcount(min(line.ends_on or today, today))
        people = declared and declared.employees
        if declared and declared.women and terms.sexes == ("female",):
            people = declared.women
        line.participation = ratio(line.members, people or 0)
        if terms.group_participation is not None:
            line.needed_bp = terms.group_participation.rate_bp
    return sorted(lines.values(), key=lambda line: (line.period, line.plan))


def _plain(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """Return days as ISO text on either database."""
    return tuple(cell.isoformat() if hasattr(cell, "isoformat") else cell for cell in row)
