"""A server's connection stays at hand between messages, and stands in nobody's way."""

from collections.abc import Callable
from contextlib import suppress

import pytest
from sqlalchemy import Connection
from sqlalchemy.pool import QueuePool

from ledger.store.batch import Batch
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from tests.store.making import events

pytestmark = pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)


def asked(database: Database) -> int:
    """Ask something in a message of its own; return the server's process that answered."""
    with database.asking() as connection:
        cursor = connection.cursor()
        cursor.execute("select pg_backend_pid()")
        return int(cursor.fetchone()[0])  # type: ignore[index]  # one row


def in_transaction(connection: Connection) -> int:
    return int(connection.exec_driver_sql("select pg_backend_pid()").scalar_one())


def opened(database: Database) -> int:
    """Return how many connections a database has, at hand or in its pool."""
    pool = database.writer.pool
    assert isinstance(pool, QueuePool)
    return pool.checkedin() + pool.checkedout()


def test_messages_one_after_another_share_a_connection(
    recorder: BookRecorder, database: Database, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = asked(database)

    def never() -> None:
        raise AssertionError("it was taken from the pool")

    monkeypatch.setattr(database.writer, "raw_connection", never)
    recorder.append(Batch(events(1)))

    assert recorder.head().size == 1
    assert asked(database) == first


def test_a_transaction_takes_the_connection_that_was_at_hand(database: Database) -> None:
    first = asked(database)
    for transaction in (database.writing, database.reading):
        with transaction() as connection:
            assert in_transaction(connection) == first
        assert asked(database) == first

    assert opened(database) == 1


def test_a_transaction_begun_after_a_message_is_left_undone_when_it_fails(
    database: Database,
) -> None:
    asked(database)
    with suppress(InterruptedError), database.writing() as connection:
        connection.exec_driver_sql("create table left_behind (id integer)")
        raise InterruptedError

    with database.reading() as connection:
        left = connection.exec_driver_sql("select to_regclass('left_behind')").scalar()
    assert left is None


def test_two_who_ask_at_once_have_a_connection_each(database: Database) -> None:
    with database.asking(), database.asking() as second:
        assert second.driver_connection is not None
    assert opened(database) == 2

    assert asked(database) == asked(database)


def test_one_whose_engine_was_disposed_of_is_not_used_again(database: Database) -> None:
    first = asked(database)
    database.writer.dispose()

    assert asked(database) != first


def test_a_closed_database_leaves_none_on_the_server(
    open_database: Callable[[], Database], database: Database
) -> None:
    other = open_database()
    first = asked(other)
    other.close()

    # The server ends a process a moment after its client has left.
    gone = f"""do $$ begin
        for n in 1..1000 loop
            if not exists (select from pg_stat_activity where pid = {first}) then return; end if;
            perform pg_sleep(0.01), pg_stat_clear_snapshot();
        end loop;
        raise exception 'it is still there';
    end $$"""
    with database.writing() as connection:
        connection.exec_driver_sql(gone)
