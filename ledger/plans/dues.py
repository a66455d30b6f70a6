"""Due schedules: on which days contributions fall due, for which days of cover, and who bears them."""

from datetime import date, timedelta
from typing import Final, NamedTuple

from ledger.money import shared_out
from ledger.periods import month_end, month_of, months_later
from ledger.plans.contributions import Every, FundingPart, rests_on_pay
from ledger.plans.terms import PlanTerms

WITHHELD: Final = ("member", "member_or_unit")  # who bears what an employer withholds from wages


class Due(NamedTuple):
    """One instalment: when it falls due, and the days of cover that it is for."""

    due_on: date
    starts_on: date
    ends_on: date


def schedule_of(terms: PlanTerms) -> Every | None:
    """Return how often contributions fall due by themselves; None: once, with the roster.

    What follows from pay has a schedule even where it falls due once a term: a roster's own sum
    would change by one person's when somebody is struck off it.
    """
    rule = terms.contribution
    if terms.contribution_fen is not None or rule is None:
        return None
    if rule.every == "month" or (rule.every == "year" and terms.term_months > 12):
        return rule.every
    return "term" if rests_on_pay(rule) else None


def dues(terms: PlanTerms, starts_on: date, ends_on: date) -> tuple[Due, ...]:
    """Return the instalments of cover from one day to another, in order.

    By the month: one for each calendar month that the cover reaches into, on the terms' `due_day`,
    but never before the cover begins. By the year: one at the beginning of each year of cover.
    """
    match schedule_of(terms):
        case "month":
            return tuple(_monthly(terms.due_day, starts_on, ends_on))
        case "year":
            return tuple(_yearly(starts_on, ends_on))
        case _:
            return (Due(starts_on, starts_on, ends_on),)


def _monthly(due_day: int | None, starts_on: date, ends_on: date) -> list[Due]:
    found, first = [], starts_on
    while first <= ends_on:
        last = min(month_end(month_of(first)), ends_on)
        due_on = first if due_day is None else min(max(first, first.replace(day=due_day)), last)
        found.append(Due(due_on, first, last))
        first = last + timedelta(days=1)
    return found


def _yearly(starts_on: date, ends_on: date) -> list[Due]:
    found, years, first = [], 0, starts_on
    while first <= ends_on:
        years += 1
        following = months_later(starts_on, 12 * years)
        found.append(Due(first, first, min(following - timedelta(days=1), ends_on)))
        first = following
    return found


def funding_of(terms: PlanTerms) -> tuple[FundingPart, ...]:
    """Return who bears the contribution, where the terms say of everyone how much; else nothing."""
    parts = terms.funding or ()
    by_rate = all(part.rate_bp is not None for part in parts)
    by_fen = all(part.fen is not None for part in parts)
    return parts if by_rate or by_fen else ()


def borne(parts: tuple[FundingPart, ...], contribution_fen: int) -> tuple[tuple[str, int], ...]:
    """Divide one person's contribution among who bears it, in fen, by what the terms say of each."""
    weights = [part.rate_bp or part.fen or 0 for part in parts]
    if not contribution_fen or not sum(weights):
        return ()
    shares = shared_out(contribution_fen, weights)
    return tuple((part.payer, fen) for part, fen in zip(parts, shares, strict=True) if fen)
