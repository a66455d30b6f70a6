"""People who cannot exist: their numbers begin with 99, their names say that they are a test.

People are kept as columns, not as objects: a full-scale office has some 370,000 of them.
"""

from __future__ import annotations

from array import array
from datetime import date, timedelta

from ledger.demo.chance import Dice
from ledger.intake.identity import CHECKS, WEIGHTS

_STEMS, _BRANCHES = "甲乙丙丁戊己庚辛壬癸", "子丑寅卯辰巳午未申酉戌亥"
_SEQUENCES = 499  # people told apart by the order digits of an ID number
_BORN_FIRST = date(1963, 2, 1)
_BORN_DAYS = 10_501  # a prime: numbers step through the birthdays without meeting
_STEP = 4_297


class People:
    """Everybody who ever appears, by number.

    Attributes:
        unit: the unit's number.
        female: 1 for women.
        first, last: the first and last year of cover; the same in all plans.
        start: month (1 to 12) in which the cover of the first year begins.
    """

    def __init__(self, seed: int) -> None:
        self.unit = array("H")
        self.female = bytearray()
        self.first = array("H")
        self.last = array("H")
        self.start = bytearray()
        self._dice = Dice(seed, "people")
        days = (_BORN_FIRST + timedelta(days=day) for day in range(_BORN_DAYS))
        self._birthdays = [_weighed(f"{day:%Y%m%d}", 6) for day in days]
        self._regions = [_weighed(f"9901{number:02d}", 0) for number in range(10, 100)]
        self._orders = [_weighed(f"{number:03d}", 14) for number in range(2 * _SEQUENCES)]

    def __len__(self) -> int:
        return len(self.unit)

    def add(self, unit: int, women_per_mille: int, first: int, start: int = 1) -> int:
        """Add somebody who joins a unit; return their number."""
        self.unit.append(unit)
        self.female.append(self._dice.hits(women_per_mille))
        self.first.append(first)
        self.last.append(9999)
        self.start.append(start)
        return len(self.unit) - 1

    def id_number(self, person: int) -> str:
        """Return an invented ID number; no two people share one."""
        block, sequence = divmod(person, _SEQUENCES)
        region, r = self._regions[block % len(self._regions)]
        birthday, b = self._birthdays[(block * _STEP + sequence * 7) % _BORN_DAYS]
        order, o = self._orders[2 * sequence + (not self.female[person])]
        return f"{region}{birthday}{order}{CHECKS[(r + b + o) % 11]}"

    def name(self, person: int) -> str:
        """Return an invented name, such as 测试甲子丙; many people share one."""
        return (
            f"测试{_STEMS[person % 10]}{_BRANCHES[person // 10 % 12]}{_STEMS[person // 120 % 10]}"
        )

    def phone(self, person: int) -> str:
        """Return a number that no operator gives out: none begins with 100."""
        return f"100{person:08d}"

    def account(self, person: int) -> str:
        """Return a bank account at a bank that there is not: no card number begins with 9900."""
        return f"990000{person:012d}"


def _weighed(digits: str, first: int) -> tuple[str, int]:
    """Return some digits of an ID number with what they add to its check."""
    weights = WEIGHTS[first : first + len(digits)]
    return digits, sum(int(d) * weight for d, weight in zip(digits, weights, strict=True))
