"""`huzhu doctor` says what is not as it must be. Each check is shown to catch what was planted."""

import json
import re
import sqlite3
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from sqlalchemy import Connection, make_url

from ledger.store import engine, inspection_postgresql
from ledger.store.inspection import clock
from ledger.store.roles import AUDITOR, OWNER, REPORTER, WRITER, role
from ledger.store.schema import REVISION
from ledger.store.shredding import journal_beside
from tests.commands.office import SmallOffice
from tests.operations.servers import Login, login
from tests.privacy.offices import erase, pseudonym

__all__ = ["login"]
NOW = datetime(2015, 1, 5, 2, tzinfo=UTC)


SILENT = """
create or replace function refuse_change() returns trigger language plpgsql as $$
begin return null; end $$
"""
# The same name, and fewer occasions.
WEAKER = """
drop trigger event_append_only on event;
create trigger event_append_only before update on event
for each statement execute function refuse_change();
alter table event enable always trigger event_append_only
"""


def examined(office: SmallOffice) -> tuple[int, dict[str, tuple[str, str, str]]]:
    """Ask the doctor; return the exit code, and by name: state, what was found, remedy."""
    answer = office.run("x", "doctor", "--format", "json")
    assert answer.code in (0, 3), answer
    found = json.loads(answer.out)
    told_in_chinese(office)
    return answer.code, {f["name"]: (f["state"], f["found"], f["remedy"]) for f in found}


# What stays as it is in Chinese: commands, settings, names in the database, times, codes.
KEPT = re.compile(
    r"`[^`]*`|docs/backup\.md|pg_checksums|alter (role|table) … [a-z_ =']+[\w' ]*|revoke [\w$]+"
    r"|chmod go-[rw]|[A-Z]+ on [\w.]+ by \w+|/\S+"
)


def told_in_chinese(office: SmallOffice) -> None:
    """Hold that all that the doctor tells an officer is Chinese, where Chinese is spoken."""
    lines = office.run("x", "doctor", lang="zh").out.splitlines()
    assert lines
    for line in lines:
        assert re.search("[\u4e00-\u9fff]", line), line
        assert not re.search(r"[A-Za-z]{2,} [a-z]{2,}", KEPT.sub("", line)), line
        assert not re.search("[\u4e00-\u9fff][,;:]|[,;:] ?[\u4e00-\u9fff]", line), line


def expect(office: SmallOffice, name: str, state: str, said: str = "") -> None:
    """Hold that the doctor finds one thing in a state, says what it is, and how it is mended."""
    code, found = examined(office)
    assert found[name][0] == state, found
    assert said in found[name][1], found[name]
    assert found[name][2], "a remedy"
    assert code == (3 if state == "refused" else 0), found


def plant(office: SmallOffice, *statements: str) -> None:
    """Change a book's file as somebody with their own program would."""
    connection = sqlite3.connect(office.book, isolation_level=None)
    for statement in statements:
        connection.execute(statement)
    connection.close()


def on_the_server(office: SmallOffice, *statements: str) -> str:
    """Change a book on the server as its superuser could; return its schema."""
    with office.database() as database, database.writing() as connection:
        for statement in statements:
            connection.exec_driver_sql(statement)
        return database.address.schema


def test_a_sound_book_is_found_sound(anywhere: SmallOffice) -> None:
    code, found = examined(anywhere)

    assert code == 0
    wrong = {name: each for name, each in found.items() if each[0] != "ok"}
    # A demonstration's keys are public, and the user of the tests' server is a superuser.
    assert wrong.keys() <= {
        "key file",
        "this login",
        "data checksums",
        "book file",
        "server's clock",
    }
    assert found["schema"][1] == f"{REVISION}, this huzhu knows {REVISION}"


def test_the_table_is_for_reading_in_both_languages(in_file: SmallOffice) -> None:
    english, chinese = (in_file.run("x", "doctor", lang=lang) for lang in ("en", "zh"))

    assert english.code == chinese.code == 0
    lines = english.out.splitlines()
    assert any(line.startswith("OK") and "journal mode" in line for line in lines)
    assert "正常" in chinese.out


