"""`huzhu member correct`: who a member or a dependant is was written down wrongly, and is put right."""

from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any
from uuid import UUID

import click

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.privacy import DetailsErased
from ledger.book import Book
from ledger.commands.amending import keyed_digests, sealed_again
from ledger.commands.claim_one import require_no_names
from ledger.commands.dependants import require_somebody_else
from ledger.commands.desk import ID_NUMBER
from ledger.commands.misuse import refuse_unfit
from ledger.commands.personal import find, opened
from ledger.commands.previewing import done_or_previewed, dry_run_option
from ledger.commands.shared import FILE, Session, document_of, pass_book
from ledger.drafting import Decision, Draft
from ledger.errors import DependantIsMember, Unknown
from ledger.events.member import DataClass, Detail
from ledger.intake.fields import Unfit
from ledger.intake.identity import birth_of, id_reader, sex_of
from ledger.intake.roster import read_name
from ledger.periods import shanghai_date
from ledger.plans import age_on
from ledger.store.batch import BlindRow
from ledger.store.blind import later_kind
from ledger.store.refusals import PersonKnown

_CORRECTED: tuple[Detail, ...] = ("name", "id_number")  # as they stand in the member's identity


@click.command()
@click.argument("pseudonym", type=click.UUID)
@click.option(
    "--name", prompt=True, prompt_required=False, hide_input=True, help="The name as it should be."
)
@click.option(
    "--id-number",
    prompt="ID number",
    prompt_required=False,
    hide_input=True,
    help="The ID number as it should be; without a value it is asked for.",
)
@click.option("--dependant", help="Code of the member's dependant whose details they are, as D1.")
@click.option("--reason", required=True, help="Why; without personal data.")
@click.option("--document", type=FILE, required=True, help="The paper that shows what is right.")
@dry_run_option
@pass_book
def correct(
    session: Session,
    book: Book,
    pseudonym: UUID,
    name: str | None,
    id_number: str | None,
    dependant: str | None,
    reason: str,
    document: Path,
    dry_run: bool,
) -> None:
    """Put right a name or an ID number of the member PSEUDONYM, or of a dependant, typed wrongly.

    What was written first stays in the vault as history. The member is found by the corrected
    number from now on, and by the wrong one no more: whose it is can be enrolled. A new telephone
    number or bank account is no correction: 'huzhu member amend'.

    Example: huzhu member correct 014ab79c-e340-7bed-9d77-4b5e971e835d --name 测试丙
    --reason 录入有误 --document id-card.pdf
    """
    asked = _read(session, book, name, id_number)

    def decide(_: Office, at: Moment) -> Decision:
        its, draft = find(book, pseudonym, None), Draft()
        at.require("enrolment")
        if its.is_erased("identity"):
            raise DetailsErased(its.id, "identity")
        require_no_names(book, its, at, asked.values())
        if dependant is not None:
            return _dependant_corrected(book, its, dependant, asked, draft, at)
        return _corrected(book, its, asked, draft, at)

    whose = {"member": pseudonym} | ({"dependant": dependant} if dependant else {})
    inputs = {**whose, **keyed_digests(book, {"identity": asked})}
    paper = document_of(document)
    request = session.request("member correct", inputs, reason=reason, document=paper)
    answer = done_or_previewed(session, book, request, decide, dry_run=dry_run)
    if answer is not None:
        _tell(session, pseudonym, dependant, answer)


def _tell(session: Session, whose: UUID, dependant: str | None, answer: dict[str, Any]) -> None:
    """Say what was corrected, and what that contradicts of what enrolments rest on."""
    zh, en = (f"家属 {dependant} ", f"dependant {dependant} of ") if dependant else ("", "")
    session.say(f"会员 {whose} {zh}的资料已更正", f"details of {en}member {whose} are corrected")
    for plan, period, then, now in answer.get("ages", ()):
        session.say(
            f"注意：{plan} {period} 期参保时记录为 {then} 岁，按更正后为 {now} 岁；请核查参保条件和会费",
            f"note: {plan}, period {period}: {then} years old by the record, {now} by the correction; "
            "check whether the terms admit them, and what they cost",
        )
    if months := answer.get("months"):
        session.say(
            f"注意：出生月份由 {months[0]} 更正为 {months[1]}；请核查该家属的案件是否符合条款的年龄",
            f"note: born in {months[0]} by the record, in {months[1]} by the correction; "
            "check whether the terms insure that age in the dependant's claims",
        )
    if answer.get("sex"):
        session.say(
            "注意：性别随身份证号更正；请核查按性别参保的计划",
            "note: the sex is corrected with the ID number; check plans that admit by sex",
        )


