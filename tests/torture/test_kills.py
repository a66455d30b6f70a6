"""Commands killed at named points: run again they finish, and nothing is lost or doubled."""

from itertools import islice
from random import Random

import pytest

from torture import kills
from torture.killed import POINTS
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site


def test_killed_commands_are_finished_by_running_them_again(
    on_sqlite: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(kills, "TRIALS", {SQLITE: len(POINTS)})
    monkeypatch.setattr(kills, "ANY_MOMENT", {SQLITE: 2})

    kills.run(report, on_sqlite, 1)

    assert report.is_clean, report.lines()
    assert report.counts["kills"] >= len(POINTS) - 2
    assert len(report.controls) == 3


def test_the_first_trials_visit_every_named_point() -> None:
    first = list(islice(kills.trials(Random(1), POSTGRESQL), len(POINTS)))

    assert {trial.point for trial in first} == POINTS.keys()
