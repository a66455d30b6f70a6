"""`huzhu demo`: one office's two years, from input files to balance sheets, through the same commands."""

import os
import shlex
import shutil
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager, redirect_stderr, redirect_stdout
from fractions import Fraction
from pathlib import Path
from typing import Any, TextIO

import click
from rich.cells import chop_cells

from ledger.commands import exits
from ledger.commands.shared import FOLDER, Session, pass_session
from ledger.commands.workers import staying
from ledger.demo import place
from ledger.demo.following import Follower, following
from ledger.demo.worked_example import FIRST_MOMENT, SEED, build, closing_words
from ledger.demo.working_day import Call, Tell
from ledger.entropy import SeededEntropy
from ledger.errors import LedgerError
from ledger.languages import Lang
from ledger.periods import SHANGHAI
from ledger.store.address import BookAddress

_WIPE = "\r\x1b[K"  # back to the beginning of the line, and clear it


class Scale(click.ParamType[Fraction]):
    """A part of the whole, such as 0.01."""

    name = "scale"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> Fraction:
        """Read a number from 0.001 to 1, exactly."""
        try:
            scale = Fraction(value)
        except (ValueError, ZeroDivisionError):
            self.fail(f"{value!r} is not a number such as 0.01", param, ctx)
        if not Fraction(1, 1000) <= scale <= 1:
            self.fail("the scale runs from 0.001 to 1", param, ctx)
        return scale


@click.command()
@click.option("--scale", type=Scale(), default="1", show_default=True, help="Part of the office.")
@click.option("--folder", type=FOLDER, default="huzhu-demo", show_default=True, help="Its own.")
@click.option("--database", help="Keep the book in PostgreSQL: postgresql://…?schema=….")
@click.option("--seed", type=int, default=SEED, show_default=True, help="Same seed, same record.")
@click.option("--fresh", is_flag=True, help="Remove what an earlier demo left in the folder.")
@click.pass_context
@pass_session
def demo(
    session: Session,
    context: click.Context,
    scale: Fraction,
    folder: Path,
    database: str | None,
    seed: int,
    fresh: bool,
) -> None:
    """Build the Chengdu office's 2015 and 2016 out of invented people, and compare with what it published.

    It writes the files that an office has into a folder, runs the commands over them, and leaves
    files, book and a log of the commands for you to keep.

    Example: huzhu demo --scale 0.01
    """
    found = place.earlier(folder)
    if found is not None and not fresh:
        _tell_earlier(session, folder, found)
        context.exit(0 if found.get("finished") else exits.REFUSED)
    place.clear(folder)
    address = database or str(folder / place.BOOK)
    shown = str(BookAddress.parse(address))
    facts = {"scale": str(scale), "seed": seed, "book": shown, "finished": False}
    place.mark(folder, facts)
    clock = SeededEntropy(seed, FIRST_MOMENT)
    with (
        (folder / place.LOG).open("w", encoding="utf-8") as log,
        _keys_in(folder),
        following(address, scale) as follower,
        staying(),
    ):
        call = _typed(context.find_root().command, address, clock, session.lang, log, follower)
        outcome = build(folder, address, scale, call, clock, seed, _teller(session.lang))
    place.mark(folder, {**facts, "finished": outcome.as_published, "events": outcome.events})
    for line in closing_words(outcome, shlex.quote(shown), scale, session.lang):
        click.echo(line)
    if not outcome.as_published:
        context.exit(exits.BUG)


def _typed(
    huzhu: click.Command,
    address: str,
    clock: SeededEntropy,
    lang: Lang,
    log: TextIO,
    follower: Follower,
) -> Call:
    """Return what runs one command as if it had been typed, and keeps what it said in the log."""
    show = _shower()

    def call(officer: str, *arguments: str) -> None:
        moment = clock.now().astimezone(SHANGHAI)
        log.write(f"{moment:%Y-%m-%d %H:%M} {officer}$ huzhu {shlex.join(arguments)}\n")
        show(f"{moment:%Y-%m-%d} {officer}: {' '.join(map(_last_part, arguments))}")
        words = ["--book", address, "--as", officer, "--lang", lang, *arguments]
        session = Session(entropy=clock)
        with redirect_stdout(log), redirect_stderr(log):
            try:
                huzhu.main(words, prog_name="huzhu", standalone_mode=False, obj=session)
            except LedgerError as refusal:
                log.write(f"refused [{refusal.code}]: {refusal.sentence(lang)}\n")
                raise
        if arguments[0] == "init":
            follower.start()

    return call


@contextmanager
def _keys_in(folder: Path) -> Iterator[None]:
    """Keep the book's keys in the demo's folder, wherever its database is."""
    before = os.environ.get("HUZHU_KEYS")
    os.environ["HUZHU_KEYS"] = str(folder / place.KEYS)
    try:
        yield
    finally:
        if before is None:
            del os.environ["HUZHU_KEYS"]
        else:
            os.environ["HUZHU_KEYS"] = before


def _shower() -> Callable[[str], None]:
    """Return what shows the command at hand on one line of a terminal; nothing in a pipe."""
    screen = sys.stdout
    if not screen.isatty():
        return lambda _: None

    def show(line: str) -> None:
        width = max(20, shutil.get_terminal_size().columns - 2)
        screen.write(_WIPE + "".join(chop_cells(line, width)[:1]))
        screen.flush()

    return show


def _last_part(word: str) -> str:
    return word.rpartition("/")[2]


def _teller(lang: Lang) -> Tell:
    """Return what says how far the work has come, over the line of the command at hand."""

    def tell(zh: str, en: str) -> None:
        click.echo((_WIPE if sys.stdout.isatty() else "") + (zh if lang == "zh" else en))

    return tell


def _tell_earlier(session: Session, folder: Path, found: dict[str, Any]) -> None:
    """Say what an earlier demo left, and how to begin again."""
    state = found.get("finished")
    session.say(
        f"{folder} 中已有演示：比例 {found.get('scale')}，种子 {found.get('seed')}，"
        f"账套 {found.get('book')}，{'已完成' if state else '未完成'}；用 --fresh 重新开始",
        f"{folder} holds an earlier demo: scale {found.get('scale')}, seed {found.get('seed')}, "
        f"book {found.get('book')}, {'complete' if state else 'not complete'}; "
        "--fresh begins again",
    )
    click.echo(
        f"  HUZHU_BOOK={shlex.quote(str(found.get('book')))} huzhu report comparison 2015 2016"
    )
