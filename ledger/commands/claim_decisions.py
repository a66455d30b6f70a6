"""`huzhu claim assess`, `approve`, `reject`: what a claim comes to, and who grants or refuses it."""

from datetime import date
from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office
from ledger.benefits import NO_BASE
from ledger.book import Book
from ledger.commands.claim import claim, good_rows_only
from ledger.commands.claim_limits import Limits, bases_of, no_longer_nothing
from ledger.commands.claim_one import step_claim, warn
from ledger.commands.claim_pool import parts_kept
from ledger.commands.claim_steps import take_step
from ledger.commands.grounds import ground_options
from ledger.commands.period import MONTH
from ledger.commands.previewing import dry_run_option
from ledger.commands.selection import claim_selection, select
from ledger.commands.shared import YUAN, Session, pass_book
from ledger.periods import month_of, shanghai_date
from ledger.statements.sheet import Words


@claim.command()
@claim_selection
@good_rows_only
@click.option(
    "--base", "wage_fen", type=YUAN, help="Monthly wage that a benefit rests on; not kept."
)
@click.option("--pool", "pool_fen", type=YUAN, help="The month's pool, which these claims share.")
@click.option(
    "--month", "pool_month", type=MONTH, help="Whose pool it is; the month of the day unless said."
)
@dry_run_option
@pass_book
def assess(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    wage_fen: int | None,
    pool_fen: int | None,
    pool_month: str | None,
    dry_run: bool,
) -> None:
    """Work benefits out from the terms, line by line.

    A benefit by wage is assessed alone, with --base in yuan; the wage is in no record. Claims that
    share the month's pool are assessed together, with --pool, in equal parts, and once a month.

    Example: huzhu claim assess --where stage=filed --where period=2015
    """
    selection = select(book, claims, file, conditions, session.on)
    if wage_fen is not None and len(selection.claims) != 1:
        raise click.UsageError("--base goes with one claim")
    _require_pool_options(pool_fen, pool_month, good_rows_only)
    month = pool_month or month_of(_today(session, book))
    parts = {} if pool_fen is None else parts_kept(book, selection, pool_fen, month)
    bases = bases_of(selection, wage_fen, pool_fen, parts)

    def step(its: Member, claim: str, at: Moment) -> None:
        its.assess_claim(claim, book.terms, at, bases.get(claim, NO_BASE), pool_month=pool_month)

    take_step(
        session,
        book,
        "claim assess",
        selection,
        step,
        inputs=_inputs_kept(pool_fen, pool_month),
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )


def _today(session: Session, book: Book) -> date:
    return session.on or shanghai_date(book.entropy.now())


def _inputs_kept(pool_fen: int | None, pool_month: str | None) -> dict[str, Any] | None:
    """Return what the command keeps of its bases: a wage is kept nowhere."""
    return None if pool_fen is None else {"pool_fen": pool_fen, "pool_month": pool_month}


def _require_pool_options(
    pool_fen: int | None, pool_month: str | None, good_rows_only: bool
) -> None:
    """Refuse words that contradict each other: a pool is shared by all claims of a list."""
    if pool_month is not None and pool_fen is None:
        raise click.UsageError("--month goes with --pool")
    if pool_fen is not None and good_rows_only:
        raise click.UsageError(
            "--pool is shared by all claims of the list: without --good-rows-only"
        )


@claim.command()
@claim_selection
@good_rows_only
@click.option(
    "--amount", "approved_fen", type=YUAN, help="Less than was assessed, in yuan; with reason."
)
@click.option(
    "--reason", help="Where the decision is minuted, or why it is less; without personal data."
)
@dry_run_option
@pass_book
def approve(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    approved_fen: int | None,
    reason: str | None,
    dry_run: bool,
) -> None:
    """Grant benefits, whole or in part; another person than who filed and assessed.

    Less than was assessed is granted with --reason, which the member's statement and the notice
    tell. It is put right by 'claim revoke' before it is paid; no appeal is open against it.

    Example: huzhu claim approve --from approved.txt --reason 2015-12
    """
    selection = select(book, claims, file, conditions, session.on)
    if approved_fen is not None and len(selection.claims) != 1:
        raise click.UsageError("--amount goes with one claim")
    limits = Limits(book)
    take_step(
        session,
        book,
        "claim approve",
        selection,
        lambda member, number, at: member.approve_claim(
            number,
            approved_fen,
            at,
            review_above_fen=limits.review_above_fen(member.claim(number).plan, at.effective_on),
            terms=book.terms(member.claim(number).plan),
        ),
        reason=reason,
        inputs={"approved_fen": approved_fen},
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )


@claim.command()
@click.argument("number")
@ground_options("claim revoke")
@click.option("--reason", help="What more there is to say; without personal data.")
@dry_run_option
@pass_book
def revoke(
    session: Session,
    book: Book,
    number: str,
    ground: str,
    document: Path | None,
    reason: str | None,
    dry_run: bool,
) -> None:
    """Take back the approval of claim NUMBER before it is in a payment batch; whoever may approve it.

    The benefit is owed no more, and what an advance had paid of it is owed back as before. The
    claim is to be assessed and decided anew. Claims that were rejected at nothing, and would come
    to something now, are named.

    Example: huzhu claim revoke C7 --ground counted_twice
    """
    freed: list[Words] = []

    def act(member: Member, _: Office, at: Moment) -> None:
        terms = book.terms(member.claim(number).plan)
        member.revoke_approval(number, ground, at, terms)
        freed[:] = no_longer_nothing(member, number, terms)

    step_claim(
        session,
        book,
        "claim revoke",
        number,
        act,
        inputs={"ground": ground},
        reason=reason,
        document=document,
        dry_run=dry_run,
    )
    warn(session, freed)


@claim.command()
@claim_selection
@good_rows_only
@ground_options("claim reject")
@dry_run_option
@pass_book
def reject(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    ground: str,
    document: Path | None,
    dry_run: bool,
) -> None:
    """Refuse benefits on a ground, as a code; notice, statements and trail say it in words.

    Example: huzhu claim reject C1 --ground evidence_missing
    """
    selection, limits = select(book, claims, file, conditions, session.on), Limits(book)
    take_step(
        session,
        book,
        "claim reject",
        selection,
        lambda member, number, at: member.reject_claim(
            number,
            ground,
            at,
            appeal_days=limits.appeal_days(member.claim(number).plan, at.effective_on),
            terms=book.terms(member.claim(number).plan),
        ),
        document=document,
        inputs={"ground": ground},
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )
