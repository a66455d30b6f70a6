"""`huzhu claim show`: where a claim stands, what bears on its next step, and how its benefit came to be."""

from collections.abc import Iterator

import click

from ledger.aggregates import Member
from ledger.aggregates.claim import REJECTED, Claim
from ledger.benefits import explain
from ledger.book import Book
from ledger.commands.claim import claim
from ledger.commands.shared import Session, pass_reader
from ledger.events.member import ClaimAssessed
from ledger.languages import code_words
from ledger.money import yuan


@claim.command()
@click.argument("number")
@pass_reader
def show(session: Session, book: Book, number: str) -> None:
    """Show claim NUMBER: its stage, and its benefit's derivation line by line."""
    member = book.owner(Member, "claim", number)
    its = member.claim(number)
    session.say(
        f"案件 {number}：{its.plan} {code_words('stage', its.stage, 'zh')}",
        f"claim {number}: {its.plan}, {code_words('stage', its.stage, 'en')}",
    )
    for zh, en in _standing(its):
        session.say(zh, en)
    for event in book.stream_events(member.id):
        if isinstance(event, ClaimAssessed) and event.claim == number:
            session.say(
                f"{event.effective_on} 核定 {yuan(event.benefit_fen)} 元",
                f"{event.effective_on} assessed at {yuan(event.benefit_fen)} yuan",
            )
            for step in event.steps:
                click.echo(f"  {explain(step, session.lang)}")


def _standing(its: Claim) -> Iterator[tuple[str, str]]:
    """Yield what bears on the next step of a claim, in Chinese and English."""
    if its.is_urgent:
        yield "急件", "urgent"
    if its.missing:
        until_zh, until_en = (
            (f"，期限 {its.missing_due_on}", f", due on {its.missing_due_on}")
            if its.missing_due_on
            else ("", "")
        )
        papers_zh = "、".join(code_words("paper", kind, "zh") for kind in its.missing)
        papers_en = ", ".join(code_words("paper", kind, "en") for kind in its.missing)
        yield f"待补件：{papers_zh}{until_zh}", f"papers missing: {papers_en}{until_en}"
    if its.stage == REJECTED and its.appeal_ends_on and not its.appealed_as:
        yield (
            f"可申诉至 {its.appeal_ends_on}",
            f"the rejection can be appealed until {its.appeal_ends_on}",
        )
    for debt, owed in its.owed_fen.items():
        if owed:
            yield (
                f"{code_words('debt', debt, 'zh')}尚欠 {yuan(owed)} 元",
                f"{code_words('debt', debt, 'en')}: {yuan(owed)} yuan owed",
            )
