"""A fund: a ring-fenced pot, its opening balance, and what it has earned."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any, Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import OpeningBalanceTwice, PrincipalNotHeld, Unbalanced
from ledger.events.fund import (
    BalanceLine,
    ContributionsEarned,
    EarnedLine,
    FundEvent,
    FundKind,
    FundOpened,
    OpeningBalanceEntered,
    PrincipalTakenOver,
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
        self.principal_fen = 0  # members' own, in the opening balance
        self.principal_of: dict[str, int] = {}  # of it what each list of cover named, by digest
        # What was booked as earned, by plan and coverage period, and by day.
        self.earned_fen: dict[tuple[str, str], dict[date, int]] = {}

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

    def require_principal(self, lists: Mapping[str, int]) -> None:
        """Refuse lists of cover, by digest, that name more principal than came in as a balance."""
        named_fen = sum((self.principal_of | dict(lists)).values())
        if named_fen > self.principal_fen:
            raise PrincipalNotHeld(self.code, self.principal_fen, named_fen)

    def take_over_principal(
        self, list_digest: str, members: int, principal_fen: int, at: Moment
    ) -> None:
        """Say how much of the principal in the opening balance is that of a list of cover."""
        at.require("enrolment")
        self.require_principal({list_digest: principal_fen})
        facts = {"list_digest": list_digest, "members": members, "principal_fen": principal_fen}
        self.record(PrincipalTakenOver, at, fund=self.code, **facts)

    def earn(self, to_date_fen: dict[tuple[str, str], int], at: Moment) -> int:
        """Book what cover has earned by a day, cumulative less what is booked by then; fen booked.

        Booking the same day again finds nothing left to book, and records nothing. What was booked
        for later days is theirs, so that an earlier month can be booked after a later one.
        """
        at.require("finance")
        lines = [
            EarnedLine(plan=plan, period=period, earned_to_date_fen=total, amount_fen=more)
            for (plan, period), total in sorted(to_date_fen.items())
            if (more := total - self._earned((plan, period), at.effective_on))
        ]
        if lines:
            self.record(ContributionsEarned, at, fund=self.code, lines=tuple(lines))
        return sum(line.amount_fen for line in lines)

    def _earned(self, cover: tuple[str, str], day: date) -> int:
        """Return what is booked as earned by a day, in fen."""
        return sum(fen for on, fen in self.earned_fen.get(cover, {}).items() if on <= day)

    def when(self, event: FundEvent) -> None:
        """Fold one fact into this fund."""
        match event:
            case FundOpened():
                self.code, self.kind = event.fund, event.kind
            case OpeningBalanceEntered():
                self.has_opening_balance = True
                self.principal_fen = sum(
                    balance.amount_fen if balance.side == "C" else -balance.amount_fen
                    for balance in event.lines
                    if balance.account == "refundable_principal"
                )
            case PrincipalTakenOver(list_digest=digest):
                self.principal_of[digest] = event.principal_fen
            case ContributionsEarned():
                for line in event.lines:
                    by_day = self.earned_fen.setdefault((line.plan, line.period), {})
                    by_day[event.effective_on] = by_day.get(event.effective_on, 0) + line.amount_fen
            case _:
                assert_never(event)
