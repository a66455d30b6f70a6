"""Plan terms: one version of what members pay, who may join, and what is paid to them.

Class, trigger and benefit type are separate keys. A parameter that a source does not state stays
unset (`None`): it is then not enforced, and is never guessed.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal, Self

from pydantic import Field, model_validator

from ledger.money import Fen, FenOrZero
from ledger.plans.clauses import (
    CODE,
    Age,
    Cited,
    Clause,
    Day,
    Days,
    DaysPaid,
    Hours,
    PlanClass,
    Positive,
    Said,
    Trigger,
    Unstated,
    Words,
)
from ledger.plans.contributions import (
    NO_CIRCUMSTANCES,
    Circumstances,
    ContributionRule,
    DueDay,
    FundingPart,
    PerShare,
    owed_fen,
)
from ledger.plans.evidence import EvidenceKind
from ledger.plans.joining import (
    CoverageStart,
    EmploymentKind,
    GroupParticipation,
    JoinerWindow,
    Relation,
    Retirees,
    Sex,
)
from ledger.plans.problems import require_sound
from ledger.plans.rules import BenefitRule
from ledger.plans.soundness import contradictions

_VERSION = r"(?:[0-9]{4}(?:[.-][0-9A-Za-z]+)*|undated)"

PlanCode = Annotated[str, Field(pattern=f"^{CODE}$", max_length=32)]
PlanVersion = Annotated[str, Field(pattern=f"^{_VERSION}$", max_length=16)]
PlanKey = Annotated[str, Field(pattern=f"^{CODE}@{_VERSION}$", max_length=49)]


def plan_key(code: str, version: str) -> PlanKey:
    """Return the key of one version of a plan: "CD-HOSP@2015"."""
    return f"{code}@{version}"


@lru_cache(maxsize=1024)  # a book has some tens of keys, and asks for each member's cover
def plan_code(key: PlanKey) -> str:
    """Return the plan's code, the same in every version: "CD-HOSP"."""
    return key.partition("@")[0]


def plan_version(key: PlanKey) -> str:
    """Return the version in a plan key: "2015"."""
    return key.partition("@")[2]


class ExclusivePair(Clause):
    """Two benefits of which one accident pays one; with `difference`, what the second is more by."""

    one: Trigger
    other: Trigger
    difference: bool | None = None


