"""Refusals: every way in which a rule can say no, with a stable code and one clear sentence.

The order of classes is the order in which docs list them. A refusal names the rule and the thing,
never a person.
"""

from dataclasses import dataclass
from datetime import date
from typing import Any, ClassVar
from uuid import UUID

from ledger.languages import in_chinese, in_english
from ledger.money import yuan


class _Spoken:
    """A refusal's facts as its sentence prints them: fen as yuan."""

    def __init__(self, facts: dict[str, Any], lang: str = "en") -> None:
        self._facts, self._lang = facts, lang

    def __getitem__(self, name: str) -> str:
        value = self._facts[name]
        if name.endswith("_fen"):
            return f"{yuan(value)}元" if self._lang == "zh" else f"{yuan(value)} yuan"
        said = in_chinese if self._lang == "zh" else in_english
        return said(name, str(value))


class LedgerError(Exception):
    """A rule said no. Nothing was recorded; the officer may mend the cause and try again.

    `says` and `says_zh` are the sentence, in English and Chinese, over the refusal's own fields.
    `rule_source` names the rule's origin.
    """

    code: ClassVar[str]
    says: ClassVar[str] = ""
    says_zh: ClassVar[str] = ""
    rule_source: ClassVar[str] = ""

    def __str__(self) -> str:
        return self.says.format_map(_Spoken(vars(self)))

    def __reduce__(self) -> tuple[Any, ...]:
        return _refused_again, (type(self), vars(self))

    def sentence(self, lang: str) -> str:
        """Return the sentence in a language ("zh" or "en"), English where no other is kept."""
        if lang == "zh" and self.says_zh:
            return self.says_zh.format_map(_Spoken(vars(self), "zh"))
        return str(self)


def _refused_again(kind: type[LedgerError], facts: dict[str, Any]) -> LedgerError:
    """Make a refusal again, in the process that it is told to."""
    refusal = kind.__new__(kind)
    vars(refusal).update(facts)
    return refusal


# --- the record ---------------------------------------------------------------------------------


@dataclass(eq=False)
class KeyTaken(LedgerError):
    """A business key names one thing in a book, for ever."""

    code = "record.key_taken"
    says = "{kind} {value} is already recorded in this book"
    says_zh = "{kind} {value} 在本账套中已有记录"
    kind: str
    value: str
    owner: UUID


@dataclass(eq=False)
class Unknown(LedgerError):
    """A command named something that the book does not hold."""

    code = "record.unknown"
    says = "this book holds no {kind} {value}"
    says_zh = "本账套没有 {kind} {value}"
    kind: str
    value: str


@dataclass(eq=False)
class TextUnfit(LedgerError):
    """A code or label is recorded as it was typed, where it has the length of one."""

    code = "record.text_unfit"
    says = "the {field} is empty or too long to be recorded; a code has at most 64 characters"
    says_zh = "{field} 为空或过长，不能记录；代码至多 64 个字符"
    field: str


@dataclass(eq=False)
class NotYetRecorded(LedgerError):
    """Nothing is told of a thing as of a day, or as known at a position, before it was on record."""

    code = "record.not_yet"
    says = "this book held no {kind} {value} on {day}, as known at position {position}"
    says_zh = "按第 {position} 位所知，{day} 本账套尚无 {kind} {value}"
    kind: str
    value: str
    day: date
    position: int


@dataclass(eq=False)
class PositionAhead(LedgerError):
    """What was known at a position can be told once the record has reached it."""

    code = "record.position_ahead"
    says = "the record reaches position {head}; nothing is known at position {position} yet"
    says_zh = "记录至第 {head} 位；第 {position} 位尚无记录"
    position: int
    head: int


@dataclass(eq=False)
class CommandReused(LedgerError):
    """A command id stands for one input; another input needs another id."""

    code = "record.command_reused"
    says = "{name} was already done under this id with another content"
    says_zh = "该编号已用于内容不同的操作：{name}"
    name: str


@dataclass(eq=False)
class DateAhead(LedgerError):
    """What has happened is dated today or before; only what is arranged is dated ahead."""

    code = "record.date_ahead"
    says = "{on} is still to come: today is {today}, and what is recorded here is not true before its day"
    says_zh = "日期 {on} 尚未到来：今天是 {today}，此类事项不得提前入账"
    on: date
    today: date


@dataclass(eq=False)
class Contended(LedgerError):
    """Others kept changing what the command rests on; it was tried several times."""

    code = "record.contended"
    says = (
        "others are recording on the same streams; after {attempts} attempts nothing was recorded"
    )
    says_zh = "他人正在记录同一对象；尝试 {attempts} 次后仍未记录，请稍后再试"
    attempts: int


# --- who may do what ----------------------------------------------------------------------------


@dataclass(eq=False)
class OfficerUnknown(LedgerError):
    """Every act is some appointed officer's."""

    code = "office.officer_unknown"
    says = "{officer} is not an officer of this office"
    says_zh = "{officer} 不是本办事处的经办人"
    officer: str


@dataclass(eq=False)
class LoginNotTheirs(LedgerError):
    """An officer acts under a login that is bound to them."""

    code = "office.login_not_theirs"
    says = "login {login} is not one of officer {officer}'s"
    says_zh = "登录名 {login} 不属于经办人 {officer}"
    officer: str
    login: str


