"""Members' principal in a unit's account: held through a term, and given back once that is over.

Some plans ask for a sum that comes back whole. It is the members' money from the day it falls due:
never earned, and owed to whoever paid it.
"""

from collections.abc import Mapping
from datetime import date, timedelta
from typing import Any, NamedTuple

from ledger.aggregates.bearers import Placing
from ledger.aggregates.debtor import OwingUnit, by_bearer
from ledger.aggregates.moment import Moment
from ledger.errors import PrincipalAccountMissing, PrincipalNotDue
from ledger.events.remittance import (
    CarriedPrincipalReturned,
    ContributionsFellDue,
    InstalmentLessened,
    PrincipalCarriedIn,
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
        self.carried_fen: dict[Term, int] = {}  # taken over, and paid before this record began

    def return_principal(self, plan: str | None, at: Moment) -> list[PrincipalReturned]:
        """Give back the principal of every term that is over, of one plan (code or key) or of all.

        What the unit still owes under the plan is settled out of it first; the rest goes back to
        the accounts that it came from, of every receipt in proportion to what it paid. Nothing is
        recorded where nothing is held any more.

        Raises:
            PrincipalNotDue: principal is held, but no term of it is over.
        """
        at.require("enrolment")
        held = [*_held(self.principal_fen, plan), *_held(self.carried_fen, plan)]
        if held and not _over(held, at.effective_on):
            first = min(held, key=lambda term: term.ends_on)
            from_day = first.ends_on + timedelta(days=1)
            raise PrincipalNotDue(str(self.opened.unit), first.plan, from_day)
        over = _over(_held(self.principal_fen, plan), at.effective_on)
        return [self._give_back(term, at) for term in over]

    def carry_in_principal(self, term: Term, members: int, fen: int, at: Moment) -> None:
        """Bring in the principal of a unit's people for one term, which the fund's balance holds."""
        at.require("enrolment")
        facts = {**self._facts_of(term), "members": members, "principal_fen": fen}
        self.record(PrincipalCarriedIn, at, **facts)

    def return_carried(
        self, plan: str | None, bank_account: str | None, at: Moment
    ) -> list[CarriedPrincipalReturned]:
        """Give back whole what was taken over of every term that is over, out of one account.

        Nothing is recorded where nothing of it is held any more, or its term is not over.

        Raises:
            PrincipalAccountMissing: something is to go back, and no account is named.
        """
        at.require("enrolment")
        over = _over(_held(self.carried_fen, plan), at.effective_on)
        if over and bank_account is None:
            raise PrincipalAccountMissing(str(self.opened.unit), self.opened.fund)
        before = len(self.pending_events)
        for term in over:
            fen = self.carried_fen[term]
            facts = {**self._facts_of(term), "principal_fen": fen, "bank_account": bank_account}
            self.record(CarriedPrincipalReturned, at, **facts)
        back = self.pending_events[before:]
        return [event for event in back if isinstance(event, CarriedPrincipalReturned)]

    def _facts_of(self, term: Term) -> dict[str, Any]:
        opened = self.opened
        where = {"unit": opened.unit, "fund": opened.fund, "period": opened.period}
        return where | term._asdict()

    def _give_back(self, term: Term, at: Moment) -> PrincipalReturned:
        fen = self.principal_fen[term]
        undue = self._undue(term.plan, fen)
        self.record(
            PrincipalReturned,
            at,
            **self._facts_of(term),
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

    def fold_principal(
        self, event: PrincipalReturned | PrincipalCarriedIn | CarriedPrincipalReturned
    ) -> None:
        """Fold that principal was taken over or went back."""
        if isinstance(event, PrincipalReturned):
            self._fold_return(event)
            return
        # What was taken over was never due in this record.
        term = Term(event.plan, event.starts_on, event.ends_on)
        sign = 1 if isinstance(event, PrincipalCarriedIn) else -1
        self.carried_fen[term] = self.carried_fen.get(term, 0) + sign * event.principal_fen

    def _fold_return(self, event: PrincipalReturned) -> None:
        """Fold that principal is due no more, and no longer among what was paid."""
        plan, fen = event.plan, event.principal_fen
        self.principal_fen[Term(plan, event.starts_on, event.ends_on)] -= fen
        self.due_fen[plan] -= fen
        for bearer, part in by_bearer(event.parts, fen).items():
            self._add(self.open_by, plan, bearer, -part)
            self._add(self.fell_due_by, plan, bearer, -part)
        self._ask_less(plan, (event.starts_on, event.ends_on), fen)
        for line in event.lines:
            self.due_fen[plan] += line.amount_fen
            self._add(self.open_by, plan, line.bearer, line.amount_fen)
            placing = Placing(plan, line.payer, line.bearer)
            self.placed_fen[line.receipt][placing] -= line.amount_fen


def _held(kept: Mapping[Term, int], plan: str | None) -> list[Term]:
    """Return the terms for which something is kept under a plan (code or key), the oldest first."""
    return [
        term
        for term, fen in sorted(kept.items(), key=_oldest_first)
        if fen and plan in (None, term.plan, plan_code(term.plan))
    ]


def _over(terms: list[Term], day: date) -> list[Term]:
    return [term for term in terms if term.ends_on < day]


def _oldest_first(item: tuple[Term, int]) -> tuple[date, date, PlanKey]:
    term, _ = item
    return term.ends_on, term.starts_on, term.plan
