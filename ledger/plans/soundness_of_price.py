"""Soundness of the price and of the fixed period: who bears how much, and from which day to which."""

from collections.abc import Iterator
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

from ledger.money import yuan
from ledger.periods import months_later
from ledger.plans.clauses import BASIS_POINTS
from ledger.plans.contributions import Fixed, FundingPart, PerShare
from ledger.plans.problems import Problem

if TYPE_CHECKING:
    from ledger.plans.terms import PlanTerms

_MONTHS_A_YEAR: Final = 12
_ANY_FOUR_YEARS: Final = range(2000, 2004)  # one of them a leap year


def funding_problems(terms: "PlanTerms") -> Iterator[Problem]:
    """Find payers' parts that contradict the contribution, or one another."""
    parts = terms.funding or ()
    payers = [part.payer for part in parts]
    for payer in sorted({payer for payer in payers if payers.count(payer) > 1}):
        yield Problem(f"funding names {payer} twice", f"funding 两次列了 {payer}")
    by_fen = [part for part in parts if part.fen is not None]
    by_rate = [part for part in parts if part.rate_bp is not None]
    if by_fen and by_rate:
        yield Problem(
            "funding is part in fen and part in rate_bp: say all of it in one",
            "funding 一部分填 fen、一部分填 rate_bp，应统一",
        )
    elif by_fen:
        yield from _in_fen(terms, by_fen)
    elif by_rate:
        yield from _in_rates(parts, by_rate)


def _in_fen(terms: "PlanTerms", by_fen: list[FundingPart]) -> Iterator[Problem]:
    """Find parts in fen that do not make the price, or that cannot: a price that is not one sum."""
    if terms.contribution_fen is None and terms.contribution is None:
        return  # an open point: the price is not known yet
    price = _one_price(terms)
    if price is None:
        yield Problem(
            "funding is in fen, but the contribution is not one sum for everybody: give rate_bp",
            "funding 按 fen 填写，但会费并非人人同额，应填 rate_bp",
        )
        return
    total, whole = sum(part.fen or 0 for part in by_fen), len(by_fen) == len(terms.funding or ())
    if total > price or (whole and total != price):
        borne, asked = yuan(total), yuan(price)
        yield Problem(
            f"funding adds up to {borne} yuan, the contribution is {asked}",
            f"funding 合计{borne}元，会费为{asked}元",
        )


def _in_rates(parts: tuple[FundingPart, ...], by_rate: list[FundingPart]) -> Iterator[Problem]:
    """Find rates that do not make the whole; where some are not stated, that are more than it."""
    total = sum(part.rate_bp or 0 for part in by_rate)
    if total > BASIS_POINTS or (len(by_rate) == len(parts) and total != BASIS_POINTS):
        yield Problem(
            "funding does not add up to the whole contribution", "funding 合计不等于全部会费"
        )


def _one_price(terms: "PlanTerms") -> int | None:
    """Return what a share, or everybody, costs each time, in fen; None where that is not one sum."""
    match terms.contribution:
        case None:
            return terms.contribution_fen
        case PerShare(high_risk_share_fen=None, share_fen=fen) | Fixed(fen=fen):
            return fen
        case _:
            return None


def period_problems(terms: "PlanTerms") -> Iterator[Problem]:
    """Find days of a fixed period that are half said, idle, or not as long as the term."""
    start = terms.coverage
    if start is None:
        return
    said = [
        (field, day)
        for field, day in (("first_day", start.first_day), ("last_day", start.last_day))
        if day is not None
    ]
    for field, _ in said if start.rule != "fixed_period" else ():
        yield Problem(
            f"coverage.{field} is set, but coverage.rule is {start.rule}",
            f"已填 coverage.{field}，但 coverage.rule 为 {start.rule}",
        )
    if start.rule != "fixed_period" or not said:
        return
    if len(said) == 1:
        (missing,) = {"first_day", "last_day"} - {said[0][0]}
        yield Problem(
            f"coverage.{said[0][0]} is set without coverage.{missing}",
            f"已填 coverage.{said[0][0]}，未填 coverage.{missing}",
        )
        return
    (_, first), (_, last) = said
    if not all(_fits(year, first, last, terms.term_months) for year in _ANY_FOUR_YEARS):
        months = terms.term_months
        yield Problem(
            f"coverage ({first} to {last}) is not a term of term_months ({months})",
            f"coverage（{first}至{last}）与 term_months（{months}）的长度不符",
        )


def _fits(year: int, first_day: str, last_day: str, months: int) -> bool:
    """Tell whether a period that begins in a year is a term: its last month may be a part of one."""
    first = _on(year, first_day)
    after = months_later(first, months)
    if months > _MONTHS_A_YEAR:  # its last day follows from the term alone
        exact = after - timedelta(days=1)
        ends_february = (exact.month, exact.day, last_day) == (2, 29, "02-28")
        return ends_february or _on(exact.year, last_day) == exact
    last = _on(year, last_day)
    last = _on(year + 1, last_day) if last < first else last
    return months_later(first, months - 1) <= last < after


def _on(year: int, month_day: str) -> date:
    """Return a day of a year; 29 February is the 28th in years without one."""
    month, day = map(int, month_day.split("-"))
    if (month, day) == (2, 29):
        return date(year, 3, 1) - timedelta(days=1)
    return date(year, month, day)
