"""The people of a running office: cover in force with its original start, and open claims."""

from collections.abc import Iterator, Sequence
from datetime import date
from functools import partial
from uuid import UUID

from ledger.aggregates import Member, Moment, Office, Plan, Unit
from ledger.aggregates.carried import HandedOver
from ledger.aggregates.claim import Filing
from ledger.aggregates.enrolment import Cover
from ledger.aggregates.unit import CarriedList
from ledger.benefits import NOTHING_USED, Usage
from ledger.book import Book
from ledger.commands.claim_files import loss_of
from ledger.commands.desk import ID_NUMBER, Desk, details_of
from ledger.commands.handed_over import moved, require_admitted, require_handed_over
from ledger.commands.lines import Intake, each, in_groups
from ledger.commands.names import compares, differ, names_of, other_name
from ledger.commands.parts import Decided, Part, refusing
from ledger.commands.shared import Session
from ledger.commands.take_over_principal import ListedPrincipal, require_within
from ledger.drafting import Command, Decision, Draft
from ledger.errors import NameDiffers, Unknown
from ledger.events import Document
from ledger.intake.judge import Judged, Problem
from ledger.intake.takeover import CoverLine, OpenClaimLine
from ledger.plans import FixedSum, PlanKey, PlanTerms, plan_code

GROUP_LINES = 2_000
MEMBERS = "take over members"  # the purpose of a list of cover


