"""A payment batch: prepared by one person, released by another, settled by the bank's answer."""

from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import BatchNotReady, ReturnIncomplete
from ledger.events.payment_batch import (
    BatchPrepared,
    BatchReleased,
    BatchSettled,
    PaymentBatchEvent,
)

PREPARED, RELEASED, SETTLED = "prepared", "released", "settled"


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
        """Instruct the bank; whoever prepared, approved or verified may not."""
        at.require("treasurer")
        self._require(PREPARED)
        hands = (*self.prepared.hands, *self.prepared.approved_by)
        at.require_other_than(*hands, subject=self.prepared.batch, step="release")
        facts = {"batch": self.prepared.batch, "file": file, "file_sha256": file_sha256}
        self.record(BatchReleased, at, **facts)

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
            case BatchSettled():
                self.state = SETTLED
            case _:
                assert_never(event)
