"""What a member is covered for, from when, up to how much, and where their claims stand."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import NamedTuple
from uuid import UUID

from ledger.benefits import NOTHING_USED, Usage
from ledger.benefits.usages import UsageKey, usage_at, with_more
from ledger.errors import NotYetRecorded
from ledger.events import Event
from ledger.events.claim_life import Relation
from ledger.events.member import (
    CoverCarriedIn,
    CoverEnded,
    CoverReinstated,
    CoverSuspended,
    DependantCorrected,
    DependantRecorded,
    Enrolled,
    EnrolmentVoided,
    MemberDied,
    MemberLeft,
    MemberRegistered,
    MemberRetired,
    MemberTransferred,
)
from ledger.plans import (
    DAY_BEGINS,
    DAY_ENDS,
    Due,
    Every,
    PlanTerms,
    ends_at,
    plan_code,
    starts_at,
)
from ledger.statements.claim_line import ClaimLine
from ledger.statements.claim_persons import has_died, heir_on_file
from ledger.statements.claim_standing import claim_lines
from ledger.statements.facts import Facts, Knowledge
from ledger.statements.grant_standing import GrantLine, SchemeOf, grant_lines
from ledger.statements.member_limits import Limit, limits, used_by_claims
from ledger.statements.sheet import Words
from ledger.statements.streams import events_of, grants_of

TermsOf = Callable[[str], PlanTerms]
STATES = {
    "not_begun": Words("尚未开始", "not begun"),
    "waiting": Words("观察期内", "in the waiting period"),
    "in_force": Words("保障中", "in force"),
    "suspended": Words("已中止", "suspended"),
    "ended": Words("已结束", "ended"),
}


class Relative(NamedTuple):
    """A dependant, as the record knows them."""

    code: str
    relation: str
    birth_month: str


@dataclass
class CoverLine:
    """Cover under a plan for one coverage period."""

    plan: str
    period: str
    unit: str
    shares: int
    starts_on: date
    ends_on: date
    covered_since: date | None = None  # the original start, where it was carried in
    waits_until: date | None = None  # the first day on which a new member's loss is covered
    counts_from: date | None = None  # the first on which any loss is, where they joined later
    contribution_fen: int | None = None  # None: it follows from pay
    every: Every | None = None  # how often so much falls due; None: once, with the roster
    terms: PlanTerms | None = None  # under which it was given
    position: int = 0  # of its enrolment in the record
    renewal: bool = False  # continues earlier cover under the plan
    used: Usage = NOTHING_USED  # by the member's own losses
    limits: list[Limit] = field(default_factory=list)  # then those of who else used some
    stills: list[tuple[date, date | None]] = field(default_factory=list)  # suspended from, until

    def __post_init__(self) -> None:
        """Keep the days as they were given: something may end it early."""
        self.whole = self.starts_on, self.ends_on

    @property
    def hours(self) -> tuple[str, str]:
        """At what time it begins on its first day, and ends on its last; cut short, with the day."""
        if self.terms is None:
            return DAY_BEGINS, DAY_ENDS
        is_cut = self.ends_on < self.whole[1]
        return starts_at(self.terms), DAY_ENDS if is_cut else ends_at(self.terms)

    def state(self, day: date) -> str:
        """Return what holds on a day: a key of `STATES`."""
        if day < self.starts_on:
            return "not_begun"
        if day > self.ends_on:
            return "ended"
        if self.counts_from is not None and day < self.counts_from:
            return "not_begun"
        if any(since <= day and (until is None or day < until) for since, until in self.stills):
            return "suspended"
        return "waiting" if self.waits_until and day < self.waits_until else "in_force"

    def owes(self, due: Due) -> bool:
        """Tell whether an instalment is owed: cover runs on its day, or again while it is for it.

        So is what falls due on the day it stands still from; not what is for days before joining.
        """
        joined = self.counts_from is None or self.counts_from <= due.ends_on
        if not (joined and self.starts_on <= due.due_on <= self.ends_on):
            return False
        return not any(
            since < due.due_on
            and (until is None or due.due_on < until)
            and (until is None or not until <= min(due.ends_on, self.ends_on))
            for since, until in self.stills
        )


@dataclass
class MemberStatement:
    """A member's standing, before it is put into words."""

    member: UUID
    knowledge: Knowledge
    unit: str = ""
    unit_name: str | None = None
    gone: tuple[str, date] | None = None  # left or died, and the last day that is covered
    retired_on: date | None = None
    heir: Relation | None = None  # to whom benefits go after the member's death
    holds_heirs_account: bool = False  # the account on file is an heir's, whoever is paid
    # by plan, coverage period and first day: who came back has two of one period
    covers: dict[tuple[str, str, date], CoverLine] = field(default_factory=dict)
    dependants: list[Relative] = field(default_factory=list)
    claims: list[ClaimLine] = field(default_factory=list)
    grants: list[GrantLine] = field(default_factory=list)
    names: Mapping[str, Words] = field(default_factory=dict)

    @property
    def lacks_heir(self) -> bool:
        """Whether the member has died, and nobody is recorded to whom money goes."""
        return self.heir is None and self.gone is not None and self.gone[0] == "died"

    def name_of(self, plan: str) -> Words:
        """Return a plan's name, or its key where the register has none."""
        return self.names.get(plan, Words(plan, plan))

    def cover(self, plan: str, period: str, unit: str) -> CoverLine:
        """Return the latest cover under a plan for a coverage period that a unit's roster gave."""
        own = (plan, period, unit)
        return next(
            each
            for each in reversed(self.covers.values())
            if (each.plan, each.period, each.unit) == own
        )

    def covered_since(self, cover: CoverLine) -> date:
        """Return the original start of cover under a plan, through all renewals."""
        if cover.covered_since is not None:
            return cover.covered_since
        if not cover.renewal or (cover.counts_from or cover.starts_on) > cover.starts_on:
            return cover.starts_on  # on some days of it no loss was covered
        earlier = [
            each
            for each in self.covers.values()
            if plan_code(each.plan) == plan_code(cover.plan) and each.ends_on < cover.starts_on
        ]
        last = max(earlier, key=lambda each: each.ends_on, default=None)
        return cover.starts_on if last is None else self.covered_since(last)

    def stood_still(self, cover: CoverLine) -> bool:
        """Tell whether cover under a plan, or what it renews, ever stood still."""
        code = plan_code(cover.plan)
        return any(each.stills for each in self.covers.values() if plan_code(each.plan) == code)


