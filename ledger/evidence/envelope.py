"""Whether a row's columns are those of the event in its bytes."""

import json
from collections.abc import Sequence
from uuid import UUID

from ledger.store.copying import Row

_OPEN = b'{"stream":"'
_STREAM = slice(len(_OPEN), len(_OPEN) + 36)
_TIMES = (len("2015-01-31T08:00:00Z"), len("2015-01-31T08:00:00.000000Z"))


def columns_agree(rows: Sequence[Row]) -> bool:
    """Tell whether every row's columns are those that its bytes begin with.

    Stored bytes begin `{"stream":"…","version":…,"recorded_at":"…","topic":"…",`. These parts are
    compared as bytes, and the streams of a block in one go; only what begins otherwise is parsed.
    """
    versions: dict[int, bytes] = {}
    topics: dict[str, bytes] = {}
    written, columns = [], []
    behind = _STREAM.stop
    whole, parts = _TIMES
    for row in rows:
        _, stream, version, topic, state = row
        number = versions.get(version)
        if number is None:
            number = versions[version] = b'","version":%d,"recorded_at":"' % version
        name = topics.get(topic)
        if name is None:
            name = topics[topic] = f'","topic":"{topic}",'.encode()
        at = behind + len(number)
        if (
            state.startswith(number, behind)
            and (state.startswith(name, at + parts) or state.startswith(name, at + whole))
            and state.startswith(_OPEN)
        ):
            written.append(state[_STREAM])
            columns.append(stream)
        elif altered_column(row) is not None:
            return False
    return _streams(written) == b"".join(columns)


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


def _streams(written: Sequence[bytes]) -> bytes | None:
    """Return the bytes of UUIDs from their text, or None where one is no UUID."""
    try:
        return bytes.fromhex(b"".join(written).replace(b"-", b"").decode("ascii"))
    except ValueError:
        return None
