"""What a unit owes a fund: what is due, whose money settled it, and what is struck off again."""

from datetime import date, timedelta
from typing import NamedTuple

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import GraceRuns, NothingDue, StillOwed
from ledger.events.remittance import FreedAmount, PlanAmount, RemittanceOpened, RosterAmended
from ledger.plans import PlanKey, plan_code


class Struck(NamedTuple):
    """Who is struck off a roster, and what was due for them."""

    plan: PlanKey
    starts_on: date
    ends_on: date
    joined: bool
    shares: int
    contribution_fen: int  # due no more: nothing once cover had begun


class Begun(NamedTuple):
    """How a unit took part in a plan first, in this coverage period."""

    starts_on: date
    shares: int  # of each person, where everybody holds the same


class Debtor(Aggregate):
    """The half of a unit's account with a fund that owes."""

    def prepare(self) -> None:
        """Start with nothing due and nothing paid."""
        self.opened: RemittanceOpened
        self.amendments = 0
        self.members: dict[str, int] = {}  # by plan code
        self.begun: dict[str, Begun] = {}  # by plan code
        self.due_fen: dict[PlanKey, int] = {}  # still unpaid, in the order of the rosters
        self.due_since: dict[PlanKey, date] = {}  # of the latest roster
        self.held_fen: dict[str, int] = {}  # by receipt
        self.held_in: dict[str, str] = {}  # the bank account that a receipt came into
        self.placed_fen: dict[str, dict[PlanKey, int]] = {}  # what a receipt settled, by plan

    @property
    def outstanding_fen(self) -> int:
        """What the unit still owes."""
        return sum(self.due_fen.values())

    def amend_roster(self, struck: Struck, at: Moment) -> tuple[FreedAmount, ...]:
        """Strike somebody off: what is unpaid falls away, what was paid is owed to its payer.

        Return what is freed, receipt by receipt, the last one first.
        """
        at.require("enrolment")
        at.require_reason(f"roster of {self.opened.unit}", "amendment")
        unit, period, plan = self.opened.unit, self.opened.period, struck.plan
        unpaid = min(struck.contribution_fen, self.due_fen.get(plan, 0))
        paid = struck.contribution_fen - unpaid
        freed = []
        for receipt, placed in reversed(self.placed_fen.items()):
            part = min(paid, placed.get(plan, 0))
            if part:
                freed.append(FreedAmount(receipt=receipt, amount_fen=part))
                paid -= part
        assert not paid, "what is not due any more was received"
        self.record(
            RosterAmended,
            at,
            amendment=f"{unit}/{plan}/{period}/A{self.amendments + 1}",
            unit=unit,
            fund=self.opened.fund,
            plan=plan,
            period=period,
            starts_on=struck.starts_on,
            ends_on=struck.ends_on,
            members=1,
            joined=int(struck.joined),
            shares=struck.shares,
            contribution_fen=struck.contribution_fen,
            unpaid_fen=unpaid,
            freed_fen=struck.contribution_fen - unpaid,
            freed=tuple(freed),
        )
        return tuple(freed)

    def require_arrears(self, grace_days: int | None, day: date) -> None:
        """Refuse where nothing is owed, or the days of grace still run; unset, there are none.

        They run from the latest roster of each plan that is unpaid.
        """
        unit, fund = str(self.opened.unit), self.opened.fund
        owed = [self.due_since[plan] for plan, fen in self.due_fen.items() if fen]
        if not owed:
            raise NothingDue(unit, fund, str(self.opened.period))
        until = min(owed) + timedelta(days=grace_days or 0)
        if day <= until:
            raise GraceRuns(unit, fund, until)

    def require_paid(self) -> None:
        """Refuse where something is still owed."""
        if self.outstanding_fen:
            raise StillOwed(str(self.opened.unit), self.opened.fund, self.outstanding_fen)

    def fold_amendment(self, event: RosterAmended) -> None:
        self.amendments += 1
        self.members[plan_code(event.plan)] -= event.members
        self.due_fen[event.plan] -= event.contribution_fen
        for part in event.freed:
            self.due_fen[event.plan] += part.amount_fen
            self.placed_fen[part.receipt][event.plan] -= part.amount_fen
            self._keep(part.receipt, part.amount_fen, self.held_in[part.receipt])

    def _settle(self, receipt: str, lines: tuple[PlanAmount, ...], bank_account: str) -> None:
        placed = self.placed_fen.setdefault(receipt, {})
        self.held_in[receipt] = bank_account
        for line in lines:
            self.due_fen[line.plan] -= line.amount_fen
            placed[line.plan] = placed.get(line.plan, 0) + line.amount_fen

    def _keep(self, receipt: str, amount_fen: int, bank_account: str) -> None:
        self.held_fen[receipt] = self.held_fen.get(receipt, 0) + amount_fen
        self.held_in[receipt] = bank_account
