"""The databases themselves refuse to change what is recorded, whoever asks short of their owner."""

import sqlite3
from collections.abc import Callable

import psycopg2
import pytest

from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.store.making import one_of_each, stream

MEMBER = stream(2001)

SAME_ROW = {
    "event": "select position, originator_id, 99, topic, state from event where position = 1",
    "tile": "select level, n, root, hashes from tile",
    "key": "select kind, value, originator_id, 99 from key",
    "command": (
        "select command_id, fingerprint, 'other', first_position, last_position, result,"
        " recorded_at from command"
    ),
    "head": "select id, book_id, size + 1, root, edge from head",
    "data_key": "select member_id, class, epoch, key_id, wrapped from data_key",
    "sealed_field": "select member_id, class, sequence, ciphertext from sealed_field",
    "blind_index": "select kind, digest, originator_id from blind_index",
}
RECORD = ("event", "tile", "key", "command", "head")
VAULT = ("data_key", "sealed_field", "blind_index")
CONFLICTS = {
    "event": ("position", "topic = 'x'"),
    "tile": ("level, n", "n = 7"),
    "key": ("kind, value", "value = 'x'"),
    "command": ("command_id", "name = 'x'"),
    "head": ("id", "size = 0"),
    "data_key": ("member_id, class, epoch", "epoch = 2"),
    "sealed_field": ("member_id, class, sequence", "sequence = 2"),
    "blind_index": ("kind, digest", "kind = 'x'"),
}

REFUSED = "append-only|only grows|never rewritten"

ATTACKS = [
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
    "update head set size = size + 1, book_id = {other_id}",
]
OWN_ATTACKS = {
    "sqlite": [
        *(f"insert or replace into {table} {row}" for table, row in SAME_ROW.items()),
        *(f"replace into {table} {row}" for table, row in SAME_ROW.items()),
        "replace into event select 99, originator_id, originator_version, topic, state from event",
        "update or replace event set position = 1 where position = 2",
        "update or ignore event set topic = 'x'",
    ],
    "postgresql": [
        *(f"truncate {table} cascade" for table in (*RECORD, *VAULT)),
        "merge into event e using tile on true when matched then update set topic = 'x'",
        "merge into event e using tile on true when matched then delete",
        "with gone as (delete from event returning *) select count(*) from gone",
    ],
}


@pytest.fixture
def full(recorder: BookRecorder) -> BookRecorder:
    """A book with at least one row in every table."""
    return one_of_each(recorder, MEMBER)


@pytest.fixture
def attack(full: BookRecorder) -> Callable[[str], None]:
    """Run a statement as an attacker with a connection of the writer's own rights would."""
    database = full.database
    engine = database.writer

    def run(statement: str) -> None:
        other = "zeroblob(16)" if database.dialect == "sqlite" else "gen_random_uuid()"
        with engine.connect() as connection:
            cursor = connection.connection.cursor()
            cursor.execute(statement.replace("{other_id}", other))
            connection.connection.commit()

    return run


def image(database: Database) -> list[list[str]]:
    """Every row of every table."""
    with database.reading() as connection:
        return [
            sorted(repr([_plain(value) for value in row]) for row in rows)
            for rows in (
                connection.exec_driver_sql(f"select * from {table}").all() for table in SAME_ROW
            )
        ]


def _plain(value: object) -> object:
    return bytes(value) if isinstance(value, memoryview) else value


def test_no_statement_changes_what_is_recorded(
    full: BookRecorder, attack: Callable[[str], None]
) -> None:
    before = image(full.database)

    for statement in (*ATTACKS, *OWN_ATTACKS[full.database.dialect]):
        with pytest.raises((sqlite3.IntegrityError, psycopg2.Error), match=REFUSED):
            attack(statement)
        assert image(full.database) == before, statement


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_replicating_session_meets_the_triggers_too(attack: Callable[[str], None]) -> None:
    with pytest.raises(psycopg2.errors.RestrictViolation, match=REFUSED):
        attack("set session_replication_role = replica; delete from event")


def test_the_vault_forgets_what_is_erased(
    full: BookRecorder, attack: Callable[[str], None]
) -> None:
    for table in VAULT:
        attack(f"delete from {table}")

    assert full.sealed(MEMBER, "identity") == ([], [])
    assert full.find_member("id_number", b"d" * 32) is None


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
def test_without_its_trigger_a_replacement_would_go_unnoticed(
    full: BookRecorder, attack: Callable[[str], None]
) -> None:
    attack("drop trigger event_no_replace")

    attack(OWN_ATTACKS["sqlite"][0])  # the control: what the trigger is for

    assert next(full.read()).originator_version == 99


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_without_its_trigger_an_update_would_go_unnoticed(
    full: BookRecorder, attack: Callable[[str], None]
) -> None:
    attack("alter table event disable trigger event_append_only")

    attack("update event set topic = 'x' where position = 1")

    assert next(full.read()).topic == "x"
