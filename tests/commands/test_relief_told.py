"""What a member is told of relief, what an auditor finds of it by member, and who gets it after a death."""

import json
from typing import Any

import pytest

from ledger.events.claim_life import HeirRecorded
from ledger.events.relief_grant import GrantPaid
from ledger.projections.rebuild import rebuild
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice, account, unit
from tests.commands.people import pseudonyms, told

STEPS = ["requested", "announced", "approved", "paid", "returned", "paid"]


def furnish(office: SmallOffice) -> None:
    """Open a relief fund of 10,000 yuan, a scheme with public notice, one without, and a service."""
    do = office.do
    do("lin", "fund", "open", "AID", "--name", "救助金", "--kind", "relief",
       "--restriction", "designated")  # fmt: skip
    do("lin", "office", "bank-account", "B3", "--fund", "AID", "--bank", "示例银行")
    do("en", "contribution", "receive", "--receipt", "H1", "--fund", "AID", "--amount", "10000",
       "--bank-account", "B3")  # fmt: skip
    own = ("--fund", "AID", "--cap", "5000", "--resolution", "R1")
    do("lin", "relief", "open", "EDU", "--name", "爱心助学", "--kind", "scholarship",
       "--relation", "child", "--notice-days", "5", *own)  # fmt: skip
    do("lin", "relief", "open", "NEED", "--name", "困难救助", "--kind", "hardship", *own)
    do("lin", "relief", "open", "LAW", "--name", "法律援助", "--kind", "legal_aid", "--service",
       *own)  # fmt: skip


@pytest.fixture
def office(ready: SmallOffice) -> SmallOffice:
    furnish(ready)
    return ready


@pytest.fixture
def anywhere(ready_anywhere: SmallOffice) -> SmallOffice:
    furnish(ready_anywhere)
    return ready_anywhere


def ask(office: SmallOffice, number: str, member: object, scheme: str, *more: object) -> None:
    ground = "schooling" if scheme == "EDU" else "hardship"
    relation = "child" if scheme == "EDU" else "member"
    words = ("relief", "request", number, "--scheme", scheme, "--member", member)
    office.do("as", *words, "--relation", relation, "--ground", ground, *more)


def pay(number: str, office: SmallOffice) -> tuple[object, ...]:
    slip = office.paper("回单.txt")
    return "relief", "pay", number, "--bank-account", "B3", "--document", slip


def grow(office: SmallOffice, member: object) -> None:
    """Ask for a grant, announce, approve and pay it; the bank returns it, and it is paid again."""
    ask(office, "G1", member, "EDU", "--amount", "3000")
    office.do("as", "relief", "announce", "G1", "--place", "公告栏", "--until", "2015-01-10",
              "--document", office.paper("公示.txt"))  # fmt: skip
    office.at(2015, 1, 12)
    office.do("ap", "relief", "approve", "G1")
    office.do("ca", *pay("G1", office))
    office.do("ca", "relief", "return", "G1", "--bank-account", "B3", "--reason", "账户已销户")
    office.do("ca", *pay("G1", office))


def relief_of(office: SmallOffice, member: object, lang: str = "en") -> list[str]:
    """Return what a statement says of a member's grants."""
    title = {"en": "Relief:", "zh": "救助："}[lang]
    lines = office.do("en", "member", "statement", member, lang=lang).splitlines()
    return [line.strip() for line in lines[lines.index(title) + 1 :]] if title in lines else []


# --- the trail ----------------------------------------------------------------------------------


def topics_of(office: SmallOffice, *conditions: object) -> list[str]:
    found = office.do("lin", "audit", "trail", *conditions, "--format", "json").splitlines()
    topics = [json.loads(line)["topic"] for line in found]
    return [topic.split(".")[1] for topic in topics if topic.startswith("relief_grant.")]


def test_every_step_of_a_grant_is_in_its_members_trail_and_in_nobody_elses(
    anywhere: SmallOffice,
) -> None:
    member, other = pseudonyms(anywhere)[:2]
    grow(anywhere, member)
    ask(anywhere, "G2", other, "NEED", "--amount", "1")

    assert topics_of(anywhere, "--member", member) == STEPS
    assert topics_of(anywhere, "--member", other) == ["requested"]
    assert topics_of(anywhere, "--unit", unit(0)) == [*STEPS, "requested"]
    said = anywhere.do("lin", "audit", "trail", "--member", member)
    assert f"member {member} registered" in said  # their own stream is there as before


def test_a_rebuild_makes_the_same_trail_of_grants(anywhere: SmallOffice) -> None:
    grow(anywhere, pseudonyms(anywhere)[0])
    followed = anywhere.digests()

    with anywhere.database() as database:
        rebuild(database, BookRecorder(database))
    assert anywhere.digests() == followed


def test_a_members_grants_are_found_by_an_index(office: SmallOffice) -> None:
    plan = office.rows(
        "explain query plan select position from audit_trail "
        "where member = ? and substr(kind, 1, 13) = 'relief_grant.'",
        (b"x",),
    )
    assert any("audit_trail_g1_member" in str(line) for line in plan), plan


# --- the statement ------------------------------------------------------------------------------


