"""Mutated CSV, XLSX, YAML and JSON: a coded refusal or a whole import, never a crash or a part."""

from collections import Counter
from collections.abc import Callable
from pathlib import Path
from random import Random
from typing import NamedTuple
from unittest.mock import patch

from ledger.commands import lines
from ledger.events import Event
from ledger.events.member import ClaimFiled, Enrolled
from ledger.events.remittance import RosterAccepted
from ledger.intake import csv_source
from ledger.terms import shipped
from tests.commands.office import Answer, SmallOffice
from torture import day, mutations, oracle
from torture.day import DAY, STEPS
from torture.mutations import Mutate
from torture.report import Report
from torture.site import SQLITE, Site, reports_into

CONTROL_FILES = 12
FILES = 10  # of each target and mutation, a size unit
GOOD = (0, 2, 3, 4)  # done, wrongly called, refused, not as it was sealed
Words = Callable[[Path], list[object]]


class Target(NamedTuple):
    """A file that a command reads, and the step of the day before which it is read."""

    name: str
    stage: str
    officer: str
    content: Callable[[SmallOffice], bytes]
    words: Callable[[SmallOffice, Path], list[object]]
    mutations: tuple[Mutate, ...]
    file: str  # the file's name, with its suffix


def of_step(name: str, step: str, at: int, *, suffix: str = ".csv") -> Target:
    """Return the target that a step of the day reads as its word number `at`."""
    its = STEPS[step]

    def content(office: SmallOffice) -> bytes:
        path = its.words(office)[at]
        assert isinstance(path, Path)
        found = path.read_bytes()
        return found if suffix == ".csv" else mutations.workbook(found, office.folder)

    def words(office: SmallOffice, path: Path) -> list[object]:
        given = its.words(office)
        given[at] = path
        return given

    ways = (mutations.by_cells, mutations.by_bytes)
    if suffix == ".xlsx":
        ways = (mutations.inside_workbook, mutations.by_bytes)
    return Target(name, step, its.officer, content, words, ways, f"spoiled{suffix}")


def _terms(_: SmallOffice) -> bytes:
    return shipped()["CD-ACC@2014"].replace("CD-ACC", "CD-XX").encode()


def _checkpoint(office: SmallOffice) -> bytes:
    return office.do("lin", "audit", "checkpoint").encode()


TARGETS = (
    of_step("roster, CSV", "import", 2),
    of_step("roster, XLSX", "import", 2, suffix=".xlsx"),
    of_step("receipts, CSV", "receipts", 2),
    of_step("settlements, CSV", "claims", 2),
    of_step("bank's answers, CSV", "settle", 2),
    Target(
        "plan terms, YAML", "import", "lin", _terms,
        lambda _, path: ["plan", "publish", path, "--resolution", "R1"],
        (mutations.by_text, mutations.by_bytes), "spoiled.yaml",
    ),
    Target(
        "vault's keys, JSON", "import", "en", lambda office: office.keys.read_bytes(),
        lambda office, _: STEPS["import"].words(office),
        (mutations.by_json, mutations.by_bytes), "book.keys",
    ),
    Target(
        "checkpoint", "import", "lin", _checkpoint,
        lambda _, path: ["audit", "verify", "--checkpoint", path],
        (mutations.by_bytes,), "spoiled.checkpoint",
    ),
)  # fmt: skip


def run(report: Report, site: Site, size: int) -> None:
    """Spoil every kind of file, on SQLite: what judges a file knows no database."""
    stages = _stages(site)
    for target in TARGETS:
        for mutate in target.mutations:
            chance = site.chance("fuzz", target.name, mutate.__name__)
            spoil(report, site, stages[target.stage], target, mutate, chance, FILES * size)
    with (
        report.planting("a reader that raises on what it meets", "ended with 1") as found,
        patch.object(csv_source, "check_bytes", _raises),
    ):
        _controlled(found, site, stages)
    with (
        report.planting("a file whose bad rows are left out in silence", "claims filed") as found,
        patch.object(lines, "refuse_rows", lambda *_: None),
    ):
        _controlled(found, site, stages)


def _raises(path: Path) -> str:
    raise ZeroDivisionError(path)


def _controlled(report: Report, site: Site, stages: dict[str, SmallOffice]) -> None:
    target = next(each for each in TARGETS if each.name == "settlements, CSV")
    chance = site.chance("fuzz control")
    with reports_into(site.folder):
        spoil(report, site, stages[target.stage], target, mutations.by_cells, chance, CONTROL_FILES)


def _stages(site: Site) -> dict[str, SmallOffice]:
    office = site.copied(site.ready(SQLITE), "day")
    day.prepare(office)
    wanted, stages = {target.stage for target in TARGETS}, {}
    for step in DAY:
        if step.name in wanted:
            office.at(*step.day)
            stages[step.name] = site.copied(office, step.name)
        if len(stages) == len(wanted):
            break
        assert day.take(office, step).code == 0, step.name
    return stages


def spoil(
    report: Report,
    site: Site,
    stage: SmallOffice,
    target: Target,
    mutate: Mutate,
    chance: Random,
    count: int,
) -> None:
    """Feed so many spoiled files to a command; a book that took one in is looked at and replaced."""
    office = site.copied(stage, "fuzz")
    content = target.content(office)
    before, known = office.head(), office.events()
    for number in range(count):
        path = office.folder / target.file
        path.write_bytes(mutate(content, chance))
        kept = path.read_bytes()
        answer = office.run(target.officer, *target.words(office, path))
        report.count("files")
        what = f"{target.name}, {mutate.__name__}, file {number}"
        _judge(report, answer, office, before, what)
        if office.head() != before:
            report.count("of them taken in")
            _whole(report, office, len(known), kept, answer, what)
            site.drop(office)
            office = site.copied(stage, "fuzz")
            target.content(office)
    site.drop(office)


def _judge(report: Report, answer: Answer, office: SmallOffice, before: int, what: str) -> None:
    if answer.code not in GOOD or "Traceback" in answer.err:
        report.fault(f"{what}: ended with {answer.code}: {answer.err.strip()}")
    if answer.code == 3 and "[" not in answer.err:
        report.fault(f"{what}: refused without a code: {answer.err.strip()}")
    if answer.code != 0 and office.head() != before:
        report.fault(f"{what}: ended with {answer.code} and was recorded: {answer.err.strip()}")


def _whole(
    report: Report, office: SmallOffice, known: int, kept: bytes, answer: Answer, what: str
) -> None:
    """Hold that what was taken in was taken in whole: rosters with their people, every row of a file."""
    oracle.check_record(office.book, lambda fault: report.fault(f"{what}: {fault}"))
    events = office.events()
    due: Counter[tuple[str, str]] = Counter()
    for event in events:
        if isinstance(event, RosterAccepted):
            due[event.unit, event.plan] += event.members
        elif isinstance(event, Enrolled):
            due[event.unit, event.plan] -= 1
    report.expect(not any(due.values()), f"{what}: a roster was recorded in part")
    filed = sum(_is_filed(event) for event in events[known:])
    if filed and answer.code == 0:
        rows = sum(bool(line.strip(b", \r\t")) for line in kept.split(b"\n")[1:])
        report.expect(filed == rows, f"{what}: {rows} rows, {filed} claims filed")


def _is_filed(event: Event) -> bool:
    return isinstance(event, ClaimFiled)
