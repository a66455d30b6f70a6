"""What every test may ask for: an empty database of either kind, and hypothesis without chance."""

import os
import secrets
from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import HealthCheck, settings
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from tests import postgres

# A test run says the same each time; HYPOTHESIS_PROFILE=search looks further, by chance.
settings.register_profile("ci", derandomize=True, deadline=None, max_examples=50, database=None)
settings.register_profile(
    "search", deadline=None, max_examples=2_000, suppress_health_check=[HealthCheck.too_slow]
)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def postgres_url() -> Iterator[str]:
    """The address of a PostgreSQL server, started when a test first asks for it."""
    with postgres.server() as url:
        yield url


@pytest.fixture(scope="session")
def postgres_engine(postgres_url: str) -> Iterator[Engine]:
    """Connections to the server itself, to make and drop schemas."""
    engine = create_engine(postgres_url, poolclass=NullPool, isolation_level="AUTOCOMMIT")
    yield engine
    engine.dispose()


@pytest.fixture(scope="session")
def postgres_connection(postgres_engine: Engine) -> Iterator[Connection]:
    with postgres_engine.connect() as connection:
        yield connection


@pytest.fixture
def postgresql_url(postgres_url: str, postgres_connection: Connection) -> Iterator[str]:
    """The address of a schema that is empty, and this test's alone."""
    schema = f"test_{secrets.token_hex(8)}"
    postgres_connection.exec_driver_sql(f'create schema "{schema}"')
    url = make_url(postgres_url).set(drivername="postgresql").update_query_dict({"schema": schema})
    yield url.render_as_string(hide_password=False)
    # Our own server goes as a whole; one that was lent is left as it was found.
    if os.environ.get(postgres.OUTSIDE):
        postgres_connection.exec_driver_sql(f'drop schema "{schema}" cascade')


@pytest.fixture
def sqlite_url(tmp_path: Path) -> str:
    """The address of a file that does not exist yet."""
    return f"sqlite:///{tmp_path / 'book.db'}"


@pytest.fixture(params=["sqlite", "postgresql"])
def database_url(request: pytest.FixtureRequest) -> str:
    """The address of an empty database: the test runs once on each kind."""
    return str(request.getfixturevalue(f"{request.param}_url"))
