"""Between preparation and release a payee may change: then nothing goes out, and the batch is taken back."""

import csv
import json
from collections.abc import Sequence
from pathlib import Path

import pytest

from tests.commands.office import (
    SETTLEMENTS,
    SmallOffice,
    account,
    bank_answers,
    file_claims,
    person,
    settlement_row,
)

INTO = ("--fund", "MED", "--bank-account", "B1")
CLAIMS = ("C0", "C1", "C2")
CHANGED = (
    "batch P1: the payee of C1 changed since it was prepared; cancel it with "
    "'huzhu pay cancel', and prepare another"
)


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with a second officer for accounts, and a batch P1 of three claims, not released."""
    do = enrolled.do
    do("lin", "office", "appoint", "en2", "--role", "enrolment", "--role", "treasurer",
       "--role", "cashier")  # fmt: skip
    file_claims(enrolled, 3)
    do("as", "claim", "assess", *CLAIMS)
    do("ap", "claim", "approve", *CLAIMS)
    do("fi", "pay", "verify", *CLAIMS)
    do("ca", "pay", "prepare", "P1", *INTO, *CLAIMS)
    return enrolled


def pseudonym(office: SmallOffice, claim: str) -> str:
    events = [e for e in office.events() if getattr(e, "claim", None) == claim]
    return str(events[0].originator_id)


def release(batch: str = "P1") -> Sequence[object]:
    return ("pay", "release", batch, "--out", "to-bank")


def dies(office: SmallOffice, claim: str = "C1") -> None:
    paper = office.paper("死亡证明.txt")
    answer = office.run("en", "member", "died", pseudonym(office, claim), "--document", paper)
    assert f"claim {claim} is in payment batch P1" in answer.err


def heir(office: SmallOffice, number: int, *more: str) -> Sequence[object]:
    return ("claim", "heir", pseudonym(office, "C1"), "--relation", "spouse", "--bank-account",
            account(9, number), "--account-holder", "测试癸癸", "--document",
            office.paper("公证书.txt"), "--reason", "会员身故", *more)  # fmt: skip


def moves(office: SmallOffice, officer: str = "en2", number: int = 7) -> Sequence[object]:
    new = ("--bank-account", account(9, number), "--reason", "原账户已注销")
    return ("member", "amend", pseudonym(office, "C1"), *new)


def payee_of(office: SmallOffice, claim: str, folder: str) -> tuple[str, str]:
    """Return name and account that the bank's only file in a folder pays a claim to."""
    (path,) = (office.folder / folder).iterdir()
    with path.open(encoding="utf-8", newline="") as file:
        return next((r["户名"], r["账号"]) for r in csv.DictReader(file) if r["案件号"] == claim)


def release_into(office: SmallOffice, batch: str) -> None:
    office.do("tr", "pay", "release", batch, "--out", office.folder / batch)


# --- what changes the payee ---------------------------------------------------------------------


def test_nothing_is_released_to_who_died_since(office: SmallOffice) -> None:
    dies(office)

    assert CHANGED in office.refuses("pay.payee_changed", "tr", *release())


def test_nothing_is_released_to_an_heir_whose_place_another_took(office: SmallOffice) -> None:
    office.do("ca", "pay", "cancel", "P1", "--reason", "会员身故")
    paper = office.paper("死亡证明.txt")
    office.do("en", "member", "died", pseudonym(office, "C1"), "--document", paper)
    office.do("as", *heir(office, 1))
    office.do("ca", "pay", "prepare", "P2", *INTO, "C1")

    said = office.run("as", *heir(office, 2, "--replace"))

    assert "claim C1 is in payment batch P2; unless that is released, cancel it" in said.err
    office.refuses("pay.payee_changed", "tr", *release("P2"))


