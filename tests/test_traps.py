"""What others fell into, where no test of one module would see it: the library's own stores, rules upon replay."""

import ast
import inspect
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from uuid import UUID

import pytest
import xlsxwriter
from sqlalchemy import Connection

from ledger.aggregates import Aggregate, Unit
from ledger.book import Book
from ledger.demo.tables import write_xlsx
from ledger.errors import KeyTaken
from ledger.events import Event
from ledger.store.address import BookAddress
from ledger.store.batch import Batch
from ledger.store.conflicts import StreamMoved
from ledger.store.engine import Database
from ledger.store.migrate import create_book, migrate
from ledger.store.recorder import BookRecorder
from ledger.store.refusals import NotAnAddress
from tests.commands.office import SmallOffice
from tests.privacy.offices import built, in_file
from tests.store.making import event, events, key, stream

__all__ = ["built", "in_file"]
ROOT = Path(__file__).parent.parent
NOT_OURS = ("psycopg", "eventsourcing.postgres", "eventsourcing.sqlite", "eventsourcing_sqlalchemy")
SWITCHES = re.compile("ENABLE_DB_FUNCTIONS|PERSISTENCE_MODULE")
ENVIRONMENT = {"PERSISTENCE_MODULE": "eventsourcing.postgres", "POSTGRES_ENABLE_DB_FUNCTIONS": "y"}
VAULT = ("data_key", "sealed_field", "blind_index")
# Views of the schema, each with the tables that it reads.
_VIEWS = """
select distinct v.relname from pg_class v
join pg_rewrite r on r.ev_class = v.oid
join pg_depend d on d.objid = r.oid and d.classid = 'pg_rewrite'::regclass
     and d.refclassid = 'pg_class'::regclass
join pg_class t on t.oid = d.refobjid and t.relkind = 'r'
where v.relkind = 'v' and v.relnamespace = current_schema()::regnamespace
"""
VIEWS_PAST_ROW_SECURITY = (
    f"{_VIEWS} and t.relrowsecurity"
    " and not coalesce('security_invoker=true' = any(v.reloptions), false)"
)
VIEWS_OF_THE_VAULT = f"{_VIEWS} and t.relname in {VAULT}"
POLICIES_OF_A_SETTING = """
select p.polname from pg_policy p join pg_class c on c.oid = p.polrelid
where c.relnamespace = current_schema()::regnamespace
  and concat(pg_get_expr(p.polqual, c.oid), pg_get_expr(p.polwithcheck, c.oid)) ~ 'current_setting'
"""
RENAMED = """
select format('alter table %%I rename constraint %%I to', c.relname, k.conname)
from pg_constraint k join pg_class c on c.oid = k.conrelid
where c.relnamespace = current_schema()::regnamespace and k.contype in ('p', 'u')
"""


# --- the library's own stores: functions in the database, tracking that looks first, psycopg 3 ---


def foreign(source: str) -> list[str]:
    """Return what a module imports of the library's own stores, or switches on in them."""
    found = []
    for node in ast.walk(ast.parse(source)):
        match node:
            case ast.Import(names=names):
                found += [each.name for each in names]
            case ast.ImportFrom(module=str(module), names=names):
                found += [f"{module}.{each.name}" for each in names]
            case ast.Constant(value=str(text)) if SWITCHES.search(text):
                found.append(NOT_OURS[0])
    return [name for name in found if f"{name}.".startswith(tuple(f"{n}." for n in NOT_OURS))]


def test_no_module_stores_with_what_the_library_brings() -> None:
    modules = sorted((*(ROOT / "ledger").rglob("*.py"), *(ROOT / "migrations").rglob("*.py")))

    assert len(modules) > 200
    assert [path for path in modules if foreign(path.read_text("utf-8"))] == []


@pytest.mark.parametrize(
    "planted",
    [
        "import psycopg",
        "from psycopg import sql",
        "from eventsourcing.postgres import PostgresProcessRecorder",
        "from eventsourcing import postgres",
        "import eventsourcing_sqlalchemy.recorders",
        "env = {'POSTGRES_ENABLE_DB_FUNCTIONS': 'y'}",
    ],
)
def test_a_planted_store_of_the_library_is_found(planted: str) -> None:
    assert len(foreign(f"def later():\n    {planted}\n")) == 1


