"""Personal details on the screen: masked unless a purpose was recorded first."""

from collections.abc import Iterable, Mapping, Sequence
from hashlib import sha256
from typing import Literal
from uuid import UUID

import click

from ledger.aggregates import Member
from ledger.aggregates.privacy import DETAILS
from ledger.book import Book
from ledger.commands.desk import ID_NUMBER
from ledger.commands.journal_kept import journal_of
from ledger.errors import Unknown
from ledger.events.member import DATA_CLASSES, DataClass, Detail
from ledger.store.batch import DataKeyRow, SealedFieldRow
from ledger.store.refusals import CannotDecrypt, DetailsDamaged, KeysUnusable

# Why details that were sealed cannot be read: by the journal they were erased, though the record of a
# restored book is too old to say so; or ciphertext or data key are not what they were.
Loss = Literal["erased", "missing", "damaged", "unopened"]
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
        DetailsDamaged: a ciphertext is not the one that was recorded.
        KeysUnusable, CannotDecrypt: the vault does not open with these keys.
    """
    found = {}
    for kind in dict.fromkeys(classes):
        keys, fields = book.record.sealed(member.id, kind)
        if fields:
            found[kind] = _opened(book, member, keys, fields[-1])
    return found


def _opened(
    book: Book, member: Member, keys: Sequence[DataKeyRow], field: SealedFieldRow
) -> dict[str, str]:
    try:
        return book.vault.open(keys, field)
    except CannotDecrypt:
        kind = field.class_
        if sha256(field.ciphertext).hexdigest() != member.sealed.get(kind):
            raise DetailsDamaged(member.id, kind) from None
        raise


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
    """Return every detail that can be read, masked; None where the keys are not there.

    What cannot be read, and why, `details_lost` says.
    """
    shown: dict[Detail, str] = {}
    for kind in DATA_CLASSES:
        try:
            plain = details(book, member, [d for d, (own, _) in DETAILS.items() if own == kind])
        except KeysUnusable:
            return None
        except CannotDecrypt:
            continue
        shown |= {detail: masked(detail, value) for detail, value in plain.items()}
    return {detail: shown[detail] for detail in DETAILS if detail in shown}


def details_lost(book: Book, member: Member) -> dict[str, Loss]:
    """Return which classes that the record has sealed, and does not say were erased, cannot be read.

    They were erased after the backup was made that the book was restored from, or are damaged.
    """
    found: dict[str, Loss] = {}
    erased: set[str] | None = None
    for kind in DATA_CLASSES:
        if kind not in member.sealed or member.is_erased(kind):
            continue
        keys, fields = book.record.sealed(member.id, kind)
        if not fields:
            if erased is None:
                entries = journal_of(book).entries()
                erased = {each.class_ for each in entries if each.member_id == member.id}
            found[kind] = "erased" if kind in erased else "missing"
            continue
        try:
            _opened(book, member, keys, fields[-1])
        except KeysUnusable:
            return {}
        except DetailsDamaged:
            found[kind] = "damaged"
        except CannotDecrypt:
            found[kind] = "unopened"
    return found


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
