"""Statements: sums that hold for any date, as known at any position, and say what they lack."""

from datetime import UTC, date, datetime, timedelta

import pytest
from eventsourcing.persistence import StoredEvent
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from ledger.errors import PositionAhead
from ledger.events import Event
from ledger.statements.balance_sheet import balance_sheet
from ledger.statements.chart import CHARTS, NPO_2004, NPO_2026, chart_on, edition_on
from ledger.statements.comparison import comparison
from ledger.statements.facts import Known, facts_of
from ledger.statements.layouts import BALANCE_SHEET
from ledger.statements.loss_ratio import loss_ratio
from ledger.statements.render import as_text
from ledger.statements.sheet import Percent, Sheet, change, ratio
from ledger.statements.trial_balance import trial_balance
from ledger.store.batch import Batch
from tests import history, makers
from tests.projections.books import Shelf, shelf

END = date(2016, 12, 31)


def _draw(book: Shelf, day: date = END, known: Known = None) -> Sheet:
    with facts_of(book.database, day, known) as facts:
        return balance_sheet(facts)


def _closing(sheet: Sheet) -> dict[object, object]:
    return {row.cells["row"]: row.cells["closing"] for row in sheet.rows}


@given(
    st.permutations([*history.first_year(), *history.second_year()]),
    st.dates(date(2014, 12, 31), date(2017, 1, 1)),
    st.integers(0, len(history.two_years())),
)
@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_every_statement_balances_at_any_date_as_known_at_any_position(
    tmp_path_factory: pytest.TempPathFactory, events: list[Event], day: date, known: int
) -> None:
    with shelf(str(tmp_path_factory.mktemp("books") / "book.db")) as book:
        book.keep(*history.office(), *events)
        book.catch_up()
        with facts_of(book.database, day, known) as facts:
            # Both raise where the books do not balance.
            closing = _closing(balance_sheet(facts))
            total = trial_balance(facts).rows[-1:]
        if closing:
            assert closing["assets"] == closing["liabilities_and_net_assets"]
        for row in total:
            assert row.cells["closing_debit"] == row.cells["closing_credit"]


def test_what_was_known_at_a_position_never_changes(book: Shelf) -> None:
    book.keep(*history.office(), *history.first_year())
    book.catch_up()
    then, position = _draw(book), book.record.head().size
    book.keep(*history.second_year())
    book.catch_up()
    assert _draw(book, known=position).rows == then.rows
    assert _draw(book).rows != then.rows


def test_a_late_fact_is_in_an_old_day_only_for_those_who_know_it(book: Shelf) -> None:
    book.keep(*history.office())
    book.keep(makers.claim_approved(effective_on=date(2015, 1, 31)))
    book.catch_up()
    day = date(2015, 1, 31)
    before = len(history.office())
    assert "payables" not in _closing(_draw(book, day, known=before))
    assert _closing(_draw(book, day))["payables"] == 60_000


def test_a_time_is_the_position_before_the_first_event_recorded_after_it(book: Shelf) -> None:
    book.keep(*history.office(), makers.roster_accepted(effective_on=date(2015, 3, 1)))
    book.catch_up()
    recorded_at = datetime(2015, 3, 1, 2, tzinfo=UTC)
    before = _draw(book, known=recorded_at - timedelta(microseconds=1)).knowledge
    at = _draw(book, known=recorded_at).knowledge
    assert before.known_at == len(history.office())
    assert at.known_at == len(history.office()) + 1
    assert _draw(book, known=datetime(2000, 1, 1, tzinfo=UTC)).knowledge.known_at == 0


def test_nothing_is_known_at_a_position_beyond_the_record(book: Shelf) -> None:
    book.keep(*history.office())
    book.catch_up()
    last = len(history.office())
    assert _draw(book, known=last).knowledge.known_at == last
    with pytest.raises(PositionAhead) as refusal:
        _draw(book, known=last + 1)
    assert (refusal.value.position, refusal.value.head) == (last + 1, last)


@pytest.mark.parametrize("lang", ["zh", "en"])
def test_an_empty_book_says_so_in_words(book: Shelf, lang: str) -> None:
    said = {"zh": "账簿中尚无分录。", "en": "The book holds no entries yet."}
    assert said[lang] in as_text(_draw(book), lang)  # type: ignore[arg-type]
    with facts_of(book.database, END) as facts:
        sheets = (trial_balance(facts), loss_ratio(facts), comparison(facts, (2015, 2016)))
    for sheet in sheets:
        assert sheet.rows == ()
        assert sheet.empty.said(lang) in as_text(sheet, lang)  # type: ignore[arg-type]


def test_a_statement_says_that_projections_lag(book: Shelf) -> None:
    book.keep(*history.office())
    book.catch_up()
    book.keep(makers.roster_accepted())
    assert "1 recorded event is not in it yet" in as_text(_draw(book), "en")
    assert "尚有1个已记录的事件未计入" in as_text(_draw(book), "zh")


def test_a_statement_over_a_quarantined_event_says_that_it_is_incomplete(book: Shelf) -> None:
    book.keep(*history.office())
    unknown = StoredEvent(makers.member_id(9), 1, "fund.conjured.v1", b"{}")
    book.record.append(Batch(events=[unknown]))
    book.catch_up()
    assert "incomplete: 1 event could" in as_text(_draw(book), "en")
    assert "1项事件无法处理" in as_text(_draw(book), "zh")
    assert "incomplete" not in as_text(_draw(book, known=len(history.office())), "en")


