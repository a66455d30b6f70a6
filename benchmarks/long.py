"""`python -m benchmarks.long`: one long roster taken in, and a long record verified, rebuilt and added to.

What is measured runs as `huzhu` processes of their own; the most memory is that of the largest among
it and its workers. The long record begins with an office's own, made by its commands: a roster of
new members. Its members' events are then repeated under other streams, sealed like any other, until
the record is as long as was asked.
"""

import argparse
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from uuid import UUID

from eventsourcing.persistence import StoredEvent

from benchmarks import decisions, long_rosters
from benchmarks.__main__ import KINDS
from benchmarks.figures import timed
from benchmarks.machine import machine, versions
from benchmarks.office import do, ready_office, recorded_since, roster_file
from benchmarks.places import Place, places
from benchmarks.processes import done_whole
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

MEMBERS = 20_000  # whose events are repeated
RUNS = 1  # of rosters, and so of single commands
BATCH_EVENTS = 40_000
READINGS = (("audit", "verify"), ("projection", "catch-up"), ("projection", "rebuild"))
PARTS = ("roster", "record")
_NEIGHBOURS = 40  # bits below which ids of one roster differ: a turn changes one above them


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


def main(arguments: Sequence[str] | None = None) -> int:
    """Measure what was asked for, print it, and return 1 where a process held more than it may."""
    asked = _asked(arguments)
    held = True
    for kind in KINDS[asked.database]:
        for part in asked.parts or PARTS:
            with places((kind,)) as ((place,), server):
                print(f"\n{kind}: {part}")
                for name, value in (machine(place.folder) | versions() | server).items():
                    print(f"  {name:<26} {value}", flush=True)
                if part == "roster":
                    held &= _roster(place, asked.rows)
                else:
                    held &= _record(place, asked.events, asked.members)
    return 0 if held else 1


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks.long", description=__doc__)
    parser.add_argument("parts", nargs="*", metavar="PART", help=f"{', '.join(PARTS)}; or both")
    parser.add_argument("--rows", type=int, default=1_000_000, help="of the roster's file")
    parser.add_argument("--events", type=int, default=10_000_000, help="of the long record")
    parser.add_argument("--members", type=int, default=MEMBERS, help="whose events are repeated")
    parser.add_argument("--database", choices=sorted(KINDS), default="both")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.parts) - set(PARTS):
        parser.error(f"no such part: {', '.join(sorted(unknown))}")
    if min(asked.rows, asked.events, asked.members) < 1:
        parser.error("there is at least one row, one event, one member")
    return asked


def _roster(place: Place, rows: int) -> bool:
    held = True
    for taken in long_rosters.measure(place, rows):
        print("\n".join(taken.lines()), flush=True)
        held &= taken.reading.is_held
    return held


def _record(place: Place, events: int, members: int) -> bool:
    held = True
    office, seconds = lengthened(place, events, members)
    events, size = recorded_since(office, 0)
    print(f"{events:,} events of {size:,} bytes; made in {seconds:,.0f} s", flush=True)
    for command in READINGS:
        took = done_whole(office, "au", command)
        print(
            f"huzhu {' '.join(command):<38} {events / took.seconds:>9,.0f} events/s"
            f"  {took.seconds:,.1f} s\n    {took.memory()}",
            flush=True,
        )
        held &= took.is_held
    for figure in decisions.measure(place, office, members, RUNS):
        print("\n".join(figure.lines()), flush=True)
    return held


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


def _of_members(recorder: BookRecorder) -> Iterator[StoredEvent]:
    for row in recorder.read():
        if row.topic.startswith("member."):
            yield StoredEvent(row.originator_id, row.originator_version, row.topic, row.state)


def _append(recorder: BookRecorder, events: Sequence[StoredEvent]) -> None:
    for start in range(0, len(events), BATCH_EVENTS):
        recorder.append(Batch(events=events[start : start + BATCH_EVENTS]))


if __name__ == "__main__":
    sys.exit(main())
