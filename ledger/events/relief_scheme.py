"""Relief beside the plans (救助、慰问、助学、法律援助): what an office grants, to whom, by which resolution."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Event, Key, Opening
from ledger.money import Fen

ReliefKind = Literal[
    "condolence", "hardship", "critical_illness", "scholarship", "legal_aid", "service"
]
Beneficiary = Literal["member", "spouse", "child", "parent"]


class SchemeOpened(Opening):
    """A relief scheme was set up under a resolution, out of a relief fund."""

    aggregate_topic: ClassVar[str] = "relief_scheme"
    topic: Literal["relief_scheme.opened.v1"] = "relief_scheme.opened.v1"
    scheme: Code
    name: str
    kind: ReliefKind
    fund: Code
    relations: tuple[Beneficiary, ...]  # for whom a grant may be
    is_service: bool  # the grant is a service of a provider, and no money to the member
    cap_fen: Fen | None = None  # the most that one grant may cost
    notice_days: Count | None = None  # how long a grant is announced before it is approved

    def keys(self) -> tuple[Key, ...]:
        """Return the scheme's code."""
        return (Key("scheme", self.scheme),)


class SchemeClosed(Event):
    """A scheme grants nothing new."""

    topic: Literal["relief_scheme.closed.v1"] = "relief_scheme.closed.v1"
    scheme: Code


ReliefSchemeEvent = SchemeOpened | SchemeClosed
