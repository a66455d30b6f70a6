"""A settlement file says all that `huzhu claim file` knows of a loss: what is filed by either is the same."""

from datetime import date

import pytest

from ledger.events.member import ClaimAssessed, ClaimFiled
from ledger.intake.identity import invented_id
from tests.commands.composite import publish
from tests.commands.office import (
    PEOPLE,
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    person,
    roster_import,
    roster_row,
    settlement_row,
)
from tests.commands.people import pseudonyms

TERMS = """
contribution_fen: 3000
evidence: [receipt]
benefits:
  - {type: loss_share, trigger: property_loss, rate_bp: 1000, cap_claim_fen: 300000}
"""


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    """An office with a plan for property, and three people in it."""
    publish(ready, "CD-HOME", TERMS)
    rows = [roster_row(0, k, "CD-HOME") for k in range(3)]
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows)))
    ready.at(2015, 3, 5)
    return ready


def test_a_claim_filed_by_file_is_the_claim_filed_by_hand(office: SmallOffice) -> None:
    damage = settlement_row(
        "S1", 0, 0, 计划="CD-HOME", 事由="财产损失", 出院日期="", 总费用="", 自付=""
    )
    row = [*damage, "12,345.67", "E-1", "收据原件"]
    heading = (*SETTLEMENTS, "损失金额", "出险编号", "材料")
    office.do("as", "claim", "import", office.file("结算.csv", heading, [row]))
    who = ("--id-number", person(0, 1)[1], "--plan", "CD-HOME", "--trigger", "property_loss")
    office.do("as", "claim", "file", "S2", *who, "--occurred-on", "2015-02-10", "--damage",
              "12345.67", "--incident", "E-1", "--evidence", "receipt")  # fmt: skip

    by_file, by_hand = [e for e in office.events() if isinstance(e, ClaimFiled)]
    assert by_file.loss == by_hand.loss
    assert by_file.loss.damage_fen == 1_234_567
    assert (by_file.incident, by_file.evidence) == (by_hand.incident, by_hand.evidence)
    office.do("as", "claim", "assess", "S1", "S2")
    benefits = [e.benefit_fen for e in office.events() if isinstance(e, ClaimAssessed)]
    assert benefits == [123_457, 123_457]
    office.do("ap", "claim", "approve", "S1")


def test_a_loss_of_somebody_whom_the_terms_do_not_insure_is_refused_in_its_row(
    office: SmallOffice,
) -> None:
    damage = settlement_row("S1", 0, 0, 计划="CD-HOME", 事由="财产损失", 出院日期="")
    path = office.file("结算.csv", (*SETTLEMENTS, "被保障人"), [[*damage, "配偶"]])

    assert "row 2" in office.refuses("claim.insured_not_admitted", "as", "claim", "import", path)


# --- whose number it is -------------------------------------------------------------------------


def test_a_number_with_somebody_elses_name_is_refused_in_its_row(enrolled: SmallOffice) -> None:
    enrolled.at(2015, 3, 10)
    other = person(0, 1)[0]
    rows = [settlement_row("S1", 0, 0, 姓名=other), settlement_row("S2", 0, 1)]
    path = enrolled.file("结算.csv", SETTLEMENTS, rows)
    with enrolled.untouched():
        en = enrolled.refuses("file.rows_refused", "as", "claim", "import", path)
        zh = enrolled.refuses("file.rows_refused", "as", "claim", "import", path, lang="zh")
    said = "claim S1: the member who has this ID number has another name"
    assert f"row 2, column 姓名: [claim.name_differs] {said}" in en
    assert "第 2 行，姓名：[claim.name_differs] 案件 S1：姓名与该身份证号的会员不一致" in zh
    assert "row 3" not in en
    for word in (other, *person(0, 0)):
        assert word not in en + zh

    enrolled.do("as", "claim", "import", path, "--good-rows-only")
    assert [e.claim for e in enrolled.events() if isinstance(e, ClaimFiled)] == ["S2"]


@pytest.mark.parametrize(
    ("on_roster", "in_file"),
    [
        ("测试·艾力·买买提", "测试•艾力・买买提"),
        ("测试·艾力", "测试．艾力"),
        ("测试艾力", "测试　艾　力"),
        ("测试Ａli", "测试ALI"),
    ],
)
def test_a_name_that_is_only_written_otherwise_is_the_same_name(
    ready: SmallOffice, on_roster: str, in_file: str
) -> None:
    newcomer = roster_row(0, PEOPLE, 姓名=on_roster)  # of whom nothing was taken over
    rows = [newcomer, *(roster_row(0, k) for k in range(PEOPLE))]
    ready.do("en", *roster_import(ready, ready.file("名册.csv", ROSTER, rows)))
    ready.at(2015, 3, 10)

    row = settlement_row("S1", 0, PEOPLE, 姓名=in_file)
    ready.do("as", "claim", "import", ready.file("结算.csv", SETTLEMENTS, [row]))


def test_a_dependants_loss_stands_under_the_members_own_number_and_name(
    office: SmallOffice,
) -> None:
    damage = settlement_row("S1", 0, 0, 计划="CD-HOME", 事由="财产损失", 出院日期="")
    damage[3] = person(0, 1)[0]
    path = office.file("结算.csv", (*SETTLEMENTS, "被保障人"), [[*damage, "配偶"]])
    err = office.refuses("file.rows_refused", "as", "claim", "import", path)
    assert "[claim.name_differs]" in err


def test_the_name_is_the_members_own_after_a_dependant_was_sealed_beside_it(
    enrolled: SmallOffice,
) -> None:
    child = invented_id("990101", date(2010, 5, 12), 2, "female")
    words = ("--relation", "child", "--name", "测试小满", "--id-number", child)
    enrolled.do("en", "member", "dependant", pseudonyms(enrolled)[0], "D1", *words)
    enrolled.at(2015, 3, 10)

    path = enrolled.file("结算.csv", SETTLEMENTS, [settlement_row("S1", 0, 0)])
    enrolled.do("as", "claim", "import", path)
    other = settlement_row(
        "S2", 0, 0, 姓名="测试小满", 入院日期="2015-02-21", 出院日期="2015-02-22"
    )
    path = enrolled.file("结算2.csv", SETTLEMENTS, [other])
    assert "[claim.name_differs]" in enrolled.refuses(
        "file.rows_refused", "as", "claim", "import", path
    )