# --- files and clock ----------------------------------------------------------------------------


def private(office: SmallOffice) -> None:
    """Make an office's keys those of a book that is no demonstration."""
    text = office.keys.read_text().replace('"demo": true', '"demo": false')
    office.keys.write_text(text)


def test_a_key_file_that_others_read_is_refused(in_file: SmallOffice) -> None:
    private(in_file)
    in_file.keys.chmod(0o640)

    expect(in_file, "key file", "refused", "mode 640")


def test_a_folder_of_keys_that_anyone_may_write_to_is_refused(in_file: SmallOffice) -> None:
    in_file.folder.chmod(0o777)

    expect(in_file, "key folder", "refused", "mode 777")


def test_a_key_file_that_holds_no_keys_is_refused(in_file: SmallOffice) -> None:
    in_file.keys.write_text("{}")

    in_file.keys.chmod(0o600)

    expect(in_file, "key file", "refused", "is not a key file")
    assert "bring back a copy" in examined(in_file)[1]["key file"][2]


def test_a_demonstrations_keys_are_a_warning_and_private_ones_are_sound(
    in_file: SmallOffice,
) -> None:
    expect(in_file, "key file", "warning", "protect nobody")

    private(in_file)
    in_file.keys.chmod(0o600)

    assert examined(in_file)[1]["key file"][:2] == ("ok", "mode 600")


def test_missing_keys_are_a_warning(in_file: SmallOffice) -> None:
    in_file.keys.unlink()

    expect(in_file, "key file", "warning", "missing")


def test_a_journal_that_others_read_is_refused(in_file: SmallOffice) -> None:
    erase(in_file, pseudonym(in_file))
    journal_beside(in_file.keys).chmod(0o644)

    expect(in_file, "journal of erasures", "refused", "mode 644")


def test_a_journal_that_was_lost_is_refused(in_file: SmallOffice) -> None:
    erase(in_file, pseudonym(in_file))
    journal_beside(in_file.keys).unlink()

    expect(in_file, "content of the journal", "refused", "missing, though data were erased")


def test_a_journal_that_was_never_begun_is_a_warning(in_file: SmallOffice) -> None:
    journal_beside(in_file.keys).unlink()

    expect(in_file, "content of the journal", "warning", "nothing was erased yet")


def test_a_journal_with_a_strange_line_is_refused(in_file: SmallOffice) -> None:
    with journal_beside(in_file.keys).open("a") as journal:
        journal.write("x\n")

    expect(in_file, "content of the journal", "refused", "line 2 is not one of its lines")


def test_a_book_file_that_others_may_write_is_a_warning(in_file: SmallOffice) -> None:
    Path(in_file.book).chmod(0o666)

    expect(in_file, "book file", "warning", "mode 666")


@pytest.mark.parametrize("mode", [0o640, 0o604])
def test_a_book_file_that_others_may_read_is_a_warning(in_file: SmallOffice, mode: int) -> None:
    Path(in_file.book).chmod(mode)

    expect(in_file, "book file", "warning", f"mode {mode:o}")
    Path(in_file.book).chmod(0o600)
    assert examined(in_file)[1]["book file"] == ("ok", "mode 600", "")


def test_a_clock_behind_the_last_event_is_refused(in_file: SmallOffice) -> None:
    in_file.at(2016, 1, 1)
    in_file.do("lin", "office", "appoint", "new", "--role", "auditor")
    in_file.entropy._now = NOW

    expect(in_file, "clock", "refused", "last event 2016-01-01T02:00:00Z")


@pytest.mark.parametrize(("seconds", "state"), [(5, "ok"), (6, "warning"), (-6, "warning")])
def test_two_clocks_that_differ_are_a_warning(seconds: int, state: str) -> None:
    (found,) = clock(NOW, None, NOW + timedelta(seconds=seconds))

    assert (found.state, found.found) == (state, f"{abs(seconds)} s apart")


