"""Power loss on SQLite: every prefix of a real run's system calls, unsynced writes dropped, kept or torn."""

import os
import sys
from collections.abc import Iterator, Sequence
from hashlib import sha256
from pathlib import Path
from typing import NamedTuple

from sqlalchemy.exc import SQLAlchemyError

from ledger.errors import LedgerError
from ledger.evidence.damage import VerificationFailed
from ledger.evidence.verifying import verify
from ledger.projections.digest import digest
from ledger.projections.storage import Cursor, live
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.commands.elsewhere import ROOT
from torture import syscalls
from torture.disk import Disk
from torture.report import Report
from torture.site import SQLITE, Site
from torture.syscalls import Operation

STATES = 250  # a size unit
TORN = 3  # times that each prefix may be torn, each time otherwise
INDEX_BYTES = 32_768
BOOK_FILES = ("book.db", "book.db-wal")
LOSING = ("NORMAL", "OFF")  # what SQLite calls the settings that lose commits


class Run(NamedTuple):
    """A run as it was recorded: the files before it, its operations, and the book after it."""

    before: dict[str, bytes]
    operations: list[Operation]
    after: Path
    boundaries: set[int]  # sizes at which the record may end


class State(NamedTuple):
    """What the disk holds after a cut, and the size that had been acknowledged."""

    prefix: int
    variant: str
    files: dict[str, bytes]
    acknowledged: int


def run(report: Report, site: Site, size: int) -> None:
    """Cut the power; the controls are runs under settings that are known to lose commits."""
    if SQLITE not in site.kinds:
        report.skipped.append("only SQLite's files are known in this way")
        return
    if reason := syscalls.missing():
        report.skipped.append(reason)
        return
    recorded = record(site, "FULL")
    report.count("system calls recorded", len(recorded.operations))
    chosen = _chosen(recorded, site, STATES * size)
    seen: set[bytes] = set()
    for state in states(recorded, chosen, site):
        if _is_new(state, seen):
            report.count("states")
            for fault in faults_of(state, recorded, site):
                report.fault(f"after {state.prefix} calls, {state.variant}: {fault}")
    for sync in LOSING:
        losing = record(site, sync)
        with report.planting(f"synchronous={sync}", "were acknowledged") as found:
            for state in states(losing, _after_acknowledgements(losing), site):
                report.count(f"states under {sync}")
                lost = faults_of(state, losing, site)
                if lost:
                    report.count(f"of them lost commits under {sync}")
                    found.faults += lost


def record(site: Site, sync: str) -> Run:
    """Run an office's commands under a setting of `synchronous`, and record what they ask of the disk."""
    office = site.copied(site.ready(SQLITE), f"power-{sync}")
    before = {n: p.read_bytes() for n in BOOK_FILES if (p := office.folder / n).exists()}
    start = office.head()
    command = [sys.executable, "-m", "torture.recorded", office.folder, sync]
    env = office.surroundings | {"PYTHONPATH": os.fspath(ROOT)}
    operations = syscalls.record(command, office.folder, BOOK_FILES, env)
    sizes = {each.offset for each in operations if each.kind == "acknowledge"}
    assert sizes, "the run acknowledged something"
    return Run(before, operations, office.folder / "book.db", {start, *sizes})


def _chosen(recorded: Run, site: Site, count: int) -> list[tuple[int, str]]:
    variants = ("dropped", "kept", *(f"torn {n}" for n in range(1, TORN + 1)))
    prefixes = range(1, len(recorded.operations) + 1)
    every = [(prefix, variant) for prefix in prefixes for variant in variants]
    site.chance("power loss").shuffle(every)
    # The moments after an acknowledgement are those at which a promise has just been given.
    given = _after_acknowledgements(recorded)
    return sorted({*given, *every[: max(0, count - len(given))]})


def _after_acknowledgements(recorded: Run) -> list[tuple[int, str]]:
    return [
        (n, "dropped")
        for n, each in enumerate(recorded.operations, 1)
        if each.kind == "acknowledge"
    ]


def states(recorded: Run, chosen: Sequence[tuple[int, str]], site: Site) -> Iterator[State]:
    """Yield what the disk holds if the power is cut after some operations."""
    disk, acknowledged, wanted = Disk(recorded.before), min(recorded.boundaries), iter(chosen)
    at = next(wanted, None)
    for prefix, operation in enumerate(recorded.operations, 1):
        disk.do(operation)
        if operation.kind == "acknowledge":
            acknowledged = operation.offset
        while at is not None and at[0] == prefix:
            yield State(*at, _files(disk, at, site), acknowledged)
            at = next(wanted, None)


def _files(disk: Disk, at: tuple[int, str], site: Site) -> dict[str, bytes]:
    match at[1]:
        case "dropped":
            return disk.dropped()
        case "kept":
            return disk.kept()
        case _:
            chance = site.chance("torn", *at)
            files = disk.torn(chance)
            if (
                chance.random() < 0.5
            ):  # an index of the log that nobody synced: it must not be trusted
                files["book.db-shm"] = chance.randbytes(INDEX_BYTES)
            return files


def _is_new(state: State, seen: set[bytes]) -> bool:
    whole = sha256(str(state.acknowledged).encode())
    for name, content in sorted(state.files.items()):
        whole.update(f"{name} {len(content)} ".encode() + content)
    is_new = whole.digest() not in seen
    seen.add(whole.digest())
    return is_new


def faults_of(state: State, recorded: Run, site: Site) -> list[str]:
    """Open a state as an officer would after the power is back, and return what is wrong with it."""
    folder = site.folder / "state"
    folder.mkdir(exist_ok=True)
    for old in folder.iterdir():
        old.unlink()
    for name, content in state.files.items():
        (folder / name).write_bytes(content)
    try:
        with (
            Database.open(BookAddress(folder / "book.db")) as found,
            Database.open(BookAddress(recorded.after)) as whole,
        ):
            return list(_compared(found, whole, state, recorded))
    except (LedgerError, SQLAlchemyError, VerificationFailed, AssertionError) as error:
        return [f"the book cannot be used: {type(error).__name__}: {error}"]


def _compared(found: Database, whole: Database, state: State, recorded: Run) -> Iterator[str]:
    size = BookRecorder(found).head().size
    if size < state.acknowledged:
        yield f"{state.acknowledged} events were acknowledged, {size} are there"
    if size not in recorded.boundaries:
        yield f"the record ends at {size}, in the middle of a command"
    done = verify(found)
    with found.reading() as connection:
        cursor = Cursor(connection)
        positions = [each.position for each in live(cursor)]
        (commands,) = cursor.one("select coalesce(max(last_position), 0) from command") or (0,)
    if commands > done.size or max(positions) > done.size:
        yield "a command or a projection is ahead of the record"
    at = min(positions)
    if digest(found, at) != digest(whole, at):
        yield f"the projections at {at} are not those of the undisturbed book"
