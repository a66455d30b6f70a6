"""`huzhu recovery list|cancel|lower`: what is to come back, and what was asked back in error."""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any, Final

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import ADVANCE, OVERPAYMENT, UNDECIDED, UNPAID, Claim
from ledger.aggregates.claim_stages import TRANSITIONS
from ledger.book import Book
from ledger.commands.claim_one import reason_option, step_claim, warn
from ledger.commands.claim_papers import require_papers_free
from ledger.commands.claim_steps import members_of
from ledger.commands.previewing import dry_run_option
from ledger.commands.shared import FILE, YUAN, Session, bring_up_to_date, pass_book, pass_reader
from ledger.languages import Lang, code_words
from ledger.money import yuan
from ledger.projections.questions import claims_with_debts
from ledger.statements.sheet import Words

FOUND: Final = "found"  # beside the debts: found overpaid, and not demanded
AGAIN: Final = "again"  # asked back in error: the fund owes it to the member, and has not paid it
_NEXT: Final = {"approved": "verify", "verified": "instruct", "instructed": "pay"}  # by its stage


@click.command("list")
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
@pass_reader
def list_(session: Session, book: Book, as_: str) -> None:
    """List what is to come back: overpayments found or demanded, and advances that no benefit covered.

    They are listed as they stand now, by claim. An advance on a claim that is still undecided is
    not asked back, and is left out. What came back of a demand in error stands here until it is
    paid to the member again.

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
    if its.due_again_fen and its.stage in UNPAID:
        # What is paid is the whole that is unpaid of the claim, by the steps of a payment.
        step = TRANSITIONS[_NEXT[its.stage]].command
        fen = its.due_again_fen
        yield {**own, "owed": AGAIN, "amount_fen": fen, "since": None, "next": step}
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
    elif row["owed"] == AGAIN:
        said = (
            f"误追回、待付还会员 {fen} 元"
            if zh
            else f"asked back in error, to be paid to the member again: {fen} yuan"
        )
    else:
        what = code_words("debt", row["owed"], lang)
        said = (
            f"{what}：自 {since} 起尚欠 {fen} 元"
            if zh
            else f"{what}: {fen} yuan owed since {since}"
        )
    step = row["next"] if row["owed"] == AGAIN else f"recovery {row['next']}"
    return f"{row['claim']}  {row['plan']}  {row['unit']}  {said}  → huzhu {step}"


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
    """Take back so much of what was demanded on claim NUMBER: it had not been overpaid.

    By an approver who took no part before. First falls away what is unpaid of the demand, then what
    was written off of it. What came back is owed to the member again, uses the limits again, and is
    paid by 'pay verify' and a payment batch. What was overpaid, and cannot be got back, is written
    off instead.

    Example: huzhu recovery lower C7 --amount 1260 --document sheet.pdf --reason 金额录入有误
    """
    told: list[Words] = []

    def act(member: Member, _: Office, at: Moment) -> None:
        its = member.claim(number)
        before = its.restored_fen
        require_papers_free(book, member, number)
        member.lower_demand(number, amount_fen, at, book.terms(its.plan))
        told[:] = _owed_again(number, its.restored_fen - before)

    step_claim(
        session,
        book,
        "recovery lower",
        number,
        act,
        inputs={"amount_fen": amount_fen},
        reason=reason,
        document=document,
        dry_run=dry_run,
        at_head=True,  # what others claim may bear on it
    )
    warn(session, told)


def _owed_again(claim: str, fen: int) -> list[Words]:
    """Say what is owed to the member again, and what comes next; nothing where nothing is."""
    if not fen:
        return []
    return [
        Words(
            f"案件 {claim} 有 {yuan(fen)} 元应付还会员，请由财务用 huzhu pay verify 核实资金后编入付款批次",
            f"claim {claim}: {yuan(fen)} yuan is owed to the member again; finance verifies the funds "
            "with 'huzhu pay verify', then it goes into a payment batch",
        )
    ]


VERBS: Final = (list_, cancel, lower)
