"""Details are replaced by newer ones under the same data key; benefits go to the newest account."""

import csv

import pytest

from ledger.commands.claim_steps import members_of
from ledger.events.member import DetailsSealed
from tests.commands.office import SmallOffice, account, file_claims, person
from tests.privacy.offices import opened, pseudonym

ACCOUNT = "6222020000000001234"
WHY = ("--reason", "原卡注销")


def paid_to(office: SmallOffice) -> dict[str, str]:
    """Take one claim through to the bank's file; return its line."""
    (number,) = file_claims(office, 1)
    office.do("as", "claim", "assess", number)
    office.do("ap", "claim", "approve", number)
    office.do("fi", "pay", "verify", number)
    office.do("ca", "pay", "prepare", "B1", "--fund", "MED", "--bank-account", "B1", number)
    office.do("tr", "pay", "release", "B1", "--out", office.folder / "bank")
    (path,) = (office.folder / "bank").iterdir()
    with path.open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    return line


def test_a_benefit_goes_to_the_account_that_was_named_last(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)
    anywhere.do("en", "member", "amend", who, "--bank-account", ACCOUNT, *WHY)

    line = paid_to(anywhere)

    assert (line["账号"], line["户名"]) == (ACCOUNT, person(0, 0)[0])
    with opened(anywhere) as book:
        its = members_of(book, ["C0"])["C0"]
        keys, fields = book.record.sealed(who, "bank")
        assert its.sealed_times["bank"] == len(fields) == 2
        assert len(keys) == 1
        assert book.vault.open(keys, fields[0])["account"] == account(0, 0)


def test_what_was_replaced_is_told_by_its_digest_alone(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)

    anywhere.do("en", "member", "amend", who, "--bank-account", ACCOUNT, *WHY)

    event = anywhere.events()[-1]
    assert isinstance(event, DetailsSealed)
    assert event.sealed.keys() == {"bank"}
    assert ACCOUNT.encode() not in event.stored()
    with opened(anywhere) as book:
        answer = book.record.command(event.command_id)
    assert answer is not None
    assert ACCOUNT not in answer.result


def test_a_telephone_number_that_was_not_on_file_gets_a_key_of_its_own(
    in_file: SmallOffice,
) -> None:
    who = pseudonym(in_file)

    for number in ("13812345678", "13912345678"):
        in_file.do("en", "member", "amend", who, "--phone", number, "--reason", "新号码")

    assert "139****5678" in in_file.do("en", "member", "show", who)
    with opened(in_file) as book:
        keys, fields = book.record.sealed(who, "contact")
    assert (len(keys), [field.sequence for field in fields]) == (1, [1, 2])


def test_an_account_may_be_in_anothers_name(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    more = ("--bank-account", ACCOUNT, "--account-holder", "测试继承")

    in_file.do("en", "member", "amend", who, *more, *WHY)

    words = ("--reveal", "account_holder", "--purpose", "付款前核对")
    assert "测试继承" in in_file.do("en", "member", "show", who, *words)


@pytest.mark.parametrize("number", ["1234", "6.22202E+18", "6222 0200 0000 0001 234X"])
def test_a_value_of_the_wrong_form_is_not_repeated(in_file: SmallOffice, number: str) -> None:
    with in_file.untouched():
        words = ("member", "amend", pseudonym(in_file), "--bank-account", number, *WHY)
        answer = in_file.run("en", *words)

    assert answer.code == 2
    assert number not in answer.err


def test_an_amendment_says_what_is_new(in_file: SmallOffice) -> None:
    assert in_file.run("en", "member", "amend", pseudonym(in_file), *WHY).code == 2


def test_a_reason_does_not_name_the_person_or_the_account(in_file: SmallOffice) -> None:
    own = ("member", "amend", pseudonym(in_file), "--bank-account", ACCOUNT, "--reason")

    for reason in (f"{person(0, 0)[0]} 换卡", f"换成 {ACCOUNT}", f"原 {account(0, 0)}"):
        said = in_file.refuses("vault.text_names_person", "en", *own, reason)
        assert reason not in said


def test_only_enrolment_officers_replace_details(in_file: SmallOffice) -> None:
    words = ("member", "amend", pseudonym(in_file), "--bank-account", ACCOUNT, *WHY)

    in_file.refuses("office.role_missing", "ca", *words)
