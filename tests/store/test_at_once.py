"""A small append to a server is one message, and keeps every promise of the longer way."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.errors import KeyTaken
from ledger.store import append as appending
from ledger.store import at_once, merkle
from ledger.store.batch import Batch, VaultRows
from ledger.store.conflicts import CommandKnown, HeadMoved, StreamMoved
from ledger.store.engine import Database
from ledger.store.postgresql import PostgresqlWriter
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import ConnectionLost
from ledger.store.tree import StoredTree
from tests.store.making import blind, command, event, events, key, stream

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
UNIT, MEMBER = stream(5001), stream(5002)
SECONDS_MAX = 30
WAITING = """select pid from pg_stat_activity
    where wait_event_type = 'Lock' and query like '%huzhu_append%'
    and datname = current_database()"""


class Later:
    """A small append in a thread of its own, and what became of it."""

    def __init__(self, recorder: BookRecorder, batch: Batch) -> None:
        self._recorder, self._batch = recorder, batch
        self._became: list[Any] = []
        self._thread = threading.Thread(target=self._run)
        self._thread.start()

    def _run(self) -> None:
        try:
            self._became.append(self._recorder.append(self._batch))
        except Exception as error:
            self._became.append(error)

    def outcome(self) -> Any:
        """Return its positions, or raise what it raised."""
        self._thread.join(SECONDS_MAX)
        (became,) = self._became
        if isinstance(became, Exception):
            raise became
        return became


@contextmanager
def in_flight(database: Database, batch: Batch) -> Iterator[None]:
    """Append the longer way, and commit only at the end of the block."""
    with database.writing() as connection:
        appending._append(PostgresqlWriter(connection.connection.cursor()), batch)
        yield


def waiting(database: Database) -> int:
    """Wait until a small append waits for the head; return its server process."""
    deadline = time.monotonic() + SECONDS_MAX
    while time.monotonic() < deadline:
        with database.reading() as connection:
            found = connection.exec_driver_sql(WAITING.replace("%", "%%")).scalars().all()
        if found:
            return int(found[0])
        time.sleep(0.01)
    raise AssertionError("nobody waits for the head")


@pytest.fixture
def later(recorder: BookRecorder, database: Database) -> Callable[[Batch], Later]:
    """Begin a small append, and return when it waits behind another's."""

    def begun(batch: Batch) -> Later:
        own = Later(recorder, batch)
        waiting(database)
        return own

    return begun


