"""Claims go on one by one, by a list, or by what is known of them; who may not, is told which and why."""

import getpass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from ledger.aggregates import Member
from ledger.commands import claim_steps
from ledger.entropy import SeededEntropy
from ledger.intake.identity import check_character
from ledger.terms import shipped
from tests.commands.office import (
    OFFICERS,
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    bank_answers,
    file_claims,
    roster_import,
    roster_row,
    settlement_row,
)


def steps(office: SmallOffice) -> dict[str, str]:
    """Return the last step of every claim."""
    rows = office.rows("select claim, step from claim_step order by position")
    return {str(claim): str(step) for claim, step in rows}


def listed(office: SmallOffice, *claims: str) -> Path:
    return office.paper("清单.txt", "".join(f"{claim}\n" for claim in claims))


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with six claims that were filed."""
    file_claims(enrolled, 6)
    return enrolled


def test_claims_are_taken_by_number_by_list_or_by_what_is_known(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0")
    office.do("as", "claim", "assess", "C1", "C2")
    office.do("as", "claim", "assess", "--from", listed(office, "C3", "C4"))
    assert steps(office)["C5"] == "filed"
    office.do("as", "claim", "assess", "--where", "stage=filed", "--where", "period=2015")
    assert set(steps(office).values()) == {"assessed"}


def test_each_step_goes_by_what_the_step_before_left(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "--where", "stage=filed")
    words = ("--ground", "evidence_untrue")
    office.do("ap", "claim", "reject", "C5", *words)
    office.do("ap", "claim", "approve", "--where", "stage=assessed")
    office.do("fi", "pay", "verify", "--where", "stage=approved", "--where", "unit=U000")
    assert steps(office) == {
        "C0": "verified",
        "C1": "approved",
        "C2": "approved",
        "C3": "approved",
        "C4": "verified",
        "C5": "rejected",
    }


def test_one_refused_claim_refuses_the_list_and_is_named(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("ap", "claim", "approve", "C1")
    said = office.refuses("claim.wrong_stage", "ap", "claim", "approve", "C0", "C1", "C2")
    assert "C1: [claim.wrong_stage]" in said
    assert "[file.rows_refused]" in said
    assert "1 of 3" in said
    assert steps(office)["C0"] == "assessed"


def test_the_good_ones_alone_go_on_when_that_is_asked_for(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0", "C1")
    answer = office.run(
        "ap", "claim", "approve", "--from", listed(office, "C0", "C1", "C2"), "--good-rows-only"
    )
    assert answer.code == 0, answer
    assert "C2: [claim.wrong_stage]" in answer.err
    assert [steps(office)[claim] for claim in ("C0", "C1", "C2")] == ["approved"] * 2 + ["filed"]


def test_two_claims_of_one_person_far_apart_in_a_list_are_decided_once(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    again = settlement_row("C9", 0, 0, 入院日期="2015-02-21", 出院日期="2015-02-24")
    office.do("as", "claim", "import", office.file("again.csv", SETTLEMENTS, [again]))
    decided: list[str] = []

    def assess(member: Member, claim: str, *rest: Any, **more: Any) -> None:
        decided.append(claim)
        assess_claim(member, claim, *rest, **more)

    assess_claim = Member.assess_claim
    monkeypatch.setattr(Member, "assess_claim", assess)
    monkeypatch.setattr(claim_steps, "GROUP_CLAIMS", 2)
    office.do("as", "claim", "assess", "--where", "stage=filed")
    assert sorted(decided) == ["C0", "C1", "C2", "C3", "C4", "C5", "C9"]
    assert set(steps(office).values()) == {"assessed"}


def test_an_unknown_claim_in_a_list_is_named(office: SmallOffice) -> None:
    said = office.refuses(
        "record.unknown", "as", "claim", "assess", "--from", listed(office, "C0", "X7")
    )
    assert "X7: [record.unknown]" in said
    office.refuses("record.unknown", "as", "claim", "assess", "X7")


def test_a_list_that_was_done_is_not_done_again(office: SmallOffice) -> None:
    path = listed(office, "C0", "C1")
    office.do("as", "claim", "assess", "--from", path)
    with office.untouched():
        assert "nothing was doubled" in office.do("as", "claim", "assess", "--from", path)


def test_a_list_under_another_ground_is_another_request(office: SmallOffice) -> None:
    path = listed(office, "C0", "C1")
    reject = ("claim", "reject", "--from", path, "--ground")
    office.do("ap", *reject, "evidence_missing")
    office.refuses("claim.wrong_stage", "ap", *reject, "evidence_untrue")


def test_a_search_that_finds_no_claim_says_so(office: SmallOffice) -> None:
    with office.untouched():
        said = office.do("ap", "claim", "approve", "--where", "stage=assessed")
        nothing = office.do(
            "ca", "pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1",
            "--where", "stage=verified",
        )  # fmt: skip
    assert "no such claim" in said
    assert "nothing to pay" in nothing


def test_who_assessed_a_claim_does_not_approve_it(office: SmallOffice) -> None:
    office.at(2015, 3, 6)
    office.do("lin", "office", "appoint", "as", "--role", "assessor", "--role", "approver")
    office.do("as", "claim", "assess", "--where", "stage=filed")
    said = office.refuses("office.same_hands", "as", "claim", "approve", "C0", "C1")
    assert "C0: [office.same_hands]" in said
    assert "C1: [office.same_hands]" in said
    office.refuses("office.same_hands", "as", "claim", "reject", "C0", "--ground", "excluded")


def test_one_person_under_two_officers_names_is_one_person(tmp_path: Path) -> None:
    """Persons are told apart by the login they work under, not by the officer's name they give."""
    mine = f"os:{getpass.getuser()}"
    office = SmallOffice(
        str(tmp_path / "book.db"), tmp_path, SeededEntropy(1, datetime(2015, 1, 5, 2, tzinfo=UTC))
    )
    office.do("lin", "init", "--code", "CD", "--name", "成都办事处", "--manager", "lin")
    for officer in ("en", "as", "ap"):
        powers = ("--role", OFFICERS[officer], "--login", mine)
        office.do("lin", "office", "appoint", officer, *powers)
    office.do("lin", "office", "resolve", "R1", "--title", "开办", "--body", "管委会")
    office.do("lin", "fund", "open", "CARE", "--name", "CARE", "--restriction", "restricted")
    terms = office.paper("CD-ACC.yaml", shipped()["CD-ACC@2014"])
    office.do("lin", "plan", "publish", terms, "--resolution", "R1")
    office.do("en", "unit", "register", "U000", "--name", "某单位")
    office.do("en", "unit", "headcount", "U000", "1")
    # The form of a number that was never given out: region 71, order 000.
    digits = "71000019800101000"
    number = digits + check_character(digits)
    roster = office.file("名册.csv", ROSTER, [roster_row(0, 0, "CD-ACC", 身份证号=number)])
    office.do("en", *roster_import(office, roster))
    loss = ("--plan", "CD-ACC", "--trigger", "accident_injury", "--occurred-on", "2015-01-05")
    office.do("as", "claim", "file", "K1", "--id-number", number, *loss, "--ended-on", "2015-01-05")
    office.do("as", "claim", "assess", "K1")
    said = office.refuses("office.same_hands", "ap", "claim", "approve", "K1")
    assert mine in said


