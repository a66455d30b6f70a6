"""`make bench` at a tiny size: it measures every path and says what it measured. No time decides here."""

import json
from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from statistics import median
from time import sleep
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent
from sqlalchemy import Connection

from benchmarks import clients, long, long_rosters, rosters
from benchmarks.__main__ import main
from benchmarks.clients import ATTEMPTS_MAX, CLAIMS_MIN, Kept, Told, kept_of, persistently
from benchmarks.decisions import approving, assessed
from benchmarks.figures import Figure, Run, p99_ms, ratio
from benchmarks.office import UNIT_PEOPLE, ready_office, roster_file
from benchmarks.places import Place
from benchmarks.processes import HELD_BYTES, Reading, done_whole, run_whole
from benchmarks.recorder import BATCH_EVENTS, STATE_BYTES, append_all, ready_made
from benchmarks.sealing import GROWING, HASHING, TILES, Stopwatch, unsealed, watched
from ledger.errors import Contended
from ledger.events import restore
from ledger.events.member import MemberRegistered
from ledger.store import merkle
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import BookBusy
from tests import postgres
from tests.commands.office import SmallOffice

SIZE, RUNS = 40, 2
PATHS = {
    "recorder, ready-made events",
    "  stock recorder, the same events",
    "seal within the append, 5,000 a batch",
    "seal within the append, one event",
    "roster of new members",
    "roster of renewing members",
    "single command, claim approve",
    "  plain insert and commit",
    "whole command, with opening and catching up",
    "single commands, 8 clients at once",
    "  single commands, one client",
    "reading back, every event validated",
    "  plain fetch of the same rows",
    "rebuild of all projections",
    "verification of the whole record",
    "proof of one event",
}
PLAIN = {
    "sqlite": "  plain executemany, the same bytes",
    "postgresql": "  plain text COPY, the same bytes",
}


