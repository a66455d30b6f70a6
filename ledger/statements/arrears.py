"""What units still owe of their rosters' contributions, and for how long."""

from collections.abc import Callable, Iterable
from datetime import date, timedelta
from itertools import groupby
from typing import Any

from ledger.plans import PlanTerms, dues, schedule_of
from ledger.plans.asked import Asked
from ledger.statements.facts import Facts
from ledger.statements.sheet import Column, Row, Sheet, Words

TITLE = Words("欠缴会费清单", "Contributions in arrears")
EMPTY = Words("没有欠缴。", "Nothing is in arrears.")
_UNSET = Words(
    "宽限期参数 contribution.grace_days 未设定。",
    "The days of grace (contribution.grace_days) are not configured.",
)
_ASKED = """
select unit, fund, plan, period, starts_on, ends_on, effective_on, contribution_fen + principal_fen
from roster where effective_on <= ? and position <= ?
order by unit, fund, period, plan, position
"""
_RECEIVED = """
select unit, fund, plan, period, cast(sum(amount_fen) as bigint)
from receipt where standing = 'contribution' and effective_on <= ? and position <= ?
group by unit, fund, plan, period
"""


_SCHEDULED = """
select unit, plan, period, min(effective_on), max(ends_on) from coverage
where entry in ('new', 'renewal') and effective_on <= ? and position <= ?
group by unit, plan, period order by unit, plan, period
"""
_BOOKED = """
select distinct unit, plan, period, starts_on from roster
where members = 0 and effective_on <= ? and position <= ?
"""
TermsOf = Callable[[str], PlanTerms]


def unbooked(facts: Facts, terms_of: TermsOf) -> int:
    """Count the instalments that fell due by the day, and that nobody has booked yet."""
    booked = {(*row[:3], _day(row[3])) for row in facts.asked(_BOOKED, facts.until())}
    missing = 0
    for unit, plan, period, starts_on, ends_on in facts.asked(_SCHEDULED, facts.until()):
        terms = terms_of(plan)
        if schedule_of(terms) is None:
            continue
        for due in dues(terms, _day(starts_on), _day(ends_on)):
            is_booked = (unit, plan, period, due.starts_on) in booked
            missing += due.due_on <= facts.as_of and not is_booked
    return missing


def _unbooked_words(count: int) -> Words:
    return Words(
        f"截至该日有 {count} 期会费尚未记账：请运行 huzhu contribution fall-due。",
        f"{count} instalments up to that day are not booked: run 'huzhu contribution fall-due'.",
    )


def arrears(
    facts: Facts,
    unit: str | None,
    fund: str | None,
    grace_days: int | None,
    terms_of: TermsOf,
) -> Sheet:
    """List what is due and not received at the close of a day, by unit, fund, plan and period, in fen.

    Money settles the oldest first. What is owed is due since the oldest roster or instalment that is
    unpaid; days of grace, where they are set, follow.
    """
    missing = unbooked(facts, terms_of)
    received = {tuple(row[:4]): row[4] for row in facts.asked(_RECEIVED, facts.until())}
    asked = groupby(facts.asked(_ASKED, facts.until()), key=lambda row: tuple(row[:4]))
    rows = [
        row
        for whose, instalments in asked
        if unit in (None, whose[0]) and fund in (None, whose[1])
        if (row := _row(facts.as_of, grace_days, whose, received.get(whose, 0), instalments))
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
        notes=((_UNSET,) if grace_days is None else ())
        + ((_unbooked_words(missing),) if missing else ()),
        facts={"grace_days": grace_days},
    )


def _row(
    as_of: date,
    grace_days: int | None,
    whose: tuple[Any, ...],
    received: int,
    instalments: Iterable[tuple[Any, ...]],
) -> Row | None:
    """Return what is owed under one plan, or None where nothing is."""
    unit, fund, plan, period = whose
    due, asked = 0, Asked()
    for *_, starts_on, ends_on, since, fen in instalments:
        due, days = due + fen, (_day(starts_on), _day(ends_on))
        if fen > 0:
            asked.add(days, _day(since), fen)
        elif fen:
            asked.lessen(days, -fen)
    first = asked.unpaid_since(due - received)
    if first is None:
        return None
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


def _day(cell: Any) -> date:
    return cell if isinstance(cell, date) else date.fromisoformat(str(cell))


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
