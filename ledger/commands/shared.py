"""What commands share: the session, the opened book, types of values, and how results are said."""

import getpass
import os
from collections.abc import Callable
from contextlib import closing
from dataclasses import dataclass, field
from datetime import date
from functools import update_wrapper
from hashlib import file_digest
from pathlib import Path
from typing import Any, TypeVar
from uuid import UUID

import click

from ledger.aggregates.impersonal import require_no_number
from ledger.book import Book
from ledger.drafting import Acting, Request
from ledger.entropy import Entropy, SystemEntropy
from ledger.events import Document
from ledger.languages import Lang
from ledger.money import parse_yuan
from ledger.projections.engine import catch_up

# Inputs that are recorded as they were typed, and are neither codes nor amounts. What every event
# keeps of its circumstances, `Moment` looks at: reason, resolution and the document's name.
KEPT_TEXTS = frozenset(
    {"name", "title", "body", "place", "provider", "citation", "counterpart", "service_point"}
)
# What an officer types as a day lies between them: terms of days reckoned from it stay in the calendar.
FIRST_DAY, LAST_DAY = date(1900, 1, 1), date(2199, 12, 31)
F = TypeVar("F", bound=Callable[..., Any])


@dataclass
class Session:
    """What holds for one call of `huzhu`: where the book is, who acts, and in which language."""

    book: str | None = None
    officer: str | None = None
    on: date | None = None
    lang: Lang = "en"
    command_id: UUID | None = None
    entropy: Entropy = field(default_factory=SystemEntropy)

    @property
    def address(self) -> str:
        """The book's address, which must have been given."""
        if not self.book:
            raise click.UsageError("name the book with --book, or in HUZHU_BOOK")
        return self.book

    def acting(self) -> Acting:
        """Return the officer and the login of whoever runs this process."""
        if not self.officer:
            raise click.UsageError("name the officer with --as, or in HUZHU_OFFICER")
        return Acting(self.officer, f"os:{getpass.getuser()}")

    def request(self, name: str, inputs: dict[str, Any], **circumstances: Any) -> Request:
        """Return a request over plain inputs.

        Raises:
            TextNamesPerson: a text among them, which an event would keep, holds somebody's number.
        """
        for text in KEPT_TEXTS & inputs.keys():
            require_no_number(text, inputs[text])
        return Request(name, inputs, on=self.on, command_id=self.command_id, **circumstances)

    def say(self, zh: str, en: str) -> None:
        """Tell the officer what was done."""
        click.echo(zh if self.lang == "zh" else en)

    def complain(self, zh: str, en: str) -> None:
        """Tell the officer what went wrong."""
        click.echo(zh if self.lang == "zh" else en, err=True)


pass_session = click.make_pass_decorator(Session, ensure=True)


def open_book(session: Session) -> Book:
    """Open the session's book for recording; in a demo book every officer has their own login."""
    acting = session.acting()
    book = Book.open(session.address, acting=acting, entropy=session.entropy)
    if book.office().opened.demo:
        book.acting = Acting(acting.officer, f"demo:{acting.officer}")
    return book


def pass_book(command: F) -> F:
    """Give a command its session and its book, and let projections catch up after it.

    A projection that fails is a warning: it is never the command's result.
    """

    @click.pass_context
    def opened(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        session = context.ensure_object(Session)
        with closing(open_book(session)) as book:
            before = book.record.head().size
            try:
                return context.invoke(command, session, book, *args, **kwargs)
            finally:
                if book.record.head().size != before:
                    follow_up(book)

    return update_wrapper(opened, command)  # type: ignore[return-value]


def pass_reader(command: F) -> F:
    """Give a command its session and its book, to read from only."""

    @click.pass_context
    def opened(context: click.Context, /, *args: Any, **kwargs: Any) -> Any:
        session = context.ensure_object(Session)
        book = Book.open(session.address, entropy=session.entropy)
        with closing(book):
            return context.invoke(command, session, book, *args, **kwargs)

    return update_wrapper(opened, command)  # type: ignore[return-value]


def bring_up_to_date(book: Book, *names: str) -> None:
    """Let projections that a command reads catch up first; all of them, unless it names some."""
    while catch_up(book.database, book.record, names).position < book.record.head().size:
        pass  # another was catching up at the same time, and is not done


def follow_up(book: Book) -> None:
    """Let projections catch up after a command, unless a follower does (HUZHU_CATCH_UP=off)."""
    if os.environ.get("HUZHU_CATCH_UP") == "off":
        return
    try:
        catch_up(book.database, book.record)
    except Exception as error:
        context = click.get_current_context(silent=True)
        session = None if context is None else context.find_object(Session)
        kind = type(error).__name__
        (session or Session()).complain(
            f"警告：已记录，但投影尚未跟上（{kind}）；请运行 huzhu projection catch-up",
            f"warning: recorded, but the projections lag ({kind}); run 'huzhu projection catch-up'",
        )


class Yuan(click.ParamType[int]):
    """An amount in yuan, read as exact fen."""

    name = "yuan"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        """Read an amount above zero."""
        if isinstance(value, int):
            return value
        try:
            fen = parse_yuan(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        if fen <= 0:
            self.fail(f"{value!r} is not above zero", param, ctx)
        return fen


class Day(click.ParamType[date]):
    """A calendar day, as 2015-01-31, of the centuries that a book can be about."""

    name = "date"

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> date:
        """Read an ISO date."""
        if isinstance(value, date):
            return value
        try:
            day = date.fromisoformat(value)
        except ValueError:
            self.fail(f"{value!r} is not a date such as 2015-01-31", param, ctx)
        if not FIRST_DAY <= day <= LAST_DAY:
            self.fail(f"{value!r} is not between {FIRST_DAY} and {LAST_DAY}", param, ctx)
        return day


YUAN, DAY = Yuan(), Day()
FILE = click.Path(exists=False, dir_okay=False, path_type=Path)
FOLDER = click.Path(file_okay=False, path_type=Path)


def sha256_of(path: Path) -> str:
    """Return the SHA-256 of a file, in hex.

    Raises:
        click.UsageError: it cannot be read.
    """
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError as error:
        raise click.UsageError(f"{path}: {error.strerror}") from None


def document_of(path: Path | None) -> Document | None:
    """Return the reference to a paper or file: its name and digest."""
    return None if path is None else Document(reference=path.name, sha256=sha256_of(path))
