"""Members' principal in a unit's account: held through a term, and given back once that is over.

Some plans ask for a sum that comes back whole. It is the members' money from the day it falls due:
never earned, and owed to whoever paid it.
"""

from datetime import date, timedelta
from typing import NamedTuple

from ledger.aggregates.bearers import Placing
from ledger.aggregates.debtor import OwingUnit, by_bearer
from ledger.aggregates.moment import Moment
from ledger.errors import PrincipalNotDue
from ledger.events.remittance import (
    ContributionsFellDue,
    InstalmentLessened,
    PrincipalReturned,
    ReturnedAmount,
    RosterAccepted,
    RosterAmended,
)
from ledger.plans import PlanKey, plan_code


class Term(NamedTuple):
    """The days of cover of a unit's rosters under one plan, for which a principal is held."""

    plan: PlanKey
    starts_on: date
    ends_on: date


class Depositary(OwingUnit):
    """The part of a unit's account that keeps principal."""

    def prepare(self) -> None:
        """Start with none."""
        super().prepare()
        self.principal_fen: dict[Term, int] = {}  # paid or not

    def return_principal(self, plan: str | None, at: Moment) -> list[PrincipalReturned]:
        """Give back the principal of every term that is over, of one plan (code or key) or of all.

        What the unit still owes under the plan is settled out of it first; the rest goes back to
        the accounts that it came from, of every receipt in proportion to what it paid. Nothing is
        recorded where nothing is held any more.

        Raises:
            PrincipalNotDue: principal is held, but no term of it is over.
        """
        at.require("enrolment")
        held = [
            term
            for term, fen in sorted(self.principal_fen.items(), key=_oldest_first)
            if fen and plan in (None, term.plan, plan_code(term.plan))
        ]
        over = [term for term in held if term.ends_on < at.effective_on]
        if held and not over:
            first = min(held, key=lambda term: term.ends_on)
            from_day = first.ends_on + timedelta(days=1)
            raise PrincipalNotDue(str(self.opened.unit), first.plan, from_day)
        return [self._give_back(term, at) for term in over]

    def _give_back(self, term: Term, at: Moment) -> PrincipalReturned:
        fen = self.principal_fen[term]
        undue = self._undue(term.plan, fen)
        self.record(
            PrincipalReturned,
            at,
            unit=self.opened.unit,
            fund=self.opened.fund,
            period=self.opened.period,
            **term._asdict(),
            principal_fen=fen,
            unpaid_fen=undue.unpaid_fen,
            lines=tuple(
                ReturnedAmount(bank_account=self.held_in[part.receipt], **part.model_dump())
                for part in undue.freed
            ),
            parts=undue.parts,
        )
        returned = self.pending_events[-1]
        assert isinstance(returned, PrincipalReturned)
        return returned

    def fold_due(self, event: RosterAccepted | ContributionsFellDue) -> None:
        """Fold that contributions fell due, and principal with them."""
        super().fold_due(event)
        if isinstance(event, RosterAccepted) and event.principal_fen:
            self._keep_principal(event, event.principal_fen)

    def fold_amendment(self, event: RosterAmended | InstalmentLessened) -> None:
        """Fold that something is due no more, and that less principal is."""
        super().fold_amendment(event)
        if isinstance(event, RosterAmended) and event.principal_fen:
            self._keep_principal(event, -event.principal_fen)

    def _keep_principal(self, event: RosterAccepted | RosterAmended, fen: int) -> None:
        term = Term(event.plan, event.starts_on, event.ends_on)
        self.principal_fen[term] = self.principal_fen.get(term, 0) + fen

    def fold_return(self, event: PrincipalReturned) -> None:
        """Fold that principal went back: it is due no more, and no longer among what was paid."""
        plan, fen = event.plan, event.principal_fen
        self.principal_fen[Term(plan, event.starts_on, event.ends_on)] -= fen
        self.due_fen[plan] -= fen
        for bearer, part in by_bearer(event.parts, fen).items():
            self._add(self.open_by, plan, bearer, -part)
            self._add(self.fell_due_by, plan, bearer, -part)
        self._ask(plan, (event.starts_on, event.ends_on), None, -fen)
        for line in event.lines:
            self.due_fen[plan] += line.amount_fen
            self._add(self.open_by, plan, line.bearer, line.amount_fen)
            placing = Placing(plan, line.payer, line.bearer)
            self.placed_fen[line.receipt][placing] -= line.amount_fen


def _oldest_first(item: tuple[Term, int]) -> tuple[date, date, PlanKey]:
    term, _ = item
    return term.ends_on, term.starts_on, term.plan
