"""What an office decides about its agencies (代办处) and service points (代办点)."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.events.base import Code, Event, Key, Opening

AgencyKind = Literal["agency", "service_point"]


class AgencyRegistered(Opening):
    """An agency or service point was admitted."""

    aggregate_topic: ClassVar[str] = "agency"
    topic: Literal["agency.registered.v1"] = "agency.registered.v1"
    agency: Code
    name: str
    kind: AgencyKind
    parent: Code | None = None  # a service point's agency

    def keys(self) -> tuple[Key, ...]:
        """Return the agency's code."""
        return (Key("agency", self.agency),)


class AgencyClosed(Event):
    """An agency or service point ceased."""

    topic: Literal["agency.closed.v1"] = "agency.closed.v1"
    agency: Code


AgencyEvent = AgencyRegistered | AgencyClosed
