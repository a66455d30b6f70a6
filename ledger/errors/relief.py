"""Refusals of relief beside the plans."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class NotReliefFund(LedgerError):
    """Relief has its own money: no plan's fund pays it (专款专用)."""

    code = "relief.not_a_relief_fund"
    says = "scheme {scheme} needs a fund of kind relief; {fund} is of kind {kind}"
    says_zh = "救助项目 {scheme} 须由救助类基金支付；{fund} 为 {kind} 类"
    remedy = (
        "Name a relief fund with `huzhu relief open --fund`, after setting one up with "
        "`huzhu fund open --kind relief`."
    )
    rule_source = (
        "the rules of 石家庄 救助一日捐 arts. 19–24: a special account, earmarked use (专款专用)"
    )
    scheme: str
    fund: str
    kind: str


@dataclass(eq=False)
class RelationNotAllowed(LedgerError):
    """A scheme says for whom it is; 爱心救助 is for member, spouse and children alone."""

    code = "relief.relation_not_allowed"
    says = "scheme {scheme} is for {allowed}, not for {relation}"
    says_zh = "救助项目 {scheme} 限于 {allowed}，不含 {relation}"
    remedy = (
        "Name a person for whom the scheme is with `huzhu relief request --relation`, or a "
        "scheme that is for them with `--scheme`."
    )
    rule_source = (
        "the founding texts: love aid (爱心救助) also for relatives, spouse and children alone; "
        "of other schemes, the resolution"
    )
    scheme: str
    relation: str
    allowed: str


@dataclass(eq=False)
class BeneficiaryDead(LedgerError):
    """Relief is for the living; after a death a condolence (慰问) goes to the family, as the heir's."""

    code = "relief.beneficiary_dead"
    says = (
        "scheme {scheme} is of kind {kind}: it grants nothing to the member, who died on {died_on}"
    )
    says_zh = "救助项目 {scheme} 属于{kind}，会员已于 {died_on} 身故，不能再为其本人申请"
    remedy = (
        "Ask for the relative whom the scheme names with `huzhu relief request --relation`, or "
        "under a scheme of kind condolence, with `--scheme`: its grant goes to the recorded heir."
    )
    rule_source = (
        "the social-insurance audit model M3 (an analogue): nothing is granted or paid to the dead"
    )
    scheme: str
    kind: str
    died_on: date


@dataclass(eq=False)
class GrantExceedsCap(LedgerError):
    """A grant stays within what its scheme's resolution allows."""

    code = "relief.grant_exceeds_cap"
    says = "scheme {scheme} grants up to {cap_fen}; {amount_fen} was asked for"
    says_zh = "救助项目 {scheme} 每笔最多 {cap_fen}；申请 {amount_fen}"
    remedy = (
        "Ask for at most the cap with `huzhu relief request --amount`, or open a scheme with a "
        "higher one, under a resolution, with `huzhu relief open --cap`."
    )
    rule_source = "this ledger: a scheme's resolution binds its grants"
    scheme: str
    cap_fen: int
    amount_fen: int


@dataclass(eq=False)
class GrantResolutionNotOwn(LedgerError):
    """Where a scheme has no cap, its own resolution allows no sum: each grant needs another."""

    code = "relief.resolution_not_own"
    says = (
        "grant {grant}: scheme {scheme} has no cap, and {resolution} only opened it; the grant "
        "needs a resolution of its own"
    )
    says_zh = (
        "救助 {grant}：救助项目 {scheme} 未设上限，{resolution} 仅批准设立该项目，本笔须另有决议"
    )
    remedy = (
        "Record the resolution that decided the grant with `huzhu office resolve`, and name it "
        "with `huzhu relief approve --resolution`."
    )
    rule_source = "this ledger: somebody decides every sum"
    grant: str
    scheme: str
    resolution: str


@dataclass(eq=False)
class SchemeIsClosed(LedgerError):
    """A closed scheme grants nothing new."""

    code = "relief.scheme_closed"
    says = "scheme {scheme} is closed"
    says_zh = "救助项目 {scheme} 已停办"
    remedy = (
        "Name an open scheme with `huzhu relief request --scheme`, or open a new one with "
        "`huzhu relief open`."
    )
    rule_source = "this ledger: what is closed takes in nothing new"
    scheme: str


