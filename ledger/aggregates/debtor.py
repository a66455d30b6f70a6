"""What a unit owes a fund: what is due, whose money settled it, and what is struck off again."""

from datetime import date, datetime, timedelta
from typing import Any, NamedTuple

from ledger.aggregates.bearers import Bearer, Placing, freed
from ledger.aggregates.holding import Holder
from ledger.aggregates.moment import Moment
from ledger.errors import GraceRuns, NothingDue, StillOwed
from ledger.events.member import Enrolled
from ledger.events.remittance import (
    ContributionsFellDue,
    FreedAmount,
    InstalmentLessened,
    PayerAmount,
    PlanAmount,
    RemittanceOpened,
    RosterAccepted,
    RosterAmended,
)
from ledger.money import shared_out
from ledger.plans import Due, PlanKey, plan_code
from ledger.plans.asked import Asked, Days


class Struck(NamedTuple):
    """Who is struck off a roster, and what was due for them."""

    plan: PlanKey
    starts_on: date
    ends_on: date
    joined: bool
    shares: int
    contribution_fen: int  # due no more: nothing once cover had begun
    principal_fen: int = 0  # what of it was to be given back at the end of the term


class Begun(NamedTuple):
    """How a unit took part in a plan first, in this coverage period."""

    starts_on: date
    shares: int  # of each person, where everybody holds the same
    unit_age: int | None = None  # the average age that contributions rest on
    taken_in_on: date | None = None  # when its first list came in


class Owing(NamedTuple):
    """What an instalment comes to, over everybody who owes it."""

    members: int
    contribution_fen: int
    lines_digest: str
    parts: tuple[PayerAmount, ...] | None = None  # who bears it


class Undue(NamedTuple):
    """What becomes of a sum that is due no more."""

    unpaid_fen: int
    freed_fen: int
    freed: tuple[FreedAmount, ...]
    parts: tuple[PayerAmount, ...] | None


