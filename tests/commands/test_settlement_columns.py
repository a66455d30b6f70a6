"""A settlement file says all that `huzhu claim file` knows of a loss: what is filed by either is the same."""

import pytest

from ledger.events.member import ClaimAssessed, ClaimFiled
from tests.commands.composite import publish
from tests.commands.office import (
    ROSTER,
    SETTLEMENTS,
    SmallOffice,
    person,
    roster_import,
    roster_row,
    settlement_row,
)

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
