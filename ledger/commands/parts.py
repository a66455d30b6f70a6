"""Recording a file part by part: whole rosters or groups of lines, some thousands of rows at a time.

A file is judged whole before anything is written. Each part is a command of its own, so that an
import that was cut off is finished by running it again, which says what was already there.
"""

from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any, Generic, TypeVar

import click

from ledger.book import ATTEMPTS, Book
from ledger.commands.shared import Session
from ledger.drafting import Command, Draft
from ledger.errors import (
    CommandReused,
    Contended,
    FileChanged,
    KeyTaken,
    LedgerError,
    RoleMissing,
)
from ledger.intake.judge import Judged, Problem
from ledger.languages import counted
from ledger.store.conflicts import CommandKnown, HeadMoved, StreamMoved
from ledger.store.refusals import PersonKnown

ROWS_A_TRANSACTION = 5_000
L = TypeVar("L")


@dataclass
class Part(Generic[L]):
    """What is recorded whole: a command over some lines of a file."""

    command: Command
    label: str
    lines: Sequence[L]


@dataclass
class Decided:
    """A part's draft, the rows that a rule refused, and what is to be told of the others."""

    draft: Draft
    answer: dict[str, Any]
    problems: list[Problem] = field(default_factory=list)
    remarks: list[tuple[str, str]] = field(default_factory=list)  # in Chinese, in English


Decide = Callable[[Part[L]], Decided]


@dataclass
class Outcome:
    """What became of a file."""

    recorded: list[str] = field(default_factory=list)
    already: list[str] = field(default_factory=list)
    late: list[tuple[str, LedgerError]] = field(default_factory=list)  # passed, then did not
    events: int = 0


# The column of a file that a rule looked at, by the refusal's code. None: the row as a whole.
_COLUMNS = {
    "record.date_ahead": "received_on",
    "plan.not_in_force": "plan",
    "unit.closed": "unit",
    "office.take_over_complete": "handed_over_on",
    "takeover.cover_over": "ends_on",
    "takeover.principal_stays": "principal",
    "roster.number_corrected": "id_number",
    "roster.unit_suspended": "unit",
    "roster.before_reinstatement": "unit",
    "fund.wrong_fund": "fund",
    "roster.already_enrolled": "id_number",
    "roster.age_not_admitted": "id_number",
    "roster.sex_not_admitted": "id_number",
    "roster.too_many_shares": "shares",
    "roster.plans_exclusive": "plan",
    "roster.employment_not_admitted": "employment",
    "roster.basic_insurance_missing": "basic_insurance",
    "roster.shares_differ": "shares",
    "roster.joining_over": "hired_on",
    "roster.new_form_month": "employment",
    "roster.list_changes_over": "id_number",
    "claim.not_covered": "admitted_on",
    "claim.inside_waiting_period": "admitted_on",
    "claim.time_barred": "admitted_on",
    "claim.trigger_not_in_plan": "trigger",
    "claim.loss_after_departure": "admitted_on",
    "claim.cover_suspended": "admitted_on",
    "claim.filed_twice": "admitted_on",
    "claim.stays_overlap": "admitted_on",
    "claim.loss_not_yet": "discharged_on",
    "claim.filed_too_early": "discharged_on",
    "claim.paper_claimed": "receipt_no",
    "claim.condition_not_listed": "condition",
    "claim.insured_not_admitted": "insured",
    "claim.dependant_missing": "insured",
    "claim.dependant_unnamed": "dependant",
    "claim.died_before": "admitted_on",
    "claim.name_differs": "name",
    "claim.loss_after_death": "admitted_on",
    "claim.insured_contradicted": "dependant",
    "claim.discharge_missing": "discharged_on",
    "claim.accident_after_loss": "accident_on",
    "claim.accident_not_covered": "accident_on",
    "claim.graded_late": "admitted_on",
    "claim.funeral_before_death": "admitted_on",
    "takeover.principal_above_terms": "principal",
}
_COLUMNS_OF_KINDS = {  # where a refusal names a thing: the column in which the file names it
    "unit": "unit",
    "agency": "agency",
    "plan": "plan",
    "plan version": "plan",
    "member": "id_number",
    "bank account": "bank_account",
    "receipt": "receipt_no",
    "dependant": "dependant",
    "claim": "settlement_no",
    "roster entry": "unit",
    "wage_fen": "wage",  # where a contribution rests on it
    "income_band": "income_band",
}


def problem_of(row: int, refusal: LedgerError, lang: str) -> Problem:
    """Return a refusal as the problem of a row, in the column that the rule looked at."""
    kind = getattr(refusal, "kind", "") or getattr(refusal, "needed", "")
    column = _COLUMNS.get(refusal.code) or _COLUMNS_OF_KINDS.get(kind, "")
    return Problem(row, column, refusal.code, refusal.sentence(lang))


