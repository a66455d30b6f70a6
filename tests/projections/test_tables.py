"""Tables of facts: what the migration promised, and what reporting tools may rely on."""

import sqlite3

import pytest

from ledger.projections import catalogue
from tests import history
from tests.projections.books import Shelf

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
    assert sorted(indexes) == [("audit_trail_g1_claim",), ("claim_step_g1_claim",)]


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
