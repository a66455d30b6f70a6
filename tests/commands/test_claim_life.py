"""A claim's life as officers type it: notice, papers, review, appeal, advance, recovery, register."""

import json
from pathlib import Path

import pytest

from tests.aggregates.given import given
from tests.commands.composite import publish
from tests.commands.office import (
    ROSTER,
    SmallOffice,
    account,
    bank_answers,
    enrol,
    file_claims,
    person,
    roster_import,
    roster_row,
)
from tests.commands.people import cover_of, told

MORE = {"as2": "assessor", "ap2": "approver", "ap3": "approver", "fi2": "finance"}
STAY = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10")
LIFE = """
contribution_fen: 3000
benefits:
  - type: fixed_sum
    trigger: death
    schedule: [{code: death, label_zh: 身故, label_en: death, amount_fen: 500000}]
"""
BILL = ("--ended-on", "2015-02-20", "--total", "9000", "--self-pay", "4000")


def balances(office: SmallOffice) -> dict[str, int]:
    """Return the balance of each account that claims and relief bear on, debit positive, in fen."""
    rows = office.rows(
        "select account, sum(case when side = 'D' then amount_fen else -amount_fen end) "
        "from journal_line where account not like 'contribution%' "
        "and account not like 'net_assets%' group by account"
    )
    return {str(name): int(str(fen)) for name, fen in rows}


def stage(office: SmallOffice, claim: str) -> str:
    return office.do("as", "claim", "show", claim).splitlines()[0].rpartition(", ")[2]


def listed(office: SmallOffice, *conditions: str) -> list[str]:
    words = [word for condition in conditions for word in ("--where", condition)]
    rows = json.loads(office.do("as", "claim", "list", *words, "--format", "json"))
    return [row["claim"] for row in rows]


