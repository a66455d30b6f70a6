"""Workers: the same answers in the same order as without them, and none outlives its work."""

import os
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from uuid import uuid4

import pytest
from eventsourcing.persistence import StoredEvent

from ledger.book import Book
from ledger.commands import workers
from ledger.drafting import Command, Draft
from ledger.errors import TooManyShares
from ledger.store.batch import BlindRow, DataKeyRow, KeyRow, SealedFieldRow
from tests.commands.office import SmallOffice


@pytest.fixture
def book(ready: SmallOffice) -> Iterator[Book]:
    book = Book.open(str(Path(ready.folder) / "book.db"))
    yield book
    book.close()


@pytest.mark.parametrize("count", ["0", "1", "2", "3"])
def test_answers_come_in_the_order_of_the_tasks_however_many_work(
    book: Book, count: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", count)
    found = list(workers.decided(book, range(20), lambda n: n * n, workers.ROWS_AT_LEAST))
    assert found == [(n, n * n) for n in range(20)]


def test_large_tasks_and_answers_do_not_wait_for_one_another(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    tasks = [bytes([n]) * 3_000_000 for n in range(8)]  # far more than a pipe holds
    found = workers.decided(book, tasks, lambda task: task[::-1], workers.ROWS_AT_LEAST)
    assert [answer for _, answer in found] == tasks


@pytest.mark.parametrize("at_hand", [0, workers.ROWS_AT_HAND])
def test_tasks_at_hand_and_tasks_sent_are_answered_in_the_same_order(
    book: Book, monkeypatch: pytest.MonkeyPatch, at_hand: int
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    monkeypatch.setattr(workers, "ROWS_AT_HAND", at_hand)
    tasks = [[n] * n for n in range(9)]
    found = workers.decided(book, iter(tasks), sum, workers.ROWS_AT_LEAST)
    assert list(found) == [(task, sum(task)) for task in tasks]


def test_a_draft_comes_back_from_a_worker_as_it_was_decided(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    member, own = uuid4(), uuid4()
    draft = Draft()
    draft.events = [StoredEvent(member, 1, "a.v1", b"1"), StoredEvent(own, 7, "b.v1", b"")]
    draft.keys = [KeyRow("claim", "C1", own, 1)]
    draft.data_keys = [DataKeyRow(member, "bank", 3, own, b"wrapped")]
    draft.sealed_fields = [SealedFieldRow(member, "bank", 1, b"sealed")]
    draft.blind = [BlindRow("id_number", b"digest", member)]
    draft.unchanged = {own: 7}
    command = Command.over(own, "claim file", {"claim": "C1"})
    draft.account_for(command, datetime(2015, 1, 5, tzinfo=UTC), range(2), {"claims": 1})
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    sent = {0: draft, 1: Draft()}
    found = workers.decided(book, sent, lambda n: sent[n], workers.ROWS_AT_LEAST)
    assert [vars(answer) for _, answer in found] == [vars(draft), vars(Draft())]


def test_a_worker_born_among_questions_asks_its_own(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    with book.record.together():
        heads = workers.decided(book, range(4), lambda _: book.record.head(), 9_999)
        assert [head for _, head in heads] == [book.record.head()] * 4
        assert book.record.head().size > 0, "the parent's connection still answers"


def test_a_refusal_in_a_worker_is_raised_here_with_its_facts(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(_: int) -> int:
        raise TooManyShares("CD-CI@2012", 3, 2)

    monkeypatch.setenv("HUZHU_WORKERS", "2")
    with pytest.raises(TooManyShares, match="3 shares of CD-CI@2012; its terms allow 2"):
        list(workers.decided(book, range(3), decide, workers.ROWS_AT_LEAST))


def test_every_worker_ends_by_itself_when_its_pipe_closes(book: Book) -> None:
    made: list[workers.Worker[int, int]] = []
    for _ in range(3):
        made.append(workers.Worker(book, lambda n: n, [], made))
    assert [worker.end() for worker in made] == [0, 0, 0]


def test_a_worker_reads_the_book_through_a_connection_of_its_own(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def decide(_: int) -> tuple[int, int]:
        return os.getpid(), book.record.head().size

    monkeypatch.setenv("HUZHU_WORKERS", "2")
    answers = [a for _, a in workers.decided(book, range(4), decide, workers.ROWS_AT_LEAST)]
    assert {pid for pid, _ in answers} - {os.getpid()}, "not all were decided here"
    assert {size for _, size in answers} == {book.record.head().size}
