"""Processes that fold ahead make the same batches, and nothing is lost with one of them."""

import os
import signal
import sys
from collections.abc import Callable
from typing import Any

import pytest

from ledger.projections import ahead, catalogue, digest, engine, folding
from ledger.projections.ahead import Ahead
from ledger.projections.rebuild import rebuild
from ledger.store.batch import Batch
from tests import history, makers
from tests.projections.books import Shelf

MARK = 16  # so that a small book is a long stretch
AWKWARD = 'back\\slash\ttab\nline "quote" 名\r'


@pytest.fixture
def long_book(book: Shelf, monkeypatch: pytest.MonkeyPatch) -> Shelf:
    """A book whose events are enough for processes to be worth it, nothing of it projected."""
    for module in (ahead, digest, engine):
        monkeypatch.setattr(module, "MARK_EVERY", MARK)
    monkeypatch.setattr(ahead, "HEAD_START", {"spawn": MARK, "fork": MARK})
    monkeypatch.setattr(ahead, "processes_beside", lambda: 2)
    book.keep(*history.two_years(), makers.unit_registered(unit="U9", name=AWKWARD))
    member = iter(range(1_000, 2_000))
    book.keep(
        *(
            makers.member_registered(originator_id=makers.member_id(next(member)))
            for _ in range(150)
        )
    )
    return book


def alone(book: Shelf, monkeypatch: pytest.MonkeyPatch) -> dict[str, str]:
    """Rebuild without any help, and return the digests."""
    with monkeypatch.context() as patch:
        patch.setattr(ahead, "processes_beside", lambda: 0)
        assert all(report.is_equal for report in rebuild(book.database, book.record))
    return book.digests()


def test_what_was_folded_ahead_is_what_is_folded_here(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    taken: list[int] = []
    unpacked = ahead._unpacked

    def counting(packed: Any) -> folding.Folded:
        taken.append(1)
        return unpacked(packed)

    monkeypatch.setattr(ahead, "_unpacked", counting)
    done = long_book.catch_up(batch_events=MARK)

    assert done.events == long_book.record.head().size
    assert len(taken) >= 5  # most came from the others
    assert long_book.rows("select name from register where code = 'U9'") == [(AWKWARD,)]
    assert alone(long_book, monkeypatch) == long_book.digests()


def test_what_cannot_be_folded_is_quarantined_from_there_too(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    event = makers.stored(makers.member_registered(originator_id=makers.member_id(3_000)))
    strange = type(event)(event.originator_id, 1, "member.teleported.v1", event.state)
    long_book.record.append(Batch(events=[strange]))
    long_book.keep(
        *(makers.office_opened(originator_id=makers.member_id(4_000 + n)) for n in range(40))
    )

    done = long_book.catch_up(batch_events=MARK)

    assert done.quarantined == len(catalogue.PROJECTIONS)
    assert long_book.rows("select distinct reason from quarantine") == [(folding.TOPIC_UNKNOWN,)]


def test_a_process_that_is_killed_takes_nothing_with_it(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    fold: Callable[..., folding.Folded] = Ahead.fold
    killed: list[int] = []

    def killing(self: Ahead, *arguments: Any) -> folding.Folded:
        if self._workers and not killed:
            pid = self._workers[0].process.pid
            assert pid is not None
            killed.append(pid)
            os.kill(pid, signal.SIGKILL)
        return fold(self, *arguments)

    monkeypatch.setattr(Ahead, "fold", killing)
    done = long_book.catch_up(batch_events=MARK)

    assert killed
    assert (done.position, done.events) == (long_book.record.head().size,) * 2
    assert alone(long_book, monkeypatch) == long_book.digests()


def test_what_fails_there_is_folded_here_and_says_why(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    shown: list[int] = []
    fold: Callable[..., folding.Folded] = folding.folded
    here = os.getpid()

    def failing(*arguments: Any) -> folding.Folded:
        if os.getpid() != here:
            raise OSError("only there")
        shown.append(1)
        return fold(*arguments)

    monkeypatch.setattr(ahead, "folded", failing)
    done = long_book.catch_up(batch_events=MARK)

    assert done.events == long_book.record.head().size
    assert len(shown) * MARK >= done.events  # all of it was folded here
    assert alone(long_book, monkeypatch) == long_book.digests()


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks safely")
def test_no_connection_to_a_file_is_open_where_processes_are_forked(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    seen: list[int] = []
    start = ahead._Worker.__init__

    def watched(self: Any, *arguments: Any) -> None:
        pools = (long_book.database.reader.pool, long_book.database.writer.pool)
        seen.append(sum(pool.checkedin() + pool.checkedout() for pool in pools))  # type: ignore[attr-defined]
        start(self, *arguments)

    monkeypatch.setattr(ahead._Worker, "__init__", watched)
    long_book.catch_up(batch_events=MARK)

    assert seen == [0, 0]


def test_whoever_is_to_be_alone_starts_no_process(
    long_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(ahead, "_Worker", None)
    head = long_book.record.head().size
    done = engine.catch_up(long_book.database, long_book.record, batch_events=MARK, alone=True)
    assert done == (head, head, 0)


def test_short_stretches_start_no_process(book: Shelf, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(ahead, "_Worker", None)
    book.keep(*history.two_years())
    assert book.catch_up().events == len(history.two_years())
