"""Officers at once on the same money, and the same life on both databases."""

import pytest

from torture import bank, model
from torture.report import Report
from torture.site import Site


def test_racing_officers_pay_each_claim_once_and_every_reading_balances(
    on_both: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(bank, "TRANSFERS", 2)

    bank.run(report, on_both, 1)

    assert report.is_clean, report.lines()
    assert report.counts["readings"] > 10
    assert len(report.controls) == 2


def test_both_databases_live_the_same_life(
    on_both: Site, report: Report, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(model, "MOVES", 25)

    model.run(report, on_both, 1)

    assert report.is_clean, report.lines()
    assert report.counts["moves"] == 25
    assert report.counts["kinds of refusals met"] > 3
