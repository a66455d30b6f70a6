"""`huzhu claim`: from notice to decision. The rules are in `ledger/aggregates/claims.py`."""

from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import Filing
from ledger.benefits import NO_BASE, Loss
from ledger.book import Book
from ledger.commands.claim_files import Settlements
from ledger.commands.claim_limits import Limits, bases_of
from ledger.commands.claim_papers import attempt_on
from ledger.commands.claim_steps import ROWS_A_CLAIM, take_step
from ledger.commands.desk import ID_NUMBER
from ledger.commands.lines import take_in
from ledger.commands.selection import claim_selection, select
from ledger.commands.shared import (
    DAY,
    FILE,
    YUAN,
    Session,
    document_of,
    pass_book,
)
from ledger.drafting import Decision
from ledger.errors import KeyTaken, Unknown
from ledger.intake.settlements import COLUMNS, judge_settlements
from ledger.intake.table import read_table
from ledger.periods import shanghai_date
from ledger.plans import EVIDENCE_KINDS

_ROLES = ("claimant", "insured")
good_rows_only = click.option(
    "--good-rows-only", is_flag=True, help="Take what passes, leave out what a rule refuses."
)


@click.group()
def claim() -> None:
    """File, assess and decide claims."""


@claim.command("import")
@click.argument("file", type=FILE)
@click.option("--dry-run", is_flag=True, help="Say what would be recorded, and record nothing.")
@good_rows_only
@pass_book
def import_(session: Session, book: Book, file: Path, dry_run: bool, good_rows_only: bool) -> None:
    """File the claims of a one-stop settlement FILE (一站式结算); its numbers are the claims'.

    The same file again records nothing; another content under its name is refused.

    Example: huzhu claim import 2015-03.csv
    """
    office = book.office()
    today = session.on or shanghai_date(book.entropy.now())
    invented = office.opened.admits_invented_people
    judged = judge_settlements(read_table(file, COLUMNS), allow_invented=invented, on=today)
    request = session.request("claim import", {}, document=document_of(file))
    settlements = Settlements(book, office, request, session.lang)
    take_in(
        session,
        book,
        "claim import",
        judged,
        settlements.decide,
        whose=lambda line: line.id_number,
        cost=ROWS_A_CLAIM,
        dry_run=dry_run,
        good_rows_only=good_rows_only,
    )


