"""The run: the same record on both databases, balanced at every month end, and the figures to reach."""

import json
import re
from collections.abc import Iterator
from contextlib import redirect_stdout
from datetime import date
from hashlib import sha256
from io import StringIO
from pathlib import Path

import pytest
from sqlalchemy import text

from ledger import cli
from ledger.demo import place
from ledger.periods import month_end, next_month
from ledger.projections.digest import digest
from ledger.statements.balance_sheet import balance_sheet
from ledger.statements.facts import facts_of
from ledger.store.address import BookAddress
from ledger.store.engine import Database

pytestmark = pytest.mark.xdist_group("demo")
MINUTE = ["--lang", "en", "demo", "--scale", "0.002", "--seed", "7"]


@pytest.fixture(scope="module")
def run(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The folder of a finished small demo on SQLite, and what it printed."""
    folder = tmp_path_factory.mktemp("demo") / "office"
    with redirect_stdout(StringIO()) as shown:
        assert cli.run([*MINUTE, "--folder", str(folder)]) == 0
    return folder, shown.getvalue()


@pytest.fixture
def finished(run: tuple[Path, str]) -> Path:
    return run[0]


@pytest.fixture
def database(finished: Path) -> Iterator[Database]:
    with Database.open(BookAddress.parse(str(finished / place.BOOK))) as opened:
        yield opened


def test_both_databases_end_in_the_same_record_and_the_same_facts(
    finished: Path, database: Database, postgresql_url: str, tmp_path: Path
) -> None:
    folder = tmp_path / "office"

    assert cli.run([*MINUTE, "--folder", str(folder), "--database", postgresql_url]) == 0

    with Database.open(BookAddress.parse(postgresql_url)) as other:
        assert digest(other) == digest(database)
        assert _record(other) == _record(database)


def test_the_end_shows_the_figures_beside_those_to_reach(run: tuple[Path, str]) -> None:
    folder, shown = run

    compared = re.findall(r"^  201[56]  .* (\S+)$", shown, re.MULTILINE)
    assert compared == ["equal"] * 16
    assert "plan terms, units and people are invented" in shown
    assert "slides of the Chengdu office" in shown
    assert f"HUZHU_BOOK={folder / place.BOOK} huzhu report balance-sheet" in shown


def test_assets_are_liabilities_and_net_assets_at_every_month_end(database: Database) -> None:
    month = "2014-12"
    while month <= "2017-01":
        with facts_of(database, month_end(month)) as facts:
            sheet = balance_sheet(facts)  # asserts that it balances
        assert sheet.rows
        month = next_month(month)


def test_the_balance_sheet_at_the_first_year_end_shows_the_short_remittance(
    database: Database,
) -> None:
    with facts_of(database, date(2015, 12, 31)) as facts:
        rows = {str(row.cells["row"]): row.cells["closing"] for row in balance_sheet(facts).rows}

    assert rows["receivables"] in (9_000, 6_000)


def test_every_kind_of_refusal_is_met_on_the_way(finished: Path) -> None:
    log = (finished / place.LOG).read_text(encoding="utf-8")

    assert "[claim.inside_waiting_period]" in log
    assert "[claim.not_covered]" in log
    assert "[claim.filed_twice]" in log
    assert "refused [file.rows_refused]" in log
    assert "--ground below_deductible" in log


def test_payments_bounce_and_are_paid_again(database: Database) -> None:
    query = (
        "select claim, count(*) from claim_step where step in ('failed', 'returned', 'paid') "
        "group by claim having count(*) > 1"
    )
    with database.reading() as connection:
        again = connection.execute(text(query)).all()
        latest = connection.execute(
            text(
                "select step, count(*) from claim_step as s where position = "
                "(select max(position) from claim_step as t where t.claim = s.claim) group by step"
            )
        ).all()

    assert len(again) == 4
    assert {step for step, _ in latest} == {"paid", "rejected"}


def test_the_log_holds_every_command_and_nobodys_details(finished: Path) -> None:
    log = (finished / place.LOG).read_text(encoding="utf-8")

    assert log.count("$ huzhu ") > 300
    assert "测试" not in log
    assert re.search(r"99\d{16}", log) is None


def test_a_second_run_says_what_is_there_and_changes_nothing(
    finished: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    before = _bytes(finished)

    assert cli.run([*MINUTE, "--folder", str(finished)]) == 0

    assert "holds an earlier demo: scale 1/500, seed 7" in capsys.readouterr().out
    assert _bytes(finished) == before


def test_a_demo_that_was_cut_off_is_not_taken_for_done(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    place.mark(tmp_path, {"scale": "1/500", "seed": 7, "book": "book.db", "finished": False})

    assert cli.run([*MINUTE, "--folder", str(tmp_path)]) == 3

    assert "not complete; --fresh begins again" in capsys.readouterr().out


def test_a_folder_with_other_things_is_refused(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    (tmp_path / "thesis.txt").write_text("mine", encoding="utf-8")

    assert cli.run([*MINUTE, "--folder", str(tmp_path)]) == 3

    assert capsys.readouterr().err == (
        f"refused [demo.folder_in_use]: folder {tmp_path} holds other things; "
        "name an empty or new one with --folder\n"
    )
    assert [path.name for path in tmp_path.iterdir()] == ["thesis.txt"]


def test_a_fresh_start_removes_only_what_a_demo_made(tmp_path: Path) -> None:
    place.mark(tmp_path, {"scale": "1"})
    (tmp_path / "rosters").mkdir()
    (tmp_path / "rosters" / "roster.csv").write_text("old", encoding="utf-8")
    (tmp_path / place.BOOK).write_text("old", encoding="utf-8")
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")

    place.clear(tmp_path)

    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]


@pytest.mark.parametrize("scale", ["0", "-1", "2", "much", "1/0", "0.0001"])
def test_a_scale_out_of_range_is_a_usage_error(
    scale: str, tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert cli.run(["demo", f"--scale={scale}", "--folder", str(tmp_path / "x")]) == 2

    assert not (tmp_path / "x").exists()


def test_the_marker_says_what_the_folder_holds(finished: Path) -> None:
    facts = json.loads((finished / place.MARKER).read_text(encoding="utf-8"))

    assert facts["scale"] == "1/500"
    assert facts["seed"] == 7
    assert facts["finished"] is True
    assert facts["events"] > 5_000


def _record(database: Database) -> str:
    total = sha256()
    with database.reading() as connection:
        rows = connection.execute(text("select position, state from event order by position"))
        for position, state in rows:
            total.update(f"{position} ".encode() + bytes(state) + b"\n")
    return total.hexdigest()


def _bytes(folder: Path) -> dict[str, int]:
    return {
        p.name: p.stat().st_mtime_ns for p in folder.rglob("*") if not p.name.startswith(place.BOOK)
    }
