"""Days of the terms at the terminal: what is filed too early, told too late, or paid too late."""

import json
from typing import Any

import pytest

from tests.commands.composite import publish
from tests.commands.office import (
    SETTLEMENTS,
    SmallOffice,
    bank_answers,
    person,
    roster_import,
    roster_row,
    settlement_row,
)
from tests.commands.people import pseudonyms

DAYS = """
contribution_fen: 3000
notice_days: 10
filing_from_days: 15
payment_working_days: 5
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
  - type: fixed_sum
    trigger: death
    schedule: [{code: death, label_zh: 身故, label_en: death, amount_fen: 500000}]
"""
ROSTER = ("单位编码", "计划", "姓名", "身份证号", "份数", "银行卡号", "本人同意")
STAY = ("--plan", "CD-DAYS", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
        "--ended-on", "2015-02-20")  # fmt: skip


@pytest.fixture
def early(enrolled: SmallOffice) -> SmallOffice:
    """An office whose first unit is covered by a plan with days for everything."""
    publish(enrolled, "CD-DAYS", DAYS)
    rows = [roster_row(0, k, "CD-DAYS") for k in range(4)]
    enrolled.do("en", *roster_import(enrolled, enrolled.file("名册D.csv", ROSTER, rows)))
    enrolled.at(2015, 2, 25)
    return enrolled


@pytest.fixture
def office(early: SmallOffice) -> SmallOffice:
    """The same, on 10 March 2015."""
    early.at(2015, 3, 10)
    return early


def filing(claim: str, k: int = 0, *changed: str) -> list[str]:
    return ["claim", "file", claim, "--id-number", person(0, k)[1], *STAY, *changed]


def listed(office: SmallOffice, *where: str, on: str | None = None) -> list[dict[str, Any]]:
    conditions = [word for each in where for word in ("--where", each)]
    rows: list[dict[str, Any]] = json.loads(
        office.do("as", "claim", "list", *conditions, "--format", "json", on=on)
    )
    return rows


def approve(office: SmallOffice, *claims: str) -> None:
    office.do("as", "claim", "assess", *claims)
    office.do("ap", "claim", "approve", *claims)


def test_a_claim_that_comes_too_early_is_refused_by_its_clause(early: SmallOffice) -> None:
    office = early
    office.at(2015, 3, 6)
    said = office.refuses("claim.filed_too_early", "as", *filing("K1"))
    assert "takes claims 15 days after it, from 2015-03-07 (filing_from_days)" in said
    zh = office.refuses("claim.filed_too_early", "as", *filing("K1"), lang="zh")
    assert "收据日期为 2015-02-20；CD-DAYS@2015 规定满 15 天后方可申请" in zh

    office.at(2015, 3, 7)
    office.do("as", *filing("K1"))


def test_in_a_settlement_file_the_row_and_the_column_are_named(office: SmallOffice) -> None:
    late = {"计划": "CD-DAYS", "入院日期": "2015-02-20", "出院日期": "2015-02-25"}
    rows = [settlement_row("K1", 0, 0, **late)]
    path = office.file("一站式D.csv", SETTLEMENTS, rows)
    for lang, said in (("en", "row 2, column 出院日期: "), ("zh", "第 2 行，出院日期：")):
        err = office.refuses("file.rows_refused", "as", "claim", "import", path, lang=lang)
        assert f"{said}[claim.filed_too_early]" in err


LATE_EN = (
    "told late: 18 days after the end of the loss, where CD-DAYS@2015 allows 10 (notice_days); "
    "it is taken in all the same"
)
LATE_ZH = "报案逾期：事由结束后第 18 天告知，CD-DAYS@2015 的期限（notice_days）为 10 天；仍予受理"


@pytest.mark.parametrize(
    ("lang", "mark", "said"), [("en", "note: ", LATE_EN), ("zh", "注意：", LATE_ZH)]
)
def test_a_late_loss_is_taken_in_and_the_officer_is_told(
    office: SmallOffice, lang: str, mark: str, said: str
) -> None:
    tried = office.run("as", *filing("K1"), "--dry-run", lang=lang)
    filed = office.run("as", *filing("K1"), lang=lang)

    assert (tried.code, filed.code) == (0, 0)
    assert f"{mark}{said}" in tried.err
    assert f"{mark}{said}" in filed.err
    assert said in office.do("as", "claim", "show", "K1", lang=lang)


def test_a_late_notice_is_taken_in_and_the_officer_is_told(office: SmallOffice) -> None:
    notice = ["claim", "notify", "K1", "--id-number", person(0, 0)[1], "--plan", "CD-DAYS",
              "--trigger", "death", "--occurred-on"]  # fmt: skip
    late = office.run("as", *notice, "2015-02-27")

    assert late.code == 0
    assert "note: told late: 11 days after the end of the loss" in late.err


def test_a_notice_in_time_is_told_without_a_note(office: SmallOffice) -> None:
    in_time = office.run(
        "as", "claim", "notify", "K1", "--id-number", person(0, 0)[1], "--plan", "CD-DAYS",
        "--trigger", "death", "--occurred-on", "2015-02-28",
    )  # fmt: skip

    assert (in_time.code, in_time.err) == (0, "")


