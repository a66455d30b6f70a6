"""Rendering: columns that line up in any script, and files that nothing can run."""

import csv
import io
import json
from datetime import date
from string import Formatter

from hypothesis import given
from hypothesis import strategies as st
from rich.cells import cell_len

from ledger.events import REGISTRY
from ledger.statements.facts import Knowledge
from ledger.statements.render import as_csv, as_json, as_text, safe
from ledger.statements.sheet import Column, Percent, Row, Sheet, Unit, Words
from ledger.statements.words import WORDS

KNOWN = Knowledge("成都办事处", date(2015, 12, 31), 7, 7, 7, 0)


def _sheet(*rows: Row, unit: Unit = "yuan") -> Sheet:
    columns = (
        Column("name", Words("名称", "Name"), "text"),
        Column("sum", Words("金额", "Amount"), "money"),
        Column("share", Words("比例%", "Share %"), "percent"),
        Column("count", Words("人次", "Count"), "count"),
    )
    empty = Words("没有数据", "no data")
    return Sheet("trial", Words("试", "Trial"), KNOWN, columns, rows, empty, unit=unit)


def _row(name: str, fen: int) -> Row:
    return Row({"name": name, "sum": fen, "share": Percent(1_108), "count": 1_234})


names = st.text(st.sampled_from("成都办事处abc （）—"), max_size=12)


@given(st.lists(st.tuples(names, st.integers(-(10**12), 10**12)), min_size=1, max_size=5))
def test_every_line_of_a_table_ends_in_the_same_column(rows: list[tuple[str, int]]) -> None:
    lines = as_text(_sheet(*(_row(*row) for row in rows)), "zh").splitlines()
    start = next(number for number, line in enumerate(lines) if line.startswith("─"))
    table = lines[start - 1 : -1]
    assert len({cell_len(line) for line in table}) == 1


def test_amounts_are_exact_in_every_form() -> None:
    sheet = _sheet(_row("=cmd|' /C calc'!A1", -3_597_472_205))
    assert "-35,974,722.05" in as_text(sheet, "en")
    (row,) = json.loads(as_json(sheet, "en"))["rows"]
    assert (row["sum_fen"], row["sum_yuan"], row["share_percent"]) == (
        -3_597_472_205,
        "-35974722.05",
        "11.08",
    )
    (record,) = csv.DictReader(io.StringIO(as_csv(sheet, "en")))
    assert record["name"] == "'=cmd|' /C calc'!A1"
    assert record["sum_yuan"] == "-35974722.05"
    assert (record["as_of"], record["known_at"]) == ("2015-12-31", "7")


def test_sums_are_shown_in_the_unit_that_was_asked_for() -> None:
    row = _row("a", 3_597_472_200)
    assert "3,597.4722" in as_text(_sheet(row, unit="wan"), "zh")
    assert "0.3597" in as_text(_sheet(row, unit="yi"), "zh")


@given(st.sampled_from("=+-@\t\r"), st.text(max_size=10))
def test_no_text_of_a_file_begins_a_formula(first: str, rest: str) -> None:
    text = safe(first + rest)
    assert not text.startswith(("=", "+", "@", "\t", "\r"))
    assert not text.startswith("-") or text.removeprefix("-").replace(".", "", 1).isdecimal()


def test_numbers_stay_numbers() -> None:
    assert safe("-12.50") == "-12.50"
    assert safe(-5) == -5
    assert safe(None) is None


def test_json_keys_do_not_change_with_the_language() -> None:
    sheet = _sheet(_row("a", 1))
    zh, en = (json.loads(as_json(sheet, lang)) for lang in ("zh", "en"))
    assert zh.keys() == en.keys()
    assert zh["rows"][0].keys() == en["rows"][0].keys()


def test_every_event_can_be_told_in_both_languages() -> None:
    assert WORDS.keys() == REGISTRY.keys()


def test_sentences_name_only_fields_that_their_event_has() -> None:
    for topic, words in WORDS.items():
        fields = set(REGISTRY[topic].model_fields) | {"member", "whose", "principal"}
        for sentence in words:
            named = {name for _, name, _, _ in Formatter().parse(sentence) if name}
            assert named <= fields, topic
