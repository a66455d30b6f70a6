"""Money: parsed and printed exactly, rounded half up, never a float."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import TypeAdapter, ValidationError

from ledger.money import FEN_MAX, Fen, FenOrZero, parse_yuan, plain_yuan, round_half_up, wan, yuan

AMOUNTS = st.integers(-(10**15), 10**15)


@pytest.mark.parametrize(
    ("numerator", "denominator", "rounded"),
    [(1, 2, 1), (-1, 2, -1), (5, 2, 3), (-5, 2, -3), (4, 3, 1), (5, 3, 2), (0, 7, 0), (6, 3, 2)],
)
def test_halves_are_rounded_away_from_zero(numerator: int, denominator: int, rounded: int) -> None:
    assert round_half_up(numerator, denominator) == rounded


@pytest.mark.parametrize(
    ("benefits_yuan", "claims", "printed"),
    [
        (36_976_976, 37_580, 984),
        (35_974_722, 34_440, 1_045),
        (6_722_400, 573, 11_732),
        (5_302_200, 451, 11_757),
        (1_611_200, 147, 10_961),
        (1_395_800, 120, 11_632),
    ],
)
def test_published_averages_are_reproduced(benefits_yuan: int, claims: int, printed: int) -> None:
    assert round_half_up(benefits_yuan, claims) == printed


@pytest.mark.parametrize("denominator", [0, -1])
def test_nothing_is_divided_by_zero_or_less(denominator: int) -> None:
    with pytest.raises(ValueError, match="denominator must be positive"):
        round_half_up(1, denominator)


@given(AMOUNTS, st.integers(1, 10**9))
def test_rounding_is_never_off_by_more_than_a_half(numerator: int, denominator: int) -> None:
    error = round_half_up(numerator, denominator) - Fraction(numerator, denominator)
    assert abs(error) <= Fraction(1, 2)
    assert round_half_up(-numerator, denominator) == -round_half_up(numerator, denominator)


@pytest.mark.parametrize(
    ("text", "fen"),
    [
        ("6018.60", 601_860),
        ("6,018.6", 601_860),
        (" 1,234,567 ", 123_456_700),
        ("0", 0),
        ("0.01", 1),
        ("-3.5", -350),
        ("007", 700),
    ],
)
def test_an_amount_in_yuan_is_read_exactly(text: str, fen: int) -> None:
    assert parse_yuan(text) == fen


@pytest.mark.parametrize(
    "text", ["", "1.234", "1e3", "=1+1", "1,23", "12,3456", ".5", "5.", "+1", "--1", "nan", "1 2"]
)
def test_what_is_not_an_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="is not an amount in yuan"):
        parse_yuan(text)


@given(AMOUNTS)
def test_a_printed_amount_reads_back_as_itself(fen: int) -> None:
    assert parse_yuan(yuan(fen)) == fen
    assert parse_yuan(plain_yuan(fen)) == fen


@pytest.mark.parametrize(
    ("fen", "printed"),
    [(601_860, "6,018.60"), (0, "0.00"), (5, "0.05"), (-5, "-0.05"), (123_456_789, "1,234,567.89")],
)
def test_yuan_are_printed_with_separators_and_two_decimals(fen: int, printed: str) -> None:
    assert yuan(fen) == printed
    assert plain_yuan(fen) == printed.replace(",", "")


@pytest.mark.parametrize(
    ("fen", "printed"),
    [
        (3_597_472_200, "3,597.4722"),
        (0, "0.0000"),
        (50, "0.0001"),
        (49, "0.0000"),
        (-3_597_472_200, "-3,597.4722"),
    ],
)
def test_ten_thousands_are_printed_with_four_decimals(fen: int, printed: str) -> None:
    assert wan(fen) == printed


@pytest.mark.parametrize("value", [1.0, "1", True, -1])
def test_fen_are_whole_numbers_and_never_negative(value: object) -> None:
    for kind in (Fen, FenOrZero):
        with pytest.raises(ValidationError):
            TypeAdapter(kind).validate_python(value)


def test_a_payment_of_nothing_is_no_payment() -> None:
    assert TypeAdapter(FenOrZero).validate_python(0) == 0
    with pytest.raises(ValidationError):
        TypeAdapter(Fen).validate_python(0)


def test_an_amount_beyond_what_can_be_added_up_is_refused() -> None:
    assert parse_yuan("10,000,000,000,000.00") == FEN_MAX

    with pytest.raises(ValueError, match=r"is above 10,000,000,000,000\.00 yuan"):
        parse_yuan("10000000000000.01")
