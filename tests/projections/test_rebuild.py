"""Rebuilding changes nothing, and finds what was changed."""

from collections.abc import Callable, Sequence
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.events import Event
from ledger.projections import catalogue
from ledger.projections import rebuild as rebuilding
from ledger.projections.rebuild import rebuild
from ledger.projections.storage import Cursor, Standing, alike, live
from ledger.store.engine import Database
from tests import history, makers
from tests.projections.books import Shelf, shelf


def test_rebuilding_changes_nothing(book: Shelf) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    before = book.digests()

    reports = rebuild(book.database, book.record)

    assert {f"{each.name}@{each.version}": each.rebuilt for each in reports} == before
    assert all(each.is_equal for each in reports)
    assert book.digests() == before
    assert {each.generation for each in _live(book)} == {2}


@given(st.permutations(history.two_years()), st.integers(1, 30))
@settings(max_examples=5, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_rebuilding_changes_nothing_whatever_the_order_of_events(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], batch: int
) -> None:
    with shelf(str(tmp_path_factory.mktemp("books") / "book.db")) as book:
        book.keep(*events)
        book.catch_up(batch_events=batch)
        assert all(each.is_equal for each in rebuild(book.database, book.record))


def test_rebuilt_rows_are_found_as_quickly_as_the_old_ones(book: Shelf) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    before = _indexes(book)
    assert len(before) > len(catalogue.PROJECTIONS)

    rebuild(book.database, book.record)

    assert _indexes(book) == {each.replace("_g1", "_g2") for each in before}


def _indexes(book: Shelf) -> set[str]:
    """Return the declarations of tables and indexes that hold facts, as the database tells them."""
    of_sqlite = (
        "select coalesce(sql, name) from sqlite_master where tbl_name like '%\\_g_' escape '\\' "
        "or tbl_name like '%\\_g_\\_latest' escape '\\'"
    )
    of_a_server = (
        "select indexdef from pg_indexes where schemaname = current_schema() "
        "and tablename ~ '_g[0-9]'"
    )
    found = book.rows(of_sqlite if book.database.dialect == "sqlite" else of_a_server)
    return {str(declared) for (declared,) in found}


def test_readers_see_the_rebuilt_rows_under_the_same_names(book: Shelf) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    sum_of = "select cast(sum(amount_fen) as bigint) from journal_line"
    ratios = "select * from report_loss_ratio_v1 order by plan, period"
    before = (book.rows(sum_of), book.rows(ratios))
    rebuild(book.database, book.record)
    assert (book.rows(sum_of), book.rows(ratios)) == before
    assert len(book.rows(ratios)) == 3


def test_a_changed_fact_is_found_and_made_right(book: Shelf) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    before = book.digests()
    book.write(
        "update payment_g1 set amount_fen = 1 where position = (select min(position) from payment_g1)"
    )

    (report,) = rebuild(book.database, book.record, ["payment"])

    assert not report.is_equal
    assert report.found != report.rebuilt == report.recorded
    assert book.digests() == before


def test_one_projection_is_rebuilt_beside_the_others(book: Shelf) -> None:
    book.keep(*history.two_years())
    rebuild(book.database, book.record, ["coverage"])
    generations = {each.name: each.generation for each in _live(book)}
    assert generations.pop("coverage") == 2
    assert set(generations.values()) == {1}
    book.keep(makers.enrolled(originator_id=makers.member_id(1), plan="CD-NEW@2016"))
    book.catch_up()
    assert book.rows("select count(*) from coverage where plan = 'CD-NEW@2016'") == [(1,)]


def test_what_is_recorded_during_a_rebuild_is_not_lost(book: Shelf) -> None:
    book.keep(*history.office())

    def meanwhile(position: int, upto: int) -> None:
        if book.record.head().size == len(history.office()):
            book.keep(*history.first_year())
            book.catch_up()

    rebuild(book.database, book.record, progress=meanwhile)
    assert {each.position for each in _live(book)} == {book.record.head().size}


