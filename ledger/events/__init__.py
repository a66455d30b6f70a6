"""The record's vocabulary: every fact a book can hold, under a closed registry of topics."""

import json
from typing import Any, Final, get_args
from uuid import UUID

from pydantic import ValidationError

from ledger.errors import RecordDamaged
from ledger.events.agency import AgencyEvent
from ledger.events.base import LEAF_BYTES_MAX, Document, Event, Key, Opening
from ledger.events.claim_life import ClaimLifeEvent
from ledger.events.fund import FundEvent
from ledger.events.member import MemberEvent
from ledger.events.office import OfficeEvent
from ledger.events.payment_batch import PaymentBatchEvent
from ledger.events.plan import PlanEvent
from ledger.events.reconciliation import ReconciliationEvent
from ledger.events.relief_grant import ReliefGrantEvent
from ledger.events.relief_scheme import ReliefSchemeEvent
from ledger.events.remittance import RemittanceEvent
from ledger.events.unit import UnitEvent

__all__ = [
    "LEAF_BYTES_MAX",
    "REGISTRY",
    "Document",
    "Event",
    "Key",
    "Opening",
    "RecordDamaged",
    "restore",
]

_FAMILIES = (
    OfficeEvent,
    AgencyEvent,
    UnitEvent,
    FundEvent,
    PlanEvent,
    RemittanceEvent,
    MemberEvent,
    ClaimLifeEvent,
    PaymentBatchEvent,
    ReliefSchemeEvent,
    ReliefGrantEvent,
    ReconciliationEvent,
)

# Closed: a topic that is not here is not an event, whatever the database says.
REGISTRY: Final[dict[str, type[Event]]] = {
    event.model_fields["topic"].default: event for family in _FAMILIES for event in get_args(family)
}

_READERS: Final[dict[str, Any]] = {
    topic: event.__pydantic_validator__.validate_json for topic, event in REGISTRY.items()
}


def restore(topic: str, state: bytes | str) -> Event:
    """Read a stored event under its topic, validating every field.

    Raises:
        RecordDamaged: the topic is not in the registry, or the bytes are not such an event.
    """
    try:  # it costs nothing where nothing is raised: this runs for every event that is ever read
        event: Event = _READERS[topic](state)
    except (KeyError, ValidationError) as error:
        raise RecordDamaged(_place(topic, state)) from error
    return event


def _place(topic: str, state: bytes | str) -> str:
    """Return where an event stands that cannot be read, as far as its bytes still tell."""
    try:
        own = json.loads(state)
        return f"stream {UUID(own['stream'])}, version {int(own['version'])}"
    except (AttributeError, KeyError, TypeError, ValueError):
        return f"an event {topic}"
