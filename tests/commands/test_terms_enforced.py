"""What published terms ask for is asked for where officers work: at the roster, assessment and approval."""

import json
from typing import Any

import pytest

from ledger.events.member import ClaimAssessed, Enrolled
from ledger.events.remittance import RosterAccepted
from tests.commands.composite import publish
from tests.commands.office import ROSTER, SmallOffice, person, roster_import, roster_row, unit

TERMS = """
contribution_fen: 3000
max_shares: 3
same_shares_for_unit: true
employment_kinds: [regular, contract]
requires_basic_insurance: true
group_participation: {rate_bp: 100, persons_min: 3}
joiners: {days_after_start: 10, new_hires_within_months: 2}
evidence: [discharge_summary]
one_stop: true
stays_join_within_hours: 24
benefits:
  - {type: per_diem, trigger: hospital_stay, amount_fen: 4000, unpaid_days_stay: 3}
  - {type: allowance, trigger: unemployment, wage_rate_bp: 3000, cap_month_fen: 150000}
  - {type: pool_share, trigger: hardship, pool_rate_bp: 5000}
"""
MORE = ("用工形式", "参加基本医保", "入职日期")
Cells = tuple[str, str, str]
PLAIN: Cells = ("正式", "是", "")


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    """An office that published the plan."""
    publish(ready, "CD-AID", TERMS)
    return ready


def roster(office: SmallOffice, name: str, *rows: tuple[int, int, Cells], u: int = 0) -> list[Any]:
    """Return the words that import a roster of a unit: each row a person, shares, and what else is said."""
    lines = [[*roster_row(u, k, "CD-AID", 份数=shares), *cells] for k, shares, cells in rows]
    return roster_import(office, office.file(name, (*ROSTER, *MORE), lines))


def enrolled(office: SmallOffice) -> SmallOffice:
    office.do("en", *roster(office, "名册.csv", *((k, 1, PLAIN) for k in range(4))))
    office.at(2015, 3, 5)
    return office


def filed(office: SmallOffice, claim: str, trigger: str, first: str, *more: str, k: int = 0) -> str:
    loss = ("--trigger", trigger, "--occurred-on", first)
    words = ("--id-number", person(0, k)[1], "--plan", "CD-AID", *loss, *more)
    office.do("as", "claim", "file", claim, *words)
    return claim


def reperformed(office: SmallOffice) -> Any:
    return json.loads(office.do("lin", "audit", "reperform", "--format", "json"))


# --- the roster ---------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("last", "code", "place"),
    [
        ((2, 1, ("退休", "是", "")), "roster.employment_not_admitted", "row 4, column 用工形式"),
        (
            (2, 1, ("正式", "否", "")),
            "roster.basic_insurance_missing",
            "row 4, column 参加基本医保",
        ),
        ((2, 2, PLAIN), "roster.shares_differ", "row 4, column 份数"),
    ],
)
def test_a_line_that_the_terms_do_not_admit_is_refused_at_its_cell(
    office: SmallOffice, last: tuple[int, int, Cells], code: str, place: str
) -> None:
    words = roster(office, "名册.csv", (0, 1, PLAIN), (1, 1, PLAIN), last)

    assert place in office.refuses(code, "en", *words)


def test_a_cell_that_answers_neither_yes_nor_no_is_refused(office: SmallOffice) -> None:
    words = roster(office, "名册.csv", *((k, 1, ("正式", "不详", "")) for k in range(3)))

    assert "column 参加基本医保" in office.refuses("intake.choice", "en", *words)


def test_a_unit_of_too_few_persons_is_refused(office: SmallOffice) -> None:
    words = roster(office, "名册.csv", (0, 1, PLAIN), (1, 1, PLAIN))

    office.refuses("roster.too_few_persons", "en", *words)


def test_a_row_that_is_refused_does_not_set_the_shares_of_its_unit(office: SmallOffice) -> None:
    rows = [(0, 4, PLAIN), *((k, 3, PLAIN) for k in range(1, 4))]
    words = roster(office, "名册.csv", *rows)

    said = office.refuses("roster.too_many_shares", "en", *words)
    assert "roster.shares_differ" not in said
    office.do("en", *words, "--good-rows-only")

    assert [e.shares for e in office.events() if isinstance(e, Enrolled)] == [3, 3, 3]


