"""Stays that come as claims of their own, and count as one: each is paid what it adds to the whole.

Where terms join stays, the stays of one group are derived as one loss, on the limits that stood
before the first of them; from that is taken what the earlier ones had been assessed at. So the
deductible is taken once, caps of a claim hold for the whole stay, and it counts once.
"""

from collections.abc import Sequence
from typing import Final, NamedTuple

from ledger.benefits.engine import Assessment, assess, measures_account, on_accounts
from ledger.benefits.losses import NO_BASE, Base, Loss, Usage, changed_by, stay_days
from ledger.benefits.stays import Stay, hours_of, join_stays, whole_stay
from ledger.derivations import Step
from ledger.plans import PlanTerms

_CLAUSE = "stays_join_within_hours"
_STAY: Final = "hospital_stay"


class Decided(NamedTuple):
    """A stay that was decided before under the same cover; approved at nothing where it came to nothing."""

    claim: str
    loss: Loss
    assessed: Assessment
    approved_fen: int


def joins_stays(terms: PlanTerms, loss: Loss) -> bool:
    """Tell whether terms may take a loss for a part of another stay."""
    return terms.stays_join_within_hours is not None and loss.trigger == _STAY


def same_stay(terms: PlanTerms, loss: Loss, decided: Sequence[Decided]) -> tuple[Decided, ...]:
    """Return what was decided before and counts as one stay with a loss, by admission."""
    own = hours_of(loss)
    if terms.stays_join_within_hours is None or loss.trigger != _STAY or own is None:
        return ()
    stays: list[Stay] = [Stay(*own, loss)]
    named: dict[int, Decided] = {}
    for each in decided:
        hours = hours_of(each.loss)
        if each.loss.trigger == _STAY and hours is not None:
            stays.append(Stay(*hours, each.loss))
            named[id(stays[-1])] = each
    for group in join_stays(stays, terms.stays_join_within_hours):
        if any(stay is stays[0] for stay in group):
            return tuple(named[id(stay)] for stay in group if stay is not stays[0])
    return ()


def assess_with(
    terms: PlanTerms,
    shares: int,
    loss: Loss,
    usage: Usage,
    joined: Sequence[Decided] = (),
    base: Base = NO_BASE,
) -> Assessment:
    """Derive what a loss adds to the stays that it counts as one with; alone, what it comes to."""
    if not joined:
        return assess(terms, shares, loss, usage, base)
    stays = sorted(
        (Stay(*hours, each) for each in (loss, *_losses(joined)) if (hours := hours_of(each))),
        key=lambda stay: (stay.admitted_at, stay.discharged_at),
    )
    whole = assess(terms, shares, whole_stay(stays), _without(terms, usage, joined), base)
    before = [each.assessed for each in joined]
    benefit = max(0, whole.benefit_fen - sum(each.benefit_fen for each in before))
    indemnity = max(0, whole.indemnity_fen - sum(each.indemnity_fen for each in before))
    damage = max(0, whole.damage_fen - sum(each.damage_fen for each in before))
    days = max(0, whole.days - sum(each.days for each in before))
    drawn = max(0, whole.drawn_fen - sum(each.drawn_fen for each in before))
    steps = (
        Step("stay.joined", _CLAUSE, len(joined), len(stays)),
        *whole.steps,
        Step("stay.less", _CLAUSE, whole.benefit_fen, benefit),
    )
    cap = terms.cap_term_fen
    remaining = None if cap is None else max(0, cap - usage.paid_fen - benefit)
    return Assessment(
        benefit,
        steps,
        remaining,
        min(indemnity, benefit),
        days,
        whole.condition,
        min(damage, benefit),
        drawn,
    )


def granted(joined: Sequence[Decided]) -> tuple[Loss, ...]:
    """Return the losses among joined stays that something was approved for: they were counted."""
    return tuple(each.loss for each in joined if each.approved_fen)


def _losses(joined: Sequence[Decided]) -> list[Loss]:
    return [each.loss for each in joined]


def _without(terms: PlanTerms, usage: Usage, joined: Sequence[Decided]) -> Usage:
    """Return the usage as if the joined stays had not been decided yet."""
    paid = granted(joined)
    less = {
        "claims": int(bool(paid)),
        "stays": int(bool(paid)),
        "paid_fen": sum(each.approved_fen for each in joined),
        "indemnity_fen": sum(
            min(each.assessed.indemnity_fen, each.approved_fen) for each in joined
        ),
        "stay_days": sum(stay_days(loss, discharge_day_counts=False) for loss in paid),
        "above_cap_claims": int(any(loss.above_cap_fen for loss in paid)),
    }
    for each in joined:
        if each.approved_fen or measures_account(terms, each.loss):
            for account, fen in on_accounts(each.loss).items():
                less[account] = less.get(account, 0) + fen
    classes = list(usage.conditions)
    for each in joined:
        if each.approved_fen and each.assessed.condition in classes:
            classes.remove(each.assessed.condition)
    own: dict[str, object] = {"conditions": tuple(classes)}
    days = sum(each.assessed.days for each in joined if each.approved_fen)
    damage = sum(min(each.assessed.damage_fen, each.approved_fen) for each in joined)
    own["days"] = changed_by(usage.days, _STAY, -days)
    own["damage_fen"] = changed_by(usage.damage_fen, _STAY, -damage)
    drawn = sum(each.assessed.drawn_fen for each in joined if each.approved_fen)
    own["drawn_fen"] = changed_by(usage.drawn_fen, _STAY, -drawn)
    counts = {name: max(0, getattr(usage, name) - part) for name, part in less.items()}
    return usage.model_copy(update=own | counts)