def _read(session: Session, book: Book, name: str | None, id_number: str | None) -> dict[str, str]:
    """Return what is to be put right, by its name in the vault; a bad value is not repeated."""
    if name is None and id_number is None:
        raise click.UsageError("say what is right: --name or --id-number")
    today = session.on or shanghai_date(book.entropy.now())
    invented = book.office().opened.admits_invented_people
    asked: dict[str, str] = {}
    try:
        if name is not None:
            asked["name"] = read_name(name)
        if id_number is not None:
            number = id_reader(on=today, allow_invented=invented)(id_number)
            asked[ID_NUMBER] = str(number)
    except Unfit as error:
        refuse_unfit(error)
    return asked


def _corrected(
    book: Book, its: Member, asked: Mapping[str, str], draft: Draft, at: Moment
) -> Decision:
    """Seal what is right beside what stays, and let the member be found by a new number."""
    known = opened(book, its, ["identity", "bank"])
    identity = known.get("identity", {})
    wrong = tuple(each for each in _CORRECTED if asked.get(each) not in (None, identity.get(each)))
    changed: dict[DataClass, dict[str, str]] = {"identity": {each: asked[each] for each in wrong}}
    is_own = its.heir_on_file is None and known.get("bank", {}).get("name") == identity.get("name")
    if "name" in wrong and is_own:
        changed["bank"] = {"name": asked["name"]}  # their own account was in the wrong name too
    number = {**identity, **asked}[ID_NUMBER]
    answer: dict[str, Any] = {}
    if ID_NUMBER in wrong:
        _find_by(book, its, number, identity, draft)
        answer = _differences(its, number)
    sealed = sealed_again(book, its, changed, draft) if wrong else {}
    its.correct_details(wrong, sealed, sex_of(number), at)
    return Decision([its], draft=draft, answer=answer)


def _dependant_corrected(
    book: Book, its: Member, code: str, asked: Mapping[str, str], draft: Draft, at: Moment
) -> Decision:
    """Seal what is right of a dependant beside what stays; no index finds dependants."""
    if code not in its.dependants:
        raise Unknown("dependant", code)
    identity = opened(book, its, ["identity"]).get("identity", {})
    wrong = tuple(
        each for each in _CORRECTED if asked.get(each) not in (None, identity.get(f"{code}.{each}"))
    )
    before = month = its.dependants[code].birth_month
    if ID_NUMBER in wrong:
        require_somebody_else(book, its, code, asked[ID_NUMBER])
        month = birth_of(asked[ID_NUMBER]).strftime("%Y-%m")
    right = {f"{code}.{each}": asked[each] for each in wrong}
    sealed = sealed_again(book, its, {"identity": right}, draft) if wrong else {}
    its.correct_dependant(code, wrong, sealed, month, at)
    answer = {} if month == before else {"months": [before, month]}
    return Decision([its], draft=draft, answer=answer)


def _find_by(
    book: Book, its: Member, number: str, identity: Mapping[str, str], draft: Draft
) -> None:
    """Index a member under a new number, unless it is another person's, and no more under the old one.

    Raises:
        PersonKnown: it is another member's; two pseudonyms are not made one.
        DependantIsMember: it is that of the member's own dependant.
    """
    for code in sorted(its.dependants):
        if identity.get(f"{code}.{ID_NUMBER}") == number:
            raise DependantIsMember(code)
    digest = book.vault.blind(ID_NUMBER, number)
    wrong = book.vault.blind(ID_NUMBER, identity[ID_NUMBER])
    owners = book.record.find_members(ID_NUMBER, [digest, wrong])
    if owner := owners.get(digest):
        raise PersonKnown(ID_NUMBER, owner)
    later = book.record.later_blind_entries(ID_NUMBER)
    kind = later_kind(ID_NUMBER, later[digest]) if digest in later else ID_NUMBER
    draft.blind.append(BlindRow(kind, digest, its.id))
    if owners.get(wrong) == its.id:
        kind = later_kind(ID_NUMBER, later.get(wrong), taken_back=True)
        draft.blind.append(BlindRow(kind, wrong, its.id))


def _differences(its: Member, number: str) -> dict[str, Any]:
    """Return what the corrected number says otherwise than enrolments rest on: ages, and the sex."""
    birth: date = birth_of(number)
    ages = [
        (each.plan, each.period, each.age, age_on(birth, each.effective_on))
        for each in its.enrolments
        if each.age != age_on(birth, each.effective_on)
    ]
    sex = sex_of(number)
    return ({"ages": ages} if ages else {}) | ({"sex": sex} if sex != its.sex else {})
