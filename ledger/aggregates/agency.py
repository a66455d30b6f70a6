"""An agency (代办处) or service point (代办点): whether it is in business."""

from typing import Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.events.agency import AgencyClosed, AgencyEvent, AgencyKind, AgencyRegistered


class Agency(Aggregate):
    """A place that takes in rosters and claims for the office."""

    @classmethod
    def register(
        cls, stream: UUID, agency: str, name: str, kind: AgencyKind, parent: str | None, at: Moment
    ) -> Self:
        """Admit an agency, or a service point under one."""
        at.require("manager")
        facts = {"agency": agency, "name": name, "kind": kind, "parent": parent}
        return cls.begin(AgencyRegistered, stream, at, **facts)

    def prepare(self) -> None:
        """Start in business."""
        self.code = ""
        self.kind: AgencyKind = "agency"
        self.closed = False

    def close(self, at: Moment) -> None:
        """End its business, with reason; closing it again records nothing."""
        at.require("manager")
        at.require_reason(self.code, "closing")
        if not self.closed:
            self.record(AgencyClosed, at, agency=self.code)

    def when(self, event: AgencyEvent) -> None:
        """Fold one fact into this agency."""
        match event:
            case AgencyRegistered():
                self.code, self.kind = event.agency, event.kind
            case AgencyClosed():
                self.closed = True
            case _:
                assert_never(event)
