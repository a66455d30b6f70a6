"""Refusals of enrolment: whom a plan's terms admit, when, and for what."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class ParticipationTooLow(LedgerError):
    """Enough of a unit's people must join (group participation clause of the terms)."""

    code = "roster.participation_too_low"
    says = "unit {unit}: {members} of {headcount} people under {plan}; its terms ask for {needed}"
    says_zh = "单位 {unit}：{plan} 参加 {members} 人，职工 {headcount} 人；条款要求至少 {needed} 人"
    unit: str
    plan: str
    members: int
    headcount: int
    needed: int


@dataclass(eq=False)
class TooFewPersons(LedgerError):
    """Some plans are for units from so many persons on (group participation clause of the terms)."""

    code = "roster.too_few_persons"
    says = "unit {unit}: {members} people under {plan}; its terms ask for at least {needed} persons"
    says_zh = "单位 {unit}：{plan} 参加 {members} 人；条款要求至少 {needed} 人"
    unit: str
    plan: str
    members: int
    needed: int


@dataclass(eq=False)
class JoiningOver(LedgerError):
    """A unit's list is open for the days that the terms set; later it is for new hires (joiners)."""

    code = "roster.joining_over"
    says = (
        "{plan}: nobody is added to the unit's list after {until}, but who was hired since {hired}"
    )
    says_zh = "{plan}：{until} 之后该单位名册不再增员，{hired} 之后新入职的除外"
    plan: str
    until: date
    hired: str


@dataclass(eq=False)
class ListChangesOver(LedgerError):
    """Changes of a list for the next term are due so many days before the present ends (joiners)."""

    code = "roster.list_changes_over"
    says = (
        "{plan}: the unit's present list runs to {runs_until}; changes of it for the next term "
        "were due by {until} (joiners.change_days_before_end)"
    )
    says_zh = (
        "{plan}：该单位本期名册至 {runs_until} 期满；下一期名册变动应于 {until} 前（含当日）报送"
        "（joiners.change_days_before_end）"
    )
    plan: str
    runs_until: date
    until: date


@dataclass(eq=False)
class NewFormMonth(LedgerError):
    """Workers in new forms of employment join in the month that the terms set."""

    code = "roster.new_form_month"
    says = "{plan}: workers in new forms of employment join in month {month}"
    says_zh = "{plan}：新就业形态劳动者在 {month} 月参加"
    plan: str
    month: int


@dataclass(eq=False)
class BandContradicted(LedgerError):
    """A stated band of income is the one that a known monthly wage lies in (contribution clause)."""

    code = "roster.band_contradicted"
    says = (
        "{plan}: the {needed} that is stated is not the one in which the monthly wage known for "
        "that day lies; state the wage as well"
    )
    says_zh = "{plan}：所填{needed}与当日已知月工资所属档次不符；请一并填报月工资"
    plan: str
    needed: str


@dataclass(eq=False)
class AlreadyEnrolled(LedgerError):
    """A person is covered once under a plan in a coverage period."""

    code = "roster.already_enrolled"
    says = "already enrolled under {plan} for {period}"
    says_zh = "已参加 {plan} {period} 期"
    plan: str
    period: str


@dataclass(eq=False)
class SexNotAdmitted(LedgerError):
    """The terms say whom a plan admits."""

    code = "roster.sex_not_admitted"
    says = "{plan} does not admit {sex} members"
    says_zh = "{plan} 不接受该性别的职工"
    plan: str
    sex: str


@dataclass(eq=False)
class AgeNotAdmitted(LedgerError):
    """The age on the first day of cover lies within the terms' limits."""

    code = "roster.age_not_admitted"
    says = "aged {age} on {day}; {plan} admits {youngest} to {oldest}"
    says_zh = "{day} 时 {age} 周岁；{plan} 接受 {youngest} 至 {oldest} 周岁"
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
    plan: str
    shares: int
    most: int


@dataclass(eq=False)
class PlansExclusive(LedgerError):
    """Some plans are not held together."""

    code = "roster.plans_exclusive"
    says = "{plan} cannot be held beside {other}, which is in force"
    says_zh = "{plan} 不能与已参加的 {other} 同时参加"
    plan: str
    other: str


@dataclass(eq=False)
class CompanionMissing(LedgerError):
    """Some plans are held only beside another."""

    code = "roster.companion_missing"
    says = "{plan} is held only together with {companions}, and none of it is in force"
    says_zh = "{plan} 须与 {companions} 同时参加，但没有有效的此类保障"
    plan: str
    companions: str


@dataclass(eq=False)
class EmploymentNotAdmitted(LedgerError):
    """The terms say which kinds of employment a plan admits."""

    code = "roster.employment_not_admitted"
    says = "{plan} does not admit members whose employment is {employment}"
    says_zh = "{plan} 不接受用工形式为 {employment} 的职工"
    plan: str
    employment: str


@dataclass(eq=False)
class BasicInsuranceMissing(LedgerError):
    """A medical plan adds to basic medical insurance, and needs it."""

    code = "roster.basic_insurance_missing"
    says = "{plan} is for members in basic medical insurance"
    says_zh = "{plan} 限已参加基本医疗保险的职工"
    plan: str


@dataclass(eq=False)
class SharesDiffer(LedgerError):
    """Where the terms say so, everyone in a unit holds the same number of shares."""

    code = "roster.shares_differ"
    says = "{shares} shares of {plan}; everyone in the unit holds {theirs}"
    says_zh = "{plan} 申请 {shares} 份；该单位每人均为 {theirs} 份"
    plan: str
    shares: int
    theirs: int


@dataclass(eq=False)
class ContributionUnknown(LedgerError):
    """A contribution follows from the terms; what they rest it on is given with the roster."""

    code = "roster.contribution_unknown"
    says = "the terms of {plan} give no contribution for {shares} shares without the {needed}"
    says_zh = "按 {plan} 条款，{shares} 份的会费缺少依据：{needed}"
    plan: str
    shares: int
    needed: str


@dataclass(eq=False)
class StartOutsidePeriod(LedgerError):
    """Cover begins within its coverage period."""

    code = "roster.start_outside_period"
    says = "cover from {day} does not lie in coverage period {period}"
    says_zh = "保障起始日 {day} 不在保障期 {period} 内"
    day: date
    period: str


@dataclass(eq=False)
class FundingFixed(LedgerError):
    """Who bears contributions is the terms' to say; a roster says it only where they do not."""

    code = "roster.funding_fixed"
    says = "who bears the contributions of {plan} follows from its terms, not from a roster"
    says_zh = "{plan} 的会费由谁承担依条款确定，不能由名册指定"
    plan: str


@dataclass(eq=False)
class StartTooEarly(LedgerError):
    """Where cover begins after acceptance or payment, it begins no earlier."""

    code = "roster.start_too_early"
    says = "cover under {plan} begins on {earliest} at the earliest, not on {day}"
    says_zh = "{plan} 的保障最早自 {earliest} 起，不能自 {day} 起"
    plan: str
    day: date
    earliest: date


@dataclass(eq=False)
class PaymentMissing(LedgerError):
    """Where cover begins the day after payment, the contribution comes before the roster."""

    code = "roster.payment_missing"
    says = (
        "cover under {plan} begins the day after payment: of {needed_fen} that unit {unit} "
        "is to pay, {held_fen} are in"
    )
    says_zh = "{plan} 自缴费次日起保障：单位 {unit} 应缴 {needed_fen}，已到账 {held_fen}"
    plan: str
    unit: str
    needed_fen: int
    held_fen: int
