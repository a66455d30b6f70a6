"""The unit list: participating units and those not yet, with their agency and headcount."""

from typing import NamedTuple

from ledger.intake.fields import Unfit, field, read_code, read_count, read_text
from ledger.intake.judge import Form, Judged, judge, only_once
from ledger.intake.table import Table


class UnitLine(NamedTuple):
    """One unit as the office lists it."""

    row: int
    unit: str
    name: str
    agency: str
    service_point: str | None
    employees: int
    women: int | None
    employer_type: str | None


def _line(
    row: int,
    unit: str,
    name: str,
    agency: str,
    service_point: str | None,
    employees: int,
    women: int | None,
    employer_type: str | None,
) -> UnitLine:
    if women is not None and women > employees:
        raise Unfit("units.women", "there are more women than employees", "women")
    return UnitLine(row, unit, name, agency, service_point, employees, women, employer_type)


FORM = Form(
    (
        field("unit", "单位编码", "code", read_code, "单位代码", "unit_code", "code"),
        field("name", "单位名称", "text", read_text, "名称", "unit_name"),
        field("agency", "代办处", "code", read_code, "代办处编码", "agency_code"),
        field("service_point", "代办点", "code", read_code, "代办点编码", required=False),
        field("employees", "职工人数", "int", read_count, "职工总数", "headcount"),
        field(
            "women", "女职工人数", "int", read_count, "女职工数", "female_headcount", required=False
        ),
        field("employer_type", "单位类型", "text", read_text, "单位性质", required=False),
    ),
    _line,
)
COLUMNS = FORM.columns


def judge_units(table: Table) -> Judged[UnitLine]:
    """Judge a unit list; a unit code stands in it once."""
    return judge(table, FORM, only_once(lambda line: line.unit, "unit", "units.duplicate"))
