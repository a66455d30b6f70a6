"""Settlement files, receipts, bank answers and lists: what cannot be taken in is refused where it stands."""

from pathlib import Path

import pytest

from tests.commands.office import (
    RECEIPTS,
    RETURNS,
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    file_claims,
    settlement_row,
    unit,
)


def settlement(office: SmallOffice, *rows: list[object], name: str = "一站式.csv") -> Path:
    office.at(2015, 3, 5)
    return office.file(name, SETTLEMENTS, rows)


def test_a_settlement_file_taken_in_twice_records_nothing_and_says_so(
    enrolled: SmallOffice,
) -> None:
    path = settlement(enrolled, settlement_row("C1", 0, 0))
    enrolled.do("as", "claim", "import", path)
    with enrolled.untouched():
        said = enrolled.do("as", "claim", "import", path)
    assert "had been recorded before; nothing was doubled" in said
    assert "recorded 0 groups of rows, 0 events" in said


def test_another_settlement_file_under_a_known_name_is_refused(enrolled: SmallOffice) -> None:
    path = settlement(enrolled, settlement_row("C1", 0, 0))
    enrolled.do("as", "claim", "import", path)
    settlement(enrolled, settlement_row("C2", 1, 0))
    said = enrolled.refuses("file.changed", "as", "claim", "import", path)
    assert "一站式.csv" in said


def test_a_known_settlement_file_under_another_name_records_nothing(enrolled: SmallOffice) -> None:
    row = settlement_row("C1", 0, 0)
    enrolled.do("as", "claim", "import", settlement(enrolled, row))
    copy = settlement(enrolled, row, name="一站式-副本.csv")
    with enrolled.untouched():
        assert "nothing was doubled" in enrolled.do("as", "claim", "import", copy)


def test_a_settlement_number_is_taken_once(enrolled: SmallOffice) -> None:
    enrolled.do("as", "claim", "import", settlement(enrolled, settlement_row("C1", 0, 0)))
    other = settlement(enrolled, settlement_row("C1", 1, 0), name="二.csv")
    said = enrolled.refuses("record.key_taken", "as", "claim", "import", other)
    assert "row 2" in said
    assert "claim C1" in said


def test_a_settlement_number_stands_in_a_file_once(enrolled: SmallOffice) -> None:
    path = settlement(enrolled, settlement_row("C1", 0, 0), settlement_row("C1", 1, 0))
    said = enrolled.refuses("settlements.duplicate", "as", "claim", "import", path)
    assert "row 3, column 结算号" in said


def test_a_loss_claimed_twice_is_refused_with_the_earlier_claim(enrolled: SmallOffice) -> None:
    path = settlement(enrolled, settlement_row("C1", 0, 0), settlement_row("C2", 0, 0))
    said = enrolled.refuses("claim.filed_twice", "as", "claim", "import", path)
    assert "row 3" in said
    assert "repeats claim C1" in said


def test_a_stay_that_overlaps_another_is_refused_with_its_row_and_the_other_claim(
    enrolled: SmallOffice,
) -> None:
    later = settlement_row("C2", 0, 0, 入院日期="2015-02-12")
    path = settlement(enrolled, settlement_row("C1", 0, 0), later)

    said = enrolled.refuses("claim.stays_overlap", "as", "claim", "import", path)

    assert "row 3, column 入院日期" in said
    assert "overlaps that of claim C1" in said


def test_a_stay_inside_the_waiting_period_is_refused(enrolled: SmallOffice) -> None:
    row = settlement_row("C1", 0, 0, 入院日期="2015-01-20")
    said = enrolled.refuses(
        "claim.inside_waiting_period", "as", "claim", "import", settlement(enrolled, row)
    )
    assert "row 2" in said
    assert "2015-01-31" in said


def test_a_stay_without_cover_is_refused(enrolled: SmallOffice) -> None:
    row = settlement_row("C1", 0, 0, 入院日期="2014-12-20")
    said = enrolled.refuses("claim.not_covered", "as", "claim", "import", settlement(enrolled, row))
    assert "row 2" in said


def test_a_stranger_is_refused_without_being_named(enrolled: SmallOffice) -> None:
    row = settlement_row("C1", 7, 7)
    said = enrolled.refuses("record.unknown", "as", "claim", "import", settlement(enrolled, row))
    assert "row 2" in said
    assert "测试" not in said
    assert str(row[2]) not in said


def test_a_bad_date_and_a_bad_amount_are_both_told(enrolled: SmallOffice) -> None:
    row = settlement_row("C1", 0, 0, 出院日期="2015-02-30", 自付="四千")
    said = enrolled.refuses("intake.date", "as", "claim", "import", settlement(enrolled, row))
    assert "row 2, column 出院日期: [intake.date]" in said
    assert "row 2, column 自付: [intake.money]" in said


def test_a_receipt_number_is_taken_once(enrolled: SmallOffice) -> None:
    line = ("MED0", "2015-01-09", unit(0), "MED", "2015", "90.00", "B1")
    path = enrolled.file("更多.csv", RECEIPTS, [line])
    said = enrolled.refuses("record.key_taken", "en", "contribution", "import", path)
    assert "row 2" in said
    assert "receipt MED0" in said


