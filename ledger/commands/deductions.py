"""`huzhu contribution deductions`: what an employer withholds from whose wages, as a file."""

import csv
from collections.abc import Sequence
from collections.abc import Set as AbstractSet
from contextlib import closing
from datetime import date
from itertools import groupby
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office, Remittance
from ledger.book import Book
from ledger.commands.dues import Account, owed
from ledger.commands.personal import MASK, details, masked, spoken_of
from ledger.commands.reading import require_known
from ledger.commands.shared import (
    DAY,
    Session,
    bring_up_to_date,
    follow_up,
    open_book,
    pass_session,
)
from ledger.drafting import Decision, Request
from ledger.events.member import Detail
from ledger.evidence.refusals import FileExists
from ledger.languages import counted
from ledger.money import plain_yuan, shared_out, yuan
from ledger.plans import WITHHELD, ContributionRule, WageRatio, borne, funding_of, rests_on_pay
from ledger.projections.questions import covered
from ledger.statements.render import safe

HEADING = (
    *("单位编码", "计划", "保障期", "应缴日期", "会员", "姓名", "身份证号"),
    *("份数", "会费", "应扣金额"),
)
_SHOWN: tuple[Detail, ...] = ("name", "id_number")


class Line(NamedTuple):
    """What is withheld from one member for one plan on one due date."""

    due_on: date
    plan: str
    member: UUID
    shares: int
    contribution_fen: int  # all of it, whoever bears it
    amount_fen: int  # what the member bears


@click.command()
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that is contributed to.")
@click.option("--period", required=True, help="Coverage period.")
@click.option("--due-from", type=DAY, help="Only what falls due from this day on.")
@click.option("--due-to", type=DAY, help="Only what falls due up to this day.")
@click.option(
    "--purpose",
    help="What names and ID numbers are handed out for, recorded first; masked without it.",
)
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The new file, for the employer alone.",
)
@pass_session
def deductions(
    session: Session,
    unit: str,
    fund: str,
    period: str,
    due_from: date | None,
    due_to: date | None,
    purpose: str | None,
    out: Path,
) -> None:
    """List what UNIT's employer withholds from each member's wages for a fund's plans.

    One line for each member and due date, in the order of the dates, with the sum of each. What
    others bear is not withheld. Who refused deduction is left out, and who has left owes nothing
    that falls due later. Names, ID numbers and sums that tell pay are masked unless a purpose is
    recorded, once for each member.

    Example: huzhu contribution deductions U00001 --fund MED --period 2015 --purpose 代扣会费
    --out deductions.csv
    """
    with closing(open_book(session)) as book:
        bring_up_to_date(book, "coverage")
        require_known(book, unit=unit, fund=fund, period=period)
        insured = dict.fromkeys(m for m, _ in covered(book.database, unit, period))
        members = book.find_many(Member, insured)
        asked = [m for m in members.values() if m.consents.get("deduction") is not False]
        first, last = due_from or date.min, due_to or date.max
        every = _lines(book, asked, Account(unit, fund), period)
        lines = [line for line in every if first <= line.due_on <= last]
        rules = {line.plan: _rule(book, line) for line in lines}
        _make(out)
        try:
            if purpose and lines:
                _record(session, book, lines, purpose)
            _write(book, out, (unit, period), lines, clear=bool(purpose))
        except BaseException:
            out.unlink()
            raise
    telling = {line for line in lines if not purpose and rests_on_pay(rules[line.plan])}
    _say(session, lines, telling, [m for m in members.values() if m.departed is None])


def _make(out: Path) -> None:
    """Make the new file, for its reader alone.

    Raises:
        FileExists: there is one already.
    """
    try:
        out.touch(mode=0o600, exist_ok=False)
    except FileExistsError:
        raise FileExists(str(out)) from None
    except OSError as error:
        raise click.UsageError(f"{out}: {error.strerror}") from None


def _lines(book: Book, people: Sequence[Member], whose: Account, period: str) -> list[Line]:
    """Return what everybody bears, by due date: by the schedule of the terms, or once."""
    lines = [
        _line(book, each.due.due_on, each.plan, each.member, each.shares, each.contribution_fen)
        for each in owed(book, people, whose, period)
    ]
    for its in people:
        lines += [
            _line(book, each.effective_on, each.plan, its, each.shares, each.contribution_fen)
            for each in its.enrolments
            if (each.unit, each.period) == (whose.unit, period)
            and its.departed is None
            and each.every is None
            and each.contribution_fen
            and book.terms(each.plan).fund == whose.fund
        ]
    account = book.find(Remittance, book.stream("remittance", whose.unit, whose.fund, period))
    if account is not None:
        lines = [_by_rosters(line, account) for line in lines]
    return sorted(line for line in lines if line.amount_fen)


