"""What a cell may say: one reader for each kind of value, from text to a typed value or a reason.

No message repeats a cell's content: an ID number in the wrong column would end up in a log.
"""

import re
import unicodedata
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from functools import lru_cache

from ledger.intake.columns import Column, Kind
from ledger.money import FEN_MAX, parse_yuan

TEXT_CHARS_MAX = 200

_CODE = re.compile(r"[0-9A-Za-z](?:[0-9A-Za-z._/-]{0,62}[0-9A-Za-z])?")
_CONDITION = re.compile(r"(?=.{1,48}$)[a-z0-9]+(?:-[a-z0-9]+)*")
_PLAN = re.compile(r"(?=.{1,49}$)[A-Z][A-Z0-9]*(?:-[A-Z0-9]+)*(?:@[0-9]{4}(?:[.-][0-9A-Za-z]+)*)?")
_UNPRINTABLE = re.compile(
    r"[\x00-\x1f\x7f-\x9f\u200b-\u200f\u2028-\u202e\u2060-\u2069\ufeff\ufff9-\uffff]"
)
_DATE = re.compile(
    r"(\d{4})(?:-(\d{1,2})-(\d{1,2})|/(\d{1,2})/(\d{1,2})|年(\d{1,2})月(\d{1,2})日)", re.ASCII
)
_TIME = re.compile(r"([01]?\d|2[0-3]):([0-5]\d)", re.ASCII)
_WHOLE = re.compile(r"\d{1,9}", re.ASCII)
_ACCOUNT = re.compile(r"\d{12,19}", re.ASCII)
_PHONE = re.compile(r"1\d{10}", re.ASCII)
_SCIENTIFIC = re.compile(r"\d(?:\.\d+)?E\+?\d+", re.IGNORECASE | re.ASCII)

Reader = Callable[[str], object]  # refuses an empty cell, as it does any other that says nothing
MISSING = ("intake.missing", "the cell is empty")


class Unfit(Exception):
    """A cell does not say what its column asks for. Caught by the judge, and made a problem.

    `name` is the column where a whole line is at fault; a reader of cells need not know its own.
    """

    def __init__(self, code: str, message: str, name: str = "") -> None:
        super().__init__(code)
        self.code = code
        self.message = message
        self.name = name


@dataclass(frozen=True)
class Field:
    """A column, how its cells are read, and what an empty cell of an optional one stands for."""

    column: Column
    read: Reader
    default: object = None
    missing: tuple[str, str] = MISSING

    def value(self, cell: str) -> object:
        """Read a cell; an empty one stands for the default unless the column is required."""
        if cell:
            return self.read(cell)
        if self.column.required:
            raise Unfit(*self.missing)
        return self.default


def field(
    name: str,
    heading: str,
    kind: Kind,
    read: Reader,
    *also: str,
    required: bool = True,
    default: object = None,
) -> Field:
    """Declare a field. The English heading is its name; `also` are further headings in use."""
    return Field(Column(name, (heading, name, *also), kind, required), read, default)


def read_text(text: str) -> str:
    """Read a line of text, at most 200 characters."""
    if not text:
        raise Unfit(*MISSING)
    if len(text) > TEXT_CHARS_MAX:
        raise Unfit("intake.overlong", f"the text is longer than {TEXT_CHARS_MAX} characters")
    if _UNPRINTABLE.search(text):
        raise Unfit(
            "intake.control_character", "the text holds a line break or an invisible character"
        )
    return text


def read_code(text: str) -> str:
    """Read a code: ASCII letters, digits and inner `._/-`, at most 64 characters."""
    if _CODE.fullmatch(text) is None:
        raise Unfit("intake.code_form", "a code has only letters, digits and . _ / - between them")
    return text


def read_condition(text: str) -> str:
    """Read the code of a disease class or disability grade, such as grade-3."""
    code = text.lower()
    if _CONDITION.fullmatch(code) is None:
        raise Unfit(
            "intake.condition_form",
            "a class or grade has small letters, digits and hyphens between them",
        )
    return code


def read_plan(text: str) -> str:
    """Read a plan's code, such as CD-HOSP, or the key of one of its versions, CD-HOSP@2015."""
    if _PLAN.fullmatch(text) is None:
        raise Unfit(
            "roster.plan_form", "a plan's code looks like CD-HOSP, or CD-HOSP@2015 with its version"
        )
    return text


def read_fen(text: str) -> int:
    """Read an amount in yuan, zero or more, as fen."""
    try:
        fen = parse_yuan(text) if len(text) <= 40 and text.isascii() else -1
    except ValueError:
        fen = -1
    if not 0 <= fen <= FEN_MAX:
        raise Unfit("intake.money", "an amount is in yuan, not negative, with at most two decimals")
    return fen


def read_fen_above_zero(text: str) -> int:
    """Read an amount in yuan, above zero, as fen."""
    fen = read_fen(text)
    if fen == 0:
        raise Unfit("intake.money", "the amount must be above zero")
    return fen


def read_count(text: str) -> int:
    """Read a whole number, zero or more."""
    if _WHOLE.fullmatch(text) is None:
        raise Unfit("intake.count", "a whole number of at most nine digits belongs here")
    return int(text)


def read_count_above_zero(text: str) -> int:
    """Read a whole number above zero."""
    count = read_count(text)
    if count == 0:
        raise Unfit("intake.count", "the number must be above zero")
    return count


@lru_cache(maxsize=8192)
def _day(text: str) -> date | None:
    match = _DATE.fullmatch(text)
    if match is None:
        return None
    year, month, day = (int(group) for group in match.groups() if group is not None)
    try:
        return date(year, month, day)
    except ValueError:
        return None


def read_date(text: str) -> date:
    """Read a day: 2015-01-05, 2015/1/5 or 2015年1月5日."""
    day = _day(text) if len(text) <= 20 else None
    if day is None:
        raise Unfit(
            "intake.date", "a real day belongs here, such as 2015-01-05, 2015/1/5 or 2015年1月5日"
        )
    return day


def read_time(text: str) -> str:
    """Read a time of day, such as 08:30."""
    found = _TIME.fullmatch(text.replace("：", ":"))
    if found is None:
        raise Unfit("intake.time", "a time of day belongs here, such as 08:30")
    return f"{int(found[1]):02d}:{found[2]}"


def read_account(text: str) -> str:
    """Read a bank account: 12 to 19 digits; spaces printed between them are dropped."""
    account = text.replace(" ", "") if " " in text else text
    if _ACCOUNT.fullmatch(account) is None:
        refuse_scientific(account)
        raise Unfit("intake.account_form", "a bank account has 12 to 19 digits")
    return account


def read_phone(text: str) -> str:
    """Read a mobile number: 11 digits, the first a 1."""
    if _PHONE.fullmatch(text) is None:
        refuse_scientific(text)
        raise Unfit("intake.phone_form", "a mobile number has 11 digits and begins with 1")
    return text


def refuse_scientific(text: str) -> None:
    """Refuse a number that a spreadsheet has already rounded, such as 5.1010E+17."""
    if _SCIENTIFIC.fullmatch(text):
        message = "a spreadsheet turned the number into 1.2E+17 and lost digits; enter it as text"
        raise Unfit("intake.number_as_id", message)


def choice_of(values: Mapping[str, object], *, code: str = "intake.choice") -> Reader:
    """Return a reader of one of a few words, in any case."""
    words = " / ".join(values)

    def read(text: str) -> object:
        try:
            return values[unicodedata.normalize("NFKC", text).casefold()]
        except KeyError:
            raise Unfit(code, f"one of these belongs here: {words}") from None

    return read