@claim.command("file")
@click.argument("number")
@click.option("--id-number", prompt="ID number", hide_input=True, help="Of the insured member.")
@click.option("--plan", required=True, help="The plan's code; the cover decides the version.")
@click.option("--trigger", required=True, help="Such as hospital_stay, diagnosis, disability.")
@click.option("--occurred-on", type=DAY, required=True, help="Admission, diagnosis or accident.")
@click.option("--ended-on", type=DAY, help="Discharge.")
@click.option("--admitted-at", help="Time of admission, such as 08:30, where papers give it.")
@click.option("--discharged-at", help="Time of discharge, such as 16:00.")
@click.option("--total", "total_fen", type=YUAN, help="The whole bill, in yuan.")
@click.option("--self-pay", "self_pay_fen", type=YUAN, help="In-scope self-payment (自付一).")
@click.option("--out-of-scope", "out_of_scope_fen", type=YUAN, help="Out-of-scope (自费).")
@click.option("--other-payers", "other_payers_fen", type=YUAN, help="What others paid.")
@click.option("--months", type=click.IntRange(min=1), help="For which an allowance is claimed.")
@click.option("--condition", help="Class of disease, or grade of disability.")
@click.option("--hospital", help="Where the member was treated.")
@click.option("--paper", "papers", multiple=True, help="Receipt number; may be repeated.")
@click.option("--incident", help="Number shared by the claims of one incident.")
@click.option(
    "--evidence",
    type=click.Choice(EVIDENCE_KINDS),
    multiple=True,
    metavar="KIND",
    help="Kind of paper on file, such as discharge_summary; may be repeated.",
)
@click.option(
    "--claimant",
    type=click.Choice(["member", "relative", "heir", "unit", "agency"]),
    help="Who claims; the member unless said.",
)
@click.option(
    "--insured",
    type=click.Choice(["member", "spouse", "child", "parent"]),
    help="Whose loss it is; the member's unless said.",
)
@pass_book
def file_(
    session: Session, book: Book, number: str, id_number: str, plan: str, **facts: Any
) -> None:
    """File claim NUMBER on a member's application; one that was notified under it goes on.

    The ID number is asked for when it is not given, so that it need not stand in a shell's history.
    """
    incident, evidence = facts.pop("incident"), facts.pop("evidence")
    roles = facts.pop("claimant"), facts.pop("insured")
    loss = _loss(facts)
    digest = book.vault.blind(ID_NUMBER, id_number)

    def decide(_: Office, at: Moment) -> Decision:
        owner = book.record.find_member(ID_NUMBER, digest)
        member = None if owner is None else book.find(Member, owner)
        if member is None:
            raise Unknown("member", "with this ID number")
        taken = book.record.key_owner("claim", number)
        if taken is not None and taken != owner:
            raise KeyTaken("claim", number, taken)
        attempt = attempt_on(book, member, plan, loss)
        filing = Filing(
            number, plan, loss, "application", incident, None, evidence, *roles, attempt
        )
        member.file_claim(filing, book.terms, at)
        return Decision([member])

    said = {"plan": plan, "loss": loss.model_dump(mode="json"), "incident": incident}
    inputs = {
        "claim": number,
        "member": digest.hex(),
        **said,
        "evidence": evidence,
        **{name: role for name, role in zip(_ROLES, roles, strict=True) if role},
    }
    book.perform(session.request("claim file", inputs), decide)
    session.say(f"案件 {number} 已受理", f"claim {number} is filed")


def _loss(facts: dict[str, Any]) -> Loss:
    facts["papers"] = facts["papers"] or None
    try:
        return Loss(**facts)
    except ValueError as error:
        raise click.UsageError(_said(error)) from None


def _said(error: ValueError) -> str:
    """Return what a loss's check says, without the values that it was given."""
    errors = getattr(error, "errors", None)
    if errors is None:
        return "the facts of the loss do not fit together"
    parts = (
        f"{'.'.join(map(str, one['loc']))} {one['msg']}".strip().removeprefix("Value error, ")
        for one in errors(include_input=False, include_url=False)
    )
    return "; ".join(parts)


@claim.command()
@claim_selection
@good_rows_only
@click.option(
    "--base", "wage_fen", type=YUAN, help="Monthly wage that a benefit rests on; not kept."
)
@click.option("--pool", "pool_fen", type=YUAN, help="The month's pool, which these claims share.")
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
) -> None:
    """Work benefits out from the terms, line by line.

    A benefit by wage is assessed alone, with --base in yuan; the wage is in no record. Claims that
    share the month's pool are assessed together, with --pool, in equal parts.

    Example: huzhu claim assess --where stage=filed --where period=2015
    """
    selection = select(book, claims, file, conditions)
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
    )


@claim.command()
@claim_selection
@good_rows_only
@click.option("--amount", "approved_fen", type=YUAN, help="Less than was assessed, in yuan.")
@click.option("--reason", help="Ground of the decision, as minuted.")
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
) -> None:
    """Grant benefits, whole or in part; another person than who filed and assessed.

    Example: huzhu claim approve --from approved.txt --reason 2015-12
    """
    selection = select(book, claims, file, conditions)
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
    )


@claim.command()
@claim_selection
@good_rows_only
@click.option("--ground", required=True, help="Code of the ground, such as evidence_missing.")
@click.option("--reason", required=True, help="The ground in words, as the notice says it.")
@pass_book
def reject(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    ground: str,
    reason: str,
) -> None:
    """Refuse benefits on a stated ground.

    Example: huzhu claim reject C1 --ground evidence_missing --reason 缺出院小结
    """
    selection, limits = select(book, claims, file, conditions), Limits(book)
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
        reason=reason,
        inputs={"ground": ground},
        good_rows_only=good_rows_only,
    )
