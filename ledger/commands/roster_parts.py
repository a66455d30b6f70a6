"""Dividing a roster file into its rosters (unit × plan × period), each a command of its own."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date
from itertools import groupby
from typing import NamedTuple

from ledger.book import Book
from ledger.commands.parts import Part
from ledger.drafting import Command
from ledger.events import Document
from ledger.intake.judge import Judged
from ledger.intake.roster import RosterLine
from ledger.periods import CoveragePeriod
from ledger.plans import FundingPart

SORT_LINES = 200_000  # a longer file is taken in the order in which it stands
CHUNK_LINES = 1_250


class RosterKey(NamedTuple):
    """Which roster a line is on."""

    unit: str
    plan: str


@dataclass(frozen=True)
class Terms:
    """What a whole file is enrolled into."""

    period: CoveragePeriod
    starts_on: date
    consent: Document | None
    good_rows_only: bool
    lang: str = "en"
    said_start: date | None = None  # the first day of cover, where it was said
    compare_names: bool | None = None  # with the vault's; None: as the file's length says
    names_declined: bool = False  # nor with those of whom a corrected number found before
    funding: tuple[FundingPart, ...] = ()  # who bears the contributions, where terms do not say


def rosters_of(book: Book, terms: Terms, judged: Judged[RosterLine]) -> Iterator[Part[RosterLine]]:
    """Divide a file's good lines into rosters; each is a command over the file and the roster."""
    times: dict[RosterKey, int] = {}
    lines = _in_order(judged.good, len(judged.good))
    for key, run in groupby(lines, key=lambda line: RosterKey(line.unit, line.plan)):
        times[key] = times.get(key, 0) + 1
        label = f"{key.unit}/{key.plan}/{terms.period.code}"
        label = label if times[key] == 1 else f"{label}#{times[key]}"
        part = f"{label}/{terms.starts_on}"
        command = Command.of_file(book.book_id, "roster import", judged.table.sha256, part)
        yield Part(command, label, list(run))


def in_chunks(rosters: Iterable[Part[RosterLine]]) -> Iterator[list[Part[RosterLine]]]:
    """Bring rosters together, whole units at a time, some thousands of lines."""
    chunk: list[Part[RosterLine]] = []
    lines = 0
    for part in rosters:
        if lines >= CHUNK_LINES and part.lines[0].unit != chunk[-1].lines[0].unit:
            yield chunk
            chunk, lines = [], 0
        chunk.append(part)
        lines += len(part.lines)
    if chunk:
        yield chunk


def _in_order(lines: Iterable[RosterLine], count: int) -> Iterable[RosterLine]:
    """Bring a file's lines together by unit and plan, unless it is too long to be held."""
    if count > SORT_LINES:
        return lines
    return sorted(lines, key=lambda line: (line.unit, line.plan))
