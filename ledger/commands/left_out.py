"""Rows that an earlier run refused, of parts that it recorded: counted, and not judged again."""

import json
from collections.abc import Mapping, Sequence
from typing import Any
from uuid import UUID

from ledger.commands.parts import Part
from ledger.commands.shared import Session
from ledger.store.batch import CommandRow


def left_out(recorded: Sequence[Part[Any]], done: Mapping[UUID, CommandRow]) -> int:
    """Return how many rows of parts on record were refused when they were recorded.

    Each part's answer says how many of its rows were taken in; one that says none took in all.
    """
    count = 0
    for part in recorded:
        answer, rows = json.loads(done[part.command.id].result), len(part.lines)
        count += rows - answer.get("rows", rows)
    return count


def tell_left_out(session: Session, rows: int, what_zh: str, what_en: str) -> None:
    """Say that rows were refused by an earlier run of a file, which this one does not judge again."""
    if rows:
        session.say(
            f"此前已记录的{what_zh}中，有 {rows} 行当时被拒绝，本次不再审核；更正后请另行报送",
            f"1 row of the {what_en} recorded before was refused then, and is not judged again; "
            "put right, it goes into another file"
            if rows == 1
            else f"{rows} rows of the {what_en} recorded before were refused then, and are not judged "
            "again; put right, they go into another file",
        )
