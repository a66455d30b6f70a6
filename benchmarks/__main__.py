"""`python -m benchmarks`: measure, and print machine and versions beside the figures."""

import argparse
import gc
import json
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import Any

from benchmarks import clients, decisions, evidence, readings, recorder, rosters, sealing
from benchmarks.figures import COLLECTIONS, Figure, peak_bytes
from benchmarks.machine import machine, versions
from benchmarks.office import ready_office
from benchmarks.places import Place, places

KINDS = {
    "sqlite": ("sqlite",),
    "postgresql": ("postgresql",),
    "both": ("sqlite", "postgresql"),
}
MEMORY = ("tmpfs", "ramfs")
SIZE_MIN = 40  # below this there are not enough people to file the claims


def main(arguments: Sequence[str] | None = None) -> None:
    """Measure what was asked for, print it, and write it as JSON."""
    asked = _asked(arguments)
    gc.set_threshold(*COLLECTIONS)
    with places(KINDS[asked.database]) as (made, server):
        report: dict[str, Any] = {
            "machine": machine(made[0].folder),
            "versions": versions() | server,
            "size": asked.size,
            "runs": asked.runs,
            "figures": [],
            "book_bytes": {},
        }
        _tell(report)
        for place in made:
            print(f"\n{place.database}", flush=True)
            for figure in _measured(place, asked.size, asked.runs):
                print("\n".join(figure.lines()), flush=True)
                report["figures"].append(figure.as_json())
            report["book_bytes"][place.database] = size = place.bytes_of("office")
            print(f"the office's book takes {size:,} bytes on disk", flush=True)
    report["peak_bytes"] = peak_bytes()
    asked.out.write_text(json.dumps(report, ensure_ascii=False, indent=1) + "\n", "utf-8")
    print(f"\nat most {report['peak_bytes']:,} bytes of memory in this process")
    print(f"written to {asked.out}")


def _measured(place: Place, size: int, runs: int) -> Iterator[Figure]:
    alone = recorder.measure(place, size, runs)
    yield from alone
    yield from sealing.measure(place, size, runs)
    office = ready_office(place, size, runs)
    yield rosters.measure_new(office, size, alone[0])
    yield from decisions.measure(place, office, size, runs)
    yield from clients.measure(place, office, size, runs)
    yield rosters.measure_renewing(office, size, alone[0])
    yield from readings.measure(place, office, runs)
    yield from evidence.measure(place, office, runs)


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description=__doc__)
    parser.add_argument("--size", type=_size, default=20_000, help="events, or people, a run")
    parser.add_argument("--runs", type=_positive, default=3, help="of each path")
    parser.add_argument("--out", type=Path, default=Path("bench.json"), help="where JSON goes")
    parser.add_argument("--database", choices=sorted(KINDS), default="both")
    return parser.parse_args(arguments)


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be at least 1")
    return number


def _size(text: str) -> int:
    number = int(text)
    if number < SIZE_MIN:
        raise argparse.ArgumentTypeError(f"must be at least {SIZE_MIN}")
    return number


def _tell(report: dict[str, Any]) -> None:
    for part in ("machine", "versions"):
        print(part)
        for name, value in report[part].items():
            print(f"  {name:<26} {value}")
    print(
        f"{report['size']:,} events or people a run; median (least–most) of {report['runs']} runs"
    )


if __name__ == "__main__":
    main()
