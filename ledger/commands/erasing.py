"""What an erasure needs from the book: the term, what the vault holds, the journal, and the certificate."""

from collections.abc import Iterator
from datetime import date
from uuid import UUID

from ledger.book import Book
from ledger.drafting import Done
from ledger.events.member import DataClass, ShreddedClass
from ledger.events.office import PolicySet
from ledger.store.batch import ShredRow
from ledger.store.shredding import Journal, journal_beside

PARAMETER = "privacy.retention_years"
YEARS_MAX = 100


def journal_of(book: Book) -> Journal:
    """Return the journal of a book's erasures."""
    return Journal(journal_beside(book.keys_path), book.book_id)


def policy(book: Book, parameter: str, on: date) -> str | None:
    """Return the value that a policy parameter has on a day, or None where it is not configured."""
    set_ = [
        event
        for event in book.stream_events(book.stream("office"))
        if isinstance(event, PolicySet)
        and event.parameter == parameter
        and event.effective_on <= on
    ]
    return max(set_, key=lambda event: event.effective_on).value if set_ else None


def years_kept(book: Book, kind: DataClass, on: date) -> int | None:
    """Return how many years vouchers with data of a class are kept; None: it is not configured."""
    value = policy(book, f"{PARAMETER}.{kind}", on) or policy(book, PARAMETER, on)
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


def certificate(lang: str, book: Book, member: UUID, done: Done) -> Iterator[str]:
    """Say what was erased, on whose word and where the record proves it; or what is still kept."""
    answer = done.answer
    for kind, day in answer["restricted"].items():
        yield (
            f"{kind} 类信息须保存至 {day}，在此之前限制处理"
            if lang == "zh"
            else f"{kind}: kept until {day}, its use restricted; erase it after that day"
        )
    if not answer["shredded"]:
        return
    zh = lang == "zh"
    yield "个人信息删除证明" if zh else "Certificate of erasure"
    yield f"{'账套' if zh else 'book'}: {book.book_id}"
    yield f"{'会员' if zh else 'member'}: {member}"
    yield f"{'记录位置' if zh else 'position'}: {done.positions[-1]}"
    yield f"{'日期' if zh else 'date'}: {answer['on']}"
    yield f"{'经办' if zh else 'by'}: {answer['officer']} ({answer['login']})"
    yield f"{'理由' if zh else 'reason'}: {answer['reason']}"
    if answer["resolution"]:
        yield f"{'决议' if zh else 'resolution'}: {answer['resolution']}"
    for each in answer["shredded"]:
        keys = ", ".join(each["key_ids"]) or "—"
        count, blind = each["ciphertexts"], each["blind_entries"]
        yield (
            f"{each['data_class']}: 数据密钥 {keys}，密文 {count} 条，索引 {blind} 条"
            if zh
            else f"{each['data_class']}: data key {keys}, {count} ciphertexts, {blind} index entries"
        )
    yield (
        "上述密钥与密文已删除，任何人无法恢复；记录、哈希、合计与报表均不变。"
        if zh
        else "Keys and ciphertexts are deleted and nobody can read them again; "
        "the record, its hashes, totals and statements are as they were."
    )
