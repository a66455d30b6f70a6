"""`make bench` at a tiny size: it measures every path and says what it measured. No time decides here."""

import json
from itertools import pairwise
from pathlib import Path
from statistics import median

import pytest
from sqlalchemy import Connection

from benchmarks.__main__ import main
from benchmarks.figures import Figure, Run, p99_ms, ratio
from benchmarks.recorder import BATCH_EVENTS, STATE_BYTES, ready_made
from ledger.events import restore
from tests import postgres

SIZE, RUNS = 40, 2
PATHS = {
    "recorder, ready-made events",
    "  stock recorder, the same events",
    "roster of new members",
    "roster of renewing members",
    "single command, claim approve",
    "  plain insert and commit",
    "whole command, with opening and catching up",
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
