"""`huzhu` in a process of its own, which can be stopped at an exact moment or made to meet another.

Run as `python -m tests.commands.elsewhere WORDS…`; what it is to do stands in the environment.
"""

import os
import signal
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from ledger import cli
from ledger.commands import parts, workers
from ledger.commands.shared import Session
from ledger.entropy import SeededEntropy
from ledger.store import append as appending
from ledger.store.batch import Batch
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

ROOT = Path(__file__).parent.parent.parent
ROWS, SEED, STOP, MEET = "ELSEWHERE_ROWS", "ELSEWHERE_SEED", "ELSEWHERE_STOP", "ELSEWHERE_MEET"
BESIDE = "ELSEWHERE_BESIDE"
SECONDS_MAX = 60


def start(
    office: SmallOffice,
    officer: str,
    *words: object,
    seed: int,
    rows: int = 1,
    stop: str | None = None,
    meet: Path | None = None,
    beside: bool = False,
) -> subprocess.Popen[str]:
    """Start a command that records whole rosters of together so many rows in a transaction.

    `stop` is "SIGNAL WHERE N": the process sends itself the signal inside its N-th append, when all
    is written and not yet committed, or after it; "above" sends it to its parent, inside likewise.
    `meet` is a folder: before its first append the process waits there for a second one. `beside`
    lets files of any size be judged and recorded by processes of their own.
    """
    wanted = {ROWS: str(rows), SEED: str(seed), STOP: stop or "", MEET: str(meet or "")}
    wanted[BESIDE] = "2" if beside else ""
    return subprocess.Popen(
        [sys.executable, "-m", "tests.commands.elsewhere", *office.line(officer, *words)],
        env=office.surroundings | wanted | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        cwd=ROOT,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        encoding="utf-8",
    )


def _stop_at(name: str, where: str, number: int) -> None:
    whole: Callable[..., range] = BookRecorder.append
    inner: Callable[..., range] = appending._append
    appends = 0

    def inside(writer: appending.Writer, batch: Batch) -> range:
        nonlocal appends
        appends += 1
        positions = inner(writer, batch)
        if where == "inside" and appends == number:
            os.kill(os.getpid(), signal.Signals[name])
        if where == "above" and appends == number:
            parent = os.getppid()
            os.kill(parent, signal.Signals[name])
            while os.getppid() == parent:
                time.sleep(0.001)
        return positions

    def after(self: BookRecorder, batch: Batch) -> range:
        positions = whole(self, batch)
        if where == "after" and appends == number:
            os.kill(os.getpid(), signal.Signals[name])
        return positions

    _replace(appending, "is_small", lambda _: False)  # of one message there is no inside
    _replace(appending, "_append", inside)
    _replace(BookRecorder, "append", after)


def _meet_in(folder: Path) -> None:
    alone: Callable[..., range] = BookRecorder.append
    met = False

    def together(self: BookRecorder, batch: Batch) -> range:
        nonlocal met
        if not met:
            met = True
            (folder / str(os.getpid())).touch()
            deadline = time.monotonic() + SECONDS_MAX
            while len(list(folder.iterdir())) < 2:
                assert time.monotonic() < deadline, "nobody else came"
                time.sleep(0.001)
        return alone(self, batch)

    _replace(BookRecorder, "append", together)


def _replace(owner: Any, name: str, value: Any) -> None:
    assert hasattr(owner, name)
    setattr(owner, name, value)


def main() -> int:
    # Where the tests were started in the background, Ctrl-C is ignored, and so it would be here.
    signal.signal(signal.SIGINT, signal.default_int_handler)
    _replace(parts, "ROWS_A_TRANSACTION", int(os.environ[ROWS]))
    if stop := os.environ[STOP]:
        name, where, number = stop.split()
        _stop_at(name, where, int(number))
    if meet := os.environ[MEET]:
        _meet_in(Path(meet))
    if beside := os.environ[BESIDE]:
        _replace(workers, "ROWS_AT_LEAST", 1)
        _replace(workers, "processes_beside", lambda: int(beside))
    entropy = SeededEntropy(int(os.environ[SEED]), datetime(2015, 1, 5, 2, tzinfo=UTC))
    return cli.run(sys.argv[1:], Session(entropy=entropy))


if __name__ == "__main__":
    sys.exit(main())
