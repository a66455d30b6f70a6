"""Commands on a server that are killed, or cut off at their COMMIT: recorded once, after they are repeated."""

import pytest

from torture import cut_commits, day, kills
from torture.report import Report
from torture.site import POSTGRESQL, Site


def test_killed_commands_on_a_server_are_finished_by_running_them_again(
    on_server: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills, "TRIALS", {POSTGRESQL: 4})
    monkeypatch.setattr(kills, "ANY_MOMENT", {POSTGRESQL: 1})
    steps = ("import", "headcount", "receipts", "claims")
    monkeypatch.setattr(kills, "DAY", [day.STEPS[name] for name in steps])

    kills.run(report, on_server, 1)

    assert report.is_clean, report.lines()
    assert report.counts["kills"] >= 4


def test_a_command_cut_off_at_its_commit_is_recorded_once(
    on_server: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps = [day.STEPS[name] for name in ("import", "headcount", "receipts")]
    monkeypatch.setattr(kills, "DAY", steps)
    monkeypatch.setattr(cut_commits, "RECORDING", steps)
    monkeypatch.setattr(cut_commits, "TRIALS", 4)

    cut_commits.run(report, on_server, 1)

    assert report.is_clean, report.lines()
    assert report.counts["connections cut"] == 4
    assert report.counts["cut after the server heard the COMMIT"] == 2
