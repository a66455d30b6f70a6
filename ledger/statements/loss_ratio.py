"""Loss ratio and payout ratio, per plan and coverage period: two numbers, two names, never mixed."""

from collections import defaultdict

from ledger.projections.views import PRINCIPAL_RECEIVED
from ledger.statements.facts import Facts
from ledger.statements.sheet import Cell, Column, Row, Sheet, Words, ratio

TITLE = Words("赔付率表", "Loss ratios")
EMPTY = Words("尚无可计算的会费或互助金。", "There are no contributions or benefits yet.")
EMPTY_PERIOD = Words(
    "保障期 {period} 没有会费或互助金。",
    "There are no contributions or benefits of period {period}.",
)
BASIS = (
    Words(
        "赔付率=已发生互助金（已批准，净额）÷已满期会费，按保障期（承保年度）归属。",
        "Loss ratio: benefits incurred (approved, net) over contributions earned, by coverage "
        "period (underwriting-year basis).",
    ),
    Words(
        "现金给付率=已支付互助金（扣除退票，含以垫付款抵付的部分）÷已收会费。两者口径不同，不可混用。",
        "Payout ratio (cash): benefits paid, net of returns and with what an advance had paid, over "
        "contributions received. The two are never mixed.",
    ),
)
PRINCIPAL = Words(
    "期满返还的本金不是会费，各列均不含。",
    "Principal that is given back at the end of a term is no contribution, and in none of these.",
)
_AMOUNTS = ("written", "earned", "incurred", "received", "paid")
_LABELS = (
    Words("应收会费", "Written"),
    Words("已满期会费", "Earned"),
    Words("已发生互助金", "Incurred"),
    Words("已收会费", "Received"),
    Words("已付互助金", "Paid"),
)
# Each sums one measure of the facts by plan and period. Two measures are booked, three are dated.
_BOOKED = (
    "select plan, period, cast(sum(case when side = ? then amount_fen else -amount_fen end) as bigint) "
    "from journal_line where account = ? and plan is not null and booked_on <= ? and position <= ? "
    "group by plan, period"
)
_DATED = {
    "written": "select plan, period, cast(sum(contribution_fen) as bigint) from roster where "
    "effective_on <= ? and position <= ? group by plan, period",
    "received": "select plan, period, cast(sum(amount_fen) as bigint) from receipt where "
    "standing = 'contribution' and effective_on <= ? and position <= ? group by plan, period",
    "paid": "select plan, period, cast(sum(amount_fen) as bigint) from payment where "
    "effective_on <= ? and position <= ? group by plan, period",
}


def loss_ratio(facts: Facts, period: str | None = None) -> Sheet:
    """Draw up loss ratio and payout ratio of each plan and coverage period, in fen and basis points.

    Source: the definitions of `BASIS`; a coverage period (保障期) is an underwriting year.
    """
    sums = _sums(facts)
    keys = sorted(
        (key for key in sums if period in (None, key[1])), key=lambda key: (key[1], key[0])
    )
    names = facts.names("plan")
    rows = []
    for key in keys:
        named = names.get(key[0])
        name = None if named is None else Words(named.name or "", named.name_en or "")
        rows.append(Row({"plan": key[0], "name": name, "period": key[1]} | _measures(sums[key])))
    if len(rows) > 1:
        total = {measure: sum(sums[key][measure] for key in keys) for measure in _AMOUNTS}
        label = Words("合计", "Total")
        rows.append(
            Row({"plan": None, "name": label, "period": None} | _measures(total), is_total=True)
        )
    return Sheet(
        name="loss-ratio",
        title=TITLE,
        knowledge=facts.knowledge,
        columns=_columns(),
        rows=tuple(rows),
        empty=EMPTY if period is None or not sums else _none_of(period),
        notes=(*BASIS, PRINCIPAL) if _principal(facts) else BASIS,
        facts={"basis": "underwriting-year", "period": period},
    )


def _none_of(period: str) -> Words:
    """Say that one coverage period has no sums, where others have."""
    return Words(*(said.format(period=period) for said in EMPTY_PERIOD))


def _columns() -> tuple[Column, ...]:
    return (
        Column("plan", Words("计划", "Plan"), "text"),
        Column("name", Words("名称", "Name"), "text"),
        Column("period", Words("保障期", "Period"), "text"),
        *(Column(key, label, "money") for key, label in zip(_AMOUNTS, _LABELS, strict=True)),
        Column("loss_ratio", Words("赔付率%", "Loss ratio %"), "percent"),
        Column("payout_ratio", Words("现金给付率%", "Payout %"), "percent"),
    )


def _sums(facts: Facts) -> dict[tuple[str, str], dict[str, int]]:
    sums: dict[tuple[str, str], dict[str, int]] = defaultdict(lambda: dict.fromkeys(_AMOUNTS, 0))
    booked = {"earned": ("C", "contribution_income"), "incurred": ("D", "benefit_expense")}
    for measure, account in booked.items():
        for plan, period, amount_fen in facts.asked(_BOOKED, (*account, *facts.until())):
            sums[plan, period][measure] += amount_fen
    for measure, query in _DATED.items():
        for plan, period, amount_fen in facts.asked(query, facts.until()):
            sums[plan, period][measure] += amount_fen
    for plan, period, principal_fen in _principal(facts):
        sums[plan, period]["received"] -= principal_fen
    return dict(sums)


def _principal(facts: Facts) -> list[tuple[str, str, int]]:
    """Return what was received as principal, by plan and coverage period, in fen."""
    query = PRINCIPAL_RECEIVED.format(until="effective_on <= ? and position <= ?")
    return [(plan, period, fen) for _, plan, period, fen in facts.asked(query, facts.until())]


def _measures(sums: dict[str, int]) -> dict[str, Cell]:
    return {
        **sums,
        "loss_ratio": ratio(sums["incurred"], sums["earned"]),
        "payout_ratio": ratio(sums["paid"], sums["received"]),
    }
