"""Reading gives back what was appended: by stream, by position, by key, by command."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ledger.store import reading
from ledger.store import recorder as recorder_module
from ledger.store.batch import Batch, VaultRows
from ledger.store.ids import uuid_of
from ledger.store.recorder import BookRecorder
from tests.store.making import blind, event, events, key, stream

UNIT = stream(5001)


def test_many_streams_are_read_at_once_each_in_order(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(reading, "LIST_MAX", 7)
    streams = [stream() for _ in range(20)]
    batch = [event(of, version) for version in (1, 2, 3) for of in reversed(streams)]
    recorder.append(Batch(batch))
    unknown = stream()

    found = recorder.states_of([*streams[5:], unknown, streams[7]])

    assert set(found) == set(streams[5:])
    for of in streams[5:]:
        assert found[of] == [(each.topic, each.state) for each in recorder.select_events(of)]
        assert len(found[of]) == 3


def test_no_streams_are_no_query(recorder: BookRecorder) -> None:
    assert recorder.states_of([]) == {}
    assert recorder.owners("claim", []) == {}
    assert recorder.commands([]) == {}


def test_the_record_is_streamed_in_blocks_without_a_seam(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(recorder_module, "READ_BLOCK", 7)
    recorder.append(Batch(events(30)))

    assert [row.position for row in recorder.read()] == list(range(1, 31))
    assert [row.position for row in recorder.read(6, 15)] == list(range(7, 16))
    assert [row.position for row in recorder.read(6, limit=8)] == list(range(7, 15))
    assert [row.position for row in recorder.read(28, 99, 99)] == [29, 30]
    assert list(recorder.read(30)) == []


def test_a_stream_is_known_by_its_last_version(recorder: BookRecorder) -> None:
    recorder.append(Batch([event(UNIT, 1), event(UNIT, 2)]))

    assert recorder.stream_version(UNIT) == 2
    assert recorder.stream_version(stream()) is None


def test_what_is_looked_up_comes_in_order_however_a_server_returns_its_rows(
    recorder: BookRecorder, monkeypatch: pytest.MonkeyPatch
) -> None:
    values = [f"C-{n}" for n in range(9)]
    digests = [bytes([n]) * 32 for n in range(9)]
    rows = [blind(digest, stream()) for digest in digests]
    batch = [event(UNIT)]
    recorder.append(Batch(batch, [key(v, UNIT) for v in values], vault=VaultRows(blind=rows)))
    listed = reading.Reading._listed

    def shuffled(self: reading.Reading, *asked: Any) -> Iterator[tuple[Any, ...]]:
        yield from reversed(list(listed(self, *asked)))

    monkeypatch.setattr(reading.Reading, "_listed", shuffled)
    assert list(recorder.owners("claim", values)) == values
    assert list(recorder.find_members("id_number", digests)) == digests


def test_keys_are_found_by_value_and_by_prefix_in_order_of_bytes(recorder: BookRecorder) -> None:
    values = ["C-2", "C-10", "c-1", "C", "C-é", "C-成都", "D-1", "C%1", "C_1"]
    recorder.append(Batch([event(UNIT)], [key(value, UNIT) for value in values]))

    found = [value for value, _ in recorder.keys_with_prefix("claim", "C-")]

    assert found == sorted((v for v in values if v.startswith("C-")), key=str.encode)
    assert recorder.keys_with_prefix("claim", "C%") == [("C%1", UNIT)]
    assert recorder.key_owner("claim", "c-1") == UNIT
    assert recorder.key_owner("claim", "C-1") is None
    assert recorder.key_owner("unit", "c-1") is None
    assert recorder.owners("claim", ["D-1", "C", "none", "C"]) == {"C": UNIT, "D-1": UNIT}


def test_an_empty_book_has_no_last_position(recorder: BookRecorder) -> None:
    assert recorder.max_notification_id() is None
    assert recorder.head().size == 0


@given(st.uuids())
def test_a_fast_uuid_is_a_uuid(value: UUID) -> None:
    made = uuid_of(value.bytes)

    assert made == value
    assert (hash(made), str(made), repr(made)) == (hash(value), str(value), repr(value))
    assert (made.bytes, made.is_safe, made.version) == (value.bytes, value.is_safe, value.version)
