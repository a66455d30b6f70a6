"""Personal details on the screen: masked unless a purpose was recorded first."""

from collections.abc import Iterable, Mapping, Sequence
from uuid import UUID

import click

from ledger.aggregates import Member
from ledger.aggregates.privacy import DETAILS
from ledger.book import Book
from ledger.commands.desk import ID_NUMBER
from ledger.errors import Unknown
from ledger.events.member import DATA_CLASSES, DataClass, Detail
from ledger.store.refusals import CannotDecrypt, KeysUnusable

MASK = "*"
_MASKED_MIN = 4  # characters that stay hidden, however short the value
# How many characters of a value are shown at its beginning and end.
_SHOWN: Mapping[Detail, tuple[int, int]] = {
    "name": (1, 0),
    "id_number": (3, 4),
    "phone": (3, 4),
    "bank_account": (4, 4),
    "account_holder": (1, 0),
    "wage": (0, 0),
    "income_band": (0, 0),
}
# Who somebody is, and how to reach or pay them.
SPOKEN: tuple[Detail, ...] = ("name", "id_number", "phone", "bank_account", "account_holder")
_HIDDEN_WHOLE: tuple[Detail, ...] = ("wage", "income_band")  # how long it is would tell too


def masked(detail: Detail, value: str) -> str:
    """Return a value as anyone may see it: 510***********1234; a short one is hidden whole."""
    if detail in _HIDDEN_WHOLE:
        return MASK * _MASKED_MIN
    first, last = _SHOWN[detail]
    if detail in ("name", "account_holder"):
        return value[:first] + MASK * max(1, len(value) - first)
    if len(value) < first + last + _MASKED_MIN:
        return MASK * len(value)
    return value[:first] + MASK * (len(value) - first - last) + value[len(value) - last :]


def opened(
    book: Book, member: Member, classes: Iterable[DataClass]
) -> dict[DataClass, dict[str, str]]:
    """Decrypt the newest details of some classes; what is not there is left out.

    Raises:
        KeysUnusable, CannotDecrypt: the vault does not open with these keys.
    """
    found = {}
    for kind in dict.fromkeys(classes):
        keys, fields = book.record.sealed(member.id, kind)
        if fields:
            found[kind] = book.vault.open(keys, fields[-1])
    return found


def details(book: Book, member: Member, wanted: Sequence[Detail]) -> dict[Detail, str]:
    """Decrypt some details of a member; those that were never given are left out."""
    plain = opened(book, member, (DETAILS[detail][0] for detail in wanted))
    return {
        detail: plain[kind][name]
        for detail in wanted
        for kind, name in (DETAILS[detail],)
        if name in plain.get(kind, {})
    }


def masked_details(book: Book, member: Member) -> dict[Detail, str] | None:
    """Return every detail there is, masked; None where the vault does not open."""
    try:
        plain = details(book, member, list(DETAILS))
    except (KeysUnusable, CannotDecrypt):
        return None
    return {detail: masked(detail, value) for detail, value in plain.items()}


def spoken_of(book: Book, member: Member) -> list[str]:
    """Return what no text about a member may repeat, as far as the vault still tells."""
    return [
        value for fields in opened(book, member, DATA_CLASSES).values() for value in fields.values()
    ]


def find(book: Book, pseudonym: UUID | None, id_number: str | None) -> Member:
    """Load a member by pseudonym or by ID number.

    Raises:
        click.UsageError: not exactly one of them was given.
        Unknown: the book holds no such member.
    """
    if (pseudonym is None) == (id_number is None):
        raise click.UsageError("give a pseudonym or --id-number")
    said = str(pseudonym)
    if id_number is not None:
        said = "with this ID number"
        pseudonym = book.record.find_member(ID_NUMBER, book.vault.blind(ID_NUMBER, id_number))
    events = [] if pseudonym is None else book.stream_events(pseudonym)
    if not events or not events[0].topic.startswith("member."):
        raise Unknown("member", said)
    its = Member.folded(events)
    assert its is not None, "a stream that was found has events"
    return its
