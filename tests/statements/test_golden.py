"""Every statement over a small office's two years, whole: text in both languages, JSON and CSV.

HUZHU_GOLDEN=write writes the files again; the difference is then read before it is kept.
"""

import os
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest

from ledger.languages import Lang
from ledger.statements.balance_sheet import balance_sheet
from ledger.statements.comparison import comparison
from ledger.statements.facts import Facts, facts_of
from ledger.statements.loss_ratio import loss_ratio
from ledger.statements.render import Format, render
from ledger.statements.sheet import Sheet
from ledger.statements.trail import Wanted, lines
from ledger.statements.trial_balance import trial_balance
from tests import history, makers
from tests.projections.books import Shelf

GOLDEN = Path(__file__).parent.parent / "golden"
YEAR_END = date(2015, 12, 31)

SHEETS: dict[str, tuple[date, Callable[[Facts], Sheet]]] = {
    "balance-sheet": (YEAR_END, balance_sheet),
    "balance-sheet-fund": (YEAR_END, lambda facts: balance_sheet(facts, "MED")),
    "balance-sheet-2026": (date(2026, 3, 31), lambda facts: balance_sheet(facts, all_rows=True)),
    "trial-balance": (YEAR_END, trial_balance),
    "trial-balance-march": (date(2015, 3, 31), lambda f: trial_balance(f, date(2015, 3, 1))),
    "loss-ratio": (date(2016, 12, 31), loss_ratio),
    "comparison": (date(2016, 12, 31), lambda facts: comparison(facts, (2015, 2016))),
    "comparison-carried-in": (
        date(2016, 12, 31),
        lambda facts: comparison(facts, (2014, 2015), "yuan"),
    ),
}
FORMS: tuple[tuple[Format, Lang, str], ...] = (
    ("text", "zh", "zh.txt"),
    ("text", "en", "en.txt"),
    ("json", "en", "json"),
    ("csv", "zh", "csv"),
)


@pytest.mark.parametrize("name", SHEETS)
def test_statements_are_as_they_were_agreed(book: Shelf, name: str) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    day, draw = SHEETS[name]
    with facts_of(book.database, day) as facts:
        sheet = draw(facts)
    for as_, lang, ending in FORMS:
        agree(f"{name}.{ending}", render(sheet, as_, lang))


@pytest.mark.parametrize(("as_", "lang", "ending"), FORMS)
def test_the_trail_is_as_it_was_agreed(book: Shelf, as_: Format, lang: Lang, ending: str) -> None:
    book.keep(*history.two_years())
    book.catch_up()
    with facts_of(book.database, date.max) as facts:
        told = "\n".join(lines(facts, Wanted(), as_, lang)) + "\n"
    agree(f"trail.{ending}", told)


def agree(name: str, said: str) -> None:
    """Hold what was rendered against the golden file, byte for byte."""
    path = GOLDEN / name
    if os.environ.get("HUZHU_GOLDEN") == "write":
        path.write_bytes(said.encode())
    assert said.encode() == path.read_bytes(), f"{name} differs from what was agreed"


def test_golden_files_are_all_in_use() -> None:
    names = {f"{name}.{ending}" for name in (*SHEETS, "trail") for _, _, ending in FORMS}
    assert names <= {path.name for path in GOLDEN.iterdir()}
    assert makers.UNIT in (GOLDEN / "trail.en.txt").read_text("utf-8")
