"""The worked example from beginning to end: files, commands, comparison, statements."""

from __future__ import annotations

import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from fractions import Fraction
from functools import partial
from pathlib import Path

from rich.cells import cell_len
from sqlalchemy import text

from ledger.demo.beginning import TAKE_OVER_DAY
from ledger.demo.closing import (
    Measured,
    balance_sheets,
    beside_published,
    measured,
    unbalanced_months,
    years_compared,
)
from ledger.demo.elsewhere import elsewhere
from ledger.demo.files import Input, generate
from ledger.demo.working_day import AUDITOR, STEPS, Call, Tell, WorkingDay
from ledger.demo.years import Years
from ledger.entropy import SeededEntropy
from ledger.languages import Lang
from ledger.projections.digest import digest
from ledger.statements.render import render
from ledger.statements.sheet import Sheet
from ledger.store.address import BookAddress
from ledger.store.engine import Database

SEED = 20150105
FIRST_MOMENT = datetime.combine(TAKE_OVER_DAY, datetime.min.time(), UTC) + timedelta(hours=1)


@dataclass(frozen=True)
class Outcome:
    """What the example came to."""

    sheets: list[Sheet]  # the statements that are printed
    measured: list[Measured]
    unbalanced: list[str]
    digests: dict[str, str]  # of the projections, equal on both databases
    events: int
    event_bytes: int
    database_bytes: int
    commands: int
    seconds: dict[str, float]

    @property
    def as_published(self) -> bool:
        """Whether every figure is the one to reach, and every month end balances."""
        return all(pair.equal for pair in self.measured) and not self.unbalanced


def build(
    folder: Path,
    address: str,
    scale: Fraction,
    call: Call,
    clock: SeededEntropy,
    seed: int,
    tell: Tell,
) -> Outcome:
    """Make the files, run the two years over them, and measure what the book says."""
    day = WorkingDay(call, clock, tell)
    with day.step("files"):
        before = time.perf_counter()
        files = elsewhere(
            lambda: generate(
                folder, scale, seed, lambda zh, en: tell(f"文件     {zh} …", f"files    {en} …")
            )
        )()
        seconds = time.perf_counter() - before
        tell(
            f"文件     {files.rows:,} 行  {seconds:.1f} s",
            f"files    {files.rows:,} rows  {seconds:.1f} s",
        )
    Years(files, day).run()
    day.huzhu(AUDITOR, "projection catch-up")
    with day.step("comparison"):
        return _outcome(files, BookAddress.parse(address), day)


def _outcome(files: Input, address: BookAddress, day: WorkingDay) -> Outcome:
    # Adding the facts of two years up takes as long as all the rest: another process does that beside.
    beside = elsewhere(partial(_beside, address))
    with Database.open(address) as database:
        compared, loss_ratios = years_compared(database)
        digests = digest(database)
    balances, unbalanced, sizes = beside()
    sheets, pairs = [*balances, compared, loss_ratios], measured(compared, files.targets)
    return Outcome(sheets, pairs, unbalanced, digests, *sizes, day.commands, dict(day.seconds))


def _beside(address: BookAddress) -> tuple[list[Sheet], list[str], tuple[int, int, int]]:
    """Return the balance sheets, the months that do not balance, and how large the book is.

    That is how many events it holds, their bytes, and those of its database.
    """
    with Database.open(address) as database:
        sizes = *_size_of_record(database), _size_of_database(database, address)
        return list(balance_sheets(database)), unbalanced_months(database), sizes


def closing_words(outcome: Outcome, shown: str, scale: Fraction, lang: Lang) -> Iterator[str]:
    """Yield what is printed at the end; `shown` is the book's address as a user may type it."""
    chinese = lang == "zh"
    for sheet in outcome.sheets:
        yield render(sheet, "text", lang)
    yield from beside_published(outcome.measured, scale, lang)
    yield (
        "注意：计划条款、单位与人员均为虚构；只有上述公布数字取自成都办事处。"
        if chinese
        else "Note: plan terms, units and people are invented; only the published totals are the "
        "Chengdu office's."
    )
    yield ""
    if outcome.unbalanced:
        months = outcome.unbalanced
        yield f"不平衡：{'、'.join(months)}" if chinese else f"UNBALANCED: {', '.join(months)}"
    yield from _figures(outcome, chinese)
    yield ""
    yield "接下来可以看：" if chinese else "Where to look next:"
    for command in (
        "report balance-sheet --as-of 2016-12-31",
        "report comparison 2015 2016 --as-of 2016-12-31",
        "report loss-ratio --as-of 2016-12-31",
        "report trial-balance --as-of 2015-12-31",
        "audit trail --claim S201503-00001",
        "claim show S201503-00001",
        "plan show CD-HOSP@2015",
        "projection status",
    ):
        yield f"  HUZHU_BOOK={shown} huzhu {command}"


def _figures(outcome: Outcome, chinese: bool) -> Iterator[str]:
    mebibytes = outcome.database_bytes / 2**20
    yield (
        f"事件 {outcome.events:,} 个，{outcome.event_bytes / 2**20:,.0f} MiB；"
        f"数据库 {mebibytes:,.0f} MiB；命令 {outcome.commands:,} 条"
        if chinese
        else f"{outcome.events:,} events of {outcome.event_bytes / 2**20:,.0f} MiB; "
        f"database {mebibytes:,.0f} MiB; {outcome.commands:,} commands"
    )
    for name, value in sorted(outcome.digests.items()):
        yield f"  {name:<16} {value}"
    for name, seconds in outcome.seconds.items():
        yield _timed(STEPS[name] if chinese else name, seconds)
    yield _timed("合计" if chinese else "in all", sum(outcome.seconds.values()))


def _timed(work: str, seconds: float) -> str:
    """Return a line of the table of times; a Chinese character is two columns wide."""
    return f"  {work}{' ' * (20 - cell_len(work))} {seconds:>8.1f} s"


def _size_of_record(database: Database) -> tuple[int, int]:
    with database.reading() as connection:
        query = "select count(*), coalesce(sum(length(state)), 0) from event"
        count, size = connection.execute(text(query)).one()
    return int(count), int(size)


def _size_of_database(database: Database, address: BookAddress) -> int:
    if address.path is not None:
        parts = address.path.parent.glob(f"{address.path.name}*")
        return sum(part.stat().st_size for part in parts)
    query = (
        "select coalesce(sum(pg_total_relation_size(c.oid)), 0) from pg_class c "
        "where c.relnamespace = current_schema()::regnamespace and c.relkind = 'r'"
    )
    with database.reading() as connection:
        return int(connection.execute(text(query)).scalar_one())