@dataclass(eq=False)
class RoleMissing(LedgerError):
    """Incompatible duties are kept apart by role (不相容岗位分离)."""

    code = "office.role_missing"
    says = "officer {officer} may not do this: it takes the role {role}"
    says_zh = "经办人 {officer} 无权办理：需要 {role} 权限"
    officer: str
    role: str


@dataclass(eq=False)
class SameHands(LedgerError):
    """No one decides twice on the same money (不相容岗位分离)."""

    code = "office.same_hands"
    says = "{step} of {subject} needs another person: login {login} already took part in it"
    says_zh = "{subject} 的 {step} 须由另一人办理：登录名 {login} 已参与前面的步骤"
    subject: str
    step: str
    login: str


@dataclass(eq=False)
class LimitExceeded(LedgerError):
    """An approver grants benefits up to their limit."""

    code = "office.limit_exceeded"
    says = "officer {officer} approves up to {limit_fen}; {subject} is {amount_fen}"
    says_zh = "经办人 {officer} 的审批限额为 {limit_fen}；{subject} 为 {amount_fen}"
    officer: str
    subject: str
    limit_fen: int
    amount_fen: int


@dataclass(eq=False)
class ResolutionMissing(LedgerError):
    """Terms and policies rest on a recorded resolution."""

    code = "office.resolution_missing"
    says = "resolution {number} is not recorded; record it with 'huzhu office resolve' first"
    says_zh = "决议 {number} 未登记；请先用 huzhu office resolve 登记"
    number: str


@dataclass(eq=False)
class ResolutionUnnamed(LedgerError):
    """Some decisions are the deciding body's: they name its resolution."""

    code = "office.resolution_unnamed"
    says = "{step} of {subject} rests on a resolution; name it with --resolution"
    says_zh = "{subject} 的 {step} 须依据决议；请用 --resolution 注明决议号"
    subject: str
    step: str


@dataclass(eq=False)
class LastManager(LedgerError):
    """An office always has somebody who may appoint: without, nobody could ever act again."""

    code = "office.last_manager"
    says = "{officer} is the office's only manager; appoint another manager first"
    says_zh = "{officer} 是本办事处唯一的负责人；请先任命另一位负责人"
    officer: str


@dataclass(eq=False)
class PolicyUnfit(LedgerError):
    """A policy parameter that a rule reads has a value that the rule can read."""

    code = "office.policy_unfit"
    says = "{parameter} takes {form}, not {value}"
    says_zh = "参数 {parameter} 应为{form}，不能为 {value}"
    parameter: str
    form: str
    value: str


@dataclass(eq=False)
class PolicyUnknown(LedgerError):
    """A policy parameter is one that a rule reads: a name that none reads would bind nobody."""

    code = "office.policy_unknown"
    says = "no rule reads a policy parameter {parameter}; there are {known}"
    says_zh = "没有规则读取参数 {parameter}；可用参数：{known}"
    parameter: str
    known: str


@dataclass(eq=False)
class ReasonMissing(LedgerError):
    """A decision against someone, or an undoing, states its reason."""

    code = "office.reason_missing"
    says = "{step} of {subject} needs a reason"
    says_zh = "{subject} 的 {step} 须说明理由"
    subject: str
    step: str


@dataclass(eq=False)
class TakeOverOver(LedgerError):
    """What came before the book is carried in once, before the take-over is complete."""

    code = "office.take_over_complete"
    says = "the take-over is complete: nothing more can be carried in"
    says_zh = "接管已完成，不能再带入历史数据"


# --- periods ------------------------------------------------------------------------------------


@dataclass(eq=False)
class MonthNotOpen(LedgerError):
    """A month goes from open to soft-closed to closed, and back only by reopening."""

    code = "period.not_in_state"
    says = "month {month} is {state}; this needs it {needed}"
    says_zh = "{month} 月份状态为 {state}；本操作要求 {needed}"
    month: str
    state: str
    needed: str


@dataclass(eq=False)
class EarlierMonthOpen(LedgerError):
    """Months close in order."""

    code = "period.earlier_month_open"
    says = "month {earlier} is not closed yet; {month} cannot be closed before it"
    says_zh = "{earlier} 尚未结账，不能先结 {month}"
    month: str
    earlier: str


@dataclass(eq=False)
class MonthBeforeBook(LedgerError):
    """A book has no months before its first; what was before is carried in (take-over)."""

    code = "period.before_book"
    says = "the book begins with {first}; {month} is no month of it"
    says_zh = "账套自 {first} 起；{month} 不在账套内"
    month: str
    first: str


@dataclass(eq=False)
class MonthClosed(LedgerError):
    """A closed month takes no postings; late facts are booked in an open one."""

    code = "period.month_closed"
    says = "month {month} is closed; this posting belongs to it and cannot be moved"
    says_zh = "{month} 已结账，不能再记入"
    month: str


# --- funds, plans, units ------------------------------------------------------------------------


@dataclass(eq=False)
class Unbalanced(LedgerError):
    """Debits equal credits in every entry and every fund."""

    code = "fund.unbalanced"
    says = "fund {fund}: debits are {debit_fen}, credits {credit_fen}"
    says_zh = "基金 {fund}：借方 {debit_fen}，贷方 {credit_fen}，不平衡"
    fund: str
    debit_fen: int
    credit_fen: int


