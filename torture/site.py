"""Where books are tortured: a folder, a server started when it is first wanted, and copies of offices."""

import copy
import secrets
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, closing, contextmanager
from dataclasses import dataclass, field, replace
from pathlib import Path
from random import Random
from typing import Any
from unittest.mock import patch

import psycopg2
from sqlalchemy import make_url

from ledger.entropy import SeededEntropy
from ledger.store.roles import ROLES, role
from tests import postgres
from tests.commands import office as small
from tests.commands.office import SmallOffice

SQLITE, POSTGRESQL = "sqlite", "postgresql"


@dataclass
class Site:
    """A place for many books, all gone at the end. Chance comes from the seed alone."""

    folder: Path
    seed: int
    kinds: tuple[str, ...]
    stack: ExitStack
    mark: str = field(default_factory=lambda: f"torture_{secrets.token_hex(4)}")
    _server: str = ""
    _books: int = 0
    _ready: dict[str, SmallOffice] = field(default_factory=dict)

    def chance(self, *labels: object) -> Random:
        """Return a source of chance of its own for one piece of work."""
        return Random("/".join(map(str, (self.seed, *labels))))

    def inside(self, name: str) -> Path:
        """Return a new folder."""
        self._books += 1
        folder = self.folder / f"{self._books:05}-{name}"
        folder.mkdir()
        return folder

    @property
    def server(self) -> str:
        """The address of a PostgreSQL server, started now unless it runs."""
        if not self._server:
            self._server = self.stack.enter_context(postgres.server())
            self.stack.callback(self._clear)
        return self._server

    def place(self, kind: str, folder: Path, template: str = "template0") -> str:
        """Return the address of a book of its own: a file, or a schema in a new database."""
        if kind == SQLITE:
            return str(folder / "book.db")
        self._books += 1
        name = f"{self.mark}_{self._books}"
        self.execute(f'create database "{name}" template "{template}"')
        return of_database(self.server, name, self.mark)

    def execute(self, sql: str) -> list[tuple[Any, ...]]:
        """Run a statement on the server, outside any transaction."""
        url = make_url(self.server).set(drivername="postgresql")
        with closing(psycopg2.connect(url.render_as_string(hide_password=False))) as connection:
            connection.autocommit = True
            with connection.cursor() as cursor:
                cursor.execute(sql)
                return list(cursor.fetchall()) if cursor.description else []

    def drop(self, office: SmallOffice) -> None:
        """Remove a copy that is done with."""
        if not office.book.endswith(".db"):
            self.execute(f'drop database "{make_url(office.book).database}" with (force)')
        shutil.rmtree(office.folder)

    def ready(self, kind: str) -> SmallOffice:
        """Return an office taken over, before its first roster: made once, never changed."""
        if kind not in self._ready:
            folder = self.inside(f"ready-{kind}")
            office = small.begin(self.place(kind, folder), folder)
            small.make_ready(office)
            self._ready[kind] = office
        return self._ready[kind]

    def copied(self, office: SmallOffice, name: str = "copy") -> SmallOffice:
        """Return a copy of an office, its files included, to go its own way."""
        folder = self.inside(name)
        shutil.copytree(office.folder, folder, dirs_exist_ok=True)
        if office.book.endswith(".db"):
            book = str(folder / "book.db")
        else:
            template = make_url(office.book).database
            assert template is not None
            book = self.place(POSTGRESQL, folder, template)
        return replace(office, book=book, folder=folder, entropy=copy.deepcopy(office.entropy))

    def _clear(self) -> None:
        """Leave a server that was lent as it was found."""
        mine = f"select datname from pg_database where starts_with(datname, '{self.mark}')"
        for (name,) in self.execute(mine):
            self.execute(f'drop database "{name}" with (force)')
        for each in ROLES:
            self.execute(f'drop role if exists "{role(self.mark, each)}"')


def of_database(server: str, database: str, schema: str) -> str:
    """Return the address of a book in a database of a server."""
    url = make_url(server).set(drivername="postgresql", database=database)
    return url.update_query_dict({"schema": schema}).render_as_string(hide_password=False)


def reseeded(office: SmallOffice, seed: int) -> SmallOffice:
    """Return the same office with other chance, as a process that begins anew has it."""
    return replace(office, entropy=SeededEntropy(seed, office.entropy.now()))


@contextmanager
def reports_into(folder: Path) -> Iterator[None]:
    """Keep what huzhu writes about faults that are provoked here out of the machine's folder."""
    with patch.object(tempfile, "tempdir", str(folder)):
        yield


@contextmanager
def site(seed: int, kinds: tuple[str, ...] = (SQLITE, POSTGRESQL)) -> Iterator[Site]:
    """Make a place for books, and take it down at the end."""
    with ExitStack() as stack:
        folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="huzhu-torture-")))
        yield Site(folder, seed, kinds, stack)
