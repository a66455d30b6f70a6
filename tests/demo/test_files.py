"""The files: the same from the same seed, accepted by intake, and about nobody who could exist."""

from datetime import date
from pathlib import Path

import pytest

from ledger.demo.files import Input, generate
from ledger.intake.identity import flaw_of
from ledger.intake.judge import Problem
from ledger.intake.openings import (
    BALANCE_COLUMNS,
    STATISTICS_COLUMNS,
    judge_balances,
    judge_statistics,
)
from ledger.intake.remittances import COLUMNS as REMITTANCE_COLUMNS
from ledger.intake.remittances import judge_remittances
from ledger.intake.table import read_table
from ledger.intake.units import COLUMNS as UNIT_COLUMNS
from ledger.intake.units import judge_units
from ledger.plans import contribution_fen, plan_code
from tests.demo import demo_files
from tests.demo.conftest import SEED, made

# Over all files at scale 0.002 and seed 7, plan files apart. It changes only where the example is
# meant to change; then the record that grows from it does too.
GOLDEN = "b28548fa2db19cd29dd6395428372c413094989e1eb693265c0ac860beec861c"
ON = date(2017, 1, 31)


def test_the_same_seed_gives_the_same_bytes(tiny: Input, tmp_path: Path) -> None:
    again = made(tmp_path, "0.002")

    assert demo_files.fingerprint(again.folder) == demo_files.fingerprint(tiny.folder)


def test_the_bytes_are_those_that_every_machine_makes(tiny: Input) -> None:
    assert demo_files.fingerprint(tiny.folder) == GOLDEN


def test_another_seed_gives_other_people(tiny: Input, tmp_path: Path) -> None:
    other = generate(tmp_path, tiny.scale, SEED + 1)

    assert demo_files.fingerprint(other.folder) != demo_files.fingerprint(tiny.folder)


def test_every_row_of_every_list_is_accepted_by_intake(small: Input) -> None:
    folder = small.folder
    refused: list[Problem] = []
    for path in (folder / "units-2015.csv", folder / "units-2016.csv"):
        refused += judge_units(read_table(path, UNIT_COLUMNS)).problems
    for path in sorted((folder / "remittances").iterdir()):
        refused += judge_remittances(read_table(path, REMITTANCE_COLUMNS)).problems
    takeover = folder / "takeover"
    balances = read_table(takeover / "takeover-balances.csv", BALANCE_COLUMNS)
    refused += judge_balances(balances).problems
    statistics = read_table(takeover / "takeover-statistics.csv", STATISTICS_COLUMNS)
    refused += judge_statistics(statistics).problems
    refused += demo_files.open_claims(folder).problems
    for cover in demo_files.cover_taken_over(folder):
        refused += cover.problems
    for *_, roster in demo_files.rosters(folder):
        refused += roster.problems
    for settlement in demo_files.settlements(folder):
        refused += settlement.problems

    assert refused == []


def test_one_roster_of_each_year_is_a_workbook(small: Input) -> None:
    kinds = [(file.period, file.path.suffix) for file in small.rosters]

    assert kinds.count((2015, ".xlsx")) == 1
    assert kinds.count((2016, ".xlsx")) == 1


def test_nobody_in_the_files_can_exist(small: Input) -> None:
    numbers = set(demo_files.cells(small.folder, "身份证号"))

    assert numbers
    assert all(flaw_of(number, on=ON, allow_invented=False) is not None for number in numbers)
    assert all(flaw_of(number, on=ON, allow_invented=True) is None for number in numbers)


def test_names_phones_and_accounts_say_that_they_are_invented(small: Input) -> None:
    names = set(demo_files.cells(small.folder, "姓名"))
    phones = set(demo_files.cells(small.folder, "手机号")) - {""}
    accounts = set(demo_files.cells(small.folder, "银行卡号")) - {""}

    assert all(name.startswith("测试") for name in names)
    assert all(phone.startswith("100") for phone in phones)
    assert all(account.startswith("990000") for account in accounts)


def test_a_person_is_enrolled_once_under_a_plan_in_a_year(small: Input) -> None:
    seen = [
        (line.id_number, plan_code(line.plan), year)
        for year, _, roster in demo_files.rosters(small.folder)
        for line in roster.good
    ]

    assert len(seen) == len(set(seen))


def test_an_id_number_is_one_persons(small: Input) -> None:
    people = {
        (line.id_number, line.name)
        for *_, roster in demo_files.rosters(small.folder)
        for line in roster.good
    }

    assert len({number for number, _ in people}) == len(people)


def test_most_members_renew(small: Input) -> None:
    members: dict[int, set[str]] = {2014: set(), 2015: set(), 2016: set()}
    for cover in demo_files.cover_taken_over(small.folder):
        members[2014] |= {line.id_number for line in cover.good}
    for year, _, roster in demo_files.rosters(small.folder):
        members[year] |= {line.id_number for line in roster.good}

    for year in (2014, 2015):
        stayed = len(members[year] & members[year + 1])
        assert 0.85 < stayed / len(members[year]) < 0.95


@pytest.mark.parametrize("year", [2015, 2016])
def test_new_people_bring_phone_and_account_and_old_ones_do_not(small: Input, year: int) -> None:
    before: set[str] = set()
    if year == 2015:
        for cover in demo_files.cover_taken_over(small.folder):
            before |= {line.id_number for line in cover.good}
    else:
        for earlier, _, roster in demo_files.rosters(small.folder):
            before |= {line.id_number for line in roster.good if earlier == 2015}
    for period, _, roster in demo_files.rosters(small.folder):
        for line in roster.good:
            if period == year:
                assert (line.bank_account is None) == (line.id_number in before)


def test_remittances_come_to_what_rosters_cost_but_for_the_short_and_the_high_one(
    small: Input,
) -> None:
    due = sum(
        contribution_fen(demo_files.TERMS[line.plan], line.shares)
        for *_, roster in demo_files.rosters(small.folder)
        for line in roster.good
    )
    paid = sum(
        line.amount_fen
        for path in (small.folder / "remittances").iterdir()
        for line in judge_remittances(read_table(path, REMITTANCE_COLUMNS)).good
    )

    missing_fen = {"MED": 9_000, "CARE": 6_000}[small.receipts.short.fund]
    assert paid == due - missing_fen + 20_000


def test_the_payer_of_one_receipt_is_unknown(small: Input) -> None:
    unknown = [
        line.receipt_no
        for path in (small.folder / "remittances").iterdir()
        for line in judge_remittances(read_table(path, REMITTANCE_COLUMNS)).good
        if line.unit is None
    ]

    assert unknown == [small.receipts.unknown.number]


def test_the_folder_says_that_all_is_invented_and_where_the_totals_come_from(small: Input) -> None:
    text = (small.folder / "README.txt").read_text(encoding="utf-8")

    assert "Everything in this folder is invented" in text
    assert "虚构" in text
    assert "slides of the Chengdu office" in text
