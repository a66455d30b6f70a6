"""Remittance lists: what the units paid in, with one short, one too high, and one of unknown payer."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from pathlib import Path

from ledger.demo.chance import Dice
from ledger.demo.office import CI, FEM, Office, unit_code
from ledger.demo.registers import BANK_ACCOUNTS
from ledger.demo.tables import headings, write_csv, yuan_cell
from ledger.demo.targets import YEARS
from ledger.intake import remittances
from ledger.plans import PlanTerms, contribution_fen

_HEADER = headings(
    remittances.COLUMNS,
    *("receipt_no", "received_on", "unit", "fund", "period", "amount", "payer", "bank_account"),
    "memo",
)
_PAYS_IN = (1, 1, 1, 1, 1, 1, 2, 2, 2, 3)  # the month in which a unit pays for its main rosters
EXCESS_FEN = 20_000  # by which one remittance is too high

Due = dict[tuple[int, int, int, str], int]  # year, month, unit, fund: fen


@dataclass
class Receipt:
    """One receipt; the unit is kept even where the list leaves it out."""

    number: str
    received_on: date
    unit: int
    fund: str
    period: int
    amount_fen: int
    known: bool = True


@dataclass(frozen=True)
class Receipts:
    """The remittance lists by month, and the three receipts with a story."""

    files: dict[str, Path]
    short: Receipt
    high: Receipt
    unknown: Receipt


def write_receipts(office: Office, terms: Mapping[str, PlanTerms], folder: Path) -> Receipts:
    """Write what came in each month."""
    receipts = _receipts(office, terms)
    january = [r for r in receipts if (r.received_on.year, r.received_on.month) == (2015, 1)]
    short, high, unknown = january[0], january[len(january) // 2], january[-1]
    assert len({id(r) for r in (short, high, unknown)}) == 3, "the office has at least three units"
    unpaid = terms["CD-HOSP@2015" if short.fund == "MED" else "CD-CI@2012"]
    short.amount_fen -= contribution_fen(unpaid, shares=1)
    high.amount_fen += EXCESS_FEN
    unknown.known = False
    months: dict[str, list[Receipt]] = {}
    for receipt in receipts:
        months.setdefault(receipt.received_on.strftime("%Y-%m"), []).append(receipt)
    files = {}
    for month, mine in sorted(months.items()):
        files[month] = folder / f"remittance-{month}.csv"
        write_csv(files[month], _HEADER, (_row(receipt) for receipt in mine))
    return Receipts(files, short, high, unknown)


def _row(receipt: Receipt) -> str:
    unit = unit_code(receipt.unit)
    known = (unit, receipt.fund, str(receipt.period)) if receipt.known else ("", receipt.fund, "")
    payer = f"示例第{receipt.unit + 1}工会" if receipt.known else ""
    memo = "互助金" if receipt.known else "用途不明"
    account = BANK_ACCOUNTS[receipt.fund]
    amount = yuan_cell(receipt.amount_fen)
    return ",".join(
        (receipt.number, str(receipt.received_on), *known, amount, payer, account, memo)
    )


def _receipts(office: Office, terms: Mapping[str, PlanTerms]) -> list[Receipt]:
    """Return a receipt for each unit, fund and month in which its people's cover begins."""
    dice = Dice(office.seed, "receipts")
    receipts = []
    for (year, month, unit, fund), amount in sorted(_dues(office, terms).items()):
        paid_in = _PAYS_IN[unit % len(_PAYS_IN)] if month == 1 else month
        received_on = date(year, paid_in, dice.between(6, 26))
        receipts.append(Receipt("", received_on, unit, fund, year, amount))
    receipts.sort(key=lambda r: (r.received_on, r.unit, r.fund))
    counts: dict[int, int] = defaultdict(int)
    for receipt in receipts:
        counts[receipt.received_on.year] += 1
        receipt.number = f"R{receipt.received_on.year}-{counts[receipt.received_on.year]:06d}"
    return receipts


def _dues(office: Office, terms: Mapping[str, PlanTerms]) -> Due:
    """Return what falls due by year, month, unit and fund, in fen."""
    keys = ("CD-HOSP@2015", "CD-CI@2012", "CD-FEM@2012", "CD-ACC@2014")
    rates = [
        (1 << place, terms[key].fund, contribution_fen(terms[key], shares=1))
        for place, key in enumerate(keys)
    ]
    people, heads = office.people, dict[tuple[int, int, int, int], int]()
    for year in YEARS:
        for person in range(len(people)):
            if people.first[person] <= year <= people.last[person]:
                month = office.starts_late(person, year)
                where = (year, month, people.unit[person], people.female[person])
                heads[where] = heads.get(where, 0) + 1
    dues: Due = {}
    for (year, month, unit, female), count in heads.items():
        plans = office.units.plans[year][unit]
        for plan, fund, fen in rates:
            if plans & plan and (female or plan != FEM):
                shares = office.units.shares[unit] if plan == CI else 1
                account = (year, month, unit, fund)
                dues[account] = dues.get(account, 0) + count * shares * fen
    return dues