@dataclass(eq=False)
class OpeningBalanceTwice(LedgerError):
    """A fund's balances come in once, at take-over."""

    code = "fund.opening_balance_twice"
    says = "fund {fund} already has its opening balance"
    says_zh = "基金 {fund} 已录入期初余额"
    fund: str


@dataclass(eq=False)
class WrongFund(LedgerError):
    """A fund's money serves that fund alone (专款专用)."""

    code = "fund.wrong_fund"
    says = "{subject} belongs to fund {theirs}, not to {fund}"
    says_zh = "{subject} 属于基金 {theirs}，不属于 {fund}（专款专用）"
    subject: str
    theirs: str
    fund: str


@dataclass(eq=False)
class VersionPublished(LedgerError):
    """A published version never changes; new terms are a new version."""

    code = "plan.version_published"
    says = "{plan} is already published; publish changed terms as a new version"
    says_zh = "{plan} 已发布；修改条款须发布新版本"
    plan: str


@dataclass(eq=False)
class EditionAdopted(LedgerError):
    """An adopted edition of a schedule never changes, and says the same in every plan of the book."""

    code = "plan.edition_adopted"
    says = (
        "schedule {schedule} is already adopted for plan {plan} with another content; "
        "adopt changed lines as a new edition"
    )
    says_zh = "附表 {schedule} 已为计划 {plan} 采用，内容不同；修改须另立新版"
    schedule: str
    plan: str


@dataclass(eq=False)
class TermsIncomplete(LedgerError):
    """Terms are published when they can be decided by; what a source left open is filled in first."""

    code = "plan.terms_incomplete"
    says = "{plan} cannot be published yet: its terms leave open {open_points}"
    says_zh = "{plan} 尚不能发布：条款未载明 {open_points}"
    plan: str
    open_points: str


@dataclass(eq=False)
class PlanNotInForce(LedgerError):
    """Cover begins under terms in force on its first day."""

    code = "plan.not_in_force"
    says = "{plan} is not in force on {day}"
    says_zh = "{plan} 在 {day} 未生效"
    plan: str
    day: date


@dataclass(eq=False)
class UnitClosedAlready(LedgerError):
    """A unit that left takes part in nothing new."""

    code = "unit.closed"
    says = "unit {unit} is closed"
    says_zh = "单位 {unit} 已退出"
    unit: str


@dataclass(eq=False)
class HeadcountMissing(LedgerError):
    """A participation ratio is judged against a declared headcount."""

    code = "unit.headcount_missing"
    says = "unit {unit} has declared no headcount, which {plan} asks for"
    says_zh = "单位 {unit} 未申报职工人数，{plan} 要求申报"
    unit: str
    plan: str


# --- enrolment ----------------------------------------------------------------------------------


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


# --- after enrolment ----------------------------------------------------------------------------


@dataclass(eq=False)
class EnrolmentClaimed(LedgerError):
    """An enrolment that a claim rests on is not undone."""

    code = "roster.enrolment_claimed"
    says = "claim {claim} rests on the enrolment under {plan} for {period}; it stands"
    says_zh = "案件 {claim} 依据 {plan} {period} 期的参保，该参保不能撤销"
    claim: str
    plan: str
    period: str


@dataclass(eq=False)
class CoverStandsStill(LedgerError):
    """Cover that stands still is reinstated before its enrolment is undone."""

    code = "roster.cover_suspended"
    says = "cover under {plan} for {period} is suspended; reinstate it first"
    says_zh = "{plan} {period} 期的保障处于中止状态；请先恢复"
    plan: str
    period: str


@dataclass(eq=False)
class ConsentRefusedBefore(LedgerError):
    """Taking part is voluntary: who refused is enrolled only after consenting (自愿参加)."""

    code = "roster.consent_refused"
    says = "the member refused consent to {matter}; record a consent first"
    says_zh = "会员此前不同意（{matter}）；须先登记其同意"
    matter: str


@dataclass(eq=False)
class CoverBeginsLater(LedgerError):
    """Cover that has not begun is voided, so that what was paid for it goes back."""

    code = "member.cover_begins_later"
    says = "cover under {plan} begins only on {day}; void that enrolment first"
    says_zh = "{plan} 的保障自 {day} 才开始；请先撤销该参保"
    plan: str
    day: date


@dataclass(eq=False)
class ClaimOpenAfter(LedgerError):
    """A claim for a loss after the member went is decided before their going is recorded."""

    code = "member.claim_open_after"
    says = "claim {claim} is open for a loss of {day}, after {gone_on}; decide it first"
    says_zh = "案件 {claim} 的事故日期 {day} 在 {gone_on} 之后且尚未决定；请先处理该案件"
    claim: str
    day: date
    gone_on: date


@dataclass(eq=False)
class AlreadyGone(LedgerError):
    """Who died takes part in nothing new, and who left only by enrolling again."""

    code = "member.already_gone"
    says = "the member {how} on {gone_on}"
    says_zh = "该会员已于 {gone_on} {how}"
    how: str
    gone_on: date


