"""What a roster's line says of somebody besides sex, age and shares, and the age of its unit."""

from collections.abc import Iterable, Sequence
from datetime import date
from typing import NamedTuple

from ledger.aggregates.debtor import Begun
from ledger.aggregates.enrolment import UNKNOWN, Applicant
from ledger.aggregates.member import Admission
from ledger.intake.roster import RosterLine
from ledger.money import round_half_up
from ledger.plans import (
    NO_CIRCUMSTANCES,
    ByUnitAge,
    Circumstances,
    PlanTerms,
    age_on,
    contribution_rule,
)


class Admitted(NamedTuple):
    """A line whose person the terms admit, and what it says of them."""

    line: RosterLine
    applicant: Applicant
    admission: Admission | None  # None: of a newcomer, or where the applicant's age is still open


def without_excess(terms: PlanTerms, lines: Sequence[RosterLine]) -> Sequence[RosterLine]:
    """Return a roster's lines as they count: shares beyond the most are void where terms say so."""
    if not terms.excess_shares_void:
        return lines  # who asks for more is refused
    most = terms.max_shares
    return [line._replace(shares=most) if line.shares > most else line for line in lines]


def unit_age(
    terms: PlanTerms, lines: Iterable[RosterLine], starts_on: date, begun: Begun | None
) -> int | None:
    """Return the average age of a unit's people that contributions rest on; None where they do not.

    It is that of its first roster in the coverage period, which later ones are reckoned with too:
    the mean of the ages in completed years on the first day of cover, rounded half up to a year.
    """
    if not isinstance(contribution_rule(terms), ByUnitAge):
        return None
    if begun is not None and begun.unit_age is not None:
        return begun.unit_age
    ages = [age_on(line.birth, starts_on) for line in lines]
    return round_half_up(sum(ages), len(ages)) if ages else None


def circumstances_of(line: RosterLine, age: int | None) -> Circumstances:
    """Return what a line's contribution may rest on; `age` is the unit's, where it is one of them."""
    said = line.circumstances or NO_CIRCUMSTANCES
    return said if age is None else said.model_copy(update={"unit_age": age})


def applicant_of(line: RosterLine, unit_shares: int | None, age: int | None = None) -> Applicant:
    """Return what a line says of a person besides sex, age and shares; mostly it says nothing."""
    kind, insured, hired = line.employment, line.basic_insurance, line.hired_on
    nothing_said = kind is None and insured is None and hired is None
    if nothing_said and unit_shares is None and line.circumstances is None and age is None:
        return UNKNOWN
    return Applicant(kind, insured, unit_shares, hired, circumstances_of(line, age))


def at_age(good: Sequence[Admitted], age: int | None) -> list[Admitted]:
    """Return the admitted lines with the age that their contributions rest on."""
    if age is None:
        return list(good)
    return [
        each._replace(
            applicant=each.applicant._replace(circumstances=circumstances_of(each.line, age)),
            admission=None,
        )
        for each in good
    ]
