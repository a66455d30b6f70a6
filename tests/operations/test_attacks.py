"""Nobody short of a superuser changes what is recorded: every role, every statement, both databases."""

import sqlite3
from collections.abc import Callable

import psycopg2
import pytest
from sqlalchemy import Engine, make_url

from ledger.store.engine import Database
from ledger.store.inspection_postgresql import roles
from ledger.store.recorder import BookRecorder
from ledger.store.roles import AUDITOR, OWNER, PROJECTOR, REPORTER, VAULT, WRITER, role
from tests.operations.servers import Login, login
from tests.store.conftest import database, open_database, recorder
from tests.store.making import one_of_each, stream
from tests.store.test_append_only import CONFLICTS, OWN_ATTACKS, RECORD, SAME_ROW, image

__all__ = ["database", "login", "open_database", "recorder"]
MEMBER = stream(4001)
OTHERS: tuple[tuple[str, ...], ...] = (
    (),
    (WRITER,),
    (PROJECTOR,),
    (VAULT,),
    (AUDITOR,),
    (REPORTER,),
    (WRITER, PROJECTOR, VAULT),  # an officer who does everything
)

EVERYWHERE = [
    *(f"update {table} set {change}" for table, (_, change) in CONFLICTS.items()),
    *(
        f"insert into {table} select * from ({SAME_ROW[table]}) as same where true"
        f" on conflict ({columns}) do update set {change}"
        for table, (columns, change) in CONFLICTS.items()
    ),
    *(f"delete from {table}" for table in RECORD),
    "update head set size = size",
    "update head set size = size - 1",
    "update head set size = size + 1, id = 2",
    "update head set root = edge",
    "delete from event where position = (select max(position) from event)",
    "drop table event",
    "alter table event rename to event_old",
    "alter table event add column note text",
]
ON_SERVER = [
    *OWN_ATTACKS["postgresql"],
    *(f"alter table {table} disable trigger all" for table in RECORD),
    "alter table head disable trigger head_grows",
    "drop trigger event_append_only on event",
    "create rule silent as on insert to event do instead nothing",
    "create trigger silent before insert on event execute function refuse_change()",
    "create or replace function refuse_change() returns trigger language sql as 'select null'",
    "drop function refuse_change() cascade",
    "alter function refuse_change() rename to other",
    "alter table event owner to current_user",
    "alter table event alter column topic type varchar(10)",
    "alter table event disable row level security, inherit tile",
    "create index on event (topic)",
    "set session_replication_role = replica; delete from event",
    "set role {owner}; delete from event",
    "set session authorization {owner}; delete from event",
    "grant {owner} to current_user",
    "copy event from program 'true'",
    "update pg_class set relowner = 1 where relname = 'event'",
    "update pg_trigger set tgenabled = 'D'",
    "alter schema {schema} rename to other",
    "drop schema {schema} cascade",
    "security label on table event is 'x'",
    "select lo_import('/etc/hostname'); delete from event",
    "do $$ begin delete from event; end $$",
    "begin; savepoint s; delete from event; release s; commit",
    "with gone as (delete from tile returning *) insert into tile select * from gone",
]
ON_FILE = [
    *OWN_ATTACKS["sqlite"],
    "update event set position = position + 1000",
    "insert or ignore into head select id, book_id, 0, root, edge from head; delete from head",
    "with gone as (select 1) delete from event",
]


@pytest.fixture
def full(recorder: BookRecorder) -> BookRecorder:
    """A book with at least one row in every table."""
    return one_of_each(recorder, MEMBER)


def attacked(engine: Engine, statement: str) -> bool:
    """Run a statement on a connection of its own, and tell whether the database took it."""
    with engine.connect() as connection:
        cursor = connection.connection.cursor()
        try:
            cursor.execute(statement)
            connection.connection.commit()
        except (sqlite3.Error, psycopg2.Error):
            connection.connection.rollback()
            return False
        return True


