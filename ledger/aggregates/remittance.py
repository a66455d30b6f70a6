"""A fund's account with one unit for one coverage period: what is due, received and held."""

from datetime import date
from typing import Self, assert_never
from uuid import UUID

from ledger.aggregates.bearers import Bearer, amounts, placed
from ledger.aggregates.debtor import Begun
from ledger.aggregates.moment import Moment
from ledger.aggregates.standing import Suspendable
from ledger.errors import NothingDue, NothingHeld, PartsDiffer, WrongFund
from ledger.events import Document
from ledger.events.remittance import (
    CarriedPrincipalReturned,
    ContributionReceived,
    ContributionRefunded,
    ContributionsFellDue,
    HeldReceiptPlaced,
    InstalmentLessened,
    Payer,
    PayerAmount,
    PrincipalCarriedIn,
    PrincipalReturned,
    ReceiptHeld,
    ReceiptIdentified,
    RemittanceEvent,
    RemittanceOpened,
    RosterAccepted,
    RosterAmended,
)
from ledger.events.standing import RemittanceReinstated, RemittanceSuspended
from ledger.money import shared_out
from ledger.plans import Every, PlanKey, plan_code


class Remittance(Suspendable):
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
        every: Every | None = None,
        parts: tuple[PayerAmount, ...] | None = None,
        unit_age: int | None = None,
        principal_fen: int = 0,
    ) -> None:
        """Accept a roster whole: its contributions fall due now, or by the schedule `every` names.

        `parts` say who bears them, where they are divided; `unit_age` is the age they rest on.
        `principal_fen` is due beside the contribution, and given back at the end of the term.
        """
        at.require("enrolment")
        self.require_running(at.effective_on)
        whose, number = self._whose(), len(self.rosters) + 1
        days = {"starts_on": starts_on, "ends_on": ends_on}
        counts = {"members": members, "joined": joined, "shares": shares}
        sums = {"contribution_fen": contribution_fen, "principal_fen": principal_fen or None}
        said = {"consent": consent, "every": every, "parts": parts, "unit_age": unit_age}
        self.record(
            RosterAccepted,
            at,
            roster=f"{whose['unit']}/{plan}/{whose['period']}/{number}",
            plan=plan,
            lines_digest=lines_digest,
            **(whose | days | counts | sums | said),
        )

    def receive(
        self,
        receipt: str,
        amount_fen: int,
        bank_account: str,
        payer: Payer,
        at: Moment,
        parts: tuple[PayerAmount, ...] | None = None,
    ) -> None:
        """Take money in: it settles the rosters in their order, and the rest is held.

        `parts` say whose it is, where several paid by one receipt. Where the terms divide a
        contribution, a payer's money settles that payer's part; a unit's, its members' as well.
        """
        at.require("enrolment")
        _require_whole(receipt, amount_fen, parts)
        lines = placed(self.open_by, _money(parts, payer, amount_fen), several=bool(parts))
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
            parts=parts,
        )

    def hold(
        self,
        receipt: str,
        amount_fen: int,
        bank_account: str,
        at: Moment,
        payer: Payer | None = None,
        parts: tuple[PayerAmount, ...] | None = None,
    ) -> None:
        """Hold money whose payer or purpose is unknown."""
        at.require("enrolment")
        _require_whole(receipt, amount_fen, parts)
        facts = {"receipt": receipt, "fund": self.opened.fund, "bank_account": bank_account}
        self.record(ReceiptHeld, at, amount_fen=amount_fen, payer=payer, parts=parts, **facts)

    def place(self, receipt: str, target: "Remittance", at: Moment) -> int:
        """Place held money with the remittance it was meant for, as far as that is unpaid; fen."""
        at.require("enrolment")
        self._held(receipt, 0)
        opened = target.opened
        if opened.fund != self.opened.fund:
            raise WrongFund(receipt, self.opened.fund, opened.fund)
        money = [(payer, fen) for payer, fen in self.held_of[receipt].items() if fen]
        several = len(self.held_of[receipt]) > 1
        lines = placed(target.open_by, money, several=several)
        amount_fen = sum(line.amount_fen for line in lines)
        if not amount_fen:
            raise NothingDue(str(opened.unit), opened.fund, str(opened.period))
        where = {"receipt": receipt, "unit": opened.unit, "period": opened.period}
        of: dict[Bearer, int] = {}
        for line in lines:
            payer = line.payer if several else money[0][0]
            of[payer] = of.get(payer, 0) + line.amount_fen
        self.record(
            HeldReceiptPlaced,
            at,
            amount_fen=amount_fen,
            parts=amounts(of.items()) if several else None,
            **where,
        )
        target.record(
            ReceiptIdentified,
            at,
            fund=opened.fund,
            held_unit=self.opened.unit,
            held_period=self.opened.period,
            bank_account=self.held_in[receipt],
            amount_fen=amount_fen,
            lines=lines,
            payer=self.payer_of.get(receipt) if several else money[0][0],
            **where,
        )
        return amount_fen

    def settle_from_held(self, at: Moment) -> None:
        """Let what is held under this account settle what it owes, the oldest receipts first."""
        for receipt in self.held_in_order():
            if self.outstanding_fen:
                self.place(receipt, self, at)

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
            parts=self._going_back(receipt, amount_fen),
        )
        return amount_fen

    def went_back(self) -> list[tuple[str, int]]:
        """Return how much of what was just refunded is whose, in fen; nothing where one paid it."""
        (refunded,) = (e for e in self.pending_events[-1:] if isinstance(e, ContributionRefunded))
        return [(part.payer, part.amount_fen) for part in refunded.parts or ()]

    def _going_back(self, receipt: str, fen: int) -> tuple[PayerAmount, ...] | None:
        """Divide what goes back among a receipt's payers, in proportion to what is held of each."""
        own = self.held_of[receipt]
        if len(own) < 2:
            return None
        return amounts(zip(own, shared_out(fen, list(own.values())), strict=True))

    def _held(self, receipt: str, asked_fen: int) -> int:
        held = self.held_fen.get(receipt, 0)
        if not held:
            raise NothingHeld(receipt, 0, asked_fen)
        return held

    def when(self, event: RemittanceEvent) -> None:
        """Fold one fact into this account."""
        match event:
            case RemittanceOpened():
                self.opened = event
            case RosterAccepted():
                self._fold_roster(event)
            case ContributionsFellDue():
                self.fold_due(event)
            case RosterAmended() | InstalmentLessened():
                self.fold_amendment(event)
            case PrincipalReturned() | PrincipalCarriedIn() | CarriedPrincipalReturned():
                self.fold_principal(event)
            case RemittanceSuspended() | RemittanceReinstated():
                self.fold_standing(event)
            case ContributionReceived():
                self.payer_of[event.receipt] = event.payer
                self._settle(event.receipt, event.lines, event.bank_account)
                if event.held_fen:
                    where = (event.bank_account, event.effective_on)
                    self._keep(event.receipt, _left(event), *where)
            case ReceiptHeld():
                self.payer_of[event.receipt] = event.payer
                money = _money(event.parts, event.payer, event.amount_fen)
                self._keep(event.receipt, money, event.bank_account, event.effective_on)
            case HeldReceiptPlaced() | ContributionRefunded():
                own = next(iter(self.held_of[event.receipt]))
                self._give(event.receipt, _money(event.parts, own, event.amount_fen))
            case ReceiptIdentified():
                self.payer_of.setdefault(event.receipt, event.payer)
                self._settle(event.receipt, event.lines, event.bank_account)
            case _:
                assert_never(event)

    def _fold_roster(self, event: RosterAccepted) -> None:
        self.rosters.append(event.roster)
        code = plan_code(event.plan)
        if event.members:
            shares = event.shares // event.members
            began = Begun(event.starts_on, shares, event.unit_age, event.effective_on)
            self.begun.setdefault(code, began)
        self.runs_until[code] = max(event.ends_on, self.runs_until.get(code, date.min))
        self.members[code] = self.members.get(code, 0) + event.members
        self.fold_due(event)


def _money(
    parts: tuple[PayerAmount, ...] | None, payer: Bearer, fen: int
) -> list[tuple[Bearer, int]]:
    """Return whose money a sum is."""
    return [(part.payer, part.amount_fen) for part in parts] if parts else [(payer, fen)]


def _left(event: ContributionReceived) -> list[tuple[Bearer, int]]:
    """Return whose money a receipt left over."""
    if not event.parts:
        return [(event.payer, event.held_fen)]
    left = {part.payer: part.amount_fen for part in event.parts}
    for line in event.lines:
        left[line.payer or event.payer] -= line.amount_fen
    return [(payer, fen) for payer, fen in left.items() if fen]


def _require_whole(receipt: str, fen: int, parts: tuple[PayerAmount, ...] | None) -> None:
    """Refuse parts that are not the receipt, or name a payer twice."""
    if not parts:
        return
    total, payers = sum(part.amount_fen for part in parts), {part.payer for part in parts}
    if total != fen or len(payers) < len(parts):
        raise PartsDiffer(receipt, fen, total)
