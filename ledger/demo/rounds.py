"""Settlement rounds: which losses the settling agency reports together, and when they are paid."""

from dataclasses import dataclass
from datetime import date

CUT_OFF_DAY = 20  # a month's file holds what was settled up to here
# how many of a year's benefits are paid in each month: January begins the year's cover
_MONTHS = (40, 62, 84, 88, 90, 86, 86, 88, 90, 92, 96, 98)


@dataclass(frozen=True)
class Round:
    """One settlement file: settled between two days, and paid in a month."""

    code: str
    opens_on: date
    closes_on: date
    paid_year: int
    paid_month: int


TAKEN_OVER = Round("open", date(2014, 12, 1), date(2014, 12, 30), 2015, 1)


def monthly(year: int, month: int) -> Round:
    """Return the round whose claims are decided and paid within a month."""
    opens = date(year, month - 1, CUT_OFF_DAY + 1) if month > 1 else date(year, 1, 1)
    code = f"{year}-{month:02d}"
    return Round(code, opens, date(year, month, CUT_OFF_DAY), year, month)


def at_year_end(year: int) -> Round:
    """Return the round that is decided in the last days of a year and paid in the next."""
    return Round(f"{year}-12-31", date(year, 12, CUT_OFF_DAY + 1), date(year, 12, 30), year + 1, 1)


def rounds_paid_in(year: int) -> list[tuple[Round, int]]:
    """Return the rounds that are paid in a year, with the weight of each."""
    before = TAKEN_OVER if year == 2015 else at_year_end(year - 1)
    if year == 2017:  # the book ends in January: only what was left over is paid
        return [(before, 1)]
    months = [(monthly(year, month), weight) for month, weight in enumerate(_MONTHS, 1)]
    return [(before, 1 if before is TAKEN_OVER else 12), *months]


def round_of(settled_on: date) -> Round:
    """Return the round in whose file something settled on a day appears."""
    year, month = settled_on.year, settled_on.month
    if settled_on.day <= CUT_OFF_DAY:
        return monthly(year, month)
    return at_year_end(year) if month == 12 else monthly(year, month + 1)