def test_shares_beyond_the_most_are_void_where_terms_say_so(ready: SmallOffice) -> None:
    """4 and 5 of at most 3 count as 3 each: 9 shares at 30.00 are due, 3 are void."""
    publish(ready, "CD-AID", f"{TERMS}excess_shares_void: true\n")
    words = roster(ready, "名册.csv", (0, 4, PLAIN), (1, 3, PLAIN), (2, 5, PLAIN))
    void = "roster U000/CD-AID/2015: 3 shares beyond the most, void by the terms"

    assert void in ready.do("en", *words, "--dry-run")
    assert void in ready.do("en", *words)

    (accepted,) = [e for e in ready.events() if isinstance(e, RosterAccepted)]
    assert (accepted.shares, accepted.contribution_fen) == (9, 27_000)
    assert [e.shares for e in ready.events() if isinstance(e, Enrolled)] == [3, 3, 3]


def test_nobody_is_added_once_the_list_is_closed_but_a_new_hire(office: SmallOffice) -> None:
    enrolled(office)
    late = roster(office, "增员.csv", (4, 1, ("正式", "是", "2014-06-01")))
    assert "column 入职日期" in office.refuses("roster.joining_over", "en", *late)

    new = roster(office, "新员工.csv", (4, 1, ("正式", "是", "2015-02-01")))
    office.do("en", *new)


def test_a_units_first_list_is_closed_like_later_ones(office: SmallOffice) -> None:
    words = roster(office, "名册.csv", *((k, 1, PLAIN) for k in range(4)))
    office.at(2015, 3, 5)

    said = office.refuses("roster.joining_over", "en", *words)
    assert "nobody is added to the unit's list after 2015-01-11" in said


def test_days_for_joiners_of_a_first_list_count_from_its_own_first_day(
    office: SmallOffice,
) -> None:
    words = roster(office, "名册.csv", *((k, 1, PLAIN) for k in range(4)))
    office.at(2015, 3, 5)

    office.do("en", *words, "--starts-on", "2015-03-01")


def test_who_is_added_holds_the_shares_that_the_unit_holds(office: SmallOffice) -> None:
    enrolled(office)
    words = roster(office, "新员工.csv", (4, 2, ("正式", "是", "2015-02-01")))

    said = office.refuses("roster.shares_differ", "en", *words)
    assert "everyone in the unit holds 1" in said


def test_what_a_roster_leaves_out_is_held_against_nobody(office: SmallOffice) -> None:
    words = roster(office, "名册.csv", *((k, 1, ("", "", "")) for k in range(3)))

    office.do("en", *words)


def test_a_unit_declares_its_union_members_and_its_insured(office: SmallOffice) -> None:
    office.do("en", "unit", "headcount", unit(0), 12, "--members", 10, "--insured", 11)
    assert office.run("en", "unit", "headcount", unit(0), 12, "--insured", 13).code == 2


# --- assessment ---------------------------------------------------------------------------------


def test_a_transfer_is_assessed_as_one_stay_and_bears_being_done_again(
    office: SmallOffice,
) -> None:
    enrolled(office)
    papers = ("--evidence", "discharge_summary")
    filed(office, "S1", "hospital_stay", "2015-02-01", "--ended-on", "2015-02-06", *papers)
    office.do("as", "claim", "assess", "S1")
    office.do("ap", "claim", "approve", "S1")
    hours = ("--admitted-at", "08:30", "--discharged-at", "16:00")
    days = ("--ended-on", "2015-02-10", *hours, *papers)
    filed(office, "S2", "hospital_stay", "2015-02-06", *days)
    office.do("as", "claim", "assess", "S2")
    office.do("ap", "claim", "approve", "S2")

    shown = office.do("as", "claim", "show", "S2")
    assert "assessed at 160.00 yuan" in shown  # four days more, and no unpaid ones again
    assert "1 earlier stays lie within the hours of the terms" in shown
    assert reperformed(office)["rows"] == []
    words = ("plan", "try", "CD-AID@2015", "--since", "2015-01-01", "--format", "json")
    rows = json.loads(office.do("lin", *words))["rows"]
    assert {(row["before_fen"], row["after_fen"]) for row in rows} >= {(24_000, 24_000)}
    assert all(row["before_fen"] == row["after_fen"] for row in rows)


