"""Money that an account holds: received, and not yet placed or sent back; by receipt and payer."""

from collections.abc import Iterable
from datetime import date

from ledger.aggregates.base import Aggregate
from ledger.aggregates.bearers import Bearer


class Holder(Aggregate):
    """The part of an account that holds money."""

    def prepare(self) -> None:
        """Start with nothing held."""
        self.held_fen: dict[str, int] = {}  # by receipt
        self.held_on: dict[str, date] = {}  # when a receipt came in
        self.held_in: dict[str, str] = {}  # the bank account that a receipt came into
        self.held_of: dict[str, dict[Bearer, int]] = {}  # by receipt, and whose money it is
        self.payer_of: dict[str, Bearer] = {}  # of a receipt: whose money it was

    def held_by(self, fen: int) -> date | None:
        """Return the day by which so much was held, the oldest receipts first; None: it is not."""
        for receipt in self.held_in_order():
            fen -= self.held_fen[receipt]
            if fen <= 0:
                return self.held_on[receipt]
        return None

    def held_in_order(self) -> list[str]:
        """Return the receipts of which something is held, the oldest first."""
        held = [receipt for receipt, fen in self.held_fen.items() if fen]
        return sorted(held, key=lambda receipt: (self.held_on[receipt], receipt))

    def _keep(
        self, receipt: str, whose: Iterable[tuple[Bearer, int]], bank_account: str, on: date
    ) -> None:
        """Hold money of a receipt, for whoever paid it."""
        self.held_on.setdefault(receipt, on)
        self.held_in[receipt] = bank_account
        own = self.held_of.setdefault(receipt, {})
        for payer, fen in whose:
            own[payer] = own.get(payer, 0) + fen
            self.held_fen[receipt] = self.held_fen.get(receipt, 0) + fen

    def _give(self, receipt: str, whose: Iterable[tuple[Bearer, int]]) -> None:
        """Let money that was held go: placed, or sent back."""
        for payer, fen in whose:
            self.held_of[receipt][payer] -= fen
            self.held_fen[receipt] -= fen
