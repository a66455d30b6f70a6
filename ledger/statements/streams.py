"""Streams of the record, read up to the position that a statement's facts are cut at."""

from uuid import UUID

from ledger.events import Event, restore
from ledger.projections.audit_trail import OF_GRANTS
from ledger.statements.facts import Facts


def events_of(facts: Facts, stream: UUID) -> list[tuple[int, Event]]:
    """Return a stream's events with their positions: known at the cut, and true by its day.

    What was decided earlier and takes effect later, such as cover of the next period, counts too.
    """
    rows = facts.asked(
        "select position, topic, state from event where originator_id = ? and position <= ? "
        "order by position",
        (stream_id(facts, stream), facts.knowledge.known_at),
    )
    found = [(position, restore(topic, bytes(state))) for position, topic, state in rows]
    return [
        (position, event)
        for position, event in found
        if min(event.effective_on, event.booked_on) <= facts.as_of
    ]


def grants_of(facts: Facts, member: UUID) -> list[Event]:
    """Return the steps of all relief grants to a member: known at the cut, and true by its day."""
    rows = facts.asked(
        "select event.topic, event.state from event where position in "
        f"(select position from audit_trail where member = ? and {OF_GRANTS}) "
        "and position <= ? order by position",
        (stream_id(facts, member), facts.knowledge.known_at),
    )
    found = [restore(topic, bytes(state)) for topic, state in rows]
    return [event for event in found if event.effective_on <= facts.as_of]


def stream_id(facts: Facts, stream: UUID) -> bytes | str:
    """Return a stream's id as the book's database compares it."""
    return stream.bytes if facts.cursor.dialect == "sqlite" else str(stream)
