"""Cover that another office hands over, taken in by an office in full operation."""

import csv
from pathlib import Path
from typing import Any

import pytest

from ledger.events.member import CoverCarriedIn, Enrolled
from ledger.events.office import CoversCarriedIn
from ledger.events.unit import ListCarriedIn
from tests.commands.composite import publish
from tests.commands.office import ROSTER, SmallOffice, person, roster_import, roster_row
from tests.commands.people import pseudonyms, told

TERMS = """
contribution_fen: 3000
waiting_period_days: 30
joiners: {change_days_before_end: 15}
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000, max_days_term: 10}
"""
WHOSE = ("U000", "--fund", "CARE", "--period", "2015", "--reason", "欠缴", "--resolution", "R1")
HEADING = (
    "单位编码", "计划", "姓名", "身份证号", "保障期", "首次参保日期", "保障起期", "保障止期", "移交日期",
)  # fmt: skip


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    """An office whose take-over is complete, with the plan, on 2 April."""
    publish(ready, "CD-AID", TERMS)
    ready.at(2015, 4, 2)
    return ready


def row(k: int = 20, **changed: Any) -> list[object]:
    """Return a person whom nobody knows here, covered since 2014 and handed over on 31 March."""
    days = ("2015", "2014-01-01", "2015-01-01", "2015-12-31", "2015-03-31")
    cells = dict(zip(HEADING, ("U000", "CD-AID", *person(0, k), *days), strict=True))
    return list((cells | changed).values())


def taking(office: SmallOffice, *rows: list[object], more: str = "") -> list[Any]:
    heading = (*HEADING, more) if more else HEADING
    path = office.file("移交.csv", heading, rows)
    return ["take-over", "--members", path, "--document", office.paper("移交书.txt")]


def problem(office: SmallOffice, *words: Any) -> str:
    return office.refuses("file.rows_refused", "en", *words)


def stay(k: int, first: str, last: str) -> list[Any]:
    loss = ("--trigger", "hospital_stay", "--occurred-on", first, "--ended-on", last)
    whose = ("--id-number", person(0, k)[1], "--plan", "CD-AID")
    return ["claim", "file", f"C{k}", *whose, *loss]


# --- what is taken in ---------------------------------------------------------------------------


def test_who_comes_from_another_office_is_covered_from_the_day_after(office: SmallOffice) -> None:
    office.do("en", *taking(office, row()))
    office.at(2015, 4, 20)

    before = stay(20, "2015-03-31", "2015-04-02")
    office.refuses("claim.loss_before_joining", "as", *before)
    office.do("as", *stay(20, "2015-04-01", "2015-04-05"))


def test_the_list_and_the_paper_that_it_rests_on_are_on_record(office: SmallOffice) -> None:
    office.do("en", *taking(office, row(20), row(21)))

    fact = [e for e in office.events() if isinstance(e, CoversCarriedIn)][-1]
    assert (fact.covers, fact.listed.reference, fact.recorded_by) == (2, "移交.csv", "en")
    assert fact.document is not None
    assert fact.document.reference == "移交书.txt"


def test_nothing_is_booked_for_cover_whose_contribution_another_office_has(
    office: SmallOffice,
) -> None:
    books = "select count(*), coalesce(sum(amount_fen), 0) from journal_line"
    office.do("lin", "projection", "catch-up")
    before = office.rows(books)

    office.do("en", *taking(office, row()))

    office.do("lin", "projection", "catch-up")
    assert office.rows(books) == before


def test_limits_days_and_suspension_come_along_as_the_other_office_tells_them(
    office: SmallOffice, tmp_path: Path
) -> None:
    other = office.copied(tmp_path / "other")
    rows = [roster_row(0, k, "CD-AID") for k in (0, 1)]
    office.do("en", *roster_import(office, office.file("名册.csv", ROSTER, rows)), on="2015-01-05")
    office.do("as", *stay(0, "2015-03-01", "2015-03-09"))
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    office.do("en", "contribution", "suspend", *WHOSE, on="2015-03-20")
    out = tmp_path / "out.csv"
    words = ("--to", "BJ", "--unit", "U000", "--reason", "调动", "--out", out)
    whose = pseudonyms(office)[0]
    office.do("en", "member", "hand-over", whose, *words, on="2015-03-31")
    with out.open(encoding="utf-8", newline="") as file:
        handed = [each for each in csv.reader(file) if each[1] in ("计划", "CD-AID")]

    path = other.file("来.csv", handed[0], handed[1:])
    other.do("en", "take-over", "--members", path, "--document", other.paper("移交书.txt"))

    carried = [e for e in other.events() if isinstance(e, CoverCarriedIn)][-1]
    assert (carried.used_claims, carried.used_days) == (1, {"hospital_stay": 8})
    other.at(2015, 4, 20)
    refused = stay(0, "2015-04-05", "2015-04-09")
    other.refuses("claim.cover_suspended", "as", *refused)
    paid = ("contribution", "reinstate", *WHOSE[:-2])
    for dry_run in ((), ("--dry-run",)):
        other.refuses("office.resolution_unnamed", "en", *paid, *dry_run)
    other.do("en", "contribution", "reinstate", *WHOSE, on="2015-04-10")
    other.do("as", *stay(0, "2015-04-10", "2015-04-16"))
    assert "80.00" in other.do("as", "claim", "assess", "C0")  # two of ten days are left


