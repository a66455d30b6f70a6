"""`huzhu contribution return-principal`: what members paid in to get back, once their cover is over."""

from typing import Any

import click

from ledger.aggregates import Moment, Office, Remittance
from ledger.book import Book
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, pass_book
from ledger.drafting import Decision
from ledger.events.remittance import PrincipalReturned
from ledger.money import yuan
from ledger.statements.unit_words import payer_words


@click.command("return-principal")
@click.argument("unit")
@click.option("--fund", required=True, help="The fund that was contributed to.")
@click.option("--period", required=True, help="Coverage period.")
@click.option("--plan", help="One plan alone, by its code or a version's key.")
@dry_run_option
@pass_book
def return_principal(
    session: Session,
    book: Book,
    unit: str,
    fund: str,
    period: str,
    plan: str | None,
    dry_run: bool,
) -> None:
    """Give UNIT back the principal of its rosters whose term was over before the day of --on.

    The principal of everybody on them goes back, of who left or died too, to the accounts that it
    came from; what the unit still owes under the plan is settled out of it first. Run again it
    gives back what has come to its end since.

    Example: huzhu --on 2016-01-06 contribution return-principal U00001 --fund CARE --period 2015
    """

    def decide(_: Office, at: Moment) -> Decision:
        account = book.get(Remittance, "remittance", unit, fund, period)
        returned = account.return_principal(plan, at)
        answer = {"returned": [_answered(account, each) for each in returned]}
        return Decision([account], answer=answer)

    inputs = {"unit": unit, "fund": fund, "period": period, "plan": plan}
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


def _tell(session: Session, its: dict[str, Any]) -> None:
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