def pseudonym(office: SmallOffice, claim: str) -> str:
    events = [e for e in office.events() if getattr(e, "claim", None) == claim]
    return str(events[0].originator_id)


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with two approvers more, a second assessor, and four filed claims of 1,250 yuan."""
    for officer, role in MORE.items():
        enrolled.do("lin", "office", "appoint", officer, "--role", role)
    file_claims(enrolled, 4)
    return enrolled


def pay_out(office: SmallOffice, claim: str) -> None:
    """Take a filed claim all the way to its payment."""
    office.do("as", "claim", "assess", claim)
    office.do("ap", "claim", "approve", claim)
    office.do("fi", "pay", "verify", claim)
    office.do("ca", "pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", claim)
    office.do("tr", "pay", "release", "BT1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    office.at(2015, 3, 7)
    office.do("ca", "pay", "settle", bank_answers(office, "回盘.csv", batch, {}, "2015-03-06"))


# --- notice and papers --------------------------------------------------------------------------


def test_a_notice_is_filed_later_under_its_number(office: SmallOffice) -> None:
    _, id_number = person(3, 5)
    words = ("claim", "notify", "N1", "--id-number", id_number, *STAY)
    with office.untouched():
        assert "would be recorded" in office.do("as", *words, "--dry-run")
    assert "notified" in office.do("as", *words)
    assert "notified" in stage(office, "N1")
    office.refuses("record.key_taken", "as", *words)
    office.refuses("claim.wrong_stage", "as", "claim", "assess", "N1")
    office.do("as", "claim", "file", "N1", "--id-number", id_number, *STAY, *BILL)
    office.do("as", "claim", "assess", "N1")
    assert stage(office, "N1") == "assessed"


def test_a_notice_of_somebody_else_does_not_take_a_filing(office: SmallOffice) -> None:
    office.do("as", "claim", "notify", "N1", "--id-number", person(3, 5)[1], *STAY)
    other = person(3, 4)[1]
    office.refuses(
        "record.key_taken", "as", "claim", "file", "N1", "--id-number", other, *STAY, *BILL
    )


def test_a_claim_rests_until_its_last_paper_is_there(office: SmallOffice) -> None:
    office.do("as", "claim", "request-evidence", "C0", "--kind", "receipt", "--kind", "medical_orders",
              "--due-on", "2015-04-05")  # fmt: skip
    assert listed(office, "stage=evidence_requested") == ["C0"]
    assert "papers missing: original receipt, medical orders, due on 2015-04-05" in office.do(
        "as", "claim", "show", "C0"
    )
    office.refuses("claim.wrong_stage", "as", "claim", "assess", "C0")
    receive = ("claim", "receive-evidence", "C0", "--document", office.paper("票据.txt"), "--kind")
    office.do("as", *receive, "receipt")
    assert listed(office, "stage=evidence_requested") == ["C0"]
    office.do("as", *receive, "medical_orders")
    assert "C0" in listed(office, "stage=filed")
    office.do("as", "claim", "assess", "C0")


def test_a_claim_is_barred_when_its_papers_do_not_come(office: SmallOffice) -> None:
    ask = ("claim", "request-evidence", "C0", "--kind", "receipt", "--due-on", "2015-03-10")
    office.do("as", *ask)
    office.refuses("claim.term_still_runs", "ap", "claim", "bar", "C0")
    office.at(2015, 3, 11)
    office.do("ap", "claim", "bar", "C0")
    assert stage(office, "C0") == "time-barred"
    assert listed(office, "stage=time_barred") == ["C0"]
    office.refuses("office.same_hands", "ap", "claim", "reopen", "C0", "--ground", "evidence_new")
    office.do("ap2", "claim", "reopen", "C0", "--ground", "evidence_new")
    office.do("as", "claim", "assess", "C0")


# --- second review and appeal -------------------------------------------------------------------


def test_a_benefit_above_the_policys_amount_is_reviewed_before_it_is_approved(
    office: SmallOffice,
) -> None:
    words = ("--resolution", "R1", "--citation", "管委会")
    office.do("lin", "office", "policy", "claim.second_review_over", "1249.99", *words)
    office.do("as", "claim", "assess", "C0", "C1")
    said = office.refuses("claim.review_missing", "ap", "claim", "approve", "C0")
    assert "C0 is 1,250.00 yuan; above 1,249.99 yuan" in said
    office.refuses("office.same_hands", "as", "claim", "review", "C0")
    office.do("as2", "claim", "review", "C0", "C1")
    assert "second review: 1,250.00 yuan confirmed, by as2" in office.do(
        "as", "claim", "show", "C0"
    )
    office.do("ap", "claim", "approve", "--where", "stage=reviewed")
    assert [stage(office, claim) for claim in ("C0", "C1")] == ["approved", "approved"]


def test_an_appeal_is_decided_by_others_and_the_claim_decided_anew(office: SmallOffice) -> None:
    words = ("--resolution", "R1", "--citation", "管委会")
    office.do("lin", "office", "policy", "claim.appeal_days", "15", *words)
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "reject", "C0", "--ground", "evidence_untrue")
    assert "can be appealed until 2015-03-20" in office.do("as", "claim", "show", "C0")
    office.do("as2", "claim", "appeal", "C0", "--ground", "facts_wrong")
    decide = ("claim", "decide-appeal", "C0", "--ground", "facts_wrong")
    assert office.run("ap2", *decide).code == 2
    office.refuses("office.same_hands", "ap", *decide, "--overturn")
    office.do("ap2", *decide, "--overturn")
    assert stage(office, "C0") == "assessed"
    assert listed(office, "stage=assessed") == ["C0"]
    office.refuses("office.same_hands", "ap", "claim", "approve", "C0")
    office.do("ap3", "claim", "approve", "C0")
    steps = [line[11:] for line in office.do("as", "claim", "show", "C0").splitlines()
             if line.startswith("2015")]  # fmt: skip
    assert steps == [
        "assessed at 1,250.00 yuan, by as",
        "rejected: papers are not true (evidence_untrue), by ap",
        "the rejection was overturned on appeal: facts were taken wrongly (facts_wrong), by ap2",
        "approved at 1,250.00 yuan, by ap3",
    ]
    assert "批准 1,250.00 元" in office.do("as", "claim", "show", "C0", lang="zh")


def test_an_appeal_that_comes_too_late_is_refused_and_one_upheld_stays(office: SmallOffice) -> None:
    words = ("--resolution", "R1", "--citation", "管委会")
    office.do("lin", "office", "policy", "claim.appeal_days", "15", *words)
    for claim in ("C0", "C1"):
        office.do("ap", "claim", "reject", claim, "--ground", "evidence_untrue")
    office.do("as2", "claim", "appeal", "C0", "--ground", "facts_wrong")
    office.do("ap2", "claim", "decide-appeal", "C0", "--uphold", "--ground", "rejection_sound")
    assert listed(office, "stage=rejected") == ["C1", "C0"]
    office.at(2015, 3, 21)
    office.refuses(
        "claim.appeal_too_late", "as2", "claim", "appeal", "C1", "--ground", "facts_wrong"
    )


def test_a_reason_that_names_a_person_is_not_kept(office: SmallOffice) -> None:
    name, _ = person(0, 0)
    office.refuses(
        "vault.text_names_person", "as", "claim", "urgent", "C0", "--reason", f"{name}病重"
    )
    paper = office.paper(f"{name}撤回申请.txt")
    withdraw = ("claim", "withdraw", "C0", "--ground", "claimant_wish")
    office.refuses("vault.text_names_person", "as", *withdraw, "--document", paper)
    office.do("as", "claim", "withdraw", "C0", "--ground", "claimant_wish")
    assert stage(office, "C0") == "withdrawn"


# --- worklists ----------------------------------------------------------------------------------


def test_urgent_claims_come_first_in_every_worklist(office: SmallOffice) -> None:
    office.do("as", "claim", "urgent", "C2", "--reason", "家庭困难")
    assert listed(office)[0] == "C2"
    assert sorted(listed(office)) == ["C0", "C1", "C2", "C3"]
    assert listed(office, "urgent=yes") == ["C2"]
    assert listed(office, "urgent=no", "unit=U000") == ["C0"]
    said = office.do("as", "claim", "list", "--limit", "1")
    assert said.startswith("urgent C2  CD-HOSP@2015  U002  filed")
    assert said.rstrip().endswith("→ huzhu claim assess")
    office.do("as", "claim", "urgent", "C2", "--lift", "--reason", "已另行解决")
    assert listed(office, "urgent=yes") == []


def test_ended_claims_are_listed_where_they_are_asked_for(office: SmallOffice) -> None:
    office.do("as", "claim", "withdraw", "C1", "--ground", "claimant_wish")
    assert sorted(listed(office)) == ["C0", "C2", "C3"]
    assert listed(office, "stage=withdrawn") == ["C1"]
    assert office.run("as", "claim", "list", "--where", "colour=red").code == 2
    assert "no such claim" in office.do("as", "claim", "list", "--where", "period=2016")


def test_a_preview_tells_what_each_plan_may_pay_and_records_nothing(office: SmallOffice) -> None:
    member = pseudonym(office, "C0")
    loss = ("--trigger", "hospital_stay", "--occurred-on", "2015-05-10", "--ended-on", "2015-05-20",
            "--total", "9000", "--self-pay", "4000")  # fmt: skip
    with office.untouched():
        said = office.do("as", "claim", "preview", "--member", member, *loss)
    assert "CD-HOSP@2015: 1,250.00 yuan" in said
    assert "CD-ACC@2014: [claim.trigger_not_in_plan]" in said
    again = office.do(
        "as", "claim", "preview", "--member", member, "--trigger", "hospital_stay",
        "--occurred-on", "2015-02-10",
    )  # fmt: skip
    assert "CD-HOSP@2015: [claim.filed_twice]" in again


# --- the same paper twice -----------------------------------------------------------------------


def test_one_paper_is_claimed_once_by_whomever_and_again_when_it_came_to_nothing(
    office: SmallOffice,
) -> None:
    def words(claim: str, who: int) -> tuple[str, ...]:
        paper = ("--paper", "P-1", "--hospital", "示例医院")
        return ("claim", "file", claim, "--id-number", person(3, who)[1], *STAY, *BILL, *paper)

    office.do("as", *words("K1", 5))
    office.refuses("claim.paper_claimed", "as", *words("K2", 6))
    office.refuses("claim.filed_twice", "as", *words("K2", 5))
    office.do("as", "claim", "withdraw", "K1", "--ground", "filed_in_error")
    office.do("as", *words("K2", 6))
    assert stage(office, "K2") == "filed"


# --- advances and recoveries --------------------------------------------------------------------


def test_an_advance_is_paid_out_offset_by_the_benefit_and_the_rest_recovered(
    office: SmallOffice,
) -> None:
    before = balances(office)
    slip = office.paper("回单.txt")
    grant = ("claim", "advance", "grant", "C0", "--amount", "2000", "--reason", "家庭困难")
    pay = ("claim", "advance", "pay", "C0", "--bank-account", "B1", "--document", slip)
    office.refuses("claim.nothing_owed", "ca", *pay)
    office.do("ap", *grant)
    office.do("ca", *pay)
    office.do("as", "claim", "assess", "C0")
    office.do("ap2", "claim", "approve", "C0")  # 1,250 yuan
    assert stage(office, "C0") == "settled"
    shown = office.do("as", "claim", "show", "C0")
    assert "advance: 750.00 yuan owed" in shown
    assert "1,250.00 yuan of it offset by the advance, 0.00 to be paid" in shown
    receive = ("recovery", "receive", "C0", "--debt", "advance", "--bank-account", "B1")
    office.do("ca", *receive, "--amount", "300", "--receipt", "RV1")
    office.do("ca", *receive, "--amount", "450", "--receipt", "RV2")
    office.refuses("claim.nothing_owed", "ca", *receive, "--amount", "1", "--receipt", "RV3")
    after = balances(office)
    assert after["medical_advances"] == after["benefits_payable"] == 0
    assert after["benefit_expense"] == 125_000
    assert after["bank"] - before["bank"] == -125_000


def test_the_answer_to_an_advance_says_all_that_was_granted_on_the_claim(
    office: SmallOffice,
) -> None:
    grant = ("claim", "advance", "grant", "C0", "--reason", "家庭困难", "--amount")
    total = "advances granted on the claim, this one included: {} yuan"

    assert total.format("1,000.00") in office.do("ap", *grant, "1000")
    assert total.format("1,500.00") in office.do("ap", *grant, "500")


def test_an_advance_that_is_paid_no_more_is_not_told_as_still_to_be_paid(
    office: SmallOffice,
) -> None:
    office.do("ap", "claim", "advance", "grant", "C0", "--amount", "500", "--reason", "家庭困难")
    told = "advance granted, not yet paid out: 500.00 yuan"
    assert told in office.do("as", "claim", "show", "C0")
    office.do("as", "claim", "assess", "C0")
    office.do("ap2", "claim", "approve", "C0")

    assert told not in office.do("as", "claim", "show", "C0")


def test_an_advance_goes_out_of_what_the_account_holds(office: SmallOffice) -> None:
    slip = office.paper("回单.txt")
    office.do("ap", "claim", "advance", "grant", "C0", "--amount", "2000", "--reason", "家庭困难")
    pay = ("claim", "advance", "pay", "C0", "--document", slip, "--bank-account")
    office.refuses("record.unknown", "ca", *pay, "B2")  # another fund's
    held = balances(office)["bank"]
    assert held > 200_000
    office.do("ca", *pay, "B1")
    assert balances(office)["bank"] == held - 200_000


def test_an_overpayment_is_found_demanded_recovered_and_the_rest_written_off(
    office: SmallOffice,
) -> None:
    pay_out(office, "C0")
    paid = balances(office)
    find = ("recovery", "find", "C0", "--amount", "200", "--ground", "counted_twice")
    office.do("fi", *find)
    assert balances(office) == paid  # found is not yet demanded
    office.refuses("office.role_missing", "fi", "recovery", "demand", "C0")
    office.do("ap2", "recovery", "demand", "C0")
    demanded = balances(office)
    assert demanded["benefits_recoverable"] == 20_000
    assert demanded["benefit_expense"] == paid["benefit_expense"] - 20_000
    office.do("ca", "recovery", "receive", "C0", "--amount", "150", "--receipt", "RV1",
              "--bank-account", "B1")  # fmt: skip
    said = office.do("as", "recovery", "show", "C0")
    assert "overpayment: 50.00 yuan owed, 1 instalments came in, 150.00 yuan in all" in said
    assert "written off" not in said
    off = ("recovery", "write-off", "C0", "--reason", "无力偿还", "--resolution")
    office.refuses("office.resolution_missing", "lin", *off, "R9")
    office.do("lin", *off, "R1")
    said = office.do("as", "recovery", "show", "C0", lang="zh")
    assert "核销 50.00 元（决议 R1）" in said
    after = balances(office)
    assert after["benefits_recoverable"] == 0
    assert after["bank"] == paid["bank"] + 15_000
    assert after["benefit_expense"] == paid["benefit_expense"] - 15_000


def test_what_came_back_is_told_to_the_member_as_free_again(office: SmallOffice) -> None:
    pay_out(office, "C0")
    member = pseudonym(office, "C0")
    office.do("fi", "recovery", "find", "C0", "--amount", "200", "--ground", "counted_twice")
    office.do("ap2", "recovery", "demand", "C0")
    owed = "next: nothing more; to be paid back: 200.00 yuan."
    assert owed in office.do("en", "member", "statement", member)
    office.do("ca", "recovery", "receive", "C0", "--amount", "200", "--receipt", "RV1",
              "--bank-account", "B1")  # fmt: skip

    said = office.do("en", "member", "statement", member)

    assert "used 1,050.00 yuan" in said
    assert "next: nothing more; overpaid, and came back: 200.00 yuan." in said
    assert "多付部分已收回 200.00元" in office.do("en", "member", "statement", member, lang="zh")
    shown = office.do("as", "claim", "show", "C0")
    assert "found overpaid: 200.00 yuan: counted twice (counted_twice)" in shown
    assert "came back of the overpayment: 200.00 yuan" in shown
    page = office.folder / "C0.html"
    office.do("en", "print", "notice", "C0", "--out", page, lang="zh")
    assert "多付已收回</th><td>人民币贰佰元整（200.00元）" in page.read_text("utf-8")
    folded = given(*(e for e in office.events() if str(e.originator_id) == member))
    usage = folded.usage["CD-HOSP", "2015", None]
    its = told(office, "member", "statement", member)
    limits = cover_of(its, "CD-HOSP@2015", "2015")["limits"]
    used = {limit["limit"]: limit["used"] for limit in limits}
    assert used["benefits_fen"] == usage.paid_fen == 105_000
    assert used["indemnity_fen"] == usage.indemnity_fen


def test_a_granted_advance_is_shown_until_it_is_paid_out(office: SmallOffice) -> None:
    office.do("ap", "claim", "advance", "grant", "C0", "--amount", "2000", "--reason", "家庭困难")

    assert "advance granted, not yet paid out: 2,000.00 yuan" in (
        office.do("as", "claim", "show", "C0")
    )
    assert "已批准垫付 2,000.00 元，尚未付款" in office.do("as", "claim", "show", "C0", lang="zh")
    slip = office.paper("回单.txt")
    office.do("ca", "claim", "advance", "pay", "C0", "--bank-account", "B1", "--document", slip)
    assert "not yet paid out" not in office.do("as", "claim", "show", "C0")


def test_a_recovery_lessens_what_the_loss_ratio_counts_as_incurred(office: SmallOffice) -> None:
    pay_out(office, "C0")

    def incurred() -> int:
        words = ("report", "loss-ratio", "--as-of", "2015-12-31", "--format", "json")
        rows = json.loads(office.do("fi", *words))["rows"]
        return int(next(row["incurred_fen"] for row in rows if row["plan"] == "CD-HOSP@2015"))

    before = incurred()
    find = ("recovery", "find", "C0", "--amount", "200", "--ground", "counted_twice")
    office.do("fi", *find)
    office.do("ap2", "recovery", "demand", "C0")
    assert before - incurred() == 20_000


# --- a payment that comes back ------------------------------------------------------------------


def came_back(office: SmallOffice, reason: str = "账号已销户") -> str:
    """Let the bank return the payment of batch BT1, and return what the command says of it."""
    batch = next((office.folder / "bank").glob("BT1-*"))
    answers = bank_answers(office, "退票.csv", batch, {0: ("退票", reason)}, "2015-03-09")
    office.at(2015, 3, 10)
    return office.do("ca", "pay", "settle", answers)


def test_a_paid_claim_tells_when_and_by_which_batch_it_was_paid_and_returned(
    office: SmallOffice,
) -> None:
    pay_out(office, "C0")
    came_back(office)

    shown = office.do("as", "claim", "show", "C0")
    zh = office.do("as", "claim", "show", "C0", lang="zh")

    assert "2015-03-06 paid: 1,250.00 yuan (batch BT1)" in shown
    assert "2015-03-09 payment came back: 1,250.00 yuan (batch BT1)" in shown
    assert "2015-03-06 支付 1,250.00 元（批次 BT1）" in zh
    assert "2015-03-09 退票 1,250.00 元（批次 BT1）" in zh


def test_what_was_overpaid_is_not_paid_again_when_the_payment_comes_back(
    office: SmallOffice,
) -> None:
    before = balances(office)
    pay_out(office, "C0")
    office.do("fi", "recovery", "find", "C0", "--amount", "200", "--ground", "counted_twice")
    office.do("ap2", "recovery", "demand", "C0")
    office.do("ca", "recovery", "receive", "C0", "--amount", "150", "--receipt", "RV1",
              "--bank-account", "B1")  # fmt: skip

    said = came_back(office)

    assert "1 of them settled what was overpaid, 50.00 yuan" in said
    shown = office.do("as", "claim", "show", "C0")
    assert "not paid out: 50.00 yuan of it had been overpaid, 1,200.00 to be paid" in shown
    assert "50.00 yuan settled on 2015-03-09" in office.do("as", "recovery", "show", "C0")
    assert stage(office, "C0") == "verified"
    (row,) = json.loads(
        office.do("as", "claim", "list", "--where", "stage=verified", "--format", "json")
    )
    assert (row["claim"], row["amount_fen"]) == ("C0", 120_000)
    member = pseudonym(office, "C0")
    assert "1,200.00 yuan on 2015-03-09" in office.do("en", "member", "statement", member)
    after = balances(office)
    assert after["benefits_recoverable"] == 0
    assert (
        after["benefits_payable"] == -120_000
    )  # 1,050 yuan were due, and 150 came from the member
    assert after["benefit_expense"] == 105_000
    assert after["bank"] - before["bank"] == 15_000
    assert "nothing differs" in office.do("fi", "audit", "reperform")


# --- a death that is told late ------------------------------------------------------------------


def test_a_death_that_is_told_after_a_later_loss_stops_its_approval(office: SmallOffice) -> None:
    publish(office, "CD-LIFE", LIFE)
    rows = [roster_row(0, k, "CD-LIFE") for k in range(3)]
    office.do("en", *roster_import(office, office.file("名册L.csv", ROSTER, rows)))
    office.do("as", "claim", "assess", "C0")
    death = ("--plan", "CD-LIFE", "--trigger", "death", "--occurred-on", "2015-02-12")

    run = office.run("as", "claim", "file", "K1", "--id-number", person(0, 0)[1], *death)

    assert "C0: for a loss after this death" in run.err
    office.refuses("claim.loss_after_death", "ap", "claim", "approve", "C0")
    shown = office.do("as", "claim", "show", "C0")
    assert "next: the loss comes after the person's death on record" in shown
    assert "下一步：损失晚于已登记的身故日期" in office.do("as", "claim", "show", "C0", lang="zh")
    office.do("ap", "claim", "reject", "C0", "--ground", "not_in_scope")


# --- heirs --------------------------------------------------------------------------------------


def test_an_heirs_account_is_sealed_and_goes_into_the_banks_file(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    office.do("fi", "pay", "verify", "C0")
    member = pseudonym(office, "C0")
    paper = office.paper("死亡证明.txt")
    office.do("en", "member", "died", member, "--document", paper)
    prepare = ("pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", "C0")
    office.refuses("pay.heir_missing", "ca", *prepare)
    proof = office.paper("公证书.txt")
    office.do(
        "as", "claim", "heir", member, "--relation", "spouse", "--bank-account", account(9, 9),
        "--account-holder", "测试癸癸", "--document", proof, "--reason", "会员身故",
    )  # fmt: skip
    office.do("ca", *prepare)
    office.do("tr", "pay", "release", "BT1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    assert account(9, 9) in batch.read_text("utf-8")
    assert not any(account(9, 9).encode() in event.stored() for event in office.events())


def test_another_heir_is_recorded_only_with_the_word_for_it(office: SmallOffice) -> None:
    member, proof = pseudonym(office, "C0"), office.paper("公证书.txt")
    office.do("en", "member", "died", member, "--document", proof)
    heir = ("claim", "heir", member, "--bank-account", account(9, 9), "--account-holder", "测试癸癸",
            "--document", proof, "--reason", "会员身故", "--relation")  # fmt: skip
    office.do("as", *heir, "spouse")
    other = (*heir, "child")

    assert "an heir (spouse) is on record since" in office.refuses("pay.heir_known", "as", *other)
    zh = office.refuses("pay.heir_known", "as", *other, lang="zh")
    assert "登记继承人（配偶）" in zh
    office.do("as", *other, "--replace")


def test_statement_and_notice_say_that_an_heir_is_paid(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    member, proof = pseudonym(office, "C0"), office.paper("公证书.txt")
    heir = ("claim", "heir", member, "--relation", "spouse", "--bank-account", account(9, 9),
            "--account-holder", "测试癸癸", "--document", proof, "--reason", "会员身故")  # fmt: skip
    office.refuses("pay.heir_too_early", "as", *heir)
    office.do("en", "member", "died", member, "--document", proof)
    office.do("as", *heir)

    said = office.do("en", "member", "statement", member)
    assert "heir's bank account" in said
    assert "benefits go to the heir (spouse)" in said
    assert "继承人（配偶）领取" in office.do("en", "member", "statement", member, lang="zh")
    page = office.folder / "C0.html"
    office.do("en", "print", "notice", "C0", "--out", page, lang="zh")
    text = page.read_text("utf-8")
    assert "继承人银行账号" in text
    assert "领取人</th><td>继承人（配偶）" in text


# --- the settling agency's register -------------------------------------------------------------


def register(office: SmallOffice) -> Path:
    heading = ("结算号", "互助金")
    rows = [("C0", "1250.00"), ("C1", "1200.00"), ("X9", "30.00")]
    return office.file("台账.csv", heading, rows)


def test_a_register_is_not_compared_over_days_that_run_backwards(office: SmallOffice) -> None:
    words = ("claim", "reconcile", register(office), "--counterpart", "示例医院",
             "--from", "2015-03-31", "--to", "2015-03-01")  # fmt: skip

    assert office.run("fi", *words).code == 2


def test_a_register_is_compared_with_the_claims_of_the_book(office: SmallOffice) -> None:
    office.do("as", "claim", "assess", "--where", "stage=filed")
    office.do("as", "claim", "withdraw", "C3", "--ground", "claimant_wish")
    words = ("claim", "reconcile", register(office), "--counterpart", "示例医院",
             "--from", "2015-03-01", "--to", "2015-03-31")  # fmt: skip
    with office.untouched():
        said = office.do("fi", *words)
    assert "matched: 1; here 1,250.00 yuan, there 1,250.00 yuan" in said
    assert "missing here: 1; here 0.00 yuan, there 30.00 yuan" in said
    assert "missing there: 2; here 1,250.00 yuan, there 0.00 yuan" in said
    assert "C1  other amount  here 1,250.00  there 1,200.00" in said
    none = office.do("fi", *words, "--hospital", "另一医院")
    assert "matched: 0" in none


def test_a_recorded_reconciliation_keeps_counts_and_sums_and_is_accepted_by_another(
    office: SmallOffice,
) -> None:
    office.do("as", "claim", "assess", "--where", "stage=filed")
    words = ("claim", "reconcile", register(office), "--counterpart", "示例医院",
             "--from", "2015-03-01", "--to", "2015-03-31", "--record", "REC-1")  # fmt: skip
    office.refuses("office.role_missing", "as", *words)
    office.do("fi", *words)
    event = office.events()[-1]
    assert event.topic == "reconciliation.made.v1"
    assert (event.matched, event.missing_here, event.differing) == (1, 1, 1)  # type: ignore[attr-defined]
    assert b"C1" not in event.stored()
    office.refuses("record.key_taken", "fi", *words)
    office.do("lin", "claim", "accept-differences", "REC-1", "--reason", "已逐笔核实")


def test_a_register_that_names_a_settlement_twice_is_refused(office: SmallOffice) -> None:
    path = office.file("台账.csv", ("结算号", "互助金"), [("C0", "1"), ("C0", "2")])
    words = ("claim", "reconcile", path, "--counterpart", "示例医院", "--from", "2015-03-01")
    said = office.refuses("file.rows_refused", "fi", *words, "--to", "2015-03-31")
    assert "registers.duplicate" in said


def test_worklists_and_registers_are_read_alike_on_a_server(ready_on_server: SmallOffice) -> None:
    office = ready_on_server
    enrol(office)
    office.do("lin", "office", "appoint", "ap2", "--role", "approver")
    file_claims(office, 3)
    office.do("as", "claim", "urgent", "C1", "--reason", "家庭困难")
    office.do("as", "claim", "request-evidence", "C2", "--kind", "receipt")
    office.do("as", "claim", "assess", "C0")
    assert listed(office)[0] == "C1"
    assert listed(office, "urgent=no", "stage=evidence_requested") == ["C2"]
    said = office.do(
        "fi", "claim", "reconcile", register(office), "--counterpart", "示例医院",
        "--from", "2015-03-01", "--to", "2015-03-31",
    )  # fmt: skip
    assert "matched: 1; here 1,250.00 yuan, there 1,250.00 yuan" in said
