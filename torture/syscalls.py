"""The system calls of a real run on a book's files, as strace saw them."""

import re
import shutil
import subprocess
from collections.abc import Container, Iterable, Iterator, Mapping, Sequence
from pathlib import Path
from typing import Literal, NamedTuple

Kind = Literal["create", "write", "truncate", "sync", "unlink", "acknowledge"]
TRACED = "openat,pwrite64,write,ftruncate,fsync,fdatasync,unlink"
UNKNOWN = "pwritev,pwritev2,writev,rename,renameat,renameat2,unlinkat,fallocate"
ACKNOWLEDGED = "acknowledged"  # the file into which the run writes what it was told is committed

_CALL = re.compile(r"(?:\d+ +)?(\w+)\((.*)\) += (-?\d+)")
_DESCRIPTOR = re.compile(r"\d+<((?:\\x[0-9a-f]{2})*)>")
_TEXT = re.compile(r'"((?:\\x[0-9a-f]{2})*)"')


class Operation(NamedTuple):
    """One thing that was asked of the disk; a sync of the folder itself has no name."""

    kind: Kind
    name: str
    offset: int = 0
    data: bytes = b""


def missing() -> str:
    """Return why system calls cannot be recorded here, or nothing."""
    strace = shutil.which("strace")
    if strace is None:
        return "strace is not installed (apt-get install strace)"
    tried = subprocess.run([strace, "-qq", "-o", "/dev/null", "true"], capture_output=True)
    return "" if tried.returncode == 0 else "this machine lets nobody trace a process"


def record(
    command: Sequence[object], folder: Path, names: Sequence[str], env: Mapping[str, str]
) -> list[Operation]:
    """Run a command, and return what it asked of some files of a folder, and of the folder."""
    log = folder.with_name(f"{folder.name}.strace")
    asked = ["strace", "-f", "--seccomp-bpf", "-qq", "-y", "-xx", "-s", "2000000", "-o", str(log)]
    asked += ["-e", f"trace={TRACED},{UNKNOWN}", *map(str, command)]
    done = subprocess.run(asked, capture_output=True, text=True, env=env)
    assert done.returncode == 0, done.stdout + done.stderr
    with log.open(encoding="ascii") as lines:
        found = list(_operations(lines, folder, {*names, ACKNOWLEDGED, ""}))
    log.unlink()
    return found


def _operations(lines: Iterable[str], folder: Path, names: Container[str]) -> Iterator[Operation]:
    inside = f"{folder}/"
    for line in lines:
        match = _CALL.match(line)
        if match is None:
            assert "unfinished" not in line, "the run has one thread: no call is cut in two"
            continue
        call, given, result = match[1], match[2], int(match[3])
        path = _path(call, given)
        if result < 0 or not f"{path}/".startswith(inside):
            continue
        name = path[len(inside) :]
        if name not in names:
            continue
        yield from _operation(call, name, given, result)


def _path(call: str, given: str) -> str:
    if call.startswith(("openat", "unlink", "rename")):
        match = _TEXT.search(given)
    else:
        match = _DESCRIPTOR.match(given)
    return _bytes(match[1]).decode("utf-8", "replace") if match else ""


def _operation(call: str, name: str, given: str, result: int) -> Iterator[Operation]:
    match call:
        case "openat":
            if "O_CREAT" in given:
                yield Operation("create", name)
            if "O_TRUNC" in given:
                yield Operation("truncate", name)
        case "unlink":
            yield Operation("unlink", name)
        case "fsync" | "fdatasync":
            yield Operation("sync", name)
        case "ftruncate":
            yield Operation("truncate", name, int(given.rpartition(", ")[2]))
        case "write" | "pwrite64":
            found = _TEXT.search(given)
            assert found is not None, "what is written was recorded"
            data = _bytes(found[1])[:result]
            if name == ACKNOWLEDGED:
                yield Operation("acknowledge", name, int(data))
            else:
                assert call == "pwrite64", f"{name} is not written at its end"
                yield Operation("write", name, int(given.rpartition(", ")[2]), data)
        case _:
            raise AssertionError(f"{call} of {name} is not known to this recorder")


def _bytes(text: str) -> bytes:
    return bytes.fromhex(text.replace("\\x", ""))
