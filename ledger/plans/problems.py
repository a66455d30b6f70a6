"""Problems of a file: where, and what is wrong there, in Chinese and in English."""

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, Final, NamedTuple, get_args

from pydantic import ValidationError

from ledger.languages import Lang
from ledger.plans.clauses import BenefitType

_TAGS: Final = frozenset(
    {
        *get_args(BenefitType),
        *("per_share", "by_level", "wage_ratio", "income_band", "fixed", "unit_age"),
    }
)
# What pydantic finds, by its type of error, with its own facts in braces: in Chinese and in English.
_WHOLE, _TRUTH = (
    ("应为整数", "must be a whole number"),
    ("应为 true 或 false", "must be true or false"),
)
_DAY = ("应为日期，如 2015-01-31", "must be a date such as 2015-01-31")
_LIST, _MAPPING = ("应为列表", "must be a list"), ("应为键和值", "must be keys and values")
_WORDS: Final[Mapping[str, tuple[str, str]]] = {
    "missing": ("必须填写", "must be given"),
    "extra_forbidden": ("没有这个字段", "there is no such field"),
    "literal_error": ("只能是 {expected}", "must be {expected}"),
    "union_tag_invalid": (
        "没有“{tag}”这一种，只能是 {expected_tags}",
        "there is no kind {tag}; it is one of {expected_tags}",
    ),
    "union_tag_not_found": (
        "须以 {discriminator} 写明是哪一种",
        "{discriminator} must say of which kind",
    ),
    "string_type": (
        "应为文字（数字和日期请加引号）",
        "must be text (put numbers and dates in quotes)",
    ),
    "string_pattern_mismatch": ("写法不符，应合 {pattern}", "is not of the form {pattern}"),
    "string_too_short": ("至少 {min_length} 个字符", "has fewer than {min_length} characters"),
    "string_too_long": ("至多 {max_length} 个字符", "has more than {max_length} characters"),
    "int_type": _WHOLE,
    "int_parsing": _WHOLE,
    "int_from_float": _WHOLE,
    "bool_type": _TRUTH,
    "bool_parsing": _TRUTH,
    "date_type": _DAY,
    "date_parsing": _DAY,
    "date_from_datetime_parsing": _DAY,
    "date_from_datetime_inexact": _DAY,
    "greater_than": ("应大于 {gt}", "must be above {gt}"),
    "greater_than_equal": ("不得小于 {ge}", "must not be below {ge}"),
    "less_than": ("应小于 {lt}", "must be below {lt}"),
    "less_than_equal": ("不得大于 {le}", "must not be above {le}"),
    "too_short": ("至少 {min_length} 项", "has fewer than {min_length} entries"),
    "too_long": ("至多 {max_length} 项", "has more than {max_length} entries"),
    "tuple_type": _LIST,
    "list_type": _LIST,
    "dict_type": _MAPPING,
    "mapping_type": _MAPPING,
    "model_type": _MAPPING,
    "model_attributes_type": _MAPPING,
}


class Problem(NamedTuple):
    """What is wrong with a file, in both languages, at the path of a field (empty: with all of it)."""

    en: str
    zh: str
    path: str = ""

    def said(self, lang: Lang) -> str:
        """Say it in a language, behind its path."""
        words = self.zh if lang == "zh" else self.en
        between = "：" if lang == "zh" else ": "
        return f"{self.path}{between}{words}" if self.path else words


class Contradictory(ValueError):
    """What a check of a model found: it keeps both languages, which pydantic's own words would lose."""

    def __init__(self, *problems: Problem) -> None:
        self.problems = problems
        super().__init__("; ".join(each.said("en") for each in self.problems))


def require_sound(problems: Iterable[Problem]) -> None:
    """Refuse the model that is being made, where its checks found problems."""
    found = tuple(problems)
    if found:
        raise Contradictory(*found)


def told(problems: Iterable[Problem], lang: Lang) -> str:
    """Say problems one after the other."""
    return ("；" if lang == "zh" else "; ").join(each.said(lang) for each in problems)


def problems_of(error: ValidationError, below: str = "") -> tuple[Problem, ...]:
    """Return each problem that a model found in a file, with its path there, `below` put before it."""
    return tuple(_each(error, below))


def _each(error: ValidationError, below: str) -> Iterator[Problem]:
    for each in error.errors(include_url=False, include_input=False):
        steps = [*([below] if below else []), *_path(each["loc"])]
        context = each.get("ctx", {})
        cause = context.get("error")
        if isinstance(cause, Contradictory):
            for said in cause.problems:
                path = ".".join([*steps, said.path] if said.path else steps)
                yield said._replace(path=path)
        else:
            yield Problem(*_words(each["type"], context), ".".join(steps))


def _words(kind: str, facts: Mapping[str, Any]) -> tuple[str, str]:
    """Word what pydantic found, in English and Chinese; a kind that is not listed is told as such."""
    listed = _WORDS.get(kind)
    if listed is None:
        return f"is not of the form that is read ({kind})", f"写法不符（{kind}）"
    zh, en = listed
    said = {name: str(fact).replace("'", "") for name, fact in facts.items()}
    lists = {name: text.replace(" or ", "、").replace(", ", "、") for name, text in said.items()}
    return en.format_map(said), zh.format_map(lists)


def _path(location: tuple[int | str, ...]) -> list[str]:
    """Return the steps of a path as they stand in the file."""
    return [
        str(step)
        for place, step in enumerate(location)
        # pydantic puts a rule's type behind its place: it is no step of the file's path
        if not (step in _TAGS and place and _has_types(location[place - 1]))
    ]


def _has_types(step: int | str) -> bool:
    """Tell whether what stands at a step of a path is told apart by its type."""
    return isinstance(step, int) or step == "contribution"
