"""Refusals of a roster: how many of a unit join, when, from which day, and for what contribution."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class ParticipationTooLow(LedgerError):
    """Enough of a unit's people must join (group participation clause of the terms)."""

    code = "roster.participation_too_low"
    says = "unit {unit}: {members} of {headcount} people under {plan}; its terms ask for {needed}"
    says_zh = "单位 {unit}：{plan} 参加 {members} 人，职工 {headcount} 人；条款要求至少 {needed} 人"
    remedy = (
        "Hand in more of the unit's people with `huzhu roster import`, or correct a wrong "
        "headcount with `huzhu unit headcount`."
    )
    rule_source = "the terms of the plan: `group_participation`"
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
    remedy = "Hand in a roster of at least so many persons with `huzhu roster import`."
    rule_source = "the terms of the plan: `group_participation.persons_min`"
    unit: str
    plan: str
    members: int
    needed: int


@dataclass(eq=False)
class CoverOver(LedgerError):
    """Cover that is over is not carried on by another office."""

    code = "takeover.cover_over"
    says = "cover under {plan} was over on {ends_on}: nothing of it is left to carry on"
    says_zh = "{plan} 的保障已于 {ends_on} 届满，无可承接"
    remedy = (
        "Date `huzhu take-over --members` with `--on` on the day on which the hand-over came in, "
        "where the cover still ran then; else enrol with `huzhu roster import`."
    )
    rule_source = "this ledger: cover is handed over for the days that are left of it"
    plan: str
    ends_on: date


@dataclass(eq=False)
class PrincipalStays(LedgerError):
    """A principal goes back through the office that took it in, also of who was handed over since."""

    code = "takeover.principal_stays"
    says = "{plan}: a principal stays with the office that took it in, and is given back there"
    says_zh = "{plan}：本金留在收取的办事处，到期由其返还"
    remedy = (
        "Leave the principal out of the list (返还本金); the other office gives it back with "
        "`huzhu contribution return-principal`."
    )
    rule_source = "this ledger: no money moves between offices with cover that is handed over"
    plan: str


@dataclass(eq=False)
class JoiningOver(LedgerError):
    """A unit's list is open for the days that the terms set; later it is for new hires (joiners)."""

    code = "roster.joining_over"
    says = (
        "{plan}: nobody is added to the unit's list after {until}, but who was hired since {hired}"
    )
    says_zh = "{plan}：{until} 之后该单位名册不再增员，{hired} 之后新入职的除外"
    remedy = (
        "Enrol them for the next coverage period with `huzhu roster import --period`, or state "
        "the day on which a new hire was hired (入职日期) in the roster."
    )
    rule_source = (
        "the terms of the plan: `joiners.days_after_start`, `joiners.new_hires_within_months`"
    )
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
    remedy = (
        "Hand in with `huzhu roster import` who is on the present list with as many shares, and "
        "all others once its term is over."
    )
    rule_source = "the terms of the plan: `joiners.change_days_before_end`"
    plan: str
    runs_until: date
    until: date


@dataclass(eq=False)
class NewFormMonth(LedgerError):
    """Workers in new forms of employment join in the month that the terms set."""

    code = "roster.new_form_month"
    says = "{plan}: workers in new forms of employment join in month {month}"
    says_zh = "{plan}：新就业形态劳动者在 {month} 月参加"
    remedy = "Hand them in with `huzhu roster import` in the month that the terms set."
    rule_source = "the terms of the plan: `joiners.new_form_month`"
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
    remedy = (
        "State the monthly wage (月工资) too in the file for `huzhu roster import` or "
        "`huzhu roster pay`."
    )
    rule_source = "the terms of the plan: `contribution`"
    plan: str
    needed: str


@dataclass(eq=False)
class ContributionUnknown(LedgerError):
    """A contribution follows from the terms; what they rest it on is given with the roster."""

    code = "roster.contribution_unknown"
    says = "the terms of {plan} give no contribution for {shares} shares without the {needed}"
    says_zh = "按 {plan} 条款，{shares} 份的会费缺少依据：{needed}"
    remedy = (
        "State in the roster what the contribution rests on, such as 月工资, 收入档 or "
        "高风险岗位, or a number of shares that the terms price."
    )
    rule_source = "the terms of the plan: `contribution_fen`, `contribution`"
    plan: str
    shares: int
    needed: str


@dataclass(eq=False)
class StartOutsidePeriod(LedgerError):
    """Cover begins within its coverage period."""

    code = "roster.start_outside_period"
    says = "cover from {day} does not lie in coverage period {period}"
    says_zh = "保障起始日 {day} 不在保障期 {period} 内"
    remedy = (
        "Name a first day within the coverage period with `huzhu roster import --starts-on`, or "
        "another period with `--period`."
    )
    rule_source = "the terms of the plan: `coverage`, `term_months`"
    day: date
    period: str


@dataclass(eq=False)
class FundingFixed(LedgerError):
    """Who bears contributions is the terms' to say; a roster says it only where they do not."""

    code = "roster.funding_fixed"
    says = "who bears the contributions of {plan} follows from its terms, not from a roster"
    says_zh = "{plan} 的会费由谁承担依条款确定，不能由名册指定"
    remedy = (
        "Leave out `--borne` of `huzhu roster import`, for the terms say who bears the "
        "contribution."
    )
    rule_source = "the terms of the plan: `funding`"
    plan: str


@dataclass(eq=False)
class StartTooEarly(LedgerError):
    """Where cover begins after acceptance or payment, it begins no earlier."""

    code = "roster.start_too_early"
    says = "cover under {plan} begins on {earliest} at the earliest, not on {day}"
    says_zh = "{plan} 的保障最早自 {earliest} 起，不能自 {day} 起"
    remedy = (
        "Name the earliest day that the refusal gives, or a later one, with "
        "`huzhu roster import --starts-on`, or leave that option out."
    )
    rule_source = "the terms of the plan: `coverage.rule`"
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
    remedy = (
        "Take in the unit's contribution first with `huzhu contribution receive`, and the roster "
        "after it."
    )
    rule_source = "the terms of the plan: `coverage.rule`"
    plan: str
    unit: str
    needed_fen: int
    held_fen: int
