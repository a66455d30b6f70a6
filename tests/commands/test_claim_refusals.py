"""What must not be filed, approved or told is refused by code, and by the clause of the terms, in both languages."""

import json
from pathlib import Path
from typing import Any

import pytest

from ledger.commands import claim as claims_by_hand
from ledger.commands.claim_papers import attempt_on
from ledger.events.member import ClaimFiled
from tests.commands.composite import publish
from tests.commands.office import (
    SETTLEMENTS,
    SmallOffice,
    account,
    bank_answers,
    file_claims,
    person,
    roster_import,
    roster_row,
    settlement_row,
    unit,
)

STRICT = """
contribution_fen: 3000
waiting_period_days: 30
limitation_days: 20
second_review_over_fen: 20000
evidence: [discharge_summary]
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
STAY = ("--plan", "CD-STRICT", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
        "--ended-on", "2015-02-20")  # fmt: skip
ROSTER_MORE = ("单位编码", "计划", "姓名", "身份证号", "份数", "银行卡号", "本人同意")
BOTH = ("en", "zh")


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office whose first unit is also covered by a plan with every clause, in March."""
    do = enrolled.do
    publish(enrolled, "CD-STRICT", STRICT)
    rows = [roster_row(0, k, "CD-STRICT") for k in range(4)]
    do("en", *roster_import(enrolled, enrolled.file("名册S.csv", ROSTER_MORE, rows)))
    do("lin", "office", "appoint", "small", "--role", "approver", "--limit", "100")
    do("lin", "office", "appoint", "both", "--role", "assessor", "--role", "approver")
    enrolled.at(2015, 3, 5)
    return enrolled


def filing(claim: str, k: int = 0, *changed: str) -> list[str]:
    """Return the words that file a stay of a person of the first unit."""
    words = [*STAY, *changed]
    return ["claim", "file", claim, "--id-number", person(0, k)[1], *words]


def both_say(
    office: SmallOffice, code: str, officer: str, words: list[str], said: tuple[str, str]
) -> None:
    """Hold that a command is refused with a code, and says something, in both languages."""
    for lang, part in zip(BOTH, said, strict=True):
        err = office.refuses(code, officer, *words, lang=lang)
        assert part in err, err


# --- at filing ----------------------------------------------------------------------------------


def test_a_loss_of_which_the_terms_know_nothing_is_refused_at_filing(office: SmallOffice) -> None:
    both_say(office, "claim.trigger_not_in_plan", "as", filing("K1", 0, "--trigger", "death"), (
        "claim K1: death is none of what CD-STRICT@2015 pays for (benefits)",
        "案件 K1：CD-STRICT@2015 的条款（benefits）不含事由“身故”",
    ))  # fmt: skip


def test_by_file_the_row_and_the_column_of_the_loss_are_named(office: SmallOffice) -> None:
    rows = [
        settlement_row("K1", 0, 0, 计划="CD-STRICT"),
        settlement_row("K2", 0, 1, 计划="CD-STRICT", 事由="身故"),
    ]
    path = office.file("一站式.csv", SETTLEMENTS, rows)
    for lang, said in zip(BOTH, ("row 3, column 事由: ", "第 3 行，事由："), strict=True):
        err = office.refuses("file.rows_refused", "as", "claim", "import", path, lang=lang)
        assert f"{said}[claim.trigger_not_in_plan]" in err


def test_a_period_that_is_not_covered_is_refused(office: SmallOffice) -> None:
    words = filing("K1", 5)  # whom the plan does not cover
    both_say(office, "claim.not_covered", "as", words, (
        "no cover under CD-STRICT on 2015-02-10 (coverage, term_months)",
        "2015-02-10 没有 CD-STRICT 的保障（coverage、term_months）",
    ))  # fmt: skip


def test_a_loss_in_the_waiting_period_is_refused_by_its_clause(office: SmallOffice) -> None:
    words = filing("K1", 0, "--occurred-on", "2015-01-20", "--ended-on", "2015-02-20")
    both_say(office, "claim.inside_waiting_period", "as", words, (
        "the waiting period of CD-STRICT@2015 (waiting_period_days)",
        "CD-STRICT@2015 观察期（waiting_period_days）内",
    ))  # fmt: skip


