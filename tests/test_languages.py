"""Numbers of things in English sentences."""

import pytest

from ledger.languages import counted


@pytest.mark.parametrize(
    ("count", "said"), [(0, "0 days"), (1, "1 day"), (2, "2 days"), (1_200, "1,200 days")]
)
def test_one_thing_alone_is_told_without_a_plural(count: int, said: str) -> None:
    assert counted(count, "day") == said
