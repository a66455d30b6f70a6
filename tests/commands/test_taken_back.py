"""What was decided in error is taken back while it can be: approvals, overpayments, demands."""

import json

import pytest

from tests.commands.office import SmallOffice, bank_answers, file_claims

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


def pay_out(office: SmallOffice) -> None:
    office.do("fi", "pay", "verify", "C0")
    office.do("ca", "pay", "prepare", "P1", *INTO, "C0")
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
    assert [(row["claim"], row["next"]) for row in waiting] == [("C0", "huzhu claim assess")]

    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0", "--amount", "1000")
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
    assert journal(office, "benefits_recoverable") == 12_500
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
