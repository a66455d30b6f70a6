"""Who bears a contribution: options that say so, one receipt over many accounts, and what is open."""

from collections.abc import Iterable
from typing import Any, get_args

import click

from ledger.aggregates import Moment, Office, Remittance
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, bring_up_to_date, pass_book, pass_reader
from ledger.drafting import Decision
from ledger.errors import NothingDue, NothingHeld, Unknown
from ledger.events.remittance import FreedAmount, Payer, PayerAmount
from ledger.languages import counted
from ledger.money import parse_yuan, yuan
from ledger.plans import FundingPart, TermsPayer
from ledger.projections.questions import units_with_rosters
from ledger.statements.unit_words import PAYERS, payer_words

PAYER_CODES: tuple[Payer, ...] = get_args(Payer)


class Part(click.ParamType[PayerAmount]):
    """Whose money a part of a receipt is, as members=1200.00."""

    name = "payer=yuan"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> PayerAmount:
        """Read a payer and an amount above zero."""
        if isinstance(value, PayerAmount):
            return value
        payer, _, amount = value.partition("=")
        try:
            return PayerAmount(payer=payer, amount_fen=parse_yuan(amount))
        except ValueError:
            self.fail(f"one of {', '.join(PAYER_CODES)}, '=' and an amount in yuan", param, ctx)


class Bearing(click.ParamType[FundingPart]):
    """What a payer bears in proportion to the others, as unit_union=40."""

    name = "payer=part"

    def convert(
        self, value: Any, param: click.Parameter | None, ctx: click.Context | None
    ) -> FundingPart:
        """Read a payer as terms name it, and a number above zero."""
        if isinstance(value, FundingPart):
            return value
        payer, _, part = value.partition("=")
        try:
            return FundingPart.model_validate({"payer": payer, "fen": parse_yuan(part)})
        except ValueError:
            known = ", ".join(get_args(TermsPayer))
            self.fail(f"one of {known}, '=' and a number above zero", param, ctx)


PART, BEARING = Part(), Bearing()


@click.command()
@click.argument("receipt")
@click.option("--period", required=True, help="Coverage period that it pays for.")
@click.option("--unit", "units", multiple=True, help="A unit that it pays for; all, unless said.")
@click.option("--reason", required=True, help="What shows it; without personal data.")
@dry_run_option
@pass_book
def spread(
    session: Session,
    book: Book,
    receipt: str,
    period: str,
    units: tuple[str, ...],
    reason: str,
    dry_run: bool,
) -> None:
    """Place the held money of RECEIPT with many units: with each, what its payer bears and is open.

    So a donor, a union or the treasury pays for the people of many units by one remittance. Units
    come in the order of their codes; what is left stays held.

    Example: huzhu contribution spread R7 --period 2015 --reason 市总工会补助
    """
    bring_up_to_date(book, "roster")

    def decide(_: Office, at: Moment) -> Decision:
        return _spread(book, receipt, period, units, at)

    inputs = {"receipt": receipt, "period": period, "units": units}
    request = session.request("contribution spread", inputs, reason=reason)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    fen, held = yuan(answer["amount_fen"]), yuan(answer["held_fen"])
    session.say(
        f"收据 {receipt} 中 {fen} 元归入 {answer['units']} 个单位，仍暂存 {held} 元",
        f"{fen} yuan of receipt {receipt} placed with {counted(answer['units'], 'unit')}, "
        f"{held} still held",
    )


def _spread(book: Book, receipt: str, period: str, units: tuple[str, ...], at: Moment) -> Decision:
    """Place what a receipt holds, unit by unit, as far as it goes."""
    source = book.owner(Remittance, "receipt", receipt)
    fund = source.opened.fund
    streams = [
        book.stream("remittance", unit, fund, period)
        for unit in units or units_with_rosters(book.database, fund, period)
    ]
    found = book.find_many(Remittance, streams)
    for unit, stream in zip(units, streams, strict=False):
        if stream != source.id and stream not in found:
            raise Unknown("remittance", f"{unit}/{fund}/{period}")
    if not source.held_fen.get(receipt):
        raise NothingHeld(receipt, 0, 0)
    placed = {}
    for stream in streams:
        target = source if stream == source.id else found[stream]
        if not source.held_fen.get(receipt):
            break
        try:
            placed[str(target.opened.unit)] = source.place(receipt, target, at)
        except NothingDue:
            continue  # its payer bears nothing there that is open
    if not placed:
        raise NothingDue(", ".join(units) or "*", fund, period)
    written = [each for each in found.values() if each.id != source.id and each.pending_events]
    answer = {"units": len(placed), "amount_fen": sum(placed.values())}
    answer["held_fen"] = source.held_fen.get(receipt, 0)
    return Decision([source, *written], answer=answer)


@click.command()
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that is contributed to.")
@click.option("--period", required=True, help="Coverage period.")
@pass_reader
def shares(session: Session, book: Book, unit: str, fund: str, period: str) -> None:
    """Say who bears how much of what UNIT's rosters cost, and what of it is still open.

    Example: huzhu contribution shares U00001 --fund MED --period 2015
    """
    account = book.get(Remittance, "remittance", unit, fund, period)
    for plan, bearers in account.fell_due_by.items():
        for bearer, due in bearers.items():
            if not due:
                continue
            left = account.open_by[plan].get(bearer, 0)
            who = PAYERS.get(bearer or "")
            session.say(
                f"{plan}：{who.zh if who else '未划分'}承担 {yuan(due)} 元，未缴 {yuan(left)} 元",
                f"{plan}: {yuan(due)} yuan borne by {who.en if who else 'nobody in particular'}, "
                f"{yuan(left)} of it open",
            )
    if not account.fell_due_by:
        session.say("没有应缴会费", "nothing fell due")


def freed_by_payer(freed: Iterable[FreedAmount]) -> list[list[str | int | None]]:
    """Return what of each receipt is held for whom, in fen; no payer where the receipt has one."""
    sums: dict[tuple[str, str | None], int] = {}
    for part in freed:
        whose = (part.receipt, part.payer)
        sums[whose] = sums.get(whose, 0) + part.amount_fen
    return [[*whose, fen] for whose, fen in sums.items()]


def tell_freed(session: Session, freed: Iterable[tuple[str, str | None, int]]) -> None:
    """Say what of which receipt is held, and for whom."""
    for receipt, payer, part in freed:
        whose = payer_words(payer)
        session.say(
            f"  收据 {receipt} 中 {yuan(part)} 元转为暂存，应退回{whose.zh}",
            f"  {yuan(part)} yuan of receipt {receipt} are held, to go back to {whose.en}",
        )


def tell_parts(session: Session, parts: Iterable[tuple[str, int]]) -> None:
    """Say how much of what was refunded is whose, where several paid."""
    for payer, fen in parts:
        whose = payer_words(payer)
        session.say(f"  其中{whose.zh} {yuan(fen)} 元", f"  {yuan(fen)} yuan of it for {whose.en}")
