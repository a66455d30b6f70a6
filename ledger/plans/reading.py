"""Reading a plan file: YAML text to terms, or one refusal that lists every problem by its path.

Plan files use a small, safe part of YAML: mappings, lists, strings, whole decimal numbers,
true/false, null and dates. Tags, anchors and aliases are refused, as is a key given twice.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, Final

import yaml
from pydantic import ValidationError

from ledger.errors import LedgerError, Unknown
from ledger.plans.problems import Problem, problems_of, told
from ledger.plans.resolving import Schedules, disagreements, resolved, schedules_named
from ledger.plans.schedules import Schedule
from ledger.plans.terms import PlanTerms

TEXT_CHARACTERS_MAX = 256 * 1024
TERMS_BYTES_MAX = 60_000  # a published version is one fact of the record, which holds 65,535 bytes


@dataclass(eq=False)
class FileUnsound(LedgerError):
    """A file that contradicts itself, or cannot be read, is not taken.

    `says` and `says_zh` end with its problems, each behind the path of its field.
    """

    problems: tuple[Problem, ...]

    def __str__(self) -> str:
        return self.says.format(problems=told(self.problems, "en"))

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language, each problem behind its path."""
        if lang != "zh":
            return str(self)
        return self.says_zh.format(problems=told(self.problems, "zh"))


class TermsUnsound(FileUnsound):
    """Terms that contradict themselves, or cannot be read, are not published.

    Each problem begins with the path of the field in the file.
    """

    code = "plan.terms_unsound"
    says = "the plan file is not sound: {problems}"
    says_zh = "计划文件有误：{problems}"
    remedy = (
        "Correct the terms where the refusal names a line or field, and check them with "
        "`huzhu plan lint`."
    )
    rule_source = "this ledger: terms that are published can be decided by"


class ScheduleUnsound(FileUnsound):
    """A schedule that contradicts itself, or cannot be read, is not adopted.

    Each problem begins with the path of the field in the file.
    """

    code = "plan.schedule_unsound"
    says = "the schedule file is not sound: {problems}"
    says_zh = "附表文件有误：{problems}"
    remedy = (
        "Correct the schedule where the refusal names a line or field, and run "
        "`huzhu plan publish` again."
    )
    rule_source = "this ledger: terms that are published can be decided by"


class FactsUnsound(FileUnsound):
    """A facts file that cannot be read, or contradicts itself, is not tried on any terms.

    Each problem begins with the path of the field in the file.
    """

    code = "plan.facts_unsound"
    says = "the facts file is not sound: {problems}"
    says_zh = "事实文件有误：{problems}"
    remedy = (
        "Correct the facts where the refusal names a line or field, and run "
        "`huzhu plan try --facts` again."
    )
    rule_source = "this ledger: what cannot be read is not guessed"


TERMS: Final = Problem("the plan's fields", "计划的字段")  # what a file holds, in both languages
SCHEDULE: Final = Problem("the schedule's fields", "附表的字段")
# What goes beyond the small part of YAML, and what its reader finds, as far as it has Chinese words.
_CHINESE: Final = {
    "anchors and aliases are not used": "不使用锚点和别名",
    "tags are not used": "不使用标签",
    "a key must be a word": "键应为一个词",
    "the calendar has no such day": "日历上没有这一天",
    "mapping values are not allowed here": "此处不应有冒号",
    "could not find expected ':'": "缺少冒号",
    "but found another document": "一个文件只能有一份内容",
    "found character '\\t' that cannot start any token": "不能用制表符缩进",
    "found unexpected end of stream": "内容没有写完，引号或括号未闭合",
}


class _Unread(yaml.MarkedYAMLError):
    """The text goes beyond the part of YAML that plan files use."""


class _Loader(yaml.SafeLoader):
    """Reads the small part of YAML, where what is written has one meaning.

    In particular 0100 is not octal, 1:30 not a number of seconds, and `no` not a truth value.
    """

    def compose_node(self, parent: yaml.Node | None, index: Any) -> yaml.Node | None:
        event = self.peek_event()  # type: ignore[no-untyped-call]
        if isinstance(event, yaml.AliasEvent) or getattr(event, "anchor", None) is not None:
            raise _Unread(problem="anchors and aliases are not used", problem_mark=event.start_mark)
        if getattr(event, "tag", None) is not None:
            raise _Unread(problem="tags are not used", problem_mark=event.start_mark)
        return super().compose_node(parent, index)

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen = set()
        for key, _ in node.value:
            if not isinstance(key, yaml.ScalarNode):
                raise _Unread(problem="a key must be a word", problem_mark=key.start_mark)
            if key.value in seen:
                raise _Unread(
                    problem=f"the key {key.value!r} is given twice", problem_mark=key.start_mark
                )
            seen.add(key.value)
        mapping: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return mapping

    def construct_yaml_timestamp(self, node: Any) -> Any:
        try:
            return super().construct_yaml_timestamp(node)
        except ValueError:
            raise _Unread(
                problem="the calendar has no such day", problem_mark=node.start_mark
            ) from None


