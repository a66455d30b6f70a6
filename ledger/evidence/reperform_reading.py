"""The record read for re-performance: who claimed, and their events in order."""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterable, Iterator, Sequence
from datetime import UTC, datetime
from itertools import chain
from operator import itemgetter
from typing import Any, NamedTuple, cast, get_args
from uuid import UUID

from pydantic import AliasChoices, BaseModel, ConfigDict, Field
from sqlalchemy import Connection

from ledger.events import REGISTRY, restore
from ledger.events.claim_life import HeirRecorded
from ledger.events.member import (
    ClaimAssessed,
    ClaimEvent,
    ClaimFiled,
    CoverCarriedIn,
    DataRestricted,
    DependantCorrected,
    DependantRecorded,
    DetailsRevealed,
    DetailsShredded,
    Enrolled,
    ErasureRequested,
    MemberEvent,
    MemberRegistered,
)
from ledger.evidence.reperform_frame import FRAME_TOPICS, Frame
from ledger.plans import PlanKey
from ledger.projections.storage import Cursor
from ledger.store.copying import Row, copied
from ledger.store.ids import uuid_of

CLAIM_TOPICS = frozenset(t for t, kind in REGISTRY.items() if issubclass(kind, ClaimEvent))
# What became of a member's personal data bears on no benefit, nor does their registration; of what
# was replaced, re-performance reads whose account is another.
_PERSONAL = {
    MemberRegistered,
    DetailsRevealed,
    ErasureRequested,
    DataRestricted,
    DetailsShredded,
    DependantRecorded,
    DependantCorrected,
}
HISTORY_TOPICS = (
    CLAIM_TOPICS
    | {HeirRecorded.model_fields["topic"].default}
    | {
        kind.model_fields["topic"].default
        for kind in get_args(MemberEvent)
        if kind not in _PERSONAL
    }
)
STREAMS_AT_ONCE = 1_000  # whose events are held at a time
# Most of any record, and neither a claim nor of the frame.
_COMMONEST = tuple(
    kind.model_fields["topic"].default for kind in (Enrolled, CoverCarriedIn, MemberRegistered)
)
_VERSION = itemgetter(2)
_COLUMNS = "select position, originator_id, originator_version, topic, state from event where"


class Entry(NamedTuple):
    """One stored event, unread."""

    position: int
    topic: str
    state: bytes


class Acted(BaseModel):
    """A step of a claim, of which re-performance needs no more than this.

    There are some hundred thousand of them, so that nothing else of the event is looked at.
    """

    model_config = ConfigDict(strict=True, extra="ignore")

    claim: str
    plan: PlanKey
    period: str
    by: str
    login: str
    amount_fen: int = Field(default=0, validation_alias=AliasChoices("approved_fen", "amount_fen"))
    effective_on: str  # ISO
    owed_fen: int = 0  # settled out of a benefit: of a debt that stood open
    written_off_fen: int = 0  # and of what had been written off of it
    received_fen: int = 0  # of what is owed again: what the member had brought back
    left_fen: int = 0  # of a benefit, to be paid
    debt: str | None = None  # what money that came back was owed for
    insured: str | None = None  # of a notice: whose loss it is, as a relation
    insured_code: str | None = None  # and which dependant's
    received: tuple[str, ...] = ()  # kinds of papers that came in
    ground: str | None = None  # of a decision, as a code
    batch: str | None = None  # of a step of payment
    payee: str | None = None  # digest of the account that money is to go to
    document: Any = None  # what it rests on, where one was taken in
    reason: str | None = None

    @property
    def hands(self) -> tuple[str, str]:
        """Return who did it: the officer's code, and the login."""
        return self.by, self.login


Step = ClaimFiled | ClaimAssessed | Acted
acted: Callable[[bytes], Acted] = Acted.__pydantic_validator__.validate_json
_READ_WHOLE = frozenset({"member.claim_filed.v1", "member.claim_assessed.v1"})


