"""Every problem of a row has a Chinese sentence, and every refusal of a file too."""

import pytest

from ledger.docs.problems import row_problems
from ledger.intake.judge import Problem
from ledger.intake.refusals import EmptyTable, FileRefused
from ledger.intake.words import CHINESE, in_chinese


def test_every_problem_of_a_row_and_nothing_else_has_chinese_words() -> None:
    assert sorted(CHINESE) == [problem.code for problem in row_problems()]


def test_the_row_that_says_the_same_is_named_in_chinese() -> None:
    message = "row 12 of this file says the same already"
    assert in_chinese(Problem(14, "单位编码", "units.duplicate", message)) == "与本文件第 12 行重复"


def test_the_words_to_choose_from_are_listed_in_chinese() -> None:
    message = "one of these belongs here: 住院, 确诊"
    told = in_chinese(Problem(2, "事由", "intake.choice", message))
    assert told == "应填下列之一：住院, 确诊"


def test_what_a_rule_said_stays_as_it_was_said() -> None:
    assert in_chinese(Problem(2, "", "record.unknown", "本账套没有单位")) == "本账套没有单位"


@pytest.mark.parametrize("kind", FileRefused.__subclasses__())
def test_every_refusal_of_a_file_is_told_in_chinese(kind: type[FileRefused]) -> None:
    assert kind("名册.csv", "x").sentence("zh") == f"名册.csv：{kind.says_zh}"
    assert kind.says_zh != FileRefused.says_zh


def test_a_files_refusal_names_sheet_row_and_column_in_chinese() -> None:
    refusal = EmptyTable("名册.xlsx", "x", "一月", 3, "姓名")
    assert refusal.sentence("zh").startswith("名册.xlsx，工作表 一月，第 3 行，“姓名”列：")
