"""The year-on-year table of the field: units, participations, benefits paid, their sum and average."""

from collections import defaultdict
from typing import NamedTuple

from ledger.money import FEN_PER_YUAN, round_half_up
from ledger.plans import class_words
from ledger.statements.facts import Facts
from ledger.statements.sheet import Cell, Column, Percent, Row, Sheet, Unit, Words, change

TITLE = Words("互助保障活动对比表", "Year-on-year comparison")
EMPTY = Words("所列年度没有数据。", "There is no data for these years.")
_ALL = ""  # the scope of all plan classes together
_MEASURES = ("units", "participations", "benefits", "benefits_sum", "average_yuan")

# Enrolments by coverage period, net of what was voided; cover carried in was given by nobody here.
_COVER = (
    "select unit, plan, cast(sum(members) as bigint) from coverage where period = ? "
    "and entry <> 'carried_in' and effective_on <= ? and position <= ? group by unit, plan"
)
# Person-times and sums by the day of payment, net of payments that came back.
_PAID = (
    "select plan_class, cast(sum(payments) as bigint), cast(sum(amount_fen) as bigint) from payment "
    "where effective_on >= ? and effective_on <= ? and effective_on <= ? and position <= ? "
    "group by plan_class"
)
_QUOTED = (
    "select plan_class, units, participations, benefits, benefits_fen from statistic "
    "where year = ? and effective_on <= ? and position <= ? order by position, leg"
)


class Figures(NamedTuple):
    """A year's figures of one scope; None where there is no data."""

    units: int | None = None
    participations: int | None = None
    benefits: int | None = None  # person-times (人次)
    benefits_fen: int | None = None

    @property
    def average_yuan(self) -> int | None:
        """The average benefit in whole yuan, rounded half up as the field prints it."""
        if not self.benefits or self.benefits_fen is None:
            return None
        return round_half_up(self.benefits_fen, self.benefits * FEN_PER_YUAN)

    def cells(self) -> dict[str, int | None]:
        """Return the figures by column."""
        values = (*self[:3], self.benefits_fen, self.average_yuan)
        return dict(zip(_MEASURES, values, strict=True))


def comparison(facts: Facts, years: tuple[int, int], unit: Unit = "wan") -> Sheet:
    """Compare two calendar years. Benefits count by day of payment, cover by coverage period.

    Years before the book began are quoted from the statistics that were carried in, and say so.
    """
    found = {year: _figures(facts, year) for year in years}
    quoted = [year for year in years if not found[year]]
    for year in quoted:
        found[year] = _quoted(facts, year)
    scopes = sorted({scope for figures in found.values() for scope in figures})
    rows = [row for scope in scopes for row in _rows(scope, years, found)]
    # A column without any data is left out, and not printed as zero.
    used = [key for key in _MEASURES if any(row.cells.get(key) for row in rows if row.in_files)]
    return Sheet(
        name="comparison",
        title=TITLE,
        knowledge=facts.knowledge,
        columns=_columns(used, unit),
        rows=tuple(rows),
        empty=EMPTY,
        notes=tuple(
            Words(
                f"{year}年数字引自接管时的历史统计，不由本账簿的事件得出。",
                f"Figures of {year} are quoted from the statistics carried in at take-over.",
            )
            for year in quoted
            if found[year]
        ),
        facts={"years": f"{years[0]} {years[1]}"},
        unit=unit,
    )


def _columns(used: list[str], unit: Unit) -> tuple[Column, ...]:
    in_unit = {"yuan": ("元", "yuan"), "wan": ("万元", "10,000 yuan"), "yi": ("亿元", "100m yuan")}
    labels = {
        "units": Words("参保单位", "Units"),
        "participations": Words("参保人次", "Participations"),
        "benefits": Words("享受互助金人次", "Benefits paid"),
        "benefits_sum": Words(f"互助金（{in_unit[unit][0]}）", f"Sum ({in_unit[unit][1]})"),
        "average_yuan": Words("人次平均（元）", "Average (yuan)"),
    }
    measures = [
        Column(key, labels[key], "money" if key == "benefits_sum" else "count") for key in used
    ]
    changes = [
        Column(f"{key}_change", Words("增减%", "Change %"), "percent", in_text=False)
        for key in used
    ]
    return (
        Column("scope", Words("类别", "Class"), "text", in_text=False),
        Column("label", Words("类别", "Class"), "text"),
        Column("year", Words("年度", "Year"), "text"),
        *measures,
        *changes,
    )


def _rows(scope: str, years: tuple[int, int], found: dict[int, dict[str, Figures]]) -> list[Row]:
    """Return a scope's two years, and for the eye the row of changes between them."""
    label = (
        Words(class_words(scope, "zh"), class_words(scope, "en"))
        if scope
        else Words("合计", "All classes")
    )
    before, after = (found[year].get(scope, Figures()).cells() for year in years)
    changes = {key: change(before[key], after[key]) for key in _MEASURES}
    none = {f"{key}_change": Percent(None, signed=True) for key in _MEASURES}
    named: dict[str, Cell] = {"scope": scope or "all", "label": label}
    return [
        Row({**named, "year": str(years[0]), **before, **none}),
        Row(
            {
                **named,
                "year": str(years[1]),
                **after,
                **{f"{key}_change": value for key, value in changes.items()},
            }
        ),
        Row({**named, "year": Words("增减%", "change %"), **changes}, True, in_files=False),
    ]


def _figures(facts: Facts, year: int) -> dict[str, Figures]:
    """Return a year's figures from the facts, by plan class and for all together."""
    classes = {plan: name.plan_class or "" for plan, name in facts.names("plan").items()}
    members: dict[tuple[str, str], int] = defaultdict(int)  # scope, unit
    for unit, plan, count in facts.asked(_COVER, (str(year), *facts.until())):
        members[_ALL, unit] += count
        if plan in classes:
            members[classes[plan], unit] += count
    span = (f"{year:04d}-01-01", f"{year:04d}-12-31")
    paid: dict[str, tuple[int, int]] = {}
    for plan_class, benefits, amount_fen in facts.asked(_PAID, (*span, *facts.until())):
        before = paid.get(_ALL, (0, 0))
        paid[_ALL] = (before[0] + benefits, before[1] + amount_fen)
        paid[plan_class] = (benefits, amount_fen)
    units: dict[str, int] = defaultdict(int)
    participations: dict[str, int] = defaultdict(int)
    for (scope, _), count in members.items():
        units[scope] += count > 0
        participations[scope] += count
    return {
        scope: Figures(units.get(scope), participations.get(scope), *paid.get(scope, (None, None)))
        for scope in participations.keys() | paid.keys()
    }


def _quoted(facts: Facts, year: int) -> dict[str, Figures]:
    """Return what was carried in of a year; the latest word on a class counts."""
    return {
        plan_class or _ALL: Figures(*figures)
        for plan_class, *figures in facts.asked(_QUOTED, (year, *facts.until()))
    }
