"""`huzhu plan try` on a book: past claims under proposed terms, and no event written."""

from collections.abc import Callable
from contextlib import closing
from datetime import date
from typing import Any, TypeVar

import click

from ledger.aggregates import Plan
from ledger.book import Book
from ledger.commands.progress import bar
from ledger.commands.reading import (
    KNOWN_AT_OPTION,
    LANG_OPTION,
    format_option,
    with_options,
)
from ledger.commands.shared import DAY, Session
from ledger.evidence.trial import Trial, recorded, try_terms
from ledger.evidence.trial_past import Proposal
from ledger.evidence.trial_sheets import all_in_one, by_band, by_period, by_unit
from ledger.languages import Lang, counted
from ledger.plans import PlanTerms
from ledger.statements.facts import Known, facts_of
from ledger.statements.render import Format, render

UNITS = 10  # the units listed unless said
F = TypeVar("F", bound=Callable[..., Any])
_OPTIONS = (
    click.option("--since", type=DAY, help="Try on the book's claims: first day of the loss."),
    click.option("--until", type=DAY, help="Last day of the loss; with --since."),
    click.option("--as-plan", help="Whose claims, by the plan's code; that of TERMS unless said."),
    click.option(
        "--units",
        type=click.IntRange(0),
        default=UNITS,
        show_default=True,
        help="How many units to list, those that change most.",
    ),
    KNOWN_AT_OPTION,
    format_option("text", "json", "csv"),
    LANG_OPTION,
)


def trial_options(command: F) -> F:
    """Add the options of a trial on a book to a command."""
    return with_options(command, *_OPTIONS)


def try_in_session(session: Session, terms: PlanTerms, since: date, **trial: Any) -> None:
    """Open the session's book to read from only, and print what the past would have come to."""
    with closing(Book.open(session.address, entropy=session.entropy)) as book:
        try_on_book(session, book, terms, since, **trial)


def try_on_book(
    session: Session,
    book: Book,
    terms: PlanTerms,
    since: date,
    *,
    until: date | None = None,
    as_plan: str | None = None,
    units: int = UNITS,
    known_at: Known = None,
    as_: Format = "text",
    lang: Lang | None = None,
) -> None:
    """Print what past claims of a plan would have come to under proposed terms.

    The plan is that of the terms' own code, or `as_plan`. Nothing is recorded.

    Raises:
        Unknown: the book has no such plan.
        click.UsageError: the window ends before it begins.
    """
    if until is not None and until < since:
        raise click.UsageError("--until is before --since")
    session.lang = lang or session.lang
    trial = trial_of(
        book, Proposal(terms, as_plan or terms.code, since, until or date.max), known_at
    )
    if as_ == "text":
        _tell(session, trial, units)
    else:
        click.echo(render(all_in_one(trial, units), as_, session.lang), nl=False)


def _tell(session: Session, trial: Trial, units: int) -> None:
    """Print the three tables for the eye."""
    proposal = trial.proposal
    session.say(
        f"拟议条款 {proposal.terms.key} 用于 {proposal.plan} 自{proposal.since}起发生的损失；"
        "未记录任何事件。",
        f"proposed terms {proposal.terms.key} on losses of {proposal.plan} since "
        f"{proposal.since}; nothing is recorded",
    )
    if trial.undecided:
        session.say(
            f"另有{trial.undecided}件尚未决定，未计入。",
            f"not decided yet, and left out: {counted(trial.undecided, 'claim')}",
        )
    if trial.unseen:
        session.say(
            f"另有{trial.unseen}件所依据的基数不在记录中，未计入。",
            f"left out, for a base that is not in the record: {counted(trial.unseen, 'claim')}",
        )
    sheets = [by_period(trial)]
    if trial.total.claims:
        sheets += [by_band(trial), by_unit(trial, units)]
    for sheet in sheets:
        click.echo()
        click.echo(render(sheet, "text", session.lang), nl=False)


def trial_of(book: Book, proposal: Proposal, known_at: Known = None) -> Trial:
    """Try a proposal on a book's past, showing progress on a terminal."""
    versions = book.get(Plan, "plan", proposal.plan).versions
    with facts_of(book.database, date.max, known_at) as facts:
        past = recorded(facts, proposal, versions)
    with bar() as told:
        return try_terms(book.database, past, told)
