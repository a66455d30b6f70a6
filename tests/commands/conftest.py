"""Offices at three points of their life; those in a file are built once and copied."""

from pathlib import Path

import pytest

from tests.commands import office as small
from tests.commands.office import SmallOffice


@pytest.fixture(scope="session")
def _stages(tmp_path_factory: pytest.TempPathFactory) -> dict[str, SmallOffice]:
    folder = tmp_path_factory.mktemp("office")
    begun = small.begin(str(folder / "begun" / "book.db"), folder / "begun")
    ready = begun.copied(folder / "ready")
    small.make_ready(ready)
    enrolled = ready.copied(folder / "enrolled")
    small.enrol(enrolled)
    return {"begun": begun, "ready": ready, "enrolled": enrolled}


@pytest.fixture
def begun(_stages: dict[str, SmallOffice], tmp_path: Path) -> SmallOffice:
    """A book that was just opened, in a file."""
    return _stages["begun"].copied(tmp_path / "begun")


@pytest.fixture
def ready(_stages: dict[str, SmallOffice], tmp_path: Path) -> SmallOffice:
    """An office taken over, before its first roster, in a file."""
    return _stages["ready"].copied(tmp_path / "ready")


@pytest.fixture
def enrolled(_stages: dict[str, SmallOffice], tmp_path: Path) -> SmallOffice:
    """An office with the rosters and contributions of 2015, in a file."""
    return _stages["enrolled"].copied(tmp_path / "enrolled")


@pytest.fixture
def ready_on_server(postgresql_url: str, tmp_path: Path) -> SmallOffice:
    """An office taken over, before its first roster, in PostgreSQL."""
    office = small.begin(postgresql_url, tmp_path / "server")
    small.make_ready(office)
    return office


@pytest.fixture(params=["ready", "ready_on_server"], ids=["sqlite", "postgresql"])
def ready_anywhere(request: pytest.FixtureRequest) -> SmallOffice:
    """An office taken over, once on each kind of database."""
    office = request.getfixturevalue(request.param)
    assert isinstance(office, SmallOffice)
    return office
