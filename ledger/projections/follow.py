"""Following the record: projections catch up as it grows, in a process of their own.

On PostgreSQL each commit is heard of; asking now and then is the net under that. On SQLite, asking
is all there is. A server that goes away is waited for.
"""

from collections.abc import Callable
from time import monotonic

import psycopg2
from sqlalchemy.exc import DBAPIError

from ledger.projections.engine import Progress, catch_up
from ledger.store.engine import Database
from ledger.store.listening import Listener
from ledger.store.recorder import BookRecorder

POLL_SECONDS = 0.05  # between questions where nothing can be heard
NET_SECONDS = 5.0  # between questions where commits are heard of
STOP_SECONDS = 0.5  # until it is seen there that all is to end
AWAY_SECONDS = 1.0  # until a server that went away is asked again
_SHUT_DOWN = ("57P", "08")  # SQLSTATE: operator intervention, connection exception


def follow(
    database: Database,
    recorder: BookRecorder,
    stopped: Callable[[float], bool],
    told: Callable[[Progress], None] = lambda _: None,
    away: Callable[[bool], None] = lambda _: None,
) -> None:
    """Catch up, wait for more, and so on, until stopped.

    `stopped` waits up to so many seconds, and tells whether to end; a batch under way is finished.
    `away` is told when the server goes away, and when it is back.
    """
    is_away = False
    with Listener(database) as listener:
        while True:
            try:
                listener.listen()  # before the record is asked: nothing falls in between
                done = catch_up(database, recorder)
                if is_away:
                    is_away = False
                    away(False)
                if done.events:
                    told(done)
                if _ended(listener, stopped, waiting=not done.events):
                    return
            except (DBAPIError, psycopg2.Error) as error:
                if database.dialect == "sqlite" or not _is_away(error):
                    raise
                listener.close()
                if not is_away:
                    is_away = True
                    away(True)
                if stopped(AWAY_SECONDS):
                    return


def _ended(listener: Listener, stopped: Callable[[float], bool], *, waiting: bool) -> bool:
    """Wait until there may be more, and tell whether to end instead."""
    if not listener.is_listening or not waiting:
        return stopped(POLL_SECONDS if waiting else 0.0)
    asked = monotonic()
    while not stopped(0.0):
        left = asked + NET_SECONDS - monotonic()
        if left <= 0 or listener.heard(min(left, STOP_SECONDS)):
            return False
    return True


def _is_away(error: BaseException) -> bool:
    """Tell a server that was stopped, or cannot be reached, from all other trouble."""
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "pgcode", None)
    if code is not None:
        return str(code).startswith(_SHUT_DOWN)
    return isinstance(cause, (psycopg2.OperationalError, psycopg2.InterfaceError))
