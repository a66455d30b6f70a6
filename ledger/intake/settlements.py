"""The one-stop settlement file (一站式结算): claims that basic insurance settled at discharge."""

from datetime import date
from typing import Any, NamedTuple

from ledger.intake.fields import (
    Field,
    Unfit,
    choice_of,
    field,
    read_code,
    read_condition,
    read_date,
    read_fen,
    read_plan,
    read_text,
)
from ledger.intake.identity import id_reader
from ledger.intake.judge import KEEP_LINES, Form, Judged, judge, only_once
from ledger.intake.roster import read_name
from ledger.intake.table import Table

# The words of the files for the triggers that plans know.
TRIGGERS = {
    "住院": "hospital_stay",
    "门诊": "outpatient",
    "特殊门诊": "special_outpatient",
    "急诊留观": "emergency_observation",
    "确诊": "diagnosis",
    "首次确诊": "diagnosis",
    "意外": "accident_injury",
    "意外伤害": "accident_injury",
    "伤残": "disability",
    "身故": "death",
}
TRIGGERS |= {trigger: trigger for trigger in TRIGGERS.values()}
LABEL_CHARS_MAX = 64


class LossLine(NamedTuple):
    """What happened and what it cost; amounts that the file does not give are None, not zero."""

    trigger: str
    hospital: str | None
    occurred_on: date  # admission, diagnosis, accident or death
    ended_on: date | None
    total_fen: int | None
    self_pay_fen: int | None
    out_of_scope_fen: int | None
    other_payers_fen: int | None
    condition: str | None
    receipt_no: str | None


class SettlementLine(NamedTuple):
    """One settled claim. Personal: never logged, never printed whole."""

    row: int
    settlement_no: str
    settled_on: date
    id_number: str
    name: str
    plan: str
    loss: LossLine


def read_hospital(text: str) -> str:
    """Read a hospital's name, at most 64 characters."""
    if len(text) > LABEL_CHARS_MAX:
        raise Unfit("intake.overlong", f"the name is longer than {LABEL_CHARS_MAX} characters")
    return read_text(text)


def loss_fields() -> tuple[Field, ...]:
    """Return the fields of a loss, in the order of `LossLine`."""
    return (
        field("trigger", "事由", "choice", choice_of(TRIGGERS), "给付事由"),
        field("hospital", "医院", "text", read_hospital, "医疗机构", required=False),
        field("admitted_on", "入院日期", "date", read_date, "发生日期", "确诊日期", "occurred_on"),
        field("discharged_on", "出院日期", "date", read_date, "ended_on", required=False),
        field("total", "总费用", "money", read_fen, "医疗总费用", required=False),
        field("self_pay", "自付", "money", read_fen, "自付一", "范围内自付", required=False),
        field("out_of_scope", "自费", "money", read_fen, "范围外自费", required=False),
        field("other_payers", "其他支付", "money", read_fen, "其他赔付", required=False),
        field(
            "condition",
            "病种",
            "code",
            read_condition,
            "伤残等级",
            "病种或伤残等级",
            required=False,
        ),
        field("receipt_no", "票据号", "code", read_code, "收据号", required=False),
    )


def loss_of(values: tuple[Any, ...]) -> LossLine:
    """Make a loss of its fields' values.

    Raises:
        Unfit: it ended before it began, or the member bears more than the whole bill.
    """
    loss = LossLine(*values)
    if loss.ended_on is not None and loss.ended_on < loss.occurred_on:
        raise Unfit("settlements.dates", "the discharge is before the admission", "discharged_on")
    borne = (loss.self_pay_fen or 0) + (loss.out_of_scope_fen or 0)
    if loss.total_fen is not None and borne > loss.total_fen:
        message = "what the member bears is more than the whole bill"
        raise Unfit("settlements.amounts", message, "total")
    return loss


def settlement_form(*, on: date, allow_invented: bool) -> Form[SettlementLine]:
    """Return the form of a settlement file, judged on a day."""
    fields = (
        field("settlement_no", "结算号", "code", read_code, "结算编号", "序号", "line_no"),
        field("settled_on", "结算日期", "date", read_date),
        field(
            "id_number",
            "身份证号",
            "id",
            id_reader(on=on, allow_invented=allow_invented),
            "身份证号码",
        ),
        field("name", "姓名", "text", read_name),
        field("plan", "计划", "code", read_plan, "计划代码", "plan_code"),
        *loss_fields(),
    )
    return Form(fields, _line)


def _line(row: int, settlement_no: str, settled_on: date, *rest: Any) -> SettlementLine:
    id_number, name, plan, *loss = rest
    line = SettlementLine(
        row, settlement_no, settled_on, id_number, name, plan, loss_of(tuple(loss))
    )
    if (line.loss.ended_on or line.loss.occurred_on) > settled_on:
        raise Unfit("settlements.dates", "it was settled before it was over", "settled_on")
    return line


COLUMNS = settlement_form(on=date.max, allow_invented=False).columns


def judge_settlements(
    table: Table, *, allow_invented: bool, on: date, keep: int = KEEP_LINES
) -> Judged[SettlementLine]:
    """Judge a settlement file, on a day; a settlement number stands in it once."""
    form = settlement_form(on=on, allow_invented=allow_invented)
    once = only_once(_settlement_no, "settlement_no", "settlements.duplicate")
    return judge(table, form, once, keep=keep)


def _settlement_no(line: SettlementLine) -> str:
    return line.settlement_no