def test_a_claim_after_the_limitation_period_is_refused_by_its_clause(office: SmallOffice) -> None:
    office.at(2015, 3, 13)
    both_say(office, "claim.time_barred", "as", filing("K1"), (
        "CD-STRICT@2015 allows 20 days to file (limitation_days)",
        "CD-STRICT@2015 的申请期限（limitation_days）为 20 天",
    ))  # fmt: skip


@pytest.mark.parametrize(
    ("step", "said"),
    [
        ("died", ("the member died on 2015-02-01", "会员身故（2015-02-01）之后")),
        ("leave", ("the member left on 2015-02-01", "会员离会（2015-02-01）之后")),
    ],
)
def test_a_claim_for_who_is_dead_or_left_is_refused(
    office: SmallOffice, step: str, said: tuple[str, str]
) -> None:
    member = next(
        str(e.originator_id) for e in office.events()
        if e.topic == "member.enrolled.v1" and getattr(e, "plan", "") == "CD-STRICT@2015"
    )  # fmt: skip
    given = ["--document", str(office.paper("证明.txt"))]
    if step == "leave":
        given = ["--cause", "withdrew", "--reason", "辞职"]
    office.do("en", "member", step, member, *given, on="2015-02-01")
    both_say(office, "claim.loss_after_departure", "as", filing("K1"), said)


# --- at the decision ----------------------------------------------------------------------------


@pytest.fixture
def assessed(office: SmallOffice) -> SmallOffice:
    """Claim K1 of 400 yuan is assessed by an officer who is also an approver; its paper is missing."""
    office.do("both", *filing("K1"))
    office.do("both", "claim", "assess", "K1")
    return office


def test_a_benefit_above_the_approvers_limit_is_refused(assessed: SmallOffice) -> None:
    both_say(assessed, "office.limit_exceeded", "small", ["claim", "approve", "K1"], (
        "officer small approves up to 100.00 yuan; K1 is 400.00 yuan",
        "经办人 small 的审批限额为 100.00元；K1 为 400.00元",
    ))  # fmt: skip


def test_who_assessed_a_claim_does_not_approve_it(assessed: SmallOffice) -> None:
    both_say(assessed, "office.same_hands", "both", ["claim", "approve", "K1"], (
        "approval of K1 needs another person", "K1 的 审批 须由另一人办理",
    ))  # fmt: skip


def test_a_large_benefit_without_a_second_review_is_refused_by_its_clause(
    assessed: SmallOffice,
) -> None:
    both_say(assessed, "claim.review_missing", "ap", ["claim", "approve", "K1"], (
        "above 200.00 yuan (second_review_over_fen) a second assessor must confirm it first",
        "超过 200.00元（second_review_over_fen）须先经第二人复审",
    ))  # fmt: skip


def test_a_benefit_without_evidence_is_refused_by_its_clause(assessed: SmallOffice) -> None:
    assessed.do("as", "claim", "review", "K1")
    both_say(assessed, "claim.evidence_missing", "ap", ["claim", "approve", "K1"], (
        "discharge summary, which CD-STRICT@2015 asks for (evidence.0), is not on file",
        "CD-STRICT@2015 要求的材料“出院小结”（evidence.0）尚未收到",
    ))  # fmt: skip


def test_a_plan_that_the_book_does_not_hold_is_told_as_unknown(office: SmallOffice) -> None:
    row = settlement_row("K9", 0, 0, 计划="CD-NOPE")
    path = office.file("结算.csv", SETTLEMENTS, [row])
    notice = [
        "claim",
        "notify",
        "K1",
        "--id-number",
        person(0, 0)[1],
        "--plan",
        "CD-NOPE",
        *STAY[2:-2],
    ]
    both_say(office, "record.unknown", "as", notice, ("no plan CD-NOPE", "没有计划 CD-NOPE"))
    for words in (filing("K1", 0, "--plan", "CD-NOPE"), ["claim", "import", str(path)]):
        both_say(office, "record.unknown", "as", words, ("no plan CD-NOPE", "没有计划 CD-NOPE"))
    version = filing("K1", 0, "--plan", "CD-STRICT@1999")
    said = ("no plan version CD-STRICT@1999", "没有计划版本 CD-STRICT@1999")
    both_say(office, "record.unknown", "as", version, said)


