"""Split stays: a transfer or readmission within so many hours makes one stay of two."""

from collections.abc import Iterable, Sequence
from datetime import datetime, time, timedelta
from typing import NamedTuple

from ledger.benefits.losses import Loss


class Stay(NamedTuple):
    """A stay with its hours, as the settlement slips give them, and what it cost."""

    admitted_at: datetime
    discharged_at: datetime
    loss: Loss


def hours_of(loss: Loss) -> tuple[datetime, datetime] | None:
    """Return the hours of a stay; None where its end is not known.

    Where papers give days alone, admission is taken late and discharge early: what joins is surely
    near. So within 24 hours a transfer on the same day joins, and one on the next day does not.
    """
    if loss.ended_on is None:
        return None
    admitted = time.fromisoformat(loss.admitted_at or "23:59")
    discharged = time.fromisoformat(loss.discharged_at or "00:00")
    return datetime.combine(loss.occurred_on, admitted), datetime.combine(loss.ended_on, discharged)


def join_stays(stays: Iterable[Stay], within_hours: int) -> list[tuple[Stay, ...]]:
    """Return the stays in groups that count as one each, by admission, whatever their order.

    A stay belongs to the one before where it begins no later than so many hours after its end.

    Source: transfer within 24 hours counts as one stay (hospital plan text with Beijing deductibles).
    """
    groups: list[list[Stay]] = []
    reached: datetime | None = None
    for stay in sorted(stays, key=lambda each: (each.admitted_at, each.discharged_at)):
        if reached is not None and stay.admitted_at - reached <= timedelta(hours=within_hours):
            groups[-1].append(stay)
            reached = max(reached, stay.discharged_at)
        else:
            groups.append([stay])
            reached = stay.discharged_at
    return [tuple(group) for group in groups]


def whole_stay(stays: Sequence[Stay]) -> Loss:
    """Return the loss of stays that count as one: from the first day to the last, costs added up."""
    losses = [stay.loss for stay in stays]
    first = losses[0]
    ends = [loss.ended_on for loss in losses if loss.ended_on is not None]
    papers = tuple(dict.fromkeys(paper for loss in losses for paper in loss.papers or ()))
    return first.model_copy(
        update={
            "occurred_on": min(loss.occurred_on for loss in losses),
            "ended_on": max(ends, default=None),
            "admitted_at": None,
            "discharged_at": None,
            "total_fen": _sum(loss.total_fen for loss in losses),
            "self_pay_fen": _sum(loss.self_pay_fen for loss in losses),
            "out_of_scope_fen": _sum(loss.out_of_scope_fen for loss in losses),
            "other_payers_fen": _sum(loss.other_payers_fen for loss in losses),
            "above_cap_fen": _sum(loss.above_cap_fen for loss in losses),
            "basic_deductible_fen": _sum(loss.basic_deductible_fen for loss in losses),
            "papers": papers or None,
        }
    )


def _sum(amounts: Iterable[int | None]) -> int | None:
    """Add up what is known; nothing known stays unknown."""
    known = [amount for amount in amounts if amount is not None]
    return sum(known) if known else None
