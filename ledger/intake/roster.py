"""The roster (名册): whom a unit enrols under which plan, with their consent."""

import re
from collections.abc import Sequence
from datetime import date
from typing import Any, NamedTuple

from ledger.intake.columns import Column, Flaw
from ledger.intake.fields import (
    Field,
    Reader,
    Unfit,
    choice_of,
    field,
    read_account,
    read_code,
    read_count,
    read_date,
    read_fen_above_zero,
    read_phone,
    read_plan,
)
from ledger.intake.identity import birth_of, id_reader, sex_of
from ledger.intake.judge import KEEP_LINES, Check, Form, Judged, judge
from ledger.intake.table import Table
from ledger.plans import Circumstances, Sex

SHARES_MAX = 99
WAGE_FEN_MAX = 100_000_000  # a million yuan a month: more is a slip of the keyboard
NAME_CHARS_MAX = 50

SEXES = {
    "男": "male",
    "女": "female",
    "m": "male",
    "f": "female",
    "male": "male",
    "female": "female",
}
CONSENTS = {"是": True, "yes": True, "y": True, "同意": True, "true": True}
ANSWERS = {"是": True, "否": False, "yes": True, "no": False, "y": True, "n": False}
EMPLOYMENTS = {
    "在编": "regular",
    "正式": "regular",
    "合同": "contract",
    "合同制": "contract",
    "劳务派遣": "dispatched",
    "派遣": "dispatched",
    "新就业形态": "new_form",
    "退休": "retired",
    "临时": "temporary",
    "临时工": "temporary",
    "temporary": "temporary",
    "regular": "regular",
    "contract": "contract",
    "dispatched": "dispatched",
    "new_form": "new_form",
    "retired": "retired",
}

# What no name has: digits, marks of markup and formulas, control and invisible characters.
_NO_NAME = re.compile(
    r"[\d_<>=+@#$%^&*{}\[\]|\\/;:!?,\"~\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff]"
)
_SPACED = re.compile(r"(?<=[\u3400-\u9fff])[ \u3000]+(?=[\u3400-\u9fff])")


class RosterLine(NamedTuple):
    """One person's enrolment as the unit asks for it. Personal: never logged or printed whole."""

    row: int
    unit: str
    plan: str
    name: str
    id_number: str
    birth: date
    sex: Sex
    shares: int
    phone: str | None
    bank_account: str | None
    employment: str | None
    basic_insurance: bool | None = None
    hired_on: date | None = None
    circumstances: Circumstances | None = None  # what a contribution may rest on besides shares


def read_name(text: str) -> str:
    """Read a person's name; the spaces that pad short Chinese names are dropped."""
    if len(text) > NAME_CHARS_MAX:
        raise Unfit("roster.name_form", f"a name has at most {NAME_CHARS_MAX} characters")
    if not text.isalpha():
        text = _SPACED.sub("", text)
        if _NO_NAME.search(text) or not any(map(_is_letter, text)):
            raise Unfit(
                "roster.name_form", "a name has letters, and dots, hyphens and spaces between them"
            )
    return text


def _is_letter(character: str) -> bool:
    # Rare characters of names still come in the private use area, from GBK times.
    return character.isalpha() or "\ue000" <= character <= "\uf8ff"


def read_shares(text: str) -> int:
    """Read a number of shares, 1 to 99; the plan's own maximum is judged at enrolment."""
    shares = read_count(text)
    if not 1 <= shares <= SHARES_MAX:
        raise Unfit("roster.shares", f"the number of shares runs from 1 to {SHARES_MAX}")
    return shares


NO_CONSENT = (
    "roster.consent_missing",
    "the person's own consent is not on file; it must read 是 or yes",
)


def read_consent(text: str) -> bool:
    """Read the member's own consent: without it there is no enrolment (自愿; checks C41)."""
    if text.casefold() not in CONSENTS:
        raise Unfit(*NO_CONSENT)
    return True


def person_fields(*, on: date, allow_invented: bool) -> tuple[Field, ...]:
    """Return the fields that name a person: unit, plan, name, ID number, sex."""
    identity = id_reader(on=on, allow_invented=allow_invented)
    sex = choice_of(SEXES)
    return (
        field("unit", "单位编码", "code", read_code, "单位代码", "unit_code"),
        field("plan", "计划", "code", read_plan, "计划代码", "计划编码", "plan_code"),
        field("name", "姓名", "text", read_name),
        field("id_number", "身份证号", "id", identity, "身份证号码", "公民身份号码", "证件号码"),
        field("sex", "性别", "choice", sex, required=False),
    )


