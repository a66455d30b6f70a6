"""What events name is asked for once, and what was asked for long ago is let go of."""

from uuid import UUID

import pytest

from ledger.evidence import named
from ledger.evidence.damage import Kind
from ledger.evidence.named import Named
from ledger.store.copying import Columns


class Rows:
    """The rows of commands that a book has; counts what it is asked for."""

    def __init__(self, known: range) -> None:
        self.known, self.asked = {UUID(int=n).bytes for n in known}, 0

    def commands_among(self, ids: set[bytes]) -> set[bytes]:
        self.asked += len(ids)
        return ids & self.known


def block(numbers: range) -> Columns:
    """Return events, each under a command of its own number."""
    states = [b'{"login":"x","command":"%s"}' % str(UUID(int=n)).encode() for n in numbers]
    count = len(numbers)
    return Columns(list(numbers), [bytes(16)] * count, [1] * count, ["unit.x"] * count, states)


def test_commands_are_asked_for_once_and_no_more_are_remembered_than_bounds_allow(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(named, "KNOWN_MAX", 100)
    rows, its = Rows(range(1, 1_001)), Named()
    for start in range(1, 1_001, 50):
        for _ in range(2):  # neighbours share theirs
            its.add(rows, block(range(start, start + 50)))  # type: ignore[arg-type]
            assert len(its._commands) <= 150
    assert its.missing is None
    assert rows.asked <= 1_400, "most are asked for once"


def test_a_command_without_its_row_is_found_after_older_ones_were_let_go_of(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(named, "KNOWN_MAX", 100)
    rows, its = Rows(range(1, 951)), Named()
    for start in range(1, 1_001, 50):
        its.add(rows, block(range(start, start + 50)))  # type: ignore[arg-type]
    assert its.missing is not None
    assert (its.missing.kind, its.missing.first) == (Kind.COMMAND_MISSING, 951)
