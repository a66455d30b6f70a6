"""Refusals of months: they are closed one after the other, and a closed one takes nothing."""

from dataclasses import dataclass

from ledger.errors.base import LedgerError


@dataclass(eq=False)
class MonthNotOpen(LedgerError):
    """A month goes from open to soft-closed to closed, and back only by reopening."""

    code = "period.not_in_state"
    says = "month {month} is {state}; this needs it {needed}"
    says_zh = "{month} 月份状态为 {state}；本操作要求 {needed}"
    remedy = (
        "Look with `huzhu period list`, and take the steps in order: `huzhu period soft-close`, "
        "then `huzhu period close`, and `huzhu period reopen` to go back."
    )
    rule_source = "this ledger: months close in two steps, so that nothing slips in between"
    month: str
    state: str
    needed: str


@dataclass(eq=False)
class EarlierMonthOpen(LedgerError):
    """Months close in order."""

    code = "period.earlier_month_open"
    says = "month {earlier} is not closed yet; {month} cannot be closed before it"
    says_zh = "{earlier} 尚未结账，不能先结 {month}"
    remedy = (
        "Close the earlier month first, with `huzhu period soft-close` and `huzhu period close`."
    )
    rule_source = "this ledger: months close in their order"
    month: str
    earlier: str


@dataclass(eq=False)
class MonthBeforeBook(LedgerError):
    """A book has no months before its first; what was before is carried in (take-over)."""

    code = "period.before_book"
    says = "the book begins with {first}; {month} is no month of it"
    says_zh = "账套自 {first} 起；{month} 不在账套内"
    remedy = (
        "Name a month from the book's first on, and carry in what was before it with "
        "`huzhu take-over`."
    )
    rule_source = "this ledger: what came before the book is carried in once"
    month: str
    first: str


@dataclass(eq=False)
class MonthClosed(LedgerError):
    """A closed month takes no postings; late facts are booked in an open one."""

    code = "period.month_closed"
    says = "month {month} is closed; this posting belongs to it and cannot be moved"
    says_zh = "{month} 已结账，不能再记入"
    remedy = (
        "Accrue an open month with `huzhu period accrue`, or have two persons reopen this one "
        "with `huzhu period reopen`."
    )
    rule_source = "this ledger: a closed month takes nothing; late facts are booked in an open one"
    month: str
