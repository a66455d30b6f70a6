"""A dry run says what would be recorded and records nothing; good rows alone are taken in when asked for."""

from datetime import date
from pathlib import Path

from ledger.intake.identity import invented_id
from ledger.terms import shipped
from tests.commands.office import (
    COVERS,
    PEOPLE,
    RECEIPTS,
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    account,
    file_claims,
    person,
    roster_import,
    roster_row,
    roster_rows,
    settlement_row,
    unit,
)


def one_bad_row(office: SmallOffice, bad: int = 4) -> Path:
    """Write a whole unit's roster in which one person has not consented; the others are enough."""
    office.do("en", "unit", "headcount", unit(0), PEOPLE - 1)
    rows = [roster_row(0, k, 本人同意="否" if k == bad else "是") for k in range(PEOPLE)]
    return office.file("名册.csv", ROSTER, rows)


def enrolled_people(office: SmallOffice) -> int:
    return sum(event.topic == "member.enrolled.v1" for event in office.events())


def test_a_dry_run_of_a_roster_says_the_rows_and_records_nothing(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, roster_rows())
    with ready.untouched():
        said = ready.do("en", *roster_import(ready, path, "--dry-run"))
    assert "dry run: 96 rows would be taken in, 0 refused; nothing was recorded" in said


def test_a_dry_run_tells_each_refused_row_and_still_records_nothing(ready: SmallOffice) -> None:
    path = one_bad_row(ready)
    with ready.untouched():
        answer = ready.run("en", *roster_import(ready, path, "--dry-run", "--good-rows-only"))
    assert answer.code == 0
    assert "row 6, column 本人同意: [roster.consent_missing]" in answer.err
    assert "11 rows would be taken in, 1 refused" in answer.out


def test_a_dry_run_of_a_roster_with_a_bad_row_is_refused_as_the_roster_would_be(
    ready: SmallOffice,
) -> None:
    whole = [roster_row(1, k) for k in range(PEOPLE)]
    path = one_bad_row(ready)
    rows = [*path.read_text("utf-8").splitlines()[1:], *(",".join(map(str, r)) for r in whole)]
    path.write_text("\n".join([",".join(ROSTER), *rows]) + "\n", encoding="utf-8")

    said = ready.refuses("file.rows_refused", "en", *roster_import(ready, path, "--dry-run"))
    assert said == ready.refuses("file.rows_refused", "en", *roster_import(ready, path))
    answer = ready.run("en", *roster_import(ready, path, "--dry-run"))
    assert (
        f"the file would be refused; with --good-rows-only {2 * PEOPLE - 1} rows would be taken in"
        in answer.out
    )
    chinese = ready.run("en", *roster_import(ready, path, "--dry-run"), lang="zh").out
    assert (
        f"整个文件不能受理；加 --good-rows-only 可受理 {2 * PEOPLE - 1} 行；未作任何记录" in chinese
    )

    ready.do("en", *roster_import(ready, path, "--good-rows-only"))
    assert enrolled_people(ready) == 2 * PEOPLE - 1


def test_a_dry_run_over_a_list_of_claims_is_refused_as_the_list_would_be(
    enrolled: SmallOffice,
) -> None:
    file_claims(enrolled, 2)
    words = ("claim", "assess", "C0", "C1", "C9")

    said = enrolled.refuses("file.rows_refused", "as", *words, "--dry-run")
    assert said == enrolled.refuses("file.rows_refused", "as", *words)
    assert "with --good-rows-only 2 claims would go further" in (
        enrolled.run("as", *words, "--dry-run").out
    )
    with enrolled.untouched():
        told = enrolled.do("as", *words, "--dry-run", "--good-rows-only")
    assert "2 claims would go further, 1 refused" in told


def test_what_a_dry_run_promised_is_what_is_recorded(ready: SmallOffice) -> None:
    path = ready.file("名册.csv", ROSTER, roster_rows())
    ready.do("en", *roster_import(ready, path, "--dry-run"))
    said = ready.do("en", *roster_import(ready, path))
    assert "recorded 8 rosters" in said
    assert enrolled_people(ready) == 96


def test_good_rows_of_a_roster_are_recorded_and_the_bad_one_told(ready: SmallOffice) -> None:
    path = one_bad_row(ready)
    ready.refuses("roster.consent_missing", "en", *roster_import(ready, path))
    answer = ready.run("en", *roster_import(ready, path, "--good-rows-only"))
    assert answer.code == 0
    assert "row 6, column 本人同意" in answer.err
    assert "recorded 1 roster" in answer.out
    assert enrolled_people(ready) == PEOPLE - 1


