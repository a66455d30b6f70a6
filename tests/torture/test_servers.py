"""The server itself is killed, and transactions are slow or given up: nothing is lost, doubled or skipped."""

import pytest

from torture import gaps, server_kills
from torture.report import Report
from torture.site import Site


def test_a_server_killed_under_its_writers_loses_and_doubles_nothing(
    on_server: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(server_kills, "KILLS", 1)

    server_kills.run(report, on_server, 1)

    assert report.is_clean, report.lines()
    assert report.counts["server kills"] == 1
    assert report.counts["server processes killed"] > 3


def test_a_follower_skips_nothing_that_was_in_flight(
    on_server: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(gaps, "SECONDS", 0.8)

    gaps.run(report, on_server, 1)

    assert report.is_clean, report.lines()
    assert report.counts["events followed"] > 10