def test_a_benefit_by_wage_is_assessed_on_the_wage_and_reported_as_not_done_again(
    office: SmallOffice,
) -> None:
    enrolled(office)
    _unemployed(office)
    office.refuses("claim.base_missing", "as", "claim", "assess", "W1")
    office.do("as", "claim", "assess", "W1", "--base", "6123.45")

    assert "assessed at 1,500.00 yuan" in office.do("as", "claim", "show", "W1")
    assert not any(b"612345" in event.stored() for event in office.events())
    told = office.do("lin", "audit", "reperform")
    assert "for the base is not in the record: 1 assessment." in told
    assert "所依据的基数（月工资）不在记录中" in office.do("lin", "audit", "reperform", lang="zh")
    found = reperformed(office)
    assert [row["cause"] for row in found["rows"]] == ["base_unseen"]


def _unemployed(office: SmallOffice) -> None:
    filed(office, "W1", "unemployment", "2015-02-01", "--months", "1")


def test_a_base_goes_with_one_claim(office: SmallOffice) -> None:
    enrolled(office)
    _unemployed(office)
    filed(office, "H1", "hardship", "2015-02-01", k=1)

    assert office.run("as", "claim", "assess", "W1", "H1", "--base", "6000").code == 2


def test_claims_of_a_month_share_its_pool_to_the_fen_and_can_be_done_again(
    office: SmallOffice,
) -> None:
    enrolled(office)
    claims = [filed(office, f"H{k}", "hardship", "2015-02-01", k=k) for k in range(3)]
    office.refuses("claim.base_missing", "as", "claim", "assess", *claims)
    office.do("as", "claim", "assess", *claims, "--pool", "1000.00")

    benefits = [event.benefit_fen for event in office.events() if isinstance(event, ClaimAssessed)]
    assert sum(benefits) == 50_000
    assert max(benefits) - min(benefits) == 1
    assert reperformed(office)["rows"] == []


def test_a_months_pool_is_shared_out_once(office: SmallOffice) -> None:
    enrolled(office)
    one, two, three = (filed(office, f"H{k}", "hardship", "2015-02-01", k=k) for k in range(3))
    office.do("as", "claim", "assess", one, two, "--pool", "1000.00")

    said = office.refuses(
        "claim.pool_shared_out", "as", "claim", "assess", three, "--pool", "1000.00"
    )
    assert f"in part to claim {one}, which is not on this list" in said
    office.refuses("claim.pool_shared_out", "as", "claim", "assess", one, "--pool", "999.00")
    assert reperformed(office)["rows"] == []


def test_a_pool_is_shared_out_anew_among_all_claims_or_among_those_that_are_left(
    office: SmallOffice,
) -> None:
    enrolled(office)
    one, two, three = (filed(office, f"H{k}", "hardship", "2015-02-01", k=k) for k in range(3))
    office.do("as", "claim", "assess", one, two, "--pool", "1000.00")

    office.do("as", "claim", "assess", one, two, three, "--pool", "1000.00")
    office.do("as", "claim", "withdraw", one, "--ground", "claimant_wish")
    office.do("as", "claim", "assess", two, three, "--pool", "1000.00")

    last = {e.claim: e.benefit_fen for e in office.events() if isinstance(e, ClaimAssessed)}
    assert (last[two], last[three]) == (25_000, 25_000)  # half of the pool, in two equal parts
    assert reperformed(office)["rows"] == []


def test_each_month_has_a_pool_of_its_own(office: SmallOffice) -> None:
    enrolled(office)
    one, two = (filed(office, f"H{k}", "hardship", "2015-02-01", k=k) for k in range(2))
    office.do("as", "claim", "assess", one, "--pool", "1000.00", "--month", "2015-02")

    office.do("as", "claim", "assess", two, "--pool", "600.00", "--month", "2015-03")

    months = [e.pool_month for e in office.events() if isinstance(e, ClaimAssessed)]
    assert months == ["2015-02", "2015-03"]
    assert office.run("as", "claim", "assess", two, "--month", "2015-02").code == 2
    assert reperformed(office)["rows"] == []


