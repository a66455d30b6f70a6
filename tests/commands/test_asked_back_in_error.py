"""A demand that was mistyped and settled is put right: owed to the member again, and paid by a batch."""

import json
from pathlib import Path
from uuid import UUID

from ledger.events.claim_life import BenefitRestored
from ledger.events.member import BenefitPaid
from tests.commands.office import SmallOffice, bank_answers
from tests.commands.test_taken_back import (
    INTO,
    journal,
    listed,
    member_of,
    office,
    third_stay_past_the_cap,
)

__all__ = ["office"]  # the office of three approvers, with two approved claims of 1,250 yuan
FREED = "note: D2: rejected at nothing, and would come to something now"
ID = str(UUID(int=7))


def pay(office: SmallOffice, batch: str, claim: str = "C0", *, verified: bool = False) -> Path:
    """Pay a claim by a batch of its own; return the file that went to the bank."""
    if not verified:
        office.do("fi", "pay", "verify", claim)
    office.do("ca", "pay", "prepare", batch, *INTO, claim)
    folder = office.folder / batch
    office.do("tr", "pay", "release", batch, "--out", folder)
    (file,) = folder.iterdir()
    office.do("ca", "pay", "settle", bank_answers(office, f"{batch}.csv", file, {}, "2015-03-05"))
    return file


def returned(office: SmallOffice, file: Path) -> tuple[str, str]:
    """Let the bank send a batch's only payment back; return what was said, and of what was warned."""
    outcomes = {0: ("退票", "账户注销")}
    answer = bank_answers(office, f"退票-{file.name}", file, outcomes, "2015-03-05")
    said = office.run("ca", "pay", "settle", answer)
    assert said.code == 0, said
    return said.out, said.err


def ask_back(office: SmallOffice, yuan: str = "1250", claim: str = "C0") -> None:
    office.do("fi", "recovery", "find", claim, "--amount", yuan, "--ground", "counted_twice")
    office.do("ap2", "recovery", "demand", claim)


def bring_back(office: SmallOffice, yuan: str = "1250") -> None:
    receipt = ("--amount", yuan, "--receipt", "R1", "--bank-account", "B1")
    office.do("ca2", "recovery", "receive", "C0", *receipt)


def lower(office: SmallOffice, yuan: str = "1125") -> tuple[object, ...]:
    return ("recovery", "lower", "C0", "--amount", yuan, "--reason", "金额录入有误",
            "--document", office.paper("核对.txt"))  # fmt: skip


def nothing_differs(office: SmallOffice) -> bool:
    return "nothing differs" in office.do("lin", "audit", "reperform").lower()


def test_what_a_member_brought_back_in_error_is_paid_to_them_by_a_batch(
    office: SmallOffice,
) -> None:
    pay(office, "P1")
    ask_back(office)
    bring_back(office)

    office.refuses("office.same_hands", "ap2", *lower(office))
    answer = office.run("ap3", *lower(office))

    assert answer.code == 0
    assert "note: claim C0: 1,125.00 yuan is owed to the member again" in answer.err
    assert journal(office, "benefits_payable") == -112_500 - 125_000  # and claim C1
    assert nothing_differs(office)
    roles = ("--role", "approver", "--role", "finance")
    office.do("lin", "office", "appoint", "ap3", *roles)
    office.refuses("office.same_hands", "ap3", "pay", "verify", "C0")
    pay(office, "P2")
    paid = [(e.amount_fen, e.instalment) for e in office.events() if isinstance(e, BenefitPaid)]
    assert paid == [(125_000, 1), (112_500, 2)]
    assert journal(office, "benefits_recoverable") == 0
    assert journal(office, "benefit_expense") == 112_500 + 125_000
    assert nothing_differs(office)


def test_what_a_returned_payment_had_settled_is_owed_again(office: SmallOffice) -> None:
    file = pay(office, "P1")
    ask_back(office)
    returned(office, file)

    office.do("ap3", *lower(office))
    pay(office, "P2")

    assert journal(office, "benefit_expense") == 112_500 + 125_000
    assert nothing_differs(office)


def test_a_benefit_is_counted_once_in_the_tables_of_what_was_paid(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office)
    bring_back(office)
    office.do("ap3", *lower(office, "1250"))
    pay(office, "P2")

    office.do("lin", "projection", "catch-up")
    assert office.rows("select sum(payments), sum(amount_fen) from payment") == [(1, 125_000)]