@dataclass(eq=False)
class DependantKnown(LedgerError):
    """A dependant is recorded once, under a code of their own."""

    code = "member.dependant_known"
    says = "dependant {dependant} is already on record"
    says_zh = "家属 {dependant} 已有记录"
    dependant: str


@dataclass(eq=False)
class DocumentMissing(LedgerError):
    """Some facts are recorded only on a document."""

    code = "record.document_missing"
    says = "the {step} of {subject} needs the document it rests on"
    says_zh = "{subject} 的 {step} 须附所依据的文件"
    subject: str
    step: str


# --- contributions ------------------------------------------------------------------------------


@dataclass(eq=False)
class NothingHeld(LedgerError):
    """Only money that is held can be identified or refunded."""

    code = "contribution.nothing_held"
    says = "receipt {receipt} holds {held_fen}; {amount_fen} was asked for"
    says_zh = "收据 {receipt} 暂存 {held_fen}；要求 {amount_fen}"
    receipt: str
    held_fen: int
    amount_fen: int


@dataclass(eq=False)
class NothingDue(LedgerError):
    """Held money is placed with a unit only as far as its rosters are unpaid."""

    code = "contribution.nothing_due"
    says = "unit {unit} owes nothing to fund {fund} for {period}"
    says_zh = "单位 {unit} 在基金 {fund} {period} 期没有应缴款"
    unit: str
    fund: str
    period: str


@dataclass(eq=False)
class GraceRuns(LedgerError):
    """Cover is suspended only after the days of grace that the office has set (宽限期)."""

    code = "contribution.grace_runs"
    says = "unit {unit} has until {until} to pay what it owes fund {fund}"
    says_zh = "单位 {unit} 应缴基金 {fund} 的款项宽限至 {until}"
    unit: str
    fund: str
    until: date


@dataclass(eq=False)
class PartsDiffer(LedgerError):
    """What several payers paid by one receipt is the receipt, each of them named once."""

    code = "contribution.parts_differ"
    says = "receipt {receipt} is {amount_fen}; its payers' parts are {parts_fen}, or name one twice"
    says_zh = "收据 {receipt} 金额 {amount_fen}，各缴款方合计 {parts_fen}，或有缴款方重复"
    receipt: str
    amount_fen: int
    parts_fen: int


@dataclass(eq=False)
class StillOwed(LedgerError):
    """Cover runs on when its contributions are paid, or by resolution."""

    code = "contribution.still_owed"
    says = "unit {unit} still owes fund {fund} {outstanding_fen}; reinstating takes a resolution"
    says_zh = "单位 {unit} 仍欠基金 {fund} {outstanding_fen}；恢复保障须有决议"
    unit: str
    fund: str
    outstanding_fen: int


# --- claims -------------------------------------------------------------------------------------


@dataclass(eq=False)
class NotCovered(LedgerError):
    """A benefit needs cover on the day of the loss."""

    code = "claim.not_covered"
    says = "claim {claim}: no cover under {plan} on {day}"
    says_zh = "案件 {claim}：{day} 没有 {plan} 的保障"
    claim: str
    plan: str
    day: date


@dataclass(eq=False)
class NotCoveredAt(LedgerError):
    """On its first and its last day, cover runs from and to the time that the terms say."""

    code = "claim.not_covered_at"
    says = "claim {claim}: {plan} gave no cover on {day} at {time}; it ran from {since} to {until}"
    says_zh = "案件 {claim}：{day} {time} 不在 {plan} 保障时间内；保障自 {since} 至 {until}"
    claim: str
    plan: str
    day: date
    time: str
    since: str  # day and time at which cover begins
    until: str


@dataclass(eq=False)
class InsideWaitingPeriod(LedgerError):
    """A new member waits before disease benefits begin (观察期)."""

    code = "claim.inside_waiting_period"
    says = (
        "claim {claim}: {day} lies in the waiting period of {plan} ({clause}), "
        "which covers from {until}"
    )
    says_zh = "案件 {claim}：{day} 处于 {plan} 观察期（{clause}）内，{until} 起承担"
    claim: str
    plan: str
    clause: str
    day: date
    until: date


@dataclass(eq=False)
class LossAfterDeparture(LedgerError):
    """A loss is covered while the member is there: on the day they went, and before it."""

    code = "claim.loss_after_departure"
    says = "claim {claim}: the loss of {day} came after the member {how} on {gone_on}"
    says_zh = "案件 {claim}：{day} 的事故发生在会员{how}（{gone_on}）之后"
    claim: str
    day: date
    how: str
    gone_on: date


@dataclass(eq=False)
class ClaimWhileSuspended(LedgerError):
    """Days on which cover stood still for arrears are not covered (中止期间)."""

    code = "claim.cover_suspended"
    says = "claim {claim}: {day} is not covered, {plan} was suspended from {since} on"
    says_zh = "案件 {claim}：{plan} 自 {since} 起中止，{day} 不在保障内"
    claim: str
    plan: str
    day: date
    since: date


@dataclass(eq=False)
class InsuredNotAdmitted(LedgerError):
    """Terms insure the member, and dependants only as far as they name them (被保障人)."""

    code = "claim.insured_not_admitted"
    says = "claim {claim}: {plan} does not insure a member's {insured} ({clause})"
    says_zh = "案件 {claim}：{plan} 的条款（{clause}）不保障会员的 {insured}"
    claim: str
    plan: str
    clause: str
    insured: str


