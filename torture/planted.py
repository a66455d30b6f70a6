"""Planted defects: what the campaigns' checks must catch. Each is planted in a process of its own."""

import time
from collections.abc import Callable, Sequence
from dataclasses import replace as changed
from itertools import chain
from typing import Any

from ledger.aggregates import Member
from ledger.projections import engine
from ledger.projections.catalogue import PROJECTIONS
from ledger.projections.digest import chained
from ledger.projections.storage import Cursor, Standing
from ledger.store.batch import Batch, VaultRows
from ledger.store.engine import Database
from ledger.store.recorder import BookRecorder
from torture.killed import replace

ROW_SECONDS = 0.05  # long enough for a reader to look between two legs


def append_in_two_halves() -> None:
    """Record the second half of a command's events in a transaction of its own."""
    whole: Callable[[BookRecorder, Batch], range] = BookRecorder.append

    def halves(self: BookRecorder, batch: Batch) -> range:
        middle = len(batch.events) // 2
        if middle == 0:
            return whole(self, batch)
        early = [key for key in batch.keys if key.offset < middle]
        late = [k._replace(offset=k.offset - middle) for k in batch.keys if k.offset >= middle]
        commands = [command._replace(offsets=None) for command in batch.commands]
        whole(self, changed(batch, events=batch.events[:middle], keys=early, commands=()))
        return whole(
            self,
            changed(
                batch,
                events=batch.events[middle:],
                keys=late,
                commands=commands,
                unchanged={},
                at=None,
                vault=VaultRows(),
            ),
        )

    replace(BookRecorder, "append", halves)


def position_apart_from_rows() -> None:
    """Move a projection's position in a transaction of its own, before the rows."""

    def apart(database: Database, behind: Sequence[Standing], batch: Any, stop: int) -> None:
        with database.writing() as connection:
            for standing in behind:
                link = chained(standing.link, batch.lines[standing.name].splitlines())
                engine._move(Cursor(connection), [(standing, link)], stop)
        with database.writing() as connection:
            for standing in behind:
                lines = batch.lines[standing.name]
                if lines:
                    table, groups = (
                        PROJECTIONS[standing.name].table,
                        batch.rows.get(standing.name, ()),
                    )
                    Cursor(connection).insert(table, standing.generation, groups, lines)

    replace(engine, "_write", apart)


def legs_apart() -> None:
    """Write each row of a projection in a transaction of its own, slowly."""

    def apart(database: Database, behind: Sequence[Standing], batch: Any, stop: int) -> None:
        for standing in behind:
            table, lines = PROJECTIONS[standing.name].table, batch.lines[standing.name].splitlines()
            width = len(table.columns)
            cells = [*chain.from_iterable(batch.rows.get(standing.name, ()))]
            for n, line in enumerate(lines):
                row = tuple(cells[n * width : (n + 1) * width])
                with database.writing() as connection:
                    Cursor(connection).insert(table, standing.generation, [row], line)
                time.sleep(ROW_SECONDS)
            with database.writing() as connection:
                link = chained(standing.link, lines)
                engine._move(Cursor(connection), [(standing, link)], stop)

    replace(engine, "_write", apart)


def forget_stages() -> None:
    """Let a claim be put into a batch whatever its stage is."""
    replace(Member, "_claim_for", lambda self, claim, *_: self.claims[claim])
