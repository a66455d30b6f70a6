"""A book that stays open decides on the office as it read it, and never on an office that has moved."""

from collections.abc import Iterator
from contextlib import closing

import pytest

from ledger.aggregates import Moment, Office, Unit
from ledger.book import Book
from ledger.commands.policies import policy_on
from ledger.drafting import Acting, Decision, Done, Request
from ledger.errors import LedgerError, OfficerUnknown
from ledger.periods import shanghai_date
from ledger.store.recorder import BookRecorder
from tests.commands.office import SmallOffice

ACTING = Acting("en", "demo:en")


@pytest.fixture
def book(ready_anywhere: SmallOffice) -> Iterator[Book]:
    """A book open since some time: its office was read."""
    office = ready_anywhere
    opened = Book.open(office.book, acting=ACTING, entropy=office.entropy, keys=office.keys)
    with closing(opened) as book:
        book.office()
        yield book


def headcount(book: Book, tries: list[int] | None = None) -> Done:
    """Declare a unit's headcount, as the officer who acts."""

    def decide(office: Office, at: Moment) -> Decision:
        if tries is not None:
            tries.append(office.version)
        unit = book.get(Unit, "unit", "U001")
        unit.declare_headcount(10, 4, at)
        return Decision([unit])

    return book.perform(Request("unit headcount", {}), decide)


def test_the_office_is_not_read_again_while_it_stands(
    book: Book, monkeypatch: pytest.MonkeyPatch
) -> None:
    office, asked = book.stream("office"), list[object]()
    whole = BookRecorder.select_events

    def watched(self: BookRecorder, originator_id: object, **bounds: object) -> object:
        asked.append(originator_id)
        return whole(self, originator_id, **bounds)  # type: ignore[arg-type]  # handed on as it came

    monkeypatch.setattr(BookRecorder, "select_events", watched)
    headcount(book)
    headcount(book)

    assert asked and office not in asked


def test_an_office_that_stands_is_folded_once(book: Book, monkeypatch: pytest.MonkeyPatch) -> None:
    def never(*_: object) -> None:
        raise AssertionError("it was folded again")

    monkeypatch.setattr(Office, "when", never)

    assert len(headcount(book).positions) == 1


def test_what_the_office_decided_and_did_not_record_is_forgotten(
    book: Book, ready_anywhere: SmallOffice
) -> None:
    book.acting, stood, tries = Acting("lin", "demo:lin"), book.office().version, list[int]()

    def decide(office: Office, at: Moment) -> Decision:
        tries.append(office.version)
        office.resolve("R9", "示例", "管委会", at)
        if len(tries) == 1:  # another is first, so that as many facts stand as were decided here
            ready_anywhere.do(
                "lin", "office", "resolve", "R8", "--title", "示例", "--body", "管委会"
            )
        return Decision([office])

    book.perform(Request("office resolve", {}), decide)

    assert tries == [stood, stood + 1]
    for number in ("R8", "R9"):
        book.office().require_resolution(number, shanghai_date(book.entropy.now()))
    assert book.office().version == stood + 2


def test_an_officer_dismissed_meanwhile_decides_nothing_more(
    book: Book, ready_anywhere: SmallOffice
) -> None:
    ready_anywhere.do("lin", "office", "dismiss", "en", "--reason", "调离")

    with ready_anywhere.untouched(), pytest.raises(LedgerError) as refusal:
        headcount(book)

    assert refusal.value.code == OfficerUnknown.code


def test_an_officer_appointed_meanwhile_is_not_refused(
    book: Book, ready_anywhere: SmallOffice
) -> None:
    ready_anywhere.do("lin", "office", "appoint", "wu", "--role", "enrolment")
    book.acting = Acting("wu", "demo:wu")

    assert len(headcount(book).positions) == 1


def test_what_was_decided_on_an_older_office_is_decided_again(
    book: Book, ready_anywhere: SmallOffice
) -> None:
    ready_anywhere.do("lin", "office", "appoint", "wu", "--role", "enrolment")
    tries: list[int] = []

    assert len(headcount(book, tries).positions) == 1
    assert len(tries) == 2 and tries[1] == tries[0] + 1


def test_a_policy_set_meanwhile_holds_for_the_next_question(
    book: Book, ready_anywhere: SmallOffice
) -> None:
    policy = ("office", "policy", "claim.appeal_days", "30", "--citation", "管委会决议")
    ready_anywhere.do("lin", *policy, "--resolution", "R1")

    on = ready_anywhere.entropy.now().date()
    assert policy_on(book, "claim.appeal_days", on) == "30"


def test_what_is_refused_is_decided_once_where_the_office_stands(book: Book) -> None:
    tries: list[int] = []

    def decide(office: Office, _: Moment) -> Decision:
        tries.append(office.version)
        raise OfficerUnknown("wu")

    with pytest.raises(OfficerUnknown):
        book.perform(Request("unit headcount", {}), decide)

    assert len(tries) == 1
