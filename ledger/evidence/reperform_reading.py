"""The record read for re-performance: who claimed, their events, and terms and powers by position."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from itertools import groupby
from operator import itemgetter
from typing import Any, NamedTuple, TypeVar, get_args
from uuid import UUID

from pydantic_core import from_json
from sqlalchemy import Connection

from ledger.aggregates.moment import Officer
from ledger.events import REGISTRY, Event, restore
from ledger.events.member import (
    ClaimEvent,
    DataRestricted,
    DependantRecorded,
    DetailsRevealed,
    DetailsSealed,
    DetailsShredded,
    ErasureRequested,
    MemberEvent,
    MemberRegistered,
)
from ledger.events.office import OfficeOpened, OfficerAppointed, OfficerDismissed, PolicySet
from ledger.events.plan import PlanPublished, ScheduleAdopted
from ledger.plans import PlanKey, PlanTerms, Schedule, ScheduleKey, plan_code
from ledger.plans.resolving import resolved, schedules_named
from ledger.projections.storage import Cursor
from ledger.store.copying import copied
from ledger.store.ids import uuid_of

CLAIM_TOPICS = frozenset(t for t, kind in REGISTRY.items() if issubclass(kind, ClaimEvent))
# What became of a member's personal data bears on no benefit, nor does their registration.
_PERSONAL = {
    MemberRegistered,
    DetailsSealed,
    DetailsRevealed,
    ErasureRequested,
    DataRestricted,
    DetailsShredded,
    DependantRecorded,
}
HISTORY_TOPICS = tuple(
    sorted(
        CLAIM_TOPICS
        | {
            kind.model_fields["topic"].default
            for kind in get_args(MemberEvent)
            if kind not in _PERSONAL
        }
    )
)
_FRAME = (
    *(OfficeOpened, OfficerAppointed, OfficerDismissed, PolicySet),
    *(ScheduleAdopted, PlanPublished),
)
T = TypeVar("T")
STREAMS_AT_ONCE = 500  # whose events are held at a time
FRAME_TOPICS = tuple(kind.model_fields["topic"].default for kind in _FRAME)


class Entry(NamedTuple):
    """One stored event, unread."""

    position: int
    topic: str
    state: bytes


class Acted(NamedTuple):
    """A step of a claim, of which re-performance needs no more than this."""

    claim: str
    plan: PlanKey
    period: str
    hands: tuple[str, str]  # the officer's code, and the login
    amount_fen: int  # 0 where the step has none
    effective_on: str  # ISO
    debt: str | None  # what money that came back was owed for
    received: tuple[str, ...] = ()  # kinds of papers that came in


def acted(state: bytes) -> Acted:
    """Read a step of a claim: some hundred thousand of them, so that nothing else is looked at."""
    facts = from_json(state)
    return Acted(
        facts["claim"],
        facts["plan"],
        facts["period"],
        (facts["by"], facts["login"]),
        facts.get("approved_fen") or facts.get("amount_fen") or 0,
        facts["effective_on"],
        facts.get("debt"),
        tuple(facts.get("received", ())),
    )


@dataclass
class Frame:
    """What decisions rest on beside a member's own history, each from the position it stood at."""

    office: str | None = None
    published: dict[PlanKey, list[tuple[int, PlanTerms]]] = field(default_factory=dict)
    schedules: dict[UUID, dict[ScheduleKey, Schedule]] = field(default_factory=dict)  # by plan
    appointed: dict[str, list[tuple[int, Officer | None]]] = field(default_factory=dict)
    policies: dict[str, list[tuple[int, str, str]]] = field(default_factory=dict)  # position, day

    def add(self, position: int, event: Event) -> None:
        """Take in an event of the office or of a plan."""
        match event:
            case OfficeOpened():
                self.office = event.name
            case ScheduleAdopted(schedule=edition, part=part, content=content):
                adopted = self.schedules.setdefault(event.originator_id, {})
                known = adopted.get(edition) if part > 1 else None
                adopted[edition] = content if known is None else known.continued(content)
            case PlanPublished(plan=key, terms=terms):
                # Once for all claims. Terms without the edition that they name decide nothing.
                adopted = self.schedules.get(event.originator_id, {})
                if adopted.keys() >= {*schedules_named(terms)}:
                    whole = resolved(terms, adopted)
                    self.published.setdefault(key, []).append((position, whole))
            case PolicySet(parameter=name, value=value):
                day = event.effective_on.isoformat()
                self.policies.setdefault(name, []).append((position, day, value))
            case OfficerAppointed(officer=code):
                powers = frozenset(event.roles), event.approval_limit_fen, frozenset(event.logins)
                self.appointed.setdefault(code, []).append((position, Officer(code, *powers)))
            case OfficerDismissed(officer=code):
                self.appointed.setdefault(code, []).append((position, None))
            case _:
                pass  # nothing that a decision on a claim rests on

    def terms(self, key: PlanKey, position: int) -> PlanTerms | None:
        """Return the terms of a version, as published before a position."""
        return _before(self.published.get(key, ()), position)

    def officer(self, code: str, position: int) -> Officer | None:
        """Return an officer's powers, as appointed before a position."""
        return _before(self.appointed.get(code, ()), position)

    def policy(self, parameter: str, position: int, on: str) -> str | None:
        """Return the value of a policy parameter on a day, as set before a position."""
        known = self.policies.get(parameter, ())
        found = [(day, value) for since, day, value in known if since < position and day <= on]
        return max(reversed(found), key=itemgetter(0))[1] if found else None

    def versions(self, code: str) -> Iterator[PlanTerms]:
        """Yield the terms of every version of a plan, whenever published."""
        for key, terms in self.published.items():
            if plan_code(key) == code:
                yield from (each for _, each in terms)


