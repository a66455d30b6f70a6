"""`kill -9` of PostgreSQL itself while several processes append: each command recorded exactly once."""

import time
from collections.abc import Callable
from typing import Any, NamedTuple
from uuid import UUID

from sqlalchemy import make_url
from sqlalchemy.exc import DBAPIError

from ledger.errors import LedgerError
from ledger.store.address import BookAddress
from ledger.store.batch import Batch, NewCommand
from ledger.store.conflicts import CommandKnown, StreamMoved
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from tests.evidence.making import BOOK_ID, DAY, event
from torture import oracle
from torture.killed import CHILDREN
from torture.report import Report
from torture.server import Server, own_server
from torture.site import POSTGRESQL, Site

WRITERS, KILLS = 3, 3  # kills a size unit
EVENTS = 5  # a command's
CONTENDED = 4  # streams that all writers share
SECONDS_BETWEEN = (0.15, 0.6)
SECONDS_MAX = 120
WRITER_DELAY = "10s"  # how long what was not synced may stay in memory, for the control


class Told(NamedTuple):
    """What a writer was told: its command, and where its events are."""

    command: UUID
    first: int
    last: int


def run(report: Report, site: Site, size: int) -> None:
    """Kill the server again and again; the control keeps no promise at a commit."""
    if POSTGRESQL not in site.kinds:
        report.skipped.append("there is no server to kill on SQLite")
        return
    with own_server() as server:
        check(report, site, server, KILLS * size)
        server.execute(f"alter system set wal_writer_delay = '{WRITER_DELAY}'")
        server.execute("select pg_reload_conf()")
        with report.planting("synchronous_commit=off", "acknowledged and is lost") as found:
            check(found, site, server, 1, lost_at_once=True)


def check(
    report: Report, site: Site, server: Server, kills: int, *, lost_at_once: bool = False
) -> None:
    """Let writers append while the server is killed, and compare what they were told with the record."""
    address = make_url(server.address).set(drivername="postgresql")
    schema = f"killed_{int(lost_at_once)}"
    url = address.update_query_dict({"schema": schema})
    book = url.render_as_string(hide_password=False)
    options = {"options": "-csynchronous_commit=off"} if lost_at_once else {}
    losing = url.update_query_dict(options).render_as_string(hide_password=False)
    migrate(BookAddress.parse(book))
    with Database.open(BookAddress.parse(book)) as database:
        create_book(database, BOOK_ID)
    chance = site.chance("server kills", schema)
    told, stopped = CHILDREN.Queue(), CHILDREN.Event()
    writers = [
        CHILDREN.Process(target=write, args=(losing, n, told, stopped, write_once))
        for n in range(WRITERS)
    ]
    for writer in writers:
        writer.start()
    heard: list[Told] = []
    while len(heard) < WRITERS * 3:
        heard.append(told.get(timeout=SECONDS_MAX))
    for _ in range(kills):
        time.sleep(chance.uniform(*SECONDS_BETWEEN))
        report.count("server processes killed", server.kill())
        server.start()
    time.sleep(0.3)
    stopped.set()
    heard += _rest(told, writers)
    report.count("server kills", kills)
    report.count("commands acknowledged", len(heard))
    compare(report, book, heard)


def _rest(told: Any, writers: list[Any]) -> list[Told]:
    """Take what is still on its way, so that no writer waits for us, until all have ended."""
    heard: list[Told] = []
    deadline = time.monotonic() + SECONDS_MAX
    while any(writer.is_alive() for writer in writers) or not told.empty():
        assert time.monotonic() < deadline, "the writers ended"
        while not told.empty():
            heard.append(told.get())
        time.sleep(0.01)
    assert [writer.exitcode for writer in writers] == [0] * len(writers)
    return heard


Once = Callable[[str, UUID, int], Told]


def write(book: str, writer: int, told: Any, stopped: Any, once: Once) -> None:
    """Append command after command; one whose outcome is unknown is repeated under its id."""
    number = 0
    while not stopped.is_set():
        number += 1
        command = UUID(int=(0x0192D3A6_0000_7000_8000 << 48) | writer << 32 | number)
        told.put(persist(lambda own=command: once(book, own, writer)))  # type: ignore[misc]


def persist(attempt: Callable[[], Told]) -> Told:
    """Try until it is known what happened."""
    deadline = time.monotonic() + SECONDS_MAX
    while True:
        try:
            return attempt()
        except (DBAPIError, LedgerError):
            assert time.monotonic() < deadline, "the server came back"
            time.sleep(0.02)


def write_once(book: str, command: UUID, writer: int) -> Told:
    """Append one command on a stream that others write, too, unless it is recorded already."""
    with Database.open(BookAddress.parse(book)) as database:
        recorder = BookRecorder(database)
        while True:
            if (known := recorder.command(command)) is not None:
                assert known.first_position is not None and known.last_position is not None
                return Told(command, known.first_position, known.last_position)
            try:
                positions = recorder.append(_batch(recorder, command, writer))
            except (StreamMoved, CommandKnown):
                continue
            return Told(command, positions.start, positions.stop - 1)


def _batch(recorder: BookRecorder, command: UUID, writer: int) -> Batch:
    stream = UUID(int=(0x0192D3A7_0000_7000_8000 << 48) | (command.int + writer) % CONTENDED)
    version = recorder.stream_version(stream) or 0
    number = command.int & 0xFFFF
    events = [event(number * EVENTS + n, stream, version + n + 1) for n in range(EVENTS)]
    new = NewCommand(command, command.bytes * 2, "torture", "{}", DAY)
    return Batch(events, commands=[new])


def compare(report: Report, book: str, heard: list[Told]) -> None:
    """Hold the record against what was acknowledged: nothing lost, nothing doubled, all whole."""
    size = oracle.check_record(book, report.fault)
    with Database.open(BookAddress.parse(book)) as database:
        found = BookRecorder(database).commands([each.command for each in heard])
        for each in heard:
            row = found.get(each.command)
            if row is None:
                report.fault(f"command {each.command} was acknowledged and is lost")
            elif (row.first_position, row.last_position) != (each.first, each.last):
                report.fault(f"command {each.command} is elsewhere than was acknowledged")
    if len({each.command for each in heard}) != len(heard):
        report.fault("a writer was told twice of one command")
    if size != EVENTS * len(heard):
        report.fault(f"{len(heard)} commands of {EVENTS} events, and {size} events are recorded")
