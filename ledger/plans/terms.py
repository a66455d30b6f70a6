"""Plan terms: one version of what members pay, who may join, and what is paid to them.

Class, trigger and benefit type are separate keys. A parameter that a source does not state stays
unset (`None`): it is then not enforced, and is never guessed.
"""

import re
from collections.abc import Iterator
from datetime import date, timedelta
from functools import lru_cache
from typing import Annotated, Literal, Self, get_args

from pydantic import Field, model_validator

from ledger.money import Fen, FenOrZero, yuan
from ledger.plans.rules import BenefitRule, Clause, Days, DaysPaid, Indemnity, RateBp, Words

_CODE = r"[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*"
_VERSION = r"[0-9]{4}(?:[.-][0-9A-Za-z]+)*"

PlanCode = Annotated[str, Field(pattern=f"^{_CODE}$", max_length=32)]
PlanVersion = Annotated[str, Field(pattern=f"^{_VERSION}$", max_length=16)]
PlanKey = Annotated[str, Field(pattern=f"^{_CODE}@{_VERSION}$", max_length=49)]
PlanClass = Literal[
    "hospital_expense",
    "hospital_allowance",
    "critical_illness",
    "female_specific_disease",
    "accident",
    "child_accident",
    "property",
    "composite",
    "relief",
]
PLAN_CLASSES: tuple[str, ...] = get_args(PlanClass)
Sex = Literal["female", "male"]
Age = Annotated[int, Field(strict=True, ge=0, le=120)]  # in completed years
Positive = Annotated[int, Field(strict=True, gt=0)]
Day = Annotated[date, Field(strict=True)]  # strict: a bare number is not a date

_DAYS_A_MONTH_AT_LEAST = 28
_PLAN_CODE = re.compile(_CODE)


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


class GroupParticipation(Clause):
    """What part of a unit must join: a share of its headcount, or all below a headcount."""

    rate_bp: RateBp
    all_below_headcount: Positive | None = None


class PlanTerms(Clause):
    """One published version of a plan, complete: everything a decision about it may rest on."""

    code: PlanCode
    version: PlanVersion  # begins with the year in which it takes effect
    name_zh: Words
    name_en: Words
    fund: Annotated[str, Field(pattern="^[A-Z][A-Z0-9-]*$", max_length=16)]  # the ring-fenced pot
    plan_class: PlanClass
    invented: bool  # true: the figures come from no source, and every print says so
    citation: Annotated[str, Field(min_length=1, max_length=1000)]
    effective_on: Day  # cover may begin under these terms from this day
    contribution_fen: FenOrZero  # for one share and one term; zero where others pay for all
    max_shares: Positive = 1
    term_months: Annotated[int, Field(strict=True, ge=1, le=36)] = 12
    age_min: Age | None = None  # completed years on the day cover begins
    age_max_male: Age | None = None  # the highest age still admitted
    age_max_female: Age | None = None
    sexes: tuple[Sex, ...] = ("female", "male")
    waiting_period_days: Days | None = None  # for new members only (观察期)
    renewal_grace_days: Days | None = None  # renewing later than this is joining anew
    requires_basic_insurance: bool = False
    group_participation: GroupParticipation | None = None
    exclusive_with: tuple[str, ...] = ()  # plan codes or classes not to be held beside this one
    notice_days: Days | None = None
    limitation_days: DaysPaid | None = None  # a claim filed later is time-barred
    minimum_benefit_fen: Fen | None = None  # a benefit that is due at all is at least this
    cap_term_fen: Fen | None = None  # all benefits of one member in one coverage period
    claims_per_term: Positive | None = None
    benefits: tuple[BenefitRule, ...]

    @property
    def key(self) -> PlanKey:
        """The key of this version."""
        return plan_key(self.code, self.version)

    @model_validator(mode="after")
    def _sound(self) -> Self:
        problems = [*_who(self), *_when(self), *_how_much(self)]
        if problems:
            raise ValueError("; ".join(problems))
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


def contribution_fen(terms: PlanTerms, shares: int) -> int:
    """Return what so many shares cost for one term."""
    return terms.contribution_fen * shares


def _who(terms: PlanTerms) -> Iterator[str]:
    """Find contradictions about who may join."""
    if not terms.sexes:
        yield "sexes must not be empty"
    if len(set(terms.sexes)) < len(terms.sexes):
        yield "sexes names a sex twice"
    if terms.plan_class == "female_specific_disease" and terms.sexes != ("female",):
        yield "sexes must be [female] where plan_class is female_specific_disease"
    for sex in ("female", "male"):
        limit, field = age_limit(terms, sex), f"age_max_{sex}"
        if limit is not None and sex not in terms.sexes:
            yield f"{field} is set, but sexes does not admit {sex} members"
        if limit is not None and terms.age_min is not None and limit < terms.age_min:
            yield f"{field} ({limit}) is below age_min ({terms.age_min})"
    for other in terms.exclusive_with:
        if other == terms.code:
            yield f"exclusive_with names the plan itself ({other})"
        elif other not in PLAN_CLASSES and _PLAN_CODE.fullmatch(other) is None:
            yield f"exclusive_with names {other!r}, which is neither a plan code nor a known class"


def _when(terms: PlanTerms) -> Iterator[str]:
    """Find contradictions about dates and terms of days."""
    year = int(terms.version[:4])
    if terms.effective_on.year != year:
        yield f"effective_on ({terms.effective_on}) is not in the year of version {terms.version}"
    waiting = terms.waiting_period_days
    if waiting is not None and waiting >= terms.term_months * _DAYS_A_MONTH_AT_LEAST:
        yield f"waiting_period_days ({waiting}) leaves nothing of a term of term_months covered"
    notice, limitation = terms.notice_days, terms.limitation_days
    if notice is not None and limitation is not None and limitation < notice:
        yield f"limitation_days ({limitation}) is below notice_days ({notice})"


def _how_much(terms: PlanTerms) -> Iterator[str]:
    """Find contradictions about amounts."""
    minimum = terms.minimum_benefit_fen or 0
    floor = f"is below minimum_benefit_fen ({yuan(minimum)} yuan)"
    if terms.cap_term_fen is not None and terms.cap_term_fen < minimum:
        yield f"cap_term_fen {floor}"
    if not terms.benefits:
        yield "benefits must not be empty"
    seen: set[tuple[str, str]] = set()
    for index, rule in enumerate(terms.benefits):
        if (rule.type, rule.trigger) in seen:
            yield f"benefits.{index} pays {rule.type} on {rule.trigger} a second time"
        seen.add((rule.type, rule.trigger))
        if not isinstance(rule, Indemnity):
            continue
        if terms.max_shares > 1:
            yield f"benefits.{index} is an indemnity: it pays a loss once, so max_shares must be 1"
        for field, cap in (
            ("cap_claim_fen", rule.cap_claim_fen),
            ("cap_term_fen", rule.cap_term_fen),
        ):
            if cap is not None and cap < minimum:
                yield f"benefits.{index}.{field} {floor}"
