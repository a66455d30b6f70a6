"""Words that are no command are told in Chinese where Chinese is spoken: every command, every kind."""

import ast
import inspect
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import click
import pytest
from click import core, exceptions, parser, types

from ledger.cli import huzhu
from ledger.commands.misuse import sentence
from ledger.commands.misuse_words import LIBRARY, OWN
from tests.commands.office import SmallOffice, typed

ROOT = Path(__file__).parents[2]
SPEAKING_CHINESE = {"HUZHU_LANG": "zh", "HUZHU_BOOK": "/nowhere/book.db", "HUZHU_OFFICER": "lin"}
CHINESE = re.compile("[\u4e00-\u9fff]")
# Two plain English words after one another: names of commands, options and codes are none.
ENGLISH = re.compile(r"(?<![\w./-])[A-Za-z]{2,} [a-z]{2,}(?![\w/-])")
COMMAND = re.compile(r"huzhu( [a-z-]+)*")


def commands(group: click.Group = huzhu, *path: str) -> Iterator[tuple[tuple[str, ...], Any]]:
    """Yield every command and group, with the words that call it."""
    for name, its in group.commands.items():
        yield (*path, name), its
        if isinstance(its, click.Group):
            yield from commands(its, *path, name)


EVERY = dict(commands())
VERBS = {path: its for path, its in EVERY.items() if not isinstance(its, click.Group)}
GROUPS = {path: its for path, its in EVERY.items() if isinstance(its, click.Group)}


def misused(*words: str) -> str:
    """Type what is no command, and return what is said of it: all of it Chinese."""
    answer = typed(words, SPEAKING_CHINESE)
    assert (answer.code, answer.out) == (2, ""), (words, answer)
    lines = [line for line in answer.err.splitlines() if line]
    for line in lines:
        assert CHINESE.search(line), (words, line)
        assert not ENGLISH.search(COMMAND.sub("", line)), (words, line)
    assert not re.search("[\u4e00-\u9fff][,;:()]|[,;:()][\u4e00-\u9fff]", lines[-1]), lines
    return lines[-1]


def sample(its: click.Parameter) -> list[str]:
    """Return words that fill a parameter in, as its type wants it."""
    kind: Any = its.type
    if getattr(its, "is_flag", False):
        return []
    text = {
        "integer range": "2",
        "integer": "2015",
        "uuid": "014ab79c-e340-7bed-9d77-4b5e971e835d",
        "date": "2015-01-31",
        "month": "2015-01",
        "yuan": "1",
    }.get(kind.name, "x1")
    if isinstance(kind, click.Choice):
        text = str(kind.choices[0])
    return [text] * max(1, its.nargs)


@pytest.mark.parametrize("path", EVERY, ids=" ".join)
def test_an_option_that_is_none_is_told_in_chinese(path: tuple[str, ...]) -> None:
    assert "没有选项 --no-such-thing" in misused(*path, "--no-such-thing")


@pytest.mark.parametrize("path", [(), *GROUPS], ids=" ".join)
def test_a_command_that_is_none_is_told_in_chinese(path: tuple[str, ...]) -> None:
    assert "没有命令 no-such-thing" in misused(*path, "no-such-thing")


@pytest.mark.parametrize("path", GROUPS, ids=" ".join)
def test_a_group_alone_is_told_in_chinese_with_its_commands(path: tuple[str, ...]) -> None:
    said = misused(*path)
    assert all(name in said for name in GROUPS[path].commands)


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_what_is_missing_is_told_in_chinese(path: tuple[str, ...]) -> None:
    its = VERBS[path]
    arguments = [p for p in its.params if isinstance(p, click.Argument) and p.required]
    for count in range(len(arguments)):
        given = [word for each in arguments[:count] for word in sample(each)]
        assert "缺少参数 " in misused(*path, *given, *options_of(its))
    for each in its.params:
        if isinstance(each, click.Option) and each.required and not each.prompt:
            given = [word for argument in arguments for word in sample(argument)]
            said = misused(*path, *given, *options_of(its, but=each))
            assert f"缺少选项 {each.opts[0]}" in said


UNJUDGED = ("text", "file", "directory", "path")  # any text will do


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_a_value_that_is_none_is_told_in_chinese(path: tuple[str, ...]) -> None:
    its = VERBS[path]
    wrong = "？" * 100
    for each in its.params:
        if getattr(each, "is_flag", False) or each.type.name in UNJUDGED:
            continue
        arguments = [
            word
            for argument in its.params
            if isinstance(argument, click.Argument) and (argument.required or argument is each)
            for word in (sample(argument) if argument is not each else [wrong] * max(1, each.nargs))
        ]
        option = [each.opts[0], wrong] if isinstance(each, click.Option) else []
        said = misused(*path, *arguments, *options_of(its, but=each), *option)
        assert "的值不对：" in said


