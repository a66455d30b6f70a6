"""Rosters through the real command: reading, judging, deciding, vault, seal and sync included."""

from benchmarks.figures import Figure, Run, ratio, timed
from benchmarks.office import do, recorded_since, roster_file
from tests.commands.office import SmallOffice


def measure_new(office: SmallOffice, size: int, alone: Figure) -> Figure:
    """Take in people nobody knows: each is registered, sealed away in the vault, and enrolled."""
    measured = tuple(_run(office, 2015, run, size) for run in range(len(alone.runs)))
    assert all(run.events >= 2 * size for run in measured), "everybody is registered and enrolled"
    return _beside(alone, "roster of new members", measured)


def measure_renewing(office: SmallOffice, size: int, alone: Figure) -> Figure:
    """Take in the same people for the next year: each is found by their ID number and renewed."""
    office.at(2016, 1, 5)
    measured = tuple(_run(office, 2016, run, size) for run in range(len(alone.runs)))
    assert all(size <= run.events < 2 * size for run in measured), "everybody renews, nobody is new"
    return _beside(alone, "roster of renewing members", measured)


def _beside(alone: Figure, path: str, measured: tuple[Run, ...]) -> Figure:
    """Compare with the recorder alone: the rest is reading, judging, deciding and the vault."""
    return Figure(path, alone.database, measured, {alone.path: ratio(measured, alone.runs)})


def _run(office: SmallOffice, year: int, run: int, size: int) -> Run:
    path = roster_file(office, year, run, size)
    consent = office.paper("同意书.txt")
    before = office.head()
    command = ("roster", "import", path, "--period", year, "--consent", consent)
    seconds = timed(lambda: do(office, "en", command))
    return Run(seconds, *recorded_since(office, before))
