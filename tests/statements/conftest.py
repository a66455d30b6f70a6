from collections.abc import Iterator

import pytest

from tests.projections.books import Shelf, shelf


@pytest.fixture
def book(database_url: str) -> Iterator[Shelf]:
    """An empty book, once on each kind of database."""
    with shelf(database_url) as book:
        yield book


@pytest.fixture
def sqlite_book(sqlite_url: str) -> Iterator[Shelf]:
    with shelf(sqlite_url) as book:
        yield book
