"""Chinese throughout: names of files and units, refusals in whole sentences, columns at their true width."""

import json
import re

from rich.cells import cell_len

from tests.commands.office import (
    ROSTER,
    SmallOffice,
    person,
    roster_import,
    roster_row,
    roster_rows,
    typed,
)
from tests.commands.people import pseudonyms

CHINESE = re.compile(r"[\u4e00-\u9fff]")


def test_a_refusal_is_a_sentence_in_the_language_asked_for(ready: SmallOffice) -> None:
    words = ("unit", "register", "U9", "--name", "某单位")
    said = ready.refuses("office.role_missing", "ca", *words, lang="zh")
    assert "经办人 ca 无权办理：需要 参保经办 权限" in said
    said = ready.refuses("office.role_missing", "ca", *words, lang="en")
    assert not CHINESE.search(said)


def test_the_language_comes_from_the_surroundings_unless_it_is_said(ready: SmallOffice) -> None:
    words = ready.line("lin", "period", "list")
    for surroundings, expected in (
        ({"LANG": "zh_CN.UTF-8"}, "账套自"),
        ({"LANG": "en_GB.UTF-8"}, "the book begins"),
        ({"LANG": "en_GB.UTF-8", "HUZHU_LANG": "zh"}, "账套自"),
    ):
        assert expected in typed(words, ready.surroundings | surroundings).out
    said = typed(["--lang", "en", *words], ready.surroundings | {"LANG": "zh_CN.UTF-8"})
    assert "the book begins" in said.out


def test_a_bad_row_is_told_in_chinese_with_row_and_heading(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, [roster_row(0, 0, 份数=0)])
    said = ready.refuses("roster.shares", "en", *roster_import(ready, path), lang="zh")
    assert "第 2 行，份数：[roster.shares] 份数应为 1 至 99" in said
    assert "名册.csv：共 1 行，1 行不能受理；未作任何记录" in said


def test_a_chinese_file_in_a_chinese_folder_is_taken_in_and_known_by_its_name(
    ready: SmallOffice,
) -> None:
    folder = ready.folder / "成都办事处 二〇一五年"
    folder.mkdir()
    ready.file("x.csv", ROSTER, roster_rows()).rename(folder / "参保名册（一月）.csv")
    said = ready.do("en", *roster_import(ready, folder / "参保名册（一月）.csv"), lang="zh")
    assert "已记录 8 份名册" in said
    trail = ready.do("lin", "audit", "trail", "--unit", "U000", lang="zh")
    assert "参保名册（一月）.csv" in trail
    assert "二〇一五年" not in trail  # a folder's name stays outside the record


def test_a_rare_character_of_a_name_is_taken_in(ready: SmallOffice) -> None:
    rows = [roster_row(0, k, 姓名="测试𠮷") for k in range(12)]
    path = ready.file("名册.csv", ROSTER, rows)
    assert "recorded 1 roster" in ready.do("en", *roster_import(ready, path), "--no-compare-names")


def test_a_units_chinese_name_stands_in_the_trail(ready: SmallOffice) -> None:
    assert "示例单位甲" in ready.do("lin", "audit", "trail", "--unit", "U000", lang="zh")


def columns_end_together(table: str) -> bool:
    """Tell whether the amounts of a table end in the same terminal columns, row by row."""
    ends = []
    for line in table.splitlines():
        found = [cell_len(line[: m.end()]) for m in re.finditer(r"-?[\d,]+\.\d\d(?!\d)", line)]
        if len(found) >= 2:
            ends.append(found)
    widest = max(map(len, ends))
    full = [found for found in ends if len(found) == widest]
    return len(full) > 2 and all(found == full[0] for found in full)


def test_amounts_stand_under_each_other_in_chinese_tables(enrolled: SmallOffice) -> None:
    for report in (["trial-balance"], ["balance-sheet"], ["loss-ratio"]):
        for lang in ("zh", "en"):
            said = enrolled.do("lin", "report", *report, on="2015-01-31", lang=lang)
            assert columns_end_together(said), said


