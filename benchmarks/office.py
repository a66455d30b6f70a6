"""An office to measure: the tests' small office, with as many units as the runs want, and a running clock."""

from collections.abc import Iterator, Sequence
from copy import copy
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from time import monotonic
from typing import Self

from sqlalchemy import text

from benchmarks.places import Place, expect_durable
from ledger.entropy import Entropy, SeededEntropy, SystemEntropy
from ledger.intake.identity import invented_id
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from tests.commands import office as small
from tests.commands.office import SmallOffice, typed

UNIT_PEOPLE = 200
_UNITS = ("单位编码", "单位名称", "代办处", "职工人数", "女职工人数")
_DIGITS = "甲乙丙丁戊己庚辛壬癸"


class RunningClock(SeededEntropy):
    """The machine's chance, as officers have it, and its clock from a day that is set."""

    def __init__(self, now: datetime) -> None:
        super().__init__(0, now)
        self._began = monotonic()
        self._chance: Entropy = SystemEntropy()

    def token(self, n: int) -> bytes:
        """Return n bytes from the operating system."""
        return self._chance.token(n)

    def now(self) -> datetime:
        """Return the moment that was last set, and the time since."""
        passed = timedelta(milliseconds=int(1_000 * (monotonic() - self._began)))
        return super().now() + passed

    def branch(self, label: str) -> Self:
        """Return this clock, with chance as the machine gives it for one piece of work."""
        branched = copy(self)
        branched._chance = self._chance.branch(label)
        return branched

    def set(self, now: datetime) -> None:
        """Move the clock."""
        super().set(now)
        self._began = monotonic()


def ready_office(place: Place, size: int, runs: int) -> SmallOffice:
    """Take over an office through its commands, and register the units of every run."""
    office = small.begin(place.book, place.folder / "office")
    small.make_ready(office)
    office = replace(office, entropy=RunningClock(datetime(2015, 1, 5, 2, tzinfo=UTC)))
    women = UNIT_PEOPLE // 2
    units = [
        (unit(u), f"示例单位{_digits(u)}", "A1", len(people), min(women, len(people)))
        for run in range(runs)
        for u, people in units_of(run, size)
    ]
    office.do("en", "unit", "import", office.file("bench-units.csv", _UNITS, units))
    with Database.open(BookAddress.parse(office.book)) as database:
        expect_durable(database)
    return office


def units_of(run: int, size: int) -> Iterator[tuple[int, range]]:
    """Go through the units of a run and their people; the last unit may be a small one."""
    count = -(-size // UNIT_PEOPLE)
    for n in range(count):
        yield run * count + n, range(min(UNIT_PEOPLE, size - n * UNIT_PEOPLE))


def unit(u: int) -> str:
    return f"B{u:05d}"


def person(u: int, k: int) -> tuple[str, str]:
    """Return the name and ID number of a unit's k-th person."""
    birth = date(1970, 1, 1) + timedelta(days=u % 5_000)
    region = f"99{u // 5_000:04d}"
    return f"测试{_digits(k)}", invented_id(region, birth, k, "male" if k % 2 else "female")


def roster_file(office: SmallOffice, year: int, run: int, size: int) -> Path:
    """Write one run's rosters, whole units of people with their bank accounts."""
    rows = [
        (unit(u), "CD-HOSP", *person(u, k), 1, small.account(u, k), "是")
        for u, people in units_of(run, size)
        for k in people
    ]
    return office.file(f"roster-{year}-{run}.csv", small.ROSTER, rows)


def do(office: SmallOffice, officer: str, arguments: Sequence[object]) -> None:
    """Run a command that must succeed; projections catch up later, and are measured by themselves."""
    surroundings = office.surroundings | {"HUZHU_CATCH_UP": "off"}
    answer = typed(office.line(officer, *arguments), surroundings, office.entropy)
    assert answer.code == 0, answer.err[-500:]


def recorded_since(office: SmallOffice, position: int) -> tuple[int, int]:
    """Return how many events, and of how many bytes, stand after a position."""
    asked = text("select count(*), sum(length(state)) from event where position > :position")
    with Database.open(BookAddress.parse(office.book)) as database, database.reading() as read:
        events, size = read.execute(asked, {"position": position}).one()
    return int(events), int(size or 0)


def _digits(number: int) -> str:
    return "".join(_DIGITS[int(digit)] for digit in str(number))