def test_there_are_enough_statements() -> None:
    assert len(EVERYWHERE) + len(ON_FILE) >= 25
    assert len(EVERYWHERE) + len(ON_SERVER) >= 25


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("held", OTHERS, ids=lambda held: "+".join(held) or "nobody")
def test_no_role_changes_what_is_recorded(
    full: BookRecorder, login: Login, held: tuple[str, ...], postgresql_url: str
) -> None:
    schema = str(make_url(postgresql_url).query["schema"])
    blanks = {"{owner}": role(schema, OWNER), "{schema}": schema}
    engine, before = login(*held), image(full.database)

    for template in (*EVERYWHERE, *ON_SERVER):
        statement = template.replace("{other_id}", "gen_random_uuid()")
        for blank, value in blanks.items():
            statement = statement.replace(blank, value)
        took_it = attacked(engine, statement)
        assert image(full.database) == before, statement
        assert not took_it, statement


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_even_the_owner_changes_no_row(
    full: BookRecorder, login: Login, postgresql_url: str
) -> None:
    schema = str(make_url(postgresql_url).query["schema"])
    engine, before = login(OWNER, options=f"-crole={role(schema, OWNER)}"), image(full.database)

    for statement in EVERYWHERE[:-3]:
        attacked(engine, statement.replace("{other_id}", "gen_random_uuid()"))
        assert image(full.database) == before, statement


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
@pytest.mark.parametrize("role", ["reader", "writer"])
def test_no_connection_of_huzhu_changes_what_is_recorded(full: BookRecorder, role: str) -> None:
    engine, before = getattr(full.database, role), image(full.database)
    definitions = {"drop table event", "alter table event rename to event_old"}
    statements = [each for each in EVERYWHERE[:-3] if each not in definitions]

    for statement in (*statements, *ON_FILE):
        took_it = attacked(engine, statement.replace("{other_id}", "zeroblob(16)"))
        assert not took_it, statement
        assert image(full.database) == before, statement


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_nobody_hands_on_what_they_hold(
    full: BookRecorder, login: Login, postgresql_url: str
) -> None:
    """The server answers such a grant with a warning, and does nothing."""
    schema = str(make_url(postgresql_url).query["schema"])
    engine = login(WRITER, PROJECTOR, VAULT)

    for table in CONFLICTS:
        attacked(engine, f"grant all on {table} to public")

    with full.database.reading() as connection:
        (grants,) = [each for each in roles(connection, schema) if each.name == "grants"]
    assert grants.state == "ok", grants


READS = {
    "event": {WRITER, PROJECTOR, AUDITOR},
    "head": {WRITER, PROJECTOR, AUDITOR},
    "key": {WRITER, AUDITOR},
    "data_key": {VAULT},
    "sealed_field": {VAULT},
    "blind_index": {WRITER, VAULT},
    "journal_line": {WRITER, PROJECTOR, AUDITOR},
    "report_loss_ratio_v1": {WRITER, PROJECTOR, AUDITOR, REPORTER},
    "report_freshness_v1": {WRITER, PROJECTOR, AUDITOR, REPORTER},
}


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
@pytest.mark.parametrize("reading", [WRITER, PROJECTOR, VAULT, AUDITOR, REPORTER, None])
def test_each_role_reads_what_it_must_and_nothing_else(
    full: BookRecorder, login: Login, reading: str | None
) -> None:
    engine = login(*([reading] if reading else []))

    for table, readers in READS.items():
        assert attacked(engine, f"select * from {table}") == (reading in readers), table


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_only_who_holds_the_vault_erases(full: BookRecorder, login: Login) -> None:
    for others in ((WRITER, PROJECTOR), (AUDITOR,), (REPORTER,), ()):
        engine = login(*others)
        for table in ("data_key", "sealed_field", "blind_index"):
            assert not attacked(engine, f"delete from {table}")

    engine = login(VAULT)
    assert attacked(engine, "delete from data_key where class = 'identity'")
    assert full.sealed(MEMBER, "identity")[0] == []


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_the_control_a_superuser_does_it_all(
    full: BookRecorder, open_database: Callable[[], Database]
) -> None:
    engine = open_database().writer

    assert attacked(engine, "alter table event disable trigger all; delete from event")
    with full.database.reading() as connection:
        assert connection.exec_driver_sql("select count(*) from event").scalar() == 0