def test_good_rows_are_counted_as_a_dry_run_counts_them(enrolled: SmallOffice) -> None:
    enrolled.at(2015, 3, 5)
    rows = [
        settlement_row("C1", 0, 0),
        settlement_row("C2", 1, 0, 自付="-1"),  # no amount
        settlement_row("C3", 2, 0, 入院日期="2015-01-20"),  # inside the waiting period
    ]
    path = enrolled.file("一站式.csv", SETTLEMENTS, rows)
    with enrolled.untouched():
        answer = enrolled.run("as", "claim", "import", path, "--dry-run")
    assert answer.code == 3
    assert "with --good-rows-only 1 row would be taken in" in answer.out
    assert "2 of 3 rows cannot be taken in" in answer.err
    answer = enrolled.run("as", "claim", "import", path, "--good-rows-only")
    assert answer.code == 0
    assert "row 3, column 自付" in answer.err
    assert "row 4, column 入院日期: [claim.inside_waiting_period]" in answer.err
    assert enrolled.rows("select claim from claim_step") == [("C1",)]


def test_good_receipts_are_taken_in_without_the_bad_one(enrolled: SmallOffice) -> None:
    enrolled.at(2015, 1, 9)
    lines = [
        ("N1", "2015-01-09", unit(0), "MED", "2015", "1.00", "B1"),
        ("N2", "2015-01-09", "U999", "MED", "2015", "1.00", "B1"),
    ]
    path = enrolled.file("更多.csv", RECEIPTS, lines)
    answer = enrolled.run("en", "contribution", "import", path, "--good-rows-only")
    assert answer.code == 0
    assert "row 3" in answer.err
    assert "unit U999" in answer.err
    found = enrolled.rows("select receipt from receipt where receipt in ('N1', 'N2')")
    assert set(found) == {("N1",)}


def test_a_dry_run_of_a_unit_list_records_nothing(ready: SmallOffice) -> None:
    heading = ("单位编码", "单位名称", "代办处", "职工人数")
    lines = [("U100", "新单位", "A1", 5), ("U101", "新单位", "A9", 5)]
    path = ready.file("更多单位.csv", heading, lines)
    with ready.untouched():
        answer = ready.run("en", "unit", "import", path, "--dry-run")
    assert answer.code == 3
    assert "with --good-rows-only 1 row would be taken in" in answer.out
    assert "agency A9" in answer.err


def test_a_dry_run_of_a_take_over_records_nothing(begun: SmallOffice) -> None:
    begun.do("lin", "office", "appoint", "en", "--role", "enrolment")
    paper = begun.paper("移交书.txt")
    year = ("2014", "2013-01-01", "2014-01-01", "2014-12-31")
    covers = [(unit(0), "CD-ACC", *person(0, 0), *year, account(0, 0))]
    path = begun.file("cover.csv", COVERS, covers)
    with begun.untouched():
        answer = begun.run("en", "take-over", "--members", path, "--document", paper, "--dry-run")
    assert answer.code == 3
    assert answer.out == ""  # there are no good rows alone to ask for
    assert "row 2, column 单位编码: [record.unknown]" in answer.err
    assert "[file.rows_refused]" in answer.err


def test_a_dry_run_of_a_take_overs_end_tells_it_and_is_refused_where_that_would_be(
    begun: SmallOffice,
) -> None:
    begun.do("lin", "office", "appoint", "en", "--role", "enrolment")
    year = ("2014", "", "3", "400", "20", "19999.00")
    heading = ("年度", "计划类别", "单位数", "参保人次", "给付人次", "给付金额")
    statistics = begun.file("历年.csv", heading, [year])
    parts = ("--statistics", statistics, "--complete", "--document", begun.paper("移交书.txt"))
    with begun.untouched():
        said = begun.do("lin", "take-over", *parts, "--dry-run")
        begun.refuses("office.role_missing", "en", "take-over", *parts, "--dry-run")
    assert said.count("dry run: 1 event would be recorded") == 2
    assert "0 members, 0 covers, 0 open claims" in said
    begun.do("lin", "take-over", *parts)
    begun.refuses("office.take_over_complete", "lin", "take-over", *parts, "--dry-run")


def test_a_dry_run_of_a_file_already_taken_in_finds_nothing_left(enrolled: SmallOffice) -> None:
    path = enrolled.folder / "名册2015.csv"
    enrolled.file(path.name, ROSTER, roster_rows())
    with enrolled.untouched():
        said = enrolled.do("en", *roster_import(enrolled, path, "--dry-run"))
    assert "dry run: 0 rows would be taken in, 0 refused" in said


def test_a_roster_refused_for_too_few_leaves_the_others_of_the_same_people_whole(
    ready: SmallOffice,
) -> None:
    terms = ready.paper("CD-CI.yaml", shipped()["CD-CI@2012"])
    ready.do("lin", "plan", "publish", terms, "--resolution", "R1")
    ready.do(
        "en", "unit", "headcount", unit(0), 60
    )  # 60 must join CD-CI, 48 are enough for CD-HOSP
    rows = [roster_row(0, k, plan) for plan in ("CD-CI", "CD-HOSP") for k in range(50)]
    path = ready.file("名册.csv", ROSTER, rows)
    answer = ready.run("en", *roster_import(ready, path, "--good-rows-only"))
    assert answer.code == 0, answer
    assert "[roster.participation_too_low]" in answer.err
    assert enrolled_people(ready) == 50