_Loader.add_constructor("tag:yaml.org,2002:timestamp", _Loader.construct_yaml_timestamp)
_Loader.yaml_implicit_resolvers = {}
for _tag, _pattern, _first in (
    ("null", r"null|~|", ["n", "~", ""]),
    ("bool", r"true|false", ["t", "f"]),
    ("int", r"-?(?:0|[1-9][0-9]{0,17})", list("-0123456789")),
    ("timestamp", r"[0-9]{4}-[0-9]{2}-[0-9]{2}", list("0123456789")),
):
    _Loader.add_implicit_resolver(
        f"tag:yaml.org,2002:{_tag}", re.compile(rf"(?:{_pattern})\Z"), _first
    )


def parse_terms(yaml_text: str) -> PlanTerms:
    """Read the terms of one plan version from the text of its file.

    Raises:
        TermsUnsound: the text is not such a file, or its terms contradict themselves.
    """
    facts = read_mapping(yaml_text, TermsUnsound, TERMS)
    try:
        terms = PlanTerms.model_validate(facts)
    except ValidationError as error:
        raise TermsUnsound(problems_of(error)) from None
    if len(terms.model_dump_json(exclude_none=True).encode()) > TERMS_BYTES_MAX:
        size = f"{TERMS_BYTES_MAX}"
        raise TermsUnsound(
            (
                Problem(
                    f"the terms are more than {size} bytes of the record; "
                    "put long lists into a schedule of their own",
                    f"条款超过一条记录的 {size} 字节；较长的目录请另立附表",
                ),
            )
        )
    return terms


def parse_schedule(yaml_text: str) -> Schedule:
    """Read one edition of a schedule from the text of its file.

    Raises:
        ScheduleUnsound: the text is not such a file, or contradicts itself.
    """
    facts = read_mapping(yaml_text, ScheduleUnsound, SCHEDULE)
    try:
        return Schedule.model_validate(facts)
    except ValidationError as error:
        raise ScheduleUnsound(problems_of(error)) from None


def with_schedules(terms: PlanTerms, schedules: Schedules) -> PlanTerms:
    """Return terms with the lines of the schedules that they name, ready to be decided by.

    Raises:
        Unknown: the terms name an edition that is not among them.
        TermsUnsound: the terms contradict an edition that they name.
    """
    for key in schedules_named(terms):
        if key not in schedules:
            raise Unknown("schedule", key)
    problems = tuple(disagreements(terms, schedules))
    if problems:
        raise TermsUnsound(problems)
    return resolved(terms, schedules)


def read_mapping(yaml_text: str, refusal: type[FileUnsound], holds: Problem) -> dict[str, Any]:
    """Read a file that is a mapping in the part of YAML that plan files use.

    Raises:
        TermsUnsound, ScheduleUnsound, FactsUnsound: whichever the caller names, where the text is
            not such a file.
    """
    if len(yaml_text) > TEXT_CHARACTERS_MAX:
        most = TEXT_CHARACTERS_MAX
        raise refusal(
            (Problem(f"the file is longer than {most} characters", f"文件超过 {most} 个字符"),)
        )
    try:
        facts = _Loader(yaml_text).get_single_data()
    except yaml.YAMLError as error:
        raise refusal((_words_of(error),)) from None
    except RecursionError:
        raise refusal((Problem("the file is nested too deeply", "文件层次过深"),)) from None
    if not isinstance(facts, dict):
        said = Problem(f"the file must be a mapping of {holds.en}", f"文件应为{holds.zh}（键和值）")
        raise refusal((said,))
    return facts


def _words_of(error: yaml.YAMLError) -> Problem:
    """Say where the text stops being readable, counting lines from 1."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        line, column = error.problem_mark.line + 1, error.problem_mark.column + 1
        found = str(error.problem or error.context)
        twice = re.fullmatch(r"the key ['\"](.*)['\"] is given twice", found, re.DOTALL)
        chinese = f"键 {twice[1]} 重复" if twice else _CHINESE.get(found, "此处无法读懂")
        return Problem(
            f"line {line}, column {column}: {found}", f"第{line}行第{column}列：{chinese}"
        )
    return Problem("it holds a character that YAML does not allow", "含有 YAML 不允许的字符")
