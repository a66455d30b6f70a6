"""Dependants at the terminal: sealed with the member's identity, shown by code and month alone."""

from datetime import date
from uuid import UUID

import pytest

from ledger.book import Book
from ledger.commands.personal import find, opened
from ledger.events.claim_life import ClaimNotified
from ledger.events.member import ClaimApproved, ClaimFiled
from ledger.intake.identity import invented_id
from tests.commands import office as small
from tests.commands.composite import publish
from tests.commands.office import SmallOffice
from tests.commands.people import pseudonyms, told

NAME = "测试小满"
ID_NUMBER = invented_id("990101", date(2010, 5, 12), 2, "female")
SIBLING = invented_id("990101", date(2012, 5, 12), 2, "female")


@pytest.fixture
def one(enrolled: SmallOffice) -> UUID:
    """The first member of the office's first unit."""
    return pseudonyms(enrolled)[0]


def record(
    one: UUID, *more: object, code: str = "D1", number: str | None = None
) -> tuple[object, ...]:
    """Record a child; D1 and any other code are two persons, unless an ID number is given."""
    number = number or (ID_NUMBER if code == "D1" else SIBLING)
    person = ("--relation", "child", "--name", NAME, "--id-number", number)
    return ("member", "dependant", one, code, *person, *more)


def test_who_a_dependant_is_stands_in_no_event(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))

    stored = enrolled.events()[-1].stored().decode()
    assert '"birth_month":"2010-05"' in stored
    assert NAME not in stored
    assert ID_NUMBER not in stored
    assert told(enrolled, "member", "statement", one)["dependants"] == [
        {"code": "D1", "relation": "child", "birth_month": "2010-05"}
    ]


def test_the_members_own_identity_is_sealed_again_beside_the_dependants(
    enrolled: SmallOffice, one: UUID
) -> None:
    enrolled.do("en", *record(one))
    enrolled.do("en", *record(one, code="D2"))

    with pytest.MonkeyPatch.context() as patched:
        patched.setenv("HUZHU_KEYS", str(enrolled.keys))
        book = Book.open(enrolled.book)
        plain = opened(book, find(book, one, None), ["identity"])["identity"]
        book.close()
    name, id_number = small.person(0, 0)
    assert plain == {
        "name": name,
        "id_number": id_number,
        "D1.name": NAME,
        "D1.id_number": ID_NUMBER,
        "D2.name": NAME,
        "D2.id_number": SIBLING,
    }


