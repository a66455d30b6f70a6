"""A command of `huzhu` as a process of its own: its time, its answer, and the memory that it and its workers hold."""

import os
import subprocess
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryFile
from threading import Event, Thread
from time import perf_counter

from tests.commands.office import SmallOffice

HELD_BYTES = 2**30  # what no process may exceed
LOOKED_EVERY_SECONDS = 0.1
_MIB = 2**20
_PROC = Path("/proc")


@dataclass(frozen=True)
class Reading:
    """What one command took.

    Attributes:
        peak_bytes: the most that the largest process held, itself or one of its workers.
        together_bytes: the most that all of them held at one moment, of those that were looked at;
            what they share is counted once. 0 where the system does not tell.
    """

    seconds: float
    peak_bytes: int
    together_bytes: int
    code: int
    said: str  # on either stream

    @property
    def is_held(self) -> bool:
        """Whether no process held more than it may."""
        return self.peak_bytes <= HELD_BYTES

    def memory(self) -> str:
        """Return the memory in words."""
        told = f"at most {self.peak_bytes / _MIB:,.0f} MiB a process"
        if self.together_bytes:
            told += f", {self.together_bytes / _MIB:,.0f} MiB all together"
        return told if self.is_held else f"{told}: MORE THAN {HELD_BYTES / _MIB:,.0f} MiB"


def run_whole(
    office: SmallOffice, officer: str, command: Sequence[object], *, on: str | None = None
) -> Reading:
    """Run a command in a process of its own, however it ends; projections are left behind."""
    line = office.line(officer, "--lang", "en", *command, on=on)
    root = str(Path(__file__).parents[1])
    surroundings = os.environ | office.surroundings
    surroundings |= {"PYTHONPATH": root, "HUZHU_CATCH_UP": "off"}
    with TemporaryFile() as said:
        start = perf_counter()
        process = subprocess.Popen(
            [sys.executable, "-m", "ledger.cli", *line], env=surroundings, stdout=said, stderr=said
        )
        ended, looks = Event(), [0]
        looking = Thread(target=_look, args=(process.pid, ended, looks))
        looking.start()
        _, status, used = os.wait4(process.pid, 0)
        seconds = perf_counter() - start
        process.returncode = os.waitstatus_to_exitcode(status)  # it was waited for here
        ended.set()
        looking.join()
        said.seek(0)
        text = said.read().decode("utf-8", "replace")
    peak = used.ru_maxrss * (1 if sys.platform == "darwin" else 1024)
    return Reading(seconds, peak, max(looks), process.returncode, text)


def done_whole(
    office: SmallOffice, officer: str, command: Sequence[object], *, on: str | None = None
) -> Reading:
    """Run a command likewise, which must succeed.

    Raises:
        SystemExit: it did not end well.
    """
    reading = run_whole(office, officer, command, on=on)
    if reading.code:
        words = " ".join(map(str, command))
        raise SystemExit(f"huzhu {words} ended with {reading.code}: {reading.said[-500:]}")
    return reading


def _look(pid: int, ended: Event, looks: list[int]) -> None:
    if not (_PROC / str(pid) / "smaps_rollup").exists():
        return
    while not ended.wait(LOOKED_EVERY_SECONDS):
        looks.append(sum(map(_held, family(pid))))


def family(pid: int) -> Iterator[int]:
    """Go through a process and those that descend from it, as they are now; Linux alone tells."""
    children: dict[int, list[int]] = {}
    for place in _PROC.iterdir():
        if place.name.isdigit():
            parent = _parent(place)
            children.setdefault(parent, []).append(int(place.name))
    waiting = [pid]
    while waiting:
        one = waiting.pop()
        yield one
        waiting += children.get(one, [])


def _parent(place: Path) -> int:
    """Return whose child a process is; 0 where it has just gone."""
    try:
        after_name = (place / "stat").read_text("utf-8", "replace").rpartition(")")[2]
    except OSError:
        return 0
    return int(after_name.split()[1])


def _held(pid: int) -> int:
    """Return the bytes that a process holds, of what it shares with others its part; 0 once it has gone."""
    try:
        lines = (_PROC / str(pid) / "smaps_rollup").read_text("utf-8").splitlines()
    except OSError:
        return 0
    return 1024 * sum(int(line.split()[1]) for line in lines if line.startswith("Pss:"))
