"""`huzhu claim assess`, `approve`, `reject`: what a claim comes to, and who grants or refuses it."""

from pathlib import Path

import click

from ledger.aggregates import Member, Moment
from ledger.benefits import NO_BASE
from ledger.book import Book
from ledger.commands.claim import claim, good_rows_only
from ledger.commands.claim_limits import Limits, bases_of
from ledger.commands.claim_steps import take_step
from ledger.commands.grounds import ground_options
from ledger.commands.previewing import dry_run_option
from ledger.commands.selection import claim_selection, select
from ledger.commands.shared import YUAN, Session, pass_book


@claim.command()
@claim_selection
@good_rows_only
@click.option(
    "--base", "wage_fen", type=YUAN, help="Monthly wage that a benefit rests on; not kept."
)
@click.option("--pool", "pool_fen", type=YUAN, help="The month's pool, which these claims share.")
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
    dry_run: bool,
) -> None:
    """Work benefits out from the terms, line by line.

    A benefit by wage is assessed alone, with --base in yuan; the wage is in no record. Claims that
    share the month's pool are assessed together, with --pool, in equal parts.

    Example: huzhu claim assess --where stage=filed --where period=2015
    """
    selection = select(book, claims, file, conditions, session.on)
    if wage_fen is not None and len(selection.claims) != 1:
        raise click.UsageError("--base goes with one claim")
    if pool_fen is not None and good_rows_only:
        raise click.UsageError(
            "--pool is shared by all claims of the list: without --good-rows-only"
        )
    bases = bases_of(selection, wage_fen, pool_fen)

    def step(member: Member, number: str, at: Moment) -> None:
        member.assess_claim(number, book.terms, at, bases.get(number, NO_BASE))

    take_step(
        session,
        book,
        "claim assess",
        selection,
        step,
        inputs=None if pool_fen is None else {"pool_fen": pool_fen},  # a wage is kept nowhere
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )


@claim.command()
@claim_selection
@good_rows_only
@click.option("--amount", "approved_fen", type=YUAN, help="Less than was assessed, in yuan.")
@click.option("--reason", help="Where the decision is minuted; without personal data.")
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
        ),
        document=document,
        inputs={"ground": ground},
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )
