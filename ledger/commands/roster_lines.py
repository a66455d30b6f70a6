"""What a roster's line says of somebody besides sex, age and shares."""

from typing import NamedTuple

from ledger.aggregates.enrolment import UNKNOWN, Applicant
from ledger.intake.roster import RosterLine
from ledger.plans import NO_CIRCUMSTANCES


class Admitted(NamedTuple):
    """A line whose person the terms admit, and what it says of them."""

    line: RosterLine
    applicant: Applicant


def applicant_of(line: RosterLine, unit_shares: int | None) -> Applicant:
    """Return what a line says of a person besides sex, age and shares; mostly it says nothing."""
    kind, insured, hired = line.employment, line.basic_insurance, line.hired_on
    said = line.circumstances
    if kind is None and insured is None and hired is None and unit_shares is None and said is None:
        return UNKNOWN
    return Applicant(kind, insured, unit_shares, hired, said or NO_CIRCUMSTANCES)
