"""`huzhu member void|transfer|leave|retire|died|consent`: what happens to cover after enrolment."""

from pathlib import Path
from typing import Any, get_args
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office, Remittance, Unit
from ledger.aggregates.debtor import Struck
from ledger.aggregates.privacy import require_impersonal
from ledger.book import Book
from ledger.commands.bearers import freed_by_payer, tell_freed
from ledger.commands.claim_one import payments_under_way, require_no_names, warn
from ledger.commands.grounds import ground_options
from ledger.commands.personal import find, spoken_of
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import FILE, Session, document_of, pass_book
from ledger.drafting import Decision
from ledger.events.grounds import VoidingGround
from ledger.events.member import ConsentMatter, LeavingCause
from ledger.languages import code_words
from ledger.money import yuan
from ledger.periods import shanghai_date
from ledger.statements.sheet import Words

CAUSES: tuple[LeavingCause, ...] = get_args(LeavingCause)
MATTERS: tuple[ConsentMatter, ...] = get_args(ConsentMatter)
_REASON = click.option("--reason", required=True, help="Why; without personal data.")


def _found(book: Book, pseudonym: UUID, reason: str | None = None) -> Member:
    """Load a member, and refuse a reason that would keep their details for ever."""
    its = find(book, pseudonym, None)
    if reason is not None:
        require_impersonal("reason", reason, spoken_of(book, its))
    return its


def claims_left(its: Member, at: Moment) -> dict[str, Any]:
    """Return what a departure leaves to look at: claims for losses after it."""
    claims = its.claims_after(at.effective_on)
    return {"claims_after": claims} if claims else {}


def warn_of_claims(session: Session, answer: dict[str, Any]) -> None:
    """Name the claims whose loss goes past a departure's day: somebody is to look at them."""
    claims = answer.get("claims_after", ())
    if claims:
        session.say(
            f"注意：案件 {'、'.join(claims)} 的损失晚于该日，请核查",
            f"warning: {', '.join(claims)}: for a loss after that day; look into it",
        )


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--plan", required=True, help="The plan's code, or a version's key.")
@click.option("--period", required=True, help="Coverage period, such as 2015.")
@ground_options("member void")
@click.option("--resolution", help="Number of the resolution; needed once cover has begun.")
@dry_run_option
@pass_book
def void(
    session: Session,
    book: Book,
    pseudonym: UUID,
    plan: str,
    period: str,
    ground: VoidingGround,
    document: Path | None,
    resolution: str | None,
    dry_run: bool,
) -> None:
    """Undo the enrolment of the member PSEUDONYM, as if it had never been.

    Before cover begins the unit's roster owes less, and what was paid already is held for whoever
    paid it: 'huzhu contribution refund' sends it back. Once cover has begun this is a correction
    under a resolution, and nothing is refunded.

    Example: huzhu --on 2014-12-20 member void 014ab79c-e340-7bed-9d77-4b5e971e835d --plan CD-HOSP
    --period 2015 --ground enrolled_twice
    """

    def decide(office: Office, at: Moment) -> Decision:
        return _voided(book, office, pseudonym, (plan, period, ground), at)

    inputs = {"member": pseudonym, "plan": plan, "period": period, "ground": ground}
    paper = document_of(document)
    request = session.request("member void", inputs, resolution=resolution, document=paper)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is None:
        return
    fen = yuan(answer["contribution_fen"])
    session.say(
        f"已撤销会员 {pseudonym} 参加 {plan} {period} 期，冲减应收会费 {fen} 元",
        f"enrolment of member {pseudonym} in {plan} for {period} is voided, {fen} yuan due no more",
    )
    tell_freed(session, answer["freed"])


