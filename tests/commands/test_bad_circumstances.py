"""Books, officers and usage: what is wrong around a command is said before anything is done."""

import getpass
import os
import sqlite3
from contextlib import closing
from datetime import UTC, date, datetime
from pathlib import Path
from typing import NoReturn

import pytest

from ledger.aggregates import Office
from ledger.entropy import SeededEntropy
from tests.commands.office import ROSTER, SmallOffice, roster_import, roster_row, typed


def test_a_missing_book_is_refused(tmp_path: Path) -> None:
    answer = typed(["--book", str(tmp_path / "没有.db"), "--as", "lin", "plan", "list"], {})
    assert answer.code == 3
    assert "[book.missing]" in answer.err
    assert not list(tmp_path.iterdir())


@pytest.mark.parametrize("content", [b"", b"PK\x03\x04", "不是账套".encode(), b"SQLite format 3\0"])
def test_a_file_that_is_no_book_is_refused_and_left_as_it_was(
    tmp_path: Path, content: bytes
) -> None:
    path = tmp_path / "book.db"
    path.write_bytes(content)
    answer = typed(["--book", str(path), "--as", "lin", "plan", "list"], {})
    assert answer.code == 3, answer
    assert "[book.not_a_book]" in answer.err
    assert path.read_bytes() == content
    assert list(tmp_path.iterdir()) == [path]


def test_a_database_of_something_else_is_refused_and_left_as_it_was(tmp_path: Path) -> None:
    path = tmp_path / "book.db"
    with sqlite3.connect(path) as other:
        other.execute("create table unit (code text)")
    other.close()
    before = path.read_bytes()
    for words in (["plan", "list"], ["init", "--code", "X", "--name", "X", "--manager", "lin"]):
        answer = typed(["--book", str(path), "--as", "lin", *words], {})
        assert answer.code == 3, answer
        assert "[book." in answer.err
    assert path.read_bytes() == before


def test_a_book_is_begun_once(begun: SmallOffice) -> None:
    naming = ("--code", "CD", "--name", "成都办事处", "--manager", "lin")
    begun.refuses("book.exists", "lin", "init", *naming)


def test_a_book_of_a_newer_release_is_refused(begun: SmallOffice) -> None:
    with sqlite3.connect(begun.book) as database:
        database.execute("update alembic_version set version_num = '9999'")
    database.close()
    answer = begun.run("lin", "plan", "list")
    assert answer.code == 3
    assert "[book.schema_newer]" in answer.err
    assert "9999" in answer.err


def test_a_book_whose_keys_are_gone_takes_in_nobody(ready: SmallOffice) -> None:
    ready.keys.unlink()
    path = ready.file("名册.csv", ROSTER, [roster_row(0, 0)])
    ready.refuses("vault.keys", "en", *roster_import(ready, path))


def test_an_address_that_is_none_is_refused_without_its_password() -> None:
    answer = typed(["--book", "mysql://lin:geheim@host/db", "--as", "lin", "plan", "list"], {})
    assert answer.code == 3
    assert "[book.address]" in answer.err
    assert "geheim" not in answer.err


def test_a_file_that_is_no_book_is_refused_as_such_and_left_as_it_is(tmp_path: Path) -> None:
    entropy = SeededEntropy(1, datetime(2014, 12, 31, 2, tzinfo=UTC))
    naming = ("--code", "CD", "--name", "成都办事处", "--manager", "lin")
    strange, text = tmp_path / "other.db", tmp_path / "text.db"
    with closing(sqlite3.connect(strange)) as connection:
        connection.execute("create table note (words text)")
    text.write_text("no database")
    for path in (strange, text):
        before = path.read_bytes()
        answer = SmallOffice(str(path), tmp_path, entropy).run("lin", "init", *naming)
        assert (answer.code, "[book.not_a_book]" in answer.err) == (3, True), answer
        assert path.read_bytes() == before


def test_a_new_book_is_its_owners_alone(tmp_path: Path) -> None:
    before = os.umask(0o022)
    try:
        office = real_office(tmp_path)
    finally:
        os.umask(before)
    assert Path(office.book).stat().st_mode & 0o777 == 0o600


def test_an_unknown_officer_is_refused(ready: SmallOffice) -> None:
    said = ready.refuses(
        "office.officer_unknown", "nobody", "unit", "register", "U9", "--name", "某单位"
    )
    assert "nobody" in said


def test_a_dismissed_officer_is_refused(ready: SmallOffice) -> None:
    ready.do("lin", "office", "dismiss", "en", "--reason", "调离")
    ready.refuses("office.officer_unknown", "en", "unit", "register", "U9", "--name", "某单位")


def test_what_counts_is_what_an_officer_may_do_when_an_act_is_recorded(ready: SmallOffice) -> None:
    """Its day may lie before the appointment; after a dismissal none helps."""
    register = ("unit", "register")
    ready.do("lin", "office", "appoint", "new", "--role", "enrolment", on="2014-12-30")
    ready.do("new", *register, "U8", "--name", "某单位", on="2014-12-29")

    registered = ready.events()[-1]
    assert registered.recorded_by == "new"
    assert (registered.effective_on, registered.timestamp.date()) == (
        date(2014, 12, 29),
        ready.entropy.now().date(),
    )

    ready.do("lin", "office", "dismiss", "new", "--reason", "调离", on="2014-12-31")
    with ready.untouched():
        refused = ready.run("new", *register, "U9", "--name", "某单位", on="2014-12-30")
    assert "[office.officer_unknown]" in refused.err


