"""`python -m torture`: do the worst to a book, and print what was done and what was found."""

import argparse
import os
import sys
import time
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path

from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site, site

CAMPAIGNS = {
    "power-loss": "torture.power_loss",
    "kills": "torture.kills",
    "server-kills": "torture.server_kills",
    "cut-commits": "torture.cut_commits",
    "bank": "torture.bank",
    "gaps": "torture.gaps",
    "model": "torture.model",
    "fuzz": "torture.fuzz",
    "tampering": "torture.tampering",
    "attacks": "torture.attacks",
    "full-disk": "torture.full_disk",
}
KINDS = {"sqlite": (SQLITE,), "postgresql": (POSTGRESQL,), "both": (SQLITE, POSTGRESQL)}
GUIDE = Path(__file__).parent.parent / "docs" / "torture.md"
SIZE = "TORTURE"  # the environment variable that sizes a run


def main(arguments: Sequence[str] | None = None) -> int:
    """Run the campaigns asked for; 1 where a fault was found or a control was not caught."""
    asked = _asked(arguments)
    names = asked.campaign or list(CAMPAIGNS)
    print(f"torture {asked.size}, seed {asked.seed}, {asked.database}", flush=True)
    reports = [torture(name, asked.size, asked.seed, KINDS[asked.database]) for name in names]
    faults = sum(len(report.faults) for report in reports)
    controls = [caught for report in reports for caught in report.controls.values()]
    print(f"\n{faults} faults found; {sum(controls)} of {len(controls)} controls caught")
    return 0 if all(report.is_clean for report in reports) else 1


def torture(name: str, size: int, seed: int, kinds: tuple[str, ...]) -> Report:
    """Run one campaign at a place of its own, and print its report."""
    report = Report(name, seed)
    started = time.perf_counter()
    with site(seed, kinds) as place:
        _campaign(name)(report, place, size)
    report.seconds = time.perf_counter() - started
    print("\n" + "\n".join(report.lines()), flush=True)
    return report


def _campaign(name: str) -> Callable[[Report, Site, int], None]:
    run: Callable[[Report, Site, int], None] = import_module(CAMPAIGNS[name]).run
    return run


def _asked(arguments: Sequence[str] | None) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m torture", description=__doc__)
    parser.add_argument(
        "campaign", nargs="*", metavar="CAMPAIGN", help=f"all, or some of: {', '.join(CAMPAIGNS)}"
    )
    parser.add_argument(
        "--size", type=int, default=int(os.environ.get(SIZE) or 1), help=f"also by {SIZE}=N"
    )
    parser.add_argument("--seed", type=int, default=1, help="the same seed does the same again")
    parser.add_argument("--database", choices=sorted(KINDS), default="both")
    asked = parser.parse_args(arguments)
    if unknown := set(asked.campaign) - CAMPAIGNS.keys():
        parser.error(f"no such campaign: {', '.join(sorted(unknown))}")
    if asked.size < 1:
        parser.error("the size is at least 1")
    return asked


if __name__ == "__main__":
    sys.exit(main())
