"""`huzhu doctor`: is the book kept as its promises need it."""

import json
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import click
from rich.cells import cell_len

from ledger.commands import exits
from ledger.commands.doctor_words import in_chinese
from ledger.commands.journal_kept import has_erased
from ledger.commands.shared import Session, pass_session
from ledger.errors import RecordDamaged
from ledger.events import restore
from ledger.languages import counted
from ledger.projections.status import status
from ledger.store import inspection_postgresql as on_server
from ledger.store.address import BookAddress
from ledger.store.engine import Database, expect_sqlite
from ledger.store.inspection import (
    Finding,
    State,
    clock,
    damaged,
    files,
    going_on,
    judged,
    last_position,
    schema_revision,
    sqlite_settings,
    sqlite_triggers,
)
from ledger.store.inspection_vault import journal_of, keys_of
from ledger.store.keyfile import keys_beside
from ledger.store.recorder import BookRecorder
from ledger.store.schema import REVISION
from ledger.store.shredding import Journal, journal_beside

_STATES: dict[State, tuple[str, str]] = {
    "ok": ("正常", "OK"),
    "warning": ("提示", "warning"),
    "refused": ("不合格", "refused"),
}


@click.command()
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
@pass_session
def doctor(session: Session, as_: str) -> None:
    """Look at what the book rests on: settings, triggers, roles, files, clock, projections.

    Exit code 3 says that something must be mended before anything more is recorded.

    Example: huzhu --book chengdu.db doctor
    """
    found = list(dict.fromkeys(findings(session)))
    if as_ == "json":
        click.echo(json.dumps([each._asdict() for each in found], ensure_ascii=False))
    else:
        _table(session, found)
    if any(each.state == "refused" for each in found):
        click.get_current_context().exit(exits.REFUSED)


def findings(session: Session) -> Iterator[Finding]:
    """Look at everything, the schema first: what is not ours is not looked into."""
    address = BookAddress.parse(session.address)
    if address.path is not None:
        expect_sqlite(address.path)
    with Database.connect(address) as database:
        revision = database.revision()
        yield schema_revision(revision)
        keys = keys_beside(address)
        yield from files(address.path, keys, journal_beside(keys))
        if revision != REVISION:
            return
        yield from going_on(_vault(database, keys))
        now, last = session.entropy.now(), None
        try:
            last = _last(database)
        except RecordDamaged as error:
            yield damaged(error)
        if database.dialect == "sqlite":
            yield from sqlite_settings(database)
            yield from sqlite_triggers(database)
            yield from clock(now, last, None)
        else:
            yield from going_on(_server(database, address.schema, now, last))
        yield from going_on(_projections(database))


def _server(
    database: Database, schema: str, now: datetime, last: datetime | None
) -> Iterator[Finding]:
    with database.reading() as connection:
        yield from on_server.settings(connection)
        yield from on_server.triggers(connection)
        yield from on_server.roles(connection, schema)
        yield from clock(now, last, on_server.server_clock(connection))


def _vault(database: Database, keys: Path) -> Iterator[Finding]:
    """Look at whether keys and journal are this book's."""
    book_id = BookRecorder(database).book_id()
    journal = Journal(journal_beside(keys), book_id)
    yield from keys_of(keys, book_id, database)
    # Only where there is no journal does it matter whether there should be one.
    erased = not journal.path.exists() and has_erased(database)
    yield from journal_of(journal, has_erased=erased)


def _last(database: Database) -> datetime | None:
    """Return when the last event was recorded, or None where there is none yet.

    Raises:
        RecordDamaged: it cannot be read, or the head does not say that it is the last.
    """
    record = BookRecorder(database)
    size = record.head().size
    if size != last_position(database):
        raise RecordDamaged("the head")
    for row in record.read(after=max(0, size - 1)):
        return restore(row.topic, row.state).timestamp
    return None


def _projections(database: Database) -> Iterator[Finding]:
    for each in status(database):
        name = f"projection {each.name}"
        if each.quarantined:
            remedy = (
                "find out why with `huzhu projection status`; statements say they are incomplete"
            )
            yield Finding(
                name, "refused", f"{counted(each.quarantined, 'event')} in quarantine", remedy
            )
        elif each.is_outdated:
            yield Finding(name, "warning", "an older version", "run `huzhu projection rebuild`")
        else:
            said = f"{counted(each.lag_events, 'event')} behind"
            remedy = "run `huzhu projection catch-up`"
            yield judged(name, not each.lag_events, said, remedy, warning=True)


def _table(session: Session, found: list[Finding]) -> None:
    zh = session.lang == "zh"
    found = [in_chinese(each) for each in found] if zh else found
    rows = [(_STATES[each.state][0 if zh else 1], each.name, each.found) for each in found]
    widths = [max(cell_len(row[n]) for row in rows) for n in (0, 1)]
    for row, each in zip(rows, found, strict=True):
        cells = [
            cell + " " * (width - cell_len(cell)) for cell, width in zip(row, widths, strict=False)
        ]
        click.echo("  ".join([*cells, row[2]]))
        if each.remedy:
            click.echo(" " * (widths[0] + 2) + f"→ {each.remedy}")