def test_every_path_is_measured_on_each_database_and_written_beside_the_text(
    tmp_path: Path,
    postgres_url: str,
    postgres_connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(postgres.OUTSIDE, postgres_url)
    out = tmp_path / "bench.json"

    main(["--size", str(SIZE), "--runs", str(RUNS), "--out", str(out), "--database", "both"])

    said, report = capsys.readouterr().out, json.loads(out.read_text("utf-8"))
    figures = report["figures"]
    measured = {kind: {f["path"] for f in figures if f["database"] == kind} for kind in PLAIN}
    assert measured == {kind: PATHS | {plain} for kind, plain in PLAIN.items()}
    for figure in figures:
        taken = [run["seconds"] for run in figure["runs"]]
        assert len(taken) == RUNS
        assert figure["seconds"] == {"median": median(taken), "min": min(taken), "max": max(taken)}
        assert figure["path"] in said
        assert all(name in said for name in figure["ratios"])
    for figure in figures:
        if figure["path"].startswith("single commands"):
            assert figure["more"]["commands lost"] == figure["more"]["commands doubled"] == 0
            assert all(run["events"] == clients.CLIENTS * CLAIMS_MIN for run in figure["runs"])
    assert all(size > 2**20 for size in report["book_bytes"].values())
    assert all(f"takes {size:,} bytes on disk" in said for size in report["book_bytes"].values())
    assert report["book_bytes"].keys() == {"sqlite", "postgresql"}
    assert {"cores", "memory", "processor"} <= report["machine"].keys()
    assert {"Python", "SQLite", "PostgreSQL", "eventsourcing"} <= report["versions"].keys()
    assert all(str(version) in said for version in report["versions"].values())
    left = "select count(*) from pg_namespace where starts_with(nspname, 'bench')"
    assert postgres_connection.exec_driver_sql(left).scalar() == 0


def test_a_server_that_may_lose_what_it_acknowledged_is_not_measured(
    tmp_path: Path, postgres_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(postgres.OUTSIDE, postgres_url)
    monkeypatch.setenv("PGOPTIONS", "-c synchronous_commit=off")
    out = tmp_path / "bench.json"

    with pytest.raises(SystemExit, match="synchronous_commit is off"):
        main(["--size", str(SIZE), "--out", str(out), "--database", "postgresql"])

    assert not out.exists()


def test_too_few_people_to_measure_with_are_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        main(["--size", str(SIZE - 1)])

    assert ended.value.code == 2
    assert f"must be at least {SIZE}" in capsys.readouterr().err


def test_ready_made_events_are_real_ones_of_the_stated_length() -> None:
    first, last = ready_made(BATCH_EVENTS + 1)

    assert (len(first), len(last)) == (BATCH_EVENTS, 1)
    for stored in (first[0], last[0]):
        assert len(stored.state) == STATE_BYTES
        assert restore(stored.topic, stored.state).originator_id == stored.originator_id


def test_a_long_record_is_made_of_whole_members_and_read_by_processes_of_their_own(
    tmp_path: Path,
) -> None:
    office, _ = long.lengthened(Place("sqlite", tmp_path), 700, members=SIZE)

    verified = done_whole(office, "au", ("audit", "verify"))

    with Database.open(BookAddress.parse(office.book)) as database:
        recorder = BookRecorder(database)
        assert recorder.head().size == 700
        facts = [restore(row.topic, row.state) for row in recorder.read()]
        streams = {row.originator_id for row in recorder.read()}
    assert {fact.originator_id for fact in facts} == streams
    assert sum(isinstance(fact, MemberRegistered) for fact in facts) > SIZE
    assert verified.seconds > 0
    assert 2**24 < verified.peak_bytes < HELD_BYTES


def test_a_long_roster_is_refused_whole_and_taken_in_whole_on_each_database(
    postgres_url: str,
    postgres_connection: Connection,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setenv(postgres.OUTSIDE, postgres_url)

    assert long.main(["roster", "--rows", str(SIZE), "--database", "both"]) == 0

    said = capsys.readouterr().out
    assert said.index("sqlite: roster") < said.index("postgresql: roster")
    for path in ("refused: a name of digits", "refused: an age above", "everybody new"):
        assert said.count(f"roster import, {path}") == 2
    assert said.count(f"{UNIT_PEOPLE} rows of ") == 6  # whole units
    assert said.count(" MiB a process") == 6
    assert said.count(" events/s, ") == 2
    left = "select count(*) from pg_namespace where starts_with(nspname, 'bench')"
    assert postgres_connection.exec_driver_sql(left).scalar() == 0


def test_a_refused_roster_that_left_something_behind_ends_the_measuring(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def half_done(office: SmallOffice, officer: str, command: Sequence[object], on: str) -> Reading:
        refused = run_whole(office, officer, command, on=on)
        done_whole(office, officer, [*command, "--good-rows-only"], on=on)
        return refused

    office = ready_office(Place("sqlite", tmp_path), UNIT_PEOPLE, 1)
    path = roster_file(office, 2015, 0, UNIT_PEOPLE)
    (*_, spoiled) = long_rosters.SPOILED
    long_rosters.spoil(path, spoiled)
    monkeypatch.setattr(long_rosters, "run_whole", half_done)

    with pytest.raises(AssertionError, match="left something behind"):
        long_rosters.refused(office, path, UNIT_PEOPLE, spoiled)


def test_the_memory_of_a_process_counts_its_workers_once_and_its_largest(tmp_path: Path) -> None:
    office = ready_office(Place("sqlite", tmp_path), SIZE, 1)

    reading = done_whole(office, "au", ("audit", "verify"))
    greedy = replace(reading, peak_bytes=HELD_BYTES + 1)

    assert 0 < reading.together_bytes < 8 * reading.peak_bytes
    assert (reading.is_held, greedy.is_held) == (True, False)
    assert "MORE THAN 1,024 MiB" in greedy.memory()


def test_runs_are_compared_with_their_neighbours() -> None:
    quiet, disturbed = Run(1.0, 100, 1), Run(10.0, 100, 1)

    assert ratio([quiet, disturbed, quiet], [quiet, disturbed, quiet]) == 1.0
    assert ratio([quiet] * 3, [disturbed] * 3) == 10.0


def test_a_figure_says_median_and_extremes() -> None:
    runs = tuple(Run(seconds, 100, 42_000) for seconds in (4.0, 1.0, 2.0))

    (line,) = Figure("a path", "sqlite", runs).lines()

    words = ["a path", "50 events/s", "2.000 s (1.000–4.000)", "100 events of 420 bytes"]
    places = [line.index(word) for word in words]
    assert all(before < after for before, after in pairwise(places))


def test_of_a_hundred_waits_one_is_longer_than_the_99th_percentile() -> None:
    waits = [n / 1_000 for n in range(100, 0, -1)]

    assert sum(1_000 * wait > p99_ms(waits) for wait in waits) == 1


# --- many clients ---


@pytest.fixture(scope="module")
def enrolled(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    folder = tmp_path_factory.mktemp("clients")
    office = ready_office(Place("sqlite", folder), SIZE, 1)
    rosters.measure_new(office, SIZE, Figure("alone", "sqlite", (Run(1.0, 1, 1),)))
    moved = replace(office, book=str(office.folder / "book.db"))
    Path(office.book).rename(moved.book)  # where a copy looks for it
    return moved


def in_turn(office: SmallOffice, shares: Sequence[Sequence[str]]) -> list[Told]:
    """Approve each share in this process."""
    with approving(office) as approve:
        for share in shares:
            for claim in share:
                approve(claim)
    return [Told(0.0, 1.0, [0.1] * len(share), 0) for share in shares]


def losing(office: SmallOffice, shares: Sequence[Sequence[str]]) -> list[Told]:
    """Acknowledge every claim, and record all but the last."""
    *others, last = shares
    in_turn(office, [*others, last[:-1]])
    return [Told(0.0, 1.0, [0.1] * len(share), 0) for share in shares]


def doubling(office: SmallOffice, shares: Sequence[Sequence[str]]) -> list[Told]:
    """Record every claim, and the last one's approval once more."""
    told = in_turn(office, shares)
    with office.database() as database:
        recorder = BookRecorder(database)
        (last,) = recorder.read(recorder.head().size - 1)
        again = StoredEvent(last.originator_id, last.originator_version + 1, last.topic, last.state)
        recorder.append(Batch(events=[again]))
    return told


@pytest.mark.parametrize(
    ("planted", "found"),
    [(losing, Kept(1, 0, 0, 0)), (doubling, Kept(0, 1, 0, 0))],
    ids=["lost", "doubled"],
)
def test_a_command_that_was_acknowledged_and_not_recorded_once_ends_the_measuring(
    planted: object,
    found: Kept,
    enrolled: SmallOffice,
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    office = enrolled.copied(tmp_path)
    office.at(2015, 3, 5)
    monkeypatch.setattr(clients, "at_once", planted)

    with pytest.raises(AssertionError) as ended:
        clients.measure(Place("sqlite", tmp_path), office, SIZE, 1)

    assert str(found) in str(ended.value)


def test_a_missing_position_and_a_command_nobody_asked_for_are_found(
    enrolled: SmallOffice, tmp_path: Path
) -> None:
    office = enrolled.copied(tmp_path)
    office.at(2015, 3, 5)
    claims = assessed(office, "P", 0, SIZE, 4, ("2015-02-22", "2015-02-26"))
    before = office.head()

    clients.at_once(office, [claims[:2], claims[2:]])

    with office.database() as database:
        rows = list(BookRecorder(database).read(before))
    assert kept_of(rows, before, claims) == Kept(0, 0, 0, 0)
    assert kept_of(rows, before, claims[1:]) == Kept(0, 0, 1, 0)
    without_the_first = kept_of(rows[1:], before, claims)
    assert (without_the_first.lost, without_the_first.gaps) == (1, 3)


def test_a_client_asks_again_while_nothing_was_recorded_and_counts_it() -> None:
    answers: list[Exception] = [BookBusy(), Contended(5)]

    def approve(claim: str) -> None:
        if answers:
            raise answers.pop()

    def busy(claim: str) -> None:
        raise BookBusy

    assert persistently(approve, "C1") == 2
    with pytest.raises(TimeoutError, match=f"refused {ATTEMPTS_MAX} times"):
        persistently(busy, "C1")


# --- the seal's share ---


def test_every_part_of_the_seal_is_timed_within_the_append_and_changes_nothing(
    database_url: str,
) -> None:
    address = BookAddress.parse(database_url)
    migrate(address)
    batches = [*([event] for event in ready_made(3)[0]), *ready_made(300)]
    plain = merkle.leaf_hashes
    with Database.open(address) as database:
        create_book(database, uuid4())
        recorder = BookRecorder(database)

        with watched() as watch:
            append_all(recorder, batches)

        leaves = [merkle.leaf_hash(event.state) for batch in batches for event in batch]
        assert recorder.head().root == merkle.root_of(leaves)
        with database.reading() as connection:
            tiles = connection.exec_driver_sql("select level, n from tile").all()
    assert [tuple(tile) for tile in tiles] == [(0, 0)]
    assert watch.calls.keys() == {HASHING, GROWING, TILES}
    assert all(count >= len(batches) for count in watch.calls.values())
    assert all(seconds > 0 for seconds in watch.seconds.values())
    assert merkle.leaf_hashes is plain


def test_an_append_beside_it_has_no_seal_and_is_otherwise_the_same(database_url: str) -> None:
    address = BookAddress.parse(database_url)
    migrate(address)
    plain = merkle.leaf_hashes
    with Database.open(address) as database:
        create_book(database, uuid4())
        recorder = BookRecorder(database)
        (batch,) = ready_made(300)

        with unsealed():
            append_all(recorder, [batch[:1], batch[1:]])

        assert recorder.head() == (300, bytes(32))
        assert [row.state for row in recorder.read()] == [event.state for event in batch]
        with database.reading() as connection:
            assert connection.exec_driver_sql("select count(*) from tile").scalar() == 0
    assert merkle.leaf_hashes is plain


def test_a_timed_call_within_another_is_counted_once() -> None:
    watch = Stopwatch()
    inner = watch.around(HASHING, lambda: sleep(0.01))

    watch.around(GROWING, inner)()

    assert watch.calls == {HASHING: 0, GROWING: 1, TILES: 0}
    assert watch.seconds[HASHING] == 0 < watch.seconds[GROWING]
