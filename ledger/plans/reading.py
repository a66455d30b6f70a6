"""Reading a plan file: YAML text to terms, or one refusal that lists every problem by its path.

Plan files use a small, safe part of YAML: mappings, lists, strings, whole decimal numbers,
true/false, null and dates. Tags, anchors and aliases are refused, as is a key given twice.
"""

import re
from collections.abc import Hashable
from dataclasses import dataclass
from typing import Any, ClassVar, get_args

import yaml
from pydantic import ValidationError

from ledger.errors import LedgerError
from ledger.plans.clauses import BenefitType
from ledger.plans.terms import PlanTerms

TEXT_CHARACTERS_MAX = 256 * 1024
TERMS_BYTES_MAX = 60_000  # a published version is one fact of the record, which holds 65,535 bytes

_TYPES = {
    *get_args(BenefitType),
    *("per_share", "by_level", "wage_ratio", "income_band", "fixed", "unit_age"),
}


@dataclass(eq=False)
class TermsUnsound(LedgerError):
    """Terms that contradict themselves, or cannot be read, are not published.

    Each problem begins with the path of the field in the file.
    """

    code: ClassVar[str] = "plan.terms_unsound"
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return f"the plan file is not sound: {'; '.join(self.problems)}"

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language; the problems name fields, and stay as they are."""
        return f"计划文件有误：{'；'.join(self.problems)}" if lang == "zh" else str(self)


@dataclass(eq=False)
class FactsUnsound(LedgerError):
    """A facts file that cannot be read, or contradicts itself, is not tried on any terms.

    Each problem begins with the path of the field in the file.
    """

    code: ClassVar[str] = "plan.facts_unsound"
    problems: tuple[str, ...]

    def __str__(self) -> str:
        return f"the facts file is not sound: {'; '.join(self.problems)}"

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language; the problems name fields, and stay as they are."""
        return f"事实文件有误：{'；'.join(self.problems)}" if lang == "zh" else str(self)


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
    facts = read_mapping(yaml_text, TermsUnsound, "the plan's fields")
    try:
        terms = PlanTerms.model_validate(facts)
    except ValidationError as error:
        raise TermsUnsound(problems_of(error)) from None
    if len(terms.model_dump_json(exclude_none=True).encode()) > TERMS_BYTES_MAX:
        raise TermsUnsound((f"the terms are more than {TERMS_BYTES_MAX} bytes of the record",))
    return terms


def read_mapping(
    yaml_text: str, refusal: type[TermsUnsound] | type[FactsUnsound], holds: str
) -> dict[str, Any]:
    """Read a file that is a mapping in the part of YAML that plan files use.

    Raises:
        TermsUnsound, FactsUnsound: whichever the caller names, where the text is not such a file.
    """
    if len(yaml_text) > TEXT_CHARACTERS_MAX:
        raise refusal((f"the file is longer than {TEXT_CHARACTERS_MAX} characters",))
    try:
        facts = _Loader(yaml_text).get_single_data()
    except yaml.YAMLError as error:
        raise refusal((_words_of(error),)) from None
    except RecursionError:
        raise refusal(("the file is nested too deeply",)) from None
    except ValueError as error:  # a day that the calendar does not have
        raise refusal((f"a date in the file is not one: {error}",)) from None
    if not isinstance(facts, dict):
        raise refusal((f"the file must be a mapping of {holds}",))
    return facts


def problems_of(error: ValidationError) -> tuple[str, ...]:
    """Return each problem that a model found in a file, beginning with its path there."""
    found = error.errors(include_url=False, include_input=False)
    return tuple(_problem(each["loc"], each["msg"]) for each in found)


def _words_of(error: yaml.YAMLError) -> str:
    """Say where the text stops being readable, counting lines from 1."""
    if isinstance(error, yaml.MarkedYAMLError) and error.problem_mark is not None:
        mark = error.problem_mark
        return f"line {mark.line + 1}, column {mark.column + 1}: {error.problem or error.context}"
    return "it holds a character that YAML does not allow"


def _problem(location: tuple[int | str, ...], message: str) -> str:
    """Join a path as it stands in the file with what is wrong there."""
    path = [
        str(part)
        for place, part in enumerate(location)
        # pydantic puts a rule's type behind its place: it is no step of the file's path
        if not (part in _TYPES and place and _has_types(location[place - 1]))
    ]
    said = message.removeprefix("Value error, ")
    return f"{'.'.join(path)}: {said}" if path else said


def _has_types(step: int | str) -> bool:
    """Tell whether what stands at a step of a path is told apart by its type."""
    return isinstance(step, int) or step == "contribution"
