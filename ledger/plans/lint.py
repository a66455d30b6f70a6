"""Lint: what terms leave open, what was taken for granted, and what hinders their publication."""

from collections.abc import Iterator
from typing import Literal, NamedTuple

from pydantic import BaseModel

from ledger.plans.citing import keys_cited
from ledger.plans.rules import FixedSum
from ledger.plans.terms import PlanTerms

Kind = Literal["open", "unset", "assumed", "uncited", "untitled"]

# A default stands in the terms where a file says nothing: it is told, for no source stated it.
_ASSUMED = ("max_shares", "term_months", "sexes", "requires_basic_insurance", "exclusive_with")
_NOT_PARAMETERS = frozenset(
    {
        "code",
        "version",
        "name_zh",
        "name_en",
        "fund",
        "invented",
        "citation",
        "citations",
        "sources",
    }
    | {"unstated", "remarks", "benefits", "contribution", "contribution_fen", "plan_class"}
    | {"effective_on"}
)


class Finding(NamedTuple):
    """One thing that lint says of terms: which parameter, and what about it."""

    kind: Kind
    path: str
    zh: str
    en: str


def open_points(terms: PlanTerms) -> tuple[str, ...]:
    """Name what terms must still be given before they can be decided by; empty when nothing is."""
    return tuple(finding.path for finding in _open(terms))


def lint(terms: PlanTerms) -> list[Finding]:
    """Return what terms leave open, take for granted, leave unset, and do not cite, in this order.

    Texts that are cited by a key alone come last.
    Contradictions are not here: terms that contradict themselves are refused when they are read.
    """
    return [*_open(terms), *_assumed(terms), *_unset(terms), *_uncited(terms), *_untitled(terms)]


def _open(terms: PlanTerms) -> Iterator[Finding]:
    if terms.effective_on is None:
        yield Finding("open", "effective_on", "未载明生效日期", "no day on which it takes effect")
    if terms.contribution_fen is None and terms.contribution is None:
        yield Finding("open", "contribution", "未载明会费", "no contribution")
    if not terms.benefits:
        yield Finding("open", "benefits", "未载明可核定的待遇", "no benefit that can be derived")
    for index, said in enumerate(terms.unstated or ()):
        yield Finding("open", f"unstated.{index}", said.zh, said.en)


def _assumed(terms: PlanTerms) -> Iterator[Finding]:
    for field in _ASSUMED:
        if field not in terms.model_fields_set:
            value = getattr(terms, field)
            words = ", ".join(map(str, value)) if isinstance(value, tuple) else str(value)
            yield _taken(field, (words or "none").lower())
    for index, rule in enumerate(terms.benefits):
        if isinstance(rule, FixedSum) and rule.paid_over is not None and rule.once_over is None:
            yield _taken(f"benefits.{index}.once_over", rule.paid_over)


def _taken(path: str, words: str) -> Finding:
    return Finding("assumed", path, f"未载明，按 {words}", f"not stated; {words} is taken")


def _unset(terms: PlanTerms) -> Iterator[Finding]:
    for field in PlanTerms.model_fields:
        if field not in _NOT_PARAMETERS and getattr(terms, field) is None:
            yield Finding("unset", field, "未设置，不予执行", "not set; it is not enforced")
    for place, rule in enumerate(terms.benefits):
        for field in type(rule).model_fields:
            if field.startswith(("cap_", "max_")) and getattr(rule, field) is None:
                path = f"benefits.{place}.{field}"
                yield Finding(
                    "unset", path, "未设置，没有此项限制", "not set; there is no such limit"
                )


def _uncited(terms: PlanTerms) -> Iterator[Finding]:
    """Name parameters without a source of their own, where others have one."""
    if terms.invented:
        return
    cited = {path.partition(".")[0] for path in terms.citations or ()}
    for field in sorted(terms.model_fields_set - cited - _NOT_PARAMETERS | _stated(terms, cited)):
        if getattr(terms, field) not in (None, ()):
            yield Finding("uncited", field, "没有单独的出处", "has no source of its own")


def _stated(terms: BaseModel, cited: set[str]) -> set[str]:
    wanted = {"benefits", "contribution", "contribution_fen"}
    return {field for field in wanted & terms.model_fields_set if field not in cited}


def _untitled(terms: PlanTerms) -> Iterator[Finding]:
    """Name texts that are cited by a key in brackets, and have no title under `sources`."""
    for key in keys_cited(terms):
        if key not in (terms.sources or {}):
            yield Finding(
                "untitled", f"sources.{key}", "引用了该出处，未载标题", "is cited, but has no title"
            )
