"""What people earn, as the vault knows it: read for what contributions follow from, and sealed anew."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from datetime import date
from uuid import UUID

from ledger.aggregates import Member, Moment
from ledger.book import Book
from ledger.drafting import Draft
from ledger.events.member import DataClass
from ledger.plans import NOTHING_STATED, Circumstances, Earnings
from ledger.store.batch import DataKeyRow

PAY: DataClass = "pay"


def earnings_of(book: Book, members: Iterable[Member]) -> dict[UUID, Earnings]:
    """Decrypt what members earn; who never stated it, or whose data were erased, is left out.

    Raises:
        KeysUnusable, CannotDecrypt: the vault does not open with these keys.
    """
    asked = [its.id for its in members if PAY in its.sealed]
    if not asked:
        return {}
    with book.record.reading() as read:
        stored = read.sealed_of(asked, PAY)
    return {
        member: Earnings.read(book.vault.open(keys, fields[-1]))
        for member, (keys, fields) in stored.items()
        if fields
    }


@dataclass
class Payroll:
    """What the people of a stretch of a file earn, with what the file itself says of it."""

    book: Book
    known: dict[UUID, Earnings] = field(default_factory=dict)
    keys: dict[UUID, list[DataKeyRow]] = field(default_factory=dict)

    def clear(self) -> None:
        """Forget everybody."""
        self.known.clear()
        self.keys.clear()

    def of(self, its: Member | None) -> Earnings:
        """Return what somebody earns, as far as it is known."""
        if its is None:
            return NOTHING_STATED
        if its.id not in self.known:
            self.known[its.id] = earnings_of(self.book, [its]).get(its.id, NOTHING_STATED)
        return self.known[its.id]

    def state(
        self, its: Member, since: date, said: Circumstances, at: Moment, draft: Draft
    ) -> bool:
        """Seal what is said of somebody's pay from a day on; tell whether it was anything new."""
        before = self.of(its)
        now = before.stated(since, said.wage_fen, said.income_band)
        if now == before:
            return False
        keys = self._keys(its)
        sequence = its.sealed_times.get(PAY, 0) + 1
        done = self.book.vault.seal(its.id, PAY, now.fields(), sequence, under=keys)
        draft.sealed_fields.append(done.field)
        if done.data_key is not None:
            draft.data_keys.append(done.data_key)
            keys.append(done.data_key)
        its.state_pay({PAY: done.sha256}, at)
        self.known[its.id] = now
        return True

    def _keys(self, its: Member) -> list[DataKeyRow]:
        if its.id not in self.keys:
            stored: Sequence[DataKeyRow] = ()
            if PAY in its.sealed:
                stored, _ = self.book.record.sealed(its.id, PAY)
            self.keys[its.id] = list(stored)
        return self.keys[its.id]
