"""`huzhu member`: what is known of a member, masked; and a member's rights over it."""

import json
from contextlib import closing
from typing import Any, get_args
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.privacy import DETAILS, RetentionUnset, judged_on, require_impersonal
from ledger.book import Book
from ledger.commands.desk import ID_NUMBER
from ledger.commands.erasing import (
    PARAMETER,
    certificate,
    journal_of,
    stored_details,
    years_kept,
)
from ledger.commands.personal import details, masked_details, opened, spoken_of
from ledger.commands.shared import Session, follow_up, open_book, pass_book, pass_session
from ledger.drafting import Decision, Draft, Request
from ledger.errors import Unknown
from ledger.events.member import DataClass, Detail
from ledger.intake.fields import Unfit, read_account, read_phone, read_text
from ledger.store.refusals import CannotDecrypt, KeysUnusable
from ledger.store.shredding import overwrite

CLASSES: tuple[DataClass, ...] = get_args(DataClass)
_WORDS = {
    "name": ("姓名", "name"),
    "id_number": ("身份证号", "ID number"),
    "phone": ("电话", "phone"),
    "bank_account": ("银行账号", "bank account"),
    "account_holder": ("户名", "account holder"),
}


@click.group()
def member() -> None:
    """A member's standing and details, and their erasure."""


@member.command()
@click.argument("pseudonym", type=click.UUID, required=False)
@click.option(
    "--id-number",
    prompt="ID number",
    prompt_required=False,
    hide_input=True,
    help="Find by ID number; without a value it is asked for, and stands in no shell's history.",
)
@click.option(
    "--reveal", "wanted", type=click.Choice(list(DETAILS)), multiple=True, help="Show in clear."
)
@click.option("--purpose", help="What a detail is shown for; recorded before it is shown.")
@click.option("--format", "as_", type=click.Choice(["text", "json"]), default="text")
@pass_session
def show(
    session: Session,
    pseudonym: UUID | None,
    id_number: str | None,
    wanted: tuple[Detail, ...],
    purpose: str | None,
    as_: str,
) -> None:
    """Show a member by PSEUDONYM: unit, cover, claims, and details with most characters hidden.

    A detail is shown in clear to enrolment officers, assessors, approvers, auditors and supervisors;
    which one, to whom and what for is recorded first.

    Example: huzhu member show 014ab79c-e340-7bed-9d77-4b5e971e835d --reveal phone --purpose 补交材料
    """
    if bool(wanted) != bool(purpose):
        raise click.UsageError("--reveal and --purpose go together")
    book = open_book(session) if wanted else Book.open(session.address, entropy=session.entropy)
    with closing(book):
        its = find(book, pseudonym, id_number)
        clear = _revealed(session, book, its, wanted, purpose or "") if wanted else {}
        shown = masked_details(book, its)
        _print(session, its, None if shown is None else {**shown, **clear}, as_)


def find(book: Book, pseudonym: UUID | None, id_number: str | None) -> Member:
    """Load a member by pseudonym or by ID number.

    Raises:
        click.UsageError: not exactly one of them was given.
        Unknown: the book holds no such member.
    """
    if (pseudonym is None) == (id_number is None):
        raise click.UsageError("give a pseudonym or --id-number")
    said = str(pseudonym)
    if id_number is not None:
        said = "with this ID number"
        pseudonym = book.record.find_member(ID_NUMBER, book.vault.blind(ID_NUMBER, id_number))
    events = [] if pseudonym is None else book.stream_events(pseudonym)
    if not events or not events[0].topic.startswith("member."):
        raise Unknown("member", said)
    its = Member.folded(events)
    assert its is not None, "a stream that was found has events"
    return its


def _revealed(
    session: Session, book: Book, its: Member, wanted: tuple[Detail, ...], purpose: str
) -> dict[Detail, str]:
    """Record who sees what and what for, then return it in clear; each time it is asked anew."""
    clear: dict[Detail, str] = {}

    def decide(_: Office, at: Moment) -> Decision:
        fresh = find(book, its.id, None)
        spoken = spoken_of(book, fresh)
        fresh.reveal(wanted, purpose, spoken, at)
        clear.update(details(book, fresh, wanted))
        for detail in wanted:
            if detail not in clear:
                raise Unknown("detail", detail)
        return Decision([fresh])

    # Never under the caller's command id: an answer that is repeated would be shown unrecorded.
    request = Request("member show", {"member": its.id, "reveal": wanted}, on=session.on)
    book.perform(request, decide)
    follow_up(book)
    return clear


