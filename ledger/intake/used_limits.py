"""How a list of cover says what was used of limits, and by which rules."""

from collections.abc import Callable
from datetime import date
from typing import Final, TypeVar

from ledger.benefits import PaidEvent
from ledger.intake.fields import (
    Field,
    Unfit,
    field,
    read_condition,
    read_count,
    read_date,
    read_fen,
)
from ledger.intake.losses import TRIGGERS, read_several
from ledger.plans import Trigger

ACCOUNTS: Final[
    dict[Trigger, str]
] = {  # in-scope self-payment of the coverage period, by the kind of loss that names it
    "hospital_stay": "inpatient_fen",
    "outpatient": "outpatient_fen",
    "special_outpatient": "special_fen",
}
V = TypeVar("V")


def used_fields() -> tuple[Field, ...]:
    """Return the fields beside sum and number of claims; a file need not have the columns."""
    classes, count = read_conditions, read_count
    return (
        field("used_days", "已用天数", "text", read_used, required=False),
        field("used_months", "已用月数", "text", read_used, required=False),
        field("used_conditions", "已付病种", "text", classes, required=False, default=()),
        field("earlier_conditions", "往期已付病种", "text", classes, required=False, default=()),
        field("used_indemnity", "已用费用补偿", "money", read_fen, required=False),
        field("used_damage", "已用损失补助", "text", read_sums, required=False),
        field("used_unsplit", "已用未分项", "money", read_fen, required=False, default=0),
        field("used_stays", "已用住院次数", "int", count, required=False),
        field("stay_days", "已住院天数", "int", count, required=False, default=0),
        field("self_pay", "期内累计自付", "text", read_accounts, required=False),
        field("above_cap", "已用封顶线以上次数", "int", count, required=False, default=0),
        field("used_events", "已付事项", "text", read_events, required=False, default=()),
    )


def read_used(text: str) -> dict[str, int]:
    """Read what was used by kind of loss, such as 住院=9, several with a semicolon between them."""
    return _by_kind(text, read_count)


def read_sums(text: str) -> dict[str, int]:
    """Read sums by kind of loss, such as 财产损失=1000.00."""
    return _by_kind(text, read_fen)


def read_accounts(text: str) -> dict[str, int]:
    """Read in-scope self-payment by the account that it lies on, such as 住院=1500.00."""
    found = _by_kind(text, read_fen)
    if not found.keys() <= ACCOUNTS.keys():
        raise Unfit(
            "takeover.accounts", "self-payment is said for 住院, 门诊 and 特殊门诊, as 住院=1500.00"
        )
    return {name: found[kind] for kind, name in ACCOUNTS.items() if kind in found}


def read_events(text: str) -> tuple[PaidEvent, ...]:
    """Read events of a life that were paid for, with the accident's day, such as 生育=300.00."""
    found = []
    for said in read_several(text):
        what, _, sum_ = said.partition("=")
        kind, _, day = what.partition("@")
        trigger = TRIGGERS.get(kind.strip())
        if trigger is None or not sum_:
            raise Unfit("takeover.events", "an event is said with its sum, as 生育=300.00")
        accident: date | None = read_date(day.strip()) if day else None
        found.append(PaidEvent(trigger, accident, read_fen(sum_.strip())))
    return tuple(found)


def read_conditions(text: str) -> tuple[str, ...]:
    """Read classes of disease that were paid, with a semicolon between them."""
    return tuple(map(read_condition, read_several(text)))


def require_parts(used_fen: int, indemnity_fen: int | None, unsplit_fen: int) -> None:
    """Refuse a part that is above the whole sum."""
    if (indemnity_fen or 0) > used_fen:
        raise Unfit("takeover.parts", "a part is above the whole sum used", "used_indemnity")
    if unsplit_fen > used_fen:
        raise Unfit("takeover.parts", "a part is above the whole sum used", "used_unsplit")


def _by_kind(text: str, read: Callable[[str], V]) -> dict[str, V]:
    used: dict[str, V] = {}
    for said in read_several(text):
        kind, _, count = said.partition("=")
        trigger = TRIGGERS.get(kind.strip())
        if trigger is None or trigger in used or not count:
            raise Unfit("takeover.used", "what was used is said for each kind of loss, as 住院=9")
        used[trigger] = read(count.strip())
    return used
