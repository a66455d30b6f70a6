"""The bank's return file: what became of each line of a payment batch."""

from datetime import date
from typing import Literal, NamedTuple

from ledger.intake.fields import (
    Unfit,
    choice_of,
    field,
    read_code,
    read_count_above_zero,
    read_date,
    read_fen_above_zero,
    read_text,
)
from ledger.intake.judge import KEEP_LINES, Form, Judged, judge, only_once
from ledger.intake.table import Table

STATUSES = {
    "成功": "ok",
    "交易成功": "ok",
    "ok": "ok",
    "success": "ok",
    "失败": "failed",
    "交易失败": "failed",
    "退票": "returned",
    "returned": "returned",
    "failed": "failed",
}


class ReturnLine(NamedTuple):
    """One payment line as the bank left it; a failed one has the bank's reason."""

    row: int
    batch: str
    line: int
    claim: str
    amount_fen: int
    status: Literal["ok", "failed", "returned"]
    reason: str | None
    value_date: date


def _line(
    row: int,
    batch: str,
    line: int,
    claim: str,
    amount_fen: int,
    status: Literal["ok", "failed", "returned"],
    reason: str | None,
    value_date: date,
) -> ReturnLine:
    if status != "ok" and reason is None:
        raise Unfit("returns.reason_missing", "a failed payment needs the bank's reason", "reason")
    return ReturnLine(row, batch, line, claim, amount_fen, status, reason, value_date)


FORM = Form(
    (
        field("batch", "批次号", "code", read_code, "批次", "batch_no"),
        field("line", "序号", "int", read_count_above_zero, "行号", "line_no"),
        field("claim", "理赔号", "code", read_code, "案件号", "claim_no"),
        field("amount", "金额", "money", read_fen_above_zero),
        field("status", "状态", "choice", choice_of(STATUSES), "处理结果", "交易状态"),
        field("reason", "原因", "text", read_text, "失败原因", required=False),
        field("value_date", "入账日期", "date", read_date, "交易日期"),
    ),
    _line,
)
COLUMNS = FORM.columns


def judge_returns(table: Table, *, keep: int = KEEP_LINES) -> Judged[ReturnLine]:
    """Judge a bank's return file; a batch's line stands in it once."""
    return judge(table, FORM, only_once(_payment, "line", "returns.duplicate"), keep=keep)


def _payment(line: ReturnLine) -> tuple[str, int]:
    return line.batch, line.line