def _print(session: Session, its: Member, shown: dict[Detail, str] | None, as_: str) -> None:
    pending = {
        kind: "erased" if each.is_done else f"restricted until {each.until}"
        for kind, each in its.erasing.items()
    }
    if as_ == "json":
        facts: dict[str, Any] = {
            "member": str(its.id),
            "unit": its.unit,
            "sex": its.sex,
            "details": shown,
            "erasure": pending,
            "covers": [cover._asdict() for cover in its.covers],
            "claims": [
                {"claim": c.code, "plan": c.plan, "stage": c.stage, "approved_fen": c.approved_fen}
                for c in its.claims.values()
            ],
        }
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    session.say(f"会员 {its.id}  单位 {its.unit}", f"member {its.id}  unit {its.unit}")
    if shown is None:
        session.say("  个人信息：密钥不在，无法打开", "  details: the vault does not open here")
    for detail, value in (shown or {}).items():
        zh, en = _WORDS[detail]
        session.say(f"  {zh} {value}", f"  {en} {value}")
    for kind, state in pending.items():
        click.echo(f"  {kind}: {state}")
    for cover in its.covers:
        click.echo(f"  {cover.plan}  {cover.period}  {cover.starts_on} – {cover.ends_on}")
    for claim in its.claims.values():
        click.echo(f"  {claim.code}  {claim.plan}  {claim.stage}")


@member.command()
@click.argument("pseudonym", type=click.UUID)
@click.option(
    "--bank-account", prompt=True, prompt_required=False, hide_input=True, help="New account."
)
@click.option(
    "--account-holder", help="In whose name it is; the one on file, or the member, unless said."
)
@click.option(
    "--phone", prompt=True, prompt_required=False, hide_input=True, help="New telephone number."
)
@click.option("--reason", required=True, help="Why; without personal data.")
@pass_book
def amend(
    session: Session,
    book: Book,
    pseudonym: UUID,
    bank_account: str | None,
    account_holder: str | None,
    phone: str | None,
    reason: str,
) -> None:
    """Replace a member's bank account or telephone number; benefits go to the newest account.

    Example: huzhu member amend 014ab79c-e340-7bed-9d77-4b5e971e835d --bank-account --reason 原卡注销
    """
    changed = _changed(bank_account, account_holder, phone)
    # A guessable value is fingerprinted for ever only under the key that lies outside the book.
    digests = {
        f"{kind}.{name}": book.vault.blind(name, value).hex()
        for kind, fields in changed.items()
        for name, value in fields.items()
    }

    def decide(_: Office, at: Moment) -> Decision:
        its, draft = find(book, pseudonym, None), Draft()
        sealed: dict[str, str] = {}
        for kind, fields in changed.items():
            own = _completed(book, its, kind, fields)
            keys, _old = book.record.sealed(its.id, kind)
            sequence = its.sealed_times.get(kind, 0) + 1
            done = book.vault.seal(its.id, kind, own, sequence, under=keys)
            draft.sealed_fields.append(done.field)
            if done.data_key is not None:
                draft.data_keys.append(done.data_key)
            sealed[kind] = done.sha256
        new = [value for fields in changed.values() for value in fields.values()]
        require_impersonal("reason", reason, [*spoken_of(book, its), *new])
        its.seal_details(sealed, at)
        return Decision([its], draft=draft)

    inputs = {"member": pseudonym, **digests}
    book.perform(session.request("member amend", inputs, reason=reason), decide)
    session.say(f"会员 {pseudonym} 的资料已更新", f"details of member {pseudonym} are replaced")


