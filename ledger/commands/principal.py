"""`huzhu contribution return-principal`: what members paid in to get back, once their cover is over."""

from typing import Any

import click

from ledger.aggregates import Moment, Office, Remittance
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, pass_book
from ledger.drafting import Decision
from ledger.events.remittance import CarriedPrincipalReturned, PrincipalReturned
from ledger.money import yuan
from ledger.statements.unit_words import payer_words


@click.command("return-principal")
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that was contributed to.")
@click.option("--period", required=True, help="Coverage period.")
@click.option("--plan", help="One plan alone, by its code or a version's key.")
@click.option(
    "--bank-account", help="Out of which account principal goes back that was taken over."
)
@dry_run_option
@pass_book
def return_principal(
    session: Session,
    book: Book,
    unit: str,
    fund: str,
    period: str,
    plan: str | None,
    bank_account: str | None,
    dry_run: bool,
) -> None:
    """Give UNIT back the principal of its rosters whose term was over before the day of --on.

    The principal of everybody on them goes back, of who left or died too, to the accounts that it
    came from; what the unit still owes under the plan is settled out of it first. Run again it
    gives back what has come to its end since. Principal that came in at take-over goes back whole,
    out of --bank-account.

    Example: huzhu --on 2016-01-06 contribution return-principal U00001 --fund CARE --period 2015
    """

    def decide(office: Office, at: Moment) -> Decision:
        account = book.get(Remittance, "remittance", unit, fund, period)
        if bank_account is not None:
            office.bank_account(bank_account, fund)
        returned = [_answered(account, each) for each in account.return_principal(plan, at)]
        returned += [_carried(each) for each in account.return_carried(plan, bank_account, at)]
        return Decision([account], answer={"returned": returned})

    inputs = {"unit": unit, "fund": fund, "period": period, "plan": plan}
    if bank_account is not None:
        inputs["bank_account"] = bank_account
    request = session.request("contribution return-principal", inputs)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    for each in answer["returned"]:
        _tell(session, each)
    if not answer["returned"]:
        session.say("没有待返还的本金", "no principal is held")


def _answered(account: Remittance, event: PrincipalReturned) -> dict[str, Any]:
    """Return what is said of a principal that went back, in fen."""
    sums: dict[tuple[str, str, str | None], int] = {}
    for line in event.lines:
        payer = line.payer or account.payer_of.get(line.receipt)
        whose = (line.receipt, line.bank_account, payer)
        sums[whose] = sums.get(whose, 0) + line.amount_fen
    said = {"plan": event.plan, "ends_on": str(event.ends_on), "principal_fen": event.principal_fen}
    lines = [[*whose, fen] for whose, fen in sums.items()]
    return {**said, "unpaid_fen": event.unpaid_fen, "lines": lines}


def _carried(event: CarriedPrincipalReturned) -> dict[str, Any]:
    said = {"plan": event.plan, "ends_on": str(event.ends_on), "principal_fen": event.principal_fen}
    return said | {"bank_account": event.bank_account}


def _tell(session: Session, its: dict[str, Any]) -> None:
    if "bank_account" in its:
        _tell_carried(session, its)
        return
    plan, last, fen, owed = its["plan"], its["ends_on"], its["principal_fen"], its["unpaid_fen"]
    session.say(
        f"{plan} 保障至 {last} 的本金 {yuan(fen)} 元：抵欠缴 {yuan(owed)} 元，"
        f"退回 {yuan(fen - owed)} 元",
        f"principal of {yuan(fen)} yuan under {plan}, cover until {last}: "
        f"{yuan(owed)} settle what was owed, {yuan(fen - owed)} go back",
    )
    for receipt, bank_account, payer, part in its["lines"]:
        whose = payer_words(payer)
        session.say(
            f"  收据 {receipt}（专户 {bank_account}）{yuan(part)} 元，退回{whose.zh}",
            f"  {yuan(part)} yuan of receipt {receipt} (account {bank_account}) to {whose.en}",
        )


def _tell_carried(session: Session, its: dict[str, Any]) -> None:
    plan, last, out_of = its["plan"], its["ends_on"], its["bank_account"]
    back = its["principal_fen"]
    session.say(
        f"{plan} 保障至 {last} 的接管本金 {yuan(back)} 元，由专户 {out_of} 退回单位",
        f"principal of {yuan(back)} yuan under {plan}, taken over, cover until {last}: "
        f"it goes back to the unit out of account {out_of}",
    )
