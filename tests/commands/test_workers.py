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
from ledger.drafting import Acting, Command, Draft
from ledger.errors import TooManyShares
from ledger.store import mailbox
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


def test_a_task_too_long_to_be_laid_ready_is_decided_here(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    monkeypatch.setattr(mailbox, "SLOT_BYTES", 100_000)
    tasks = [b"long" * 50_000, b"short", b"long" * 60_000, b"short", b"short"]
    answers = list(
        workers.decided(book, tasks, lambda task: (os.getpid(), task), workers.ROWS_AT_LEAST)
    )
    assert [decided for _, (_, decided) in answers] == tasks
    assert {pid for task, (pid, _) in answers if len(task) > 100_000} == {os.getpid()}


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
    found = list(workers.decided(book, sent, lambda n: sent[n], workers.ROWS_AT_LEAST))
    assert [answer.writes() for _, answer in found] == [draft.writes(), set()]
    assert [answer.batch() for _, answer in found] == [draft.batch(), Draft().batch()]


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
    made = [workers.Worker(book) for _ in range(3)]
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


# --- workers who stay from one command to the next ---


def at_work(book: Book, label: str) -> set[tuple[int, str, str]]:
    """Let some tasks be decided; who decided each, as whom, and in which way."""

    def decide(_: int) -> tuple[int, str, str]:
        assert book.acting is not None, "somebody acts"
        return os.getpid(), book.acting.officer, label

    return {answer for _, answer in workers.decided(book, range(9), decide, workers.ROWS_AT_LEAST)}


def beside(found: set[tuple[int, str, str]]) -> set[int]:
    return {pid for pid, _, _ in found} - {os.getpid()}


def test_workers_who_stay_decide_the_next_command_as_it_is_asked_and_by_whom(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    with workers.staying():
        book.acting = Acting("zhao", "os:zhao")
        first = at_work(book, "assess")
        book.acting = Acting("qian", "os:qian")
        second = at_work(book, "approve")
    assert beside(first) == beside(second) != set()
    assert {(who, what) for _, who, what in first} == {("zhao", "assess")}
    assert {(who, what) for _, who, what in second} == {("qian", "approve")}


def test_workers_who_stay_see_what_was_recorded_since(
    ready: SmallOffice, book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("HUZHU_WORKERS", "2")
    with workers.staying():
        for _ in range(2):
            heads = workers.decided(book, range(9), lambda _: book.record.head(), 9_999)
            assert {head for _, head in heads} == {book.record.head()}
            ready.do("en", "unit", "register", f"U{uuid4().hex[:4]}", "--name", "新单位")


def test_workers_do_not_stay_after_a_refusal_nor_for_another_book(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    def refuse(_: int) -> int:
        raise TooManyShares("CD-CI@2012", 3, 2)

    monkeypatch.setenv("HUZHU_WORKERS", "2")
    book.acting = Acting("zhao", "os:zhao")
    with workers.staying():
        first = beside(at_work(book, "before"))
        with pytest.raises(TooManyShares):
            list(workers.decided(book, range(9), refuse, workers.ROWS_AT_LEAST))
        second = beside(at_work(book, "after"))
        assert first.isdisjoint(second)
        assert second
        crew = workers._staying[-1]
        assert {worker.process.pid for worker in crew.workers} == second
    assert not crew.workers
    assert not workers._staying
