"""`huzhu claim appeal`, `decide-appeal`, `heir` and `advance`: what others than before decide."""

from pathlib import Path

import click

from ledger.aggregates import Member, Moment, Office
from ledger.book import Book
from ledger.commands.amending import keyed_digests, new_details, sealed_again
from ledger.commands.claim import claim
from ledger.commands.claim_one import (
    payments_under_way,
    reason_option,
    require_no_names,
    step_claim,
    warn,
)
from ledger.commands.claim_papers import require_papers_free
from ledger.commands.grounds import ground_options
from ledger.commands.pay_batches import available_fen
from ledger.commands.personal import find
from ledger.commands.previewing import dry_run_option, perform_or_try
from ledger.commands.shared import FILE, YUAN, Session, document_of, pass_book
from ledger.drafting import Decision, Draft
from ledger.errors import FundsShort
from ledger.events.claim_life import Relation
from ledger.money import yuan
from ledger.statements.sheet import Words


@claim.command()
@click.argument("number")
@ground_options("claim appeal")
@dry_run_option
@pass_book
def appeal(
    session: Session, book: Book, number: str, ground: str, document: Path | None, dry_run: bool
) -> None:
    """Take in an appeal (申诉) against the rejection of claim NUMBER, within its term.

    Example: huzhu claim appeal C7 --ground facts_wrong --document appeal.pdf
    """
    step_claim(
        session,
        book,
        "claim appeal",
        number,
        lambda member, _, at: member.appeal_claim(number, ground, at),
        inputs={"ground": ground},
        document=document,
        dry_run=dry_run,
    )


@claim.command("decide-appeal")
@click.argument("number")
@click.option("--overturn", is_flag=True, help="The claim is to be decided anew.")
@click.option("--uphold", is_flag=True, help="The claim stays rejected.")
@ground_options("claim decide-appeal")
@dry_run_option
@pass_book
def decide_appeal(
    session: Session,
    book: Book,
    number: str,
    overturn: bool,
    uphold: bool,
    ground: str,
    document: Path | None,
    dry_run: bool,
) -> None:
    """Decide an appeal; whoever took part in claim NUMBER before may not.

    Overturned, the claim goes back to be decided anew, by another than who rejected it.

    Example: huzhu claim decide-appeal C7 --overturn --ground facts_wrong
    """
    if overturn == uphold:
        raise click.UsageError("say --overturn or --uphold")

    def act(member: Member, _: Office, at: Moment) -> None:
        if overturn:
            require_papers_free(book, member, number)
        member.decide_appeal(number, ground, at, overturn=overturn)

    step_claim(
        session,
        book,
        "claim decide-appeal",
        number,
        act,
        inputs={"overturn": overturn, "ground": ground},
        document=document,
        dry_run=dry_run,
        at_head=overturn,  # what others claim may bear on it
    )


@claim.command()
@click.argument("pseudonym", type=click.UUID)
@click.option(
    "--relation",
    type=click.Choice(
        ["spouse", "child", "parent", "sibling", "grandparent", "grandchild", "other"]
    ),
    required=True,
    help="Of the heir to the member.",
)
@click.option("--bank-account", prompt=True, hide_input=True, help="The heir's account.")
@click.option("--account-holder", prompt=True, hide_input=True, help="In whose name it is.")
@click.option("--document", type=FILE, required=True, help="Proof of death and kinship.")
@click.option("--replace", is_flag=True, help="The heir on record gives way; the reason says why.")
@reason_option
@dry_run_option
@pass_book
def heir(
    session: Session,
    book: Book,
    pseudonym: object,
    relation: Relation,
    bank_account: str,
    account_holder: str,
    document: Path,
    replace: bool,
    reason: str,
    dry_run: bool,
) -> None:
    """Let the benefits of the member PSEUDONYM go to an heir, after the member's death.

    The account is encrypted like the member's own; payments go to it from now on. Another heir, or
    another account, takes the place of the one on record only with --replace.

    Example: huzhu claim heir 014ab79c-e340-7bed-9d77-4b5e971e835d --relation spouse
    --bank-account 9900000000000001 --account-holder 测试乙 --document 公证书.pdf --reason 会员身故
    """
    changed = new_details(bank_account, account_holder, None)
    under_way: list[Words] = []

    def decide(_: Office, at: Moment) -> Decision:
        its, draft = find(book, pseudonym, None), Draft()  # type: ignore[arg-type]  # click's UUID
        new = [value for fields in changed.values() for value in fields.values()]
        require_no_names(book, its, at, new)
        its.record_heir(relation, sealed_again(book, its, changed, draft), at, replace=replace)
        under_way[:] = payments_under_way(its)
        return Decision([its], draft=draft)

    inputs = {"member": pseudonym, "relation": relation, **keyed_digests(book, changed)}
    inputs |= {"replace": True} if replace else {}
    request = session.request("claim heir", inputs, reason=reason, document=document_of(document))
    perform_or_try(session, book, request, decide, dry_run=dry_run)
    warn(session, under_way)


@claim.group()
def advance() -> None:
    """Advance medical expenses before a claim is decided; its benefit is set off against them."""


@advance.command()
@click.argument("number")
@click.option("--amount", "amount_fen", type=YUAN, required=True, help="In yuan, within the bill.")
@reason_option
@dry_run_option
@pass_book
def grant(
    session: Session, book: Book, number: str, amount_fen: int, reason: str, dry_run: bool
) -> None:
    """Grant an advance on claim NUMBER; another person than who filed it.

    An approver's limit holds for all advances of the claim together; the answer says their sum.

    Example: huzhu claim advance grant C7 --amount 5000 --reason 家庭困难
    """
    totals: list[int] = []
    step_claim(
        session,
        book,
        "claim advance grant",
        number,
        lambda member, _, at: totals.append(member.grant_advance(number, amount_fen, at)),
        inputs={"amount_fen": amount_fen},
        reason=reason,
        dry_run=dry_run,
    )
    if totals:  # none where it had been recorded before
        session.say(
            f"该案件批准垫付合计 {yuan(totals[-1])} 元（含本次）",
            f"advances granted on the claim, this one included: {yuan(totals[-1])} yuan",
        )


@advance.command("pay")
@click.argument("number")
@click.option("--bank-account", required=True, help="The special account that paid.")
@click.option("--document", type=FILE, required=True, help="The bank's slip.")
@dry_run_option
@pass_book
def pay_(
    session: Session, book: Book, number: str, bank_account: str, document: Path, dry_run: bool
) -> None:
    """Record that the bank paid the advance on claim NUMBER; another person than who granted it.

    Example: huzhu claim advance pay C7 --bank-account MED-1 --document slip.pdf
    """

    def act(member: Member, office: Office, at: Moment) -> None:
        fund = member.claim(number).dimensions["fund"]
        office.bank_account(bank_account, fund)
        amount = member.pay_advance(number, bank_account, at)
        available = available_fen(book, fund, bank_account)
        if available < amount:
            raise FundsShort(fund, available, amount)

    step_claim(
        session,
        book,
        "claim advance pay",
        number,
        act,
        inputs={"bank_account": bank_account},
        document=document,
        dry_run=dry_run,
        at_head=True,
    )
