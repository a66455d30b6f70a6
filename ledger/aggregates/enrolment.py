"""Cover, and the rules by which terms admit a person to it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from ledger.errors import (
    AgeNotAdmitted,
    AlreadyEnrolled,
    PlanNotInForce,
    PlansExclusive,
    SexNotAdmitted,
    TooManyShares,
)
from ledger.periods import CoveragePeriod
from ledger.plans import PlanKey, PlanTerms, Sex, age_limit, plan_code


class Cover(NamedTuple):
    """A member's cover under a plan for one coverage period."""

    plan: PlanKey
    period: str
    unit: str
    shares: int
    starts_on: date
    ends_on: date
    covers_from: date  # the first day on which a loss is covered: later, for who must wait

    def on(self, day: date) -> bool:
        """Tell whether the cover runs on a day; the waiting period is part of it."""
        return self.starts_on <= day <= self.ends_on


def require_admission(
    terms: PlanTerms,
    period: CoveragePeriod,
    *,
    sex: Sex,
    age: int,
    shares: int,
    starts_on: date,
    held: Iterable[Cover],
    plans: Mapping[PlanKey, PlanTerms],
) -> None:
    """Refuse a person whom the terms do not admit, by their clauses in order.

    `held` is the member's other cover, `plans` the terms it was given under. `age` is in completed
    years on the first day of cover.
    """
    if starts_on < terms.effective_on:
        raise PlanNotInForce(terms.key, starts_on)
    if sex not in terms.sexes:
        raise SexNotAdmitted(terms.key, sex)
    oldest = age_limit(terms, sex)
    if age < (terms.age_min or 0) or (oldest is not None and age > oldest):
        raise AgeNotAdmitted(terms.key, age, starts_on, str(terms.age_min or 0), str(oldest or "—"))
    if shares > terms.max_shares:
        raise TooManyShares(terms.key, shares, terms.max_shares)
    for cover in held:
        if not (cover.starts_on <= period.ends_on and starts_on <= cover.ends_on):
            continue
        if plan_code(cover.plan) == terms.code:
            raise AlreadyEnrolled(terms.key, period.code)
        other = plans.get(cover.plan)
        if _exclusive(terms, cover.plan, other) or (other and _exclusive(other, terms.key, terms)):
            raise PlansExclusive(terms.key, cover.plan)


def renews(terms: PlanTerms, starts_on: date, held: Iterable[Cover]) -> bool:
    """Tell whether cover continues earlier cover under the plan, within the grace its terms give.

    Cover carried in at take-over counts; renewing later is joining anew.
    """
    grace = timedelta(days=terms.renewal_grace_days or 0)
    return any(
        cover.ends_on < starts_on <= cover.ends_on + timedelta(days=1) + grace
        for cover in held
        if plan_code(cover.plan) == terms.code
    )


def _exclusive(terms: PlanTerms, other_key: PlanKey, other: PlanTerms | None) -> bool:
    named = terms.exclusive_with
    return plan_code(other_key) in named or (other is not None and other.plan_class in named)
