"""Logins of a PostgreSQL server for one test, each a member of some roles; and a server of one's own."""

import os
import secrets
import shutil
import subprocess
import tempfile
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from pathlib import Path

import pytest
from sqlalchemy import Connection, Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from ledger.store.roles import role
from tests import postgres

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


@dataclass
class OwnServer:
    """A server that one test starts and stops as it likes, under one port and with one data folder."""

    folder: Path
    port: int = 0
    password: str = field(default_factory=lambda: secrets.token_hex(8))
    _process: "subprocess.Popen[bytes] | None" = None

    def begin(self) -> None:
        """Make the data folder and start the server."""
        self._identity = postgres._identity(self.folder)
        self._programs = postgres._programs(self.folder, self._identity)
        postgres._initialise(self._programs, self.folder, self.password, self._identity)
        self._process, self.port = postgres._start(
            self._programs, self.folder, self.password, self._identity
        )

    def stop(self) -> None:
        """Stop the server, at once for its clients."""
        if self._process is not None:
            postgres._stop(self._process)

    def start(self) -> None:
        """Start the server again, where it was."""
        self._process = subprocess.Popen(
            [self._programs / "postgres", "-D", self.folder / "data", "-p", str(self.port)],
            cwd="/",
            stdin=subprocess.DEVNULL,
            stdout=subprocess.DEVNULL,
            stderr=subprocess.DEVNULL,
            start_new_session=True,
            **self._identity,
        )
        assert postgres._answers(self._process, self.port, self.password), "it starts again"

    @property
    def book(self) -> str:
        """The address of a book on it."""
        return (
            f"postgresql://postgres:{self.password}@127.0.0.1:{self.port}/postgres?schema=followed"
        )


@pytest.fixture
def own_server() -> Iterator[OwnServer]:
    """Start a server for this test alone; tests that name a server outside have none to restart."""
    if os.environ.get(postgres.OUTSIDE):
        pytest.skip("a server that was named outside is not ours to restart")
    folder = Path(tempfile.mkdtemp(prefix="huzhu-postgres-"))
    server = OwnServer(folder)
    try:
        server.begin()
        yield server
    finally:
        server.stop()
        shutil.rmtree(folder, ignore_errors=True)
