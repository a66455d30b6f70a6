"""A book on a disk of a few hundred KiB, in a mount that no other process sees.

Run as `unshare -rm PYTHON -m tests.commands.small_disk FOLDER WORDS…`: it copies book and keys of FOLDER to the
disk, runs the command, which is too much for it, gives the disk more room, and runs the command again.
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

SPARE_KIB = 48


def _mounted(folder: str, options: str) -> None:
    asked = ["mount", "-t", "tmpfs", "-o", options, "tmpfs", folder]
    subprocess.run(asked, check=True, capture_output=True)


def main() -> int:
    source, *words = sys.argv[1:]
    disk = tempfile.mkdtemp()
    needed = (Path(source) / "book.db").stat().st_size // 1024
    _mounted(disk, f"size={needed + SPARE_KIB}k")
    for name in ("book.db", "book.keys"):
        shutil.copy(Path(source) / name, disk)
    entropy = SeededEntropy(2, datetime(2015, 1, 5, 2, tzinfo=UTC))
    office = SmallOffice(os.fspath(Path(disk) / "book.db"), Path(disk), entropy)
    full = office.run("en", *words)
    _mounted(disk, "remount,size=64m")
    left = office.head()
    again = office.run("en", *words)
    found = {"full": full, "left": left, "again": again, "head": office.head()}
    sys.stdout.write(json.dumps(found))
    return 0


if __name__ == "__main__":
    sys.exit(main())
