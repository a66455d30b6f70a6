"""What a benefit that was paid in error, and came back, gives back of the limits it had used.

Where it turns out that it was due after all, it takes them again.

Sums go back by the sum. What is counted, claims and stays, days, months, classes paid once, times
and accounts of self-payment, goes back once the whole benefit came back: as if it had never been
granted. A part of a claim is no part of a day.
"""

from collections.abc import Sequence

from ledger.benefits.engine import Assessment, on_accounts, used
from ledger.benefits.losses import (
    INPATIENT,
    LIFE_EVENTS,
    Loss,
    PaidEvent,
    Usage,
    changed_by,
    stay_days,
)


def given_back(
    usage: Usage,
    loss: Loss,
    assessment: Assessment,
    kept_fen: int,
    amount_fen: int,
    counted: Sequence[Loss] = (),
) -> Usage:
    """Return the usage after so much of a granted benefit came back; `kept_fen` stayed paid till then.

    The indemnity's part is given back last: the use of its own cap is never understated. `counted` are losses
    that count as one stay with this one, and whose benefits stay paid.
    """
    left = kept_fen - amount_fen
    indemnity = min(assessment.indemnity_fen, kept_fen) - min(assessment.indemnity_fen, left)
    damage = min(assessment.damage_fen, kept_fen) - min(assessment.damage_fen, left)
    back: dict[str, object] = {
        "paid_fen": max(0, usage.paid_fen - amount_fen),
        "indemnity_fen": max(0, usage.indemnity_fen - indemnity),
        "damage_fen": changed_by(usage.damage_fen, loss.trigger, -damage),
        "events": _events(usage, loss, kept_fen, left),
    }
    if not left:
        back |= _counts(usage, loss, assessment, counted)
    return usage.model_copy(update=back)


def taken_again(
    usage: Usage,
    loss: Loss,
    assessment: Assessment,
    kept_fen: int,
    amount_fen: int,
    counted: Sequence[Loss] = (),
) -> Usage:
    """Return the usage after so much of what came back is owed again: the contrary of `given_back`.

    `kept_fen` stayed paid till then; where it is nothing, the claim counts again. `counted` are
    losses that count as one stay with this one, and whose benefits stay paid.
    """
    if not kept_fen:
        return used(usage, loss, assessment, amount_fen, counted)
    now = kept_fen + amount_fen
    indemnity = min(assessment.indemnity_fen, now) - min(assessment.indemnity_fen, kept_fen)
    damage = min(assessment.damage_fen, now) - min(assessment.damage_fen, kept_fen)
    more: dict[str, object] = {
        "paid_fen": usage.paid_fen + amount_fen,
        "indemnity_fen": usage.indemnity_fen + indemnity,
        "damage_fen": changed_by(usage.damage_fen, loss.trigger, damage),
        "events": _events(usage, loss, kept_fen, now),
    }
    return usage.model_copy(update=more)


def shared_without(
    usage: Usage, loss: Loss, assessment: Assessment, paid_fen: int, *, goes_on: bool
) -> Usage:
    """Return a usage without what a paid loss did to later ones in the order of their coming.

    That is its stay, unless it `goes_on` with another that stays paid, what it put on an account,
    and its place among the events of a life. Sums and counts that a limit holds stay as they are.
    """
    less = {"stays": int(not goes_on and loss.trigger in INPATIENT), **on_accounts(loss)}
    without: dict[str, object] = {
        name: max(0, getattr(usage, name) - part) for name, part in less.items()
    }
    without["drawn_fen"] = changed_by(usage.drawn_fen, loss.trigger, -assessment.drawn_fen)
    return usage.model_copy(update=without | {"events": _events(usage, loss, paid_fen, 0)})


def _counts(
    usage: Usage, loss: Loss, assessment: Assessment, counted: Sequence[Loss]
) -> dict[str, object]:
    """Return what is counted, without this claim: what `used` had added for it."""
    alone = not counted
    less = {
        "claims": int(alone),
        "stays": int(alone and loss.trigger in INPATIENT),
        "stay_days": stay_days(loss, discharge_day_counts=False),
        "above_cap_claims": int(
            bool(loss.above_cap_fen) and not any(each.above_cap_fen for each in counted)
        ),
        **on_accounts(loss),
    }
    back: dict[str, object] = {
        name: max(0, getattr(usage, name) - part) for name, part in less.items()
    }
    back["drawn_fen"] = changed_by(usage.drawn_fen, loss.trigger, -assessment.drawn_fen)
    back["days"] = changed_by(usage.days, loss.trigger, -assessment.days)
    back["months"] = changed_by(usage.months, loss.trigger, -(loss.months or 0))
    if assessment.condition in usage.conditions:
        at = usage.conditions.index(assessment.condition)
        back["conditions"] = usage.conditions[:at] + usage.conditions[at + 1 :]
    return back


def _events(usage: Usage, loss: Loss, kept_fen: int, left_fen: int) -> tuple[PaidEvent, ...]:
    """Return the events of a life with what stays paid for this one; nothing paid is no event."""
    paid = PaidEvent(loss.trigger, loss.accident_on, kept_fen)
    if loss.trigger not in LIFE_EVENTS or paid not in usage.events:
        return usage.events
    at = usage.events.index(paid)
    left = (paid._replace(paid_fen=left_fen),) if left_fen else ()
    return usage.events[:at] + left + usage.events[at + 1 :]
