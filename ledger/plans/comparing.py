"""Comparing two versions of terms: which parameter changed, from what, to what."""

from collections.abc import Iterator
from typing import Any, NamedTuple

from ledger.languages import Lang
from ledger.money import yuan
from ledger.plans.rules import rule_key
from ledger.plans.terms import PlanTerms
from ledger.plans.words_of_rules import percent

_OWN = frozenset({"code", "version", "benefits"})  # what two versions always differ in, or is keyed
_LABELS = ("code", "group", "shares", "trigger", "payer")


class Difference(NamedTuple):
    """One parameter that two versions do not share; None where a version does not set it."""

    path: str
    before: str | None
    after: str | None


def differences(before: PlanTerms, after: PlanTerms, lang: Lang = "en") -> list[Difference]:
    """Return each parameter in which two versions differ, in the order of the file, as printed.

    Benefits are matched by type and trigger, lines of a schedule by their code: moving one about
    changes nothing.
    """
    old, new = dict(_parameters(before, lang)), dict(_parameters(after, lang))
    paths = list(dict.fromkeys([*old, *new]))
    return [
        Difference(path, old.get(path), new.get(path))
        for path in paths
        if old.get(path) != new.get(path)
    ]


def _parameters(terms: PlanTerms, lang: Lang) -> Iterator[tuple[str, str]]:
    facts = terms.model_dump(exclude_none=True, exclude=set(_OWN))
    yield from _flat("", facts, lang)
    for rule in terms.benefits:
        place = f"benefits[{'/'.join(rule_key(rule))}]"
        own = rule.model_dump(exclude_none=True, exclude={"type", "trigger"})
        yield from _flat(place, own, lang)


def _flat(path: str, value: Any, lang: Lang) -> Iterator[tuple[str, str]]:
    """Go down to single values; `path` says where each stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), each, lang)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for place, each in enumerate(value):
            label = next((each[name] for name in _LABELS if name in each), place)
            yield from _flat(f"{path}[{label}]", each, lang)
    else:
        yield path, _printed(path, value, lang)


def _printed(path: str, value: Any, lang: Lang) -> str:
    """Print a value as people read it: fen as yuan, basis points as per cent."""
    chinese = lang == "zh"
    if isinstance(value, bool):
        return ("是" if value else "否") if chinese else ("yes" if value else "no")
    if isinstance(value, int) and path.endswith(("_fen", ".fen")):
        return f"{yuan(value)}元" if chinese else f"{yuan(value)} yuan"
    if isinstance(value, int) and path.endswith("_bp"):
        return percent(value)
    if isinstance(value, list | tuple):
        return ("、" if chinese else ", ").join(map(str, value)) or ("无" if chinese else "none")
    return str(value)
