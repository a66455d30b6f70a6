"""Who a dependant is, was typed wrongly: it is put right like the member's own details."""

from datetime import date

import pytest

from ledger.commands.personal import find
from ledger.commands.personal import opened as details_of
from ledger.events.member import DependantCorrected
from ledger.intake.identity import invented_id
from tests.commands.office import SmallOffice, person
from tests.commands.people import told
from tests.privacy.offices import opened, pseudonym

WRONG, RIGHT = "测试小满", "测试小曼"
NUMBER = invented_id("990101", date(2010, 5, 12), 2, "female")
OLDER = invented_id("990101", date(2009, 7, 12), 2, "female")
SIBLING = invented_id("990101", date(2012, 5, 12), 2, "female")


@pytest.fixture
def family(in_file: SmallOffice) -> SmallOffice:
    """An office that recorded two children of its first member."""
    for code, number in (("D1", NUMBER), ("D2", SIBLING)):
        words = ("--relation", "child", "--name", WRONG, "--id-number", number)
        in_file.do("en", "member", "dependant", pseudonym(in_file), code, *words)
    return in_file


def correction(
    office: SmallOffice, *words: str, code: str = "D1", reason: str = "录入有误"
) -> list[object]:
    paper = office.paper("户口簿复印件.txt")
    said = ("--dependant", code, "--reason", reason, "--document", paper)
    return ["member", "correct", pseudonym(office), *words, *said]


def corrected(office: SmallOffice) -> DependantCorrected:
    event = office.events()[-1]
    assert isinstance(event, DependantCorrected)
    return event


def test_a_dependants_details_are_put_right_and_all_others_stay(family: SmallOffice) -> None:
    said = family.do("en", *correction(family, "--name", RIGHT, "--id-number", OLDER))

    who = pseudonym(family)
    assert f"details of dependant D1 of member {who} are corrected" in said
    with opened(family) as book:
        plain = details_of(book, find(book, who, None), ["identity"])["identity"]
        keys, fields = book.record.sealed(who, "identity")
        before = book.vault.open(keys, fields[-2])
    name, own = person(0, 0)
    assert plain == {
        "name": name,
        "id_number": own,
        "D1.name": RIGHT,
        "D1.id_number": OLDER,
        "D2.name": WRONG,
        "D2.id_number": SIBLING,
    }
    assert (before["D1.name"], before["D1.id_number"]) == (WRONG, NUMBER)  # as history


def test_the_fact_tells_whose_which_and_on_what_paper_and_no_personal_data(
    family: SmallOffice,
) -> None:
    family.do("en", *correction(family, "--name", RIGHT, "--id-number", OLDER))

    event = corrected(family)
    assert (event.code, event.details, event.birth_month) == (
        "D1", ("name", "id_number"), "2009-07",
    )  # fmt: skip
    assert event.document is not None
    for said in (WRONG, RIGHT, NUMBER, OLDER):
        assert said.encode() not in event.stored()
    trail = family.do("au", "audit", "trail", "--member", str(pseudonym(family)))
    assert "details of dependant D1" in trail
    assert "corrected (name, ID number)" in trail


def test_a_corrected_month_of_birth_is_told_and_stands_in_the_statement(
    family: SmallOffice,
) -> None:
    said = family.do("en", *correction(family, "--id-number", OLDER))

    assert "born in 2010-05 by the record, in 2009-07 by the correction" in said
    children = told(family, "member", "statement", pseudonym(family))["dependants"]
    assert [(each["code"], each["birth_month"]) for each in children] == [
        ("D1", "2009-07"),
        ("D2", "2012-05"),
    ]


def test_a_number_of_the_member_or_of_a_sibling_is_refused(family: SmallOffice) -> None:
    _, own = person(0, 0)

    family.refuses("member.dependant_is_member", "en", *correction(family, "--id-number", own))
    twice = correction(family, "--id-number", SIBLING)
    assert SIBLING not in family.refuses("member.dependant_twice", "en", *twice)


def test_what_is_right_already_and_who_is_unknown_is_not_corrected(family: SmallOffice) -> None:
    same = correction(family, "--name", WRONG, "--id-number", NUMBER)
    family.refuses("member.nothing_to_correct", "en", *same)
    family.refuses("record.unknown", "en", *correction(family, "--name", RIGHT, code="D9"))


def test_neither_reason_nor_paper_names_the_dependant(family: SmallOffice) -> None:
    for reason in (f"{WRONG}录错", f"应为{RIGHT}"):
        words = correction(family, "--name", RIGHT, reason=reason)
        family.refuses("vault.text_names_person", "en", *words)


def test_a_number_of_the_wrong_form_is_not_repeated(family: SmallOffice) -> None:
    with family.untouched():
        answer = family.run("en", *correction(family, "--id-number", NUMBER[:-2]))

    assert answer.code == 2
    assert NUMBER[:-2] not in answer.err


def test_only_enrolment_officers_correct_dependants_and_a_trial_records_nothing(
    family: SmallOffice,
) -> None:
    family.refuses("office.role_missing", "ca", *correction(family, "--name", RIGHT))

    with family.untouched():
        said = family.do("en", *correction(family, "--name", RIGHT), "--dry-run")
    assert "1 event would be recorded" in said
