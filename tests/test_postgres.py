"""The tests' own PostgreSQL server: private to a run, and gone after it."""

import os
from pathlib import Path

import psycopg2
import pytest
from sqlalchemy import Connection, create_engine, make_url
from sqlalchemy.engine import URL
from sqlalchemy.pool import NullPool

from tests import postgres


def _keyword(url: URL) -> dict[str, object]:
    return {
        "host": url.host,
        "port": url.port,
        "user": url.username,
        "password": url.password,
        "dbname": url.database,
    }


def test_each_test_gets_an_empty_schema_of_its_own(
    postgresql_url: str, postgres_connection: Connection
) -> None:
    schema = make_url(postgresql_url).query["schema"]
    tables = "select count(*) from information_schema.tables where table_schema = %s"

    assert postgres_connection.exec_driver_sql(tables, (schema,)).scalar() == 0


def test_the_server_commits_durably_as_in_use(postgres_url: str) -> None:
    engine = create_engine(postgres_url, poolclass=NullPool)
    with engine.connect() as connection:
        assert connection.exec_driver_sql("show fsync").scalar() == "on"
        assert connection.exec_driver_sql("show synchronous_commit").scalar() == "on"


def test_the_server_admits_nobody_without_its_password(postgres_url: str) -> None:
    if os.environ.get(postgres.OUTSIDE):
        pytest.skip("a server named by HUZHU_TEST_POSTGRES keeps its own rules of admission")
    stranger = _keyword(make_url(postgres_url)) | {"password": "guess"}

    with pytest.raises(psycopg2.OperationalError, match="password authentication failed"):
        psycopg2.connect(**stranger)


def test_a_server_leaves_neither_process_nor_folder(
    monkeypatch: pytest.MonkeyPatch, tmp_path_factory: pytest.TempPathFactory
) -> None:
    monkeypatch.delenv(postgres.OUTSIDE, raising=False)
    with postgres.server() as url:
        owner = _keyword(make_url(url))
        with psycopg2.connect(**owner) as connection, connection.cursor() as cursor:
            cursor.execute("show data_directory")
            row = cursor.fetchone()
        connection.close()
    assert row is not None
    data = Path(row[0])

    assert not data.parent.exists()
    with pytest.raises(psycopg2.OperationalError, match="refused"):
        psycopg2.connect(**owner)
