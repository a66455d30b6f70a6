"""Given, when, then: an aggregate rebuilt from made events, who decides, and what is recorded."""

from collections.abc import Iterator
from contextlib import contextmanager
from copy import deepcopy
from datetime import UTC, date, datetime
from typing import Any, get_args

import pytest

from ledger.aggregates import Aggregate, Moment, Officer
from ledger.errors import LedgerError
from ledger.events import Event, Opening
from ledger.events.office import Role
from tests import makers as m

ROLES: tuple[str, ...] = get_args(Role)


def given(*events: Event) -> Any:
    """Rebuild the aggregate whose stream these events are, numbered in their order."""
    opening = events[0]
    assert isinstance(opening, Opening)
    aggregate: Aggregate | None = None
    for version, event in enumerate(events, start=1):
        place = {"originator_id": opening.originator_id, "originator_version": version}
        aggregate = event.model_copy(update=place).mutate(aggregate)
    return aggregate


def recorded(*aggregates: Aggregate) -> list[Any]:
    """Return what aggregates have pending: all that they would record."""
    return [event for aggregate in aggregates for event in aggregate.pending_events]


def topics(*aggregates: Aggregate) -> list[str]:
    """Return what kinds of facts aggregates have pending."""
    return [event.topic for event in recorded(*aggregates)]


def moment(officer: str = "wu", **changes: Any) -> Moment:
    """Return the circumstances of a decision: by default of one who holds every role, no limit.

    The made events are by "lin" under "os:lin", so that "wu" is a second person.
    `on` is when it is true and whose books it enters; `roles`, `limit_fen` and `logins` are the
    officer's.
    """
    on = changes.pop("on", m.DAY)
    login = changes.pop("login", f"os:{officer}")
    its = Officer(
        officer,
        frozenset(changes.pop("roles", ROLES)),
        changes.pop("limit_fen", None),
        frozenset(changes.pop("logins", (login,))),
    )
    facts: dict[str, Any] = {
        "officer": its,
        "login": login,
        "recorded_at": datetime(2015, 1, 5, 3, 4, 5, 678_901, tzinfo=UTC),
        "effective_on": on,
        "booked_on": on,
        "command_id": m.COMMAND,
    }
    return Moment(**(facts | changes))


def state(aggregate: Aggregate) -> dict[str, Any]:
    """Return a copy of all that an aggregate knows, but for what it has pending."""
    return {
        name: deepcopy(value)
        for name, value in vars(aggregate).items()
        if name != "_pending_events"
    }


@contextmanager
def refused(code: str, sentence: str, *aggregates: Aggregate) -> Iterator[None]:
    """Hold that what follows is refused in these words, and leaves no trace in the aggregates."""
    before = [(state(aggregate), recorded(aggregate)) for aggregate in aggregates]
    with pytest.raises(LedgerError) as refusal:
        yield
    assert (refusal.value.code, str(refusal.value)) == (code, sentence)
    assert [(state(aggregate), recorded(aggregate)) for aggregate in aggregates] == before


def day(month_and_day: str, year: int = 2015) -> date:
    """Return a day of 2015, or of another year: `day("01-31")`."""
    return date.fromisoformat(f"{year}-{month_and_day}")
