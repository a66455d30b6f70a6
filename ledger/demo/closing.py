"""What the worked example ends with: its figures beside the published ones, statements, and where to look."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from rich.cells import cell_len

from ledger.demo.targets import CRITICAL, FEMALE, SOURCE_EN, SOURCE_ZH, YEARS, Benefits, YearTarget
from ledger.languages import Lang
from ledger.money import wan, yuan
from ledger.statements.balance_sheet import balance_sheet
from ledger.statements.comparison import comparison
from ledger.statements.facts import facts_of
from ledger.statements.loss_ratio import loss_ratio
from ledger.statements.sheet import Sheet
from ledger.store.engine import Database

_WORDS = {
    "units": ("参保单位", "units"),
    "participations": ("参保人次", "participations"),
    "count": ("享受互助金人次", "benefits paid"),
    "sum": ("互助金（万元）", "sum (10,000 yuan)"),
    "critical_count": ("重大疾病 人次", "critical illness, benefits"),
    "critical_sum": ("重大疾病 万元", "critical illness, sum"),
    "female_count": ("女职工 人次", "female-specific, benefits"),
    "female_sum": ("女职工 万元", "female-specific, sum"),
}


@dataclass(frozen=True)
class Measured:
    """One figure of the book beside the one to reach; sums are in fen."""

    year: int
    measure: str
    wanted: int
    found: int

    @property
    def equal(self) -> bool:
        """Whether they are the same."""
        return self.wanted == self.found


def measured(sheet: Sheet, wanted: Mapping[int, YearTarget]) -> list[Measured]:
    """Compare the figures of a year-on-year table with those to reach."""
    found: dict[tuple[str, str], Mapping[str, object]] = {
        (str(row.cells["scope"]), str(row.cells["year"])): row.cells
        for row in sheet.rows
        if row.in_files
    }
    pairs = []
    for year, target in wanted.items():
        mine = found.get(("all", str(year)), {})
        pairs += [
            Measured(year, "units", target.units, _count(mine, "units")),
            Measured(year, "participations", target.participations, _count(mine, "participations")),
            *_both(year, "", target.benefits, mine),
            *_both(year, "critical_", target.critical, found.get((CRITICAL, str(year)), {})),
            *_both(year, "female_", target.female, found.get((FEMALE, str(year)), {})),
        ]
    return pairs


def _both(year: int, name: str, wanted: Benefits, found: Mapping[str, object]) -> list[Measured]:
    return [
        Measured(year, f"{name}count", wanted.count, _count(found, "benefits")),
        Measured(year, f"{name}sum", wanted.sum_fen, _count(found, "benefits_sum")),
    ]


def _count(cells: Mapping[str, object], key: str) -> int:
    value = cells.get(key)
    return value if isinstance(value, int) else 0


def unbalanced_months(database: Database) -> list[str]:
    """Return the funds and months at whose end debits and credits differ; there are none."""
    query = (
        "select fund, substr(cast(booked_on as text), 1, 7) as month, "
        "cast(sum(case when side = 'D' then amount_fen else -amount_fen end) as bigint) "
        "from journal_line group by 1, 2"
    )
    with facts_of(database, date(9999, 12, 31)) as facts:
        return sorted(f"{fund} {month}" for fund, month, rest in facts.asked(query) if rest)


def beside_published(pairs: list[Measured], scale: Fraction, lang: Lang) -> Iterator[str]:
    """Yield the table of figures beside the published (or scaled) ones."""
    chinese = lang == "zh"
    if scale == 1:
        yield ("与公布数字对照" if chinese else "Beside the published figures")
    else:
        yield (
            f"与公布数字按 {float(scale):g} 缩放后对照"
            if chinese
            else f"Beside the published figures scaled to {float(scale):g}"
        )
    labels = {name: words[not chinese] for name, words in _WORDS.items()}
    width = max(map(cell_len, labels.values()))
    heads = ("目标", "账套") if chinese else ("to reach", "the book")
    wanted_head, found_head = (" " * (16 - cell_len(head)) + head for head in heads)
    yield f"  {' ' * (width + 6)}  {wanted_head}  {found_head}"
    for pair in pairs:
        label = labels[pair.measure]
        money = pair.measure.endswith("sum")
        wanted, found = (wan(n) if money else f"{n:,}" for n in (pair.wanted, pair.found))
        verdict = ("等于" if chinese else "equal") if pair.equal else _difference(pair, money)
        room = " " * (width - cell_len(label))
        yield f"  {pair.year}  {label}{room}  {wanted:>16}  {found:>16}  {verdict}"
    yield (f"来源：{SOURCE_ZH}" if chinese else f"Source: {SOURCE_EN}")


def _difference(pair: Measured, money: bool) -> str:
    rest = pair.found - pair.wanted
    return f"{'+' if rest > 0 else ''}{yuan(rest) if money else f'{rest:,}'}"


def balance_sheets(database: Database) -> list[Sheet]:
    """Return the balance sheets at the ends of both years."""
    sheets = []
    for year in YEARS:
        with facts_of(database, date(year, 12, 31)) as facts:
            sheets.append(balance_sheet(facts))
    return sheets


def years_compared(database: Database) -> tuple[Sheet, Sheet]:
    """Return the year-on-year table and the loss ratios, at the end of the second year."""
    with facts_of(database, date(YEARS[-1], 12, 31)) as facts:
        return comparison(facts, YEARS), loss_ratio(facts)
