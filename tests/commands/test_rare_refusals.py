"""Refusals that only a bank's mistake or a very busy book brings about."""

import csv
from contextlib import closing
from decimal import Decimal

import pytest

from ledger.aggregates import Moment, Office, Unit
from ledger.book import ATTEMPTS, Book
from ledger.drafting import Acting, Decision, Request
from ledger.errors import Contended
from ledger.store.conflicts import HeadMoved
from ledger.store.recorder import BookRecorder
from tests.commands.office import RETURNS, SmallOffice, file_claims


def test_a_bank_answer_of_another_amount_than_the_line_is_refused(enrolled: SmallOffice) -> None:
    office = enrolled
    claims = file_claims(office, 1)
    for officer, step in (
        ("as", ("claim", "assess")),
        ("ap", ("claim", "approve")),
        ("fi", ("pay", "verify")),
    ):
        office.do(officer, *step, *claims)
    office.do("ca", "pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", *claims)
    bank = office.folder / "bank"
    office.do("tr", "pay", "release", "BT1", "--out", bank)
    (path,) = bank.iterdir()
    with path.open(encoding="utf-8", newline="") as file:
        (line,) = csv.DictReader(file)
    asked = (line["批次"], line["行号"], line["案件号"])
    answer = office.file("回盘.csv", RETURNS, [(*asked, "0.01", "成功", "", "2015-03-05")])

    said = office.refuses("pay.amount_differs", "ca", "pay", "settle", answer)

    assert f"the line is {Decimal(line['金额']):,.2f} yuan, the bank answers 0.01 yuan" in said


def test_a_command_that_others_outrun_again_and_again_is_refused(
    enrolled: SmallOffice, monkeypatch: pytest.MonkeyPatch
) -> None:
    tries: list[int] = []

    def outrun(*_: object) -> None:
        raise HeadMoved(0, 1)

    def decide(office: Office, at: Moment) -> Decision:
        tries.append(office.version)
        unit = book.get(Unit, "unit", "U001")
        unit.declare_headcount(10, 4, at)
        return Decision([unit])

    acting = Acting("en", "demo:en")
    opened = Book.open(enrolled.book, acting=acting, entropy=enrolled.entropy, keys=enrolled.keys)
    with closing(opened) as book, enrolled.untouched():
        monkeypatch.setattr(BookRecorder, "append", outrun)
        with pytest.raises(Contended, match=f"after {ATTEMPTS} attempts nothing was recorded"):
            book.perform(Request("unit headcount", {}), decide)

    assert len(tries) == ATTEMPTS
