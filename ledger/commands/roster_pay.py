"""`huzhu roster pay`: what people on a roster earn from a day on, where contributions follow from it."""

from pathlib import Path
from typing import Any

import click

from ledger.aggregates import Member, Office
from ledger.aggregates.enrolment import require_band
from ledger.book import Book
from ledger.commands.desk import Desk
from ledger.commands.earnings import Payroll
from ledger.commands.lines import take_in
from ledger.commands.parts import Decided, Part, refusing
from ledger.commands.previewing import dry_run_option
from ledger.commands.shared import FILE, Session, document_of, pass_book
from ledger.drafting import Draft, Request
from ledger.errors import Unknown
from ledger.intake.earnings import COLUMNS, EarningsLine, judge_earnings
from ledger.intake.judge import Problem
from ledger.intake.table import read_table
from ledger.periods import shanghai_date


@click.command("pay")
@click.argument("file", type=FILE)
@click.option("--reason", required=True, help="Why it changed; without personal data.")
@dry_run_option
@click.option("--good-rows-only", is_flag=True, help="Take in the good rows, leave out the others.")
@pass_book
def pay_(
    session: Session, book: Book, file: Path, reason: str, dry_run: bool, good_rows_only: bool
) -> None:
    """Take in what the people on FILE (CSV or XLSX) earn from a day on: a wage, or a band of income.

    It is sealed in the vault, and stands in no event. Instalments that fall due from that day on
    follow from it; for those that were booked already, 'huzhu contribution fall-due' books the
    difference.

    Example: huzhu roster pay 2018-07.csv --reason 年度调薪
    """
    office = book.office()
    today = session.on or shanghai_date(book.entropy.now())
    invented = office.opened.admits_invented_people
    judged = judge_earnings(read_table(file, COLUMNS), allow_invented=invented, on=today)
    request = session.request("roster pay", {}, document=document_of(file), reason=reason)
    changes = _Changes(book, office, request, session.lang)
    take_in(
        session,
        book,
        "roster pay",
        judged,
        changes.decide,
        whose=lambda line: line.id_number,
        dry_run=dry_run,
        good_rows_only=good_rows_only,
    )


class _Changes:
    """Decides groups of changed pay."""

    def __init__(self, book: Book, office: Office, request: Request, lang: str) -> None:
        self._book, self._office, self._request, self._lang = book, office, request, lang

    def decide(self, part: Part[EarningsLine]) -> Decided:
        """Seal what is new of a group; who is on no roster of the unit is refused."""
        book, desk, payroll = self._book, Desk(self._book), Payroll(self._book)
        at = book.moment(self._office, self._request, part.command)
        desk.seat(line.id_number for line in part.lines)
        draft, problems, members = Draft(), list[Problem](), dict[Any, Member]()
        new = 0
        for line in sorted(part.lines, key=lambda line: line.since):
            with refusing(problems, line.row, self._lang):
                its = _enrolled(desk.member(line.id_number), line)
                members[its.id] = its
                self._require_band(its, payroll, line)
                when = at.but(
                    document=None,
                    effective_on=line.since,
                    booked_on=self._office.booked_on(line.since),
                )
                new += payroll.state(its, line.since, line.pay, when, draft)
        offsets = draft.take(members.values())
        draft.rest_on(self._office)
        taken = len(part.lines) - len(problems)
        answer = {"people": len(members), "new": new, "rows": taken}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _require_band(self, its: Member, payroll: Payroll, line: EarningsLine) -> None:
        """Refuse a band of income that somebody's known wage does not lie in."""
        pay = line.pay
        known = payroll.of(its).stated(line.since, pay.wage_fen, pay.income_band).on(line.since)
        for each in its.enrolments:
            if each.unit == line.unit and each.effective_on <= line.since <= each.ends_on:
                require_band(self._book.terms(each.plan), pay, known)


def _enrolled(its: Member | None, line: EarningsLine) -> Member:
    """Return whom a line is about, if a roster of its unit names them.

    Raises:
        Unknown: it does not.
    """
    if its is None:
        raise Unknown("member", f"of row {line.row}")
    if not any(each.unit == line.unit for each in its.enrolments):
        raise Unknown("roster entry", f"of row {line.row}")
    return its