class OwingUnit(Holder):
    """The part of a unit's account with a fund that owes."""

    def prepare(self) -> None:
        """Start with nothing due and nothing paid."""
        super().prepare()
        self.opened: RemittanceOpened
        self.amendments = 0
        self.members: dict[str, int] = {}  # by plan code
        self.begun: dict[str, Begun] = {}  # by plan code
        self.runs_until: dict[str, date] = {}  # the last day of its cover, by plan code
        self.due_fen: dict[PlanKey, int] = {}  # still unpaid, in the order of the rosters
        self.open_by: dict[PlanKey, dict[Bearer, int]] = {}  # the same, by who bears it
        self.fell_due_by: dict[PlanKey, dict[Bearer, int]] = {}  # all of it, paid or not
        self.asked: dict[PlanKey, Asked] = {}
        self.called: dict[tuple[PlanKey, Due], int] = {}  # what fell due of each instalment, in fen
        self.called_at: dict[tuple[PlanKey, Due], datetime] = {}  # when it was reckoned last
        self.placed_fen: dict[str, dict[Placing, int]] = {}  # what a receipt settled

    @property
    def outstanding_fen(self) -> int:
        """What the unit still owes."""
        return sum(self.due_fen.values())

    def amend_roster(self, struck: Struck, at: Moment) -> tuple[FreedAmount, ...]:
        """Strike somebody off: what is unpaid falls away, what was paid is owed to its payer.

        Return what is freed: of every receipt in proportion to what it paid.
        """
        at.require("enrolment")
        unit, period, plan = self.opened.unit, self.opened.period, struck.plan
        undue = self._undue(plan, struck.contribution_fen)
        # What was paid counts towards the contribution first: principal is unpaid before it is.
        principal_unpaid = min(struck.principal_fen, undue.unpaid_fen)
        principal_freed = struck.principal_fen - principal_unpaid
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
            contribution_fen=struck.contribution_fen - struck.principal_fen,
            unpaid_fen=undue.unpaid_fen - principal_unpaid,
            freed_fen=undue.freed_fen - principal_freed,
            principal_unpaid_fen=principal_unpaid or None,
            principal_freed_fen=principal_freed or None,
            freed=undue.freed,
            parts=undue.parts,
        )
        return undue.freed

    def _undue(self, plan: PlanKey, fen: int) -> Undue:
        """Say whose part falls away where so much is due no more, and whose money is freed.

        Everyone's part falls away in proportion to what they bear; of it, what is unpaid first.
        """
        bearers = {bearer: due for bearer, due in self.fell_due_by.get(plan, {}).items() if due}
        if not fen or not bearers:
            return Undue(0, 0, (), None)
        unpaid, back, parts = 0, list[FreedAmount](), list[PayerAmount]()
        for bearer, part in zip(bearers, shared_out(fen, list(bearers.values())), strict=True):
            left = min(part, self.open_by[plan].get(bearer, 0))
            unpaid += left
            back += freed(plan, bearer, part - left, self.placed_fen)
            if bearer is not None and part:
                parts.append(PayerAmount(payer=bearer, amount_fen=part))
        return Undue(unpaid, fen - unpaid, tuple(back), tuple(parts) or None)

    def call(self, plan: PlanKey, due: Due, owing: Owing, at: Moment, when_due: Moment) -> int:
        """Let an instalment fall due as far as it has not yet, or take back what was too much; fen.

        What falls due does so on its own day (`when_due`), what was too much is taken back now.
        Return the difference to what had fallen due of it: nothing is recorded where there is none.
        """
        at.require("enrolment")
        difference = owing.contribution_fen - self.called.get((plan, due), 0)
        facts: dict[str, Any] = {
            "unit": self.opened.unit,
            "fund": self.opened.fund,
            "plan": plan,
            "period": self.opened.period,
            **due._asdict(),
            "members": owing.members,
            "contribution_fen": abs(difference),
            "lines_digest": owing.lines_digest,
        }
        if difference > 0:
            parts = owing.parts
            if parts and difference != owing.contribution_fen:
                shares = shared_out(difference, [part.amount_fen for part in parts])
                parts = tuple(
                    PayerAmount(payer=part.payer, amount_fen=fen)
                    for part, fen in zip(parts, shares, strict=True)
                    if fen
                )
            self.record(ContributionsFellDue, when_due, **facts, parts=parts)
        elif difference < 0:
            undue = self._undue(plan, -difference)
            self.record(InstalmentLessened, at, **facts, **undue._asdict())
        return difference

    def booked_to(self, enrolled: Enrolled) -> date | None:
        """Return the last due date on which an enrolment's instalment is booked; None: on none.

        An instalment that was reckoned before somebody was enrolled is not booked for them.
        """
        days = (
            due.due_on
            for (plan, due), at in self.called_at.items()
            if plan == enrolled.plan
            and due.due_on >= enrolled.effective_on
            and at >= enrolled.timestamp
        )
        return max(days, default=None)

    def unpaid_since(self, plan: PlanKey) -> date | None:
        """Return since when the oldest that is unpaid was asked for; None: nothing is unpaid."""
        asked = self.asked.get(plan)
        return None if asked is None else asked.unpaid_since(self.due_fen.get(plan, 0))

    def require_arrears(self, grace_days: int | None, day: date) -> None:
        """Refuse where nothing is owed, or the days of grace still run; unset, there are none.

        They run from the oldest instalment or roster that is unpaid.
        """
        unit, fund = str(self.opened.unit), self.opened.fund
        owed = [since for plan in self.due_fen if (since := self.unpaid_since(plan)) is not None]
        if not owed:
            raise NothingDue(unit, fund, str(self.opened.period))
        until = min(owed) + timedelta(days=grace_days or 0)
        if day <= until:
            raise GraceRuns(unit, fund, until)

    def require_paid(self) -> None:
        """Refuse where something is still owed."""
        if self.outstanding_fen:
            raise StillOwed(str(self.opened.unit), self.opened.fund, self.outstanding_fen)

    def fold_due(self, event: RosterAccepted | ContributionsFellDue) -> None:
        """Fold that contributions fell due."""
        plan, fen = event.plan, event.contribution_fen
        if isinstance(event, RosterAccepted):
            fen = event.asked_fen
        self.due_fen[plan] = self.due_fen.get(plan, 0) + fen
        for bearer, part in by_bearer(event.parts, fen).items():
            self._add(self.open_by, plan, bearer, part)
            self._add(self.fell_due_by, plan, bearer, part)
        if isinstance(event, ContributionsFellDue):
            due = Due(event.due_on, event.starts_on, event.ends_on)
            self.called[plan, due] = self.called.get((plan, due), 0) + fen
            self.called_at[plan, due] = event.timestamp
        if fen:
            self._ask(plan, (event.starts_on, event.ends_on), event.effective_on, fen)

    def fold_amendment(self, event: RosterAmended | InstalmentLessened) -> None:
        """Fold that something is due no more."""
        plan, fen = event.plan, event.contribution_fen
        if isinstance(event, RosterAmended):
            fen = event.asked_fen
            self.amendments += 1
            self.members[plan_code(plan)] -= event.members
        else:
            due = Due(event.due_on, event.starts_on, event.ends_on)
            self.called[plan, due] -= fen
            self.called_at[plan, due] = event.timestamp
        self.due_fen[plan] -= fen
        for bearer, part in by_bearer(event.parts, fen).items():
            self._add(self.open_by, plan, bearer, -part)
            self._add(self.fell_due_by, plan, bearer, -part)
        if fen:
            self._ask_less(plan, (event.starts_on, event.ends_on), fen)
        for back in event.freed:
            self.due_fen[plan] += back.amount_fen
            self._add(self.open_by, plan, back.bearer, back.amount_fen)
            self.placed_fen[back.receipt][Placing(plan, back.payer, back.bearer)] -= back.amount_fen
            whose = ((back.payer or self.payer_of.get(back.receipt), back.amount_fen),)
            self._keep(back.receipt, whose, self.held_in[back.receipt], event.effective_on)

    @staticmethod
    def _add(
        sums: dict[PlanKey, dict[Bearer, int]], plan: PlanKey, bearer: Bearer, fen: int
    ) -> None:
        own = sums.setdefault(plan, {})
        own[bearer] = own.get(bearer, 0) + fen

    def _ask(self, plan: PlanKey, days: Days, on: date, fen: int) -> None:
        self.asked.setdefault(plan, Asked()).add(days, on, fen)

    def _ask_less(self, plan: PlanKey, days: Days, fen: int) -> None:
        self.asked.setdefault(plan, Asked()).lessen(days, fen)

    def _settle(self, receipt: str, lines: tuple[PlanAmount, ...], bank_account: str) -> None:
        own = self.placed_fen.setdefault(receipt, {})
        self.held_in[receipt] = bank_account
        for line in lines:
            self.due_fen[line.plan] -= line.amount_fen
            self._add(self.open_by, line.plan, line.bearer, -line.amount_fen)
            placing = Placing(line.plan, line.payer, line.bearer)
            own[placing] = own.get(placing, 0) + line.amount_fen


def by_bearer(parts: tuple[PayerAmount, ...] | None, fen: int) -> dict[Bearer, int]:
    """Return a sum by who bears it; nobody in particular, where it is not divided."""
    return {part.payer: part.amount_fen for part in parts} if parts else {None: fen}
