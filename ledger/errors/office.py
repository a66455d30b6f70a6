"""Refusals of who may do what: roles, limits, separate hands, resolutions, policies."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class OfficerUnknown(LedgerError):
    """Every act is some appointed officer's."""

    code = "office.officer_unknown"
    says = "{officer} is not an officer of this office"
    says_zh = "{officer} 不是本办事处的经办人"
    remedy = (
        "Act as an appointed officer with `--as`, or let a manager appoint this one with "
        "`huzhu office appoint`."
    )
    rule_source = "this ledger: every act is an appointed officer's"
    officer: str


@dataclass(eq=False)
class LoginNotTheirs(LedgerError):
    """An officer acts under a login that is bound to them."""

    code = "office.login_not_theirs"
    says = "login {login} is not one of officer {officer}'s"
    says_zh = "登录名 {login} 不属于经办人 {officer}"
    remedy = (
        "Act as the officer to whom your login is bound with `--as`, or let a manager bind it "
        "with `huzhu office appoint --login`."
    )
    rule_source = "this ledger: persons are compared by login, not by label"
    officer: str
    login: str


@dataclass(eq=False)
class RoleMissing(LedgerError):
    """Incompatible duties are kept apart by role (不相容岗位分离)."""

    code = "office.role_missing"
    says = "officer {officer} may not do this: it takes the role {role}"
    says_zh = "经办人 {officer} 无权办理：需要 {role} 权限"
    remedy = (
        "Let an officer who has that role do it, or let a manager give the role with "
        "`huzhu office appoint --role`."
    )
    rule_source = "the social-insurance audit model 5.3 (不相容岗位分离), an analogue"
    officer: str
    role: str


@dataclass(eq=False)
class SameHands(LedgerError):
    """No one decides twice on the same money (不相容岗位分离)."""

    code = "office.same_hands"
    says = "{step} of {subject} needs another person: login {login} already took part in it"
    says_zh = "{subject} 的 {step} 须由另一人办理：登录名 {login} 已参与前面的步骤"
    remedy = "Let another officer take this step, under their own login."
    rule_source = "the social-insurance audit model 5.3 (不相容岗位分离), an analogue"
    subject: str
    step: str
    login: str


@dataclass(eq=False)
class LimitExceeded(LedgerError):
    """An approver grants benefits up to their limit."""

    code = "office.limit_exceeded"
    says = "officer {officer} approves up to {limit_fen}; {subject} is {amount_fen}"
    says_zh = "经办人 {officer} 的审批限额为 {limit_fen}；{subject} 为 {amount_fen}"
    remedy = (
        "Let an officer with a higher limit approve it, or let a manager appoint this one anew "
        "with `huzhu office appoint --limit`."
    )
    rule_source = (
        "the social-insurance audit model 5.3 (不相容岗位分离), an analogue; the limit is what "
        "the office has set"
    )
    officer: str
    subject: str
    limit_fen: int
    amount_fen: int


@dataclass(eq=False)
class ResolutionLater(LedgerError):
    """What rests on a resolution is not dated before the resolution was passed."""

    code = "office.resolution_later"
    says = "resolution {number} was passed on {passed_on}; what is dated {on} cannot rest on it"
    says_zh = "决议 {number} 于 {passed_on} 作出，不能作为 {on} 的依据"
    remedy = (
        "Date the step with `--on` on the day of the resolution, or later, or name an earlier one "
        "that `huzhu office resolve` has recorded."
    )
    rule_source = "this ledger: no step comes before what it rests on"
    number: str
    passed_on: date
    on: date


@dataclass(eq=False)
class ResolutionMissing(LedgerError):
    """Terms and policies rest on a recorded resolution."""

    code = "office.resolution_missing"
    says = "resolution {number} is not recorded; record it with 'huzhu office resolve' first"
    says_zh = "决议 {number} 未登记；请先用 huzhu office resolve 登记"
    remedy = "Record the resolution first with `huzhu office resolve`, on its signed document."
    rule_source = (
        "the sample rules 互助互济保障制度模板: terms, policies and special relief rest on a "
        "resolution"
    )
    number: str


