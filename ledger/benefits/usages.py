"""What was used of limits, by plan, coverage period and insured person."""

from collections.abc import Mapping

from ledger.benefits.losses import NOTHING_USED, Usage

UsageKey = tuple[str, str, str | None]  # plan code, coverage period, and insured person


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