def test_a_receipt_of_an_account_of_another_fund_is_refused(enrolled: SmallOffice) -> None:
    line = ("M9", "2015-01-09", unit(0), "MED", "2015", "90.00", "B2")
    path = enrolled.file("更多.csv", RECEIPTS, [line])
    said = enrolled.refuses("record.unknown", "en", "contribution", "import", path)
    assert "bank account B2 of fund MED" in said


def test_a_bank_answer_for_an_unknown_batch_is_refused(enrolled: SmallOffice) -> None:
    line = ("BT9", 1, "C0", "1250.00", "成功", "", "2015-03-06")
    path = enrolled.file("回盘.csv", RETURNS, [line])
    said = enrolled.refuses("record.unknown", "ca", "pay", "settle", path)
    assert "batch BT9" in said


def test_a_bank_answer_for_two_batches_is_refused(enrolled: SmallOffice) -> None:
    lines = [(f"BT{n}", 1, f"C{n}", "1250.00", "成功", "", "2015-03-06") for n in (1, 2)]
    path = enrolled.file("回盘.csv", RETURNS, lines)
    said = enrolled.refuses("pay.several_batches", "ca", "pay", "settle", path)
    assert "this file answers 2 batches; settle one batch a file" in said


def test_a_failed_payment_without_the_banks_reason_is_refused(enrolled: SmallOffice) -> None:
    line = ("BT1", 1, "C0", "1250.00", "失败", "", "2015-03-06")
    path = enrolled.file("回盘.csv", RETURNS, [line])
    said = enrolled.refuses("returns.reason_missing", "ca", "pay", "settle", path)
    assert "row 2, column 原因" in said


def test_a_list_of_claims_that_is_not_utf_8_is_refused(enrolled: SmallOffice) -> None:
    path = enrolled.folder / "清单.txt"
    path.write_bytes("案件C1".encode("gb18030"))
    said = enrolled.refuses("intake.encoding", "as", "claim", "assess", "--from", path)
    assert "清单.txt" in said


def test_terms_that_are_not_utf_8_are_refused(enrolled: SmallOffice) -> None:
    path = enrolled.folder / "计划.yaml"
    path.write_bytes("name_zh: 在职职工住院医疗互助保障计划".encode("gb18030"))
    said = enrolled.refuses("intake.encoding", "lin", "plan", "publish", path, "--resolution", "R1")
    assert "计划.yaml" in said


def test_terms_that_are_no_plan_are_refused_with_what_they_lack(enrolled: SmallOffice) -> None:
    path = enrolled.paper("计划.yaml", "code: CD-HOSP\n")
    words = ("plan", "publish", path, "--resolution", "R1")
    said = enrolled.refuses("plan.terms_unsound", "lin", *words)
    assert "version: must be given" in said


def test_an_empty_list_of_claims_is_refused(enrolled: SmallOffice) -> None:
    path = enrolled.paper("清单.txt", "\n")
    enrolled.refuses("intake.empty", "as", "claim", "assess", "--from", path)


def test_an_officer_without_the_role_is_refused_once_not_for_each_row(
    enrolled: SmallOffice,
) -> None:
    rows = [settlement_row(f"C{u}", u, 0) for u in range(3)]
    said = enrolled.refuses(
        "office.role_missing", "ca", "claim", "import", settlement(enrolled, *rows)
    )
    assert said.count("office.role_missing") == 1


def test_a_file_for_another_command_is_refused_by_the_heading_it_lacks(
    enrolled: SmallOffice,
) -> None:
    path = enrolled.file("名册.csv", ROSTER, [["x"] * len(ROSTER)])
    said = enrolled.refuses("intake.heading_missing", "as", "claim", "import", path)
    assert "结算号" in said


def test_claims_of_a_file_go_by_the_numbers_in_it(enrolled: SmallOffice) -> None:
    numbers = file_claims(enrolled, 3)
    assert numbers == [code for (code,) in enrolled.rows("select claim from claim_step order by 1")]


ANSWER = ("BT9", 1, "C1", "60.00", "成功", "", "2015-03-05")


@pytest.mark.parametrize("lang", ["en", "zh"])
def test_a_bank_answer_to_a_batch_that_is_not_there_is_refused_where_it_names_it(
    enrolled: SmallOffice, lang: str
) -> None:
    path = enrolled.file("回盘.csv", RETURNS, [ANSWER])
    said = enrolled.refuses("record.unknown", "ca", "pay", "settle", path, lang=lang)
    place = "row 2, column 批次: [record.unknown] this book holds no batch BT9"
    assert (place if lang == "en" else "第 2 行，批次：[record.unknown] 本账套没有批次 BT9") in said
    assert "[file.rows_refused]" in said


def test_a_dry_run_of_a_bank_answer_names_the_row_as_well(enrolled: SmallOffice) -> None:
    path = enrolled.file("回盘.csv", RETURNS, [ANSWER])
    said = enrolled.refuses("record.unknown", "ca", "pay", "settle", path, "--dry-run")
    assert "row 2, column 批次: " in said
