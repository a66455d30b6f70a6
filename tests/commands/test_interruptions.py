"""An import that is cut off leaves whole rosters only; run again, it finishes the rest and doubles nothing."""

import signal
from collections import Counter
from pathlib import Path

import pytest

from ledger.events.member import Enrolled
from ledger.events.remittance import RosterAccepted
from tests.commands import elsewhere
from tests.commands.office import (
    PEOPLE,
    PLANS,
    ROSTER,
    UNITS,
    SmallOffice,
    roster_import,
    roster_rows,
)

ROSTERS = UNITS * len(PLANS)


def words(office: SmallOffice, name: str, plans: tuple[str, ...] = PLANS) -> list[object]:
    return roster_import(office, office.file(name, ROSTER, roster_rows(plans)))


def finished(office: SmallOffice, *more: object, stop: str) -> tuple[int, str]:
    """Run a command in a process that is stopped; return how it ended and what it said."""
    process = elsewhere.start(office, "en", *more, seed=2, stop=stop)
    out, err = process.communicate(timeout=elsewhere.SECONDS_MAX)
    return process.returncode, out + err


def whole_rosters(office: SmallOffice) -> int:
    """Hold that every roster on record has its people, and nobody is without one; count them."""
    due: Counter[tuple[str, str]] = Counter()
    enrolled: Counter[tuple[str, str]] = Counter()
    for event in office.events():
        if isinstance(event, RosterAccepted):
            due[event.unit, event.plan] += event.members
        elif isinstance(event, Enrolled):
            enrolled[event.unit, event.plan] += 1
    assert enrolled == due
    return len(due)


def totals(office: SmallOffice) -> list[list[tuple[object, ...]]]:
    """Return what the facts come to: cover by unit and plan, people, contributions."""
    return [
        office.rows(
            "select unit, plan, period, entry, count(*), sum(shares) from coverage"
            " group by unit, plan, period, entry order by unit, plan, period, entry"
        ),
        office.rows(
            "select account, cast(sum(amount_fen) as bigint) from journal_line"
            " where account = 'contributions_in_advance' group by account"
        ),
        office.rows("select count(distinct member) from coverage"),
    ]


@pytest.fixture
def undisturbed(enrolled: SmallOffice) -> list[list[tuple[object, ...]]]:
    return totals(enrolled)


def test_an_import_that_is_killed_is_finished_by_running_it_again(
    ready_anywhere: SmallOffice, undisturbed: list[list[tuple[object, ...]]]
) -> None:
    office = ready_anywhere
    said = words(office, "名册.csv")
    code, _ = finished(office, *said, stop="SIGKILL inside 3")
    assert code == -signal.SIGKILL
    assert whole_rosters(office) == 2

    again = office.do("en", *said)
    assert "2 rosters had been recorded before; nothing was doubled" in again
    assert f"recorded {ROSTERS - 2} rosters" in again
    assert whole_rosters(office) == ROSTERS
    assert totals(office) == undisturbed

    with office.untouched():
        assert f"{ROSTERS} rosters had been recorded before" in office.do("en", *said)


def test_an_import_that_is_interrupted_ends_with_130_and_is_finished_later(
    ready_anywhere: SmallOffice, undisturbed: list[list[tuple[object, ...]]]
) -> None:
    office = ready_anywhere
    said = words(office, "名册.csv")
    code, heard = finished(office, *said, stop="SIGINT inside 4")
    assert code == 130
    assert "interrupted; what was not yet recorded is left out, whole" in heard
    assert "Traceback" not in heard
    assert whole_rosters(office) == 3
    for line in office.do("lin", "projection", "status").splitlines():
        assert f"at {office.head()}, 0 events" in line

    assert "3 rosters had been recorded before" in office.do("en", *said)
    assert totals(office) == undisturbed


def at_once(
    office: SmallOffice, folder: Path, one: list[object], other: list[object]
) -> list[tuple[int, str]]:
    """Run two imports whose first appends, of two rosters, come at the same moment."""
    folder.mkdir()
    started = [
        elsewhere.start(office, "en", *said, seed=seed, rows=2 * PEOPLE, meet=folder)
        for seed, said in enumerate((one, other), start=2)
    ]
    ended = []
    for process in started:
        out, err = process.communicate(timeout=elsewhere.SECONDS_MAX)
        ended.append((process.returncode, out + err))
    return ended


def test_two_rosters_of_the_same_units_at_once_lose_and_double_nothing(
    ready_anywhere: SmallOffice,
    undisturbed: list[list[tuple[object, ...]]],
    tmp_path: Path,
) -> None:
    office = ready_anywhere
    one, other = (words(office, f"{plan}.csv", (plan,)) for plan in PLANS)
    ended = at_once(office, tmp_path / "meeting", one, other)
    assert [code for code, _ in ended] == [0, 0], ended
    assert whole_rosters(office) == ROSTERS
    assert totals(office) == undisturbed


def test_the_same_file_at_once_is_taken_in_once(
    ready_anywhere: SmallOffice,
    undisturbed: list[list[tuple[object, ...]]],
    tmp_path: Path,
) -> None:
    office = ready_anywhere
    said = words(office, "名册.csv")
    ended = at_once(office, tmp_path / "meeting", said, said)
    assert [code for code, _ in ended] == [0, 0], ended
    assert whole_rosters(office) == ROSTERS
    assert totals(office) == undisturbed


def test_two_contents_under_one_name_at_once_leave_one_of_them(
    ready: SmallOffice, tmp_path: Path
) -> None:
    one = words(ready, "名册.csv", ("CD-HOSP",))
    elsewhere_kept = tmp_path / "名册.csv"
    elsewhere_kept.write_bytes(ready.file("x.csv", ROSTER, roster_rows(("CD-ACC",))).read_bytes())
    ended = at_once(ready, tmp_path / "meeting", one, roster_import(ready, elsewhere_kept))
    assert sorted(code for code, _ in ended) == [0, 3], ended
    assert any("refused [" in said for _, said in ended)
    assert whole_rosters(ready) == UNITS
