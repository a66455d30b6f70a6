"""Steps that decide on money or move it: who may take them, after whom, and not before what day."""

from collections.abc import Mapping, Sequence
from datetime import date
from types import MappingProxyType
from typing import Final

from ledger.aggregates.claim import OVERPAYMENT
from ledger.evidence.reperform_debts import MOVING_DEBTS, debt_differs, not_instructed, unexplained
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_frame import Frame
from ledger.evidence.reperform_reading import Acted
from ledger.evidence.reperform_steps import Claimed, Found, Instructed

# The role that a step takes. An approval has its own look, for the approver's limit.
ROLES: Final[Mapping[str, str]] = MappingProxyType(
    {
        "member.claim_reviewed.v1": "assessor",
        "member.claim_rejected.v1": "approver",
        "member.funds_verified.v1": "finance",
        "member.benefit_instructed.v1": "cashier",
        "member.advance_granted.v1": "approver",
        "member.advance_paid.v1": "cashier",
        "member.overpayment_found.v1": "finance",
        "member.recovery_demanded.v1": "approver",
        "member.recovery_received.v1": "cashier",
        "member.debt_written_off.v1": "manager",
        "member.approval_revoked.v1": "approver",
        "member.demand_lowered.v1": "approver",
        "member.benefit_restored.v1": "approver",
        "member.overpayment_cancelled.v1": "finance",
        "member.payment_cancelled.v1": "cashier",
    }
)
# Steps that rest on the approval, and are not dated before it.
_AFTER_APPROVAL: Final = frozenset(
    {
        "member.funds_verified.v1",
        "member.benefit_instructed.v1",
        "member.benefit_paid.v1",
    }
)
# Steps by which money is sent to somebody.
PAYING: Final = frozenset({"member.benefit_instructed.v1", "member.advance_paid.v1"})


def without_power(frame: Frame, position: int, topic: str, step: Acted) -> Found:
    """Find a step by an officer who did not hold its role then."""
    role = ROLES.get(topic)
    if role is None:
        return
    officer = frame.officer(step.by, position)
    if officer is None or role not in officer.roles:
        yield Cause.NO_POWER, step.by, role


def too_many_parts(topic: str, step: Acted, its: Claimed) -> Found:
    """Find that one person took two steps that the separation of duties keeps apart."""
    if _barred(topic, its).intersection(step.hands):
        yield Cause.SAME_HANDS, step.by, None


def _barred(topic: str, its: Claimed) -> set[str]:
    """Return who may not take a step: of the money, and of what was decided on it."""
    match topic:
        case "member.benefit_instructed.v1":
            return {*its.approved_by, *its.verified_by}
        case "member.advance_granted.v1":
            return {*its.filed_by}
        case "member.advance_paid.v1":
            return {*its.advanced_by}
        case "member.recovery_demanded.v1":
            return {*its.found_by}
        case (
            "member.recovery_received.v1"
            | "member.debt_written_off.v1"
            | "member.demand_lowered.v1"
            | "member.benefit_restored.v1"
        ):
            debt = {*its.advanced_by, *its.found_by, *its.demanded_by}
            return its.judges | {*its.approved_by} | debt
        case _:
            return set()


def above_limit(frame: Frame, position: int, step: Acted, its: Claimed) -> Found:
    """Find more owed again, of all that was asked back in error, than its officer may grant."""
    officer, total = frame.officer(step.by, position), its.restored_fen + step.amount_fen
    limit = None if officer is None else officer.approval_limit_fen
    if limit is not None and total > limit:
        yield Cause.ABOVE_LIMIT, total, limit


def dated_before(topic: str, step: Acted, its: Claimed) -> Found:
    """Find a step of payment that is dated before the approval it rests on."""
    if topic in _AFTER_APPROVAL and its.approved_fen and step.effective_on < its.approved_on:
        yield Cause.DATED_BEFORE, step.effective_on, its.approved_on


def payee_changed(frame: Frame, its: Claimed, accounts: Sequence[tuple[int, str]]) -> Found:
    """Find that a batch was released to an account that another had taken the place of.

    `accounts` are digests of those that took another's place, by position. What comes after the
    release is for the next payment.
    """
    line = its.instructed
    released = None if line is None else frame.released.get(line.batch or "")
    if line is None or released is None:
        return
    since = [account for position, account in accounts if line.position < position < released]
    if since and since[-1] != line.payee:
        yield Cause.PAYEE_CHANGED, line.batch, None


