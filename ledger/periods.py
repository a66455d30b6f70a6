"""Periods: when cover runs, which month a day belongs to, how much of a contribution is earned."""

import re
from datetime import UTC, date, datetime, timedelta, timezone
from typing import Annotated, Self

from pydantic import BaseModel, ConfigDict, Field, model_validator

# China has kept one clock, UTC+8, and has had no summer time since September 1991: a fixed offset
# is exact for every fact recorded here, and needs no time zone database on the machine.
SHANGHAI = timezone(timedelta(hours=8), "Asia/Shanghai")

_YEAR = re.compile(r"[0-9]{4}")
_MONTH = re.compile(r"([0-9]{4})-(0[1-9]|1[0-2])")

PeriodCode = Annotated[str, Field(pattern=r"^[0-9A-Za-z][0-9A-Za-z.-]{0,15}$")]


class CoveragePeriod(BaseModel):
    """The days for which cover is bought (保障期), both ends included; not the fiscal year."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    code: PeriodCode
    starts_on: date
    ends_on: date

    @model_validator(mode="after")
    def _runs_forward(self) -> Self:
        if self.ends_on < self.starts_on:
            raise ValueError("a coverage period must not end before it starts")
        return self

    def covers(self, day: date) -> bool:
        """Tell whether a day lies in the period."""
        return self.starts_on <= day <= self.ends_on


def calendar_period(year: str) -> CoveragePeriod:
    """Return the coverage period of a calendar year, such as "2015".

    Raises:
        ValueError: the text is not a year of four digits.
    """
    if _YEAR.fullmatch(year) is None or year == "0000":
        raise ValueError(f"{year!r} is not a year of four digits")
    return CoveragePeriod(
        code=year, starts_on=date(int(year), 1, 1), ends_on=date(int(year), 12, 31)
    )


def month_of(day: date) -> str:
    """Return the month whose books a day belongs to: "2015-01"."""
    return f"{day.year:04d}-{day.month:02d}"


def month_start(month: str) -> date:
    """Return the first day of a month.

    Raises:
        ValueError: the text is not a month such as "2015-01".
    """
    match = _MONTH.fullmatch(month)
    if match is None:
        raise ValueError(f"{month!r} is not a month such as 2015-01")
    return date(int(match[1]), int(match[2]), 1)


def month_end(month: str) -> date:
    """Return the last day of a month (ValueError as for `month_start`)."""
    first = month_start(month)
    if first.month == 12:
        return first.replace(day=31)
    return first.replace(month=first.month + 1) - timedelta(days=1)


def next_month(month: str) -> str:
    """Return the month after: "2016-01" after "2015-12"."""
    first = month_start(month)
    year, before = divmod(first.year * 12 + first.month, 12)
    return f"{year:04d}-{before + 1:02d}"


def months_later(day: date, months: int) -> date:
    """Return the same day so many months later (earlier: negative), or the last of that month."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    last = month_end(f"{year:04d}-{month + 1:02d}")
    return last.replace(day=min(day.day, last.day))


def earned_to_date(contribution_fen: int, starts_on: date, ends_on: date, as_of: date) -> int:
    """Return the fen of a contribution that cover given up to the close of a day has earned.

    Linear by day over the cover, both ends included; cumulative, so that what was rounded away on
    one day is caught up on the next, and the last day takes the rest: 0 before the cover begins,
    the whole contribution from its last day on.

    Raises:
        ValueError: the cover ends before it starts.
    """
    if ends_on < starts_on:
        raise ValueError("cover must not end before it starts")
    if as_of < starts_on:
        return 0
    if as_of >= ends_on:
        return contribution_fen
    days = (ends_on - starts_on).days + 1
    elapsed = (as_of - starts_on).days + 1
    return contribution_fen * elapsed // days


def shanghai_date(moment: datetime) -> date:
    """Return the day in China of a moment in UTC.

    Raises:
        ValueError: the moment carries no time zone, so that its day cannot be known.
    """
    if moment.tzinfo is None:
        raise ValueError("a moment without a time zone has no day in China")
    return moment.astimezone(UTC).astimezone(SHANGHAI).date()
