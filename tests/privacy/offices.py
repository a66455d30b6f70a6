"""An office with enrolled members, on either database, whose `huzhu` knows all verbs of this folder."""

from collections.abc import Iterator
from pathlib import Path
from uuid import UUID

import pytest

from ledger import cli
from ledger.book import Book
from ledger.commands.backup import backup, restore
from ledger.commands.doctor import doctor
from ledger.commands.member import member
from ledger.store.address import BookAddress
from tests.commands import office as small
from tests.commands.office import SmallOffice

AUDITOR = "au"
CITED = ("--citation", "会计档案管理办法第十四条")


@pytest.fixture(autouse=True)
def verbs() -> Iterator[None]:
    """Have the commands at hand, also where the shell's list of nouns does not name them yet."""
    missing = [
        each for each in (member, backup, restore, doctor) if each.name not in cli.huzhu.commands
    ]
    for each in missing:
        cli.huzhu.add_command(each)
    yield
    for each in missing:
        del cli.huzhu.commands[str(each.name)]


def enrolled_office(book: str, folder: Path) -> SmallOffice:
    """Open an office with the twelve people of one unit, covered until the end of 2015."""
    office = small.begin(book, folder)
    small.make_ready(office)
    office.do("lin", "office", "appoint", AUDITOR, "--role", "auditor")
    path = office.file("r.csv", small.ROSTER, small.roster_rows(units=[0]))
    office.do("en", *small.roster_import(office, path))
    return office


@pytest.fixture(scope="session")
def built(tmp_path_factory: pytest.TempPathFactory) -> SmallOffice:
    folder = tmp_path_factory.mktemp("privacy")
    return enrolled_office(str(folder / "book.db"), folder)


@pytest.fixture
def in_file(built: SmallOffice, tmp_path: Path) -> SmallOffice:
    """An office with twelve members of 2015, in a file."""
    return built.copied(tmp_path / "office")


@pytest.fixture
def on_server(postgresql_url: str, tmp_path: Path) -> SmallOffice:
    """The same office in PostgreSQL."""
    return enrolled_office(postgresql_url, tmp_path / "server")


@pytest.fixture(params=["in_file", "on_server"], ids=["sqlite", "postgresql"])
def anywhere(request: pytest.FixtureRequest) -> SmallOffice:
    """The same office, once on each kind of database."""
    office = request.getfixturevalue(request.param)
    assert isinstance(office, SmallOffice)
    return office


def pseudonym(office: SmallOffice, k: int = 0) -> UUID:
    """Return the pseudonym of the first unit's k-th person."""
    with opened(office) as book:
        digest = book.vault.blind("id_number", small.person(0, k)[1])
        found = book.record.find_member("id_number", digest)
    assert found is not None
    return found


def opened(office: SmallOffice) -> Book:
    """Open an office's book to look into it."""
    return Book.open(BookAddress.parse(office.book), keys=office.keys)


def keep_ten_years(office: SmallOffice) -> None:
    """Configure how long vouchers are kept."""
    office.do("lin", "office", "policy", "privacy.retention_years", "10", *CITED)


def erase(office: SmallOffice, who: UUID, *more: object, year: int = 2026) -> str:
    """Erase a member's data on the first day of a year, after configuring ten years of keeping."""
    keep_ten_years(office)
    office.at(year, 1, 1)
    return office.do("lin", "member", "erase", who, "--reason", "本人申请", *(more or ("--all",)))
