"""Several files in one command: as one after the other, though one is judged while another is recorded."""

import signal
from collections.abc import Callable
from pathlib import Path

import pytest

from ledger.commands import in_turn, workers
from ledger.events.member import CoverCarriedIn
from ledger.events.office import CoversCarriedIn
from tests.commands import elsewhere
from tests.commands.office import (
    COVERS,
    PLANS,
    ROSTER,
    UNITS,
    SmallOffice,
    cover_rows,
    furnish,
    person,
    roster_import,
    roster_row,
    roster_rows,
)

ROSTERS = UNITS * len(PLANS)


@pytest.fixture
def beside(monkeypatch: pytest.MonkeyPatch) -> list[bool]:
    """Let every file be recorded in a process of its own; tells, file by file, what was under way."""
    seen: list[bool] = []
    judged: Callable[..., object] = in_turn._Turns._judged

    def watched(self: in_turn._Turns, file: in_turn.Waiting) -> object:
        seen.append(self._under_way is not None and self._under_way._recorder is not None)
        return judged(self, file)

    monkeypatch.setattr(workers, "ROWS_AT_LEAST", 1)
    monkeypatch.setattr(workers, "processes_beside", lambda: 2)
    monkeypatch.setattr(in_turn._Turns, "_judged", watched)
    return seen


def by_unit(office: SmallOffice, *skipped: int) -> list[Path]:
    """Write a roster file for each unit."""
    units = [u for u in range(UNITS) if u not in skipped]
    return [office.file(f"名册{u}.csv", ROSTER, roster_rows(units=[u])) for u in units]


def importing(office: SmallOffice, files: list[Path]) -> list[object]:
    verb, noun, first, *options = roster_import(office, files[0])
    return [verb, noun, first, *files[1:], *options]


def rosters(office: SmallOffice) -> int:
    return len(office.rows("select roster from roster"))


def test_files_recorded_beside_the_judging_of_others_give_the_record_of_one_process(
    ready: SmallOffice, tmp_path: Path, beside: list[bool], monkeypatch: pytest.MonkeyPatch
) -> None:
    alone = ready.copied(tmp_path / "alone")
    said = ready.do("en", *importing(ready, by_unit(ready)))
    assert beside == [False, True, True, True]
    monkeypatch.setattr(workers, "processes_beside", lambda: 0)
    assert alone.do("en", *importing(alone, by_unit(alone))) == said
    assert alone.root() == ready.root()
    assert rosters(ready) == ROSTERS


def test_somebody_new_on_two_files_is_registered_once(
    ready_anywhere: SmallOffice, beside: list[bool]
) -> None:
    office = ready_anywhere
    name, id_number = person(9, 1)
    again = {"姓名": name, "身份证号": id_number}
    files = [
        office.file(
            f"{plan}.csv", ROSTER, [*roster_rows([plan], [u]), roster_row(u, 1, plan, **again)]
        )
        for u, plan in enumerate(PLANS)
    ]
    office.do("en", *importing(office, files))
    assert beside == [False, True]
    held = "select count(*) from coverage where period = '2015' group by member having count(*) > 1"
    assert office.rows(held) == [(2,)]
    assert rosters(office) == len(files)


def test_a_file_named_twice_is_taken_in_once(ready: SmallOffice, beside: list[bool]) -> None:
    (one,) = by_unit(ready, 1, 2, 3)
    said = ready.do("en", *importing(ready, [one, one]))
    assert "2 rosters had been recorded before; nothing was doubled" in said
    assert beside == [False, True]
    assert rosters(ready) == len(PLANS)


def test_a_refused_file_leaves_the_others_be_and_is_named(
    ready: SmallOffice, beside: list[bool]
) -> None:
    files = by_unit(ready, 1)
    bad = ready.file("坏.csv", ROSTER, [roster_row(1, 1), roster_row(1, 2, "NOPE")])
    answer = ready.run("en", *importing(ready, [files[0], bad, *files[1:]]))
    assert answer.code == 3
    assert "[file.files_refused]: 1 of 4 files were refused, 坏.csv first" in answer.err
    assert "row 3, column 计划: [record.unknown]" in answer.err
    assert rosters(ready) == ROSTERS - len(PLANS)
    assert True in beside


