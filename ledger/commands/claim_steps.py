"""Taking many claims a step further: judged whole, then recorded group by group."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Protocol, TypeVar

import click

from ledger.aggregates import Member, Moment, Office
from ledger.book import Book
from ledger.commands import workers
from ledger.commands.claim_one import require_no_names
from ledger.commands.left_out import left_out, tell_left_out
from ledger.commands.parts import Decided, Part, refusing, tell_outcome, write
from ledger.commands.previewing import perform_or_try
from ledger.commands.progress import progress
from ledger.commands.selection import ClaimRef, Selection
from ledger.commands.shared import Session, document_of
from ledger.drafting import Command, Decision, Draft, Request
from ledger.entropy import time_ordered_id
from ledger.errors import RowsRefused, Unknown
from ledger.intake.judge import Problem
from ledger.languages import counted

GROUP_CLAIMS = 200
ROWS_A_CLAIM = 8  # a claim's step costs about as much as so many rows of a roster: it is read whole

Step = Callable[[Member, str, Moment], Any]


class Numbered(Protocol):
    """What names a claim."""

    @property
    def claim(self) -> str: ...


N = TypeVar("N", bound=Numbered)
R = TypeVar("R")


def members_of(book: Book, claims: Sequence[str]) -> dict[str, Member]:
    """Load the members who hold some claims, by claim; unknown claims are left out."""
    owners = book.record.owners("claim", claims)
    members = book.find_many(Member, set(owners.values()))
    return {claim: members[owner] for claim, owner in owners.items()}


def take_step(
    session: Session,
    book: Book,
    name: str,
    selection: Selection,
    step: Step,
    *,
    reason: str | None = None,
    document: Path | None = None,
    inputs: dict[str, Any] | None = None,
    good_rows_only: bool = False,
    dry_run: bool = False,
) -> int:
    """Take claims a step further; one that a rule refuses refuses the list, unless asked otherwise.

    Returns how many claims went further: none for a dry run, which only says what would.
    """
    given = {"claims": selection.asked, **(inputs or {})}
    request = session.request(name, given, reason=reason, document=document_of(document))
    if not selection.claims:
        session.say("没有符合条件的案件", "there is no such claim; nothing was recorded")
        return 0
    if len(selection.claims) == 1 and selection.sha256 is None:
        return _alone(session, book, request, selection.claims[0].claim, step, dry_run)
    office = book.office()

    def decide(part: Part[ClaimRef]) -> Decided:
        at = book.moment(office, request, part.command)
        return _stepped(book, office, part, step, at, session.lang)

    if dry_run:
        return _tried(session, book, request, selection, decide, good_rows_only)
    return _in_groups(session, book, request, selection, decide, good_rows_only)


def _alone(
    session: Session, book: Book, request: Request, claim: str, step: Step, dry_run: bool
) -> int:
    def decide(_: Office, at: Moment) -> Decision:
        member = book.owner(Member, "claim", claim)
        require_no_names(book, member, at)
        step(member, claim, at)
        return Decision([member])

    perform_or_try(session, book, request, decide, dry_run=dry_run)
    return 0 if dry_run else 1


def _stepped(
    book: Book, office: Office, part: Part[ClaimRef], step: Step, at: Moment, lang: str
) -> Decided:
    members = members_of(book, [ref.claim for ref in part.lines])
    draft = Draft()
    problems: list[Problem] = []
    for ref in part.lines:
        with refusing(problems, ref.row, lang):
            if ref.claim not in members:
                raise Unknown("claim", ref.claim)
            step(members[ref.claim], ref.claim, at)
    offsets = draft.take(members.values())
    draft.rest_on(office)
    answer = {"rows": len(part.lines) - len(problems)}
    draft.account_for(part.command, at.recorded_at, offsets, answer)
    return Decided(draft, answer, problems)


def _tried(
    session: Session,
    book: Book,
    request: Request,
    selection: Selection,
    decide: Callable[[Part[ClaimRef]], Decided],
    good_rows_only: bool,
) -> int:
    """Say how many claims of a list would go further, and why the others would not.

    Raises:
        RowsRefused: the list would be refused, for a claim that cannot go further.
    """
    whole = _whole(book, request, selection)
    problems: list[Problem] = []
    events = 0
    work = len(selection.claims) * ROWS_A_CLAIM
    parts = _parts(book, whole, selection)
    for _, decided in workers.decided(book, parts, decide, work):
        problems += decided.problems
        events += len(decided.draft.events)
    _tell(selection, problems)
    taken = len(selection.claims) - len(problems)
    if problems and not good_rows_only:
        session.say(
            f"试运行：整个清单不能办理；加 --good-rows-only 可办理 {taken} 件；未作任何记录",
            f"dry run: the list would be refused; with --good-rows-only {counted(taken, 'claim')} would "
            "go further; nothing was recorded",
        )
        raise RowsRefused(selection.name, len(problems), len(selection.claims))
    session.say(
        f"试运行：可办理 {taken} 件，拒绝 {len(problems)} 件，将记录 {events} 项；未作任何记录",
        f"dry run: {counted(taken, 'claim')} would go further, {len(problems)} refused, "
        f"{counted(events, 'event')} would be recorded; nothing was",
    )
    return 0


def _in_groups(
    session: Session,
    book: Book,
    request: Request,
    selection: Selection,
    decide: Callable[[Part[ClaimRef]], Decided],
    good_rows_only: bool,
) -> int:
    whole = _whole(book, request, selection)
    # A command id that was used for something else is refused before anything is decided.
    book.done_before([whole])
    groups = list(_parts(book, whole, selection))
    done = book.done_before(part.command for part in groups)
    already = [part.label for part in groups if part.command.id in done]
    parts = [part for part in groups if part.command.id not in done]
    kept: list[tuple[Part[ClaimRef], Decided | None]] = []
    problems: list[Problem] = []
    work = len(selection.claims) * ROWS_A_CLAIM
    with progress(session, "judging", len(selection.claims)) as count:
        for part, decided in workers.decided(book, parts, decide, work):
            problems += decided.problems
            kept.append((part, decided))
            count(len(part.lines))
    _tell(selection, problems)
    before = left_out([part for part in groups if part.command.id in done], done)
    tell_left_out(session, before, "案件组", "groups of claims")
    if problems and not good_rows_only:
        raise RowsRefused(selection.name, len(problems), len(selection.claims))
    outcome = write(book, whole, kept, decide, good_rows_only=good_rows_only)
    outcome.already = already
    tell_outcome(session, outcome, "案件组", "groups of claims")
    return sum(len(part.lines) for part in parts) - len(problems)


def _whole(book: Book, request: Request, selection: Selection) -> Command:
    """Return the command for a whole list: under the caller's id, else over the file, else its own."""
    inputs = {"on": request.on, "reason": request.reason, **request.inputs}
    if request.document is not None:
        inputs["document"] = request.document.sha256
    if request.command_id is not None:
        return Command.over(request.command_id, request.name, inputs)
    if selection.sha256 is None:
        own = time_ordered_id(book.entropy, book.entropy.now())
        return Command.over(own, request.name, inputs)
    digest = Command.over(book.book_id, request.name, inputs).fingerprint.hex()
    return Command.naming_file(book.book_id, request.name, digest, digest)