def test_nothing_is_released_to_an_account_that_was_replaced_since(office: SmallOffice) -> None:
    said = office.run("en2", *moves(office))

    assert "claim C1 is in payment batch P1" in said.err
    assert CHANGED in office.refuses("pay.payee_changed", "tr", *release())
    zh = office.refuses("pay.payee_changed", "tr", *release(), lang="zh")
    assert "批次 P1 编制之后，案件 C1 的收款人或账户已变更" in zh


def test_a_death_that_is_claimed_since_changes_the_payee(office: SmallOffice) -> None:
    office.do("lin", "office", "appoint", "as", "--role", "assessor")
    name = person(1, 0)[1]
    answer = office.run("as", "claim", "notify", "D1", "--id-number", name, "--plan", "CD-ACC",
                        "--trigger", "death", "--occurred-on", "2015-03-01")  # fmt: skip
    assert answer.code == 0, answer

    assert CHANGED in office.refuses("pay.payee_changed", "tr", *release())
    office.do("as", "claim", "withdraw", "D1", "--ground", "filed_in_error")
    release_into(office, "P1")  # nobody had died


def test_what_leaves_the_account_as_it_is_changes_no_payee(office: SmallOffice) -> None:
    member = pseudonym(office, "C1")
    office.do("en", "member", "amend", member, "--phone", "13800000000", "--reason", "更换号码")
    rows = [settlement_row("C9", 1, 0, 入院日期="2015-02-25", 出院日期="2015-02-27")]
    office.do("as", "claim", "import", office.file("二.csv", SETTLEMENTS, rows))

    release_into(office, "P1")


def test_a_released_file_is_written_again_whatever_came_since(office: SmallOffice) -> None:
    release_into(office, "P1")
    (path,) = (office.folder / "P1").iterdir()
    content = path.read_bytes()
    office.run("en2", *moves(office))

    release_into(office, "P1")

    assert path.read_bytes() == content


# --- taking the batch back ----------------------------------------------------------------------


def test_a_cancelled_batch_leaves_its_claims_for_another(office: SmallOffice) -> None:
    office.do("en2", *moves(office))

    said = office.do("ca", "pay", "cancel", "P1", "--reason", "收款账户已变更")

    assert "batch P1 is cancelled: 3 payments" in said
    office.refuses("record.key_taken", "ca", "pay", "prepare", "P1", *INTO, *CLAIMS)
    office.do("ca", "pay", "prepare", "P2", *INTO, "--where", "stage=verified")
    release_into(office, "P2")
    assert payee_of(office, "C1", "P2") == (person(1, 0)[0], account(9, 7))
    assert "taken out of payment batch P1" in office.do("as", "claim", "show", "C1")


def test_what_a_cancelled_batch_was_to_pay_is_there_for_another(office: SmallOffice) -> None:
    office.do("lin", "office", "appoint", "fi", "--role", "finance", "--role", "enrolment")
    office.do("ca", "pay", "cancel", "P1", "--reason", "重新编制")
    for number in range(2, 40):  # more than the account holds, were each still to be paid
        office.do("ca", "pay", "prepare", f"P{number}", *INTO, *CLAIMS)
        office.do("ca", "pay", "cancel", f"P{number}", "--reason", "重新编制")


def test_a_reason_for_taking_a_batch_back_names_nobody(office: SmallOffice) -> None:
    words = ("pay", "cancel", "P1", "--reason", f"{person(1, 0)[0]}已换卡")

    office.refuses("vault.text_names_person", "ca", *words)


def test_a_cancelled_line_says_so_in_statement_worklist_and_trail(office: SmallOffice) -> None:
    office.do("ca", "pay", "cancel", "P1", "--reason", "重新编制")

    said = office.do("en", "member", "statement", pseudonym(office, "C1"))
    assert "taken out of its payment batch 1,250.00 yuan" in said
    assert "next: it goes into another payment batch" in said
    rows = json.loads(
        office.do("as", "claim", "list", "--where", "stage=verified", "--format", "json")
    )
    assert [row["claim"] for row in rows] == [*CLAIMS]
    trail = office.do("as", "audit", "trail", "--claim", "C1")
    assert "payment 1 of claim C1, 1,250.00 yuan, taken out of batch P1" in trail