def test_a_member_is_told_scheme_amount_stage_and_next_step(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    ask(office, "G1", member, "EDU", "--amount", "3000")

    (line,) = relief_of(office, member)
    assert line == (
        "G1 (爱心助学, EDU, for: child): requested, 3,000.00 yuan, on 2015-01-05; "
        "next: it is announced."
    )
    assert relief_of(office, member, "zh") == [
        "G1（爱心助学，EDU，对象：子女）：2015-01-05 已申请 3,000.00元；下一步：公示。"
    ]


@pytest.mark.parametrize(
    ("until", "words"),
    [
        (0, "requested, 3,000.00 yuan, on 2015-01-05; next: it is announced."),
        (1, "announced, 3,000.00 yuan, on 2015-01-05; next: its notice runs until 2015-01-10"),
        (2, "approved, 3,000.00 yuan, on 2015-01-12; next: the cashier has it paid."),
        (3, "paid, 3,000.00 yuan, on 2015-01-12; next: nothing more."),
        (4, "payment came back, 3,000.00 yuan, on 2015-01-12; next: the account is checked"),
    ],
)
def test_each_stage_has_its_next_step(office: SmallOffice, until: int, words: str) -> None:
    member = pseudonyms(office)[0]
    grow(office, member)
    places = [n for n, e in enumerate(office.events(), 1) if e.topic.startswith("relief_grant.")]

    said = office.do("en", "member", "statement", member, "--known-at", places[until],
                     "--as-of", "2015-01-12" if until > 1 else "2015-01-06")  # fmt: skip
    assert f"G1 (爱心助学, EDU, for: child): {words}" in said


def test_once_its_notice_has_run_an_approver_decides(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    ask(office, "G1", member, "EDU", "--amount", "3000")
    office.do("as", "relief", "announce", "G1", "--place", "公告栏", "--until", "2015-01-10",
              "--document", office.paper("公示.txt"))  # fmt: skip

    office.at(2015, 1, 10)
    (line,) = relief_of(office, member, "zh")
    assert "公示至2015-01-10，期满后由审批人员作出决定" in line
    office.at(2015, 1, 11)
    (line,) = relief_of(office, member)
    assert line.endswith("announced, 3,000.00 yuan, on 2015-01-05; next: an approver decides.")


def test_a_rejection_is_told_with_its_ground(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    ask(office, "G1", member, "NEED", "--amount", "3000")
    office.do("ap", "relief", "reject", "G1", "--ground", "not_in_need")

    (line,) = relief_of(office, member, "zh")
    assert line.endswith("不予批准 3,000.00元（不符合困难标准）；下一步：无。")
    (line,) = relief_of(office, member)
    assert line.endswith("(not in need by the standard); next: nothing more.")


def test_a_service_is_told_with_how_often_it_is_left(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    service = ("--provider", "示例律所", "--count", "2")
    ask(office, "L1", member, "LAW", "--amount", "800", *service)
    ask(office, "L2", member, "LAW", *service)
    for number in ("L1", "L2"):
        office.do("ap", "relief", "approve", number)
    office.do("as", "relief", "serve", "L1")

    paid, free = relief_of(office, member)
    assert paid.endswith(
        "next: the service is rendered, 1 more of 2 times; the cashier has the provider paid."
    )
    assert "approved, free of charge" in free
    office.do("as", "relief", "serve", "L1")
    office.do("ca", *pay("L1", office))
    paid, free = relief_of(office, member, "zh")
    assert paid.endswith("已付款 800.00元；下一步：无。")
    assert free.endswith("已批准 免费服务；下一步：服务尚有2次待提供（共2次）。")


def test_programs_are_told_of_grants_too(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    grow(office, member)
    (grant,) = told(office, "member", "statement", member)["grants"]

    expected: dict[str, Any] = {"grant": "G1", "scheme": "EDU", "name": "爱心助学", "state": "paid"}
    assert expected.items() <= grant.items()
    assert grant["amount_fen"] == 300_000


def test_who_never_asked_for_relief_is_told_nothing_of_it(office: SmallOffice) -> None:
    member, other = pseudonyms(office)[:2]
    ask(office, "G1", member, "EDU", "--amount", "3000")

    assert relief_of(office, other) == []
    assert told(office, "member", "statement", other)["grants"] == []


def test_what_was_not_asked_for_by_a_day_is_not_told_of_it(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    office.at(2015, 2, 1)
    ask(office, "G1", member, "EDU", "--amount", "3000")

    assert told(office, "member", "statement", member, "--as-of", "2015-01-31")["grants"] == []


# --- after a death ------------------------------------------------------------------------------


def test_after_a_death_a_grant_goes_to_the_recorded_heir(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    ask(office, "G1", member, "NEED", "--amount", "3000")
    office.do("ap", "relief", "approve", "G1")
    paper = office.paper("证明.txt")
    office.do("en", "member", "died", member, "--document", paper)
    office.at(2015, 1, 6)

    office.refuses("relief.heir_missing", "ca", *pay("G1", office))
    (line,) = relief_of(office, member)
    assert line.endswith("next: the member has died: an heir is recorded, then it is paid.")
    office.do("as", "claim", "heir", member, "--relation", "spouse", "--bank-account",
              account(9, 9), "--account-holder", "测试癸癸", "--document", paper,
              "--reason", "会员身故")  # fmt: skip
    (line,) = relief_of(office, member, "zh")
    assert line.endswith("下一步：由出纳付款。")
    office.do("ca", *pay("G1", office))

    (heir,) = (event for event in office.events() if isinstance(event, HeirRecorded))
    (paid,) = (event for event in office.events() if isinstance(event, GrantPaid))
    assert paid.payee == heir.sealed["bank"]


def test_after_a_death_only_a_condolence_is_asked_for_the_member(office: SmallOffice) -> None:
    member = pseudonyms(office)[0]
    office.do("en", "member", "died", member, "--document", office.paper("证明.txt"))
    office.at(2015, 1, 6)
    asked = ("relief", "request", "G1", "--scheme", "NEED", "--member", member, "--amount", "3000")

    said = office.refuses("relief.beneficiary_dead", "as", *asked, "--ground", "hardship")

    assert "who died on 2015-01-05" in said
    assert relief_of(office, member) == []
