"""Reading the record back, every event validated, and drawing up all projections from it."""

from collections.abc import Callable

from sqlalchemy import text

from benchmarks.figures import Figure, Run, ratio, timed
from benchmarks.office import recorded_since
from benchmarks.places import Place
from ledger.events import restore
from ledger.projections.engine import catch_up
from ledger.projections.rebuild import rebuild
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

_PLAIN = text("select position, originator_id, originator_version, topic, state from event")


def measure(place: Place, office: SmallOffice, runs: int) -> list[Figure]:
    """Read, fetch plainly, and rebuild, one after the other in each run."""
    events, size = recorded_since(office, 0)
    taken: dict[str, list[Run]] = {"read": [], "plain": [], "rebuild": []}
    with Database.open(BookAddress.parse(office.book)) as database:
        recorder = BookRecorder(database)
        catch_up(database, recorder)
        works: dict[str, Callable[[], object]] = {
            "read": lambda: _read(recorder, events),
            "plain": lambda: _fetch(database, events),
            "rebuild": lambda: _rebuild(database, recorder),
        }
        for _ in range(runs):
            for name, work in works.items():
                taken[name].append(Run(timed(work), events, size))
    read, plain, rebuilt = (tuple(taken[name]) for name in works)
    against_plain = {"plain fetch of the same rows": ratio(read, plain)}
    against_read = {"reading back, validated": ratio(rebuilt, read)}
    return [
        Figure("reading back, every event validated", place.database, read, against_plain),
        Figure("  plain fetch of the same rows", place.database, plain),
        Figure("rebuild of all projections", place.database, rebuilt, against_read),
    ]


def _read(recorder: BookRecorder, events: int) -> None:
    count = 0
    for row in recorder.read():
        restore(row.topic, row.state)
        count += 1
    assert count == events, "the whole record is read"


def _fetch(database: Database, events: int) -> None:
    with database.reading() as connection:
        found = connection.execution_options(stream_results=True).execute(_PLAIN)
        count = sum(len(rows) for rows in found.partitions(5_000))
    assert count == events, "the whole record is fetched"


def _rebuild(database: Database, recorder: BookRecorder) -> None:
    assert all(report.is_equal for report in rebuild(database, recorder)), "the same facts again"
