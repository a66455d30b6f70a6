"""What is measured, and how it is said: medians of whole runs, with their extremes."""

import gc
import resource
import sys
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from statistics import median
from time import perf_counter
from typing import Any, NamedTuple

COLLECTIONS = (100_000, 50, 100)  # of garbage, as `ledger.cli.run` has it


class Run(NamedTuple):
    """One run of a path: what it took, and how much went through."""

    seconds: float
    events: int
    size: int  # bytes of the events' states

    @property
    def rate(self) -> float:
        """Events a second."""
        return self.events / self.seconds


@dataclass(frozen=True)
class Figure:
    """A path on one database: its runs, and what it is compared with.

    Attributes:
        ratios: how many times as many events a second as something of the same run.
        more: other figures, each named with its unit.
    """

    path: str
    database: str
    runs: tuple[Run, ...]
    ratios: dict[str, float] = field(default_factory=dict)
    more: dict[str, float] = field(default_factory=dict)

    @property
    def rate(self) -> float:
        """Events a second, at the median."""
        return median(run.rate for run in self.runs)

    def as_json(self) -> dict[str, Any]:
        """Return everything that was measured, run by run."""
        seconds = [run.seconds for run in self.runs]
        return {
            "path": self.path,
            "database": self.database,
            "seconds": {"median": median(seconds), "min": min(seconds), "max": max(seconds)},
            "events_per_second": self.rate,
            "runs": [run._asdict() for run in self.runs],
            "ratios": self.ratios,
            "more": self.more,
        }

    def lines(self) -> list[str]:
        """Return the figure in words, one line and one for each comparison."""
        seconds, last = [run.seconds for run in self.runs], self.runs[-1]
        spread = f"{median(seconds):.3f} s ({min(seconds):.3f}–{max(seconds):.3f})"
        size = last.size / last.events
        head = f"{self.path:<44} {self.rate:>9,.0f} events/s  {spread}  "
        told = [f"{head}{last.events:,} events of {size:.0f} bytes, {last.size:,} bytes"]
        told += [f"    {ratio:.2f} × {name}" for name, ratio in self.ratios.items()]
        told += [f"    {value:,.2f} {name}" for name, value in self.more.items()]
        return told


def timed(work: Callable[[], object]) -> float:
    """Return how many seconds a piece of work takes, beginning with a collected heap."""
    gc.collect()
    start = perf_counter()
    work()
    return perf_counter() - start


def each_timed(work: Callable[[str], object], items: Sequence[str]) -> list[float]:
    """Return how many seconds each of a row of small pieces of work takes."""
    gc.collect()
    taken = []
    for item in items:
        start = perf_counter()
        work(item)
        taken.append(perf_counter() - start)
    return taken


def ratio(runs: Sequence[Run], others: Sequence[Run]) -> float:
    """Return the median ratio of rates, run by run: what disturbs one disturbs its neighbour."""
    return median(run.rate / other.rate for run, other in zip(runs, others, strict=True))


def p99_ms(samples: Sequence[float]) -> float:
    """Return the milliseconds within which 99 of 100 samples lie."""
    ordered = sorted(samples)
    return 1_000 * ordered[-(-len(ordered) * 99 // 100) - 1]


def peak_bytes() -> int:
    """Return the most memory that this process held; Linux counts in KiB, macOS in bytes."""
    held = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return held if sys.platform == "darwin" else held * 1024
