"""A fresh book: every report and every list says in words that there is nothing, and that is no fault."""

import json

import pytest

from tests.commands.office import SmallOffice, file_claims

READING = [
    ("report", "balance-sheet"),
    ("report", "trial-balance"),
    ("report", "loss-ratio"),
    ("report", "comparison", "2015", "2016"),
    ("audit", "trail", "--since", "2015-01-01"),
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
        ("contribution", "deductions", "U999", "--fund", "MED", "--period", "2015", "--out", "x"),
        ("contribution", "deductions", "U000", "--fund", "MEDX", "--period", "2015", "--out", "x"),
        ("relief", "list", "--scheme", "NOPE"),
        ("audit", "trail", "--claim", "C999"),
        ("audit", "trail", "--unit", "U999"),
        ("audit", "trail", "--officer", "nobody"),
        ("audit", "trail", "--member", "014ab79c-e340-7bed-9d77-4b5e971e835d"),
        ("audit", "reperform", "--plan", "CD-NOPE"),
        ("claim", "list", "--where", "plan=CD-NOPE"),
        ("claim", "list", "--where", "plan=CD-HOSP@1999"),
        ("claim", "list", "--where", "unit=U999"),
        ("claim", "list", "--where", "fund=MEDX"),
        ("claim", "assess", "--where", "plan=CD-NOPE"),
    ],
    ids=" ".join,
)
def test_a_slip_in_a_code_is_refused_and_not_told_as_nothing(
    ready: SmallOffice, words: tuple[str, ...]
) -> None:
    ready.refuses("record.unknown", "en", *words)


def test_a_period_without_contributions_is_not_told_as_a_book_without_any(
    enrolled: SmallOffice,
) -> None:
    words = ("report", "loss-ratio", "--period", "2014")  # of cover that was carried in alone
    assert "There are no contributions or benefits of period 2014." in enrolled.do("fi", *words)
    assert "保障期 2014 没有会费或互助金。" in enrolled.do("fi", *words, lang="zh")


@pytest.mark.parametrize("period", ["1999", "2026-xx"])
@pytest.mark.parametrize(
    "words",
    [
        ("report", "loss-ratio"),
        ("contribution", "fall-due"),
        ("contribution", "deductions", "U000", "--fund", "MED", "--out", "x"),
    ],
    ids=" ".join,
)
def test_a_period_of_which_the_book_knows_nothing_is_refused(
    enrolled: SmallOffice, words: tuple[str, ...], period: str
) -> None:
    asked = ("en", *words, "--period", period)
    assert f"this book holds no coverage period {period}" in enrolled.refuses(
        "record.unknown", *asked
    )
    assert f"本账套没有保障期 {period}" in enrolled.refuses("record.unknown", *asked, lang="zh")


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


def test_a_plans_code_finds_the_claims_under_each_of_its_versions(enrolled: SmallOffice) -> None:
    file_claims(enrolled, 2)
    by_key, by_code, by_other = (
        enrolled.do("as", "claim", "list", "--where", f"plan={plan}")
        for plan in ("CD-HOSP@2015", "CD-HOSP", "CD-ACC")
    )
    assert by_key == by_code
    assert "C0" in by_key
    assert "no such claim" in by_other


def test_a_class_that_no_plan_can_have_is_a_usage_error(ready: SmallOffice) -> None:
    answer = ready.run("as", "claim", "list", "--where", "class=hospitl")

    assert answer.code == 2
    assert "hospital_expense" in answer.err
