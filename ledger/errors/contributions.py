"""Refusals of contributions: what is due, held, and shared among those who bear it."""

from dataclasses import dataclass
from datetime import date

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class NothingHeld(LedgerError):
    """Only money that is held can be identified or refunded."""

    code = "contribution.nothing_held"
    says = "receipt {receipt} holds {held_fen}; {amount_fen} was asked for"
    says_zh = "收据 {receipt} 暂存 {held_fen}；要求 {amount_fen}"
    remedy = (
        "Name the receipt that holds the money, and at most what it holds with "
        "`huzhu contribution refund --amount`."
    )
    rule_source = "this ledger: only money that is held is placed or sent back"
    receipt: str
    held_fen: int
    amount_fen: int


@dataclass(eq=False)
class NothingDue(LedgerError):
    """Held money is placed with a unit only as far as its rosters are unpaid."""

    code = "contribution.nothing_due"
    says = "unit {unit} owes nothing to fund {fund} for {period}"
    says_zh = "单位 {unit} 在基金 {fund} {period} 期没有应缴款"
    remedy = (
        "Place the money with a unit that owes some, as `huzhu contribution arrears` lists them, "
        "or send it back with `huzhu contribution refund`."
    )
    rule_source = "this ledger: money settles what is due, and the rest is held"
    unit: str
    fund: str
    period: str


@dataclass(eq=False)
class GraceRuns(LedgerError):
    """Cover is suspended only after the days of grace that the office has set (宽限期)."""

    code = "contribution.grace_runs"
    says = "unit {unit} has until {until} to pay what it owes fund {fund}"
    says_zh = "单位 {unit} 应缴基金 {fund} 的款项宽限至 {until}"
    remedy = "Run `huzhu contribution suspend` after that day, where the unit has not paid by then."
    rule_source = "the policy of the office: `contribution.grace_days`"
    unit: str
    fund: str
    until: date


@dataclass(eq=False)
class PartsDiffer(LedgerError):
    """What several payers paid by one receipt is the receipt, each of them named once."""

    code = "contribution.parts_differ"
    says = "receipt {receipt} is {amount_fen}; its payers' parts are {parts_fen}, or name one twice"
    says_zh = "收据 {receipt} 金额 {amount_fen}，各缴款方合计 {parts_fen}，或有缴款方重复"
    remedy = (
        "Divide the whole receipt among its payers, each named once, with "
        "`huzhu contribution receive --part`."
    )
    rule_source = "this ledger: each contribution says who bore it"
    receipt: str
    amount_fen: int
    parts_fen: int


@dataclass(eq=False)
class StillOwed(LedgerError):
    """Cover runs on when its contributions are paid, or by resolution."""

    code = "contribution.still_owed"
    says = "unit {unit} still owes fund {fund} {outstanding_fen}; reinstating takes a resolution"
    says_zh = "单位 {unit} 仍欠基金 {fund} {outstanding_fen}；恢复保障须有决议"
    remedy = (
        "Take in what is owed with `huzhu contribution receive`, or name a resolution with "
        "`huzhu contribution reinstate --resolution`."
    )
    rule_source = (
        "总工发〔2018〕28号 一(二): the duty to contribute and the right to benefit correspond"
    )
    unit: str
    fund: str
    outstanding_fen: int


@dataclass(eq=False)
class UnitSuspended(LedgerError):
    """Nobody is added to the lists of a unit whose cover stands still for arrears."""

    code = "roster.unit_suspended"
    says = (
        "the cover of unit {unit} under the plans of fund {fund} for {period} stands suspended "
        "since {since}; nobody is added to its lists until it has paid and is reinstated"
    )
    says_zh = (
        "单位 {unit} 在基金 {fund} {period} 期的保障自 {since} 起中止；"
        "缴清并恢复保障之前，该期名册不得增加人员"
    )
    remedy = (
        "Take in what is owed with `huzhu contribution receive`, and lift the suspension with "
        "`huzhu contribution reinstate`; the roster is then dated that day or later."
    )
    rule_source = (
        "总工发〔2018〕28号 一(二): the duty to contribute and the right to benefit correspond"
    )
    unit: str
    fund: str
    period: str
    since: date


@dataclass(eq=False)
class ListBeforeReinstatement(LedgerError):
    """Once a suspension is lifted, a unit's lists are dated from that day on."""

    code = "roster.before_reinstatement"
    says = (
        "the cover of unit {unit} under the plans of fund {fund} for {period} runs again since "
        "{since}; no roster of that period is dated before that day"
    )
    says_zh = (
        "单位 {unit} 在基金 {fund} {period} 期的保障自 {since} 起恢复；该期名册的日期不得早于该日"
    )
    remedy = "Run `huzhu roster import` as of that day or later."
    rule_source = "this ledger: the days on which a unit's cover stood still stay uncovered"
    unit: str
    fund: str
    period: str
    since: date


@dataclass(eq=False)
class PrincipalAboveTerms(LedgerError):
    """No more principal is held for somebody than the terms ask for their shares."""

    code = "takeover.principal_above_terms"
    says = "the terms of {plan} give back {most_fen} for so many shares; the list names {named_fen}"
    says_zh = "{plan} 条款按此份数返还本金 {most_fen}；名单列明 {named_fen}"
    remedy = "Correct the column 返还本金, the shares or the plan's version, and take the list over again."
    rule_source = "the terms of the plan: `refundable_fen`"
    plan: str
    most_fen: int
    named_fen: int


@dataclass(eq=False)
class PrincipalAccountMissing(LedgerError):
    """Principal that was taken over goes back out of an account that is named."""

    code = "contribution.principal_account_missing"
    says = (
        "principal of unit {unit} was taken over, and its receipts are not in this record; "
        "say out of which account of fund {fund} it goes back"
    )
    says_zh = "单位 {unit} 的本金系接管带入，其收据不在本账；须指明从基金 {fund} 的哪个专户返还"
    remedy = "Run `huzhu contribution return-principal` with --bank-account."
    rule_source = "this ledger: money leaves a registered account"
    unit: str
    fund: str


@dataclass(eq=False)
class PrincipalNotDue(LedgerError):
    """A principal (返还本金) is given back at the end of its term, and no sooner."""

    code = "contribution.principal_not_due"
    says = "the principal that unit {unit} paid under {plan} is given back from {until} on"
    says_zh = "单位 {unit} 在 {plan} 缴纳的本金自 {until} 起返还"
    remedy = "Run `huzhu contribution return-principal` on that day or later."
    rule_source = "the terms of the plan: `refundable_fen`"
    unit: str
    plan: str
    until: date
