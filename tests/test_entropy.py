"""Chance: given out once, to one process, and from a seed always the same."""

import multiprocessing
from datetime import UTC, datetime
from typing import Any

import pytest

from ledger.entropy import RESERVE_BYTES, Entropy, Neighbours, SeededEntropy, SystemEntropy

NOW = datetime(2015, 1, 5, 2, tzinfo=UTC)
SOURCES: list[Entropy] = [SystemEntropy(), SystemEntropy().branch("part"), SeededEntropy(1, NOW)]


@pytest.mark.parametrize("source", SOURCES, ids=["machine", "reserve", "seed"])
def test_no_bytes_are_given_twice(source: Entropy) -> None:
    given = [source.token(16) for _ in range(RESERVE_BYTES)]
    assert {len(each) for each in given} == {16}
    assert len(set(given)) == len(given)


def test_a_reserve_gives_more_at_once_than_it_keeps() -> None:
    source = SystemEntropy().branch("part")
    assert len(source.token(5)) == 5
    assert len(source.token(3 * RESERVE_BYTES)) == 3 * RESERVE_BYTES


def test_pieces_of_work_share_no_chance() -> None:
    system = SystemEntropy()
    first, second = system.branch("part"), system.branch("part")
    assert first.token(16) != second.token(16)


def test_a_forked_process_does_not_give_out_what_its_parent_fetched() -> None:
    source = SystemEntropy().branch("part")
    source.token(1)  # so that a reserve is there
    fork = multiprocessing.get_context("fork")
    ours, theirs = fork.Pipe()

    def give(pipe: Any) -> None:
        pipe.send_bytes(source.token(64))

    child = fork.Process(target=give, args=(theirs,))
    child.start()
    given = ours.recv_bytes()
    child.join()
    assert given != source.token(64)


def test_a_seed_gives_the_same_bytes_and_moments_for_the_same_label() -> None:
    one, other = (SeededEntropy(20150105, NOW).branch("part") for _ in range(2))
    assert (one.token(40), one.now()) == (other.token(40), other.now())
    assert one.token(40) != SeededEntropy(20150105, NOW).branch("another part").token(40)


def test_ids_of_one_piece_of_work_follow_one_another_and_those_of_another_do_not() -> None:
    neighbours, work, other = Neighbours(), SeededEntropy(1, NOW), SeededEntropy(2, NOW)

    first, *rest = [neighbours.next(work, NOW).int for _ in range(5)]
    assert rest == [first + n for n in range(1, 5)]
    assert neighbours.next(other, NOW).int not in range(first, first + 100)
    assert neighbours.next(SeededEntropy(1, NOW), NOW).int == first
    assert neighbours.next(other, NOW).version == 7
