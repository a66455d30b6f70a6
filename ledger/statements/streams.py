"""One stream of the record, read up to the position that a statement's facts are cut at."""

from uuid import UUID

from ledger.events import Event, restore
from ledger.statements.facts import Facts


def events_of(facts: Facts, stream: UUID) -> list[tuple[int, Event]]:
    """Return a stream's events with their positions: known at the cut, and true by its day.

    What was decided earlier and takes effect later, such as cover of the next period, counts too.
    """
    own = stream.bytes if facts.cursor.dialect == "sqlite" else str(stream)
    rows = facts.asked(
        "select position, topic, state from event where originator_id = ? and position <= ? "
        "order by position",
        (own, facts.knowledge.known_at),
    )
    found = [(position, restore(topic, bytes(state))) for position, topic, state in rows]
    return [
        (position, event)
        for position, event in found
        if min(event.effective_on, event.booked_on) <= facts.as_of
    ]