def test_income_belongs_to_the_net_assets_of_its_fund_by_its_restriction(book: Shelf) -> None:
    for fund, restriction in (("A", "restricted"), ("B", "unrestricted"), ("C", "designated")):
        book.keep(makers.fund_opened(fund=fund, restriction=restriction))
        book.keep(makers.roster_accepted(fund=fund, contribution_fen=300))
        book.keep(makers.contributions_earned(300, fund=fund))
    book.catch_up()
    closing = _closing(_draw(book))
    # What an office sets aside by its own decision is designated, and not restricted.
    assert (closing["restricted"], closing["unrestricted"]) == (300, 600)


def test_the_sheets_of_all_funds_add_up_to_the_office(book: Shelf) -> None:
    book.keep(*history.two_years(), makers.roster_accepted(fund="AID", contribution_fen=700))
    book.catch_up()
    with facts_of(book.database, END) as facts:
        parts = [_closing(balance_sheet(facts, fund, all_rows=True)) for fund in ("MED", "AID")]
        whole = _closing(balance_sheet(facts, all_rows=True))
    assert {row: parts[0][row] + parts[1][row] for row in whole} == whole  # type: ignore[operator]


def test_red_letters_do_not_inflate_turnover(book: Shelf) -> None:
    book.keep(makers.contributions_earned(500), makers.contributions_earned(-200))
    book.catch_up()
    with facts_of(book.database, END) as facts:
        sheet = trial_balance(facts, since=date(2015, 1, 1))
    assert sheet.rows[-1].cells["debit"] == 300


def test_loss_ratio_and_payout_ratio_are_two_numbers(book: Shelf) -> None:
    """Worked test A of the field: 75 incurred over 50 earned is 150 %; 15 paid over 100 is 15 %."""
    book.keep(
        makers.roster_accepted(contribution_fen=10_000),
        makers.contribution_received(placed_fen=10_000),
        makers.contributions_earned(5_000),
        makers.claim_approved(approved_fen=7_500),
        makers.benefit_paid(amount_fen=1_500),
    )
    book.catch_up()
    with facts_of(book.database, END) as facts:
        (row,) = loss_ratio(facts).rows
    assert row.cells["loss_ratio"] == Percent(15_000)
    assert row.cells["payout_ratio"] == Percent(1_500)
    assert book.rows("select loss_ratio_bp, payout_ratio_bp from report_loss_ratio_v1") == [
        (15_000, 1_500)
    ]


def test_the_published_table_comes_out_as_it_was_printed() -> None:
    """Chengdu 2015 and 2016: changes of +11.08, +1.29, -8.36 and -2.71 per cent."""
    published = (
        (5_867, 6_517),
        (647_838, 656_164),
        (37_580, 34_440),
        (3_697_697_600, 3_597_472_200),
    )
    assert [change(*pair).bp for pair in published] == [1_108, 129, -836, -271]


def test_a_ratio_over_nothing_is_no_number() -> None:
    assert ratio(5, 0) == Percent(None)
    assert change(0, 5).bp is None
    assert change(None, 5).bp is None


def test_a_column_without_data_is_left_out(book: Shelf) -> None:
    book.keep(makers.enrolled())
    book.catch_up()
    with facts_of(book.database, END) as facts:
        sheet = comparison(facts, (2015, 2016))
    shown = [column.key for column in sheet.columns if column.in_text]
    assert shown == ["label", "year", "units", "participations"]


def test_cover_carried_in_is_no_participation_of_this_book(book: Shelf) -> None:
    book.keep(makers.cover_carried_in())
    book.catch_up()
    with facts_of(book.database, END) as facts:
        assert comparison(facts, (2014, 2015)).rows == ()


def test_a_unit_whose_enrolments_were_all_voided_did_not_take_part(book: Shelf) -> None:
    book.keep(makers.enrolled(), makers.enrolled(unit="U2"), makers.enrolment_voided(unit="U2"))
    book.catch_up()
    with facts_of(book.database, END) as facts:
        first = comparison(facts, (2015, 2016)).rows[0].cells
    assert (first["units"], first["participations"]) == (1, 1)


def test_each_edition_of_the_chart_has_every_account_and_a_row_for_it() -> None:
    assert edition_on(date(2025, 12, 31)) is NPO_2004
    assert edition_on(date(2026, 1, 1)) is NPO_2026
    assert chart_on(date(2026, 1, 1)) is CHARTS[NPO_2026]
    for edition, chart in CHARTS.items():
        placed = [account for line in BALANCE_SHEET[edition] for account in line.accounts]
        balance = {a for a, entry in chart.items() if entry.element not in ("income", "expense")}
        assert sorted(placed) == sorted(balance)
        assert len({entry.code for entry in chart.values()}) == len(chart)


def test_totals_of_a_layout_sum_rows_above_them() -> None:
    for layout in BALANCE_SHEET.values():
        seen: set[str] = set()
        for line in layout:
            assert set(line.total_of) <= seen
            seen.add(line.key)
        assert len(seen) == len(layout)
