"""A book of the first schema is refused with the way out, and the way out leads to a book of today."""

from dataclasses import replace
from pathlib import Path

import pytest
from alembic import command
from alembic.config import Config
from sqlalchemy import insert, select

from ledger.store import schema
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.migrate import current, scripts
from tests.commands import office as small
from tests.commands.office import SmallOffice

FIRST = "0001"
RECORD = (schema.head, schema.event, schema.tile, schema.key, schema.command)


def as_of_the_first_schema(office: SmallOffice, address: BookAddress) -> None:
    """Write an office's record into a book that only the first migration made."""
    with (
        office.database() as today,
        Database.connect(address) as database,
        database.writing() as connection,
    ):
        if not address.is_file:
            connection.exec_driver_sql(f'create schema if not exists "{address.schema}"')
        config = Config()
        config.set_main_option("script_location", str(scripts()))
        config.attributes["connection"] = connection
        config.attributes["schema"] = None if address.is_file else address.schema
        command.upgrade(config, FIRST)
        with today.reading() as read:
            for table in RECORD:
                rows = [dict(row._mapping) for row in read.execute(select(table))]
                if rows:
                    connection.execute(insert(table), rows)
    assert current(address) == FIRST


@pytest.fixture
def office(tmp_path: Path) -> SmallOffice:
    """An office with officers, funds, plans and units, and nobody in its vault, in a file."""
    office = small.begin(str(tmp_path / "book.db"), tmp_path)
    small.furnish(office)
    office.at(2015, 1, 5)
    return office


@pytest.fixture
def old(office: SmallOffice, database_url: str) -> SmallOffice:
    """The same office, in a book of the first schema on either database."""
    address = BookAddress.parse(database_url)
    if address.is_file:
        address = BookAddress(office.folder / "old.db")
        as_of_the_first_schema(office, address)
        return replace(office, book=str(address.path))
    as_of_the_first_schema(office, address)
    return replace(office, book=database_url)


def brought_up_to_date(old: SmallOffice) -> SmallOffice:
    """Follow the page: a file into another file, a book on a server in its place."""
    if not BookAddress.parse(old.book).is_file:
        old.do("lin", "restore", "--to", old.book, "--verify", "--nobody-erased")
        return old
    new = str(old.folder / "new.db")
    old.do("lin", "restore", old.book, "--to", new, "--verify", "--nobody-erased")
    return replace(old, book=new)


def test_a_book_of_the_first_schema_is_refused_and_left_as_it_is(old: SmallOffice) -> None:
    appointing = ("office", "appoint", "new", "--role", "auditor")
    for words in (appointing, ("audit", "verify"), ("report", "balance-sheet")):
        answer = old.run("lin", *words)
        assert (answer.code, "[book.schema_older]" in answer.err) == (3, True), answer
        assert FIRST in answer.err
        assert "restore" in answer.err
    assert current(BookAddress.parse(old.book)) == FIRST


def test_a_book_of_the_first_schema_is_brought_to_the_present_one_as_the_page_says(
    old: SmallOffice, office: SmallOffice
) -> None:
    new = brought_up_to_date(old)

    assert current(BookAddress.parse(new.book)) == schema.REVISION
    assert (new.root(), new.head()) == (office.root(), office.head())
    assert new.digests() == office.digests()
    new.do("lin", "office", "appoint", "new", "--role", "auditor")
    path = new.file("r.csv", small.ROSTER, small.roster_rows(units=[0]))
    new.do("en", *small.roster_import(new, path))
    for words in (("audit", "verify"), ("audit", "vault"), ("doctor",)):
        answer = new.run("lin", *words)
        assert answer.code == 0, answer


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_an_empty_schema_is_not_made_a_book_by_a_restore(
    office: SmallOffice, database_url: str
) -> None:
    answer = office.run("lin", "restore", "--to", database_url)

    assert (answer.code, "[book.missing]" in answer.err) == (3, True)
    assert current(BookAddress.parse(database_url)) is None
