"""Tampering and attacks at places drawn by chance."""

import pytest

from tests.evidence.attacks import MATRIX
from tests.operations.test_attacks import OTHERS
from torture import attacks, spoiled, tampering
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site


def test_whatever_is_done_to_a_record_or_a_bundle_is_found_and_named(
    on_sqlite: Site, report: Report
) -> None:
    tampering.run(report, on_sqlite, 1)

    assert report.is_clean, report.lines()
    assert report.counts["tamperings"] == len(MATRIX)
    assert report.counts["spoiled bundles"] == len(spoiled.KINDS) >= 12
    assert len(report.controls) == 4


def test_no_attack_in_any_dress_changes_what_is_recorded(
    on_both: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(attacks, "ATTACKS", {SQLITE: 50, POSTGRESQL: 12})
    monkeypatch.setattr(attacks, "PLAIN_FIRST", False)

    attacks.run(report, on_both, 1)

    assert report.is_clean, report.lines()
    assert report.counts["attacks"] == 50 * 2 + 12 * len(OTHERS)
