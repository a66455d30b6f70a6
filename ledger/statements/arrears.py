"""What units still owe of their rosters' contributions, and for how long."""

from datetime import date, timedelta
from typing import Any

from ledger.statements.facts import Facts
from ledger.statements.sheet import Column, Row, Sheet, Words

TITLE = Words("欠缴会费清单", "Contributions in arrears")
EMPTY = Words("没有欠缴。", "Nothing is in arrears.")
_UNSET = Words(
    "宽限期参数 contribution.grace_days 未设定。",
    "The days of grace (contribution.grace_days) are not configured.",
)
_OWED = """
with amount as (
    select unit, fund, plan, period, contribution_fen as due_fen, 0 as received_fen,
           case when contribution_fen > 0 then effective_on end as since
    from roster where effective_on <= ? and position <= ?
    union all
    select unit, fund, plan, period, 0, amount_fen, null
    from receipt where standing = 'contribution' and effective_on <= ? and position <= ?
)
select unit, fund, plan, period, cast(sum(due_fen) as bigint),
       cast(sum(received_fen) as bigint), max(since)
from amount group by unit, fund, plan, period
having sum(due_fen) > sum(received_fen) order by unit, fund, period, plan
"""


def arrears(facts: Facts, unit: str | None, fund: str | None, grace_days: int | None) -> Sheet:
    """List what is due and not received at the close of a day, by unit, fund, plan and period, in fen.

    It is due since the latest roster that asked for it; days of grace, where they are set, follow.
    """
    owed = facts.asked(_OWED, (*facts.until(), *facts.until()))
    rows = [
        _row(facts.as_of, grace_days, each)
        for each in owed
        if unit in (None, each[0]) and fund in (None, each[1])
    ]
    if len(rows) > 1:
        sums = {key: sum(_fen(row, key) for row in rows) for key in ("due", "received", "open")}
        rows.append(Row({"unit": Words("合计", "Total"), **sums}, is_total=True))
    return Sheet(
        name="arrears",
        title=TITLE,
        knowledge=facts.knowledge,
        columns=_COLUMNS,
        rows=tuple(rows),
        empty=EMPTY,
        notes=(_UNSET,) if grace_days is None else (),
        facts={"grace_days": grace_days},
    )


def _row(as_of: date, grace_days: int | None, owed: tuple[Any, ...]) -> Row:
    unit, fund, plan, period, due, received, since = owed
    first = since if isinstance(since, date) else date.fromisoformat(str(since))
    until = None if grace_days is None else first + timedelta(days=grace_days)
    return Row(
        {
            "unit": unit,
            "fund": fund,
            "plan": plan,
            "period": period,
            "due": due,
            "received": received,
            "open": due - received,
            "since": first.isoformat(),
            "days": (as_of - first).days,
            "grace_until": None if until is None else until.isoformat(),
        }
    )


def _fen(row: Row, key: str) -> int:
    cell = row.cells[key]
    assert isinstance(cell, int), "amounts are whole fen"
    return cell


_COLUMNS = (
    Column("unit", Words("单位", "Unit"), "text"),
    Column("fund", Words("基金", "Fund"), "text"),
    Column("plan", Words("计划", "Plan"), "text"),
    Column("period", Words("保障期", "Period"), "text"),
    Column("due", Words("应收", "Due"), "money"),
    Column("received", Words("已收", "Received"), "money"),
    Column("open", Words("欠缴", "Open"), "money"),
    Column("since", Words("应缴日期", "Due since"), "text"),
    Column("days", Words("天数", "Days"), "count"),
    Column("grace_until", Words("宽限至", "Grace until"), "text"),
)
