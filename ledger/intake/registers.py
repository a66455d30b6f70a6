"""The register of a settling agency (结算机构台账): what an insurer or hospital says it paid, claim by claim."""

from typing import NamedTuple

from ledger.intake.fields import field, read_code, read_fen
from ledger.intake.judge import KEEP_LINES, Form, Judged, judge, only_once
from ledger.intake.table import Table


class RegisterLine(NamedTuple):
    """One settled claim, as the agency's register has it; it names no person."""

    row: int
    settlement_no: str
    benefit_fen: int


FORM = Form(
    (
        field("settlement_no", "结算号", "code", read_code, "结算编号", "案件号"),
        field("benefit", "互助金", "money", read_fen, "补助金额", "给付金额", "金额"),
    ),
    RegisterLine,
)
COLUMNS = FORM.columns


def judge_register(table: Table, *, keep: int = KEEP_LINES) -> Judged[RegisterLine]:
    """Judge a register; a settlement number stands in it once."""
    return judge(table, FORM, only_once(_number, "settlement_no", "registers.duplicate"), keep=keep)


def _number(line: RegisterLine) -> str:
    return line.settlement_no
