"""What an office knows of a unit (基层单位): the employer whose union enrols its members."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Event, Key, Opening
from ledger.plans import PlanKey


class UnitRegistered(Opening):
    """A unit was registered, participating or not yet."""

    aggregate_topic: ClassVar[str] = "unit"
    topic: Literal["unit.registered.v1"] = "unit.registered.v1"
    unit: Code
    name: str
    employer_type: str | None = None

    def keys(self) -> tuple[Key, ...]:
        """Return the unit's code."""
        return (Key("unit", self.unit),)


class UnitAssigned(Event):
    """A unit was put under an agency, and where there is one, a service point."""

    topic: Literal["unit.assigned.v1"] = "unit.assigned.v1"
    unit: Code
    agency: Code
    service_point: Code | None = None


class HeadcountDeclared(Event):
    """A unit declared how many people it employs; participation ratios rest on it."""

    topic: Literal["unit.headcount_declared.v1"] = "unit.headcount_declared.v1"
    unit: Code
    employees: Count
    women: Count | None = None
    members: Count | None = None  # how many of them are union members
    insured: Count | None = None  # how many are in employees' basic insurance


class ListCarriedIn(Event):
    """A unit's list for a plan's present term came in at take-over; each cover is its member's fact.

    It is recorded of plans whose terms set a day for changes of a list: that day follows from it.
    """

    topic: Literal["unit.list_carried_in.v1"] = "unit.list_carried_in.v1"
    unit: Code
    plan: PlanKey
    period: str
    members: Count
    ends_on: date  # the last day of the term


class UnitClosed(Event):
    """A unit ceased, or left the office."""

    topic: Literal["unit.closed.v1"] = "unit.closed.v1"
    unit: Code


UnitEvent = UnitRegistered | UnitAssigned | HeadcountDeclared | ListCarriedIn | UnitClosed
