"""Files that are spoiled, and disks that are full: refused with a code, or taken in whole."""

import pytest

from tests.commands.test_full_disks import may_mount
from torture import full_disk, fuzz
from torture.report import Report
from torture.site import Site


def test_spoiled_files_are_refused_or_taken_in_whole(
    on_sqlite: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(fuzz, "FILES", 3)

    fuzz.run(report, on_sqlite, 1)

    assert report.is_clean, report.lines()
    assert report.counts["files"] >= 3 * len(fuzz.TARGETS)
    assert len(report.controls) == 2


def test_a_full_disk_leaves_a_command_whole_or_out(
    on_sqlite: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    if not may_mount():
        pytest.skip("this machine lets nobody mount a small disk of their own")
    monkeypatch.setattr(full_disk, "STEPS", ("import", "claims"))
    monkeypatch.setattr(full_disk, "CONTROL_SIZES", range(20, 120, 20))

    full_disk.run(report, on_sqlite, 1)

    assert report.is_clean, report.lines()
    assert report.counts["of them were full"] >= 1