def test_late_losses_are_selected_in_the_worklist(office: SmallOffice) -> None:
    office.do("as", *filing("K1"))
    office.do("as", "claim", "notify", "K2", "--id-number", person(0, 1)[1], *STAY[:6])
    office.do("as", *filing("K2", 1))  # told on the day on which K1 was

    office.do("as", "claim", "notify", "K3", "--id-number", person(0, 2)[1], *STAY[:6])

    assert [row["claim"] for row in listed(office, "late=yes")] == ["K1", "K2"]
    assert [row["claim"] for row in listed(office, "late=no")] == ["K3"]
    assert [row["days_late"] for row in listed(office)] == [8, 8, 0]
    assert "told 8 days late" in office.do("as", "claim", "list")
    assert "报案迟 8 天" in office.do("as", "claim", "list", lang="zh")


def test_a_claim_notified_in_time_is_not_late_when_its_papers_come(early: SmallOffice) -> None:
    office = early
    office.do("as", "claim", "notify", "K1", "--id-number", person(0, 0)[1], *STAY[:6])
    office.at(2015, 3, 10)

    filed = office.run("as", *filing("K1"))

    assert (filed.code, filed.err) == (0, "")
    assert listed(office, "late=yes") == []


def test_where_no_terms_set_a_term_nothing_is_late_or_overdue(enrolled: SmallOffice) -> None:
    assert listed(enrolled, "late=yes") == []
    assert listed(enrolled, "overdue=yes") == []


def test_the_worklist_tells_by_when_a_benefit_is_paid_and_selects_what_is_overdue(
    office: SmallOffice,
) -> None:
    office.do("as", *filing("K1"))
    office.do("as", *filing("K2", 1))
    approve(office, "K1")  # Tuesday 10 March
    office.at(2015, 3, 12)
    approve(office, "K2")
    office.at(2015, 3, 18)

    rows = {row["claim"]: (row["pay_by"], row["overdue"]) for row in listed(office)}
    assert rows == {"K1": ("2015-03-17", True), "K2": ("2015-03-19", False)}
    assert [row["claim"] for row in listed(office, "overdue=yes")] == ["K1"]
    assert [row["claim"] for row in listed(office, "overdue=no")] == ["K2"]
    assert listed(office, "overdue=yes", on="2015-03-17") == []
    assert "to be paid by 2015-03-17, overdue" in office.do("as", "claim", "list")
    assert "最迟 2015-03-17 支付，已逾期" in office.do("as", "claim", "list", lang="zh")

    office.do("fi", "pay", "verify", "--where", "overdue=yes")
    assert [row["stage"] for row in listed(office, "overdue=yes")] == ["verified"]


def test_a_claim_and_its_members_statement_tell_by_when_the_benefit_is_paid(
    office: SmallOffice,
) -> None:
    office.do("as", *filing("K1"))
    before = office.do("as", "claim", "show", "K1")
    approve(office, "K1")

    assert "to be paid" not in before
    shown = office.do("as", "claim", "show", "K1")
    assert "to be paid by 2015-03-17, 5 working days after the approval\n" in shown
    office.at(2015, 3, 18)
    zh = office.do("as", "claim", "show", "K1", lang="zh")
    assert "最迟 2015-03-17 支付（批准后 5 个工作日），已逾期" in zh
    owner = next(member for member in pseudonyms(office) if _has_claim(office, str(member)))
    told = office.do("en", "member", "statement", owner, on="2015-03-17")
    assert "it is to be paid by 2015-03-17" in told


def test_the_last_day_of_payment_stays_where_more_is_owed_again_beside_what_was_unpaid(
    office: SmallOffice,
) -> None:
    for officer in ("ap2", "ap3"):
        office.do("lin", "office", "appoint", officer, "--role", "approver")
    office.do("as", *filing("K1"))
    approve(office, "K1")  # Tuesday 10 March
    office.do("fi", "pay", "verify", "K1")
    office.do("ca", "pay", "prepare", "P1", "--fund", "CARE", "--bank-account", "B2", "K1")
    office.do("tr", "pay", "release", "P1", "--out", office.folder / "P1")
    (batch,) = (office.folder / "P1").iterdir()
    office.do("ca", "pay", "settle", bank_answers(office, "1.csv", batch, {}, "2015-03-10"))
    office.do("fi", "recovery", "find", "K1", "--amount", "100", "--ground", "wrong_amount")
    office.do("ap2", "recovery", "demand", "K1")
    back = {0: ("退票", "账户注销")}
    office.do("ca", "pay", "settle", bank_answers(office, "2.csv", batch, back, "2015-03-10"))
    office.at(2015, 3, 18)

    office.do("ap3", "recovery", "lower", "K1", "--amount", "100", "--reason", "金额录入有误",
              "--document", office.paper("核对.txt"))  # fmt: skip

    (row,) = listed(office, "overdue=yes")
    assert (row["claim"], row["pay_by"]) == ("K1", "2015-03-17")
    assert "to be paid by 2015-03-17" in office.do("as", "claim", "show", "K1")
    owner = next(member for member in pseudonyms(office) if _has_claim(office, str(member)))
    assert "it was to be paid by 2015-03-17" in office.do("en", "member", "statement", owner)


def _has_claim(office: SmallOffice, member: str) -> bool:
    return any(
        event.topic == "member.claim_filed.v1" and str(event.originator_id) == member
        for event in office.events()
    )


def test_a_step_of_a_later_day_is_told_by_its_day_and_never_in_negative_days(
    office: SmallOffice,
) -> None:
    office.do("as", *filing("K1"))

    earlier = office.do("as", "claim", "list", on="2015-03-01")
    earlier_zh = office.do("as", "claim", "list", on="2015-03-01", lang="zh")

    assert "since 2015-03-10" in earlier
    assert "自 2015-03-10" in earlier_zh
    assert "-9" not in earlier
    assert "  0 days" in office.do("as", "claim", "list")
