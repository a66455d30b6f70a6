"""`huzhu claim …`: notice, papers, second review, withdrawal, time bar, reopening, urgency."""

from datetime import date
from pathlib import Path

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import Filing
from ledger.benefits import Loss
from ledger.book import Book
from ledger.commands.claim import claim, good_rows_only
from ledger.commands.claim_one import reason_option, step_claim
from ledger.commands.claim_steps import take_step
from ledger.commands.desk import ID_NUMBER
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.selection import claim_selection, select
from ledger.commands.shared import DAY, FILE, Session, pass_book
from ledger.drafting import Decision
from ledger.errors import KeyTaken, Unknown


@claim.command()
@click.argument("number")
@click.option("--id-number", prompt="ID number", hide_input=True, help="Of the insured member.")
@click.option("--plan", required=True, help="The plan's code; the cover decides the version.")
@click.option("--trigger", required=True, help="Such as hospital_stay, diagnosis, disability.")
@click.option("--occurred-on", type=DAY, required=True, help="Admission, diagnosis or accident.")
@click.option("--incident", help="Number shared by the claims of one incident.")
@dry_run_option
@pass_book
def notify(
    session: Session,
    book: Book,
    number: str,
    id_number: str,
    plan: str,
    trigger: str,
    occurred_on: date,
    incident: str | None,
    dry_run: bool,
) -> None:
    """Take in a notice of a loss (报案) as claim NUMBER, before its papers are there.

    `huzhu claim file` with the same number files it later.

    Example: huzhu claim notify C7 --id-number 990101198003020021 --plan CD-HOSP
    --trigger hospital_stay --occurred-on 2015-03-10
    """
    try:
        loss = Loss.model_validate({"trigger": trigger, "occurred_on": occurred_on})
    except ValueError:
        raise click.UsageError(f"{trigger} is no trigger that plans know") from None
    digest = book.vault.blind(ID_NUMBER, id_number)

    def decide(_: Office, at: Moment) -> Decision:
        owner = book.record.find_member(ID_NUMBER, digest)
        member = None if owner is None else book.find(Member, owner)
        if member is None:
            raise Unknown("member", "with this ID number")
        taken = book.record.key_owner("claim", number)
        if taken is not None:
            raise KeyTaken("claim", number, taken)
        member.notify_claim(Filing(number, plan, loss, incident=incident), book.terms, at)
        return Decision([member])

    said = {"plan": plan, "loss": loss.model_dump(mode="json"), "incident": incident}
    inputs = {"claim": number, "member": digest.hex(), **said}
    perform_or_try(session, book, session.request("claim notify", inputs), decide, dry_run=dry_run)


@claim.command("request-evidence")
@click.argument("number")
@click.option("--kind", "missing", multiple=True, required=True, help="What is missing; repeat.")
@click.option("--due-on", type=DAY, help="The last day to bring it; after it 'claim bar' ends it.")
@dry_run_option
@pass_book
def request_evidence(
    session: Session,
    book: Book,
    number: str,
    missing: tuple[str, ...],
    due_on: date | None,
    dry_run: bool,
) -> None:
    """Ask for papers that claim NUMBER lacks (补件); it rests until they are there.

    Example: huzhu claim request-evidence C7 --kind discharge_summary --due-on 2015-05-10
    """
    step_claim(
        session,
        book,
        "claim request-evidence",
        number,
        lambda member, _, at: member.request_evidence(number, missing, due_on, at),
        inputs={"missing": missing, "due_on": due_on},
        dry_run=dry_run,
    )


@claim.command("receive-evidence")
@click.argument("number")
@click.option("--kind", "received", multiple=True, required=True, help="What came in; repeat.")
@click.option("--document", type=FILE, help="Scan of the paper; its digest is kept.")
@dry_run_option
@pass_book
def receive_evidence(
    session: Session,
    book: Book,
    number: str,
    received: tuple[str, ...],
    document: Path | None,
    dry_run: bool,
) -> None:
    """Take in papers that were asked for; with the last of them claim NUMBER goes on.

    Example: huzhu claim receive-evidence C7 --kind discharge_summary --document C7-summary.pdf
    """
    step_claim(
        session,
        book,
        "claim receive-evidence",
        number,
        lambda member, _, at: member.receive_evidence(number, received, at),
        inputs={"received": received},
        document=document,
        dry_run=dry_run,
    )


@claim.command()
@claim_selection
@good_rows_only
@pass_book
def review(
    session: Session,
    book: Book,
    claims: tuple[str, ...],
    file: Path | None,
    conditions: tuple[str, ...],
    good_rows_only: bool,
) -> None:
    """Confirm assessed benefits as a second assessor (复审); who assessed them may not.

    Terms, or else the policy claim.second_review_over in yuan, say above which amount it is needed.

    Example: huzhu claim review C7
    """
    take_step(
        session,
        book,
        "claim review",
        select(book, claims, file, conditions),
        lambda member, number, at: member.review_claim(number, at),
        good_rows_only=good_rows_only,
    )


@claim.command()
@click.argument("number")
@reason_option
@dry_run_option
@pass_book
def withdraw(session: Session, book: Book, number: str, reason: str, dry_run: bool) -> None:
    """End claim NUMBER at the claimant's wish, before it is decided.

    Example: huzhu claim withdraw C7 --reason 已由工伤保险支付
    """
    step_claim(
        session,
        book,
        "claim withdraw",
        number,
        lambda member, _, at: member.withdraw_claim(number, at),
        reason=reason,
        dry_run=dry_run,
    )


@claim.command()
@click.argument("number")
@dry_run_option
@pass_book
def bar(session: Session, book: Book, number: str, dry_run: bool) -> None:
    """End claim NUMBER because nothing came within its term (逾期放弃).

    The term is the day by which papers were asked for, else the limitation of the plan's terms.

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
@reason_option
@dry_run_option
@pass_book
def reopen(session: Session, book: Book, number: str, reason: str, dry_run: bool) -> None:
    """Take claim NUMBER up again that was rejected, withdrawn or time-barred; by another person.

    Example: huzhu claim reopen C7 --reason 补充出院小结
    """
    step_claim(
        session,
        book,
        "claim reopen",
        number,
        lambda member, _, at: member.reopen_claim(number, at),
        reason=reason,
        dry_run=dry_run,
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
