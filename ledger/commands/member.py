"""`huzhu member`: what is known of a member, masked; and a member's rights over it."""

import json
from collections.abc import Mapping
from contextlib import closing
from datetime import timedelta
from typing import Any
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.enrolment import Cover, Suspension
from ledger.aggregates.privacy import require_impersonal
from ledger.book import Book
from ledger.commands.amending import keyed_digests, new_details, sealed_again
from ledger.commands.claim_one import payments_under_way, warn
from ledger.commands.correcting import correct
from ledger.commands.dependants import dependant
from ledger.commands.enrolment_changes import VERBS
from ledger.commands.erasing import certificate, decide_erasure
from ledger.commands.handing_over import hand_over
from ledger.commands.journal_kept import journal_of, kept_journal
from ledger.commands.member_statement import statement
from ledger.commands.personal import Loss, details_lost, find, spoken_of
from ledger.commands.previewing import done_or_previewed, dry_run_option, previewed
from ledger.commands.revealing import opened_for, reveal_options, shown_details
from ledger.commands.shared import Session, pass_book, pass_session
from ledger.drafting import Decision, Done, Draft
from ledger.events.member import DATA_CLASSES, DataClass, Detail
from ledger.languages import code_words
from ledger.statements.member_words import LOSSES, detail_words, heir_words
from ledger.statements.sheet import Words
from ledger.store.shredding import overwrite


@click.group()
def member() -> None:
    """A member's standing and details, what happens to their cover, and erasure."""


for _verb in (statement, correct, dependant, hand_over, *VERBS):
    member.add_command(_verb)


@member.command()
@click.argument("pseudonym", type=click.UUID, required=False)
@click.option(
    "--id-number",
    prompt="ID number",
    prompt_required=False,
    hide_input=True,
    help="Find by ID number; without a value it is asked for, and stands in no shell's history.",
)
@reveal_options
@click.option(
    "--format", "as_", type=click.Choice(["text", "json"]), default="text", help="Form of output."
)
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
    with closing(opened_for(session, wanted, purpose)) as book:
        its = find(book, pseudonym, id_number)
        shown = shown_details(session, book, its, wanted, purpose)
        _print(session, its, shown, details_lost(book, its), as_)


def _print(
    session: Session,
    its: Member,
    shown: Mapping[str, str] | None,
    lost: Mapping[str, Loss],
    as_: str,
) -> None:
    pending = {
        kind: "erased" if each.is_done else f"restricted until {each.until}"
        for kind, each in its.erasing.items()
    }
    if as_ == "json":
        facts = _facts(its, shown, lost, pending)
        click.echo(json.dumps(facts, ensure_ascii=False, default=str))
        return
    session.say(f"会员 {its.id}  单位 {its.unit}", f"member {its.id}  unit {its.unit}")
    died_on, heir = its.died_on(), its.heir_on_file
    if died_on is not None:
        session.say(f"  已于 {died_on} 身故", f"  died on {died_on}")
    if heir is not None:
        zh, en = heir_words(heir.relation)
        session.say(f"  互助金付给继承人（{zh}）", f"  benefits go to the heir ({en})")
    if shown is None:
        session.say("  个人信息：密钥不在，无法打开", "  details: the vault does not open here")
    for detail, value in (shown or {}).items():
        zh, en = detail_words(detail, is_heirs=its.heir_on_file is not None)
        session.say(f"  {zh} {value}", f"  {en} {value}")
    for kind, each in its.erasing.items():
        zh = "已删除" if each.is_done else f"限制处理至 {each.until}"
        session.say(f"  {code_words('data_class', kind, 'zh')}：{zh}", f"  {kind}: {pending[kind]}")
    for kind, loss in lost.items():
        said, name = LOSSES[loss], code_words("data_class", kind, "zh")
        session.say(f"  {name}：{said.zh}", f"  {kind}: {said.en}")
    for cover in its.covers:
        _print_cover(session, its, cover)
    for claim in its.claims.values():
        stage = code_words("stage", claim.stage, session.lang)
        click.echo(f"  {claim.code}  {claim.plan}  {stage}")


def _facts(
    its: Member,
    shown: Mapping[str, str] | None,
    lost: Mapping[str, Loss],
    pending: Mapping[str, str],
) -> dict[str, Any]:
    """Return what is shown of a member, for programs."""
    return {
        "member": str(its.id),
        "unit": its.unit,
        "sex": its.sex,
        "died_on": its.died_on(),
        "heir": None if its.heir_on_file is None else its.heir_on_file.relation,
        "details": shown,
        "erasure": {**{k: v for k, v in lost.items() if v == "erased"}, **pending},
        "damaged": {k: v for k, v in lost.items() if v != "erased"},
        "covers": [
            {**cover._asdict(), "suspended": [s._asdict() for s in _suspensions(its, cover)]}
            for cover in its.covers
        ],
        "claims": [
            {"claim": c.code, "plan": c.plan, "stage": c.stage, "approved_fen": c.approved_fen}
            for c in its.claims.values()
        ],
    }


