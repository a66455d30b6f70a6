"""A book and its key file belong together: under another book's keys a person would be known twice.

A key file says whose it is. One of an older huzhu does not; it is never rewritten, for it may be the
only copy. It proves itself by opening a data key that the book holds.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import ClassVar
from uuid import UUID

from ledger.errors import LedgerError
from ledger.store.batch import DataKeyRow
from ledger.store.engine import Database
from ledger.store.keyfile import VaultKeys
from ledger.store.refusals import NotPermitted
from ledger.store.vault import unwraps

_TRIED = 3  # data keys: one of them may itself be damaged


@dataclass(eq=False)
class OtherBook(LedgerError):
    """Under another book's keys nobody is found, and who is enrolled would be known twice."""

    code: ClassVar[str] = "vault.other_book"
    says: ClassVar[str] = (
        "the key file {keys} is another book's; nothing was looked up or recorded under it"
    )
    says_zh: ClassVar[str] = "密钥文件 {keys} 属于另一账套；未据以查人，也未作任何记录"
    remedy: ClassVar[str] = (
        "Name this book's own key file in `HUZHU_KEYS`, or unset it and bring the file back to its "
        "place beside the book; `huzhu doctor` says whether it is the right one."
    )
    rule_source: ClassVar[str] = "this ledger: one person, one pseudonym"
    keys: str


def require_own(keys: VaultKeys, path: Path, book_id: UUID, database: Database) -> None:
    """Refuse keys that are not the book's own.

    Keys that don't say whose they are pass where no data key can tell: the vault is still empty, or
    this login may not read it.

    Raises:
        OtherBook: they are another's.
    """
    if not is_own(keys, book_id, database):
        raise OtherBook(str(path))


def is_own(keys: VaultKeys, book_id: UUID, database: Database) -> bool:
    """Tell whether keys are a book's own, as far as they or its vault say; see `require_own`."""
    if keys.book_id is not None:
        return keys.book_id == book_id
    try:
        rows = list(_some_data_keys(database))
    except NotPermitted:
        return True
    return not rows or any(unwraps(keys, book_id, row) for row in rows)


def _some_data_keys(database: Database) -> Iterator[DataKeyRow]:
    sql = f"select member_id, class, epoch, key_id, wrapped from data_key limit {_TRIED}"
    with database.reading() as connection:
        for member, class_, epoch, key_id, wrapped in connection.exec_driver_sql(sql):
            yield DataKeyRow(_id(member), class_, epoch, _id(key_id), bytes(wrapped))


def _id(stored: UUID | bytes) -> UUID:
    return stored if isinstance(stored, UUID) else UUID(bytes=stored)