def test_a_small_append_needs_no_other_message(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> range:
        raise AssertionError("the longer way was gone")

    monkeypatch.setattr(appending, "_append", never)

    assert recorder.append(Batch(events(2), [key("C-1", MEMBER)])) == range(1, 3)


@pytest.mark.parametrize(
    "text", ['"', "\\", "a,b", "{}", "null", "NULL", " ", "'; --", "%s", '\\"{"x":["号"]}', "𠮷"]
)
def test_texts_are_recorded_as_they_are(text: str, recorder: BookRecorder) -> None:
    once = command()._replace(name=text, result=text)
    stored = StoredEvent(MEMBER, 1, text, text.encode())

    recorder.append(Batch([stored], [key(text, MEMBER, kind=text)], commands=[once]))

    assert recorder.select_events(MEMBER) == [stored]
    assert recorder.owners(text, [text]) == {text: MEMBER}
    found = recorder.command(once.command_id)
    assert found is not None and (found.name, found.result) == (text, text)
    assert (found.fingerprint, found.recorded_at) == (once.fingerprint, once.recorded_at)


def test_bytes_of_every_value_are_recorded_as_they_are(recorder: BookRecorder) -> None:
    states = [b"", bytes(range(256)), b'"\\x00"', b"{}"]
    recorder.append(Batch([event(state=state) for state in states]))

    assert [row.state for row in recorder.read()] == states


def test_a_command_without_events_has_no_positions(recorder: BookRecorder) -> None:
    once = command()

    assert recorder.append(Batch(commands=[once])) == range(1, 1)
    found = recorder.command(once.command_id)
    assert found is not None and (found.first_position, found.last_position) == (None, None)


def test_the_server_grows_the_tree_as_this_code_does(recorder: BookRecorder) -> None:
    leaves: list[bytes] = []
    for count in [*range(1, 20), 1, 1, 2, 3, 18, 19, 17, 1, *range(19, 0, -1)]:
        batch = events(count)
        recorder.append(Batch(batch))

        leaves += merkle.leaf_hashes(each.state for each in batch)
        assert recorder.head() == (len(leaves), merkle.root_of(leaves))

    with recorder.reading() as read:
        assert StoredTree(read).root() == merkle.root_of(leaves)
        assert read.tile_hashes(0, 0) == leaves[:256]


def test_only_a_batch_that_fills_a_tile_goes_the_longer_way(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    gone: list[int] = []
    whole = appending._append

    def counted(writer: Any, batch: Batch) -> range:
        positions = whole(writer, batch)
        gone.append(positions.start)
        return positions

    monkeypatch.setattr(appending, "_append", counted)
    for _ in range(52):
        recorder.append(Batch(events(10)))

    assert gone == [251, 511]


@pytest.mark.parametrize("count", [1, 20])
def test_rows_of_the_vault_and_long_batches_go_the_longer_way(
    count: int, recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    def never(*_: Any) -> range:
        raise AssertionError("it went in one message")

    monkeypatch.setattr(appending, "append_at_once", never)
    rows = [blind(bytes(32), MEMBER)] if count == 1 else []

    assert len(recorder.append(Batch(events(count), vault=VaultRows(blind=rows)))) == count


def test_a_guarded_stream_is_looked_at_when_the_head_is_held(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    recorder.append(Batch([event(UNIT, 1)]))
    with in_flight(database, Batch([event(UNIT, 2)])):
        second = later(Batch(events(1), unchanged={UNIT: 1}))

    with pytest.raises(StreamMoved, match="was read at version 1 and stands at 2"):
        second.outcome()
    assert recorder.head().size == 2


def test_a_guarded_head_is_looked_at_when_it_is_held(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    with in_flight(database, Batch(events(3))):
        second = later(Batch(events(1), at=0))

    with pytest.raises(HeadMoved, match="read at position 0 and stands at 3"):
        second.outcome()


def test_two_writers_stand_one_behind_the_other(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    first, last = events(3), events(2)
    with in_flight(database, Batch(first)):
        second = later(Batch(last))

    assert second.outcome() == range(4, 6)
    leaves = merkle.leaf_hashes(each.state for each in [*first, *last])
    assert recorder.head() == (5, merkle.root_of(leaves))


def test_a_key_that_was_taken_meanwhile_is_refused(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    with in_flight(database, Batch([event(MEMBER)], [key("C-1", MEMBER)])):
        second = later(Batch([event(UNIT)], [key("C-1", UNIT)]))

    with pytest.raises(KeyTaken) as refusal:
        second.outcome()
    assert refusal.value.owner == MEMBER


def test_a_command_that_was_recorded_meanwhile_is_known(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    once = command()
    with in_flight(database, Batch([event(MEMBER)], commands=[once])):
        second = later(Batch([event(MEMBER)], commands=[once]))

    with pytest.raises(CommandKnown) as known:
        second.outcome()
    assert known.value.row == recorder.command(once.command_id)


def test_one_that_gives_up_makes_way(
    recorder: BookRecorder, database: Database, later: Callable[[Batch], Later]
) -> None:
    with suppress(InterruptedError), in_flight(database, Batch([event(UNIT)])):
        second = later(Batch([event(UNIT)]))
        raise InterruptedError  # it rolls back

    assert second.outcome() == range(1, 2)


def test_without_the_lock_a_guard_would_look_too_early(
    recorder: BookRecorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    recorder.append(Batch([event(UNIT, 1)]))
    monkeypatch.setattr(at_once, "LOCK", "select 1")
    with in_flight(database, Batch([event(UNIT, 2)])):
        second = Later(recorder, Batch(events(1), unchanged={UNIT: 1}))
        waiting(database)  # not for the head, but for the row at the position that it takes, too

    with pytest.raises(Exception, match=r"duplicate key|only grows"):
        second.outcome()
    assert recorder.head().size == 2


def test_a_connection_lost_while_it_waits_leaves_nothing(
    recorder: BookRecorder, database: Database
) -> None:
    once = Batch([event(MEMBER)], commands=[command()])
    with in_flight(database, Batch(events(1))):
        second = Later(recorder, once)
        server_process = waiting(database)
        with database.reading() as connection:
            connection.exec_driver_sql(f"select pg_terminate_backend({server_process})")
        with pytest.raises(ConnectionLost):
            second.outcome()

    assert recorder.append(once) == range(2, 3)


def test_a_refused_append_leaves_its_connection_good(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT)]))
    for _ in range(12):  # more than there are connections
        with pytest.raises(StreamMoved):
            recorder.append(Batch([event(UNIT), *events(2)]))

    assert recorder.append(Batch(events(1))) == range(2, 3)
