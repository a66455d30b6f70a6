"""`python -m torture`: it prints what it did, and ends with 1 where something was found."""

import pytest

import torture.__main__ as run
from torture.report import Report
from torture.site import Site


def quiet(report: Report, _: Site, size: int) -> None:
    report.count("states", size)


def faulty(report: Report, _: Site, size: int) -> None:
    report.count("states", size)
    report.fault("state 3: an event is lost")


def blind(report: Report, _: Site, size: int) -> None:
    report.count("states", size)
    with report.planting("a lock removed", "doubled"):
        pass


def confused(report: Report, _: Site, size: int) -> None:
    report.count("states", size)
    with report.planting("a lock removed", "doubled") as found:
        found.fault("the book cannot be opened")


@pytest.mark.parametrize(
    ("campaign", "code", "said"),
    [
        (quiet, 0, "found     no fault"),
        (faulty, 1, "FAULT     state 3: an event is lost"),
        (blind, 1, "control   NOT CAUGHT: a lock removed"),
        (confused, 1, "control   NOT CAUGHT: a lock removed"),
    ],
)
def test_a_fault_or_a_blind_checker_ends_with_1(
    campaign: object,
    code: int,
    said: str,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    monkeypatch.setattr(run, "_campaign", lambda _: campaign)
    monkeypatch.setenv(run.SIZE, "7")

    assert run.main(["kills", "--seed", "5", "--database", "sqlite"]) == code

    out = capsys.readouterr().out
    assert "torture 7, seed 5, sqlite" in out
    assert said in out


def test_every_campaign_can_be_run_and_is_documented() -> None:
    guide = run.GUIDE.read_text("utf-8")

    for name in run.CAMPAIGNS:
        assert callable(run._campaign(name))
        assert f"`{name}`" in guide


def test_a_campaign_that_does_not_exist_is_refused(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        run.main(["earthquake"])

    assert ended.value.code == 2
    assert "no such campaign: earthquake" in capsys.readouterr().err


def test_chance_comes_from_the_seed_and_the_work_alone(on_sqlite: Site) -> None:
    drawn = [on_sqlite.chance("a", 1).random() for _ in range(2)]

    assert drawn[0] == drawn[1] != on_sqlite.chance("a", 2).random()
