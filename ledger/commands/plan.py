"""`huzhu plan`: publish terms, read them in plain words, and compare, check and try them."""

from contextlib import closing
from pathlib import Path

import click

from ledger.aggregates import Fund, Moment, Office, Plan
from ledger.book import Book
from ledger.commands.plan_files import diff, lint_, try_
from ledger.commands.plan_terms import published, shipped_terms
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import FILE, Session, pass_book, pass_session
from ledger.commands.texts import read_text
from ledger.drafting import Decision
from ledger.events import Document
from ledger.plans import PlanTerms, describe, open_points, parse_terms
from ledger.terms import shipped


@click.group()
def plan() -> None:
    """Publish plans by version, under a resolution; show, compare, check and try terms."""


plan.add_command(diff)
plan.add_command(lint_)
plan.add_command(try_)


@plan.command()
@click.argument("file", type=FILE)
@click.option("--resolution", required=True, help="The resolution that adopted these terms.")
@dry_run_option
@pass_book
def publish(session: Session, book: Book, file: Path, resolution: str, dry_run: bool) -> None:
    """Publish the terms in FILE (YAML); a published version never changes.

    Terms that leave open what a decision needs are refused: `huzhu plan lint` lists it.

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
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is None:
        return
    session.say(
        f"{terms.key} {terms.name_zh} 已发布，{terms.effective_on} 起生效",
        f"{terms.key} {terms.name_en} is published, in force from {terms.effective_on}",
    )


@plan.command()
@click.argument("key")
@pass_session
def show(session: Session, key: str) -> None:
    """Show the terms of a version, by its KEY, in plain words: one published, or one shipped.

    Without a book, or where the book has not published it, the shipped plan of that key is shown.

    Example: huzhu plan show CD-HOSP@2015
    """
    terms = published(session, key)
    shown = terms or shipped_terms(key)
    for line in describe(shown, session.lang):
        click.echo(line)
    if terms is None:
        session.say(
            "（随程序附带的条款，未在账套中发布）", "(shipped terms, not published in a book)"
        )


@plan.command("list")
@click.option("--shipped", "of_program", is_flag=True, help="The plans that come with the program.")
@pass_session
def list_(session: Session, of_program: bool) -> None:
    """List published plans and their versions, or those that come with the program."""
    if of_program:
        for text in shipped().values():
            terms = parse_terms(text)
            points = len(open_points(terms))
            state = _said(session, f"{points} 项待补充", f"open points: {points}") if points else ""
            click.echo("  ".join(filter(None, (_line(session, terms), state))))
        return
    with closing(Book.open(session.address, entropy=session.entropy)) as book:
        keys = book.record.keys_with_prefix("plan", "")
        if not keys:
            session.say("尚未发布任何计划", "no plan is published yet")
        for code, _ in keys:
            for _, terms in sorted(book.get(Plan, "plan", code).versions.items()):
                click.echo(_line(session, terms))


def _line(session: Session, terms: PlanTerms) -> str:
    """Return a plan's line in a list: key, name, whether it is invented, from when."""
    name = _said(session, terms.name_zh, terms.name_en)
    invented = _said(session, "（虚构）", " (invented)") if terms.invented else ""
    day = terms.effective_on or _said(session, "生效日未载明", "no day stated")
    return f"{terms.key}  {name}{invented}  {day}"


def _said(session: Session, zh: str, en: str) -> str:
    return zh if session.lang == "zh" else en
