"""Logins of a PostgreSQL server for one test, each a member of some roles of a book."""

import secrets
from collections.abc import Callable, Iterator

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from ledger.store.roles import role

Login = Callable[..., Engine]


@pytest.fixture
def login(postgres_connection: Connection, postgresql_url: str) -> Iterator[Login]:
    """Make a login that is a member of roles, and connect as it."""
    url = make_url(postgresql_url)
    schema = str(url.query["schema"])
    made: list[tuple[str, Engine]] = []

    def connect(*roles: str, options: str = "") -> Engine:
        name, password = f"login_{secrets.token_hex(6)}", secrets.token_hex(8)
        postgres_connection.exec_driver_sql(f"create role {name} login password '{password}'")
        for each in roles:
            postgres_connection.exec_driver_sql(f'grant "{role(schema, each)}" to {name}')
        own = url.set(drivername="postgresql+psycopg2", username=name, password=password)
        engine = create_engine(
            own.difference_update_query(["schema"]),
            connect_args={"options": f"-csearch_path={schema} {options}".strip()},
            poolclass=NullPool,
        )
        made.append((name, engine))
        return engine

    yield connect
    for name, engine in made:
        engine.dispose()
        postgres_connection.exec_driver_sql(f"drop owned by {name} cascade")
        postgres_connection.exec_driver_sql(f"drop role {name}")


def address_of(engine: Engine, schema: str, **more: str) -> str:
    """Return the address of a book as the login of an engine gives it."""
    url = engine.url.set(drivername="postgresql").update_query_dict({"schema": schema, **more})
    return url.render_as_string(hide_password=False)