def _voided(
    book: Book,
    office: Office,
    pseudonym: UUID,
    which: tuple[str, str, VoidingGround],
    at: Moment,
) -> Decision:
    """Undo an enrolment, and strike it off its unit's roster."""
    its = _found(book, pseudonym)
    require_no_names(book, its, at)
    joined = its.joined_with(*which[:2])
    enrolled = its.enrolment(*which[:2])
    terms = book.terms(enrolled.plan)
    account = book.get(Remittance, "remittance", enrolled.unit, terms.fund, enrolled.period)
    voided = its.void_enrolment(*which, at, account.booked_to(enrolled))
    if at.resolution is not None:
        office.require_resolution(at.resolution, at.effective_on)
    days = (voided.starts_on, voided.ends_on)
    fen = voided.contribution_fen
    principal_fen = voided.shares * (terms.refundable_fen or 0) if fen else 0
    struck = Struck(voided.plan, *days, joined, voided.shares, fen, principal_fen)
    freed = freed_by_payer(account.amend_roster(struck, at))
    return Decision([its, account], answer={"contribution_fen": fen, "freed": freed})


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--to", "unit", required=True, help="Code of the unit that they go to.")
@click.option("--reason", help="Why; without personal data.")
@dry_run_option
@pass_book
def transfer(
    session: Session, book: Book, pseudonym: UUID, unit: str, reason: str | None, dry_run: bool
) -> None:
    """Move the member PSEUDONYM to another unit of this office.

    Cover keeps its period, and stays with the unit that contributed for it; the next roster that
    names them is the new unit's.

    Example: huzhu member transfer 014ab79c-e340-7bed-9d77-4b5e971e835d --to U00002
    """

    def decide(_: Office, at: Moment) -> Decision:
        theirs = book.get(Unit, "unit", unit)
        theirs.require_open()
        its = _found(book, pseudonym, reason)
        its.transfer(unit, at)
        return Decision([its], unchanged=[theirs])

    inputs = {"member": pseudonym, "unit": unit}
    request = session.request("member transfer", inputs, reason=reason)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"会员 {pseudonym} 转至 {unit}", f"member {pseudonym} is with unit {unit}")


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--cause", type=click.Choice(CAUSES), required=True, help="What ended it.")
@_REASON
@dry_run_option
@pass_book
def leave(
    session: Session, book: Book, pseudonym: UUID, cause: LeavingCause, reason: str, dry_run: bool
) -> None:
    """Record that the member PSEUDONYM left on the day of --on: cover ends with that day.

    Losses up to it may still be claimed. Nothing is refunded; cover that has not begun is voided
    first. Who goes to another office is handed over with 'huzhu member hand-over'.

    Example: huzhu --on 2015-06-30 member leave 014ab79c-e340-7bed-9d77-4b5e971e835d
    --cause employment_ended --reason 劳动合同终止
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = _found(book, pseudonym, reason)
        its.leave(cause, None, at)
        return Decision([its], answer=claims_left(its, at))

    inputs = {"member": pseudonym, "cause": cause}
    request = session.request("member leave", inputs, reason=reason, ahead=True)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is not None:
        if session.on is not None and session.on > shanghai_date(book.entropy.now()):
            on = session.on
            session.say(f"会员 {pseudonym} 将于 {on} 离会", f"member {pseudonym} leaves on {on}")
        else:
            session.say(f"会员 {pseudonym} 已离会", f"member {pseudonym} has left")
        warn_of_claims(session, answer)


@click.command()
@click.argument("pseudonym", type=click.UUID)
@dry_run_option
@pass_book
def retire(session: Session, book: Book, pseudonym: UUID, dry_run: bool) -> None:
    """Record that the member PSEUDONYM retired: cover runs to the end of its period.

    Example: huzhu --on 2015-06-30 member retire 014ab79c-e340-7bed-9d77-4b5e971e835d
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = _found(book, pseudonym)
        its.retire(at)
        return Decision([its])

    request = session.request("member retire", {"member": pseudonym}, ahead=True)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(f"会员 {pseudonym} 已退休", f"member {pseudonym} is retired")


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--document", type=FILE, required=True, help="The certificate; its digest is kept.")
@dry_run_option
@pass_book
def died(session: Session, book: Book, pseudonym: UUID, document: Path, dry_run: bool) -> None:
    """Record that the member PSEUDONYM died on the day of --on: cover ends with that day.

    The death itself and earlier losses may still be claimed.

    Example: huzhu --on 2015-06-30 member died 014ab79c-e340-7bed-9d77-4b5e971e835d
    --document certificate.pdf
    """
    under_way: list[Words] = []

    def decide(_: Office, at: Moment) -> Decision:
        its = _found(book, pseudonym)
        its.die(at)
        under_way[:] = payments_under_way(its)
        return Decision([its], answer=claims_left(its, at))

    paper: Any = document_of(document)
    request = session.request("member died", {"member": pseudonym}, document=paper)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is not None:
        session.say(f"会员 {pseudonym} 已登记身故", f"the death of member {pseudonym} is recorded")
        warn_of_claims(session, answer)
        warn(session, under_way)


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.argument("matter", type=click.Choice(MATTERS))
@click.option("--document", type=FILE, help="The signed paper; a consent needs it.")
@click.option("--refused", is_flag=True, help="They refused, or took their consent back.")
@dry_run_option
@pass_book
def consent(
    session: Session,
    book: Book,
    pseudonym: UUID,
    matter: ConsentMatter,
    document: Path | None,
    refused: bool,
    dry_run: bool,
) -> None:
    """Record what the member PSEUDONYM said to a MATTER: enrolment, or deduction from wages.

    Taking part is voluntary: who refused is not enrolled until a consent is recorded.

    Example: huzhu member consent 014ab79c-e340-7bed-9d77-4b5e971e835d deduction
    --document consent.pdf
    """

    def decide(_: Office, at: Moment) -> Decision:
        its = _found(book, pseudonym)
        (its.refuse_consent if refused else its.give_consent)(matter, at)
        return Decision([its])

    inputs = {"member": pseudonym, "matter": matter, "refused": refused}
    request = session.request("member consent", inputs, document=document_of(document))
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is not None:
        session.say(
            f"会员 {pseudonym} {'不同意' if refused else '同意'}：{code_words('matter', matter, 'zh')}",
            f"member {pseudonym} {'refused' if refused else 'consented'}: {matter}",
        )


VERBS = (void, transfer, leave, retire, died, consent)
