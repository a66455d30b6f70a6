"""Slow and aborted transactions in flight while a follower reads: nothing is skipped on PostgreSQL."""

import time
from collections import Counter
from collections.abc import Callable, Sequence
from contextlib import suppress
from random import Random
from typing import Any
from uuid import UUID

import psycopg2
from sqlalchemy import make_url

from ledger.store import append as appending
from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.at_once import ROWS_MAX
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.postgresql import PostgresqlWriter
from ledger.store.recorder import BookRecorder
from tests.evidence.making import BOOK_ID, event
from torture import killed, oracle
from torture.killed import CHILDREN
from torture.report import Report
from torture.site import POSTGRESQL, Site

WRITERS, SECONDS = 3, 1.5  # seconds a size unit
SEEN_MIN = 60  # however slow the machine: fewer would prove nothing
SECONDS_MAX = 120
SLOW_SECONDS_MAX = 0.03
EVENTS = ROWS_MAX + 1  # a batch: a smaller one is one message, in which nobody can be slow
ABORTED = 0.3  # share of the transactions that give up at the end
PLAIN = "create table plain (id bigserial primary key, writer bigint, n bigint)"
UNGUARDED = (
    "alter table event drop constraint event_pkey",
    "alter table head disable trigger user",
)
Read = Callable[[int], list[int]]  # from a position on, the positions after it


class GivenUp(Exception):
    """A writer that thought better of it, when all was written."""


def run(report: Report, site: Site, size: int) -> None:
    """Follow a book that slow writers append to; the controls follow what has no head to lock."""
    if POSTGRESQL not in site.kinds:
        report.skipped.append("on SQLite there is one writer, and nothing is in flight beside it")
        return
    follow_book(report, site, SECONDS * size, write)
    with report.planting(
        "the head is not locked, and no constraint stops anyone", "twice|skipped"
    ) as found:
        follow_book(found, site, SECONDS, write_unlocked, UNGUARDED)
    with report.planting("a follower of a table whose ids are a sequence", "skipped") as found:
        found.expect(not follow_plain(site, size), "rows were skipped")


def follow_book(
    report: Report, site: Site, seconds: float, writer: Any, changes: Sequence[str] = ()
) -> None:
    """Follow a book while writers append to it, and compare what was seen with what is recorded."""
    book = site.place(POSTGRESQL, site.inside("gaps"))
    migrate(BookAddress.parse(book))
    with Database.open(BookAddress.parse(book)) as database:
        create_book(database, BOOK_ID)
        with database.writing() as connection:
            for change in changes:
                connection.exec_driver_sql(change)
        recorder = BookRecorder(database)

        def read(last: int) -> list[int]:
            return [row.position for row in recorder.read(last)]

        seen = _followed(writer, book, site, seconds, read)
        with database.reading() as connection:
            recorded = connection.exec_driver_sql("select position from event").scalars().all()
        skipped = (Counter(recorded) - Counter(seen)).total()
    report.count("events followed", len(seen))
    report.expect(sorted(recorded) == list(range(1, len(recorded) + 1)), "the record has gaps")
    report.expect(seen == sorted(set(seen)), "a follower saw an event twice, or out of order")
    report.expect(not skipped, f"a follower skipped {skipped} events")
    oracle.check_record(book, report.fault)


def _followed(writer: Any, where: str, site: Site, seconds: float, read: Read) -> list[int]:
    """Read on and on from the last position seen, while writers write, and once after them."""
    stopped = CHILDREN.Event()
    writers = [
        CHILDREN.Process(target=writer, args=(where, n, site.seed, stopped)) for n in range(WRITERS)
    ]
    for process in writers:
        process.start()
    seen: list[int] = []
    end = time.monotonic() + seconds
    while time.monotonic() < end or len(seen) < SEEN_MIN:
        assert time.monotonic() < end + SECONDS_MAX, "the writers write"
        seen += read(seen[-1] if seen else 0)
    stopped.set()
    for process in writers:
        process.join(60)
        assert process.exitcode == 0, process.exitcode
    return seen + read(seen[-1] if seen else 0)


def write(
    book: str,
    writer: int,
    seed: int,
    stopped: Any,
    given_up: tuple[type[Exception], ...] = (GivenUp,),
) -> None:
    """Append batches slowly; some are given up when everything is written."""
    chance, whole = Random(f"{seed}/{writer}"), appending._append

    def slow(own: Any, batch: Batch) -> range:
        positions = whole(own, batch)
        time.sleep(chance.uniform(0, SLOW_SECONDS_MAX))
        if chance.random() < ABORTED:
            raise GivenUp
        return positions

    killed.replace(appending, "_append", slow)
    number = 0
    with Database.open(BookAddress.parse(book)) as database:
        recorder = BookRecorder(database)
        while not stopped.is_set():
            stream = UUID(int=(0x0192D3A8_0000_7000_8000 << 48) | writer << 32 | number)
            with suppress(*given_up):
                recorder.append(Batch([event(n, stream, n + 1) for n in range(EVENTS)]))
            number += 1


def write_unlocked(book: str, writer: int, seed: int, stopped: Any) -> None:
    """Append as `write` does, at a head that others may be moving, and without a look whether it fits."""
    taken = [0]  # the size that the writer goes by

    def unlocked(own: Any) -> merkle.Edge:
        own._cursor.execute("select size, edge from head")
        taken[0], edge = own._cursor.fetchone()
        return merkle.Edge(taken[0], bytes(edge))

    killed.replace(PostgresqlWriter, "lock_head", unlocked)
    killed.replace(PostgresqlWriter, "last_position", lambda _: taken[0])
    # Where others fill a tile meanwhile, the seal notices, and the writer goes on with its next.
    write(book, writer, seed, stopped, (GivenUp, AssertionError, psycopg2.errors.QueryCanceled))


def follow_plain(site: Site, size: int) -> int:
    """Return how many rows a follower of a plain table skips."""
    where = site.place(POSTGRESQL, site.inside("plain"))
    connection = _connected(where)
    with connection.cursor() as cursor:
        cursor.execute(PLAIN)

        def read(last: int) -> list[int]:
            cursor.execute("select id from plain where id > %s order by id", (last,))
            return [row for (row,) in cursor.fetchall()]

        seen = _followed(write_plain, where, site, SECONDS * size, read)
        cursor.execute("select id from plain")
        skipped = {row for (row,) in cursor.fetchall()} - set(seen)
    connection.close()
    return len(skipped)


def write_plain(where: str, writer: int, seed: int, stopped: Any) -> None:
    """Insert rows slowly, as most programs do; some transactions are given up."""
    chance, number = Random(f"{seed}/{writer}"), 0
    connection = _connected(where)
    connection.autocommit = False
    with connection.cursor() as cursor:
        while not stopped.is_set():
            number += 1
            cursor.execute("insert into plain (writer, n) values (%s, %s)", (writer, number))
            time.sleep(chance.uniform(0, SLOW_SECONDS_MAX))
            if chance.random() < ABORTED:
                connection.rollback()
            else:
                connection.commit()
    connection.close()


def _connected(where: str) -> Any:
    url = make_url(where).set(drivername="postgresql").difference_update_query(["schema"])
    connection = psycopg2.connect(url.render_as_string(hide_password=False))
    connection.autocommit = True
    return connection
