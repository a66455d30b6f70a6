"""A day on disks that are too small, in a mount that no other process sees.

Run as `unshare -rm PYTHON -m torture.small_disks FOLDER STEP PLANTED KIB…`: for each size it copies the
office of FOLDER to a disk with so many KiB to spare, takes the step, gives the disk room, and takes the
step again. It prints one JSON object a size.
"""

import json
import os
import shutil
import subprocess
import sys
import tempfile
from datetime import UTC, datetime
from pathlib import Path

from ledger.entropy import SeededEntropy
from tests.commands.office import SmallOffice
from torture import day, oracle
from torture import planted as defects
from torture.site import reseeded

ROOM = "64m"
PLANTS = {"nothing": lambda: None, "halves": defects.append_in_two_halves}


def mount(folder: str, options: str) -> None:
    """Mount memory as a disk, or change its size."""
    asked = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    subprocess.run(asked, check=True, capture_output=True)


def main() -> int:
    """Take a step on one small disk after another."""
    source, step, planted, *sizes = sys.argv[1:]
    PLANTS[planted]()
    for spare in sizes:
        disk = tempfile.mkdtemp()
        try:
            sys.stdout.write(json.dumps(on_disk(Path(source), Path(disk), step, int(spare))) + "\n")
        finally:
            subprocess.run(["umount", "--lazy", disk], check=True, capture_output=True)
            Path(disk).rmdir()
    return 0


def on_disk(source: Path, disk: Path, step: str, spare: int) -> dict[str, object]:
    """Take a step on a disk with so many KiB to spare, and again with room; tell what was found."""
    needed = sum(file.stat().st_blocks for file in source.rglob("*")) // 2
    mount(os.fspath(disk), f"size={needed + spare}k")
    shutil.copytree(source, disk, dirs_exist_ok=True)
    entropy = SeededEntropy(2, datetime(2015, 1, 5, 2, tzinfo=UTC))
    office = SmallOffice(os.fspath(disk / "book.db"), disk, entropy)
    faults: list[str] = []
    first = day.take(office, day.STEPS[step])
    mount(os.fspath(disk), f"remount,size={ROOM}")
    oracle.check_record(office.book, faults.append)
    left = office.head()
    again = day.take(reseeded(office, 11), day.STEPS[step])
    oracle.check_record(office.book, faults.append)
    oracle.check_projections(office.book, faults.append)
    found = oracle.summary(office)
    return {
        "spare": spare,
        "first": first,
        "left": left,
        "again": again,
        "faults": faults,
        "summary": [dict(found.topics), dict(found.sums), dict(found.files)],
    }


if __name__ == "__main__":
    sys.exit(main())