def test_an_officer_under_anothers_login_is_refused(tmp_path: Path) -> None:
    entropy = SeededEntropy(1, datetime(2014, 12, 31, 2, tzinfo=UTC))
    real = SmallOffice(str(tmp_path / "book.db"), tmp_path, entropy)
    real.do("lin", "init", "--code", "CD", "--name", "成都办事处", "--manager", "lin")
    real.do("lin", "office", "appoint", "chen", "--role", "enrolment", "--login", "os:chen")
    said = real.refuses(
        "office.login_not_theirs", "chen", "unit", "register", "U1", "--name", "某单位"
    )
    assert f"os:{getpass.getuser()}" in said


def real_office(folder: Path) -> SmallOffice:
    """A book that is no practice book: its manager acts under the login of this process."""
    entropy = SeededEntropy(1, datetime(2014, 12, 31, 2, tzinfo=UTC))
    office = SmallOffice(str(folder / "book.db"), folder, entropy)
    office.do("lin", "init", "--code", "CD", "--name", "成都办事处", "--manager", "lin")
    return office


def test_who_is_appointed_again_without_a_login_keeps_theirs(tmp_path: Path) -> None:
    real = real_office(tmp_path)
    real.do("lin", "office", "appoint", "lin", "--role", "manager", "--role", "enrolment")
    real.do("lin", "unit", "register", "U1", "--name", "某单位")


def test_the_only_manager_does_not_lock_the_office_out(tmp_path: Path) -> None:
    real = real_office(tmp_path)
    words = ("office", "appoint", "lin", "--role", "manager", "--login", "os:nobody-here")
    said = real.refuses("office.last_login", "lin", *words)
    assert f"os:{getpass.getuser()}" in said
    real.do("lin", *words, "--login", f"os:{getpass.getuser()}")
    real.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")


def test_a_missing_role_is_refused_by_its_name(ready: SmallOffice) -> None:
    said = ready.refuses("office.role_missing", "ca", "unit", "register", "U9", "--name", "某单位")
    assert "enrolment" in said


def test_a_closed_month_takes_no_accrual(ready: SmallOffice) -> None:
    for step in ("accrue", "soft-close", "close"):
        ready.do("fi", "period", step, "2014-12")
    ready.refuses("period.month_closed", "fi", "period", "accrue", "2014-12")


@pytest.mark.parametrize(
    "words",
    [
        ["report", "balance-sheet", "--as-of", "2015-02-30"],
        ["--on", "gestern", "plan", "list"],
        ["contribution", "receive", "--receipt", "R", "--fund", "MED", "--amount", "1.234",
         "--bank-account", "B1"],
        ["contribution", "receive", "--receipt", "R", "--fund", "MED", "--amount", "-5",
         "--bank-account", "B1"],
        ["contribution", "receive", "--receipt", "R", "--fund", "MED", "--amount", "5",
         "--bank-account", "B1", "--unit", "U000"],
        ["period", "accrue", "2015-13"],
        ["report", "comparison", "2015"],
        ["roster", "import", "x.csv", "--period", "20x5", "--consent", "x.csv"],
        ["claim", "assess"],
        ["claim", "assess", "C1", "--where", "stage=filed"],
        ["claim", "assess", "--where", "colour=red"],
        ["claim", "asess"],
        ["--command-id", "7", "plan", "list"],
        ["take-over", "--document", "x"],
    ],
    ids=" ".join,
)  # fmt: skip
def test_wrong_usage_ends_with_2_and_says_what_is_right(
    ready: SmallOffice, words: list[str]
) -> None:
    with ready.untouched():
        answer = typed(["--book", ready.book, "--as", "en", *words], ready.surroundings)
    assert answer.code == 2, answer
    assert "Error: " in answer.err
    assert not answer.out


def test_a_command_without_a_book_or_an_officer_says_how_to_name_it(ready: SmallOffice) -> None:
    nothing = typed(["plan", "list"], {})
    assert nothing.code == 2
    assert "HUZHU_BOOK" in nothing.err
    nobody = typed(["--book", ready.book, "period", "accrue", "2015-01"], {})
    assert nobody.code == 2
    assert "HUZHU_OFFICER" in nobody.err


def test_a_report_known_at_a_position_that_is_not_there_yet_is_refused(
    ready: SmallOffice,
) -> None:
    report = ("report", "trial-balance", "--known-at")
    err = ready.refuses("record.position_ahead", "lin", *report, "999999")
    assert f"the record reaches position {ready.head()}" in err
    assert f"position {ready.head()}" in ready.do("lin", *report, ready.head())


def test_a_fault_leaves_a_report_without_anybodys_details(
    ready: SmallOffice, monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    def stumble(*_: object) -> NoReturn:
        details = "990101198001010016 测试甲"
        raise ValueError(details)

    monkeypatch.setattr(Office, "resolve", stumble)
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    words = ("office", "resolve", "R2", "--title", "某事", "--body", "管委会")
    with ready.untouched():
        answer = ready.run("lin", *words)
    assert answer.code == 1
    assert "Traceback" not in answer.err + answer.out
    assert "a fault in huzhu" in answer.err
    reports = list(tmp_path.glob("huzhu-fault-*.txt"))
    assert len(reports) == 1
    assert str(reports[0]) in answer.err
    report = reports[0].read_text("utf-8")
    assert "office.py" in report
    assert "ValueError" in report
    for details in ("990101198001010016", "测试甲", "某事"):
        assert details not in report + answer.err


@pytest.mark.parametrize("said", ["two", "-1", "1.5"])
def test_a_number_of_helping_processes_that_is_none_is_a_mistake_of_usage(
    begun: SmallOffice, said: str
) -> None:
    line = begun.line("lin", "plan", "list")
    answer = typed(line, begun.surroundings | {"HUZHU_WORKERS": said})
    assert answer.code == 2
    assert "HUZHU_WORKERS is the number of processes that help" in answer.err
