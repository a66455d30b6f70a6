"""Where a book lives: one SQLite file, or one schema of a PostgreSQL database."""

import re
from dataclasses import dataclass, field
from pathlib import Path
from typing import Self

from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import ArgumentError

from ledger.store.refusals import NotAnAddress

SCHEMA_DEFAULT = "huzhu"
_SCHEMA = re.compile("[a-z_][a-z0-9_]{0,62}")
_SCHEME = re.compile(r"([a-zA-Z][a-zA-Z0-9+.\-]+)://")


@dataclass(frozen=True)
class BookAddress:
    """A parsed address. Its text never shows a password."""

    path: Path | None = None  # the file, for SQLite
    url: URL | None = field(default=None, repr=False)  # the server, without the schema
    schema: str = SCHEMA_DEFAULT

    @classmethod
    def parse(cls, text: str) -> Self:
        """Read a file name, `sqlite:///FILE` or `postgresql://…/DATABASE?schema=NAME`.

        Raises:
            NotAnAddress: the text is none of these.
        """
        if not text.strip():
            raise NotAnAddress("it is empty")
        scheme = _SCHEME.match(text)
        if scheme is None:
            return cls(path=_file(text))
        match scheme[1].lower():
            case "sqlite":
                return cls(path=_file(_url(text).database or ""))
            case "postgresql" | "postgresql+psycopg2" | "postgres":
                return cls._server(_url(text))
            case _:
                raise NotAnAddress(f"{scheme[1]} is not a kind of database that keeps books")

    @classmethod
    def _server(cls, url: URL) -> Self:
        if not url.database:
            raise NotAnAddress("it names no database")
        schema = url.query.get("schema", SCHEMA_DEFAULT)
        if not isinstance(schema, str) or not _SCHEMA.fullmatch(schema):
            raise NotAnAddress("a schema's name is lower-case letters, digits and underscores")
        server = url.difference_update_query(["schema"]).set(drivername="postgresql+psycopg2")
        return cls(url=server, schema=schema)

    @property
    def is_file(self) -> bool:
        """Whether the book is a SQLite file."""
        return self.path is not None

    def __str__(self) -> str:
        if self.path is not None:
            return str(self.path)
        assert self.url is not None, "an address is a file or a server"
        shown = self.url._replace(drivername="postgresql", password=None)
        return shown.update_query_dict({"schema": self.schema}).render_as_string()


def _url(text: str) -> URL:
    try:
        return make_url(re.sub("^postgres://", "postgresql://", text))
    except (ArgumentError, ValueError):
        raise NotAnAddress("it is not a well-formed URL") from None


def _file(name: str) -> Path:
    if name in ("", ":memory:"):
        raise NotAnAddress("a book is a file on disk, never memory")
    if "\0" in name:
        raise NotAnAddress("a file name holds no NUL")
    return Path(name).expanduser()
