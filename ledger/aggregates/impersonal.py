"""No personal data in events: a text that would keep somebody's number or name is refused.

An ID number, a telephone number and a bank account are found by their form; names by what the
vault holds of the member whom the text is about.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import ClassVar, Final

from ledger.errors import LedgerError

_LONG_NUMBER = re.compile(r"\d{11}")  # a telephone, ID or bank account number, or more
_GAP = r"[-\s.·]?"
_BEFORE, _AFTER = r"(?<![0-9A-Za-z])", r"(?![0-9A-Za-z])"
# By form, however their groups are set apart: 18-digit ID numbers, mobile and fixed telephones, and
# cards, whose numbers begin with 3 to 6, or with 9 where they are invented.
_NUMBERS: Final = tuple(
    re.compile(f"{_BEFORE}{form}{_AFTER}")
    for form in (
        rf"[1-9]\d{{5}}{_GAP}(?:19|20)\d{{6}}{_GAP}\d{{3}}[\dXx]",
        rf"(?:\+?86{_GAP})?1[3-9]\d{_GAP}\d{{4}}{_GAP}\d{{4}}",
        rf"0\d{{2,3}}{_GAP}[2-9]\d{{6,7}}",
        rf"[34569]\d{{3}}(?:{_GAP}\d{{4}}){{3}}(?:{_GAP}\d{{1,3}})?",
    )
)
HIDDEN = "*"


@dataclass(eq=False)
class TextNamesPerson(LedgerError):
    """No personal data in events: they outlive everyone's wishes."""

    code: ClassVar[str] = "vault.text_names_person"
    says: ClassVar[str] = (
        "the {text} holds personal data, and would be kept for ever; say it without"
    )
    says_zh: ClassVar[str] = "{text} 中含个人信息，将永久保存；请改写"
    remedy: ClassVar[str] = (
        "Say it without names, ID numbers, telephones and bank accounts, and leave those to the "
        "paper."
    )
    rule_source: ClassVar[str] = "this ledger: no personal data in a record that is only added to"
    text: str  # which text: reason, purpose, document name …


def require_impersonal(text: str, said: str | None, spoken: Iterable[str] = ()) -> None:
    """Refuse a free text that would keep somebody's number or name for ever.

    A free text has no need of any number of eleven digits or more. `spoken` is what the vault holds
    of the member whom it is about.

    Raises:
        TextNamesPerson: with which text it is, and nothing of what it says.
    """
    if not said:
        return
    plain = "".join(unicodedata.normalize("NFKC", said).split()).upper()
    named = any(value.upper() in plain for value in spoken if value)
    if named or _LONG_NUMBER.search(plain) or holds_number(said):
        raise TextNamesPerson(text)


def require_no_number(text: str, said: str | None, spoken: Iterable[str] = ()) -> None:
    """Refuse a name or number of a thing that has the form of a person's number.

    Unlike a free text it may hold other long numbers, such as a day and a time.

    Raises:
        TextNamesPerson: with which text it is.
    """
    if said and (holds_number(said) or any(value in said for value in spoken if value)):
        raise TextNamesPerson(text)


def holds_number(said: str) -> bool:
    """Tell whether a text holds what looks like an ID number, a telephone or a bank card."""
    plain = unicodedata.normalize("NFKC", said)
    return any(form.search(plain) for form in _NUMBERS)


def without_persons(said: str | None, spoken: Iterable[str] = ()) -> str | None:
    """Return a text of somebody else's, such as a bank's, with numbers and names hidden."""
    if not said:
        return said
    plain = unicodedata.normalize("NFKC", said)
    for value in spoken:
        if value:
            plain = plain.replace(value, HIDDEN * len(value))
    for form in _NUMBERS:
        plain = form.sub(lambda found: HIDDEN * len(found[0]), plain)
    return re.sub(r"\d{11,}", lambda found: HIDDEN * len(found[0]), plain)
