"""The journal of erasures is begun with its book and kept: one that is missing was lost.

Without it a backup would bring back whoever was erased after it was made, and nobody would notice.
"""

from dataclasses import dataclass
from typing import ClassVar

from ledger.book import Book
from ledger.errors import LedgerError
from ledger.events.details import DetailsShredded
from ledger.store.engine import Database
from ledger.store.inspection import holds_topic
from ledger.store.shredding import Journal, journal_beside

_SHREDDED = str(DetailsShredded.model_fields["topic"].default)


@dataclass(eq=False)
class JournalMissing(LedgerError):
    """A restored copy holds what was erased after it was made, until the journal is replayed."""

    code: ClassVar[str] = "vault.journal_missing"
    says: ClassVar[str] = (
        "the journal of this book's erasures is not at {journal}; bring it back first, or say "
        "where the keys are that it lies beside in HUZHU_KEYS"
    )
    says_zh: ClassVar[str] = (
        "{journal} 处没有本账套的删除日志；请先取回，或用 HUZHU_KEYS 指明密钥位置（日志在其旁）"
    )
    remedy: ClassVar[str] = (
        "Bring the journal back beside the key file, or name the key file in `HUZHU_KEYS`, and run "
        "the command again; where there never was one, since nobody was ever erased, say so with "
        "`huzhu restore --nobody-erased`."
    )
    rule_source: ClassVar[str] = "this ledger: what was erased is gone for good"
    journal: str


def journal_of(book: Book) -> Journal:
    """Return the journal of a book's erasures."""
    return Journal(journal_beside(book.keys_path), book.book_id)


def kept_journal(book: Book) -> Journal:
    """Return a book's journal, and begin that of an older book in which nobody was erased yet.

    Raises:
        JournalMissing: somebody was, so that the journal was lost.
        JournalUnusable: it cannot be read or written.
    """
    journal = journal_of(book)
    require_kept(journal, book.database, may_be_begun=True)
    return journal


def require_kept(journal: Journal, database: Database, *, may_be_begun: bool) -> None:
    """Refuse a journal that is missing; where it may be, begin it unless the record tells of erasures.

    Raises:
        JournalMissing: it was lost, or may have been.
        JournalUnusable: it cannot be read or written.
    """
    if journal.is_there():
        return
    if not may_be_begun or has_erased(database):
        raise JournalMissing(str(journal.path))
    journal.begin()


def has_erased(database: Database) -> bool:
    """Tell whether a record says that anything was erased. It may read through all of it."""
    return holds_topic(database, _SHREDDED)
