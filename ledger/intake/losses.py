"""What a file says of a loss: what happened, when, what it cost, and what only some terms ask for."""

import re
from datetime import date
from typing import Any, NamedTuple

from ledger.codes import TRIGGERS as TRIGGER_WORDS
from ledger.intake.fields import (
    Field,
    Unfit,
    choice_of,
    field,
    read_code,
    read_condition,
    read_count_above_zero,
    read_date,
    read_fen,
    read_text,
    read_time,
)

# The words of the files for the triggers that plans know, beside their codes.
TRIGGERS = {zh: trigger for trigger, (zh, _) in TRIGGER_WORDS.items()}
TRIGGERS |= {"首次确诊": "diagnosis", "意外": "accident_injury", "意外伤害": "accident_injury"}
TRIGGERS |= {trigger: trigger for trigger in TRIGGER_WORDS}
LABEL_CHARS_MAX = 64

_SEVERAL = re.compile(r"[、,，;；]\s*")


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
    # What only some terms ask for, as the options of `huzhu claim file` say it.
    occurred_at: str | None = None
    admitted_at: str | None = None
    discharged_at: str | None = None
    above_cap_fen: int | None = None
    basic_deductible_fen: int | None = None
    earlier_fen: int | None = None
    stay_number: int | None = None
    damage_fen: int | None = None
    months: int | None = None
    group: str | None = None
    accident_on: date | None = None


def read_hospital(text: str) -> str:
    """Read a hospital's name, at most 64 characters."""
    if len(text) > LABEL_CHARS_MAX:
        raise Unfit("intake.overlong", f"the name is longer than {LABEL_CHARS_MAX} characters")
    return read_text(text)


def read_group(text: str) -> str:
    """Read the code of a group of members with rates of its own, such as model-worker."""
    return read_condition(text)


def read_several(text: str) -> tuple[str, ...]:
    """Divide a cell that says several things, with 、 or a comma or semicolon between them."""
    return tuple(word for word in _SEVERAL.split(read_text(text)) if word)


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
        *_less_usual(),
    )


def _less_usual() -> tuple[Field, ...]:
    """Return the fields of facts that only some terms ask for; a file need not have the columns."""
    money, count = read_fen, read_count_above_zero
    return (
        field("occurred_at", "发生时刻", "code", read_time, required=False),
        field("admitted_at", "入院时刻", "code", read_time, "入院时间", required=False),
        field("discharged_at", "出院时刻", "code", read_time, "出院时间", required=False),
        field("above_cap", "封顶线以上", "money", money, "超封顶线自付", required=False),
        field("basic_deductible", "基本医保起付线", "money", money, "医保起付线", required=False),
        field("earlier", "前期自付", "money", money, "此前自付", required=False),
        field("stay_number", "第几次住院", "int", count, "住院次数", required=False),
        field("damage", "损失金额", "money", money, "财产损失金额", required=False),
        field("months", "申领月数", "int", count, required=False),
        field("group", "人员类别", "code", read_group, required=False),
        field("accident_on", "事故日期", "date", read_date, "意外发生日期", required=False),
    )


def loss_of(values: tuple[Any, ...]) -> LossLine:
    """Make a loss of its fields' values.

    Raises:
        Unfit: it ended before it began, its hours do not fit its days, or the member bears more
            than the whole bill.
    """
    loss = LossLine(*values)
    if loss.ended_on is not None and loss.ended_on < loss.occurred_on:
        raise Unfit("settlements.dates", "the discharge is before the admission", "discharged_on")
    _require_hours(loss)
    borne = (loss.self_pay_fen or 0) + (loss.out_of_scope_fen or 0) + (loss.above_cap_fen or 0)
    if loss.total_fen is not None and borne > loss.total_fen:
        message = "what the member bears is more than the whole bill"
        raise Unfit("settlements.amounts", message, "total")
    _require_deductible(loss)
    return loss


def _require_deductible(loss: LossLine) -> None:
    if (loss.basic_deductible_fen or 0) > (loss.self_pay_fen or 0):
        message = "basic insurance's deductible is more than the self-payment that it is part of"
        raise Unfit("settlements.deductible", message, "basic_deductible")


def _require_hours(loss: LossLine) -> None:
    first, last = loss.admitted_at, loss.discharged_at
    if first is None and last is None:
        return
    same_day = loss.ended_on == loss.occurred_on
    if first is None or last is None or loss.ended_on is None or (same_day and last < first):
        message = "hours of admission and discharge go together, in their order, with both days"
        raise Unfit("settlements.hours", message, "discharged_at")
