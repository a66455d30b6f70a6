"""Cover, and the rules by which terms admit a person to it."""

from collections.abc import Iterable, Mapping
from datetime import date, timedelta
from typing import NamedTuple

from ledger.errors import (
    AgeNotAdmitted,
    AlreadyEnrolled,
    BandContradicted,
    BasicInsuranceMissing,
    CompanionMissing,
    ContributionUnknown,
    EmploymentNotAdmitted,
    JoiningOver,
    ListChangesOver,
    NewFormMonth,
    NotCoveredAt,
    PlanNotInForce,
    PlansExclusive,
    SexNotAdmitted,
    SharesDiffer,
    TooManyShares,
)
from ledger.events.member import Enrolled
from ledger.periods import CoveragePeriod, month_of, months_later
from ledger.plans import (
    DAY_ENDS,
    ByIncome,
    Circumstances,
    PlanKey,
    PlanTerms,
    Sex,
    age_limit,
    band_of,
    contribution_rule,
    ends_at,
    needs,
    owed_fen,
    plan_code,
    starts_at,
)


class Cover(NamedTuple):
    """A member's cover under a plan for one coverage period."""

    plan: PlanKey
    period: str
    unit: str
    shares: int
    starts_on: date
    ends_on: date
    covers_from: date  # the first day on which a loss is covered: later, for who must wait
    cut: bool = False  # it ended before its period did
    counts_from: date | None = None  # the first day on which any loss is, where they joined later

    def on(self, day: date) -> bool:
        """Tell whether the cover runs on a day; the waiting period is part of it."""
        return self.starts_on <= day <= self.ends_on


class Suspension(NamedTuple):
    """Days on which cover stands still: from one on, until the day before another."""

    since: date
    until: date | None = None  # the first day that is covered again, or on which it had ended

    def on(self, day: date) -> bool:
        """Tell whether it holds on a day."""
        return self.since <= day and (self.until is None or day < self.until)


def require_hour(claim: str, cover: Cover, terms: PlanTerms, day: date, time: str | None) -> None:
    """Refuse a loss before the time at which cover begins on its first day, or from its end on.

    Where nobody knows the time, the day decides. Who left or died is covered to the day's end.
    """
    if time is None:
        return
    starts, ends = starts_at(terms), DAY_ENDS if cover.cut else ends_at(terms)
    early, late = day == cover.starts_on and time < starts, day == cover.ends_on and time >= ends
    if early or late:
        since, until = f"{cover.starts_on} {starts}", f"{cover.ends_on} {ends}"
        raise NotCoveredAt(claim, cover.plan, day, time, since, until)


class Applicant(NamedTuple):
    """What a roster may say of a person besides sex, age and shares; what it leaves out is None.

    What is not known is not held against anyone: it is the roster's to say.
    """

    employment: str | None = None
    basic_insurance: bool | None = None
    unit_shares: int | None = None  # what everyone else in the unit holds
    hired_on: date | None = None
    circumstances: Circumstances = Circumstances()


UNKNOWN = Applicant()


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
    applicant: Applicant = UNKNOWN,
) -> None:
    """Refuse a person whom the terms do not admit, by their clauses in order.

    `held` is the member's other cover, `plans` the terms it was given under. `age` is in completed
    years on the first day of cover.
    """
    if terms.effective_on is None or starts_on < terms.effective_on:
        raise PlanNotInForce(terms.key, starts_on)
    _require_person(terms, sex, age, starts_on, applicant)
    _require_shares(terms, shares, applicant)
    beside = [c for c in held if c.starts_on <= period.ends_on and starts_on <= c.ends_on]
    of_class = shares
    for cover in beside:
        if plan_code(cover.plan) == terms.code:
            raise AlreadyEnrolled(cover.plan, cover.period, cover.starts_on, cover.ends_on)
        other = plans.get(cover.plan)
        if _named(terms.exclusive_with, cover.plan, other) or (
            other and _named(other.exclusive_with, terms.key, terms)
        ):
            raise PlansExclusive(terms.key, cover.plan, cover.starts_on, cover.ends_on)
        of_class += cover.shares if other and other.plan_class == terms.plan_class else 0
    most = terms.max_shares_of_class
    if most is not None and of_class > most:
        raise TooManyShares(terms.key, of_class, most)
    companions = terms.only_with
    if companions and not any(_named(companions, c.plan, plans.get(c.plan)) for c in beside):
        raise CompanionMissing(terms.key, ", ".join(companions))


def require_window(terms: PlanTerms, applicant: Applicant, unit_since: date, on: date) -> None:
    """Refuse who comes onto a unit's list when the terms have it closed.

    `unit_since` is the first day of cover of the unit's first roster in the coverage period; where
    this is the first, of its own.
    """
    window = terms.joiners
    if window is None:
        return
    month = window.new_form_month
    if month is not None and applicant.employment == "new_form":
        if on.month != month:
            raise NewFormMonth(terms.key, month)
        return  # their month is their window, whenever the unit began
    if window.days_after_start is None:
        return
    until = unit_since + timedelta(days=window.days_after_start)
    if on <= until:
        return
    months = window.new_hires_within_months
    since = None if months is None else months_later(on, -months)
    hired = applicant.hired_on
    if since is None or hired is None or hired < since:
        raise JoiningOver(terms.key, until, str(since or "—"))


