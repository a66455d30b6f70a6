"""`huzhu unit`: participating units and those not yet."""

from pathlib import Path
from uuid import UUID

import click

from ledger.aggregates import Agency, Moment, Office, Unit
from ledger.book import Book
from ledger.commands.lines import take_in
from ledger.commands.parts import Decided, Part, refusing
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.reading import day_of
from ledger.commands.shapes import CODE
from ledger.commands.shared import FILE, Session, bring_up_to_date, document_of, pass_book
from ledger.commands.unit_statement import statement
from ledger.drafting import Decision, Draft
from ledger.errors import KeyTaken, NotYetRecorded, Unknown
from ledger.intake.judge import Problem
from ledger.intake.table import read_table
from ledger.intake.units import COLUMNS, UnitLine, judge_units
from ledger.languages import counted
from ledger.statements.facts import facts_of
from ledger.statements.unit_statement import unit_statement


@click.group()
def unit() -> None:
    """Register units, assign them to agencies, declare their headcount."""


unit.add_command(statement)
_PEOPLE = click.IntRange(0, 10**9 - 1)  # nine digits, as on a file


@unit.command()
@click.argument("code", type=CODE)
@click.option("--name", required=True, help="The unit's name.")
@click.option("--employer-type", help="Such as 机关, 事业单位, 企业.")
@dry_run_option
@pass_book
def register(
    session: Session, book: Book, code: str, name: str, employer_type: str | None, dry_run: bool
) -> None:
    """Register unit CODE, participating or not yet."""

    def decide(_: Office, at: Moment) -> Decision:
        stream = book.stream("unit", code)
        if book.find(Unit, stream) is not None:
            raise KeyTaken("unit", code, stream)
        return Decision([Unit.register(stream, code, name, employer_type, at)])

    inputs = {"code": code, "name": name, "employer_type": employer_type}
    request = session.request("unit register", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"单位 {code} 已登记", f"unit {code} is registered")


@unit.command()
@click.argument("code")
@click.option("--agency", required=True, help="Code of the agency it comes under.")
@click.option("--service-point", help="Code of the service point, where there is one.")
@dry_run_option
@pass_book
def assign(
    session: Session, book: Book, code: str, agency: str, service_point: str | None, dry_run: bool
) -> None:
    """Put unit CODE under an agency and, where there is one, a service point."""

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(Unit, "unit", code)
        places = [book.get(Agency, "agency", c) for c in (agency, service_point) if c]
        its.assign(agency, service_point, at)
        return Decision([its], unchanged=places)

    inputs = {"code": code, "agency": agency, "service_point": service_point}
    request = session.request("unit assign", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"单位 {code} 归属 {agency}", f"unit {code} belongs to {agency}")


@unit.command()
@click.argument("code")
@click.argument("employees", type=_PEOPLE)
@click.option("--women", type=_PEOPLE, help="How many of them are women.")
@click.option("--members", type=_PEOPLE, help="How many are union members.")
@click.option("--insured", type=_PEOPLE, help="How many are in basic insurance.")
@dry_run_option
@pass_book
def headcount(
    session: Session,
    book: Book,
    code: str,
    employees: int,
    women: int | None,
    members: int | None,
    insured: int | None,
    dry_run: bool,
) -> None:
    """Declare that unit CODE employs so many EMPLOYEES."""
    if women is not None and women > employees:
        raise click.BadParameter("there cannot be more women than employees", param_hint="--women")
    parts = {"members": members, "insured": insured}
    for name, part in parts.items():
        if part is not None and part > employees:
            words = f"there cannot be more {name} than employees"
            raise click.BadParameter(words, param_hint=f"--{name}")

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(Unit, "unit", code)
        its.declare_headcount(employees, women, at, members=members, insured=insured)
        return Decision([its])

    given = {name: part for name, part in parts.items() if part is not None}
    inputs = {"code": code, "employees": employees, "women": women, **given}
    request = session.request("unit headcount", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"单位 {code} 职工 {employees} 人", f"unit {code} employs {employees}")


@unit.command()
@click.argument("code")
@click.option("--reason", required=True, help="Why it leaves.")
@dry_run_option
@pass_book
def close(session: Session, book: Book, code: str, reason: str, dry_run: bool) -> None:
    """End unit CODE's part in this office; cover that its rosters gave runs on, and is told."""

    def decide(_: Office, at: Moment) -> Decision:
        its = book.get(Unit, "unit", code)
        its.close(at)
        return Decision([its])

    request = session.request("unit close", {"code": code}, reason=reason)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"单位 {code} 已退出", f"unit {code} is closed")
    _tell_running_cover(session, book, code)


def _tell_running_cover(session: Session, book: Book, code: str) -> None:
    """Warn of the cover that a closed unit's rosters gave and that goes on."""
    day, stream = day_of(session, None), book.stream("unit", code)
    bring_up_to_date(book, "coverage")
    try:
        with facts_of(book.database, day) as facts:
            plans = unit_statement(facts, code, stream, book.terms).plans
    except NotYetRecorded:  # closed as of a day before it was registered: nothing ran then
        return
    running = [line for line in plans if line.covered]
    if running:
        count = sum(line.covered for line in running)
        named = [f"{line.plan} {line.period}" for line in running]
        session.complain(
            f"警告：{day} 该单位名下仍有 {count} 份保障有效（{'、'.join(named)}），按期满为止",
            f"warning: on {day} {counted(count, 'cover')} of the unit run{'s' * (count == 1)} on "
            f"({', '.join(named)}), each to the end of its period",
        )


@unit.command("import")
@click.argument("file", type=FILE)
@dry_run_option
@click.option("--good-rows-only", is_flag=True, help="Take in the good rows, leave out the others.")
@pass_book
def import_(session: Session, book: Book, file: Path, dry_run: bool, good_rows_only: bool) -> None:
    """Register, assign and count the units on FILE; what is already so records nothing.

    Example: huzhu unit import units.csv
    """
    office = book.office()
    judged = judge_units(read_table(file, COLUMNS))
    request = session.request("unit import", {}, document=document_of(file))

    def decide(part: Part[UnitLine]) -> Decided:
        at = book.moment(office, request, part.command)
        codes = {c for line in part.lines for c in (line.agency, line.service_point) if c}
        known = _agencies(book, codes)
        units = book.find_many(Unit, (book.stream("unit", line.unit) for line in part.lines))
        draft, changed = Draft(), []
        problems: list[Problem] = []
        for line in part.lines:
            with refusing(problems, line.row, session.lang):
                changed.append(_take(book, line, units, known, at))
        offsets = draft.take(changed)
        draft.rest_on(office, *known.values())
        answer = {"rows": len(changed)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    take_in(
        session,
        book,
        "unit import",
        judged,
        decide,
        whose=lambda line: line.unit,
        dry_run=dry_run,
        good_rows_only=good_rows_only,
    )


def _agencies(book: Book, codes: set[str]) -> dict[str, Agency]:
    found = book.find_many(Agency, (book.stream("agency", code) for code in sorted(codes)))
    return {agency.code: agency for agency in found.values()}


def _take(
    book: Book, line: UnitLine, units: dict[UUID, Unit], known: dict[str, Agency], at: Moment
) -> Unit:
    for code in (line.agency, line.service_point):
        if code and code not in known:
            raise Unknown("agency", code)
    stream = book.stream("unit", line.unit)
    its = units.get(stream) or Unit.register(stream, line.unit, line.name, line.employer_type, at)
    its.assign(line.agency, line.service_point, at)
    its.declare_headcount(line.employees, line.women, at)
    return its