class TakeOver:
    """Decides the lists of a take-over."""

    def __init__(
        self,
        book: Book,
        office: Office,
        session: Session,
        document: Document,
        compare_names: bool | None = None,
    ) -> None:
        self._book, self._office, self._session = book, office, session
        self._document, self._compare_names = document, compare_names
        self._desk = Desk(book)
        self._versions: dict[tuple[str, date], PlanKey] = {}  # by plan code and first day of cover
        self._classes: dict[PlanKey, set[str]] = {}  # for which a plan's terms pay a sum
        self._principal = ListedPrincipal(book, self._version)

    def covers(self, judged: Judged[CoverLine]) -> Intake[CoverLine]:
        """Return a list of cover on its way into the book, by groups of people.

        Raises:
            TakeOverOver: the office is in full operation, and nobody handed this cover over.
            PrincipalNotHeld: it names more principal than the funds' opening balances hold.
        """
        require_admitted(self._office, judged)
        if not self._office.taken_over:
            self._principal.require_held(judged)
        compared = compares(judged.rows, self._compare_names)
        decide = each(self._book, partial(self.decide_covers, compared))
        words = ("会员组", "groups of members")
        chunks = partial(self._chunks, judged)
        return Intake(
            self._session, self._book, MEMBERS, judged, chunks, decide, words, is_whole=True
        )

    def say_carried_in(self, judged: Judged[CoverLine]) -> None:
        """Record a list's digest once, beside the hand-over document, not on every line.

        Of plans that set a day for changes of a list, each unit learns how long its own runs; what
        another office hands over to one in full operation is no list of the unit's.
        """
        table = judged.table
        listed = Document(reference=table.file, sha256=table.sha256)

        def decide(office: Office, at: Moment) -> Decision:
            if office.taken_over:
                office.carry_in_covers(judged.rows, listed, at, moved(judged))
                return Decision([office])
            office.carry_in_covers(judged.rows, listed, at)
            held = self._principal.taken_over(judged, at)
            return Decision([office, *self._lists(judged, at), *held])

        named = Command.of_file(self._book.book_id, MEMBERS, table.sha256, "list")
        request = self._session.request(MEMBERS, {}, document=self._document)
        self._book.perform(request, decide, named)

    def _lists(self, judged: Judged[CoverLine], at: Moment) -> list[Unit]:
        """Say of each unit until when its lists run, where a plan's terms let that bear on changes."""
        book = self._book
        plans = (
            book.get(Plan, "plan", code) for code, _ in book.record.keys_with_prefix("plan", "")
        )
        dated = {plan.code for plan in plans if any(map(_dates_changes, plan.versions.values()))}
        if not dated:
            return []
        found: dict[tuple[str, PlanKey, str], CarriedList] = {}
        for line in judged.good:
            if plan_code(line.plan) not in dated:
                continue
            plan = self._version(line)
            key = line.unit, plan, line.period
            before = found.get(key, CarriedList(plan, line.period, 0, line.ends_on))
            last = max(before.ends_on, line.ends_on)
            found[key] = before._replace(members=before.members + 1, ends_on=last)
        codes = sorted({unit for unit, *_ in found})
        known = book.find_many(Unit, [book.stream("unit", code) for code in codes])
        units = {unit.code: unit for unit in known.values()}
        for (unit, *_), its in sorted(found.items()):
            units[unit].carry_in_list(its, at.but(document=None))
        return list(units.values())

    def _chunks(self, judged: Judged[CoverLine]) -> Iterator[list[Part[CoverLine]]]:
        groups = in_groups(judged.good, lambda line: line.id_number, GROUP_LINES)
        for number, group in enumerate(groups):
            yield [self._part(judged, number, group)]

    def _part(
        self, judged: Judged[CoverLine], number: int, lines: Sequence[CoverLine]
    ) -> Part[CoverLine]:
        table = judged.table
        command = Command.of_file(self._book.book_id, MEMBERS, table.sha256, f"group {number}")
        return Part(command, f"{judged.table.file} {number + 1}", lines)

    def decide_covers(self, compare_names: bool, part: Part[CoverLine]) -> Decided:
        """Register people and carry their cover in."""
        at = self._moment(MEMBERS, part.command).but(document=None)
        book, desk, lang = self._book, self._desk, self._session.lang
        desk.clear()
        declined = self._compare_names is False
        numbers = (line.id_number for line in part.lines)
        desk.seat(numbers, with_names=compare_names, names_declined=declined)
        codes = {line.unit for line in part.lines}
        streams = [book.stream("unit", code) for code in sorted(codes)]
        units = {unit.code: unit for unit in book.find_many(Unit, streams).values()}
        draft = Draft()
        problems: list[Problem] = []
        members: dict[UUID, Member] = {}
        for line in part.lines:
            member = desk.member(line.id_number)
            if member is not None and desk.is_called_otherwise(member, line.name):
                problems.append(other_name(line.row, lang, is_new=desk.is_new(member)))
                continue
            with refusing(problems, line.row, lang):
                if line.unit not in units:
                    raise Unknown("unit", line.unit)
                plan = self._admitted(line, units[line.unit], at)
                if member is None:
                    desk.require_current(line.id_number, line.name)
                    details = details_of(line.name, line.id_number, line.phone, line.bank_account)
                    sex = line.sex
                    member = desk.register(line.id_number, line.unit, sex, details, at, draft)
                since, used = line.covered_since, _used(line)
                member.carry_in(_cover(line, plan), since, used, at, _handed_over(line))
                members[member.id] = member
        offsets = draft.take(members.values())
        draft.rest_on(self._office)
        answer = {"rows": len(part.lines) - len(problems)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _admitted(self, line: CoverLine, unit: Unit, at: Moment) -> PlanKey:
        """Return the plan version of a cover that may be carried in."""
        if self._office.taken_over:
            require_handed_over(line, unit, at.effective_on)
        plan = self._version(line)
        self._require_classes(plan, line.used_conditions)
        if line.principal_fen:
            require_within(self._book.terms(plan), line)
        return plan

    def _version(self, line: CoverLine) -> PlanKey:
        """Return the plan version a cover is under: the one named, or the one in force when it began."""
        if "@" in line.plan:
            return self._book.terms(line.plan).key
        began = line.plan, line.starts_on
        if began not in self._versions:
            plan = self._book.get(Plan, "plan", line.plan)
            self._versions[began] = plan.in_force(line.starts_on).key
        return self._versions[began]

    def _require_classes(self, plan: PlanKey, paid: Sequence[str]) -> None:
        """Refuse a class that is said to be paid, and that the terms know no sum for."""
        if paid and plan not in self._classes:
            rules = self._book.terms(plan).benefits
            sums = [rule for rule in rules if isinstance(rule, FixedSum)]
            self._classes[plan] = {line.code for rule in sums for line in rule.lines}
        for condition in paid:
            if condition not in self._classes[plan]:
                raise Unknown("class paid", condition)

    def decide_claims(self, part: Part[OpenClaimLine]) -> Decided:
        """File the claims that were open, on the day on which they had come in."""
        at = self._moment("take over claims", part.command)
        book = self._book
        digests = [book.vault.blind(ID_NUMBER, line.id_number) for line in part.lines]
        owners = book.record.find_members(ID_NUMBER, digests)
        members = book.find_many(Member, set(owners.values()))
        names = names_of(book, members)  # to file a claim costs far more than to open its name
        draft = Draft()
        problems: list[Problem] = []
        for line, digest in zip(part.lines, digests, strict=True):
            with refusing(problems, line.row, self._session.lang):
                if digest not in owners:
                    raise Unknown("member", f"of row {line.row}")
                known = names.get(owners[digest])
                if known is not None and differ(known, line.name):
                    raise NameDiffers(line.claim)
                day = line.filed_on
                when = at.but(effective_on=day, booked_on=self._office.booked_on(day))
                filing = Filing(line.claim, line.plan, loss_of(line.loss), "take_over")
                members[owners[digest]].file_claim(filing, book.terms, when)
        offsets = draft.take(members.values())
        draft.rest_on(self._office)
        answer = {"rows": len(part.lines) - len(problems)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _moment(self, purpose: str, command: Command) -> Moment:
        request = self._session.request(purpose, {}, document=self._document)
        return self._book.moment(self._office, request, command)


def _cover(line: CoverLine, plan: str) -> Cover:
    return Cover(
        plan,
        line.period,
        line.unit,
        line.shares,
        line.starts_on,
        line.ends_on,
        line.covered_since,
    )


def _used(line: CoverLine) -> Usage:
    """Return what was used of the limits before, as far as a list says it.

    Where it does not say by which rules, the sum counts against every cap, each claim as a stay.
    """
    fen, indemnity, stays = line.used_fen, line.used_indemnity_fen, line.used_stays
    sums = (fen, indemnity, line.used_damage_fen, line.used_unsplit_fen, line.self_pay_fen)
    counts = (line.used_claims, stays, line.stay_days, line.above_cap_claims, line.used_events)
    classes = (line.used_days, line.used_months, line.used_conditions, line.earlier_conditions)
    if not any((*sums, *counts, *classes)):
        return NOTHING_USED  # as of nearly everybody: no usage is made for each
    return Usage.model_validate(
        {
            "claims": line.used_claims,
            "stays": line.used_claims if stays is None else stays,
            "paid_fen": fen,
            "indemnity_fen": fen if indemnity is None else indemnity,
            "damage_fen": line.used_damage_fen or {},
            "carried_fen": fen if indemnity is None else line.used_unsplit_fen,
            "stay_days": line.stay_days,
            "above_cap_claims": line.above_cap_claims,
            **(line.self_pay_fen or {}),
            "events": line.used_events,
            "days": line.used_days or {},
            "months": line.used_months or {},
            "conditions": line.used_conditions,
            "earlier": line.earlier_conditions,
        }
    )


def _handed_over(line: CoverLine) -> HandedOver:
    """Return what another office says of cover that it hands over."""
    return HandedOver(line.handed_over_on, line.suspended_since, line.waits_until)


def _dates_changes(terms: PlanTerms) -> bool:
    """Tell whether terms set a day by which changes of a list are due."""
    return terms.joiners is not None and terms.joiners.change_days_before_end is not None
