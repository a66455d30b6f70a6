"""One assessment done again, and why it came out otherwise: the cause is found by trial."""

from collections.abc import Iterator, Sequence
from itertools import zip_longest
from typing import Any, NamedTuple

from ledger.benefits import (
    NO_BASE,
    NOTHING_USED,
    Assessment,
    Base,
    Decided,
    Loss,
    Usage,
    assess_with,
    measures_account,
    rests_on,
    same_stay,
)
from ledger.events.member import ClaimAssessed
from ledger.evidence.reperform_findings import Cause
from ledger.evidence.reperform_frame import Frame
from ledger.money import yuan
from ledger.plans import PlanTerms, plan_code

_PARTS = ("benefit_fen", "indemnity_fen", "days", "condition", "steps")
_OF_USAGE = frozenset(
    {"claims.exhausted", "deductible.next", "cap.term", "days.term_max", "fixed.paid_before"}
)


class Assessed(NamedTuple):
    """What an assessment rests on, as it stood."""

    terms: PlanTerms
    shares: int  # of the cover; 0 where there is none
    loss: Loss
    usage: Usage
    usages: Sequence[Usage]  # every earlier state of it
    decided: Sequence[Decided] = ()  # other claims of the cover, as they stood

    def again(self, terms: PlanTerms, usage: Usage, base: Base, shares: int = 0) -> Assessment:
        """Derive the benefit under terms, on limits already used; shares are the cover's unless said."""
        joined = same_stay(terms, self.loss, self.decided)
        return assess_with(terms, shares or self.shares, self.loss, usage, joined, base)


def assessed_again(event: ClaimAssessed, facts: Assessed, frame: Frame) -> Iterator[Any]:
    """Yield cause, recorded value, value now and the effect on the benefit, in fen."""
    terms, loss, usage = facts.terms, facts.loss, facts.usage
    if not facts.shares:
        yield Cause.COVER_MISSING, loss.occurred_on.isoformat(), None
        return
    base = base_of(event)
    unseen = rests_on(terms, loss, base)
    if unseen is not None:
        yield Cause.BASE_UNSEEN, unseen[0], unseen[1]
        return
    now = facts.again(terms, usage, base)
    if event.shares == facts.shares and _same(event, now) and _counts_alike(event, facts):
        return
    effect = event.benefit_fen - now.benefit_fen
    if event.shares != facts.shares:
        yield Cause.SHARES, event.shares, facts.shares, effect
        if not event.shares or _same(event, facts.again(terms, usage, base, event.shares)):
            return
    for other in frame.versions(plan_code(event.plan)):
        if other != terms and _same(event, facts.again(other, usage, base)):
            yield Cause.TERMS_OTHER, other.key, terms.key, effect
            return
    for used in (*facts.usages, NOTHING_USED):
        if used != usage and _same(event, facts.again(terms, used, base)):
            yield Cause.USAGE, used.paid_fen, usage.paid_fen, effect
            return
    if _turns_on_usage(event, now):
        yield Cause.USAGE, None, usage.paid_fen, effect
        if effect:
            yield Cause.AMOUNT, event.benefit_fen, now.benefit_fen, effect
        return
    yield from _unexplained(event, now, effect)


def base_of(event: ClaimAssessed) -> Base:
    """Return what the record says that a benefit rests on beside the loss: never a wage."""
    if event.pool_fen is None:
        return NO_BASE
    parts = {"pool_claims": event.pool_claims, "pool_place": event.pool_place}
    return Base.model_validate({"pool_fen": event.pool_fen} | parts)


def _counts_alike(event: ClaimAssessed, facts: Assessed) -> bool:
    """Tell whether what the record lets count towards the period's deductible is what does."""
    counts = not event.benefit_fen and measures_account(facts.terms, facts.loss)
    return (event.account_fen or 0) == ((counts and facts.loss.self_pay_fen) or 0)


def _same(event: ClaimAssessed, other: Assessment) -> bool:
    alike = all(getattr(event, part) == getattr(other, part) for part in _PARTS)
    return alike and (event.damage_fen or 0) == other.damage_fen


def _turns_on_usage(event: ClaimAssessed, now: Assessment) -> bool:
    """Tell whether the first line that differs is one that rests on limits already used."""
    for then, again in zip(event.steps, now.steps, strict=False):
        if then != again:
            return bool(_OF_USAGE.intersection((then.rule, again.rule)))
    return False


def _unexplained(event: ClaimAssessed, now: Assessment, effect: int) -> Iterator[Any]:
    """Say which parts differ where no other terms, shares or usage give what was recorded."""
    if effect:
        yield Cause.AMOUNT, event.benefit_fen, now.benefit_fen, effect
    elif _parts(event) != _parts(now):
        yield Cause.PARTS, _parts(event), _parts(now), effect
    for then, again in zip_longest(event.steps, now.steps):
        if then != again:
            yield Cause.STEPS, then, again, effect
            return
    if not effect and _parts(event) == _parts(now):
        yield Cause.ACCOUNT, event.account_fen, None, effect


def _parts(assessed: ClaimAssessed | Assessment) -> str:
    """Say what of a benefit uses limits of its own: indemnity, loss shares, days, and the class."""
    damage = f" + {yuan(assessed.damage_fen)}" if assessed.damage_fen else ""
    condition = "" if assessed.condition is None else f" + {assessed.condition}"
    return f"{yuan(assessed.indemnity_fen)}{damage} + {assessed.days}{condition}"
