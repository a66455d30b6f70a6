"""A batch of payments out of one fund: prepared, released by a second person, settled."""

from __future__ import annotations

from typing import ClassVar, Literal

from ledger.events.base import Code, Count, Digest, Event, Key, Opening
from ledger.money import Fen, FenOrZero


class BatchPrepared(Opening):
    """Verified benefits of one fund were put together for payment."""

    aggregate_topic: ClassVar[str] = "payment_batch"
    topic: Literal["payment_batch.prepared.v1"] = "payment_batch.prepared.v1"
    batch: Code
    fund: Code
    bank_account: Code
    payments: Count
    total_fen: Fen
    lines_digest: Digest  # of claim, instalment, amount and payee of each line, in order
    approved_by: tuple[str, ...]  # officers and logins that approved or verified any line
    payees_by: tuple[str, ...] | None = None  # who recorded an heir, or replaced an account

    def keys(self) -> tuple[Key, ...]:
        """Return the batch's number."""
        return (Key("batch", self.batch),)


class BatchReleased(Event):
    """The bank was instructed: the file's name and digest are a function of its lines."""

    topic: Literal["payment_batch.released.v1"] = "payment_batch.released.v1"
    batch: Code
    file: str
    file_sha256: Digest


class BatchCancelled(Event):
    """A batch was taken back before its release; what it was to pay is owed as before."""

    topic: Literal["payment_batch.cancelled.v1"] = "payment_batch.cancelled.v1"
    batch: Code
    fund: Code
    payments: Count
    total_fen: Fen


class BatchSettled(Event):
    """The bank's return file accounted for every line."""

    topic: Literal["payment_batch.settled.v1"] = "payment_batch.settled.v1"
    batch: Code
    fund: Code
    paid: Count
    paid_fen: FenOrZero
    failed: Count
    failed_fen: FenOrZero


PaymentBatchEvent = BatchPrepared | BatchReleased | BatchCancelled | BatchSettled
