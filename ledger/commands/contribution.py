"""`huzhu contribution`: money that units pay in, and money whose purpose is not yet known."""

from pathlib import Path
from typing import Any
from uuid import UUID

import click

from ledger.aggregates import Fund, Moment, Office, Remittance, Unit
from ledger.book import Book
from ledger.commands.arrears import arrears, reinstate, suspend
from ledger.commands.bearers import PART, PAYER_CODES, shares, spread, tell_parts
from ledger.commands.deductions import deductions
from ledger.commands.dues import fall_due
from ledger.commands.lines import take_in
from ledger.commands.parts import Decided, Part, refusing
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.principal import return_principal
from ledger.commands.shapes import CODE
from ledger.commands.shared import FILE, YUAN, Session, document_of, pass_book
from ledger.drafting import Decision, Draft
from ledger.errors import KeyTaken, Unknown
from ledger.intake.judge import Problem
from ledger.intake.remittances import COLUMNS, RemittanceLine, judge_remittances
from ledger.intake.table import read_table
from ledger.money import yuan

ROWS_A_RECEIPT = 3  # deciding a receipt costs about as much as so many rows of a roster


@click.group()
def contribution() -> None:
    """Receive contributions, identify held receipts, refund what is not due; arrears, principal."""


for _verb in (
    *(fall_due, arrears, suspend, reinstate, deductions, spread, shares),
    return_principal,
):
    contribution.add_command(_verb)


@contribution.command()
@click.option(
    "--receipt", type=CODE, required=True, help="The receipt's number; it names one receipt."
)
@click.option("--unit", help="Who paid; without it the money is held until that is known.")
@click.option("--fund", required=True, help="The fund that was paid.")
@click.option("--period", help="Coverage period that was paid for.")
@click.option("--amount", "amount_fen", type=YUAN, required=True, help="In yuan.")
@click.option("--bank-account", required=True, help="The special account that took it in.")
@click.option(
    "--payer", type=click.Choice(PAYER_CODES), help="Who paid; the unit itself, unless said."
)
@click.option(
    "--part",
    "parts",
    type=PART,
    multiple=True,
    help="Whose money a part of it is, such as members=1200; may be repeated.",
)
@dry_run_option
@pass_book
def receive(session: Session, book: Book, dry_run: bool, **receipt: Any) -> None:
    """Take in one receipt: it settles the unit's rosters in order, and the rest is held.

    Where the terms divide a contribution, a payer's money settles that payer's part; what a unit
    pays settles its own part, and then what its members bear. What one payer pays for many units
    is taken in without a unit, and placed with 'huzhu contribution spread'.

    Example: huzhu contribution receive --receipt R1 --unit U1 --fund MED --period 2015
    --amount 1800 --bank-account B1
    """
    if (receipt["unit"] is None) != (receipt["period"] is None):
        raise click.UsageError("--unit and --period go together; without both, money is held")
    number, fen = receipt["receipt"], receipt["amount_fen"]

    def decide(office: Office, at: Moment) -> Decision:
        return _receive(book, office, receipt, at)

    said = {k: v for k, v in receipt.items() if k != "parts"}
    said["parts"] = [f"{part.payer}={part.amount_fen}" for part in receipt["parts"]]
    request = session.request("contribution receive", said)
    if dry_run:
        done_or_previewed(session, book, request, decide, dry_run=True)
        return
    done = book.perform(request, decide)
    place = done.positions[-1] if done.positions else 0
    held, due = yuan(done.answer["held_fen"]), yuan(done.answer["outstanding_fen"])
    session.say(
        f"收据 {number}：{yuan(fen)} 元，暂存 {held} 元，尚欠 {due} 元；记录位置 {place}",
        f"receipt {number}: {yuan(fen)} yuan, held {held}, still due {due}; "
        f"recorded at position {place}",
    )