@dataclass(eq=False)
class NoticeStillRuns(LedgerError):
    """A grant is announced before it is approved, as long as its scheme says (公示)."""

    code = "relief.notice_still_runs"
    says = "grant {grant}: its public notice must run until {until} before it is approved"
    says_zh = "救助 {grant}：公示须至 {until} 期满后方可审批"
    remedy = (
        "Put the grant on public notice with `huzhu relief announce`, and run "
        "`huzhu relief approve` after the notice's last day."
    )
    rule_source = (
        "the founding texts: no relief without approval and public notice; the days are the "
        "scheme's"
    )
    grant: str
    until: str


@dataclass(eq=False)
class NoticeTooShort(LedgerError):
    """A notice hangs at least as many days as its scheme says (公示)."""

    code = "relief.notice_too_short"
    says = "grant {grant}: its public notice must run until {until} or later, not until {ends_on}"
    says_zh = "救助 {grant}：公示须至 {until} 或之后，不能至 {ends_on}"
    remedy = "Name a last day that is late enough with `huzhu relief announce --until`."
    rule_source = (
        "the founding texts: no relief without approval and public notice; the days are the "
        "scheme's"
    )
    grant: str
    until: date
    ends_on: date


@dataclass(eq=False)
class GrantNotReady(LedgerError):
    """A grant goes through its steps in order."""

    code = "relief.grant_not_ready"
    says = "grant {grant} is {state}; this step needs it {needed}"
    says_zh = "救助 {grant} 处于 {state}；本步骤要求 {needed}"
    remedy = (
        "Look at the grant's state with `huzhu relief list`, and take the steps in order: "
        "`huzhu relief request`, `huzhu relief announce`, `huzhu relief approve`, then "
        "`huzhu relief pay`."
    )
    rule_source = "this ledger: one table of steps (`docs/relief.md`)"
    grant: str
    state: str
    needed: str


@dataclass(eq=False)
class GrantBeforeItsTime(LedgerError):
    """A step of a grant is not dated before what it rests on."""

    code = "relief.before_its_time"
    says = "grant {grant}: this step is dated {on}, before {since}, the day of what it rests on"
    says_zh = "救助 {grant}：本步骤日期 {on} 早于其所依据步骤的日期 {since}"
    remedy = "Date the step with `--on` on the day that the refusal names, or later."
    rule_source = "this ledger: no step comes before what it rests on"
    grant: str
    on: date
    since: date


@dataclass(eq=False)
class GrantHeirMissing(LedgerError):
    """After a member's death a grant goes to a recorded heir, as a benefit does."""

    code = "relief.heir_missing"
    says = "grant {grant}: the member has died; record the heir with 'huzhu claim heir' first"
    says_zh = "救助 {grant}：会员已身故；请先用 huzhu claim heir 登记继承人"
    remedy = "Record the heir with `huzhu claim heir`, on the proof of kinship."
    rule_source = (
        "the social-insurance audit model M3 (an analogue): nothing is paid to the dead, the "
        "payee is an heir"
    )
    grant: str


@dataclass(eq=False)
class GrantCostsNothing(LedgerError):
    """A grant that is free of charge is rendered, and never paid."""

    code = "relief.grant_costs_nothing"
    says = "grant {grant} is free of charge; no money can move"
    says_zh = "救助 {grant} 不收费用，无须支付"
    remedy = "Record the service with `huzhu relief serve`, and pay nothing."
    rule_source = "this ledger: money moves where it is owed"
    grant: str


@dataclass(eq=False)
class ServiceExceedsGrant(LedgerError):
    """A service is rendered as often as was granted."""

    code = "relief.service_exceeds_grant"
    says = "grant {grant}: {left} more were granted; {count} is too many"
    says_zh = "救助 {grant}：尚可提供 {left} 次，{count} 次过多"
    remedy = (
        "Record at most what is left with `huzhu relief serve --count`, or ask for another grant "
        "with `huzhu relief request`."
    )
    rule_source = "this ledger: no more is rendered than was granted"
    grant: str
    left: int
    count: int
