"""Taking in a roster file: judged whole, then recorded roster by roster (unit × plan × period)."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from itertools import groupby
from typing import NamedTuple
from uuid import UUID

from ledger.aggregates import Member, Moment, Office, Plan, Remittance, Unit
from ledger.aggregates.debtor import Begun
from ledger.aggregates.enrolment import UNKNOWN, Applicant, require_window
from ledger.aggregates.member import Entry
from ledger.book import Book
from ledger.commands.desk import Desk, details_of
from ledger.commands.lines import each
from ledger.commands.parts import Decided, Part, problem_of, refusing
from ledger.drafting import Command, Draft, Request
from ledger.errors import LedgerError, PlanNotInForce, StartOutsidePeriod, Unknown
from ledger.events import Document
from ledger.intake.judge import Judged, Problem
from ledger.intake.roster import RosterLine
from ledger.periods import CoveragePeriod
from ledger.plans import PlanTerms, contribution_fen, plan_code

SORT_LINES = 200_000  # a longer file is taken in the order in which it stands
CHUNK_LINES = 2_500


class RosterKey(NamedTuple):
    """Which roster a line is on."""

    unit: str
    plan: str


class Admitted(NamedTuple):
    """A line whose person the terms admit, and what it says of them."""

    line: RosterLine
    applicant: Applicant


@dataclass(frozen=True)
class Terms:
    """What a whole file is enrolled into."""

    period: CoveragePeriod
    starts_on: date
    consent: Document | None
    good_rows_only: bool
    lang: str = "en"


class RosterDesk:
    """Decides rosters: who is new, who renews, what is due."""

    def __init__(self, book: Book, request: Request, terms: Terms, office: Office) -> None:
        if not terms.period.covers(terms.starts_on):
            raise StartOutsidePeriod(terms.starts_on, terms.period.code)
        self._book, self._request, self._terms, self._office = book, request, terms, office
        self._desk = Desk(book)
        self._units: dict[str, Unit] = {}
        self._remittances: dict[tuple[str, str], Remittance] = {}
        self._plans = {
            code: book.get(Plan, "plan", code)
            for code, _ in book.record.keys_with_prefix("plan", "")
        }
        self._known = {key: t for plan in self._plans.values() for key, t in plan.versions.items()}

    def chunks(self, judged: Judged[RosterLine]) -> Iterator[list[Part[RosterLine]]]:
        """Go through a file's rosters, whole units at a time, some thousands of lines."""
        good = judged.good
        chunk: list[Part[RosterLine]] = []
        lines = 0
        for part in self.parts(in_order(good, len(good)), judged.table.sha256):
            if lines >= CHUNK_LINES and part.lines[0].unit != chunk[-1].lines[0].unit:
                yield chunk
                chunk, lines = [], 0
            chunk.append(part)
            lines += len(part.lines)
        if chunk:
            yield chunk

    def decide_chunk(self, chunk: list[Part[RosterLine]]) -> list[Decided]:
        """Decide rosters on what the record holds now, and on one another in their order."""
        self.seat(chunk)
        return each(self._book, self.decide)(chunk)

    def parts(self, lines: Iterable[RosterLine], file_sha256: str) -> Iterator[Part[RosterLine]]:
        """Divide lines into rosters; each is a command over the file and the roster."""
        times: dict[RosterKey, int] = {}
        for key, run in groupby(lines, key=lambda line: RosterKey(line.unit, line.plan)):
            times[key] = times.get(key, 0) + 1
            label = f"{key.unit}/{key.plan}/{self._terms.period.code}"
            label = label if times[key] == 1 else f"{label}#{times[key]}"
            part = f"{label}/{self._terms.starts_on}"
            command = Command.of_file(self._book.book_id, "roster import", file_sha256, part)
            yield Part(command, label, list(run))

    def seat(self, parts: Sequence[Part[RosterLine]]) -> None:
        """Have the members, units and accounts of some rosters at hand, freshly loaded."""
        self._desk.clear()
        self._remittances.clear()
        self._desk.seat(line.id_number for part in parts for line in part.lines)
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
            entry, plan = self._entry(first.plan)
            unit = self._unit(first.unit)
        except LedgerError as refusal:
            rows = [problem_of(line.row, refusal, self._terms.lang) for line in part.lines]
            return Decided(draft, {}, rows)
        # Nobody is enrolled before the whole roster passes: the next roster may be theirs too.
        good, problems = self._admitted(part, entry, plan, each)
        if not good or (problems and not self._terms.good_rows_only):
            return Decided(draft, {}, problems)
        account = self._remittance(first.unit, plan.fund, at)
        try:
            unit.require_participation(entry.terms, account.members.get(plan.code, 0) + len(good))
        except LedgerError as refusal:
            row = good[0].line.row  # said once for its roster
            return Decided(draft, {}, [*problems, problem_of(row, refusal, self._terms.lang)])
        members, joined, shares, fen = self._enrol(good, entry, each, draft)
        enrolled = draft.take(members)
        account.accept_roster(
            entry.terms.key,
            starts_on=entry.starts_on,
            ends_on=entry.period.ends_on,
            members=len(members),
            joined=joined,
            shares=shares,
            contribution_fen=fen,
            lines_digest=_digest(draft, enrolled),
            consent=self._terms.consent,
            at=at,
        )
        offsets = range(draft.take([account]).stop)
        draft.rest_on(self._office, unit, plan)
        answer = {"roster": account.rosters[-1], "members": len(members), "joined": joined}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _admitted(
        self, part: Part[RosterLine], entry: Entry, plan: Plan, at: Moment
    ) -> tuple[list[Admitted], list[Problem]]:
        at.require("enrolment")
        terms, begun = entry.terms, self._begun(part.lines[0].unit, plan)
        theirs = None
        if terms.same_shares_for_unit:
            theirs = part.lines[0].shares if begun is None else begun.shares
        good: list[Admitted] = []
        problems: list[Problem] = []
        for line in part.lines:
            member = self._desk.member(line.id_number)
            applicant = _applicant(line, theirs)
            with refusing(problems, line.row, self._terms.lang):
                if terms.joiners is not None:
                    since = None if begun is None else begun.starts_on
                    require_window(terms, applicant, since, at.effective_on)
                if member is None:
                    Member.require_admissible(entry, line.sex, line.shares, line.birth, applicant)
                else:
                    member.require_enrolable(entry, line.shares, line.birth, at, applicant)
                good.append(Admitted(line, applicant))
        return good, problems

    def _begun(self, unit: str, plan: Plan) -> Begun | None:
        """Return how a unit took part in a plan first in this period; None where it did not yet."""
        account = self._remittances.get((unit, plan.fund))
        return None if account is None else account.begun.get(plan.code)

    def _enrol(
        self, lines: Sequence[Admitted], entry: Entry, at: Moment, draft: Draft
    ) -> tuple[list[Member], int, int, int]:
        members = []
        joined = shares = fen = 0
        for line, applicant in lines:
            member = self._desk.member(line.id_number) or self._register(line, at, draft)
            joined += not member.enrol(entry, line.unit, line.shares, line.birth, at, applicant)
            members.append(member)
            shares += line.shares
            fen += contribution_fen(entry.terms, line.shares)
        return members, joined, shares, fen

    def _register(self, line: RosterLine, at: Moment, draft: Draft) -> Member:
        details = details_of(line.name, line.id_number, line.phone, line.bank_account)
        return self._desk.register(line.id_number, line.unit, line.sex, details, at, draft)

    def _entry(self, plan_as_written: str) -> tuple[Entry, Plan]:
        plan = self._plans.get(plan_code(plan_as_written))
        if plan is None:
            raise Unknown("plan", plan_as_written)
        starts_on = self._terms.starts_on
        terms: PlanTerms = plan.in_force(starts_on)
        if "@" in plan_as_written and plan_as_written != terms.key:
            raise PlanNotInForce(plan_as_written, starts_on)
        return Entry(terms, self._terms.period, starts_on, self._known), plan

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


def _applicant(line: RosterLine, unit_shares: int | None) -> Applicant:
    """Return what a line says of a person besides sex, age and shares; mostly it says nothing."""
    kind, insured, hired = line.employment, line.basic_insurance, line.hired_on
    if kind is None and insured is None and hired is None and unit_shares is None:
        return UNKNOWN
    return Applicant(kind, insured, unit_shares, hired)


def in_order(lines: Iterable[RosterLine], count: int) -> Iterable[RosterLine]:
    """Bring a file's lines together by unit and plan, unless it is too long to be held."""
    if count > SORT_LINES:
        return lines
    return sorted(lines, key=lambda line: (line.unit, line.plan))


def _digest(draft: Draft, offsets: range) -> str:
    """Return the SHA-256 over the stored enrolments of a roster, in order."""
    states = (draft.events[i] for i in offsets)
    joined = b"".join(e.state for e in states if e.topic == "member.enrolled.v1")
    return sha256(joined).hexdigest()
