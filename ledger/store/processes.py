"""Processes that work beside this one: how many, how they begin, what they answer, how they end.

Each reads with connections of its own. What is recorded never changes, so that all of them see the
events that whoever asked sees, unless somebody is tampering meanwhile.
"""

import gc
import os
import signal
import sys
import threading
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager, suppress
from multiprocessing import get_context
from multiprocessing.connection import Connection
from multiprocessing.context import BaseContext
from typing import Any, Literal

from sqlalchemy.pool import QueuePool

from ledger.errors import WorkerLost
from ledger.store.engine import Database

Method = Literal["fork", "spawn"]
BESIDE = 2  # this process writes, and keeps about two busy
END_SECONDS = 5.0  # for a process whose pipe was closed, until it is terminated


def processes_beside() -> int:
    """Return how many processes may work beside this one; `HUZHU_WORKERS` says otherwise."""
    said = os.environ.get("HUZHU_WORKERS")
    if said:
        return int(said)
    return BESIDE if cores() > 1 else 0


def processes_at_work() -> int:
    """Return how many processes may share a long reading, this one included.

    As many as there are cores, unless `HUZHU_WORKERS` says otherwise.
    """
    said = os.environ.get("HUZHU_WORKERS")
    return max(1, int(said)) if said else cores()


def cores() -> int:
    """Return how many cores there are: on Linux, which tells, those that this process may use."""
    linux = sys.platform.startswith("linux")
    return len(os.sched_getaffinity(0)) if linux else os.cpu_count() or 1


def can_fork() -> bool:
    """Tell whether this system forks safely: only Linux does."""
    return sys.platform.startswith("linux")


def method_for(database: Database) -> Method:
    """Return how processes can be started now: forked where that is safe, which takes next to no time.

    A copy of an open connection to a SQLite file would believe that it holds that one's locks. Where
    one is in use, where another thread may hold a lock, or on other systems than Linux, processes are
    started afresh, which takes each about a second.
    """
    if not can_fork() or threading.active_count() > 1:
        return "spawn"
    pools = (database.reader.pool, database.writer.pool)
    in_use = any(isinstance(pool, QueuePool) and pool.checkedout() for pool in pools)
    return "spawn" if in_use and database.dialect == "sqlite" else "fork"


def way_to_start(database: Database) -> BaseContext:
    """Make ready to start processes now, and return the way: no idle connection is left to be copied."""
    method = method_for(database)
    if method == "fork":
        database.close()  # until a connection is wanted again
    return get_context(method)


def settle() -> None:
    """Begin a process that helps: whoever started it ends it, and what it was born with stays."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    if hasattr(signal, "pthread_sigmask"):
        signal.pthread_sigmask(signal.SIG_UNBLOCK, {signal.SIGINT})
    signal.signal(signal.SIGTERM, signal.SIG_DFL)
    gc.freeze()  # to look through what the parent left here would copy all of it


_pipes: set[Connection] = set()  # to the helpers of this process


class Helper:
    """A process that does `work(pipe, *facts)` until it is through, or until its pipe closes."""

    def __init__(
        self,
        way: BaseContext,
        work: Callable[..., None],
        facts: tuple[Any, ...],
        *,
        daemon: bool = True,
    ) -> None:
        context: Any = way  # what all contexts have is not typed
        self.pipe, theirs = context.Pipe()
        _pipes.add(self.pipe)
        # A fork holds every pipe that is open here; a helper whose pipe another holds never ends.
        held = list(_pipes) if context.get_start_method() == "fork" else []
        self.process = context.Process(
            target=_help, args=(work, theirs, facts, held), daemon=daemon
        )
        with _interrupts_put_off():
            self.process.start()
        theirs.close()

    def answer(self) -> Any:
        """Wait for what `hand_over` sends; what went wrong there is raised here.

        Raises:
            WorkerLost: the process was ended from outside.
        """
        try:
            good, answer = self.received()
        except (EOFError, ConnectionResetError):
            raise WorkerLost from None
        if not good:
            raise answer
        return answer

    def received(self) -> tuple[bool, Any]:
        """Wait for an answer and whether it is one, or an error."""
        outcome: tuple[bool, Any] = self.pipe.recv()
        return outcome

    def stop(self) -> None:
        """End the process at once, whatever it is at."""
        self.process.terminate()
        self.end()

    def end(self) -> int | None:
        """Close the pipe, at which the process ends; its exit code, 0 where it ended by itself."""
        self.pipe.close()
        _pipes.discard(self.pipe)
        self.process.join(timeout=END_SECONDS)
        if self.process.is_alive():
            self.process.terminate()
            self.process.join()
        code: int | None = self.process.exitcode
        return code


@contextmanager
def _interrupts_put_off() -> Iterator[None]:
    """Let Ctrl-C wait: one that comes while Python forks is lost, for its hooks there cannot raise."""
    if not hasattr(signal, "pthread_sigmask"):
        yield
        return
    before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        signal.pthread_sigmask(signal.SIG_SETMASK, before)


def hand_over(pipe: Connection, make: Callable[[], object]) -> None:
    """Send what was made to whoever waits for it, or the error that it met."""
    pipe.send(outcome_of(make))


def outcome_of(make: Callable[[], object]) -> tuple[bool, object]:
    """Make something: True and what was made, or False and the error that it met."""
    try:
        return True, make()
    except Exception as error:
        return False, error


def _help(
    work: Callable[..., None], pipe: Connection, facts: tuple[Any, ...], held: Sequence[Connection]
) -> None:
    for other in held:
        other.close()
    _pipes.clear()
    settle()
    with suppress(EOFError, OSError):  # the pipe is closed: nobody asks any more
        work(pipe, *facts)
