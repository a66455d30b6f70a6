"""Re-performance: every claim decided again from terms, facts and history as they stood.

The record is scanned once for who ever claimed; then each member's own events are gone through in
order, and forgotten. So memory does not grow with the record, and a large one is divided among
processes. Personal data is not touched.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import NamedTuple
from uuid import UUID

from ledger.errors import PositionAhead, Unknown
from ledger.evidence.reperform_claims import MemberAgain
from ledger.evidence.reperform_findings import Cause, Difference, written
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_parts import in_parts
from ledger.evidence.reperform_pools import shared_twice
from ledger.evidence.reperform_reading import CLAIM_TOPICS, Entry, Source, step_of
from ledger.evidence.reperform_steps import Claimed, Pooled
from ledger.evidence.scan import Told
from ledger.plans import plan_code
from ledger.statements.facts import Knowledge, Known
from ledger.statements.sheet import Column, Row, Sheet, Words
from ledger.store.engine import Database

STRETCH = 100_000  # events that are scanned at a time
STRETCHES_MIN = 5  # below this, starting processes costs more than it saves

TITLE = Words("理赔复核", "Re-performance of claims")
NONE = Words("逐笔重算，没有差异。", "Every claim was decided again; nothing differs.")
NO_CLAIMS = Words("没有可复核的案件。", "There is no claim to decide again.")


@dataclass(frozen=True)
class Wanted:
    """Which claims; all that is given must hold."""

    known: Known = None  # a position, a time, or all there is
    claim: str | None = None
    plan: str | None = None  # a plan's code, or a version's key

    def holds(self, claim: str, plan: str) -> bool:
        """Tell whether a claim under a version is asked for."""
        return self.claim in (None, claim) and self.plan in (None, plan, plan_code(plan))


@dataclass(frozen=True)
class Reperformed:
    """What was done again, and what differs."""

    office: str | None
    size: int
    known_at: int
    claims: int
    assessments: int
    differences: tuple[Difference, ...]  # in order of position
    unseen: tuple[Difference, ...] = ()  # assessments on a base that is not in the record


def reperform(
    database: Database, wanted: Wanted = Wanted(), told: Told | None = None
) -> Reperformed:
    """Decide every claim again, a large record in several processes.

    Raises:
        Unknown: the record holds no such claim, or no such plan.
        PositionAhead: the record has not reached the position.
    """
    with database.reading() as connection:
        source = Source(connection)
        source.upto = _upto(source, wanted.known)
    streams, framing = _scanned(database, source.upto)
    with database.reading() as connection:
        source = Source(connection, source.upto)
        frame = source.frame(framing)
        if wanted.claim is not None:
            owner = source.owner(wanted.claim)
            streams = [stream for stream in streams if owner in (None, stream)]
    claims = assessments = done = 0
    found: list[Difference] = []
    pools: list[tuple[str, Pooled]] = []
    for members, part in in_parts(database, source.upto, streams, _part, frame, wanted):
        claims, assessments = claims + part.claims, assessments + part.assessments
        found += part.differences
        pools += part.pools
        done += members
        if told is not None:
            told(done, len(streams))
    _expect_there(wanted, claims, frame)
    found += [each for each in shared_twice(pools) if wanted.holds(each.claim, each.plan)]
    ordered = in_order(found)
    unseen = tuple(each for each in ordered if each.cause is Cause.BASE_UNSEEN)
    differing = tuple(each for each in ordered if each.cause is not Cause.BASE_UNSEEN)
    done_again = assessments - len(unseen)
    return Reperformed(
        frame.office, source.size, source.upto, claims, done_again, differing, unseen
    )


def _expect_there(wanted: Wanted, claims: int, frame: Frame) -> None:
    """Refuse a claim, or a plan, that the record does not hold."""
    if wanted.claim is not None and not claims:
        raise Unknown("claim", wanted.claim)
    published = {*frame.published, *map(plan_code, frame.published)}
    if wanted.plan is not None and wanted.plan not in published:
        raise Unknown("plan", wanted.plan)


def _upto(source: Source, known: Known) -> int:
    """Return the last position that counts, as known at a position or a time."""
    if isinstance(known, datetime):
        return source.position_at(known)
    if known is not None and known > source.size:
        raise PositionAhead(known, source.size)
    return source.size if known is None else known


def _scanned(database: Database, upto: int) -> tuple[list[UUID], list[UUID]]:
    """Scan the record once, stretch by stretch: streams with claims by their first, and the frame's."""
    stretches = [(after, min(after + STRETCH, upto)) for after in range(0, upto, STRETCH)]
    parts = in_parts(database, upto, stretches, _stretch, part=1, least=STRETCHES_MIN)
    found: dict[UUID, None] = {}
    framing: dict[UUID, None] = {}
    for _, (_, claiming, others) in sorted(parts):
        found |= dict.fromkeys(claiming)
        framing |= dict.fromkeys(others)
    return [*found], [*framing]


