"""One roster file of a million rows: taken in whole, or refused whole for its last row, in time and memory."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from sqlalchemy import func, select

from benchmarks.figures import Run
from benchmarks.office import UNIT_PEOPLE, ready_office, recorded_since, roster_file
from benchmarks.places import Place
from benchmarks.processes import Reading, done_whole, run_whole
from ledger.commands import exits
from ledger.intake.identity import invented_id
from ledger.store.schema import metadata
from tests.commands.office import SmallOffice

ON = "2015-01-05"
_NAME, _NUMBER = 2, 3  # columns of a roster


@dataclass(frozen=True)
class Spoiled:
    """What is wrong with a file's last row, and the refusal that says so."""

    what: str
    column: int
    cell: str
    code: str


SPOILED = (
    Spoiled("a name of digits", _NAME, "12345", "roster.name_form"),
    Spoiled(  # which only the terms refuse, after everybody before was decided
        "an age above the terms'",
        _NUMBER,
        invented_id("990101", date(1950, 1, 1), 1, "male"),
        "roster.age_not_admitted",
    ),
)


@dataclass(frozen=True)
class Taken:
    """What became of one file, and what the command took."""

    what: str
    rows: int
    events: int
    size: int  # bytes of the events' states
    file_bytes: int
    reading: Reading

    def lines(self) -> list[str]:
        """Return it in words."""
        rate = self.rows / self.reading.seconds
        took = f"{rate:>9,.0f} rows/s  {self.reading.seconds:,.1f} s"
        read = f"{self.rows:,} rows of {self.file_bytes:,} bytes"
        told = [f"{self.what:<44} {took}  {read}", f"    {self.reading.memory()}"]
        if self.events:
            run = Run(self.reading.seconds, self.events, self.size)
            told.append(
                f"    {run.rate:,.0f} events/s, {run.events:,} events of {run.size:,} bytes"
            )
        return told


def measure(place: Place, rows: int) -> Iterator[Taken]:
    """Refuse a long roster for its last row, then take in one of the same name that is whole.

    Of so many rows, rounded up to whole units: one person less must not be too few of a unit.

    Raises:
        AssertionError: a refused file left something behind, or said something else; or of the
            whole one not everybody was registered and enrolled.
    """
    rows = -(-rows // UNIT_PEOPLE) * UNIT_PEOPLE
    office = ready_office(place, rows, 1)
    path = roster_file(office, 2015, 0, rows)
    whole = path.read_bytes()
    for spoiled in SPOILED:
        path.write_bytes(whole)
        spoil(path, spoiled)
        yield refused(office, path, rows, spoiled)
    path.write_bytes(whole)
    before = office.head()
    reading = done_whole(office, "en", _import(office, path), on=ON)
    events, size = recorded_since(office, before)
    assert events >= 2 * rows, f"of {rows} people not everybody is registered and enrolled"
    yield Taken("roster import, everybody new", rows, events, size, len(whole), reading)


def refused(office: SmallOffice, path: Path, rows: int, spoiled: Spoiled) -> Taken:
    """Hold that a file is refused for its last row alone, and that nothing at all is recorded.

    Raises:
        AssertionError: it was not.
    """
    before = standing(office)
    reading = run_whole(office, "en", _import(office, path), on=ON)
    assert reading.code == exits.REFUSED, f"ended with {reading.code}: {reading.said[-500:]}"
    # The heading is the first row of the file.
    sayings = (f"row {rows + 1}", f"[{spoiled.code}]", f": 1 of {rows} rows")
    assert all(said in reading.said for said in sayings), reading.said[-500:]
    assert standing(office) == before, "a refused file left something behind"
    what = f"roster import, refused: {spoiled.what}"
    return Taken(what, rows, 0, 0, path.stat().st_size, reading)


def spoil(path: Path, spoiled: Spoiled) -> None:
    """Write one bad cell into the last row of a roster."""
    head, _, last = path.read_text("utf-8").rstrip("\r\n").rpartition("\n")
    cells = last.split(",")
    cells[spoiled.column] = spoiled.cell
    path.write_text(f"{head}\n{','.join(cells)}\n", "utf-8", newline="")


def standing(office: SmallOffice) -> list[tuple[str, object]]:
    """Return how many rows each table of record and vault has, and the record's root."""
    with office.database() as database, database.reading() as connection:
        return [("root", office.root())] + [
            (name, connection.execute(select(func.count()).select_from(table)).scalar())
            for name, table in sorted(metadata.tables.items())
        ]


def _import(office: SmallOffice, path: Path) -> Sequence[object]:
    consent = office.paper("同意书.txt")
    return ("roster", "import", path, "--period", 2015, "--consent", consent)