def member_statement(
    facts: Facts, member: UUID, terms_of: TermsOf, scheme_of: SchemeOf | None = None
) -> MemberStatement:
    """Draw up a member's standing at the close of a day, as known at a position.

    Limits are those of the published terms under which the cover was given; those that the terms
    leave unset are not listed. Relief is told by who knows its schemes (`scheme_of`).

    Raises:
        NotYetRecorded: the member was not on record then.
    """
    its = MemberStatement(member, facts.knowledge)
    recorded = events_of(facts, member)
    if not recorded or min(event.effective_on for _, event in recorded) > facts.as_of:
        known = facts.knowledge
        raise NotYetRecorded("member", str(member), known.as_of, known.known_at)
    for position, event in recorded:
        _fold(its, event, position)
    events = [event for _, event in recorded]
    heir = heir_on_file(events)
    its.holds_heirs_account = heir is not None
    its.heir = heir.relation if heir is not None and has_died(events) else None
    its.claims = claim_lines(
        (event for event in events if event.effective_on <= facts.as_of), facts.as_of, terms_of
    )
    if scheme_of is not None:
        its.grants = grant_lines(grants_of(facts, member), scheme_of)
    its.names = {
        plan: Words(name.name or plan, name.name_en or plan)
        for plan, name in facts.names("plan").items()
    }
    unit = facts.names("unit").get(its.unit)
    its.unit_name = unit and unit.name
    effective = (event for event in events if event.effective_on <= facts.as_of)
    _tell_limits(its, used_by_claims(effective), terms_of)
    return its


