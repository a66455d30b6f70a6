"""docs/events.md and docs/events/*.schema.json: every fact a book can hold."""

import json
from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from ledger.derivations import Step
from ledger.docs.markdown import code, page, sentence, table
from ledger.docs.source import Member, doc, members, summary
from ledger.docs.words import MEANINGS
from ledger.events import REGISTRY, Event
from ledger.events.base import Fact, Opening
from ledger.plans import PlanTerms

INTRODUCTION = """
Every fact is recorded once, under its topic, and never changed. The stored bytes are JSON in the
order of the fields below, without the optional fields that are absent; exactly these bytes are
hashed. Each event has a JSON schema in the folder [events](events).

A member is a pseudonym. No name, ID number, telephone number, bank account or diagnosis is in any
event: they are encrypted in the vault, and an event holds at most the SHA-256 of the ciphertext.
Amounts are in fen (`…_fen`) and positive; dates are days in China, `recorded_at` is UTC.
""".strip()


def families() -> dict[str, list[type[Event]]]:
    """Return the events by the family that their topics begin with."""
    found: dict[str, list[type[Event]]] = {}
    for topic, event in REGISTRY.items():
        found.setdefault(topic.partition(".")[0], []).append(event)
    return found


def fields(model: type[BaseModel]) -> Iterator[Member]:
    """Yield a model's own fields with their meaning; an event's envelope is left out."""
    ancestors = [
        cls
        for cls in reversed(model.__mro__)
        if issubclass(cls, BaseModel) and cls not in (BaseModel, Event, Opening, Fact)
    ]
    found = {each.name: each for cls in ancestors for each in members(cls)}
    for name in model.model_fields:
        if name in found and name != "topic":
            yield _explained(found[name])


def envelope() -> Iterator[tuple[str, Member]]:
    """Yield the fields that every event has, by their names in the stored bytes."""
    for each in members(Event):
        info = Event.model_fields.get(each.name)
        if info is not None:
            yield info.alias or each.name, _explained(each)


def _explained(member: Member) -> Member:
    """Return a field with its meaning: the word's, and the comment beside it in the code."""
    meaning = MEANINGS.get(member.name, "")
    said = member.comment
    return member._replace(comment=f"{meaning}; {said}" if meaning and said else meaning or said)


def parts() -> list[type[BaseModel]]:
    """Return the models that events are made of, in the order in which events use them."""
    found: dict[type[BaseModel], None] = {}
    for event in REGISTRY.values():
        for info in event.model_fields.values():
            for part in _models(info.annotation):
                found[part] = None
    return [part for part in found if part is not PlanTerms]


def _models(annotation: Any) -> Iterator[type[BaseModel]]:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        yield annotation
    for argument in get_args(annotation):
        yield from _models(argument)


def events_page() -> str:
    """Return docs/events.md."""
    lines = [INTRODUCTION, "", "## Every event", ""]
    lines += table(
        ("field", "type", "meaning"),
        ((code(name), code(each.kind), sentence(each.comment)) for name, each in envelope()),
    )
    for family, events in families().items():
        lines += ["", f"## {family}", ""]
        for event in events:
            lines += [*_event(event), ""]
    lines += ["## Parts of events", ""]
    for part in parts():
        lines += [f"### {part.__name__}", "", summary(part), "", *_fields(part), ""]
    lines += ["### Step", "", *doc(Step).splitlines(), ""]
    lines += ["### PlanTerms", "", summary(PlanTerms), ""]
    lines += ["Its fields are in the [schema](events/plan.published.v1.schema.json).", ""]
    lines += _types()
    return page("Events", lines)


def _event(event: type[Event]) -> Iterator[str]:
    topic = event.model_fields["topic"].default
    yield f"### {topic}"
    yield ""
    yield f"{code(event.__name__)}: {summary(event)}"
    yield ""
    yield from _fields(event)
    if issubclass(event, Opening):
        yield ""
        yield "The first event of its stream."
    if event.keys is not Event.keys:
        yield ""
        claimed = summary(event.keys).removeprefix("Return ")
        yield f"Taken for ever, so that it names one thing in the book: {claimed}"


def _fields(model: type[BaseModel]) -> list[str]:
    rows = [(code(f.name), code(f.kind), sentence(f.comment)) for f in fields(model)]
    return table(("field", "type", "meaning"), rows) if rows else ["It has no fields of its own."]


def _types() -> list[str]:
    rows = (
        ("`Code`", "text of 1 to 64 characters that names one thing"),
        ("`Count`", "a whole number, zero or more"),
        ("`Digest`", "a SHA-256 in 64 hex digits"),
        ("`Fen`, `FenOrZero`", "an amount of money in whole fen, above zero, or zero and more"),
        ("`PlanKey`", "a plan's code and version, such as CD-HOSP@2015"),
        ("`ScheduleKey`", "a schedule's code and edition, such as CD-CI-LIST@2017"),
    )
    return ["## Types", "", *table(("type", "meaning"), rows)]


def schema(event: type[Event]) -> str:
    """Return the JSON schema of an event's stored bytes."""
    found = event.model_json_schema(by_alias=True, mode="validation")
    topic = event.model_fields["topic"].default
    # pydantic need not be given the topic, but it is always in the bytes.
    found["required"] = ["topic", *found.get("required", [])]
    head = {"$schema": "https://json-schema.org/draft/2020-12/schema", "$id": topic}
    return json.dumps(head | found, ensure_ascii=False, indent=1) + "\n"
