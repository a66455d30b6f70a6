"""`huzhu recovery`: benefits paid in error, asked back, recovered in instalments or written off (追回)."""

from collections.abc import Iterable, Iterator, Sequence
from datetime import date
from pathlib import Path
from typing import get_args

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.claim import ADVANCE, OVERPAYMENT
from ledger.book import Book
from ledger.commands.claim_limits import benefit_back
from ledger.commands.claim_one import reason_option, step_claim, warn
from ledger.commands.claim_told import beside
from ledger.commands.grounds import ground_options
from ledger.commands.previewing import dry_run_option
from ledger.commands.recovery_beside import VERBS
from ledger.commands.shapes import LABEL
from ledger.commands.shared import FILE, YUAN, Session, pass_book, pass_reader
from ledger.events import Event
from ledger.events.claim_life import (
    AdvanceOffset,
    BenefitRestored,
    Debt,
    DebtWrittenOff,
    DemandLowered,
    OverpaymentCancelled,
    OverpaymentOffset,
    RecoveryReceived,
)
from ledger.languages import code_words
from ledger.money import yuan
from ledger.statements.sheet import Words

debt_option = click.option(
    "--debt",
    type=click.Choice(get_args(Debt)),
    default="overpayment",
    show_default=True,
    help="What is owed: an overpaid benefit, or an advance that no benefit covered.",
)


@click.group()
def recovery() -> None:
    """Get back what was overpaid, or advanced and not covered by a benefit."""


for _verb in VERBS:
    recovery.add_command(_verb)


@recovery.command()
@click.argument("number")
@click.option("--amount", "amount_fen", type=YUAN, required=True, help="Overpaid, in yuan.")
@ground_options("recovery find")
@dry_run_option
@pass_book
def find(
    session: Session,
    book: Book,
    number: str,
    amount_fen: int,
    ground: str,
    document: Path | None,
    dry_run: bool,
) -> None:
    """Say that a part of the benefit of claim NUMBER should not have been paid.

    Example: huzhu recovery find C7 --amount 200 --ground counted_twice
    """
    step_claim(
        session,
        book,
        "recovery find",
        number,
        lambda member, _, at: member.find_overpayment(number, amount_fen, ground, at),
        inputs={"amount_fen": amount_fen, "ground": ground},
        document=document,
        dry_run=dry_run,
    )


@recovery.command()
@click.argument("number")
@dry_run_option
@pass_book
def demand(session: Session, book: Book, number: str, dry_run: bool) -> None:
    """Ask back what was found overpaid on claim NUMBER; another person than who found it.

    From here on the fund has a claim to it, and its expense is less by so much. Where the payment
    came back meanwhile, the benefit settles it at once, and only the rest is payable: claims that
    were rejected at nothing, and would come to something now, are named.

    Example: huzhu recovery demand C7
    """
    freed: list[Words] = []

    def act(member: Member, _: Office, at: Moment) -> None:
        its = member.claim(number)
        before = its.back_fen
        member.demand_recovery(number, at)
        if its.back_fen > before:
            freed[:] = benefit_back(member, number, book.terms(its.plan))

    step_claim(session, book, "recovery demand", number, act, dry_run=dry_run)
    warn(session, freed)


@recovery.command()
@click.argument("number")
@click.option("--amount", "amount_fen", type=YUAN, required=True, help="This instalment, in yuan.")
@click.option("--receipt", type=LABEL, required=True, help="Number of the receipt.")
@click.option("--bank-account", required=True, help="The special account that it came to.")
@click.option("--document", type=FILE, help="The bank's slip.")
@debt_option
@dry_run_option
@pass_book
def receive(
    session: Session,
    book: Book,
    number: str,
    amount_fen: int,
    receipt: str,
    bank_account: str,
    document: Path | None,
    debt: Debt,
    dry_run: bool,
) -> None:
    """Take in an instalment of what is owed on claim NUMBER.

    More than is still owed goes on what was written off: the fund bears so much no longer.

    Example: huzhu recovery receive C7 --amount 100 --receipt RV1 --bank-account MED-1
    """

    def act(member: Member, office: Office, at: Moment) -> None:
        office.bank_account(bank_account, member.claim(number).dimensions["fund"])
        member.receive_recovery(number, debt, amount_fen, receipt, bank_account, at)
        freed[:] = benefit_back(member, number, book.terms(member.claim(number).plan))

    freed: list[Words] = []
    step_claim(
        session,
        book,
        "recovery receive",
        number,
        act,
        inputs={
            "amount_fen": amount_fen,
            "receipt": receipt,
            "bank_account": bank_account,
            "debt": debt,
        },
        document=document,
        dry_run=dry_run,
    )
    warn(session, freed)