def pay_fields() -> tuple[Field, ...]:
    """Return the fields that say what somebody earns: a monthly wage, or a band of income."""
    return (
        field("wage", "月工资", "money", read_wage, "工资", "月收入", required=False),
        field("income_band", "收入档", "int", read_band, "收入档次", required=False),
    )


def read_wage(text: str) -> int:
    """Read a monthly wage in yuan, above zero, as fen."""
    wage = read_fen_above_zero(text)
    if wage > WAGE_FEN_MAX:
        raise Unfit(
            "roster.wage", "a monthly wage of more than a million yuan is a slip of the keyboard"
        )
    return wage


def read_band(text: str) -> int:
    """Read the number of a band of income, counted from 1 in the order of the terms."""
    band = read_count(text)
    if not 1 <= band <= SHARES_MAX:
        raise Unfit("roster.income_band", "a band of income is its number in the terms, from 1")
    return band


def hired_reader(*, on: date) -> Reader:
    """Return a reader of the day on which somebody was hired: whoever is still to be is not listed."""

    def read(text: str) -> date:
        """Read a day: 2015-01-05, 2015/1/5 or 2015年1月5日; not after the day of the list."""
        hired = read_date(text)
        if hired > on:
            raise Unfit("roster.hired_later", "the day of hire comes after the day of this list")
        return hired

    return read


def roster_form(*, on: date, allow_invented: bool) -> Form[RosterLine]:
    """Return the form of a roster, judged on a day."""
    fields = (
        *person_fields(on=on, allow_invented=allow_invented),
        field("employment", "用工形式", "choice", choice_of(EMPLOYMENTS), required=False),
        field("shares", "份数", "int", read_shares, required=False, default=1),
        field("phone", "手机号", "id", read_phone, "手机号码", "联系电话", required=False),
        field("bank_account", "银行卡号", "id", read_account, "银行账号", required=False),
        field(
            "basic_insurance",
            "参加基本医保",
            "choice",
            choice_of(ANSWERS),
            "基本医保",
            required=False,
        ),
        field("hired_on", "入职日期", "date", hired_reader(on=on), required=False),
        *pay_fields(),
        field("high_risk", "高风险岗位", "choice", choice_of(ANSWERS), "高危岗位", required=False),
        Field(
            Column("consent", ("本人同意", "consent"), "choice"), read_consent, missing=NO_CONSENT
        ),
    )
    return Form(fields, _line)


def _line(row: int, unit: str, plan: str, name: str, id_number: str, *rest: Any) -> RosterLine:
    stated, employment, shares, phone, bank_account, insured, hired, wage, band, risky, _ = rest
    sex, birth = sex_stated(id_number, stated), birth_of(id_number)
    return RosterLine(
        row,
        unit,
        plan,
        name,
        id_number,
        birth,
        sex,
        shares,
        phone,
        bank_account,
        employment,
        insured,
        hired,
        None if wage is band is risky is None else _circumstances(wage, band, risky),
    )


def _circumstances(wage_fen: int | None, band: int | None, risky: bool | None) -> Circumstances:
    return Circumstances(wage_fen=wage_fen, income_band=band, high_risk=bool(risky))


def sex_stated(id_number: str, stated: Sex | None) -> Sex:
    """Return the sex in an ID number, which must be the one that is stated, if any is."""
    sex = sex_of(id_number)
    if stated is not None and stated != sex:
        raise Unfit("roster.sex_mismatch", "the sex is not the one in the ID number", "sex")
    return sex


def once_per_plan() -> Check[RosterLine]:
    """Return a check that refuses a person's second line under one plan (checks C01).

    Its memory holds 17 digits and a plan as one number each, so a million lines fit.
    """
    seen: dict[int, int] = {}
    plans: dict[str, int] = {}

    def check(line: RosterLine) -> Sequence[Flaw]:
        plan = plans.setdefault(line.plan, len(plans))
        first = seen.setdefault(plan * 10**17 + int(line.id_number[:17]), line.row)
        if first == line.row:
            return ()
        message = f"the same person is already in row {first} under the same plan"
        return (Flaw("id_number", "roster.duplicate", message),)

    return check


COLUMNS = roster_form(on=date.max, allow_invented=False).columns


def judge_rosters(
    table: Table, *, allow_invented: bool, on: date, keep: int = KEEP_LINES
) -> Judged[RosterLine]:
    """Judge a file of one or many rosters, on a day.

    Raises:
        FileRefused: the table breaks off, or was changed meanwhile.
    """
    form = roster_form(on=on, allow_invented=allow_invented)
    return judge(table, form, once_per_plan(), keep=keep)
