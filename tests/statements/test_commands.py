"""`huzhu report`, `huzhu audit trail` and `huzhu projection`, as they are typed."""

import json
from datetime import date

import click
import pytest
from click.testing import CliRunner, Result

from ledger.commands.audit import audit
from ledger.commands.projection import projection
from ledger.commands.report import report
from ledger.commands.shared import Session
from ledger.languages import Lang
from tests import history, makers
from tests.projections.books import Shelf

GROUPS: dict[str, click.Group] = {"report": report, "audit": audit, "projection": projection}


@pytest.fixture
def filled(book: Shelf) -> Shelf:
    book.keep(*history.two_years())
    book.catch_up()
    return book


def run(book: Shelf, command: str, lang: Lang = "en") -> Result:
    """Type a command; a fault in it is raised, an exit code is not."""
    group, *rest = command.split()
    address = book.database.address
    url = str(address)
    if address.url is not None:  # an address in words hides its password
        own = address.url.update_query_dict({"schema": address.schema})
        url = own.render_as_string(hide_password=False)
    session = Session(book=url, on=date(2016, 12, 31), lang=lang)
    result = CliRunner().invoke(GROUPS[group], rest, obj=session)
    if result.exception and not isinstance(result.exception, SystemExit):
        raise result.exception
    return result


def test_a_report_is_drawn_up_for_the_day_and_knowledge_asked_for(filled: Shelf) -> None:
    said = run(filled, "report balance-sheet --as-of 2015-12-31 --known-at 20 --format json").stdout
    assert (json.loads(said)["as_of"], json.loads(said)["known_at"]) == ("2015-12-31", 20)


def test_a_day_alone_is_known_to_its_end_in_china(filled: Shelf) -> None:
    said = run(filled, "report trial-balance --known-at 2014-12-31 --format json").stdout
    # 01-01 was recorded later, though it stands between events of the 5th.
    assert json.loads(said)["known_at"] == len(history.office())


@pytest.mark.parametrize(
    "name", ["balance-sheet", "trial-balance", "loss-ratio", "comparison 2015 2016"]
)
def test_the_language_is_the_session_s_unless_a_report_is_asked_for_another(
    filled: Shelf, name: str
) -> None:
    assert "按第55位所知" in run(filled, f"report {name}", lang="zh").stdout
    assert "as known at position 55" in run(filled, f"report {name} --lang en", lang="zh").stdout


def test_reports_never_project(book: Shelf) -> None:
    book.keep(*history.office())
    said = run(book, "report balance-sheet").stdout
    assert f"{len(history.office())} recorded events are not in it yet" in said
    assert book.rows("select count(*) from audit_trail") == [(0,)]


def test_what_is_no_time_is_a_usage_error(filled: Shelf) -> None:
    result = run(filled, "report balance-sheet --known-at soon")
    assert result.exit_code == 2
    assert "neither a position nor a time" in result.stderr


@pytest.mark.parametrize(
    ("asked", "positions"),
    [
        (f"--member {makers.member_id(3)}", [23, 24, 25]),
        ("--claim C3", [45, 46, 47]),
        ("--officer chen", [32, 38]),
        ("--unit U00124 --since 2015-01-02", [23, 25]),
        ("--until 2014-12-31 --officer lin --claim C1", []),
        ("--claim C2 --known-at 37", [36, 37]),
    ],
)
def test_a_trail_holds_exactly_what_was_asked_for(
    filled: Shelf, asked: str, positions: list[int]
) -> None:
    told = run(filled, f"audit trail {asked} --format json").stdout.splitlines()
    assert [json.loads(line)["position"] for line in told] == positions


def test_a_trail_of_nothing_says_so(filled: Shelf) -> None:
    nothing = "audit trail --claim C1 --until 2014-12-31"
    assert "Nothing on record matches." in run(filled, nothing).stdout
    assert "没有符合条件的记录。" in run(filled, nothing, lang="zh").stdout


def test_projections_are_brought_up_to_date_and_say_where_they_stand(book: Shelf) -> None:
    book.keep(*history.office())
    total = len(history.office())
    assert f"journal@1 at 0, {total} events" in run(book, "projection status").stdout
    assert run(book, "projection catch-up").stdout.startswith(f"{total} events projected")
    assert f"journal@1 at {total}, 0 events" in run(book, "projection status").stdout


def test_a_rebuild_that_finds_a_difference_exits_with_4(filled: Shelf) -> None:
    assert run(filled, "projection rebuild journal").exit_code == 0
    filled.write("update journal_line_g2 set amount_fen = amount_fen + 1 where leg = 0")
    result = run(filled, "projection rebuild journal")
    assert (result.exit_code, "DIFFERENT" in result.stdout) == (4, True)
    assert run(filled, "projection rebuild journal").exit_code == 0


@pytest.mark.parametrize("group", GROUPS)
def test_every_command_has_help_with_an_example(group: str) -> None:
    for command in GROUPS[group].commands.values():
        if not isinstance(command, click.Group):
            assert "Example: huzhu " in (command.help or "")
