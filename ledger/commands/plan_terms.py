"""Which terms a command is about: a plan file, a version published in a book, or a shipped plan."""

from contextlib import closing
from pathlib import Path

from ledger.book import Book
from ledger.commands.shared import Session
from ledger.commands.texts import read_text
from ledger.errors import Unknown
from ledger.plans import PlanTerms, parse_terms
from ledger.terms import shipped


def terms_named(session: Session, named: str) -> PlanTerms:
    """Return the terms of a plan file, or of a version by its key.

    A file comes first; then a version that the session's book has published; then a shipped plan.

    Raises:
        TermsUnsound: the file's terms contradict themselves.
        Unknown: there is neither such a file nor such a version.
    """
    path = Path(named)
    if path.is_file() or path.suffix in {".yaml", ".yml"}:
        return parse_terms(read_text(path)[0])
    return published(session, named) or shipped_terms(named)


def published(session: Session, key: str) -> PlanTerms | None:
    """Return a version that the session's book has published, where there is a book that has it."""
    if not session.book:
        return None
    with closing(Book.open(session.address, entropy=session.entropy)) as book:
        try:
            return book.terms(key)
        except Unknown:
            return None


def shipped_terms(key: str) -> PlanTerms:
    """Return the terms of a shipped plan (Unknown where none has the key)."""
    text = shipped().get(key)
    if text is None:
        raise Unknown("plan version", key)
    return parse_terms(text)
