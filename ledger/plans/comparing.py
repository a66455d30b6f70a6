"""Comparing two versions of terms: which parameter changed, from what, to what."""

from collections.abc import Iterator
from typing import Any, NamedTuple

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


def differences(before: PlanTerms, after: PlanTerms) -> list[Difference]:
    """Return each parameter in which two versions differ, in the order of the file.

    Benefits are matched by type and trigger, lines of a schedule by their code: moving one about
    changes nothing.
    """
    old, new = dict(_parameters(before)), dict(_parameters(after))
    paths = list(dict.fromkeys([*old, *new]))
    return [
        Difference(path, old.get(path), new.get(path))
        for path in paths
        if old.get(path) != new.get(path)
    ]


def _parameters(terms: PlanTerms) -> Iterator[tuple[str, str]]:
    facts = terms.model_dump(exclude_none=True, exclude=set(_OWN))
    yield from _flat("", facts)
    for rule in terms.benefits:
        place = f"benefits[{'/'.join(rule_key(rule))}]"
        yield from _flat(place, rule.model_dump(exclude_none=True, exclude={"type", "trigger"}))


def _flat(path: str, value: Any) -> Iterator[tuple[str, str]]:
    """Go down to single values; `path` says where each stands."""
    if isinstance(value, dict):
        for key, each in value.items():
            yield from _flat(f"{path}.{key}" if path else str(key), each)
    elif isinstance(value, list | tuple) and value and isinstance(value[0], dict):
        for place, each in enumerate(value):
            label = next((each[name] for name in _LABELS if name in each), place)
            yield from _flat(f"{path}[{label}]", each)
    else:
        yield path, _printed(path, value)


def _printed(path: str, value: Any) -> str:
    """Print a value as people read it: fen as yuan, basis points as per cent."""
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, int) and path.endswith(("_fen", ".fen")):
        return f"{yuan(value)} yuan"
    if isinstance(value, int) and path.endswith("_bp"):
        return percent(value)
    if isinstance(value, list | tuple):
        return ", ".join(map(str, value)) or "none"
    return str(value)
