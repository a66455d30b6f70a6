"""Taking in several files: while one is recorded, in a process of its own, the next is judged.

It comes out as if they had been taken in one after the other: what was judged on anything that the
file before it writes, or was refused meanwhile, is judged again once that one is recorded. A file
that is refused stands in nobody's way.
"""

import os
from collections.abc import Callable, Hashable, Sequence
from multiprocessing import get_context
from types import TracebackType
from typing import Any, NamedTuple, Self

from ledger.commands.lines import Intake, Verdict
from ledger.commands.parts import Outcome, tell_outcome
from ledger.commands.shared import Session
from ledger.commands.workers import workers_for
from ledger.errors import FilesRefused, LedgerError, RoleMissing
from ledger.store.processes import Helper, hand_over


class Waiting(NamedTuple):
    """A file to take in: its name, and what reads it and judges its cells."""

    name: str
    read: Callable[[], Intake[Any]]


def take_in_turn(
    session: Session,
    files: Sequence[Waiting],
    *,
    dry_run: bool,
    good_rows_only: bool,
    afterwards: Callable[[Intake[Any]], None] = lambda _: None,
) -> None:
    """Take files in, each judged whole before anything of it is recorded.

    `afterwards` is called for each that was recorded, when all are through.

    Raises:
        LedgerError: the only file is refused.
        FilesRefused: some of several files are refused, each with its reason; the others are not.
    """
    if len(files) == 1:
        only = files[0].read()
        if only.take_in(dry_run=dry_run, good_rows_only=good_rows_only) is not None:
            afterwards(only)
        return
    with _Turns(session, dry_run=dry_run, good_rows_only=good_rows_only) as turns:
        for file in files:
            turns.take(file)
    for intake in turns.taken:
        afterwards(intake)
    if turns.refused:
        raise FilesRefused(len(turns.refused), len(files), turns.refused[0])


class _Turns:
    """Files in their order, at most one of them being recorded while another is judged."""

    def __init__(self, session: Session, *, dry_run: bool, good_rows_only: bool) -> None:
        self._session, self._dry_run, self._good_rows_only = session, dry_run, good_rows_only
        self._under_way: _Recording | None = None
        self.taken: list[Intake[Any]] = []
        self.refused: list[str] = []  # names of files

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        trace: TracebackType | None,
    ) -> None:
        if isinstance(error, KeyboardInterrupt):
            self._abandon()
        else:
            self._finish()

    def take(self, file: Waiting) -> None:
        """Judge a file, see to it that the one before is recorded, and begin to record this one."""
        try:
            intake, verdict = self._judged(file)
            self._finish()
            if self._dry_run or verdict.problems or intake.judged.problem_count:
                self._session.complain(f"{file.name}：", f"{file.name}:")
            said = {"dry_run": self._dry_run, "good_rows_only": self._good_rows_only}
            if intake.passes(verdict, **said):
                self._under_way = _Recording(file.name, intake, verdict, self._good_rows_only)
        except RoleMissing:  # the officer's, whatever the file
            raise
        except LedgerError as refusal:
            self._refuse(file.name, refusal)

    def _judged(self, file: Waiting) -> tuple[Intake[Any], Verdict[Any]]:
        """Judge a file beside the recording of another; again, where the two may bear on each other."""
        if self._under_way is not None:
            try:
                intake = file.read()
                if intake.keeps:
                    verdict = intake.judge()
                    rests_on = _touched(verdict, read=True)
                    if not verdict.problems and rests_on.isdisjoint(self._under_way.writes):
                        return intake, verdict
            except LedgerError:
                pass  # what was refused may be no longer, once the other is recorded
            self._finish()
        intake = file.read()
        return intake, intake.judge()

    def _finish(self) -> None:
        recording, self._under_way = self._under_way, None
        if recording is None:
            return
        try:
            outcome = recording.outcome()
            self._session.say(f"{recording.name}：", f"{recording.name}:")
            tell_outcome(self._session, outcome, *recording.intake.words)
            self.taken.append(recording.intake)
        except LedgerError as refusal:
            self._refuse(recording.name, refusal)

    def _abandon(self) -> None:
        """Stop recording at once; what was committed are whole parts, and stays."""
        if self._under_way is not None:
            self._under_way.abandon()

    def _refuse(self, name: str, refusal: LedgerError) -> None:
        self.refused.append(name)
        said = f"[{refusal.code}] {refusal.sentence(self._session.lang)}"
        self._session.complain(f"{name}：{said}", f"{name}: {said}")


class _Recording:
    """A judged file on its way into the book, in a process of its own where that is worth it."""

    def __init__(
        self, name: str, intake: Intake[Any], verdict: Verdict[Any], good_rows_only: bool
    ) -> None:
        self.name, self.intake = name, intake
        self.writes = _touched(verdict)
        parent = os.getpid()

        def go_on(_rows: int) -> None:
            if os.getpid() != parent and os.getppid() != parent:
                os._exit(1)  # nobody is left to be told: what follows is for the next run

        def record() -> Outcome:
            return intake.record(verdict, go_on, good_rows_only=good_rows_only)

        self._recorder: Helper | None = None
        if intake.keeps and workers_for(verdict.takes):
            # A copy of an open connection would believe that it holds its locks: there is to be none.
            intake.book.record.rest()
            self._recorder = Helper(get_context("fork"), hand_over, (record,))
        else:
            self._outcome = record()

    def outcome(self) -> Outcome:
        """Wait until the file is recorded; what went wrong is raised here."""
        if self._recorder is not None:
            try:
                self._outcome = self._recorder.answer()
            finally:
                self._recorder.end()
        return self._outcome

    def abandon(self) -> None:
        """End it within a transaction, which then leaves nothing."""
        if self._recorder is not None:
            self._recorder.stop()


def _touched(verdict: Verdict[Any], *, read: bool = False) -> set[Hashable]:
    """Return what a judged file writes: streams, keys, people, its name; with what was only `read`."""
    touched: set[Hashable] = {verdict.naming.id}
    for _, decided in verdict.kept:
        assert decided is not None, "what is kept was decided"
        touched |= decided.draft.writes()
        if read:
            touched.update(stream.bytes for stream in decided.draft.unchanged)
    return touched
