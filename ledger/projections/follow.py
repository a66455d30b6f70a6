"""Following the record: projections catch up as it grows, in a process of their own."""

from collections.abc import Callable

from ledger.projections.engine import Progress, catch_up
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder

POLL_SECONDS = 0.5


def follow(
    database: Database,
    recorder: BookRecorder,
    stopped: Callable[[float], bool],
    told: Callable[[Progress], None] = lambda _: None,
) -> None:
    """Catch up, wait for more, and so on, until stopped.

    `stopped` waits up to so many seconds, and tells whether to end; a batch under way is finished.
    """
    while True:
        done = catch_up(database, recorder)
        if done.events:
            told(done)
        if stopped(0.0 if done.events else POLL_SECONDS):
            return
