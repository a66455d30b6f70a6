"""`huzhu print`: pages to hand over, each with proof that what it says is in the record."""

from collections.abc import Mapping
from contextlib import closing
from pathlib import Path
from uuid import UUID

import click

from ledger.aggregates import Member, Remittance
from ledger.book import Book
from ledger.commands.audit_files import hand_over, signed_checkpoint
from ledger.commands.personal import find
from ledger.commands.reading import day_of
from ledger.commands.revealing import opened_for, reveal_options, shown_details
from ledger.commands.shared import Session, pass_reader, pass_session
from ledger.errors import Unknown, WrongStage
from ledger.events import Event
from ledger.events.claim_life import ApprovalRevoked
from ledger.events.member import ClaimApproved, ClaimAssessed, ClaimFiled, ClaimRejected, Detail
from ledger.events.remittance import ContributionReceived, ReceiptHeld
from ledger.evidence.refusals import CheckpointMissing, PositionNotCovered
from ledger.evidence.tree import asked, head_of, inclusion
from ledger.languages import Lang
from ledger.plans import plan_code
from ledger.statements.facts import facts_of
from ledger.statements.member_statement import CoverLine, MemberStatement, member_statement
from ledger.statements.page import Page, Proof
from ledger.statements.printable import certificate_page, notice_page, receipt_page
from ledger.statements.receipt_standing import receipt_standing
from ledger.statements.streams import events_of
from ledger.store.files import PRIVATE
from ledger.store.tree import StoredTree

_OUT = click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    required=True,
    help="The new file, an HTML page to print.",
)
_LANG = click.option(
    "--lang", type=click.Choice(["zh", "en"]), help="Language; huzhu --lang unless said."
)


@click.group("print")
def print_() -> None:
    """Make pages to print: receipts, certificates of cover, notices of benefit.

    A page needs no network and runs nothing. It carries the position of what it says in the record,
    and the proof of it: leaf hash, tree size, root and path.
    """


@print_.command()
@click.argument("number")
@_OUT
@_LANG
@pass_reader
def receipt(session: Session, book: Book, number: str, out: Path, lang: Lang | None) -> None:
    """Print contribution receipt NUMBER.

    Example: huzhu print receipt R1 --out R1.html
    """
    account = book.owner(Remittance, "receipt", number)
    with facts_of(book.database, day_of(session, None)) as facts:
        units = facts.names("unit")
        office = facts.knowledge.office or ""
        recorded = events_of(facts, account.id)
        standing = receipt_standing(facts, number)
    found = [
        (position, event)
        for position, event in recorded
        if isinstance(event, ContributionReceived | ReceiptHeld) and event.receipt == number
    ]
    if not found:
        raise Unknown("receipt", number)
    position, event = found[0]
    unit = units.get(account.opened.unit or "")
    proofs = (_proof(book, position, event),)
    page = receipt_page(office, event, unit and unit.name, standing, proofs)
    _write(session, page, out, lang)


@print_.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--plan", required=True, help="The plan's code, or a version's key.")
@click.option("--period", required=True, help="Coverage period, such as 2015.")
@_OUT
@reveal_options
@_LANG
@pass_session
def certificate(
    session: Session,
    pseudonym: UUID,
    plan: str,
    period: str,
    out: Path,
    wanted: tuple[Detail, ...],
    purpose: str | None,
    lang: Lang | None,
) -> None:
    """Print the certificate of cover of the member PSEUDONYM; details are masked unless revealed.

    Example: huzhu print certificate 014ab79c-e340-7bed-9d77-4b5e971e835d --plan CD-HOSP
    --period 2015 --out certificate.html
    """
    with closing(opened_for(session, wanted, purpose)) as book:
        its = find(book, pseudonym, None)
        shown, drawn = _standing(session, book, its, wanted, purpose)
        cover = _cover(drawn, plan, period)
        event = dict(_recorded(session, book, its.id))[cover.position]
        proofs = (_proof(book, cover.position, event),)
        office = drawn.knowledge.office or ""
        page = certificate_page(office, drawn, cover, book.terms(cover.plan), shown, proofs)
    _write(session, page, out, lang)


