"""The resident identity number (公民身份号码): region (6), birth (8), order (3), check (1).

Source: GB 11643-1999; the check character is ISO 7064 MOD 11-2. Region codes: GB/T 2260.
"""

import re
from datetime import date
from functools import lru_cache

from ledger.intake.fields import Reader, Unfit, refuse_scientific
from ledger.plans import Sex

INVENTED = "99"  # no region code begins so: people of demonstrations and tests
WEIGHTS = (7, 9, 10, 5, 8, 4, 2, 1, 6, 3, 7, 9, 10, 5, 8, 4, 2)
CHECKS = "10X98765432"
_VALUE = {character: value for value, character in enumerate(CHECKS)}  # of each check character

# Provinces; 81 to 83 are residence permits of Hong Kong, Macao and Taiwan residents, and 91 to 98
# foreigners' permanent residence (a 9, then the province).
_REGIONS = frozenset(
    str(code)
    for first, last in (
        (11, 15),
        (21, 23),
        (31, 37),
        (41, 46),
        (50, 54),
        (61, 65),
        (71, 71),
        (81, 83),
        (91, 98),
    )
    for code in range(first, last + 1)
)
_FORM = re.compile(r"\d{17}[\dX]", re.ASCII)
_BIRTH_EARLIEST = date(1900, 1, 1)

FORM = "an ID number has 18 characters: 17 digits, then a digit or X"
REGION = "the first digits of the ID number are no region's"
BIRTH = "digits 7 to 14 of the ID number are no possible date of birth"
CHECKSUM = "the check digit of the ID number does not hold; at least one digit is wrong"


def _weigh(digits: str, first: int) -> int:
    return sum(int(digit) * WEIGHTS[first + i] for i, digit in enumerate(digits))


@lru_cache(maxsize=8192)
def _region(digits: str) -> tuple[bool, bool, int]:
    """Return whether a region exists, whether it is invented, and its weight."""
    return digits[:2] in _REGIONS, digits.startswith(INVENTED), _weigh(digits, 0)


@lru_cache(maxsize=65536)
def _birth(digits: str) -> tuple[date | None, int]:
    try:
        day = date(int(digits[:4]), int(digits[4:6]), int(digits[6:]))
    except ValueError:
        return None, 0
    return (day if day >= _BIRTH_EARLIEST else None), _weigh(digits, 6)


@lru_cache(maxsize=1024)
def _order(digits: str) -> int:
    return _weigh(digits, 14)


def flaw_of(number: str, *, on: date, allow_invented: bool = False) -> tuple[str, str] | None:
    """Return the code and message of what is wrong with an ID number, or None if it may be real.

    `on` is the day of judgement: nobody is born after it. With `allow_invented`, numbers whose
    region begins with 99 pass as well.
    """
    if _FORM.fullmatch(number) is None:
        return "roster.id_form", FORM
    real, invented, region = _region(number[:6])
    if not (real or (invented and allow_invented)):
        return "roster.id_region", REGION
    birth, weight = _birth(number[6:14])
    if birth is None or birth > on:
        return "roster.id_birth", BIRTH
    if (region + weight + _order(number[14:17]) - _VALUE[number[17]]) % 11:
        return "roster.id_checksum", CHECKSUM
    return None


def id_reader(*, on: date, allow_invented: bool = False) -> Reader:
    """Return a reader of ID numbers; a small x at the end is taken for X."""

    def read(text: str) -> str:
        number = text.upper() if text.endswith("x") else text
        flaw = flaw_of(number, on=on, allow_invented=allow_invented)
        if flaw is not None:
            refuse_scientific(number)
            raise Unfit(*flaw)
        return number

    return read


def birth_of(number: str) -> date:
    """Return the date of birth in a valid ID number."""
    day = _birth(number[6:14])[0]
    assert day is not None, "only a valid number has a date of birth"
    return day


def sex_of(number: str) -> Sex:
    """Return the sex in a valid ID number: the last digit of the order is odd for men."""
    return "male" if number[16] in "13579" else "female"


def mask(number: str) -> str:
    """Return an ID number fit to be shown: `510***********1234`."""
    return (
        f"{number[:3]}{'*' * (len(number) - 7)}{number[-4:]}"
        if len(number) > 7
        else "*" * len(number)
    )


def check_character(digits: str) -> str:
    """Return the check character for the first 17 digits."""
    return CHECKS[_weigh(digits, 0) % 11]


def invented_id(region: str, birth: date, sequence: int, sex: Sex) -> str:
    """Make the ID number of somebody who cannot exist, for demonstrations and tests.

    `region` is six digits that begin with 99; `sequence`, 0 to 499, tells people of one birthday,
    region and sex apart.
    """
    if not (
        len(region) == 6 and region.isascii() and region.isdigit() and region.startswith(INVENTED)
    ):
        raise ValueError("an invented region has six digits and begins with 99")
    if not 0 <= sequence <= 499:
        raise ValueError("the sequence runs from 0 to 499")
    digits = f"{region}{birth:%Y%m%d}{2 * sequence + (sex == 'male'):03d}"
    return digits + check_character(digits)
