"""One office's spring, step by step: each step is a command that can be cut off and run again."""

from collections.abc import Callable
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

from tests.commands.office import (
    PEOPLE,
    RECEIPTS,
    ROSTER,
    SETTLEMENTS,
    UNITS,
    Answer,
    SmallOffice,
    bank_answers,
    roster_import,
    roster_rows,
    settlement_row,
    unit,
)

CLAIMS = [f"C{n}" for n in range(6)]
CLAIM_FEN = 125_000
Words = Callable[[SmallOffice], list[object]]


class Step(NamedTuple):
    """One command of the day: who types it, when, and what; `is_named` ones take a command id."""

    name: str
    officer: str
    day: tuple[int, int, int]
    words: Words
    is_named: bool = True


def said(*words: object) -> Words:
    """Return the maker of words that are the same in every office."""
    return lambda _: list(words)


def _roster(office: SmallOffice) -> list[object]:
    return roster_import(office, office.file("名册2015.csv", ROSTER, roster_rows()))


def _receipts(office: SmallOffice) -> list[object]:
    rows = [
        (f"{fund}{u}", "2015-01-05", unit(u), fund, "2015", PEOPLE * share, bank)
        for u in range(UNITS)
        for fund, bank, share in (("MED", "B1", 90), ("CARE", "B2", 50))
    ]
    return ["contribution", "import", office.file("receipts.csv", RECEIPTS, rows)]


def _claims(office: SmallOffice) -> list[object]:
    rows = [settlement_row(number, n % UNITS, n // UNITS) for n, number in enumerate(CLAIMS)]
    return ["claim", "import", office.file("settlement.csv", SETTLEMENTS, rows)]


def _release(office: SmallOffice) -> list[object]:
    return ["pay", "release", "BT1", "--out", office.folder / "BT1"]


def bank_file(office: SmallOffice) -> Path:
    """Return the one file that the bank was given."""
    (path,) = (office.folder / "BT1").glob("*.csv")
    return path


def _settle(office: SmallOffice) -> list[object]:
    failed = {2: ("失败", "账号有误")}
    answers = bank_answers(office, "BT1-回盘.csv", bank_file(office), failed, "2015-03-06")
    return ["pay", "settle", answers]


_PREPARE = ("pay", "prepare", "BT1", "--fund", "MED", "--bank-account", "B1", *CLAIMS)
_MARCH = (2015, 3, 5)

DAY: tuple[Step, ...] = (
    Step("import", "en", (2015, 1, 5), _roster, is_named=False),
    Step("headcount", "en", (2015, 1, 5), said("unit", "headcount", unit(1), 15, "--women", 7)),
    Step("receipts", "en", (2015, 1, 5), _receipts, is_named=False),
    Step("claims", "as", _MARCH, _claims, is_named=False),
    Step("assess", "as", _MARCH, said("claim", "assess", *CLAIMS)),
    Step("approve", "ap", _MARCH, said("claim", "approve", *CLAIMS)),
    Step("verify", "fi", _MARCH, said("pay", "verify", *CLAIMS)),
    Step("prepare", "ca", _MARCH, said(*_PREPARE)),
    Step("release", "tr", _MARCH, _release),
    Step("settle", "ca", (2015, 3, 9), _settle, is_named=False),
    Step("accrue", "fi", (2015, 3, 9), said("period", "accrue", "2014-12")),
    Step("soft-close", "fi", (2015, 3, 9), said("period", "soft-close", "2014-12")),
    Step("close", "fi", (2015, 3, 9), said("period", "close", "2014-12")),
    Step("checkpoint", "lin", (2015, 3, 9), said("audit", "checkpoint"), is_named=False),
    Step("rebuild", "lin", (2015, 3, 9), said("projection", "rebuild"), is_named=False),
)
STEPS = {step.name: step for step in DAY}


def prepare(office: SmallOffice) -> None:
    """Make the key that the day's checkpoint is signed with, once and before the first step."""
    office.do("lin", "audit", "key", "create")


def command_id(step: Step) -> str | None:
    """Return the id under which a step is run, and run again."""
    if not step.is_named:
        return None
    return str(UUID(int=(0x0192D3A5_0000_7000_8000 << 48) | (DAY.index(step) + 1)))


def take(office: SmallOffice, step: Step) -> Answer:
    """Run a step in this process."""
    office.at(*step.day)
    return office.run(step.officer, *step.words(office), command_id=command_id(step))
