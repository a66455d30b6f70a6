"""The machine and the versions that figures belong to; figures without them mean nothing."""

import os
import platform
import sqlite3
from importlib.metadata import version
from pathlib import Path
from statistics import median
from time import perf_counter
from typing import Any

import ledger

PACKAGES = (
    "cryptography",
    "eventsourcing",
    "eventsourcing-sqlalchemy",
    "psycopg2-binary",
    "pydantic",
    "SQLAlchemy",
)
_BLOCK, _SYNCS = b"\0" * 8192, 100


def machine(folder: Path) -> dict[str, Any]:
    """Return cores, memory, processor, and the disk under a folder."""
    cores = os.cpu_count()
    if hasattr(os, "sched_getaffinity"):
        cores = len(os.sched_getaffinity(0))
    return {
        "cores": cores,
        "processor": _field("/proc/cpuinfo", "model name") or platform.processor(),
        "memory": _field("/proc/meminfo", "MemTotal"),
        "system": platform.platform(),
        "load_before": list(os.getloadavg()),
        "file_system": _file_system(folder),
        "sync_ms": _sync_ms(folder),
    }


def versions() -> dict[str, str]:
    """Return the versions of huzhu and of everything on the measured paths but the server."""
    own = {"huzhu": ledger.__version__, "Python": platform.python_version()}
    return own | {"SQLite": sqlite3.sqlite_version} | {name: version(name) for name in PACKAGES}


def _field(path: str, name: str) -> str:
    file = Path(path)
    if file.exists():
        for line in file.read_text("utf-8").splitlines():
            if line.startswith(name):
                return line.partition(":")[2].strip()
    return ""


def _file_system(folder: Path) -> str:
    mounts = Path("/proc/mounts")
    if not mounts.exists():
        return ""
    found = [line.split()[1:3] for line in mounts.read_text("utf-8").splitlines()]
    over = [(place, kind) for place, kind in found if folder.resolve().is_relative_to(place)]
    return max(over, key=lambda mount: len(mount[0]))[1]


def _sync_ms(folder: Path) -> float:
    """Return the median milliseconds in which the disk takes 8 KiB for good."""
    taken = []
    path = folder / "sync"
    with path.open("wb", buffering=0) as file:
        for _ in range(_SYNCS):
            start = perf_counter()
            file.write(_BLOCK)
            os.fsync(file.fileno())
            taken.append(perf_counter() - start)
    path.unlink()
    return 1_000 * median(taken)
