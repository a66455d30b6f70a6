"""Taking a file in: judged whole on what the record holds, then recorded part by part."""

from collections.abc import Callable, Hashable, Iterable, Iterator
from dataclasses import dataclass, field
from itertools import groupby
from typing import Any, Generic, TypeVar

from ledger.book import Book
from ledger.commands import workers
from ledger.commands.bad_rows import refuse_rows, tell_more, tell_problems
from ledger.commands.left_out import left_out, tell_left_out
from ledger.commands.parts import (
    Decide,
    Decided,
    Outcome,
    Part,
    bind_file,
    tell_outcome,
    write,
)
from ledger.commands.progress import progress
from ledger.commands.shared import Session
from ledger.drafting import Command
from ledger.intake.judge import KEEP_LINES, Judged, Line, Lines, Problem
from ledger.languages import counted

GROUP_LINES = 250
KEEP_DRAFTS = 150_000  # rows; of a longer file, parts are decided again when they are written
L = TypeVar("L")
N = TypeVar("N", bound=Line)
Chunks = Callable[[], Iterator[list[Part[L]]]]
DecideChunk = Callable[[list[Part[L]]], list[Decided]]


@dataclass
class Verdict(Generic[L]):
    """What the rules say to a file whose cells were judged, before anything of it is recorded."""

    naming: Command  # binds the file's name to its content
    kept: list[tuple[Part[L], Decided | None]] = field(default_factory=list)
    problems: list[Problem] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)  # in Chinese, in English
    takes: int = 0  # rows that would be taken in
    already: list[str] = field(default_factory=list)  # parts that an earlier run recorded
    left_out: int = 0  # rows of these that it refused


@dataclass
class Intake(Generic[L]):
    """A judged file on its way into the book.

    `chunks` goes through its parts, some at a time, and `decide` decides a chunk on what the record
    holds at the moment; so a part that met a conflict is decided again by itself. `good_rows` makes
    the same of the good rows alone, where these are judged in another way than with the others.
    """

    session: Session
    book: Book
    purpose: str
    judged: Judged[Any]
    chunks: Chunks[L]
    decide: DecideChunk[L]
    words: tuple[str, str] = ("行组", "groups of rows")
    cost: int = 1  # what deciding a line takes, in rows of a roster
    good_rows: "Callable[[], Intake[L]] | None" = None
    is_whole: bool = False  # it is taken in whole or not at all: there is no --good-rows-only

    def take_in(self, *, dry_run: bool, good_rows_only: bool) -> Outcome | None:
        """Judge every part, then record them all; a dry run records nothing.

        Raises:
            RowsRefused: a row cannot be taken in, and the good ones alone were not asked for.
        """
        verdict = self.judge()
        if not self.passes(verdict, dry_run=dry_run, good_rows_only=good_rows_only):
            return None
        with progress(self.session, "recording", verdict.takes) as step:
            outcome = self.record(verdict, step, good_rows_only=good_rows_only)
        tell_outcome(self.session, outcome, *self.words)
        return outcome

    def judge(self) -> Verdict[L]:
        """Decide every part on what the record holds.

        Raises:
            FileChanged: a file of this name came in with another content.
        """
        naming = bind_file(self.book, self.purpose, self.judged)
        verdict = Verdict[L](naming)
        with progress(self.session, "judging", len(self.judged.good)) as step:
            for part, decided in self._decided(verdict):
                step(len(part.lines))
                verdict.problems += decided.problems
                verdict.remarks += decided.remarks
                if decided.draft.commands:
                    verdict.takes += len(part.lines) - len({p.row for p in decided.problems})
                if self.keeps and decided.draft.commands:
                    verdict.kept.append((part, decided))
        return verdict

    def passes(self, verdict: Verdict[L], *, dry_run: bool, good_rows_only: bool) -> bool:
        """Tell what is refused, row by row, and whether the file is to be recorded.

        A dry run ends as the command would.

        Raises:
            RowsRefused: a row cannot be taken in, and the good ones alone were not asked for.
        """
        refused = tell_problems(self.session, self.judged, verdict.problems)
        tell_left_out(self.session, verdict.left_out, *self.words)
        if dry_run and (good_rows_only or not refused):
            takes = verdict.takes
            self.session.say(
                f"试运行：可受理 {takes} 行，拒绝 {refused} 行；未作任何记录",
                f"dry run: {counted(takes, 'row')} would be taken in, {refused} refused; "
                "nothing was recorded",
            )
        elif dry_run and not self.is_whole:
            good = verdict if self.good_rows is None else self.good_rows().judge()
            tell_more(
                self.session, self.judged, [p for p in good.problems if p not in verdict.problems]
            )
            takes = good.takes
            self.session.say(
                f"试运行：整个文件不能受理；加 --good-rows-only 可受理 {takes} 行；未作任何记录",
                "dry run: the file would be refused; with --good-rows-only "
                f"{counted(takes, 'row')} would be taken in; nothing was recorded",
            )
        if not good_rows_only:
            refuse_rows(self.judged, refused)
        for remark in verdict.remarks:
            self.session.say(*remark)
        return not dry_run

    def record(
        self, verdict: Verdict[L], step: Callable[[int], None], *, good_rows_only: bool
    ) -> Outcome:
        """Record what was judged, part by part; `step` counts rows."""
        naming = verdict.naming
        source = verdict.kept if self.keeps else self._again(naming)
        outcome = write(
            self.book, naming, source, self._afresh, step, good_rows_only=good_rows_only
        )
        outcome.already = verdict.already
        return outcome

    @property
    def keeps(self) -> bool:
        """Tell whether what is decided is kept until it is recorded, and not decided again then."""
        return self.judged.rows <= KEEP_DRAFTS

    def _decided(self, verdict: Verdict[L]) -> Iterator[tuple[Part[L], Decided]]:
        """Decide every part that no earlier run recorded, in the order of the file."""

        def fresh() -> Iterator[list[Part[L]]]:
            for chunk in self.chunks():
                done = self.book.done_before(part.command for part in chunk)
                recorded = [part for part in chunk if part.command.id in done]
                verdict.already += [part.label for part in recorded]
                verdict.left_out += left_out(recorded, done)
                left = [part for part in chunk if part.command.id not in done]
                if left:
                    yield left

        work = self.judged.rows * self.cost
        for chunk, answers in workers.decided(self.book, fresh(), self.decide, work):
            yield from zip(chunk, answers, strict=True)

    def _again(self, naming: Command) -> Iterator[tuple[Part[L], Decided | None]]:
        for part, decided in self._decided(Verdict(naming)):
            if decided.draft.commands:
                yield part, decided

    def _afresh(self, part: Part[L]) -> Decided:
        return self.decide([part])[0]


