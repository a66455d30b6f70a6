"""Refusals of funds: what balances, and whose money it is."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


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
