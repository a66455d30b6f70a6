"""Messages in memory that two processes see: none waits to be read, and each comes as it was put."""

from collections.abc import Iterator
from multiprocessing import Pipe
from multiprocessing.connection import Connection

import pytest

from ledger.store import mailbox
from ledger.store.mailbox import SLOTS, Mailbox

LONG = 3_000_000  # bytes; a pipe holds some tens of thousands


@pytest.fixture
def ends() -> Iterator[tuple[Connection, Connection]]:
    ours, theirs = Pipe()
    yield ours, theirs
    ours.close()
    theirs.close()


def pair() -> tuple[Mailbox, Mailbox]:
    """Return both ends of a mailbox, as a fork makes them: one memory, two counts."""
    ours, theirs = Mailbox(), Mailbox()
    theirs._memory = ours._memory
    return ours, theirs


def test_as_many_long_answers_as_there_are_slots_are_put_before_one_is_taken(
    ends: tuple[Connection, Connection],
) -> None:
    ours, theirs = pair()
    answers = [bytes([n]) * LONG for n in range(SLOTS)]
    for answer in answers:
        theirs.put(ends[1], answer)
    assert [ours.take(ends[0]) for _ in answers] == answers


def test_a_slot_is_used_again_once_its_answer_was_taken(
    ends: tuple[Connection, Connection],
) -> None:
    ours, theirs = pair()
    for number in range(3 * SLOTS):
        theirs.put(ends[1], [number] * 10_000)
        assert ours.take(ends[0]) == [number] * 10_000


def test_an_answer_too_long_for_a_slot_comes_by_the_pipe_between_others(
    ends: tuple[Connection, Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "SLOT_BYTES", 1_000)
    ours, theirs = pair()
    answers = ["short", "long" * 1_000, "short again"]
    taken = []
    for answer in answers:
        theirs.put(ends[1], answer)
        taken.append(ours.take(ends[0]))
    assert taken == answers


def test_a_message_too_long_for_a_slot_is_not_put_where_it_must_be_short(
    ends: tuple[Connection, Connection], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(mailbox, "SLOT_BYTES", 1_000)
    ours, theirs = pair()
    assert theirs.put_short(ends[1], "short")
    assert not theirs.put_short(ends[1], "long" * 1_000)
    assert theirs.put_short(ends[1], "short again")
    assert [ours.take(ends[0]) for _ in range(2)] == ["short", "short again"]