def test_what_is_recorded_when_all_is_ready_is_folded_indexed_and_compared_too(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    latest = "select * from claim_step_latest order by claim"
    events = history.two_years()
    _when_ready(monkeypatch, lambda: _keep(book, events[40:]))
    book.keep(*events[:40])

    reports = rebuild(book.database, book.record)

    assert all(each.is_equal and each.position == len(events) for each in reports)
    shown = book.rows(latest)
    assert len(shown) > 1
    assert all(each.is_equal for each in rebuild(book.database, book.record))
    assert book.rows(latest) == shown


@pytest.mark.parametrize("position", [1, 50])
def test_a_fact_is_compared_whether_it_was_there_when_all_was_ready_or_came_later(
    book: Shelf, monkeypatch: pytest.MonkeyPatch, position: int
) -> None:
    events = history.two_years()
    change = f"update audit_trail_g1 set officer = 'nobody' where position = {position}"
    book.keep(*events[:40])
    book.catch_up()
    if position <= 40:
        book.write(change)

    def later() -> None:
        _keep(book, events[40:])
        if position > 40:
            book.write(change)

    _when_ready(monkeypatch, later)
    found = {each.name: each for each in rebuild(book.database, book.record)}

    assert [name for name, each in found.items() if not each.is_equal] == ["audit_trail"]
    assert found["audit_trail"].recorded == found["audit_trail"].rebuilt


def test_a_generation_that_was_left_with_its_indexes_is_begun_again_too(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def cut_off() -> None:
        raise KeyboardInterrupt

    book.keep(*history.two_years())
    book.catch_up()
    before = _indexes(book)
    _when_ready(monkeypatch, cut_off)
    with pytest.raises(KeyboardInterrupt):
        rebuild(book.database, book.record)
    assert {each.generation for each in _live(book)} == {1}
    assert before < _indexes(book)

    assert all(each.is_equal for each in rebuild(book.database, book.record))
    assert _indexes(book) == {each.replace("_g1", "_g3") for each in before}


def _keep(book: Shelf, events: Sequence[Event]) -> None:
    book.keep(*events)
    book.catch_up()


def _when_ready(monkeypatch: pytest.MonkeyPatch, act: Callable[[], None]) -> None:
    """Do something once, between the making of indexes and the switch."""
    make: Callable[..., Any] = rebuilding._made_ready

    def made_ready(*arguments: Any) -> Any:
        made = make(*arguments)
        monkeypatch.setattr(rebuilding, "_made_ready", make)
        act()
        return made

    monkeypatch.setattr(rebuilding, "_made_ready", made_ready)


def test_a_half_built_generation_is_begun_again(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.keep(*history.two_years())
    book.catch_up()

    def cut_off(position: int, upto: int) -> None:
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        rebuild(book.database, book.record, ["journal"], progress=cut_off)
    assert {each.generation for each in _live(book)} == {1}

    (report,) = rebuild(book.database, book.record, ["journal"])
    assert report.is_equal
    assert book.rows("select count(*) from projection where name = 'journal'") == [(1,)]


def test_a_new_version_is_left_alone_until_it_is_rebuilt(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.keep(*history.office())
    book.catch_up()
    old = catalogue.PROJECTIONS["journal"]
    new = type(old)(old.name, old.version + 1, old.table, old.rows)
    monkeypatch.setitem(catalogue.PROJECTIONS, "journal", new)
    book.keep(*history.first_year())
    book.catch_up()
    assert {e.position for e in _live(book) if e.name == "journal"} == {len(history.office())}

    (report,) = rebuild(book.database, book.record, ["journal"])

    assert report.recorded is None
    assert book.digests()["journal@2"] == report.rebuilt


def test_dropping_facts_leaves_the_vault_overwriting_what_it_deletes(sqlite_book: Shelf) -> None:
    sqlite_book.keep(*history.office())
    rebuild(sqlite_book.database, sqlite_book.record)
    assert _pragma(sqlite_book.database) == 1


def _pragma(database: Database) -> int:
    with database.writing() as connection:
        return int(connection.exec_driver_sql("pragma secure_delete").scalar_one())


def _live(book: Shelf) -> list[Standing]:
    with book.database.reading() as connection:
        return live(Cursor(connection))


CHANGES = {
    "a null where there was a text": "update audit_trail_g1 set unit = null"
    " where position = (select max(position) from audit_trail_g1 where unit is not null)",
    "a text where there was a null": "update audit_trail_g1 set claim = 'C9' where position = 12",
    "a row less": "delete from audit_trail_g1 where position = 12",
    "a row more": "insert into audit_trail_g1 select 999, recorded_us, effective_on, kind, officer,"
    " login, member, unit, claim, fund, subject from audit_trail_g1 where position = 12",
    "a row moved": "update audit_trail_g1 set position = 998 where position = 12",
}


@pytest.mark.parametrize("change", CHANGES)
def test_every_change_of_a_row_is_seen_by_comparing(book: Shelf, change: str) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    table = catalogue.PROJECTIONS["audit_trail"].table
    with book.database.writing() as connection:
        cursor = Cursor(connection)
        for statement in table.ddl(cursor.dialect, 2):
            cursor.run(statement)
        cursor.run("insert into audit_trail_g2 select * from audit_trail_g1")
        assert alike(cursor, table, (1, 2), 1_000)
        assert cursor.run(CHANGES[change]) == 1

        assert not alike(cursor, table, (1, 2), 1_000)
        assert not alike(cursor, table, (2, 1), 1_000)
        assert not alike(cursor, table, (1, 2), 1_000, after=11)
        assert alike(cursor, table, (1, 2), 11)
        assert alike(cursor, table, (1, 2), 997, after=900)
