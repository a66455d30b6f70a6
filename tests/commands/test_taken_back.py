"""What was decided in error is taken back while it can be: approvals, overpayments, demands."""

import json

import pytest

from ledger.commands.claim_limits import benefit_back
from ledger.events.member import BenefitPaid, ClaimApproved
from tests.aggregates.claims_made import insured
from tests.aggregates.test_counted_once import TERM, granted, treated, whole_back
from tests.commands.office import (
    SETTLEMENTS,
    SmallOffice,
    bank_answers,
    file_claims,
    settlement_row,
)

INTO = ("--fund", "MED", "--bank-account", "B1")
REVOKE = ("claim", "revoke", "C0", "--ground", "counted_twice")


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with officers more, and two claims of 1,250 yuan that are approved."""
    for officer, role in (("ap2", "approver"), ("ap3", "approver"), ("ca2", "cashier")):
        enrolled.do("lin", "office", "appoint", officer, "--role", role)
    file_claims(enrolled, 2)
    enrolled.do("as", "claim", "assess", "C0", "C1")
    enrolled.do("ap", "claim", "approve", "C0", "C1")
    return enrolled


def member_of(office: SmallOffice, claim: str = "C0") -> str:
    found = [e for e in office.events() if getattr(e, "claim", None) == claim]
    return str(found[0].originator_id)


def pay_out(office: SmallOffice, claim: str = "C0") -> None:
    office.do("fi", "pay", "verify", claim)
    office.do("ca", "pay", "prepare", "P1", *INTO, claim)
    office.do("tr", "pay", "release", "P1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    office.do("ca", "pay", "settle", bank_answers(office, "回盘.csv", batch, {}, "2015-03-05"))


def journal(office: SmallOffice, account: str) -> int:
    office.do("lin", "projection", "catch-up")
    sql = (
        "select coalesce(sum(case when side = 'D' then amount_fen else -amount_fen end), 0) "
        "from journal_line where account = ?"
    )
    ((fen,),) = office.rows(sql, (account,))
    return int(str(fen))


def third_stay_past_the_cap(office: SmallOffice) -> None:
    """Approve two stays of one member that use 45,000.00, the cap of the period; reject a third."""
    rows = []
    for number, first in (("D0", 10), ("D1", 15), ("D2", 20)):
        days = {"入院日期": f"2015-02-{first}", "出院日期": f"2015-02-{first + 2}"}
        paid = {"总费用": "90000.00", "自付": "80000.00"}
        rows.append(settlement_row(number, 0, 1, **days, **paid))
    office.do("as", "claim", "import", office.file("三次住院.csv", SETTLEMENTS, rows))
    for number, benefit in (("D0", 3_000_000), ("D1", 1_500_000)):
        office.do("as", "claim", "assess", number)
        office.do("ap", "claim", "approve", number)
        granted = [e for e in office.events() if isinstance(e, ClaimApproved)]
        assert (granted[-1].claim, granted[-1].approved_fen) == (number, benefit)
    office.do("as", "claim", "assess", "D2")
    office.do("ap", "claim", "reject", "D2", "--ground", "limit_used")


# --- approvals ----------------------------------------------------------------------------------


def test_an_approval_that_is_taken_back_leaves_no_payable(office: SmallOffice) -> None:
    office.do("ap", *REVOKE)

    assert journal(office, "benefits_payable") == -125_000  # of the other claim
    assert journal(office, "benefit_expense") == 125_000


def test_a_claim_whose_approval_was_taken_back_is_assessed_and_approved_again(
    office: SmallOffice,
) -> None:
    office.do("fi", "pay", "verify", "C0")
    office.do("ap2", *REVOKE)
    waiting = json.loads(
        office.do("as", "claim", "list", "--where", "stage=filed", "--format", "json")
    )
    told = [(row["claim"], row["amount_fen"], row["next"]) for row in waiting]
    assert told == [("C0", None, "huzhu claim assess")]

    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0", "--amount", "1000", "--reason", "按会议纪要")
    pay_out(office)

    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()


def test_statement_and_claim_say_that_an_approval_was_taken_back(office: SmallOffice) -> None:
    office.do("ap", *REVOKE)

    said = office.do("en", "member", "statement", member_of(office))
    assert "approval taken back, open again" in said
    assert "next: an assessor works the benefit out" in said
    assert "approval taken back: counted twice (counted_twice)" in office.do(
        "as", "claim", "show", "C0"
    )
    trail = office.do("as", "audit", "trail", "--claim", "C0")
    assert "claim C0: approval of 1,250.00 yuan taken back (counted twice)" in trail


def test_no_notice_of_an_approval_is_printed_once_it_was_taken_back(office: SmallOffice) -> None:
    words = ("print", "notice", "C0", "--out")
    office.do("en", *words, office.folder / "before.html")
    office.do("ap", *REVOKE)

    said = office.refuses("claim.wrong_stage", "en", *words, office.folder / "after.html")

    assert "claim C0 is filed" in said
    assert not (office.folder / "after.html").exists()


def test_what_is_in_a_batch_is_taken_out_of_it_first(office: SmallOffice) -> None:
    office.do("fi", "pay", "verify", "C0")
    office.do("ca", "pay", "prepare", "P1", *INTO, "C0")

    office.refuses("claim.wrong_stage", "ap", *REVOKE)
    office.do("ca", "pay", "cancel", "P1", "--reason", "重复审批")
    office.do("ap", *REVOKE)


def test_limits_are_free_again(office: SmallOffice) -> None:
    words = ("member", "statement", member_of(office), "--format", "json")
    assert any(_used(office.do("en", *words)))

    office.do("ap", *REVOKE)

    assert not any(_used(office.do("en", *words)))


def _used(statement: str) -> list[int]:
    """Return what was used of each limit of a statement's cover."""
    covers = json.loads(statement)["covers"]
    return [limit["used"] for cover in covers for limit in cover["limits"]]


