"""Due schedules: contributions by wage or income, month by month, and nobody's pay in the record."""

import csv
import json
from pathlib import Path
from typing import Any

import pytest

from ledger.events.member import DetailsRevealed
from ledger.events.remittance import ContributionsFellDue, InstalmentLessened, RosterAccepted
from tests.commands import company as co
from tests.commands.office import SmallOffice, person
from tests.commands.people import told


@pytest.fixture
def employed(ready: SmallOffice) -> SmallOffice:
    """A company whose three people contribute one per cent of their wages each month."""
    co.publish(ready)
    co.employ(ready)
    return ready


def called(office: SmallOffice) -> list[tuple[str, int, int]]:
    """Return what fell due, or was taken back: due date, people, fen."""
    return [
        (str(e.due_on), e.members, e.contribution_fen * (-1 if lessened else 1))
        for e in office.events()
        if (lessened := isinstance(e, InstalmentLessened)) or isinstance(e, ContributionsFellDue)
    ]


def due_account(office: SmallOffice) -> int:
    ((fen,),) = office.rows(
        "select cast(coalesce(sum(case side when 'D' then amount_fen else -amount_fen end), 0)"
        " as bigint) from journal_line where account = 'contributions_due'"
    )
    assert isinstance(fen, int)
    return fen


def arrears(office: SmallOffice, day: str) -> list[Any]:
    found: list[Any] = told(office, "contribution", "arrears", "--as-of", day)["rows"]
    return found


def deductions(office: SmallOffice, *more: object, name: str = "d.csv") -> list[dict[str, str]]:
    out = office.folder / name
    office.do("en", "contribution", "deductions", *co.WHOSE, *more, "--out", out)
    with out.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


# --- what falls due -----------------------------------------------------------------------------


def test_nothing_is_due_before_the_first_due_date(ready: SmallOffice) -> None:
    co.publish(ready, due_day=15)
    co.employ(ready)
    co.fall_due(ready, "2015-01-14")

    (roster,) = (e for e in ready.events() if isinstance(e, RosterAccepted))
    assert (roster.contribution_fen, roster.every) == (0, "month")
    assert called(ready) == []
    co.fall_due(ready, "2015-01-15")
    assert called(ready) == [("2015-01-15", 3, 18_001)]


def test_each_month_of_cover_falls_due_once(employed: SmallOffice) -> None:
    assert "360.02 yuan fell due" in co.fall_due(employed, "2015-02-28")
    assert "0 accounts: 0.00 yuan fell due" in co.fall_due(employed, "2015-02-28")
    co.fall_due(employed, "2015-12-31")

    assert len(called(employed)) == 12
    assert due_account(employed) == 12 * 18_001


def test_a_years_schedule_has_twelve_dates(employed: SmallOffice) -> None:
    rows = deductions(employed)

    assert sorted({row["应缴日期"] for row in rows}) == [f"2015-{m:02d}-01" for m in range(1, 13)]


def test_an_income_band_says_the_sum(ready: SmallOffice) -> None:
    co.publish(ready, contribution=co.BANDS)
    rows = [co.paid_row(0, band="1"), co.paid_row(1, wage="8000.00"), co.paid_row(2, band="3")]
    ready.do("en", *co.roster_of(ready, rows))
    co.fall_due(ready, "2015-01-31")

    assert called(ready) == [("2015-01-01", 3, 2_000 + 4_000 + 9_000)]


def test_a_fixed_sum_by_the_month_needs_no_pay(ready: SmallOffice) -> None:
    co.publish(ready, contribution=co.FIXED)
    ready.do("en", *co.roster_of(ready, [co.paid_row(k) for k in range(2)]))
    co.fall_due(ready, "2015-03-31")

    assert called(ready) == [(f"2015-0{month}-01", 2, 6_000) for month in (1, 2, 3)]
    assert {row["会费"] for row in deductions(ready)} == {"30.00"}


def test_a_share_of_the_wage_may_fall_due_once_a_term(ready: SmallOffice) -> None:
    co.publish(ready, contribution={**co.WAGE, "every": "term"})
    co.employ(ready)
    co.fall_due(ready, "2015-12-31")

    assert called(ready) == [("2015-01-01", 3, 18_001)]