def test_nothing_borne_is_a_fact_as_well(office: SmallOffice) -> None:
    office.do("as", *filing("K1", 0, "--total", "900", "--self-pay", "0", "--other-payers", "0.00"))
    (filed,) = [e for e in office.events() if isinstance(e, ClaimFiled)]

    assert (filed.loss.self_pay_fen, filed.loss.other_payers_fen) == (0, 0)
    assert filed.loss.out_of_scope_fen is None
    assert office.run("as", *filing("K2", 1, "--self-pay", "-1")).code == 2


# --- what is typed wrongly ----------------------------------------------------------------------


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (
            ("--ended-on", "2015-02-01"),
            ("--ended-on must not be", "--ended-on 不得早于 --occurred-on"),
        ),
        (("--total", "10", "--self-pay", "20"), ("together exceed --total", "合计超过 --total")),
        (("--admitted-at", "25:00"), ("such as 08:30", "应为时刻，如 08:30")),
        (("--condition", "Grade 5"), ("such as grade-5", "病种或伤残等级的代码")),
        (("--hospital", "院" * 65), ("1 to 64 characters", "1 至 64 个字符")),
    ],
    ids=["days", "amounts", "time", "condition", "hospital"],
)
def test_facts_of_a_loss_that_cannot_be_are_told_in_the_readers_language(
    office: SmallOffice, changed: tuple[str, ...], said: tuple[str, str]
) -> None:
    for lang, part in zip(BOTH, said, strict=True):
        with office.untouched():
            answer = office.run("as", *filing("K1", 0, *changed), lang=lang)
        assert answer.code == 2
        assert part in answer.err
        assert "pydantic" not in answer.err + answer.out


def test_a_ground_outside_the_list_is_no_ground_and_another_one_brings_its_document(
    assessed: SmallOffice,
) -> None:
    reject = ("claim", "reject", "K1", "--ground")
    with assessed.untouched():
        assert assessed.run("ap", *reject, "because").code == 2
    assessed.refuses("record.document_missing", "ap", *reject, "other")
    assessed.do("ap", *reject, "other", "--document", assessed.paper("决定书.txt"))
    said = assessed.do("ap", "audit", "trail", "--claim", "K1", lang="zh")
    assert "其他，见所附文件" in said
    assert "决定书.txt" in said


@pytest.mark.parametrize(
    "command",
    ["claim reject", "claim appeal", "claim decide-appeal", "claim withdraw", "claim reopen",
     "recovery find", "relief request", "relief reject"],
)  # fmt: skip
def test_help_lists_every_ground_with_its_meaning(office: SmallOffice, command: str) -> None:
    said = " ".join(office.do("as", *command.split(), "--help").split())

    assert "other: another, which the document states." in said
    assert "--reason" not in said


# --- the same paper without a hospital ----------------------------------------------------------


@pytest.mark.parametrize(("first", "second"), [("", ""), ("医院甲", ""), ("", "医院甲")])
def test_a_paper_is_claimed_once_also_where_no_hospital_is_said(
    office: SmallOffice, first: str, second: str
) -> None:
    def words(claim: str, k: int, hospital: str) -> list[str]:
        where = ["--hospital", hospital] if hospital else []
        return filing(claim, k, "--paper", "P-1", *where)

    office.do("as", *words("K1", 0, first))
    office.refuses("claim.paper_claimed", "as", *words("K2", 1, second))
    office.do("as", "claim", "withdraw", "K1", "--ground", "filed_in_error")
    office.do("as", *words("K2", 1, second))