# --- whose hands --------------------------------------------------------------------------------


def test_who_named_the_account_neither_prepares_nor_releases_the_payment(
    office: SmallOffice,
) -> None:
    office.do("ca", "pay", "cancel", "P1", "--reason", "收款账户已变更")
    office.do("en2", *moves(office))

    office.refuses("office.same_hands", "en2", "pay", "prepare", "P2", *INTO, *CLAIMS)
    office.do("ca", "pay", "prepare", "P2", *INTO, *CLAIMS)
    office.refuses("office.same_hands", "en2", *release("P2"))
    release_into(office, "P2")


def test_nobody_amends_the_account_of_who_died(office: SmallOffice) -> None:
    dies(office)

    said = office.refuses("pay.account_after_death", "en2", *moves(office))

    assert "benefits go to an heir, whose account is recorded with 'huzhu claim heir'" in said


def test_after_a_mistaken_death_the_account_is_the_members_own_again(office: SmallOffice) -> None:
    office.do("ca", "pay", "cancel", "P1", "--reason", "会员身故")
    notice = ("claim", "notify", "D1", "--id-number", person(1, 0)[1], "--plan", "CD-ACC")
    office.do("as", *notice, "--trigger", "death", "--occurred-on", "2015-03-01")
    office.do("as", *heir(office, 1))
    office.do("as", "claim", "withdraw", "D1", "--ground", "filed_in_error")

    said = office.do("en", "member", "statement", pseudonym(office, "C1"))
    assert "benefits go to the heir" not in said
    assert "heir's bank account" in said  # which is on file, and is paid nothing
    office.refuses("pay.heir_too_early", "ca", "pay", "prepare", "P2", *INTO, "C1")
    office.do("en2", *moves(office))
    office.do("ca", "pay", "prepare", "P2", *INTO, "C1")
    release_into(office, "P2")

    assert payee_of(office, "C1", "P2") == (person(1, 0)[0], account(9, 7))


# --- days ---------------------------------------------------------------------------------------


def answers(office: SmallOffice, day: str, *, back: bool = False) -> Path:
    (sent,) = (office.folder / "P1").iterdir()
    outcomes = dict.fromkeys(range(3), ("退票", "账户注销")) if back else {}
    return bank_answers(office, f"回盘-{day}-{back}.csv", sent, outcomes, day)


def test_no_batch_is_released_before_it_was_prepared(office: SmallOffice) -> None:
    answer = office.run("tr", *release(), on="2015-03-04")

    assert answer.code == 3
    assert "[pay.before_its_time]" in answer.err


def test_the_bank_answers_on_a_day_from_the_release_to_the_day_it_is_taken_in(
    office: SmallOffice,
) -> None:
    office.at(2015, 3, 6)
    release_into(office, "P1")
    office.at(2015, 3, 20)

    office.refuses("pay.value_date_too_early", "ca", "pay", "settle", answers(office, "2015-03-05"))
    early = office.run("ca", "pay", "settle", answers(office, "2015-03-08"), on="2015-03-07")
    assert "[record.date_ahead]" in early.err
    office.do("ca", "pay", "settle", answers(office, "2015-03-09"), on="2015-03-09")
    back = answers(office, "2015-03-08", back=True)
    office.refuses("pay.value_date_too_early", "ca", "pay", "settle", back)
    office.do("ca", "pay", "settle", answers(office, "2015-03-10", back=True))


def test_a_settlement_of_a_later_day_is_not_taken_in(office: SmallOffice) -> None:
    rows = [settlement_row("C9", 1, 1, 结算日期="2015-03-04")]
    path = office.file("二.csv", SETTLEMENTS, rows)
    answer = office.run("as", "claim", "import", path, on="2015-03-03")

    assert answer.code == 3
    assert "[record.date_ahead] 2015-03-04 is still to come: today is 2015-03-03" in answer.err
