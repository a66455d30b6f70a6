"""What a vault rests on outside its database, looked at: whose the keys are, and the journal. For `huzhu doctor`."""

from collections.abc import Iterator
from pathlib import Path
from typing import Final
from uuid import UUID

from ledger.store.binding import is_own
from ledger.store.engine import Database
from ledger.store.inspection import Finding, judged
from ledger.store.keyfile import load_keys
from ledger.store.refusals import KeysUnusable
from ledger.store.shredding import Journal, JournalUnusable

_OWN_KEYS: Final = "name this book's own key file in HUZHU_KEYS; record nothing under another's"
_BRING_BACK: Final = "bring it back beside the key file: without it nothing can be restored"
_BEGIN: Final = "it is begun by `huzhu backup`, or with the next erasure"


def keys_of(path: Path, book_id: UUID, database: Database) -> Iterator[Finding]:
    """Look at whose a key file is; of one that is missing or no key file others tell."""
    try:
        keys = load_keys(path)
    except KeysUnusable:
        return
    own = is_own(keys, book_id, database)
    said = "this book's" if own else "another book's"
    yield judged("key file's book", own, said, _OWN_KEYS)


def journal_of(journal: Journal, *, has_erased: bool) -> Iterator[Finding]:
    """Look at whether the book's journal of erasures is there, and can be read."""
    name = "content of the journal"
    try:
        there = journal.is_there()
    except JournalUnusable as error:
        yield Finding(name, "refused", error.problem, _BRING_BACK)
        return
    if there:
        yield Finding(name, "ok", "this book's")
    elif has_erased:
        yield Finding(name, "refused", "missing, though data were erased", _BRING_BACK)
    else:
        yield Finding(name, "warning", "missing, and nothing was erased yet", _BEGIN)
