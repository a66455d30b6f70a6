"""A book and its key file belong together; under another book's keys nothing is looked up or recorded."""

import json
import shutil
from datetime import UTC, datetime
from pathlib import Path

import pytest

from ledger.entropy import SeededEntropy
from ledger.store.shredding import journal_beside
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.operations.test_doctor import examined
from tests.privacy.offices import opened, pseudonym


@pytest.fixture
def foreign(built: SmallOffice, tmp_path: Path) -> Path:
    """The key file of another book."""
    folder = tmp_path / "other"
    folder.mkdir()
    entropy = SeededEntropy(2, datetime(2014, 12, 31, 2, tzinfo=UTC))
    other = SmallOffice(str(folder / "book.db"), folder, entropy)
    naming = ("--code", "DY", "--name", "另一办事处", "--manager", "lin")
    other.do("lin", "init", *naming, "--demo")
    assert other.keys.read_bytes() != built.keys.read_bytes()
    return other.keys


def older(path: Path) -> Path:
    """Make a key file one of an older huzhu, which does not say whose it is."""
    content = json.loads(path.read_text())
    del content["book"]
    path.write_text(json.dumps(content))
    return path


def under(office: SmallOffice, keys: Path) -> SmallOffice:
    """Leave an office with another key file in the place of its own."""
    shutil.copy(keys, office.keys)
    return office


def members(office: SmallOffice) -> int:
    """Count how often somebody was registered."""
    with office.database() as database, database.reading() as connection:
        return int(
            connection.exec_driver_sql(
                "select count(*) from event where topic = 'member.registered.v1'"
            ).scalar_one()
        )


def test_a_roster_under_another_books_keys_registers_nobody(
    anywhere: SmallOffice, foreign: Path
) -> None:
    before = members(anywhere)
    path = anywhere.file("again.csv", small.ROSTER, small.roster_rows(units=[1]))

    under(anywhere, foreign).refuses("vault.other_book", "en", *small.roster_import(anywhere, path))

    assert members(anywhere) == before


@pytest.mark.parametrize("old", [False, True], ids=["says whose", "older"])
def test_another_books_keys_open_and_find_nothing(
    anywhere: SmallOffice, foreign: Path, old: bool
) -> None:
    under(anywhere, older(foreign) if old else foreign)

    said = anywhere.refuses(
        "vault.other_book", "lin", "member", "show", "--id-number", small.person(0, 0)[1]
    )

    assert "is another book's" in said


@pytest.mark.parametrize("old", [False, True], ids=["says whose", "older"])
def test_the_doctor_refuses_another_books_keys_and_says_what_to_do(
    anywhere: SmallOffice, foreign: Path, old: bool
) -> None:
    under(anywhere, older(foreign) if old else foreign)

    code, found = examined(anywhere)

    state, said, remedy = found["key file's book"]
    assert (code, state, said) == (3, "refused", "another book's")
    assert "HUZHU_KEYS" in remedy


def test_a_key_file_that_does_not_say_whose_it_is_opens_its_own_vault_and_stays_as_it_is(
    anywhere: SmallOffice,
) -> None:
    who = pseudonym(anywhere)
    content = older(anywhere.keys).read_bytes()

    assert str(who) in anywhere.do("lin", "member", "show", who)

    assert pseudonym(anywhere) == who
    assert examined(anywhere)[1]["key file's book"][:2] == ("ok", "this book's")
    assert anywhere.keys.read_bytes() == content


def test_an_older_key_file_is_its_books_although_one_data_key_is_damaged(
    in_file: SmallOffice,
) -> None:
    older(in_file.keys)
    with in_file.database() as database, database.writing() as connection:
        connection.exec_driver_sql("drop trigger data_key_no_update")
        connection.exec_driver_sql(
            "update data_key set wrapped = zeroblob(60) "
            "where member_id = (select min(member_id) from data_key) and class = 'bank'"
        )

    with opened(in_file) as book:
        assert len(book.vault.blind("id_number", "x")) == 32


def test_a_vault_without_data_keys_cannot_tell_and_takes_an_older_key_file(tmp_path: Path) -> None:
    office = small.begin(str(tmp_path / "new" / "book.db"), tmp_path / "new")
    older(office.keys)

    with opened(office) as book:
        assert len(book.vault.blind("id_number", "x")) == 32


def test_a_copy_is_not_restored_under_another_books_keys(
    in_file: SmallOffice, foreign: Path
) -> None:
    backup = in_file.folder / "backup.db"
    in_file.do("lin", "backup", backup)
    Path(in_file.book).unlink()
    under(in_file, foreign)
    shutil.copy(journal_beside(foreign), journal_beside(in_file.keys))

    answer = in_file.run("lin", "restore", backup, "--to", in_file.book)

    assert (answer.code, "[vault.other_book]" in answer.err) == (3, True)
    assert not Path(in_file.book).exists()
