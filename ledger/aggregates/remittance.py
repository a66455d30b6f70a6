"""A fund's account with one unit for one coverage period: what is due, received and held."""

from datetime import date
from typing import Self, assert_never
from uuid import UUID

from ledger.aggregates.debtor import Begun, Debtor
from ledger.aggregates.moment import Moment
from ledger.errors import NothingDue, NothingHeld, WrongFund
from ledger.events import Document
from ledger.events.remittance import (
    ContributionReceived,
    ContributionRefunded,
    HeldReceiptPlaced,
    Payer,
    PlanAmount,
    ReceiptHeld,
    ReceiptIdentified,
    RemittanceEvent,
    RemittanceOpened,
    RosterAccepted,
    RosterAmended,
)
from ledger.plans import PlanKey, plan_code


class Remittance(Debtor):
    """What a unit owes a fund for a coverage period, plan by plan, and what it paid."""

    @classmethod
    def open(
        cls, stream: UUID, fund: str, at: Moment, unit: str | None = None, period: str | None = None
    ) -> Self:
        """Open a unit's account; without a unit, an account for money of an unknown payer."""
        at.require("enrolment")
        return cls.begin(RemittanceOpened, stream, at, unit=unit, fund=fund, period=period)

    def prepare(self) -> None:
        """Start with nothing due and nothing paid."""
        super().prepare()
        self.rosters: list[str] = []

    def accept_roster(
        self,
        plan: PlanKey,
        *,
        starts_on: date,
        ends_on: date,
        members: int,
        joined: int,
        shares: int,
        contribution_fen: int,
        lines_digest: str,
        consent: Document | None,
        at: Moment,
    ) -> None:
        """Accept a roster whole: its contributions fall due."""
        at.require("enrolment")
        unit, period = self.opened.unit, self.opened.period
        self.record(
            RosterAccepted,
            at,
            roster=f"{unit}/{plan}/{period}/{len(self.rosters) + 1}",
            unit=unit,
            fund=self.opened.fund,
            plan=plan,
            period=period,
            starts_on=starts_on,
            ends_on=ends_on,
            members=members,
            joined=joined,
            shares=shares,
            contribution_fen=contribution_fen,
            lines_digest=lines_digest,
            consent=consent,
        )

    def receive(
        self, receipt: str, amount_fen: int, bank_account: str, payer: Payer, at: Moment
    ) -> None:
        """Take money in: it settles the rosters in their order, and the rest is held."""
        at.require("enrolment")
        lines = self._split(amount_fen)
        settled = sum(line.amount_fen for line in lines)
        self.record(
            ContributionReceived,
            at,
            receipt=receipt,
            unit=self.opened.unit,
            fund=self.opened.fund,
            period=self.opened.period,
            bank_account=bank_account,
            payer=payer,
            amount_fen=amount_fen,
            lines=lines,
            held_fen=amount_fen - settled,
        )

    def hold(self, receipt: str, amount_fen: int, bank_account: str, at: Moment) -> None:
        """Hold money whose payer or purpose is unknown."""
        at.require("enrolment")
        facts = {"receipt": receipt, "fund": self.opened.fund, "bank_account": bank_account}
        self.record(ReceiptHeld, at, amount_fen=amount_fen, **facts)

    def place(self, receipt: str, target: "Remittance", at: Moment) -> int:
        """Place held money with the remittance it was meant for, as far as that is unpaid; fen."""
        at.require("enrolment")
        amount_fen = min(self._held(receipt, 0), target.outstanding_fen)
        opened = target.opened
        if opened.fund != self.opened.fund:
            raise WrongFund(receipt, self.opened.fund, opened.fund)
        if not amount_fen:
            raise NothingDue(str(opened.unit), opened.fund, str(opened.period))
        where = {"receipt": receipt, "unit": opened.unit, "period": opened.period}
        self.record(HeldReceiptPlaced, at, amount_fen=amount_fen, **where)
        target.record(
            ReceiptIdentified,
            at,
            fund=opened.fund,
            held_unit=self.opened.unit,
            held_period=self.opened.period,
            bank_account=self.held_in[receipt],
            amount_fen=amount_fen,
            lines=target._split(amount_fen),
            **where,
        )
        return amount_fen

    def refund(self, receipt: str, amount_fen: int | None, at: Moment) -> int:
        """Send held money back to the account it came from, with reason; fen refunded."""
        at.require("enrolment")
        at.require_reason(receipt, "refund")
        held = self._held(receipt, amount_fen or 0)
        amount_fen = held if amount_fen is None else amount_fen
        if amount_fen > held:
            raise NothingHeld(receipt, held, amount_fen)
        self.record(
            ContributionRefunded,
            at,
            receipt=receipt,
            unit=self.opened.unit,
            fund=self.opened.fund,
            period=self.opened.period,
            bank_account=self.held_in[receipt],
            amount_fen=amount_fen,
        )
        return amount_fen

    def _held(self, receipt: str, asked_fen: int) -> int:
        held = self.held_fen.get(receipt, 0)
        if not held:
            raise NothingHeld(receipt, 0, asked_fen)
        return held

    def _split(self, amount_fen: int) -> tuple[PlanAmount, ...]:
        """Divide money over the plans still unpaid, in the order of their rosters."""
        lines = []
        for plan, due in self.due_fen.items():
            part = min(due, amount_fen)
            if part:
                lines.append(PlanAmount(plan=plan, amount_fen=part))
                amount_fen -= part
        return tuple(lines)

    def when(self, event: RemittanceEvent) -> None:
        """Fold one fact into this account."""
        match event:
            case RemittanceOpened():
                self.opened = event
            case RosterAccepted(plan=plan):
                self.rosters.append(event.roster)
                code = plan_code(plan)
                if event.members:
                    shares = event.shares // event.members
                    self.begun.setdefault(code, Begun(event.starts_on, shares))
                self.members[code] = self.members.get(code, 0) + event.members
                self.due_fen[plan] = self.due_fen.get(plan, 0) + event.contribution_fen
                self.due_since[plan] = event.effective_on
            case RosterAmended():
                self.fold_amendment(event)
            case ContributionReceived():
                self._settle(event.receipt, event.lines, event.bank_account)
                if event.held_fen:
                    self._keep(event.receipt, event.held_fen, event.bank_account)
            case ReceiptHeld():
                self._keep(event.receipt, event.amount_fen, event.bank_account)
            case HeldReceiptPlaced() | ContributionRefunded():
                self.held_fen[event.receipt] -= event.amount_fen
            case ReceiptIdentified():
                self._settle(event.receipt, event.lines, event.bank_account)
            case _:
                assert_never(event)