def _print_cover(session: Session, its: Member, cover: Cover) -> None:
    click.echo(f"  {cover.plan}  {cover.period}  {cover.starts_on} – {cover.ends_on}")
    for each in _suspensions(its, cover):
        last = None if each.until is None else each.until - timedelta(days=1)
        session.say(
            f"    中止：{each.since} 至 {last or '今'}，其间不受保障",
            f"    suspended from {each.since} to {last or 'now'}, and not covered then",
        )


def _suspensions(its: Member, cover: Cover) -> list[Suspension]:
    """Return the days on which a cover stood still, or stands still."""
    return [each for each in its.stills(cover) if each.until is None or each.since < each.until]


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
@dry_run_option
@pass_book
def amend(
    session: Session,
    book: Book,
    pseudonym: UUID,
    bank_account: str | None,
    account_holder: str | None,
    phone: str | None,
    reason: str,
    dry_run: bool,
) -> None:
    """Replace the bank account or telephone number of the member PSEUDONYM.

    Benefits go to the newest account; who names it neither prepares nor releases the payment to it.
    After a death it is the heir's, and changes with 'huzhu claim heir'.

    Example: huzhu member amend 014ab79c-e340-7bed-9d77-4b5e971e835d --phone 13800000000
    --reason 本人更换号码
    """
    changed = new_details(bank_account, account_holder, phone)
    under_way: list[Words] = []

    def decide(_: Office, at: Moment) -> Decision:
        its, draft = find(book, pseudonym, None), Draft()
        new = [value for fields in changed.values() for value in fields.values()]
        require_impersonal("reason", reason, [*spoken_of(book, its), *new])
        its.seal_details(sealed_again(book, its, changed, draft), at)
        under_way[:] = payments_under_way(its) if "bank" in changed else []
        return Decision([its], draft=draft)

    inputs = {"member": pseudonym, **keyed_digests(book, changed)}
    request = session.request("member amend", inputs, reason=reason)
    if done_or_previewed(session, book, request, decide, dry_run=dry_run) is None:
        return
    session.say(f"会员 {pseudonym} 的资料已更新", f"details of member {pseudonym} are replaced")
    warn(session, under_way)


@member.command()
@click.argument("pseudonym", type=click.UUID)
@click.option(
    "--class", "classes", type=click.Choice(DATA_CLASSES), multiple=True, help="What goes."
)
@click.option("--all", "everything", is_flag=True, help="All classes that the vault holds.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option("--resolution", help="Number of the resolution it rests on.")
@dry_run_option
@pass_book
def erase(
    session: Session,
    book: Book,
    pseudonym: UUID,
    classes: tuple[DataClass, ...],
    everything: bool,
    reason: str,
    resolution: str | None,
    dry_run: bool,
) -> None:
    """Erase classes of the personal data of the member PSEUDONYM.

    Until its vouchers' term is over, its use is restricted instead.

    The term is the policy parameter privacy.retention_years (or privacy.retention_years.CLASS),
    counted from the end of the last accounting year that the member appears in. After it the same
    command deletes keys and ciphertexts for good and prints a certificate; nothing else changes.

    Example: huzhu member erase 014ab79c-e340-7bed-9d77-4b5e971e835d --class bank --reason 本人申请
    """
    if bool(classes) == everything:
        raise click.UsageError("say what goes: --class, or --all")
    journal = journal_of(book) if dry_run else kept_journal(book)
    if not dry_run:
        journal.settle(book.record.commands)

    def decide(office: Office, at: Moment) -> Decision:
        return decide_erasure(book, pseudonym, classes, journal, office, at)

    inputs = {"member": pseudonym, "classes": sorted(classes), "resolution": resolution}
    request = session.request("member erase", inputs, reason=reason, resolution=resolution)
    if dry_run:
        previewed(session, book, request, decide)
        return
    try:
        done = book.perform(request, decide)
    finally:
        journal.settle(book.record.commands)
    _erased(session, book, pseudonym, done)


def _erased(session: Session, book: Book, pseudonym: UUID, done: Done) -> None:
    """Overwrite what was erased, and print its certificate."""
    if done.answer["shredded"] and not overwrite(book.database):
        session.complain(
            "警告：已删除；账套另有人使用，旧数据页稍后覆盖",
            "warning: erased; others are at work in the book, so that old pages are overwritten later",
        )
    for line in certificate(session.lang, book, pseudonym, done):
        click.echo(line)
