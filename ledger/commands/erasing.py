"""Erasing a member's data: the term, what the vault holds, the decision, and the certificate."""

from collections.abc import Iterator, Mapping, Sequence
from datetime import date
from typing import Any
from uuid import UUID

from ledger.aggregates import Member, Moment, Office
from ledger.aggregates.privacy import RetentionUnset, judged_on, require_impersonal
from ledger.book import Book
from ledger.commands.personal import find, spoken_of
from ledger.commands.policies import policy_on
from ledger.drafting import Decision, Done, Draft
from ledger.events.member import DATA_CLASSES, DataClass, ShreddedClass
from ledger.languages import code_words, counted
from ledger.store.batch import ShredRow
from ledger.store.refusals import CannotDecrypt, KeysUnusable
from ledger.store.shredding import Journal

PARAMETER = "privacy.retention_years"
YEARS_MAX = 100


def years_kept(book: Book, kind: DataClass, on: date) -> int | None:
    """Return how many years vouchers with data of a class are kept; None: it is not configured."""
    value = policy_on(book, f"{PARAMETER}.{kind}", on) or policy_on(book, PARAMETER, on)
    if value is None or not value.isdecimal() or int(value) > YEARS_MAX:
        return None
    return int(value)


def stored_details(book: Book, member: UUID, kind: DataClass) -> tuple[ShreddedClass, ShredRow]:
    """Return what the vault holds of a class: as it will be recorded, and as it will be deleted."""
    with book.record.reading() as read:
        keys, fields = read.sealed(member, kind)
        blind = read.blind_entries(member) if kind == "identity" else 0
    key_ids = tuple(key.key_id for key in keys)
    through = max((field.sequence for field in fields), default=0)
    facts = ShreddedClass(
        data_class=kind, key_ids=key_ids, ciphertexts=len(fields), blind_entries=blind
    )
    return facts, ShredRow(member, kind, key_ids, len(fields), through, blind)


def decide_erasure(
    book: Book,
    pseudonym: UUID,
    classes: tuple[DataClass, ...],
    journal: Journal,
    office: Office,
    at: Moment,
) -> Decision:
    """Decide how far the erasure of some classes, or of all, goes on this day."""
    at.require("manager")
    if at.resolution is not None:
        office.require_resolution(at.resolution, at.effective_on)
    its = find(book, pseudonym, None)
    wanted = classes or tuple(k for k in DATA_CLASSES if k in its.sealed and not its.is_erased(k))
    require_impersonal("reason", at.reason, _spoken(book, its))
    terms = {kind: years_kept(book, kind, judged_on(at)) for kind in wanted}
    if at.resolution is None and None in terms.values():
        raise RetentionUnset(PARAMETER)
    stored = {kind: stored_details(book, its.id, kind) for kind in wanted}
    due = its.erase(terms, {kind: facts for kind, (facts, _) in stored.items()}, at)
    draft = Draft()
    draft.shred = [stored[kind][1] for kind in due]
    draft.journal = journal
    facts = [stored[kind][0] for kind in due]
    kept: dict[str, date] = {
        kind: each.until for kind, each in its.erasing.items() if each.until and kind in wanted
    }
    return Decision([its], draft=draft, answer=_answer(at, facts, kept))


def _spoken(book: Book, its: Member) -> list[str]:
    """Return what a reason may not repeat; who has lost the keys may still erase."""
    try:
        return spoken_of(book, its)
    except (KeysUnusable, CannotDecrypt):
        return []


def _answer(
    at: Moment, shredded: Sequence[ShreddedClass], kept: Mapping[str, date]
) -> dict[str, Any]:
    return {
        "on": str(at.effective_on),
        "officer": at.officer.code,
        "login": at.login,
        "reason": at.reason,
        "resolution": at.resolution,
        "shredded": [each.model_dump(mode="json") for each in shredded],
        "restricted": {kind: str(until) for kind, until in kept.items()},
    }


def certificate(lang: str, book: Book, member: UUID, done: Done) -> Iterator[str]:
    """Say what was erased, on whose word and where the record proves it; or what is still kept."""
    answer = done.answer
    for kind, day in answer["restricted"].items():
        yield (
            f"{code_words('data_class', kind, 'zh')}类信息须保存至 {day}，在此之前限制处理"
            if lang == "zh"
            else f"{kind}: kept until {day}, its use restricted; erase it after that day"
        )
    if not answer["shredded"]:
        return
    zh = lang == "zh"
    yield "个人信息删除证明" if zh else "Certificate of erasure"
    yield f"{'账套：' if zh else 'book: '}{book.book_id}"
    yield f"{'会员：' if zh else 'member: '}{member}"
    yield f"{'记录位置：' if zh else 'position: '}{done.positions[-1]}"
    yield f"{'日期：' if zh else 'date: '}{answer['on']}"
    yield f"{'经办：' if zh else 'by: '}{answer['officer']} ({answer['login']})"
    yield f"{'理由：' if zh else 'reason: '}{answer['reason']}"
    if answer["resolution"]:
        yield f"{'决议：' if zh else 'resolution: '}{answer['resolution']}"
    for each in answer["shredded"]:
        keys = ", ".join(each["key_ids"]) or "—"
        count, blind = each["ciphertexts"], each["blind_entries"]
        yield (
            f"{code_words('data_class', each['data_class'], 'zh')}：数据密钥 {keys}，密文 {count} 条，索引 {blind} 条"
            if zh
            else f"{each['data_class']}: data key {keys}, {counted(count, 'ciphertext')}, "
            f"{counted(blind, 'index entry')}"
        )
    yield (
        "上述密钥与密文已删除，任何人无法恢复；记录、哈希、合计与报表均不变。"
        if zh
        else "Keys and ciphertexts are deleted and nobody can read them again; "
        "the record, its hashes, totals and statements are as they were."
    )
