"""Following the record: projections catch up as it grows, in a process of their own.

On PostgreSQL each commit is heard of; asking now and then is the net under that. On SQLite, asking
is all there is. A server that goes away is waited for.
"""

from collections.abc import Callable
from time import monotonic

import psycopg2
from sqlalchemy.exc import DBAPIError

from ledger.projections.engine import BATCH_EVENTS, Progress, catch_up
from ledger.store.engine import Database
from ledger.store.listening import Listener
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import BookUnreachable, ConnectionLost

POLL_SECONDS = 0.05  # between questions where nothing can be heard
GATHER_SECONDS = 0.05  # after a few events, until the next few are asked for
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
    is_away, is_behind = False, True
    with Listener(database) as listener:
        while True:
            try:
                listener.listen()  # before the record is asked: nothing falls in between
                # Helped at the start alone: from then on, the commands that record need the cores.
                done = catch_up(database, recorder, alone=not is_behind)
                is_behind = False
                if is_away:
                    is_away = False
                    away(False)
                if done.events:
                    told(done)
                    # What is recorded bit by bit is projected together, with one commit.
                    if stopped(GATHER_SECONDS if done.events < BATCH_EVENTS else 0.0):
                        return
                elif _ended(listener, stopped):
                    return
            except (DBAPIError, psycopg2.Error, BookUnreachable, ConnectionLost) as error:
                if database.dialect == "sqlite" or not _is_away(error):
                    raise
                listener.close()
                if not is_away:
                    is_away = True
                    away(True)
                if stopped(AWAY_SECONDS):
                    return


def _ended(listener: Listener, stopped: Callable[[float], bool]) -> bool:
    """Wait until there may be more, and tell whether to end instead."""
    if not listener.is_listening:
        return stopped(POLL_SECONDS)
    asked = monotonic()
    while not stopped(0.0):
        left = asked + NET_SECONDS - monotonic()
        if left <= 0 or listener.heard(min(left, STOP_SECONDS)):
            return False
    return True


def _is_away(error: BaseException) -> bool:
    """Tell a server that was stopped, or cannot be reached, from all other trouble."""
    if isinstance(error, BookUnreachable | ConnectionLost):
        return True  # what was under way is asked for again: positions tell what was kept
    cause = getattr(error, "orig", None) or error
    code = getattr(cause, "pgcode", None)
    if code is not None:
        return str(code).startswith(_SHUT_DOWN)
    return isinstance(cause, (psycopg2.OperationalError, psycopg2.InterfaceError))
