"""What was used of limits, by plan, coverage period and insured person."""

from collections import Counter
from collections.abc import Iterable, Mapping, MutableMapping
from typing import Any

from ledger.benefits.losses import NOTHING_USED, Usage

UsageKey = tuple[str, str, str | None]  # plan code, coverage period, and insured person
ELSEWHERE = "-"  # stands for the coverage periods at another office: no period has this code
_SUMS = (
    "claims", "stays", "paid_fen", "indemnity_fen", "carried_fen", "inpatient_fen",
    "outpatient_fen", "special_fen", "stay_days", "above_cap_claims",
)  # fmt: skip
_BY_KIND = ("damage_fen", "drawn_fen", "days", "months")
_EACH = ("conditions", "events")


def usage_at(usages: Mapping[UsageKey, Usage], key: UsageKey) -> Usage:
    """Return what was used of a coverage period, with the classes that the plan's others paid.

    Limits are counted in each period by itself; a first diagnosis happens once in a life, whatever
    edition of the plan paid for it.
    """
    usage = usages.get(key, NOTHING_USED)
    if len(usages) == (key in usages):
        return usage
    plan, period, insured = key
    earlier = tuple(
        dict.fromkeys(
            condition
            for (code, other, whose), its in usages.items()
            if its.conditions and (code, whose) == (plan, insured) and other != period
            for condition in its.conditions
        )
    )
    return usage if earlier == usage.earlier else usage.model_copy(update={"earlier": earlier})


def add_paid_elsewhere(
    usages: MutableMapping[UsageKey, Usage], plan: str, conditions: Iterable[str]
) -> None:
    """Add classes that were paid to a member elsewhere; what was carried in before stays paid."""
    key = plan, ELSEWHERE, None
    before = usages.get(key, NOTHING_USED).conditions
    usages[key] = Usage(conditions=tuple(dict.fromkeys((*before, *conditions))))


def with_more(used: Usage, more: Usage) -> Usage:
    """Return what was used with what was used besides."""
    both: dict[str, Any] = {
        name: getattr(used, name) + getattr(more, name) for name in (*_SUMS, *_EACH)
    }
    for name in _BY_KIND:
        both[name] = dict(Counter(getattr(used, name)) + Counter(getattr(more, name)))
    return used.model_copy(update=both)


def beyond(used: Usage, known: Usage) -> Usage:
    """Return what was used beyond what is known already; nothing is less than none."""
    rest: dict[str, Any] = {
        name: max(0, getattr(used, name) - getattr(known, name)) for name in _SUMS
    }
    for name in _BY_KIND:
        rest[name] = dict(Counter(getattr(used, name)) - Counter(getattr(known, name)))
    for name in _EACH:
        left = list(getattr(used, name))
        for each in getattr(known, name):
            if each in left:
                left.remove(each)
        rest[name] = tuple(left)
    return used.model_copy(update=rest)