def _stretch(
    source: Source, stretches: Sequence[tuple[int, int]]
) -> tuple[int, list[UUID], list[UUID]]:
    ((after, upto),) = stretches
    return after, *source.claiming(after, upto)


def in_order(found: Iterable[Difference]) -> tuple[Difference, ...]:
    """Return what was found by position."""
    return tuple(sorted(found, key=lambda each: (each.position, each.claim, each.cause)))


class _Part(NamedTuple):
    """What was found among some members."""

    claims: int
    assessments: int
    differences: list[Difference]
    pools: list[tuple[str, Pooled]]


def _part(source: Source, streams: Sequence[UUID], frame: Frame, wanted: Wanted) -> _Part:
    claims = assessments = 0
    found: list[Difference] = []
    pools: list[tuple[str, Pooled]] = []
    for entries in source.histories(streams):
        for claim, its in _gone_through(entries, frame, found).items():
            if its.pool is not None and its.stands and not its.ended:
                pools.append((claim, its.pool))
            if wanted.holds(claim, its.plan):
                claims, assessments = claims + 1, assessments + its.assessments
    kept = [each for each in found if wanted.holds(each.claim, each.plan)]
    return _Part(claims, assessments, kept, pools)


def _gone_through(
    entries: Sequence[Entry], frame: Frame, found: list[Difference]
) -> dict[str, Claimed]:
    """Go through one member's history; cover under a plan never claimed bears on nothing."""
    steps = [step_of(entry) if entry.topic in CLAIM_TOPICS else None for entry in entries]
    codes = {plan_code(step.plan) for step in steps if step is not None}
    marks = [b'"plan":"%b@' % code.encode() for code in codes]
    again = MemberAgain(frame, found)
    for entry, step in zip(entries, steps, strict=True):
        if step is not None:
            again.step(entry, step)
        elif bears_on(entry.state, marks):
            again.cover(entry)
    again.close()
    return again.claims


def bears_on(state: bytes, marks: Sequence[bytes]) -> bool:
    """Tell whether an event of a member's cover names one of some plans, or none at all."""
    for mark in marks:
        if mark in state:
            return True
    return b'"plan":"' not in state


# --- as a statement ---


def sheet_of(done: Reperformed) -> Sheet:
    """Return what differs, one row a difference; amounts in fen, other values as text."""
    rows = (
        {
            "position": each.position,
            "claim": each.claim,
            "plan": each.plan,
            "cause": each.cause.value,
            "finding": Words(each.sentence("zh"), each.sentence("en")),
            "recorded": written(each.cause, each.recorded),
            "reperformed": written(each.cause, each.reperformed),
            "effect": each.effect_fen,
        }
        for each in in_order((*done.differences, *done.unseen))
    )
    knowledge = Knowledge(done.office, date.max, done.known_at, done.size, done.size, 0)
    return Sheet(
        name="reperformance",
        title=TITLE,
        knowledge=knowledge,
        columns=(
            Column("position", Words("位次", "Position"), "count"),
            Column("claim", Words("案件", "Claim"), "text"),
            Column("plan", Words("计划", "Plan"), "text"),
            Column("cause", Words("原因", "Cause"), "text", in_text=False),
            Column("finding", Words("差异", "Difference"), "text"),
            Column("recorded", Words("记录", "Recorded"), "text", in_text=False),
            Column("reperformed", Words("重算", "Re-performed"), "text", in_text=False),
            Column("effect", Words("对互助金的影响", "Effect on benefit"), "money"),
        ),
        rows=tuple(Row(row) for row in rows),
        empty=NONE if done.claims else NO_CLAIMS,
        facts={
            "claims": done.claims,
            "assessments": done.assessments,
            "differences": len(done.differences),
            "base_not_in_record": len(done.unseen),
        },
    )
