"""Dependants at the terminal: sealed with the member's identity, shown by code and month alone."""

from datetime import date
from uuid import UUID

import pytest

from ledger.book import Book
from ledger.commands.personal import find, opened
from ledger.intake.identity import invented_id
from tests.commands import office as small
from tests.commands.office import SmallOffice
from tests.commands.people import pseudonyms, told

NAME = "测试小满"
ID_NUMBER = invented_id("990101", date(2010, 5, 12), 2, "female")


@pytest.fixture
def one(enrolled: SmallOffice) -> UUID:
    """The first member of the office's first unit."""
    return pseudonyms(enrolled)[0]


def record(one: UUID, *more: object, code: str = "D1") -> tuple[object, ...]:
    person = ("--relation", "child", "--name", NAME, "--id-number", ID_NUMBER)
    return ("member", "dependant", one, code, *person, *more)


def test_who_a_dependant_is_stands_in_no_event(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))

    stored = enrolled.events()[-1].stored().decode()
    assert '"birth_month":"2010-05"' in stored
    assert NAME not in stored
    assert ID_NUMBER not in stored
    assert told(enrolled, "member", "statement", one)["dependants"] == [
        {"code": "D1", "relation": "child", "birth_month": "2010-05"}
    ]


def test_the_members_own_identity_is_sealed_again_beside_the_dependants(
    enrolled: SmallOffice, one: UUID
) -> None:
    enrolled.do("en", *record(one))
    enrolled.do("en", *record(one, code="D2"))

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HUZHU_KEYS", str(enrolled.keys))
        book = Book.open(enrolled.book)
        plain = opened(book, find(book, one, None), ["identity"])["identity"]
        book.close()
    name, id_number = small.person(0, 0)
    assert plain == {
        "name": name,
        "id_number": id_number,
        "D1.name": NAME,
        "D1.id_number": ID_NUMBER,
        "D2.name": NAME,
        "D2.id_number": ID_NUMBER,
    }


def test_a_dependants_name_stands_in_no_purpose_either(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    words = ("member", "show", one, "--reveal", "name", "--purpose", f"查{NAME}")
    enrolled.refuses("vault.text_names_person", "en", *words)


def test_a_dry_run_seals_nothing(enrolled: SmallOffice, one: UUID) -> None:
    with enrolled.untouched():
        said = enrolled.do("en", *record(one, "--dry-run"))
    assert f"dependant D1 of member {one} recorded (child, born 2010-05)" in said
    assert enrolled.rows("select max(sequence) from sealed_field") == [(1,)]


def test_a_bad_id_number_is_a_usage_error_that_does_not_repeat_it(
    enrolled: SmallOffice, one: UUID
) -> None:
    wrong = ID_NUMBER[:-1] + ("1" if ID_NUMBER[-1] != "1" else "2")
    words = ("--relation", "child", "--name", NAME, "--id-number", wrong)
    with enrolled.untouched():
        answer = enrolled.run("en", "member", "dependant", one, "D1", *words)
    assert answer.code == 2
    assert wrong not in answer.err


def test_a_code_is_taken_once(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    enrolled.refuses("member.dependant_known", "en", *record(one))


def test_dependants_are_told_in_chinese(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    said = enrolled.do("en", "member", "statement", one, lang="zh")
    assert "家属 D1：子女，2010-05出生" in said
