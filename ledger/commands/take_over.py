"""`huzhu take-over`: bring a running office into its book."""

from collections.abc import Iterable
from functools import partial
from pathlib import Path

import click

from ledger.aggregates import Fund, Moment, Office
from ledger.book import Book
from ledger.commands.bad_rows import refuse_rows, tell_problems
from ledger.commands.claim_steps import ROWS_A_CLAIM
from ledger.commands.in_turn import Waiting, take_in_turn
from ledger.commands.lines import Intake, take_in
from ledger.commands.names import compare_names_option
from ledger.commands.parts import bind_file
from ledger.commands.previewing import dry_run_option, previewed
from ledger.commands.shared import FILE, Session, bring_up_to_date, document_of, pass_book
from ledger.commands.take_over_files import TakeOver
from ledger.drafting import Decision
from ledger.events import Document
from ledger.events.fund import BalanceLine
from ledger.intake.openings import (
    BALANCE_COLUMNS,
    STATISTICS_COLUMNS,
    judge_balances,
    judge_statistics,
)
from ledger.intake.openings import (
    BalanceLine as OpeningLine,
)
from ledger.intake.table import read_table
from ledger.intake.takeover import (
    CLAIM_COLUMNS,
    COVER_COLUMNS,
    CoverLine,
    judge_cover,
    judge_open_claims,
)
from ledger.languages import counted
from ledger.periods import shanghai_date
from ledger.projections.questions import carried_in


@click.command("take-over")
@click.option("--members", type=FILE, multiple=True, help="Members with cover in force.")
@click.option("--balances", type=FILE, help="Opening balances per fund.")
@click.option("--claims", type=FILE, help="Open claims.")
@click.option("--statistics", type=FILE, help="Published figures of earlier years.")
@click.option("--document", type=FILE, required=True, help="The auditor's or hand-over document.")
@click.option("--complete", is_flag=True, help="Say that all is in; nothing from before follows.")
@compare_names_option
@dry_run_option
@pass_book
def take_over(
    session: Session,
    book: Book,
    members: tuple[Path, ...],
    balances: Path | None,
    claims: Path | None,
    statistics: Path | None,
    document: Path,
    complete: bool,
    compare_names: bool | None,
    dry_run: bool,
) -> None:
    """Bring in what was before the book: balances, cover, open claims, statistics.

    Cover keeps its original start, so that its members renew and are not new. Each part is taken in
    by an officer with the role for it: enrolment, finance, assessor, manager.

    Once that is complete, --members still takes in cover that another office hands over, on the
    paper by which it does: each row has the day of hand-over (移交日期), and nothing is booked.

    Where names are compared, a row whose ID number is that of a member of another name is refused.
    The names of open claims are compared always.

    Example: huzhu take-over --members members.csv --document handover.pdf
    """
    if not any((members, balances, claims, statistics, complete)):
        raise click.UsageError("say what to bring in: --members, --balances, --claims, …")
    paper = document_of(document)
    assert paper is not None, "a document was given"
    if any((balances, claims, statistics, complete)):
        book.office().require_taking_over()
    _take_people(session, book, members, claims, paper, compare_names, dry_run)
    if balances is not None:
        _enter_balances(session, book, balances, paper, dry_run)
    if statistics is not None:
        _carry_in_statistics(session, book, statistics, paper, dry_run)
    if complete:
        _complete(session, book, paper, dry_run)