def _before(stood: Sequence[tuple[int, T]], position: int) -> T | None:
    """Return what stood last before a position."""
    found: T | None = None
    for since, value in stood:
        if since >= position:
            break
        found = value
    return found


class Source:
    """Questions to the events alone: no projection, key or head is trusted for what happened.

    What is recorded up to a position never changes, so that every question sees one state.
    """

    def __init__(self, connection: Connection, upto: int | None = None) -> None:
        self._cursor = Cursor(connection)
        self._driver: Any = connection.connection.cursor()
        self._sqlite = self._cursor.dialect == "sqlite"
        self.size = self._count("select max(position) from event")
        self.upto = self.size if upto is None else min(upto, self.size)

    def position_at(self, moment: datetime) -> int:
        """Return the last position recorded by a time; recorded times follow positions."""
        low, high = 0, self.size
        while low < high:
            middle = (low + high + 1) // 2
            found = self._cursor.one("select topic, state from event where position = ?", (middle,))
            assert found is not None, "positions have no gaps"
            recorded = restore(found[0], bytes(found[1])).timestamp
            low, high = (middle, high) if recorded <= moment.astimezone(UTC) else (low, middle - 1)
        return low

    def streams(self) -> tuple[list[UUID], Frame]:
        """Scan the record once: the streams in which anything was claimed, in order, and the frame."""
        topics = (*CLAIM_TOPICS, *FRAME_TOPICS)
        places = ", ".join("?" * len(topics))
        question = (
            f"select originator_id, topic from event where position <= ? and topic in ({places})"
        )
        found: set[Any] = set()
        framing: set[Any] = set()
        for rows in self._cursor.stream(question, (self.upto, *topics)):
            for stream, topic in rows:
                (framing if topic in FRAME_TOPICS else found).add(stream)
        claiming = sorted(map(_stream, found))
        others = sorted(map(_stream, framing))
        frame = Frame()
        entries = [entry for stream in self.histories(others, FRAME_TOPICS) for entry in stream]
        for entry in sorted(entries):
            frame.add(entry.position, restore(entry.topic, entry.state))
        return claiming, frame

    def owner(self, claim: str) -> UUID | None:
        """Return the stream that claimed a claim's number, to look there first."""
        found = self._cursor.one(
            "select originator_id from key where kind = 'claim' and value = ?", (claim,)
        )
        return None if found is None else _stream(found[0])

    def histories(
        self, streams: Sequence[UUID], topics: Sequence[str] = HISTORY_TOPICS
    ) -> Iterator[list[Entry]]:
        """Yield each stream's events of some topics, in order of version; some streams at a time."""
        for start in range(0, len(streams), STREAMS_AT_ONCE):
            part = self._rows(streams[start : start + STREAMS_AT_ONCE], topics)
            for _, rows in groupby(part, key=itemgetter(1)):
                yield [Entry(position, topic, state) for position, _, _, topic, state in rows]

    def _rows(self, streams: Sequence[UUID], topics: Sequence[str]) -> Iterator[Any]:
        columns = "select position, originator_id, originator_version, topic, state from event"
        order = "order by originator_id, originator_version"
        if not self._sqlite:
            ids = "{" + ",".join(map(str, streams)) + "}"
            where = "originator_id = any(%s::uuid[]) and position <= %s and topic = any(%s)"
            query = f"{columns} where {where} {order}"
            return copied(self._driver, query, (ids, self.upto, list(topics)))
        where = f"originator_id in ({', '.join('?' * len(streams))}) and position <= ?"
        where += f" and topic in ({', '.join('?' * len(topics))})"
        values = (*(stream.bytes for stream in streams), self.upto, *topics)
        return iter(self._cursor.all(f"{columns} where {where} {order}", values))

    def _count(self, question: str) -> int:
        found = self._cursor.one(question)
        return 0 if found is None or found[0] is None else int(found[0])


def _stream(stored: Any) -> UUID:
    return stored if isinstance(stored, UUID) else uuid_of(bytes(stored))
