"""Tables of facts: what the migration promised, and what reporting tools may rely on."""

import sqlite3

import pytest

from ledger.projections import catalogue
from ledger.projections.digest import MARK_EVERY
from ledger.projections.rebuild import rebuild
from ledger.projections.tables import Table
from tests import history
from tests.projections.books import Shelf

TABLES = [each.table for each in catalogue.PROJECTIONS.values()]
# A column that changes its name or place breaks somebody's report: that needs a new version.
REPORT_VIEWS = {
    "report_loss_ratio_v1": (
        "fund plan period written_fen earned_fen incurred_fen received_fen paid_fen "
        "loss_ratio_bp payout_ratio_bp"
    ),
    "report_freshness_v1": "projection version position head lag_events quarantined",
}


@pytest.mark.parametrize("name", catalogue.PROJECTIONS)
def test_a_view_shows_exactly_the_columns_of_its_facts(book: Shelf, name: str) -> None:
    declared = catalogue.PROJECTIONS[name].table
    assert _columns(book, declared.name) == declared.column_names.replace(",", "")


@pytest.mark.parametrize("view", REPORT_VIEWS)
def test_report_views_keep_their_columns(book: Shelf, view: str) -> None:
    assert _columns(book, view) == REPORT_VIEWS[view]


def test_sqlite_keeps_facts_in_strict_tables_without_needless_indexes(sqlite_book: Shelf) -> None:
    tables = sqlite_book.rows(
        "select sql from sqlite_master where type = 'table' and name like '%_g1'"
    )
    assert len(tables) == len(catalogue.PROJECTIONS)
    assert all("strict" in str(sql) for (sql,) in tables)
    indexes = sqlite_book.rows(
        "select name from sqlite_master where type = 'index' and tbl_name like '%_g1'"
    )
    assert sorted(indexes) == [
        ("audit_trail_g1_claim",),
        ("audit_trail_g1_kind",),
        ("audit_trail_g1_member",),
        ("claim_step_g1_claim",),
        ("coverage_g1_period",),
        ("journal_line_g1_bank_account",),
    ]


@pytest.mark.parametrize("table", [t for t in TABLES if t.latest], ids=lambda table: table.name)
@pytest.mark.parametrize("batch", [1, 7, MARK_EVERY])
def test_each_subjects_latest_row_is_found_whatever_the_batches(
    book: Shelf, table: Table, batch: int
) -> None:
    events = history.two_years()
    book.keep(*events[: len(events) // 2])
    book.catch_up(batch_events=batch)
    book.keep(*events[len(events) // 2 :])
    book.catch_up(batch_events=batch)
    assert table.latest is not None
    of, columns = table.latest.of, table.column_names
    newest = f"select max(position) from {table.name} group by {of}"
    expected = f"select {columns} from {table.name} where position in ({newest}) order by position"
    shown = f"select {columns} from {table.name}_latest order by position"
    before = book.rows(shown)
    assert before == book.rows(expected)
    assert len(before) < len(book.rows(f"select * from {table.name}")), "some went on"

    rebuild(book.database, book.record)

    assert book.rows(shown) == before
    assert _columns(book, f"{table.name}_latest") == columns.replace(",", "")


def test_sqlite_refuses_text_where_money_belongs(sqlite_book: Shelf) -> None:
    sqlite_book.keep(*history.two_years())
    sqlite_book.catch_up()
    with pytest.raises(sqlite3.IntegrityError, match="cannot store TEXT"):
        sqlite_book.write("update payment_g1 set amount_fen = 'much'")


def test_facts_hold_no_field_of_a_person(book: Shelf) -> None:
    personal = {"name", "phone", "identity", "account", "wage", "diagnosis", "birth"}
    for projection in catalogue.PROJECTIONS.values():
        columns = {column.name for column in projection.table.columns}
        allowed = {"journal": {"account"}, "register": {"name"}}.get(projection.name, set())
        assert columns & personal <= allowed


def _columns(book: Shelf, view: str) -> str:
    with book.database.reading() as connection:
        found = connection.exec_driver_sql(f"select * from {view} where 1 = 0")
        return " ".join(found.keys())
