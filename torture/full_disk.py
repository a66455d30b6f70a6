"""Disks of every size that is too small: each command is recorded whole or not at all, and again with room."""

import json
import os
import subprocess
import sys
from random import Random
from typing import Any

from tests.commands.elsewhere import ROOT
from tests.commands.test_full_disks import may_mount
from torture import kills
from torture.kills import Stage
from torture.report import Report
from torture.site import SQLITE, Site

SPARE_KIB_MIN, SPARE_KIB_MAX = 4, 500
DISKS = 4  # of each step, a size unit
REFUSALS = ("book.disk_full", "pay.file_not_written")  # the bank's file is on that disk, too
STEPS = ("import", "claims", "approve", "release", "rebuild")
PLANTED_STEP = "assess"
CONTROL_SIZES = range(4, 200, 8)


def run(report: Report, site: Site, size: int) -> None:
    """Take steps of the day on disks of sizes drawn by chance."""
    if SQLITE not in site.kinds:
        report.skipped.append("a server's disk is not ours to fill")
        return
    if not may_mount():
        report.skipped.append("this machine lets nobody mount a small disk of their own")
        return
    stages = kills.lived(site, SQLITE)
    for step in STEPS:
        chance = site.chance("full disk", step)
        sizes = sorted(spare_kib(chance) for _ in range(DISKS * size))
        check(report, stages[step], "nothing", sizes)
    with report.planting(
        "a command recorded in two transactions", "lost or doubled|again, with room"
    ) as found:
        check(found, stages[PLANTED_STEP], "halves", list(CONTROL_SIZES))


def spare_kib(chance: Random) -> int:
    """Draw how much room is left: small sizes as often as large ones."""
    return int(SPARE_KIB_MIN * (SPARE_KIB_MAX / SPARE_KIB_MIN) ** chance.random())


def check(report: Report, stage: Stage, planted: str, sizes: list[int]) -> None:
    """Hold every disk's book against the step taken undisturbed, and against itself."""
    for found in on_disks(stage, planted, sizes):
        what = f"{stage.step.name} with {found['spare']} KiB to spare"
        code, _, said = found["first"]
        report.count("small disks")
        report.count("of them were full", code == 3)
        if code not in (0, 3) or (code == 3 and not any(f"[{its}]" in said for its in REFUSALS)):
            report.fault(f"{what}: ended with {code}: {said.strip()}")
        code, _, said = found["again"]
        if code != 0:
            report.fault(f"{what}: again, with room, it ended with {code}: {said.strip()}")
        for fault in found["faults"]:
            report.fault(f"{what}: {fault}")
        expected = json.loads(json.dumps([dict(part) for part in stage.expected]))
        report.expect(found["summary"] == expected, f"{what}: lost or doubled")


def on_disks(stage: Stage, planted: str, sizes: list[int]) -> list[dict[str, Any]]:
    """Run the step on all the disks, in one process that may mount them."""
    office = stage.before
    stage.step.words(office)  # the files that the step reads are there: only the book lacks room
    command = ["unshare", "-rm", sys.executable, "-m", "torture.small_disks", str(office.folder)]
    done = subprocess.run(
        [*command, stage.step.name, planted, *map(str, sizes)],
        cwd=ROOT,
        env=office.surroundings | {"PYTHONPATH": os.fspath(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    return [json.loads(line) for line in done.stdout.splitlines()]
