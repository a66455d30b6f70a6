"""`huzhu claim`: how claims come in, by file or one by one. Their verbs are put together in `claim_verbs.py`."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import Filing
from ledger.book import Book
from ledger.commands.claim_files import Settlements
from ledger.commands.claim_limits import after_death, told_late
from ledger.commands.claim_one import require_plan, warn
from ledger.commands.claim_papers import attempt_on, require_unnamed
from ledger.commands.claim_steps import ROWS_A_CLAIM
from ledger.commands.desk import ID_NUMBER
from ledger.commands.lines import take_in
from ledger.commands.losses import (
    KINDS_HELP,
    OTHER_PAYERS,
    TRIGGER,
    TRIGGERS_HELP,
    YUAN_OR_ZERO,
    less_usual_facts,
    loss_given,
    whose_loss,
)
from ledger.commands.personal import SPOKEN, details
from ledger.commands.previewing import dry_run_option, previewed
from ledger.commands.shapes import CLOCK, CODE, CONDITION, LABEL
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
from ledger.statements.sheet import Words

_ROLES = ("claimant", "insured", "dependant")
good_rows_only = click.option(
    "--good-rows-only", is_flag=True, help="Take what passes, leave out what a rule refuses."
)


@click.group()
def claim() -> None:
    """File, assess and decide claims."""


@claim.command("import")
@click.argument("file", type=FILE)
@dry_run_option
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
@click.argument("number", type=CODE)
@click.option("--id-number", prompt="ID number", hide_input=True, help="Of the insured member.")
@click.option("--plan", required=True, help="The plan's code; the cover decides the version.")
@click.option("--trigger", type=TRIGGER, metavar="CODE", required=True, help=TRIGGERS_HELP)
@click.option("--occurred-on", type=DAY, required=True, help="Admission, diagnosis or accident.")
@click.option("--occurred-at", type=CLOCK, help="At what time of that day, where it is known.")
@click.option("--ended-on", type=DAY, help="Discharge.")
@click.option(
    "--admitted-at", type=CLOCK, help="Time of admission, such as 08:30, where papers give it."
)
@click.option("--discharged-at", type=CLOCK, help="Time of discharge, such as 16:00.")
@click.option("--total", "total_fen", type=YUAN, help="The whole bill, in yuan.")
@click.option(
    "--self-pay", "self_pay_fen", type=YUAN_OR_ZERO, help="In-scope self-payment (自付一)."
)
@click.option("--out-of-scope", "out_of_scope_fen", type=YUAN_OR_ZERO, help="Out-of-scope (自费).")
@click.option("--other-payers", "other_payers_fen", type=YUAN_OR_ZERO, help=OTHER_PAYERS)
@less_usual_facts
@click.option("--condition", type=CONDITION, help="Class of disease, or grade of disability.")
@click.option("--hospital", type=LABEL, help="Where the member was treated.")
@click.option(
    "--paper", "papers", type=LABEL, multiple=True, help="Receipt number; may be repeated."
)
@click.option("--incident", type=LABEL, help="Number shared by the claims of one incident.")
@click.option(
    "--evidence",
    type=click.Choice(EVIDENCE_KINDS),
    multiple=True,
    metavar="KIND",
    help=f"Kind of paper on file; may be repeated. {KINDS_HELP}",
)
@click.option(
    "--claimant",
    type=click.Choice(["member", "relative", "heir", "unit", "agency"]),
    help="Who claims; the member unless said.",
)
@whose_loss
@dry_run_option
@pass_book
def file_(
    session: Session,
    book: Book,
    number: str,
    id_number: str,
    plan: str,
    dry_run: bool,
    **facts: Any,
) -> None:
    """File claim NUMBER on a member's application; one that was notified under it goes on.

    The ID number is asked for when it is not given, so that it need not stand in a shell's history.
    """
    given = {name: facts.pop(name) for name in ("incident", "evidence", *_ROLES)}
    loss = loss_given(facts, session.lang)
    digest = book.vault.blind(ID_NUMBER, id_number)
    came_in = Filing(number, plan, loss, **given)
    late: list[Words] = []

    def decide(_: Office, at: Moment) -> Decision:
        # With its hospital and without, a paper is two keys: what others record may bear on it.
        head = book.record.head().size if loss.papers else None
        member = claimant_of(book, digest, number)
        require_plan(book, plan)
        require_unnamed(came_in, details(book, member, SPOKEN).values())
        filing = replace(came_in, attempt=attempt_on(book, member, plan, loss))
        member.file_claim(filing, book.terms, at)
        late[:] = [*told_late(book, member.claim(number)), *after_death(member, number)]
        return Decision([member], at=head)

    said = {"plan": plan, "loss": loss.model_dump(mode="json"), "incident": given["incident"]}
    said |= {"claim": number, "member": digest.hex(), "evidence": given["evidence"]}
    said |= {role: given[role] for role in _ROLES if given[role]}
    request = session.request("claim file", said)
    if dry_run:
        previewed(session, book, request, decide)
    else:
        book.perform(request, decide)
        session.say(f"案件 {number} 已受理", f"claim {number} is filed")
    warn(session, late)


def claimant_of(book: Book, digest: bytes, number: str) -> Member:
    """Load the member whose ID number has a digest, and who may take a claim's number.

    Raises:
        Unknown: there is no such member.
        KeyTaken: the number is another member's claim's.
    """
    owner = book.record.find_member(ID_NUMBER, digest)
    member = None if owner is None else book.find(Member, owner)
    if member is None:
        raise Unknown("member", "with this ID number")
    taken = book.record.key_owner("claim", number)
    if taken is not None and taken != owner:
        raise KeyTaken("claim", number, taken)
    return member
