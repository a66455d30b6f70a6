"""At the desk: a benefit that came back whole, papers claimed meanwhile, money after a write-off."""

import json

from tests.commands.office import SmallOffice, account, person
from tests.commands.test_asked_back_in_error import ask_back, bring_back, nothing_differs, pay
from tests.commands.test_taken_back import journal, member_of, office

__all__ = ["office"]  # the office of three approvers, with two approved claims of 1,250 yuan
STAY = (
    *("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-02-21"),
    *("--ended-on", "2015-02-25", "--total", "9000", "--self-pay", "4000"),
    *("--paper", "P-1", "--hospital", "示例医院"),
)
BANK = ("--bank-account", "B1")


def filing(claim: str, k: int) -> tuple[str, ...]:
    """File the stay for a person of the first unit."""
    return ("claim", "file", claim, "--id-number", person(0, k)[1], *STAY)


def paid(office: SmallOffice, claim: str = "K1", k: int = 5) -> None:
    office.do("as", *filing(claim, k))
    office.do("as", "claim", "assess", claim)
    office.do("ap", "claim", "approve", claim)
    pay(office, f"P-{claim}", claim)


def bring_back_whole(office: SmallOffice, claim: str = "K1") -> None:
    ask_back(office, "1130", claim)
    came = ("--amount", "1130", "--receipt", f"R-{claim}", *BANK)
    office.do("ca2", "recovery", "receive", claim, *came)


# --- papers -------------------------------------------------------------------------------------


def test_papers_of_a_benefit_paid_to_the_wrong_member_are_claimed_once_it_came_back(
    office: SmallOffice,
) -> None:
    paid(office)
    office.refuses("claim.paper_claimed", "as", *filing("K2", 6))
    bring_back_whole(office)

    paid(office, "K2", 6)

    assert nothing_differs(office)
    paper = office.paper("核对.txt")
    words = ("--amount", "1130", "--reason", "录入有误", "--document", paper)
    office.refuses("claim.paper_claimed", "ap3", "recovery", "lower", "K1", *words)


def test_the_member_claims_the_loss_anew_under_another_number(office: SmallOffice) -> None:
    paid(office)
    bring_back_whole(office)

    paid(office, "K2", 5)

    assert nothing_differs(office)
    paper = office.paper("核对.txt")
    words = ("--amount", "1130", "--reason", "录入有误", "--document", paper)
    office.refuses("claim.filed_twice", "ap3", "recovery", "lower", "K1", *words)


def test_a_claim_is_not_reopened_once_another_member_claimed_its_paper(office: SmallOffice) -> None:
    office.do("as", *filing("K1", 5))
    office.do("as", "claim", "withdraw", "K1", "--ground", "filed_in_error")
    office.do("as", *filing("K2", 6))

    reopen = ("claim", "reopen", "K1", "--ground", "withdrawn_in_error")
    office.refuses("claim.paper_claimed", "ap", *reopen)


def test_nor_is_its_rejection_overturned(office: SmallOffice) -> None:
    office.do("as", *filing("K1", 5))
    office.do("ap", "claim", "reject", "K1", "--ground", "excluded")
    office.do("as", *filing("K2", 6))
    office.do("as", "claim", "appeal", "K1", "--ground", "terms_misread")

    decided = ("claim", "decide-appeal", "K1", "--overturn", "--ground", "terms_misread")
    office.refuses("claim.paper_claimed", "ap2", *decided)
    office.do("ap2", "claim", "decide-appeal", "K1", "--uphold", "--ground", "rejection_sound")


# --- money after a write-off --------------------------------------------------------------------


def test_money_that_comes_after_a_write_off_reverses_it(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office)
    office.do("lin", "office", "appoint", "mg", "--role", "manager")
    office.do("lin", "office", "resolve", "JY-9", "--title", "核销", "--body", "管委会")
    reason = ("--reason", "无力偿还", "--resolution", "JY-9")
    office.do("mg", "recovery", "write-off", "C0", *reason)
    member = member_of(office)
    statement = ("member", "statement", member)
    written_off = "written off, and not asked back: 1,250.00 yuan."
    assert written_off in office.do("en", *statement)
    assert "已核销不再追回 1,250.00元" in office.do("en", *statement, lang="zh")

    bring_back(office, "1000")

    assert journal(office, "benefit_expense") == 25_000 + 125_000  # still borne, and claim C1
    assert journal(office, "benefits_recoverable") == 0
    assert "came back: 1,000.00 yuan; written off, and not asked back: 250.00 yuan" in office.do(
        "en", *statement
    )
    shown = office.do("fi", "recovery", "show", "C0")
    assert "1,250.00 yuan written off" in shown
    assert "1,000.00 yuan of what was written off borne no longer since" in shown
    said = "1,000.00 yuan of that had been written off, and is so no longer"
    assert said in office.do("as", "claim", "show", "C0")
    assert "冲回核销 1,000.00 元" in office.do("fi", "recovery", "show", "C0", lang="zh")
    assert nothing_differs(office)


