"""Refusals of a person on a roster: whom a plan's terms admit, beside what, and with how many shares."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class AlreadyEnrolled(LedgerError):
    """A person is covered once under a plan in a coverage period."""

    code = "roster.already_enrolled"
    says = "already enrolled under {plan} for {period}, covered from {since} to {until}"
    says_zh = "已参加 {plan} {period} 期，保障自 {since} 至 {until}"
    remedy = (
        "Leave the person out of the roster, or name another period with "
        "`huzhu roster import --period`, or, where their cover ended early, put them on a roster "
        "of their own and name a later first day with `huzhu roster import --starts-on`."
    )
    rule_source = (
        "the social-insurance audit model M1 (an analogue): nobody is enrolled twice in a plan "
        "and period"
    )
    plan: str
    period: str
    since: date
    until: date


@dataclass(eq=False)
class SexNotAdmitted(LedgerError):
    """The terms say whom a plan admits."""

    code = "roster.sex_not_admitted"
    says = "{plan} does not admit {sex} members"
    says_zh = "{plan} 不接受该性别的职工"
    remedy = (
        "Leave the person out of the roster, or correct the sex (性别) or ID number that it "
        "states wrongly."
    )
    rule_source = "the terms of the plan: `sexes`"
    plan: str
    sex: str


@dataclass(eq=False)
class AgeNotAdmitted(LedgerError):
    """The age on the first day of cover lies within the terms' limits."""

    code = "roster.age_not_admitted"
    says = "aged {age} on {day}; {plan} admits {youngest} to {oldest}"
    says_zh = "{day} 时 {age} 周岁；{plan} 接受 {youngest} 至 {oldest} 周岁"
    remedy = (
        "Leave the person out of the roster, or correct the ID number from which the age follows."
    )
    rule_source = "the terms of the plan: `age_min`, `age_max_male`, `age_max_female`"
    plan: str
    age: int
    day: date
    youngest: str
    oldest: str


@dataclass(eq=False)
class TooManyShares(LedgerError):
    """Shares are limited by the terms, across versions."""

    code = "roster.too_many_shares"
    says = "{shares} shares of {plan}; its terms allow {most}"
    says_zh = "{plan} 申请 {shares} 份；条款最多 {most} 份"
    remedy = "Lower the shares (份数) in the roster to the most that `huzhu plan show` tells."
    rule_source = "the terms of the plan: `max_shares`, `max_shares_of_class`"
    plan: str
    shares: int
    most: int


@dataclass(eq=False)
class PlansExclusive(LedgerError):
    """Some plans are not held together."""

    code = "roster.plans_exclusive"
    says = "{plan} cannot be held beside {other}, which covers from {since} to {until}"
    says_zh = "{plan} 不能与已参加的 {other}（保障自 {since} 至 {until}）同时参加"
    remedy = (
        "Leave the person out of the roster, or undo the other enrolment first with "
        "`huzhu member void`, or, where the other cover ended early, name a later first day with "
        "`huzhu roster import --starts-on`."
    )
    rule_source = "the terms of the plan: `exclusive_with`"
    plan: str
    other: str
    since: date
    until: date


@dataclass(eq=False)
class CompanionMissing(LedgerError):
    """Some plans are held only beside another."""

    code = "roster.companion_missing"
    says = "{plan} is held only together with {companions}, and none of it is in force"
    says_zh = "{plan} 须与 {companions} 同时参加，但没有有效的此类保障"
    remedy = (
        "Enrol the person first under one of the plans that the refusal names, with "
        "`huzhu roster import`."
    )
    rule_source = "the terms of the plan: `only_with`"
    plan: str
    companions: str


@dataclass(eq=False)
class EmploymentNotAdmitted(LedgerError):
    """The terms say which kinds of employment a plan admits."""

    code = "roster.employment_not_admitted"
    says = "{plan} does not admit members whose employment is {employment}"
    says_zh = "{plan} 不接受用工形式为 {employment} 的职工"
    remedy = (
        "Leave the person out of the roster, or correct the kind of employment (用工形式) that "
        "it states wrongly."
    )
    rule_source = "the terms of the plan: `employment_kinds`, `retirees`"
    plan: str
    employment: str


@dataclass(eq=False)
class BasicInsuranceMissing(LedgerError):
    """A medical plan adds to basic medical insurance, and needs it."""

    code = "roster.basic_insurance_missing"
    says = "{plan} is for members in basic medical insurance"
    says_zh = "{plan} 限已参加基本医疗保险的职工"
    remedy = (
        "Leave the person out of the roster, or correct 参加基本医保 once the insurance is shown."
    )
    rule_source = "the terms of the plan: `requires_basic_insurance`"
    plan: str


@dataclass(eq=False)
class SharesDiffer(LedgerError):
    """Where the terms say so, everyone in a unit holds the same number of shares."""

    code = "roster.shares_differ"
    says = "{shares} shares of {plan}; everyone in the unit holds {theirs}"
    says_zh = "{plan} 申请 {shares} 份；该单位每人均为 {theirs} 份"
    remedy = "Give everybody of the unit the same number of shares (份数) in the roster."
    rule_source = "the terms of the plan: `same_shares_for_unit`"
    plan: str
    shares: int
    theirs: int