@pytest.mark.parametrize("day", ["0001-01-02", "1899-12-31", "2200-01-01", "9999-12-31"])
def test_a_day_of_other_centuries_is_no_date_that_an_officer_types(day: str) -> None:
    said = f"“{day}”不在 1900-01-01 至 2199-12-31 之间"
    words = ("claim", "list", "--where", "overdue=yes")
    assert said in misused("--on", day, *words)

    answer = typed(["--lang", "en", "--on", day, *words], {})
    assert answer.code == 2
    assert f"'{day}' is not between 1900-01-01 and 2199-12-31" in answer.err


@pytest.mark.parametrize("day", ["1900-01-01", "2199-12-31"])
def test_the_first_and_the_last_day_that_an_officer_types_are_reckoned_with(
    enrolled: SmallOffice, day: str
) -> None:
    enrolled.do("fi", "claim", "list", "--where", "overdue=yes", on=day)


@pytest.mark.parametrize("year", ["0001", "1899", "2200", "9999"])
def test_a_coverage_period_of_other_centuries_is_none(begun: SmallOffice, year: str) -> None:
    paper = begun.paper("x.csv")
    words = ("roster", "import", paper, "--consent", paper, "--period", year)

    answer = begun.run("en", *words, lang="zh")
    assert answer.code == 2
    assert f"“{year}”不在 1900 至 2199 之间" in answer.err
    assert f"'{year}' is not between 1900 and 2199" in begun.run("en", *words).err


def test_how_a_command_is_used_is_told_where_an_argument_is_missing() -> None:
    answer = typed(["report", "comparison", "2026"], SPEAKING_CHINESE)
    assert answer.code == 2
    assert "用法：huzhu report comparison [选项] YEAR YEAR" in answer.err
    assert "缺少参数 YEAR" in answer.err


def test_what_a_condition_may_be_is_listed_in_chinese_with_one_kind_of_comma(
    begun: SmallOffice,
) -> None:
    said = begun.run("as", "claim", "list", "--where", "colour=red", lang="zh").err
    assert "--where 可用：" in said
    assert ", " not in said


def options_of(its: click.Command, *, but: click.Parameter | None = None) -> list[str]:
    """Return the options that a command needs, but for one."""
    needed = [p for p in its.params if isinstance(p, click.Option) and (p.required or p.prompt)]
    return [word for each in needed if each is not but for word in words_of(each)]


def words_of(its: click.Parameter) -> list[str]:
    return [its.opts[0]] * isinstance(its, click.Option) + sample(its)


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_an_option_without_its_value_is_told_in_chinese(path: tuple[str, ...]) -> None:
    for each in VERBS[path].params:
        is_plain = isinstance(each, click.Option) and not each.is_flag
        if is_plain and getattr(each, "prompt_required", True):
            assert f"选项 {each.opts[0]} 须带" in misused(*path, each.opts[0])


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_a_flag_with_a_value_is_told_in_chinese(path: tuple[str, ...]) -> None:
    for each in VERBS[path].params:
        if isinstance(each, click.Option) and each.is_flag:
            flag = next(name for name in each.opts if name.startswith("--"))
            assert f"选项 {flag} 不带值" in misused(*path, f"{flag}=x")


@pytest.mark.parametrize("path", VERBS, ids=" ".join)
def test_words_too_many_are_told_in_chinese(path: tuple[str, ...]) -> None:
    its = VERBS[path]
    takes_any = any(isinstance(p, click.Argument) and p.nargs == -1 for p in its.params)
    if not takes_any:
        given = [w for p in its.params if isinstance(p, click.Argument) for w in sample(p)]
        assert "多出参数：too-many" in misused(*path, *given, *options_of(its), "too-many")


def test_a_folder_where_a_file_belongs_is_told_in_chinese(tmp_path: Path) -> None:
    said = misused("roster", "import", str(tmp_path), "--period", "2015")
    assert said.endswith("是文件夹，不是文件")


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("--lang", "fr", "period", "list"), "错误：--lang 的值不对：“fr”不可选；可选：zh、en"),
        (("--on", "31.1.2015", "period", "list"), "错误：--on 的值不对：“31.1.2015”不是形如 2015-01-31 的日期"),
        (("claim", "lst"), "错误：没有命令 lst；是否指 list"),
        (("claim", "list", "--limit", "0"), "错误：--limit 的值不对：0 超出范围，应为不小于 1 的数"),
        (("relief", "serve", "G1", "--count", "1000"), "错误：--count 的值不对：1000 超出范围，应为1 至 999"),
    ],
)  # fmt: skip
def test_a_usage_error_is_a_whole_sentence(words: tuple[str, ...], said: str) -> None:
    assert misused(*words) == said


