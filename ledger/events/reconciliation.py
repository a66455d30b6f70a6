"""That a settling agency's register was compared with the claims of the book: counts and sums only."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Digest, Event, Key, Opening
from ledger.money import FenOrZero


class RegisterReconciled(Opening):
    """The register of an insurer or hospital was compared with the claims settled with it (对账)."""

    aggregate_topic: ClassVar[str] = "reconciliation"
    topic: Literal["reconciliation.made.v1"] = "reconciliation.made.v1"
    reconciliation: Code
    counterpart: str  # the insurer or hospital whose register it is
    first_filed_on: date  # of the claims that were compared
    last_filed_on: date  # likewise
    known_at: Count  # position up to which the book was compared
    differences: Digest  # over the list of all differences
    matched: Count  # lines that agree to the fen
    matched_fen: FenOrZero  # their sum
    missing_here: Count  # lines of the register that the book does not hold
    missing_here_fen: FenOrZero  # their sum
    missing_there: Count  # settled claims that the register does not list
    missing_there_fen: FenOrZero  # their sum
    differing: Count  # lines with another amount
    differing_here_fen: FenOrZero  # what the book says of them
    differing_there_fen: FenOrZero  # what the register says of them

    def keys(self) -> tuple[Key, ...]:
        """Return the reconciliation's number."""
        return (Key("reconciliation", self.reconciliation),)


class DifferencesAccepted(Event):
    """Another person looked into the differences, and accepted them with reason."""

    topic: Literal["reconciliation.differences_accepted.v1"] = (
        "reconciliation.differences_accepted.v1"
    )
    reconciliation: Code


ReconciliationEvent = RegisterReconciled | DifferencesAccepted
