"""Who a member is, was typed wrongly: it is put right on a document, and what was first written stays."""

from datetime import date
from uuid import UUID

import pytest

from ledger.commands.desk import ID_NUMBER
from ledger.events.member import DetailsCorrected, Enrolled
from ledger.intake.identity import invented_id
from tests.commands.office import ROSTER, SmallOffice, account, person, roster_row
from tests.privacy.offices import opened, pseudonym

RIGHT = "测试更正"
NUMBER = invented_id("990101", date(1979, 12, 31), 8, "female")  # a day older, and nobody's
MAN = invented_id("990101", date(1980, 1, 1), 9, "male")


def correction(
    office: SmallOffice, *words: str, reason: str = "录入有误", who: UUID | None = None
) -> list[object]:
    paper = office.paper("身份证复印件.txt")
    said = ("--reason", reason, "--document", paper)
    return ["member", "correct", who or pseudonym(office), *words, *said]


def corrected(office: SmallOffice) -> DetailsCorrected:
    event = office.events()[-1]
    assert isinstance(event, DetailsCorrected)
    return event


def test_a_name_is_put_right_in_the_vault_and_the_wrong_one_stays_as_history(
    anywhere: SmallOffice,
) -> None:
    who = pseudonym(anywhere)

    anywhere.do("en", *correction(anywhere, "--name", RIGHT))

    with opened(anywhere) as book:
        keys, fields = book.record.sealed(who, "identity")
        assert len(keys) == 1
        names = [book.vault.open(keys, field)["name"] for field in fields]
        _, number = person(0, 0)
        assert names == [person(0, 0)[0], RIGHT]
        assert book.vault.open(keys, fields[-1])["id_number"] == number


def test_the_fact_tells_which_details_and_on_which_paper_and_no_personal_data(
    in_file: SmallOffice,
) -> None:
    who = pseudonym(in_file)
    in_file.do("en", *correction(in_file, "--name", RIGHT, "--id-number", NUMBER))

    event = corrected(in_file)

    assert (event.details, event.sex) == (("name", "id_number"), None)
    assert event.document is not None
    assert event.document.reference == "身份证复印件.txt"
    for said in (RIGHT, NUMBER, *person(0, 0)):
        assert said.encode() not in event.stored()
    told = in_file.do("au", "audit", "trail", "--member", str(who))
    assert "corrected (name, ID number)" in told
    assert RIGHT not in told


def test_an_account_in_the_wrong_name_is_put_right_with_it(in_file: SmallOffice) -> None:
    in_file.do("en", *correction(in_file, "--name", RIGHT))

    assert corrected(in_file).sealed.keys() == {"identity", "bank"}
    with opened(in_file) as book:
        keys, fields = book.record.sealed(pseudonym(in_file), "bank")
        bank = book.vault.open(keys, fields[-1])
    assert bank == {"name": RIGHT, "account": account(0, 0)}


def test_an_account_in_anothers_name_is_left(in_file: SmallOffice) -> None:
    words = (
        "--bank-account",
        account(0, 0),
        "--account-holder",
        "测试继承",
        "--reason",
        "本人要求",
    )
    in_file.do("en", "member", "amend", pseudonym(in_file), *words)

    in_file.do("en", *correction(in_file, "--name", RIGHT))

    assert corrected(in_file).sealed.keys() == {"identity"}


def test_by_a_corrected_number_the_member_is_found_and_renewed(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)

    anywhere.do("en", *correction(anywhere, "--id-number", NUMBER))

    shown = anywhere.do("en", "member", "show", "--id-number", NUMBER)
    assert f"member {who}" in shown
    rows = [roster_row(0, k, **({"身份证号": NUMBER} if k == 0 else {})) for k in range(12)]
    path = anywhere.file("名册2016.csv", ROSTER, rows)
    anywhere.at(2016, 1, 5)
    consent = anywhere.paper("同意书.txt")
    anywhere.do("en", "roster", "import", path, "--period", "2016", "--consent", consent)
    renewed = [e for e in anywhere.events() if isinstance(e, Enrolled) and e.period == "2016"]
    assert who in {e.originator_id for e in renewed}
    assert all(e.renewal for e in renewed)


def test_ages_and_a_sex_that_the_corrected_number_contradicts_are_told(
    in_file: SmallOffice,
) -> None:
    older = invented_id("990101", date(1970, 1, 1), 9, "male")
    who = pseudonym(in_file)

    said = in_file.do("en", *correction(in_file, "--id-number", older))

    assert "period 2015: 35 years old by the record, 45 by the correction" in said
    assert "the sex is corrected with the ID number" in said
    assert corrected(in_file).sex == "male"
    assert '"sex": "male"' in in_file.do("en", "member", "show", who, "--format", "json")


def test_a_number_of_another_member_is_refused(in_file: SmallOffice) -> None:
    _, theirs = person(0, 1)

    said = in_file.refuses("vault.person_known", "en", *correction(in_file, "--id-number", theirs))

    assert theirs not in said


def test_a_number_of_the_members_own_dependant_is_refused(in_file: SmallOffice) -> None:
    child = ("--relation", "child", "--name", "测试小儿", "--id-number", MAN)
    in_file.do("en", "member", "dependant", pseudonym(in_file), "D1", *child)

    in_file.refuses("member.dependant_is_member", "en", *correction(in_file, "--id-number", MAN))


def test_a_correction_may_be_taken_back_to_the_first_number(in_file: SmallOffice) -> None:
    _, first = person(0, 0)
    who = pseudonym(in_file)
    for number in (NUMBER, first, NUMBER, first):
        in_file.do("en", *correction(in_file, "--id-number", number, who=who))

    with opened(in_file) as book:
        digests = [book.vault.blind(ID_NUMBER, number) for number in (first, NUMBER)]
        assert book.record.find_members(ID_NUMBER, digests) == {digests[0]: who}


def test_what_is_right_already_is_not_corrected(in_file: SmallOffice) -> None:
    name, number = person(0, 0)

    words = correction(in_file, "--name", name, "--id-number", number)
    in_file.refuses("member.nothing_to_correct", "en", *words)
    assert in_file.run("en", *correction(in_file)).code == 2


def test_neither_reason_nor_paper_names_the_person(in_file: SmallOffice) -> None:
    name, _ = person(0, 0)

    for reason in (f"{name}录错", f"应为{RIGHT}"):
        words = correction(in_file, "--name", RIGHT, reason=reason)
        in_file.refuses("vault.text_names_person", "en", *words)


@pytest.mark.parametrize("number", ["1234", NUMBER[:-1] + ("0" if NUMBER[-1] != "0" else "1")])
def test_a_number_of_the_wrong_form_is_not_repeated(in_file: SmallOffice, number: str) -> None:
    with in_file.untouched():
        answer = in_file.run("en", *correction(in_file, "--id-number", number))

    assert answer.code == 2
    assert number not in answer.err


def test_only_enrolment_officers_correct_details_and_a_trial_records_nothing(
    in_file: SmallOffice,
) -> None:
    in_file.refuses("office.role_missing", "ca", *correction(in_file, "--name", RIGHT))

    with in_file.untouched():
        said = in_file.do("en", *correction(in_file, "--name", RIGHT), "--dry-run")
    assert "1 event would be recorded" in said
