"""Citations: which texts terms cite, by keys in brackets, and for which of their parameters."""

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from ledger.plans.problems import Problem

if TYPE_CHECKING:
    from ledger.plans.terms import PlanTerms

_KEY: Final = r"[a-z][a-z0-9]*(?:-[a-z0-9]+)*"  # the short name of a text
_KEYS: Final = re.compile(rf"[(（]({_KEY}(?:[,，、] ?{_KEY})*)[)）]")


def wrongly_cited(terms: "PlanTerms") -> Iterator[Problem]:
    """Find citations of parameters that the terms do not set, and titles that no citation needs."""
    for key in sorted({*(terms.sources or {})} - {*keys_cited(terms)}):
        yield Problem(
            f"sources names {key}, which no citation names", f"sources 列了 {key}，但没有引用它"
        )
    if not terms.citations:
        return
    facts = terms.model_dump(exclude_none=True)
    for path in terms.citations:
        if not _leads(facts, path.split(".")):
            yield Problem(
                f"citations names {path}, which the terms do not set",
                f"citations 列了 {path}，但条款未填该项",
            )


def keys_cited(terms: "PlanTerms") -> list[str]:
    """Return the keys by which citations name texts, such as "(bj-card, bj-card2)", each once."""
    said = (terms.citation, *(terms.citations or {}).values())
    groups = (group for text in said for group in _KEYS.findall(text))
    return list(dict.fromkeys(key for group in groups for key in re.findall(_KEY, group)))


def _leads(facts: object, steps: list[str]) -> bool:
    for step in steps:
        if isinstance(facts, dict) and step in facts:
            facts = facts[step]
        elif isinstance(facts, list | tuple) and step.isdigit() and int(step) < len(facts):
            facts = facts[int(step)]
        else:
            return False
    return True