def _parts(book: Book, whole: Command, selection: Selection) -> Iterator[Part[ClaimRef]]:
    """Divide a list into groups; each is a command over the whole and the claims in it.

    What is left of a list that was cut off is divided anew, so a group is known by its claims.
    """
    start = 0
    for group in _groups(book, selection.claims):
        claims = "\n".join(ref.claim for ref in group)
        command = Command.of_file(book.book_id, whole.name, whole.id.hex, claims)
        yield Part(command, f"{start + 1}–{start + len(group)}", group)
        start += len(group)


def _groups(book: Book, claims: Sequence[N]) -> Iterator[list[N]]:
    """Divide claims so that one member's are in one group, where each rests on those before it."""
    owners = book.record.owners("claim", [ref.claim for ref in claims])
    together: dict[object, list[N]] = {}
    for ref in claims:
        together.setdefault(owners.get(ref.claim, ref.claim), []).append(ref)
    group: list[N] = []
    for own in together.values():
        group += own
        if len(group) >= GROUP_CLAIMS:
            yield group
            group = []
    if group:
        yield group


def decided_whole(
    book: Book, claims: Sequence[N], step: Callable[[Member, N], R]
) -> tuple[Draft, list[R]]:
    """Take claims a step further, all or none: one draft of what was decided, and the answers.

    They are decided in groups, by workers where there are many. The first refusal refuses them all.
    """

    def decide(group: list[N]) -> tuple[Draft, list[R]]:
        members = members_of(book, [ref.claim for ref in group])
        answers = []
        for ref in group:
            if ref.claim not in members:
                raise Unknown("claim", ref.claim)
            answers.append(step(members[ref.claim], ref))
        draft = Draft()
        draft.take(members.values())
        return draft, answers

    whole, every = Draft(), list[R]()
    work = len(claims) * ROWS_A_CLAIM
    for _, (draft, answers) in workers.decided(book, _groups(book, claims), decide, work):
        whole.join(draft)
        every += answers
    return whole, every


def _tell(selection: Selection, problems: list[Problem]) -> None:
    """Say of each claim that does not go further why, in the order of the list."""
    for problem in sorted(problems):
        claim = selection.claims[problem.row - 1].claim
        click.echo(f"{claim}: [{problem.code}] {problem.message}", err=True)