def _tell_limits(its: MemberStatement, used: Mapping[UsageKey, Usage], terms_of: TermsOf) -> None:
    """Say of each cover what is left of its limits, for everybody who is insured under it."""
    carried: dict[tuple[str, str], Usage] = {}
    for cover in its.covers.values():
        own = plan_code(cover.plan), cover.period
        carried[own] = with_more(carried.get(own, NOTHING_USED), cover.used)
    for cover in its.covers.values():
        own = plan_code(cover.plan), cover.period
        cover.used = with_more(usage_at(used, (*own, None)), carried[own])
        cover.terms = terms_of(cover.plan)
        cover.limits = limits(cover.terms, cover.used)
        for insured in sorted(each[2] for each in used if each[:2] == own and each[2] is not None):
            cover.limits += limits(cover.terms, usage_at(used, (*own, insured)), insured)


def _fold(its: MemberStatement, event: Event, position: int) -> None:
    match event:
        case MemberRegistered(unit=unit) | MemberTransferred(unit=unit):
            its.unit = unit
        case Enrolled(unit=unit):
            its.unit, its.gone = unit, None
            days = event.effective_on, event.ends_on
            cover = CoverLine(event.plan, event.period, unit, event.shares, *days)
            cover.waits_until, cover.contribution_fen = event.waits_until, event.contribution_fen
            cover.position, cover.renewal, cover.every = position, event.renewal, event.every
            cover.counts_from = event.counts_from
            its.covers[event.plan, event.period, event.effective_on] = cover
        case CoverCarriedIn():
            if its.gone is not None:  # who had left is back
                its.unit, its.gone = event.unit, None
            its.covers[event.plan, event.period, event.starts_on] = _carried_in(event, position)
        case EnrolmentVoided():
            its.covers.pop((event.plan, event.period, event.starts_on), None)
        case CoverEnded():
            cover = its.covers[event.plan, event.period, event.starts_on]
            cover.ends_on = event.effective_on
            if event.suspended_since is not None:
                _end_still(cover, event.effective_on + timedelta(days=1))
        case CoverSuspended():
            cover = its.cover(event.plan, event.period, event.unit)
            cover.stills.append((event.effective_on, None))
        case CoverReinstated():
            _end_still(its.cover(event.plan, event.period, event.unit), event.effective_on)
        case MemberLeft():
            its.gone = ("left", event.effective_on)
        case MemberDied():
            its.gone = ("died", event.effective_on)
        case DependantRecorded():
            its.dependants.append(Relative(event.code, event.relation, event.birth_month))
        case DependantCorrected():
            its.dependants = [_corrected(each, event) for each in its.dependants]
        case MemberRetired():
            its.retired_on = event.effective_on
        case _:
            pass  # claims are told apart; the rest is nobody's cover


def _corrected(its: Relative, event: DependantCorrected) -> Relative:
    if its.code != event.code or event.birth_month is None:
        return its
    return its._replace(birth_month=event.birth_month)


def _carried_in(event: CoverCarriedIn, position: int) -> CoverLine:
    days = (event.starts_on, event.ends_on, event.covered_since)
    cover = CoverLine(event.plan, event.period, event.unit, event.shares, *days)
    cover.position, cover.waits_until = position, event.waits_until
    if event.handed_over_on is not None:
        cover.counts_from = event.handed_over_on + timedelta(days=1)
    cover.used = event.used
    return cover


def _end_still(cover: CoverLine, until: date) -> None:
    """Let cover stand still until a day; where it never came to, it did not stand still."""
    since, _ = cover.stills.pop()
    if since < until:
        cover.stills.append((since, until))
