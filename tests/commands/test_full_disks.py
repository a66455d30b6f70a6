"""A disk that is full: the command is refused, nothing is lost, and with room again it does its work."""

import json
import shutil
import subprocess
import sys

import pytest

from ledger.store import engine
from tests.commands.elsewhere import ROOT
from tests.commands.office import ROSTER, SmallOffice, roster_import, roster_rows

RUNS = "create function no_room() returns trigger language plpgsql as $$ begin raise exception using errcode = '53100'; end $$"
FULL = "create trigger no_room before insert on event execute function no_room()"


def imported(office: SmallOffice) -> list[object]:
    return roster_import(office, office.file("名册.csv", ROSTER, roster_rows()))


def test_a_book_that_may_not_grow_is_refused_and_goes_on_later(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    words = imported(ready)
    pages = ready.rows("select page_count from pragma_page_count")[0][0]
    digests = ready.digests()
    with monkeypatch.context() as full:
        limit = f"PRAGMA max_page_count={pages}"
        full.setattr(engine, "_WRITER_PRAGMAS", (*engine._WRITER_PRAGMAS, limit))
        said = ready.refuses("book.disk_full", "en", *words)
    assert "nothing was recorded" in said
    assert ready.digests() == digests
    assert "recorded 8 rosters" in ready.do("en", *words)


def test_a_server_whose_disk_is_full_refuses_and_goes_on_later(
    ready_on_server: SmallOffice,
) -> None:
    office = ready_on_server
    words = imported(office)
    _run(office, RUNS, FULL)
    office.refuses("book.disk_full", "en", *words)
    _run(office, "drop trigger no_room on event")
    assert "recorded 8 rosters" in office.do("en", *words)


def _run(office: SmallOffice, *statements: str) -> None:
    with office.database() as database, database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)


def may_mount() -> bool:
    unshare = shutil.which("unshare")
    if unshare is None:
        return False
    asked = [unshare, "-rm", "mount", "-t", "tmpfs", "tmpfs", "/mnt"]
    return subprocess.run(asked, capture_output=True).returncode == 0


def test_a_disk_that_is_really_full_loses_nothing(ready: SmallOffice) -> None:
    if not may_mount():
        pytest.skip("this machine lets nobody mount a small disk of their own")
    before = ready.head()
    words = imported(ready)
    asked = ["unshare", "-rm", sys.executable, "-m", "tests.commands.small_disk"]
    done = subprocess.run(
        [*asked, str(ready.folder), *map(str, words)],
        cwd=ROOT,
        env=ready.surroundings | {"PYTHONPATH": str(ROOT), "PYTHONIOENCODING": "utf-8"},
        capture_output=True,
        encoding="utf-8",
    )
    assert done.returncode == 0, done.stderr
    found = json.loads(done.stdout)
    code, _, said = found["full"]
    assert code == 3, said
    assert "[book.disk_full]" in said
    assert found["left"] == before
    code, said, complaint = found["again"]
    assert code == 0, complaint
    assert "recorded 8 rosters" in said
    assert found["head"] > before
