"""The balance sheet (会民非01表): what a fund, or the whole office, owns, owes and holds."""

from collections.abc import Iterable
from datetime import date

from ledger.statements.chart import chart_on, edition_on
from ledger.statements.facts import Facts, Posted
from ledger.statements.layouts import BALANCE_SHEET, Line
from ledger.statements.sheet import Column, Row, Sheet, Words

TITLE = Words("资产负债表（会民非01表）", "Balance sheet")
EMPTY = Words("账簿中尚无分录。", "The book holds no entries yet.")
_RESTRICTED = "restricted"  # a council-decided (designated) fund is unrestricted (财会〔2020〕9号)


def balance_sheet(facts: Facts, fund: str | None = None, *, all_rows: bool = False) -> Sheet:
    """Draw up the balance sheet at the close of a day, beside the opening of its year.

    Amounts are in fen, each with its normal positive sign. Income and expense to date are part of
    the net assets of their fund, by its restriction. A benefit counts as owed from its decision.

    Raises:
        AssertionError: assets are not liabilities and net assets, so the code is wrong.

    Source: form 会民非01表, rows as in the edition in force on the day.
    """
    edition = edition_on(facts.as_of)
    layout = BALANCE_SHEET[edition]
    posted = facts.posted(date(facts.as_of.year, 1, 1))
    before = ((line, line.before_fen) for line in posted if fund in (None, line.fund))
    until = ((line, line.closing_fen) for line in posted if fund in (None, line.fund))
    opening = _amounts(layout, _balances(facts, before))
    closing = _amounts(layout, _balances(facts, until))
    rows = _rows(layout, opening, closing, all_rows=all_rows)
    return Sheet(
        name="balance-sheet",
        title=TITLE,
        knowledge=facts.knowledge,
        columns=_columns(has_numbers=any(row.cells["line"] for row in rows)),
        rows=rows,
        empty=EMPTY,
        notes=(Words(edition.zh, f"Under the {edition.en}."),),
        facts={"edition": edition.name, "fund": fund},
    )


def _rows(
    layout: tuple[Line, ...], opening: dict[str, int], closing: dict[str, int], *, all_rows: bool
) -> tuple[Row, ...]:
    return tuple(
        Row(
            {
                "row": line.key,
                "item": Words(line.zh, line.en),
                "line": line.number,
                "opening": opening[line.key],
                "closing": closing[line.key],
            },
            is_total=line.is_total,
        )
        for line in layout
        if all_rows or opening[line.key] or closing[line.key]
    )


def _columns(*, has_numbers: bool) -> tuple[Column, ...]:
    return (
        Column("row", Words("行", "Row"), "text", in_text=False),
        Column("item", Words("项目", "Item"), "text"),
        Column("line", Words("行次", "Line"), "count", in_text=has_numbers),
        Column("opening", Words("年初数", "Opening"), "money"),
        Column("closing", Words("期末数", "Closing"), "money"),
    )


def _amounts(layout: tuple[Line, ...], balances: dict[str, int]) -> dict[str, int]:
    """Return the amount of each row, in fen."""
    amounts: dict[str, int] = {}
    signs = {line.key: line.sign for line in layout}
    for line in layout:
        amounts[line.key] = sum(balances.get(account, 0) for account in line.accounts) + sum(
            signs[part] * amounts[part] for part in line.total_of
        )
    placed = {account for line in layout for account in line.accounts}
    assert balances.keys() <= placed, "an account has no row in the balance sheet"
    assert amounts["assets"] == amounts["liabilities_and_net_assets"], (
        "the journal does not balance"
    )
    return amounts


def _balances(facts: Facts, sums: Iterable[tuple[Posted, int]]) -> dict[str, int]:
    """Return what each account of the balance sheet holds, on its normal side, in fen."""
    chart: dict[str, str] = {
        account: entry.element for account, entry in chart_on(facts.as_of).items()
    }
    funds = facts.names("fund")
    balances: dict[str, int] = {}
    for line, amount in sums:
        debit_fen = amount if line.side == "D" else -amount
        account, element = line.account, chart[line.account]
        if element in ("income", "expense"):
            known = funds.get(line.fund)
            kind = "restricted" if known and known.restriction == _RESTRICTED else "unrestricted"
            account = f"net_assets_{kind}"
        amount_fen = debit_fen if element == "asset" else -debit_fen
        balances[account] = balances.get(account, 0) + amount_fen
    return balances
