"""The audit trail: for every event who did it, when, under which login, and what it was about.

It holds codes only. Words, amounts and documents are told from the event itself.
"""

from collections.abc import Callable
from datetime import date, datetime

from ledger.events import REGISTRY, Event
from ledger.events.member import ClaimEvent, CoverCarriedIn, Enrolled
from ledger.events.relief_grant import GrantEvent, GrantRequested
from ledger.projections.tables import Column, Index, Projection, Row, Table, day

# Grants have streams of their own: this condition finds a member's grants, and uses their index.
OF_GRANTS = "substr(kind, 1, 13) = 'relief_grant.'"
OF_TRANSFERS = "kind = 'member.transferred.v1'"  # few; and a unit's statement asks for all of them
AUDIT_TRAIL_TABLE = Table(
    "audit_trail",
    (
        Column("position", "integer"),
        Column("recorded_us", "integer"),  # microseconds since 1970-01-01T00:00Z
        Column("effective_on", "date"),
        Column("kind", "text"),  # the event's topic
        Column("officer", "text"),
        Column("login", "text"),
        Column("member", "id", required=False),
        Column("unit", "text", required=False),
        Column("claim", "text", required=False),
        Column("fund", "text", required=False),
        Column("subject", "text", required=False),  # the code of what it is about, if none of these
    ),
    indexes=(Index("claim"), Index("member", only=OF_GRANTS), Index("kind", only=OF_TRANSFERS)),
)

_EPOCH_DAY = date(1970, 1, 1).toordinal()
_MEMBER_TOPICS = "member."
# The first of these that an event has is its subject.
_SUBJECTS = (
    "receipt",
    "roster",
    "batch",
    "plan",
    "bank_account",
    "officer",
    "month",
    "number",
    "parameter",
    "agency",
    "grant",
    "scheme",
    "reconciliation",
    "code",
)


def microseconds(moment: datetime) -> int:
    """Return a UTC time as microseconds since 1970.

    To subtract times asks both for their zone, which takes twice as long, for every event.
    """
    seconds = (moment.toordinal() - _EPOCH_DAY) * 86_400
    seconds += moment.hour * 3_600 + moment.minute * 60 + moment.second
    return seconds * 1_000_000 + moment.microsecond


def _of_cover(event: Enrolled | CoverCarriedIn, position: int) -> tuple[Row]:
    return (
        (
            position,
            microseconds(event.timestamp),
            day(event.effective_on),
            event.topic,
            event.recorded_by,
            event.authenticated_as,
            event.originator_id.bytes,
            event.unit,
            None,
            None,
            event.plan,
        ),
    )


def _of_claim(event: ClaimEvent, position: int) -> tuple[Row]:
    return (
        (
            position,
            microseconds(event.timestamp),
            day(event.effective_on),
            event.topic,
            event.recorded_by,
            event.authenticated_as,
            event.originator_id.bytes,
            event.unit,
            event.claim,
            event.fund,
            event.plan,
        ),
    )


def _of(kind: type[Event]) -> Callable[[Event, int], tuple[Row]]:
    """Make the rows of one kind of event, from the fields that it has."""
    if issubclass(kind, ClaimEvent):
        return _of_claim  # type: ignore[return-value]  # it is asked for that kind only
    if kind in (Enrolled, CoverCarriedIn):
        return _of_cover  # type: ignore[return-value]
    topic = kind.model_fields["topic"].default
    whose = "originator_id" if topic.startswith(_MEMBER_TOPICS) else None
    if issubclass(kind, GrantEvent | GrantRequested):
        whose = "beneficiary"
    unit, fund = (name if name in kind.model_fields else None for name in ("unit", "fund"))
    subject = next((name for name in _SUBJECTS if name in kind.model_fields), None)

    def rows(event: Event, position: int) -> tuple[Row]:
        return (
            (
                position,
                microseconds(event.timestamp),
                day(event.effective_on),
                event.topic,
                event.recorded_by,
                event.authenticated_as,
                getattr(event, whose).bytes if whose else None,
                getattr(event, unit) if unit else None,
                None,
                getattr(event, fund) if fund else None,
                getattr(event, subject) if subject else None,
            ),
        )

    return rows


AUDIT_TRAIL = Projection(
    "audit_trail", 2, AUDIT_TRAIL_TABLE, {kind: _of(kind) for kind in REGISTRY.values()}
)
