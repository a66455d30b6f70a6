"""Resident identity numbers, after GB 11643-1999."""

from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.intake.identity import (
    CHECKS,
    birth_of,
    check_character,
    flaw_of,
    invented_id,
    mask,
    sex_of,
)
from ledger.plans import Sex

ON = date(2016, 1, 1)
STANDARD = "11010519491231002X"  # the example of GB 11643-1999 itself

invented = st.builds(
    invented_id,
    st.integers(0, 9999).map(lambda n: f"99{n:04d}"),
    st.dates(date(1930, 1, 1), date(2015, 12, 31)),
    st.integers(0, 499),
    st.sampled_from(["female", "male"]),
)


def code(number: str, *, allow_invented: bool = False) -> str | None:
    flaw = flaw_of(number, on=ON, allow_invented=allow_invented)
    return flaw[0] if flaw else None


def test_the_example_of_the_standard_is_valid() -> None:
    assert code(STANDARD) is None
    assert (birth_of(STANDARD), sex_of(STANDARD)) == (date(1949, 12, 31), "female")


@pytest.mark.parametrize(
    ("number", "expected"),
    [
        ("", "roster.id_form"),
        ("110105491231002", "roster.id_form"),  # the fifteen digits of before 1999
        ("1101051949123100２X", "roster.id_form"),
        ("X10105194912310021", "roster.id_form"),
        ("010105194912310021", "roster.id_region"),
        ("990105194912310020", "roster.id_region"),
        ("110105194902300021", "roster.id_birth"),
        ("110105201601020021", "roster.id_birth"),  # born after the day of judgement
        ("110105189912310021", "roster.id_birth"),
        ("110105194912310021", "roster.id_checksum"),
    ],
)
def test_a_number_is_refused_by_the_first_rule_it_breaks(number: str, expected: str) -> None:
    assert code(number) == expected


@given(invented)
def test_an_invented_number_passes_only_where_that_is_allowed(number: str) -> None:
    assert code(number, allow_invented=True) is None
    assert code(number) == "roster.id_region"


@given(invented, st.integers(0, 17), st.sampled_from(CHECKS))
def test_one_wrong_character_is_always_found(number: str, place: int, character: str) -> None:
    wrong = number[:place] + character + number[place + 1 :]

    assert wrong == number or code(wrong, allow_invented=True) is not None


@given(invented, st.integers(0, 16))
def test_two_neighbours_that_changed_places_are_always_found(number: str, place: int) -> None:
    swapped = list(number)
    swapped[place], swapped[place + 1] = swapped[place + 1], swapped[place]

    wrong = "".join(swapped)

    assert wrong == number or code(wrong, allow_invented=True) is not None


@given(
    st.dates(date(1930, 1, 1), date(2015, 12, 31)),
    st.integers(0, 499),
    st.sampled_from(["female", "male"]),
)
def test_birth_and_sex_are_read_back_as_they_were_given(
    birth: date, sequence: int, sex: Sex
) -> None:
    number = invented_id("990101", birth, sequence, sex)

    assert (birth_of(number), sex_of(number)) == (birth, sex)


def test_invented_people_of_one_birthday_are_told_apart() -> None:
    numbers = {
        invented_id("990101", ON, sequence, sex)
        for sequence in range(500)
        for sex in ("female", "male")
    }

    assert len(numbers) == 1000


@pytest.mark.parametrize(("region", "sequence"), [("510101", 1), ("99010", 1), ("990101", 500)])
def test_nobody_is_invented_in_a_region_that_exists(region: str, sequence: int) -> None:
    with pytest.raises(ValueError, match=r"invented region|sequence"):
        invented_id(region, ON, sequence, "female")


def test_the_check_character_weighs_each_digit_by_its_place() -> None:
    # written out from the standard: weight of place i is 2^(18-i) mod 11
    digits = STANDARD[:17]
    total = sum(int(digit) * pow(2, 17 - i, 11) for i, digit in enumerate(digits))

    assert check_character(digits) == CHECKS[total % 11] == "X"


def test_a_masked_number_shows_neither_birth_nor_region_below_the_province() -> None:
    assert mask("510101198001051234") == "510***********1234"
    assert mask("1234") == "****"