def _take_people(
    session: Session,
    book: Book,
    members: tuple[Path, ...],
    claims: Path | None,
    document: Document,
    compare_names: bool | None,
    dry_run: bool,
) -> None:
    office = book.office()
    taking = TakeOver(book, office, session, document, compare_names)
    today = session.on or shanghai_date(book.entropy.now())
    invented = office.opened.admits_invented_people

    def read(path: Path) -> Intake[CoverLine]:
        table = read_table(path, COVER_COLUMNS)
        return taking.covers(judge_cover(table, allow_invented=invented, on=today))

    if members:
        take_in_turn(
            session,
            [Waiting(path.name, partial(read, path)) for path in members],
            dry_run=dry_run,
            good_rows_only=False,
            afterwards=lambda intake: taking.say_carried_in(intake.judged),
        )
    if claims is not None:
        table = read_table(claims, CLAIM_COLUMNS)
        take_in(
            session,
            book,
            "take over claims",
            judge_open_claims(table, allow_invented=invented, on=today),
            taking.decide_claims,
            whose=lambda line: line.id_number,
            cost=ROWS_A_CLAIM,
            is_whole=True,
            dry_run=dry_run,
            good_rows_only=False,
        )


def _enter_balances(
    session: Session, book: Book, path: Path, document: Document, dry_run: bool
) -> None:
    judged = judge_balances(read_table(path, BALANCE_COLUMNS))
    refuse_rows(judged, tell_problems(session, judged, []))
    naming = bind_file(book, "take over balances", judged)
    lines = _balance_lines(judged.good)

    def decide(office: Office, at: Moment) -> Decision:
        funds = []
        for code, entered in sorted(lines.items()):
            its = book.get(Fund, "fund", code)
            for line in entered:
                if line.bank_account is not None:
                    office.bank_account(line.bank_account, code)
            its.enter_opening_balance(entered, at)
            funds.append(its)
        return Decision(funds)

    request = session.request("take over balances", {}, document=document)
    if dry_run:
        previewed(session, book, request, decide)
        return
    book.perform(request, decide, naming)
    session.say("期初余额已录入", f"opening balances of {len(lines)} funds are entered")


def _balance_lines(judged: Iterable[OpeningLine]) -> dict[str, list[BalanceLine]]:
    """Sort a file's balances by fund."""
    lines: dict[str, list[BalanceLine]] = {}
    for line in judged:
        lines.setdefault(line.fund, []).append(
            BalanceLine.model_validate(
                {
                    "account": line.account,
                    "side": line.side,
                    "amount_fen": line.amount_fen,
                    "plan": line.plan,
                    "period": line.period,
                    "unit": line.unit,
                    "bank_account": line.bank_account,
                }
            )
        )
    return lines


def _carry_in_statistics(
    session: Session, book: Book, path: Path, document: Document, dry_run: bool
) -> None:
    judged = judge_statistics(read_table(path, STATISTICS_COLUMNS))
    refuse_rows(judged, tell_problems(session, judged, []))
    naming = bind_file(book, "take over statistics", judged)
    years = tuple(
        {
            "year": line.year,
            "plan_class": line.plan_class,
            "units": line.units,
            "participations": line.participations,
            "benefits": line.claims,
            "benefits_fen": line.benefits_fen,
        }
        for line in judged.good
    )

    def decide(office: Office, at: Moment) -> Decision:
        office.carry_in_statistics(years, at)
        return Decision([office])

    request = session.request("take over statistics", {}, document=document)
    if dry_run:
        previewed(session, book, request, decide)
        return
    book.perform(request, decide, naming)
    session.say("历史统计已带入，单列", "statistics of earlier years are kept apart")


def _complete(session: Session, book: Book, document: Document, dry_run: bool) -> None:
    bring_up_to_date(book)
    its = carried_in(book.database)

    def decide(office: Office, at: Moment) -> Decision:
        office.complete_take_over(at, **its._asdict())
        return Decision([office])

    request = session.request("take over", {}, document=document)
    if dry_run:
        previewed(session, book, request, decide)
        return
    book.perform(request, decide)
    session.say(
        f"接管完成：会员 {its.members:,}，保障 {its.covers:,}，未决案件 {its.open_claims:,}",
        f"taken over: {counted(its.members, 'member')}, {counted(its.covers, 'cover')}, "
        f"{counted(its.open_claims, 'open claim')}",
    )
