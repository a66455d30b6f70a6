"""Whether a row's columns are those of the event in its bytes."""

import json
from collections.abc import Iterable
from itertools import repeat
from operator import add, itemgetter, or_
from uuid import UUID

from ledger.store.copying import Columns, Row

_OPEN = b'{"stream":"'
_STREAM = slice(len(_OPEN), len(_OPEN) + 36)
_TIMES = (len("2015-01-31T08:00:00Z"), len("2015-01-31T08:00:00.000000Z"))


def columns_agree(block: Columns) -> bool:
    """Tell whether the columns of every event are those that its bytes begin with."""
    return _begin_alike(block) or all(
        altered_column(row) is None for row in zip(*block, strict=True)
    )


def _begin_alike(block: Columns) -> bool:
    """Compare a block's columns with how its events are written, as bytes, nothing parsed.

    They begin `{"stream":"…","version":…,"recorded_at":"…","topic":"…",`. Each part is compared over
    the whole block by functions that run in C: no step is taken in Python for a row.
    """
    _, streams, versions, topics, states = block
    numbers = {n: b'","version":%d,"recorded_at":"' % n for n in set(versions)}
    names = {topic: f'","topic":"{topic}",'.encode() for topic in set(topics)}
    places = {n: _STREAM.stop + len(number) for n, number in numbers.items()}
    own_names = list(map(names.__getitem__, topics))
    at = list(map(places.__getitem__, versions))
    short, long = (
        map(bytes.startswith, states, own_names, map(add, at, repeat(width))) for width in _TIMES
    )
    return (
        all(map(bytes.startswith, states, repeat(_OPEN)))
        and all(
            map(
                bytes.startswith,
                states,
                map(numbers.__getitem__, versions),
                repeat(_STREAM.stop),
            )
        )
        and all(map(or_, short, long))
        and _streams(map(itemgetter(_STREAM), states)) == b"".join(streams)
    )


def altered_column(row: Row) -> str | None:
    """Return the column that says other than the row's bytes, or None.

    "state" says that the bytes hold no event at all.
    """
    _, stream, version, topic, state = row
    try:
        event = json.loads(state)
        own = {
            "topic": (topic, event["topic"]),
            "originator_id": (stream, UUID(event["stream"]).bytes),
            "originator_version": (version, event["version"]),
        }
    except (AttributeError, KeyError, TypeError, ValueError):
        return "state"
    return next((name for name, (column, sealed) in own.items() if column != sealed), None)


def _streams(written: Iterable[bytes]) -> bytes | None:
    """Return the bytes of UUIDs from their text, or None where one is no UUID."""
    try:
        return bytes.fromhex(b"".join(written).replace(b"-", b"").decode("ascii"))
    except ValueError:
        return None
