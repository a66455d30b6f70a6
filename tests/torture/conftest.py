"""A place for short tortures: the same seed each time, on the test process's own server."""

from collections.abc import Iterator

import pytest

from tests import postgres
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site, site

SEED = 1


@pytest.fixture
def on_sqlite() -> Iterator[Site]:
    with site(SEED, (SQLITE,)) as place:
        yield place


@pytest.fixture
def on_both(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv(postgres.OUTSIDE, postgres_url)
    with site(SEED, (SQLITE, POSTGRESQL)) as place:
        yield place


@pytest.fixture
def on_server(postgres_url: str, monkeypatch: pytest.MonkeyPatch) -> Iterator[Site]:
    monkeypatch.setenv(postgres.OUTSIDE, postgres_url)
    with site(SEED, (POSTGRESQL,)) as place:
        yield place


@pytest.fixture
def report() -> Report:
    return Report("short", SEED)
