"""The event library's own recorder cases hold for our recorder, on both databases."""

from collections.abc import Sequence
from typing import Any

import pytest
from eventsourcing.persistence import AggregateRecorder, StoredEvent

from ledger.store.recorder import BookRecorder
from tests.store.library import AggregateRecorderTestCase, ApplicationRecorderTestCase

AGGREGATE_CASES = [
    name for name in dir(AggregateRecorderTestCase) if name.startswith("test_insert")
]
APPLICATION_CASES = [
    name
    for name in dir(ApplicationRecorderTestCase)
    if name.startswith(("test_", "optional_test_")) and name != "test_performance"
]


class Streams(BookRecorder):
    """Our recorder as a store of streams alone: without positions, as the library expects."""

    def insert_events(self, stored_events: Sequence[StoredEvent], **kwargs: Any) -> None:  # type: ignore[override]
        super().insert_events(stored_events, **kwargs)


@pytest.mark.parametrize("case", AGGREGATE_CASES)
def test_it_keeps_streams_as_the_library_expects(case: str, recorder: BookRecorder) -> None:
    class Case(AggregateRecorderTestCase):
        def create_recorder(self) -> AggregateRecorder:
            return Streams(recorder.database)

    getattr(Case(case), case)()


@pytest.mark.parametrize("case", APPLICATION_CASES)
def test_it_keeps_the_order_of_the_record_as_the_library_expects(
    case: str, recorder: BookRecorder
) -> None:
    class Case(ApplicationRecorderTestCase[BookRecorder]):
        def create_recorder(self) -> BookRecorder:
            return recorder

    getattr(Case(case), case)()


def test_no_case_of_the_library_is_lost() -> None:
    assert AGGREGATE_CASES == ["test_insert_and_select"]
    assert APPLICATION_CASES == [
        "optional_test_insert_subscribe",
        "test_concurrent_no_conflicts",
        "test_concurrent_throughput",
        "test_insert_select",
    ]
