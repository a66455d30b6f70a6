"""Who moved from a unit to another, or came from one, while a roster's cover under a plan runs on."""

from collections import Counter
from typing import Any, NamedTuple

from ledger.events import restore
from ledger.events.member import MemberTransferred
from ledger.projections.audit_trail import OF_TRANSFERS
from ledger.statements.facts import Facts
from ledger.statements.streams import stream_id

_MOVES = (
    "select position, state from event where position in "
    f"(select position from audit_trail where {OF_TRANSFERS} and effective_on <= ? "
    "and position <= ?) order by position"
)
_COVERS = (
    "select position, member, unit, plan, period, entry from coverage where position <= ? "
    "and (entry in ('new', 'renewal', 'carried_in', 'voided') or (entry = 'ended' and effective_on <= ?)) "
    "and member in ({}) order by position"
)


class Moves(NamedTuple):
    """How many of a unit's people moved, by plan and coverage period of cover that runs on."""

    away: Counter[tuple[str, str]]  # a roster of the unit gave the cover, and they are elsewhere
    here: Counter[tuple[str, str]]  # a roster of another unit did, and they are here


def moves(facts: Facts, unit: str, day: str) -> Moves:
    """Count who had moved by a day, from a unit or to it; `day` is in ISO form."""
    known_at = facts.knowledge.known_at
    moved = _moved(facts, unit, day)
    counted = Moves(Counter(), Counter())
    if not moved:
        return counted
    standing: dict[tuple[Any, str, str], tuple[int, str]] = {}  # whose roster gave it, and where
    asked = _COVERS.format(", ".join("?" * len(moved)))
    for position, whose, *row in facts.asked(asked, (known_at, day, *moved)):
        its_unit, plan, period, entry = row
        member = whose if isinstance(whose, bytes) else str(whose)
        if entry in ("ended", "voided"):
            standing.pop((member, plan, period), None)
        else:
            standing[member, plan, period] = position, its_unit
    for (member, plan, period), (position, gave) in standing.items():
        moved_at, is_here = moved[member]
        if position > moved_at or is_here == (gave == unit):
            continue  # whose roster gave it later is where they are
        (counted.here if is_here else counted.away)[plan, period] += 1
    return counted


def _moved(facts: Facts, unit: str, day: str) -> dict[bytes | str, tuple[int, bool]]:
    """Return when each member moved last, to a unit or from it, and whether it was to it."""
    topic = MemberTransferred.model_fields["topic"].default
    mark = f'unit":"{unit}"'.encode()
    moved: dict[bytes | str, tuple[int, bool]] = {}
    for position, state in facts.asked(_MOVES, (day, facts.knowledge.known_at)):
        if mark in bytes(state):
            event = restore(topic, bytes(state))
            assert isinstance(event, MemberTransferred)
            moved[stream_id(facts, event.originator_id)] = position, event.unit == unit
    return moved
