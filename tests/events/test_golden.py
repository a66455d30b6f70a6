"""Released shapes: the exact bytes of one event of every kind, and the digest of its schema.

UPDATE_GOLDEN=1 writes the files anew. Once a shape is released, a change is a new version instead.
"""

import json
import os
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest

from ledger.events import REGISTRY, restore
from tests.events.samples import SAMPLES

GOLDEN = Path(__file__).parents[1] / "golden" / "events"


def _shape(schema: Any) -> Any:
    """Return what a schema says of the bytes: without its titles and descriptions, which are words."""
    if isinstance(schema, dict):
        return {
            name: _shape(part)
            for name, part in schema.items()
            if not (name in {"title", "description"} and isinstance(part, str))
        }
    return [_shape(part) for part in schema] if isinstance(schema, list) else schema


def _digest(topic: str) -> str:
    shape = _shape(REGISTRY[topic].model_json_schema())
    return sha256(json.dumps(shape, sort_keys=True).encode()).hexdigest()


@pytest.mark.parametrize("topic", REGISTRY)
def test_a_released_shape_never_changes(topic: str) -> None:
    event, path = SAMPLES[topic], GOLDEN / f"{topic}.json"
    now = {"stored": event.stored().decode(), "schema_sha256": _digest(topic)}
    if os.environ.get("UPDATE_GOLDEN") == "1":
        path.write_text(json.dumps(now, ensure_ascii=False, indent=2) + "\n", "utf-8")

    agreed = json.loads(path.read_text("utf-8"))

    assert now == agreed, f"{topic} differs from its released shape: make it a new version"
    assert restore(topic, agreed["stored"].encode()) == event


def test_there_is_a_golden_file_for_every_topic_and_no_other() -> None:
    assert {path.name for path in GOLDEN.iterdir()} == {f"{topic}.json" for topic in REGISTRY}


def test_words_about_a_field_are_no_part_of_its_shape() -> None:
    told = {"title": "Title", "properties": {"title": {"type": "string", "description": "x"}}}

    assert _shape(told) == {"properties": {"title": {"type": "string"}}}
