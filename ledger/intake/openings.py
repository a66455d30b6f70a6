"""What a running office brings along of its books: opening balances, and historical statistics."""

from typing import Any, Literal, NamedTuple, get_args

from ledger.events.fund import Account
from ledger.intake.fields import (
    Unfit,
    choice_of,
    field,
    read_code,
    read_count,
    read_count_above_zero,
    read_fen,
    read_fen_above_zero,
    read_plan,
    read_text,
)
from ledger.intake.judge import Form, Judged, judge, only_once
from ledger.intake.table import Table

ACCOUNTS: dict[str, Account] = {account: account for account in get_args(Account)}
SIDES = {
    "借": "D",
    "借方": "D",
    "d": "D",
    "debit": "D",
    "贷": "C",
    "贷方": "C",
    "c": "C",
    "credit": "C",
}


PLAN_CLASSES = {
    "住院医疗": "hospital_expense",
    "住院津贴": "hospital_allowance",
    "重大疾病": "critical_illness",
    "女职工特殊疾病": "female_specific_disease",
    "意外伤害": "accident",
    "子女意外": "child_accident",
    "家财": "property",
    "综合": "composite",
    "救助": "relief",
}
PLAN_CLASSES |= {name: name for name in PLAN_CLASSES.values()}


class BalanceLine(NamedTuple):
    """One opening balance, with the document that vouches for it."""

    row: int
    fund: str
    account: Account
    side: Literal["D", "C"]
    amount_fen: int
    document: str
    plan: str | None
    period: str | None
    unit: str | None
    bank_account: str | None


class StatisticsLine(NamedTuple):
    """Published counts and sums of a year; None is not known, and no plan class means all."""

    row: int
    year: int
    plan_class: str | None
    units: int | None
    participations: int | None
    claims: int | None
    benefits_fen: int | None


BALANCES = Form(
    (
        field("fund", "基金", "code", read_code, "基金编码", "fund_code"),
        field("account", "科目", "choice", choice_of(ACCOUNTS), "会计科目"),
        field("side", "方向", "choice", choice_of(SIDES), "借贷方向"),
        field("amount", "金额", "money", read_fen_above_zero, "期初余额"),
        field("document", "依据", "text", read_text, "审计文号"),
        field("plan", "计划", "code", read_plan, "计划代码", required=False),
        field("period", "保障期", "code", read_code, "期", required=False),
        field("unit", "单位编码", "code", read_code, "单位代码", required=False),
        field("bank_account", "银行账户", "code", read_code, "银行账户编码", required=False),
    ),
    BalanceLine,
)


def _year(row: int, year: int, *rest: Any) -> StatisticsLine:
    if not 1949 <= year <= 2999:
        raise Unfit("takeover.year", "the year has four digits", "year")
    return StatisticsLine(row, year, *rest)


STATISTICS = Form(
    (
        field("year", "年度", "int", read_count_above_zero, "年份"),
        field("plan_class", "计划类别", "choice", choice_of(PLAN_CLASSES), "类别", required=False),
        field("units", "单位数", "int", read_count, "参保单位数", required=False),
        field("participations", "参保人次", "int", read_count, "参加人次", required=False),
        field("claims", "给付人次", "int", read_count, "享受互助金人次", required=False),
        field("benefits", "给付金额", "money", read_fen, "互助金金额", required=False),
    ),
    _year,
)
BALANCE_COLUMNS = BALANCES.columns
STATISTICS_COLUMNS = STATISTICS.columns


def judge_balances(table: Table) -> Judged[BalanceLine]:
    """Judge the opening balances; whether they balance is the fund's to decide."""
    return judge(table, BALANCES)


def judge_statistics(table: Table) -> Judged[StatisticsLine]:
    """Judge the historical statistics; a year and class stand in them once."""
    return judge(table, STATISTICS, only_once(_year_key, "year", "takeover.duplicate"))


def _year_key(line: StatisticsLine) -> tuple[int, str | None]:
    return line.year, line.plan_class
