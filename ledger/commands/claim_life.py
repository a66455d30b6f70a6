"""`huzhu claim …`: notice, papers, second review, withdrawal, time bar, reopening, urgency."""

from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import Filing
from ledger.book import Book
from ledger.commands.claim import claim, claimant_of, good_rows_only
from ledger.commands.claim_limits import told_late
from ledger.commands.claim_one import reason_option, require_plan, step_claim, warn
from ledger.commands.claim_papers import require_papers_free, require_unnamed
from ledger.commands.claim_steps import take_step
from ledger.commands.desk import ID_NUMBER
from ledger.commands.grounds import ground_options
from ledger.commands.losses import TRIGGER, TRIGGERS_HELP, loss_given, whose_loss
from ledger.commands.personal import SPOKEN, details
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.selection import claim_selection, select
from ledger.commands.shapes import CLOCK, CODE, LABEL
from ledger.commands.shared import DAY, Session, pass_book
from ledger.drafting import Decision
from ledger.statements.sheet import Words


@claim.command()
@click.argument("number", type=CODE)
@click.option("--id-number", prompt="ID number", hide_input=True, help="Of the insured member.")
@click.option("--plan", required=True, help="The plan's code; the cover decides the version.")
@click.option("--trigger", type=TRIGGER, metavar="CODE", required=True, help=TRIGGERS_HELP)
@click.option("--occurred-on", type=DAY, required=True, help="Admission, diagnosis or accident.")
@click.option("--occurred-at", type=CLOCK, help="At what time of that day, where it is known.")
@click.option("--incident", type=LABEL, help="Number shared by the claims of one incident.")
@whose_loss
@dry_run_option
@pass_book
def notify(
    session: Session,
    book: Book,
    number: str,
    id_number: str,
    plan: str,
    dry_run: bool,
    **facts: Any,
) -> None:
    """Take in a notice of a loss (报案) as claim NUMBER, before its papers are there.

    `huzhu claim file` with the same number files it later.

    Example: huzhu claim notify C7 --id-number 990101198003020021 --plan CD-HOSP
    --trigger hospital_stay --occurred-on 2015-03-10
    """
    whose = {name: facts.pop(name) for name in ("incident", "insured", "dependant")}
    loss = loss_given(facts, session.lang)
    digest = book.vault.blind(ID_NUMBER, id_number)
    late: list[Words] = []

    def decide(_: Office, at: Moment) -> Decision:
        member = claimant_of(book, digest, number)
        require_plan(book, plan)
        notice = Filing(number, plan, loss, **whose)
        require_unnamed(notice, details(book, member, SPOKEN).values())
        member.notify_claim(notice, book.terms, at)
        late[:] = told_late(book, member.claim(number))
        return Decision([member])

    said = {"plan": plan, "loss": loss.model_dump(mode="json"), "incident": whose["incident"]}
    inputs = {"claim": number, "member": digest.hex(), **said}
    inputs |= {name: value for name, value in whose.items() if value}
    perform_or_try(session, book, session.request("claim notify", inputs), decide, dry_run=dry_run)
    warn(session, late)


@claim.command()
@claim_selection
@good_rows_only
@dry_run_option
@pass_book
def review(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
    dry_run: bool,
) -> None:
    """Confirm assessed benefits as a second assessor (复审); who assessed them may not.

    Terms, or else the policy claim.second_review_over in yuan, say above which amount it is needed.

    Example: huzhu claim review C7
    """
    take_step(
        session,
        book,
        "claim review",
        select(book, claims, file, conditions, session.on),
        lambda member, number, at: member.review_claim(
            number, at, book.terms(member.claim(number).plan)
        ),
        good_rows_only=good_rows_only,
        dry_run=dry_run,
    )


@claim.command()
@click.argument("number")
@ground_options("claim withdraw")
@dry_run_option
@pass_book
def withdraw(
    session: Session, book: Book, number: str, ground: str, document: Path | None, dry_run: bool
) -> None:
    """End claim NUMBER, which is not pursued, before it is decided.

    Example: huzhu claim withdraw C7 --ground claimant_wish
    """
    step_claim(
        session,
        book,
        "claim withdraw",
        number,
        lambda member, _, at: member.withdraw_claim(number, ground, at),
        inputs={"ground": ground},
        document=document,
        dry_run=dry_run,
    )


@claim.command()
@click.argument("number")
@dry_run_option
@pass_book
def bar(session: Session, book: Book, number: str, dry_run: bool) -> None:
    """End claim NUMBER because nothing came within its term (逾期放弃).

    The term is the day by which papers were asked for; of a notice, the limitation of the terms.

    Example: huzhu claim bar C7
    """
    step_claim(
        session,
        book,
        "claim bar",
        number,
        lambda member, _, at: member.bar_claim(number, book.terms, at),
        dry_run=dry_run,
    )


@claim.command()
@click.argument("number")
@ground_options("claim reopen")
@dry_run_option
@pass_book
def reopen(
    session: Session, book: Book, number: str, ground: str, document: Path | None, dry_run: bool
) -> None:
    """Take claim NUMBER up again that was rejected, withdrawn or time-barred; by another person.

    Example: huzhu claim reopen C7 --ground evidence_new --document summary.pdf
    """

    def act(member: Member, _: Office, at: Moment) -> None:
        require_papers_free(book, member, number)
        member.reopen_claim(number, ground, at)

    step_claim(
        session,
        book,
        "claim reopen",
        number,
        act,
        inputs={"ground": ground},
        document=document,
        dry_run=dry_run,
        at_head=True,  # what others claim may bear on it
    )


@claim.command()
@click.argument("number")
@click.option("--lift", is_flag=True, help="Let it wait its turn again.")
@reason_option
@dry_run_option
@pass_book
def urgent(
    session: Session, book: Book, number: str, lift: bool, reason: str, dry_run: bool
) -> None:
    """Put claim NUMBER first in every worklist (急件).

    Example: huzhu claim urgent C7 --reason 家庭困难
    """
    step_claim(
        session,
        book,
        "claim urgent",
        number,
        lambda member, _, at: (member.lift_urgency if lift else member.mark_urgent)(number, at),
        inputs={"lift": lift},
        reason=reason,
        dry_run=dry_run,
    )
