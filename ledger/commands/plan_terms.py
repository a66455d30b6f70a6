"""Which terms a command is about: a plan file, a version published in a book, or a shipped plan."""

from collections.abc import Container
from contextlib import closing
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from ledger.aggregates import Plan
from ledger.aggregates.plan import Annex
from ledger.book import Book
from ledger.commands.shared import Session
from ledger.commands.texts import read_text
from ledger.errors import Unknown
from ledger.events import Document
from ledger.plans import (
    PlanTerms,
    Problem,
    Schedule,
    ScheduleKey,
    ScheduleUnsound,
    parse_schedule,
    parse_terms,
    schedules_named,
    with_schedules,
)
from ledger.store.refusals import BookMissing
from ledger.terms import shipped, shipped_schedules, whole_terms


class PlanFile(NamedTuple):
    """Terms as their file has them, the file, and the schedules that lie beside it."""

    terms: PlanTerms
    document: Document
    beside: dict[ScheduleKey, Annex]

    @property
    def papers(self) -> dict[ScheduleKey, str]:
        """The SHA-256 of each schedule's file beside it, by its key."""
        return {key: annex.document.sha256 for key, annex in self.beside.items() if annex.document}

    def annexes(self, adopted: Container[ScheduleKey]) -> list[Annex]:
        """Return the schedules that come with the terms; one shipped where it is not adopted yet."""
        found = []
        for key in schedules_named(self.terms):
            if key in self.beside:
                found.append(self.beside[key])
            elif key not in adopted and key in shipped_schedules():
                text = shipped_schedules()[key]
                found.append(Annex(parse_schedule(text), _document(key, text)))
        return found


def plan_file(named: str) -> PlanFile:
    """Read a plan file with the schedules beside it, or a shipped plan by its key.

    Raises:
        TermsUnsound, ScheduleUnsound: a file contradicts itself.
        Unknown: there is neither such a file nor such a shipped plan.
    """
    path = _path(named)
    if path is None:
        text = shipped().get(named)
        if text is None:
            raise Unknown("plan version", named)
        return PlanFile(parse_terms(text), _document(named, text), {})
    text, digest = read_text(path)
    terms = parse_terms(text)
    return PlanFile(terms, Document(reference=path.name, sha256=digest), _beside(terms, path))


def schedule_file(named: str) -> Schedule | None:
    """Read a schedule file, told from a plan file by its `edition`; nothing where another is named.

    Raises:
        ScheduleUnsound: the file contradicts itself.
    """
    path = _path(named)
    text = None if path is None else read_text(path)[0]
    if text is None or not any(line.startswith("edition:") for line in text.splitlines()):
        return None
    return parse_schedule(text)


def terms_named(session: Session, named: str) -> PlanTerms:
    """Return the terms of a plan file, or of a version by its key, with the schedules they name.

    A file comes first; then a version that the session's book has published; then a shipped plan.
    A schedule is looked for beside the file, then in the book, then among those shipped.

    Raises:
        TermsUnsound, ScheduleUnsound: a file contradicts itself, or terms contradict a schedule.
        Unknown: there is neither such a file nor such a version, or no such schedule.
    """
    path = _path(named)
    if path is None:
        return published(session, named) or shipped_terms(named)
    file = plan_file(named)
    beside = {annex.schedule.key: annex.schedule for annex in file.annexes(())}
    if not {*schedules_named(file.terms)} <= file.beside.keys():
        known = _adopted(session, file.terms.code)
        beside = known | {a.schedule.key: a.schedule for a in file.annexes(known)}
    return with_schedules(file.terms, beside)


def published(session: Session, key: str) -> PlanTerms | None:
    """Return a version that the session's book has published, where there is a book that has it.

    A shipped plan needs no book: the one that is named may not have been created yet.
    """
    if not session.book:
        return None
    try:
        with closing(Book.open(session.address, entropy=session.entropy)) as book:
            return book.terms(key)
    except Unknown:
        return None
    except BookMissing:
        if key in shipped() or key in shipped_schedules():
            return None
        raise


def shipped_terms(key: str) -> PlanTerms:
    """Return the terms of a shipped plan (Unknown where none has the key)."""
    text = shipped().get(key)
    if text is None:
        raise Unknown("plan version", key)
    return whole_terms(text)


def adopted_schedule(session: Session, key: str) -> Schedule | None:
    """Return an edition that the session's book has adopted for any plan, where it has."""
    if not session.book:
        return None
    try:
        with closing(Book.open(session.address, entropy=session.entropy)) as book:
            found = (plan.schedules.get(key) for plan in plans_of(book))
            return next((schedule for schedule in found if schedule is not None), None)
    except BookMissing:
        if key in shipped_schedules():
            return None
        raise


def plans_of(book: Book) -> list[Plan]:
    """Return every plan that a book has taken into use."""
    codes = [code for code, _ in book.record.keys_with_prefix("plan", "")]
    return list(book.find_many(Plan, [book.stream("plan", code) for code in codes]).values())


def names_file(named: str) -> bool:
    """Tell whether a plan or schedule file is named, and not a key."""
    return _path(named) is not None


def _path(named: str) -> Path | None:
    """Return the file that is named, or nothing where a key is."""
    path = Path(named)
    return path if path.is_file() or path.suffix in {".yaml", ".yml"} else None


def _adopted(session: Session, code: str) -> dict[ScheduleKey, Schedule]:
    """Return the editions that the session's book has adopted for a plan; none without a book."""
    if not session.book:
        return {}
    try:
        with closing(Book.open(session.address, entropy=session.entropy)) as book:
            plan = book.find(Plan, book.stream("plan", code))
            return {} if plan is None else plan.schedules
    except BookMissing:
        return {}


def _beside(terms: PlanTerms, path: Path) -> dict[ScheduleKey, Annex]:
    """Read the schedules that terms name and that lie beside their file, or in a folder there."""
    found = {}
    for key in schedules_named(terms):
        places = (path.parent / f"{key}.yaml", path.parent / "schedules" / f"{key}.yaml")
        own = next((place for place in places if place.is_file()), None)
        if own is not None:
            text, digest = read_text(own)
            schedule = parse_schedule(text)
            if schedule.key != key:
                raise ScheduleUnsound((_other(own, schedule),))
            found[key] = Annex(schedule, Document(reference=own.name, sha256=digest))
    return found


def _other(path: Path, schedule: Schedule) -> Problem:
    return Problem(
        f"{path.name} holds {schedule.key}: file, code and edition must agree",
        f"{path.name} 的内容是 {schedule.key}：文件名与 code、edition 应一致",
    )


def _document(key: str, text: str) -> Document:
    return Document(reference=f"{key}.yaml", sha256=sha256(text.encode()).hexdigest())