@dataclass(eq=False)
class DependantMissing(LedgerError):
    """Whose loss is claimed is on record as the member's dependant, of an age that is insured."""

    code = "claim.dependant_missing"
    says = "claim {claim}: no {insured} whom {plan} insures on {day} is on record for the member"
    says_zh = "案件 {claim}：该会员没有登记 {plan} 在 {day} 保障的家属（{insured}）"
    claim: str
    plan: str
    insured: str
    day: date


@dataclass(eq=False)
class DependantUnnamed(LedgerError):
    """Of several dependants of one relation, a claim says by code whose loss it is."""

    code = "claim.dependant_unnamed"
    says = "claim {claim}: say which {insured} it is; on record are {codes}"
    says_zh = "案件 {claim}：须以编码写明是哪一位家属（{insured}）；已登记的有 {codes}"
    claim: str
    insured: str
    codes: str


@dataclass(eq=False)
class TriggerNotInPlan(LedgerError):
    """A plan pays for what its benefits name, and for nothing else (benefit clauses of the terms)."""

    code = "claim.trigger_not_in_plan"
    says = "claim {claim}: {trigger} is none of what {plan} pays for ({clause})"
    says_zh = "案件 {claim}：{plan} 的条款（{clause}）不含事由“{trigger}”"
    claim: str
    plan: str
    clause: str
    trigger: str


@dataclass(eq=False)
class ConditionNotListed(LedgerError):
    """Where a plan pays by class or grade alone, a loss is of one that its terms list (schedules)."""

    code = "claim.condition_not_listed"
    says = "claim {claim}: {plan} does not list {condition} for {trigger} ({clause}: {listed})"
    says_zh = "案件 {claim}：{plan} 就事由“{trigger}”未列 {condition}（{clause}：{listed}）"
    claim: str
    plan: str
    clause: str
    trigger: str
    condition: str
    listed: str


@dataclass(eq=False)
class FiledTwice(LedgerError):
    """One loss is claimed once under a plan."""

    code = "claim.filed_twice"
    says = "claim {claim} repeats claim {earlier}: same plan, trigger and day or same paper"
    says_zh = "案件 {claim} 与 {earlier} 重复：同一计划、事由和日期或同一票据"
    claim: str
    earlier: str


@dataclass(eq=False)
class DiedBefore(LedgerError):
    """A person dies once: claims for a death name one day, under whatever plan."""

    code = "claim.died_before"
    says = (
        "claim {claim} is for a death on {day}; that of the same person is on record for {died_on}"
    )
    says_zh = "案件 {claim} 所报身故日期为 {day}；同一人的身故已记录在 {died_on}"
    claim: str
    day: date
    died_on: date


@dataclass(eq=False)
class PaperClaimed(LedgerError):
    """A receipt is claimed once under a plan, whoever brings it."""

    code = "claim.paper_claimed"
    says = "paper {paper} is already claimed under this plan by claim {earlier}"
    says_zh = "票据 {paper} 已由案件 {earlier} 在同一计划下申请"
    paper: str
    earlier: str


@dataclass(eq=False)
class TimeBarred(LedgerError):
    """A claim is filed within the terms' limitation period."""

    code = "claim.time_barred"
    says = "claim {claim}: the loss ended on {day}; {plan} allows {days} days to file ({clause})"
    says_zh = "案件 {claim}：事由结束于 {day}；{plan} 的申请期限（{clause}）为 {days} 天"
    claim: str
    plan: str
    clause: str
    day: date
    days: int


@dataclass(eq=False)
class LossNotYet(LedgerError):
    """A loss is claimed once it has happened: not before its last day."""

    code = "claim.loss_not_yet"
    says = "claim {claim}: the loss of {day} comes after {on}, the day of this step"
    says_zh = "案件 {claim}：事故日期 {day} 晚于本步骤的日期 {on}"
    claim: str
    day: date
    on: date


@dataclass(eq=False)
class FiledTooEarly(LedgerError):
    """A claim is filed once so many days of the terms have gone by since the receipt."""

    code = "claim.filed_too_early"
    says = (
        "claim {claim}: the receipt is of {day}; {plan} takes claims {days} days after it, "
        "from {first} ({clause})"
    )
    says_zh = "案件 {claim}：收据日期为 {day}；{plan} 规定满 {days} 天后方可申请（{clause}），即自 {first} 起"
    claim: str
    plan: str
    clause: str
    day: date
    days: int
    first: date


@dataclass(eq=False)
class BeforeItsTime(LedgerError):
    """A step of a claim is not dated before what it rests on."""

    code = "claim.before_its_time"
    says = "claim {claim}: this step is dated {on}, before {since}, the day of what it rests on"
    says_zh = "案件 {claim}：本步骤日期 {on} 早于其所依据步骤的日期 {since}"
    claim: str
    on: date
    since: date


@dataclass(eq=False)
class DueDayPast(LedgerError):
    """Papers are asked for by a day that is still to come."""

    code = "claim.due_day_past"
    says = "claim {claim}: on {on} papers cannot be asked for by {due_on}"
    says_zh = "案件 {claim}：不能在 {on} 要求于 {due_on} 前补件"
    claim: str
    on: date
    due_on: date