def test_a_dependants_name_stands_in_no_purpose_either(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    words = ("member", "show", one, "--reveal", "name", "--purpose", f"查{NAME}")
    enrolled.refuses("vault.text_names_person", "en", *words)


def test_a_dry_run_seals_nothing(enrolled: SmallOffice, one: UUID) -> None:
    with enrolled.untouched():
        said = enrolled.do("en", *record(one, "--dry-run"))
    assert f"dependant D1 of member {one} recorded (child, born 2010-05)" in said
    assert enrolled.rows("select max(sequence) from sealed_field") == [(1,)]


def test_a_bad_id_number_is_a_usage_error_that_does_not_repeat_it(
    enrolled: SmallOffice, one: UUID
) -> None:
    wrong = ID_NUMBER[:-1] + ("1" if ID_NUMBER[-1] != "1" else "2")
    words = ("--relation", "child", "--name", NAME, "--id-number", wrong)
    with enrolled.untouched():
        answer = enrolled.run("en", "member", "dependant", one, "D1", *words)
    assert answer.code == 2
    assert wrong not in answer.err


def test_a_code_is_taken_once(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    enrolled.refuses("member.dependant_known", "en", *record(one))


def test_one_person_has_one_code_among_a_members_dependants(
    enrolled: SmallOffice, one: UUID
) -> None:
    enrolled.do("en", *record(one))
    again = record(one, code="D2", number=ID_NUMBER.lower())
    with enrolled.untouched():
        en = enrolled.refuses("member.dependant_twice", "en", *again)
        zh = enrolled.refuses("member.dependant_twice", "en", *again, lang="zh")
        enrolled.refuses("member.dependant_twice", "en", *again, "--dry-run")
    assert "dependant D2 has the ID number of dependant D1 of this member" in en
    assert "家属 D2 的身份证号与该会员的家属 D1 相同" in zh
    assert ID_NUMBER not in en + zh
    assert NAME not in en + zh


def test_a_member_is_no_dependant_of_their_own(enrolled: SmallOffice, one: UUID) -> None:
    own = small.person(0, 0)[1]
    words = record(one, number=own)
    with enrolled.untouched():
        en = enrolled.refuses("member.dependant_is_member", "en", *words)
        zh = enrolled.refuses("member.dependant_is_member", "en", *words, lang="zh")
    assert "dependant D1 has the member's own ID number" in en
    assert "家属 D1 的身份证号就是会员本人的身份证号" in zh
    assert own not in en + zh


def test_a_child_may_be_a_dependant_of_both_parents(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    enrolled.do("en", *record(pseudonyms(enrolled)[1]))


def test_dependants_are_told_in_chinese(enrolled: SmallOffice, one: UUID) -> None:
    enrolled.do("en", *record(one))
    said = enrolled.do("en", "member", "statement", one, lang="zh")
    assert "家属 D1：子女，2010-05出生" in said


# --- whose loss it is ---------------------------------------------------------------------------

FAMILY = """
contribution_fen: 3000
dependants: [child]
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000}
"""
ONCE = """
contribution_fen: 3000
dependants: [child]
benefits:
  - type: fixed_sum
    trigger: death
    once: true
    schedule:
      - {code: death, label_zh: 身故, label_en: death, amount_fen: 2000000}
"""
STAY = ("--plan", "CD-KIDS", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
        "--ended-on", "2015-02-20")  # fmt: skip


@pytest.fixture
def family(enrolled: SmallOffice, one: UUID) -> SmallOffice:
    """An office whose first member is covered with two children, in March 2015."""
    publish(enrolled, "CD-KIDS", FAMILY)
    rows = [small.roster_row(0, k, "CD-KIDS") for k in range(2)]
    path = enrolled.file("名册K.csv", small.ROSTER, rows)
    enrolled.do("en", *small.roster_import(enrolled, path))
    enrolled.do("en", *record(one))
    enrolled.do("en", *record(one, code="D2"))
    enrolled.at(2015, 3, 10)
    return enrolled


def filing(verb: str, claim: str, *more: str) -> list[str]:
    stay = STAY if verb == "file" else STAY[:6]
    return ["claim", verb, claim, "--id-number", small.person(0, 0)[1], *stay, *more]


def insured_codes(family: SmallOffice) -> list[object]:
    return [
        event.insured_code
        for event in family.events()
        if isinstance(event, ClaimFiled | ClaimNotified)
    ]


def test_two_children_hurt_on_one_day_are_told_apart_by_their_codes(family: SmallOffice) -> None:
    family.do("as", *filing("file", "K1", "--insured", "child", "--dependant", "D1"))
    family.do("as", *filing("file", "K2", "--dependant", "D2"))

    assert insured_codes(family) == ["D1", "D2"]


def test_a_hand_over_says_whose_limits_its_file_does_not_tell(
    family: SmallOffice, one: UUID
) -> None:
    family.do("as", *filing("file", "K1", "--insured", "child", "--dependant", "D1"))
    family.do("as", "claim", "assess", "K1")
    family.do("ap", "claim", "approve", "K1")
    words = ("member", "hand-over", one, "--to", "BJ", "--unit", "B1", "--reason", "调动")
    out = family.folder / "移交.csv"

    told_of = "the file does not tell what dependants used of their limits: D1; "
    assert told_of in family.do("en", *words, "--out", out, "--dry-run")
    assert told_of in family.do("en", *words, "--out", out)


def test_of_several_children_it_must_be_said_which(family: SmallOffice) -> None:
    words = filing("file", "K1", "--insured", "child")
    assert "say which child it is; on record are D1, D2" in family.refuses(
        "claim.dependant_unnamed", "as", *words
    )
    assert "须以编码写明是哪一位家属（子女）；已登记的有 D1, D2" in family.refuses(
        "claim.dependant_unnamed", "as", *words, lang="zh"
    )
    zh = family.refuses("record.unknown", "as", *words[:-2], "--dependant", "D9", lang="zh")
    assert "本账套没有家属 D9" in zh


def test_a_notice_says_whose_loss_it_is_and_its_filing_need_not(family: SmallOffice) -> None:
    family.do("as", *filing("notify", "K1", "--dependant", "D2"))
    family.do("as", *filing("file", "K1"))

    assert insured_codes(family) == ["D2", "D2"]


def test_a_settlement_file_names_the_dependant_by_code(family: SmallOffice) -> None:
    heading = (*small.SETTLEMENTS, "被保障人", "家属编码")
    rows = [
        [*small.settlement_row(f"K{n}", 0, 0, 计划="CD-KIDS"), "子女", code]
        for n, code in enumerate(("D1", "D2", ""), 1)
    ]
    unnamed = family.file("家属.csv", heading, rows)
    err = family.refuses("file.rows_refused", "as", "claim", "import", unnamed)
    assert "row 4, column 家属编码: [claim.dependant_unnamed]" in err

    family.do("as", "claim", "import", family.file("家属2.csv", heading, rows[:2]))
    assert insured_codes(family) == ["D1", "D2"]


def test_a_preview_for_a_dependant_asks_what_the_terms_say_of_them(family: SmallOffice) -> None:
    loss = ("--trigger", "hospital_stay", "--occurred-on", "2015-02-10", "--ended-on", "2015-02-20",
            "--self-pay", "4000")  # fmt: skip
    asked = ("claim", "preview", "--member", pseudonyms(family)[0], *loss)

    own = family.do("as", *asked)
    child = family.do("as", *asked, "--dependant", "D2")
    either = family.do("as", *asked, "--insured", "child")

    assert "CD-KIDS@2015: 400.00 yuan" in own
    assert "CD-KIDS@2015: 400.00 yuan" in child
    assert "CD-HOSP@2015: [claim.insured_not_admitted]" in child
    assert "CD-KIDS@2015: [claim.dependant_unnamed]" in either


def test_a_preview_of_an_incident_is_for_whose_loss_it_was(family: SmallOffice) -> None:
    family.do("as", *filing("file", "K1", "--dependant", "D2", "--incident", "I1"))
    one = pseudonyms(family)[0]

    said = family.do("as", "claim", "preview", "--member", one, "--incident", "I1")

    assert "CD-HOSP@2015: [claim.insured_not_admitted]" in said
    assert "CD-KIDS@2015: [claim.filed_twice]" in said


def test_whose_loss_it_is_is_told_wherever_a_claim_is(family: SmallOffice) -> None:
    one = pseudonyms(family)[0]
    family.do("as", *filing("file", "K1", "--dependant", "D1"))
    family.do("as", *filing("notify", "K2", "--dependant", "D2"))
    family.do("as", *filing("file", "K3"))

    assert "whose loss: dependant D1" in family.do("as", "claim", "show", "K1")
    assert "出险人：家属 D2" in family.do("as", "claim", "show", "K2", lang="zh")
    assert "whose loss" not in family.do("as", "claim", "show", "K3")
    statement = family.do("as", "member", "statement", one)
    assert "K1 (CD-KIDS@2015, period 2015, dependant D1): filed" in statement
    assert "K3 (CD-KIDS@2015, period 2015): filed" in statement
    trail = family.do("lin", "audit", "trail", "--claim", "K1")
    assert f"claim K1 filed: member {one}, dependant D1, CD-KIDS@2015" in trail
    trail = family.do("lin", "audit", "trail", "--claim", "K2", lang="zh")
    assert f"案件K2报案：会员{one}，家属 D2，CD-KIDS@2015" in trail
    rows = told(family, "claim", "list")
    assert {row["claim"]: row["insured"] for row in rows} == {"K1": "D1", "K2": "D2", "K3": None}
    assert "K1  CD-KIDS@2015  U000  dependant D1  filed" in family.do("as", "claim", "list")


def test_a_claim_notified_for_one_child_is_not_filed_for_the_other(family: SmallOffice) -> None:
    family.do("as", *filing("notify", "K1", "--dependant", "D1"))
    other = filing("file", "K1", "--dependant", "D2")

    assert "notified for another of the member's household" in family.refuses(
        "claim.notice_of_another", "as", *other
    )
    assert "不是同一人" in family.refuses("claim.notice_of_another", "as", *other, lang="zh")


def test_a_settlement_is_not_the_members_and_a_childs(family: SmallOffice) -> None:
    heading = (*small.SETTLEMENTS, "被保障人", "家属编码")
    row = [*small.settlement_row("K1", 0, 0, 计划="CD-KIDS"), "本人", "D1"]

    err = family.refuses(
        "file.rows_refused", "as", "claim", "import", family.file("家属.csv", heading, [row])
    )

    assert "row 2, column 家属编码: [claim.insured_contradicted]" in err


# --- whose limits -------------------------------------------------------------------------------


def test_the_statement_says_whose_each_limit_is_where_a_dependant_used_some(
    enrolled: SmallOffice, one: UUID
) -> None:
    publish(enrolled, "CD-KIDS", FAMILY + "claims_per_term: 3\ncap_term_fen: 100000\n")
    rows = [small.roster_row(0, k, "CD-KIDS") for k in range(2)]
    path = enrolled.file("名册K.csv", small.ROSTER, rows)
    enrolled.do("en", *small.roster_import(enrolled, path))
    enrolled.do("en", *record(one))
    enrolled.at(2015, 3, 10)
    alone = enrolled.do("en", "member", "statement", one)
    enrolled.do("as", *filing("file", "K1", "--dependant", "D1"))
    enrolled.do("as", "claim", "assess", "K1")
    enrolled.do("ap", "claim", "approve", "K1")

    en = enrolled.do("en", "member", "statement", one)
    zh = enrolled.do("en", "member", "statement", one, lang="zh")
    (cover,) = [
        each
        for each in told(enrolled, "member", "statement", one)["covers"]
        if each["plan"].startswith("CD-KIDS")
    ]

    untouched = "claims left in this coverage period: 3 (limit 3, used 0)"
    assert f"    {untouched}\n" in alone
    assert f"    the member: {untouched}\n" in en
    assert "    dependant D1: claims left in this coverage period: 2 (limit 3, used 1)\n" in en
    assert "    会员本人：本保障期给付次数剩余3次（上限3次，已用0次）\n" in zh
    assert "    家属 D1：本保障期互助金剩余600.00元（上限1,000.00元，已用400.00元）\n" in zh
    assert [(each["insured"], each["limit"], each["used"]) for each in cover["limits"]] == [
        (None, "claims", 0),
        (None, "benefits_fen", 0),
        ("D1", "claims", 1),
        ("D1", "benefits_fen", 40_000),
    ]


def test_each_childs_limits_are_their_own_and_reperformance_agrees(family: SmallOffice) -> None:
    publish(family, "CD-ONCE", ONCE)
    rows = [small.roster_row(0, k, "CD-ONCE") for k in range(2)]
    path = family.file("名册O.csv", small.ROSTER, rows)
    family.do("en", *small.roster_import(family, path))
    death = ("--plan", "CD-ONCE", "--trigger", "death", "--occurred-on", "2015-02-10")
    whose = {"K1": ("--dependant", "D1"), "K2": ("--dependant", "D2"), "K3": ()}
    for claim, insured in whose.items():
        who = ("--id-number", small.person(0, 0)[1])
        family.do("as", "claim", "file", claim, *who, *death, *insured)
        family.do("as", "claim", "assess", claim)
        family.do("ap", "claim", "approve", claim)

    approved = [e.approved_fen for e in family.events() if isinstance(e, ClaimApproved)]
    assert approved == [2_000_000] * 3
    assert "nothing differs" in family.do("lin", "audit", "reperform")


def test_a_notice_of_benefit_says_which_child_it_is_for(family: SmallOffice) -> None:
    family.do("as", *filing("file", "K1", "--dependant", "D2"))
    family.do("ap", "claim", "reject", "K1", "--ground", "evidence_missing")
    page = family.folder / "K1.html"

    family.do("en", "print", "notice", "K1", "--out", page)

    assert "Insured</th><td>child D2" in page.read_text("utf-8")