# --- the schema and the projections -------------------------------------------------------------


def test_an_older_schema_is_refused_and_not_looked_into(in_file: SmallOffice) -> None:
    plant(in_file, "update alembic_version set version_num = '0003'")

    expect(in_file, "schema", "refused", f"0003, this huzhu knows {REVISION}")
    found = examined(in_file)[1]
    assert "triggers" not in found
    assert "`huzhu restore` brings the copy" in found["schema"][2]


def test_a_newer_schema_asks_for_a_newer_huzhu(in_file: SmallOffice) -> None:
    plant(in_file, "update alembic_version set version_num = '9999'")

    expect(in_file, "schema", "refused", "9999")
    assert "upgrade huzhu" in examined(in_file)[1]["schema"][2]


def test_what_is_no_book_is_refused(in_file: SmallOffice) -> None:
    Path(in_file.book).write_text("no database")

    answer = in_file.run("x", "doctor")

    assert (answer.code, "[book.not_a_book]" in answer.err) == (3, True)


def test_projections_that_lag_are_a_warning(anywhere: SmallOffice) -> None:
    statement = "update projection set position = position - 2 where name = 'coverage'"
    if anywhere.book.endswith(".db"):
        plant(anywhere, statement)
    else:
        on_the_server(anywhere, statement)

    expect(anywhere, "projection coverage", "warning", "2 events behind")


def test_an_event_in_quarantine_is_refused(in_file: SmallOffice) -> None:
    plant(
        in_file,
        "insert into quarantine select name, generation, 1, 'x', 'y' from projection"
        " where name = 'coverage'",
    )

    expect(in_file, "projection coverage", "refused", "1 event in quarantine")


# --- SQLite -------------------------------------------------------------------------------------


def test_another_journal_mode_is_refused_and_not_mended_silently(in_file: SmallOffice) -> None:
    plant(in_file, "pragma journal_mode = delete")

    expect(in_file, "journal mode", "refused", "delete")


@pytest.mark.parametrize(
    ("pragma", "weaker", "name", "found"),
    [
        ("synchronous=FULL", "synchronous=NORMAL", "synchronous", "1"),
        ("secure_delete=ON", "secure_delete=OFF", "secure delete", "0"),
    ],
)
def test_a_weaker_setting_is_refused(
    in_file: SmallOffice,
    monkeypatch: pytest.MonkeyPatch,
    pragma: str,
    weaker: str,
    name: str,
    found: str,
) -> None:
    own = engine._WRITER_PRAGMAS
    weak = tuple(each.replace(pragma, weaker) for each in own)
    assert weak != own
    monkeypatch.setattr(engine, "_WRITER_PRAGMAS", weak)

    expect(in_file, name, "refused", found)


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("drop trigger event_no_replace", "event_no_replace"),
        ("drop trigger head_grows", "head_grows"),
        (
            "create trigger quiet before insert on key begin select 1; end",
            "differ: quiet",
        ),
    ],
)
def test_a_trigger_that_is_missing_or_too_many_is_refused(
    in_file: SmallOffice, statement: str, said: str
) -> None:
    plant(in_file, statement)

    expect(in_file, "triggers", "refused", said)


def test_a_trigger_that_says_something_else_under_its_name_is_refused(in_file: SmallOffice) -> None:
    plant(
        in_file,
        "drop trigger event_no_delete",
        "create trigger event_no_delete before delete on event when old.position < 0"
        " begin select raise(abort, 'the record is append-only: delete on event refused'); end",
    )

    expect(in_file, "triggers", "refused", "event_no_delete")


def test_a_table_whose_constraints_were_dropped_is_refused(in_file: SmallOffice) -> None:
    plant(
        in_file,
        "pragma writable_schema = on",
        "update sqlite_master set sql = replace(sql, ' check (id = 1)', '') where name = 'head'",
    )

    expect(in_file, "tables", "refused", "head")


# --- PostgreSQL ---------------------------------------------------------------------------------


