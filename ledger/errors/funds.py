"""Refusals of funds: what balances, and whose money it is."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class Unbalanced(LedgerError):
    """Debits equal credits in every entry and every fund."""

    code = "fund.unbalanced"
    says = "fund {fund}: debits are {debit_fen}, credits {credit_fen}"
    says_zh = "基金 {fund}：借方 {debit_fen}，贷方 {credit_fen}，不平衡"
    remedy = (
        "Correct the file's rows until debits equal credits in each fund, and run "
        "`huzhu take-over --balances` again."
    )
    rule_source = "this ledger: debits equal credits in each entry and each fund"
    fund: str
    debit_fen: int
    credit_fen: int


@dataclass(eq=False)
class OpeningBalanceTwice(LedgerError):
    """A fund's balances come in once, at take-over."""

    code = "fund.opening_balance_twice"
    says = "fund {fund} already has its opening balance"
    says_zh = "基金 {fund} 已录入期初余额"
    remedy = "Leave the rows of this fund out of the file for `huzhu take-over --balances`."
    rule_source = "this ledger: what came before the book is carried in once"
    fund: str


@dataclass(eq=False)
class PrincipalNotHeld(LedgerError):
    """Lists of cover name no more principal than the fund's opening balance holds."""

    code = "fund.principal_not_held"
    says = (
        "lists of cover name principal of {named_fen} for fund {fund}; "
        "its opening balance holds {held_fen}"
    )
    says_zh = "参保名单列明基金 {fund} 的本金共 {named_fen}；其期初余额中的本金为 {held_fen}"
    remedy = (
        "Enter the fund's balances first with `huzhu take-over --balances`, or correct the list's "
        "column 返还本金."
    )
    rule_source = "this ledger: no more principal is given back than is held"
    fund: str
    held_fen: int
    named_fen: int


@dataclass(eq=False)
class WrongFund(LedgerError):
    """A fund's money serves that fund alone (专款专用)."""

    code = "fund.wrong_fund"
    says = "{subject} belongs to fund {theirs}, not to {fund}"
    says_zh = "{subject} 属于基金 {theirs}，不属于 {fund}（专款专用）"
    remedy = (
        "Keep to the fund that it belongs to: name that fund with `huzhu pay prepare --fund`, in "
        "the terms for `huzhu plan publish`, or on the receipt."
    )
    rule_source = (
        "the sample rules 互助互济保障制度模板 art. 15: a special account, earmarked use "
        "(专户管理，专款专用)"
    )
    subject: str
    theirs: str
    fund: str
