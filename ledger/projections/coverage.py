"""Coverage: who is covered under which plan, how they came in, and what was contributed for it."""

from collections.abc import Callable
from datetime import timedelta

from ledger.events.member import (
    CoverCarriedIn,
    CoverEnded,
    CoverReinstated,
    CoverSuspended,
    Enrolled,
    EnrolmentVoided,
    SuspensionUndone,
)
from ledger.projections.tables import Column, Index, Projection, Row, Table, day

# Who is no longer there, or came with cover: a share of a unit's people asks for both, by period.
ENDED_OR_CARRIED = "entry in ('ended', 'carried_in')"

COVERAGE_TABLE = Table(
    "coverage",
    (
        Column("position", "integer"),
        Column("effective_on", "date"),  # the first day of cover, or of what falls away
        Column("ends_on", "date"),  # the last
        Column("member", "id"),
        Column("unit", "text"),
        Column("plan", "text"),
        Column("period", "text"),
        # new, renewal, carried_in, voided, ended, suspended, reinstated or, of days that had stood
        # still and go with the rest, undone
        Column("entry", "text"),
        Column("members", "integer"),  # participations: 1, or -1 where an enrolment is undone
        Column("shares", "integer"),  # signed
        Column("contribution_fen", "integer"),  # signed
        # Over the rows whose days include a day, the sum is how many covers run on it: 1, or -1
        # where cover is undone or ends early.
        Column("covered", "integer"),
    ),
    indexes=(Index("period", ("unit",), only=ENDED_OR_CARRIED),),
)


def _enrolled(event: Enrolled, position: int) -> tuple[Row]:
    return (
        (
            position,
            day(event.effective_on),
            day(event.ends_on),
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "renewal" if event.renewal else "new",
            1,
            event.shares,
            # What falls due by a schedule is in the rosters' facts, instalment by instalment.
            0 if event.every else event.contribution_fen or 0,
            1,
        ),
    )


def _carried_in(event: CoverCarriedIn, position: int) -> tuple[Row]:
    """Count the days from the first; of cover that another office handed over, those that are ours."""
    first = event.starts_on
    if event.handed_over_on is not None:
        first = max(first, event.handed_over_on + timedelta(days=1))
    return (
        (
            position,
            day(first),
            day(event.ends_on),
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "carried_in",
            1,
            event.shares,
            0,
            1,
        ),
    )


def _voided(event: EnrolmentVoided, position: int) -> tuple[Row]:
    """Take away the days of the cover; those on which it stood still to its end are gone already."""
    since, last = event.suspended_since, event.ends_on
    if since is not None:
        last = since - timedelta(days=1)
    return (
        (
            position,
            day(event.starts_on),
            day(last),
            event.originator_id.bytes,
            event.unit,
            event.plan,
            event.period,
            "voided",
            -1,
            -event.shares,
            -event.contribution_fen,
            -1,
        ),
    )


def _ended(event: CoverEnded, position: int) -> tuple[Row]:
    """Take away the days that are left: who took part has taken part.

    Days on which it stands still were taken away already.
    """
    first, last = event.effective_on + timedelta(days=1), event.period_ends_on
    covered = -1
    if event.suspended_since is not None and event.suspended_since <= first:
        covered = 0
    elif event.suspended_since is not None:
        last = event.suspended_since - timedelta(days=1)
    whose = (event.originator_id.bytes, event.unit, event.plan, event.period)
    return ((position, day(first), day(last), *whose, "ended", 0, 0, 0, covered),)


def _standing_still(
    entry: str, covered: int
) -> Callable[[CoverSuspended | CoverReinstated, int], tuple[Row]]:
    """Take away, or give back, the days from the effective date to the cover's last."""

    def rows(event: CoverSuspended | CoverReinstated, position: int) -> tuple[Row]:
        days = (day(event.effective_on), day(event.period_ends_on))
        whose = (event.originator_id.bytes, event.unit, event.plan, event.period)
        return ((position, *days, *whose, entry, 0, 0, 0, covered),)

    return rows


def _undone(event: SuspensionUndone, position: int) -> tuple[Row]:
    """Give days back that had stood still: what comes next takes them away with the rest."""
    days = (day(event.starts_on), day(event.ends_on))
    whose = (event.originator_id.bytes, event.unit, event.plan, event.period)
    return ((position, *days, *whose, "undone", 0, 0, 0, 1),)


COVERAGE = Projection(
    "coverage",
    2,
    COVERAGE_TABLE,
    {
        Enrolled: _enrolled,
        CoverCarriedIn: _carried_in,
        EnrolmentVoided: _voided,
        CoverEnded: _ended,
        CoverSuspended: _standing_still("suspended", -1),
        CoverReinstated: _standing_still("reinstated", 1),
        SuspensionUndone: _undone,
    },
)
