"""Rows that come out of PostgreSQL's binary copy, however its messages are cut."""

from collections.abc import Callable
from types import SimpleNamespace
from typing import Any

import pytest

from ledger.store.copying import Columns, Row, copied, copied_columns, event_chunks
from tests.evidence.making import events

EVENTS = events(5)
ROWS = [
    (n, event.originator_id.bytes, event.originator_version, event.topic, event.state)  # type: ignore[union-attr]  # a UUID
    for n, event in enumerate(EVENTS, 7)
]
START = 19  # bytes before the first row


def stream() -> bytes:
    return b"".join(event_chunks(EVENTS, 7, lambda _: None))


def a_row_each() -> list[bytes]:
    data, found = stream(), []
    for row in ROWS:
        size = 2 + 4 + 8 + 4 + 16 + 4 + 4 + 4 + len(row[3]) + 4 + len(row[4])
        found.append(data[START : START + size])
        data = data[:START] + data[START + size :]
    return [data[:START] + found[0], *found[1:], data[START:]]


CUTS: dict[str, Callable[[], list[bytes]]] = {
    "a row each": a_row_each,
    "the start by itself": lambda: [
        a_row_each()[0][:START],
        a_row_each()[0][START:],
        *a_row_each()[1:],
    ],
    "two rows in one": lambda: [b"".join(a_row_each()[:2]), *a_row_each()[2:]],
    "the end with the last row": lambda: [*a_row_each()[:-2], b"".join(a_row_each()[-2:])],
    "in the middle of a row": lambda: [stream()[:100], stream()[100:300], stream()[300:]],
    "between topic and state": lambda: [stream()[:70], stream()[70:]],
    "all in one": lambda: [stream()],
}


def cursor(messages: list[bytes]) -> Any:
    def copy_expert(_: str, to: Any) -> None:
        for message in messages:
            to.write(message)

    return SimpleNamespace(copy_expert=copy_expert, mogrify=lambda query, _: query.encode())


@pytest.mark.parametrize("cut", CUTS)
def test_rows_are_the_same_however_the_server_cuts_them(cut: str) -> None:
    messages = CUTS[cut]()
    assert b"".join(messages) == stream()

    assert list(copied(cursor(messages), "", ())) == ROWS
    found = copied_columns(cursor(messages), "", ())
    assert list(zip(*found, strict=True)) == ROWS


def test_no_rows_are_no_rows() -> None:
    data = stream()
    empty = [data[:START] + data[-2:]]
    for messages in (empty, [data[:START], data[-2:]]):
        assert copied_columns(cursor(messages), "", ()) == Columns.of(list[Row]())
