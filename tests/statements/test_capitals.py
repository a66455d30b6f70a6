"""Amounts in Chinese capitals."""

from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.statements.capitals import in_capitals

_VALUES = {char: n for n, char in enumerate("零壹贰叁肆伍陆柒捌玖")}
_UNITS = {"拾": 10, "佰": 100, "仟": 1_000}


@pytest.mark.parametrize(
    ("fen", "said"),
    [
        (0, "零元整"),
        (5, "伍分"),
        (50, "伍角整"),
        (55, "伍角伍分"),
        (100, "壹元整"),
        (101, "壹元零壹分"),
        (110, "壹元壹角整"),
        (1_000, "壹拾元整"),
        (140_950, "壹仟肆佰零玖元伍角整"),
        (600_714, "陆仟零柒元壹角肆分"),
        (1_680_032, "壹万陆仟捌佰元叁角贰分"),
        (10_700_053, "壹拾万柒仟元伍角叁分"),  # the form leaves a zero before 仟 open
        (10_000_000_100, "壹亿零壹元整"),
        (200_010_010_000, "贰拾亿零壹拾万零壹佰元整"),
    ],
)
def test_an_amount_is_written_as_the_form_asks(fen: int, said: str) -> None:
    assert in_capitals(fen) == said


def _read(said: str) -> int:
    """Read capitals back, digit by digit."""
    whole, _, rest = said.partition("元") if "元" in said else ("", "", said)
    total = group = digit = 0
    for char in whole:
        if char in _VALUES:
            digit = _VALUES[char]
        elif char in _UNITS:
            group, digit = group + digit * _UNITS[char], 0
        else:
            scale = 10_000 if char == "万" else 100_000_000
            if char == "亿":
                total, group, digit = (total + group + digit) * scale, 0, 0
            else:
                total, group, digit = total + (group + digit) * scale, 0, 0
    fen = (total + group + digit) * 100
    for char, following in pairwise(rest):
        if following == "角":
            fen += _VALUES[char] * 10
        elif following == "分":
            fen += _VALUES[char]
    return fen


@given(st.integers(0, 10**14 - 1))
def test_what_is_written_reads_back_as_the_same_amount(fen: int) -> None:
    assert _read(in_capitals(fen)) == fen


@pytest.mark.parametrize("fen", [-1, 10**18])
def test_what_the_form_cannot_say_is_not_written(fen: int) -> None:
    with pytest.raises(ValueError, match="in capitals"):
        in_capitals(fen)
