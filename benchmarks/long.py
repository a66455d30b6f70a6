"""`python -m benchmarks.long`: a long record verified, rebuilt and added to, in time and memory.

The record begins with an office's own, made by its commands: a roster of new members. Its members'
events are then repeated under other streams, sealed like any other, until the record is as long as
was asked. Each reading is a `huzhu` process of its own; the most memory is that of the largest
process among it and its workers.
"""

import argparse
import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from time import perf_counter
from typing import NamedTuple
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from benchmarks import decisions
from benchmarks.__main__ import KINDS
from benchmarks.figures import timed
from benchmarks.machine import machine, versions
from benchmarks.office import do, ready_office, recorded_since, roster_file
from benchmarks.places import Place, places
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

MEMBERS = 20_000  # whose events are repeated
RUNS = 1  # of rosters, and so of single commands
BATCH_EVENTS = 40_000
READINGS = (("audit", "verify"), ("projection", "catch-up"), ("projection", "rebuild"))
_NEIGHBOURS = 40  # bits below which ids of one roster differ: a turn changes one above them
HELD_BYTES = 2**30  # what no process may exceed


class Reading(NamedTuple):
    """What one process took."""

    seconds: float
    peak_bytes: int  # of the largest process


@dataclass(frozen=True)
class Repeated:
    """The events of members, to be written again for others."""

    events: tuple[StoredEvent, ...]

    def under(self, turn: int) -> Iterator[StoredEvent]:
        """Return the events under streams of their own; in their bytes, too."""
        known: dict[UUID, UUID] = {}
        for event in self.events:
            stream = event.originator_id
            assert isinstance(stream, UUID), "streams of a book are named by UUIDs"
            own = known.setdefault(stream, UUID(int=stream.int ^ (turn << _NEIGHBOURS)))
            state = event.state.replace(str(stream).encode(), str(own).encode())
            yield StoredEvent(own, event.originator_version, event.topic, state)


def main(arguments: Sequence[str] | None = None) -> None:
    """Make the record, read it, and print what it took."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long", description=__doc__)
    parser.add_argument("--events", type=int, default=10_000_000)
    parser.add_argument("--database", choices=("sqlite", "postgresql"), default="sqlite")
    asked = parser.parse_args(arguments)
    with places(KINDS[asked.database]) as ((place,), server):
        for name, value in (machine(place.folder) | versions() | server).items():
            print(f"  {name:<26} {value}")
        office, seconds = lengthened(place, asked.events)
        events, size = recorded_since(office, 0)
        print(f"{events:,} events of {size:,} bytes; made in {seconds:,.0f} s", flush=True)
        for command in READINGS:
            took = read_whole(office, command)
            print(
                f"huzhu {' '.join(command):<20} {events / took.seconds:>9,.0f} events/s"
                f"  {took.seconds:,.1f} s  at most {took.peak_bytes / 2**20:,.0f} MiB a process",
                flush=True,
            )
            if took.peak_bytes > HELD_BYTES:
                print(f"    that is more than {HELD_BYTES / 2**20:,.0f} MiB")
        for figure in decisions.measure(place, office, MEMBERS, RUNS):
            print("\n".join(figure.lines()), flush=True)


def lengthened(place: Place, events: int, members: int = MEMBERS) -> tuple[SmallOffice, float]:
    """Return an office whose record has at least so many events, and the seconds of repeating."""
    office = ready_office(place, members, RUNS)
    consent = office.paper("同意书.txt")
    path = roster_file(office, 2015, 0, members)
    do(office, "en", ("roster", "import", path, "--period", 2015, "--consent", consent))
    with Database.open(BookAddress.parse(office.book)) as database:
        recorder = BookRecorder(database)
        repeated = Repeated(tuple(_of_members(recorder)))

        def repeat() -> None:
            turn = 0
            while (size := recorder.head().size) < events:
                turn += 1
                _append(recorder, list(repeated.under(turn))[: events - size])

        return office, timed(repeat)


def read_whole(office: SmallOffice, command: Sequence[str]) -> Reading:
    """Run a command that reads the whole record, in a process of its own.

    Raises:
        SystemExit: it did not end well.
    """
    words = [sys.executable, "-m", "ledger.cli", *map(str, office.line("au", *command))]
    root = Path(__file__).parents[1]
    surroundings = {**os.environ, **office.surroundings, "PYTHONPATH": str(root)}
    start = perf_counter()
    process = subprocess.Popen(words, env=surroundings)
    _, status, used = os.wait4(process.pid, 0)
    seconds = perf_counter() - start
    process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here
    if process.returncode:
        raise SystemExit(f"huzhu {' '.join(command)} ended with {process.returncode}")
    return Reading(seconds, used.ru_maxrss * (1 if sys.platform == "darwin" else 1024))


def _of_members(recorder: BookRecorder) -> Iterator[StoredEvent]:
    for row in recorder.read():
        if row.topic.startswith("member."):
            yield StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)


def _append(recorder: BookRecorder, events: Sequence[StoredEvent]) -> None:
    for start in range(0, len(events), BATCH_EVENTS):
        recorder.append(Batch(events=events[start : start + BATCH_EVENTS]))


if __name__ == "__main__":
    main()
