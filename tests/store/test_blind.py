"""Later entries of the blind index: the newest one of a value says whose it is."""

from random import Random
from uuid import UUID

from hypothesis import given
from hypothesis import strategies as st

from ledger.store.blind import LaterEntry, kinds_between, later_kind, newest

KIND = "id_number"
ONE, OTHER = UUID(int=1), UUID(int=2)


def test_the_first_entry_is_followed_by_the_second() -> None:
    assert later_kind(KIND, None) == "id_number.2"
    assert later_kind(KIND, None, taken_back=True) == "id_number.2-"
    assert later_kind(KIND, LaterEntry(9, ONE, is_taken_back=True)) == "id_number.10"


@given(st.lists(st.booleans(), min_size=1, max_size=30), st.randoms(use_true_random=False))
def test_whatever_their_order_the_newest_entry_decides(steps: list[bool], chance: Random) -> None:
    rows, before = [], None
    for number, taken_back in enumerate(steps, start=2):
        owner = OTHER if number % 2 else ONE
        rows.append((later_kind(KIND, before, taken_back=taken_back), b"digest", owner))
        before = LaterEntry(number, owner, taken_back)
    chance.shuffle(rows)

    assert newest(rows) == {b"digest": before}


@given(st.integers(2, 10_000), st.booleans())
def test_later_kinds_lie_where_they_are_looked_for_and_the_first_does_not(
    number: int, taken_back: bool
) -> None:
    after, before = kinds_between(KIND)
    later = later_kind(KIND, LaterEntry(number, ONE, is_taken_back=False), taken_back=taken_back)

    assert after < later < before
    assert not after < KIND < before