def test_two_files_of_the_same_units_are_both_recorded(
    ready: SmallOffice, beside: list[bool]
) -> None:
    files = [ready.file(f"{plan}.csv", ROSTER, roster_rows([plan])) for plan in PLANS]
    ready.do("en", *importing(ready, files))
    assert rosters(ready) == ROSTERS
    assert beside == [False, True]


def test_a_dry_run_of_several_files_records_none_of_them(ready: SmallOffice) -> None:
    with ready.untouched():
        said = ready.do("en", *importing(ready, by_unit(ready)), "--dry-run")
    assert said.count("dry run: 24 rows would be taken in, 0 refused") == UNITS


def test_a_dry_run_of_several_files_ends_as_the_command_would(ready: SmallOffice) -> None:
    files = by_unit(ready, 1)
    bad = ready.file("坏.csv", ROSTER, [roster_row(1, 1), roster_row(1, 2, "NOPE")])
    words = importing(ready, [files[0], bad, *files[1:]])
    said = ready.refuses("file.files_refused", "en", *words, "--dry-run")
    assert "1 of 4 files were refused, 坏.csv first" in said
    assert "坏.csv: [file.rows_refused] 坏.csv: 2 of 2 rows cannot be taken in" in said
    answer = ready.run("en", *words, "--dry-run")
    assert answer.out.count("dry run: 24 rows would be taken in, 0 refused") == UNITS - 1


def test_lists_of_cover_taken_over_together_are_each_on_record(
    begun: SmallOffice, beside: list[bool]
) -> None:
    furnish(begun)
    lists = [begun.file(f"cover{u}.csv", COVERS, cover_rows([u])) for u in range(UNITS)]
    named = [word for path in lists for word in ("--members", path)]
    begun.do("en", "take-over", *named, "--document", begun.paper("移交书.txt"))
    carried_in = [e.listed.reference for e in begun.events() if isinstance(e, CoversCarriedIn)]
    assert carried_in == [path.name for path in lists]
    covers = sum(isinstance(event, CoverCarriedIn) for event in begun.events())
    assert covers == len(cover_rows(range(UNITS)))
    assert beside == [False, True, True, True]


def test_a_recording_that_is_killed_is_told_and_finished_by_running_it_again(
    ready: SmallOffice,
) -> None:
    said = importing(ready, by_unit(ready))
    process = elsewhere.start(ready, "en", *said, seed=2, stop="SIGKILL inside 2", beside=True)
    _, err = process.communicate(timeout=elsewhere.SECONDS_MAX)
    assert process.returncode == 3, err
    assert "[book.worker_lost]" in err
    assert "Traceback" not in err
    left = rosters(ready)
    assert left < ROSTERS
    again = ready.do("en", *said)
    assert "nothing was doubled" in again
    assert rosters(ready) == ROSTERS


def test_ctrl_c_ends_a_recording_within_its_transaction_which_leaves_nothing(
    ready: SmallOffice,
) -> None:
    said = importing(ready, by_unit(ready))
    process = elsewhere.start(ready, "en", *said, seed=2, stop="SIGINT above 2", beside=True)
    _, err = process.communicate(timeout=elsewhere.SECONDS_MAX)
    assert process.returncode == 130, err
    assert "Traceback" not in err
    ready.do("en", "projection", "catch-up")
    assert rosters(ready) == 1  # the first was committed; the second was under way
    ready.do("en", *said)
    assert rosters(ready) == ROSTERS


def test_whoever_records_stops_after_a_whole_roster_when_the_command_is_gone(
    ready: SmallOffice,
) -> None:
    said = importing(ready, by_unit(ready))
    process = elsewhere.start(ready, "en", *said, seed=2, stop="SIGKILL above 1", beside=True)
    process.communicate(timeout=elsewhere.SECONDS_MAX)
    assert process.returncode == -signal.SIGKILL
    ready.do("en", "projection", "catch-up")
    assert rosters(ready) == 1
    ready.do("en", *said)
    assert rosters(ready) == ROSTERS
