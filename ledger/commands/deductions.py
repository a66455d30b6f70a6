"""`huzhu contribution deductions`: what an employer withholds from whose wages, as a file."""

import csv
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office, Unit
from ledger.book import Book
from ledger.commands.arrears import covers_of
from ledger.commands.personal import details, masked, spoken_of
from ledger.commands.shared import Session, bring_up_to_date, follow_up, open_book, pass_session
from ledger.drafting import Decision, Request
from ledger.events.member import Detail
from ledger.evidence.refusals import FileExists
from ledger.money import plain_yuan, yuan
from ledger.statements.render import safe

HEADING = ("单位编码", "计划", "保障期", "会员", "姓名", "身份证号", "份数", "应扣金额")
_SHOWN: tuple[Detail, ...] = ("name", "id_number")


class Line(NamedTuple):
    """What is withheld from one member for one plan."""

    member: UUID
    plan: str
    shares: int
    amount_fen: int


@click.command()
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that is contributed to.")
@click.option("--period", required=True, help="Coverage period.")
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
    session: Session, unit: str, fund: str, period: str, purpose: str | None, out: Path
) -> None:
    """List what UNIT's employer withholds from each member's wages for a fund's plans.

    Who refused deduction is left out, and who has left. Names and ID numbers are masked unless a
    purpose is recorded, once for each member.

    Example: huzhu contribution deductions U00001 --fund MED --period 2015 --purpose 代扣会费
    --out deductions.csv
    """
    book = open_book(session)
    try:
        bring_up_to_date(book, "coverage")
        book.get(Unit, "unit", unit)
        members = book.find_many(Member, dict.fromkeys(m for m, _ in covers_of(book, unit, period)))
        willing = [m for m in members.values() if m.departed is None]
        asked = [m for m in willing if m.consents.get("deduction") is not False]
        lines = [line for its in asked for line in _lines(book, its, unit, fund, period)]
        try:
            out.touch(mode=0o600, exist_ok=False)
        except FileExistsError:
            raise FileExists(str(out)) from None
        except OSError as error:
            raise click.UsageError(f"{out}: {error.strerror}") from None
        try:
            if purpose and lines:
                _record(session, book, lines, purpose)
            _write(book, out, (unit, period), lines, clear=bool(purpose))
        except BaseException:
            out.unlink()
            raise
    finally:
        book.close()
    _say(
        session, lines, len(willing) - len(asked), sum("deduction" not in m.consents for m in asked)
    )


def _lines(book: Book, its: Member, unit: str, fund: str, period: str) -> list[Line]:
    return [
        Line(its.id, each.plan, each.shares, each.contribution_fen)
        for each in its.enrolments
        if (each.unit, each.period) == (unit, period)
        and each.contribution_fen
        and book.terms(each.plan).fund == fund
    ]


def _record(session: Session, book: Book, lines: Sequence[Line], purpose: str) -> None:
    """Record for each member that name and ID number are handed out, and what for."""

    def decide(_: Office, at: Moment) -> Decision:
        found = book.find_many(Member, dict.fromkeys(line.member for line in lines))
        for its in found.values():
            its.reveal(_SHOWN, purpose, spoken_of(book, its), at)
        return Decision(list(found.values()))

    # Never under the caller's command id: a list that is repeated would be handed out unrecorded.
    book.perform(Request("contribution deductions", {"members": len(lines)}, on=session.on), decide)
    follow_up(book)


def _write(
    book: Book, out: Path, whose: tuple[str, str], lines: Sequence[Line], *, clear: bool
) -> None:
    unit, period = whose
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
            cells = (unit, line.plan, period, str(line.member), *shown, line.shares)
            writer.writerow([*map(safe, cells), plain_yuan(line.amount_fen)])


def _say(session: Session, lines: Sequence[Line], refused: int, silent: int) -> None:
    total = yuan(sum(line.amount_fen for line in lines))
    session.say(
        f"应扣 {len(lines)} 笔，共 {total} 元；不同意代扣 {refused} 人，未登记代扣同意书 {silent} 人",
        f"{len(lines)} deductions, {total} yuan in all; {refused} refused deduction, "
        f"{silent} have no consent on record",
    )
