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
