"""`huzhu plan`: publish terms, read them in plain words, and compare, check and try them."""

from contextlib import closing
from typing import Any

import click

from ledger.aggregates import Fund, Moment, Office, Plan
from ledger.book import Book
from ledger.commands.plan_files import diff, lint_, try_
from ledger.commands.plan_terms import (
    PlanFile,
    adopted_schedule,
    names_file,
    plan_file,
    plans_of,
    published,
    schedule_file,
    shipped_terms,
    terms_named,
)
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, pass_book, pass_session
from ledger.drafting import Decision
from ledger.errors import Unknown
from ledger.plans import (
    PlanTerms,
    describe,
    describe_schedule,
    open_points,
    parse_schedule,
    parse_terms,
    schedules_named,
)
from ledger.terms import shipped, shipped_schedules


@click.group()
def plan() -> None:
    """Publish plans by version, under a resolution; show, compare, check and try terms."""


plan.add_command(diff)
plan.add_command(lint_)
plan.add_command(try_)


@plan.command()
@click.argument("terms")
@click.option("--resolution", required=True, help="The resolution that adopted these terms.")
@dry_run_option
@pass_book
def publish(session: Session, book: Book, terms: str, resolution: str, dry_run: bool) -> None:
    """Publish TERMS, a file (YAML) or the key of a shipped plan; a published version never changes.

    Schedules that TERMS name are adopted with them: CODE@EDITION.yaml beside the file, or one that
    comes with the program. An edition that is adopted already never changes either.

    Terms that leave open what a decision needs are refused: `huzhu plan lint` lists it.

    Example: huzhu plan publish CD-HOSP@2015.yaml --resolution 2014-7
    """
    file = plan_file(terms)

    def decide(office: Office, at: Moment) -> Decision:
        office.require_resolution(resolution, at.effective_on)
        return _publish(book, file, at)

    inputs = {"plan": file.terms.key, "sha256": file.document.sha256, "schedules": file.papers}
    request = session.request("plan publish", inputs, document=file.document, resolution=resolution)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is not None:
        _tell_published(session, file.terms, answer)


def _publish(book: Book, file: PlanFile, at: Moment) -> Decision:
    """Publish the terms of a file with its schedules; the answer: by key, whether it is new."""
    terms = file.terms
    pot = book.get(Fund, "fund", terms.fund)
    stream = book.stream("plan", terms.code)
    known = book.find(Plan, stream)
    beside = [plan for plan in plans_of(book) if plan.code != terms.code]
    before = {*known.published, *known.schedules} if known else set()
    annexes = file.annexes(before)
    if known is None:
        known = Plan.open(stream, terms, at, annexes, beside)
    else:
        known.publish(terms, at, annexes, beside)
    answer = {key: key not in before for key in (*schedules_named(terms), terms.key)}
    return Decision([known], unchanged=[pot, *beside], answer=answer)


def _tell_published(session: Session, terms: PlanTerms, new: dict[str, Any]) -> None:
    """Say which schedules were adopted and that the version is published, or that both were before."""
    for key in schedules_named(terms):
        if new[key]:
            session.say(f"附表 {key} 已采用", f"schedule {key} is adopted")
        else:
            session.say(
                f"附表 {key} 此前已采用，内容相同", f"schedule {key} was adopted before, as it is"
            )
    if new[terms.key]:
        session.say(
            f"{terms.key} {terms.name_zh} 已发布，{terms.effective_on} 起生效",
            f"{terms.key} {terms.name_en} is published, in force from {terms.effective_on}",
        )
    else:
        session.say(
            f"{terms.key} 此前已发布，条款相同", f"{terms.key} was published before, as it is"
        )


@plan.command()
@click.argument("key")
@pass_session
def show(session: Session, key: str) -> None:
    """Show a version of terms, or an edition of a schedule, by its KEY in plain words.

    It is one that the book has published or adopted, or else one that comes with the program; or a
    file (YAML), to be read before it is published.

    Example: huzhu plan show CD-HOSP@2015
    """
    if names_file(key):
        schedule = schedule_file(key)
        own = schedule and describe_schedule(schedule, session.lang)
        for line in own or describe(terms_named(session, key), session.lang):
            click.echo(line)
        return
    terms = published(session, key)
    if terms is None and key not in shipped():
        _show_schedule(session, key)
        return
    for line in describe(terms or shipped_terms(key), session.lang):
        click.echo(line)
    if terms is None:
        session.say(
            "（随程序附带的条款，未在账套中发布）", "(shipped terms, not published in a book)"
        )


def _show_schedule(session: Session, key: str) -> None:
    """Show an edition of a schedule (Unknown where neither the book nor the program has it)."""
    schedule = adopted_schedule(session, key)
    text = shipped_schedules().get(key)
    if schedule is None and text is None:
        raise Unknown("plan version", key)
    for line in describe_schedule(schedule or parse_schedule(text or ""), session.lang):
        click.echo(line)
    if schedule is None:
        session.say(
            "（随程序附带的附表，未在账套中采用）", "(shipped schedule, not adopted in a book)"
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