def listed(
    terms: PlanTerms, unit: str, before: date, on: date, held: Iterable[Cover]
) -> Cover | None:
    """Return the cover with which a person stands on a unit's list on a day; None: they do not.

    It is of the plan's present term: it ends before another one (`before`) begins.
    """
    for cover in held:
        its = plan_code(cover.plan) == terms.code and cover.unit == unit
        if its and cover.on(on) and cover.ends_on < before:
            return cover
    return None


def require_change_in_time(
    terms: PlanTerms, runs_until: date | None, present: Cover | None, shares: int, on: date
) -> None:
    """Refuse a change of a unit's list for its next term that comes in late.

    `runs_until` is the last day of the unit's present term (None: none runs), `present` the cover
    with which somebody stands on its list. Who stands on it with as many shares is no change.
    """
    window = terms.joiners
    if window is None or window.change_days_before_end is None or runs_until is None:
        return
    until = runs_until - timedelta(days=window.change_days_before_end)
    if on > until and (present is None or present.shares != shares):
        raise ListChangesOver(terms.key, runs_until, until)


def require_band(terms: PlanTerms, said: Circumstances, holding: Circumstances) -> None:
    """Refuse a band of income that is said of somebody whose wage lies in another one.

    `holding` is what holds on the day from which it is said; where no wage is known, the band does.
    """
    rule, wage, band = terms.contribution, holding.wage_fen, said.income_band
    if isinstance(rule, ByIncome) and wage is not None and band not in (None, band_of(rule, wage)):
        raise BandContradicted(terms.key, "income_band")


def renews(terms: PlanTerms, starts_on: date, held: Iterable[Cover], on: date) -> bool:
    """Tell whether cover continues earlier cover under the plan, within the grace its terms give.

    Cover carried in at take-over counts; renewing later is joining anew. Where terms state a grace,
    the list must be taken in (`on`) within it, too: cover dated back does not make up for that.
    """
    grace, before = terms.renewal_grace_days, starts_on - timedelta(days=1)
    ends_from = before if grace is None else max(before, on) - timedelta(days=grace)
    return any(
        ends_from <= cover.ends_on < starts_on and plan_code(cover.plan) == terms.code
        for cover in held
    )


def loss_counts_from(
    terms: PlanTerms, period: CoveragePeriod, starts_on: date, first_list: date | None, on: date
) -> date | None:
    """Return the first day on which a newcomer's loss is covered; None: the first day of cover.

    What was known before somebody joined is not covered: a list that comes in (`on`) after the unit's
    first one (`first_list`) covers from its own day on. In its first term a plan may go back further.
    """
    back_to = terms.coverage and terms.coverage.retroactive_since
    if back_to and period.covers(back_to):
        first = min(on, back_to)
    elif first_list is None or on <= first_list:
        return None
    else:
        first = on
    return first if first > starts_on else None


def waiting_from(starts_on: date, counts_from: date | None) -> date:
    """Return the day from which a waiting period counts: the first on which a loss might be covered.

    A list that comes in within the month in which its cover begins waits from the first day of cover.
    """
    if counts_from is None or month_of(counts_from) == month_of(starts_on):
        return starts_on
    return counts_from


def covered_from(its: Enrolled) -> date:
    """Return the first day on which a loss is covered: after joining, and after waiting."""
    first = its.waits_until or its.effective_on
    return first if its.counts_from is None else max(first, its.counts_from)


def _require_person(
    terms: PlanTerms, sex: Sex, age: int, starts_on: date, applicant: Applicant
) -> None:
    """Refuse by sex, age, kind of employment, and basic insurance."""
    if sex not in terms.sexes:
        raise SexNotAdmitted(terms.key, sex)
    oldest = age_limit(terms, sex)
    if age < (terms.age_min or 0) or (oldest is not None and age > oldest):
        raise AgeNotAdmitted(terms.key, age, starts_on, str(terms.age_min or 0), str(oldest or "—"))
    employment, kinds = applicant.employment, terms.employment_kinds
    if employment is not None and (
        (kinds is not None and employment not in kinds)
        or (employment == "retired" and terms.retirees == "never")
    ):
        raise EmploymentNotAdmitted(terms.key, employment)
    if terms.requires_basic_insurance and applicant.basic_insurance is False:
        raise BasicInsuranceMissing(terms.key)


def _require_shares(terms: PlanTerms, shares: int, applicant: Applicant) -> None:
    """Refuse by the number of shares, and where no contribution follows from the terms."""
    if shares > terms.max_shares:
        raise TooManyShares(terms.key, shares, terms.max_shares)
    theirs = applicant.unit_shares
    if terms.same_shares_for_unit and theirs is not None and shares != theirs:
        raise SharesDiffer(terms.key, shares, theirs)
    if terms.contribution_fen is not None:
        return
    rule = contribution_rule(terms)
    if rule is None or owed_fen(rule, shares, applicant.circumstances) is None:
        needed = "a price" if rule is None else needs(rule) or "a price"
        raise ContributionUnknown(terms.key, shares, needed)


def _named(names: Iterable[str], key: PlanKey, terms: PlanTerms | None) -> bool:
    """Tell whether a list of plan codes and classes names a plan."""
    return plan_code(key) in names or (terms is not None and terms.plan_class in names)
