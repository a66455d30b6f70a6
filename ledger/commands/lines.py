"""Taking a file in: judged whole on what the record holds, then recorded part by part."""

from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import workers
from ledger.commands.parts import (
    Decide,
    Decided,
    Outcome,
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
from ledger.intake.judge import Judged, Problem

GROUP_LINES = 1_000
KEEP_DRAFTS = 150_000  # rows; of a longer file, parts are decided again when they are written
L = TypeVar("L")
Chunks = Callable[[], Iterator[list[Part[L]]]]
DecideChunk = Callable[[list[Part[L]]], list[Decided]]


@dataclass
class Intake(Generic[L]):
    """A judged file on its way into the book.

    `chunks` goes through its parts, some at a time, and `decide` decides a chunk on what the record
    holds at the moment; so a part that met a conflict is decided again by itself.
    """

    session: Session
    book: Book
    purpose: str
    judged: Judged[Any]
    chunks: Chunks[L]
    decide: DecideChunk[L]
    words: tuple[str, str] = ("行组", "groups of rows")

    def take_in(self, *, dry_run: bool, good_rows_only: bool) -> Outcome | None:
        """Judge every part, then record them all; a dry run records nothing.

        Raises:
            RowsRefused: a row cannot be taken in, and the good ones alone were not asked for.
        """
        naming = bind_file(self.book, self.purpose, self.judged)
        kept, problems, takes, already = self._judge()
        refused = tell_problems(self.session, self.judged, problems)
        if dry_run:
            self.session.say(
                f"试运行：可受理 {takes} 行，拒绝 {refused} 行；未作任何记录",
                f"dry run: {takes} rows would be taken in, {refused} refused; nothing was recorded",
            )
            return None
        if not good_rows_only:
            refuse_rows(self.judged, refused)
        source = kept if self._keeps else self._again()
        with progress(self.session, "recording", takes) as step:
            outcome = write(
                self.book, naming, source, self._afresh, step, good_rows_only=good_rows_only
            )
        outcome.already = already
        tell_outcome(self.session, outcome, *self.words)
        return outcome

    @property
    def _keeps(self) -> bool:
        return self.judged.rows <= KEEP_DRAFTS

    def _judge(
        self,
    ) -> tuple[list[tuple[Part[L], Decided | None]], list[Problem], int, list[str]]:
        kept: list[tuple[Part[L], Decided | None]] = []
        problems: list[Problem] = []
        already: list[str] = []
        takes = 0
        with progress(self.session, "judging", len(self.judged.good)) as step:
            for part, decided in self._decided(already):
                step(len(part.lines))
                problems += decided.problems
                if decided.draft.commands:
                    takes += len(part.lines) - len({each.row for each in decided.problems})
                if self._keeps and decided.draft.commands:
                    kept.append((part, decided))
        return kept, problems, takes, already

    def _decided(self, already: list[str]) -> Iterator[tuple[Part[L], Decided]]:
        """Decide every part that no earlier run recorded, in the order of the file."""

        def fresh() -> Iterator[list[Part[L]]]:
            for chunk in self.chunks():
                done = self.book.done_before(part.command for part in chunk)
                already.extend(part.label for part in chunk if part.command.id in done)
                left = [part for part in chunk if part.command.id not in done]
                if left:
                    yield left

        for chunk, answers in workers.decided(self.book, fresh(), self.decide, self.judged.rows):
            yield from zip(chunk, answers, strict=True)

    def _again(self) -> Iterator[tuple[Part[L], Decided | None]]:
        for part, decided in self._decided([]):
            if decided.draft.commands:
                yield part, decided

    def _afresh(self, part: Part[L]) -> Decided:
        return self.decide([part])[0]


def grouped(book: Book, purpose: str, sha256: str, lines: Iterable[L]) -> Iterator[Part[L]]:
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


def each(book: Book, decide: Decide[L]) -> DecideChunk[L]:
    """Return what decides the parts of a chunk one by one, each drawing its own chance."""

    def decide_chunk(chunk: list[Part[L]]) -> list[Decided]:
        answers = []
        for part in chunk:
            with book.drawing_for(part.command.id.hex):
                answers.append(decide(part))
        return answers

    return decide_chunk


def take_in(
    session: Session,
    book: Book,
    purpose: str,
    judged: Judged[Any],
    decide: Decide[Any],
    *,
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Take a file in by groups of lines."""
    sha256 = judged.table.sha256

    def chunks() -> Iterator[list[Part[Any]]]:
        for part in grouped(book, purpose, sha256, judged.good):
            yield [part]

    intake = Intake(session, book, purpose, judged, chunks, each(book, decide))
    intake.take_in(dry_run=dry_run, good_rows_only=good_rows_only)
