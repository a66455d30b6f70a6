"""A comparison of a settling agency's register with the claims of the book (对账)."""

from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import DocumentMissing
from ledger.events.reconciliation import (
    DifferencesAccepted,
    ReconciliationEvent,
    RegisterReconciled,
)


class Reconciliation(Aggregate):
    """What was found when two books were laid side by side: counts and sums."""

    @classmethod
    def make(cls, stream: UUID, at: Moment, **facts: Any) -> Self:
        """Record a comparison, on the register that it was made with."""
        at.require("finance")
        if at.document is None:
            raise DocumentMissing(facts["reconciliation"], "reconciliation")
        return cls.begin(RegisterReconciled, stream, at, **facts)

    def prepare(self) -> None:
        """Start before the comparison."""
        self.made: RegisterReconciled
        self.accepted = False

    def accept(self, at: Moment) -> None:
        """Accept the differences with reason, by another person; a second time records nothing."""
        at.require("manager")
        its = self.made
        at.require_other_than(*its.hands, subject=its.reconciliation, step="acceptance")
        at.require_reason(its.reconciliation, "acceptance")
        if not self.accepted:
            self.record(DifferencesAccepted, at, reconciliation=its.reconciliation)

    def when(self, event: ReconciliationEvent) -> None:
        """Fold one fact into this comparison."""
        match event:
            case RegisterReconciled():
                self.made = event
            case DifferencesAccepted():
                self.accepted = True
            case _:
                assert_never(event)
