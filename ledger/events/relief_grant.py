"""What happens to one relief grant: requested, announced, decided, paid or rendered as a service."""

from __future__ import annotations

from datetime import date
from typing import ClassVar, Literal
from uuid import UUID

from ledger.events.base import Code, Count, Digest, Event, Key, Opening
from ledger.events.grounds import ReliefGround, ReliefRejectionGround
from ledger.events.relief_scheme import Beneficiary
from ledger.money import Fen, FenOrZero


class GrantEvent(Event):
    """What every step of a grant says: which grant, for whom, under which scheme, out of which fund."""

    grant: Code
    scheme: Code
    fund: Code
    beneficiary: UUID  # the member's pseudonym
    unit: Code


class GrantRequested(Opening):
    """A grant was asked for, on a stated ground."""

    aggregate_topic: ClassVar[str] = "relief_grant"
    topic: Literal["relief_grant.requested.v1"] = "relief_grant.requested.v1"
    grant: Code
    scheme: Code
    fund: Code
    beneficiary: UUID  # the member's pseudonym
    unit: Code
    relation: Beneficiary  # for whom it is, as the member's relative
    ground: ReliefGround
    cost_fen: FenOrZero  # the amount asked for, or what the service costs
    provider: str | None = None  # of a service
    count: Count | None = None  # of a service: how often it is rendered

    def keys(self) -> tuple[Key, ...]:
        """Return the grant's number."""
        return (Key("grant", self.grant),)


class GrantAnnounced(GrantEvent):
    """A grant was put on public notice (公示); the document is the notice, without full names."""

    topic: Literal["relief_grant.announced.v1"] = "relief_grant.announced.v1"
    place: str  # where the notice hung
    ends_on: date  # its last day


class GrantApproved(GrantEvent):
    """A grant was approved; the relief fund owes it from this moment."""

    topic: Literal["relief_grant.approved.v1"] = "relief_grant.approved.v1"
    cost_fen: FenOrZero  # nothing, where a service is free of charge


class GrantRejected(GrantEvent):
    """A grant was refused on a stated ground."""

    topic: Literal["relief_grant.rejected.v1"] = "relief_grant.rejected.v1"
    ground: ReliefRejectionGround


class GrantPaid(GrantEvent):
    """The bank paid a grant to the member or an heir, or its cost to the provider of the service."""

    topic: Literal["relief_grant.paid.v1"] = "relief_grant.paid.v1"
    bank_account: Code
    amount_fen: Fen
    payee: Digest | None = None  # of the sealed account; absent: the provider


class GrantReturned(GrantEvent):
    """A paid grant came back (退票); it is owed again."""

    topic: Literal["relief_grant.returned.v1"] = "relief_grant.returned.v1"
    bank_account: Code
    amount_fen: Fen


class ServiceRendered(GrantEvent):
    """A service was rendered, so often."""

    topic: Literal["relief_grant.service_rendered.v1"] = "relief_grant.service_rendered.v1"
    count: Count  # how often, this time


ReliefGrantEvent = (
    GrantRequested
    | GrantAnnounced
    | GrantApproved
    | GrantRejected
    | GrantPaid
    | GrantReturned
    | ServiceRendered
)
