"""`huzhu recovery list|cancel|lower`: what is to come back, and what was asked back in error."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from ledger.aggregates.claim import ADVANCE, OVERPAYMENT, UNDECIDED, Claim
from ledger.book import Book
from ledger.commands.claim_one import reason_option, step_claim
from ledger.commands.claim_steps import members_of
from ledger.commands.previewing import dry_run_option
from ledger.commands.shared import FILE, YUAN, Session, bring_up_to_date, pass_book, pass_reader
from ledger.languages import Lang, code_words
from ledger.money import yuan
from ledger.projections.questions import claims_with_debts

FOUND: Final = "found"  # beside the debts: found overpaid, and not demanded


@click.command("list")
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
@pass_reader
def list_(session: Session, book: Book, as_: str) -> None:
    """List what is to come back: overpayments found or demanded, and advances that no benefit covered.

    They are listed as they stand now, by claim. An advance on a claim that is still undecided is
    not asked back, and is left out.

    Example: huzhu recovery list
    """
    bring_up_to_date(book, "audit_trail")
    claims = claims_with_debts(book.database)
    members = members_of(book, claims)
    rows = [row for claim in claims for row in _rows(members[claim].claim(claim))]
    if as_ == "json":
        click.echo(json.dumps(rows, ensure_ascii=False))
        return
    for row in rows:
        click.echo(_line(row, session.lang))
    if not rows:
        session.say("没有应收回的款项", "nothing is to come back")


def _rows(its: Claim) -> Iterator[dict[str, Any]]:
    """Yield what is to come back of a claim: each debt, since when, and what comes next."""
    own = {"claim": its.code, "plan": its.plan, "unit": its.dimensions["unit"]}
    if its.found_fen:
        yield {**own, "owed": FOUND, "amount_fen": its.found_fen, "since": None, "next": "demand"}
    for debt in (OVERPAYMENT, ADVANCE):
        owed = its.owed_fen.get(debt, 0)
        if owed and (debt == OVERPAYMENT or its.stage not in UNDECIDED):
            since = its.owed_since[debt].isoformat()
            yield {**own, "owed": debt, "amount_fen": owed, "since": since, "next": "receive"}


def _line(row: dict[str, Any], lang: Lang) -> str:
    zh = lang == "zh"
    fen, since = yuan(row["amount_fen"]), row["since"]
    if row["owed"] == FOUND:
        said = (
            f"已认定多付、待追回 {fen} 元" if zh else f"found overpaid, to be demanded: {fen} yuan"
        )
    else:
        what = code_words("debt", row["owed"], lang)
        said = (
            f"{what}：自 {since} 起尚欠 {fen} 元"
            if zh
            else f"{what}: {fen} yuan owed since {since}"
        )
    return f"{row['claim']}  {row['plan']}  {row['unit']}  {said}  → huzhu recovery {row['next']}"


@click.command()
@click.argument("number")
@reason_option
@dry_run_option
@pass_book
def cancel(session: Session, book: Book, number: str, reason: str, dry_run: bool) -> None:
    """Take back what was found overpaid on claim NUMBER in error, before it is demanded.

    What was overpaid after all is found again, with its own amount.

    Example: huzhu recovery cancel C7 --reason 金额录入有误
    """
    step_claim(
        session,
        book,
        "recovery cancel",
        number,
        lambda member, _, at: member.cancel_overpayment(number, at),
        reason=reason,
        dry_run=dry_run,
    )


@click.command()
@click.argument("number")
@click.option(
    "--amount", "amount_fen", type=YUAN, required=True, help="Demanded in error, in yuan."
)
@click.option("--document", type=FILE, required=True, help="What shows the error.")
@reason_option
@dry_run_option
@pass_book
def lower(
    session: Session,
    book: Book,
    number: str,
    amount_fen: int,
    document: Path,
    reason: str,
    dry_run: bool,
) -> None:
    """Take back so much of what is demanded on claim NUMBER: it had not been overpaid.

    By an approver who took no part before. What was overpaid, and cannot be got back, is written
    off instead.

    Example: huzhu recovery lower C7 --amount 1260 --document sheet.pdf --reason 金额录入有误
    """
    step_claim(
        session,
        book,
        "recovery lower",
        number,
        lambda member, _, at: member.lower_demand(number, amount_fen, at),
        inputs={"amount_fen": amount_fen},
        reason=reason,
        document=document,
        dry_run=dry_run,
    )


VERBS: Final = (list_, cancel, lower)
