"""Which pages are made from the code, and which parts of written pages."""

import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Final

from ledger.docs import bookkeeping, files, plans
from ledger.docs.claims import claims_page
from ledger.docs.cli import cli_page
from ledger.docs.events import events_page, schema
from ledger.docs.refusals import refusals_page
from ledger.docs.relief import relief_page
from ledger.docs.source import PACKAGE
from ledger.events import REGISTRY

ROOT: Final = PACKAGE.parent
SCHEMAS: Final = "docs/events"

WHOLE: Final[Mapping[str, Callable[[], str]]] = {
    "docs/claims.md": claims_page,
    "docs/cli.md": cli_page,
    "docs/events.md": events_page,
    "docs/plan-schedule.schema.json": plans.schedule_schema,
    "docs/plan-terms.schema.json": plans.terms_schema,
    "docs/refusals.md": refusals_page,
    "docs/relief.md": relief_page,
}
# Parts of written pages, between <!-- made: name --> and <!-- end: name -->.
PARTS: Final[Mapping[str, Mapping[str, Callable[[], list[str]]]]] = {
    "docs/bookkeeping.md": {
        "chart": bookkeeping.chart,
        "postings": bookkeeping.posting_table,
        "memoranda": bookkeeping.memoranda,
    },
    "docs/files.md": {"columns": files.columns},
    "docs/plans.md": {
        "shipped": plans.shipped_plans,
        "lists": plans.shipped_lists,
        "parameters": plans.parameters,
    },
}


def wanted(root: Path) -> dict[str, str]:
    """Return the text that every page should have, by its name relative to the checkout."""
    pages = {name: make() for name, make in WHOLE.items()}
    for topic, event in REGISTRY.items():
        pages[f"{SCHEMAS}/{topic}.schema.json"] = schema(event)
    for name, parts in PARTS.items():
        text = (root / name).read_text(encoding="utf-8")
        for part, make in parts.items():
            text = _with_part(name, text, part, make())
        pages[name] = text
    return pages


def _with_part(name: str, text: str, part: str, lines: list[str]) -> str:
    first, last = f"<!-- made: {part} -->", f"<!-- end: {part} -->"
    block = re.compile(f"{re.escape(first)}.*?{re.escape(last)}", re.DOTALL)
    assert len(block.findall(text)) == 1, f"{name} has the part {part} once"
    made = "\n".join([first, "", *lines, "", last])
    return block.sub(lambda _: made, text)


def stale(root: Path, pages: Mapping[str, str]) -> list[str]:
    """Return the pages that are not as they should be, and schemas of events that are no more."""
    changed = [
        name
        for name, text in pages.items()
        if not (root / name).is_file() or (root / name).read_text(encoding="utf-8") != text
    ]
    return sorted([*changed, *_left_over(root, pages)])


def write(root: Path, pages: Mapping[str, str]) -> None:
    """Write every page, and remove schemas of events that are no more."""
    for name, text in pages.items():
        path = root / name
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    for name in _left_over(root, pages):
        (root / name).unlink()


def _left_over(root: Path, pages: Mapping[str, str]) -> list[str]:
    found = (path.relative_to(root).as_posix() for path in (root / SCHEMAS).glob("*.schema.json"))
    return [name for name in found if name not in pages]