def test_who_was_handed_over_renews_here_without_waiting(office: SmallOffice) -> None:
    office.do("en", *taking(office, row()))
    office.at(2015, 12, 10)
    path = office.file("2016.csv", ROSTER, [roster_row(0, 20, "CD-AID")])
    consent = office.paper("同意书.txt")

    office.do("en", "roster", "import", path, "--period", "2016", "--consent", consent)

    enrolled = [e for e in office.events() if isinstance(e, Enrolled)][-1]
    assert (enrolled.renewal, enrolled.waits_until) == (True, None)


def test_one_persons_cover_is_no_list_of_their_unit(office: SmallOffice) -> None:
    office.do("en", *taking(office, row()))

    assert not any(isinstance(e, ListCarriedIn) for e in office.events())


def test_who_came_with_cover_counts_towards_the_share_that_terms_ask_for(
    office: SmallOffice,
) -> None:
    publish(office, "CD-ALL", TERMS + "group_participation: {rate_bp: 8000}\n")
    office.do("en", "unit", "headcount", "U000", 5)
    theirs = [row(k, 计划="CD-ALL") for k in range(20, 24)]
    office.do("en", *taking(office, *theirs))
    leaving = ("--cause", "withdrew", "--reason", "本人申请")
    office.do("en", "member", "leave", pseudonyms(office)[-1], *leaving, on="2015-04-02")

    path = office.file("名册.csv", ROSTER, [roster_row(0, 30, "CD-ALL")])
    office.do("en", *roster_import(office, path))

    its = told(office, "unit", "statement", "U000", "--as-of", "2015-04-03")
    (line,) = (each for each in its["plans"] if each["plan"].startswith("CD-ALL"))
    assert (line["members"], line["carried_in"], line["covered"]) == (1, 3, 4)
    assert line["participation_bp"] == 8_000
    said = office.do("en", "unit", "statement", "U000", "--as-of", "2015-04-03")
    assert "with 3 whose cover was carried in" in said


def test_the_same_list_again_records_nothing_more(office: SmallOffice) -> None:
    words = taking(office, row())
    office.do("en", *words)

    with office.untouched():
        office.do("en", *words)


def test_a_dry_run_records_nothing(office: SmallOffice) -> None:
    with office.untouched():
        said = office.do("en", *taking(office, row()), "--dry-run")
    assert "1 row would be taken in, 0 refused" in said


# --- what is not --------------------------------------------------------------------------------


def test_a_list_that_nobody_handed_over_is_not_taken_in(office: SmallOffice) -> None:
    with office.untouched():
        answer = office.run("en", *taking(office, row(移交日期="")))
    assert answer.code == 3
    assert "[office.take_over_complete]" in answer.err


def test_each_row_says_its_day_of_hand_over(office: SmallOffice) -> None:
    said = problem(office, *taking(office, row(20), row(21, 移交日期="")))

    assert "row 3, column 移交日期: [office.take_over_complete]" in said


@pytest.mark.parametrize("part", ["--balances", "--claims", "--statistics"])
def test_all_else_of_a_take_over_is_over(office: SmallOffice, part: str) -> None:
    path = office.file("其他.csv", ("年度",), [("2014",)])
    paper = ("--document", office.paper("移交书.txt"))
    office.refuses("office.take_over_complete", "lin", "take-over", part, path, *paper)


def test_a_take_over_is_not_completed_with_a_list_that_comes_later(office: SmallOffice) -> None:
    office.refuses("office.take_over_complete", "lin", *taking(office, row()), "--complete")


def test_it_takes_the_role_of_enrolment(office: SmallOffice) -> None:
    office.refuses("office.role_missing", "lin", *taking(office, row()))


def test_cover_that_is_over_is_not_carried_on(office: SmallOffice) -> None:
    office.at(2016, 1, 4)
    said = problem(office, *taking(office, row()))

    assert "column 保障止期: [takeover.cover_over]" in said
    assert "was over on 2015-12-31" in said
    office.do("en", *taking(office, row())[:1], *taking(office, row())[1:], on="2015-12-31")


def test_a_principal_stays_where_it_was_taken_in(office: SmallOffice) -> None:
    said = problem(office, *taking(office, [*row(), "100"], more="返还本金"))

    assert "column 返还本金: [takeover.principal_stays]" in said


@pytest.mark.parametrize(
    ("changed", "code"),
    [
        ({"计划": "CD-NONE"}, "record.unknown"),
        ({"计划": "CD-AID@2009"}, "record.unknown"),
        ({"单位编码": "U999"}, "record.unknown"),
        ({"移交日期": "2015-04-03"}, "takeover.not_yet"),
        ({"保障止期": "2015-03-31"}, "takeover.handed_over"),
    ],
)
def test_what_makes_no_sense_is_refused(
    office: SmallOffice, changed: dict[str, Any], code: str
) -> None:
    assert f"[{code}]" in problem(office, *taking(office, row(**changed)))


def test_a_unit_that_was_closed_takes_nobody_in(office: SmallOffice) -> None:
    office.do("en", "unit", "close", "U001", "--reason", "撤销")

    assert "[unit.closed]" in problem(office, *taking(office, row(单位编码="U001")))


def test_who_is_covered_here_already_is_not_taken_in(office: SmallOffice) -> None:
    rows = [roster_row(0, 20, "CD-AID")]
    office.do("en", *roster_import(office, office.file("名册.csv", ROSTER, rows)))

    assert "[roster.already_enrolled]" in problem(office, *taking(office, row()))