# --- overpayments -------------------------------------------------------------------------------


def listed(office: SmallOffice) -> list[tuple[str, str, int, str]]:
    rows = json.loads(office.do("fi", "recovery", "list", "--format", "json"))
    return [(row["claim"], row["owed"], row["amount_fen"], row["next"]) for row in rows]


def test_what_is_to_come_back_stands_in_a_list(office: SmallOffice) -> None:
    assert "nothing is to come back" in office.do("fi", "recovery", "list")
    pay_out(office)
    office.do("fi", "recovery", "find", "C0", "--amount", "1250", "--ground", "counted_twice")

    assert listed(office) == [("C0", "found", 125_000, "demand")]
    assert "found overpaid, to be demanded: 1,250.00 yuan" in office.do("fi", "recovery", "list")
    office.do("ap2", "recovery", "demand", "C0")
    assert listed(office) == [("C0", "overpayment", 125_000, "receive")]
    assert "yuan owed since 2015-03-05" in office.do("fi", "recovery", "list")


def test_a_mistyped_overpayment_is_cancelled_and_leaves_the_list(office: SmallOffice) -> None:
    pay_out(office)
    office.do("fi", "recovery", "find", "C0", "--amount", "1250", "--ground", "counted_twice")

    office.do("fi", "recovery", "cancel", "C0", "--reason", "金额录入有误")

    assert listed(office) == []
    in_error = "had been found overpaid in error: 1,250.00 yuan"
    assert in_error in office.do("as", "claim", "show", "C0")
    assert in_error in office.do("fi", "recovery", "show", "C0")
    office.do("fi", "recovery", "find", "C0", "--amount", "125", "--ground", "counted_twice")
    assert listed(office) == [("C0", "found", 12_500, "demand")]


def test_a_demand_is_lowered_and_its_entry_with_it(office: SmallOffice) -> None:
    pay_out(office)
    office.do("fi", "recovery", "find", "C0", "--amount", "1250", "--ground", "counted_twice")
    office.do("ap2", "recovery", "demand", "C0")
    lower = ("recovery", "lower", "C0", "--amount", "1125", "--reason", "金额录入有误",
             "--document", office.paper("核对.txt"))  # fmt: skip

    office.refuses("office.same_hands", "ap2", *lower)
    office.do("ap3", *lower)

    assert listed(office) == [("C0", "overpayment", 12_500, "receive")]
    for shown in (("as", "claim", "show", "C0"), ("fi", "recovery", "show", "C0")):
        assert "asked back in error: 1,125.00 yuan" in office.do(*shown)
    assert journal(office, "benefits_recoverable") == 12_500
    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()


