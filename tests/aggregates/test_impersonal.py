"""No personal data in events: what looks like a person's number, and whatever the vault knows, is refused."""

from typing import Any

import pytest

from ledger.aggregates.impersonal import (
    TextNamesPerson,
    holds_number,
    require_impersonal,
    require_no_number,
    without_persons,
)
from ledger.events import Document
from ledger.intake.identity import invented_id
from tests import makers as m
from tests.aggregates.given import day, moment

ID_NUMBER = invented_id("990101", day("01-05").replace(year=1980), 7, "male")
NUMBERS = [
    ID_NUMBER,
    f"{ID_NUMBER[:6]}-{ID_NUMBER[6:14]}-{ID_NUMBER[14:]}",
    "13800138000",
    "138-0013-8000",
    "+86 138 0013 8000",
    "028-86612345",
    "6222 0212 3456 7890 123",
    "9900-0000-0000-0001",
    "１３８００１３８０００",
]
PLAIN = [
    "2015-01-05",
    "2015年第12次会议纪要",
    "总工发〔2018〕28号",
    "20150105-00012",
    "审批单 2015-0123",
    "20151231093000.pdf",
    "票据3张，共1200.50元",
]


@pytest.mark.parametrize("number", NUMBERS)
def test_a_persons_number_is_found_by_its_form(number: str) -> None:
    assert holds_number(f"见{number}。")
    with pytest.raises(TextNamesPerson) as refusal:
        require_impersonal("reason", f"联系{number}")

    assert refusal.value.code == "vault.text_names_person"
    assert number not in str(refusal.value)
    assert refusal.value.sentence("zh") == "理由 中含个人信息，将永久保存；请改写"


@pytest.mark.parametrize("said", PLAIN)
def test_the_number_of_a_day_or_a_paper_is_none(said: str) -> None:
    assert not holds_number(said)
    require_no_number("document name", said)


def test_a_reason_holds_no_long_number_at_all_and_a_document_name_may() -> None:
    require_no_number("document name", "20151231093000.pdf")
    with pytest.raises(TextNamesPerson):
        require_impersonal("reason", "见 20151231093000")


def test_a_document_named_after_a_person_is_refused() -> None:
    require_no_number("document name", "申请书.pdf", ["测试甲"])
    with pytest.raises(TextNamesPerson):
        require_no_number("document name", "测试甲申请书.pdf", ["测试甲"])


@pytest.mark.parametrize(
    "circumstances",
    [
        {"reason": f"身份证{ID_NUMBER}"},
        {"resolution": "13800138000"},
        {"document": Document(reference=f"{ID_NUMBER}.pdf", sha256=m.DIGEST)},
    ],
    ids=["reason", "resolution", "document"],
)
def test_no_decision_is_made_whose_events_would_keep_a_persons_number(
    circumstances: dict[str, Any],
) -> None:
    with pytest.raises(TextNamesPerson):
        moment(**circumstances)
    with pytest.raises(TextNamesPerson):
        moment().but(**circumstances)


def test_of_the_banks_words_numbers_and_names_are_hidden() -> None:
    said = without_persons("账号6222021234567890123户名测试甲不符", ["测试甲", ""])

    assert said == f"账号{'*' * 19}户名***不符"
    assert without_persons("账户已销户", ["测试甲"]) == "账户已销户"
    assert without_persons(None) is None
