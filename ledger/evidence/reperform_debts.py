"""What was found overpaid, asked back, and owed again: each sum against what stood before it."""

from typing import Final

from ledger.aggregates.claim import OVERPAYMENT
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_reading import Acted
from ledger.evidence.reperform_steps import Claimed, Found

# Steps by which an overpayment grows or is settled: nothing is owed again before the last of them.
_SETTLING: Final = frozenset(
    {
        "member.recovery_demanded.v1",
        "member.recovery_received.v1",
        "member.debt_written_off.v1",
        "member.demand_lowered.v1",
        "member.overpayment_offset.v1",
    }
)
MOVING_DEBTS: Final = _SETTLING | {
    "member.overpayment_found.v1",
    "member.overpayment_cancelled.v1",
    "member.benefit_restored.v1",
}
_ON_A_DOCUMENT: Final = frozenset({"member.benefit_restored.v1", "member.demand_lowered.v1"})


def debt_differs(topic: str, step: Acted, its: Claimed) -> Found:
    """Find a debt, or what is settled of one, in another sum than there was."""
    fen = step.amount_fen
    match topic:
        case "member.overpayment_found.v1":
            left = its.approved_fen - its.demanded_fen - its.found_fen
            if fen > left:
                yield Cause.SUM_OTHER, fen, left
        case "member.recovery_demanded.v1" | "member.overpayment_cancelled.v1":
            if fen != its.found_fen:
                yield Cause.SUM_OTHER, fen, its.found_fen
        case "member.recovery_received.v1":
            yield from _received(step, its)
        case "member.debt_written_off.v1":
            owed = _open(step, its) - _borne(step, its)
            if fen > owed:
                yield Cause.SUM_OTHER, fen, owed
        case "member.demand_lowered.v1":
            if fen + step.written_off_fen > its.overpaid_fen:
                yield Cause.SUM_OTHER, fen + step.written_off_fen, its.overpaid_fen
        case "member.benefit_restored.v1":
            if step.effective_on < its.settled_on:
                yield Cause.BACK_LATER, step.effective_on, its.settled_on
        case _:
            pass  # it moves no debt


def _received(step: Acted, its: Claimed) -> Found:
    """Find more taken in than was owed or written off, or another part that had been written off."""
    fen, there = step.amount_fen, _open(step, its)
    if fen > there:
        yield Cause.SUM_OTHER, fen, there
        return
    borne = max(0, fen - (there - _borne(step, its)))
    if step.written_off_fen != borne:
        yield Cause.SUM_OTHER, step.written_off_fen, borne


def _open(step: Acted, its: Claimed) -> int:
    """Return what of a debt never came back, whether it is owed or was written off; fen."""
    return its.overpaid_fen if step.debt == OVERPAYMENT else its.advance_open_fen


def _borne(step: Acted, its: Claimed) -> int:
    return its.borne_fen if step.debt == OVERPAYMENT else its.advance_borne_fen


def unexplained(topic: str, step: Acted, its: Claimed) -> Found:
    """Find less approved than assessed without a reason, or a demand undone without its document."""
    if topic == "member.claim_approved.v1":
        less = its.assessed is not None and step.amount_fen < its.assessed.benefit_fen
        asked = {"reason": step.reason} if less else {}
    elif topic in _ON_A_DOCUMENT:
        asked = {"document": step.document, "reason": step.reason}
    else:
        return
    for name, given in asked.items():
        if not given:
            yield Cause.UNEXPLAINED, name, None


def not_instructed(_: str, step: Acted, its: Claimed) -> Found:
    """Find a payment for which no line of its batch was waiting."""
    line = its.instructed
    if not its.is_awaited or line is None or line.batch != step.batch:
        yield Cause.NOT_INSTRUCTED, step.batch, None


def remember_debt(topic: str, step: Acted, its: Claimed) -> None:
    """Take in what a step says of what is overpaid, or borne by the fund."""
    fen, borne = step.amount_fen, step.written_off_fen
    match topic:
        case "member.overpayment_found.v1":
            its.found_fen += fen
        case "member.overpayment_cancelled.v1":
            its.found_fen -= fen
        case "member.recovery_demanded.v1":
            its.found_fen -= fen
            its.demanded_fen += fen
        case "member.demand_lowered.v1":
            its.demanded_fen -= fen + borne
            its.borne_fen -= borne
        case "member.benefit_restored.v1":
            its.demanded_fen -= fen
        case "member.debt_written_off.v1":
            _bear(its, step.debt, fen)
        case "member.recovery_received.v1":
            _bear(its, step.debt, -borne)
        case "member.overpayment_offset.v1":
            _bear(its, OVERPAYMENT, -borne)
        case "member.advance_offset.v1":
            _bear(its, None, -borne)
        case _:
            return
    if topic in _SETTLING and step.debt in (None, OVERPAYMENT):
        its.settled_on = max(its.settled_on, step.effective_on)


def _bear(its: Claimed, debt: str | None, more_fen: int) -> None:
    if debt == OVERPAYMENT:
        its.borne_fen += more_fen
    else:
        its.advance_borne_fen += more_fen
