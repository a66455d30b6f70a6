"""The circumstances of a decision: who decides, when it is true, and under which command."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from functools import cached_property
from typing import Any, Self
from uuid import UUID

from ledger.aggregates.impersonal import require_impersonal, require_no_number
from ledger.errors import DateAhead, DocumentMissing, ReasonMissing, RoleMissing, SameHands
from ledger.events import Document
from ledger.events.grounds import OTHER
from ledger.periods import shanghai_date


@dataclass(frozen=True)
class Officer:
    """An officer's powers, as appointed."""

    code: str
    roles: frozenset[str]
    approval_limit_fen: int | None
    logins: frozenset[str]


@dataclass(frozen=True)
class Moment:
    """Who acts, when, and why; it fills the envelope of every event of a decision."""

    officer: Officer
    login: str
    recorded_at: datetime
    effective_on: date
    booked_on: date
    command_id: UUID
    document: Document | None = None
    reason: str | None = None
    resolution: str | None = None

    def __post_init__(self) -> None:
        """Refuse personal data where every event of the decision would keep it for ever."""
        require_impersonal("reason", self.reason)
        require_no_number("resolution number", self.resolution)
        if self.document is not None:
            require_no_number("document name", self.document.reference)

    @cached_property
    def envelope(self) -> dict[str, Any]:
        """The fields that every event carries."""
        return {
            "timestamp": self.recorded_at,
            "effective_on": self.effective_on,
            "booked_on": self.booked_on,
            "recorded_by": self.officer.code,
            "authenticated_as": self.login,
            "command_id": self.command_id,
            "document": self.document,
            "reason": self.reason,
            "resolution": self.resolution,
        }

    def come(self) -> Self:
        """Return this moment, unless its day is still to come by the office's clock.

        Raises:
            DateAhead: it is; what has happened is not dated ahead, only what is arranged.
        """
        today = shanghai_date(self.recorded_at)
        if self.effective_on > today:
            raise DateAhead(self.effective_on, today)
        return self

    def require(self, role: str) -> None:
        """Refuse unless the officer holds a role."""
        if role not in self.officer.roles:
            raise RoleMissing(self.officer.code, role)

    def require_reason(self, subject: str, step: str) -> None:
        """Refuse unless a reason is given."""
        if not self.reason:
            raise ReasonMissing(subject, step)

    def require_grounded(self, ground: str, subject: str, step: str) -> None:
        """Refuse a ground that no code names, unless the document that states it is there."""
        if ground == OTHER and self.document is None:
            raise DocumentMissing(subject, step)

    def require_other_than(self, *hands: str | None, subject: str, step: str) -> None:
        """Refuse where this person already took part; `hands` are officers' codes and logins.

        Two labels with one login are one person, and so is one officer with two logins.
        """
        if self.login in hands or self.officer.code in hands:
            raise SameHands(subject, step, self.login)

    @property
    def hands(self) -> tuple[str, str]:
        """The officer's code and login, by which a later step knows them again."""
        return self.officer.code, self.login

    def but(self, **changes: Any) -> Self:
        """Return this moment with some of its circumstances changed."""
        return replace(self, **changes)