class PlanTerms(Clause):
    """One published version of a plan, complete: everything a decision about it may rest on."""

    code: PlanCode
    version: PlanVersion  # begins with the year in which it takes effect; undated: no source says
    name_zh: Words
    name_en: Words
    fund: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]*$", max_length=16)]  # the ring-fenced pot
    plan_class: PlanClass
    invented: bool  # true: the figures come from no source, and every print says so
    citation: Cited
    citations: Mapping[str, Cited] | None = None  # by path of a parameter, such as benefits.0
    sources: Mapping[str, Cited] | None = None  # titles, by the key that citations name a text by
    unstated: tuple[Unstated, ...] | None = None  # what the source names without figures
    remarks: tuple[Said, ...] | None = None  # what only people can apply
    effective_on: Day | None = None  # cover may begin under these terms from this day
    # --- what is paid in ---
    contribution_fen: FenOrZero | None = None  # for one share and one term; zero: others pay all
    contribution: ContributionRule | None = None  # where it is not so much for each share
    due_day: DueDay | None = None  # of the month, on which an instalment falls due; else its first
    funding: tuple[FundingPart, ...] | None = None  # who bears it
    refundable_fen: Fen | None = None  # principal of one share, given back at the end of the term
    no_refund_after_start: bool | None = None
    # --- who may join ---
    max_shares: Positive = 1
    max_shares_of_class: Positive | None = None  # over all plans and versions of the class
    same_shares_for_unit: bool | None = None
    excess_shares_void: bool | None = None
    term_months: Annotated[int, Field(strict=True, ge=1, le=48)] = 12
    age_min: Age | None = None  # completed years on the day cover begins
    age_max_male: Age | None = None  # the highest age still admitted
    age_max_female: Age | None = None
    sexes: tuple[Sex, ...] = ("female", "male")
    employment_kinds: tuple[EmploymentKind, ...] | None = None
    retirees: Retirees | None = None
    union_members_only: bool | None = None
    dependants: tuple[Relation, ...] | None = None  # who may be insured instead of the member
    dependant_age_max: Age | None = None
    health_declaration: bool | None = None
    waiting_period_days: Days | None = None  # for new members only (观察期)
    waiver_on_renewal: Literal[True] | None = (
        None  # renewers never wait; stated where a source does
    )
    renewal_grace_days: Days | None = None  # renewing later than this is joining anew
    requires_basic_insurance: bool = False
    basic_insurance: Literal["employee", "any"] | None = None
    group_participation: GroupParticipation | None = None
    exclusive_with: tuple[str, ...] = ()  # plan codes or classes not to be held beside this one
    only_with: tuple[str, ...] | None = None  # plan codes or classes one of which must be held
    # --- when ---
    coverage: CoverageStart | None = None
    joiners: JoinerWindow | None = None
    # --- how claims are made and decided ---
    notice_days: Days | None = None  # after the end of the loss; a later notice is not refused
    limitation_days: DaysPaid | None = None  # a claim filed later is time-barred
    filing_from_days: Days | None = None  # not before so many days after the receipt
    appeal_days: DaysPaid | None = None
    payment_working_days: DaysPaid | None = None  # from the approval, Monday to Friday
    second_review_over_fen: Fen | None = None  # larger benefits are reviewed a second time
    evidence: tuple[EvidenceKind, ...] | None = None  # no benefit is approved before they are there
    settled: Literal["claim", "month", "quarter", "year"] | None = None
    one_stop: bool | None = None  # settled together with basic insurance, without application
    stays_join_within_hours: Hours | None = None  # a transfer within them makes one stay
    # --- how much ---
    minimum_benefit_fen: Fen | None = None  # a benefit that is due at all is at least this
    cap_term_fen: Fen | None = None  # all benefits of one insured person in one coverage period
    claims_per_term: Positive | None = None  # of one insured person in one coverage period
    exclusive_benefits: tuple[ExclusivePair, ...] | None = None
    exclusions: tuple[Said, ...] | None = None
    benefits: tuple[BenefitRule, ...]

    @property
    def key(self) -> PlanKey:
        """The key of this version."""
        return plan_key(self.code, self.version)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        require_sound(contradictions(self))
        return self


def age_on(birth: date, day: date) -> int:
    """Return the age in completed years; one born on 29 February turns a year on 1 March."""
    return day.year - birth.year - ((day.month, day.day) < (birth.month, birth.day))


def age_limit(terms: PlanTerms, sex: Sex) -> int | None:
    """Return the highest age admitted for a sex, in completed years, or None if none is set."""
    return terms.age_max_female if sex == "female" else terms.age_max_male


def waits_until(terms: PlanTerms, starts_on: date) -> date:
    """Return the first day on which a new member's loss is covered; `starts_on` if none waits."""
    return starts_on + timedelta(days=terms.waiting_period_days or 0)


def contribution_rule(terms: PlanTerms) -> ContributionRule | None:
    """Return the rule by which the terms reckon contributions; None where they state none."""
    if terms.contribution_fen is not None:
        return PerShare(share_fen=terms.contribution_fen)
    return terms.contribution


def contribution_fen(
    terms: PlanTerms, shares: int, circumstances: Circumstances = NO_CIRCUMSTANCES
) -> int:
    """Return what so many shares cost each time the contribution falls due, in fen.

    Raises:
        ValueError: the terms state no contribution for it, or rest it on what is not given.
    """
    if terms.contribution_fen is not None:
        return terms.contribution_fen * shares
    owed = (
        None if terms.contribution is None else owed_fen(terms.contribution, shares, circumstances)
    )
    if owed is None:
        raise ValueError(f"the terms of {terms.key} give no contribution for {shares} shares")
    return owed