@pytest.mark.parametrize("name", ["synchronous_commit"])
def test_a_server_that_answers_before_a_commit_is_safe_is_refused(
    on_server: SmallOffice, postgres_connection: Connection, name: str
) -> None:
    url = make_url(on_server.book).update_query_dict({"options": f"-c{name}=off"})
    weak = SmallOffice(
        url.render_as_string(hide_password=False), on_server.folder, on_server.entropy
    )

    expect(weak, name, "refused", "off")


@pytest.mark.parametrize("name", ["fsync", "full_page_writes"])
def test_a_server_that_could_lose_pages_is_refused(
    on_server: SmallOffice, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    # These belong to the whole server: what the check asks for is planted instead of the answer.
    _, remedy = inspection_postgresql.SETTINGS[name]
    planted = {**inspection_postgresql.SETTINGS, name: ({"off"}, remedy)}
    monkeypatch.setattr(inspection_postgresql, "SETTINGS", planted)

    expect(on_server, name, "refused", "on")


@pytest.mark.parametrize(
    ("statement", "said"),
    [
        ("alter table event disable trigger event_append_only", "event_append_only"),
        ("alter table event enable trigger event_append_only", "event_append_only"),
        ("drop trigger head_grows on head", "head_grows"),
        (SILENT, "command_append_only, data_key_never_updated"),
        (
            "create trigger quiet before insert on key for each row execute function refuse_change()",
            "quiet",
        ),
        (WEAKER, "event_append_only"),
    ],
)
def test_a_trigger_of_the_server_that_differs_is_refused(
    on_server: SmallOffice, statement: str, said: str
) -> None:
    on_the_server(on_server, statement)

    expect(on_server, "triggers", "refused", said)


def test_a_grant_too_many_is_refused(on_server: SmallOffice) -> None:
    for grant, said in (
        ("grant update on event to public", "UPDATE on event by public"),
        ("grant update (topic) on event to public", "UPDATE on event.topic by public"),
        ("grant select on data_key to {auditor}", "SELECT on data_key by"),
    ):
        schema = str(make_url(on_server.book).query["schema"])
        on_the_server(on_server, grant.format(auditor=role(schema, AUDITOR)))
        expect(on_server, "grants", "refused", said)


def test_a_grant_too_few_is_a_warning(on_server: SmallOffice) -> None:
    schema = str(make_url(on_server.book).query["schema"])
    on_the_server(on_server, f"revoke insert on event from {role(schema, WRITER)}")

    expect(on_server, "grants", "warning", "INSERT on event")


def test_an_owner_that_logs_in_is_refused(on_server: SmallOffice) -> None:
    schema = str(make_url(on_server.book).query["schema"])
    on_the_server(on_server, f"alter role {role(schema, OWNER)} login")

    expect(on_server, "roles", "refused", role(schema, OWNER))


def test_a_table_of_another_owner_is_refused(on_server: SmallOffice) -> None:
    on_the_server(on_server, "alter table event owner to current_user")

    expect(on_server, "owner", "refused", "event")


def test_a_login_that_may_act_as_the_owner_is_a_warning(
    on_server: SmallOffice, login: Login
) -> None:
    name = str(login(OWNER).url.username)

    expect(on_server, "logins that may act as owner", "warning", name)


def test_a_reporter_without_a_time_out_is_a_warning(
    on_server: SmallOffice, login: Login, postgres_connection: Connection
) -> None:
    name = str(login(REPORTER).url.username)

    expect(on_server, "time-out of reporters", "warning", name)

    postgres_connection.exec_driver_sql(f"alter role {name} set statement_timeout = '60s'")
    assert examined(on_server)[1]["time-out of reporters"][0] == "ok"


def test_roles_that_are_not_there_are_a_warning(
    on_server: SmallOffice, postgres_connection: Connection
) -> None:
    schema = str(make_url(on_server.book).query["schema"])
    on_the_server(on_server, f"alter role {role(schema, AUDITOR)} rename to {schema}_other")

    expect(on_server, "roles", "warning", "missing: auditor")
