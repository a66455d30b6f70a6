"""Relief as officers type it: a scheme under a resolution, public notice, approval, payment, services."""

import pytest

from tests.commands.office import PEOPLE, UNITS, SmallOffice, person

GRANT = ("--scheme", "EDU", "--relation", "child", "--ground", "schooling")


def balances(office: SmallOffice) -> dict[str, int]:
    """Return the balances of the relief fund's accounts, debit positive, in fen."""
    rows = office.rows(
        "select account, sum(case when side = 'D' then amount_fen else -amount_fen end) "
        "from journal_line where fund = 'AID' group by account"
    )
    return {str(name): int(str(fen)) for name, fen in rows}


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with a relief fund of 10,000 yuan, and two schemes."""
    do = enrolled.do
    do("lin", "office", "appoint", "ap2", "--role", "approver")
    do("lin", "fund", "open", "AID", "--name", "救助金", "--kind", "relief",
       "--restriction", "designated")  # fmt: skip
    do("lin", "office", "bank-account", "B3", "--fund", "AID", "--bank", "示例银行")
    do("en", "contribution", "receive", "--receipt", "H1", "--fund", "AID", "--amount", "10000",
       "--bank-account", "B3")  # fmt: skip
    do("lin", "relief", "open", "EDU", "--name", "爱心助学", "--kind", "scholarship",
       "--fund", "AID", "--relation", "child", "--cap", "5000", "--notice-days", "5",
       "--resolution", "R1")  # fmt: skip
    do("lin", "relief", "open", "LAW", "--name", "法律援助", "--kind", "legal_aid", "--fund", "AID",
       "--service", "--cap", "2000", "--resolution", "R1")  # fmt: skip
    return enrolled


@pytest.fixture
def member(office: SmallOffice) -> str:
    return next(str(e.originator_id) for e in office.events() if e.topic == "member.enrolled.v1")


def announced(office: SmallOffice, member: str) -> None:
    """Ask for 3,000 yuan, announce it on 5 January, and let the notice run out."""
    office.do("as", "relief", "request", "G1", "--member", member, "--amount", "3000", *GRANT)
    office.do("as", "relief", "announce", "G1", "--place", "公告栏", "--until", "2015-01-10",
              "--document", office.paper("公示.txt"))  # fmt: skip
    office.at(2015, 1, 12)


def test_relief_has_a_fund_of_its_own(office: SmallOffice) -> None:
    words = ("relief", "open", "X", "--name", "x", "--kind", "hardship", "--resolution", "R1")
    office.refuses("relief.not_a_relief_fund", "lin", *words, "--fund", "MED")
    office.refuses("office.resolution_missing", "lin", *words[:-1], "R9", "--fund", "AID")
    office.refuses("record.key_taken", "lin", "relief", "open", "EDU", *words[3:], "--fund", "AID")


def test_a_grant_goes_through_notice_approval_and_payment(office: SmallOffice, member: str) -> None:
    ask = ("relief", "request", "G1", "--member", member, "--amount")
    office.refuses("relief.grant_exceeds_cap", "as", *ask, "5000.01", *GRANT)
    office.refuses("relief.relation_not_allowed", "as", *ask, "1", "--scheme", "EDU",
                   "--relation", "parent", "--ground", "hardship")  # fmt: skip
    announced(office, member)
    before = balances(office)
    office.do("ap", "relief", "approve", "G1")
    owed = balances(office)
    assert (owed["relief_expense"], owed["relief_payable"]) == (300_000, -300_000)
    pay = ("relief", "pay", "G1", "--document", office.paper("回单.txt"), "--bank-account")
    office.refuses("record.unknown", "ca", *pay, "B1")  # another fund's account
    with office.untouched():
        assert "would be recorded" in office.do("ca", *pay, "B3", "--dry-run")
    office.do("ca", *pay, "B3")
    paid = balances(office)
    assert (paid["bank"], paid["relief_payable"]) == (before["bank"] - 300_000, 0)
    said = office.do("as", "relief", "list", "--scheme", "EDU")
    assert "3,000.00  paid" in said
    assert "total paid: 1, 3,000.00 yuan" in said


def test_a_grant_is_not_approved_before_its_notice_ran_out(
    office: SmallOffice, member: str
) -> None:
    office.do("as", "relief", "request", "G1", "--member", member, "--amount", "3000", *GRANT)
    office.refuses("relief.notice_still_runs", "ap", "relief", "approve", "G1")
    announce = (
        "relief",
        "announce",
        "G1",
        "--place",
        "公告栏",
        "--document",
        office.paper("公示.txt"),
    )
    office.refuses("relief.notice_too_short", "as", *announce, "--until", "2015-01-06")
    office.do("as", *announce, "--until", "2015-01-10")
    office.at(2015, 1, 10)
    office.refuses("relief.notice_still_runs", "ap", "relief", "approve", "G1")


def test_a_grant_that_the_bank_returned_is_owed_again(office: SmallOffice, member: str) -> None:
    announced(office, member)
    office.do("ap", "relief", "approve", "G1")
    slip = office.paper("回单.txt")
    office.do("ca", "relief", "pay", "G1", "--document", slip, "--bank-account", "B3")
    back = ("relief", "return", "G1", "--bank-account", "B3", "--reason", "账户已销户")
    office.do("ca", *back)
    assert balances(office)["relief_payable"] == -300_000
    office.refuses("relief.grant_not_ready", "ca", *back)


def test_what_is_said_of_a_grant_never_names_its_member(office: SmallOffice, member: str) -> None:
    code, name = "vault.text_names_person", f"{_name_of(office, member)}账户错"
    slip, named = office.paper("回单.txt"), office.paper(f"{name}.txt")
    service = ("--scheme", "LAW", "--member", member, "--ground", "legal_dispute", "--count", "1")
    office.refuses(code, "as", "relief", "request", "L1", *service, "--provider", name)
    announced(office, member)
    ground = ("--ground", "not_in_need", "--document")
    office.refuses(code, "ap", "relief", "reject", "G1", *ground, named)
    office.do("ap", "relief", "approve", "G1")
    pay = ("relief", "pay", "G1", "--bank-account", "B3", "--document")
    office.refuses(code, "ca", *pay, named)
    office.do("ca", *pay, slip)
    back = ("relief", "return", "G1", "--bank-account", "B3", "--reason")
    office.refuses(code, "ca", *back, name)


def test_a_notice_is_no_paper_named_after_its_member(office: SmallOffice, member: str) -> None:
    office.do("as", "relief", "request", "G1", "--member", member, "--amount", "3000", *GRANT)
    paper = office.paper(f"{_name_of(office, member)}.txt")
    words = ("relief", "announce", "G1", "--place", "公告栏", "--until", "2015-01-10")
    office.refuses("vault.text_names_person", "as", *words, "--document", paper)


def _name_of(office: SmallOffice, member: str) -> str:
    """Return the name under which the vault keeps a member."""
    names = (person(u, k)[0] for u in range(UNITS) for k in range(PEOPLE))
    shown = office.do("en", "member", "show", member, "--reveal", "name", "--purpose", "x")
    return next(name for name in names if name in shown)


def test_a_fund_grants_no_more_than_its_account_holds(office: SmallOffice, member: str) -> None:
    announced(office, member)
    office.do("ap", "relief", "approve", "G1")
    office.do("en", "contribution", "refund", "H1", "--reason", "误汇")
    pay = ("relief", "pay", "G1", "--document", office.paper("回单.txt"), "--bank-account", "B3")
    office.refuses("pay.funds_short", "ca", *pay)


def test_a_service_is_counted_and_its_provider_paid(office: SmallOffice, member: str) -> None:
    ask = (
        "relief",
        "request",
        "L1",
        "--scheme",
        "LAW",
        "--member",
        member,
        "--ground",
        "legal_dispute",
    )
    assert office.run("as", *ask, "--amount", "800").code == 2
    office.do("as", *ask, "--amount", "800", "--provider", "示例律所", "--count", "2")
    office.do("ap", "relief", "approve", "L1")
    office.do("as", "relief", "serve", "L1")
    office.do("as", "relief", "serve", "L1")
    office.refuses("relief.service_exceeds_grant", "as", "relief", "serve", "L1")
    slip = office.paper("回单.txt")
    office.do("ca", "relief", "pay", "L1", "--document", slip, "--bank-account", "B3")
    assert "2/2" in office.do("as", "relief", "list")
    assert balances(office)["relief_expense"] == 80_000


def _figures(report: str) -> list[list[str]]:
    """Return the lines of plans without what the report says of the record."""
    return [line.split(",")[4:] for line in report.splitlines() if ",CD-" in line]


def test_relief_counts_in_no_loss_ratio(office: SmallOffice, member: str) -> None:
    words = ("report", "loss-ratio", "--as-of", "2015-12-31", "--format", "csv")
    before = office.do("fi", *words)
    announced(office, member)
    office.do("ap", "relief", "approve", "G1")
    after = office.do("fi", *words)
    assert _figures(after) == _figures(before)
    assert balances(office)["relief_expense"] == 300_000


def test_a_closed_scheme_takes_no_request_and_a_grant_can_be_refused(
    office: SmallOffice, member: str
) -> None:
    announced(office, member)
    reject = ("relief", "reject", "G1", "--ground", "not_in_need")
    office.refuses("office.role_missing", "as", *reject)
    office.do("ap", *reject)
    office.do("lin", "relief", "close", "EDU", "--reason", "管委会决定")
    ask = ("relief", "request", "G2", "--member", member, "--amount", "1", *GRANT)
    office.refuses("relief.scheme_closed", "as", *ask)
    assert "G1" in office.do("as", "relief", "list")


@pytest.mark.parametrize("more", [("--provider", "示例律所"), ("--count", "2")])
def test_a_sum_of_money_has_neither_a_provider_nor_a_count(
    office: SmallOffice, member: str, more: tuple[str, str]
) -> None:
    ask = ("relief", "request", "G1", "--member", member, "--amount", "3000", *GRANT)

    with office.untouched():
        answer = office.run("as", *ask, *more)

    assert answer.code == 2
    assert "--provider and --count go with a service" in answer.err


def test_the_place_of_a_notice_names_nobody(office: SmallOffice, member: str) -> None:
    office.do("as", "relief", "request", "G1", "--member", member, "--amount", "3000", *GRANT)
    notice = ("--until", "2015-01-10", "--document", office.paper("公示.txt"))
    place = f"{person(0, 0)[0]}家门口"

    said = office.refuses(
        "vault.text_names_person", "as", "relief", "announce", "G1", "--place", place, *notice
    )

    assert place not in said
