"""What a running office brings along of its members: cover in force, and open claims."""

from datetime import date, timedelta
from functools import partial
from typing import Any, NamedTuple

from ledger.benefits import PaidEvent
from ledger.intake.fields import (
    Unfit,
    field,
    read_account,
    read_code,
    read_count,
    read_date,
    read_fen,
    read_phone,
    read_plan,
)
from ledger.intake.identity import birth_of, id_reader
from ledger.intake.judge import KEEP_LINES, Form, Judged, judge, only_once
from ledger.intake.losses import LossLine, loss_fields, loss_of
from ledger.intake.roster import person_fields, read_name, read_shares, sex_stated
from ledger.intake.table import Table
from ledger.intake.used_limits import require_parts, used_fields
from ledger.plans import Sex


class CoverLine(NamedTuple):
    """Cover in force with its original start. Personal: never logged, never printed whole."""

    row: int
    unit: str
    plan: str
    name: str
    id_number: str
    birth: date
    sex: Sex
    period: str
    covered_since: date  # the original start, through all renewals
    starts_on: date
    ends_on: date
    shares: int
    used_fen: int
    used_claims: int
    phone: str | None
    bank_account: str | None
    # What another office says of cover that it hands over.
    handed_over_on: date | None = None  # the last day there
    suspended_since: date | None = None
    waits_until: date | None = None  # the first day on which a loss is covered, after waiting
    used_days: dict[str, int] | None = None  # by kind of loss
    used_months: dict[str, int] | None = None
    used_conditions: tuple[str, ...] = ()  # classes paid in that period
    earlier_conditions: tuple[str, ...] = ()  # and in those before it
    used_indemnity_fen: int | None = None  # None: nobody said by which rules
    used_damage_fen: dict[str, int] | None = None  # by kind of loss
    used_unsplit_fen: int = 0
    used_stays: int | None = None
    stay_days: int = 0
    self_pay_fen: dict[str, int] | None = None  # by account, as `Usage` names it
    above_cap_claims: int = 0
    used_events: tuple[PaidEvent, ...] = ()
    principal_fen: int = 0  # held for the member, and given back at the end of the term


class OpenClaimLine(NamedTuple):
    """A claim that was filed and not yet decided. Personal: never logged, never printed whole."""

    row: int
    claim: str
    filed_on: date
    id_number: str
    name: str
    plan: str
    period: str
    loss: LossLine


def cover_form(*, on: date, allow_invented: bool) -> Form[CoverLine]:
    """Return the form of the list of cover in force, judged on a day."""
    fields = (
        *person_fields(on=on, allow_invented=allow_invented),
        field("period", "保障期", "code", read_code, "期", "coverage_period"),
        field("covered_since", "首次参保日期", "date", read_date, "连续参保起始"),
        field("starts_on", "保障起期", "date", read_date, "保障开始日期"),
        field("ends_on", "保障止期", "date", read_date, "保障结束日期"),
        field("shares", "份数", "int", read_shares, required=False, default=1),
        field("used", "已用额度", "money", read_fen, "已给付金额", required=False, default=0),
        field(
            "used_claims", "已用次数", "int", read_count, "已给付次数", required=False, default=0
        ),
        field("phone", "手机号", "id", read_phone, "手机号码", required=False),
        field("bank_account", "银行卡号", "id", read_account, "银行账号", required=False),
        field("handed_over_on", "移交日期", "date", read_date, required=False),
        field("suspended_since", "中止日期", "date", read_date, required=False),
        field("waits_until", "观察期后起", "date", read_date, required=False),
        *used_fields(),
        field("principal", "返还本金", "money", read_fen, "本金", required=False, default=0),
    )
    return Form(fields, partial(_cover, on))


def _cover(on: date, row: int, unit: str, plan: str, name: str, *rest: Any) -> CoverLine:
    id_number, stated, period, covered_since, starts_on, ends_on, *more = rest
    sex = sex_stated(id_number, stated)
    if covered_since > starts_on:
        message = "the original start is after the start of the cover in force"
        raise Unfit("takeover.dates", message, "covered_since")
    if ends_on < starts_on:
        raise Unfit("takeover.dates", "the cover ends before it starts", "ends_on")
    _require_days_of_hand_over(on, starts_on, ends_on, *more[5:8])
    require_parts(more[1], more[12], more[14])
    days = (period, covered_since, starts_on, ends_on)
    return CoverLine(row, unit, plan, name, id_number, birth_of(id_number), sex, *days, *more)


def _require_days_of_hand_over(
    on: date,
    starts_on: date,
    ends_on: date,
    handed_over_on: date | None,
    suspended_since: date | None,
    waits_until: date | None,
) -> None:
    """Refuse cover of which nothing is left to hand over, or that stood still outside its days.

    Who waits longer than cover runs waits to its end.
    """
    if handed_over_on is not None and handed_over_on > on:
        raise Unfit("takeover.not_yet", "nobody is handed over yet", "handed_over_on")
    if handed_over_on is not None and handed_over_on >= ends_on:
        raise Unfit("takeover.handed_over", "no day of cover is left after it", "handed_over_on")
    if suspended_since is not None and not starts_on <= suspended_since <= ends_on:
        message = "cover stands still from one of its own days on"
        raise Unfit("takeover.suspended", message, "suspended_since")
    if waits_until is not None and waits_until > ends_on + timedelta(days=1):
        raise Unfit("takeover.waits", "the waiting goes past the cover", "waits_until")


def claim_form(*, on: date, allow_invented: bool) -> Form[OpenClaimLine]:
    """Return the form of the list of open claims, judged on a day."""
    fields = (
        field("claim", "理赔号", "code", read_code, "案件号", "claim_no"),
        field("filed_on", "申请日期", "date", read_date, "受理日期"),
        field(
            "id_number",
            "身份证号",
            "id",
            id_reader(on=on, allow_invented=allow_invented),
            "身份证号码",
        ),
        field("name", "姓名", "text", read_name),
        field("plan", "计划", "code", read_plan, "计划代码", "plan_code"),
        field("period", "保障期", "code", read_code, "期", "coverage_period"),
        *loss_fields(),
    )
    return Form(fields, _claim)


def _claim(row: int, *values: Any) -> OpenClaimLine:
    claim, filed_on, id_number, name, plan, period, *loss = values
    return OpenClaimLine(row, claim, filed_on, id_number, name, plan, period, loss_of(tuple(loss)))


COVER_COLUMNS = cover_form(on=date.max, allow_invented=False).columns
CLAIM_COLUMNS = claim_form(on=date.max, allow_invented=False).columns


def judge_cover(
    table: Table, *, allow_invented: bool, on: date, keep: int = KEEP_LINES
) -> Judged[CoverLine]:
    """Judge the cover in force, on a day; a person stands once under each plan and period."""
    form = cover_form(on=on, allow_invented=allow_invented)
    return judge(table, form, only_once(_cover_key, "id_number", "takeover.duplicate"), keep=keep)


def judge_open_claims(
    table: Table, *, allow_invented: bool, on: date, keep: int = KEEP_LINES
) -> Judged[OpenClaimLine]:
    """Judge the open claims, on a day; a claim number stands in them once."""
    form = claim_form(on=on, allow_invented=allow_invented)
    return judge(table, form, only_once(_claim_no, "claim", "takeover.duplicate"), keep=keep)


def _cover_key(line: CoverLine) -> tuple[str, str, str]:
    return line.id_number, line.plan, line.period


def _claim_no(line: OpenClaimLine) -> str:
    return line.claim
