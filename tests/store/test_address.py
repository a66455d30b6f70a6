"""An address names one file or one schema, and never shows a password."""

from pathlib import Path

import pytest

from ledger.store.address import BookAddress
from ledger.store.refusals import NotAnAddress


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("book.db", Path("book.db")),
        ("/srv/成都/book.db", Path("/srv/成都/book.db")),
        ("sqlite:///book.db", Path("book.db")),
        ("sqlite:////srv/book.db", Path("/srv/book.db")),
        ("a b?c#d.db", Path("a b?c#d.db")),
    ],
)
def test_a_file_is_named_plainly_or_as_a_url(text: str, path: Path) -> None:
    address = BookAddress.parse(text)

    assert address.path == path
    assert str(address) == str(path)


def test_a_server_keeps_each_book_in_a_schema() -> None:
    address = BookAddress.parse(
        "postgresql://clerk:secret@db:5433/books?schema=chengdu&sslmode=require"
    )

    assert address.schema == "chengdu"
    assert address.url is not None
    assert (address.url.host, address.url.port, address.url.database) == ("db", 5433, "books")
    assert dict(address.url.query) == {"sslmode": "require"}
    assert not address.is_file


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg2", "postgres"])
def test_the_schema_is_huzhu_unless_it_is_named(scheme: str) -> None:
    assert BookAddress.parse(f"{scheme}://clerk@db/books").schema == "huzhu"


def test_a_password_is_never_shown() -> None:
    address = BookAddress.parse("postgresql://clerk:secret@db/books")

    assert str(address) == "postgresql://clerk@db/books?schema=huzhu"
    assert "secret" not in repr(address)


@pytest.mark.parametrize(
    ("text", "problem"),
    [
        ("", "it is empty"),
        ("  ", "it is empty"),
        ("mysql://u:secret@db/books", "mysql is not a kind of database that keeps books"),
        ("postgresql+asyncpg://u:secret@db/books", "is not a kind of database"),
        ("sqlite://", "never memory"),
        ("sqlite:///:memory:", "never memory"),
        ("postgresql://u:secret@db", "it names no database"),
        ("postgresql://u:secret@db/books?schema=Books", "lower-case letters"),
        ("postgresql://u:secret@db/books?schema=a%22b", "lower-case letters"),
        ("postgresql://u:secret@db/books?schema=a&schema=b", "lower-case letters"),
        ("postgresql://u:secret@db:port/books", "not a well-formed URL"),
        ("book\0.db", "no NUL"),
    ],
)
def test_anything_else_is_refused_without_repeating_it(text: str, problem: str) -> None:
    with pytest.raises(NotAnAddress, match=problem) as refusal:
        BookAddress.parse(text)

    assert refusal.value.code == "book.address"
    assert "secret" not in str(refusal.value)
