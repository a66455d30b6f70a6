"""`huzhu plan`: publish terms, and read them in plain words."""

from pathlib import Path

import click

from ledger.aggregates import Fund, Moment, Office, Plan
from ledger.book import Book
from ledger.commands.shared import FILE, Session, pass_book, pass_reader
from ledger.commands.texts import read_text
from ledger.drafting import Decision
from ledger.events import Document
from ledger.plans import describe, parse_terms


@click.group()
def plan() -> None:
    """Publish plans by version, under a resolution, and show them."""


@plan.command()
@click.argument("file", type=FILE)
@click.option("--resolution", required=True, help="The resolution that adopted these terms.")
@pass_book
def publish(session: Session, book: Book, file: Path, resolution: str) -> None:
    """Publish the terms in FILE (YAML); a published version never changes.

    Example: huzhu plan publish CD-HOSP@2015.yaml --resolution 2014-7
    """
    text, sha256 = read_text(file)
    terms = parse_terms(text)

    def decide(office: Office, at: Moment) -> Decision:
        office.require_resolution(resolution)
        pot = book.get(Fund, "fund", terms.fund)
        stream = book.stream("plan", terms.code)
        known = book.find(Plan, stream)
        if known is None:
            known = Plan.open(stream, terms, at)
        else:
            known.publish(terms, at)
        return Decision([known], unchanged=[pot])

    document = Document(reference=file.name, sha256=sha256)
    inputs = {"plan": terms.key, "sha256": sha256}
    request = session.request("plan publish", inputs, document=document, resolution=resolution)
    book.perform(request, decide)
    session.say(
        f"{terms.key} {terms.name_zh} 已发布，{terms.effective_on} 起生效",
        f"{terms.key} {terms.name_en} is published, in force from {terms.effective_on}",
    )


@plan.command()
@click.argument("key")
@pass_reader
def show(session: Session, book: Book, key: str) -> None:
    """Show the published terms of a version, by its KEY, in plain words.

    Example: huzhu plan show CD-HOSP@2015
    """
    for line in describe(book.terms(key), session.lang):
        click.echo(line)


@plan.command("list")
@pass_reader
def list_(session: Session, book: Book) -> None:
    """List published plans and their versions."""
    keys = book.record.keys_with_prefix("plan", "")
    if not keys:
        session.say("尚未发布任何计划", "no plan is published yet")
    for code, _ in keys:
        for key, terms in sorted(book.get(Plan, "plan", code).versions.items()):
            name = terms.name_zh if session.lang == "zh" else terms.name_en
            invented = (
                ""
                if not terms.invented
                else ("（虚构）" if session.lang == "zh" else " (invented)")
            )
            click.echo(f"{key}  {name}{invented}  {terms.effective_on}")
