"""The engine: every event once, whatever the batches, whoever else projects, whatever it meets."""

from collections.abc import Callable
from hashlib import sha256
from typing import Any

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import RecordDamaged
from ledger.events import REGISTRY
from ledger.projections import catalogue, engine
from ledger.projections.ahead import Ahead
from ledger.projections.digest import MARK_EVERY
from ledger.projections.engine import catch_up
from ledger.projections.folding import EVENT_INVALID, NOT_FOLDED, TOPIC_UNKNOWN, folded
from ledger.projections.rebuild import rebuild
from ledger.projections.status import status
from ledger.projections.storage import Cursor, grouped, live
from ledger.projections.tables import Projection, Row, copy_text, written, written_together
from ledger.store.batch import Batch
from tests import history, makers
from tests.projections.books import Shelf, shelf


def test_every_event_is_projected_once(book: Shelf) -> None:
    book.keep(*history.two_years())
    total = len(history.two_years())

    assert book.catch_up() == (total, total, 0)
    assert book.catch_up() == (total, 0, 0)
    assert book.rows("select count(*) from audit_trail") == [(total,)]


def test_where_one_position_has_moved_nothing_is_written(book: Shelf) -> None:
    book.keep(*history.two_years())
    with book.database.reading() as connection:
        behind = live(Cursor(connection))
    batch = folded(book.database, [catalogue.PROJECTIONS[each.name] for each in behind], 0, 5)
    book.write("update projection set position = 1 where name = ?", (behind[-1].name,))
    before = book.rows("select name, position, link from projection order by name")

    with pytest.raises(engine._Overtaken):
        engine._write(book.database, behind, batch, 5)

    assert book.rows("select name, position, link from projection order by name") == before
    assert book.rows("select count(*) from audit_trail") == [(0,)]


