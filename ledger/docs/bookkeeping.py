"""The generated parts of docs/bookkeeping.md: the chart, and the entry that each event makes."""

from collections.abc import Iterator
from typing import Any, get_args

from pydantic import BaseModel

from ledger.accounting import Posting, postings
from ledger.docs.markdown import code, table
from ledger.docs.source import summary
from ledger.events import REGISTRY, Event
from ledger.statements.chart import CHARTS, NPO_2004, chart_on

_DIMENSIONS = ("plan", "period", "unit", "bank_account")


def chart() -> list[str]:
    """Return the table of accounts, with their codes by edition."""
    editions = sorted(CHARTS, key=lambda edition: edition.in_force_from)
    rows = [
        (
            code(account),
            *(CHARTS[edition][account].code for edition in editions),
            entry.zh,
            entry.en,
            entry.element.replace("_", " "),
        )
        for account, entry in sorted(CHARTS[NPO_2004].items(), key=lambda item: item[1].code)
    ]
    return table(
        ("account", *(edition.name for edition in editions), "中文", "English", "element"), rows
    )


def posting_table() -> list[str]:
    """Return the table of entries: each event's postings over the names of its own fields."""
    rows = []
    for topic, event in REGISTRY.items():
        for place, posting in enumerate(postings(symbolic(event))):
            named = (code(topic), summary(event)) if place == 0 else ("", "")
            rows.append((*named, *_leg(posting)))
    return table(("event", "meaning", "debit", "credit", "amount", "dimensions"), rows)


def memoranda() -> list[str]:
    """Return the list of events that move no money."""
    return [
        f"- {code(topic)}: {summary(event)}"
        for topic, event in REGISTRY.items()
        if not postings(symbolic(event))
    ]


def symbolic(event: type[Event]) -> Event:
    """Make an event whose every field holds its own name, and every list one line of names."""
    return event.model_construct(**dict(_names(event, "")))


def _names(model: type[BaseModel], prefix: str) -> Iterator[tuple[str, Any]]:
    for name, info in model.model_fields.items():
        part = next(iter(get_args(info.annotation)), None)
        if isinstance(part, type) and issubclass(part, BaseModel) and name == "lines":
            yield name, (part.model_construct(**dict(_names(part, "line."))),)
        else:
            yield name, f"{prefix}{name}"


def _leg(posting: Posting) -> tuple[str, str, str, str]:
    entry = chart_on(NPO_2004.in_force_from).get(posting.account)
    account = f"{entry.code} {entry.zh}" if entry else "the line's account"
    if posting.side not in ("D", "C"):
        debit, credit = f"{account}, on its side", f"{account}, on its side"
    else:
        debit, credit = (account, "") if posting.side == "D" else ("", account)
    dimensions = ["fund", *(name for name in _DIMENSIONS if getattr(posting, name) is not None)]
    return debit, credit, code(str(posting.amount_fen)), ", ".join(dimensions)