def _receive(book: Book, office: Office, receipt: dict[str, Any], at: Moment) -> Decision:
    number, unit, fund = receipt["receipt"], receipt["unit"], receipt["fund"]
    bank_account, fen = receipt["bank_account"], receipt["amount_fen"]
    taken = book.record.key_owner("receipt", number)
    if taken is not None:
        raise KeyTaken("receipt", number, taken)
    pot = book.get(Fund, "fund", fund)
    office.bank_account(bank_account, fund)
    account, rests = _account(book, unit, fund, receipt["period"], number, at)
    parts, payer = tuple(receipt["parts"]) or None, receipt["payer"]
    if unit is None:
        account.hold(number, fen, bank_account, at, payer, parts)
    else:
        account.receive(number, fen, bank_account, payer or "unit", at, parts)
    held = account.held_fen.get(number, 0)
    answer = {"receipt": number, "held_fen": held, "outstanding_fen": account.outstanding_fen}
    return Decision([account], unchanged=[pot, *rests], answer=answer)


def _account(
    book: Book, unit: str | None, fund: str, period: str | None, receipt: str, at: Moment
) -> tuple[Remittance, list[Unit]]:
    """Return a unit's account with a fund, or a new one for money of an unknown payer."""
    if unit is None or period is None:
        return Remittance.open(book.stream("held receipt", receipt), fund, at), []
    payer = book.get(Unit, "unit", unit)
    stream = book.stream("remittance", unit, fund, period)
    found = book.find(Remittance, stream)
    return found or Remittance.open(stream, fund, at, unit, period), [payer]


@contribution.command()
@click.argument("receipt")
@click.option("--unit", required=True, help="Whose contribution it is.")
@click.option("--period", required=True, help="Coverage period that it pays for.")
@click.option("--reason", required=True, help="How that was found out.")
@dry_run_option
@pass_book
def identify(
    session: Session,
    book: Book,
    receipt: str,
    unit: str,
    period: str,
    reason: str,
    dry_run: bool,
) -> None:
    """Place the held money of RECEIPT with the unit that it came from."""

    def decide(_: Office, at: Moment) -> Decision:
        source = book.owner(Remittance, "receipt", receipt)
        fund = source.opened.fund
        if source.id == book.stream("remittance", unit, fund, period):
            fen = source.place(receipt, source, at)
            return Decision([source], answer={"amount_fen": fen})
        target = book.get(Remittance, "remittance", unit, fund, period)
        fen = source.place(receipt, target, at)
        return Decision([source, target], answer={"amount_fen": fen})

    inputs = {"receipt": receipt, "unit": unit, "period": period}
    request = session.request("contribution identify", inputs, reason=reason)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    fen = yuan(answer["amount_fen"])
    session.say(
        f"收据 {receipt} 中 {fen} 元确认为单位 {unit} {period} 期缴费",
        f"{fen} yuan of receipt {receipt} is unit {unit}'s contribution for {period}",
    )