def test_who_takes_a_benefit_back_is_told_what_was_rejected_because_of_it(
    office: SmallOffice,
) -> None:
    third_stay_past_the_cap(office)

    answer = office.run("ap", "claim", "revoke", "D1", "--ground", "evidence_untrue")

    assert answer.code == 0
    assert "note: D2: rejected at nothing, and would come to something now" in answer.err


def test_who_takes_in_what_was_overpaid_is_told_what_was_rejected_because_of_it(
    office: SmallOffice,
) -> None:
    third_stay_past_the_cap(office)
    pay_out(office, "D1")
    found = ("--amount", "15000", "--ground", "evidence_untrue")
    office.do("fi", "recovery", "find", "D1", *found)
    office.do("ap2", "recovery", "demand", "D1")
    receipt = ("--amount", "15000", "--receipt", "R1", "--bank-account", "B1")

    answer = office.run("ca2", "recovery", "receive", "D1", *receipt)

    assert answer.code == 0
    assert "note: D2: rejected at nothing, and would come to something now" in answer.err


def test_what_a_cap_alone_holds_is_taken_back_in_any_order(office: SmallOffice) -> None:
    third_stay_past_the_cap(office)

    office.do("ap", "claim", "revoke", "D0", "--ground", "wrong_amount")
    office.do("as", "claim", "assess", "D0")
    office.do("ap", "claim", "approve", "D0")

    paid = [e.approved_fen for e in office.events() if isinstance(e, ClaimApproved)]
    assert paid[-1] + 1_500_000 == 4_500_000  # the cap, as before
    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()


def advance(office: SmallOffice, claim: str, yuan: str) -> None:
    office.do("ap2", "claim", "advance", "grant", claim, "--amount", yuan, "--reason", "家庭困难")
    slip = office.paper("回单.txt")
    office.do("ca", "claim", "advance", "pay", claim, "--bank-account", "B1", "--document", slip)


@pytest.mark.parametrize("revocations", [1, 2])
def test_an_advance_that_is_set_off_again_after_a_revocation_differs_in_nothing(
    office: SmallOffice, revocations: int
) -> None:
    office.do("ap", *REVOKE)
    advance(office, "C0", "500")
    for _ in range(revocations):
        office.do("as", "claim", "assess", "C0")
        office.do("ap", "claim", "approve", "C0")
        office.do("ap", *REVOKE)
    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()

    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    pay_out(office)

    paid = [e.amount_fen for e in office.events() if isinstance(e, BenefitPaid)]
    assert paid == [75_000]  # 1,250.00 less 500.00
    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()


def test_what_comes_back_of_an_advance_between_two_approvals_is_not_set_off(
    office: SmallOffice,
) -> None:
    office.do("ap", *REVOKE)
    advance(office, "C0", "500")
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    office.do("ap", *REVOKE)
    office.do("ca2", "recovery", "receive", "C0", "--debt", "advance", "--amount", "100",
              "--receipt", "R1", "--bank-account", "B1")  # fmt: skip
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")

    assert journal(office, "medical_advances") == 0
    assert journal(office, "benefits_payable") == -125_000 - 85_000  # of C1, and of C0
    assert "nothing differs" in office.do("lin", "audit", "reperform").lower()


def test_an_advance_that_no_benefit_covered_stands_in_the_list(office: SmallOffice) -> None:
    office.do("ap", *REVOKE)
    grant = ("claim", "advance", "grant", "C0", "--amount", "100", "--reason", "家庭困难")
    office.do("ap2", *grant)
    slip = office.paper("回单.txt")
    office.do("ca", "claim", "advance", "pay", "C0", "--bank-account", "B1", "--document", slip)
    assert listed(office) == []  # it is not decided yet

    office.do("ap3", "claim", "reject", "C0", "--ground", "not_in_scope")

    assert listed(office) == [("C0", "advance", 10_000, "receive")]


def test_who_takes_in_a_whole_benefit_is_told_which_claims_were_worked_out_on_it() -> None:
    member = insured()
    granted(member, "C1", treated("03-01", 280_000))
    granted(member, "C2", treated("03-02", 100_000))
    assert benefit_back(member, "C1", TERM) == []

    whole_back(member, "C1")

    (said,) = benefit_back(member, "C1", TERM)
    assert said.en == (
        "C2: worked out on claim C1, the whole benefit of which came back; look into it"
    )
    assert said.zh == "案件 C2 的互助金以案件 C1 为基础核定，而该案互助金已全部退回；请核查"