def _changed(
    bank_account: str | None, account_holder: str | None, phone: str | None
) -> dict[DataClass, dict[str, str]]:
    """Read what is new; a value of the wrong form is a usage error that does not repeat it."""
    changed: dict[DataClass, dict[str, str]] = {}
    try:
        if bank_account is not None:
            changed["bank"] = {"account": read_account(bank_account)}
            if account_holder is not None:
                changed["bank"]["name"] = read_text(account_holder)
        if phone is not None:
            changed["contact"] = {"phone": read_phone(phone)}
    except Unfit as error:
        raise click.UsageError(error.message) from None
    if not changed:
        raise click.UsageError("say what is new: --bank-account or --phone")
    return changed


def _completed(book: Book, its: Member, kind: DataClass, fields: dict[str, str]) -> dict[str, str]:
    """Keep what is on file of a class beside what is new; an account needs its holder's name."""
    own = {**opened(book, its, [kind]).get(kind, {}), **fields}
    if kind == "bank" and "name" not in own:
        identity = opened(book, its, ["identity"]).get("identity")
        if identity is None:
            raise click.UsageError("name the holder of the account with --account-holder")
        own["name"] = identity["name"]
    return own


@member.command()
@click.argument("pseudonym", type=click.UUID)
@click.option("--class", "classes", type=click.Choice(CLASSES), multiple=True, help="What goes.")
@click.option("--all", "everything", is_flag=True, help="All classes that the vault holds.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option("--resolution", help="Number of the resolution it rests on.")
@pass_book
def erase(
    session: Session,
    book: Book,
    pseudonym: UUID,
    classes: tuple[DataClass, ...],
    everything: bool,
    reason: str,
    resolution: str | None,
) -> None:
    """Erase classes of a member's personal data, or restrict their use while vouchers are kept.

    The term is the policy parameter privacy.retention_years (or privacy.retention_years.CLASS),
    counted from the end of the last accounting year that the member appears in. After it the same
    command deletes keys and ciphertexts for good and prints a certificate; nothing else changes.

    Example: huzhu member erase 014ab79c-e340-7bed-9d77-4b5e971e835d --class bank --reason 本人申请
    """
    if bool(classes) == everything:
        raise click.UsageError("say what goes: --class, or --all")
    journal = journal_of(book)
    journal.settle(book.record.commands)

    def decide(office: Office, at: Moment) -> Decision:
        at.require("manager")
        if resolution is not None:
            office.require_resolution(resolution)
        its = find(book, pseudonym, None)
        wanted = classes or tuple(k for k in CLASSES if k in its.sealed and not its.is_erased(k))
        require_impersonal("reason", reason, _spoken(book, its))
        terms = {kind: years_kept(book, kind, judged_on(at)) for kind in wanted}
        for years in terms.values():
            if years is None and resolution is None:
                raise RetentionUnset(PARAMETER)
        stored = {kind: stored_details(book, its.id, kind) for kind in wanted}
        due = its.erase(terms, {kind: facts for kind, (facts, _) in stored.items()}, at)
        draft = Draft()
        draft.shred = [stored[kind][1] for kind in due]
        draft.journal = journal
        return Decision([its], draft=draft, answer=_answer(its, due, stored, at))

    inputs = {"member": pseudonym, "classes": sorted(classes), "resolution": resolution}
    request = session.request("member erase", inputs, reason=reason, resolution=resolution)
    try:
        done = book.perform(request, decide)
    finally:
        journal.settle(book.record.commands)
    if done.answer["shredded"]:
        overwrite(book.database)
    for line in certificate(session.lang, book, pseudonym, done):
        click.echo(line)


def _spoken(book: Book, its: Member) -> list[str]:
    """Return what a reason may not repeat; who has lost the keys may still erase."""
    try:
        return spoken_of(book, its)
    except (KeysUnusable, CannotDecrypt):
        return []


def _answer(its: Member, due: tuple[DataClass, ...], stored: Any, at: Moment) -> dict[str, Any]:
    return {
        "on": str(at.effective_on),
        "officer": at.officer.code,
        "login": at.login,
        "reason": at.reason,
        "resolution": at.resolution,
        "shredded": [stored[kind][0].model_dump(mode="json") for kind in due],
        "restricted": {
            kind: str(e.until) for kind, e in its.erasing.items() if e.until and kind in stored
        },
    }