def test_an_advance_that_was_written_off_and_set_off_is_told_as_borne_no_longer(
    office: SmallOffice,
) -> None:
    office.do("lin", "office", "appoint", "mg", "--role", "manager")
    office.do("lin", "office", "resolve", "JY-9", "--title", "核销", "--body", "管委会")
    office.do("as", *filing("K1", 5))
    slip = office.paper("slip.txt")
    granted = ("--amount", "400", "--reason", "困难")
    office.do("ap", "claim", "advance", "grant", "K1", *granted)
    office.do("ca", "claim", "advance", "pay", "K1", *BANK, "--document", slip)
    office.do("ap2", "claim", "reject", "K1", "--ground", "excluded")
    off = ("--debt", "advance", "--reason", "无力偿还", "--resolution", "JY-9")
    office.do("mg", "recovery", "write-off", "K1", *off)
    office.do("ap3", "claim", "reopen", "K1", "--ground", "facts_wrong")
    office.do("as", "claim", "assess", "K1")
    office.do("ap", "claim", "approve", "K1")

    office.do("ap", "claim", "revoke", "K1", "--ground", "wrong_amount")

    shown = office.do("fi", "recovery", "show", "K1")
    assert "advance: 400.00 yuan owed" in shown
    assert "400.00 yuan written off" in shown
    assert "400.00 yuan of what was written off borne no longer since" in shown
    told = "400.00 yuan of that had been written off, and is so no longer"
    assert told in office.do("as", "claim", "show", "K1")


# --- less than assessed -------------------------------------------------------------------------


def test_less_than_assessed_is_approved_with_a_reason_that_is_told(office: SmallOffice) -> None:
    office.do("as", *filing("K1", 5))
    office.do("as", "claim", "assess", "K1")
    less = ("claim", "approve", "K1", "--amount", "1000")
    said = office.refuses("office.reason_missing", "ap", *less)
    assert "approval of less than was assessed of claim K1 needs a reason" in said
    zh = office.refuses("office.reason_missing", "ap", *less, lang="zh")
    assert "少于核定金额的批准" in zh

    office.do("ap", *less, "--reason", "扣除自费项目")

    statement = ("member", "statement", member_of(office, "K1"))
    told = "assessed at 1,130.00 yuan, approved at 1,000.00 yuan: 扣除自费项目"
    assert told in office.do("en", *statement)
    office.do("fi", "pay", "verify", "K1")
    assert told in office.do("en", *statement)  # a later step tells it as well
    zh = office.do("en", *statement, lang="zh")
    assert "核定 1,130.00元，批准 1,000.00元：扣除自费项目" in zh
    page = office.folder / "K1.html"
    office.do("en", "print", "notice", "K1", "--out", page, lang="zh")
    notice = page.read_text("utf-8")
    assert "核定金额</th><td>人民币壹仟壹佰叁拾元整（1,130.00元）" in notice
    assert "少于核定的理由</th><td>扣除自费项目" in notice


# --- what is told -------------------------------------------------------------------------------


def test_a_register_is_compared_with_what_is_left_of_a_benefit(office: SmallOffice) -> None:
    pay(office, "P1")
    ask_back(office, "200")
    came = ("--amount", "200", "--receipt", "R1", *BANK)
    office.do("ca2", "recovery", "receive", "C0", *came)
    register = office.file("register.csv", ("结算号", "互助金"), [("C0", "1050"), ("C1", "1250")])

    days = ("--from", "2015-03-01", "--to", "2015-03-31", "--counterpart", "示例医院")
    said = office.do("fi", "claim", "reconcile", register, *days)

    assert "matched: 2; here 2,300.00 yuan, there 2,300.00 yuan" in said


def test_a_dead_member_is_shown_with_the_day_and_whose_account_is_on_file(
    office: SmallOffice,
) -> None:
    member, proof = member_of(office), office.paper("证明.txt")
    office.do("en", "member", "died", member, "--document", proof)
    heir = ("--relation", "spouse", "--bank-account", account(9, 9), "--account-holder", "测试癸癸")
    why = ("--document", proof, "--reason", "会员身故")
    office.do("as", "claim", "heir", member, *heir, *why)

    said = office.do("en", "member", "show", member)

    assert "  died on 2015-03-05" in said
    assert "  benefits go to the heir (spouse)" in said
    assert "  heir's bank account " in said
    zh = office.do("en", "member", "show", member, lang="zh")
    assert "已于 2015-03-05 身故" in zh
    assert "继承人银行账号" in zh
    shown = json.loads(office.do("en", "member", "show", member, "--format", "json"))
    assert (shown["died_on"], shown["heir"]) == ("2015-03-05", "spouse")