@dataclass(eq=False)
class WrongStage(LedgerError):
    """A claim goes through its stages in order."""

    code = "claim.wrong_stage"
    says = "claim {claim} is {stage}; this step needs it {needed}"
    says_zh = "案件 {claim} 处于 {stage}；本步骤要求 {needed}"
    claim: str
    stage: str
    needed: str


@dataclass(eq=False)
class AssessmentStale(LedgerError):
    """A benefit was worked out before another claim used the same limits; assess again."""

    code = "claim.assessment_stale"
    says = "claim {claim} was assessed before another claim of the same cover was approved"
    says_zh = "案件 {claim} 核定后同一保障另有案件获批，须重新核定"
    claim: str


@dataclass(eq=False)
class BaseMissing(LedgerError):
    """A benefit that rests on a wage or on the month's pool is derived once that is given."""

    code = "claim.base_missing"
    says = "claim {claim}: {clause} of {plan} rests on a {needed} that is not given"
    says_zh = "案件 {claim}：{plan} 的 {clause} 所依据的基数（{needed}）未提供"
    claim: str
    plan: str
    clause: str
    needed: str


@dataclass(eq=False)
class EvidenceMissing(LedgerError):
    """A benefit is approved once the papers that the terms ask for are on file."""

    code = "claim.evidence_missing"
    says = "claim {claim}: {paper}, which {plan} asks for ({clause}), is not on file"
    says_zh = "案件 {claim}：{plan} 要求的材料“{paper}”（{clause}）尚未收到"
    claim: str
    plan: str
    clause: str
    paper: str


@dataclass(eq=False)
class BenefitExceedsAssessment(LedgerError):
    """An approver may grant less than was assessed, never more (benefit clause of the terms)."""

    code = "claim.benefit_exceeds_assessment"
    says = "claim {claim} was assessed at {assessed_fen}; {approved_fen} cannot be approved"
    says_zh = "案件 {claim} 核定为 {assessed_fen}；不能批准 {approved_fen}"
    claim: str
    assessed_fen: int
    approved_fen: int


@dataclass(eq=False)
class NothingToApprove(LedgerError):
    """A benefit of nothing is rejected with its ground, not approved."""

    code = "claim.nothing_to_approve"
    says = "claim {claim} was assessed at nothing; reject it with its ground"
    says_zh = "案件 {claim} 核定为零；应说明理由予以拒付"
    claim: str


@dataclass(eq=False)
class GroundContradicted(LedgerError):
    """A claim that was assessed at a sum is not rejected because nothing is due."""

    code = "claim.ground_contradicted"
    says = (
        "claim {claim} was assessed at {assessed_fen}; that nothing is due is no ground to reject "
        "it: name another, or assess it again"
    )
    says_zh = "案件 {claim} 核定为 {assessed_fen}，不能以无可给付为由拒付；请另选理由，或重新核定"
    claim: str
    assessed_fen: int


@dataclass(eq=False)
class ReviewMissing(LedgerError):
    """A large benefit is confirmed by a second assessor before it is approved (复审)."""

    code = "claim.review_missing"
    says = (
        "claim {claim} is {amount_fen}; above {limit_fen} ({clause}) a second assessor must "
        "confirm it first"
    )
    says_zh = "案件 {claim} 为 {amount_fen}；超过 {limit_fen}（{clause}）须先经第二人复审"
    claim: str
    clause: str
    limit_fen: int
    amount_fen: int


@dataclass(eq=False)
class AppealTooLate(LedgerError):
    """An appeal comes in within the term that the notice of rejection named."""

    code = "claim.appeal_too_late"
    says = "claim {claim}: the last day of appeal was {until}"
    says_zh = "案件 {claim}：申诉期限截至 {until}"
    claim: str
    until: date


@dataclass(eq=False)
class AppealDecided(LedgerError):
    """A rejection is appealed once; new facts are a ground to reopen."""

    code = "claim.appeal_decided"
    says = "claim {claim}: an appeal against this rejection was decided already"
    says_zh = "案件 {claim}：对该拒付决定的申诉已有结论"
    claim: str


@dataclass(eq=False)
class TermStillRuns(LedgerError):
    """A claim is time-barred only once its term is over (limitation clause of the terms)."""

    code = "claim.term_still_runs"
    says = "claim {claim} cannot be time-barred: its term runs until {until}"
    says_zh = "案件 {claim} 期限至 {until}，尚未逾期"
    claim: str
    until: date


@dataclass(eq=False)
class TermMissing(LedgerError):
    """Without a limitation in the terms, or a day set for its papers, a claim has no term."""

    code = "claim.term_missing"
    says = "claim {claim} cannot be time-barred: {plan} has no limitation, and no day was set for papers"
    says_zh = "案件 {claim} 没有期限：{plan} 未规定申请期限，也未限定补件日期"
    claim: str
    plan: str


@dataclass(eq=False)
class AdvanceExceedsBill(LedgerError):
    """An advance is on medical expenses: never more than the bill that is not advanced yet."""

    code = "claim.advance_exceeds_bill"
    says = "claim {claim}: {amount_fen} cannot be advanced on a bill of which {left_fen} is left"
    says_zh = "案件 {claim}：账单可垫付余额 {left_fen}，不能垫付 {amount_fen}"
    claim: str
    left_fen: int
    amount_fen: int


