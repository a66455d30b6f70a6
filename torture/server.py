"""A PostgreSQL server that is killed outright, with all its processes, and started again on its files."""

import os
import secrets
import shutil
import signal
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg2

from tests import postgres

START_SECONDS_MAX = 60


class Server:
    """A server of our own, always on the same port."""

    def __init__(
        self, programs: Path, folder: Path, password: str, identity: dict[str, Any]
    ) -> None:
        self._programs, self._folder = programs, folder
        self._password, self._identity = password, identity
        self.port = postgres._free_port()
        self._process: subprocess.Popen[bytes] | None = None

    @property
    def address(self) -> str:
        """The address of its first database."""
        return f"postgresql+psycopg2://postgres:{self._password}@127.0.0.1:{self.port}/postgres"

    def start(self) -> None:
        """Start it, on whatever the last kill has left, and wait until it answers."""
        deadline = time.monotonic() + START_SECONDS_MAX
        while True:
            assert time.monotonic() < deadline, (self._folder / "log").read_text("utf-8")
            self._process = self._started()
            if postgres._answers(self._process, self.port, self._password):
                return
            self.stop()  # the last of the killed ones still held its memory
            time.sleep(0.1)

    def _started(self) -> subprocess.Popen[bytes]:
        with (self._folder / "log").open("wb") as output:
            return subprocess.Popen(
                [self._programs / "postgres", "-D", self._folder / "data", "-p", str(self.port)],
                cwd="/",
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                start_new_session=True,
                preexec_fn=postgres._die_with_parent(),  # noqa: PLW1509 - as in tests/postgres.py
                **self._identity,
            )

    def execute(self, sql: str) -> None:
        """Run a statement outside any transaction."""
        address = self.address.replace("+psycopg2", "")
        with closing(psycopg2.connect(address)) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)

    def kill(self) -> int:
        """Kill the server and every process it has started; return how many."""
        assert self._process is not None, "it runs"
        own = [self._process.pid, *_children(self._process.pid)]
        for pid in own:
            try:
                os.kill(pid, signal.SIGKILL)
            except ProcessLookupError:
                continue
        self._process.wait()
        return len(own)

    def stop(self) -> None:
        """Stop it in order, if it runs."""
        if self._process is not None:
            postgres._stop(self._process)


@contextmanager
def own_server() -> Iterator[Server]:
    """Make and start a server, and remove it at the end."""
    folder = Path(tempfile.mkdtemp(prefix="huzhu-torture-postgres-"))
    try:
        identity = postgres._identity(folder)
        programs = postgres._programs(folder, identity)
        password = secrets.token_hex(16)
        postgres._initialise(programs, folder, password, identity)
        server = Server(programs, folder, password, identity)
        server.start()
        try:
            yield server
        finally:
            server.stop()
    finally:
        shutil.rmtree(folder, ignore_errors=True)


def _children(parent: int) -> list[int]:
    """Return the processes that a process has started, as /proc has it."""
    found = []
    for entry in Path("/proc").iterdir():
        if not entry.name.isdigit():
            continue
        try:
            after_name = (entry / "stat").read_text("utf-8", "replace").rpartition(") ")[2]
        except (FileNotFoundError, ProcessLookupError):
            continue
        if int(after_name.split()[1]) == parent:
            found.append(int(entry.name))
    return found
