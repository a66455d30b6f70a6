"""Making things in processes of their own: on another core, and without leaving their memory behind.

Every process that a command starts is a copy of this one, and each page of it that changes is copied.
"""

from collections.abc import Callable
from multiprocessing import get_context
from typing import TypeVar

from ledger.store.processes import Helper, can_fork, hand_over

T = TypeVar("T")


def elsewhere(make: Callable[[], T]) -> Callable[[], T]:
    """Begin to make something in a forked process; what is returned waits for it.

    What goes wrong there is raised by whoever waits.
    """
    if not can_fork():
        return make
    # No daemon: what it makes may be made in parts, by a process that it starts itself.
    maker = Helper(get_context("fork"), hand_over, (make,), daemon=False)

    def made() -> T:
        try:
            result: T = maker.answer()
        except KeyboardInterrupt:
            maker.stop()
            raise
        finally:
            maker.end()
        return result

    return made