@contribution.command()
@click.argument("receipt")
@click.option("--amount", "amount_fen", type=YUAN, help="In yuan; all that is held, unless said.")
@click.option("--unit", help="Unit under which it is held, where it was identified as another's.")
@click.option("--period", help="Coverage period under which it is held; with --unit.")
@click.option("--reason", required=True, help="Why it goes back.")
@dry_run_option
@pass_book
def refund(
    session: Session,
    book: Book,
    receipt: str,
    amount_fen: int | None,
    unit: str | None,
    period: str | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Send the held money of RECEIPT back to the account it came from.

    Where several paid by it, each gets back in proportion to what is held of theirs.

    Example: huzhu contribution refund R1 --reason 撤销参保
    """
    if (unit is None) != (period is None):
        raise click.UsageError("--unit and --period go together")

    def decide(_: Office, at: Moment) -> Decision:
        source = book.owner(Remittance, "receipt", receipt)
        if unit is not None and period is not None:
            source = book.get(Remittance, "remittance", unit, source.opened.fund, period)
        fen = source.refund(receipt, amount_fen, at)
        return Decision([source], answer={"amount_fen": fen, "parts": source.went_back()})

    inputs = {"receipt": receipt, "amount_fen": amount_fen, "unit": unit, "period": period}
    request = session.request("contribution refund", inputs, reason=reason)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    fen = yuan(answer["amount_fen"])
    session.say(f"收据 {receipt} 退回 {fen} 元", f"refunded {fen} yuan of receipt {receipt}")
    tell_parts(session, answer["parts"])


@contribution.command("import")
@click.argument("file", type=FILE)
@click.option("--bank-account", help="The special account, where the file names none.")
@dry_run_option
@click.option("--good-rows-only", is_flag=True, help="Take in the good rows, leave out the others.")
@pass_book
def import_(
    session: Session,
    book: Book,
    file: Path,
    bank_account: str | None,
    dry_run: bool,
    good_rows_only: bool,
) -> None:
    """Take in the receipts on FILE; each takes effect on the day it came in.

    A column may say whose money it is (资金来源), as --payer does of one receipt.

    Example: huzhu contribution import 2015-01.csv
    """
    office = book.office()
    judged = judge_remittances(read_table(file, COLUMNS))
    request = session.request("contribution import", {}, document=document_of(file))
    takings = _Takings(book, office, bank_account, session.lang)
    take_in(
        session,
        book,
        "contribution import",
        judged,
        lambda part: takings.decide(part, book.moment(office, request, part.command)),
        whose=lambda line: line.unit or line.receipt_no,
        dry_run=dry_run,
        good_rows_only=good_rows_only,
        cost=ROWS_A_RECEIPT,
    )


class _Takings:
    """Decides groups of receipts."""

    def __init__(self, book: Book, office: Office, bank_account: str | None, lang: str) -> None:
        self._book, self._office, self._lang = book, office, lang
        self._bank_account = bank_account

    def decide(self, part: Part[RemittanceLine], at: Moment) -> Decided:
        book = self._book
        problems: list[Problem] = []
        taken = book.record.owners("receipt", [line.receipt_no for line in part.lines])
        streams = [self._stream(line) for line in part.lines]
        accounts = book.find_many(Remittance, dict.fromkeys(streams))
        named = {line.unit for line in part.lines if line.unit}
        its_unit = {book.stream("unit", unit): unit for unit in sorted(named)}
        units = {its_unit[stream] for stream in book.find_many(Unit, its_unit)}
        for line, stream in zip(part.lines, streams, strict=True):
            with refusing(problems, line.row, self._lang):
                if line.receipt_no in taken:
                    raise KeyTaken("receipt", line.receipt_no, taken[line.receipt_no])
                if line.unit and line.unit not in units:
                    raise Unknown("unit", line.unit)
                bank = line.bank_account or self._bank_account or ""
                self._office.bank_account(bank, line.fund)
                when = at.but(
                    effective_on=line.received_on,
                    booked_on=self._office.booked_on(line.received_on),
                ).come()
                account = accounts.get(stream)
                if account is None:
                    known = line.unit and line.period
                    where = (line.unit, line.period) if known else (None, None)
                    account = Remittance.open(stream, line.fund, when, *where)
                    accounts[stream] = account
                number, fen, payer = line.receipt_no, line.amount_fen, line.payer_kind
                if line.unit and line.period:
                    account.receive(number, fen, bank, payer or "unit", when)
                else:
                    account.hold(number, fen, bank, when, payer)
        draft = Draft()
        offsets = draft.take(accounts.values())
        draft.rest_on(self._office)
        answer = {"rows": len(part.lines) - len(problems)}
        draft.account_for(part.command, at.recorded_at, offsets, answer)
        return Decided(draft, answer, problems)

    def _stream(self, line: RemittanceLine) -> UUID:
        if line.unit and line.period:
            return self._book.stream("remittance", line.unit, line.fund, line.period)
        return self._book.stream("held receipt", line.receipt_no)
