"""What somebody earns, from which day on: what contributions by pay follow from. The vault holds it.

In the vault it is text, as a purpose may show it: "2018-01-01 5000.00; 2018-07-01 5200.00".
"""

from collections.abc import Mapping
from datetime import date
from typing import NamedTuple

from ledger.money import parse_yuan, plain_yuan
from ledger.plans.contributions import Circumstances

WAGE, INCOME_BAND = "wage", "income_band"  # the names of what is sealed

Since = tuple[tuple[date, int], ...]  # from which day on how much, by day


class Earnings(NamedTuple):
    """A person's monthly wage in fen, and the band of income that was stated for them, by day."""

    wages: Since = ()
    bands: Since = ()

    @classmethod
    def read(cls, fields: Mapping[str, str]) -> "Earnings":
        """Read what was sealed; a class of details without them holds none.

        Raises:
            ValueError: it is not text that `fields` wrote.
        """
        wages = ((day, parse_yuan(text)) for day, text in _parts(fields.get(WAGE, "")))
        bands = ((day, int(text)) for day, text in _parts(fields.get(INCOME_BAND, "")))
        return cls(tuple(wages), tuple(bands))

    def fields(self) -> dict[str, str]:
        """Return what is to be sealed."""
        written = {
            WAGE: "; ".join(f"{day} {plain_yuan(fen)}" for day, fen in self.wages),
            INCOME_BAND: "; ".join(f"{day} {band}" for day, band in self.bands),
        }
        return {name: text for name, text in written.items() if text}

    def stated(self, since: date, wage_fen: int | None, band: int | None) -> "Earnings":
        """Return these with a wage or band from a day on, until the next that is known."""
        return Earnings(_with(self.wages, since, wage_fen), _with(self.bands, since, band))

    def on(self, day: date) -> Circumstances:
        """Return what holds on a day; nothing before the first that was stated."""
        return Circumstances(wage_fen=_on(self.wages, day), income_band=_on(self.bands, day))


NOTHING_STATED = Earnings()


def _parts(text: str) -> list[tuple[date, str]]:
    parts = (part.split(" ", 1) for part in text.split("; ") if part)
    return [(date.fromisoformat(day), value) for day, value in parts]


def _with(known: Since, since: date, value: int | None) -> Since:
    """Add a value from a day on; where the same holds already, nothing is added."""
    if value is None or _on(known, since) == value:
        return known
    return tuple(sorted({**dict(known), since: value}.items()))


def _on(known: Since, day: date) -> int | None:
    return next((value for since, value in reversed(known) if since <= day), None)