@print_.command()
@click.argument("number")
@_OUT
@reveal_options
@_LANG
@pass_session
def notice(
    session: Session,
    number: str,
    out: Path,
    wanted: tuple[Detail, ...],
    purpose: str | None,
    lang: Lang | None,
) -> None:
    """Print the notice of what was decided on claim NUMBER, with the benefit's derivation.

    Details are masked unless revealed.

    Example: huzhu print notice S-1 --out S-1.html
    """
    with closing(opened_for(session, wanted, purpose)) as book:
        its = book.owner(Member, "claim", number)
        steps = _steps(session, book, its, number)
        decided = steps[-1][1]
        shown, drawn = _standing(session, book, its, wanted, purpose)
        assert isinstance(decided, ClaimApproved | ClaimRejected)
        filed = next(event for _, event in steps if isinstance(event, ClaimFiled))
        assessed = next((e for _, e in reversed(steps) if isinstance(e, ClaimAssessed)), None)
        proofs = tuple(
            _proof(book, position, event)
            for position, event in steps
            if event is decided or event is assessed
        )
        office, terms = drawn.knowledge.office or "", book.terms(decided.plan)
        page = notice_page(office, drawn, (filed, assessed, decided), terms, shown, proofs)
    _write(session, page, out, lang)


def _steps(
    session: Session, book: Book, its: Member, number: str
) -> list[tuple[int, ClaimFiled | ClaimAssessed | ClaimApproved | ClaimRejected]]:
    """Return what a claim's decision rests on, up to its latest decision.

    Raises:
        WrongStage: it is not decided, or its approval was taken back since.
    """
    steps: list[tuple[int, ClaimFiled | ClaimAssessed | ClaimApproved | ClaimRejected]] = []
    for position, event in _recorded(session, book, its.id):
        if getattr(event, "claim", None) != number:
            continue
        if isinstance(event, ApprovalRevoked):
            steps = [(at, each) for at, each in steps if isinstance(each, ClaimFiled)]
        elif isinstance(event, ClaimFiled | ClaimAssessed | ClaimApproved | ClaimRejected):
            steps.append((position, event))
    while steps and not isinstance(steps[-1][1], ClaimApproved | ClaimRejected):
        steps.pop()
    if not steps:
        raise WrongStage(number, its.claim(number).stage, "approved or rejected")
    return steps


def _recorded(session: Session, book: Book, stream: UUID) -> list[tuple[int, Event]]:
    with facts_of(book.database, day_of(session, None)) as facts:
        return events_of(facts, stream)


def _standing(
    session: Session, book: Book, its: Member, wanted: tuple[Detail, ...], purpose: str | None
) -> tuple[Mapping[str, str] | None, MemberStatement]:
    shown = shown_details(session, book, its, wanted, purpose)
    with facts_of(book.database, day_of(session, None)) as facts:
        return shown, member_statement(facts, its.id, book.terms)


def _cover(drawn: MemberStatement, plan: str, period: str) -> CoverLine:
    for cover in reversed(drawn.covers.values()):
        if plan in (cover.plan, plan_code(cover.plan)) and cover.period == period:
            return cover
    raise Unknown("cover", f"{plan} {period}")


def _proof(book: Book, position: int, event: Event) -> Proof:
    """Return an event's proof: under the checkpoint signed last, or under the present head.

    Raises:
        VerificationFailed: the record is not as it was sealed.
    """
    with book.record.reading() as read:
        try:
            signed, _ = signed_checkpoint(book, None, None, None)
            proof, entry = inclusion(read, position, signed)
        except (CheckpointMissing, PositionNotCovered):
            head = head_of(read, "")
            hashes = asked(lambda: StoredTree(read, head.size).inclusion(position))
            (entry,) = (row.state for row in read.recorded(position - 1, position))
            checkpoint, note = head, None
        else:
            checkpoint, note = signed.checkpoint, signed.note.written().decode("utf-8")
            hashes = list(proof.hashes)
    size, root = checkpoint.size, checkpoint.root
    return Proof(position, event.timestamp, entry, size, root, tuple(hashes), note)


def _write(session: Session, page: Page, out: Path, lang: Lang | None) -> None:
    hand_over(page.html(lang or session.lang).encode("utf-8"), out)
    out.chmod(PRIVATE)  # a page may show what was asked to be shown, and is for its reader alone
    session.say(f"已写出 {out}，可以打印", f"{out} is written, ready to print")
