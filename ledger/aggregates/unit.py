"""A unit (基层单位): whether it takes part, under which agency, with how many people."""

from datetime import date
from typing import NamedTuple, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import (
    HeadcountMissing,
    ParticipationTooLow,
    TooFewPersons,
    UnitClosedAlready,
)
from ledger.events.unit import (
    HeadcountDeclared,
    ListCarriedIn,
    UnitAssigned,
    UnitClosed,
    UnitEvent,
    UnitRegistered,
)
from ledger.plans import BASIS_POINTS, GroupParticipation, PlanKey, PlanTerms, plan_code


class CarriedList(NamedTuple):
    """A unit's list for one term of a plan, as it was taken over."""

    plan: PlanKey
    period: str
    members: int
    ends_on: date


class Unit(Aggregate):
    """An employer whose union enrols its people."""

    @classmethod
    def register(
        cls, stream: UUID, unit: str, name: str, employer_type: str | None, at: Moment
    ) -> Self:
        """Register a unit, taking part or not yet."""
        at.require("enrolment")
        facts = {"unit": unit, "name": name, "employer_type": employer_type}
        return cls.begin(UnitRegistered, stream, at, **facts)

    def prepare(self) -> None:
        """Start in business, with nothing declared."""
        self.code = ""
        self.agency: str | None = None
        self.service_point: str | None = None
        self.employees: int | None = None
        self.women: int | None = None
        self.members: int | None = None
        self.insured: int | None = None
        self.closed = False
        self.lists_until: dict[str, list[date]] = {}  # last days of lists taken over, by plan code

    def assign(self, agency: str, service_point: str | None, at: Moment) -> None:
        """Put the unit under an agency and point; as it already is, nothing is recorded."""
        at.require("enrolment")
        self.require_open()
        if (self.agency, self.service_point) != (agency, service_point):
            facts = {"unit": self.code, "agency": agency, "service_point": service_point}
            self.record(UnitAssigned, at, **facts)

    def declare_headcount(
        self,
        employees: int,
        women: int | None,
        at: Moment,
        *,
        members: int | None = None,
        insured: int | None = None,
    ) -> None:
        """Say how many people the unit employs, and of them how many are women, union members, insured.

        The same numbers again record nothing; members and insured stay as they were unless said.
        """
        at.require("enrolment")
        self.require_open()
        members = self.members if members is None else members
        insured = self.insured if insured is None else insured
        counts = (employees, women, members, insured)
        if (self.employees, self.women, self.members, self.insured) != counts:
            facts = {"women": women, "members": members, "insured": insured}
            self.record(HeadcountDeclared, at, unit=self.code, employees=employees, **facts)

    def carry_in_list(self, its: CarriedList, at: Moment) -> None:
        """Say until when a list runs that was taken over, and of how many people it is."""
        at.require("enrolment")
        self.record(ListCarriedIn, at, unit=self.code, **its._asdict())

    def close(self, at: Moment) -> None:
        """End the unit's part in the office, with reason."""
        at.require("enrolment")
        at.require_reason(self.code, "closing")
        if not self.closed:
            self.record(UnitClosed, at, unit=self.code)

    def require_open(self) -> None:
        """Refuse where the unit has left."""
        if self.closed:
            raise UnitClosedAlready(self.code)

    def require_participation(self, terms: PlanTerms, members: int) -> None:
        """Refuse where too few join: the terms ask for a share of the people, or for all of few.

        The share is taken of whom they name; where they name nobody, a plan for one sex is judged
        against the people of that sex, where they are declared.
        """
        group = terms.group_participation
        if group is None:
            return
        if group.persons_min is not None and members < group.persons_min:
            raise TooFewPersons(self.code, terms.key, members, group.persons_min)
        people = self._people(terms, group)
        if people is None:
            raise HeadcountMissing(self.code, terms.key)
        needed = -(-people * group.rate_bp // BASIS_POINTS)  # rounded up: a ratio is reached
        if group.all_below_headcount is not None and people < group.all_below_headcount:
            needed = people
        if members < needed:
            raise ParticipationTooLow(self.code, terms.key, members, people, needed)

    def _people(self, terms: PlanTerms, group: GroupParticipation) -> int | None:
        """Return how many people the terms take their share of; None where that is not declared."""
        match group.counted_over:
            case "women":
                return self.women
            case "members":
                return self.members
            case "insured":
                return self.insured
            case "headcount":
                return self.employees
            case _:
                only_women = terms.sexes == ("female",) and bool(self.women)
                return self.women if only_women else self.employees

    def when(self, event: UnitEvent) -> None:
        """Fold one fact into this unit."""
        match event:
            case UnitRegistered():
                self.code = event.unit
            case UnitAssigned():
                self.agency, self.service_point = event.agency, event.service_point
            case HeadcountDeclared():
                self.employees, self.women = event.employees, event.women
                self.members, self.insured = event.members, event.insured
            case ListCarriedIn():
                self.lists_until.setdefault(plan_code(event.plan), []).append(event.ends_on)
            case UnitClosed():
                self.closed = True
            case _:
                assert_never(event)