@recovery.command("write-off")
@click.argument("number")
@click.option("--amount", "amount_fen", type=YUAN, help="A part, in yuan; all unless said.")
@click.option("--resolution", required=True, help="Number of the resolution it rests on.")
@reason_option
@debt_option
@dry_run_option
@pass_book
def write_off(
    session: Session,
    book: Book,
    number: str,
    amount_fen: int | None,
    resolution: str,
    reason: str,
    debt: Debt,
    dry_run: bool,
) -> None:
    """Let the fund bear what cannot be recovered on claim NUMBER, under a resolution.

    Example: huzhu recovery write-off C7 --resolution JY-9 --reason 无力偿还
    """
    step_claim(
        session,
        book,
        "recovery write-off",
        number,
        lambda member, _, at: member.write_off(number, debt, amount_fen, at),
        inputs={"amount_fen": amount_fen, "debt": debt},
        reason=reason,
        resolution=resolution,
        dry_run=dry_run,
    )


@recovery.command()
@click.argument("number")
@pass_reader
def show(session: Session, book: Book, number: str) -> None:
    """Show what is owed back on claim NUMBER, what came in, and what was written off.

    Example: huzhu recovery show C7
    """
    member = book.owner(Member, "claim", number)
    its, facts = member.claim(number), book.stream_events(member.id)
    if its.found_fen:
        session.say(
            f"已认定多付、待追回 {yuan(its.found_fen)} 元",
            f"found overpaid, to be demanded: {yuan(its.found_fen)} yuan",
        )
    for debt, owed in its.owed_fen.items():
        zh, en = code_words("debt", debt, "zh"), code_words("debt", debt, "en")
        count, back = its.recoveries.get(debt, 0), _came_back(facts, number, debt)
        session.say(
            f"{zh}：尚欠 {yuan(owed)} 元，已收回 {count} 笔，共 {yuan(back)} 元",
            f"{en}: {yuan(owed)} yuan owed, {count} instalments came in, {yuan(back)} yuan in all",
        )
        for kept in _kept_back(facts, number, debt):
            on, fen = kept.effective_on, yuan(kept.owed_fen + kept.written_off_fen)
            session.say(
                f"{zh}：{on} 以未付出的互助金抵减 {fen} 元",
                f"{en}: {fen} yuan settled on {on} by the benefit, which was not paid out",
            )
        _tell_written_off(session, facts, number, debt)
    errors = _errors(facts, number)
    for on, said in errors:
        session.say(f"{on} {said.zh}", f"{on} {said.en}")
    if not its.found_fen and not its.owed_fen and not errors:
        session.say("没有应收回的款项", "nothing was ever owed back")


def _tell_written_off(session: Session, facts: Sequence[Event], number: str, debt: str) -> None:
    """Tell what of a debt was written off, and what of that is borne no longer."""
    zh, en = code_words("debt", debt, "zh"), code_words("debt", debt, "en")
    for off in _written_off(facts, number, debt):
        fen, resolution = yuan(off.amount_fen), off.resolution
        session.say(
            f"{zh}：{off.effective_on} 核销 {fen} 元（决议 {resolution}）",
            f"{en}: {fen} yuan written off on {off.effective_on} (resolution {resolution})",
        )
    for on, anew in _no_longer_borne(facts, number, debt):
        session.say(
            f"{zh}：{on} 冲回核销 {yuan(anew)} 元",
            f"{en}: {yuan(anew)} yuan of what was written off borne no longer since {on}",
        )


def _errors(facts: Iterable[Event], claim: str) -> list[tuple[date, Words]]:
    """Return what was found or demanded in error, and taken back or owed again, on which day."""
    return [
        (each.effective_on, said)
        for each in facts
        if isinstance(each, OverpaymentCancelled | DemandLowered | BenefitRestored)
        and each.claim == claim
        if (said := beside(each)) is not None
    ]


def _came_back(facts: Iterable[Event], claim: str, debt: str) -> int:
    """Return how much of a debt came in, in fen."""
    return sum(
        each.amount_fen
        for each in facts
        if isinstance(each, RecoveryReceived) and (each.claim, each.debt) == (claim, debt)
    )


def _kept_back(facts: Iterable[Event], claim: str, debt: str) -> list[OverpaymentOffset]:
    """Return what a benefit that was not paid out settled of an overpayment."""
    return [
        each
        for each in facts
        if debt == OVERPAYMENT and isinstance(each, OverpaymentOffset) and each.claim == claim
    ]


def _no_longer_borne(facts: Iterable[Event], claim: str, debt: str) -> Iterator[tuple[date, int]]:
    """Yield how much of what was written off of a debt a later step paid, and when; fen."""
    for each in facts:
        match each:
            case RecoveryReceived(debt=own):
                its: str = own
            case AdvanceOffset():
                its = ADVANCE
            case OverpaymentOffset() | DemandLowered():
                its = OVERPAYMENT
            case _:
                continue
        if (its, each.claim) == (debt, claim) and each.written_off_fen:
            yield each.effective_on, each.written_off_fen


def _written_off(facts: Iterable[Event], claim: str, debt: str) -> list[DebtWrittenOff]:
    """Return what of a debt the fund bears."""
    return [
        each
        for each in facts
        if isinstance(each, DebtWrittenOff) and (each.claim, each.debt) == (claim, debt)
    ]