@dataclass(eq=False)
class ResolutionUnnamed(LedgerError):
    """Some decisions are the deciding body's: they name its resolution."""

    code = "office.resolution_unnamed"
    says = "{step} of {subject} rests on a resolution; name it with --resolution"
    says_zh = "{subject} 的 {step} 须依据决议；请用 --resolution 注明决议号"
    remedy = (
        "Name a resolution that `huzhu office resolve` has recorded with the `--resolution` of "
        "the command, as `huzhu relief approve` and `huzhu member void` take it."
    )
    rule_source = (
        "the sample rules 互助互济保障制度模板: terms, policies and special relief rest on a "
        "resolution; for other steps, this ledger"
    )
    subject: str
    step: str


@dataclass(eq=False)
class LastManager(LedgerError):
    """An office always has somebody who may appoint: without, nobody could ever act again."""

    code = "office.last_manager"
    says = "{officer} is the office's only manager; appoint another manager first"
    says_zh = "{officer} 是本办事处唯一的负责人；请先任命另一位负责人"
    remedy = "Appoint another manager first with `huzhu office appoint --role manager`."
    rule_source = "this ledger: an office can always act"
    officer: str


@dataclass(eq=False)
class LastLogin(LedgerError):
    """The office's only manager keeps the login they act under: without, nobody could act again."""

    code = "office.last_login"
    says = (
        "{officer} is the office's only manager, and would no longer get in under login {login}; "
        "name it with --login as well, or appoint another manager first"
    )
    says_zh = (
        "{officer} 是本办事处唯一的负责人，将不能再以登录名 {login} 登录；"
        "请用 --login 一并列明，或先任命另一位负责人"
    )
    remedy = (
        "Name the login that you act under with `--login` as well, or none at all, or appoint "
        "another manager first with `huzhu office appoint --role manager`."
    )
    rule_source = "this ledger: an office can always act"
    officer: str
    login: str


@dataclass(eq=False)
class PolicyUnfit(LedgerError):
    """A policy parameter that a rule reads has a value that the rule can read."""

    code = "office.policy_unfit"
    says = "{parameter} takes {form}, not {value}"
    says_zh = "参数 {parameter} 应为{form}，不能为 {value}"
    remedy = (
        "Give `huzhu office policy` a value of the form that the refusal names, such as 30 for "
        "days or 3000.00 for yuan."
    )
    rule_source = (
        "this ledger: numbers that nobody prescribes are the office's, set with their source"
    )
    parameter: str
    form: str
    value: str


@dataclass(eq=False)
class PolicyUnknown(LedgerError):
    """A policy parameter is one that a rule reads: a name that none reads would bind nobody."""

    code = "office.policy_unknown"
    says = "no rule reads a policy parameter {parameter}; there are {known}"
    says_zh = "没有规则读取参数 {parameter}；可用参数：{known}"
    remedy = "Give `huzhu office policy` one of the parameters that the refusal lists."
    rule_source = (
        "this ledger: numbers that nobody prescribes are the office's, set with their source"
    )
    parameter: str
    known: str


@dataclass(eq=False)
class ReasonMissing(LedgerError):
    """A decision against someone, or an undoing, states its reason."""

    code = "office.reason_missing"
    says = "{step} of {subject} needs a reason"
    says_zh = "{subject} 的 {step} 须说明理由"
    remedy = (
        "State why with `--reason`, or with `--purpose` where details are shown in clear, as "
        "`huzhu office dismiss` and `huzhu member show` take them."
    )
    rule_source = "this ledger: who decides against somebody, or undoes something, says why"
    subject: str
    step: str


@dataclass(eq=False)
class TakeOverOver(LedgerError):
    """What came before the book is carried in once; later only cover that another office hands over."""

    code = "office.take_over_complete"
    says = (
        "the take-over is complete: nothing more can be carried in but cover that another office "
        "hands over, with the day of that"
    )
    says_zh = "接管已完成，不能再带入历史数据；其他办事处移交的保障除外，须逐行注明移交日期"
    remedy = (
        "Record what is new with the ordinary commands, such as `huzhu roster import` and "
        "`huzhu claim file`; of cover that another office handed over, state the day (移交日期) in "
        "each row of the list of `huzhu take-over --members`."
    )
    rule_source = "this ledger: what came before the book is carried in once"