def test_nobody_verifies_or_pays_what_they_approved(office: SmallOffice) -> None:
    office.at(2015, 3, 6)
    for officer in ("ap", "ca"):
        roles = [word for role in ("approver", "finance", "cashier") for word in ("--role", role)]
        office.do("lin", "office", "appoint", officer, *roles)
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("ap", "claim", "approve", "C0", "C1")
    office.refuses("office.same_hands", "ap", "pay", "verify", "C0", "C1")
    office.do("fi", "pay", "verify", "C0", "C1")
    batch = ("pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", "C0", "C1")
    office.refuses("office.same_hands", "ap", *batch)


def test_a_benefit_above_an_officers_limit_is_refused_with_both_sums(office: SmallOffice) -> None:
    office.do("lin", "office", "appoint", "ap", "--role", "approver", "--limit", "1000")
    office.do("as", "claim", "assess", "C0")
    said = office.refuses("office.limit_exceeded", "ap", "claim", "approve", "C0")
    assert "up to 1,000.00 yuan; C0 is 1,250.00 yuan" in said
    office.do("ap", "claim", "approve", "C0", "--amount", "1000", "--reason", "按会议纪要")


def test_an_amount_goes_with_one_claim_and_never_above_its_assessment(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0", "C1")
    assert office.run("ap", "claim", "approve", "C0", "C1", "--amount", "1").code == 2
    office.refuses("claim.benefit_exceeds_assessment", "ap", "claim", "approve", "C0",
                   "--amount", "1250.01")  # fmt: skip


def test_a_batch_that_is_not_released_waits_for_its_release_and_not_for_the_bank(
    office: SmallOffice,
) -> None:
    for officer, noun, step in (
        ("as", "claim", "assess"),
        ("ap", "claim", "approve"),
        ("fi", "pay", "verify"),
    ):
        office.do(officer, noun, step, "C0")
    office.do("ca", "pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", "C0")
    listing = ("as", "claim", "list", "--where", "stage=instructed")
    held = "payment batch BT1 waits for its release by a second person"
    assert "→ huzhu pay release" in office.do(*listing)
    assert held in office.do("as", "claim", "show", "C0")
    office.do("tr", "pay", "release", "BT1", "--out", office.folder / "bank")
    assert "→ huzhu pay settle" in office.do(*listing)
    assert held not in office.do("as", "claim", "show", "C0")


def test_a_payment_that_failed_is_owed_again_and_found_again(office: SmallOffice) -> None:
    for officer, noun, step in (
        ("as", "claim", "assess"),
        ("ap", "claim", "approve"),
        ("fi", "pay", "verify"),
    ):
        office.do(officer, noun, step, "C0", "C1", "C2")
    search = ("--fund", "MED", "--bank-account", "B1", "--where", "stage=verified")
    assert "3 payments" in office.do("ca", "pay", "prepare", "BT1", *search)
    office.refuses("office.role_missing", "ca", "pay", "release", "BT1", "--out", "bank")
    office.do("tr", "pay", "release", "BT1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    office.at(2015, 3, 7)
    answers = bank_answers(office, "回盘.csv", batch, {1: ("失败", "账号有误")}, "2015-03-06")
    said = office.do("ca", "pay", "settle", answers)
    assert "2 paid, 2,500.00 yuan" in said
    assert "1 failed, 1,250.00 yuan" in said
    with office.untouched():
        assert "settled before" in office.do("ca", "pay", "settle", answers)
    assert "1 payment" in office.do("ca", "pay", "prepare", "BT2", *search)


def test_a_claims_derivation_is_shown_line_by_line(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0")
    said = office.do("as", "claim", "show", "C0")
    assert "assessed at 1,250.00 yuan" in said
    assert "[benefits.0.bands.0]" in said
    shown = office.do("as", "claim", "show", "C0", lang="zh")
    assert "核定 1,250.00 元" in shown
    office.refuses("record.unknown", "as", "claim", "show", "X7")


def test_settled_rows_of_a_claim_file_are_dated_as_filed(office: SmallOffice) -> None:
    rows = [settlement_row("C9", 3, 5)]
    office.do("as", "claim", "import", office.file("九.csv", SETTLEMENTS, rows), on="2015-03-04")
    found = office.rows("select effective_on from claim_step where claim = 'C9'")
    assert [str(day) for (day,) in found] == ["2015-03-04"]


def test_a_stage_that_no_claim_has_is_a_slip_and_not_an_empty_list(office: SmallOffice) -> None:
    with office.untouched():
        answer = office.run("as", "claim", "assess", "--where", "stage=filde")
    assert answer.code == 2
    assert "stage=notified|filed|" in answer.err
