"""Commands of an office, run under strace: `python -m torture.recorded FOLDER SYNC`.

After each append it writes the size that it was told is committed into a file of its own.
"""

import os
import sys
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger.commands import parts
from ledger.entropy import SeededEntropy
from ledger.store import engine
from ledger.store.batch import Batch
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice
from torture import day
from torture.killed import replace
from torture.syscalls import ACKNOWLEDGED

CHECKPOINT_PAGES = 80  # SQLite's log is folded in more often than in an office: more to be cut off
STEPS = ("import", "headcount", "receipts", "claims", "assess")


def main() -> int:
    """Take a few steps of the day, each acknowledged."""
    folder, sync = Path(sys.argv[1]), sys.argv[2]
    changed = {
        "PRAGMA synchronous=FULL": f"PRAGMA synchronous={sync}",
        "PRAGMA wal_autocheckpoint=4000": f"PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES}",
    }
    assert changed.keys() <= set(engine._WRITER_PRAGMAS)
    pragmas = tuple(changed.get(pragma, pragma) for pragma in engine._WRITER_PRAGMAS)
    replace(engine, "_WRITER_PRAGMAS", pragmas)
    replace(parts, "ROWS_A_TRANSACTION", 1)
    _acknowledge_into(folder / ACKNOWLEDGED)
    entropy = SeededEntropy(2, datetime(2015, 1, 5, 2, tzinfo=UTC))
    office = SmallOffice(str(folder / "book.db"), folder, entropy)
    for name in STEPS:
        answer = day.take(office, day.STEPS[name])
        assert answer.code == 0, answer
    return 0


def _acknowledge_into(path: Path) -> None:
    whole: Any = BookRecorder.append
    descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_APPEND)

    def acknowledged(self: BookRecorder, batch: Batch) -> range:
        positions: range = whole(self, batch)
        os.write(descriptor, f"{positions.stop - 1}\n".encode())
        return positions

    replace(BookRecorder, "append", acknowledged)


if __name__ == "__main__":
    sys.exit(main())
