"""`huzhu period`: earn contributions, and close months in two steps."""

from collections import defaultdict
from datetime import date

import click

from ledger.aggregates import Fund, Moment, Office
from ledger.book import Book
from ledger.commands.audit_files import sign_if_set_up, signing_key
from ledger.commands.shared import Session, bring_up_to_date, pass_book, pass_reader
from ledger.drafting import Decision
from ledger.errors import MonthClosed
from ledger.evidence.signing import expect_signable
from ledger.languages import code_words
from ledger.money import yuan
from ledger.periods import earned_to_date, month_end, month_of
from ledger.projections.digest import digest
from ledger.projections.questions import stretches


class Month(click.ParamType[str]):
    """A month, as 2015-01."""

    name = "month"

    def convert(self, value: str, param: click.Parameter | None, ctx: click.Context | None) -> str:
        """Read a month."""
        try:
            month_end(value)
        except ValueError as error:
            self.fail(str(error), param, ctx)
        return value


MONTH = Month()


@click.group()
def period() -> None:
    """Accrue and close months; a closed month takes no postings."""


@period.command()
@click.argument("month", type=MONTH)
@pass_book
def accrue(session: Session, book: Book, month: str) -> None:
    """Book what cover has earned by the end of MONTH, less what is already booked.

    Cumulative by day and exact to the fen; accruing the same month twice books nothing twice.
    """
    day = month_end(month)
    bring_up_to_date(book)

    def decide(office: Office, at: Moment) -> Decision:
        office.require_month(month)
        if office.booked_on(day) != day:
            raise MonthClosed(month)
        head = book.record.head().size
        written, earned = [], 0
        when = at.but(effective_on=day, booked_on=day)
        for fund, to_date in _earned(book, day, head).items():
            its = book.get(Fund, "fund", fund)
            earned += its.earn(to_date, when)
            written.append(its)
        return Decision(written, answer={"earned_fen": earned}, at=head)

    done = book.perform(session.request("period accrue", {"month": month}), decide)
    earned = yuan(done.answer["earned_fen"])
    session.say(f"{month} 确认会费收入 {earned} 元", f"{month}: earned {earned} yuan")


def _earned(book: Book, day: date, known_at: int) -> dict[str, dict[tuple[str, str], int]]:
    """Return what each fund's cover has earned by a day, by plan and coverage period, in fen.

    Contributions of one plan and one stretch of cover are earned as one sum, so that rounding does
    not add up over rosters.
    """
    totals: dict[str, dict[tuple[str, str], int]] = defaultdict(lambda: defaultdict(int))
    for each in stretches(book.database, known_at):
        fen = earned_to_date(each.contribution_fen, each.starts_on, each.ends_on, day)
        totals[each.fund][each.plan, each.period] += fen
    return {fund: dict(totals[fund]) for fund in sorted(totals)}


@period.command("soft-close")
@click.argument("month", type=MONTH)
@pass_book
def soft_close(session: Session, book: Book, month: str) -> None:
    """Stop postings into MONTH, so that its figures can be drawn up."""

    def decide(office: Office, at: Moment) -> Decision:
        office.soft_close(month, at)
        return Decision([office])

    book.perform(session.request("period soft-close", {"month": month}), decide)
    session.say(f"{month} 已预结账", f"{month} is soft-closed")


@period.command()
@click.argument("month", type=MONTH)
@pass_book
def close(session: Session, book: Book, month: str) -> None:
    """Close soft-closed MONTH on the digests of its figures.

    It closes only if nothing was recorded since the digests were taken. Where a signing key is set
    up, the record's head is signed with the month closed; a record that does not continue what was
    signed last closes no month (exit code 4).
    """
    key_file = signing_key(book.database.address)
    if key_file is not None:
        expect_signable(book.record, key_file)
    bring_up_to_date(book)

    def decide(office: Office, at: Moment) -> Decision:
        head = book.record.head().size
        digests = digest(book.database, at=head)
        office.close(month, head, digests, at)
        return Decision([office], at=head)

    book.perform(session.request("period close", {"month": month}), decide)
    session.say(f"{month} 已结账", f"{month} is closed")
    sign_if_set_up(session, book)


@period.command()
@click.argument("month", type=MONTH)
@click.option("--reason", help="Given by who proposes it.")
@click.option("--agree", is_flag=True, help="Agree, as a manager, to what another has proposed.")
@pass_book
def reopen(session: Session, book: Book, month: str, reason: str | None, agree: bool) -> None:
    """Reopen MONTH by decision of two persons: one proposes with --reason, another --agree s."""

    def decide(office: Office, at: Moment) -> Decision:
        if agree:
            office.reopen(month, at)
        else:
            office.propose_reopening(month, at)
        return Decision([office])

    inputs = {"month": month, "agree": agree}
    book.perform(session.request("period reopen", inputs, reason=reason), decide)
    if agree:
        session.say(f"{month} 已重新开启", f"{month} is open again")
    else:
        session.say(f"已提议重新开启 {month}，待他人同意", f"{month}: another person must agree")


@period.command("list")
@pass_reader
def list_(session: Session, book: Book) -> None:
    """List months and their state."""
    office = book.office()
    first = month_of(office.opened.effective_on)
    session.say(
        f"账套自 {first} 起；未列出的月份均为开启",
        f"the book begins with {first}; months not listed are open",
    )
    for month, state in sorted(office.months.items()):
        session.say(f"{month}  {code_words('state', state, 'zh')}", f"{month}  {state}")