def test_nothing_outside_switches_a_book_to_the_librarys_store_or_its_functions(
    database_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    address = BookAddress.parse(database_url)
    migrate(address)
    for name, value in ENVIRONMENT.items():
        monkeypatch.setenv(name, value)
    with Database.open(address) as database:
        create_book(database, stream())
        book = Book(database)

        for used in (book.recorder, book.events.recorder, book.notification_log.recorder):
            assert used is book.record
        stores = {each.__module__ for each in type(book.record).__mro__}
        assert stores & {name for name in stores if name.startswith(NOT_OURS)} == set()


def test_the_server_is_reached_by_the_driver_that_is_locked() -> None:
    address = BookAddress.parse("postgresql://clerk@localhost/books")
    assert address.url is not None
    assert address.url.get_dialect().driver == "psycopg2"
    with pytest.raises(NotAnAddress):
        BookAddress.parse("postgresql+psycopg://clerk@localhost/books")
    locked = (ROOT / "requirements" / "run.txt").read_text("utf-8")
    assert re.findall(r"^(psycopg\S*)==", locked, re.MULTILINE) == ["psycopg2-binary"]


# --- row-level security that a login can talk its way around ---


@pytest.fixture
def on_server(postgresql_url: str) -> Iterator[Connection]:
    """A transaction in the schema of an empty book, rolled back at the end."""
    address = BookAddress.parse(postgresql_url)
    migrate(address)
    with Database.open(address) as database, database.reader.connect() as connection:
        yield connection
        connection.rollback()


def named(connection: Connection, query: str) -> list[str]:
    return sorted(connection.exec_driver_sql(query).scalars())


def test_no_row_is_kept_from_a_login_by_a_setting_that_it_can_change(
    on_server: Connection,
) -> None:
    assert named(on_server, POLICIES_OF_A_SETTING) == []

    on_server.exec_driver_sql(  # the control
        "create policy own_rows on event using (topic = current_setting('huzhu.topic', true))"
    )
    assert named(on_server, POLICIES_OF_A_SETTING) == ["own_rows"]


def test_no_view_shows_past_the_row_security_of_its_tables(on_server: Connection) -> None:
    assert named(on_server, VIEWS_PAST_ROW_SECURITY) == []

    on_server.exec_driver_sql("alter table quarantine enable row level security")  # the control
    assert named(on_server, VIEWS_PAST_ROW_SECURITY) == ["report_freshness_v1"]
    on_server.exec_driver_sql("alter view report_freshness_v1 set (security_invoker = true)")
    assert named(on_server, VIEWS_PAST_ROW_SECURITY) == []


def test_no_view_lends_its_owners_right_to_the_vault(on_server: Connection) -> None:
    assert named(on_server, VIEWS_OF_THE_VAULT) == []

    on_server.exec_driver_sql("create view people as select digest from blind_index")  # the control
    assert named(on_server, VIEWS_OF_THE_VAULT) == ["people"]


# --- rules that run again when events are replayed ---


def rules() -> Iterator[tuple[type, str]]:
    """Go through the methods of aggregates that refuse, or that record what they decide."""
    for aggregate in Aggregate.__subclasses__():
        for owner in aggregate.__mro__:
            if not owner.__module__.startswith("ledger.aggregates"):
                continue
            for name, method in vars(owner).items():
                if name != "record" and inspect.isfunction(method) and _decides(method):
                    yield owner, name


def _decides(method: object) -> bool:
    source = inspect.getsource(method)  # type: ignore[arg-type]
    return "self.record(" in source or "raise " in source


def fold(history: list[Event]) -> int:
    """Fold every stream of a record; return how many there are."""
    streams: dict[UUID, Aggregate | None] = {}
    for fact in history:
        streams[fact.originator_id] = fact.mutate(streams.get(fact.originator_id))
    return len(streams)


@pytest.fixture
def forbidden(monkeypatch: pytest.MonkeyPatch) -> int:
    """Let every rule fail that is asked; how many there are."""

    def asked(*_: object, **__: object) -> None:
        raise AssertionError("a rule was asked while facts were folded")

    found = {(owner, name) for owner, name in rules() if name != "when"}
    for owner, name in found:
        monkeypatch.setattr(owner, name, asked)
    return len(found)


def test_no_rule_is_asked_again_when_facts_are_folded(in_file: SmallOffice, request: Any) -> None:
    history = in_file.events()
    assert request.getfixturevalue("forbidden") > 50

    assert fold(history) > 10


def test_a_rule_planted_in_a_fold_is_found(
    in_file: SmallOffice, request: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    history = in_file.events()
    folding = Unit.when

    def when(self: Unit, fact: Any) -> None:
        folding(self, fact)
        self.require_open()

    monkeypatch.setattr(Unit, "when", when)
    assert fold(history) > 10
    request.getfixturevalue("forbidden")

    with pytest.raises(AssertionError, match="a rule was asked"):
        fold(history)


def test_no_aggregate_uses_the_librarys_decorator_whose_bodies_run_again() -> None:
    modules = sorted((ROOT / "ledger" / "aggregates").glob("*.py"))
    imported = {
        f"{node.module}.{each.name}"
        for path in modules
        for node in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(node, ast.ImportFrom)
        for each in node.names
        if (node.module or "").startswith("eventsourcing")
    }
    assert imported == {"eventsourcing.domain.BaseAggregate", "eventsourcing.utils.register_topic"}


# --- text that a spreadsheet takes for a formula ---


def formulas(path: Path) -> int:
    with zipfile.ZipFile(path) as packed:
        sheets = [name for name in packed.namelist() if name.startswith("xl/worksheets/")]
        return sum(packed.read(name).count(b"<f>") for name in sheets)


def test_text_that_looks_like_a_formula_is_written_into_a_workbook_as_text(tmp_path: Path) -> None:
    ours, planted = tmp_path / "ours.xlsx", tmp_path / "planted.xlsx"

    write_xlsx(ours, "名册", ("姓名",), ["=1+1", "{=1+1}"])
    with xlsxwriter.Workbook(planted) as book:  # the control: what the writer does unless told
        book.add_worksheet().write(0, 0, "=1+1")

    assert (formulas(ours), formulas(planted)) == (0, 1)


# --- constraints whose names differ ---


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_conflict_is_told_whatever_the_constraints_are_called(database_url: str) -> None:
    address = BookAddress.parse(database_url)
    migrate(address)
    first, late = stream(), stream()
    with Database.open(address) as database:
        create_book(database, stream())
        with database.writing() as connection:
            renamed = connection.exec_driver_sql(RENAMED).scalars().all()
            for n, statement in enumerate(renamed):
                connection.exec_driver_sql(f"{statement} other_{n}")
        recorder = BookRecorder(database)
        recorder.append(Batch([event(first)], keys=[key("C-1", first)]))

        with pytest.raises(StreamMoved):
            recorder.append(Batch([event(first)]))
        with pytest.raises(StreamMoved):  # many at once go another way to the server
            recorder.append(Batch([*events(200), event(first)]))
        with pytest.raises(KeyTaken):
            recorder.append(Batch([event(late)], keys=[key("C-1", late)]))
    assert len(renamed) >= 10
