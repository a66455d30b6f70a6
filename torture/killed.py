"""A process that runs one command and ends itself by SIGKILL at a named point."""

import multiprocessing
import os
import signal
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any, NamedTuple

from ledger.commands import audit_record, parts, pay
from ledger.evidence import signing
from ledger.projections import engine, rebuild, storage
from ledger.store import append as appending
from ledger.store import merkle
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

CHILDREN = multiprocessing.get_context("forkserver")
CHILDREN.set_forkserver_preload(["torture.killed"])
SECONDS_MAX = 120
NOT_ARMED = 99  # exit code: what was to be wrapped or replaced is not there any more


class Point(NamedTuple):
    """Where a process ends: before or after the n-th call of a function."""

    owner: Any
    function: str
    is_after: bool = True


# After `_append` everything is written and nothing committed; after `append` it is committed.
POINTS: dict[str, Point] = {
    "append, before its one message": Point(appending, "append_at_once", is_after=False),
    "append, transaction open": Point(appending, "_append", is_after=False),
    "append, hashes folded": Point(merkle, "grow"),
    "append, written": Point(appending, "_append"),
    "append, committed": Point(BookRecorder, "append"),
    "import, some rosters recorded": Point(BookRecorder, "append"),
    "project, position moved": Point(engine, "_move"),
    "project, rows inserted": Point(storage.Cursor, "insert"),
    "project, committed": Point(engine, "_write"),
    "pay, recorded and no file": Point(pay, "write_durably", is_after=False),
    "pay, file aside": Point(Path, "replace", is_after=False),
    "pay, file there": Point(Path, "replace"),
    "seal, before the memory": Point(signing, "remember", is_after=False),
    "seal, remembered": Point(signing, "remember"),
    "seal, before it is handed over": Point(audit_record, "hand_over", is_after=False),
    "rebuild, begun": Point(rebuild, "_begin"),
    "rebuild, compared": Point(rebuild, "_compared"),
    "rebuild, shown": Point(rebuild, "show"),
    "rebuild, old dropped": Point(rebuild, "drop"),
    "rebuild, switched": Point(rebuild, "_switch"),
}
# These lie on the longer way of an append, which small ones take on a server only when told to.
LONGER_WAY = ("append, transaction open", "append, hashes folded", "append, written")
ON_SERVER = ("append, before its one message",)
Plant = Callable[[], None]


class Ended(NamedTuple):
    """How a process ended."""

    was_killed: bool
    code: int | None


def run_and_kill(
    office: SmallOffice,
    words: Sequence[str],
    point: str,
    number: int,
    plant: Plant | None = None,
) -> Ended:
    """Run a command in a process that is killed at the n-th time it comes to a point.

    A process that never comes there ends by itself, with its command's exit code.
    """
    process = CHILDREN.Process(target=_killed_at, args=(office, words, point, number, plant))
    process.start()
    process.join(SECONDS_MAX)
    assert process.exitcode is not None, "a command takes seconds, not minutes"
    assert process.exitcode != NOT_ARMED, f"the point '{point}', or what was planted, is not there"
    return Ended(process.exitcode == -signal.SIGKILL, process.exitcode)


def run_and_kill_after(office: SmallOffice, words: Sequence[str], seconds: float) -> Ended:
    """Run a command in a process that is killed from outside after a while."""
    process = CHILDREN.Process(target=_killed_at, args=(office, words, "", 0, None))
    process.start()
    process.join(seconds)
    if process.exitcode is None:
        process.kill()
        process.join()
    return Ended(process.exitcode == -signal.SIGKILL, process.exitcode)


def replace(owner: Any, name: str, value: Any) -> None:
    """Put another function in the place of one that is there."""
    assert hasattr(owner, name), f"{owner} has no {name}"
    setattr(owner, name, value)


def _killed_at(
    office: SmallOffice, words: Sequence[str], point: str, number: int, plant: Plant | None
) -> None:
    parts.ROWS_A_TRANSACTION = 1  # each roster its own transaction: more to be cut off between
    try:
        if plant is not None:
            plant()
        if point in LONGER_WAY:
            replace(appending, "is_small", lambda _: False)
        if point:
            _arm(POINTS[point], number)
    except AssertionError:
        os._exit(NOT_ARMED)
    officer, *rest = words
    command_id = rest.pop() if rest[-1].startswith("id=") else None
    os._exit(office.run(officer, *rest, command_id=command_id and command_id[3:]).code)


def _arm(point: Point, number: int) -> None:
    whole: Callable[..., Any] = getattr(point.owner, point.function)
    calls = 0

    def counted(*given: Any, **named: Any) -> Any:
        nonlocal calls
        calls += 1
        if calls == number and not point.is_after:
            os.kill(os.getpid(), signal.SIGKILL)
        result = whole(*given, **named)
        if calls == number:
            os.kill(os.getpid(), signal.SIGKILL)
        return result

    replace(point.owner, point.function, counted)