def step_of(entry: Entry) -> Step:
    """Read a step of a claim, as far as re-performance needs it."""
    if entry.topic in _READ_WHOLE:
        return cast(Step, restore(entry.topic, entry.state))
    return acted(entry.state)


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

    def claiming(self, after: int, upto: int) -> tuple[list[UUID], list[UUID]]:
        """Scan a stretch of the record for streams in which anything was claimed, and of the frame.

        Streams come by their first claim: what happened to them together is stored together.
        """
        topics = (*CLAIM_TOPICS, *FRAME_TOPICS)
        # The commonest are told apart at once: a list is gone through for every event.
        rest = " and ".join(["topic <> ?"] * len(_COMMONEST))
        question = (
            "select originator_id, topic from event where position > ? and position <= ?"
            f" and {rest} and topic in ({_places(topics)}) order by position"
        )
        found: dict[Any, None] = {}
        framing: dict[Any, None] = {}
        for rows in self._cursor.stream(question, (after, upto, *_COMMONEST, *topics)):
            for stream, topic in rows:
                (framing if topic in FRAME_TOPICS else found)[stream] = None
        return [_stream(each) for each in found], [_stream(each) for each in framing]

    def frame(self, streams: Sequence[UUID]) -> Frame:
        """Return what decisions rest on, from the streams in which it is told."""
        frame = Frame()
        entries = [entry for stream in self.histories(streams, FRAME_TOPICS) for entry in stream]
        for entry in sorted(entries):
            frame.add(entry.position, restore(entry.topic, entry.state))
        return frame

    def owner(self, claim: str) -> UUID | None:
        """Return the stream that claimed a claim's number, to look there first."""
        found = self._cursor.one(
            "select originator_id from key where kind = 'claim' and value = ?", (claim,)
        )
        return None if found is None else _stream(found[0])

    def histories(
        self, streams: Sequence[UUID], topics: Collection[str] = HISTORY_TOPICS
    ) -> Iterator[list[Entry]]:
        """Yield each stream's events of some topics, in order of version; some streams at a time."""
        for start in range(0, len(streams), STREAMS_AT_ONCE):
            rows = self._rows(streams[start : start + STREAMS_AT_ONCE], topics)
            yield from _by_stream(row for row in rows if row[3] in topics)

    def histories_at(self, positions: Sequence[Sequence[int]]) -> Iterator[list[Entry]]:
        """Yield what is recorded at each stream's positions likewise, where these are known."""
        for start in range(0, len(positions), STREAMS_AT_ONCE):
            wanted = sorted(chain.from_iterable(positions[start : start + STREAMS_AT_ONCE]))
            listed = ", ".join(map(str, wanted))
            if self._sqlite:
                yield from _by_stream(self._cursor.all(f"{_COLUMNS} position in ({listed})"))
            else:
                where = "position = any(%s::bigint[])"
                rows = copied(self._driver, f"{_COLUMNS} {where}", (f"{{{listed}}}",))
                yield from _by_stream(rows)

    def _rows(self, streams: Sequence[UUID], topics: Collection[str]) -> Iterable[Row]:
        """Return events of some streams; SQLite's of all topics: it takes longer to tell them apart."""
        if not self._sqlite:
            ids = "{" + ",".join(map(str, streams)) + "}"
            where = "originator_id = any(%s::uuid[]) and position <= %s and topic = any(%s)"
            return copied(self._driver, f"{_COLUMNS} {where}", (ids, self.upto, list(topics)))
        # Where they are is in the index; then they are read in the order in which they are stored.
        own = f"select position from event where originator_id in ({_places(streams)})"
        where = f"position in ({own}) and position <= ?"
        values = (*(stream.bytes for stream in streams), self.upto)
        return cast(Iterable[Row], self._cursor.all(f"{_COLUMNS} {where}", values))

    def _count(self, question: str) -> int:
        found = self._cursor.one(question)
        return 0 if found is None or found[0] is None else int(found[0])


def _by_stream(stored: Iterable[Row]) -> Iterator[list[Entry]]:
    found: defaultdict[Any, list[Row]] = defaultdict(list)
    for row in stored:
        found[row[1]].append(row)
    for rows in found.values():
        rows.sort(key=_VERSION)
        yield [Entry(position, topic, state) for position, _, _, topic, state in rows]


def _places(values: Sequence[object]) -> str:
    return ", ".join("?" * len(values))


def _stream(stored: Any) -> UUID:
    return stored if isinstance(stored, UUID) else uuid_of(bytes(stored))