def test_what_fell_due_is_earned_over_its_own_month(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-02-28")
    employed.do("fi", "period", "accrue", "2015-01")
    ((earned,),) = employed.rows(
        "select cast(sum(amount_fen) as bigint) from journal_line"
        " where account = 'contribution_income'"
    )
    assert earned == 18_001


# --- pay is nobody's to read --------------------------------------------------------------------


def test_no_pay_and_no_ones_own_sum_stand_in_the_record(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-01-31")
    kept = [e for e in employed.events() if e.topic.startswith(("member.", "remittance."))]
    stored = " ".join(event.stored().decode() for event in kept)

    for told_by in ("500000", "5000.00", "600050", "700000", ":5000,", ":6001,", ":7000,"):
        assert told_by not in stored
    assert '"contribution_fen":18001' in stored


def test_a_list_for_the_employer_hides_sums_that_would_tell_the_wage(
    employed: SmallOffice,
) -> None:
    with employed.untouched():
        rows = deductions(employed, "--due-to", "2015-01-31")
    assert {row["应扣金额"] for row in rows} == {"****"}

    words = (*co.WHOSE, "--due-to", "2015-02-28", "--out", employed.folder / "two.csv")
    said = employed.do("en", "contribution", "deductions", *words)
    assert "2015-02-01: 3 deductions, **** yuan" in said
    assert "6 deductions, **** yuan in all" in said

    rows = deductions(employed, "--due-to", "2015-01-31", "--purpose", "代扣会费", name="clear.csv")
    assert sorted(row["应扣金额"] for row in rows) == ["50.00", "60.01", "70.00"]
    shown = [e.details for e in employed.events() if isinstance(e, DetailsRevealed)]
    assert shown == [("name", "id_number", "wage")] * 3


def test_an_employer_withholds_what_the_member_bears(ready: SmallOffice) -> None:
    half = [{"payer": "member", "rate_bp": 5_000}, {"payer": "unit", "rate_bp": 5_000}]
    co.publish(ready, funding=half)
    co.employ(ready)
    rows = deductions(ready, "--due-to", "2015-01-31", "--purpose", "代扣会费")

    sums = sorted((row["会费"], row["应扣金额"]) for row in rows)
    assert sums == [("50.00", "25.00"), ("60.01", "30.01"), ("70.00", "35.00")]


def test_a_member_is_told_what_is_due_when(employed: SmallOffice) -> None:
    one = co.member_of(employed, 0)
    said = employed.do("en", "member", "statement", one)
    assert "contributions fall due on 2015-01-01, 2015-02-01" in said
    assert "5000" not in said
    assert "50.00" not in said

    reveal = ("--reveal", "wage", "--purpose", "本人查询")
    said = employed.do("en", "member", "statement", one, *reveal)
    assert "contribution due on 2015-03-01: 50.00 yuan, of it borne by the member 50.00" in said
    its = json.loads(
        employed.do("en", "member", "statement", one, *reveal, "--format", "json", lang="zh")
    )
    (cover,) = (c for c in its["covers"] if c["plan"] == "CO-WAGE@2015")
    assert [line["contribution_fen"] for line in cover["dues"]] == [5_000] * 12
    assert cover["contribution_fen"] is None


def test_pay_on_file_serves_the_next_roster(employed: SmallOffice) -> None:
    co.publish(employed, code="CO-MORE")
    rows = [co.paid_row(k, plan="CO-MORE") for k in co.WAGES]
    employed.do("en", *co.roster_of(employed, rows, name="又.csv"))
    co.fall_due(employed, "2015-01-31")

    assert called(employed) == [("2015-01-01", 3, 18_001)] * 2


def test_two_plans_of_one_file_seal_pay_once(ready: SmallOffice) -> None:
    co.publish(ready)
    co.publish(ready, code="CO-MORE")
    rows = [co.paid_row(k, p, wage=w) for p in ("CO-WAGE", "CO-MORE") for k, w in co.WAGES.items()]
    ready.do("en", *co.roster_of(ready, rows))

    sealed = [e for e in ready.events() if e.topic == "member.details_sealed.v1"]
    assert len(sealed) == 3


# --- rows that say nothing, or too much ---------------------------------------------------------


@pytest.mark.parametrize(
    ("wage", "band", "column", "code"),
    [
        ("", "", "月工资", "roster.contribution_unknown"),
        ("五千", "", "月工资", "intake.money"),
        ("0", "", "月工资", "intake.money"),
        ("2000000", "", "月工资", "roster.wage"),
        ("5000", "0", "收入档", "roster.income_band"),
        ("5000", "x", "收入档", "intake.count"),
    ],
)
def test_a_row_without_good_pay_is_refused_by_row_and_column(
    ready: SmallOffice, wage: str, band: str, column: str, code: str
) -> None:
    co.publish(ready)
    rows = [co.paid_row(0, wage="5000"), co.paid_row(1, wage=wage, band=band)]
    answer = ready.refuses("file.rows_refused", "en", *co.roster_of(ready, rows))

    assert f"row 3, column {column}" in answer
    assert f"[{code}]" in answer


def test_a_band_that_the_terms_do_not_have_is_refused(ready: SmallOffice) -> None:
    co.publish(ready, contribution=co.BANDS)
    answer = ready.refuses(
        "file.rows_refused", "en", *co.roster_of(ready, [co.paid_row(0, band="4")])
    )
    assert "row 2, column 收入档: [roster.contribution_unknown]" in answer


def test_a_band_that_a_known_wage_does_not_lie_in_is_refused_and_not_overruled(
    ready: SmallOffice,
) -> None:
    co.publish(ready, contribution=co.BANDS)
    both = co.roster_of(ready, [co.paid_row(0, wage="5000", band="1")])
    said = ready.refuses("roster.band_contradicted", "en", *both)
    assert "row 2, column 收入档" in said
    ready.do("en", *co.roster_of(ready, [co.paid_row(0, wage="5000")], name="名册2.csv"))

    def change(name: str, wage: str, band: str) -> list[object]:
        row = ("U000", person(0, 0)[1], wage, band, "2015-07-01")
        path = ready.file(name, co.CHANGES, [row])
        return ["roster", "pay", path, "--reason", "调薪"]

    ready.refuses("roster.band_contradicted", "en", *change("调薪1.csv", "", "3"))
    ready.do("en", *change("调薪2.csv", "8000.01", "3"))
    co.fall_due(ready, "2015-07-31")
    assert [fen for *_, fen in called(ready)] == [*[4_000] * 6, 9_000]


def test_a_roster_on_trial_seals_nothing(ready: SmallOffice) -> None:
    co.publish(ready)
    with ready.untouched():
        co.employ(ready, "--dry-run")
    assert ready.rows("select count(*) from sealed_field where class = 'pay'") == [(0,)]


# --- changes of pay -----------------------------------------------------------------------------


def test_a_new_wage_counts_from_its_day_on(employed: SmallOffice) -> None:
    path = co.changes_file(employed, [co.changed(0, "5500.00", "2015-02-15")])
    employed.do("en", "roster", "pay", path, "--reason", "年度调薪")
    co.fall_due(employed, "2015-03-31")

    assert [fen for _, _, fen in called(employed)] == [18_001, 18_001, 18_501]


def test_a_wage_that_was_lower_than_booked_is_taken_back(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-03-31")
    co.pay(employed, "180.01", "R1", "2015-01-31")
    path = co.changes_file(employed, [co.changed(0, "4000.00", "2015-02-01")])
    employed.do("en", "roster", "pay", path, "--reason", "更正")
    said = co.fall_due(employed, "2015-03-31")

    assert "20.00 yuan are due no more" in said
    assert called(employed)[-2:] == [("2015-02-01", 3, -1_000), ("2015-03-01", 3, -1_000)]
    assert due_account(employed) == 2 * 17_001


def test_what_was_paid_too_much_is_held_for_its_payer(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-01-31")
    co.pay(employed, "180.01", "R1", "2015-01-31")
    path = co.changes_file(employed, [co.changed(0, "4000.00", "2015-01-01")])
    employed.do("en", "roster", "pay", path, "--reason", "更正")
    co.fall_due(employed, "2015-02-01")

    said = employed.do("en", "contribution", "refund", "R1", "--reason", "多缴")
    assert "refunded 10.00 yuan of receipt R1" in said


def test_who_is_on_no_roster_of_the_unit_has_no_pay_there(employed: SmallOffice) -> None:
    path = co.changes_file(employed, [co.changed(0, "5500"), co.changed(11, "5500")])
    words = ("roster", "pay", path, "--reason", "年度调薪")
    answer = employed.refuses("file.rows_refused", "en", *words)

    assert "row 3" in answer
    assert "row 2" not in answer


def test_a_change_of_pay_is_refused_by_row_and_column(employed: SmallOffice) -> None:
    rows = [co.changed(0), co.changed(1, "x"), co.changed(2, "5500"), co.changed(2, "5600")]
    path = co.changes_file(employed, rows)
    answer = employed.refuses("file.rows_refused", "en", "roster", "pay", path, "--reason", "调薪")

    for said in (
        "row 2, column 月工资: [earnings.nothing_said]",
        "row 3, column 月工资: [intake.money]",
        "row 5, column 身份证号: [earnings.duplicate]",
    ):
        assert said in answer


def test_a_change_of_pay_on_trial_records_nothing(employed: SmallOffice) -> None:
    path = co.changes_file(employed, [co.changed(0, "5500.00")])
    with employed.untouched():
        employed.do("en", "roster", "pay", path, "--reason", "调薪", "--dry-run")


# --- who comes and goes -------------------------------------------------------------------------


def test_who_left_owes_nothing_that_falls_due_later(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-03-31")
    leaving = ("--cause", "employment_ended", "--reason", "合同终止")
    employed.do("en", "member", "leave", co.member_of(employed, 2), *leaving, on="2015-02-10")
    co.fall_due(employed, "2015-04-30")

    assert called(employed)[3:] == [("2015-03-01", 2, -7_000), ("2015-04-01", 2, 11_001)]
    assert {row["应缴日期"] for row in deductions(employed, "--due-from", "2015-03-01")} == {
        f"2015-{month:02d}-01" for month in range(3, 13)
    }


def test_who_joins_within_a_month_owes_it_from_that_day(employed: SmallOffice) -> None:
    rows = [co.paid_row(3, wage="1000.00")]
    employed.do("en", *co.roster_of(employed, rows, "--starts-on", "2015-03-10", name="增.csv"))
    co.fall_due(employed, "2015-04-30")

    assert ("2015-03-10", 1, 1_000) in called(employed)
    assert ("2015-04-01", 4, 19_001) in called(employed)


def test_an_enrolment_voided_before_its_cover_owes_nothing(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-01-01")
    voiding = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "enrolled_twice")
    employed.do("en", "member", "void", co.member_of(employed, 0), *voiding, on="2014-12-31")
    co.fall_due(employed, "2015-01-31")

    assert called(employed)[-1] == ("2015-01-01", 2, -5_000)


def test_an_enrolment_voided_later_keeps_what_fell_due_before(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-02-28")
    voiding: tuple[object, ...] = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "other")
    voiding += ("--document", employed.paper("更正.txt"), "--resolution", "R1")
    employed.do("en", "member", "void", co.member_of(employed, 0), *voiding, on="2015-02-10")
    co.fall_due(employed, "2015-03-31")

    assert called(employed) == [
        ("2015-01-01", 3, 18_001),
        ("2015-02-01", 3, 18_001),
        ("2015-03-01", 2, 13_001),
    ]


# --- arrears follow the schedule ----------------------------------------------------------------


def test_money_settles_the_oldest_month_first(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-03-31")
    co.pay(employed, "200.00", "R1", "2015-02-05")
    (row,) = arrears(employed, "2015-03-31")

    assert (row["due_fen"], row["received_fen"], row["since"]) == (54_003, 20_000, "2015-02-01")


def test_cover_is_suspended_after_the_grace_of_the_oldest_month(employed: SmallOffice) -> None:
    citation = ("--citation", "章程第九条")
    employed.do("lin", "office", "policy", "contribution.grace_days", "30", *citation)
    co.fall_due(employed, "2015-03-03")
    co.pay(employed, "180.01", "R1", "2015-01-31")
    words = (*co.WHOSE, "--reason", "欠缴", "--resolution", "R1")
    employed.refuses("contribution.grace_runs", "en", "contribution", "suspend", *words)

    said = employed.do("en", "contribution", "suspend", *words, on="2015-03-04")
    assert "3 covers suspended" in said


def test_no_month_falls_due_throughout_which_cover_stands_still(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-02-28")
    words = (*co.WHOSE, "--reason", "欠缴")
    employed.do("en", "contribution", "suspend", *words, "--resolution", "R1", on="2015-02-15")
    co.fall_due(employed, "2015-04-30")
    assert len(called(employed)) == 2

    co.pay(employed, "360.02", "R1", "2015-05-10")
    employed.do("en", "contribution", "reinstate", *words, on="2015-05-15")
    co.fall_due(employed, "2015-06-30")
    assert called(employed)[2:] == [("2015-05-01", 3, 18_001), ("2015-06-01", 3, 18_001)]


def test_what_fell_due_on_the_day_of_suspension_is_still_due(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-03-01")
    words = (*co.WHOSE, "--reason", "欠缴")
    employed.do("en", "contribution", "suspend", *words, "--resolution", "R1", on="2015-03-01")
    co.fall_due(employed, "2015-03-31")

    assert called(employed) == [(f"2015-{month}-01", 3, 18_001) for month in ("01", "02", "03")]


def test_an_instalment_that_was_not_booked_when_cover_was_voided_never_falls_due(
    employed: SmallOffice,
) -> None:
    co.fall_due(employed, "2015-01-31")
    employed.until("2015-03-10")
    voiding: tuple[object, ...] = ("--plan", "CO-WAGE", "--period", "2015", "--ground", "other")
    voiding += ("--document", employed.paper("更正.txt"), "--resolution", "R1")
    employed.do("en", "member", "void", co.member_of(employed, 0), *voiding, on="2015-03-10")
    co.fall_due(employed, "2015-03-31")

    assert called(employed) == [
        ("2015-01-01", 3, 18_001),
        ("2015-02-01", 2, 13_001),
        ("2015-03-01", 2, 13_001),
    ]
    listed = deductions(employed, "--due-to", "2015-03-10")
    own = str(co.member_of(employed, 0))
    assert [row["应缴日期"] for row in listed if row["会员"] == own] == ["2015-01-01"]


def test_arrears_say_which_months_are_not_booked_yet(employed: SmallOffice) -> None:
    said = employed.do("en", "contribution", "arrears", "--as-of", "2015-02-28")
    assert "2 instalments up to that day are not booked: run 'huzhu contribution fall-due'" in said

    co.fall_due(employed, "2015-02-28")
    said = employed.do("en", "contribution", "arrears", "--as-of", "2015-02-28")
    assert "fall-due" not in said


def test_falling_due_on_trial_says_what_would_be_booked(employed: SmallOffice) -> None:
    with employed.untouched():
        said = co.fall_due(employed, "2015-02-28", "--dry-run")
    assert "2 events would be recorded" in said
    assert "fell due on 2015-02-01" in said


def test_facts_rebuilt_after_instalments_are_the_same(employed: SmallOffice) -> None:
    co.fall_due(employed, "2015-03-31")
    co.pay(employed, "400.00", "R1", "2015-03-31")
    path = co.changes_file(employed, [co.changed(0, "4000.00", "2015-01-01")])
    employed.do("en", "roster", "pay", path, "--reason", "更正")
    co.fall_due(employed, "2015-04-30")
    before = employed.digests()

    assert "DIFFERENT" not in employed.do("lin", "projection", "rebuild")
    assert employed.digests() == before


def test_a_list_of_dues_is_the_same_on_a_server(
    employed: SmallOffice, ready_on_server: SmallOffice, tmp_path: Path
) -> None:
    co.publish(ready_on_server)
    co.employ(ready_on_server)
    for office in (employed, ready_on_server):
        co.fall_due(office, "2015-02-28")
    assert called(employed) == called(ready_on_server)
    assert employed.digests() == ready_on_server.digests()