@pytest.mark.parametrize("month", ["1999-01", "2015-01", "2015-04"])
def test_a_claim_has_a_part_in_no_pool_before_its_loss_or_after_the_month_of_the_day(
    office: SmallOffice, month: str
) -> None:
    enrolled(office)
    one = filed(office, "H0", "hardship", "2015-02-01")

    said = office.refuses(
        "claim.pool_month_outside",
        *("as", "claim", "assess", one, "--pool", "1000.00", "--month", month),
    )

    assert f"no part in the pool of {month}" in said
    assert "the first month is 2015-02, the last 2015-03" in said


def waited(office: SmallOffice, *claims: str) -> None:
    """Let claims that were assessed wait for a paper, and get it."""
    for claim in claims:
        office.do("as", "claim", "request-evidence", claim, "--kind", "receipt")
        paper = ("--document", office.paper("票据.txt"))
        office.do("as", "claim", "receive-evidence", claim, "--kind", "receipt", *paper)


def test_a_claim_that_waited_gets_its_own_place_in_the_pool_beside_what_was_approved(
    office: SmallOffice,
) -> None:
    enrolled(office)
    on_file = ("--evidence", "discharge_summary")
    one, two, three = (
        filed(office, f"H{k}", "hardship", "2015-02-01", *on_file, k=k) for k in range(3)
    )
    office.do("as", "claim", "assess", one, two, three, "--pool", "1000.00")
    office.do("ap", "claim", "approve", two)
    waited(office, one, three)

    for claims in [(one,), (one, three)]:
        words = ("as", "claim", "assess", *claims, "--pool", "999.00")
        office.refuses("claim.pool_shared_out", *words)
    office.do("as", "claim", "assess", three, "--pool", "1000.00")
    office.do("as", "claim", "assess", one, "--pool", "1000.00")

    last = {e.claim: e for e in office.events() if isinstance(e, ClaimAssessed)}
    assert [(last[each].pool_claims, last[each].pool_place) for each in (one, two, three)] == [
        (3, 1),
        (3, 2),
        (3, 3),
    ]
    assert sum(event.benefit_fen for event in last.values()) == 50_000
    assert reperformed(office)["rows"] == []


def test_a_claim_that_waited_while_the_pool_was_shared_out_anew_has_no_part_of_it(
    office: SmallOffice,
) -> None:
    enrolled(office)
    one, two = (filed(office, f"H{k}", "hardship", "2015-02-01", k=k) for k in range(2))
    office.do("as", "claim", "assess", one, two, "--pool", "1000.00")
    waited(office, one)
    office.do("as", "claim", "assess", two, "--pool", "1000.00")

    office.refuses("claim.pool_shared_out", "as", "claim", "assess", one, "--pool", "1000.00")
    assert reperformed(office)["rows"] == []


# --- approval -----------------------------------------------------------------------------------


def test_a_benefit_waits_for_the_papers_of_the_terms(office: SmallOffice) -> None:
    enrolled(office)
    filed(office, "S1", "hospital_stay", "2015-02-01", "--ended-on", "2015-02-06")
    office.do("as", "claim", "assess", "S1")
    said = office.refuses("claim.evidence_missing", "ap", "claim", "approve", "S1")
    assert "discharge summary, which CD-AID@2015 asks for (evidence.0), is not on file" in said

    kind = ("--kind", "discharge_summary")
    office.do("as", "claim", "request-evidence", "S1", *kind)
    office.do("as", "claim", "receive-evidence", "S1", *kind)
    office.do("as", "claim", "assess", "S1")
    office.do("ap", "claim", "approve", "S1")


def test_a_kind_of_paper_that_nobody_knows_is_not_taken(office: SmallOffice) -> None:
    enrolled(office)
    answer = office.run("as", "claim", "file", "S1", "--id-number", person(0, 0)[1], "--plan",
                        "CD-AID", "--trigger", "hospital_stay", "--occurred-on", "2015-02-01",
                        "--evidence", "a note")  # fmt: skip
    assert answer.code == 2