def test_papers_of_one_number_of_two_hospitals_are_two(office: SmallOffice) -> None:
    for claim, k, hospital in (("K1", 0, "医院甲"), ("K2", 1, "医院乙")):
        office.do("as", *filing(claim, k, "--paper", "P-1", "--hospital", hospital))
    office.refuses("claim.paper_claimed", "as", *filing("K3", 2, "--paper", "P-1"))


def _settled(office: SmallOffice, name: str, *lines: tuple[str, int, str]) -> Path:
    rows = [
        [*settlement_row(claim, 0, k, 计划="CD-STRICT"), "P-1", hospital]
        for claim, k, hospital in lines
    ]
    return office.file(name, (*SETTLEMENTS, "票据号", "医院"), rows)


def test_by_file_a_paper_without_its_hospital_is_claimed_once(office: SmallOffice) -> None:
    together = _settled(office, "同批.csv", ("K1", 0, "医院甲"), ("K2", 1, ""))
    err = office.refuses("file.rows_refused", "as", "claim", "import", together)
    assert "row 3, column 票据号: [claim.paper_claimed]" in err
    office.do("as", "claim", "import", _settled(office, "先.csv", ("K1", 0, "医院甲")))
    later = _settled(office, "后.csv", ("K2", 1, ""))
    err = office.refuses("file.rows_refused", "as", "claim", "import", later)
    assert "row 2, column 票据号: [claim.paper_claimed]" in err


# --- what is told -------------------------------------------------------------------------------


def test_nothing_is_told_as_known_at_a_position_that_is_not_there_yet(office: SmallOffice) -> None:
    member = next(str(e.originator_id) for e in office.events() if e.topic == "member.enrolled.v1")
    ahead = office.head() + 1
    for words in (
        ["member", "statement", member],
        ["unit", "statement", unit(0)],
        ["report", "trial-balance"],
        ["audit", "reperform"],
    ):
        both_say(office, "record.position_ahead", "fi", [*words, "--known-at", str(ahead)], (
            f"nothing is known at position {ahead} yet", f"第 {ahead} 位尚无记录",
        ))  # fmt: skip
        assert office.run("fi", *words, "--known-at", str(ahead - 1)).code == 0


def test_a_statement_before_anything_was_on_record_is_refused(office: SmallOffice) -> None:
    member = next(str(e.originator_id) for e in office.events() if e.topic == "member.enrolled.v1")
    for words in (["member", "statement", member], ["unit", "statement", unit(0)]):
        for cut in (["--known-at", "1"], ["--as-of", "2010-01-01"]):
            both_say(office, "record.not_yet", "fi", [*words, *cut], ("this book held no", "尚无"))


def test_lists_say_stages_states_and_debts_in_words(office: SmallOffice) -> None:
    file_claims(office, 2)
    office.do("as", "claim", "request-evidence", "C0", "--kind", "receipt")
    listed = {lang: office.do("as", "claim", "list", lang=lang) for lang in BOTH}
    assert "waiting for papers" in listed["en"]
    assert "待补件" in listed["zh"]
    assert "已受理" in listed["zh"]
    assert "evidence_requested" not in listed["en"] + listed["zh"]
    shown = office.do("as", "claim", "show", "C0", lang="zh")
    assert "待补件：收据原件" in shown


@pytest.mark.parametrize(
    ("changed", "text"),
    [
        (("--incident", "{name}-1"), "incident number"),
        (("--paper", "R{id_number}"), "paper number"),
        (("--hospital", "{name}"), "hospital"),
        (("--hospital", "医院{id_number}"), "hospital"),
    ],
)
def test_no_number_or_name_of_the_member_is_kept_with_a_claim(
    office: SmallOffice, changed: tuple[str, str], text: str
) -> None:
    name, id_number = person(0, 0)[:2]
    label = changed[1].format(name=name, id_number=id_number)

    words = filing("K1", 0, changed[0], label)
    said = office.refuses("vault.text_names_person", "as", *words)
    in_chinese = office.refuses("vault.text_names_person", "as", *words, lang="zh")

    assert f"the {text} holds personal data" in said
    assert text not in in_chinese
    assert label not in said + in_chinese


