"""The list of changed pay (调薪): what people earn from a day on, where contributions follow from it."""

from datetime import date
from typing import NamedTuple

from ledger.intake.fields import Unfit, field, read_code, read_date
from ledger.intake.identity import id_reader
from ledger.intake.judge import Form, Judged, judge, only_once
from ledger.intake.roster import pay_fields
from ledger.intake.table import Table
from ledger.plans import Circumstances


class EarningsLine(NamedTuple):
    """What one person earns from a day on. Personal: never logged or printed whole."""

    row: int
    unit: str
    id_number: str
    pay: Circumstances
    since: date


def _line(
    row: int, unit: str, id_number: str, wage_fen: int | None, band: int | None, since: date
) -> EarningsLine:
    if wage_fen is None and band is None:
        raise Unfit("earnings.nothing_said", "a wage or a band of income belongs here", "wage")
    pay = Circumstances(wage_fen=wage_fen, income_band=band)
    return EarningsLine(row, unit, id_number, pay, since)


def earnings_form(*, on: date, allow_invented: bool) -> Form[EarningsLine]:
    """Return the form of a list of changed pay, judged on a day."""
    identity = id_reader(on=on, allow_invented=allow_invented)
    fields = (
        field("unit", "单位编码", "code", read_code, "单位代码", "unit_code"),
        field("id_number", "身份证号", "id", identity, "身份证号码", "公民身份号码", "证件号码"),
        *pay_fields(),
        field("since", "起始日期", "date", read_date, "执行日期"),
    )
    return Form(fields, _line)


COLUMNS = earnings_form(on=date.max, allow_invented=False).columns


def judge_earnings(table: Table, *, allow_invented: bool, on: date) -> Judged[EarningsLine]:
    """Judge a list of changed pay, on a day; a person and a first day stand in it once."""
    form = earnings_form(on=on, allow_invented=allow_invented)
    once = only_once(_person_and_day, "id_number", "earnings.duplicate")
    return judge(table, form, once)


def _person_and_day(line: EarningsLine) -> tuple[str, date]:
    return line.id_number, line.since
