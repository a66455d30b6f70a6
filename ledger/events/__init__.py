"""The record's vocabulary: every fact a book can hold, under a closed registry of topics."""

from typing import Any, Final, get_args

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

__all__ = ["LEAF_BYTES_MAX", "REGISTRY", "Document", "Event", "Key", "Opening", "restore"]

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
        KeyError: the topic is not in the registry.
        pydantic.ValidationError: the bytes are not such an event.
    """
    event: Event = _READERS[topic](state)
    return event