@dataclass(eq=False)
class OverpaymentExceedsBenefit(LedgerError):
    """No more is found overpaid than was granted."""

    code = "claim.overpayment_exceeds_benefit"
    says = "claim {claim}: {left_fen} of the benefit is not yet disputed; {amount_fen} is too much"
    says_zh = "案件 {claim}：未认定多付的互助金为 {left_fen}，不能认定多付 {amount_fen}"
    claim: str
    left_fen: int
    amount_fen: int


@dataclass(eq=False)
class NothingOwed(LedgerError):
    """Money moves only where something is owed."""

    code = "claim.nothing_owed"
    says = "claim {claim}: {what}, so no money can move"
    says_zh = "案件 {claim} 没有相应款项（{what}）"
    claim: str
    what: str


@dataclass(eq=False)
class RecoveryExceedsDebt(LedgerError):
    """No more is recovered or written off than is owed."""

    code = "claim.recovery_exceeds_debt"
    says = "claim {claim}: {owed_fen} is owed; {amount_fen} is too much"
    says_zh = "案件 {claim}：尚欠 {owed_fen}，{amount_fen} 过多"
    claim: str
    owed_fen: int
    amount_fen: int


# --- payments -----------------------------------------------------------------------------------


@dataclass(eq=False)
class HeirMissing(LedgerError):
    """After a member's death a benefit goes to a recorded heir."""

    code = "pay.heir_missing"
    says = "claim {claim}: the member has died; record the heir with 'huzhu claim heir' first"
    says_zh = "案件 {claim}：会员已身故；请先用 huzhu claim heir 登记继承人"
    claim: str


@dataclass(eq=False)
class HeirTooEarly(LedgerError):
    """While a member lives, benefits are the member's own: an heir follows a recorded death."""

    code = "pay.heir_too_early"
    says = "no death of this member is on record; record it with 'huzhu member died' first"
    says_zh = "尚未登记该会员身故；请先用 huzhu member died 登记"


@dataclass(eq=False)
class AccountMissing(LedgerError):
    """A benefit is paid to the account that the member has named."""

    code = "pay.account_missing"
    says = "claim {claim}: the member has named no bank account"
    says_zh = "案件 {claim}：会员未登记收款账户"
    claim: str


@dataclass(eq=False)
class WrongBatch(LedgerError):
    """A return file answers the lines of its own batch."""

    code = "pay.wrong_batch"
    says = "claim {claim} is not line {instalment} of batch {batch}"
    says_zh = "批次 {batch} 中没有案件 {claim} 的第 {instalment} 次付款"
    claim: str
    batch: str
    instalment: int


@dataclass(eq=False)
class SeveralBatches(LedgerError):
    """A return file answers one batch."""

    code = "pay.several_batches"
    says = "this file answers {count} batches; settle one batch a file"
    says_zh = "该文件涉及 {count} 个批次；每个文件只能对应一个批次"
    count: int


@dataclass(eq=False)
class BatchNotReady(LedgerError):
    """A batch is prepared, released by a second person, then settled."""

    code = "pay.batch_not_ready"
    says = "batch {batch} is {state}; this step needs it {needed}"
    says_zh = "批次 {batch} 处于 {state}；本步骤要求 {needed}"
    batch: str
    state: str
    needed: str


@dataclass(eq=False)
class ReturnIncomplete(LedgerError):
    """A return file accounts for every line of its batch, to the fen."""

    code = "pay.return_incomplete"
    says = (
        "batch {batch}: the bank answers {answered} lines of {answered_fen}, "
        "the batch has {lines} of {total_fen}"
    )
    says_zh = "批次 {batch}：银行回盘 {answered} 笔 {answered_fen}，批次为 {lines} 笔 {total_fen}"
    batch: str
    answered: int
    answered_fen: int
    lines: int
    total_fen: int


@dataclass(eq=False)
class AmountDiffers(LedgerError):
    """The bank pays a line's amount to the fen."""

    code = "pay.amount_differs"
    says = "claim {claim}: the line is {instructed_fen}, the bank answers {answered_fen}"
    says_zh = "案件 {claim}：指令金额 {instructed_fen}，银行回盘 {answered_fen}"
    claim: str
    instructed_fen: int
    answered_fen: int


@dataclass(eq=False)
class FundsShort(LedgerError):
    """A fund pays what it has: no plan fund goes below zero without a recorded deficit policy."""

    code = "pay.funds_short"
    says = "fund {fund} has {available_fen} in the bank; {needed_fen} is asked for"
    says_zh = "基金 {fund} 存款 {available_fen}，不足以支付 {needed_fen}"
    fund: str
    available_fen: int
    needed_fen: int


# --- relief -------------------------------------------------------------------------------------


@dataclass(eq=False)
class NotReliefFund(LedgerError):
    """Relief has its own money: no plan's fund pays it (专款专用)."""

    code = "relief.not_a_relief_fund"
    says = "scheme {scheme} needs a fund of kind relief; {fund} is of kind {kind}"
    says_zh = "救助项目 {scheme} 须由救助类基金支付；{fund} 为 {kind} 类"
    scheme: str
    fund: str
    kind: str


