"""A follower takes help at the start alone, gathers what comes bit by bit, and outlives its server."""

from collections.abc import Callable, Iterator
from typing import Any

import pytest

from ledger.projections import follow as following
from ledger.projections.engine import Progress
from ledger.projections.follow import AWAY_SECONDS, GATHER_SECONDS, follow
from ledger.store.refusals import BookUnreachable, ConnectionLost
from tests import makers
from tests.projections.books import Shelf

GONE: list[Callable[[], Exception]] = [
    lambda: BookUnreachable("book"),
    lambda: ConnectionLost("it"),
]


class Waits:
    """Stands in for waiting: keeps what was waited for, and ends after so many times."""

    def __init__(self, times: int) -> None:
        self.times, self.seconds = times, list[float]()

    def __call__(self, seconds: float) -> bool:
        self.seconds.append(seconds)
        return len(self.seconds) >= self.times


def test_a_follower_is_helped_at_the_start_and_alone_from_then_on(
    sqlite_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    alone: list[bool] = []

    def catch_up(*_: Any, **how: bool) -> Progress:
        alone.append(how["alone"])
        return Progress(0, 0, 0)

    monkeypatch.setattr(following, "catch_up", catch_up)
    follow(sqlite_book.database, sqlite_book.record, Waits(3))
    assert alone == [False, True, True]


def test_a_follower_gathers_before_it_asks_again(sqlite_book: Shelf) -> None:
    sqlite_book.keep(makers.office_opened())
    waits = Waits(1)
    follow(sqlite_book.database, sqlite_book.record, waits)
    assert waits.seconds == [GATHER_SECONDS]


def test_a_follower_that_has_much_before_it_goes_on_at_once(
    sqlite_book: Shelf, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(following, "BATCH_EVENTS", 1)
    sqlite_book.keep(makers.office_opened())
    waits = Waits(1)
    follow(sqlite_book.database, sqlite_book.record, waits)
    assert waits.seconds == [0.0]


@pytest.mark.parametrize("gone", GONE, ids=["unreachable", "lost"])
@pytest.mark.parametrize("database_url", ["postgresql"], indirect=True)
def test_a_server_that_goes_away_in_the_midst_of_it_is_waited_for(
    book: Shelf, gone: Callable[[], Exception], monkeypatch: pytest.MonkeyPatch
) -> None:
    told: list[bool] = []
    answers: Iterator[Exception | Progress] = iter([gone(), Progress(1, 1, 0)])

    def catch_up(*_: Any, **__: bool) -> Progress:
        answer = next(answers)
        if isinstance(answer, Exception):
            raise answer
        return answer

    monkeypatch.setattr(following, "catch_up", catch_up)
    waits = Waits(2)
    follow(book.database, book.record, waits, away=told.append)
    assert waits.seconds == [AWAY_SECONDS, GATHER_SECONDS]
    assert told == [True, False]