def died_meanwhile(
    frame: Frame, its: Claimed, heirless: Sequence[tuple[int, date | None]]
) -> Found:
    """Find that a batch was released after a death that was recorded since its preparation.

    `heirless` says from which positions on a death was on record to which no heir was, or None. A
    death that was on record at the preparation was found there.
    """
    line = its.instructed
    released = None if line is None else frame.released.get(line.batch or "")
    if line is None or released is None:
        return
    then, now = (
        [death for position, death in heirless if position < end]
        for end in (line.position, released)
    )
    if now and now[-1] is not None and not (then and then[-1] is not None):
        yield Cause.HEIR_MISSING, str(now[-1]), None


def offset_differs(step: Acted, its: Claimed) -> Found:
    """Find an advance that an approved benefit was set off against in another sum than was open."""
    if step.amount_fen != its.offset_fen:
        yield Cause.SUM_OTHER, step.amount_fen, its.offset_fen


def remember_money(position: int, topic: str, step: Acted, its: Claimed) -> None:
    """Take in what a step says of a claim's money."""
    match topic:
        case "member.funds_verified.v1":
            its.is_verified = True
        case "member.benefit_instructed.v1":
            its.is_out = its.is_awaited = True
            its.instructed = Instructed(position, step.batch, step.payee)
        case "member.recovery_demanded.v1":
            its.overpaid_fen += step.amount_fen
            its.keep_back()
        case "member.recovery_received.v1" if step.debt == OVERPAYMENT:
            its.overpaid_fen -= step.amount_fen
            its.received_fen += step.amount_fen
        case "member.demand_lowered.v1":
            its.overpaid_fen -= step.amount_fen + step.written_off_fen
        case "member.benefit_restored.v1":
            its.restored_fen += step.amount_fen
            its.received_fen -= step.received_fen
            its.standing_fen = its.paid_fen
            its.is_verified = its.is_out = False
        case "member.payment_failed.v1" | "member.payment_cancelled.v1":
            its.is_out = its.is_awaited = False
            its.keep_back()
        case "member.overpayment_offset.v1":
            its.keeps_back_fen = 0
        case "member.benefit_paid.v1":
            its.paid_fen, its.paid_at = its.paid_fen + step.amount_fen, position
            its.is_awaited = False
        case "member.payment_returned.v1":
            its.paid_fen, its.paid_at = its.paid_fen - step.amount_fen, position
            its.is_out = False
            its.keep_back()
        case _:
            pass  # it bears on no later step


PLAIN: Final = (too_many_parts, dated_before)  # what every step is held against
JUDGES: Final = MappingProxyType(
    dict.fromkeys(MOVING_DEBTS, (*PLAIN, debt_differs, unexplained))
    | {
        "member.claim_approved.v1": (*PLAIN, unexplained),
        "member.benefit_paid.v1": (*PLAIN, not_instructed),
    }
)


def remember_hands(topic: str, step: Acted, its: Claimed) -> None:
    """Take in who made a debt of a claim, or moved its money."""
    match topic:
        case "member.advance_granted.v1":
            its.advanced_by = (*its.advanced_by, *step.hands)
        case "member.overpayment_found.v1":
            its.found_by = (*its.found_by, *step.hands)
        case "member.recovery_demanded.v1":
            its.demanded_by = (*its.demanded_by, *step.hands)
        case "member.funds_verified.v1":
            its.verified_by = step.hands
        case _:
            pass


def remember_advance(topic: str, step: Acted, its: Claimed) -> None:
    """Take in what was advanced, and what of it never came back: a benefit is set off against it."""
    match topic:
        case "member.advance_paid.v1":
            its.advance_open_fen += step.amount_fen
        case "member.recovery_received.v1" if step.debt == "advance":
            its.advance_open_fen -= step.amount_fen
        case "member.claim_approved.v1":
            its.offset_fen = min(its.advance_open_fen, step.amount_fen)
            its.advance_open_fen -= its.offset_fen
        case "member.approval_revoked.v1":
            its.advance_open_fen, its.offset_fen = its.advance_open_fen + its.offset_fen, 0
        case _:
            pass
