"""Append-only attacks in every dress, as every role, on both databases: none may change what is recorded."""

import secrets
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Engine, create_engine, make_url
from sqlalchemy.pool import NullPool

from ledger.store.address import BookAddress
from ledger.store.batch import Batch, DataKeyRow, SealedFieldRow, VaultRows
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from ledger.store.roles import OWNER, role
from tests.evidence.making import BOOK_ID
from tests.operations.test_attacks import EVERYWHERE, ON_FILE, ON_SERVER, OTHERS, attacked
from tests.store.making import blind, command, event, events, key, stream
from tests.store.test_append_only import image
from torture.report import Report
from torture.site import POSTGRESQL, SQLITE, Site

MEMBER = stream(4001)
CHANGED = "changed what is recorded"
DEFINITIONS = 3  # the last of EVERYWHERE change tables, which their owner may
DRESSES = {
    SQLITE: ("{}", "with one as (select 1) {}", "/* nothing */ {} -- to see here"),
    POSTGRESQL: (
        "{}",
        "begin; savepoint s; {}; release s; commit",
        "do $$ begin {}; end $$",
        "set constraints all deferred; {}",
        "set local search_path = {schema}, pg_catalog; {}",
        "prepare attack as {}; execute attack",
        "explain analyze {}",
    ),
}
PLAIN_FIRST = True  # each statement as it is, before any is dressed up
ATTACKS = {SQLITE: 120, POSTGRESQL: 80}  # of each role, a size unit


def run(report: Report, site: Site, size: int) -> None:
    """Attack a book of each kind; the controls are books without their guards."""
    for kind in site.kinds:
        book = site.place(kind, site.inside(f"attacked-{kind}"))
        migrate(BookAddress.parse(book))
        with Database.open(BookAddress.parse(book)) as database:
            fill(database)
            if kind == SQLITE:
                on_file(report, site, database, ATTACKS[kind] * size)
            else:
                on_server(report, site, database, book, ATTACKS[kind] * size)


def fill(database: Database) -> None:
    """Put at least one row into every table."""
    create_book(database, BOOK_ID)
    rows = VaultRows(
        [DataKeyRow(MEMBER, "identity", 1, stream(4002), b"w" * 60)],
        [SealedFieldRow(MEMBER, "identity", 1, b"c" * 60)],
        [blind(b"d" * 32, MEMBER)],
    )
    batch = Batch(
        [event(MEMBER), *events(299)], [key("C-1", MEMBER)], commands=[command()], vault=rows
    )
    BookRecorder(database).append(batch)


def dressed(
    site: Site, kind: str, role_name: str, statements: list[str], count: int, schema: str
) -> Iterator[str]:
    """Yield attacks: each statement as it is, then in the other dresses, by chance."""
    chance = site.chance("attacks", kind, role_name)
    plain = list(statements)
    chance.shuffle(plain)
    for n in range(count):
        statement = plain[n % len(plain)]
        is_first = PLAIN_FIRST and n < len(plain)
        dress = "{}" if is_first else chance.choice(DRESSES[kind])
        yield dress.replace("{schema}", schema).replace("{}", statement)


def on_file(report: Report, site: Site, database: Database, count: int) -> None:
    """Attack through each of huzhu's own connections."""
    definitions = {"drop table event", "alter table event rename to event_old"}
    statements = [
        each.replace("{other_id}", "zeroblob(16)")
        for each in (*EVERYWHERE[:-DEFINITIONS], *ON_FILE)
        if each not in definitions
    ]
    for name in ("reader", "writer"):
        engine = getattr(database, name)
        attempts = dressed(site, SQLITE, name, statements, count, "main")
        _attack(report, database, engine, attempts, f"SQLite's {name}")
    with report.planting("a table without its trigger against replacement", CHANGED) as found:
        attempt = "drop trigger event_no_replace; replace into event"
        attempt += " select position, originator_id, 99, topic, state from event where position = 1"
        _attack(found, database, database.writer, iter(attempt.split("; ")), "SQLite, unguarded")


def on_server(report: Report, site: Site, database: Database, book: str, count: int) -> None:
    """Attack as every role, and as nobody."""
    schema = str(make_url(book).query["schema"])
    blanks = {"{owner}": role(schema, OWNER), "{schema}": schema, "{other_id}": "gen_random_uuid()"}
    statements = []
    for statement in (*EVERYWHERE, *ON_SERVER):
        for blank, value in blanks.items():
            statement = statement.replace(blank, value)  # noqa: PLW2901 - filled in step by step
        statements.append(statement)
    for held in OTHERS:
        name = "+".join(held) or "nobody"
        with login(site, book, held) as engine:
            attempts = dressed(site, POSTGRESQL, name, statements, count, schema)
            _attack(report, database, engine, attempts, name)
    with report.planting("a superuser who takes the triggers away", CHANGED) as found:
        attempt = iter(["alter table event disable trigger all; delete from event"])
        _attack(found, database, database.writer, attempt, "superuser")


def _attack(
    report: Report, database: Database, engine: Engine, attempts: Iterator[str], who: str
) -> None:
    before = image(database)
    for statement in attempts:
        took_it = attacked(engine, statement)
        report.count("attacks")
        after = image(database)
        if after != before:
            report.fault(f"{who} changed what is recorded: {statement}")
            return
        if took_it:
            report.fault(f"{who} was let do it, though nothing changed: {statement}")


@contextmanager
def login(site: Site, book: str, held: tuple[str, ...]) -> Iterator[Engine]:
    """Make a login that is a member of roles, and connect as it."""
    url = make_url(book)
    schema = str(url.query["schema"])
    name, password = f"{site.mark}_{secrets.token_hex(4)}", secrets.token_hex(8)
    site.execute(f"create role {name} login password '{password}'")
    for each in held:
        site.execute(f'grant "{role(schema, each)}" to {name}')
    own = url.set(drivername="postgresql+psycopg2", username=name, password=password)
    engine = create_engine(
        own.difference_update_query(["schema"]),
        connect_args={"options": f"-csearch_path={schema}"},
        poolclass=NullPool,
    )
    try:
        yield engine
    finally:
        engine.dispose()
        site.execute(f"drop role {name}")
