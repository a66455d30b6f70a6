"""Files are recorded group by group; what one person's lines rest on stays in one group."""

from typing import NamedTuple

from hypothesis import given
from hypothesis import strategies as st

from ledger.commands.lines import in_groups
from ledger.intake.judge import KEEP_LINES, Lines


class Named(NamedTuple):
    row: int
    name: str


def lines(names: list[str], *, count: int | None = None) -> Lines[Named]:
    kept = [Named(row, name) for row, name in enumerate(names, start=2)]
    return Lines(kept, len(kept) if count is None else count, lambda: iter(kept))


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=40), st.integers(1, 7))
def test_one_persons_lines_are_in_one_group_in_their_order(names: list[str], size: int) -> None:
    groups = list(in_groups(lines(names), lambda line: line.name, size))
    for name in set(names):
        holding = [group for group in groups if any(line.name == name for line in group)]
        assert len(holding) == 1
        own = [line.row for line in holding[0] if line.name == name]
        assert own == sorted(own)


@given(st.lists(st.sampled_from("甲乙丙丁"), max_size=40), st.integers(1, 7))
def test_every_line_is_in_a_group_once(names: list[str], size: int) -> None:
    groups = list(in_groups(lines(names), lambda line: line.name, size))
    assert sorted(line for group in groups for line in group) == list(lines(names))
    assert all(len(group) >= size for group in groups[:-1])


def test_a_list_too_long_to_be_held_is_divided_as_it_stands() -> None:
    long = lines(["甲", "甲", "乙", "甲"], count=KEEP_LINES + 1)
    groups = in_groups(long, lambda line: line.name, 2)
    assert [[line.row for line in group] for group in groups] == [[2, 3], [4, 5]]
