"""Progress of long work: a bar on a terminal, and nothing in a pipe."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeElapsedColumn

from ledger.commands.shared import Session
from ledger.projections.engine import Told

WORDS_ZH = {"judging": "审核", "recording": "记录"}


@contextmanager
def progress(session: Session, what: str, total: int) -> Iterator[Callable[[int], None]]:
    """Show how far a piece of work is; the function given counts rows."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    words = WORDS_ZH[what] if session.lang == "zh" else what
    columns = (TextColumn("{task.description}"), BarColumn(), MofNCompleteColumn())
    with Progress(*columns, TimeElapsedColumn(), console=console, transient=True) as bar:
        task = bar.add_task(words, total=total)
        yield lambda rows: bar.advance(task, rows)


@contextmanager
def bar() -> Iterator[Told | None]:
    """Show how far along the record a piece of work is; None where nobody looks on."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield None
        return
    columns = (BarColumn(), MofNCompleteColumn(), TimeElapsedColumn())
    with Progress(*columns, console=console, transient=True) as shown:
        task = shown.add_task("", total=None)
        yield lambda done, total: shown.update(task, completed=done, total=total)
