"""A fresh book: every report and every list says in words that there is nothing, and that is no fault."""

import json

import pytest

from tests.commands.office import SmallOffice

READING = [
    ("report", "balance-sheet"),
    ("report", "trial-balance"),
    ("report", "loss-ratio"),
    ("report", "comparison", "2015", "2016"),
    ("audit", "trail", "--claim", "C1"),
    ("plan", "list"),
    ("period", "list"),
    ("projection", "status"),
]


@pytest.mark.parametrize("words", READING, ids=" ".join)
@pytest.mark.parametrize("lang", ["zh", "en"])
def test_a_fresh_book_is_read_without_fault(
    begun: SmallOffice, words: tuple[str, ...], lang: str
) -> None:
    with begun.untouched():
        said = begun.do("lin", *words, lang=lang)
    assert said.strip()
    assert said.endswith("\n")


@pytest.mark.parametrize(
    ("words", "zh", "en"),
    [
        (READING[0], "账簿中尚无分录", "The book holds no entries yet"),
        (READING[1], "账簿中尚无分录", "The book holds no entries yet"),
        (READING[2], "尚无可计算的会费或互助金", "There are no contributions or benefits yet"),
        (READING[3], "所列年度没有数据", "There is no data for these years"),
        (READING[4], "没有符合条件的记录", "Nothing on record matches"),
        (READING[5], "尚未发布任何计划", "no plan is published yet"),
        (READING[6], "未列出的月份均为开启", "months not listed are open"),
    ],
    ids=[" ".join(words) for words in READING[:-1]],
)
def test_nothing_is_said_in_words(
    begun: SmallOffice, words: tuple[str, ...], zh: str, en: str
) -> None:
    for lang, expected in (("zh", zh), ("en", en)):
        said = begun.do("lin", *words, lang=lang)
        assert expected in said
        assert "0.00" not in said


@pytest.mark.parametrize("words", READING[:4], ids=" ".join)
def test_programs_get_an_empty_list(begun: SmallOffice, words: tuple[str, ...]) -> None:
    found = json.loads(begun.do("lin", *words, "--format", "json"))
    assert found["known_at"] == begun.head()
    assert isinstance(found["rows"], list)
    csv = begun.do("lin", *words, "--format", "csv")
    assert csv.startswith("as_of,known_at,")


@pytest.mark.parametrize(
    "words",
    [
        ("report", "balance-sheet", "--fund", "MEDX"),
        ("report", "trial-balance", "--fund", "MEDX"),
        ("contribution", "arrears", "--fund", "MEDX"),
        ("contribution", "arrears", "--unit", "U999"),
        ("contribution", "fall-due", "--period", "2015", "--unit", "U999"),
    ],
    ids=" ".join,
)
def test_a_slip_in_a_code_is_refused_and_not_told_as_nothing(
    ready: SmallOffice, words: tuple[str, ...]
) -> None:
    ready.refuses("record.unknown", "en", *words)


def test_worklists_of_a_fresh_book_are_empty_in_words(ready: SmallOffice) -> None:
    for officer, noun, step in (
        ("as", "claim", "assess"),
        ("ap", "claim", "approve"),
        ("fi", "pay", "verify"),
    ):
        with ready.untouched():
            said = ready.do(officer, noun, step, "--where", "stage=filed")
        assert "no such claim; nothing was recorded" in said


def test_a_month_without_cover_earns_nothing_and_closes(begun: SmallOffice) -> None:
    begun.do("lin", "office", "appoint", "fi", "--role", "finance")
    assert "earned 0.00 yuan" in begun.do("fi", "period", "accrue", "2014-12")
    begun.do("fi", "period", "soft-close", "2014-12")
    assert "2014-12 is closed" in begun.do("fi", "period", "close", "2014-12")