def test_a_claims_own_number_is_nobodys(office: SmallOffice) -> None:
    name, id_number = person(0, 0)[:2]
    notice = ("--id-number", id_number, *STAY[:-2])
    row = settlement_row("K1", 0, 0, 结算号=id_number)
    path = office.file("一站式.csv", SETTLEMENTS, [row])

    office.refuses("vault.text_names_person", "as", *filing(id_number))
    assert office.run("as", *filing(name)).code == 2
    office.refuses("vault.text_names_person", "as", "claim", "notify", id_number, *notice)
    office.refuses("file.rows_refused", "as", "claim", "import", path)
    office.do("as", *filing("510100201502100001"))  # an area, a day and a count: no person's


def test_every_fact_that_terms_may_ask_for_can_be_filed_and_previewed(office: SmallOffice) -> None:
    damage = STRICT.replace("waiting_period_days: 30\n", "").replace(
        "per_diem, trigger: hospital_stay, amount_fen: 4000",
        "loss_share, trigger: property_loss, rate_bp: 1000",
    )  # fmt: skip
    publish(office, "CD-FIRE", damage)
    rows = office.file("名册F.csv", ROSTER_MORE, [roster_row(0, 0, "CD-FIRE")])
    office.do("en", *roster_import(office, rows))
    who = ("--id-number", person(0, 0)[1])
    fire = ("--trigger", "property_loss", "--occurred-on", "2015-03-01", "--damage", "20000")

    assert "2,000.00 yuan" in office.do("as", "claim", "preview", *who, *fire)
    office.do("as", "claim", "file", "K1", *who, "--plan", "CD-FIRE", *fire)
    assert "2,000.00 yuan" in office.do("as", "claim", "assess", "K1")
    facts = {
        "above_cap_fen": ("--above-cap", "12"),
        "basic_deductible_fen": ("--basic-deductible", "13"),
        "earlier_fen": ("--earlier", "14"),
        "stay_number": ("--stay-number", "2"),
        "group": ("--group", "model-worker"),
        "accident_on": ("--accident-on", "2015-02-01"),
        "self_pay_fen": ("--self-pay", "99"),
    }
    words = [word for option in facts.values() for word in option]
    office.do("as", *filing("K2", 1, *words))
    office.do("as", "claim", "preview", "--id-number", person(0, 1)[1], *STAY[2:], *words)
    (filed,) = [e for e in office.events() if getattr(e, "claim", None) == "K2"]
    assert isinstance(filed, ClaimFiled)
    kept = filed.loss.model_dump(mode="json")
    assert [kept[name] for name in facts] == [
        1200,
        1300,
        1400,
        2,
        "model-worker",
        "2015-02-01",
        9900,
    ]


