"""`huzhu init`: begin a book."""

import getpass
import os
from typing import Any

import click

from ledger.aggregates import Moment, Office, Officer
from ledger.book import Book
from ledger.commands.shared import Session, follow_up, pass_session
from ledger.drafting import Command, Draft
from ledger.entropy import time_ordered_id
from ledger.errors import DateAhead
from ledger.periods import shanghai_date
from ledger.store.address import BookAddress
from ledger.store.engine import Database
from ledger.store.keyfile import create_keys, keys_beside
from ledger.store.migrate import create_book, current, migrate
from ledger.store.refusals import BookExists, NotABook
from ledger.store.shredding import Journal, journal_beside


@click.command()
@click.option("--code", required=True, help="Short code of the office, such as CD.")
@click.option("--name", required=True, help="The office's name.")
@click.option(
    "--kind",
    type=click.Choice(["association_office", "company_fund"]),
    default="association_office",
    show_default=True,
    help="An association's office above many units, or one company's own fund.",
)
@click.option("--regime", default="npo-2004", show_default=True, help="Accounting regime.")
@click.option("--manager", required=True, help="Code of the officer who opens the book.")
@click.option(
    "--demo",
    is_flag=True,
    help="A practice book: invented people, and one person plays all officers.",
)
@pass_session
def init(
    session: Session, code: str, name: str, kind: str, regime: str, manager: str, demo: bool
) -> None:
    """Begin a book, with its keys beside it and its first manager.

    Example: huzhu --book chengdu.db init --code CD --name 成都办事处 --manager lin
    """
    address = BookAddress.parse(session.address)
    if address.path is not None and address.path.exists() and address.path.stat().st_size:
        raise NotABook(str(address)) if current(address) is None else BookExists(str(address))
    now = session.entropy.now()
    if session.on is not None and session.on > shanghai_date(now):
        raise DateAhead(session.on, shanghai_date(now))
    migrate(address)
    book_id = time_ordered_id(session.entropy, now)
    with Database.open(address) as database:
        create_book(database, book_id)
    keys = keys_beside(address)
    keys.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
    create_keys(keys, session.entropy, book_id, demo=demo)
    Journal(journal_beside(keys), book_id).begin()
    login = f"demo:{manager}" if demo else f"os:{getpass.getuser()}"
    book = Book.open(address, entropy=session.entropy, keys=keys)
    try:
        facts: dict[str, Any] = {
            "book": book_id,
            "code": code,
            "name": name,
            "kind": kind,
            "regime": regime,
        }
        _open_office(book, manager, login, session, {**facts, "demo": demo})
        follow_up(book)
    finally:
        book.close()
    session.say(
        f"账套已建立：{address}。密钥文件 {keys.name} 及其旁的删除日志须与账套分开备份。",
        f"book {address} is open; keep its key file {os.fspath(keys.name)}, with the journal of "
        "erasures beside it, apart from it",
    )


def _open_office(
    book: Book, manager: str, login: str, session: Session, facts: dict[str, Any]
) -> None:
    now = book.entropy.now()
    day = session.on or shanghai_date(now)
    own = session.command_id or time_ordered_id(book.entropy, now)
    command = Command.over(own, "init", {"code": facts["code"], "on": day})
    officer = Officer(manager, frozenset({"manager"}), None, frozenset({login}))
    at = Moment(officer, login, now, day, day, command.id)
    invented = bool(facts["demo"])
    office = Office.open(book.stream("office"), at, admits_invented_people=invented, **facts)
    draft = Draft()
    draft.account_for(command, now, draft.take([office]), {})
    book.record.append(draft.batch())