def test_what_is_owed_again_waits_in_the_lists_until_it_is_paid(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office)
    bring_back(office)
    office.do("ap3", *lower(office))

    assert listed(office) == [("C0", "again", 112_500, "pay verify")]
    said = "asked back in error, to be paid to the member again: 1,125.00 yuan  → huzhu pay verify"
    assert said in office.do("fi", "recovery", "list")
    zh = office.do("fi", "recovery", "list", lang="zh")
    assert "误追回、待付还会员 1,125.00 元  → huzhu pay verify" in zh
    where = ("--where", "stage=approved", "--format", "json")
    waiting = json.loads(office.do("fi", "claim", "list", *where))
    assert ("C0", 112_500, "huzhu pay verify") in [
        (row["claim"], row["amount_fen"], row["next"]) for row in waiting
    ]
    office.do("fi", "pay", "verify", "C0")
    assert listed(office) == [("C0", "again", 112_500, "pay prepare")]
    pay(office, "P2", verified=True)
    assert listed(office) == []


def test_claim_recovery_statement_and_trail_say_that_it_is_owed_again(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office)
    bring_back(office)
    office.do("ap3", *lower(office))

    again = "came back in error, and is owed again: 1,125.00 yuan, 1,125.00 to be paid"
    zh_again = "误追回的 1,125.00 元应付还会员，应付 1,125.00 元"
    for shown in (("as", "claim", "show", "C0"), ("fi", "recovery", "show", "C0")):
        assert again in office.do(*shown)
        assert zh_again in office.do(*shown, lang="zh")
    statement = ("member", "statement", member_of(office))
    said = office.do("en", *statement)
    assert "asked back in error and owed again, left to pay 1,125.00 yuan" in said
    assert "next: the finance officer verifies the funds" in said
    assert "overpaid, and came back: 125.00 yuan" in said
    assert "误追回的互助金应付还，应付 1,125.00元" in office.do("en", *statement, lang="zh")
    trail = ("audit", "trail", "--claim", "C0")
    assert (
        "claim C0: 1,125.00 yuan asked back in error is owed to the member again (1,125.00 yuan of "
        "it had been brought back), 1,125.00 left to pay"
    ) in office.do("as", *trail)
    assert "案件C0误追回的互助金1,125.00元应付还会员" in office.do("as", *trail, lang="zh")


def test_limits_are_used_again_as_the_statement_tells(office: SmallOffice) -> None:
    words = ("member", "statement", member_of(office), "--format", "json")

    def used() -> list[int]:
        covers = json.loads(office.do("en", *words))["covers"]
        return [limit["used"] for cover in covers for limit in cover["limits"]]

    pay(office, "P1")
    before = used()
    ask_back(office)
    bring_back(office)
    assert used() != before

    office.do("ap3", *lower(office, "1250"))

    assert used() == before


def test_it_is_tried_without_a_trace_and_done_once_under_one_id(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office)
    bring_back(office)

    with office.untouched():
        tried = office.do("ap3", *lower(office), "--dry-run")
    assert "1,125.00 yuan asked back in error is owed to the member again" in tried
    office.run("ap3", *lower(office), command_id=ID)
    with office.untouched():
        again = office.run("ap3", *lower(office), command_id=ID)

    assert (again.code, again.out) == (0, "it had been recorded before; nothing was doubled\n")
    assert sum(isinstance(e, BenefitRestored) for e in office.events()) == 1


# --- whose limits a benefit that came back frees ------------------------------------------------


def test_who_takes_in_a_return_is_told_what_was_rejected_because_of_it(
    office: SmallOffice,
) -> None:
    third_stay_past_the_cap(office)
    file = pay(office, "P1", "D1")
    ask_back(office, "15000", "D1")

    out, err = returned(office, file)

    assert "1 of them settled what was overpaid, 15,000.00 yuan" in out
    assert FREED in err


def test_who_demands_after_a_return_is_told_what_was_rejected_because_of_it(
    office: SmallOffice,
) -> None:
    third_stay_past_the_cap(office)
    file = pay(office, "P1", "D1")
    found = ("--amount", "15000", "--ground", "evidence_untrue")
    office.do("fi", "recovery", "find", "D1", *found)
    assert FREED not in returned(office, file)[1]

    answer = office.run("ap2", "recovery", "demand", "D1")

    assert answer.code == 0
    assert FREED in answer.err


def test_a_demand_of_what_is_paid_frees_nothing_yet(office: SmallOffice) -> None:
    third_stay_past_the_cap(office)
    pay(office, "P1", "D1")
    found = ("--amount", "15000", "--ground", "evidence_untrue")
    office.do("fi", "recovery", "find", "D1", *found)

    assert FREED not in office.run("ap2", "recovery", "demand", "D1").err
