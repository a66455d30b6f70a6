"""`huzhu contribution fall-due`: instalments, by the schedule of the terms, and who owes how much."""

from collections.abc import Iterable, Mapping, Sequence
from datetime import date
from hashlib import sha256
from typing import NamedTuple
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office, Remittance
from ledger.aggregates.bearers import divided
from ledger.aggregates.debtor import Owing
from ledger.book import Book
from ledger.commands.earnings import earnings_of
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.reading import require_known
from ledger.commands.shared import Session, bring_up_to_date, pass_book
from ledger.drafting import Decision
from ledger.errors import ContributionUnknown
from ledger.events.member import Enrolled
from ledger.languages import counted
from ledger.money import yuan
from ledger.plans import (
    NOTHING_STATED,
    Due,
    Earnings,
    FundingPart,
    PlanKey,
    dues,
    funding_of,
    needs,
    owed_fen,
    schedule_of,
)
from ledger.projections.questions import scheduled


class Account(NamedTuple):
    """Whose account with which fund."""

    unit: str
    fund: str


class Owed(NamedTuple):
    """What one person owes of one instalment."""

    member: Member
    plan: PlanKey
    due: Due
    shares: int
    contribution_fen: int


@click.command("fall-due")
@click.option("--period", required=True, help="Coverage period, such as 2018.")
@click.option("--unit", help="One unit alone, by its code.")
@click.option("--fund", help="One fund alone, by its code.")
@dry_run_option
@pass_book
def fall_due(
    session: Session, book: Book, period: str, unit: str | None, fund: str | None, dry_run: bool
) -> None:
    """Book the instalments of contributions that fell due up to the day of --on.

    They follow from the terms' schedule, from who is covered on each due date, and from what they
    earn then. What was booked before is not booked again: the difference is, where somebody came,
    left, or earned more or less than was known.

    Example: huzhu --on 2018-03-31 contribution fall-due --period 2018
    """
    require_known(book, unit=unit, fund=fund, period=period)
    bring_up_to_date(book, "coverage")

    def decide(office: Office, at: Moment) -> Decision:
        written, fell_due, lessened = [], 0, 0
        for whose, members in _accounts(book, period, unit, fund).items():
            account = book.get(Remittance, "remittance", whose.unit, whose.fund, period)
            for each in _called(book, office, account, members, at):
                fell_due, lessened = fell_due + max(each, 0), lessened - min(each, 0)
            if account.pending_events:
                written.append(account)
        answer = {"accounts": len(written), "fell_due_fen": fell_due, "lessened_fen": lessened}
        return Decision(written, answer=answer)

    inputs = {"period": period, "unit": unit, "fund": fund}
    request = session.request("contribution fall-due", inputs)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    due, less = yuan(answer["fell_due_fen"]), yuan(answer["lessened_fen"])
    session.say(
        f"{answer['accounts']} 个单位往来：应缴会费 {due} 元，冲减 {less} 元",
        f"{counted(answer['accounts'], 'account')}: {due} yuan fell due, {less} yuan are due no more",
    )


def _called(
    book: Book, office: Office, account: Remittance, members: Iterable[UUID], at: Moment
) -> list[int]:
    """Let every instalment of an account fall due that should have by now; the differences, in fen."""
    opened = account.opened
    found = book.find_many(Member, members)
    lines = owed(book, found.values(), Account(str(opened.unit), opened.fund), str(opened.period))
    sums: dict[tuple[PlanKey, Due], list[Owed]] = {each: [] for each in account.called}
    for line in lines:
        if line.due.due_on <= at.effective_on:
            sums.setdefault((line.plan, line.due), []).append(line)
    differences = []
    for (plan, due), own in sorted(sums.items(), key=lambda item: (item[0][1], item[0][0])):
        when = at.but(effective_on=due.due_on, booked_on=office.booked_on(due.due_on))
        differences.append(
            account.call(plan, due, _owing(own, funding_of(book.terms(plan))), at, when)
        )
    return differences


def _owing(lines: Iterable[Owed], parts: Sequence[FundingPart]) -> Owing:
    """Sum an instalment up. Its digest says who owes it and on which ciphertext it rests."""
    own = sorted(lines, key=lambda line: line.member.id.bytes)
    text = "".join(
        f"{line.member.id.hex}:{line.shares}:{line.member.sealed.get('pay', '')}\n" for line in own
    )
    sums = [line.contribution_fen for line in own]
    return Owing(len(own), sum(sums), sha256(text.encode()).hexdigest(), divided(parts, sums))


def _accounts(
    book: Book, period: str, unit: str | None, fund: str | None
) -> Mapping[Account, list[UUID]]:
    """Return whose cover under plans with a schedule is whose account's, as the facts propose."""
    found: dict[Account, list[UUID]] = {}
    for its, plan, member in scheduled(book.database, period):
        terms = book.terms(plan)
        if schedule_of(terms) and unit in (None, its) and fund in (None, terms.fund):
            found.setdefault(Account(its, terms.fund), []).append(member)
    return found


def owed(book: Book, members: Iterable[Member], whose: Account, period: str) -> list[Owed]:
    """Return what each person owes an account of every instalment of a period, due yet or not.

    Raises:
        ContributionUnknown: nobody ever said what somebody earns, or it was erased.
    """
    lines = []
    people = list(members)
    earned = earnings_of(book, people)
    for its in people:
        for enrolled in {
            id(e): e for e in (*its.enrolments, *(u.enrolled for u in its.undone))
        }.values():
            if (enrolled.unit, enrolled.period) != (whose.unit, period) or not enrolled.every:
                continue
            terms = book.terms(enrolled.plan)
            if terms.fund != whose.fund:
                continue
            for due in dues(terms, enrolled.effective_on, enrolled.ends_on):
                if enrolled in its.owing(whose.unit, period, due):
                    fen = own_fen(book, enrolled, due.due_on, earned.get(its.id, NOTHING_STATED))
                    lines.append(Owed(its, enrolled.plan, due, enrolled.shares, fen))
    return lines


def own_fen(book: Book, enrolled: Enrolled, due_on: date, earnings: Earnings) -> int:
    """Return what an enrolment costs on a due date, in fen."""
    if enrolled.contribution_fen is not None:
        return enrolled.contribution_fen
    rule = book.terms(enrolled.plan).contribution
    assert rule is not None, "a contribution that rests on pay has a rule"
    fen = owed_fen(rule, enrolled.shares, earnings.on(due_on))
    if fen is None:
        raise ContributionUnknown(enrolled.plan, enrolled.shares, needs(rule) or "")
    return fen
