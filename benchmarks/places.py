"""Where the measured books live: a folder, and a server that is fresh or was named outside."""

import secrets
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import psycopg2
from sqlalchemy import make_url

from ledger.store.engine import Database
from tests import postgres

SHOWN = ("shared_buffers", "max_wal_size", "autovacuum")
DURABLE = {"fsync": "on", "synchronous_commit": "on", "full_page_writes": "on"}
SYNCHRONOUS_FULL = 2


@dataclass(frozen=True)
class Place:
    """A kind of database, where books and plain tables can be made."""

    database: str  # sqlite or postgresql
    folder: Path
    server: str = ""  # address, without a schema
    schema: str = ""

    @property
    def book(self) -> str:
        """The address of the office's book."""
        return self.of("office")

    def of(self, name: str) -> str:
        """Return the address of a book."""
        if not self.server:
            return str(self.folder / f"{name}.db")
        url = make_url(self.server).update_query_dict({"schema": f"{self.schema}_{name}"})
        return url.render_as_string(hide_password=False)

    @property
    def stock(self) -> str:
        """The address that the stock recorder writes to."""
        return self.server or f"sqlite:///{self.folder / 'stock.db'}"

    def connect(self) -> Any:
        """Open a plain connection to the server."""
        url = make_url(self.server).set(drivername="postgresql")
        return psycopg2.connect(url.render_as_string(hide_password=False))

    def bytes_of(self, name: str) -> int:
        """Return how many bytes of the disk a book takes, its log included."""
        if not self.server:
            return sum(path.stat().st_size for path in self.folder.glob(f"{name}.db*"))
        connection = self.connect()
        with closing(connection), connection, connection.cursor() as cursor:
            cursor.execute(
                "select sum(pg_total_relation_size(c.oid))::bigint from pg_class c"
                " join pg_namespace n on n.oid = c.relnamespace"
                " where n.nspname = %s and c.relkind = 'r'",
                (f"{self.schema}_{name}",),
            )
            return int(cursor.fetchone()[0])

    def drop(self) -> None:
        """Leave a server that was lent as it was found."""
        connection = self.connect()
        with closing(connection), connection, connection.cursor() as cursor:
            cursor.execute("select nspname from pg_namespace where nspname ~ %s", (self.schema,))
            for (name,) in cursor.fetchall():
                cursor.execute(f'drop schema "{name}" cascade')


@contextmanager
def places(kinds: tuple[str, ...]) -> Iterator[tuple[list[Place], dict[str, str]]]:
    """Make the places asked for, and yield them with the server's version and settings; gone afterwards.

    Raises:
        SystemExit: the server may lose what it acknowledges.
    """
    with ExitStack() as stack:
        folder = Path(stack.enter_context(TemporaryDirectory(prefix="huzhu-bench-")))
        made: list[Place] = []
        versions: dict[str, str] = {}
        for kind in kinds:
            inside = folder / kind
            inside.mkdir()
            if kind == "sqlite":
                made.append(Place(kind, inside))
                continue
            server = stack.enter_context(postgres.server())
            place = Place(kind, inside, server, f"bench_{secrets.token_hex(4)}")
            versions |= _durable_server(place)
            stack.callback(place.drop)
            made.append(place)
        yield made, versions


def _durable_server(place: Place) -> dict[str, str]:
    """Return the server's version and settings, if it keeps what it acknowledges."""
    connection = place.connect()
    with closing(connection), connection, connection.cursor() as cursor:

        def shown(setting: str) -> str:
            cursor.execute(f"show {setting}")
            return str(cursor.fetchone()[0])

        for setting, wanted in DURABLE.items():
            if shown(setting) != wanted:
                raise SystemExit(f"{setting} is {shown(setting)}: only what is durable is measured")
        cursor.execute(f"create schema {place.schema}_plain")
        settings = ", ".join(f"{name}={shown(name)}" for name in (*DURABLE, *SHOWN))
        return {"PostgreSQL": shown("server_version"), "PostgreSQL settings": settings}


def expect_durable(database: Database) -> None:
    """Hold that a book's own connection syncs each commit."""
    if database.dialect == "sqlite":
        with database.writer.connect() as connection:
            found = connection.exec_driver_sql("pragma synchronous").scalar()
        assert found == SYNCHRONOUS_FULL, "a book on SQLite is written with synchronous=FULL"
