"""What has happened is dated today or before; only what is arranged may be dated ahead."""

from pathlib import Path
from uuid import UUID

import pytest

from ledger.terms import shipped
from tests.commands.office import (
    RECEIPTS,
    SETTLEMENTS,
    SmallOffice,
    bank_answers,
    file_claims,
    person,
    settlement_row,
)
from tests.commands.people import pseudonyms, told

TODAY, TOMORROW, FAR = "2015-03-05", "2015-03-06", "2099-01-01"
STAY = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
        "--ended-on", "2015-02-20", "--self-pay", "4000")  # fmt: skip


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with a filed and an assessed claim, on 5 March 2015."""
    file_claims(enrolled, 2)
    enrolled.do("as", "claim", "assess", "C1")
    return enrolled


def id_number(k: int) -> str:
    return person(0, k)[1]


# What cannot be true before its day, by who does it.
HAPPENED: dict[str, tuple[str, tuple[str, ...]]] = {
    "a claim is filed": ("as", ("claim", "file", "K1", "--id-number", id_number(5), *STAY)),
    "a loss is notified": ("as", ("claim", "notify", "K1", "--id-number", id_number(5), *STAY[:6])),
    "a claim is assessed": ("as", ("claim", "assess", "C0")),
    "claims are assessed by what is known": ("as", ("claim", "assess", "--where", "stage=filed")),
    "a benefit is approved": ("ap", ("claim", "approve", "C1")),
    "a claim is rejected": ("ap", ("claim", "reject", "C1", "--ground", "evidence_untrue")),
    "a claim is withdrawn": ("as", ("claim", "withdraw", "C0", "--ground", "claimant_wish")),
    "money is received": (
        "en",
        ("contribution", "receive", "--receipt", "R9", "--unit", "U000", "--fund", "MED",
         "--period", "2015", "--amount", "1", "--bank-account", "B1"),
    ),
    "a month is accrued": ("fi", ("period", "accrue", "2015-01")),
    "a resolution is passed": ("lin", ("office", "resolve", "R9", "--title", "追加", "--body", "会")),
    "a unit is closed": ("en", ("unit", "close", "U003", "--reason", "注销")),
}  # fmt: skip


@pytest.mark.parametrize("on", [TOMORROW, FAR])
@pytest.mark.parametrize("act", HAPPENED)
def test_what_cannot_be_true_yet_is_refused(office: SmallOffice, act: str, on: str) -> None:
    officer, words = HAPPENED[act]
    with office.untouched():
        answer = office.run(officer, *words, on=on)

    assert answer.code == 3, answer
    assert "[record.date_ahead]" in answer.err
    assert f"{on} is still to come: today is {TODAY}" in answer.err


@pytest.mark.parametrize("act", HAPPENED)
def test_the_same_is_recorded_today(office: SmallOffice, act: str) -> None:
    officer, words = HAPPENED[act]

    office.do(officer, *words, on=TODAY)


def test_a_dry_run_is_refused_where_the_command_is(office: SmallOffice) -> None:
    answer = office.run("ap", "claim", "approve", "C1", "--dry-run", on=TOMORROW, lang="zh")

    assert answer.code == 3
    assert f"日期 {TOMORROW} 尚未到来：今天是 {TODAY}，此类事项不得提前入账" in answer.err


def test_a_file_of_settlements_is_not_taken_in_ahead(office: SmallOffice) -> None:
    path = office.file("后.csv", SETTLEMENTS, [settlement_row("K1", 0, 5)])
    with office.untouched():
        answer = office.run("as", "claim", "import", path, on=TOMORROW)

    assert "[record.date_ahead]" in answer.err


def test_no_office_is_opened_ahead(begun: SmallOffice, tmp_path: Path) -> None:
    book = tmp_path / "other.db"
    naming = ("--book", book, "init", "--code", "BJ", "--name", "北京办事处", "--manager", "lin")
    answer = begun.run("lin", *naming, on=FAR)

    assert "[record.date_ahead]" in answer.err
    assert not book.exists()


# --- what is arranged ---------------------------------------------------------------------------


@pytest.fixture
def one(office: SmallOffice) -> UUID:
    return pseudonyms(office)[0]


def test_who_leaves_at_the_end_of_a_month_is_covered_until_then(
    office: SmallOffice, one: UUID
) -> None:
    leaving = ("--cause", "employment_ended", "--reason", "离职")
    office.do("en", "member", "leave", one, *leaving, on="2015-06-30")

    covers = told(office, "member", "statement", one, "--as-of", "2015-06-30")["covers"]
    assert {cover["ends_on"] for cover in covers if cover["period"] == "2015"} == {"2015-06-30"}


def test_a_leaving_that_is_still_to_come_is_told_as_such(office: SmallOffice, one: UUID) -> None:
    leaving = ("member", "leave", one, "--cause", "employment_ended", "--reason", "离职")

    assert f"member {one} leaves on 2015-06-30" in office.do("en", *leaving, on="2015-06-30")
    again = office.run("en", *leaving[:-1], "另一理由", on="2015-06-30")
    assert again.code == 3
    assert "it stands on record that the member left: 2015-06-30" in again.err


def test_a_leaving_that_is_still_to_come_is_told_so_in_chinese(
    office: SmallOffice, one: UUID
) -> None:
    leaving = ("member", "leave", one, "--cause", "employment_ended", "--reason", "离职")

    said = office.do("en", *leaving, on="2015-06-30", lang="zh")

    assert f"会员 {one} 将于 2015-06-30 离会" in said


def test_a_retirement_and_a_policy_are_arranged_ahead(office: SmallOffice, one: UUID) -> None:
    office.do("en", "member", "retire", one, on="2015-12-31")
    citation = ("--citation", "章程第九条")
    office.do("lin", "office", "policy", "claim.appeal_days", "15", *citation, on="2016-01-01")


def test_terms_are_published_before_they_take_effect(office: SmallOffice) -> None:
    terms = shipped()["CD-CI@2017"]
    path = office.paper("CI.yaml", terms)

    said = office.do("lin", "plan", "publish", path, "--resolution", "R1")

    assert "in force from 2017-" in said


def test_reports_look_at_any_day(office: SmallOffice) -> None:
    assert "CD-HOSP@2015" in office.do("lin", "report", "loss-ratio", on="2016-12-31")
    assert "C0" in office.do("as", "claim", "list", on=FAR)


# --- days that files say ------------------------------------------------------------------------


def test_money_that_a_file_says_comes_tomorrow_is_not_in_yet(office: SmallOffice) -> None:
    row = ("R8", TOMORROW, "U000", "MED", "2015", "1.00", "B1")
    path = office.file("到账.csv", RECEIPTS, [row])

    err = office.refuses("file.rows_refused", "en", "contribution", "import", path)

    assert "row 2, column 到账日期: [record.date_ahead]" in err


def test_a_bill_that_a_file_says_is_settled_tomorrow_is_not_taken_in_yet(
    office: SmallOffice,
) -> None:
    row = settlement_row("K1", 0, 5, 结算日期=TOMORROW)
    path = office.file("结算.csv", SETTLEMENTS, [row])

    err = office.refuses("file.rows_refused", "as", "claim", "import", path)

    assert "row 2, column 结算日期: [record.date_ahead]" in err


@pytest.mark.parametrize(("day", "code"), [(TODAY, 0), (TOMORROW, 3)])
def test_the_bank_answers_for_no_day_that_is_still_to_come(
    office: SmallOffice, day: str, code: int
) -> None:
    office.do("ap", "claim", "approve", "C1")
    office.do("fi", "pay", "verify", "C1")
    office.do("ca", "pay", "prepare", "B7", "--fund", "MED", "--bank-account", "B1", "C1")
    out = office.folder / "bank"
    office.do("tr", "pay", "release", "B7", "--out", out)
    (sent,) = out.glob("*.csv")
    answers = bank_answers(office, "回盘.csv", sent, {}, day)

    answer = office.run("ca", "pay", "settle", answers)

    assert answer.code == code, answer
    assert ("[record.date_ahead]" in answer.err) == (code == 3)
