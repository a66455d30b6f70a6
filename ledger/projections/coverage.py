"""Coverage: who is covered under which plan, how they came in, and what was contributed for it."""

from ledger.events.member import CoverCarriedIn, Enrolled, EnrolmentVoided
from ledger.projections.tables import Column, Projection, Row, Table

COVERAGE_TABLE = Table(
    "coverage",
    (
        Column("position", "integer"),
        Column("effective_on", "date"),  # the first day of cover
        Column("ends_on", "date", required=False),
        Column("member", "id"),
        Column("unit", "text"),
        Column("plan", "text"),
        Column("period", "text"),
        Column("entry", "text"),  # new, renewal, carried_in or voided
        Column("members", "integer"),  # 1, or -1 where an enrolment is undone
        Column("shares", "integer"),  # signed
        Column("contribution_fen", "integer"),  # signed
    ),
)


def _enrolled(event: Enrolled, position: int) -> tuple[Row]:
    return (
        (
            position,
            event.effective_on.isoformat(),
            event.ends_on.isoformat(),
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "renewal" if event.renewal else "new",
            1,
            event.shares,
            event.contribution_fen,
        ),
    )


def _carried_in(event: CoverCarriedIn, position: int) -> tuple[Row]:
    return (
        (
            position,
            event.starts_on.isoformat(),
            event.ends_on.isoformat(),
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "carried_in",
            1,
            event.shares,
            0,
        ),
    )


def _voided(event: EnrolmentVoided, position: int) -> tuple[Row]:
    return (
        (
            position,
            event.effective_on.isoformat(),
            None,
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "voided",
            -1,
            -event.shares,
            -event.contribution_fen,
        ),
    )


COVERAGE = Projection(
    "coverage",
    1,
    COVERAGE_TABLE,
    {Enrolled: _enrolled, CoverCarriedIn: _carried_in, EnrolmentVoided: _voided},
)
