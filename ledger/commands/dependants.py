"""`huzhu member dependant`: who belongs to a member, and may be insured through them."""

from typing import get_args
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.dependants import Dependant
from ledger.book import Book
from ledger.commands.amending import Details, keyed_digests, sealed_again
from ledger.commands.desk import ID_NUMBER
from ledger.commands.misuse import refuse_unfit
from ledger.commands.personal import find, opened
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import Session, pass_book
from ledger.drafting import Decision, Draft
from ledger.errors import DependantIsMember, DependantTwice
from ledger.events.member import Dependency
from ledger.intake.fields import Unfit
from ledger.intake.identity import birth_of, id_reader
from ledger.intake.roster import read_name
from ledger.periods import shanghai_date

RELATIONS: tuple[Dependency, ...] = get_args(Dependency)


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.argument("code")
@click.option("--relation", type=click.Choice(RELATIONS), required=True, help="To the member.")
@click.option("--name", prompt=True, hide_input=True, help="Their name; asked for unless given.")
@click.option(
    "--id-number", prompt="ID number", hide_input=True, help="Asked for unless it is given."
)
@dry_run_option
@pass_book
def dependant(
    session: Session,
    book: Book,
    pseudonym: UUID,
    code: str,
    relation: Dependency,
    name: str,
    id_number: str,
    dry_run: bool,
) -> None:
    """Record a dependant of the member PSEUDONYM under a CODE of their own, such as D1.

    The record holds the relation and the month of birth. Name and ID number are sealed with the
    member's own identity, and erased with it. A claim may be for a dependant's loss where the terms
    insure the relation.

    Example: huzhu member dependant 014ab79c-e340-7bed-9d77-4b5e971e835d D1 --relation child
    --name 测试丙 --id-number 990101201005120026
    """
    plain, month = _read(session, book, code, name, id_number)

    def decide(_: Office, at: Moment) -> Decision:
        its, draft = find(book, pseudonym, None), Draft()
        sealed = sealed_again(book, its, plain, draft)
        its.record_dependant(Dependant(code, relation, month), sealed, at)
        require_somebody_else(book, its, code, plain["identity"][f"{code}.{ID_NUMBER}"])
        return Decision([its], draft=draft)

    digests = keyed_digests(book, plain)
    inputs = {"member": pseudonym, "code": code, "relation": relation, **digests}
    request = session.request("member dependant", inputs)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(
            f"会员 {pseudonym} 的家属 {code} 已登记",
            f"dependant {code} of member {pseudonym} is on record",
        )


def require_somebody_else(book: Book, its: Member, code: str, number: str) -> None:
    """Refuse the ID number of the member, or of another dependant of theirs."""
    known = opened(book, its, ["identity"]).get("identity", {})
    if known.get(ID_NUMBER) == number:
        raise DependantIsMember(code)
    for earlier in sorted(its.dependants.keys() - {code}):
        if known.get(f"{earlier}.{ID_NUMBER}") == number:
            raise DependantTwice(code, earlier)


def _read(
    session: Session, book: Book, code: str, name: str, id_number: str
) -> tuple[Details, str]:
    """Return what is to be sealed, and the month of birth; a bad value is not repeated."""
    today = session.on or shanghai_date(book.entropy.now())
    invented = book.office().opened.admits_invented_people
    try:
        number = str(id_reader(on=today, allow_invented=invented)(id_number))
        plain: dict[str, str] = {f"{code}.name": read_name(name), f"{code}.{ID_NUMBER}": number}
    except Unfit as error:
        refuse_unfit(error)
    return {"identity": plain}, birth_of(number).strftime("%Y-%m")
