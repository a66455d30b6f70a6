"""Personal details are masked, unless a purpose was recorded before they are shown."""

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.aggregates.privacy import DETAILS
from ledger.commands.personal import masked
from ledger.events.member import Detail, DetailsRevealed
from tests.commands.office import SmallOffice, account, person
from tests.privacy.offices import AUDITOR, pseudonym

NAME, ID_NUMBER = person(0, 0)
PURPOSE = "核对补交材料"


@pytest.mark.parametrize(
    ("detail", "value", "shown"),
    [
        ("name", "测试甲乙", "测***"),
        ("name", "甲", "甲*"),
        ("id_number", "510107197001011234", "510***********1234"),
        ("phone", "13812345678", "138****5678"),
        ("bank_account", "6222020000000001234", "6222***********1234"),
        ("bank_account", "12345", "*****"),
    ],
)
def test_a_masked_value_shows_its_ends_only(detail: Detail, value: str, shown: str) -> None:
    assert masked(detail, value) == shown


@given(st.sampled_from(["wage", "income_band"]), st.text(min_size=1))
def test_pay_is_hidden_whole_and_its_length_too(detail: Detail, value: str) -> None:
    assert masked(detail, value) == "****"


NOT_PAY = [detail for detail, (kind, _) in DETAILS.items() if kind != "pay"]


@given(st.sampled_from(NOT_PAY), st.text(st.characters(categories=["L", "N"]), min_size=2))
def test_most_of_a_value_stays_hidden_however_long_it_is(detail: Detail, value: str) -> None:
    shown = masked(detail, value)

    is_name = detail in ("name", "account_holder")
    assert len(shown) == len(value)
    assert shown.count("*") >= (len(value) - 1 if is_name else min(4, len(value)))
    assert all(seen in ("*", own) for own, seen in zip(value, shown, strict=True))


def test_a_member_is_shown_masked_to_anyone_who_may_open_the_book(anywhere: SmallOffice) -> None:
    who = pseudonym(anywhere)

    with anywhere.untouched():
        said = anywhere.do("nobody", "member", "show", who)

    assert "990***********0006" in said
    assert "CD-HOSP@2015  2015  2015-01-01 – 2015-12-31" in said
    for clear in (NAME, ID_NUMBER, account(0, 0)):
        assert clear not in said


def test_a_member_is_found_by_id_number(anywhere: SmallOffice) -> None:
    said = anywhere.do("as", "member", "show", "--id-number", ID_NUMBER, "--format", "json")

    shown = json.loads(said)
    assert shown["member"] == str(pseudonym(anywhere))
    assert shown["details"]["name"] == "测****"
    assert ID_NUMBER not in said


@pytest.mark.parametrize("officer", ["en", "as", "ap", AUDITOR])
def test_what_is_shown_in_clear_is_recorded_before(anywhere: SmallOffice, officer: str) -> None:
    who = pseudonym(anywhere)

    words = ("member", "show", who, "--reveal", "id_number", "--purpose", PURPOSE)
    said = anywhere.do(officer, *words)

    assert ID_NUMBER in said
    event = anywhere.events()[-1]
    assert isinstance(event, DetailsRevealed)
    assert (event.details, event.purpose, event.recorded_by) == (("id_number",), PURPOSE, officer)
    assert ID_NUMBER.encode() not in event.stored()
    assert PURPOSE in anywhere.do("lin", "audit", "trail", "--member", who, lang="zh")


def test_each_showing_is_recorded_also_under_one_command_id(in_file: SmallOffice) -> None:
    who, before = pseudonym(in_file), in_file.head()
    words = ("member", "show", who, "--reveal", "name", "--purpose", PURPOSE)
    own = "00000000-0000-4000-8000-000000000001"

    for _ in range(2):
        assert NAME in in_file.run("as", *words, command_id=own).out

    assert in_file.head() == before + 2


@pytest.mark.parametrize("officer", ["lin", "fi", "ca", "tr"])
def test_an_officer_without_such_a_role_sees_nothing_in_clear(
    in_file: SmallOffice, officer: str
) -> None:
    words = ("member", "show", pseudonym(in_file), "--reveal", "name", "--purpose", PURPOSE)

    assert NAME not in in_file.refuses("office.role_missing", officer, *words)


@pytest.mark.parametrize("more", [("--reveal", "name"), ("--purpose", PURPOSE)])
def test_a_detail_and_a_purpose_go_together(in_file: SmallOffice, more: tuple[str, str]) -> None:
    with in_file.untouched():
        answer = in_file.run("as", "member", "show", pseudonym(in_file), *more)

    assert answer.code == 2
    assert NAME not in answer.out + answer.err


@pytest.mark.parametrize("purpose", [f"call {NAME}", f"查 {ID_NUMBER}", "電話 138 1234 5678"])
def test_a_purpose_that_names_the_person_is_refused_without_repeating_it(
    in_file: SmallOffice, purpose: str
) -> None:
    words = ("member", "show", pseudonym(in_file), "--reveal", "name", "--purpose", purpose)

    said = in_file.refuses("vault.text_names_person", "as", *words)

    assert NAME not in said
    assert ID_NUMBER not in said


def test_a_detail_that_was_never_given_is_refused(in_file: SmallOffice) -> None:
    words = ("member", "show", pseudonym(in_file), "--reveal", "phone", "--purpose", PURPOSE)

    in_file.refuses("vault.details_missing", "as", *words)


def test_without_the_keys_nothing_is_shown_and_nothing_else_is_lost(in_file: SmallOffice) -> None:
    who = pseudonym(in_file)
    in_file.keys.unlink()

    said = in_file.do("as", "member", "show", who)

    assert "the vault does not open here" in said
    assert "CD-HOSP@2015" in said
    in_file.refuses("vault.keys", "as", "member", "show", "--id-number", ID_NUMBER)


@pytest.mark.parametrize("stream", ["00000000-0000-4000-8000-000000000009", "an office"])
def test_what_is_no_member_is_not_shown(in_file: SmallOffice, stream: str) -> None:
    office = str(in_file.events()[0].originator_id)

    said = in_file.refuses(
        "record.unknown", "as", "member", "show", office if stream == "an office" else stream
    )

    assert "no member" in said


def test_pseudonym_and_id_number_are_two_ways_to_the_same(in_file: SmallOffice) -> None:
    assert in_file.run("as", "member", "show").code == 2
    both = (pseudonym(in_file), "--id-number", ID_NUMBER)
    assert in_file.run("as", "member", "show", *both).code == 2
