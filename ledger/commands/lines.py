"""Taking in a file line by line: groups of lines, each group one command."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from typing import Any, TypeVar

from ledger.book import Book
from ledger.commands.parts import (
    Decided,
    Part,
    bind_file,
    refuse_rows,
    tell_outcome,
    tell_problems,
    write,
)
from ledger.commands.progress import progress
from ledger.commands.shared import Session
from ledger.drafting import Command
from ledger.intake.judge import Judged

GROUP_LINES = 1_000
L = TypeVar("L")
DecideGroup = Callable[[Part[L]], Decided]


def groups(book: Book, purpose: str, sha256: str, lines: Iterable[L]) -> Iterator[Part[L]]:
    """Divide lines into groups, each a command over the file and the group's number."""
    group: list[L] = []
    number = 0
    for line in lines:
        group.append(line)
        if len(group) == GROUP_LINES:
            yield _part(book, purpose, sha256, number, group)
            group, number = [], number + 1
    if group:
        yield _part(book, purpose, sha256, number, group)


def _part(book: Book, purpose: str, sha256: str, number: int, lines: Sequence[L]) -> Part[L]:
    command = Command.of_file(book.book_id, purpose, sha256, f"group {number}")
    return Part(command, f"{number * GROUP_LINES + 1}–{number * GROUP_LINES + len(lines)}", lines)


def take_in(
    session: Session,
    book: Book,
    purpose: str,
    judged: Judged[Any],
    decide: DecideGroup[Any],
    *,
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Judge a file whole on the record, then record it group by group; see `parts`."""
    naming = bind_file(book, purpose, judged)
    problems, already = [], []
    kept: list[tuple[Part[Any], Decided | None]] = []
    with progress(session, "judging", len(judged.good)) as step:
        for part in groups(book, purpose, judged.table.sha256, judged.good):
            if book.done_before([part.command]):
                already.append(part.label)
                continue
            decided = decide(part)
            problems += decided.problems
            kept.append((part, decided))
            step(len(part.lines))
    refused = tell_problems(session, judged, problems)
    if dry_run:
        takes = sum(len(part.lines) for part, _ in kept) - len({p.row for p in problems})
        session.say(
            f"试运行：可受理 {takes} 行，拒绝 {refused} 行；未作任何记录",
            f"dry run: {takes} rows would be taken in, {refused} refused; nothing was recorded",
        )
        return
    if not good_rows_only:
        refuse_rows(judged, refused)
    with progress(session, "recording", judged.rows) as step:
        outcome = write(book, naming, kept, decide, step)
    outcome.already = already
    tell_outcome(session, outcome, "行组", "groups of rows")