def test_a_dry_run_names_the_row_that_keeps_its_count_of_good_rows_down(
    ready: SmallOffice,
) -> None:
    old = invented_id("990101", date(1954, 12, 31), 1, "male")
    rows = [*(roster_row(0, k) for k in range(PEOPLE - 1)), roster_row(0, PEOPLE - 1, 身份证号=old)]
    words = roster_import(ready, ready.file("名册.csv", ROSTER, rows), "--dry-run")

    answer = ready.run("en", *words)
    assert "[roster.age_not_admitted]" in answer.err
    assert "of the other rows alone, these are refused as well:\nrow 2: [roster.par" in answer.err
    assert "with --good-rows-only 0 rows would be taken in" in answer.out
    assert (
        "只受理其余各行时，另有：\n第 2 行：[roster.par" in ready.run("en", *words, lang="zh").err
    )


# --- a file again, of which rows were left out --------------------------------------------------


def with_a_rule_broken(office: SmallOffice) -> Path:
    """Write two units' rosters; of the first one person holds too many shares, another no consent."""
    office.do("en", "unit", "headcount", unit(0), PEOPLE - 2)
    rows = roster_rows(["CD-HOSP"], [0, 1])
    rows[3] = roster_row(0, 3, 份数=9)
    rows[4] = roster_row(0, 4, 本人同意="否")
    return office.file("名册.csv", ROSTER, rows)


def test_a_file_taken_in_again_says_how_many_rows_were_refused_before(ready: SmallOffice) -> None:
    words = roster_import(ready, with_a_rule_broken(ready), "--good-rows-only")
    first = ready.run("en", *words)
    assert "row 5" in first.err
    assert "row 6" in first.err

    again = ready.run("en", *words)
    assert "row 5" not in again.err  # its roster is on record: a rule does not judge it again
    assert "row 6" in again.err  # a cell is judged whatever is on record
    assert (
        "1 row of the rosters recorded before was refused then, and is not judged again"
    ) in again.out
    said = ready.run("en", *words, lang="zh").out
    assert "此前已记录的名册中，有 1 行当时被拒绝，本次不再审核；更正后请另行报送" in said
    assert "2 rosters had been recorded before; nothing was doubled" in again.out


def test_a_dry_run_of_it_says_so_too(ready: SmallOffice) -> None:
    path = with_a_rule_broken(ready)
    ready.do("en", *roster_import(ready, path, "--good-rows-only"))
    with ready.untouched():
        said = ready.do("en", *roster_import(ready, path, "--good-rows-only", "--dry-run"))
    assert "1 row of the rosters recorded before was refused then" in said
    assert "dry run: 0 rows would be taken in, 1 refused" in said


def test_of_a_file_without_refused_rows_nothing_was_left_out(enrolled: SmallOffice) -> None:
    path = enrolled.file("名册2015.csv", ROSTER, roster_rows())
    assert "refused then" not in enrolled.do("en", *roster_import(enrolled, path))


def test_a_settlement_file_taken_in_again_says_how_many_rows_were_refused_before(
    enrolled: SmallOffice,
) -> None:
    enrolled.at(2015, 3, 5)
    rows = [settlement_row("C1", 0, 0), settlement_row("C3", 2, 0, 入院日期="2015-01-20")]
    words = ("claim", "import", enrolled.file("一站式.csv", SETTLEMENTS, rows), "--good-rows-only")
    enrolled.do("as", *words)
    said = enrolled.do("as", *words)
    assert "1 row of the groups of rows recorded before was refused then" in said


def test_a_list_of_claims_taken_again_says_how_many_were_refused_before(
    enrolled: SmallOffice,
) -> None:
    file_claims(enrolled, 2)
    listed = enrolled.paper("清单.txt", "C0\nC1\nC9\n")
    words = ("claim", "assess", "--from", listed, "--good-rows-only")
    enrolled.do("as", *words)
    said = enrolled.do("as", *words)
    assert "1 row of the groups of claims recorded before was refused then" in said


def test_changed_pay_taken_in_again_says_how_many_rows_were_refused_before(
    enrolled: SmallOffice,
) -> None:
    heading = ("单位编码", "身份证号", "月工资", "起始日期")
    lines = [(unit(u), person(u % 3, 0)[1], "5000", "2015-03-01") for u in (1, 3)]
    path = enrolled.file("调薪.csv", heading, lines)
    words = ("roster", "pay", path, "--reason", "调薪", "--good-rows-only")
    enrolled.do("en", *words)
    assert "1 row of the groups of rows recorded before" in enrolled.do("en", *words)
