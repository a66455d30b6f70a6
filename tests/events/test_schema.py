"""The schemas of events: money is whole fen, days are dates, and no field holds personal data."""

from collections.abc import Iterator
from typing import Any

import pytest

from ledger.events import REGISTRY

SCHEMAS: dict[str, dict[str, Any]] = {
    topic: kind.model_json_schema() for topic, kind in REGISTRY.items()
}
each_schema = pytest.mark.parametrize("topic", REGISTRY)

# What the vault alone may hold. `name` of a unit, an agency, a fund or an office is no person's.
PERSONAL = {
    "account",
    "account_number",
    "address",
    "bank",
    "birth",
    "birth_date",
    "birthday",
    "born_on",
    "dependant",
    "diagnosis",
    "id_number",
    "identity",
    "mobile",
    "name",
    "names",
    "phone",
    "wage",
    "wage_fen",
}
ABOUT_PEOPLE = ("member.", "remittance.", "payment_batch.")


def _fields(schema: object) -> Iterator[tuple[str, dict[str, Any]]]:
    """Each named field of a schema, of its parts too."""
    if isinstance(schema, dict):
        yield from schema.get("properties", {}).items()
        for part in schema.values():
            yield from _fields(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _fields(part)


def _types(schema: object) -> Iterator[tuple[str, str | None]]:
    """Each type that a schema allows anywhere, with its format."""
    if isinstance(schema, dict):
        if isinstance(schema.get("type"), str):
            yield schema["type"], schema.get("format")
        for part in schema.values():
            yield from _types(part)
    elif isinstance(schema, list):
        for part in schema:
            yield from _types(part)


def test_the_walk_finds_what_it_looks_for() -> None:
    planted = {
        "properties": {"paid_fen": {"anyOf": [{"type": "number"}, {"type": "null"}]}},
        "$defs": {"Loss": {"properties": {"on": {"type": "string", "format": "date"}}}},
    }

    assert set(_types(planted)) == {("number", None), ("null", None), ("string", "date")}
    assert {name for name, _ in _fields(planted)} == {"paid_fen", "on"}


@each_schema
def test_no_event_has_room_for_a_float(topic: str) -> None:
    assert "number" not in {kind for kind, _ in _types(SCHEMAS[topic])}


@each_schema
def test_money_is_a_whole_number_of_fen(topic: str) -> None:
    for name, field in _fields(SCHEMAS[topic]):
        if name.endswith("_fen"):
            assert {kind for kind, _ in _types(field)} <= {"integer", "null"}, name
        assert not name.startswith("amount") or name.endswith("_fen"), name


@each_schema
def test_days_are_iso_dates(topic: str) -> None:
    for name, field in _fields(SCHEMAS[topic]):
        days = name.endswith(("_on", "_since", "waits_until", "counts_from"))
        found = set(_types(field)) - {("null", None)}
        assert days == (found == {("string", "date")}), name


@each_schema
def test_the_time_of_recording_is_an_iso_time(topic: str) -> None:
    times = [
        name for name, field in _fields(SCHEMAS[topic]) if ("string", "date-time") in _types(field)
    ]

    assert times == ["recorded_at"]


@pytest.mark.parametrize("topic", [topic for topic in REGISTRY if topic.startswith(ABOUT_PEOPLE)])
def test_no_event_about_people_has_a_field_for_personal_data(topic: str) -> None:
    assert {name for name, _ in _fields(SCHEMAS[topic])} & PERSONAL == set()


@pytest.mark.parametrize("topic", ["member.registered.v1", "member.details_sealed.v1"])
def test_of_what_the_vault_holds_an_event_has_the_digests_alone(topic: str) -> None:
    sealed = SCHEMAS[topic]["properties"]["sealed"]

    assert sealed["additionalProperties"]["pattern"] == "^[0-9a-f]{64}$"


@each_schema
def test_every_part_of_an_event_is_closed(topic: str) -> None:
    parts = [SCHEMAS[topic], *SCHEMAS[topic].get("$defs", {}).values()]

    for part in parts:
        if "properties" in part:
            assert part["additionalProperties"] is False, part["title"]
