"""What a coverage period has left under a plan's limits, once a claim is counted."""

from typing import NamedTuple

from ledger.benefits.losses import Usage
from ledger.benefits.sharing import cap_left
from ledger.benefits.summing import classes_paid
from ledger.plans import Allowance, FixedSum, Indemnity, LossShare, PerDiem, PlanTerms


class Left(NamedTuple):
    """What one limit has left: in fen, days, months, or a count of claims, as `unit` says."""

    clause: str
    unit: str  # fen, days, months or count
    left: int


def limits_left(terms: PlanTerms, usage: Usage) -> list[Left]:
    """Return every limit of the coverage period with what is left of it, in the file's order."""
    found = []
    if terms.cap_term_fen is not None:
        found.append(_left("cap_term_fen", "fen", terms.cap_term_fen, usage.paid_fen))
    if terms.claims_per_term is not None:
        found.append(_left("claims_per_term", "count", terms.claims_per_term, usage.claims))
    for index, rule in enumerate(terms.benefits):
        clause = f"benefits.{index}"
        match rule:
            case Indemnity() | LossShare():
                left = cap_left(rule, usage)
                if left is not None:
                    found.append(Left(f"{clause}.cap_term_fen", "fen", left))
                times = rule.times_per_term if isinstance(rule, Indemnity) else None
                if times is not None:
                    place = f"{clause}.times_per_term"
                    found.append(_left(place, "count", times, usage.above_cap_claims))
            case PerDiem(max_days_term=int(days)):
                found.append(
                    _left(f"{clause}.max_days_term", "days", days, usage.days.get(rule.trigger, 0))
                )
            case Allowance(max_months_term=int(months)):
                found.append(
                    _left(
                        f"{clause}.max_months_term",
                        "months",
                        months,
                        usage.months.get(rule.trigger, 0),
                    )
                )
            case FixedSum(once=True):
                listed = {line.code for line in rule.lines}
                paid = len(listed.intersection(classes_paid(rule, usage)))
                found.append(_left(f"{clause}.schedule", "count", len(listed), paid))
            case _:
                pass
    return found


def _left(clause: str, unit: str, limit: int, used: int) -> Left:
    return Left(clause, unit, max(0, limit - used))