@dataclass(eq=False)
class RelationNotAllowed(LedgerError):
    """A scheme says for whom it is; 爱心救助 is for member, spouse and children alone."""

    code = "relief.relation_not_allowed"
    says = "scheme {scheme} is for {allowed}, not for {relation}"
    says_zh = "救助项目 {scheme} 限于 {allowed}，不含 {relation}"
    scheme: str
    relation: str
    allowed: str


@dataclass(eq=False)
class GrantExceedsCap(LedgerError):
    """A grant stays within what its scheme's resolution allows."""

    code = "relief.grant_exceeds_cap"
    says = "scheme {scheme} grants up to {cap_fen}; {amount_fen} was asked for"
    says_zh = "救助项目 {scheme} 每笔最多 {cap_fen}；申请 {amount_fen}"
    scheme: str
    cap_fen: int
    amount_fen: int


@dataclass(eq=False)
class SchemeIsClosed(LedgerError):
    """A closed scheme grants nothing new."""

    code = "relief.scheme_closed"
    says = "scheme {scheme} is closed"
    says_zh = "救助项目 {scheme} 已停办"
    scheme: str


@dataclass(eq=False)
class NoticeStillRuns(LedgerError):
    """A grant is announced before it is approved, as long as its scheme says (公示)."""

    code = "relief.notice_still_runs"
    says = "grant {grant}: its public notice must run until {until} before it is approved"
    says_zh = "救助 {grant}：公示须至 {until} 期满后方可审批"
    grant: str
    until: str


@dataclass(eq=False)
class NoticeTooShort(LedgerError):
    """A notice hangs at least as many days as its scheme says (公示)."""

    code = "relief.notice_too_short"
    says = "grant {grant}: its public notice must run until {until} or later, not until {ends_on}"
    says_zh = "救助 {grant}：公示须至 {until} 或之后，不能至 {ends_on}"
    grant: str
    until: date
    ends_on: date


@dataclass(eq=False)
class GrantNotReady(LedgerError):
    """A grant goes through its steps in order."""

    code = "relief.grant_not_ready"
    says = "grant {grant} is {state}; this step needs it {needed}"
    says_zh = "救助 {grant} 处于 {state}；本步骤要求 {needed}"
    grant: str
    state: str
    needed: str


@dataclass(eq=False)
class GrantBeforeItsTime(LedgerError):
    """A step of a grant is not dated before what it rests on."""

    code = "relief.before_its_time"
    says = "grant {grant}: this step is dated {on}, before {since}, the day of what it rests on"
    says_zh = "救助 {grant}：本步骤日期 {on} 早于其所依据步骤的日期 {since}"
    grant: str
    on: date
    since: date


@dataclass(eq=False)
class GrantHeirMissing(LedgerError):
    """After a member's death a grant goes to a recorded heir, as a benefit does."""

    code = "relief.heir_missing"
    says = "grant {grant}: the member has died; record the heir with 'huzhu claim heir' first"
    says_zh = "救助 {grant}：会员已身故；请先用 huzhu claim heir 登记继承人"
    grant: str


@dataclass(eq=False)
class GrantCostsNothing(LedgerError):
    """A grant that is free of charge is rendered, and never paid."""

    code = "relief.grant_costs_nothing"
    says = "grant {grant} is free of charge; no money can move"
    says_zh = "救助 {grant} 不收费用，无须支付"
    grant: str


@dataclass(eq=False)
class ServiceExceedsGrant(LedgerError):
    """A service is rendered as often as was granted."""

    code = "relief.service_exceeds_grant"
    says = "grant {grant}: {left} more were granted; {count} is too many"
    says_zh = "救助 {grant}：尚可提供 {left} 次，{count} 次过多"
    grant: str
    left: int
    count: int


# --- files --------------------------------------------------------------------------------------


@dataclass(eq=False)
class RowsRefused(LedgerError):
    """A file is judged whole; one bad row refuses it, unless only the good rows are asked for."""

    code = "file.rows_refused"
    says = "{file}: {refused} of {rows} rows cannot be taken in; nothing was recorded"
    says_zh = "{file}：共 {rows} 行，{refused} 行不能受理；未作任何记录"
    file: str
    refused: int
    rows: int


@dataclass(eq=False)
class FilesRefused(LedgerError):
    """Of several files taken in together, each stands for itself; some were refused."""

    code = "file.files_refused"
    says = "{refused} of {files} files were refused, {first} first; that touches none of the others"
    says_zh = "{files} 份文件中有 {refused} 份被拒绝，首份为 {first}；其余文件不受影响"
    refused: int
    files: int
    first: str


@dataclass(eq=False)
class WorkerLost(LedgerError):
    """A process that worked for this one was ended from outside, for want of memory perhaps."""

    code = "book.worker_lost"
    says = "a process at work on this was ended from outside; run the command again to finish it"
    says_zh = "参与处理的进程被外部终止；请再次运行该命令以完成其余部分"


@dataclass(eq=False)
class FileChanged(LedgerError):
    """A file of the same name came in before with another content."""

    code = "file.changed"
    says = "a file named {file} was already taken in with another content"
    says_zh = "同名文件 {file} 已导入过，但内容不同"
    file: str