def test_a_paper_without_its_hospital_that_another_files_meanwhile_is_found(
    office: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    other = filing("K1", 0, "--paper", "P-1")
    looked_up: list[int | None] = []

    def meanwhile(*given: Any) -> int | None:
        found = attempt_on(*given)
        if not looked_up:
            looked_up.append(found)
            office.do("as", *other)
        return found

    monkeypatch.setattr(claims_by_hand, "attempt_on", meanwhile)
    own = filing("K2", 1, "--paper", "P-1", "--hospital", "示例医院")
    answer = office.run("as", *own)

    assert looked_up == [None]
    assert answer.code == 3
    assert "[claim.paper_claimed]" in answer.err
    assert "K1" in answer.err


def test_what_awaits_a_second_review_or_a_rejection_says_so(office: SmallOffice) -> None:
    office.do("as", *filing("K1"))
    office.do("as", *filing("K2", 1, "--occurred-on", "2015-02-19"))
    small = ("--plan", "CD-HOSP", "--occurred-on", "2015-02-20", "--self-pay", "1")
    office.do("as", *filing("K3", 2, *small))
    office.do("as", "claim", "assess", "K1", "K2", "K3")
    rows = json.loads(office.do("as", "claim", "list", "--format", "json"))

    assert {row["claim"]: (row["amount_fen"], row["next"]) for row in rows} == {
        "K1": (40_000, "huzhu claim review"),  # above 200 yuan
        "K2": (4_000, "huzhu claim approve"),
        "K3": (0, "huzhu claim reject"),
    }


def test_a_reason_that_holds_a_number_is_refused_whatever_the_command(office: SmallOffice) -> None:
    file_claims(office, 2)
    for words in (
        ["claim", "urgent", "C0", "--reason", "电话 138-0013-8000"],
        ["claim", "approve", "C0", "C1", "--reason", person(0, 0)[1]],
        ["unit", "close", unit(3), "--reason", "联系13800138000"],
        ["relief", "open", "X1", "--name", f"救助{person(0, 0)[1]}", "--kind", "hardship", "--fund", "MED",
         "--resolution", "R1"],
    ):  # fmt: skip
        err = office.refuses("vault.text_names_person", "as", *words, lang="zh")
        assert "个人信息" in err
        assert "138" not in err


def test_of_the_banks_words_no_number_and_no_name_is_kept(office: SmallOffice) -> None:
    file_claims(office, 1)
    office.do("as", "claim", "assess", "C0")
    office.do("ap", "claim", "approve", "C0")
    office.do("fi", "pay", "verify", "C0")
    office.do("ca", "pay", "prepare", "P1", "--fund", "MED", "--bank-account", "B1", "C0")
    office.do("tr", "pay", "release", "P1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    words = f"账号{account(0, 0)}户名{person(0, 0)[0]}不符"
    answer = bank_answers(office, "回盘.csv", batch, {0: ("失败", words)}, "2015-03-05")
    office.do("ca", "pay", "settle", answer)
    (failed,) = [e for e in office.events() if e.topic == "member.payment_failed.v1"]
    assert failed.reason == f"账号{'*' * 16}户名{'*' * 5}不符"


@pytest.mark.parametrize("lang", BOTH)
@pytest.mark.parametrize("number", ["C 9", "案件一", "-", "C9\n", "x" * 65])
def test_a_claims_number_is_one_that_a_banks_answer_can_name(
    office: SmallOffice, number: str, lang: str
) -> None:
    with office.untouched():
        answer = office.run("as", *filing(number), lang=lang)

    assert answer.code == 2
    assert ("a code has only letters" if lang == "en" else "编码只用字母和数字") in answer.err


@pytest.mark.parametrize("batch", ["B 1", "B/1", "批一"])
def test_a_batchs_number_is_one_that_names_a_file(office: SmallOffice, batch: str) -> None:
    words = ("pay", "prepare", batch, "--fund", "MED", "--bank-account", "B1", "C0")

    assert office.run("ca", *words).code == 2


def test_codes_that_no_file_could_name_are_not_taken(office: SmallOffice) -> None:
    with office.untouched():
        for officer, *words in (
            ("en", "unit", "register", "U 9", "--name", "示例厂"),
            ("lin", "agency", "register", "A 9", "--name", "示例代办处"),
            ("lin", "office", "bank-account", "B 9", "--fund", "MED", "--bank", "示例银行"),
            ("en", "contribution", "receive", "--receipt", "R 9", "--fund", "MED", "--amount",
             "1", "--bank-account", "B1"),
        ):  # fmt: skip
            assert office.run(officer, *words).code == 2, words


@pytest.mark.parametrize("amount", ["10000000000000.01", "9" * 24])
def test_an_amount_that_no_store_could_add_up_is_a_slip_of_the_keyboard(
    office: SmallOffice, amount: str
) -> None:
    receive = (
        "contribution",
        "receive",
        "--receipt",
        "R9",
        "--fund",
        "MED",
        "--bank-account",
        "B1",
    )
    with office.untouched():
        for officer, *words in (
            ("as", *filing("C9", 0, "--self-pay", amount)),
            ("en", *receive, "--amount", amount),
            ("en", *receive, "--amount", "1", "--part", f"unit={amount}"),
            ("en", "unit", "headcount", unit(0), "9" * 24),
        ):
            assert office.run(officer, *words).code == 2, words