def test_a_table_shifted_by_one_column_is_found() -> None:
    good = "银行存款   1.00  2.00\n预收      10.00  2.00\n其他       1.00  2.00\n"
    assert columns_end_together(good)
    assert not columns_end_together(good.replace("预收 ", "预收款 "))


def test_no_line_of_a_chinese_table_is_wider_than_its_rule(enrolled: SmallOffice) -> None:
    said = enrolled.do("lin", "report", "trial-balance", on="2015-01-31", lang="zh")
    lines = said.splitlines()
    rules = [n for n, line in enumerate(lines) if line.startswith("─")]
    width = cell_len(lines[rules[0]])
    assert all(cell_len(line) <= width for line in lines[rules[0] - 1 : rules[-1] + 1])


def test_programs_get_the_same_keys_in_both_languages(enrolled: SmallOffice) -> None:
    words = ("report", "trial-balance", "--format", "json")
    chinese, english = (
        json.loads(enrolled.do("lin", *words, on="2015-01-31", lang=lang)) for lang in ("zh", "en")
    )
    assert chinese.keys() == english.keys()
    assert chinese["rows"][0].keys() == english["rows"][0].keys()
    assert chinese["rows"][0] != english["rows"][0]  # the label


def test_every_answer_of_a_day_is_said_in_chinese(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, roster_rows())
    for officer, words in (
        ("lin", ("office", "policy", "claim.appeal_days", "15", "--citation", "章程")),
        ("lin", ("agency", "register", "A2", "--name", "武侯代办处")),
        ("en", ("unit", "register", "U9", "--name", "某单位")),
        ("en", ("unit", "assign", "U9", "--agency", "A2")),
        ("en", ("unit", "headcount", "U9", 5)),
        ("en", ("unit", "close", "U9", "--reason", "撤并")),
        ("en", roster_import(ready, path)),
        ("fi", ("period", "accrue", "2015-01")),
        ("lin", ("projection", "catch-up")),
    ):
        said = ready.do(officer, *words, lang="zh")
        assert all(CHINESE.search(line) for line in said.splitlines()), said


def test_the_trail_of_a_day_says_codes_in_chinese_words(ready: SmallOffice) -> None:
    words = ("office", "appoint", "new", "--role", "enrolment", "--role", "cashier")
    assert "已任命 new：参保经办、出纳" in ready.do("lin", *words, lang="zh")
    path = ready.file("名册.csv", ROSTER, roster_rows())
    ready.do("en", *roster_import(ready, path))
    one = pseudonyms(ready)[0]
    leaving = ("member", "leave", one, "--cause", "withdrew", "--reason", "不再参加")
    ready.do("en", *leaving, on="2015-06-30")
    refusing = ("member", "consent", one, "deduction", "--refused")
    assert "不同意：代扣会费" in ready.do("en", *refusing, lang="zh")

    trail = ready.do("lin", "audit", "trail", lang="zh")

    assert "离会（本人退出）" in trail
    assert "不同意（代扣会费）" in trail
    assert "任命经办人new：出纳、参保经办" in trail
    assert not re.findall("[\u4e00-\u9fff）][,;:()]|[,;:()][\u4e00-\u9fff]", trail)


def test_a_refused_row_says_codes_in_chinese_words(ready: SmallOffice) -> None:
    path = ready.file("调薪.csv", ("单位编码", "身份证号", "月工资", "起始日期"),
                      [("U000", person(0, 0)[1], "100", "2015-03-01")])  # fmt: skip
    said = ready.refuses(
        "file.rows_refused", "en", "roster", "pay", path, "--reason", "调薪", lang="zh"
    )
    assert "本账套没有会员（第 2 行）" in said or "本账套没有名册记录（第 2 行）" in said
