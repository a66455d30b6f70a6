"""A payment batch: prepared by one person, released by another, settled by the bank's answer."""

from datetime import date
from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import (
    BatchBeforeItsTime,
    BatchNotReady,
    DateAhead,
    ReturnIncomplete,
    ValueDateTooEarly,
)
from ledger.events.payment_batch import (
    BatchCancelled,
    BatchPrepared,
    BatchReleased,
    BatchSettled,
    PaymentBatchEvent,
)

PREPARED, RELEASED, SETTLED, CANCELLED = "prepared", "released", "settled", "cancelled"
CLOSED = (SETTLED, CANCELLED)  # nothing of it is still to be paid


class PaymentBatch(Aggregate):
    """Payments that go to the bank together, out of one fund."""

    @classmethod
    def compose(cls, stream: UUID, at: Moment, **facts: Any) -> Self:
        """Put verified benefits together; the lines are events of the members."""
        at.require("cashier")
        return cls.begin(BatchPrepared, stream, at, **facts)

    def prepare(self) -> None:
        """Start before preparation."""
        self.prepared: BatchPrepared
        self.released: BatchReleased | None = None
        self.state = PREPARED

    def release(self, file: str, file_sha256: str, at: Moment) -> None:
        """Instruct the bank; whoever prepared, approved or verified, or named a payee, may not."""
        at.require("treasurer")
        self._require(PREPARED)
        self._require_time(at.effective_on)
        its = self.prepared
        hands = (*its.hands, *its.approved_by, *(its.payees_by or ()))
        at.require_other_than(*hands, subject=self.prepared.batch, step="release")
        facts = {"batch": self.prepared.batch, "file": file, "file_sha256": file_sha256}
        self.record(BatchReleased, at, **facts)

    def cancel(self, at: Moment) -> None:
        """Take a batch back before its release, with reason; its number stays used."""
        at.require("cashier")
        self._require(PREPARED)
        self._require_time(at.effective_on)
        its = self.prepared
        at.require_reason(f"batch {its.batch}", "cancellation")
        facts = {"batch": its.batch, "fund": its.fund}
        sums = {"payments": its.payments, "total_fen": its.total_fen}
        self.record(BatchCancelled, at, **facts, **sums)

    def require_value_date(self, claim: str, day: date, on: date) -> None:
        """Refuse an answer that is dated before the bank was asked, or after it is taken in.

        Raises:
            ValueDateTooEarly: the batch was released later.
            DateAhead: the day `on` which it is taken in comes before it.
        """
        if self.released is not None and day < self.released.effective_on:
            raise ValueDateTooEarly(claim, day, self.released.effective_on)
        if day > on:
            raise DateAhead(day, on)

    def _require_time(self, on: date) -> None:
        if on < self.prepared.effective_on:
            raise BatchBeforeItsTime(self.prepared.batch, on, self.prepared.effective_on)

    def settle(self, paid: int, paid_fen: int, failed: int, failed_fen: int, at: Moment) -> None:
        """Take the bank's answer, which accounts for every line to the fen."""
        at.require("cashier")
        self._require(RELEASED)
        prepared = self.prepared
        answer = (paid + failed, paid_fen + failed_fen)
        if answer != (prepared.payments, prepared.total_fen):
            raise ReturnIncomplete(prepared.batch, *answer, prepared.payments, prepared.total_fen)
        self.record(
            BatchSettled,
            at,
            batch=prepared.batch,
            fund=prepared.fund,
            paid=paid,
            paid_fen=paid_fen,
            failed=failed,
            failed_fen=failed_fen,
        )

    def _require(self, needed: str) -> None:
        if self.state != needed:
            raise BatchNotReady(self.prepared.batch, self.state, needed)

    def when(self, event: PaymentBatchEvent) -> None:
        """Fold one fact into this batch."""
        match event:
            case BatchPrepared():
                self.prepared = event
            case BatchReleased():
                self.released, self.state = event, RELEASED
            case BatchCancelled():
                self.state = CANCELLED
            case BatchSettled():
                self.state = SETTLED
            case _:
                assert_never(event)