def test_the_book_and_the_officer_that_are_missing_are_told_in_chinese() -> None:
    for missing, said in (("HUZHU_BOOK", "指明账套"), ("HUZHU_OFFICER", "指明经办人")):
        surroundings = {k: v for k, v in SPEAKING_CHINESE.items() if k != missing}
        answer = typed(["period", "accrue", "2015-01"], surroundings)
        assert (answer.code, said in answer.err) == (2, True), answer


def test_a_languages_own_option_tells_the_language_of_its_usage_error() -> None:
    english = {**SPEAKING_CHINESE, "HUZHU_LANG": "en"}
    words = ["report", "balance-sheet", "--lang", "zh", "--as-of", "x"]
    assert "不是形如 2015-01-31 的日期" in typed(words, english).err
    assert "错误" in typed(["--lang=zh", "nope"], english).err
    assert "Error: No such command" in typed(["--lang", "en", "nope"], SPEAKING_CHINESE).err


def test_a_wrong_detail_of_a_member_is_told_in_chinese_and_not_repeated(ready: SmallOffice) -> None:
    (member, *_) = (e.originator_id for e in ready.events() if e.topic == "member.registered.v1")
    words = ("member", "amend", member, "--phone", "12345", "--reason", "更正")
    answer = ready.run("en", *words, lang="zh")
    assert answer.code == 2
    assert "手机号应为 11 位，以 1 开头" in answer.err
    assert "12345" not in answer.err


def test_a_file_that_is_not_there_is_told_in_chinese(ready: SmallOffice) -> None:
    words = ("office", "resolve", "R7", "--title", "开办", "--body", "管委会", "--document", "没有")
    answer = ready.run("lin", *words, lang="zh")
    assert (answer.code, answer.err.splitlines()[-1]) == (2, "错误：没有：没有这个文件或文件夹")


# --- the words ----------------------------------------------------------------------------------


def test_every_sentence_of_the_library_is_its_own() -> None:
    source = "".join(inspect.getsource(module) for module in (core, exceptions, parser, types))
    said = {re.sub(r"\{\w+", "{", text) for text in re.findall(r'"((?:[^"\\]|\\.)*)"', source)}
    for english, _ in LIBRARY:
        assert re.sub(r"\{\w+", "{", english) in said, english


def own_sentences() -> Iterator[str]:
    """Yield what commands say of words that are no command, with something in each field."""
    for path in sorted((ROOT / "ledger").rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if not isinstance(node, ast.Call) or not node.args:
                continue
            name = getattr(node.func, "attr", getattr(node.func, "id", ""))
            if name in ("UsageError", "BadParameter") or (
                name == "fail" and path.parts[-2] != "docs"
            ):
                yield from _texts(node.args[0])
        if path.name in ("money.py", "periods.py"):  # whose words types of values hand on
            for node in ast.walk(ast.parse(path.read_text("utf-8"))):
                if isinstance(node, ast.Call) and getattr(node.func, "id", "") == "ValueError":
                    yield from _texts(node.args[0])


def _texts(node: ast.expr) -> Iterator[str]:
    if isinstance(node, ast.Constant):
        yield str(node.value)
    elif isinstance(node, ast.JoinedStr):
        parts = []
        for part in node.values:
            if isinstance(part, ast.Constant):
                parts.append(str(part.value))
            else:
                assert isinstance(part, ast.FormattedValue)
                parts.append("'x'" if part.conversion == ord("r") else "x")
        yield "".join(parts)


# Faults of the program, which no input brings about.
NOT_TOLD = (
    "weights must",
    "a coverage period must",
    "a moment without",
    "the denominator",
    "cover must",
)


def test_every_sentence_of_ours_has_its_chinese() -> None:
    said = [text for text in own_sentences() if not text.startswith(NOT_TOLD)]
    assert len(said) >= 40
    left = {text for text in said if text == sentence(text) and text != "x: x"}
    assert left == set()


@pytest.mark.parametrize(("english", "chinese"), [*LIBRARY, *OWN], ids=lambda text: text[:30])
def test_both_languages_name_the_same_fields(english: str, chinese: str) -> None:
    fields = set(re.findall(r"\{(\w+)", chinese))
    assert fields <= set(re.findall(r"\{(\w+)", english))
    assert CHINESE.search(chinese)
