"""Finding the people of a small office by what a terminal knows of them: their pseudonyms."""

import json
from typing import Any
from uuid import UUID

from ledger.events.member import MemberRegistered
from tests.commands.office import SmallOffice


def pseudonyms(office: SmallOffice) -> list[UUID]:
    """Return all members, in the order in which they were registered."""
    return [e.originator_id for e in office.events() if isinstance(e, MemberRegistered)]


def told(office: SmallOffice, *words: object, on: str | None = None) -> Any:
    """Return what a command answers programs."""
    return json.loads(office.do("en", *words, "--format", "json", on=on))


def cover_of(statement: Any, plan: str, period: str) -> Any:
    """Return one cover out of a member's statement."""
    (found,) = (c for c in statement["covers"] if (c["plan"], c["period"]) == (plan, period))
    return found
