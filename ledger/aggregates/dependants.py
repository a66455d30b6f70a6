"""A member's dependants: who they are to the member, and whose losses the terms insure."""

from datetime import date
from typing import NamedTuple

from ledger.aggregates.claim import Filing
from ledger.aggregates.claims import TermsOf
from ledger.aggregates.membership import Membership
from ledger.aggregates.moment import Moment
from ledger.aggregates.privacy import DetailsErased
from ledger.errors import DependantKnown, DependantMissing, InsuredNotAdmitted
from ledger.events.member import DependantRecorded
from ledger.plans import PlanTerms, plan_code

_MEMBER = "member"


class Dependant(NamedTuple):
    """Somebody who may be insured through a member; who it is, the vault knows."""

    code: str
    relation: str
    birth_month: str  # 2010-05

    def age_on(self, day: date) -> int:
        """Return completed years on a day; within the month of birth a birthday is still to come."""
        year, month = map(int, self.birth_month.split("-"))
        return day.year - year - (day.month <= month)


class Household(Membership):
    """The half of a member that has a family."""

    def prepare(self) -> None:
        """Start without dependants."""
        super().prepare()
        self.dependants: dict[str, Dependant] = {}

    def record_dependant(self, dependant: Dependant, sealed: dict[str, str], at: Moment) -> None:
        """Record a dependant, sealed with the member's own identity and forgotten with it."""
        at.require("enrolment")
        if self.is_erased("identity"):
            raise DetailsErased(self.id, "identity")
        if dependant.code in self.dependants:
            raise DependantKnown(dependant.code)
        self.record(
            DependantRecorded,
            at,
            code=dependant.code,
            relation=dependant.relation,
            birth_month=dependant.birth_month,
            sealed=sealed,
        )

    def file_claim(self, filing: Filing, terms_of: TermsOf, at: Moment) -> None:
        """File a claim; one for a dependant's loss only where the terms insure that dependant."""
        at.require("assessor")
        insured, day = filing.insured or _MEMBER, filing.loss.occurred_on
        code = plan_code(filing.plan)
        cover = next((c for c in self.covers if plan_code(c.plan) == code and c.on(day)), None)
        if insured != _MEMBER and cover is not None:
            self._require_insured(filing.claim, insured, terms_of(cover.plan), day)
        super().file_claim(filing, terms_of, at)

    def _require_insured(self, claim: str, insured: str, terms: PlanTerms, day: date) -> None:
        if insured not in (terms.dependants or ()):
            raise InsuredNotAdmitted(claim, terms.key, "dependants", insured)
        oldest = terms.dependant_age_max
        if not any(
            each.relation == insured and (oldest is None or each.age_on(day) <= oldest)
            for each in self.dependants.values()
        ):
            raise DependantMissing(claim, terms.key, insured, day)

    def fold_dependant(self, event: DependantRecorded) -> None:
        """Fold that somebody belongs to the member."""
        self.dependants[event.code] = Dependant(event.code, event.relation, event.birth_month)
