"""The fast pass in several processes: worth it from so many events on, by how they are started."""

import sys
from multiprocessing import get_context

import pytest

from ledger.evidence import parallel
from ledger.evidence.parallel import EVENTS_MIN, processes_for


@pytest.mark.skipif(not sys.platform.startswith("linux"), reason="only Linux forks safely")
def test_a_smaller_record_is_worth_processes_that_begin_at_once(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(parallel, "processes_at_work", lambda: 2)
    for method in ("fork", "spawn"):
        way, least = get_context(method), EVENTS_MIN[method]
        assert [processes_for(events, way) for events in (least - 1, least)] == [1, 2]
    assert EVENTS_MIN["fork"] < EVENTS_MIN["spawn"]
