"""Deciding rosters: whom their lines enrol, anew or again, and what their units owe for it."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from hashlib import sha256
from typing import Any
from uuid import UUID

from ledger.aggregates import Member, Moment, Office, Plan, Remittance, Unit
from ledger.aggregates.bearers import divided
from ledger.aggregates.debtor import Begun
from ledger.aggregates.enrolment import require_band
from ledger.aggregates.member import Entry
from ledger.book import Book
from ledger.commands.desk import Desk, details_of
from ledger.commands.earnings import Payroll
from ledger.commands.lines import each
from ledger.commands.names import other_name
from ledger.commands.parts import Decided, Part, problem_of, refusing
from ledger.commands.roster_leavers import Leavers
from ledger.commands.roster_lines import (
    Admitted,
    applicant_of,
    at_age,
    unit_age,
    without_excess,
)
from ledger.commands.roster_parts import Terms, in_chunks, rosters_of
from ledger.commands.roster_start import may_begin, version_for
from ledger.commands.roster_windows import entry_for, window_of
from ledger.drafting import Draft, Request
from ledger.errors import FundingFixed, LedgerError, PlanNotInForce, StartOutsidePeriod, Unknown
from ledger.intake.judge import Judged, Problem
from ledger.intake.roster import RosterLine
from ledger.languages import counted
from ledger.plans import (
    Circumstances,
    contribution_fen,
    funding_of,
    plan_code,
    rests_on_pay,
    schedule_of,
    waits_for_payment,
)


class RosterDesk:
    """Decides rosters: who is new, who renews, what is due."""

    def __init__(
        self, book: Book, request: Request, terms: Terms, office: Office, leavers: Leavers
    ) -> None:
        self._book, self._request, self._terms, self._office = book, request, terms, office
        self._desk, self._payroll = Desk(book), Payroll(book)
        self._units: dict[str, Unit] = {}
        self._remittances: dict[tuple[str, str], Remittance] = {}
        self._plans = {
            code: book.get(Plan, "plan", code)
            for code, _ in book.record.keys_with_prefix("plan", "")
        }
        if not may_begin(self._plans.values(), terms.period, terms.starts_on):
            raise StartOutsidePeriod(terms.starts_on, terms.period.code)
        self._known = {key: t for plan in self._plans.values() for key, t in plan.versions.items()}
        self._leavers = leavers

    def chunks(self, judged: Judged[RosterLine]) -> Iterator[list[Part[RosterLine]]]:
        """Go through a file's rosters, whole units at a time, some thousands of lines."""
        for chunk in in_chunks(rosters_of(self._book, self._terms, judged)):
            plans = filter(None, (self._plans.get(plan_code(part.lines[0].plan)) for part in chunk))
            self._leavers.prepare(plans, self._terms, self._request.on)
            yield chunk

    def decide_chunk(self, chunk: list[Part[RosterLine]]) -> list[Decided]:
        """Decide rosters on what the record holds now, and on one another in their order."""
        self.seat(chunk)
        return each(self._book, self.decide)(chunk)

    def seat(self, parts: Sequence[Part[RosterLine]]) -> None:
        """Have the members, units and accounts of some rosters at hand, freshly loaded."""
        self._desk.clear()
        self._payroll.clear()
        self._remittances.clear()
        numbers = (line.id_number for part in parts for line in part.lines)
        with_names, declined = bool(self._terms.compare_names), self._terms.names_declined
        self._desk.seat(numbers, with_names=with_names, names_declined=declined)
        codes = {line.unit for part in parts for line in part.lines[:1]}
        streams = {self._book.stream("unit", code): code for code in sorted(codes)}
        units = self._book.find_many(Unit, streams)
        self._units = {streams[stream]: unit for stream, unit in units.items()}
        wanted = {}
        for part in parts:
            plan = self._plans.get(plan_code(part.lines[0].plan))
            if plan is not None:
                key = (part.lines[0].unit, plan.fund)
                wanted[self._account(*key)] = key
        found = self._book.find_many(Remittance, wanted)
        self._remittances = {wanted[stream]: account for stream, account in found.items()}

    def decide(self, part: Part[RosterLine]) -> Decided:
        """Decide a roster: its members' cover, and what its unit owes for it."""
        draft, first = Draft(), part.lines[0]
        at = self._book.moment(self._office, self._request, part.command)
        each = at.but(document=None)  # the roster's own fact holds the file's digest, once
        try:
            entry, plan = self._entry(part, at)
            unit = self._unit(first.unit)
        except LedgerError as refusal:
            rows = [problem_of(line.row, refusal, self._terms.lang) for line in part.lines]
            return Decided(draft, {}, rows)
        asked, part = part, _without_void(part, entry)
        # Nobody is enrolled before the whole roster passes: the next roster may be theirs too.
        good, problems = self._admitted(part, entry, plan, each)
        if not good or (problems and not self._terms.good_rows_only):
            return Decided(draft, {}, problems)
        account = self._remittance(first.unit, plan.fund, at)
        try:
            unit.require_participation(entry.terms, self._present(account, entry) + len(good))
        except LedgerError as refusal:
            row = good[0].line.row  # said once for its roster
            return Decided(draft, {}, [*problems, problem_of(row, refusal, self._terms.lang)])
        answer = self._accepted(account, good, entry, draft, at)
        offsets = range(draft.take([account]).stop)
        draft.rest_on(self._office, unit, plan)
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(
            draft, answer, problems, _void_told(asked, good) if asked is not part else []
        )

    def _accepted(
        self,
        account: Remittance,
        good: Sequence[Admitted],
        entry: Entry,
        draft: Draft,
        at: Moment,
    ) -> dict[str, Any]:
        """Enrol whoever is on a roster, and accept it; what is answered."""
        each = at.but(document=None)
        members, joined, shares, sums = self._enrol(good, entry, each, draft)
        enrolled = draft.take(members)
        principal_fen = shares * (entry.terms.refundable_fen or 0)
        account.accept_roster(
            entry.terms.key,
            starts_on=entry.starts_on,
            ends_on=entry.period.ends_on,
            members=len(members),
            joined=joined,
            shares=shares,
            contribution_fen=sum(sums) - principal_fen,
            principal_fen=principal_fen,
            lines_digest=_digest(draft, enrolled),
            consent=self._terms.consent,
            at=at,
            every=schedule_of(entry.terms),
            parts=divided(self._terms.funding or funding_of(entry.terms), sums),
            unit_age=good[0].applicant.circumstances.unit_age,
        )
        if waits_for_payment(entry.terms):
            account.settle_from_held(each)
        return {"roster": account.rosters[-1], "rows": len(members), "joined": joined}

    def _admitted(
        self, part: Part[RosterLine], entry: Entry, plan: Plan, at: Moment
    ) -> tuple[list[Admitted], list[Problem]]:
        at.require("enrolment")
        terms, begun = entry.terms, self._begun(part.lines[0].unit, plan)
        alike = bool(terms.same_shares_for_unit)
        theirs = begun.shares if alike and begun is not None else None
        sets = alike and begun is None  # the first line that passes does, for the unit
        good: list[Admitted] = []
        problems: list[Problem] = []
        unit, first_day = part.lines[0].unit, entry.starts_on
        age = unit_age(terms, part.lines, first_day, begun)
        people = (self._desk.member(line.id_number) for line in part.lines)
        window = window_of(self._book, entry, self._unit(unit), begun, people, at.effective_on)
        for line in part.lines:
            member = self._desk.member(line.id_number)
            if member is not None and self._desk.is_called_otherwise(member, line.name):
                is_new = self._desk.is_new(member)
                problems.append(other_name(line.row, self._terms.lang, is_new=is_new))
                continue
            applicant = applicant_of(line, theirs, age)
            if rests_on_pay(terms.contribution):
                applicant = applicant._replace(circumstances=self._pay_of(line, member, entry))
            with refusing(problems, line.row, self._terms.lang):
                if line.circumstances is not None:
                    require_band(terms, line.circumstances, applicant.circumstances)
                if window is not None:
                    window.require_open(applicant, line.shares, member)
                admission = None
                if member is None:
                    self._desk.require_current(line.id_number, line.name)
                    Member.require_admissible(entry, line.sex, line.shares, line.birth, applicant)
                else:
                    admission = member.admit(entry, line.shares, line.birth, at, applicant)
                good.append(Admitted(line, applicant, admission))
                if sets:
                    theirs, sets = line.shares, False
        if problems and age is not None:  # of those alone who are taken in
            good = at_age(good, unit_age(terms, (its.line for its in good), first_day, begun))
        return good, problems

    def _pay_of(self, line: RosterLine, member: Member | None, entry: Entry) -> Circumstances:
        """Return what a line says of somebody's pay, over what the vault knows of it."""
        known, said = self._payroll.of(member), line.circumstances
        if said is not None:
            known = known.stated(entry.starts_on, said.wage_fen, said.income_band)
        return known.on(entry.starts_on)

    def _present(self, account: Remittance, entry: Entry) -> int:
        """Return how many of a unit's people are on a list for a plan; who left or moved is not."""
        listed = account.members.get(entry.terms.code, 0)
        if entry.terms.group_participation is None:
            return listed
        return self._leavers.present(str(account.opened.unit), entry, listed)

    def _begun(self, unit: str, plan: Plan) -> Begun | None:
        """Return how a unit took part in a plan first in this period; None where it did not yet."""
        account = self._remittances.get((unit, plan.fund))
        return None if account is None else account.begun.get(plan.code)

    def _enrol(
        self, lines: Sequence[Admitted], entry: Entry, at: Moment, draft: Draft
    ) -> tuple[list[Member], int, int, list[int]]:
        members = []
        joined = shares = 0
        sums = []
        scheduled = schedule_of(entry.terms) is not None
        for line, applicant, admission in lines:
            member = self._desk.member(line.id_number) or self._register(line, at, draft)
            if line.circumstances is not None and rests_on_pay(entry.terms.contribution):
                self._payroll.state(member, entry.starts_on, line.circumstances, at, draft)
            judged = admission or member.admit(entry, line.shares, line.birth, at, applicant)
            joined += not member.enrol(judged, line.unit, at)
            members.append(member)
            shares += line.shares
            if not scheduled:
                sums.append(contribution_fen(entry.terms, line.shares, applicant.circumstances))
        return members, joined, shares, sums

    def _register(self, line: RosterLine, at: Moment, draft: Draft) -> Member:
        details = details_of(line.name, line.id_number, line.phone, line.bank_account)
        return self._desk.register(line.id_number, line.unit, line.sex, details, at, draft)

    def _entry(self, part: Part[RosterLine], at: Moment) -> tuple[Entry, Plan]:
        first, asked = part.lines[0], self._terms
        plan = self._plans.get(plan_code(first.plan))
        if plan is None:
            raise Unknown("plan", first.plan)
        terms = version_for(plan, asked.period, asked.said_start, at.effective_on)
        if "@" in first.plan and first.plan != terms.key:
            raise PlanNotInForce(first.plan, asked.starts_on)
        if asked.funding and (funding_of(terms) or schedule_of(terms)):
            raise FundingFixed(terms.key)
        account = self._remittances.get((first.unit, plan.fund))
        return entry_for(terms, self._known, asked, part.lines, account, at), plan

    def _unit(self, code: str) -> Unit:
        unit = self._units.get(code)
        if unit is None:
            raise Unknown("unit", code)
        unit.require_open()
        return unit

    def _account(self, unit: str, fund: str) -> UUID:
        return self._book.stream("remittance", unit, fund, self._terms.period.code)

    def _remittance(self, unit: str, fund: str, at: Moment) -> Remittance:
        account = self._remittances.get((unit, fund))
        if account is None:
            stream = self._account(unit, fund)
            account = Remittance.open(stream, fund, at, unit, self._terms.period.code)
            self._remittances[unit, fund] = account
        return account


def _without_void(part: Part[RosterLine], entry: Entry) -> Part[RosterLine]:
    """Return a roster with the shares that count."""
    lines = without_excess(entry.terms, part.lines)
    return part if lines is part.lines else replace(part, lines=lines)


def _void_told(asked: Part[RosterLine], good: Sequence[Admitted]) -> list[tuple[str, str]]:
    """Say how many shares that a roster asks for are void, by the terms' own rule."""
    shares = {line.row: line.shares for line in asked.lines}
    void = sum(shares[each.line.row] - each.line.shares for each in good)
    told = (
        f"名册 {asked.label}：超出最多份数的 {void} 份无效",
        f"roster {asked.label}: {counted(void, 'share')} beyond the most, void by the terms",
    )
    return [told] if void else []


def _digest(draft: Draft, offsets: range) -> str:
    """Return the SHA-256 over the stored enrolments of a roster, in order."""
    states = (draft.events[i] for i in offsets)
    joined = b"".join(e.state for e in states if e.topic == "member.enrolled.v1")
    return sha256(joined).hexdigest()
