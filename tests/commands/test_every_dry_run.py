"""Every command that records can be tried first: it says what would be recorded, and records nothing."""

import re
from collections.abc import Callable, Iterator
from pathlib import Path
from types import CellType
from typing import Any

import click
import pytest

from ledger.cli import huzhu
from tests.commands.office import (
    SETTLEMENTS,
    SmallOffice,
    bank_answers,
    person,
    settlement_row,
)

# They read: what they record is who saw which details, and trying that would show them unrecorded.
REVEALING = {
    "member show",
    "member statement",
    "contribution deductions",
    "print certificate",
    "print notice",
}
# What they record are a month's figures, which a report shows beforehand, and which months are open.
CLOSING = {"period accrue", "period soft-close", "period close", "period reopen"}
MORE = {"as2": "assessor", "ap2": "approver", "ap3": "approver", "fi2": "finance", "ca2": "cashier"}


def leaves(command: click.Command, *path: str) -> Iterator[tuple[str, click.Command]]:
    if isinstance(command, click.Group):
        for name, below in command.commands.items():
            yield from leaves(below, *path, name)
    else:
        yield " ".join(path), command


def _codes(function: Any, seen: set[int]) -> Iterator[Any]:
    """Yield the code of a command and of all that decorates it."""
    if id(function) in seen or not hasattr(function, "__code__"):
        return
    seen.add(id(function))
    yield function.__code__
    cells: tuple[CellType, ...] = function.__closure__ or ()
    for inner in (*(cell.cell_contents for cell in cells), getattr(function, "__wrapped__", None)):
        yield from _codes(inner, seen)


def records(command: click.Command) -> bool:
    """Tell whether a command opens the book for recording."""
    return any(
        code.co_qualname.startswith("pass_book") or {"open_book", "opened_for"} & {*code.co_names}
        for code in _codes(command.callback, set())
    )


RECORDING = {
    typed: command
    for typed, command in leaves(huzhu)
    if records(command) and typed not in REVEALING | CLOSING
}


def test_the_commands_that_record_are_found() -> None:
    found = {*RECORDING}
    assert {
        "claim approve",
        "claim reconcile",
        "pay settle",
        "relief pay",
        "roster import",
    } <= found
    assert {"office appoint", "office policy", "unit headcount", "agency close"} <= found
    assert not {"claim list", "claim show", "plan diff", "recovery show"} & {*RECORDING}


@pytest.mark.parametrize("typed", RECORDING)
def test_every_command_that_records_can_be_tried(typed: str) -> None:
    options = {option for param in RECORDING[typed].params for option in param.opts}

    assert "--dry-run" in options


# --- and nothing is recorded --------------------------------------------------------------------

Try = Callable[..., str]


@pytest.fixture
def office(enrolled: SmallOffice) -> SmallOffice:
    """An office with a second of each officer, and twelve filed claims of 1,250 yuan."""
    for officer, role in MORE.items():
        enrolled.do("lin", "office", "appoint", officer, "--role", role)
    enrolled.at(2015, 3, 5)
    return enrolled


@pytest.fixture
def tried(office: SmallOffice) -> tuple[Try, set[str]]:
    """What types a command twice, once to try it; and the names of those it typed."""
    done: set[str] = set()

    def both(officer: str, *words: object) -> str:
        typed = max(
            (each for each in RECORDING if " ".join(map(str, words)).startswith(each)), key=len
        )
        with office.untouched():
            said = office.do(officer, *words, "--dry-run")
        assert re.search("would be (recorded|taken in)", said), said
        before = office.head()
        office.do(officer, *words)
        assert office.head() > before
        done.add(typed)
        promised = re.search(r"(\d+) events", said)
        if promised:
            assert office.head() - before == int(promised[1])
        return said

    return both, done


def named(*groups: str) -> set[str]:
    return {typed for typed in RECORDING if typed.split()[0] in groups}


def pseudonym(office: SmallOffice, claim: str) -> str:
    return str(next(e for e in office.events() if getattr(e, "claim", None) == claim).originator_id)


def _recover(office: SmallOffice, both: Try) -> None:
    find = ("recovery", "find", "C0", "--amount", "200", "--ground", "counted_twice")
    both("fi", *find)
    both("fi", "recovery", "cancel", "C0", "--reason", "录入有误")
    office.do("fi", *find)
    both("ap2", "recovery", "demand", "C0")
    both("ca2", "recovery", "receive", "C0", "--amount", "50", "--receipt", "V1",
         "--bank-account", "B1")  # fmt: skip
    both("ap3", "recovery", "lower", "C0", "--amount", "20", "--reason", "录入有误",
         "--document", office.paper("核对.txt"))  # fmt: skip
    both("lin", "recovery", "write-off", "C0", "--resolution", "R1", "--reason", "无力偿还")