@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_facts_are_not_waited_for_on_a_server_and_the_record_is(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: set[object] = set()
    insert = Cursor.insert

    def watched(self: Cursor, *given: Any) -> None:
        shown.update(self.all("show synchronous_commit"))
        insert(self, *given)

    monkeypatch.setattr(Cursor, "insert", watched)
    book.keep(*history.two_years())
    book.catch_up()

    assert shown == {("off",)}
    assert book.rows("show synchronous_commit") == [("on",)]


def test_an_empty_book_is_caught_up(book: Shelf) -> None:
    assert book.catch_up() == (0, 0, 0)
    assert set(book.digests()) == {each.key for each in catalogue.PROJECTIONS.values()}


def test_both_databases_hold_the_same_facts(sqlite_book: Shelf, postgresql_url: str) -> None:
    awkward = makers.unit_registered(unit="U1", name='back\\slash\ttab\nline "quote" 名\r')
    with shelf(postgresql_url) as other:
        for each in (sqlite_book, other):
            each.keep(*history.two_years(), awkward)
            each.catch_up()
        assert sqlite_book.digests() == other.digests()
        for projection in catalogue.PROJECTIONS.values():
            assert _stored(sqlite_book, projection) == _stored(other, projection)


def test_tables_hold_what_was_digested(book: Shelf) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    before_last = len(history.two_years()) - 1
    # Short of the end and before the first mark, it is folded from the rows in the tables.
    assert book.digests(at=before_last) == _digests_of_prefix(before_last)


def _digests_of_prefix(count: int) -> dict[str, str]:
    found = {}
    for projection in catalogue.PROJECTIONS.values():
        link = sha256(projection.key.encode()).digest()
        for position, event in enumerate(history.two_years()[:count], 1):
            for line in written(projection.project(event, position)):
                link = sha256(link + line).digest()
        found[projection.key] = link.hex()
    return found


@given(st.lists(st.integers(1, 60), min_size=1, max_size=6))
@settings(max_examples=8, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_batches_of_any_size_make_the_same_digests(
    tmp_path_factory: pytest.TempPathFactory, sizes: list[int]
) -> None:
    events = history.two_years()
    with shelf(str(tmp_path_factory.mktemp("books") / "book.db")) as book:
        for start, size in zip(range(0, len(events), 10), sizes * len(events), strict=False):
            book.keep(*events[start : start + 10])
            book.catch_up(batch_events=size)
        assert book.digests() == _digests_of_prefix(len(events))
        assert book.digests(at=20) == _digests_of_prefix(20)


def test_digests_before_and_after_a_mark_need_no_full_read(sqlite_book: Shelf) -> None:
    count = MARK_EVERY + 100
    members = [makers.member_registered(originator_id=makers.member_id(n)) for n in range(count)]
    sqlite_book.keep(*members[: MARK_EVERY - 5])
    sqlite_book.catch_up()
    before = sqlite_book.digests()
    sqlite_book.keep(*members[MARK_EVERY - 5 :])
    sqlite_book.catch_up()
    after = sqlite_book.digests()
    # The rows up to the mark are gone, yet the digest stands: only what came later was read.
    sqlite_book.write(f"delete from audit_trail_g1 where position <= {MARK_EVERY}")

    assert sqlite_book.digests(at=count) == after
    assert sqlite_book.digests(at=MARK_EVERY + 1)["journal@1"] == after["journal@1"]
    assert sqlite_book.digests(at=MARK_EVERY + 1)["audit_trail@2"] not in (
        before["audit_trail@2"],
        after["audit_trail@2"],
    )


def test_a_digest_beyond_what_is_projected_is_no_digest(book: Shelf) -> None:
    book.keep(makers.office_opened())
    with pytest.raises(ValueError, match="stands at 0, not yet at 1"):
        book.digests(at=1)


def test_an_unknown_topic_is_quarantined_and_the_projections_go_on(book: Shelf) -> None:
    _plant(book, "member.teleported.v1", makers.member_registered().stored())
    book.keep(makers.unit_registered(originator_id=makers.member_id(7)))

    done = book.catch_up()

    assert done == (2, 2, len(catalogue.PROJECTIONS))
    assert book.rows("select distinct position, topic, reason from quarantine") == [
        (1, "member.teleported.v1", TOPIC_UNKNOWN)
    ]
    assert book.rows("select code from register") == [(makers.UNIT,)]
    assert {each.quarantined for each in status(book.database)} == {1}


def test_bytes_that_are_no_such_event_are_quarantined_without_being_quoted(book: Shelf) -> None:
    _plant(book, "member.enrolled.v1", b'{"topic":"member.enrolled.v1","secret":"61010219800101"}')
    book.catch_up()
    assert book.rows("select distinct reason from quarantine") == [(EVENT_INVALID,)]
    assert "6101" not in str(book.rows("select * from quarantine"))


@pytest.mark.parametrize("state", [b'{"name":"\xff"}', b'{"name":"\0"}'], ids=["no text", "null"])
def test_bytes_that_a_server_takes_for_no_text_hold_up_nothing_around_them(
    book: Shelf, state: bytes
) -> None:
    book.keep(makers.office_opened())
    _plant(book, "member.enrolled.v1", state)
    book.keep(makers.unit_registered(originator_id=makers.member_id(7)))

    assert book.catch_up().position == 3

    assert book.rows("select distinct position, reason from quarantine") == [(2, EVENT_INVALID)]
    assert book.rows("select position from audit_trail order by position") == [(1,), (3,)]


@pytest.mark.parametrize("count", [1, 63, 64, 65, 128])
def test_every_row_is_inserted_however_many_there_are(sqlite_book: Shelf, count: int) -> None:
    table = catalogue.PROJECTIONS["statistic"].table
    rows: list[Row] = [(number, *("x" for _ in table.columns[1:])) for number in range(count)]
    names = ", ".join(column.name for column in table.columns)
    sqlite_book.write(f"create table {table.name}_g9 ({names})")

    with sqlite_book.database.writing() as connection:
        Cursor(connection).insert(table, 9, grouped(rows), b"")

    assert sqlite_book.rows(f"select * from {table.name}_g9 order by 1") == rows


@pytest.mark.parametrize("alone", [True, False])
def test_what_cannot_be_read_concerns_the_projections_about_its_kind_alone_or_together(
    book: Shelf, alone: bool
) -> None:
    topic = "member.enrolled.v1"
    _plant(book, topic, b"{}")
    for name in catalogue.PROJECTIONS if alone else [""]:
        catch_up(book.database, book.record, [name] if name else [])
    about = [each.name for each in catalogue.PROJECTIONS.values() if REGISTRY[topic] in each.rows]
    assert 0 < len(about) < len(catalogue.PROJECTIONS)
    assert book.rows("select name from quarantine order by name") == [(n,) for n in sorted(about)]


def test_one_projection_that_cannot_fold_an_event_does_not_hold_up_the_others(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(event: Any, position: int) -> Any:
        raise ArithmeticError(event.name)

    journal = catalogue.PROJECTIONS["register"]
    kind = type(makers.unit_registered())
    rows = dict(journal.rows) | {kind: fails}
    broken = Projection(journal.name, journal.version, journal.table, rows)
    monkeypatch.setitem(catalogue.PROJECTIONS, "register", broken)
    book.keep(makers.unit_registered())
    book.catch_up()
    assert book.rows("select name, position, reason from quarantine") == [
        ("register", 1, NOT_FOLDED)
    ]
    assert book.rows("select count(*) from audit_trail") == [(1,)]


def test_losing_the_race_is_not_an_error(book: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    book.keep(*history.two_years())
    total = len(history.two_years())
    alone: Callable[..., None] = engine._write

    def overtaken(*arguments: Any) -> None:
        monkeypatch.setattr(engine, "_write", alone)
        assert book.catch_up(batch_events=7).position == total  # somebody else does it all
        alone(*arguments)

    monkeypatch.setattr(engine, "_write", overtaken)
    assert book.catch_up() == (total, 0, 0)
    assert book.rows("select count(*) from audit_trail") == [(total,)]


def test_what_was_folded_for_all_is_not_folded_again_for_those_still_behind(
    book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    book.keep(*history.two_years())
    total = len(history.two_years())
    alone: Callable[..., None] = engine._write
    foldings: list[int] = []
    fold = Ahead.fold

    def counted(self: Ahead, projections: Any, *where: Any) -> Any:
        foldings.append(len(projections))
        return fold(self, projections, *where)

    def overtaken(*arguments: Any) -> None:
        monkeypatch.setattr(engine, "_write", alone)
        catch_up(book.database, book.record, ["claim_step"])  # somebody asks for this one alone
        alone(*arguments)

    monkeypatch.setattr(engine, "_write", overtaken)
    monkeypatch.setattr(Ahead, "fold", counted)
    assert book.catch_up() == (total, total, 0)
    assert foldings == [len(catalogue.PROJECTIONS), 1]
    assert all(report.is_equal for report in rebuild(book.database, book.record))


def test_a_gap_in_the_record_is_not_projected_over(sqlite_book: Shelf) -> None:
    sqlite_book.keep(makers.office_opened(), makers.fund_opened())
    sqlite_book.write("drop trigger event_no_delete")
    sqlite_book.write("delete from event where position = 1")
    with pytest.raises(RecordDamaged) as damaged:
        sqlite_book.catch_up()
    assert damaged.value.place == "position 1"


def test_lag_is_shown_in_events_and_seconds(book: Shelf) -> None:
    book.keep(makers.office_opened())
    book.catch_up()
    book.keep(makers.fund_opened(effective_on=makers.DAY.replace(day=6)))
    lagging = status(book.database)[0]
    assert (lagging.lag_events, lagging.lag_seconds) == (1, 86_400)
    assert book.rows("select max(lag_events), min(head) from report_freshness_v1") == [(1, 2)]


TEXTS = st.text(st.characters(exclude_categories=["Cs"])) | st.sampled_from(
    ["],[", "]\n[", '"],["', "]", "[", ",", "\\", "\r\n", "\u2028", ""]
)
CELLS = TEXTS | st.none() | st.integers(-(2**63), 2**63 - 1) | st.binary(min_size=16, max_size=16)


@given(st.lists(st.tuples(CELLS, CELLS), max_size=5))
def test_rows_written_together_are_the_lines_that_each_is_alone(
    rows: list[tuple[str | int | bytes | None, ...]],
) -> None:
    assert written_together(rows).splitlines() == written(rows)


@given(st.text(st.characters(exclude_categories=["Cs"], exclude_characters="\0")))
def test_copied_text_is_one_line_of_one_cell(text: str) -> None:
    line = copy_text([(text, None)], plain=False)
    assert line.count("\n") == 1
    assert line.count("\t") == 1
    assert "\r" not in line


def _stored(book: Shelf, projection: Projection) -> list[bytes]:
    table = projection.table
    with book.database.reading() as connection:
        cursor = Cursor(connection)
        parts = list(cursor.stream(table.reading(cursor.dialect, 1), (0, 10_000)))
    return [line for rows in parts for line in written(rows)]


def _plant(book: Shelf, topic: str, state: bytes) -> None:
    stream = makers.member_id(99)
    book.record.append(Batch(events=[StoredEvent(stream, 1, topic, state)]))
