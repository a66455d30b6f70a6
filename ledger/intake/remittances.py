"""The remittance list: the contributions that units paid in, receipt by receipt."""

from datetime import date
from typing import NamedTuple

from ledger.events.remittance import Payer
from ledger.intake.fields import (
    choice_of,
    field,
    read_code,
    read_date,
    read_fen_above_zero,
    read_text,
)
from ledger.intake.judge import Form, Judged, judge, only_once
from ledger.intake.table import Table

# Whose money it is: the codes of `huzhu contribution receive --payer`, and the words of offices.
PAYERS: dict[str, Payer] = {
    "unit": "unit",
    "单位": "unit",
    "members": "members",
    "职工": "members",
    "职工个人": "members",
    "个人": "members",
    "union": "union",
    "工会": "union",
    "工会经费": "union",
    "fiscal": "fiscal",
    "财政": "fiscal",
    "donor": "donor",
    "捐赠": "donor",
}


class RemittanceLine(NamedTuple):
    """One receipt. The unit is empty where the office does not know yet whose money it is."""

    row: int
    receipt_no: str
    received_on: date
    unit: str | None
    fund: str
    period: str | None
    amount_fen: int
    payer: str | None
    bank_account: str | None  # the code of the office's account that took it in
    memo: str | None
    payer_kind: Payer | None = None  # whose money it is; None: the unit's, where one is named


FORM = Form(
    (
        field("receipt_no", "收据号", "code", read_code, "收据编号", "票据号", "receipt"),
        field("received_on", "到账日期", "date", read_date, "收款日期"),
        field("unit", "单位编码", "code", read_code, "单位代码", "unit_code", required=False),
        field("fund", "基金", "code", read_code, "基金编码", "fund_code"),
        field("period", "保障期", "code", read_code, "期", "coverage_period", required=False),
        field("amount", "金额", "money", read_fen_above_zero, "到账金额"),
        field("payer", "付款人", "text", read_text, "付款单位", "缴款单位", required=False),
        field("bank_account", "银行账号", "code", read_code, "收款账号", "account", required=False),
        field("memo", "备注", "text", read_text, "摘要", "附言", required=False),
        field("payer_kind", "资金来源", "choice", choice_of(PAYERS), "付款方", required=False),
    ),
    RemittanceLine,
)
COLUMNS = FORM.columns


def judge_remittances(table: Table) -> Judged[RemittanceLine]:
    """Judge a remittance list; a receipt number stands in it once."""
    return judge(table, FORM, only_once(_receipt_no, "receipt_no", "remittances.duplicate"))


def _receipt_no(line: RemittanceLine) -> str:
    return line.receipt_no