def _take_back(office: SmallOffice, both: Try) -> None:
    both("ap", "claim", "revoke", "C3", "--ground", "wrong_amount")
    office.do("as", "claim", "assess", "C3")
    office.do("ap", "claim", "approve", "C3")


def _prepare(office: SmallOffice, both: Try) -> None:
    both("fi", "pay", "verify", "C0", "C2", "C3")
    lines = ("--fund", "MED", "--bank-account", "B1", "C0", "C2")
    office.do("ca", "pay", "prepare", "P0", *lines)
    both("ca", "pay", "cancel", "P0", "--reason", "重新编制")
    both("ca", "pay", "prepare", "P1", *lines)


def test_what_is_tried_in_a_claims_life_and_its_payment_is_recorded_by_the_real_command_alone(
    office: SmallOffice, tried: tuple[Try, set[str]]
) -> None:
    both, done = tried
    file = office.file(
        "结算.csv", SETTLEMENTS, [settlement_row(f"C{n}", n % 4, n // 4) for n in range(9)]
    )
    stay = ("--plan", "CD-HOSP", "--trigger", "hospital_stay", "--occurred-on", "2015-02-10",
            "--id-number", person(3, 5)[1])  # fmt: skip
    paper = office.paper("材料.txt")
    both("as", "claim", "import", file)
    both("as", "claim", "notify", "N1", *stay)
    both("as", "claim", "file", "N1", *stay, "--self-pay", "4000")
    both("as", "claim", "request-evidence", "C0", "--kind", "receipt", "--due-on", "2015-03-06")
    both("as", "claim", "request-evidence", "C1", "--kind", "receipt", "--due-on", "2015-03-06")
    both("as", "claim", "receive-evidence", "C0", "--kind", "receipt", "--document", paper)
    both("as", "claim", "withdraw", "N1", "--ground", "claimant_wish")
    both("ap2", "claim", "reopen", "N1", "--ground", "withdrawn_in_error")
    both("as", "claim", "urgent", "C0", "--reason", "家庭困难")
    both("ap", "claim", "advance", "grant", "C2", "--amount", "100", "--reason", "家庭困难")
    both("ca", "claim", "advance", "pay", "C2", "--bank-account", "B1", "--document", paper)
    both("as", "claim", "assess", "C0", "C2", "C3")
    both("as", "claim", "assess", "C4")
    both("as2", "claim", "review", "C0", "C2")
    both("ap", "claim", "approve", "C0", "C2", "C3")
    both("ap", "claim", "reject", "C4", "--ground", "evidence_untrue")
    both("as2", "claim", "appeal", "C4", "--ground", "facts_wrong", "--document", paper)
    both("ap2", "claim", "decide-appeal", "C4", "--uphold", "--ground", "rejection_sound")
    office.at(2015, 3, 7)
    both("ap", "claim", "bar", "C1")
    dead = pseudonym(office, "C3")
    office.do("en", "member", "died", dead, "--document", paper)
    both("as", "claim", "heir", dead, "--relation", "child", "--document", paper,
         "--bank-account", "6222000000000000001", "--account-holder", "示例", "--reason", "身故")  # fmt: skip
    register = office.file("对账.csv", ("结算号", "互助金"), [("C0", "1250.00"), ("C9", "1.00")])
    compare = ("--counterpart", "示例医院", "--from", "2015-03-01", "--to", "2015-03-31")
    both("fi", "claim", "reconcile", register, *compare, "--record", "R-1")
    both("lin", "claim", "accept-differences", "R-1", "--reason", "已核实")

    _take_back(office, both)
    _prepare(office, both)
    both("tr", "pay", "release", "P1", "--out", office.folder / "bank")
    (batch,) = (office.folder / "bank").iterdir()
    office.at(2015, 3, 9)
    both("ca", "pay", "settle", bank_answers(office, "回盘.csv", batch, {}, "2015-03-09"))

    _recover(office, both)

    assert done == named("claim", "pay", "recovery")


def test_what_is_tried_of_relief_is_recorded_by_the_real_command_alone(
    office: SmallOffice, tried: tuple[Try, set[str]]
) -> None:
    both, done = tried
    lin, paper = office.do, office.paper("公示.txt")
    lin("lin", "fund", "open", "AID", "--name", "救助金", "--kind", "relief",
        "--restriction", "designated")  # fmt: skip
    lin("lin", "office", "bank-account", "B3", "--fund", "AID", "--bank", "示例银行")
    lin("en", "contribution", "receive", "--receipt", "H1", "--fund", "AID", "--amount", "9000",
        "--bank-account", "B3")  # fmt: skip
    member = next(str(e.originator_id) for e in office.events() if e.topic == "member.enrolled.v1")
    scheme = ("--fund", "AID", "--resolution", "R1", "--cap", "500")
    both("lin", "relief", "open", "EDU", "--name", "助学", "--kind", "scholarship", *scheme)
    both(
        "lin",
        "relief",
        "open",
        "LAW",
        "--name",
        "法律援助",
        "--kind",
        "legal_aid",
        "--service",
        *scheme,
    )
    ask = ("--member", member, "--ground", "schooling", "--amount", "300")
    for number in ("G1", "G2"):
        both("as", "relief", "request", number, "--scheme", "EDU", *ask)
    both(
        "as",
        "relief",
        "request",
        "L1",
        "--scheme",
        "LAW",
        *ask,
        "--provider",
        "示例律所",
        "--count",
        "1",
    )
    both(
        "as",
        "relief",
        "announce",
        "G1",
        "--place",
        "公告栏",
        "--until",
        "2015-03-05",
        "--document",
        paper,
    )
    both("ap", "relief", "approve", "G1")
    both("ap", "relief", "approve", "L1")
    both("ap", "relief", "reject", "G2", "--ground", "not_in_need")
    both("as", "relief", "serve", "L1")
    both("ca", "relief", "pay", "G1", "--bank-account", "B3", "--document", paper)
    both("ca", "relief", "return", "G1", "--bank-account", "B3", "--reason", "账户已销户")
    both("lin", "relief", "close", "EDU", "--reason", "管委会决定")

    assert done == named("relief")


def test_trying_to_change_hand_over_or_erase_a_member_leaves_no_trace(office: SmallOffice) -> None:
    member = next(str(e.originator_id) for e in office.events() if e.topic == "member.enrolled.v1")
    out: Path = office.folder / "移交.csv"
    lin = ("lin", "member")
    with office.untouched():
        amend = ("amend", member, "--phone", "13800000000", "--reason", "本人更换号码", "--dry-run")
        assert "1 event would be recorded" in office.do("en", "member", *amend)
        hand = ("hand-over", member, "--to", "BJ", "--unit", "B1", "--reason", "调动", "--out", out)
        assert "would be recorded" in office.do("en", "member", *hand, "--dry-run")
        assert not out.exists()
        office.refuses("vault.still_needed", *lin, "erase", member, "--class", "bank",
                       "--reason", "本人申请", "--resolution", "R1", "--dry-run")  # fmt: skip
    before = office.do("en", "member", "show", member)
    office.at(2017, 3, 5)
    erase = ("erase", member, "--class", "bank", "--reason", "本人申请", "--resolution", "R1")
    with office.untouched():
        assert "would be recorded" in office.do(*lin, *erase, "--dry-run")
    assert office.do("en", "member", "show", member) == before


def test_what_is_tried_of_the_office_and_its_units_is_recorded_by_the_real_command_alone(
    office: SmallOffice, tried: tuple[Try, set[str]]
) -> None:
    both, done = tried
    for words in (
        ("office", "appoint", "new", "--role", "assessor", "--limit", "500"),
        ("office", "dismiss", "new", "--reason", "离任"),
        ("office", "resolve", "R2", "--title", "设立基金", "--body", "管委会"),
        ("office", "policy", "claim.appeal_days", "15", "--citation", "章程", "--resolution", "R2"),
        ("fund", "open", "NEW", "--name", "新基金", "--restriction", "restricted"),
        ("office", "bank-account", "B9", "--fund", "NEW", "--bank", "示例银行"),
        ("agency", "register", "AG9", "--name", "示例代办处"),
    ):
        both("lin", *words)
    for step in (
        ("register", "U900", "--name", "示例机械厂", "--employer-type", "企业"),
        ("assign", "U900", "--agency", "AG9"),
        ("headcount", "U900", "20", "--women", "8"),
        ("close", "U900", "--reason", "迁出"),
    ):
        both("en", "unit", *step)
    both("lin", "agency", "close", "AG9", "--reason", "撤销")
    codes = ("单位编码", "单位名称", "职工人数", "代办处编码")
    file = office.file("单位.csv", codes, [("U901", "示例纺织厂", 12, "A1")])
    both("en", "unit", "import", file)

    assert done == named("agency", "fund", "office", "unit")


def test_what_would_be_refused_of_an_office_or_a_unit_is_refused_when_it_is_tried(
    office: SmallOffice,
) -> None:
    for code, officer, *words in (
        ("office.last_manager", "lin", "office", "dismiss", "lin", "--reason", "离任"),
        (
            "office.policy_unknown",
            "lin",
            "office",
            "policy",
            "claim.days",
            "1",
            "--citation",
            "章程",
        ),
        ("office.role_missing", "as", "office", "appoint", "new", "--role", "manager"),
        ("record.key_taken", "en", "unit", "register", "U000", "--name", "示例机械厂"),
        ("record.unknown", "en", "unit", "headcount", "U999", "5"),
    ):
        tried = office.refuses(code, officer, *words, "--dry-run")
        assert tried == office.refuses(code, officer, *words)
