"""Making things in processes of their own: on another core, and without leaving their memory behind.

Every process that a command starts is a copy of this one, and each page of it that changes is copied.
"""

import multiprocessing
import signal
import sys
from collections.abc import Callable
from multiprocessing.connection import Connection
from typing import TypeVar

T = TypeVar("T")


def elsewhere(make: Callable[[], T]) -> Callable[[], T]:
    """Begin to make something in a forked process; what is returned waits for it.

    What goes wrong there is raised by whoever waits.
    """
    if not sys.platform.startswith("linux"):
        return make
    context = multiprocessing.get_context("fork")
    ours, theirs = context.Pipe(duplex=False)
    process = context.Process(target=_make, args=(make, theirs))
    process.start()
    theirs.close()

    def made() -> T:
        try:
            good, answer = ours.recv()
        except BaseException:
            process.terminate()
            raise
        finally:
            ours.close()
            process.join()
        if not good:
            raise answer
        result: T = answer
        return result

    return made


def _make(make: Callable[[], object], pipe: Connection) -> None:
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl-C is for the parent, which ends us
    try:
        answer: tuple[bool, object] = True, make()
    except Exception as error:
        answer = False, error
    pipe.send(answer)
