"""Many writers, one order: nothing is lost, doubled or skipped, whoever dies on the way."""

import multiprocessing
import os
import signal
import time
from multiprocessing.synchronize import Event as ProcessEvent
from typing import Any

import pytest

from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.conflicts import StreamMoved
from ledger.store.engine import Database
from ledger.store.postgresql import PostgresqlWriter
from ledger.store.recorder import BookRecorder
from ledger.store.tree import StoredTree
from tests.store.making import event, events, key, stream

CONTENDED = stream(3001)
SPAWN = multiprocessing.get_context("spawn")
WRITERS, APPENDS = 3, 12


def _contend(url: str, writer: int, told: Any) -> None:
    """Append to a stream that everyone wants, and to one's own; tell what was acknowledged."""
    with Database.open(BookAddress.parse(url)) as database:
        recorder = BookRecorder(database)
        done = 0
        while done < APPENDS:
            version = (recorder.stream_version(CONTENDED) or 0) + 1
            own = [event(stream(writer * 100_000 + done * 100 + n)) for n in range(done * 2)]
            try:
                positions = recorder.append(Batch([event(CONTENDED, version), *own]))
            except StreamMoved:
                continue
            told.put((writer, version, positions.start, positions.stop))
            done += 1


def check_whole(recorder: BookRecorder) -> None:
    """Hold the record against itself: positions, streams, head and tree."""
    rows = list(recorder.read())
    assert [row.position for row in rows] == list(range(1, len(rows) + 1))
    assert len({(row.originator_id, row.originator_version) for row in rows}) == len(rows)
    leaves = merkle.leaf_hashes(row.state for row in rows)
    assert recorder.head() == (len(rows), merkle.root_of(leaves))
    with recorder.reading() as read:
        assert StoredTree(read).root() == recorder.head().root


@pytest.fixture
def url(recorder: BookRecorder, database_url: str) -> str:
    """The address of a book that is open here, too."""
    return database_url


def test_concurrent_writers_share_one_gapless_order(url: str, recorder: BookRecorder) -> None:
    told = SPAWN.Queue()
    writers = [SPAWN.Process(target=_contend, args=(url, n, told)) for n in range(1, WRITERS + 1)]
    for writer in writers:
        writer.start()
    acknowledged = [told.get(timeout=60) for _ in range(WRITERS * APPENDS)]
    for writer in writers:
        writer.join(60)

    assert [writer.exitcode for writer in writers] == [0] * WRITERS
    assert sorted(version for _, version, _, _ in acknowledged) == list(
        range(1, WRITERS * APPENDS + 1)
    )
    spans = sorted((start, stop) for _, _, start, stop in acknowledged)
    assert [start for start, _ in spans] == [1, *(stop for _, stop in spans[:-1])]
    assert spans[-1][1] - 1 == recorder.head().size
    check_whole(recorder)


def _append_for_ever(url: str, writing: ProcessEvent, told: Any) -> None:
    with Database.open(BookAddress.parse(url)) as database:
        recorder = BookRecorder(database)
        while True:
            batch = events(2_000, size=300)
            keys = [key(str(e.originator_id), stream(1), n) for n, e in enumerate(batch)]
            writing.set()
            told.send(recorder.append(Batch(batch, keys)).stop - 1)


@pytest.mark.parametrize("delay_ms", [0, 7, 31])
def test_a_writer_killed_in_a_bulk_append_leaves_whole_batches(
    delay_ms: int, url: str, recorder: BookRecorder
) -> None:
    writing = SPAWN.Event()
    told, tell = SPAWN.Pipe(duplex=False)
    writer = SPAWN.Process(target=_append_for_ever, args=(url, writing, tell))
    writer.start()
    assert writing.wait(60)
    time.sleep(delay_ms / 1000)
    assert writer.pid is not None
    os.kill(writer.pid, signal.SIGKILL)
    writer.join(60)
    tell.close()
    acknowledged = 0
    while told.poll():
        try:
            acknowledged = told.recv()
        except EOFError:
            break
    told.close()

    recorder.append(Batch(events(1)))  # waits for the server to notice that the writer is gone

    size = recorder.head().size
    assert (size - 1) % 2_000 == 0
    assert size - 1 in (acknowledged, acknowledged + 2_000)
    assert len(recorder.keys_with_prefix("claim", "")) == size - 1
    check_whole(recorder)


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_the_head_lock_two_writers_would_take_the_same_positions(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def unlocked(writer: Any) -> merkle.Edge:
        writer._cursor.execute("select size, edge from head")
        size, edge = writer._cursor.fetchone()
        taken.append(size)
        if size == 0 and not nested:
            nested.append(True)
            recorder.append(Batch(events(1)))  # another writer, between the read and the write
        return merkle.Edge(size, bytes(edge))

    nested: list[bool] = []
    taken: list[int] = []
    monkeypatch.setattr(PostgresqlWriter, "lock_head", unlocked)
    # Nor does it look whether the head fits the events, which would find the other's.
    monkeypatch.setattr(PostgresqlWriter, "last_position", lambda _: taken.pop())

    with pytest.raises(Exception, match=r"duplicate key|only grows"):
        recorder.append(Batch(events(20)))
