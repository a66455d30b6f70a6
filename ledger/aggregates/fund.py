"""A fund: a ring-fenced pot, its opening balance, and what it has earned."""

from collections.abc import Sequence
from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import OpeningBalanceTwice, Unbalanced
from ledger.events.fund import (
    BalanceLine,
    ContributionsEarned,
    EarnedLine,
    FundEvent,
    FundKind,
    FundOpened,
    OpeningBalanceEntered,
)


class Fund(Aggregate):
    """A pot whose money serves one purpose (专款专用)."""

    @classmethod
    def open(cls, stream: UUID, at: Moment, **facts: Any) -> Self:
        """Set a fund up, apart from all others."""
        at.require("manager")
        return cls.begin(FundOpened, stream, at, **facts)

    def prepare(self) -> None:
        """Start empty."""
        self.code = ""
        self.kind: FundKind = "plan"
        self.has_opening_balance = False
        self.earned_fen: dict[tuple[str, str], int] = {}  # by plan and coverage period

    def enter_opening_balance(self, lines: Sequence[BalanceLine], at: Moment) -> None:
        """Bring in the balances of a running fund, as the auditor's document has them."""
        at.require("finance")
        if self.has_opening_balance:
            raise OpeningBalanceTwice(self.code)
        debit_fen = sum(line.amount_fen for line in lines if line.side == "D")
        credit_fen = sum(line.amount_fen for line in lines if line.side == "C")
        if debit_fen != credit_fen:
            raise Unbalanced(self.code, debit_fen, credit_fen)
        self.record(OpeningBalanceEntered, at, fund=self.code, lines=tuple(lines))

    def earn(self, to_date_fen: dict[tuple[str, str], int], at: Moment) -> int:
        """Book what cover has earned by a day, cumulative less what is booked; fen booked.

        Booking the same day again finds nothing left to book, and records nothing.
        """
        at.require("finance")
        lines = [
            EarnedLine(plan=plan, period=period, earned_to_date_fen=total, amount_fen=more)
            for (plan, period), total in sorted(to_date_fen.items())
            if (more := total - self.earned_fen.get((plan, period), 0))
        ]
        if lines:
            self.record(ContributionsEarned, at, fund=self.code, lines=tuple(lines))
        return sum(line.amount_fen for line in lines)

    def when(self, event: FundEvent) -> None:
        """Fold one fact into this fund."""
        match event:
            case FundOpened():
                self.code, self.kind = event.fund, event.kind
            case OpeningBalanceEntered():
                self.has_opening_balance = True
            case ContributionsEarned():
                for line in event.lines:
                    self.earned_fen[line.plan, line.period] = line.earned_to_date_fen
            case _:
                assert_never(event)
