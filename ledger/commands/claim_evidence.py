"""`huzhu claim request-evidence` and `receive-evidence`: papers that a claim lacks, and papers that came (补件)."""

from datetime import date
from pathlib import Path

import click

from ledger.book import Book
from ledger.commands.claim import claim
from ledger.commands.claim_one import step_claim
from ledger.commands.losses import KINDS_HELP
from ledger.commands.previewing import dry_run_option
from ledger.commands.shared import DAY, FILE, Session, pass_book
from ledger.plans import EVIDENCE_KINDS


@claim.command("request-evidence")
@click.argument("number")
@click.option(
    "--kind",
    "missing",
    type=click.Choice(EVIDENCE_KINDS),
    metavar="KIND",
    multiple=True,
    required=True,
    help=f"What is missing; repeat. {KINDS_HELP}",
)
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
@click.option(
    "--kind",
    "received",
    type=click.Choice(EVIDENCE_KINDS),
    metavar="KIND",
    multiple=True,
    required=True,
    help=f"What came in; repeat. {KINDS_HELP}",
)
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