def in_groups(lines: Lines[N], whose: Callable[[N], Hashable], size: int) -> Iterator[list[N]]:
    """Divide lines into groups of about a size, those of one subject in one group.

    Groups of one transaction may not rest on each other. A list that is too long to be held is
    divided as it stands; there, what meets a conflict is decided again.
    """
    runs: Iterable[list[N]]
    if len(lines) <= KEEP_LINES:
        together: dict[Hashable, list[N]] = {}
        for line in lines:
            together.setdefault(whose(line), []).append(line)
        runs = together.values()
    else:
        runs = (list(own) for _, own in groupby(lines, key=whose))
    group: list[N] = []
    for own in runs:
        group += own
        if len(group) >= size:
            yield group
            group = []
    if group:
        yield group


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
    whose: Callable[[Any], Hashable],
    dry_run: bool,
    good_rows_only: bool,
    cost: int = 1,
    is_whole: bool = False,
) -> None:
    """Take a file in by groups of lines, those of one subject (`whose`) in one group.

    `cost` is what deciding a line takes, in rows of a roster. A file that `is_whole` is taken in
    whole, or not at all.
    """

    def chunks() -> Iterator[list[Part[Any]]]:
        first = 1
        for number, group in enumerate(in_groups(judged.good, whose, GROUP_LINES)):
            part = f"group {number}"
            command = Command.of_file(book.book_id, purpose, judged.table.sha256, part)
            yield [Part(command, f"{first}–{first + len(group) - 1}", group)]
            first += len(group)

    decide_chunk = each(book, decide)
    intake = Intake(
        session, book, purpose, judged, chunks, decide_chunk, cost=cost, is_whole=is_whole
    )
    intake.take_in(dry_run=dry_run, good_rows_only=good_rows_only)
