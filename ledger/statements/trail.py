"""The audit trail in words: who did what, when, under which login, streamed from the record."""

import csv
import io
import json
from collections.abc import Iterator
from datetime import UTC, date, datetime
from typing import NamedTuple
from uuid import UUID

from ledger.errors import RecordDamaged
from ledger.events import restore
from ledger.languages import Lang
from ledger.periods import SHANGHAI
from ledger.projections.audit_trail import OF_GRANTS
from ledger.statements.facts import Facts
from ledger.statements.render import Format, head, safe
from ledger.statements.sheet import Words
from ledger.statements.streams import stream_id
from ledger.statements.words import tell

TITLE = Words("审计轨迹", "Audit trail")
EMPTY = Words("没有符合条件的记录。", "Nothing on record matches.")


class Wanted(NamedTuple):
    """Whose trail; all that is given must hold."""

    member: UUID | None = None
    unit: str | None = None
    claim: str | None = None
    officer: str | None = None
    since: date | None = None  # of effective dates


class Entry(NamedTuple):
    """One event, as an auditor reads it."""

    position: int
    recorded_at: datetime  # UTC
    effective_on: date
    topic: str
    officer: str
    login: str
    words: str


def trail(facts: Facts, wanted: Wanted, lang: Lang) -> Iterator[Entry]:
    """Yield what was recorded, in order, up to the day and the position that the facts are cut at."""
    conditions, values = ["trail.effective_on <= ?", "trail.position <= ?"], [*facts.until()]
    for column in ("unit", "claim", "officer"):
        value = getattr(wanted, column)
        if value is not None:
            conditions.append(f"trail.{column} = ?")
            values.append(value)
    if wanted.since is not None:
        conditions.append("trail.effective_on >= ?")
        values.append(wanted.since.isoformat())
    if wanted.member is not None:
        # Their own stream, which the record finds at once, and the steps of their grants.
        conditions.append(
            "trail.position in (select position from event where originator_id = ? "
            f"union all select position from audit_trail where member = ? and {OF_GRANTS})"
        )
        values += [stream_id(facts, wanted.member)] * 2
    query = (
        "select event.position, event.topic, event.state from audit_trail as trail "
        "join event on event.position = trail.position "
        f"where {' and '.join(conditions)} order by trail.position"
    )
    for rows in facts.cursor.stream(query, values):
        for position, topic, state in rows:
            try:
                event = restore(topic, bytes(state))
            except RecordDamaged as error:
                raise RecordDamaged(f"position {position}") from error
            yield Entry(
                position,
                event.timestamp.astimezone(UTC),
                event.effective_on,
                topic,
                event.recorded_by,
                event.authenticated_as,
                tell(event, lang),
            )


def lines(facts: Facts, wanted: Wanted, as_: Format, lang: Lang) -> Iterator[str]:
    """Yield the trail line by line: text, one JSON object a line, or CSV."""
    entries = trail(facts, wanted, lang)
    match as_:
        case "json":
            yield from (_json(entry) for entry in entries)
        case "csv":
            yield _csv(Entry._fields)
            yield from (_csv(_plain(entry)) for entry in entries)
        case "text":
            yield from head(TITLE, facts.knowledge, lang)
            yield ""
            said = False
            for entry in entries:
                said = True
                yield _text(entry)
            if not said:
                yield EMPTY.said(lang)


def _text(entry: Entry) -> str:
    at = entry.recorded_at.astimezone(SHANGHAI).strftime("%Y-%m-%d %H:%M:%S")
    who = f"{entry.officer} ({entry.login})"
    return f"{entry.position:>8}  {at}  {entry.effective_on}  {who}  {entry.words}"


def _plain(entry: Entry) -> tuple[str | int, ...]:
    return (
        entry.position,
        entry.recorded_at.isoformat(),
        entry.effective_on.isoformat(),
        *entry[3:],
    )


def _json(entry: Entry) -> str:
    return json.dumps(dict(zip(Entry._fields, _plain(entry), strict=True)), ensure_ascii=False)


def _csv(cells: tuple[str | int, ...]) -> str:
    output = io.StringIO()
    csv.writer(output, lineterminator="").writerow([safe(cell) for cell in cells])
    return output.getvalue()
