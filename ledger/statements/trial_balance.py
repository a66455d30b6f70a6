"""The trial balance (科目余额表): opening, turnover and closing of each account, per fund."""

from collections import defaultdict
from collections.abc import Iterable
from datetime import date

from ledger.statements.chart import chart_on, edition_on
from ledger.statements.facts import Facts, Posted
from ledger.statements.sheet import Cell, Column, Row, Sheet, Words

TITLE = Words("科目余额表", "Trial balance")
EMPTY = Words("账簿中尚无分录。", "The book holds no entries yet.")
_SIDES = ("opening_debit", "opening_credit", "debit", "credit", "closing_debit", "closing_credit")
_LABELS = (
    Words("期初借方", "Opening Dr"),
    Words("期初贷方", "Opening Cr"),
    Words("本期借方", "Debit"),
    Words("本期贷方", "Credit"),
    Words("期末借方", "Closing Dr"),
    Words("期末贷方", "Closing Cr"),
)

Key = tuple[str, str]  # fund, account


def trial_balance(facts: Facts, since: date | None = None, fund: str | None = None) -> Sheet:
    """Draw up the trial balance of a span of days, by default the year up to the day.

    Amounts are in fen. Turnover counts red-letter entries as negative on their own side, so that a
    reversal does not inflate it.

    Raises:
        AssertionError: debits and credits differ, so the code is wrong.
    """
    first = since or date(facts.as_of.year, 1, 1)
    posted = [line for line in facts.posted(first) if fund in (None, line.fund)]
    rows = _rows(facts.as_of, _openings(posted), _turnover(posted))
    edition = edition_on(facts.as_of)
    return Sheet(
        name="trial-balance",
        title=TITLE,
        knowledge=facts.knowledge,
        columns=_columns(),
        rows=tuple(rows),
        empty=EMPTY,
        notes=(Words(f"本期自{first}起；{edition.zh}", f"Turnover since {first}; {edition.en}."),),
        facts={"edition": edition.name, "since": first.isoformat(), "fund": fund},
    )


def _rows(day: date, before: dict[Key, int], turnover: dict[Key, tuple[int, int]]) -> list[Row]:
    """Return a row for each account of each fund that has a balance or moved, and their total."""
    chart: dict[str, tuple[str, Words]] = {
        account: (entry.code, Words(entry.zh, entry.en)) for account, entry in chart_on(day).items()
    }
    rows = []
    total = dict.fromkeys(_SIDES, 0)
    for key in sorted(before.keys() | turnover.keys(), key=lambda key: (key[0], chart[key[1]][0])):
        debit, credit = turnover.get(key, (0, 0))
        opening = before.get(key, 0)
        amounts = (*_split(opening), debit, credit, *_split(opening + debit - credit))
        for side, amount_fen in zip(_SIDES, amounts, strict=True):
            total[side] += amount_fen
        code, label = chart[key[1]]
        named: dict[str, Cell] = {"fund": key[0], "code": code, "account": label}
        rows.append(Row({**named, **dict(zip(_SIDES, amounts, strict=True))}))
    for debits, credits in (("opening_debit", "opening_credit"), ("debit", "credit")):
        assert total[debits] == total[credits], "the journal does not balance"
    if rows:
        rows.append(Row({"account": Words("合计", "Total"), **total}, is_total=True))
    return rows


def _columns() -> tuple[Column, ...]:
    return (
        Column("fund", Words("基金", "Fund"), "text"),
        Column("code", Words("科目", "Code"), "text"),
        Column("account", Words("名称", "Account"), "text"),
        *(Column(key, label, "money") for key, label in zip(_SIDES, _LABELS, strict=True)),
    )


def _turnover(posted: Iterable[Posted]) -> dict[Key, tuple[int, int]]:
    """Return what was debited and credited since, where anything was."""
    found: dict[Key, tuple[int, int]] = defaultdict(lambda: (0, 0))
    for line in posted:
        moved = line.closing_fen - line.before_fen
        if moved:
            debit, credit = found[line.fund, line.account]
            added = (moved, 0) if line.side == "D" else (0, moved)
            found[line.fund, line.account] = (debit + added[0], credit + added[1])
    return dict(found)


def _openings(posted: Iterable[Posted]) -> dict[Key, int]:
    """Return balances before, debit positive; accounts that stood at zero are left out."""
    nets: dict[Key, int] = defaultdict(int)
    for line in posted:
        nets[line.fund, line.account] += line.before_fen if line.side == "D" else -line.before_fen
    return {key: net for key, net in nets.items() if net}


def _split(net_fen: int) -> tuple[int, int]:
    """Put a balance on the side it is on."""
    return (net_fen, 0) if net_fen >= 0 else (0, -net_fen)
