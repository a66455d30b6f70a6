"""A plan: which versions of its terms are published, and which is in force."""

from datetime import date
from typing import Self, assert_never
from uuid import UUID

from ledger.aggregates.base import Aggregate
from ledger.aggregates.moment import Moment
from ledger.errors import PlanNotInForce, TermsIncomplete, Unknown, VersionPublished, WrongFund
from ledger.events.plan import PlanEvent, PlanOpened, PlanPublished, PlanWithdrawn
from ledger.plans import PlanKey, PlanTerms, open_points


class Plan(Aggregate):
    """What members pay and are paid, by published version."""

    @classmethod
    def open(cls, stream: UUID, terms: PlanTerms, at: Moment) -> Self:
        """Take a plan code into use with its first version."""
        at.require("manager")
        plan = cls.begin(PlanOpened, stream, at, code=terms.code, fund=terms.fund)
        plan.publish(terms, at)
        return plan

    def prepare(self) -> None:
        """Start without terms."""
        self.code = ""
        self.fund = ""
        self.versions: dict[PlanKey, PlanTerms] = {}
        self.withdrawn: set[PlanKey] = set()

    def publish(self, terms: PlanTerms, at: Moment) -> None:
        """Publish a version; the same again records nothing, and it never changes.

        Terms that leave open what a decision needs are not published.
        """
        at.require("manager")
        if terms.fund != self.fund:
            raise WrongFund(terms.key, self.fund, terms.fund)
        known = self.versions.get(terms.key)
        if known is None:
            left_open = open_points(terms)
            if left_open:
                raise TermsIncomplete(terms.key, ", ".join(left_open))
            self.record(PlanPublished, at, plan=terms.key, terms=terms)
        elif known != terms:
            raise VersionPublished(terms.key)

    def withdraw(self, plan: PlanKey, at: Moment) -> None:
        """Take no new enrolments under a version, with reason."""
        at.require("manager")
        at.require_reason(plan, "withdrawal")
        self.terms(plan)
        if plan not in self.withdrawn:
            self.record(PlanWithdrawn, at, plan=plan)

    def terms(self, plan: PlanKey) -> PlanTerms:
        """Return the terms of a published version."""
        try:
            return self.versions[plan]
        except KeyError:
            raise Unknown("plan version", plan) from None

    def in_force(self, day: date) -> PlanTerms:
        """Return the terms under which cover may begin on a day: the latest in force."""
        open_versions = [
            (terms.effective_on, terms)
            for key, terms in self.versions.items()
            if terms.effective_on is not None
            and terms.effective_on <= day
            and key not in self.withdrawn
        ]
        if not open_versions:
            raise PlanNotInForce(self.code, day)
        return max(open_versions, key=lambda each: each[0])[1]

    def when(self, event: PlanEvent) -> None:
        """Fold one fact into this plan."""
        match event:
            case PlanOpened():
                self.code, self.fund = event.code, event.fund
            case PlanPublished(plan=key, terms=terms):
                self.versions[key] = terms
            case PlanWithdrawn(plan=key):
                self.withdrawn.add(key)
            case _:
                assert_never(event)