def _line(book: Book, due_on: date, plan: str, its: Member, shares: int, fen: int) -> Line:
    parts = borne(funding_of(book.terms(plan)), fen)
    own = sum(part for payer, part in parts if payer in WITHHELD) if parts else fen
    return Line(due_on, plan, its.id, shares, fen, own)


def _by_rosters(line: Line, account: Remittance) -> Line:
    """Return a line with what the member bears by the rosters, where those say it and no terms do."""
    bearers = {k: fen for k, fen in account.fell_due_by.get(line.plan, {}).items() if fen}
    if None in bearers or not bearers or line.amount_fen != line.contribution_fen:
        return line
    parts = dict(
        zip(bearers, shared_out(line.contribution_fen, list(bearers.values())), strict=True)
    )
    return line._replace(amount_fen=parts.get("members", 0))


def _rule(book: Book, line: Line) -> ContributionRule | None:
    return book.terms(line.plan).contribution


def _record(session: Session, book: Book, lines: Sequence[Line], purpose: str) -> None:
    """Record for each member that name and ID number are handed out, and what for."""

    def decide(_: Office, at: Moment) -> Decision:
        found = book.find_many(Member, dict.fromkeys(line.member for line in lines))
        # Of somebody's plans, the one that rests on pay says what else is shown.
        paid = {
            line.member: line.plan
            for line in sorted(lines, key=lambda line: rests_on_pay(_rule(book, line)))
        }
        for its in found.values():
            rule = book.terms(paid[its.id]).contribution
            asked: tuple[Detail, ...] = _SHOWN
            if rests_on_pay(rule):
                asked = (*_SHOWN, "wage" if isinstance(rule, WageRatio) else "income_band")
            its.reveal(asked, purpose, spoken_of(book, its), at)
        return Decision(list(found.values()))

    # Never under the caller's command id: a list that is repeated would be handed out unrecorded.
    book.perform(Request("contribution deductions", {"members": len(lines)}, on=session.on), decide)
    follow_up(book)


def _write(
    book: Book, out: Path, whose: tuple[str, str], lines: Sequence[Line], *, clear: bool
) -> None:
    unit, period = whose
    hidden = MASK * 4
    members = book.find_many(Member, dict.fromkeys(line.member for line in lines))
    with out.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(HEADING)
        for line in lines:
            known = details(book, members[line.member], _SHOWN)
            shown = [
                value if clear else masked(detail, value)
                for detail, value in ((d, known.get(d, "")) for d in _SHOWN)
            ]
            cells = (unit, line.plan, period, str(line.due_on), str(line.member), *shown)
            # What follows from somebody's pay would tell it.
            told = clear or not rests_on_pay(_rule(book, line))
            fens = (line.contribution_fen, line.amount_fen)
            sums = (line.shares, *(plain_yuan(fen) if told else hidden for fen in fens))
            writer.writerow([*map(safe, cells), *sums])


def _say(
    session: Session, lines: Sequence[Line], telling: AbstractSet[Line], there: Sequence[Member]
) -> None:
    """Say what the list comes to; a sum that holds one that is masked (`telling`) is masked, too."""

    def summed(own: Sequence[Line]) -> str:
        hidden = not telling.isdisjoint(own)
        return MASK * 4 if hidden else yuan(sum(line.amount_fen for line in own))

    refused = sum(m.consents.get("deduction") is False for m in there)
    silent = sum("deduction" not in m.consents for m in there)
    days = [(day, list(own)) for day, own in groupby(lines, key=lambda line: line.due_on)]
    for day, own in days if len(days) > 1 else ():
        fen = summed(own)
        session.say(
            f"  {day}：{len(own)} 笔，{fen} 元",
            f"  {day}: {counted(len(own), 'deduction')}, {fen} yuan",
        )
    total = summed(lines)
    session.say(
        f"应扣 {len(lines)} 笔，共 {total} 元；不同意代扣 {refused} 人，未登记代扣同意书 {silent} 人",
        f"{counted(len(lines), 'deduction')}, {total} yuan in all; {refused} refused deduction, "
        f"{silent} have no consent on record",
    )