@contextmanager
def refusing(problems: list[Problem], row: int, lang: str) -> Iterator[None]:
    """Keep what a rule says against a row; a missing role is the officer's, and refuses them."""
    try:
        yield
    except RoleMissing:
        raise
    except LedgerError as refusal:
        problems.append(problem_of(row, refusal, lang))


def bind_file(book: Book, purpose: str, judged: Judged[Any]) -> Command:
    """Return the command that binds the file's name to its content.

    Raises:
        FileChanged: a file of this name came in with another content.
    """
    table = judged.table
    naming = Command.naming_file(book.book_id, purpose, table.file, table.sha256)
    try:
        book.done_before([naming])
    except CommandReused:
        raise FileChanged(table.file) from None
    return naming


def write(
    book: Book,
    naming: Command,
    parts: Iterable[tuple[Part[L], Decided | None]],
    decide: Decide[L],
    progress: Callable[[int], None] = lambda _: None,
    *,
    good_rows_only: bool = False,
) -> Outcome:
    """Record parts, several to a transaction; what meets a conflict is decided again by itself.

    A part that no longer passes when its turn comes is refused whole; the earlier ones stay.
    """
    outcome = Outcome()
    first = not book.done_before([naming])
    for group in _groups(parts):
        drafts = [(part, decided or decide(part)) for part, decided in group]
        joined = Draft()
        if first:
            joined.account_for(naming, book.entropy.now(), range(0), {})
        for _, decided in drafts:
            joined.join(decided.draft)
        try:
            book.record.append(joined.batch())
            outcome.events += len(joined.events)
            outcome.recorded += [part.label for part, _ in drafts]
        except (StreamMoved, HeadMoved, CommandKnown, PersonKnown, KeyTaken):
            # Who was first may have bound the file's name: to this content, or to another.
            first = first and not book.done_before([naming])
            for part, _ in drafts:
                binding = naming if first else None
                _again(book, part, decide, outcome, binding, good_rows_only)
                first = first and not outcome.recorded
        first = False
        progress(sum(len(part.lines) for part, _ in drafts))
    return outcome


def _groups(
    parts: Iterable[tuple[Part[L], Decided | None]],
) -> Iterator[list[tuple[Part[L], Decided | None]]]:
    group: list[tuple[Part[L], Decided | None]] = []
    rows = 0
    for part in parts:
        group.append(part)
        rows += len(part[0].lines)
        if rows >= ROWS_A_TRANSACTION:
            yield group
            group, rows = [], 0
    if group:
        yield group


def _again(
    book: Book,
    part: Part[L],
    decide: Decide[L],
    outcome: Outcome,
    naming: Command | None,
    good_rows_only: bool,
) -> None:
    for _ in range(ATTEMPTS):
        if book.done_before([part.command]):
            outcome.already.append(part.label)
            return
        try:
            decided = decide(part)
            if decided.problems and not (good_rows_only and decided.draft.commands):
                first = decided.problems[0]
                outcome.late.append((part.label, _Late(first.code, first.message)))
                return
            draft = decided.draft
            if naming is not None:
                draft.account_for(naming, book.entropy.now(), range(0), {})
            book.record.append(draft.batch())
        except (StreamMoved, HeadMoved, CommandKnown, PersonKnown):
            continue
        except LedgerError as refusal:
            outcome.late.append((part.label, refusal))
            return
        outcome.events += len(decided.draft.events)
        outcome.recorded.append(part.label)
        return
    outcome.late.append((part.label, Contended(ATTEMPTS)))


class _Late(LedgerError):
    """A row's refusal, as a part meets it when it is decided again."""

    def __init__(self, code: str, sentence: str) -> None:
        super().__init__(sentence)
        self.code = code  # type: ignore[misc]
        self._sentence = sentence

    def __str__(self) -> str:
        return self._sentence


def tell_outcome(session: Session, outcome: Outcome, what_zh: str, what_en: str) -> None:
    """Say what was recorded, what was already there, and what no longer passed."""
    if outcome.already:
        session.say(
            f"{len(outcome.already)} 份{what_zh}此前已记录，未重复",
            f"{_counted(len(outcome.already), what_en)} had been recorded before; nothing was doubled",
        )
    for label, refusal in outcome.late:
        click.echo(f"{label}: [{refusal.code}] {refusal.sentence(session.lang)}", err=True)
    session.say(
        f"已记录 {len(outcome.recorded)} 份{what_zh}，{outcome.events} 个事件",
        f"recorded {_counted(len(outcome.recorded), what_en)}, {counted(outcome.events, 'event')}",
    )
    if outcome.late:
        raise outcome.late[0][1]


def _counted(count: int, things: str) -> str:
    """Say how many there are of "rosters" or "groups of claims"."""
    first, of, what = things.partition(" of ")
    return counted(count, f"{first.removesuffix('s')}{of}{what}")
