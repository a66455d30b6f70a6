"""`huzhu audit reperform`: every claim decided again, and what differs."""

import click

from ledger.book import Book
from ledger.commands import exits
from ledger.commands.audit_witness import audit
from ledger.commands.progress import bar
from ledger.commands.reading import KNOWN_AT
from ledger.commands.shared import Session, pass_reader
from ledger.evidence.reperform import Wanted, sheet_of
from ledger.evidence.reperform import reperform as perform_again
from ledger.languages import Lang, counted
from ledger.statements.facts import Known
from ledger.statements.render import Format, render

__all__ = ["audit"]


@audit.command()
@click.option("--claim", help="One claim alone, by its number.")
@click.option("--plan", help="One plan alone, by its code, or one version by its key.")
@click.option(
    "--known-at",
    type=KNOWN_AT,
    help="Up to a position of the record, or a time; all there is unless said.",
)
@click.option(
    "--format",
    "as_",
    type=click.Choice(["text", "json", "csv"]),
    default="text",
    show_default=True,
    help="For the eye, or for programs.",
)
@click.option("--lang", type=click.Choice(["zh", "en"]), help="Language; huzhu --lang unless said.")
@pass_reader
def reperform(
    session: Session,
    book: Book,
    claim: str | None,
    plan: str | None,
    known_at: Known,
    as_: Format,
    lang: Lang | None,
) -> None:
    """Decide every claim again from terms, facts and history as they stood, and list what differs.

    Exit code 4 says that something differs; each row names the position, the claim and the cause.
    Statements and projections are not asked: only the events themselves are.

    Example: huzhu audit reperform --plan CD-HOSP --format csv
    """
    wanted = Wanted(known_at, claim, plan)
    with bar() as told:
        done = perform_again(book.database, wanted, told)
    session.lang = lang or session.lang
    click.echo(render(sheet_of(done), as_, session.lang), nl=False)
    if as_ == "text":
        found = len(done.differences)
        session.say(
            f"共复核{done.claims}件，重算{done.assessments}次，差异{found}处。",
            f"{counted(done.claims, 'claim')} gone through, "
            f"{counted(done.assessments, 'assessment')} done again, "
            f"{counted(found, 'difference')}.",
        )
        if done.unseen:
            session.say(
                f"另有{len(done.unseen)}次核定依据的基数不在记录中，未重算。",
                "not done again, for the base is not in the record: "
                f"{counted(len(done.unseen), 'assessment')}.",
            )
    if done.differences:
        click.get_current_context().exit(exits.DIFFERENT)
